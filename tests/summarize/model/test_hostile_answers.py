"""Answers made to hurt the reader: no traceback, no long wait, no flood of memory, no line that nobody asked for."""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Iterator

import pytest

from digest.summarize.model.answer import read_lines
from digest.summarize.model.completion import error_text, read_completion

IDS = ("p1", "p2", "p12")
LONGEST_S = 2.0
MOST_MB = 200
PIECES = (
    *'{}[]":,\\\n\t “”‘’`<>-=', '{"', '"}', '"id"', '"line"', "id", "line", ": ", "p1", "p2", "p12", "P1v2", "arXiv:p1",
    '{"id": "p1", "line": "가를 한다."}', '{"lines": [', "]}", "p1: ", "p2 = ", "가를 한다.", "<think>", "</think>",
    "```json\n", "```", "\\u", "\\ud800", "\\x", "\\\\", '\\"', "null", "NaN", "1e999", "-0", "true",
    "data: ", "data: [DONE]\n\n", ": ping\n\n", "\x00", "\ufeff", "\u202e", "\ud800", "😀", "İ", "９" * 30, "1" * 5000,
    "{'id': 'p1', 'line': '",
    "“id”: “p1”, “line”: “", "</thinking>",
)  # fmt: skip
"""What answers are made of, whole, torn and wrong."""
LARGE = (
    "{" * 200_000, "[" * 200_000, '{"a":' * 60_000, '{"a":[' * 50_000, '{"' * 100_000, "<think>" * 30_000,
    "</think>" * 30_000, "```" * 60_000, " " * 200_000 + "x", "\n" * 200_000, "p1" + " " * 200_000, "-" * 200_000,
    '"' * 200_000, "\\" * 200_000, '{"id": "p1", "line": "' + "가" * 200_000, '{"p1": "가"} ' * 20_000,
    "{" + "\n" * 3_990 + "}" * 2, ("{" + "\n" * 3_990 + "}") * 50, "{" + ", a:" * 40_000, "p1: x\n" * 40_000,
    '{"x": {"id": "p1"}} ' * 10_000, "a:" * 100_000, '{"a": "{' * 20_000, '{"k":' + "9" * 190_000,
    json.dumps(json.dumps(json.dumps({"p1": '"' * 20_000}))), json.dumps({str(n): "{" * 20 for n in range(8_000)}),
    json.dumps([{"id": f"p{n}", "line": "x"} for n in range(6_000)]), "[" * 900 + "]" * 900,
    '{"a":' * 900 + "1" + "}" * 900,
)  # fmt: skip
"""What takes long where a reader looks twice, or deep."""


def answers(count: int, seed: int) -> Iterator[str]:
    draw = random.Random(seed)
    for number in range(count):
        if number % 20 == 0:
            large = draw.choice(LARGE)
            yield large[: draw.randrange(1, len(large) + 1)] + "".join(draw.choices(PIECES, k=draw.randrange(20)))
        else:
            yield "".join(draw.choices(PIECES, k=draw.randrange(1, 200)))


def look(text: str) -> None:
    started = time.process_time()
    for ids in (IDS, IDS[:1]):
        for aside in (False, True):
            lines = read_lines(text, ids, aside=aside).lines
            assert set(lines) <= set(ids)
            assert all(line.encode() == line.rstrip(" ,;").encode() for line in lines.values())
    read_completion(text)
    read_completion(json.dumps({"choices": [{"message": {"content": text, "reasoning": text}}], "error": text}))
    error_text(text)
    assert time.process_time() - started < LONGEST_S, text[:80]


def peak_mb() -> float:
    """The most memory that this process ever held (ru_maxrss is kilobytes on Linux, bytes on macOS)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(LARGE)))
def test_large_answers_are_read_quickly(number: int) -> None:
    look(LARGE[number])


@pytest.mark.slow
def test_hostile_answers() -> None:
    before = peak_mb()
    for text in answers(300, 1):
        look(text)
    assert peak_mb() - before < MOST_MB


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_many_hostile_answers() -> None:
    before = peak_mb()
    for text in answers(10_000, 2):
        look(text)
    assert peak_mb() - before < MOST_MB
