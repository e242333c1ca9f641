"""Bytes in, bytes out: line ends, missing final newlines, odd characters (C7 1–4, 7, 8, 11–16)."""

from __future__ import annotations

import pytest

from digest.journal.read.document import JournalRefused, parse_document
from digest.journal.write.plan import Splice, apply, unified
from digest.journal.write.section import raw_lines, spliced
from journal_kit import NAMES, bullet, check_invariant, day_of, planned, written

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
