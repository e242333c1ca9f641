"""Days and files that digest makes: in its own folder, and elsewhere only on request."""

from __future__ import annotations

import datetime as dt
import errno
import os
from pathlib import Path
from typing import Literal

import pytest

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.journal.write.create import MARKER
from digest.store import Store
from journal_kit import DATE, FIRST, NOW, SECOND, digest_of

WEEK = "---\ntitle: 3주차\n---\n\n## 9일차(2024-08-15)\n\n글\n\n## 10일차(2024-08-16)\n\n### 공부\n\n글\n\n"


def target(folder: Path, store: Store, create: Literal["never", "day", "file"] | None = None) -> JournalTarget:
    return JournalTarget(JournalSettings(folder=str(folder), create=create), store, lambda: NOW, "main")


def test_our_own_folder_is_made_with_its_marker(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "a/journal"
    assert target(folder, store).deliver(digest_of(FIRST)).state == "sent"
    assert sorted(path.name for path in folder.iterdir()) == [MARKER, "2024-08-19.md"]
    assert (folder / "2024-08-19.md").read_text().startswith("# 2024-08-19\n\n## 데일리 트렌드\n\n- [")


def test_an_empty_folder_is_a_fresh_volume(tmp_path: Path, store: Store) -> None:
    (tmp_path / "vol").mkdir()
    assert target(tmp_path / "vol", store).deliver(digest_of(FIRST)).state == "sent"


@pytest.mark.parametrize("left", [".git/HEAD", "lost+found/", ".gitkeep", ".DS_Store"])
def test_what_tools_leave_in_an_empty_folder_is_nobodys(tmp_path: Path, store: Store, left: str) -> None:
    folder = tmp_path / "vol"
    (folder / left).parent.mkdir(parents=True, exist_ok=True)
    (folder / left).mkdir() if left.endswith("/") else (folder / left).touch()
    assert target(folder, store).deliver(digest_of(FIRST)).state == "sent"
    assert (folder / "2024-08-19.md").exists()


@pytest.mark.parametrize("left", [".stfolder", ".obsidian", ".git2", "README.md"])
def test_a_folder_whose_notes_may_still_be_on_their_way_is_the_persons(tmp_path: Path, store: Store, left: str) -> None:
    (tmp_path / "vol" / left).mkdir(parents=True)
    assert target(tmp_path / "vol", store).deliver(digest_of(FIRST)).state == "pending"
    assert [path.name for path in (tmp_path / "vol").iterdir()] == [left]


def test_a_folder_is_made_where_none_can_be_opened(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows opens no folder, and has no locks."""
    opened = os.open

    def files_only(path: Path, *more: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *more)

    monkeypatch.setattr(os, "open", files_only)
    monkeypatch.setattr("digest.files.atomic.fcntl", None)
    assert target(tmp_path / "journal", store).deliver(digest_of(FIRST)).state == "sent"


def test_a_dry_run_makes_nothing(tmp_path: Path, store: Store) -> None:
    plan = target(tmp_path / "journal", store).plan(digest_of(FIRST))
    assert plan.state == "write"
    assert "+## 데일리 트렌드" in plan.diff.splitlines()
    assert not (tmp_path / "journal").exists()


def test_an_empty_digest_makes_nothing(tmp_path: Path, store: Store) -> None:
    outcome = target(tmp_path / "journal", store).deliver(digest_of())
    assert (outcome.state, outcome.detail) == ("skipped", "실을 글이 없어 저널을 그대로 두었습니다")
    assert not (tmp_path / "journal").exists()


def test_a_persons_folder_waits_by_default(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    (folder / "2024-08-16.md").write_text("# 2024-08-16\n\n글\n")
    before = sorted(path.name for path in folder.iterdir())
    bot = target(folder, store)
    outcome = bot.deliver(digest_of(FIRST))
    assert outcome.state == "pending"
    assert "아직 없습니다" in outcome.detail
    assert bot.plan(digest_of(FIRST)).paste.startswith("## 데일리 트렌드\n\n- [")
    assert sorted(path.name for path in folder.iterdir()) == before
    (folder / "2024-08-19.md").write_text("# 2024-08-19\n\n## 공부\n")  # the person begins the day
    assert bot.deliver(digest_of(FIRST)).state == "sent"
    assert (folder / "2024-08-19.md").read_text().startswith("# 2024-08-19\n\n## 데일리 트렌드\n")


def test_create_day_adds_the_next_heading_like_the_last(tmp_path: Path, store: Store) -> None:
    file = tmp_path / "week.md"
    week = WEEK.replace("3주차", "주간").replace("## 9일차(2024-08-15)", "## 11일차(2024-08-19)")
    file.write_text(week.replace("## 10일차(2024-08-16)", "## 12일차(2024-08-20)"))
    before = file.read_text()
    bot = target(tmp_path, store, "day")
    digest = digest_of(FIRST, date=dt.date(2024, 8, 21))
    outcome = bot.deliver(digest)
    assert (outcome.state, outcome.detail) == ("sent", "")
    added = file.read_text().removeprefix(before)
    assert added.startswith("## 13일차(2024-08-21)\n\n### 데일리 트렌드\n\n- [Paper 2408.08152")
    assert added.count("\n") == 5
    assert bot.deliver(digest).state == "sent"
    assert file.read_text() == before + added
    assert bot.undo(digest.date).state == "sent"
    assert file.read_text() == before


def test_a_created_day_that_was_deleted_stays_deleted(tmp_path: Path, store: Store) -> None:
    file = tmp_path / "week.md"
    file.write_text("## 11일차(2024-08-19)\n\n글\n\n## 12일차(2024-08-20)\n\n글\n")
    before = file.read_text()
    bot = target(tmp_path, store, "day")
    digest = digest_of(FIRST, date=dt.date(2024, 8, 21))
    assert bot.deliver(digest).state == "sent"
    file.write_text(before)
    assert bot.deliver(digest).state == "sent"
    assert file.read_text() == before


def test_create_file_clones_the_persons_form(tmp_path: Path, store: Store) -> None:
    for day in (14, 15, 16):
        text = f"---\ntitle: 8월 {day}일\ndate: 2024-08-{day}\ntags: [TIL]\n---\n\n글\n"
        (tmp_path / f"2024-08-{day}-TIL.md").write_text(text)
    outcome = target(tmp_path, store, "file").deliver(digest_of(FIRST, SECOND))
    assert outcome.state == "sent", outcome
    made = tmp_path / "2024-08-19-TIL.md"
    assert made.read_text().startswith(
        "---\ntitle: 8월 19일\ndate: 2024-08-19\ntags: [TIL]\n---\n\n## 데일리 트렌드\n\n- ["
    )
    assert MARKER not in [path.name for path in tmp_path.iterdir()]


def test_what_will_be_made_is_told_before(tmp_path: Path, store: Store) -> None:
    """`digest check` says what the run will do, not how to make it do that."""
    for day in (14, 15, 16):
        (tmp_path / f"2024-08-{day}.md").write_text(f"# 2024-08-{day} TIL\n\n글\n")
    assert target(tmp_path, store, "file").explain(DATE)[-1] == (
        "2024-08-19(월): 2024-08-19.md 파일을 만들어 씁니다(journal.create: file)"
    )
    assert target(tmp_path, store).explain(DATE)[-1].endswith("digest가 파일도 만들게 하려면 journal.create: file)")
    weeks = tmp_path / "weeks"
    weeks.mkdir()
    (weeks / "week.md").write_text("## 11일차(2024-08-19)\n\n글\n\n## 12일차(2024-08-20)\n\n글\n")
    assert target(weeks, store, "day").explain(dt.date(2024, 8, 21))[-1] == (
        "2024-08-21(수): week.md에 '## 13일차(2024-08-21)' 제목을 만들고 그 아래에 씁니다(journal.create: day)"
    )
    assert target(tmp_path / "none", store, "never").explain(DATE)[-1].startswith("2024-08-19: 기다립니다 – ")
    assert not (tmp_path / "none").exists()


def test_what_keeps_a_section_out_is_told_before(tmp_path: Path, store: Store) -> None:
    """`digest check` said that it writes into a day whose open block makes every run wait."""
    file = tmp_path / "2024-08-19.md"
    file.write_text("# 2024-08-19\n\n글\n\n```\n코드\n")
    bot = target(tmp_path, store)
    assert bot.explain(DATE)[-1].startswith("2024-08-19(월): 쓰지 않습니다 – 들어갈 자리가 5번째 줄에서 시작하는")
    assert bot.refuses(DATE)
    assert bot.deliver(digest_of(FIRST)).state == "pending"
    file.write_text("# 2024-08-19\n\n글\n\n```\n코드\n```\n")
    assert bot.explain(DATE)[-1].startswith("2024-08-19(월): 2024-08-19.md 1번째 줄")
    assert not bot.refuses(DATE)
    assert bot.deliver(digest_of(FIRST)).state == "sent"


@pytest.mark.parametrize("create", ["never", "day"])
def test_our_own_folder_obeys_create_too(tmp_path: Path, store: Store, create: Literal["never", "day"]) -> None:
    assert target(tmp_path / "journal", store, create).deliver(digest_of(FIRST)).state == "pending"


def test_obsidians_note_of_today_is_never_made(tmp_path: Path, store: Store) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian/daily-notes.json").write_text('{"folder": "Daily", "format": "YYYY-MM-DD"}')
    (tmp_path / "Daily").mkdir()
    (tmp_path / "Daily/2024-08-16.md").write_text("글\n")
    outcome = target(tmp_path, store, "file").deliver(digest_of(FIRST))
    assert outcome.state == "pending"
    assert "옵시디언" in outcome.detail
    assert [path.name for path in (tmp_path / "Daily").iterdir()] == ["2024-08-16.md"]


def test_velog_backups_are_refused_with_text_to_paste(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "velog-posts"
    folder.mkdir()
    file = folder / "2024-08-19 글.md"
    file.write_text('<h2 id="a">제목</h2>\n<p>글</p>')
    bot = target(folder, store)
    assert bot.deliver(digest_of(FIRST)).state == "pending"
    plan = bot.plan(digest_of(FIRST))
    assert plan.state in ("refused", "pending")
    assert plan.paste.startswith("## 데일리 트렌드")
    assert file.read_text() == '<h2 id="a">제목</h2>\n<p>글</p>'


def test_days_are_seoul_days_at_the_edge_of_midnight(tmp_path: Path, store: Store) -> None:
    """The date is the digest's, whatever the clock of the machine says."""
    late = JournalTarget(
        JournalSettings(folder=str(tmp_path / "j")),
        store,
        lambda: dt.datetime(2024, 8, 18, 15, 30, tzinfo=dt.UTC),
        "main",
    )
    assert late.deliver(digest_of(FIRST, date=DATE)).receipt["file"].endswith("2024-08-19.md")


def daily_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "til"
    folder.mkdir()
    for day in (14, 15, 16):
        (folder / f"2024-08-{day}-TIL.md").write_text(f"---\ntitle: 8월 {day}일\n---\n\n글\n")
    return folder


def test_the_persons_own_file_appears_beside_ours(tmp_path: Path, store: Store) -> None:
    folder = daily_folder(tmp_path)
    bot = target(folder, store, "file")
    assert bot.deliver(digest_of(FIRST, line="첫 줄이다.")).state == "sent"
    assert bot.deliver(digest_of(FIRST, line="둘째 줄이다.")).state == "sent"
    assert bot.notices(DATE) == ()
    mine = folder / "2024-08-19-내글-TIL.md"
    mine.write_text("# 2024-08-19 TIL\n\n내가 쓴 글\n")
    (said,) = bot.notices(DATE)
    assert "파일이 둘입니다" in said
    assert bot.undo(DATE).detail == "만들었던 2024-08-19-TIL.md 파일을 지웠습니다"
    assert bot.deliver(digest_of(FIRST)).state == "sent"
    assert FIRST in mine.read_text()
    assert sorted(path.name for path in folder.iterdir())[3:] == ["2024-08-19-내글-TIL.md"]


def test_a_made_file_that_was_written_into_is_kept(tmp_path: Path, store: Store) -> None:
    folder = daily_folder(tmp_path)
    bot = target(folder, store, "file")
    bot.deliver(digest_of(FIRST))
    file = folder / "2024-08-19-TIL.md"
    file.write_text(file.read_text() + "\n## 내 글\n")
    assert bot.undo(DATE).state == "sent"
    assert file.read_text() == "---\ntitle: 8월 19일\n---\n\n## 내 글\n"


def test_a_journal_that_cannot_be_read_is_said(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    bot = target(tmp_path / "journal", store)
    bot.deliver(digest_of(FIRST))
    monkeypatch.setattr("digest.journal.write.create.regular_bytes", refuse)
    outcome = bot.deliver(digest_of(FIRST))
    assert (outcome.state, outcome.detail) == ("pending", "저널을 읽을 수 없습니다: Permission denied")
