"""A week file that is renamed, or that already holds Monday, must not stop the journal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.store import Store
from journal_kit import FIRST, NOW, digest_of

WEEK1 = "".join(f"## {n}일차\n\n글\n\n" for n in range(1, 6)) + "## 1주차 후기\n\n글\n"
WEEK3 = "## 토요일\n\n글\n\n## 일요일\n\n글\n\n" + "".join(f"## {n}일차\n\n글\n\n" for n in range(11, 16))
PLAIN3 = "".join(f"## {n}일차\n\n글\n\n" for n in range(11, 16))
FRIDAY, MONDAY = dt.date(2024, 8, 23), dt.date(2024, 8, 26)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    posts = tmp_path / "_posts"
    posts.mkdir()
    (posts / "2024-08-09-boostcamp-001.md").write_text(WEEK1)
    return posts


def target(folder: Path, store: Store) -> JournalTarget:
    return JournalTarget(JournalSettings(folder=str(folder)), store, lambda: NOW, "main")


def test_a_week_file_named_mid_week_is_understood_by_its_weekend(folder: Path, store: Store) -> None:
    file = folder / "2024-08-22-boostcamp-003.md"
    file.write_text(WEEK3)
    told = target(folder, store).explain(FRIDAY)
    assert any("공휴일도 셉니다" in line and "그 주의 첫날인 것: 11일차" in line for line in told), told
    outcome = target(folder, store).deliver(digest_of(FIRST, date=FRIDAY))
    assert (outcome.state, outcome.receipt["heading"]) == ("sent", "데일리 트렌드")
    assert FIRST in file.read_text().split("## 15일차")[1]


def test_a_rename_without_a_weekend_asks_when_nothing_was_learnt_before(folder: Path, store: Store) -> None:
    (folder / "2024-08-22-boostcamp-003.md").write_text(PLAIN3)
    outcome = target(folder, store).deliver(digest_of(FIRST, date=FRIDAY))
    assert outcome.state == "pending"
    assert "공휴일을 세는지" in outcome.detail


def test_a_monday_nobody_wrote_about_is_no_evidence(folder: Path, store: Store) -> None:
    """`토요일`, `일요일`, then Tuesday: 10일차 (Monday, for one who skips holidays) is missing, 9일차 is there."""
    (folder / "week2.md").write_text("".join(f"## {n}일차\n\n글\n\n" for n in range(6, 10)))
    (folder / "2024-08-22-boostcamp-003.md").write_text(WEEK3)
    assert target(folder, store).deliver(digest_of(FIRST, date=FRIDAY)).state == "pending"


def test_what_was_learnt_survives_a_rename(folder: Path, store: Store) -> None:
    (folder / "2024-08-23-boostcamp-003.md").write_text(PLAIN3)
    assert target(folder, store).deliver(digest_of(FIRST, date=FRIDAY - dt.timedelta(days=1))).state == "sent"
    (folder / "2024-08-23-boostcamp-003.md").rename(folder / "2024-08-22-boostcamp-003.md")
    assert any("지난 실행에서 알아낸 규칙" in line for line in target(folder, store).explain(FRIDAY))
    assert target(folder, store).deliver(digest_of(FIRST, date=FRIDAY)).state == "sent"
    (folder / "2024-08-09-boostcamp-001.md").unlink()
    (folder / "2024-08-22-boostcamp-003.md").write_text(PLAIN3 + "## 16일차\n\n글\n")
    assert target(folder, store).deliver(digest_of(FIRST, date=MONDAY)).state == "sent"


@pytest.mark.parametrize("review", ["", "## 3주차 후기\n\n글\n\n"])
def test_monday_in_the_file_of_last_week(folder: Path, store: Store, review: str) -> None:
    file = folder / "2024-08-23-boostcamp-003.md"
    file.write_text(WEEK3 + review + "## 16일차\n\n글\n")
    bot = target(folder, store)
    if review:
        assert any("모두 10개" in line for line in bot.explain(MONDAY))
    assert bot.deliver(digest_of(FIRST, date=MONDAY)).state == "sent"
    assert FIRST in file.read_text().split("## 16일차")[1]


def test_what_was_learnt_gives_way_to_what_is_seen(folder: Path, store: Store) -> None:
    """A person who corrects a heading is believed, not the memory."""
    file = folder / "week.md"
    file.write_text("## 9일차 (8월 15일)\n\n글\n\n## 10일차 (8월 16일)\n\n글\n\n## 14일차\n\n글\n\n## 15일차\n\n글\n")
    (folder / "2024-08-09-boostcamp-001.md").rename(folder / "2024-08-09-old.md")
    file.write_text(file.read_text().replace("(8월", "(2024년 8월"))
    assert target(folder, store).deliver(digest_of(FIRST, date=FRIDAY)).state == "sent"
    assert FIRST in file.read_text().split("## 15일차")[1]
    corrected = "## 8일차 (2024-08-14)\n\n글\n\n## 9일차 (2024-08-16)\n\n글\n\n## 14일차\n\n글\n\n## 15일차\n\n글\n"
    file.write_text(corrected)
    assert target(folder, store).deliver(digest_of(FIRST, date=MONDAY)).state == "sent"
    assert FIRST in file.read_text().split("## 15일차")[1]


def test_evidence_that_conflicts_is_refused_and_nothing_is_forgotten(folder: Path, store: Store) -> None:
    file = folder / "2024-08-23-boostcamp-003.md"
    file.write_text(PLAIN3)
    bot = target(folder, store)
    assert bot.deliver(digest_of(FIRST, date=FRIDAY - dt.timedelta(days=1))).state == "sent"
    typo = folder / "note.md"
    typo.write_text("## 11일차 (2024-08-20)\n\n글\n\n## 16일차\n\n글\n")
    file.rename(folder / "2024-08-22-boostcamp-003.md")
    outcome = bot.deliver(digest_of(FIRST, date=FRIDAY))
    assert (outcome.state, "한 규칙으로 설명되지 않습니다" in outcome.detail) == ("pending", True)
    typo.unlink()
    assert bot.deliver(digest_of(FIRST, date=FRIDAY)).state == "sent"
    assert bot.deliver(digest_of(FIRST, date=FRIDAY)).state == "sent"


def test_a_new_course_in_an_emptied_folder_is_not_counted_by_the_old_rule(folder: Path, store: Store) -> None:
    bot = target(folder, store)
    (folder / "2024-08-23-boostcamp-003.md").write_text(PLAIN3)
    assert bot.deliver(digest_of(FIRST, date=FRIDAY)).state == "sent"
    for file in folder.iterdir():
        file.unlink()
    (folder / "2024-09-11-other.md").write_text("## 1일차\n\n글\n\n## 2일차\n\n글\n\n## 28일차는 아직\n")
    outcome = bot.deliver(digest_of(FIRST, date=dt.date(2024, 8, 6)))
    assert outcome.state == "pending"
    assert store.notes.get(f"journal-course:{bot.target}") is None


@pytest.mark.parametrize("below", ["", "/journal"])
def test_a_journal_that_is_a_file_is_a_mistake(tmp_path: Path, store: Store, below: str) -> None:
    (tmp_path / "notes.txt").write_text("글\n")
    bot = target(Path(f"{tmp_path}/notes.txt{below}"), store)
    outcome = bot.deliver(digest_of(FIRST))
    assert outcome.state == "failed"
    assert "폴더가 아니라 파일입니다" in outcome.detail
    assert (tmp_path / "notes.txt").read_text() == "글\n"


def test_one_markdown_file_may_be_the_journal(tmp_path: Path, store: Store) -> None:
    file = tmp_path / "TIL.md"
    file.write_text("## 2024-08-18\n\n글\n\n## 2024-08-19\n\n글\n")
    assert target(file, store).deliver(digest_of(FIRST)).state == "sent"
