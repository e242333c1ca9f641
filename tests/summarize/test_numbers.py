"""Numbers in two languages: what each text says, and what supports what."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.summarize.check.check import normal
from digest.summarize.check.english_numbers import source_quantities
from digest.summarize.check.korean_numbers import line_quantities
from digest.summarize.check.numbers import unsupported_number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("9,100만 건", 91_000_000, "count"),
        ("1만 2천 개", 12_000, "count"),
        ("31만 7,200쌍", 317_200, "count"),
        ("3억 5천만", 350_000_000, ""),
        ("1.2조 토큰", 1_200_000_000_000, "token"),
        ("5,400억 개가", 540_000_000_000, "count"),
        ("13억 파라미터", 1_300_000_000, "param"),
        ("8B", 8_000_000_000, ""),
        ("128K", 128_000, ""),
        ("12.5%", 12.5, "percent"),
        ("11.3%p", 11.3, "point"),
        ("6.2점", 6.2, "point"),
        ("2.5배", 2.5, "times"),
        ("2.5x", 2.5, "times"),
        ("30초", 30, "second"),
        ("5.4시간", 5.4, "hour"),
        ("2.3GB", 2.3, "GB"),
        ("60만 3천 km", 603_000, "km"),
        ("세 가지", 3, "count"),
        ("두 배", 2, "times"),
        ("6위로", 6, "rank"),
        ("세 번째", 3, "ordinal"),
        ("2,3000개", 23_000, "count"),
    ],
)
def test_a_korean_number(text: str, value: float, unit: str) -> None:
    (found,) = line_quantities(text)
    assert (found.value, found.unit) == (Decimal(str(value)), unit)


@pytest.mark.parametrize(
    "text", ["GPT-4o로 한다", "3D 장면", "모두 함께", "네트워크와 세계", "열 화상", "시기에 두루", "배경과 배치"]
)
def test_no_number_hides_in_names_and_nouns(text: str) -> None:
    assert line_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("trained on 91 million samples", [91_000_000]),
        ("1.43M pairs", [1_430_000]),
        ("from 10 to 20%", [10, 20]),
        ("twelve LLM instances", [12]),
        ("twenty-one tasks", [21]),
        ("10^5 labels", [100_000]),
        ("1e-4 rate", [Decimal("0.0001")]),
        ("an order of magnitude", [10]),
        ("two orders of magnitude", [100]),
        ("GPT-4 and 3D scenes", []),
        ("INT4 weights", [4]),
        ("a tenfold gain", [10]),
    ],
)
def test_an_english_text(text: str, values: list[float]) -> None:
    assert [q.value for q in source_quantities(normal(text))] == [Decimal(v) for v in values]


SUPPORT = [
    ("20%", "20 percent", True),
    ("20%", "between 10 and 20%", True),
    ("10%", "between 10 and 20%", True),
    ("10~20% 높인다", "10-20% higher", True),
    ("20배", "20% faster", False),
    ("20%", "20x faster", False),
    ("2배 빠르다", "twice as fast", True),
    ("3배 빠르다", "speedup of 3.0", True),
    ("10배 빠르다", "an order of magnitude faster", True),
    ("100배 빠르다", "two orders of magnitude faster", True),
    ("4.7배", "increases throughput by 4.7", True),
    ("절반으로", "halves the cost", True),
    ("절반으로", "cuts the cost by 50%", True),
    ("3분의 1", "a third of the cost", True),
    ("3분의 1", "a fifth of the cost", False),
    ("5분의 1로 줄인다", "a 5-fold reduction", True),
    ("수백 개", "hundreds of tasks", True),
    ("수백 개", "450 tasks", True),
    ("수백만 개", "450 tasks", False),
    ("만 개의 문장 2만 개", "20K sentences", True),
    ("128K 문맥", "a context of 128K tokens", True),
    ("12만 8천 토큰", "128K tokens", True),
    ("12만 8천 파라미터", "128K tokens", False),
    ("13억 파라미터", "a 1.3B model", True),
    ("24시간", "24 GPU hours", True),
    ("24분", "24 hours", False),
    ("24개", "24 hours", False),
    ("4비트", "INT4 quantisation", True),
    ("Llama 3.1이", "we use Llama-3.1", True),
    ("Llama 3.2가", "we use Llama-3.1 on 3.2 tasks", False),
    ("SAM 2로", "SAM 2 is used", True),
    ("FID 2.21을", "an FID of 2.21", True),
    ("세 단계", "three datasets and two stages", False),
    ("두 단계", "three datasets and two stages", True),
    ("과제 9개", "9 day-to-day tasks", True),
    ("3개", "Claude 3 solves tasks", False),
    ("1위", "ranks first on the leaderboard", True),
    ("3위", "the third dataset", False),
    ("8개, 8개를", "8 tasks", False),
    ("2.5배", "2.5times", True),
    ("1344x1344", "1344 times 1344 pixels", True),
    ("1345x1344", "1344 times 1344 pixels", False),
    ("64x64 이미지", "a 64x64 image", True),
    ("64x32 이미지", "a 64x64 image", False),
    ("과제 1개", "(1) we train, (2) we test", False),
    ("2건의 사고", "two stages", False),
    ("10개 설정 중 6개에서 프롬프트가", "in 6 of 10 configurations of three prompts", True),
    ("30만 8,000개", "308,000 items", True),
    ("1,000개", "1K items", True),
    ("2024년", "in 2024", True),
    ("3년", "three phases", False),
]


@pytest.mark.parametrize(("line", "source", "fine"), SUPPORT)
def test_what_supports_a_number(line: str, source: str, fine: bool) -> None:
    line, source = normal(line), normal(source)
    assert (unsupported_number(line, line_quantities(line), source) is None) is fine


@given(st.integers(0, 10**12))
def test_any_number_supports_itself(number: int) -> None:
    for written in (str(number), f"{number:,}"):
        line = f"{written}개를 모은다"
        assert unsupported_number(line, line_quantities(line), f"we collect {number:,} items") is None


@given(st.integers(4, 10**9), st.integers(4, 10**9))
def test_another_number_never_does(one: int, other: int) -> None:
    line = f"{one:,}개를 모은다"
    assert (unsupported_number(line, line_quantities(line), f"we collect {other} items") is None) is (one == other)
