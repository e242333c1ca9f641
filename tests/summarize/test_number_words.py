"""Every word for a number, in both languages: it is held by its own number and by no neighbour of it."""

from __future__ import annotations

import pytest

from check_kit import number
from digest.summarize.check.english_numbers import source_quantities

TIMES = [
    (2, "twice twofold double doubles doubled doubling two-fold"),
    (3, "thrice threefold triple triples tripled tripling three-fold"),
    (4, "fourfold quadruple quadruples quadrupled quadrupling four-fold"),
    (10, "tenfold ten-fold"),
]


@pytest.mark.parametrize(("times", "word"), [(times, word) for times, words in TIMES for word in words.split()])
def test_an_english_word_for_times(times: int, word: str) -> None:
    source = f"The gain is {word} of that of the baseline."
    assert number(f"{times}배 늘린다", source) is None
    assert number(f"{times - 1}배 늘린다", source) == f"{times - 1}배"
    assert number(f"{times + 1}배 늘린다", source) == f"{times + 1}배"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("60개", "five dozen tasks"),
        ("500개", "5 hundred tasks"),
        ("5,000개", "5 thousand tasks"),
        ("5천 개", "5k tasks"),
        ("500만 개", "5 million tasks"),
        ("500만 개", "5M tasks"),
        ("50억 개", "5 billion tasks"),
        ("50억 개", "5B tasks"),
        ("5조 개", "5 trillion tasks"),
        ("5조 개", "5T tasks"),
        ("100개", "a hundred tasks"),
        ("천 개", "a thousand tasks"),
        ("5K개", "5,000 tasks"),
        ("5M개", "5,000,000 tasks"),
        ("5B개", "5,000,000,000 tasks"),
        ("5T개", "5,000,000,000,000 tasks"),
        ("5 hundred 과제", "500 tasks"),
        ("5 thousand 과제", "5,000 tasks"),
        ("5 million 과제", "5,000,000 tasks"),
        ("5 billion 과제", "5,000,000,000 tasks"),
        ("5백 개", "500 tasks"),
        ("2백30개", "230 tasks"),
        ("5십만 개", "500,000 tasks"),
        ("5백만 개", "5,000,000 tasks"),
        ("5천만 개", "50,000,000 tasks"),
        ("5십억 개", "5,000,000,000 tasks"),
        ("5천억 개", "500,000,000,000 tasks"),
        ("십만 개", "100,000 tasks"),
        ("백만 개", "1,000,000 tasks"),
        ("천만 개", "10,000,000 tasks"),
        ("백억 개", "10,000,000,000 tasks"),
        ("천조 개", "10^15 tasks"),
        ("10^4개", "10,000 tasks"),
        ("3만 개", "3 x 10^4 tasks"),
        ("3만 개", "3e4 tasks"),
        ("0.03", "3e-2"),
    ],
)
def test_a_scale(written: str, told: str) -> None:
    assert number(f"{written} 다룬다", told) is None


@pytest.mark.parametrize("written", ["61개", "59개", "65개", "5만 개", "5천 개", "500개", "50개", "500만 개"])
def test_another_scale_is_another_number(written: str) -> None:
    assert number(f"{written} 다룬다", "five dozen tasks") == written


ORDERS = [(10, "an order"), (10, "one order"), (100, "two orders"), (1000, "three orders"), (10**4, "four orders")]


@pytest.mark.parametrize(("times", "told"), [*ORDERS, (10, "order")])
def test_orders_of_magnitude(times: int, told: str) -> None:
    source = f"faster by {told} of magnitude"
    assert number(f"{times}배 빠르다", source) is None
    assert number(f"{times * 10}배 빠르다", source) == f"{times * 10}배"
    assert number(f"{times // 10 + 2}배 빠르다", source) == f"{times // 10 + 2}배"


@pytest.mark.parametrize(
    ("many", "told"),
    [
        (1, "1D tokens"),
        (2, "2-D tokens"),
        (3, "3D tokens"),
        (4, "4D tokens"),
        (2, "bi-modal tokens"),
        (3, "tri-modal tokens"),
        (4, "quad-modal tokens"),
        (5, "penta-modal tokens"),
        (2, "double-digit tokens"),
        (3, "triple-digit tokens"),
        (21, "twenty-one tokens"),
        (22, "twenty two tokens"),
        (39, "thirty-nine tokens"),
    ],
)
def test_a_number_inside_a_word(many: int, told: str) -> None:
    assert [float(one.value) for one in source_quantities(told)] == [many]
    assert number(f"{many}개로 나눈다", told) is None
    assert number(f"{many + 6}개로 나눈다", told) == f"{many + 6}개"


@pytest.mark.parametrize(
    ("bits", "told"),
    [(4, "INT4"), (8, "FP8"), (4, "MXFP4"), (16, "BF16"), (16, "bfloat16"), (16, "W4A16"), (4, "W4A16"), (4, "NF4")],
)
def test_bits_of_a_format(bits: int, told: str) -> None:
    assert number(f"{bits}비트로 줄인다", f"We store weights in {told}.") is None
    assert number(f"{bits + 1}비트로 줄인다", f"We store weights in {told}.") == f"{bits + 1}비트"
    assert number(f"{bits}배로 줄인다", f"We store weights in {told}.") == f"{bits}배"


@pytest.mark.parametrize(("phase", "many"), [("I", 1), ("II", 2), ("III", 3), ("IV", 4), ("V", 5)])
def test_a_roman_number(phase: str, many: int) -> None:
    source = f"A Phase {phase} trial."
    assert number(f"{many}단계 임상을 다룬다", source) is None
    assert number(f"{many + 1}단계 임상을 다룬다", source) == f"{many + 1}단계"
    assert number(f"{many + 7}단계 임상을 다룬다", source) == f"{many + 7}단계"


DEGREES = [(1, "linear linearly"), (2, "quadratic quadratically squared"), (3, "cubic cubically cubed"), (4, "quartic")]


@pytest.mark.parametrize(("degree", "word"), [(degree, word) for degree, words in DEGREES for word in words.split()])
def test_a_degree(degree: int, word: str) -> None:
    source = f"Its cost is {word}."
    assert number(f"{degree}차 비용을 다룬다", source) is None
    assert number(f"{degree + 1}차 비용을 다룬다", source) == f"{degree + 1}차"
    for unit in ("개", "배", "위", "%"):
        assert number(f"{degree}{unit}를 다룬다", source) == f"{degree}{unit}"


MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@pytest.mark.parametrize(("month", "name"), list(enumerate(MONTHS, 1)))
def test_a_month(month: int, name: str) -> None:
    source = f"It was released in {name}."
    assert number(f"{month}월에 공개한다", source) is None
    assert number(f"{month + 1}월에 공개한다", source) == f"{month + 1}"
    assert number(f"{month}개를 공개한다", source) == f"{month}개", "a month counts nothing"


ONES = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
TENS = {"열": 10, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90}
NATIVE = {f"{word} 가지": many for word, many in ONES.items() if many > 1}
NATIVE |= {f"{word} 가지": many for word, many in TENS.items()} | {"스무 가지": 20}
NATIVE |= {f"열{word} 가지": 10 + many for word, many in ONES.items()}
NATIVE |= {"아흔아홉 가지": 99, "둘을": 2, "셋을": 3, "넷을": 4}


@pytest.mark.parametrize(("written", "many"), list(NATIVE.items()))
def test_a_native_number(written: str, many: int) -> None:
    line = f"{written} 다룬다"
    assert number(line, f"We study {many} tasks.") is None
    if many > 2:  # a pair needs no number in its source
        assert number(line, f"We study {many + 1} tasks.") is not None
        assert number(line, f"We study {many - 1} tasks.") is not None


VAGUE = {
    "한두": (1, 2),
    "두어": (2, 3),
    "두세": (2, 3),
    "서너": (3, 4),
    "네댓": (4, 5),
    "네다섯": (4, 5),
    "대여섯": (5, 6),
    "예닐곱": (6, 7),
    "일고여덟": (7, 8),
    "여남은": (10, 13),
}
POWERS = ["십", "백", "천", "만", "십만", "백만", "천만", "억", "십억", "백억", "천억", "조"]
VAGUE |= {some + ten: (10**power, 10 ** (power + 1) - 1) for some in "수몇" for power, ten in enumerate(POWERS, 1)}


@pytest.mark.parametrize(("word", "least", "most"), [(word, *ends) for word, ends in VAGUE.items()])
def test_a_rough_number_reaches_from_its_least_to_its_most(word: str, least: int, most: int) -> None:
    line = f"{word} 개를 다룬다"
    assert number(line, f"We study {least:,} tasks.") is None
    assert number(line, f"We study {most:,} tasks.") is None
    assert number(line, f"We study {least - 1:,} tasks.") == word
    assert number(line, f"We study {most + 1:,} tasks.") == word


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("수십", "tens of tasks"),
        ("수십", "dozens of tasks"),
        ("수백", "hundreds of tasks"),
        ("수천", "thousands of tasks"),
        ("수만", "tens of thousands of tasks"),
        ("수십만", "hundreds of thousands of tasks"),
        ("수백만", "millions of tasks"),
        ("수천만", "tens of millions of tasks"),
        ("수억", "hundreds of millions of tasks"),
        ("수십억", "billions of tasks"),
        ("수백억", "tens of billions of tasks"),
        ("수천억", "hundreds of billions of tasks"),
        ("수조", "trillions of tasks"),
        ("서너", "several tasks"),
        ("두어", "a couple of tasks"),
    ],
)
def test_a_rough_number_of_both_languages(word: str, told: str) -> None:
    assert number(f"{word} 개를 다룬다", told) is None
    assert number(f"{word} 개를 다룬다", "many tasks") == word
    if word not in ("서너", "두어"):
        assert number(f"{word} 개를 다룬다", "several tasks") == word
        assert number(f"{word} 개를 다룬다", told) is None


FRACTIONS = [
    ("2분의 1", "50%", "half"),
    ("3분의 1", "", "one third"),
    ("3분의 2", "", "two thirds"),
    ("4분의 1", "25%", "a quarter"),
    ("4분의 3", "75%", "three fourths"),
    ("5분의 1", "20%", "one-fifth"),
    ("10분의 1", "10%", "a tenth"),
]


@pytest.mark.parametrize(("written", "percent", "told"), FRACTIONS)
def test_a_fraction_in_words_and_in_percent(written: str, percent: str, told: str) -> None:
    source = f"It needs {told} of the data."
    assert number(f"데이터의 {written}로 배운다", source) is None
    for other, share, _ in FRACTIONS:
        if other != written:
            assert number(f"데이터의 {other}로 배운다", source) is not None
        if share:
            assert (number(f"데이터의 {share}로 배운다", source) is None) is (share == percent)
