"""Put new bytes in the place of old ones: the file is always the old one or the new one (docs/journal-writing.md).

read → plan → announce → temporary file → compare again → rename
"""

from __future__ import annotations

import contextlib
import hashlib
import shlex
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from digest.errors import SkippableError
from digest.files import alone_in, remove_leftovers, replace, sync_folder, why_not
from digest.journal.read.document import JournalRefused, regular_bytes

ABSENT = "absent"
"""The hash of no file."""
NO_FILE = "no file"
"""The hash of what is there and cannot be read as a file."""
LOCK_WAIT_S = 5.0
"""Ours hold a folder for milliseconds; whoever holds it longer is stuck, and the section waits for the next run."""
LOCK_EVERY_S = 0.02
STUCK_S = 60.0
"""How long after a wait in vain the other writes of that folder try its lock once and wait no more."""


_stuck_since: dict[Path, float] = {}
"""Folders whose lock was waited for in vain, by the process's own clock."""


class WriteLog(Protocol):
    """Remembers a write before it happens and its outcome after; both called under the folder's lock."""

    def announce(self) -> None:
        """Committed before anything is on the disk."""

    def settle(self, *, happened: bool) -> None:
        """The file is the new one, or still the old one."""


class Changed(SkippableError):
    """Somebody saved the file between our reading and our writing: they win, we plan again."""


class Busy(SkippableError):
    """Somebody holds the folder's lock and does not let go; nothing was written."""


class CannotWrite(SkippableError):
    """The file may not or cannot be written; it is as it was."""


def digest_of(data: bytes) -> str:
    """sha256 (hex) of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def hash_of_file(path: Path) -> str:
    """sha256 of what is there now, `absent`, or `no file` for a pipe, a folder and the like."""
    try:
        return digest_of(regular_bytes(path))
    except FileNotFoundError:
        return ABSENT
    except (JournalRefused, IsADirectoryError):
        return NO_FILE


def replace_bytes(path: Path, base_hash: str, data: bytes, log: WriteLog) -> None:
    """Write `data` if the file still has `base_hash`; mode, owner and attributes stay.

    base_hash: sha256 of the bytes that were planned on, or `absent` for a file that must not be there yet.
    Raises Changed when the file is another one by now, Busy for a folder that stays locked, CannotWrite for a file or
    disk that refuses.
    """
    path = path.resolve()  # a link stays a link; its target is replaced
    with locked(path.parent):
        remove_leftovers(path.parent)
        if hash_of_file(path) != base_hash:
            raise Changed(f"{path.name}: 그 사이에 파일이 바뀌었습니다")
        if base_hash != ABSENT:
            _refuse_protected(path)
        log.announce()

        def confirm() -> None:
            if hash_of_file(path) != base_hash:
                raise Changed(f"{path.name}: 그 사이에 파일이 바뀌었습니다")

        try:
            replace(path, data, alike=True, confirm=confirm)
        except OSError as error:
            log.settle(happened=False)
            told, hint = why_not(path, error)
            raise CannotWrite(f"{path.name}: 쓸 수 없습니다 ({told})", hint=hint) from error
        except Exception:
            log.settle(happened=False)
            raise
        log.settle(happened=True)  # whoever was interrupted before it says neither: the next run looks


def remove_file(path: Path, base_hash: str, log: WriteLog) -> None:
    """Delete a file that still has `base_hash`, with its folder synced. Raises Changed, Busy, OSError."""
    path = path.resolve()
    with locked(path.parent):
        if hash_of_file(path) != base_hash:
            raise Changed(f"{path.name}: 그 사이에 파일이 바뀌었습니다")
        log.announce()
        happened = False
        try:
            path.unlink()
            happened = True
            sync_folder(path.parent)
        finally:
            log.settle(happened=happened)


def _refuse_protected(path: Path) -> None:
    facts = path.stat()
    if not facts.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise CannotWrite(f"{path.name}: 읽기 전용 파일입니다", hint=f"chmod u+w {shlex.quote(str(path))}")
    if facts.st_nlink > 1:
        raise CannotWrite(f"{path.name}: 하드 링크된 파일이라 바꾸면 연결이 끊깁니다", hint="링크를 풀어 주세요")


@contextlib.contextmanager
def locked(folder: Path, sleep: Callable[[float], None] = time.sleep) -> Iterator[bool]:
    """Two runs on one machine write one after the other; no lock file is left in the person's folder.

    Gives False where folders have no locks (Windows, some network file systems): there the second comparison is all the
    protection there is. Raises Busy after LOCK_WAIT_S; at once where somebody waited in vain within STUCK_S, so that a
    run with many sections for one stuck folder waits once.
    """
    patience = LOCK_WAIT_S if time.monotonic() - _stuck_since.get(folder, -STUCK_S) >= STUCK_S else 0.0
    with alone_in(folder, patience, LOCK_EVERY_S, sleep) as ours:
        if ours is False:
            if patience:
                _stuck_since[folder] = time.monotonic()
            raise Busy(f"다른 프로그램이 {folder.name} 폴더를 잠그고 있습니다")
        if ours:
            _stuck_since.pop(folder, None)
        yield bool(ours)


def reason(error: Exception) -> str:
    """Why a disk refused, without the number that means nothing to a person."""
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)
