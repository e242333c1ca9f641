"""Flipped directions are caught where number and verb stand in one clause, and nothing else is."""

from __future__ import annotations

import pytest

from digest.summarize.check.check import check_line
from planted import item_of

TOLD = [
    ("지연을 30% 높이는 방법을 만든다.", "It reduces latency by 30%.", True),
    ("지연을 30% 낮추는 방법을 만든다.", "It reduces latency by 30%.", False),
    ("오류를 30% 늘린다고 보고한다.", "It cuts errors by 30%.", True),
    ("정확도를 5.2% 낮추는 방법을 만든다.", "It improves accuracy by 5.2%.", True),
    ("정확도를 5.2% 떨어뜨리는 방법을 만든다.", "It boosts accuracy by 5.2%.", True),
    ("정확도가 5.2% 악화됨을 보인다.", "It improves accuracy by 5.2%.", True),
    ("정확도가 5.2% 개선됨을 보인다.", "Accuracy degrades by 5.2%.", True),
    ("정확도가 5.2% 떨어짐을 보인다.", "Accuracy drops by 5.2%.", False),
    ("속도를 2배 높이는 방법을 만든다.", "It reduces the time by 2x.", False),
    ("시간을 2배 줄이는 방법을 만든다.", "It raises throughput by 2x.", False),
    ("저장 공간을 12배 줄이는 방법을 만든다.", "It reaches more than 12x storage efficiency.", False),
    ("오류율(WER)을 10% 개선한 방법을 만든다.", "It reduces WER by 10%.", False),
    ("메모리를 40% 줄이고 정확도를 3% 높인다고 보고한다.", "It saves 40% memory and gains 3% accuracy.", False),
    ("점수를 8% 낮춘다고 보고한다.", "It gains 8% on A-Net, but loses little elsewhere.", True),
    ("비용을 30% 늘린다고 보고한다.", "It lowers the cost by 30% while raising quality.", True),
    ("환각을 30% 늘린다고 보고한다.", "We see 30% fewer hallucinations.", True),
    ("분할 점수를 5.7% 낮춘다.", "We see +7.2% and +5.7% for linear segmentation.", True),
    (
        "오차를 BIWI에서 9.2%, Vocaset에서 13.7% 늘린다.",
        "It shows reductions of 9.2% for BIWI and 13.7% for Vocaset.",
        True,
    ),
    ("90%에 이르는 시간을 15.2% 늘린다.", "It reduces the time needed to achieve a 90% rate by 15.2%.", True),
    ("90%에 이르는 시간을 15.2% 줄인다.", "It reduces the time needed to achieve a 90% rate by 15.2%.", False),
    ("환각을 1.6~14.1% 늘린다고 보고한다.", "It shows a reduction in hallucination by 1.6%-14.1%.", True),
    ("환각을 1.6~14.1% 줄인다고 보고한다.", "It shows a reduction in hallucination by 1.6%-14.1%.", False),
    ("정확도를 2.5점 낮춘다고 보고한다.", "Accuracy increases by 2.5 points.", True),
]


@pytest.mark.parametrize(("line", "abstract", "wrong"), TOLD)
def test_a_flipped_direction(line: str, abstract: str, wrong: bool) -> None:
    refusal = check_line(line, item_of("1", "A study", abstract), "한다체")
    assert (refusal.rule if refusal else "") == ("direction" if wrong else "")


def test_a_verb_in_another_clause_is_not_judged() -> None:
    item = item_of("1", "A study", "We study errors. The share is 30%. In other words, they fall.")
    assert check_line("오류 비율이 30%로 늘어남을 보인다.", item, "한다체") is None
