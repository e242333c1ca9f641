"""The model journal: a person's week with its trend sections cut out, filled in again."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from digest.journal.config import CourseSettings, JournalSettings
from digest.journal.target import JournalTarget
from digest.store import Store
from journal_kit import digest_of

WEEK = "2024-08-23-boostcamp-003.md"
PAPERS = {19: "2408.08152", 20: "2408.08872", 21: "2408.10188", 22: "2408.11039", 23: "2408.11318"}
COURSE = CourseSettings(day1=dt.date(2024, 8, 5), holidays="counted")
NOW = dt.datetime.fromisoformat("2024-08-23T07:30:00+09:00")
SECTION = re.compile(rb"### \xeb\x8d\xb0\xec\x9d\xbc\xeb\xa6\xac [^\n]*\n.*?(?=^#{2,3} )", re.DOTALL | re.MULTILINE)


def cut_week(shared: Path, folder: Path) -> tuple[Path, bytes]:
    """The week as it would be without the sections."""
    whole = (shared / "data/journals/model" / WEEK).read_bytes()
    cut, count = SECTION.subn(b"", whole)
    assert count == 5
    folder.mkdir()
    file = folder / WEEK
    file.write_bytes(cut)
    return file, cut


@pytest.mark.shared
def test_the_sections_go_where_the_person_had_them(shared: Path, tmp_path: Path, store: Store) -> None:
    file, cut = cut_week(shared, tmp_path / "_posts")
    target = JournalTarget(JournalSettings(folder=str(file.parent), course=COURSE), store, lambda: NOW, "main")
    for day, paper in PAPERS.items():
        outcome = target.deliver(digest_of(paper, date=dt.date(2024, 8, day)))
        assert (outcome.state, outcome.detail) == ("sent", "")
    new = file.read_bytes()
    for number, paper in zip(range(11, 16), PAPERS.values(), strict=True):
        expected = f"## {number}일차\n\n### 데일리 트렌드\n\n- [Paper {paper} about theorem proving]("
        assert expected.encode() in new
    assert SECTION.sub(b"", new) == cut
    facts = file.stat()
    for day, paper in PAPERS.items():
        assert target.deliver(digest_of(paper, date=dt.date(2024, 8, day))).state == "sent"
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (facts.st_mtime_ns, facts.st_ino)
    for day in PAPERS:
        assert target.undo(dt.date(2024, 8, day)).state == "sent"
    assert file.read_bytes() == cut


@pytest.mark.shared
def test_without_a_course_it_infers_the_same_or_says_what_it_saw(shared: Path, tmp_path: Path, store: Store) -> None:
    file, cut = cut_week(shared, tmp_path / "_posts")
    sibling = "2024-08-09-boostcamp-001.md"
    (file.parent / sibling).write_bytes((shared / "data/journals/model" / sibling).read_bytes())
    target = JournalTarget(JournalSettings(folder=str(file.parent)), store, lambda: NOW, "main")
    outcome = target.deliver(digest_of("2408.08152", date=dt.date(2024, 8, 19)))
    if outcome.state == "sent":
        assert b"## 11\xec\x9d\xbc\xec\xb0\xa8\n\n### \xeb\x8d\xb0" in file.read_bytes()
    else:
        assert outcome.state == "pending"
        assert "일차" in outcome.detail
        assert file.read_bytes() == cut
