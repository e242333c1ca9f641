"""In-file marks: a run without a store still knows its untouched lines, and nothing else."""

from __future__ import annotations

import pytest

from digest.journal.write.marks import begin, marked, recover
from digest.journal.write.section import Marks, SectionPlan, raw_lines, spliced
from digest.store.journal import JournalLine
from journal_kit import DATE, FIRST, NOW, SECOND, THIRD, bullet, check_invariant, day_of, planned

TEXT = "# 오늘\n\n## 공부\n\n글\n"


def put(text: str, papers: list[str], line: str, marks: Marks, name: str = "main") -> str:
    """One run of a bot that remembers nothing."""
    day = day_of(text)
    plan: SectionPlan = planned(day, [bullet(paper, line) for paper in papers], (), name, marks)
    new = spliced(day.document, plan.splices)
    return new.decode()


@pytest.mark.parametrize("marks", ["line", "block"])
def test_untouched_lines_are_updated_without_a_store(marks: Marks) -> None:
    first = put(TEXT, [FIRST, SECOND], "한 줄", marks)
    assert "<!-- dt:" in first
    again = put(first, [FIRST, SECOND], "한 줄", marks)
    assert again == first
    updated = put(first, [FIRST, SECOND], "새 줄", marks)
    assert updated == put(TEXT, [FIRST, SECOND], "새 줄", marks)


@pytest.mark.parametrize("marks", ["line", "block"])
def test_marks_are_right_after_any_number_of_updates_by_a_bot_with_a_store(marks: Marks) -> None:
    text, rows = TEXT, dict[str, JournalLine]()
    for line in ("한 줄", "새 줄", "더 새 줄", "가장 새 줄"):
        day = day_of(text)
        plan = planned(day, [bullet(paper, line) for paper in (FIRST, SECOND)], tuple(rows.values()), marks=marks)
        text = spliced(day.document, plan.splices).decode()
        rows |= {row.item_key: row for row in plan.rows}
        assert text == put(TEXT, [FIRST, SECOND], line, marks)


@pytest.mark.parametrize("marks", ["line", "block"])
def test_an_edited_line_is_theirs(marks: Marks) -> None:
    first = put(TEXT, [FIRST, SECOND], "한 줄", marks).replace("한 줄", "내 줄", 1)
    updated = put(first, [FIRST, SECOND], "새 줄", marks)
    assert updated.count("내 줄") == 1
    assert updated.count("새 줄") == (1 if marks == "line" else 0)  # one checksum stands for a whole block


@pytest.mark.parametrize("marks", ["line", "block"])
def test_a_deleted_line_is_not_put_back(marks: Marks) -> None:
    first = put(TEXT, [FIRST, SECOND], "한 줄", marks)
    lines = first.splitlines(keepends=True)
    shorter = "".join(line for line in lines if FIRST not in line)
    assert put(shorter, [FIRST, SECOND, THIRD], "한 줄", marks) == shorter


@pytest.mark.parametrize("marks", ["line", "block"])
def test_another_digests_marks_are_not_ours(marks: Marks) -> None:
    first = put(TEXT, [FIRST], "한 줄", marks, name="team")
    assert put(first, [FIRST], "새 줄", marks) == first


def test_the_form_of_a_block() -> None:
    text = put(TEXT, [FIRST], "한 줄", "block")
    bullets = f"- [제목](https://huggingface.co/papers/{FIRST}): 한 줄"
    head, tail = text.split(bullets)
    assert head == "# 오늘\n\n## 데일리 트렌드\n\n<!-- dt:begin 2024-08-19 main -->\n\n"
    assert tail.startswith("\n\n<!-- dt:end ")
    assert tail.endswith(" -->\n\n## 공부\n\n글\n")


def test_a_block_keeps_its_checksum_up_to_date_with_a_store() -> None:
    day = day_of(TEXT)
    first = planned(day, [bullet(FIRST)], (), "main", "block")
    old = spliced(day.document, first.splices)
    later = planned(day_of(old), [bullet(FIRST, "새 줄"), bullet(SECOND)], first.rows, "main", "block")
    new = spliced(day_of(old).document, later.splices)
    check_invariant(old, new, later.splices, first.rows)
    assert put(new.decode(), [FIRST, SECOND], "셋째 줄", "block").count("셋째 줄") == 2


def test_a_mark_cannot_be_ended_by_a_name() -> None:
    text = put(TEXT, [FIRST], "한 줄", "block", name="a--b")
    assert "dt:begin 2024-08-19 a-b -->" in text


@pytest.mark.parametrize(("name", "told"), [("-a-", "a"), ("---", "main"), ("a---b", "a-b")])
def test_a_name_of_dashes_is_told_without_them(name: str, told: str) -> None:
    assert begin(DATE, name) == f"<!-- dt:begin 2024-08-19 {told} -->".encode()


def test_the_address_of_a_page_never_stands_in_a_mark() -> None:
    """It could hold `--` or `>`, which end a comment."""
    shown = marked("- [글](https://blog.test/a--b): 한 줄", "url:https://blog.test/a--b", "main")
    assert " <!-- dt:link main " in shown


def test_a_line_stays_ours_under_the_marker_and_indent_of_their_list() -> None:
    first = put("# 오늘\n\n## 데일리 트렌드\n\n * 내 글\n", [FIRST], "한 줄", "line")
    assert f" * [제목](https://huggingface.co/papers/{FIRST}): 한 줄 <!-- dt:" in first
    assert put(first, [FIRST], "새 줄", "line").count("새 줄") == 1


def test_a_line_of_the_first_version_may_be_anybodys_so_nothing_is_added_beside_it() -> None:
    line = f"- [제목](https://huggingface.co/papers/{FIRST}): 고친 줄 <!-- dt:{FIRST} 01234567 -->\n"
    old = f"{TEXT}\n## 데일리 트렌드\n\n{line}"
    assert put(old, [FIRST, SECOND], "한 줄", "line") == old


def test_a_block_that_stands_twice_is_nobodys() -> None:
    first = put(TEXT, [FIRST], "한 줄", "block")
    block = first[first.index("<!-- dt:begin") : first.index("## 공부")]
    twice = first + "\n" + block
    assert put(twice, [FIRST], "새 줄", "block") == twice


def test_a_block_they_wrote_into_keeps_its_old_checksum_and_is_theirs_without_a_store() -> None:
    day = day_of(TEXT)
    first = planned(day, [bullet(FIRST), bullet(SECOND)], (), "main", "block")
    text = spliced(day.document, first.splices).decode()
    line = f"- [제목](https://huggingface.co/papers/{SECOND}): 한 줄\n"
    mine = text.replace(line, f"- 내 글\n{line}")
    later = planned(day_of(mine), [bullet(FIRST, "새 줄"), bullet(SECOND)], first.rows, "main", "block")
    new = spliced(day_of(mine).document, later.splices).decode()
    assert new == mine.replace("한 줄", "새 줄", 1)
    assert put(new, [FIRST, SECOND], "셋째 줄", "block") == new


def test_a_block_whose_blank_lines_a_formatter_took_is_still_ours() -> None:
    first = put(TEXT, [FIRST, SECOND], "한 줄", "block")
    tight = first.replace(" -->\n\n- ", " -->\n- ").replace("한 줄\n\n<!--", "한 줄\n<!--")
    assert put(tight, [FIRST, SECOND], "새 줄", "block").count("새 줄") == 2
    assert put(f"{tight}\n끝\n", [FIRST, SECOND], "새 줄", "block").endswith("\n끝\n")


def test_a_block_without_its_end_is_nobodys() -> None:
    first = put(TEXT, [FIRST], "한 줄", "block")
    lines = first.splitlines(keepends=True)
    open_ended = "".join(line for line in lines if "dt:end" not in line)
    assert put(open_ended, [FIRST], "새 줄", "block") == open_ended
    at_the_end = open_ended[: open_ended.index("## 공부")].rstrip("\n")
    assert put(at_the_end, [FIRST], "새 줄", "block") == at_the_end


def test_a_line_that_was_written_twice_is_known_once() -> None:
    first = put(TEXT, [FIRST, SECOND], "한 줄", "line")
    line = next(line for line in first.splitlines(keepends=True) if FIRST in line)
    twice = first.replace("## 공부", f"{line}\n## 공부")
    assert put(twice, [FIRST, SECOND], "새 줄", "line").count("새 줄") == 1, "only the other one is surely ours"


def test_marks_of_another_day_are_not_this_days() -> None:
    first = put(TEXT, [FIRST], "한 줄", "block").replace("2024-08-19 main", "2024-08-20 main")
    assert put(first, [FIRST, SECOND], "새 줄", "block") == put(first, [SECOND], "새 줄", "block")
    assert FIRST in put(first, [FIRST, SECOND], "새 줄", "block")


def test_rows_of_marks_stand_in_their_order() -> None:
    text = put(TEXT, [FIRST, SECOND], "한 줄", "block")
    day = day_of(text)
    rows = recover(raw_lines(day.document), range(day.first, day.last), "journal:test", DATE, "main", "x.md", NOW)
    assert [(row.item_key, row.position) for row in rows] == [
        ("#begin", 0), (f"arxiv:{FIRST}", 1), (f"arxiv:{SECOND}", 2), ("#end", 3),
    ]  # fmt: skip
    assert {(row.journal, row.date, row.name, row.file, row.changed_at) for row in rows} == {
        ("journal:test", DATE, "main", "x.md", NOW)
    }


def test_an_outline_has_marked_lines_and_no_marked_block() -> None:
    plan = planned(day_of("- 글\n", flavour="logseq"), [bullet(FIRST)], (), "main", "block")
    (splice,) = plan.splices
    assert b" <!-- dt:2408.08152 main " in splice.inserted
    assert b"dt:begin" not in splice.inserted


def test_a_store_that_knows_only_another_digest_still_reads_our_marks() -> None:
    first = put(TEXT, [FIRST], "한 줄", "line")
    team = planned(day_of(first), [bullet(SECOND)], (), "team", "line")
    text = spliced(day_of(first).document, team.splices)
    ours = planned(day_of(text), [bullet(FIRST, "새 줄")], team.rows, "main", "line")
    assert spliced(day_of(text).document, ours.splices).decode().count("새 줄") == 1


@pytest.mark.parametrize("mine", ["- 내 글\n", "1. 하나\n", "- [ ] 할 일\n"])
def test_a_block_stands_between_blank_lines_beside_any_list_of_theirs(mine: str) -> None:
    text = f"# 오늘\n\n## 데일리 트렌드\n\n{mine}"
    new = put(text, [FIRST], "한 줄", "block")
    assert new.startswith(f"{text}\n<!-- dt:begin 2024-08-19 main -->\n\n- [제목]")
    assert "<!-- -->" not in new


def test_a_block_before_an_indented_heading_needs_no_other_comment() -> None:
    day = day_of("## 1일차\n\n글\n\n  ### 들여 쓴 제목\n\n글\n", "1일차", "hugo")
    (splice,) = planned(day, [bullet(FIRST)], (), "main", "block").splices
    assert splice.inserted.endswith(b" -->\n\n")
    assert b"<!-- -->" not in splice.inserted
