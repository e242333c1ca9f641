"""Every row of the table in docs/journal-writing.md, through the target on a folder digest made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.journal.write.section import spliced
from digest.store import Store
from journal_kit import DATE, FIRST, NOW, SECOND, THIRD, bullet, day_of, digest_of, planned

HEAD = "# 2024-08-19\n\n## 데일리 트렌드\n\n"


def row(paper: str, line: str = "한 줄이다.") -> str:
    return f"- [Paper {paper} about theorem proving](https://huggingface.co/papers/{paper}): {line}\n"


@pytest.fixture
def target(tmp_path: Path, store: Store) -> JournalTarget:
    return JournalTarget(JournalSettings(folder=str(tmp_path / "journal")), store, lambda: NOW, "main")


@pytest.fixture
def file(target: JournalTarget) -> Path:
    """The day's file after a first run with two papers."""
    assert target.deliver(digest_of(FIRST, SECOND)).state == "sent"
    made = target.settings.path / "2024-08-19.md"
    assert made.read_text() == HEAD + row(FIRST) + row(SECOND)
    return made


def edit(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text()))


def after(target: JournalTarget, file: Path, *papers: str, line: str = "새 줄이다.") -> str:
    """The file after the next run; one more run must change nothing."""
    digest = digest_of(*(papers or (FIRST, SECOND)), line=line)
    assert target.deliver(digest).state == "sent"
    facts, text = file.stat(), file.read_text()
    assert target.deliver(digest).state == "sent"
    again = file.stat()
    assert (again.st_mtime_ns, again.st_ino) == (facts.st_mtime_ns, facts.st_ino)
    return text


def test_untouched_lines_are_updated(target: JournalTarget, file: Path) -> None:
    assert after(target, file) == HEAD + row(FIRST, "새 줄이다.") + row(SECOND, "새 줄이다.")


def test_same_digest_writes_nothing(target: JournalTarget, file: Path) -> None:
    assert after(target, file, line="한 줄이다.") == HEAD + row(FIRST) + row(SECOND)


@pytest.mark.parametrize("change", ["한 줄이다. ", "한 줄이다!", " 한 줄이다."])
def test_one_changed_byte_makes_it_theirs(target: JournalTarget, file: Path, change: str) -> None:
    edit(file, lambda text: text.replace("한 줄이다.", change, 1))
    mine = file.read_text()
    assert after(target, file) == mine.replace(row(SECOND), row(SECOND, "새 줄이다."))
    edit(file, lambda text: text.replace(change, "한 줄이다.", 1))  # typed back: still theirs
    assert after(target, file, line="셋째 줄이다.") == HEAD + row(FIRST) + row(SECOND, "셋째 줄이다.")


def test_a_deleted_line_never_comes_again(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text.replace(row(FIRST), ""))
    assert after(target, file) == HEAD + row(SECOND, "새 줄이다.")
    assert after(target, file, FIRST, SECOND, THIRD, line="x") == HEAD + row(SECOND, "x") + row(THIRD, "x")


def test_a_moved_line_stays_where_it_was_put(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text.replace(row(FIRST), "") + "\n## 읽을 것\n\n" + row(FIRST))
    mine = file.read_text()
    text = after(target, file, FIRST, SECOND, THIRD)
    assert text.count(FIRST) == mine.count(FIRST)
    assert text.index("읽을 것") < text.index(FIRST)
    assert text.index(THIRD) < text.index("읽을 것")


def test_94_the_person_links_the_same_paper(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text + "- 내 말로: [논문](https://arxiv.org/pdf/2408.10188v2)\n")
    assert THIRD not in after(target, file, FIRST, SECOND, THIRD).replace("pdf/2408.10188v2", "")


def test_everything_gone_at_once_is_asked_once(target: JournalTarget, file: Path) -> None:
    edit(file, lambda _: "# 2024-08-19\n\n노션에서 붙여 넣은 글\n")
    mine = file.read_text()
    (question,) = target.notices(DATE)
    assert "2개가 사라졌어요" in question
    assert target.notices(DATE) == (question,)  # nothing was sent yet
    assert after(target, file, FIRST, SECOND, THIRD) == mine
    assert target.notices(DATE) == ()
    assert target.restore(DATE) == 2
    assert row(FIRST) in after(target, file, line="한 줄이다.")


def test_restore_forgets_nothing_that_still_stands(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text.replace(row(FIRST), ""))
    assert target.restore(DATE) == 0
    assert after(target, file) == HEAD + row(SECOND, "새 줄이다.")


def test_restore_of_a_deleted_file(target: JournalTarget, file: Path) -> None:
    file.unlink()
    assert target.restore(DATE) == 2
    assert after(target, file) == HEAD + row(FIRST, "새 줄이다.") + row(SECOND, "새 줄이다.")


def test_the_renamed_heading_is_not_made_again(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text.replace("## 데일리 트렌드", "## 논문"))
    text = after(target, file, FIRST, SECOND, THIRD)
    assert "데일리 트렌드" not in text
    assert text == HEAD.replace("데일리 트렌드", "논문") + "".join(row(p, "새 줄이다.") for p in (FIRST, SECOND, THIRD))


def test_a_renamed_heading_over_edited_lines_takes_nothing_more(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text.replace("## 데일리 트렌드", "## 논문").replace("한 줄", "내 줄"))
    mine = file.read_text()
    assert after(target, file, FIRST, SECOND, THIRD) == mine


@pytest.mark.parametrize(
    "memo",
    [
        *(
            "    - 내 메모\n",
            "\t- 내 메모\n",
            "  - 내 메모\n",
            "  이어서\n",
            "이어지는 글\n",
            "  # 제목\n",
            "\t1. 하나\n",
        ),
        *(
            "\n    ![그림](a.png)\n",
            "\n  - 내 메모\n",
            "\n\n\n  글\n",
            "\n\t글\n",
            "  > 인용\n",
            "  ```\n  코드\n  ```\n",
        ),
    ],
)
def test_a_nested_note_protects_its_bullet(target: JournalTarget, file: Path, memo: str) -> None:
    edit(file, lambda text: text.replace(row(FIRST), row(FIRST) + memo))
    assert after(target, file) == HEAD + row(FIRST) + memo + row(SECOND, "새 줄이다.")


@pytest.mark.parametrize(
    "beside",
    [
        "- 내 글\n",
        " - 내 글\n",
        "* 내 글\n",
        "1. 하나\n",
        "# 제목\n",
        "> 인용\n",
        "```\n코드\n```\n",
        "---\n",
        "\n글\n",
    ],
)
def test_what_stands_beside_a_bullet_is_no_part_of_it(target: JournalTarget, file: Path, beside: str) -> None:
    edit(file, lambda text: text.replace(row(SECOND), row(SECOND) + beside))
    assert after(target, file) == HEAD + row(FIRST, "새 줄이다.") + row(SECOND, "새 줄이다.") + beside


def test_the_last_bullet_alone_deleted_with_its_heading_is_asked_about(tmp_path: Path, store: Store) -> None:
    bot = JournalTarget(JournalSettings(folder=str(tmp_path / "one")), store, lambda: NOW, "main")
    assert bot.deliver(digest_of(FIRST)).state == "sent"
    made = tmp_path / "one/2024-08-19.md"
    text = made.read_text()
    made.write_text(text.replace(row(FIRST), ""))
    assert bot.notices(DATE) == (), "a deleted bullet under its heading is just that"
    made.write_text("# 2024-08-19\n\n글\n")
    (question,) = bot.notices(DATE)
    assert "1개가 사라졌어요" in question
    made.write_text(f"# 2024-08-19\n\n[내 말로](https://arxiv.org/abs/{FIRST})\n")
    assert bot.notices(DATE) == (), "the paper is still there, in their own words"


def test_bullets_between_ours(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text.replace(row(SECOND), "- 내 글\n" + row(SECOND) + "- 또 내 글\n"))
    assert after(target, file, FIRST, SECOND, THIRD, line="x") == (
        HEAD + row(FIRST, "x") + "- 내 글\n" + row(SECOND, "x") + row(THIRD, "x") + "- 또 내 글\n"
    )


def test_a_doubled_line_is_touched_nowhere(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text + row(FIRST))
    assert after(target, file) == HEAD + row(FIRST) + row(SECOND, "새 줄이다.") + row(FIRST)


def test_87_state_lost(target: JournalTarget, file: Path, tmp_path: Path) -> None:
    fresh = Store.open(f"sqlite:///{tmp_path}/fresh.db")
    forgetful = JournalTarget(target.settings, fresh, lambda: NOW, "main")
    assert after(forgetful, file) == HEAD + row(FIRST) + row(SECOND)
    assert after(forgetful, file, FIRST, SECOND, THIRD) == HEAD + row(FIRST) + row(SECOND) + row(THIRD, "새 줄이다.")
    fresh.close()


def test_88_state_newer_than_the_file(target: JournalTarget, file: Path) -> None:
    older = "# 2024-08-19\n"
    file.write_text(older)  # git reset
    assert after(target, file) == older
    assert "2개가 사라졌어요" in target.notices(DATE)[0]


def test_93_a_formatter_changed_the_marker(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text.replace("- [", "* ["))
    mine = file.read_text()
    assert after(target, file) == mine


def test_95_a_line_of_theirs_equal_to_ours_elsewhere(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text + "\n## 내 글\n\n" + row(THIRD, "x"))
    assert after(target, file, FIRST, SECOND, THIRD, line="x").count(row(THIRD, "x")) == 1


def test_whole_file_deleted_is_not_made_again(target: JournalTarget, file: Path) -> None:
    file.unlink()
    assert target.deliver(digest_of(FIRST, SECOND)).detail.startswith("넣었던 날이 지워져")
    assert not file.exists()


def test_line_ends_of_a_checkout_are_no_edit(target: JournalTarget, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    digest = digest_of(FIRST, SECOND, THIRD, line="x")
    assert target.deliver(digest).state == "sent"
    expected = (HEAD + "".join(row(p, "x") for p in (FIRST, SECOND, THIRD))).replace("\n", "\r\n")
    assert file.read_bytes() == expected.encode()


def test_two_digests_in_one_journal(target: JournalTarget, file: Path, store: Store) -> None:
    team = JournalTarget(target.settings, store, lambda: NOW, "team")
    assert team.deliver(digest_of(SECOND, THIRD, name="team")).state == "sent"
    assert file.read_text() == HEAD + row(FIRST) + row(SECOND) + row(THIRD)
    assert after(target, file, line="x") == HEAD + row(FIRST, "x") + row(SECOND, "x") + row(THIRD)
    assert after(team, file, THIRD, line="y") == HEAD + row(FIRST, "x") + row(SECOND, "x") + row(THIRD, "y")


def test_undo_takes_back_what_nobody_touched(target: JournalTarget, file: Path) -> None:
    edit(file, lambda text: text.replace(row(FIRST), row(FIRST).replace("한", "내")))
    outcome = target.undo(DATE)
    assert (outcome.state, outcome.detail) == ("sent", "1줄을 지웠습니다")
    assert file.read_text() == HEAD + row(FIRST).replace("한", "내")
    assert target.undo(DATE).state == "skipped"


def test_undo_of_an_untouched_file_removes_it(target: JournalTarget, file: Path) -> None:
    assert target.undo(DATE).state == "sent"
    assert not file.exists()
    assert target.deliver(digest_of(FIRST)).state == "sent"
    assert file.read_text() == HEAD + row(FIRST)


def test_another_day_is_another_file(target: JournalTarget, file: Path) -> None:
    assert target.deliver(digest_of(THIRD, date=DATE + dt.timedelta(days=1))).state == "sent"
    assert file.with_name("2024-08-20.md").exists()
    assert file.read_text() == HEAD + row(FIRST) + row(SECOND)


def test_a_bullet_with_the_label_of_an_older_version_is_ours_and_gets_the_new_one() -> None:
    old = planned(day_of("# 글\n\n### 공부\n"), (bullet(text=r"\[모델\] X — 언어 모델"),))
    text = spliced(day_of("# 글\n\n### 공부\n").document, old.splices)
    day = day_of(text)
    new = planned(day, (bullet(text="(모델) X — 언어 모델"),), old.rows)
    assert spliced(day.document, new.splices) == text.replace(r"\[모델\]".encode(), "(모델)".encode())
