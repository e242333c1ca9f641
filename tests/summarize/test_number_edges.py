"""Numbers beside what looks like them: other units, names, ranges, places, notation; both sides of each rule."""

from __future__ import annotations

import pytest

from check_kit import number
from digest.summarize.check.evidence import normal
from digest.summarize.check.korean_numbers import line_quantities
from digest.summarize.check.shares import part_above_whole

ENGLISH = [
    # a scale that is said once, behind the last number
    ("200만, 300만, 500만 쌍", "2, 3, and 5 millions of pairs", True),
    ("200만, 300만 쌍", "2 pairs, 3 runs and 5 million steps", False),
    ("2만 건", "2 to 5 million items", False),
    ("20억 파라미터", "needs 2 to 5 GB of memory", False),
    ("2~5GB", "needs 2 to 5 GB of memory", True),
    # percentage points
    ("4.9%p 높인다", "absolute gains of 4.9%", True),
    ("4.9%p 높인다", "gains of 4.9% (absolute)", True),
    ("4.9%p 높인다", "4.9% (absolute) better", True),
    ("4.9%p 높인다", "4.9% of an absolute scale", False),
    ("4.9%p 높인다", "an absolute scale; gains of 4.9%", False),
    ("4점 높인다", "an absolute gain of 4 tasks", False),
    ("2.3배 높인다", "reaches 2.3 thanks to it", True),
    ("2.7배 높인다", "reaches 2.7 thanks to it", True),
    # a square
    ("1024x1024 그림", "at 1024 ^ 2 pixels", True),
    ("1024x1024 그림", "at 1024^{2} pixels", True),
    ("1024x1024 그림", "at 1024^{25} pixels", False),
    ("1024x1024 그림", "at 1024^3 pixels", False),
    # a year counts nothing
    ("2024년에 시작한다", "In 2024 models grew", True),
    ("2024개 모델", "In 2024 models grew", True),
    ("2배", "In a task with 2 models", False),
    # money stands before its number
    ("10달러", "It costs $10", True),
    ("10배", "It costs $10", False),
    ("10배", "It costs $ 10", False),
    ("10배", "It costs USD 10", False),
    ("2배", "Up by a factor of about 2", True),
    ("2%", "Up by a factor of about 2", False),
    ("2%", "Up by a factor of up to 2", False),
    # places
    ("3위", "in 3rd place", True),
    ("3위", "It is in 3rd place", True),
    ("3배", "in 3rd place", False),
    ("3배", "It is in 3rd place", False),
    ("3배", "It came in 3rd place", False),
    ("3배", "It was in 3rd place", False),
    ("2배", "its 2nd run", False),
    ("4배", "its 4th run", False),
    ("20%", "It ranks 20% of the items", True),
    ("20%", "It ranks 20 % of the items", True),
    ("20%", "We ranked 20% of the items", True),
    ("20%", "We ranked 20 % of the items", True),
    ("20위", "We ranked 20% of the items", False),
    ("20배", "it ranks 20x the items", True),
    ("3위", "It was placed at 3 of 40", True),
    # versions
    ("두 과제", "On BEIR two tasks remain", True),
    ("세 과제", "On BEIR three tasks remain", True),
    ("50억 쌍", "We use LAION 5 billion pairs", True),
    ("50억 쌍", "We use LAION 5B pairs", True),
    ("3개", "We ask SAM 3 for help", False),
    ("15개", "It is Best of 15 runs", True),
    ("4개", "In March 4 runs failed", True),
    ("3단계", "It has Stage 3 only", True),
    ("8개", "Training 8 models is hard, training 9 is harder", True),
    ("8개", "Across 8 models", True),
    ("8개", "with Foobar 8 we train", False),
    ("8개", "with Foobar 8 we train, foobar for short", True),
    ("15단계", "on OSWorld 15-step tasks", True),
    ("3개", "we ask Claude 3.", False),
    ("SAM 2개를", "with SAM 2 we go", False),
    # digits of a name, and a unit behind one
    ("4개", "on GPT-4 models", False),
    ("4위", "on GPT-4 models", False),
    ("80GB", "on an A100-80GB card", True),
    ("80개", "on an A100-80 card", False),
    ("6개", "a 6DoF arm", True),
    ("6배", "an arm with 6abcd", False),
    ("3B", "it has 3B of them", True),
    # numbers of a list
    ("2배", "(1) we train, (2) we test", False),
    ("2배", "first, 2) we test", False),
    ("2배", "It has 1) a model, 2) a set, 3) a tool", False),
    ("3배", "It has 1) a model, 2) a set, 3) a tool", False),
    ("2배", "we train (see below) then 2) we test", False),
    ("2배", "Sad :( for most of the people whom we asked about such things, but 2) we test", False),
    ("23배", "with pupils (n = 23) it works", True),
    ("3B", "one size (3B) of many", True),
    ("123개", "see the last note (123) of it", True),
    # raised digits
    ("10만 개", "10⁵ labels", True),
    ("105개", "10⁵ labels", False),
    ("0.01", "a rate of 10⁻²", True),
]


@pytest.mark.parametrize(("line", "source", "fine"), ENGLISH)
def test_what_an_english_number_says(line: str, source: str, fine: bool) -> None:
    assert (number(line, source) is None) is fine


KOREAN = [
    # a unit or scale that is said once, behind the last number
    ("20~40% 줄인다", "on 20 tasks by 40%", False),
    ("20에서 40%로 늘린다", "from 20% to 40%", True),
    ("20에서 40%로 늘린다", "from 20 tasks to 40%", False),
    ("20% 및 40배", "by 20% and 40x", True),
    ("20~270억 파라미터", "models from 2 to 27 billion", True),
    ("20~270억 파라미터", "models from 20 million to 27 billion", False),
    ("2~5천만 건", "from 20 to 50 million items", True),
    ("2~5천만 건", "from 20 thousand to 50 million items", False),
    ("1·3·7B 모델", "models of 1B, 3B, and 7B", True),
    ("1·3·7B 모델", "models of 1M, 3B, and 7B", False),
    ("2~3배 빠르다", "4x and 3x faster", False),
    ("2·3배 빠르다", "4x and 3x faster", False),
    ("2·3개 모델", "zero and 3 models", False),
    ("2·4·6배 빠르다", "8x, 4x and 6x faster", False),
    ("3만~5만 건", "300,000,000 and 50,000 items", False),
    ("점수 7 이상 5만 건을", "70,000 and 50,000 items", False),
    # hours and minutes
    ("2시간 30분", "150 minutes", True),
    ("2시간 30분", "90 minutes", False),
    ("과제 3개를 2시간 30분에", "3 tasks in 150 minutes", True),
    ("2분 30초", "150 seconds", True),
    ("2분과 30초", "2 minutes and 30 seconds", True),
    ("2분과 30초", "150 seconds", False),
    # digits of a name hide no number behind them
    ("3D 장면 12개", "12 scenes in 3D", True),
    ("3D 장면 12개", "13 scenes in 3D", False),
    ("4x4 격자", "a grid of 4 x 4", True),
    ("4x4 격자", "a grid of 5 x 5", False),
    # fractions
    ("5분의 2만 남긴다", "keeps 2/5 of the layers", True),
    ("5분의 2만 남긴다", "keeps 5/2 of the layers", False),
    ("5분의 2만 남긴다", "keeps 40% of the layers", True),
    ("5분의 2만 남긴다", "cuts 60% of the layers", False),
    ("5분의 1만 남긴다", "cuts 80% of the layers", True),
    ("5분의 1만 남긴다", "adds 80% to the layers", False),
    ("5분의 2만 남긴다", "cuts 80% of the layers", False),
    ("5분의 1만 남긴다", "with 5x fewer layers", True),
    ("5분의 1만 남긴다", "with 5-fold fewer layers", True),
    ("5분의 2만 남긴다", "with 5x fewer layers", False),
    ("7분의 1만 남긴다", "with 14% of the layers", False),
    ("7분의 1만 남긴다", "with 80% fewer layers", False),
    ("1/5만 남긴다", "keeps 20% of the layers", True),
    ("1/5만 남긴다", "keeps 25% of the layers", False),
    ("2000분의 1", "2,000 times fewer", True),
    ("2000분의 1", "2000 times fewer", True),
    # what 절반 stands for
    ("절반", "half of it", True),
    ("절반", "49% of it", False),
    ("약 절반", "49% of it", True),
    ("절반을 넘는", "53% of it", True),
    ("절반을 넘는", "63% of it", False),
    ("절반에도 못 미친다", "41% of it", True),
    ("절반에도 못 미친다", "41 of it", False),
    ("절반에도 못 미친다", "20% of it", False),
    ("절반에도 못 미친다", "50.5% of it", False),
    ("100분의 1", "99% less of it", True),
    ("3분의 1", "66.7% less of it", True),
    ("3분의 1", "66.2% less of it", False),
    ("20%", "half of it", False),
]


@pytest.mark.parametrize(("line", "source", "fine"), KOREAN)
def test_what_a_korean_number_says(line: str, source: str, fine: bool) -> None:
    assert (number(line, source) is None) is fine


UNITS = [
    ("30분", "1,800 seconds", True),
    ("30분", "half an hour", True),
    ("30초", "30,000 ms", True),
    ("2일", "48 hours", True),
    ("2주", "14 days", True),
    ("1년", "12 months", True),
    ("20년", "two decades", True),
    ("200년", "two centuries", True),
    ("2MB", "2,000 KB", True),
    ("2GB", "2,000 MB", True),
    ("2TB", "2,000 GB", True),
    ("2cm", "20 mm", True),
    ("2m", "200 cm", True),
    ("2km", "2,000 meters", True),
    ("2kHz", "2,000 Hz", True),
    ("200센트", "2 dollars", True),
    ("30분", "30 seconds", False),
    ("30분", "30 days", False),
    ("2MB", "2 GB", False),
    ("2MB", "20 mm", False),
    # a share as a part of one
    ("87%", "a score of 0.87", True),
    ("87%", "a score of 0.78", False),
    ("150%", "a score of 1.5", False),
    ("100%", "a score of 1.0", False),
    ("0%", "a score of 0.0", True),
    ("87%", "0.87 seconds", False),
    # times and percent
    ("3배", "300% of it", True),
    ("3배", "200% more", True),
    ("3배", "400% of it", False),
    ("2배", "100% of it", False),
    ("1.01배", "101% of it", True),
    ("0.5배", "50% of it", False),
    ("300%", "3x as many", True),
    ("200%", "3x as many", False),
    ("101%", "1.01x as many", True),
    ("100%", "1x as many", False),
    ("50%", "0.5x as many", False),
    # what counts things is no measure, no share and no place
    ("12개", "12 hours", False),
    ("12개", "12 fps", True),
    ("12fps", "12 tasks", False),
    ("12fps", "12 frames per second", True),
    ("12초", "a score of 12", False),
    ("12%", "a score of 12", True),
    ("12배", "a score of 12", True),
    ("12", "12 hours", True),
    ("12번째", "12 tasks", True),
    ("2단계", "its second stage", True),
    ("1개", "it is first of all", False),
    ("2위", "its second stage", True),
    ("2배", "its second stage", False),
    ("2일", "its second stage", True),
    ("3개", "on March 5", False),
    ("3위", "with Claude 3", True),
    ("3배", "with Claude 3", False),
    # best and worst
    ("1위", "the strongest of all", True),
    ("2위", "the strongest of all", False),
    ("1개", "the strongest of all", False),
    ("1배", "the strongest of all", False),
    ("2위", "second-best of all", True),
    ("1위", "a runner-up", False),
    ("2개", "a runner-up of many", True),
    ("0개", "without any labels", True),
    ("0배", "without any labels", False),
    ("1개", "without any labels", False),
    ("100%", "it is always right", True),
    ("100개", "it is always right", False),
    ("99%", "it is always right", False),
    ("100배", "it is always right", False),
    ("100%", "it is mostly right", False),
    ("2비트", "its second stage", False),
    ("12개", "0.12 seconds", False),
    ("87%", "88 items of 0.5 parts", False),
    ("50%", "a score of 0.7", False),
    ("3초", "3 GB of it", False),
    ("두 정책", "a policy", True),
    ("2개 정책", "a policy", False),
    ("세 정책", "a policy", False),
    ("두 배", "a policy", False),
]


@pytest.mark.parametrize(("line", "source", "fine"), UNITS)
def test_what_a_unit_can_mean(line: str, source: str, fine: bool) -> None:
    assert (number(f"{line} 다룬다", source) is None) is fine


ROUNDED = [
    # near
    ("약 20% 줄인다", "20.4% less", True),
    ("약 20% 줄인다", "20.5% less", True),
    ("약 20% 줄인다", "20.6% less", True),
    ("약 20% 줄인다", "19.5% less", True),
    ("약 20% 줄인다", "21.1% less", False),
    ("약 20% 줄인다", "20.4x less", False),
    ("20%가량 줄인다", "20.4% less", True),
    ("20% 줄인다", "20.4% less", False),
    ("거의 200개를", "198 items", True),
    ("거의 200개를", "150 items", False),
    ("약 20% 줄인다", "21% less", True),
    ("약 30% 줄인다", "31.4% less", True),
    ("약 25% 줄인다", "25.5% less", True),
    ("약 25% 줄인다", "24.5% less", True),
    ("약 25% 줄인다", "25.9% less", False),
    ("약 25% 줄인다", "24.4% less", False),
    ("약 10배", "10.4x", True),
    ("약 10배", "10.9x", False),
    ("약 9배", "9.4x", True),
    ("약 9배", "9.5x", True),
    ("123,456.8점", "123,456.78 points", True),
    ("약 9배", "9.6x", False),
    ("약 4배", "3.6x", True),
    ("약 3배", "3.4x", False),
    ("약 100%", "99.8% of it", False),
    ("96.9%", "96.86% of it", True),
    ("96.8%", "96.86% of it", False),
    ("96.9%", "96.86x of it", False),
    ("0.8점", "0.76 points", False),
    ("1.8점", "1.76 points", True),
    # above
    ("20%를 넘는다", "24% of it", True),
    ("20%를 넘는다", "25% of it", False),
    ("60%의 정확도를 넘는다", "61% of it", True),
    ("60%인 정확도들을 넘는다", "61% of it", False),
    ("60%를 넘는다", "60.1% of it", True),
    ("60%를 넘는다", "66% of it", True),
    ("60%를 넘는다", "70% of it", False),
    ("60%를 넘는다", "59% of it", False),
    ("3배를 넘는다", "3.5x of it", True),
    ("3배를 넘는다", "3.9x of it", False),
    ("그 정확도가 60%를 넘는다", "61% of it", True),
    # below
    ("60%에 못 미친다", "59.9% of it", True),
    ("60%에 못 미친다", "54% of it", True),
    ("60%에 못 미친다", "61% of it", False),
    ("60%에 못 미친다", "50% of it", False),
    # a place or a version is not near another
    ("약 20개를", "21 items", True),
    ("약 20개를", "its 21st item", False),
]


@pytest.mark.parametrize(("line", "source", "fine"), ROUNDED)
def test_how_near_is_near(line: str, source: str, fine: bool) -> None:
    assert (number(line, source) is None) is fine


SUMS = [
    ("공개 5종과 새로 모은 3종, 모두 8개", True),
    ("공개 5종과 새로 모은 3종, 이들 8개", False),
    ("공개 5종과 새로 모은 3종, 모두 8배", False),
    ("공개 5종과 새로 모은 3종, 모두 9개", False),
    ("2종과 3종과 5종, 모두 10개", True),
    ("2종과 3종과 5종, 모두 8개", True),
    ("2종과 3종과 5종, 모두 11개", False),
    ("2종, 3종, 5종과 7종, 모두 17개", True),
    ("2종, 3종, 5종과 7종, 모두 18개", False),
    ("2종, 3종, 5종, 7종과 13종, 모두 30개", False),
    ("5배와 3종, 모두 8개", False),
    ("5GB와 3종, 모두 8개", False),
    ("3종, 모두 6개", False),
]


@pytest.mark.parametrize(("line", "fine"), SUMS)
def test_a_sum_has_its_parts_before_it(line: str, fine: bool) -> None:
    source = "We have 2, 3, 5, 7 and 13; 5 GB and 5x in all."
    assert (number(line, source) is None) is fine


TWICE = [
    ("3개, 5개, 5개를", "3 tasks and 5 models", "5개"),
    ("3개, 5개, 5개를", "3 tasks, 5 sets and 5 models", None),
    ("5개, 3개, 3개를", "3 tasks and 5 models", "3개"),
    ("2~2배", "from 2x to 3x", "2배"),
    ("1GB인 모델과 5MB인 모델을 만들며 1GB가", "from 5MB to 1GB", None),
    ("1GB인 모델과 1GB가", "from 5MB to 1GB", "1GB"),
    ("1GB인 모델 그리고 1GB가", "from 5MB to 1GB", "1GB"),
    ("1GB인 모델과 그리고 1GB가", "from 5MB to 1GB", None),
    ("30개인 모델과 20개인 모델을 만들며 30개가", "from 20 to 30 tasks", "30개"),
    ("두 모델과 두 과제를", "two models", None),
]


@pytest.mark.parametrize(("line", "source", "found"), TWICE)
def test_a_number_of_the_source_is_said_once(line: str, source: str, found: str | None) -> None:
    assert number(line, source) == found


NOTATION = [
    ("n^{1+o(1)} 시간에 12개를", "runs in $n^{1+o(1)}$ time on 13 items", "12개"),
    ("n^{1+o(1)} 시간에 12개를", "runs in $n^{1+o(1)}$ time on 12 items", None),
    ("2^k개를 2^k번", "a set of 2^k items", None),
    ("2^k개를", "a set of 3^k items", "2"),
    ("2^k개를", "a set of 12^k items", "2"),
    ("lr=3e-4로", "with lr=3e-4", None),
    ("k=4로", "with k = 4 and m = 5", None),
    ("k=4로", "with k=45", "4"),
    ("k=4로", "with k=4.5", "4"),
    ("O(1/n)으로", "in O(1/n) steps", None),
    ("05ms", "in 5 ms", "05ms"),
    ("05ms", "in 05ms", None),
]


@pytest.mark.parametrize(("line", "source", "found"), NOTATION)
def test_notation_is_held_as_it_is_written(line: str, source: str, found: str | None) -> None:
    assert number(line, source) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("지표 13개 중 16개에서", "13개 중 16개"),
        ("지표 16개 중 16개에서", None),
        ("지표 3개와 과제 13개 가운데 16개에서", "13개 가운데 16개"),
        ("지표 13개 중 하나는 좋고, 16개는", None),
        ("지표 13개 중 16%에서", None),
        ("지표 13% 중 16개에서", None),
        ("지표 13개, 과제 16개에서", None),
    ],
)
def test_a_part_is_compared_with_its_own_whole(line: str, found: str | None) -> None:
    line = normal(line)
    assert part_above_whole(line, line_quantities(line)) == found


@pytest.mark.parametrize(
    ("line", "source", "fine"),
    [
        ("절반", "네이버가 절반을 줄였다", True),
        ("절반", "네이버가 비용을 줄였다", False),
        ("수십 개를", "네이버가 수십 개를 공개했다", True),
        ("수십 개를", "네이버가 수백 개를 공개했다", False),
        ("모델 12개를", "네이버가 모델 12개를 공개했다", True),
        ("모델 13개를", "네이버가 모델 12개를 공개했다", False),
    ],
)
def test_a_korean_source(line: str, source: str, fine: bool) -> None:
    assert (number(line, source) is None) is fine


CHANGES = [
    ("정확도가 26%p 오른다", "from 28% to 54%", None),
    ("정확도가 27%p 오른다", "from 28% to 54%", "27%p"),
    ("26%p 낮아진다", "from 54% to 28%", None),
    ("26% 오른다", "from 28% to 54%", "26%"),
    ("약 2배 오른다", "from 28% to 54%", None),
    ("2배 가까이 오른다", "from 28% to 54%", None),
    ("3배 오른다", "from 28% to 54%", "3배"),
    ("5배 오른다", "from 28% to 54%", "5배"),
    ("약 2% 오른다", "from 28% to 54%", "2%"),
    ("26%p 오른다", "from 28.1% to 54.4%", None),
    ("26%p에서 54%p로 오른다", "from 28% to 54%, by 54 points", None),
    ("약 2배 오른다", "from 28 to 54", "2배"),
    ("26%p 오른다", "from 28 tasks to 54 tasks", "26%p"),
    ("26%p 오른다", "28% and 54%", "26%p"),
    ("27%p에서 54%p로 오른다", "It has 54 points.", "27%p"),
    ("24.1%p 오른다", "from 11.3% to 35.4%", None),
    ("24.1%p 오른다", "from 11.3% to 35.5%", "24.1%p"),
    ("24.0%p 오른다", "from 11% to 35%", None),
    ("약 2배 오른다", "from 0% to 54%", "2배"),
]


@pytest.mark.parametrize(("line", "source", "found"), CHANGES)
def test_a_change_is_what_lies_between_its_ends(line: str, source: str, found: str | None) -> None:
    assert number(line, source) == found


STEPS = [
    ("2단계를", "in its second stage", None),
    ("1단계를", "only in its second stage", "1단계"),
    ("3단계를", "only in its second stage", "3단계"),
    ("1단계로 배우고 2단계로 다듬는다", "we first plan and then refine", None),
    ("1단계로 배우고 3단계로 다듬는다", "we first plan and then refine", "3단계"),
    ("1단계로 배운다", "we plan the whole", "1단계"),
    ("1단계로 배운다", "we plan, and then refine", "1단계"),
    ("2025년 AIME", "on AIME25", None),
    ("2025년 AIME", "on AIME'25", None),
    ("2025년 AIME", "on AIME-2025", None),
    ("2025년 AIME", "on AIME251", "2025년"),
    ("2025년 AIME", "on 25 sets", "2025년"),
    ("2025개", "on AIME25", "2025개"),
    ("1925년 AIME", "on AIME25", "1925년"),
    ("5달러", "$5 each", None),
    ("5개", "$5 each", "5개"),
    ("1.5시간", "one and a half hours", None),
    ("2.5시간", "two and a half hours", None),
    ("2.5배", "two and a half hours", "2.5배"),
    ("3시간 반", "3.5 hours", None),
    ("3시간 반", "3 hours", "3시간 반"),
    ("3개 반", "3 halves", None),
    ("2의 10제곱", "2^10 of them", None),
    ("2의 10제곱", "1,024 of them", None),
    ("2의 10제곱", "2^11 of them", "2의 10제곱"),
    ("1,024개", "2^10 of them", None),
    ("1,024개", "2^{10} of them", None),
    ("1,024개", "2^{11} of them", "1,024개"),
    ("10배", "faster by 1-2 orders of magnitude", None),
    ("100배", "faster by 1-2 orders of magnitude", None),
    ("1000배", "faster by 1-2 orders of magnitude", "1000배"),
    ("100배", "faster by two to three orders of magnitude", None),
    ("1000배", "faster by two to three orders of magnitude", None),
    ("10만배", "faster by 5 orders of magnitude", None),
]


@pytest.mark.parametrize(("line", "source", "found"), STEPS)
def test_steps_years_halves_and_powers(line: str, source: str, found: str | None) -> None:
    assert number(line, source) == found
