"""Which word says the way of a number: on both sides the nearest one of its own clause, or none."""

from __future__ import annotations

import pytest

from check_kit import direction

LINE = [
    # the first number of a line that is turned, whatever stands before it
    ("과제 3개에서 정확도를 20% 낮춘다", "increases accuracy by 20% on 3 tasks", "20% 낮춘"),
    ("정확도 30% 모델에서 정확도를 20% 낮춘다", "increases accuracy by 20%, not by 30%", "20% 낮춘"),
    ("정확도를 20% 높이고 품질을 30% 낮춘다", "gains 20% accuracy and 30% better quality", "30% 낮춘"),
    ("정확도를 20%, 품질을 30% 낮춘다", "gains 20% accuracy and 30% better quality", "30% 낮춘"),
    ("정확도를 20% 그리고 품질을 30% 낮춘다", "gains 20% accuracy, with 30% lower quality", None),
    # verbs behind it, in its clause
    ("정확도를 20% 지키고, 다른 것은 낮춘다", "increases accuracy by 20%", None),
    ("정확도를 20% 잃지 않도록 지키면서 학습 품질을 낮춘다", "increases accuracy by 20%", None),
    ("정확도를 20% 넘게 아주 큰 폭으로도 낮춘다", "increases accuracy by 20%", "20% 낮춘"),
    ("정확도를 20% 넘게도 아주 큰 폭으로도 낮춘다", "increases accuracy by 20%", None),
    ("낮춘 정확도가 20%다", "increases accuracy by 20%", None),
    # every unit of a change, and no other
    ("정확도를 2배 낮춘다", "increases accuracy by 2x", "2배 낮춘"),
    ("정확도를 2점 낮춘다", "increases accuracy by 2 points", "2점 낮춘"),
    ("과제를 20개 줄인다", "increases tasks by 20", None),
    # what cannot both be true
    ("정확도를 20% 높인다", "improves accuracy by 20%", None),
    ("정확도를 20% 높인다", "degrades accuracy by 20%", None),
    ("정확도가 20% 저하된다", "improves accuracy by 20%", "20% 저하"),
    ("정확도가 20% 저하된다", "reduces accuracy by 20%", None),
    ("정확도가 20% 저하된다", "degrades accuracy by 20%", None),
    ("품질이 20% 저하된다", "increases errors by 20%", None),
    ("정확도가 20% 향상된다", "worsens accuracy by 20%", "20% 향상"),
    ("정확도가 20% 향상된다", "raises accuracy by 20%", None),
    ("질문 수를 20% 줄인다", "improves accuracy by 20%", None),
    ("질문 수를 20% 줄인다", "increases accuracy by 20%", "20% 줄인"),
    ("호출 수를 20% 줄인다", "increases accuracy by 20%", None),
    ("길이를 늘려, 정확도를 20% 낮춘다", "increases accuracy by 20%", "20% 낮춘"),
    ("길이를 늘리고 정확도를 20% 낮춘다", "increases accuracy by 20%", "20% 낮춘"),
    ("속도를 바꾸고 질문 수를 20% 늘린다", "reduces questions by 20%", "20% 늘린"),
    ("속도를 20% 높인다", "reduces time by 20%", None),
    # one true reading is enough
    ("정확도를 20% 낮춘다", "increases accuracy by 20% and reduces quality by 20%", None),
    ("정확도를 20% 낮춘다", "The share is 20%.", None),
    ("정확도를 20% 낮춘다", "increases accuracy by 30%", None),
]
SOURCE = [
    # the nearest verb before the number
    ("환각을 20% 낮춘다", "lowering the price it raises hallucination by 20%", "20% 낮춘"),
    ("환각을 20% 높인다", "lowering the price it raises hallucination by 20%", None),
    ("환각을 20% 낮춘다", "while lowering the price it raises hallucination, by 20%", None),
    ("환각을 20% 늘린다", "Reduces 20% of it", "20% 늘린"),
    # a verb right behind it is nearer
    ("정답을 20% 늘린다", "raises throughput by 20% fewer answers", "20% 늘린"),
    ("정답을 20% 늘린다", "raises throughput by 20%-fewer answers", "20% 늘린"),
    ("정답을 20% 늘린다", "with 20% of answers fewer", "20% 늘린"),
    ("정답을 20% 늘린다", "with 20% of all the answers that people gave us dropped", None),
    ("정답을 20% 늘린다", "with 20% of the questions people may ask us drops", "20% 늘린"),
    ("정답을 20% 늘린다", "with 20% of the questions people will ask us drops", None),
    ("정답을 20% 늘린다", "with 20%, and fewer answers", None),
    ("정확도를 20% 낮춘다", "It loses 20% against 30% more answers.", None),
    ("정답을 20% 늘린다", "It stands at 20%. Fewer answers follow.", None),
    # a plus
    ("정확도를 20% 낮춘다", "accuracy +20%", "20% 낮춘"),
    ("비율을 20% 낮춘다", "sales of +$20%", "20% 낮춘"),
    ("정확도를 20% 낮춘다", "accuracy of 20%", None),
    # another number between a verb and its own
    ("환각을 15% 늘린다", "reduces the time to reach 90% by 15%", "15% 늘린"),
    ("환각을 15% 늘린다", "reduces the time to reach 90% by about 15%", "15% 늘린"),
    ("환각을 15% 늘린다", "reduces the time to reach 90% in 15%", None),
    ("비율을 20%까지 높인다", "It cuts errors on 3 tasks at a ratio of 20%.", None),
    # numbers that go one way
    ("환각을 13% 늘린다", "reduces it by 9% for A and 13% for B", "13% 늘린"),
    ("환각을 9% 늘린다", "reduces it by 9% for A and 13% for B", "9% 늘린"),
    ("환각을 13% 늘린다", "reduces it by 9% to 13%", "13% 늘린"),
    ("환각을 13% 늘린다", "reduces 9 errors, and 13% for B", None),
    ("환각을 13% 늘린다", "reduces it by 9%; for B 13%", None),
    ("환각을 3% 늘린다", "It gains 5% and 3% lower cost", "3% 늘린"),
    ("정확도를 20% 낮춘다", "20% higher accuracy", "20% 낮춘"),
    ("정확도를 20% 높인다", "20% lower accuracy", "20% 높인"),
]


@pytest.mark.parametrize(("line", "source", "found"), [*LINE, *SOURCE])
def test_the_way_of_a_number(line: str, source: str, found: str | None) -> None:
    assert direction(line, source) == found
