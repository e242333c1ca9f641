"""The error tree; the class of an error is the policy for it.

DigestError
├── ConfigError      exit 2, before anything runs
├── SkippableError   one item, source or delivery: becomes a line in a report
│   ├── Undelivered  a message that surely did not arrive
│   ├── Lost         another worker took over: what it did stands in the ledger
│   └── Ambiguous    a message that may have arrived (time-out after the request was sent)
├── RetriableError   handled where it rises (`net/tries.py`, a vendor's retry), never seen above
└── FatalError       the run cannot go on: store unusable, every source failed
"""

from __future__ import annotations

import errno
import json
import shlex
import sys
from importlib.util import find_spec
from pathlib import Path

from digest import DISTRIBUTION


class DigestError(Exception):
    """Base of every error a person may read.

    message: what happened, one sentence. hint: what to do next, or "".
    Both must be free of secrets.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.hint}" if self.hint else self.message


class ConfigError(DigestError):
    """The configuration or the command line cannot work; nothing was run."""


class SkippableError(DigestError):
    """One source, item or delivery failed; the run goes on and says so."""


class Undelivered(SkippableError):
    """A delivery that surely did not reach its target; the next run may try again."""


class Lost(SkippableError):
    """Another worker took over what this one stood still over; it did nothing more, and looks at the ledger anew."""


class Ambiguous(SkippableError):
    """A delivery that may or may not have reached its target; never blindly repeated."""


class RetriableError(DigestError):
    """A passing fault; retry_after is the server's wish in seconds, or None."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class FatalError(DigestError):
    """The run as a whole failed."""


class StoreDown(FatalError):
    """The store does not answer or cannot be written: nothing more can be done, or proven, without it."""


REFUSALS = {
    errno.EACCES: "권한이 없습니다",
    errno.EPERM: "권한이 없습니다",
    errno.ENOENT: "파일이나 폴더가 없습니다",
    errno.EISDIR: "파일이 아니라 폴더입니다",
    errno.ENOTDIR: "경로 가운데에 폴더가 아닌 것이 있습니다",
    errno.EEXIST: "같은 이름의 파일이 이미 있습니다",
    errno.ENOSPC: "디스크에 남은 공간이 없습니다",
    errno.EDQUOT: "쓸 수 있는 디스크 용량을 다 썼습니다",
    errno.EROFS: "읽기만 할 수 있는 디스크입니다",
    errno.ENAMETOOLONG: "이름이 너무 깁니다",
    errno.EMFILE: "열린 파일이 너무 많습니다",
    errno.EIO: "디스크를 읽거나 쓸 수 없습니다",
    errno.ELOOP: "심볼릭 링크가 서로를 가리킵니다",
}
"""What an operating system refuses most, in Korean."""


def reason(error: OSError) -> str:
    """Why the operating system refused, in Korean where it is known; else in the system's own words."""
    return REFUSALS.get(error.errno or 0, "") or error.strerror or str(error)


# How this program was installed, so that what an error says about installing works there.

# `digest[mt]` → fxtranslate
PARTS = {
    "mt": "fxtranslate",
    "apprise": "apprise",
    "postgres": "psycopg[binary]",
    "chart": "matplotlib",
    "mcp": "mcp>=1.9,<2",
}
"""Optional part → what it needs, for when not even the metadata of this program can be read."""


def how_to_add(part: str) -> str:
    """The command that adds an optional part to this very installation: `mt`, `apprise`, `postgres`, `chart` or `mcp`.

    It names what the part needs and never this program by its import name: that is another program at the index.
    """
    needed = _needed(part)
    prefix = Path(sys.prefix)
    if (prefix / "uv-receipt.toml").is_file():  # written by `uv tool install`
        return shlex.join(["uv", "tool", "install", "--force", "--with", needed, _origin()])
    if (prefix / "pipx_metadata.json").is_file():  # written by `pipx install`
        return shlex.join(["pipx", "inject", DISTRIBUTION, needed])
    if find_spec("pip") is None:  # an environment made by uv
        return shlex.join(["uv", "pip", "install", "--python", sys.executable, needed])
    return shlex.join([sys.executable, "-m", "pip", "install", needed])


def _needed(part: str) -> str:
    from importlib.metadata import PackageNotFoundError, requires

    try:
        lines = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return PARTS[part]
    wanted = (line.partition(";") for line in lines)
    return next((need.strip() for need, _, when in wanted if f'"{part}"' in when.replace("'", '"')), PARTS[part])


def _origin() -> str:
    """What was installed: a folder, a repository, or the name at the index."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        # https://packaging.python.org/en/latest/specifications/direct-url/
        told = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return DISTRIBUTION
    url = str(told.get("url", "")).removeprefix("file://")
    git = told.get("vcs_info") or {}
    revision = git.get("requested_revision") or git.get("commit_id", "")
    return f"git+{url}@{revision}" if git and url else url or DISTRIBUTION


def not_utf8(what: str = "") -> ConfigError:
    """What to raise for a person's words in another encoding; what: the words, as far as they can be shown."""
    shown = what.encode("utf-8", "replace").decode()
    return ConfigError(
        "UTF-8이 아닌 글자가 있습니다" + (f": {shown[:80]}" if what else ""),
        hint="터미널의 글자 인코딩을 UTF-8로 바꾸고 다시 입력하세요(예: LANG=ko_KR.UTF-8)",
    )
