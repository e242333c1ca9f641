"""What a day's section needs, as splices of whole lines (docs/journal-writing.md). Pure.

new == old[:a] + inserted + old[b:] for every splice, old[a:b] empty or lines recorded as ours.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from digest.journal.config import JournalSettings
from digest.journal.write.own import Ownership, body
from digest.journal.write.place import GUARD, InsertPoint
from digest.models import Digest
from digest.render.markdown import entry_bullet, escape_text, review_bullets
from digest.render.phrases import line_label, short_title


@dataclass(frozen=True)
class Bullet:
    """One line we want to have in the day."""

    key: str
    """Canonical key of the paper."""
    text: str
    """The bullet in markdown, without marker indent and line end: `- [제목](url): 한 줄`."""
    bare: str = ""
    """The same without a word about who wrote the line; empty where that is told at each bullet."""
    label: str = ""
    """Who wrote the line when it was no model: `자동 정리`."""
    name: str = ""
    """The title in short, escaped, by which the section's last line names it."""
    asked_for: bool = False
    """Whether the reader put it aside."""
    bare_title: bool = False
    """Whether no line could be written."""


@dataclass(frozen=True)
class WrittenLine:
    """One line of ours as it will stand in the file."""

    key: str
    """Paper, or `#heading`, `#blank-1` …"""
    bytes: bytes
    """Without line end."""


@dataclass(frozen=True)
class Splice:
    """Replace the lines [start, stop) by bytes; an insertion has start == stop."""

    start: int
    stop: int
    inserted: bytes
    written: tuple[WrittenLine, ...] = field(default=())


def apply(lines: Sequence[bytes], splices: Sequence[Splice]) -> bytes:
    """The file after all splices; they must not overlap."""
    parts: list[bytes] = []
    at = 0
    for splice in sorted(splices, key=lambda one: (one.start, one.stop)):
        if splice.start < at:
            raise ValueError("overlapping splices")
        parts += [*lines[at : splice.start], splice.inserted]
        at = splice.stop
    return b"".join([*parts, *lines[at:]])


def line_end(lines: Sequence[bytes], at: int, fallback: bytes = b"\n") -> bytes:
    """The line end of the line before `at`, else of the next that has one, else the fallback."""
    for line in (*reversed(lines[:at]), *lines[at:]):
        end = line[len(body(line)) :]
        if end:
            return end
    return fallback


def rewrite(lines: Sequence[bytes], ownership: Ownership, bullets: Sequence[Bullet]) -> tuple[Splice, ...]:
    """Bring lines that are still ours to their new text; line ends and indents stay."""
    own = ownership.own
    splices = []
    for bullet in bullets:
        standing = own.get(bullet.key)
        if standing is None or standing.at is None:
            continue
        old = lines[standing.at]
        text = body(old)
        new = _dressed(bullet.text, text[: len(text) - len(text.lstrip())].decode() + chr(text.lstrip()[0]) + " ")
        if new != text:
            end = old[len(text) :]
            splices.append(Splice(standing.at, standing.at + 1, new + end, (WrittenLine(bullet.key, new),)))
    return tuple(splices)


def insert(
    lines: Sequence[bytes],
    place: InsertPoint,
    bullets: Sequence[Bullet],
    marks: tuple[bytes, bytes] | None = None,
    label: str = "",
) -> Splice:
    """New bullets at a place, with the blank lines that are missing and no other.

    marks: comments to put before and after a new block; they stand between blank lines and end a list too. label: one
    line below the bullets about who wrote them.
    """
    at = place.at
    end = line_end(lines, at)
    above = lines[at - 1] if at else b""
    below = lines[at] if at < len(lines) else b""
    written: list[WrittenLine] = []

    def blank() -> None:
        written.append(WrittenLine(f"#blank-{len(written)}", b""))

    loose = not place.outline
    joins = place.joins and not marks
    if loose and not joins and at and body(above).strip():
        blank()
    if place.day_heading and at:
        for _ in range(place.blank_above - 1 - _blanks_before(lines, at)):
            blank()
    if place.split and not marks:
        written.append(WrittenLine("#split", GUARD))
        blank()
    if place.day_heading:
        written.append(WrittenLine("#day", place.day_heading.encode()))
        for _ in range(place.blank_below):
            blank()
    if place.heading:
        written.append(WrittenLine("#heading", place.heading.encode()))
        if loose:
            blank()
    if marks:
        written.append(WrittenLine("#begin", marks[0]))
        blank()
    written += [WrittenLine(bullet.key, _dressed(bullet.text, place.marker)) for bullet in bullets]
    if label:
        blank()
        written.append(WrittenLine("#label", label.encode()))
    if marks:
        blank()
        written.append(WrittenLine("#end", marks[1]))
    elif place.guard:
        blank()
        written.append(WrittenLine("#guard", GUARD))
    if loose and below and body(below).strip() and not (joins and place.followed_by_list):
        blank()
    text = end.join(line.bytes for line in written)
    opened = end if above and body(above) == above else b""  # a last line without end gets one first
    closed = b"" if opened and not below else end
    return Splice(at, at, opened + text + closed, tuple(written))


def _blanks_before(lines: Sequence[bytes], at: int) -> int:
    """How many blank lines stand above a line, of those that count beyond the first."""
    count = 0
    while count < at and not body(lines[at - count - 1]).strip():
        count += 1
    return max(0, count - 1)


def unified(name: str, old: bytes, new: bytes) -> str:
    """The change as a unified diff for people."""
    before, after = (data.decode(errors="replace").splitlines() for data in (old, new))
    return "\n".join(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm=""))


def _dressed(text: str, marker: str) -> bytes:
    """The bullet with the marker and indent of the list it joins; as it is where it joins none."""
    if not marker:
        return text.encode()
    for own in ("- ", "* ", "+ "):
        if text.startswith(own):
            return (marker + text.removeprefix(own)).encode()
    return text.encode()


# The bullets of a digest, as they should stand in a journal.


def bullets_of(digest: Digest, settings: JournalSettings, marker: str = "-") -> tuple[Bullet, ...]:
    """One bullet per entry, in the digest's order; those of a weekly review, all of them.

    marker: the person's own, where the settings name no form.
    """
    if digest.review:
        told = [(key, marker + text[1:]) for key, text in review_bullets(digest)]
        return tuple(Bullet(key, text, text, asked_for=True) for key, text in told)
    template = settings.bullet if settings.has_own_bullet else marker + settings.bullet[1:]
    short = settings.title == "short"
    found = []
    for entry in digest.entries:
        text = entry_bullet(entry, template, settings.fallback_mark, short=short)
        bare = entry_bullet(entry, template, "", short=short) if settings.labels_once else text
        name = escape_text(short_title(entry.item.title) or entry.item.url)
        found.append(
            Bullet(entry.item.key, text, bare, line_label(entry.line), name, entry.item.asked_for, not entry.line.text)
        )
    return tuple(found)


def chosen(bullets: Sequence[Bullet], items: int | None) -> tuple[Bullet, ...]:
    """What a section is begun with: the first ones, and all that the reader put aside."""
    return tuple(bullet for place, bullet in enumerate(bullets) if items is None or place < items or bullet.asked_for)


def label_line(bullets: Sequence[Bullet]) -> str:
    """Who wrote the lines when it was no model, once for a section; empty when a model wrote them all.

    `(한 줄 설명: 자동 정리)`; with names where it is so for some: `(한 줄 설명: LongVILA 자동 정리)`;
    and where no model wrote any, the many are not named: `(한 줄 설명: LongVILA 자동 정리 · 나머지 원문 핵심 문장)`.
    """
    labels: dict[str, list[str]] = {}
    for bullet in bullets:
        if not bullet.bare_title:
            labels.setdefault(bullet.label, []).append(bullet.name)
    by_model = labels.pop("", [])
    if not labels:
        return ""
    most = max(labels, key=lambda label: len(labels[label]))
    parts = [f"{', '.join(names)} {label}" for label, names in labels.items() if by_model or label != most]
    if not by_model:
        parts.append(f"나머지 {most}" if parts else most)
    return f"(한 줄 설명: {' · '.join(parts)})"
