"""Random bytes and hostile structure for every parser of what comes from outside: a value or one clause, and soon.

The gate tries a few, `make soak` ten thousand of each, with the CPU time and the memory of every one watched.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable

import pytest

from digest.collect import deadlines, huggingface, papers_with_code
from digest.collect.arxiv import rss as arxiv_rss
from digest.collect.arxiv import source as arxiv
from digest.collect.feed import source as feed
from digest.collect.inbox import kakao_export, page_title
from digest.collect.x import posts as x_posts
from digest.errors import SkippableError
from makers import NOW
from source_kit import golden_inputs, window_of

WINDOW = window_of("2024-08-22")
ANNOUNCED = window_of("2024-08-20").announcements[0]
SOURCE = feed.FeedSource(name="예제", url="https://news.example.kr/rss")
SAY_VALUE_ERROR = ("huggingface", "x", "kakao export")
LONGEST_S = 2.0
MOST_BYTES = 200_000_000

PARSERS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "feed": ("feed", lambda body: feed.parse(body, SOURCE, WINDOW)),
    "huggingface": ("huggingface", lambda body: huggingface.parse(body, NOW.date(), NOW)),
    "arxiv": ("arxiv", lambda body: arxiv.parse(body, NOW)),
    "arxiv feed": ("arxiv", lambda body: arxiv_rss.parse(body, ANNOUNCED, NOW)),
    "x": ("x", x_posts.parse),
    "kakao export": ("kakao_export", kakao_export.parse),
    "papers with code": ("papers_with_code", lambda body: papers_with_code.parse(body, NOW)),
    "one paper with code": ("papers_with_code", papers_with_code.read_paper),
    "deadlines": ("deadlines", deadlines.parse),
    "page title": ("inbox", page_title.parse),
}
PIECES = [
    *(
        b"<",
        b">",
        b"</",
        b"/>",
        b"&",
        b"&#x",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE a [",
    ),
    *(
        b"<?xml ",
        b"?>",
        b'"',
        b"'",
        b"=",
        b'a="',
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b"- ",
        b"*a",
    ),
    *(
        b"&a ",
        b"!!",
        b"\\u",
        b"\n",
        b"\r\n",
        b"<item>",
        b"<entry>",
        b"<title>",
        b"<a href=",
        b"<script>",
    ),
    *(
        b"<meta ",
        b"2024-08-21",
        b"9" * 30,
        b"http://[",
        b"\x00",
        b"\xff",
        b"\xed\xa0\x80",
        "가".encode(),
    ),
    *(
        "가".encode("cp949"),
        "햏".encode("utf-16"),
        b"\x1b[2J",
        b"\x1f\x8b",
        "2024년 8월 22일 ".encode(),
    ),
    *(
        "오전 9:00, 이름 : ".encode(),
        b"[a] [9:00] ",
        b"PK\x03\x04",
        b"1e999",
        b"null",
    ),
]


def hostile(chance: random.Random, seeds: list[bytes]) -> bytes:
    """Noise, a piece many times, pieces nested or mixed, or a real document with any of these inside."""
    kind, size = chance.random(), chance.choice((3, 30, 300, 3000))
    if kind < 0.15:
        return chance.randbytes(size * 4)
    made = b"".join(chance.choices(PIECES, k=chance.randint(1, 4))) * size
    if kind < 0.3:
        made = b"".join(chance.choices(PIECES, k=size))
    if kind < 0.5 or not seeds:
        return made
    seed = chance.choice(seeds)
    at = chance.randrange(len(seed) + 1)
    if kind < 0.6:
        return seed[:at] + chance.randbytes(20) + seed[at + chance.randint(0, 40) :]
    return seed[:at] + made + seed[at:]


def survive(name: str, rounds: int, seed: int, *, watched: bool) -> None:
    kind, parse = PARSERS[name]
    chance = random.Random(seed)
    seeds = [path.read_bytes() for path in golden_inputs(kind)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(rounds):
        body = hostile(chance, seeds)
        began = time.process_time()
        try:
            parse(body)
        except SkippableError as error:
            assert error.message  # noqa: PT017 – most rounds raise nothing
        except ValueError as error:  # "this is no such answer", where a parser says so
            assert name in SAY_VALUE_ERROR, f"{name}: {body[:3000]!r} → {error!r}"  # noqa: PT017
        except Exception as error:
            raise AssertionError(f"{name}: {body[:3000]!r}") from error
        if watched:
            assert time.process_time() - began < LONGEST_S, f"{name}: {len(body)} bytes, {body[:300]!r}"
    if watched:
        assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MOST_BYTES


@pytest.mark.parametrize("name", PARSERS)
def test_a_few_hostile_inputs(name: str) -> None:
    survive(name, 40, 7, watched=False)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", PARSERS)
def test_ten_thousand_hostile_inputs(name: str) -> None:
    survive(name, 10_000, random.randrange(2**32), watched=True)
