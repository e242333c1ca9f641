"""New bytes in the place of old ones, whatever happens in between: a reader sees the old file or the new one.

temporary file → fsync → a last look → rename → fsync of the folder

A writer holds a lock on its temporary file for as long as it lives, so one that is not locked was left by a killed run.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from digest.errors import reason
from digest.lazy import pattern_of

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    fcntl = None  # type: ignore[assignment]

LEFTOVER = pattern_of(r"\.digest-[0-9a-f]{16}(-\w{8,16})?\.tmp")  # .digest-0123456789abcdef-x1y2z3a4.tmp
"""Our half-written files; hidden from Jekyll, Hugo, Obsidian and Logseq.
Version 0.1.0 had no random half in a journal, and a shorter one elsewhere."""
LOCKLESS = (errno.EBADF, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS)
"""What network file systems answer to the lock of a folder."""
ABANDONED_S = 3600.0
"""Where no file can be locked (Windows, some network file systems): no write takes so long, so whose it was is dead."""


def replace(
    path: Path,
    content: bytes | Iterable[bytes],
    *,
    alike: bool = False,
    mode: int | None = None,
    durable: bool = True,
    folder: Path | None = None,
    confirm: Callable[[], None] = lambda: None,
) -> None:
    """Put `content` at `path`, whose folder is there; a link there is replaced, not followed.

    alike: a file that stands there passes on its mode, owner and extended attributes, not its times. mode: of any other
    file, whatever umask says. durable: not lost with the power either; False for what can be made anew. folder: where
    the temporary file stands, on the same file system; else beside the file. confirm: asked right before the rename,
    to raise if the file is no longer ours to write. Raises OSError, and what `confirm` and `content` raise; the old
    file is then as it was, and nothing half-written stays.
    """
    like = path if alike and path.exists() else None
    temporary, handle = _opened(path, folder or path.parent, 0o600 if like or mode is not None else 0o666)
    half = True
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines([content] if isinstance(content, bytes) else content)
            stream.flush()
            if like:
                _take_after(handle, like)
            elif mode is not None and hasattr(os, "fchmod"):
                os.fchmod(handle, mode)
            if durable:
                os.fsync(handle)
            confirm()
            if fcntl is None:  # Windows renames no open file
                stream.close()
            temporary.replace(path)
            half = False
    finally:
        if half:
            temporary.unlink(missing_ok=True)
    if durable:
        sync_folder(path.parent)


def temporary_name(path: Path, folder: Path) -> Path:
    """A name for a half-written file that nobody can foresee and put a link in the way of."""
    of = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    return folder / f".digest-{of}-{os.urandom(8).hex()}.tmp"


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last, where its file system knows how."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_leftovers(folder: Path) -> None:
    """Remove what killed runs left half-written in a folder; only what is ours and nobody is at."""
    with contextlib.suppress(OSError):  # somebody else's folder: what cannot be removed stays
        for path in list(folder.iterdir()):
            if LEFTOVER.fullmatch(path.name):
                with contextlib.suppress(OSError):
                    _remove_if_left(path)


@contextlib.contextmanager
def alone_in(
    folder: Path, wait_s: float = 0.0, every_s: float = 0.1, sleep: Callable[[float], None] = time.sleep
) -> Iterator[bool | None]:
    """Hold a folder for the length of a block; no file is left in it.

    Gives False if another program still has it after wait_s, None where folders have no locks (Windows, some network
    file systems). Raises OSError.
    """
    if fcntl is None:
        yield None
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield _waited_for(handle, wait_s, every_s, sleep)
    finally:
        os.close(handle)


def why_not(path: Path, error: OSError) -> tuple[str, str]:
    """Why a file cannot be written, and what to do, in Korean: a file that is mounted alone cannot be renamed over."""
    if error.errno in (errno.EBUSY, errno.EXDEV):
        return "파일 하나만 마운트되어 있어 바꿀 수 없습니다", f"{path.parent} 폴더를 마운트하세요"
    return reason(error), "경로와 권한, 남은 공간을 확인하세요"


def _opened(path: Path, folder: Path, mode: int) -> tuple[Path, int]:
    """A temporary file that is ours alone, and locked where that is possible."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        temporary = temporary_name(path, folder)
        handle = os.open(temporary, flags, mode)
        if _locked(handle) is not False and os.fstat(handle).st_nlink:
            return temporary, handle
        os.close(handle)  # taken for a leftover before it was locked


def _remove_if_left(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        facts, alone = os.fstat(handle), _locked(handle)
        if stat.S_ISREG(facts.st_mode) and (alone or (alone is None and time.time() - facts.st_mtime > ABANDONED_S)):
            path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool | None:
    """Whether this is the only one at a file from now on; None where files cannot be locked."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _waited_for(handle: int, wait_s: float, every_s: float, sleep: Callable[[float], None]) -> bool | None:
    waited = 0.0
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waited >= wait_s:
                return False
        except OSError as error:
            if error.errno not in LOCKLESS:
                raise
            return None
        else:
            return True
        sleep(every_s)
        waited += every_s


def _take_after(handle: int, like: Path) -> None:
    facts = like.stat()
    if hasattr(os, "fchown"):
        with contextlib.suppress(PermissionError):
            os.fchown(handle, facts.st_uid, facts.st_gid)
        os.fchmod(handle, stat.S_IMODE(facts.st_mode))
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # a file system without attributes
            for name in os.listxattr(like):
                with contextlib.suppress(OSError):  # one that only the system may set
                    os.setxattr(handle, name, os.getxattr(like, name))
