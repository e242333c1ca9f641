"""How arXiv is asked: a pace for the whole process, patience that ends with the run, no page taken amiss.

The `arxiv` package pages and parses; the session it brings has no time-out, size cap or back-off, so its client is
given this one, which goes the project's own way out and refuses answers that the package would read as "no papers".
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.parsers import expat

from digest.clock import Deadline
from digest.collect.base import Context
from digest.errors import RetriableError, SkippableError
from digest.lazy import pattern_of
from digest.net.answer import HttpFailure, Reply
from digest.net.tries import tried

BUSY = frozenset({406, 429, 503})
"""How arXiv says "slower"; usually without Retry-After, and a quick second try makes it worse."""
BUSY_WAITS_S = (30.0, 60.0, 120.0)
FAULT_WAITS_S = (5.0, 15.0, 45.0)
LONGEST_WAIT_S = 150.0
MAX_BYTES = 24_000_000
UNREADABLE = "1900-01-01T00:00:00Z"
"""Stands for a date that cannot be read: the package would refuse the whole page for one."""
DATE = pattern_of(rb"(<(?:published|updated)>)([^<]*)(?=</)")
"""`<published>2024-08-19T20:00:01Z</`."""
# `<opensearch:totalResults>51</opensearch:totalResults>`
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


@dataclass(frozen=True)
class Page:
    """The two things `arxiv.Client` reads of an answer."""

    content: bytes
    status_code: int = 200


class OnePage:
    """A session that holds one page, for parsing without a network."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def get(self, url: str, **_: object) -> Page:
        """The page, once. Raises SkippableError when the package asks for entries it could not read."""
        body, self._body = self._body, b""
        if not body:
            raise SkippableError("읽을 수 없는 항목이 있는 응답")
        return Page(mended(body))


@dataclass
class PoliteSession:
    """Stands in for the `requests.Session` of `arxiv.Client`; also fetches the feeds, in turn with everybody else."""

    context: Context
    timeout_s: float
    retries: int
    pacer: Pacer = field(default_factory=lambda: PACER)
    requests: int = 0
    total: int | None = None
    """`totalResults` of the last page."""

    def get(self, url: str, **_: object) -> Page:
        """One page of the query API. Raises HttpFailure after the last try."""
        body = self.fetch(url, _not_a_page).content
        self.total = total_results(body)
        return Page(mended(body))

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


def mended(body: bytes) -> bytes:
    """A page whose unreadable dates are `UNREADABLE`, so that the entry alone is lost."""
    return DATE.sub(lambda match: match[1] + _date(match[2]), body)


def _date(text: bytes) -> bytes:
    try:
        year = dt.datetime.fromisoformat(text.strip().decode("ascii")).year
    except ValueError:
        year = 0
    return text if 1990 <= year < 2200 else UNREADABLE.encode()


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
    except (expat.ExpatError, LookupError, ValueError):  # the others: an encoding nobody knows, or reads
        return "깨진 XML 응답" if b"</feed>" in body else "잘린 응답"
    if total > 0 and b"<entry" not in body:
        return f"{total}편이 있다면서 항목이 없는 응답"
    return None


def _not_a_page(reply: Reply) -> str | None:
    if b"/api/errors#" in reply.content[:4000]:
        raise HttpFailure("질의를 거절함", status=reply.status, body=reply.content[:4096])
    return wrong_with(reply.content)
