"""Damaged answers: every parser gives values or one SkippableError, whatever the bytes."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.collect import deadlines
from digest.collect.arxiv import rss as arxiv_rss
from digest.collect.arxiv import source as arxiv
from digest.collect.feed import source as feed
from digest.errors import SkippableError
from makers import NOW
from source_kit import golden_inputs, window_of

WINDOW = window_of("2024-08-22")
SOURCE = feed.FeedSource(name="예제", url="https://news.example.kr/rss")
TOKENS = [
    *(b"<", b">", b"&", b"&amp;", b"&#0;", b"&#xD800;", b"&#55357;&#56832;", b"\x00", b"\xff", b'"', b"'", b"<!--"),
    *(
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE a [",
        b"<entry>",
        b"</entry>",
        b"<item>",
        b"</item>",
        b"2024",
        b"9" * 20,
    ),
    *(
        b"-",
        b":",
        b"http://[",
        b"https://[::1",
        b"javascript:",
        b"\xed\xa0\x80",
        b"{",
        b"[",
        b"*a",
        b"&a ",
        b"!!binary ",
    ),
    *(b'<a href="http://[x">', b'&lt;a href="http://[x"&gt;z&lt;/a&gt;', "가".encode("euc-kr")),
]


def parsers() -> list[tuple[Path, Callable[[bytes], object]]]:
    announced = window_of("2024-08-20").announcements[0]
    jobs: list[tuple[Path, Callable[[bytes], object]]] = []
    for path in golden_inputs("arxiv"):
        xml = path.suffix == ".xml"
        jobs.append((path, lambda b, xml=xml: arxiv.parse(b, NOW) if xml else arxiv_rss.parse(b, announced, NOW)))
    jobs += [(path, lambda b: feed.parse(b, SOURCE, WINDOW)) for path in golden_inputs("feed")]
    jobs += [(path, deadlines.parse) for path in golden_inputs("deadlines")]
    return jobs


def damaged(body: bytes, chance: random.Random) -> bytes:
    """A few insertions, deletions, cuts and repetitions."""
    bent = bytearray(body)
    for _ in range(chance.randint(1, 4)):
        kind, at = chance.random(), chance.randrange(len(bent) + 1)
        if kind < 0.4:
            bent[at:at] = chance.choice(TOKENS)
        elif kind < 0.6:
            del bent[at : at + chance.randint(1, 30)]
        elif kind < 0.7:
            del bent[at:]
        elif kind < 0.9:
            bent[at : at + chance.randint(1, 8)] = chance.choice(TOKENS)
        else:
            start = chance.randrange(len(bent) + 1)
            bent[at:at] = bent[start : start + chance.randint(1, 300)]
    return bytes(bent)


def survive(rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    jobs = parsers()
    read = 0
    for _ in range(rounds):
        path, parse = chance.choice(jobs)
        body = damaged(path.read_bytes(), chance)
        try:
            parse(body)
            read += 1
        except SkippableError as error:
            assert error.message  # noqa: PT017 – most rounds raise nothing
        except Exception as error:
            raise AssertionError(f"{path.name} damaged to {body!r}") from error
    assert rounds / 10 < read < rounds


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_damaged_bytes(seed: int) -> None:
    survive(150, seed)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_many_damaged_bytes() -> None:
    survive(20_000, random.randrange(2**32))


def test_halves_of_an_emoji_are_made_whole() -> None:
    body = (
        '<rss version="2.0"><channel><item><title>a &#55357;&#56832; &#xD83D;&#xDE00; &#xD800; 훘&#55000;</title>'
        "<link>https://e.kr/1</link><pubDate>Wed, 21 Aug 2024 22:10:00 +0900</pubDate></item></channel></rss>"
    )
    (found,) = feed.parse(body.encode(), SOURCE, WINDOW).sightings
    assert found.title == "a 😀 😀 \ufffd 훘훘"
