"""How arXiv is asked: a pace for the whole process, patience that ends with the run, no page taken amiss."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.parsers import expat

from digest.clock import Deadline
from digest.collect.base import Context
from digest.collect.feed.format import Feed, read_feed
from digest.errors import RetriableError
from digest.lazy import pattern_of
from digest.net.answer import HttpFailure, Reply
from digest.net.tries import tried

BUSY = frozenset({406, 429, 503})
"""How arXiv says "slower"; usually without Retry-After, and a quick second try makes it worse."""
BUSY_WAITS_S = (30.0, 60.0, 120.0)
FAULT_WAITS_S = (5.0, 15.0, 45.0)
LONGEST_WAIT_S = 150.0
MAX_BYTES = 24_000_000
TOTAL = pattern_of(rb"<opensearch:totalResults[^<>]*>\s*([0-9]+)\s*<")


class Pacer:
    """One request at a time, and `gap_s` of quiet between two, whatever the number of threads."""

    def __init__(self, gap_s: float = 3.0, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._gap_s = gap_s
        self._monotonic = monotonic
        self._turn = threading.Lock()
        self._quiet_since = float("-inf")

    @contextmanager
    def turn(self, deadline: Deadline, sleep: Callable[[float], None]) -> Iterator[None]:
        """Wait for one's turn. Raises HttpFailure when it would come after the deadline."""
        if not self._turn.acquire(timeout=deadline.remaining()):
            raise HttpFailure("실행 제한 시간을 넘김")
        try:
            wait = self._quiet_since + self._gap_s - self._monotonic()
            if wait > 0:
                if not deadline.allows(wait):
                    raise HttpFailure("실행 제한 시간을 넘김")
                sleep(wait)
            try:
                yield
            finally:
                self._quiet_since = self._monotonic()
        finally:
            self._turn.release()


PACER = Pacer()
"""arXiv counts API and feeds together, over all sources of this process."""


@dataclass
class PoliteSession:
    """Fetches pages of the query API and the feeds, in turn with everybody else in this process."""

    context: Context
    timeout_s: float
    retries: int
    pacer: Pacer = field(default_factory=lambda: PACER)
    requests: int = 0
    total: int | None = None
    """`totalResults` of the last page."""

    def page(self, url: str) -> Feed:
        """One page of the query API. Raises HttpFailure after the last try."""
        found = read_feed(self.fetch(url, _not_a_page).content, plain=True)
        self.total = found.total
        return found

    def fetch(self, url: str, check: Callable[[Reply], str | None], *, patient: bool = True) -> Reply:
        """One answer in its turn, tried again with growing waits; never beyond the run's deadline.

        patient: whether a busy server is waited for.
        """
        deadline, http = self.context.deadline, self.context.http

        def once() -> Reply:
            with self.pacer.turn(deadline, http.sleep):
                self.requests += 1
                timeout_s = min(self.timeout_s, max(0.05, deadline.remaining()))
                return http.get(url, timeout_s=timeout_s, max_bytes=MAX_BYTES, retries=0, check=check)

        def wait_after(failure: HttpFailure, tries: int) -> float | None:
            return _wait(failure, tries, patient)

        def given_up(failure: HttpFailure, tries: int, _patient: bool) -> HttpFailure:
            return HttpFailure(failure.message, status=failure.status, body=failure.body, attempts=tries)

        return tried(
            once,
            wait_after,
            given_up,
            failures=HttpFailure,
            retries=self.retries,
            deadline=deadline,
            sleep=http.sleep,
        )


def _wait(failure: HttpFailure, tries: int, patient: bool) -> float | None:
    """Seconds before the next try; None when it would be useless."""
    fault, busy = failure.__cause__, failure.status in BUSY
    if (busy and not patient) or not (busy or isinstance(fault, RetriableError)):
        return None
    waits = BUSY_WAITS_S if busy else FAULT_WAITS_S
    wait = waits[min(tries, len(waits)) - 1]
    if isinstance(fault, RetriableError) and fault.retry_after is not None:
        wait = fault.retry_after
    return wait if wait <= LONGEST_WAIT_S else None


def total_results(body: bytes) -> int | None:
    """The `opensearch:totalResults` of a page, None when it has none."""
    found = TOTAL.search(body)
    return int(found[1]) if found else None


def wrong_with(body: bytes) -> str | None:
    """Why a body is no page of the query API, in Korean, or None when it is one."""
    start = body[:2000].lstrip().lower()
    if not start:
        return "빈 응답"
    if start.startswith(b"<!doctype html") or b"<html" in start:
        return "HTML 응답"
    total = total_results(body)
    if b"<feed" not in start or total is None:
        return "잘린 응답" if b"<feed" in start and b"</feed>" not in body else "Atom이 아닌 응답"
    try:
        expat.ParserCreate().Parse(body, True)  # the package reads broken XML as far as it goes and says nothing
    except expat.ExpatError:
        return "깨진 XML 응답" if b"</feed>" in body else "잘린 응답"
    if total > 0 and b"<entry" not in body:
        return f"{total}편이 있다면서 항목이 없는 응답"
    return None


def _not_a_page(reply: Reply) -> str | None:
    if b"/api/errors#" in reply.content[:4000]:
        raise HttpFailure("질의를 거절함", status=reply.status, body=reply.content[:4096])
    return wrong_with(reply.content)
