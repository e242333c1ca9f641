"""Small builders for journal tests: a day in a text, bullets, a digest, and the invariant itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from digest.journal.find.locate import DayPlace, Flavour, whole_file
from digest.journal.read.document import parse_document
from digest.journal.write.own import body
from digest.journal.write.plan import Bullet, Splice
from digest.journal.write.section import Marks, Owner, SectionForm, SectionPlan, plan_section, raw_lines, spliced
from digest.models import Digest
from digest.store.journal import JournalLine
from makers import digest, entry

DATE = dt.date(2024, 8, 19)
NOW = dt.datetime(2024, 8, 19, 22, 30, tzinfo=dt.UTC)
NAMES = ("데일리 트렌드", "트렌드 구경", "오늘의 트렌드")
FIRST = "2408.08152"
SECOND = "2408.08872"
THIRD = "2408.10188"


def bullet(paper: str = FIRST, text: str = "한 줄") -> Bullet:
    return Bullet(f"arxiv:{paper}", f"- [제목](https://huggingface.co/papers/{paper}): {text}")


def day_of(
    data: bytes | str, heading: str | None = None, flavour: Flavour = "plain", file: Path = Path("2024-08-19.md")
) -> DayPlace:
    """The day in a text: the whole file, or what is under one heading until the next of its level or above."""
    document = parse_document(data.encode() if isinstance(data, str) else data)
    if heading is None:
        return whole_file(file, document, DATE, flavour)
    (found,) = [one for one in document.anchors if one.raw == heading]
    after = [one.line for one in document.anchors if one.line > found.line and one.level <= found.level]
    last = after[0] if after else len(document.lines)
    return DayPlace(file, document, found, found.line + 1, last, "weekly", flavour)


def planned(
    day: DayPlace,
    bullets: Sequence[Bullet] = (bullet(),),
    recorded: Sequence[JournalLine] = (),
    name: str = "main",
    marks: Marks = "none",
    form: SectionForm | None = None,
) -> SectionPlan:
    owner = Owner("journal:test", DATE, name)
    return plan_section(day, NAMES, recorded, bullets, owner, NOW, form or SectionForm(marks))


def written(data: bytes | str, heading: str | None = None, flavour: Flavour = "plain") -> str:
    """The text after one bullet was put into it, with the invariant and the second run checked."""
    day = day_of(data, heading, flavour)
    plan = planned(day)
    new = spliced(day.document, plan.splices)
    check_invariant(day.document.data, new, plan.splices, ())
    assert planned(day_of(new, heading, flavour), recorded=plan.rows).state == "unchanged"
    return new.decode()


def check_invariant(old: bytes, new: bytes, splices: Sequence[Splice], recorded: Iterable[JournalLine]) -> None:
    """From the bytes alone: outside the splices nothing moved, and what was cut was recorded as ours."""
    head = b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b""
    lines = raw_lines(parse_document(old))
    ours = {row.bytes for row in recorded if row.status == "own"}
    rebuilt = head
    at = 0
    for splice in sorted(splices, key=lambda one: (one.start, one.stop)):
        replaced = lines[splice.start : splice.stop]
        unended = [splice.inserted] == list(map(body, replaced))  # only the line end that we once gave their last line
        assert unended or all(body(line) in ours for line in replaced)
        rebuilt += b"".join(lines[at : splice.start]) + splice.inserted
        at = splice.stop
    assert rebuilt + b"".join(lines[at:]) == new


def digest_of(*papers: str, date: dt.date = DATE, name: str = "main", line: str = "한 줄이다.") -> Digest:
    return digest(*papers, date=date, name=name, entries=tuple(entry(paper, line) for paper in papers))
