"""Compressed bodies: whatever is inside, no more is made of it than is read."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from functools import partial
from itertools import islice

import pytest

from digest.clock import Deadline
from digest.net.client import HttpClient, HttpFailure
from digest.net.decoding import PIECE, BadCoding, decoded
from faulty_server import reply, serving

squeezed = partial(gzip.compress, mtime=0)
"""Without the time, so that every worker of a test run collects the same names."""
TEXT = ("가나다 " * 50_000).encode()


def raw_deflate(data: bytes) -> bytes:
    squeezing = zlib.compressobj(wbits=-15)
    return squeezing.compress(data) + squeezing.flush()


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (TEXT, "UTF-8"),
        (squeezed(TEXT), "gzip"),
        (squeezed(TEXT), "x-gzip"),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
        (squeezed(squeezed(TEXT)), "gzip, gzip"),
        (squeezed(TEXT[:99]) + squeezed(TEXT[99:]), "gzip"),
        (squeezed(TEXT) + b"\0\0\0", "gzip"),
    ],
)
@pytest.mark.parametrize("size", [1_000, 10_000_000])
def test_what_was_squeezed_comes_back(body: bytes, coding: str, size: int) -> None:
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    pieces = list(decoded(chunks, coding))
    assert b"".join(pieces) == TEXT
    assert not coding or coding in ("identity", "UTF-8") or max(map(len, pieces)) <= PIECE


@pytest.mark.parametrize(
    ("body", "coding"), [(TEXT, "gzip"), (squeezed(TEXT), "gzip, gzip, gzip"), (b"\xff\xff\xff", "deflate")]
)
def test_what_is_not_what_it_says(body: bytes, coding: str) -> None:
    with pytest.raises(BadCoding):
        list(decoded([body], coding))


def bomb() -> bytes:
    """14 kB that would be 14 GB."""
    squeezing = zlib.compressobj(9, wbits=31)
    inner = b"".join(squeezing.compress(bytes(1_000_000)) for _ in range(1_000)) + squeezing.flush()
    return squeezed(inner, 9)


@pytest.mark.slow
def test_a_bomb_grows_no_further_than_it_is_read() -> None:
    body = bomb()
    assert len(body) < 20_000
    tracemalloc.start()
    assert sum(map(len, islice(decoded([body], "gzip, gzip"), 50))) <= 50 * PIECE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.slow
def test_a_bomb_is_an_answer_that_is_too_big() -> None:
    with serving(reply(bomb(), **{"Content-Encoding": "gzip, gzip"})) as server:
        http = HttpClient("digest-test/1", Deadline(30), sleep=lambda _s: None)
        with pytest.raises(HttpFailure, match="너무 큼"):
            http.get(server.base, max_bytes=3_000_000)
        http.close()
    assert "accept-encoding: gzip, deflate\r\n" in server.heads[0].lower()


def test_new_validators_of_a_304_are_kept() -> None:
    saved: dict[str, tuple[str, str, bytes]] = {}

    class Cache:
        def load(self, url: str) -> tuple[str, str, bytes] | None:
            return saved.get(url)

        def save(self, url: str, etag: str, last_modified: str, body: bytes) -> None:
            saved[url] = (etag, last_modified, body)

    script = [reply(b"body", ETag='"1"'), reply(status=304, ETag='"2"'), reply(status=304), reply(b"new", ETag='"3"')]
    with serving(script[-1], *script[:-1]) as server:
        http = HttpClient("digest-test/1", Deadline(30), sleep=lambda _s: None, cache=Cache())
        bodies = [http.get(server.base, conditional=True).content for _ in range(4)]
        http.close()
    assert bodies == [b"body", b"body", b"body", b"new"]
    asked = [head.lower().partition("if-none-match: ")[2].partition("\r")[0] for head in server.heads]
    assert asked == ["", '"1"', '"2"', '"2"']
