"""A file of its own for every digest, markdown or JSON: ours as long as nobody has changed it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from digest.errors import Undelivered, reason
from digest.files import remove_leftovers, replace, why_not
from digest.lazy import pattern_of
from digest.models import Digest, Part, Receipt
from digest.publish.base import ON_DISK, Channel, PublisherSettings
from digest.render.markdown import digest_markdown
from digest.render.phrases import day_title

# `\n<!-- digest sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 -->\n`
SEAL = pattern_of(rb"\n<!-- digest sha256:([0-9a-f]{64}) -->\n\Z")
"""Last line of a markdown file. Whoever changes a byte above it makes the file their own."""


class FilePublisher(PublisherSettings):
    """실행할 때마다 `path`를 새로 씁니다. 사람이 고친 파일은 그대로 둡니다."""

    chat: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True

    kind: Literal["file"] = "file"
    path: str
    """`digests/{date}.md` 또는 `.json`. `{date}`(2024-08-19), `{year}`, `{month}`, `{day}`, `{name}`을 쓸 수
    있습니다. 다이제스트가 여럿이면 `{name}`을 넣어 서로 다른 파일이 되게 하세요."""

    @field_validator("path")
    @classmethod
    def _known_form(cls, path: str) -> str:
        # out/{date}/{week}.md → date | week
        unknown = set(re.findall(r"\{([^{}]*)\}", path)) - {"date", "year", "month", "day", "name"}
        # out/{date}.md → out/.md · out/{date
        if unknown or re.search(r"[{}]", re.sub(r"\{\w+\}", "", path)):
            raise ValueError("{date}, {year}, {month}, {day}, {name}만 쓸 수 있습니다")
        if not path.endswith((".md", ".json")):
            raise ValueError(".md나 .json으로 끝나야 합니다")
        return path

    @property
    def target(self) -> str:
        """`file:digests/{date}.md`."""
        return f"file:{self.path}"

    def occupies(self, name: str) -> str:
        """The file of some day."""
        return os.path.normpath(self._place(Digest(date=dt.date(2024, 8, 19), name=name, entries=())))

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """One part: where the file goes and what stands in it."""
        content = _json(digest) if self.path.endswith(".json") else _markdown(digest)
        return (Part(id="main", payload={"path": self._place(digest), "content": content}),)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Write the file when it says something else; one that a person edited stays, and the receipt says so."""
        path, content = Path(str(part.payload["path"])), str(part.payload["content"]).encode()
        there = read_file(path)
        receipt = {"path": str(path)}
        if there == content:
            return receipt
        if there:
            sealed = _sealed_json(there) if path.suffix == ".json" else _sealed_markdown(there)
            if sealed is None:
                raise Undelivered(
                    f"digest가 만들지 않은 파일이 있어 쓰지 않았습니다: {path}",
                    hint="path를 바꾸거나 그 파일을 옮기세요",
                )
            if not sealed:
                told = f"직접 고친 파일이라 그대로 둡니다: {path} (새로 받으려면 그 파일을 옮기거나 지우세요)"
                return receipt | {"kept": told}
        replace_file(path, content, channel.confirm)
        return receipt

    def retract(self, part_id: str, receipt: Receipt, channel: Channel) -> bool:
        """Delete the file if it is still as we wrote it."""
        path = Path(receipt["path"])
        there = read_file(path)
        if there is None:
            return True
        if not (_sealed_json(there) if path.suffix == ".json" else _sealed_markdown(there)):
            return False
        remove_file(path)
        return True

    def probe(self, channel: Channel) -> str:
        """Nobody is asked."""
        return ON_DISK

    def test(self, channel: Channel) -> str:
        """Write and remove a neighbour of the file, so that nothing is left behind."""
        folder = Path(
            # out/day-{date}.md → out/ | date}.md
            re.split(r"[^/\\]*\{", self.path, maxsplit=1)[0] if "{" in self.path else str(Path(self.path).parent)
        )
        probe = folder / ".digest-test"
        replace_file(probe, b"digest\n")
        remove_file(probe)
        return f"{folder}에 쓸 수 있습니다."

    def _place(self, digest: Digest) -> str:
        day = digest.date
        names = {"date": day.isoformat(), "year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}
        # ../papers of the day → __papers_of_the_day
        return self.path.format(**names, name=re.sub(r"[^\w.-]|^\.+", "_", digest.name))


def _markdown(digest: Digest) -> str:
    body = digest_markdown(digest, heading=f"# 데일리 트렌드 · {day_title(digest.date)}")
    return f"{body}\n<!-- digest sha256:{hashlib.sha256(body.encode()).hexdigest()} -->\n"


def _sealed_markdown(there: bytes) -> bool | None:
    """True: ours, untouched. False: ours, edited. None: no file of ours."""
    seal = SEAL.search(there)
    if seal:
        return hashlib.sha256(there[: seal.start()]).hexdigest().encode() == seal[1]
    return False if b"<!-- digest sha256:" in there else None


def _json(digest: Digest) -> str:
    """The digest as data, without abstracts and evidence, sealed by a hash of the rest."""
    hidden: Any = {
        "entries": {"__all__": {"sentence": True, "item": {"sightings", "abstract", "ai_summary"}}},
        "missed": True,
    }
    value: dict[str, Any] = {"key": digest.key, **digest.model_dump(mode="json", exclude=hidden)}
    return _dumped(value | {"sha256": hashlib.sha256(_dumped(value).encode()).hexdigest()})


def _sealed_json(there: bytes) -> bool | None:
    """True: ours, untouched. False: ours, edited. None: no file of ours."""
    try:
        value = json.loads(there)
    except ValueError:
        return False if b'"sha256": "' in there else None
    if not isinstance(value, dict) or "sha256" not in value or "entries" not in value:
        return None
    seal = value.pop("sha256")
    return bool(hashlib.sha256(_dumped(value).encode()).hexdigest() == seal)


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


# Writing a file so that a reader sees either the old or the new one, whatever happens in between. A file has one
# writer at a time, who holds the claim of its target (fan_out).


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


def replace_file(path: Path, content: bytes, confirm: Callable[[], None] = lambda: None) -> None:
    """Put `content` at `path` at once; a link's target is replaced. Folders are made, a new file may be read by all.

    confirm: asked right before the rename, see `Channel.confirm`. Raises Undelivered when the disk refuses, and what
    `confirm` raises; the old file is then as it was.
    """
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(target.parent)
        there = target.exists()
        replace(target, content, alike=there, mode=None if there else 0o644, confirm=confirm)
    except OSError as error:
        told, hint = why_not(target, error)
        raise Undelivered(f"파일을 쓸 수 없습니다: {path} ({told})", hint=hint) from error
