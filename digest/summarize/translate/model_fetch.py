"""Getting a translation model, on request only, never during a digest (`digest models fetch`).

Mozilla's Remote Settings list says what there is; every file is checked against its sha256 before it is put in place.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from digest.errors import ConfigError, SkippableError
from digest.files import alone_in
from digest.models import Value
from digest.net.client import HttpClient, HttpFailure
from digest.summarize.translate.model_files import FILE_NAME, Manifest, ModelFolder, install
from digest.summarize.translate.mt import offered_files, unpacked

RECORDS_URL = "https://firefox.settings.services.mozilla.com/v1/buckets/main/collections/translations-models-v2/records"
ATTACHMENTS_URL = "https://firefox-settings-attachments.cdn.mozilla.net/"
PARTS = ".parts"
"""Where downloads stand until all of them are whole."""
CHUNK = 1_000_000
"""Bytes per request; a fetch that breaks off goes on from the last whole chunk."""
LARGEST = 200_000_000
"""Bytes of a file whose size the list does not say; the largest model so far has 60 MB."""
ANEW = "다시 실행하면 처음부터 받습니다"


class Attachment(Value):
    """One file of a model as the record list offers it."""

    name: str
    url: str
    size: int
    """Bytes to download (compressed)."""
    sha256: str
    """Of the downloaded bytes; "" when the list does not say."""
    unpacked_sha256: str | None
    version: str


def offered(http: HttpClient, source: str, target: str, records_url: str = RECORDS_URL) -> tuple[Attachment, ...]:
    """The files of the newest model for a pair that this version of fxtranslate can read.

    Raises ConfigError without the extra `[mt]`, SkippableError when the list cannot be read or has no such model.
    """
    try:
        body = _records(http, records_url)
        ours = offered_files(body, source, target)
        raw = {row["attachment"]["location"]: row for row in json.loads(body)["data"] if row.get("attachment")}
    except (ValueError, KeyError, TypeError) as error:
        raise SkippableError("번역 모델 목록을 읽을 수 없습니다", hint=f"주소를 확인하세요: {records_url}") from error
    if not ours:
        raise SkippableError(
            f"{source}→{target} 모델이 목록에 없습니다", hint="파일을 따로 받아 --from 으로 넣을 수 있습니다"
        )
    version = max((str(r["version"]) for r in ours), key=_version_order)
    base = _attachments_base(http, records_url)
    return tuple(
        _attachment(record, raw[record["location"]], base)
        for record in sorted(ours, key=lambda r: str(r["name"]))
        if record["version"] == version
    )


def _records(http: HttpClient, url: str) -> str:
    try:
        return http.get(url, max_bytes=32_000_000).content.decode()
    except HttpFailure as failure:
        hint = "연결을 확인하세요. 파일을 따로 받았다면 digest models fetch ko --from 폴더"
        raise SkippableError(f"번역 모델 목록을 받을 수 없습니다: {failure.message}", hint=hint) from failure


def _attachment(record: Mapping[str, Any], raw: Mapping[str, Any], base: str) -> Attachment:
    return Attachment(
        name=Path(record["name"]).name,
        url=urljoin(base, record["location"]),
        size=int(raw["attachment"].get("size") or 0),
        sha256=str(raw["attachment"].get("hash") or ""),
        unpacked_sha256=record["decompressedHash"],
        version=str(record["version"]),
    )


def fetch(
    http: HttpClient, attachments: tuple[Attachment, ...], folder: ModelFolder, progress: Callable[[int], None]
) -> Manifest:
    """Download, check and put in place; a broken-off fetch goes on where it stopped.

    progress(n): n more bytes have arrived (fewer than none when some were no good). Raises SkippableError for a
    download that fails or is not what was promised, and when another fetch is at the folder.
    """
    with _alone(folder):
        parts = folder.path / PARTS
        parts.mkdir(exist_ok=True)
        files = {wanted.name: _file(http, wanted, parts, progress) for wanted in attachments}
        manifest = install(files, folder, attachments[0].version)
        shutil.rmtree(parts)
        return manifest


def remove_parts(folder: ModelFolder) -> None:
    """Remove what a fetch that was killed at its very end left beside a whole model, unless one is at it again."""
    with alone_in(folder.path) as ours:
        if ours is not False:
            shutil.rmtree(folder.path / PARTS, ignore_errors=True)


@contextmanager
def _alone(folder: ModelFolder) -> Iterator[None]:
    """One at a time: two would append to the same parts."""
    folder.path.mkdir(parents=True, exist_ok=True)
    with alone_in(folder.path) as ours:
        if ours is False:
            hint = "끝난 뒤 digest models status로 확인하세요"
            raise SkippableError(f"다른 실행이 이 폴더에 모델을 받는 중입니다: {folder.path}", hint=hint)
        yield


def _file(http: HttpClient, wanted: Attachment, parts: Path, progress: Callable[[int], None]) -> bytes:
    """A file as the list promises it. What an earlier fetch left may be damaged: then it is fetched from the start."""
    part = _part(parts, wanted)
    left_over = part.exists()
    _download(http, wanted, part, progress)
    packed = part.read_bytes()
    try:
        if wanted.sha256 and hashlib.sha256(packed).hexdigest() != wanted.sha256:
            raise ValueError("another sha256")
        return unpacked(packed, wanted.unpacked_sha256)
    except ValueError as error:
        part.unlink()
        if not left_over:
            raise SkippableError(f"{wanted.name}: 받은 파일이 목록의 sha256과 다릅니다", hint=ANEW) from error
    progress(-len(packed))
    return _file(http, wanted, parts, progress)


def _download(http: HttpClient, wanted: Attachment, part: Path, progress: Callable[[int], None]) -> None:
    """Bring the partial file to its end, a chunk a request; a server without ranges sends all at once."""
    have = part.stat().st_size if part.exists() else 0
    progress(have)
    while not wanted.size or have < wanted.size:
        last = min(have + CHUNK, wanted.size or have + CHUNK) - 1
        try:
            reply = http.get(
                wanted.url,
                headers={"Range": f"bytes={have}-{last}", "Accept-Encoding": "identity"},  # ranges of the file itself
                timeout_s=300,
                max_bytes=max(wanted.size or LARGEST, CHUNK) + 1,
            )
        except HttpFailure as failure:
            if failure.status == 416 and have:  # nothing stands behind what is here
                return
            hint = "다시 실행하면 받던 곳부터 이어서 받습니다" if any(part.parent.iterdir()) else ANEW
            raise SkippableError(f"{wanted.name}: {failure.message}", hint=hint) from failure
        goes_on = reply.status == 206
        with part.open("ab" if goes_on else "wb") as file:
            file.write(reply.content)
        progress(len(reply.content) - (0 if goes_on else have))
        if not goes_on or not reply.content:
            return
        have += len(reply.content)


def _part(parts: Path, wanted: Attachment) -> Path:
    """The partial file; its name holds the hash, so that a newer model never continues an older one's bytes."""
    return parts / f"{wanted.name}.{(wanted.sha256 or wanted.version)[:16]}.part"


def copy_from(source: Path, folder: ModelFolder, pair: str = "enko") -> Manifest:
    """Put files that a person brought (plain, .gz or .zst) in place.

    Raises ConfigError when the folder lacks a file the engine needs, SkippableError when a fetch is at the folder.
    """
    files: dict[str, bytes] = {}
    for file in sorted(source.iterdir()) if source.is_dir() else []:
        name = file.name.removesuffix(".gz").removesuffix(".zst")
        if FILE_NAME.fullmatch(name) and f".{pair}." in name:
            files[name] = _brought(file)
    kinds = {name.split(".")[0] for name in files}
    if "model" not in kinds or not ("vocab" in kinds or {"srcvocab", "trgvocab"} <= kinds):
        raise ConfigError(
            f"{source}에 {pair} 모델 파일이 모자랍니다",
            hint=f"model.{pair}.*.bin 과 srcvocab.{pair}.spm, trgvocab.{pair}.spm (또는 vocab.{pair}.spm)이 필요합니다",
        )
    with _alone(folder):
        manifest = install(files, folder, "by hand")
        shutil.rmtree(folder.path / PARTS, ignore_errors=True)  # a broken-off fetch is not gone on with
        return manifest


def _brought(file: Path) -> bytes:
    try:
        if file.suffix == ".gz":
            return gzip.decompress(file.read_bytes())
        if file.suffix == ".zst":
            return unpacked(file.read_bytes())
    except (ValueError, OSError, EOFError) as error:
        raise ConfigError(f"{file.name}의 압축을 풀 수 없습니다", hint="파일을 다시 받으세요") from error
    return file.read_bytes()


def _attachments_base(http: HttpClient, records_url: str) -> str:
    """Where the files are, as the server itself says; Mozilla's host when it does not."""
    root = records_url.split("/buckets/")[0] + "/"
    try:
        told = http.get_json(root)["capabilities"]["attachments"]["base_url"]
    except (SkippableError, KeyError, TypeError):
        return ATTACHMENTS_URL
    return str(told)


def _version_order(version: str) -> tuple[int, ...]:
    # 3.0a1 → 3 | 0 | 1
    return tuple(int(part) for part in re.findall(r"\d+", version))
