"""Bytes in, bytes out: line ends, missing final newlines, odd characters."""

from __future__ import annotations

import pytest

from digest.journal.read.document import JournalRefused, parse_document
from digest.journal.write.plan import Bullet, Splice, apply, unified
from digest.journal.write.section import raw_lines, spliced
from journal_kit import FIRST, NAMES, SECOND, THIRD, bullet, check_invariant, day_of, planned, written

BULLET = "- [제목](https://huggingface.co/papers/2408.08152): 한 줄"


def new_bytes(data: bytes, heading: str | None = None) -> bytes:
    day = day_of(data, heading)
    plan = planned(day)
    new = spliced(day.document, plan.splices)
    check_invariant(data, new, plan.splices, ())
    return new


def test_01_crlf() -> None:
    new = new_bytes("# 오늘\r\n\r\n글\r\n".encode())
    assert new == f"# 오늘\r\n\r\n글\r\n\r\n## {NAMES[0]}\r\n\r\n{BULLET}\r\n".encode()


def test_02_mixed_line_ends_follow_the_line_above() -> None:
    new = new_bytes("# 오늘\r\n\n글\r\n\n## 공부\n글\r\n".encode())
    assert new == f"# 오늘\r\n\n글\r\n\n## {NAMES[0]}\n\n{BULLET}\n\n## 공부\n글\r\n".encode()


def test_02_below_a_line_with_another_end_the_line_above_decides() -> None:
    new = new_bytes("# 오늘\n\n글\n\n## 공부\r\n글\r\n".encode())
    assert new == f"# 오늘\n\n글\n\n## {NAMES[0]}\n\n{BULLET}\n\n## 공부\r\n글\r\n".encode()


@pytest.mark.parametrize("marker", ["* ", "+ "])
def test_a_bullet_of_any_marker_takes_that_of_the_list_it_joins(marker: str) -> None:
    day = day_of("# 오늘\n\n## 데일리 트렌드\n\n- 내 글\n")
    plan = planned(day, [Bullet(f"arxiv:{FIRST}", BULLET.replace("- ", marker, 1))])
    assert spliced(day.document, plan.splices) == day.document.data + f"{BULLET}\n".encode()


def test_03_lone_carriage_return() -> None:
    new = new_bytes("# 오늘\r\r글\r".encode())
    assert new == f"# 오늘\r\r글\r\r## {NAMES[0]}\r\r{BULLET}\r".encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_04_no_final_newline_before_and_after(end: str) -> None:
    new = new_bytes(f"# 오늘{end}{end}글".encode())
    assert new == f"# 오늘{end}{end}글{end}{end}## {NAMES[0]}{end}{end}{BULLET}".encode()


def test_04_a_single_line_without_any_line_end() -> None:
    assert written("글") == f"글\n\n## {NAMES[0]}\n\n{BULLET}"


def test_07_byte_order_mark_stays_first() -> None:
    data = b"\xef\xbb\xbf---\ntitle: x\n---\n\n" + "글\n".encode()
    assert new_bytes(data).startswith(data)


@pytest.mark.parametrize(
    "odd", ["\x0b", "\x0c", "\u2028", "\u2029", "\x85", "\u00a0", "\u200b", "\ufffd", "각", "\t", "  "]
)
def test_08_12_13_14_16_odd_characters(odd: str) -> None:
    text = f"# 오늘\n\n글{odd}글{odd}\n\n## 공부{odd}\n\n{odd}글\n"
    new = written(text)
    assert new == text.replace("## 공부", f"## {NAMES[0]}\n\n{BULLET}\n\n## 공부")


def test_15_a_very_long_line() -> None:
    text = f"# 오늘\n\n{'가나다 ' * 30_000}\n\n## 공부\n"
    assert written(text) == text.replace("## 공부", f"## {NAMES[0]}\n\n{BULLET}\n\n## 공부")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"# a\0b\n", "NUL"),
        ("# 오늘\n".encode("cp949"), "UTF-8"),
        (b"# a\n<<<<<<< HEAD\n", "git"),
    ],
)
def test_09_10_84_unreadable_files_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(JournalRefused, match=reason):
        parse_document(data)


def test_splices_must_not_overlap() -> None:
    lines = raw_lines(parse_document(b"a\nb\nc\n"))
    assert apply(lines, [Splice(2, 3, b"C\n"), Splice(0, 0, b"0\n")]) == b"0\na\nb\nC\n"
    with pytest.raises(ValueError, match="overlapping"):
        apply(lines, [Splice(0, 2, b""), Splice(1, 1, b"x\n")])


def test_the_diff_of_a_dry_run() -> None:
    day = day_of("# 오늘\n\n## 공부\n")
    plan = planned(day, [bullet()])
    shown = unified("2024-08-19.md", day.document.data, spliced(day.document, plan.splices))
    assert [line for line in shown.splitlines() if line.startswith("-") and not line.startswith("---")] == []
    assert f"+{BULLET}" in shown.splitlines()


def test_rows_tell_the_order_of_lines_and_go_on_after_those_that_stand() -> None:
    text = "# 오늘\n"
    first = planned(day_of(text), [bullet(FIRST), bullet(SECOND)])
    known = [(row.item_key, row.position) for row in first.rows]
    assert known == [("#blank-0", 0), ("#heading", 1), ("#blank-2", 2), (f"arxiv:{FIRST}", 3), (f"arxiv:{SECOND}", 4)]
    new = spliced(day_of(text).document, first.splices)
    later = planned(day_of(new), [bullet(FIRST), bullet(SECOND, "새 줄"), bullet(THIRD)], first.rows)
    assert [(row.item_key, row.position) for row in later.rows] == [(f"arxiv:{SECOND}", 4), (f"arxiv:{THIRD}", 6)]
    assert (first.lines, later.lines) == (2, 3)
    assert {row.heading for row in (*first.rows, *later.rows)} == {NAMES[0]}


def test_a_section_of_theirs_keeps_its_name_in_the_rows() -> None:
    plan = planned(day_of("# 오늘\n\n## 트렌드 구경:\n\n- 내 글\n"))
    assert plan.heading == "트렌드 구경:"
    assert {row.heading for row in plan.rows} == {"트렌드 구경:"}


def test_lines_that_are_gone_at_once_are_counted_without_their_frame() -> None:
    first = planned(day_of("# 오늘\n"), [bullet(FIRST), bullet(SECOND)])
    plan = planned(day_of("# 오늘\n\n붙여 넣은 글\n"), [bullet(FIRST), bullet(SECOND)], first.rows)
    assert (plan.state, plan.vanished, plan.detail) == ("unchanged", 2, "넣었던 2줄이 한꺼번에 사라졌습니다")


def test_a_renamed_section_says_why_nothing_was_added() -> None:
    day = day_of("# 오늘\n")
    first = planned(day)
    text = spliced(day.document, first.splices).decode()
    renamed = text.replace(NAMES[0], "논문").replace("한 줄", "내 줄")
    plan = planned(day_of(renamed), [bullet(FIRST), bullet(SECOND)], first.rows)
    assert plan.state == "unchanged"
    assert "절 제목이 바뀌었거나" in plan.detail


def test_a_bullet_after_ours_keeps_the_list_whole_and_apart_from_what_follows() -> None:
    day = day_of("# 오늘\n")
    first = planned(day)
    text = spliced(day.document, first.splices).decode()
    second, third = (BULLET.replace(FIRST, paper) for paper in (SECOND, THIRD))
    for below, added in (("- 내 글\n", f"{second}\n{third}\n"), ("## 공부\n", f"{second}\n{third}\n\n")):
        day = day_of(text + below)
        later = planned(day, [bullet(FIRST), bullet(SECOND), bullet(THIRD)], first.rows)
        assert spliced(day.document, later.splices).decode() == text + added + below
        assert not {row.item_key for row in later.rows} & {row.item_key for row in first.rows}, "a row would be lost"
