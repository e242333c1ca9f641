"""Writing a file so that a reader sees either the old or the new one, whatever happens in between."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from digest.errors import Undelivered, reason


def read_file(path: Path) -> bytes | None:
    """What stands there now; None when nothing does. Raises Undelivered when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Undelivered(
            f"파일을 읽을 수 없습니다: {path} ({reason(error)})", hint="경로와 권한을 확인하세요"
        ) from error


def remove_file(path: Path) -> None:
    """Delete a file if it is there. Raises Undelivered when the disk refuses."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Undelivered(
            f"파일을 지울 수 없습니다: {path} ({reason(error)})", hint="경로와 권한을 확인하세요"
        ) from error


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` at once: temporary file, fsync, rename. Folders are made; a link's target is replaced.

    Raises Undelivered when the disk refuses; the old file is then as it was.
    """
    target = path.resolve()
    temporary = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):  # already renamed or never made
                Path(temporary).unlink()
        raise Undelivered(
            f"파일을 쓸 수 없습니다: {path} ({reason(error)})", hint="경로와 권한, 남은 공간을 확인하세요"
        ) from error
