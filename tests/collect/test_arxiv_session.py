"""One request at a time, three seconds apart, in the whole process."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from digest.clock import Deadline
from digest.collect.arxiv.session import Pacer, PoliteSession, wrong_with
from digest.net.client import HttpFailure
from digest.store import Store
from source_kit import Sleeps, context_for


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_requests_of_many_threads_are_three_seconds_apart() -> None:
    time = Time()
    pacer = Pacer(monotonic=time)
    starts, together, most = [], 0, 0
    lock = threading.Lock()

    def ask(_: int) -> None:
        nonlocal together, most
        with pacer.turn(Deadline(600), time.sleep):
            with lock:
                together += 1
                most = max(most, together)
            starts.append(time.now)
            time.sleep(0.4)
            with lock:
                together -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(12)))
    assert most == 1
    assert all(after - before >= 3.4 - 1e-9 for before, after in itertools.pairwise(starts))


def test_the_turn_is_given_back_after_a_failure() -> None:
    pacer = Pacer(gap_s=0)
    with pytest.raises(RuntimeError), pacer.turn(Deadline(1), Sleeps()):
        raise RuntimeError
    with pacer.turn(Deadline(1), Sleeps()):
        pass


def test_a_turn_after_the_deadline_is_no_turn() -> None:
    pacer = Pacer(gap_s=3)
    late = pytest.raises(HttpFailure, match="제한 시간")
    with pacer.turn(Deadline(60), Sleeps()), late, pacer.turn(Deadline(0.01), Sleeps()):
        raise AssertionError
    with pytest.raises(HttpFailure, match="제한 시간"), pacer.turn(Deadline(1), Sleeps()):
        raise AssertionError


def test_retries_keep_the_pace_too(store: Store) -> None:
    time, arrivals = Time(), []

    def handler(request: httpx.Request) -> httpx.Response:
        arrivals.append(time.now)
        return httpx.Response(503, headers={"Retry-After": "0"})

    context = context_for(store, handler, sleep=time.sleep)
    session = PoliteSession(context, 5, 3, Pacer(monotonic=time))
    with pytest.raises(HttpFailure, match="3회 재시도"):
        session.get("https://export.arxiv.org/api/query")
    assert [round(b - a, 6) for a, b in itertools.pairwise(arrivals)] == [3.0, 3.0, 3.0]
    assert session.requests == 4


def _declared(encoding: str) -> bytes:
    page = "<feed><opensearch:totalResults>0</opensearch:totalResults></feed>"
    return f"<?xml version='1.0' encoding='{encoding}'?>{page}".encode()


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"", "빈 응답"),
        (b" \n ", "빈 응답"),
        (b"<html><body>x</body></html>", "HTML 응답"),
        (b"Rate exceeded.", "Atom이 아닌 응답"),
        (b"<?xml version='1.0'?><rss/>", "Atom이 아닌 응답"),
        (b"<feed><opensearch:totalResults>0</opensearch:totalResults>", "잘린 응답"),
        (b"<feed><opensearch:totalResults>0</opensearch:totalResults></feed>", None),
        ("<feed><opensearch:totalResults>0</opensearch:totalResults>가</feed>".encode("euc-kr"), "깨진 XML 응답"),
        (_declared("UTF-82024"), "깨진 XML 응답"),
        (_declared("euc-kr"), "깨진 XML 응답"),
        (_declared("utf-8"), None),
    ],
)
def test_what_is_no_page(body: bytes, wrong: str | None) -> None:
    assert wrong_with(body) == wrong
