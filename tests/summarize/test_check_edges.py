"""Edges of the checks: one short line and one short source for each rule, on both sides of it."""

from __future__ import annotations

import pytest

from check_kit import direction, name, number
from digest.summarize.check.english_numbers import source_quantities
from digest.summarize.check.sentence import hangul_shares


@pytest.mark.parametrize(
    ("line", "source", "found"),
    [
        ("정확도를 20% 높인다", "reduces accuracy by 20%", "20% 높인"),
        ("정확도를 20% 높인다", "increases accuracy by 20%", None),
        ("속도를 20% 높인다", "cuts time by 20%", None),
        ("정확도를 20% 낮춘다", "increases accuracy by 20%", "20% 낮춘"),
        ("정확도를 20% 낮춘다", "improves accuracy by 20%", "20% 낮춘"),
        ("정확도를 20% 낮춘다", "reduces accuracy by 20%", None),
        ("정확도를 20% 낮춘다", "degrades accuracy by 20%", None),
        ("지연을 20% 낮춘다", "increases throughput by 20%", None),
        ("문장 수를 20% 줄인다", "improves quality by 20%", None),
        ("품질을 20% 개선한다", "degrades quality by 20%", "20% 개선"),
        ("품질이 20% 악화된다", "improves quality by 20%", "20% 악화"),
        ("품질을 20% 개선한다", "reduces quality by 20%", None),
        ("20% 늘리며 정확도를 30% 높인다", "reduces size by 20% and raises accuracy by 30%", "20% 늘리"),
        # the verb before a number counts as long as no other number stands between
        ("정확도를 3% 높인다", "increases speed by 5% at a cost of 3% lower accuracy", "3% 높인"),
        ("정확도를 3% 높인다", "decreases by 5% what 3% fewer parameters give", "3% 높인"),
    ],
)
def test_a_line_may_not_turn_a_number_around(line: str, source: str, found: str | None) -> None:
    assert direction(line, source) == found


@pytest.mark.parametrize(
    ("line", "source", "found"),
    [
        ("수만 건을 모은다", "tens of thousands of items", None),
        ("수만 건을 모은다", "12,000 items", None),
        ("수만 건을 모은다", "9,999 items", "수만"),
        ("수만 건을 모은다", "100,000 items", "수만"),
        ("수십만 건을 모은다", "hundreds of thousands of items", None),
        ("수십만 건을 모은다", "120,000 items", None),
        ("수천억 건을 모은다", "hundreds of billions of items", None),
        ("수천억 건을 모은다", "hundreds of items", "수천억"),
        ("수조 건을 모은다", "trillions of items", None),
    ],
)
def test_a_rough_number_has_a_least_and_a_most(line: str, source: str, found: str | None) -> None:
    assert number(line, source) == found


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2분의 1로", "half of the cost"),
        ("3분의 1로", "one third of the cost"),
        ("3분의 2로", "two-thirds of the cost"),
        ("4분의 1로", "a quarter of the cost"),
        ("4분의 3로", "three quarters of the cost"),
        ("5분의 1로", "a fifth of the cost"),
        ("10분의 1로", "an order of magnitude"),
    ],
)
def test_a_fraction_is_the_one_that_is_spelt(said: str, told: str) -> None:
    assert number(f"비용을 {said} 줄인다", told) is None
    assert number("비용을 7분의 1로 줄인다", told) is not None
    assert number(f"비용을 {said} 줄인다", "a sixth of the cost") is not None


@pytest.mark.parametrize(
    ("line", "source", "found"),
    [
        ("약 20% 줄인다", "19.6% less", None),
        ("약 20% 줄인다", "18% less", "20%"),
        ("60%를 넘는 정확도", "61.3% accuracy", None),
        ("60%를 넘는 정확도", "59.6% accuracy", "60%"),
    ],
)
def test_fewer_digits_stand_for_a_number_that_is_near(line: str, source: str, found: str | None) -> None:
    assert number(line, source) == found


@pytest.mark.parametrize(
    ("line", "source", "found"),
    [
        ("검색, 요약, 번역 3개 과제를 다룬다", "many tasks", None),
        ("검색, 요약, 번역 4개 과제를 다룬다", "many tasks", "4개"),
        ("검색, 요약과 번역 3개 과제를 다룬다", "many tasks", None),
        ("검색·요약·번역 3개 과제를 다룬다", "many tasks", None),
        ("3개(검색, 요약, 번역) 과제를 다룬다", "many tasks", None),
        ("3개(검색·요약·번역) 과제를 다룬다", "many tasks", None),
        ("4개(검색·요약·번역) 과제를 다룬다", "many tasks", "4개"),
        ("3개 벤치마크에서 잰다", "on HotpotQA, MuSiQue, and Bamboogle", None),
        ("4개 벤치마크에서 잰다", "on HotpotQA, MuSiQue, and Bamboogle", "4개"),
        ("3개 벤치마크에서 잰다", "on HotpotQA, MuSiQue and Bamboogle", None),
        ("3개 과제에서 잰다", "on retrieval, summarization, and translation", "3개"),
        ("세 과제에서 잰다", "on retrieval, summarization, and translation", None),
        ("13개 벤치마크에서 잰다", "on many", "13개"),
    ],
)
def test_a_count_may_be_the_size_of_a_list(line: str, source: str, found: str | None) -> None:
    assert number(line, source) == found


@pytest.mark.parametrize(
    ("line", "source", "found"),
    [
        ("AIME25에서 잰다", "on AIME24/25", None),
        ("AIME26에서 잰다", "on AIME24/25", "AIME26"),
        ("RAG를 쓴다", "a retrieval-augmented generator", None),
        ("GPT-5로 만든다", "with GPT-5.5", "GPT-5"),
        ("GPT-5.5로 만든다", "with GPT-5.5", None),
        ("Gemma-3로 만든다", "with Gemma-3-27B", "Gemma-3"),
        ("Gemma-3-27B로 만든다", "with Gemma-3-27B", None),
        ("Claude 3로 만든다", "with Claude 3", None),
        ("Claude 4로 만든다", "with Claude 3", "Claude 4"),
    ],
)
def test_a_name_is_spelt_as_in_the_source(line: str, source: str, found: str | None) -> None:
    assert name(line, source) == found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("penta-modal", [5]),
        ("quad-core", [4]),
        ("bi-directional", [2]),
        ("(1) a model, (2) data", []),
        ("12) the end", [12]),
        ("the 3rd of 21 places", [3, 21]),
        ("GPT-4", []),
        ("the 4th of 5 models", [4, 5]),
    ],
)
def test_an_english_number_is_a_number(text: str, values: list[int]) -> None:
    assert [float(one.value) for one in source_quantities(text)] == values


def test_shares_of_hangul() -> None:
    letters, words = hangul_shares("GPT로 한다")
    assert 0.4 < letters < 0.6
    assert words == 1.0
