"""Optional marks in the file, for runs that keep no store (docs/journal-writing.md). Pure.

A mark carries a checksum of what it marks: text that was edited does not match and is the person's, as with cog.
Never `--` inside, never at the start of a list: a comment between bullets would split it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence

from digest.identity import canonical_key, find_links
from digest.journal.write.own import body
from digest.lazy import pattern_of
from digest.store.journal import JournalLine

# - [A paper](…) <!-- dt:2408.08152 main 1a2b3c4d -->
LINE = pattern_of(rb"^(?P<text>.*\S) <!-- dt:(?P<id>[\w./]+) (?:(?P<name>[^\s>]+) )?(?P<sum>[0-9a-f]{8}) -->$")
"""A marked bullet; version 0.1.0 wrote no name, so nobody can say whose an edited line of its is."""
BULLET_MARKER = pattern_of(rb"^\s*[-*+]\s+")  # `- ` · `  * `
END = pattern_of(rb"^<!-- dt:end (?P<sum>[0-9a-f]{8}) -->$")  # <!-- dt:end 1a2b3c4d -->


def checksum(name: str, lines: Iterable[bytes]) -> str:
    """Eight hex digits over lines and the digest's name, so that one digest never claims another's."""
    bare = [BULLET_MARKER.sub(b"", line) for line in lines]  # a list of theirs lends ours its marker and indent
    return hashlib.sha256(b"\n".join([name.encode(), *bare])).hexdigest()[:8]


def marked(text: str, key: str, name: str) -> str:
    """A bullet with its own mark: `… <!-- dt:2408.08152 main 3f9a1c2b -->`."""
    kind, _, rest = key.partition(":")
    shown = rest if kind == "arxiv" else "link"
    return f"{text} <!-- dt:{shown} {_safe(name)} {checksum(name, [text.encode()])} -->"


def begin(date: dt.date, name: str) -> bytes:
    """The comment before a marked block; the name without anything that could end a comment."""
    return f"<!-- dt:begin {date.isoformat()} {_safe(name)} -->".encode()


def end(name: str, bullets: Iterable[bytes]) -> bytes:
    """The comment after it, with the checksum of its bullets."""
    return f"<!-- dt:end {checksum(name, bullets)} -->".encode()


def has_marks(lines: Sequence[bytes], day: range, date: dt.date, name: str) -> bool:
    """Whether this digest wrote into the day before, edited since or not: then nothing new is added without a store.

    Other digests' marks say nothing about this one; a mark without a name may be anybody's.
    """
    bodies = [body(lines[number]) for number in day]
    found = [mark["name"] for text in bodies if (mark := LINE.match(text))]
    return begin(date, name) in bodies or any(one in (None, _safe(name).encode()) for one in found)


def recover(
    lines: Sequence[bytes], day: range, journal: str, date: dt.date, name: str, file: str, now: dt.datetime
) -> tuple[JournalLine, ...]:
    """Rows for lines whose marks prove that they are ours and untouched; for a store that knows nothing."""
    bodies = {number: body(lines[number]) for number in day}
    found: list[tuple[str, bytes]] = []
    for text in bodies.values():
        mark = LINE.match(text)
        if mark and checksum(name, [mark["text"]]).encode() == mark["sum"]:
            key = _key(mark["text"])
            found += [(key, text)] if key else []
    found += _block(bodies, date, name)
    return tuple(
        JournalLine(
            journal=journal,
            date=date,
            name=name,
            item_key=key,
            position=position,
            bytes=text,
            file=file,
            heading="",
            changed_at=now,
        )
        for position, (key, text) in enumerate(dict(found).items())
    )


def _block(bodies: dict[int, bytes], date: dt.date, name: str) -> list[tuple[str, bytes]]:
    starts = [number for number, text in bodies.items() if text == begin(date, name)]
    if len(starts) != 1:
        return []
    inside: list[bytes] = []
    for number in range(starts[0] + 1, max(bodies) + 1):
        stop = END.match(bodies[number])
        if stop:
            if stop["sum"].decode() != checksum(name, inside):
                return []
            papers = [(key, text) for text in inside if (key := _key(text))]
            return [("#begin", bodies[starts[0]]), *papers, ("#end", bodies[number])]
        if bodies[number].strip():
            inside.append(bodies[number])
    return []


def _key(text: bytes) -> str | None:
    return next((key for link in find_links(text.decode()) if (key := canonical_key(link))), None)


def _safe(name: str) -> str:
    # papers--night → papers-night
    return re.sub(r"-{2,}", "-", name).strip("-") or "main"
