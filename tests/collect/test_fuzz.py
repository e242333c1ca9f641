"""Random bytes and hostile structure for every parser of what comes from outside: a value or one clause, and soon.

The gate tries some hundreds, `make soak` ten thousand of each, with the CPU time and the memory of every one watched.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from digest.collect import deadlines, huggingface, papers_with_code, semantic_scholar
from digest.collect.arxiv import rss as arxiv_rss
from digest.collect.arxiv import source as arxiv
from digest.collect.feed import source as feed
from digest.collect.inbox import kakao_export, oembed, page_title
from digest.collect.x import posts as x_posts
from digest.net.answer import json_of
from hostile_bytes import survive
from makers import NOW
from source_kit import golden_inputs, window_of

WINDOW = window_of("2024-08-22")
ANNOUNCED = window_of("2024-08-20").announcements[0]
SOURCE = feed.FeedSource(name="예제", url="https://news.example.kr/rss")
SAY_VALUE_ERROR = ("huggingface", "x", "kakao export", "a post's embed")
SEVERAL = 200
"""Inputs of each parser that the gate tries."""

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
    "a post's embed": ("x", lambda body: oembed.parse_embed(json_of(body))),
    "references": ("x", lambda body: semantic_scholar.parse(body, ["arxiv:2408.08152"])),
}


def hold(name: str, rounds: int, seed: int) -> None:
    kind, parse = PARSERS[name]
    seeds = [path.read_bytes() for path in golden_inputs(kind)]
    says = (ValueError,) if name in SAY_VALUE_ERROR else ()
    survive(parse, seeds, rounds, seed, says=says)


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_several_hundred_hostile_inputs(name: str) -> None:
    hold(name, SEVERAL, 7)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", PARSERS)
def test_ten_thousand_hostile_inputs(name: str) -> None:
    hold(name, 10_000, random.randrange(2**32))
