"""Decide what one digest changes in one day: what became of our lines, over where lines can go. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from digest.journal.find.locate import DayPlace
from digest.journal.read.document import BOM, Document, JournalRefused
from digest.journal.write.marks import begin, end, has_marks, marked, recover
from digest.journal.write.own import Ownership, body, judge
from digest.journal.write.place import InsertPoint, Where, choose_place, find_section, place_after, section_range
from digest.journal.write.plan import Bullet, Splice, WrittenLine, apply, chosen, insert, label_line, rewrite
from digest.journal.write.verify import Renderer, same_page, same_structure
from digest.store.journal import JournalLine

Marks = Literal["none", "line", "block"]


@dataclass(frozen=True)
class Owner:
    """Whose lines these are."""

    journal: str
    date: dt.date
    name: str
    """The digest's name."""


@dataclass(frozen=True)
class SectionPlan:
    """What one digest wants of one day."""

    state: Literal["write", "unchanged"]
    splices: tuple[Splice, ...] = ()
    rows: tuple[JournalLine, ...] = ()
    """Become true with the write."""
    news: tuple[JournalLine, ...] = ()
    """Statuses that changed since, true already."""
    vanished: int = 0
    """Lines of ours that disappeared all at once: ask."""
    heading: str = ""
    """The heading of the section, as typed."""
    lines: int = 0
    """Bullets of ours that stand in the day afterwards."""
    detail: str = ""
    dropped: tuple[JournalLine, ...] = ()
    """Rows of lines that the write takes out."""


def raw_lines(document: Document) -> list[bytes]:
    """The lines of a file with their line ends, without the BOM."""
    return [document.data[line.start : line.end] for line in document.lines]


def spliced(document: Document, splices: Sequence[Splice]) -> bytes:
    """The whole file after the splices, BOM kept."""
    return (BOM if document.bom else b"") + apply(raw_lines(document), splices)


@dataclass(frozen=True)
class SectionForm:
    """How a section is written, as the settings say."""

    marks: Marks = "none"
    items: int | None = None
    """How many bullets a section gets, besides those the reader asked for; None for all."""
    where: Where = "top"
    labels_once: bool = False
    """Whether who wrote the lines is told below the bullets, not at each of them."""


def plan_section(
    day: DayPlace,
    names: Sequence[str],
    recorded: Sequence[JournalLine],
    bullets: Sequence[Bullet],
    owner: Owner,
    now: dt.datetime,
    form: SectionForm = SectionForm(),
) -> SectionPlan:
    """What to do in a day that was found.

    names: of the section, the one for a new section first. recorded: every row of this journal and date, of all
    digests. Raises JournalRefused when new bullets have no safe place.
    """
    marks = "line" if form.marks == "block" and day.flavour == "logseq" else form.marks  # an outline has no place
    lines = raw_lines(day.document)
    within = range(day.first, day.last)
    stateless = marks != "none" and not any(row.name == owner.name for row in recorded)
    if stateless:
        found = recover(lines, within, owner.journal, owner.date, owner.name, str(day.file), now)
        recorded = (*recorded, *found)
        if has_marks(lines, within, owner.date, owner.name):  # what is missing was deleted, or is not known to be new
            bullets = [one for one in bullets if any(row.item_key == one.key for row in found)]
    if marks == "line":
        bullets = [replace(one, text=marked(one.text, one.key, owner.name)) for one in bullets]
    verdict = judge(lines, within, recorded)
    mine = _of(verdict, owner.name)
    if mine.vanished:  # they stay ours: what the person deleted one by one is another thing, and stays deleted
        gone = sum(1 for row in recorded if row.name == owner.name and not row.is_frame and row.status == "own")
        told = f"넣었던 {gone}줄이 한꺼번에 사라졌습니다" if gone else "넣었던 줄이 모두 지워졌습니다"
        return SectionPlan("unchanged", vanished=gone, detail=told)
    news = tuple(new for new, old in zip(verdict.lines, recorded, strict=True) if new.status != old.status)
    new = _new(bullets, form.items, mine, verdict)
    place = choose_place(day, names, form.where) if new and not _is_begun(mine, verdict) else None
    label = _label_line(day, mine, bullets, new, place, form)
    if label is not None:
        bullets, new = ([replace(one, text=one.bare) for one in many] for many in (bullets, new))
    papers = {key for key in mine.own if not key.startswith("#")}
    splices = rewrite(lines, mine, bullets)
    heading = next((one.line.heading for one in mine.standing if one.line.heading), "")
    detail = ""
    if new:
        block = _block_marks(new, owner) if marks == "block" else None
        added, heading, detail = _add(day, names, mine, lines, new, heading, place, block, label or "")
        splices += added
    if splices and marks == "block":
        splices += _new_checksum(lines, mine, splices, owner)
    splices, dropped = _relabel(lines, mine, label, splices)
    if not splices:
        return SectionPlan("unchanged", news=news, heading=heading, lines=len(papers), detail=detail)
    pasted = day.heading is not None and day.heading.form == "plain"
    check_structure(
        day.document, splices, "날짜를 ## 제목으로 바꾸고 위아래에 빈 줄을 두면 쓸 수 있습니다" if pasted else ""
    )
    papers |= {line.key for splice in splices for line in splice.written if not line.key.startswith("#")}
    rows = rows_of(splices, mine, owner, day, heading, now)
    return SectionPlan("write", splices, rows, news, 0, heading, len(papers), detail, dropped)


def _of(verdict: Ownership, name: str) -> Ownership:
    """The verdict over one digest's lines alone."""
    return verdict.only(lambda line: line.name == name)


def _is_begun(mine: Ownership, verdict: Ownership) -> bool:
    """Whether a section of ours was written that anything is left of: a frame, a line, a paper the person kept."""
    return any(
        one.line.is_frame or one.at is not None or one.line.item_key in verdict.elsewhere for one in mine.standing
    )


def _new(bullets: Sequence[Bullet], items: int | None, mine: Ownership, verdict: Ownership) -> list[Bullet]:
    """The bullets that the day lacks; a section that is written grows to `items` bullets and keeps what it has."""
    known = {one.line.item_key for one in verdict.standing}
    missing = [one for one in chosen(bullets, items) if one.key not in known and one.key not in verdict.present]
    written = sum(not one.line.is_frame for one in mine.standing)
    if items is None or not written:
        return missing
    room = max(0, items - written)
    first = [one.key for one in missing if not one.asked_for][:room]
    return [one for one in missing if one.asked_for or one.key in first]


def _label_line(
    day: DayPlace,
    mine: Ownership,
    bullets: Sequence[Bullet],
    new: Sequence[Bullet],
    place: InsertPoint | None,
    form: SectionForm,
) -> str | None:
    """The line about who wrote the lines; None where that is told at each bullet.

    So it stays in sections that an earlier version wrote, and in lists of the person's that ours join.
    """
    if not form.labels_once or day.flavour == "logseq" or not all(one.bare for one in bullets):
        return None
    recorded = any(one.line.item_key == "#label" for one in mine.standing)
    fresh = place is not None and not place.joins and not place.split
    if not recorded and not fresh:
        return None
    keys = {*mine.own, *(one.key for one in new)}
    return label_line([one for one in bullets if one.key in keys])


def _relabel(
    lines: Sequence[bytes], mine: Ownership, label: str | None, splices: tuple[Splice, ...]
) -> tuple[tuple[Splice, ...], tuple[JournalLine, ...]]:
    """(all splices, rows that go) with those for a label of ours that stands and says something else now."""
    standing = mine.own.get("#label")
    if label is None or standing is None or standing.at is None or standing.line.bytes.decode() == label:
        return splices, ()
    at = standing.at
    end = lines[at][len(standing.line.bytes) :]
    if label:
        return (*splices, Splice(at, at + 1, label.encode() + end, (WrittenLine("#label", label.encode()),))), ()
    above = at - 1 if at and not lines[at - 1].strip() else at
    before = standing.line.position - 1
    blank = [
        one.line for one in mine.standing if one.line.item_key.startswith("#blank") and one.line.position == before
    ]
    dropped = (standing.line, *(blank if above < at else ()))
    last = next((key for key, one in mine.own.items() if one.at == above - 1), None)
    if end or last is None:
        return (*splices, Splice(above, at + 1, b"")), dropped
    # the file ends without a line end: so it stays, with our last bullet at its end
    rewritten = next((one for one in splices if one.start == above - 1), None)
    text = body(rewritten.inserted if rewritten else lines[above - 1])
    whole = Splice(above - 1, at + 1, text, (WrittenLine(last, text),))
    return (*(one for one in splices if one is not rewritten), whole), dropped


def _add(
    day: DayPlace,
    names: Sequence[str],
    mine: Ownership,
    lines: Sequence[bytes],
    new: Sequence[Bullet],
    heading: str,
    place: InsertPoint | None,
    block: tuple[bytes, bytes] | None,
    label: str,
) -> tuple[tuple[Splice, ...], str, str]:
    """(splices, heading, detail) for bullets that are not there yet. place: for a section that is not begun."""
    section = None if day.flavour == "logseq" else find_section(day, names)
    if place is None:
        around = section_range(day, section) if section else range(day.first, day.last)
        papers = [one.at for one in mine.standing if one.at is not None and one.at in around and not one.line.is_frame]
        if papers:
            return (insert(lines, place_after(day.document, max(papers)), new),), heading, ""
        if day.flavour != "logseq" and section is None:
            return (), heading, "절 제목이 바뀌었거나 지워져 새 줄을 더하지 않았습니다"
        place, label = choose_place(day, names), ""
    title = section.raw if section else place.heading.lstrip("# -") or names[0]
    return (insert(lines, place, new, block, label),), title, ""


def _block_marks(new: Sequence[Bullet], owner: Owner) -> tuple[bytes, bytes]:
    return begin(owner.date, owner.name), end(owner.name, [bullet.text.encode() for bullet in new])


def _new_checksum(
    lines: Sequence[bytes], mine: Ownership, splices: Sequence[Splice], owner: Owner
) -> tuple[Splice, ...]:
    """The closing mark of our block for its new bullets; a block the person wrote into keeps the old one."""
    own = {key: one.at for key, one in mine.own.items() if one.at is not None}
    first = next((at for key, at in own.items() if key.startswith("#begin")), len(lines))
    ends = [(at, key) for key, at in own.items() if key.startswith("#end") and at > first]
    if not ends:
        return ()
    last, closing = min(ends)
    ours = set(own.values())
    if any(lines[number].strip() and number not in ours for number in range(first, last)):
        return ()
    inside = [one for one in splices if first < one.start and one.stop <= last]
    if not inside:
        return ()
    changes = [Splice(one.start - first - 1, one.stop - first - 1, one.inserted) for one in inside]
    after = apply(lines[first + 1 : last], changes).replace(b"\r", b"\n").split(b"\n")
    mark = end(owner.name, [line for line in after if line.strip()])
    old = lines[last]
    ending = old[len(old.rstrip(b"\r\n")) :]
    return (Splice(last, last + 1, mark + ending, (WrittenLine(closing, mark),)),)


def check_structure(document: Document, splices: Sequence[Splice], hint: str = "") -> None:
    """The gate before every write. Raises JournalRefused when anything of the person's would look different."""
    if not is_same_structure(document, splices):
        raise JournalRefused("넣으면 둘레의 글이 다르게 보이게 되어 쓰지 않았습니다", hint=hint)


def is_same_structure(document: Document, splices: Sequence[Splice]) -> bool:
    """Whether everything of the person's is the same block in the same place afterwards."""
    return same_structure(*_texts(document, splices, _window(document, splices)))


def _window(document: Document, splices: Sequence[Splice]) -> range:
    """The lines that splices can change the structure of: from a heading of the page above them to one below them.

    Blocks are parsed forwards, and a heading at the page's own level ends whatever is open: above it the page stays as
    it was, and where it stands again after the splices, so does everything below. A long journal is not parsed anew.
    """
    first, last = min(one.start for one in splices), max(one.stop for one in splices)
    heads = [b.first for b in document.blocks if b.kind == "heading" and not b.depth and b.info.startswith("#")]
    above = max((line for line in heads if line < first), default=document.front_matter.stop)
    below = min((line for line in heads if line >= last), default=len(document.lines) - 1)
    return range(above, below + 1)


def check_page(renderer: Renderer, document: Document, splices: Sequence[Splice]) -> None:
    """The gate of `verify:`: a real renderer's page. Raises JournalRefused, NoRenderer."""
    whole = range(document.front_matter.stop, len(document.lines))
    if not same_page(renderer, *_texts(document, splices, whole)):
        raise JournalRefused(f"{renderer} 화면에서 둘레의 글이 다르게 보이게 되어 쓰지 않았습니다")


def _texts(document: Document, splices: Sequence[Splice], window: range) -> tuple[str, str, set[int], set[int]]:
    """(old, new, our lines in old, our lines in new) of a run of lines around all splices, with plain line feeds."""
    old = [line.text for line in document.lines[: window.stop]]
    new: list[str] = []
    cut: set[int] = set()
    put: set[int] = set()
    at = head = window.start
    for splice in sorted(splices, key=lambda one: (one.start, one.stop)):
        new += old[at : splice.start]
        cut |= set(range(splice.start - head, splice.stop - head))
        put |= set(range(len(new), len(new) + len(splice.written)))
        new += [line.bytes.decode() for line in splice.written]
        at = splice.stop
    new += old[at:]
    return "\n".join(old[head:]) + "\n", "\n".join(new) + "\n", cut, put


def rows_of(
    splices: Sequence[Splice], mine: Ownership | None, owner: Owner, day: DayPlace, heading: str, now: dt.datetime
) -> tuple[JournalLine, ...]:
    """The rows that become true when the splices are written."""
    known = {one.line.item_key: one.line.position for one in mine.standing} if mine else {}
    after = max(known.values(), default=-1) + 1
    rows = []
    written = ((splice.stop > splice.start, line) for splice in splices for line in splice.written)
    for number, (rewritten, line) in enumerate(written):
        again = line.key.startswith("#") and line.key in known and line.key != "#label" and not rewritten
        key = f"{line.key}-{after}" if again else line.key
        rows.append(
            JournalLine(
                journal=owner.journal,
                date=owner.date,
                name=owner.name,
                item_key=key,
                position=known.get(key, after + number),
                bytes=line.bytes,
                file=str(day.file),
                heading=heading,
                changed_at=now,
            )
        )
    return tuple(rows)
