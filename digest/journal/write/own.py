"""What became of the lines we wrote: only exact bytes are ours (docs/journal-writing.md). Pure.

A recorded line is matched by its bytes without the line end. Everything that is not surely ours is the person's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from digest.identity import canonical_key, find_links
from digest.lazy import pattern_of
from digest.store.journal import JournalLine

# `- a bullet` · `1. one` · `# a heading` · `> a quote`
BLOCK_START = pattern_of(
    rb"^[ \t]*(?:[-*+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)|#{1,6}(?:[ \t]|$)|>|```|~~~|<|\||---|\*\*\*|___|===)"
)


@dataclass(frozen=True)
class StandingLine:
    """Where a recorded line stands now."""

    line: JournalLine
    at: int | None = None
    """Its line number while it is still ours and untouched, else None."""


@dataclass(frozen=True)
class Ownership:
    """The verdict over recorded lines of one day, in the order they were given."""

    standing: tuple[StandingLine, ...]
    present: frozenset[str]
    """Canonical keys of the papers the day links, whoever wrote them."""
    elsewhere: frozenset[str]
    """The same for the whole file."""
    bodies: frozenset[bytes]
    """Every line of the file without its end."""

    @property
    def lines(self) -> tuple[JournalLine, ...]:
        """The rows with the status they have now."""
        return tuple(one.line for one in self.standing)

    @property
    def own(self) -> dict[str, StandingLine]:
        """Lines we may still change or remove, by item key."""
        return {one.line.item_key: one for one in self.standing if one.at is not None}

    @property
    def vanished(self) -> bool:
        """Every line we still had is gone at once: pasted over or deleted; ask, never re-insert.

        A single deleted bullet under a heading that stands is just a deleted bullet.
        """
        papers = [one for one in self.standing if not one.line.is_frame]
        heading = [one for one in self.standing if one.line.item_key == "#heading"]
        several = len(papers) > 1 or any(one.at is None for one in heading)
        return bool(papers) and several and all(self._is_lost(one) for one in papers)

    def only(self, chosen: Callable[[JournalLine], bool]) -> Ownership:
        """The verdict over some of the rows."""
        return replace(self, standing=tuple(one for one in self.standing if chosen(one.line)))

    def _is_lost(self, one: StandingLine) -> bool:
        return one.at is None and one.line.bytes not in self.bodies and one.line.item_key not in self.elsewhere


def body(line: bytes) -> bytes:
    """A line without its line end."""
    return line.rstrip(b"\r\n") if line.endswith((b"\n", b"\r")) else line


def keys_in(lines: Iterable[bytes]) -> frozenset[str]:
    """Canonical keys of every paper and page that these lines link."""
    text = b"".join(lines).decode(errors="replace").replace("\\", "")
    return frozenset(key for key in map(canonical_key, find_links(text)) if key)


def judge(lines: Sequence[bytes], day: range, recorded: Sequence[JournalLine]) -> Ownership:
    """The status of each recorded line of this day, by the table in docs/journal-writing.md.

    lines: the whole file with line ends. day: the lines of the day, without its heading. recorded: rows of one
    journal and date, all names and statuses.
    """
    bodies = [body(line) for line in lines]
    places: dict[bytes, list[int]] = {}
    for number, text in enumerate(bodies):
        places.setdefault(text, []).append(number)
    inside = keys_in(lines[number] for number in day)
    everywhere = keys_in(lines)
    standing = tuple(_judge_one(line, bodies, day, places.get(line.bytes, []), everywhere) for line in recorded)
    return Ownership(standing, inside, everywhere, frozenset(places))


def _judge_one(
    line: JournalLine,
    bodies: Sequence[bytes],
    day: range,
    places: Sequence[int],
    everywhere: frozenset[str],
) -> StandingLine:
    if line.status != "own":
        return StandingLine(line)
    here = [number for number in places if number in day]
    if line.is_frame:  # blank lines have no identity; a frame is only ever removed together with its whole block
        return StandingLine(line, here[0] if len(here) == 1 and line.bytes.strip() else None)
    if len(here) == 1 and not _is_continued(bodies, here[0]):
        return StandingLine(line, here[0])
    if places or line.item_key in everywhere:
        # doubled, moved, edited, or carrying a memo of theirs: theirs for ever
        return StandingLine(line.model_copy(update={"status": "user"}))
    return StandingLine(line.model_copy(update={"status": "gone"}))


def _is_continued(bodies: Sequence[bytes], at: int) -> bool:
    """Whether the next lines belong to this bullet: a nested note, an image, a lazy continuation."""
    indent = len(bodies[at]) - len(bodies[at].lstrip())
    for number in range(at + 1, len(bodies)):
        text = bodies[number]
        if not text.strip():
            continue
        deeper = len(text) - len(text.lstrip(b" \t")) > indent + 1 or text.startswith(b"\t" * (indent + 1))
        lazy = number == at + 1 and not BLOCK_START.match(text)
        return deeper or lazy
    return False
