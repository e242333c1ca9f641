"""A true line stays true in another spelling of its numbers and names."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from digest.summarize.check.check import check_facts
from planted import true_lines

pytestmark = pytest.mark.shared

LISTS = ("true_lines", "tuned_lines", "fresh_lines", "later_lines", "own_lines", "latest_lines")
NATIVE = {
    2: "두", 3: "세", 4: "네", 5: "다섯", 6: "여섯", 7: "일곱", 8: "여덟", 9: "아홉", 10: "열", 11: "열한", 12: "열두",
    17: "열일곱", 20: "스무", 24: "스물네", 30: "서른",
}  # fmt: skip
DIGITS = {word: str(value) for value, word in NATIVE.items()}
COUNTERS = "개|가지|명|종|단계|배|곳|편|시간"
FAMILIES = {
    "Llama": "라마", "LLaMA": "라마", "Gemma": "젬마", "Qwen": "큐원", "Mistral": "미스트랄", "Gemini": "제미나이",
    "Claude": "클로드", "DeepSeek": "딥시크", "Phi": "파이", "Mixtral": "믹스트랄", "GitHub": "깃허브",
    "ChatGPT": "챗GPT",
}  # fmt: skip


def in_myriads(value: int) -> str:
    """`12만 3,456` for 123456."""
    parts = []
    for scale, word in ((10**12, "조"), (10**8, "억"), (10**4, "만")):
        if value >= scale:
            parts.append(f"{value // scale}{word}")
            value %= scale
    return " ".join([*parts, *([f"{value:,}"] if value else [])])


def _scaled(match: re.Match[str]) -> str:
    value = Decimal(match[1]) * {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}[match[2]]
    return in_myriads(int(value)) + " " if value == int(value) and value >= 10**4 else match[0]


def _counted(match: re.Match[str]) -> str:
    word = NATIVE.get(int(match[1]))
    return f"{word} {match[2]}" if word else match[0]


SPELLINGS: dict[str, Callable[[str], str]] = {
    "퍼센트": lambda line: re.sub(r"%(?![p포])", " 퍼센트", line),
    "퍼센트포인트": lambda line: line.replace("%p", "퍼센트포인트"),
    "no commas": lambda line: re.sub(r"(?<=\d),(?=\d{3})", "", line),
    "myriads": lambda line: re.sub(
        r"(?<![\d.,A-Za-z-])\d{2,3}(?:,\d{3})+(?![\d.만억])", lambda m: in_myriads(int(m[0].replace(",", ""))), line
    ),
    "no K, M, B": lambda line: re.sub(
        r"(?<![A-Za-z가-힣-][ -])(?<![\w.,-])(\d+(?:\.\d+)?)([KMBT])(?![\w-])", _scaled, line
    ),
    "native": lambda line: re.sub(rf"(?<![\d.,A-Za-z-])(\d{{1,2}}) ?({COUNTERS})", _counted, line),
    "digits": lambda line: re.sub(
        rf"(?<![가-힣])({'|'.join(DIGITS)}) ({COUNTERS})", lambda m: DIGITS[m[1]] + m[2], line
    ),
    "x": lambda line: re.sub(r"(?<=\d)배", "x", line),
    "hyphens": lambda line: re.sub(r"(?<=\d)~(?=\d)", "-", line),
    "dashes": lambda line: re.sub(r"(?<=\d)~(?=\d)", "–", line),
    "from … to": lambda line: re.sub(r"(?<=\d)~(?=\d)", "에서 ", line),
    "names apart": lambda line: re.sub(r"\b([A-Z][A-Za-z]+)-(\d+(?:\.\d+)?)(?![\w.-])", r"\1 \2", line),
    "names together": lambda line: re.sub(r"\b([A-Z][A-Za-z]+)-(\d+(?:\.\d+)?)(?![\w.-])", r"\1\2", line),
    "families": lambda line: re.sub(rf"(?<![\w-])(?:{'|'.join(FAMILIES)})(?![A-Za-z])", lambda m: FAMILIES[m[0]], line),
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_is_as_true(spelling: str, shared: object) -> None:
    tried, refused = 0, []
    for line in (line for name in LISTS for line in true_lines(name)):
        text = SPELLINGS[spelling](line.text)
        if text != line.text and check_facts(line.text, line.item) is None:
            tried += 1
            refused += [text] if check_facts(text, line.item) else []
    assert tried >= 3
    assert len(refused) / tried <= 0.03, refused
