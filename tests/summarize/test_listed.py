"""A count that nobody wrote down: it fits a list of the line or of its source, or it is refused."""

from __future__ import annotations

import pytest

from check_kit import number

NAMES = ("A-Net", "B-Net", "C-Net", "D-Net", "E-Net", "F-Net", "G-Net", "H-Net", "I-Net", "J-Net", "K-Net", "L-Net")


@pytest.mark.parametrize(
    ("line", "fine"),
    [
        # all before the count, whatever joins it
        ("검색, 요약, 번역 3개 과제를", True),
        ("검색, 요약, 번역 2개 과제를", False),
        ("검색, 요약, 번역, 추론 4개 과제를", True),
        ("검색, 요약, 번역, 추론 3개 과제를", False),
        ("검색, 요약, 번역, 추론 5개 과제를", False),
        ("검색, 요약과 번역, 추론 4개 과제를", True),
        ("검색, 요약과 번역, 추론 5개 과제를", False),
        ("검색과 요약과 번역 3개 과제를", True),
        ("검색과 요약과 번역 4개 과제를", False),
        ("검색·요약·번역 2개 과제를", False),
        ("검색·요약·번역과 추론 4개 과제를", True),
        ("검색·요약·번역과 추론 5개 과제를", False),
        ("검색, 요약·번역, 추론 4개 과제를", True),
        ("검색, 요약·번역·추론, 대화 5개 과제를", True),
        ("검색, 요약·번역·추론, 대화 6개 과제를", False),
        ("검색, 요약·번역·추론, 대화 4개 과제를", False),
        ("문장을, 요약·번역, 추론과 대화 5개 과제를", False),
        ("검색, 요약 3개 과제를", False),
        # one thing, or one comma, is no list
        ("검색 1개 과제를", False),
        ("모델을, 요약 2개 과제를", False),
        ("A-Net, B-Net 2개 과제를", True),
        # a clause ends a list
        ("모델을 만들고, 검색, 요약, 번역 3개 과제를", True),
        ("모델을 만들고, 검색, 요약, 번역 4개 과제를", False),
        ("모델을 만들고, 요약, 번역 3개 과제를", False),
        ("모델을 만들고, 검색·요약·번역 3개 과제를", True),
        ("검색·요약을 만들고, 번역 3개 과제를", False),
        ("검색과 요약을 만들고, 추론, 번역과 대화 3개 과제를", True),
        ("검색과 요약을 만들고, 추론, 번역과 대화 4개 과제를", False),
        # so does another count
        ("과제 20개, 검색·요약·번역 3개 분야를", True),
        ("검색·요약·번역 과제 20개와 3개 분야를", False),
        # in brackets behind
        ("과제 3개(검색, 요약, 번역)를", True),
        ("과제 2개(검색, 요약, 번역)를", False),
        ("과제 4개(검색, 요약·대화, 번역)를", True),
        ("과제 3개(검색, 요약·대화, 번역)를", True),
        # a part is the result of something, not the size of a list
        ("검색·요약·번역 중 3개 과제를", False),
        # nothing but things is counted
        ("검색·요약·번역 3배를", False),
        ("검색·요약·번역 3%를", False),
        ("검색·요약·번역 3을", False),
        ("검색·요약·번역 3.5개를", False),
    ],
)
def test_a_list_of_the_line(line: str, fine: bool) -> None:
    assert (number(line, "It has 20 tasks.") is None) is fine


@pytest.mark.parametrize(
    ("line", "fine"), [("2x3 6개 항목을", True), ("2x3 4개 항목을", False), ("2x3 9개 항목을", False)]
)
def test_rows_by_columns(line: str, fine: bool) -> None:
    assert (number(line, "It is a 2 x 3 table.") is None) is fine


def told(names: tuple[str, ...]) -> str:
    """`on A-Net, B-Net, and C-Net`."""
    return f"We test it on {', '.join(names[:-1])}, and {names[-1]}."


@pytest.mark.parametrize("size", range(3, len(NAMES) + 1))
def test_a_list_of_the_source(size: int) -> None:
    source = told(NAMES[:size])
    assert number(f"벤치마크 {size}개에서 잰다", source) is None
    for other in (size - 1, size + 1):
        assert number(f"벤치마크 {other}개에서 잰다", source) == f"{other}개"


def test_nobody_counts_a_very_long_list() -> None:
    assert number("벤치마크 13개에서 잰다", told((*NAMES, "M-Net"))) == "13개"


@pytest.mark.parametrize(
    ("line", "source", "fine"),
    [
        ("3개 데이터셋에서", "on A-Net, B-Net and C-Net", True),
        ("4개 데이터셋에서", "on A-Net, B-Net and C-Net", False),
        ("3개 데이터셋에서", "on A-Net, B-Net, or C-Net", True),
        ("4개 데이터셋에서", "on A-Net, B-Net, C-Net and D-Net", True),
        ("3개 데이터셋에서", "on A-Net, B-Net, C-Net and D-Net", False),
        ("3개 데이터셋에서", "on A-Net, B-Net, and C-Net, which we release", True),
        ("4개 데이터셋에서", "on A-Net, B-Net, and C-Net, which we release", False),
        ("3개 데이터셋에서", "In short, on A-Net, B-Net, and C-Net, which we release", False),
        ("4개 데이터셋에서", "In short, on A-Net, B-Net, and C-Net, which we release", True),
        ("3개 데이터셋에서", "A-Net, B-Net, and C-Net which has many more pages than any", True),
        # a clause of many words is no member, though its end is
        ("3개 데이터셋에서", "In short, we measure how well it does in practice on A-Net, B-Net, and C-Net", True),
        ("4개 데이터셋에서", "In short, we measure how well it does in practice on A-Net, B-Net, and C-Net", False),
        ("3개 데이터셋에서", "In short, we measure how well it does in search, B-Net, and C-Net", True),
        ("네 데이터셋에서", "A-Net, a very old set of pages, C-Net, and D-Net", True),
        ("네 데이터셋에서", "A-Net, the very old set of web pages, C-Net, and D-Net", False),
        # with a digit only names are counted, or what stands in brackets, or has marks
        ("3개 과제에서", "on A-Net, retrieval, and C-Net", False),
        ("3개 과제에서", "on A-Net, B-Net, and retrieval", False),
        ("세 과제에서", "on A-Net, retrieval, and C-Net", True),
        ("세 과제에서", "on retrieval, translation and summaries", True),
        ("네 과제에서", "on retrieval, translation and summaries", False),
        ("3개 과제에서", "on tasks (retrieval, translation, summaries)", True),
        ("4개 과제에서", "on tasks (retrieval, translation, summaries)", False),
        ("2개 과제에서", "on tasks (retrieval, translation)", False),
        ("3개 과제에서", "(a) a set, (b) a model, (c) an agent", True),
        ("2개 과제에서", "(a) a set, (b) a model, (c) an agent", False),
        ("2개 과제에서", "(a) a set, (b) a model", False),
        ("4개 과제에서", "on A-Net, B-Net, C-Net, and retrieval", False),
        # a list of either kind is a list
        ("세 과제에서", "on sets (A-Net, B-Net, C-Net): retrieval, translation, and summaries", True),
        # three things are no three times
        ("3배 빠르게", "on A-Net, B-Net, and C-Net", False),
        ("3% 빠르게", "on A-Net, B-Net, and C-Net", False),
        ("3.5개 데이터셋에서", "on A-Net, B-Net, and C-Net", False),
        # a clause with a comma is no list of two
        ("네 과제에서", "With search, we read and write", False),
        ("3개 과제에서", "With A-Net, B-Net", False),
    ],
)
def test_what_a_source_lists(line: str, source: str, fine: bool) -> None:
    assert (number(f"{line} 잰다", source) is None) is fine
