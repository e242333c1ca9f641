"""What a database says when it cannot go on, as one sentence with what to do."""

from __future__ import annotations

import os
import re

import sqlalchemy as sa

from digest.errors import StoreDown
from digest.store.url import file_of, shown

UNUSABLE = "설정의 `store:`와 그 파일, 폴더를 확인하세요"
AGAIN = "같은 명령을 다시 실행하면 멈춘 데서 이어서 합니다"
ROOM = f"공간을 비우고 다시 실행하세요. {AGAIN}"
IN_USE = f"그 파일을 쓰는 다른 프로그램(다른 digest, 데이터베이스 뷰어)을 끝내고 다시 실행하세요. {AGAIN}"

LOST = "저장소의 일부가 없어졌습니다. digest db check로 살펴보세요"

SQLITE = {
    "BUSY": IN_USE,
    "LOCKED": IN_USE,
    "FULL": ROOM,
    "IOERR": f"디스크가 가득 찼거나 고장 났습니다. {ROOM}",
    "READONLY": "그 파일과 폴더에 쓸 권한을 주세요",
    "PERM": "그 파일과 폴더를 쓸 권한을 주세요",
    "CANTOPEN": UNUSABLE,
    "NOTADB": UNUSABLE,
    "CORRUPT": "digest db check로 살펴보고, 백업에서 되살리세요 (digest help operations의 ‘백업’)",
}
"""Kind of failure (sqlite.org/rescode.html) → hint. What is not here is a mistake of the program."""

POSTGRES = {
    "53100": ROOM,
    "53300": "연결한 프로그램이 너무 많습니다. max_connections를 늘리거나 프로그램을 줄이세요",
    "25006": "읽기만 할 수 있습니다. 복제본이 아니라 주 서버를 적으세요",
    "42501": "그 사용자에게 테이블을 만들고 바꿀 권한을 주세요",
}
"""SQLSTATE → hint."""


def failure(url: sa.URL, error: BaseException, *, lost: bool = False) -> StoreDown | None:
    """The error for people, or None for one that is a mistake of the program.

    error: as the driver raised it. lost: whether the connection is gone. The answer never holds a password.
    """
    store, told = f"저장소 {shown(url)}", next(iter(str(error).strip().splitlines()), type(error).__name__)
    if url.get_backend_name() == "sqlite":
        kind = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]
        hint = _closed(url, kind) or SQLITE.get(kind) or (LOST if _of_ours(told) else "")
        return StoreDown(f"{store}: 쓸 수 없습니다({told})", hint=hint) if hint else None
    state = getattr(error, "sqlstate", None) or ""
    if state == "42P01" and _of_ours(told):
        return StoreDown(f"{store}: 쓸 수 없습니다({told})", hint=LOST)
    if state in POSTGRES:
        return StoreDown(f"{store}: 쓸 수 없습니다({told})", hint=POSTGRES[state])
    if lost or state[:2] in ("08", "57") or (not state and type(error).__name__ == "OperationalError"):
        return StoreDown(f"{store}: 대답이 없습니다({told})", hint=f"데이터베이스가 켜져 있는지 확인하세요. {AGAIN}")
    if state[:2] in ("40", "53", "55", "58", "XX"):  # a deadlock, no resources, a broken disk …
        return StoreDown(f"{store}: 쓸 수 없습니다({told})", hint=f"데이터베이스의 로그를 확인하세요. {AGAIN}")
    return None


def _closed(url: sa.URL, kind: str) -> str:
    """What to do about a folder that nobody, or not this user, may write to; SQLite only says that it cannot open."""
    file = file_of(url)
    if kind not in ("CANTOPEN", "READONLY") or file is None:
        return ""
    folder = file.absolute().parent
    if not folder.is_dir() or os.access(folder, os.W_OK):
        return ""
    only_read = hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY
    why = "읽기만 할 수 있는 디스크입니다" if only_read else "쓸 권한이 없습니다"
    still = ". 이 판이 쓰던 저장소라면 digest status와 digest db export는 그대로 됩니다" if file.exists() else ""
    return f"{folder}: {why}. 쓸 수 있는 폴더를 설정의 `store:`에 적으세요{still}"


def _of_ours(told: str) -> bool:
    """Whether a table or column is missing that a store of ours has: `no such table: claims`."""
    from digest.store.tables import metadata

    # `relation "claims" does not exist → claims`
    missing = re.search(r'no such (?:table|column): (?:\w+\.)?(\w+)|relation "(\w+)" does not exist', told)
    return missing is not None and (missing[1] or missing[2]) in metadata.tables
