"""In-file marks: a run without a store still knows its untouched lines, and nothing else."""

from __future__ import annotations

import pytest

from digest.journal.write.section import Marks, SectionPlan, spliced
from journal_kit import FIRST, SECOND, THIRD, bullet, check_invariant, day_of, planned

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
