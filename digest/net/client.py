"""One polite HTTP client for everything without a vendor library.

Total time-outs, size caps, retries by policy, conditional GET, own redirects, no secret in any message.
"""

from __future__ import annotations

import copy
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Protocol

import httpx

from digest.clock import Clock, Deadline, system_clock
from digest.errors import RetriableError
from digest.net.answer import HttpFailure as HttpFailure
from digest.net.answer import Passing, fault_of, given_up, not_json, status_text, too_big
from digest.net.answer import Reply as Reply
from digest.net.answer import retry_after_s as retry_after_s
from digest.net.decoding import ASKED, BadCoding, decoded
from digest.net.transport import WireTransport
from digest.net.tries import tried
from digest.net.way_out import certificates
from digest.net.wire import PrivateAddress, Wire, came_from_public, refuse_private

MAX_BYTES = 8_000_000
MAX_REDIRECTS = 5
RETRIED_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
# `Authorization: Bearer …` is not sent on to another host
CREDENTIAL_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})

for _name in ("httpx", "httpcore"):  # they log whole URLs and headers, secrets included
    logging.getLogger(_name).setLevel(logging.WARNING)


class ConditionalCache(Protocol):
    """Where validators and bodies of earlier answers live (the store, injected by app)."""

    def load(self, url: str) -> tuple[str, str, bytes] | None:
        """(etag, last_modified, body) kept for a requested URL, or None."""

    def save(self, url: str, etag: str, last_modified: str, body: bytes) -> None:
        """Keep the validators verbatim."""


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str]
    data: Mapping[str, str] | bytes | None
    max_bytes: int
    untrusted: bool
    """The address came from content, or from a public server's redirect."""
    hopeless: Callable[[bytes], bool] | None = None

    @property
    def body(self) -> dict[str, Any]:
        """As httpx takes it."""
        return {"content": self.data} if isinstance(self.data, bytes) else {"data": self.data}

    def redirected(self, answer: httpx.Response) -> _Request:
        """The request that a 3xx asks for; secrets stay with the origin they were meant for."""
        old, new = httpx.URL(self.url), _address(answer.headers["location"], self.url)
        following = replace(self, url=str(new))
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            kept = {k: v for k, v in self.headers.items() if k.lower() not in CREDENTIAL_HEADERS}
            following = replace(following, headers=kept)
            if self.data is not None and answer.status_code in (307, 308):
                raise HttpFailure("다른 곳으로 넘기는 응답이라 보내지 않음")
        if answer.status_code == 303 or (self.method == "POST" and answer.status_code in (301, 302)):
            following = replace(following, method="GET", data=None)
        return following


@dataclass
class HttpClient:
    """GET and POST with manners: time-outs, caps, patience, no private addresses; safe to share between threads."""

    user_agent: str
    deadline: Deadline
    clock: Clock = system_clock
    cache: ConditionalCache | None = None
    transport: httpx.BaseTransport | None = None
    allow_private: bool = False
    """Whether links found in content may lead to private addresses (`net.allow_private`, for emulators)."""
    sleep: Callable[[float], None] = time.sleep
    longest_wait_s: float = 60.0
    """A server that asks for more patience than this is given up for the run."""
    _wire: Wire = field(init=False, repr=False, default_factory=Wire)
    _clients: tuple[httpx.Client, httpx.Client] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Links found in content have connections of their own: none that a trusted request opened is used for them.
        self._clients = (self._open(), self._open())

    def _open(self) -> httpx.Client:
        return httpx.Client(
            transport=self.transport or WireTransport(self._wire, certificates()),
            headers={"User-Agent": self.user_agent, "Accept-Encoding": ASKED},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # nobody is recognised by what they gave us
            trust_env=False,  # the transport asks the environment itself
        )

    def within(self, deadline: Deadline) -> HttpClient:
        """The same client on the same connections, for requests that must end with another deadline."""
        bounded = copy.copy(self)
        bounded.deadline = deadline
        return bounded

    @property
    def connections(self) -> object:
        """What a client shares with all that came of `within`."""
        return self._wire

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients:
            client.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 20.0,
        max_bytes: int = MAX_BYTES,
        retries: int = 2,
        conditional: bool = False,
        untrusted: bool = False,
        patience_s: float | None = None,
        check: Callable[[Reply], str | None] | None = None,
        hopeless: Callable[[bytes], bool] | None = None,
    ) -> Reply:
        """One answer, or HttpFailure after the last try.

        timeout_s: total for one try. conditional: send and keep ETag/Last-Modified. untrusted: the URL came
        from content, so private addresses are refused at every hop. patience_s: the longest wait a server may ask
        for, if not longest_wait_s. check: says what is wrong with an answer that looks fine (HTML with 200,
        an empty body); such an answer is tried again. hopeless: says of the body of an error that no waiting
        cures it (a used-up quota that calls itself 429).
        """
        full = str(_address(url).copy_merge_params(dict(params))) if params else url
        asked = _Request("GET", full, headers or {}, None, max_bytes, untrusted, hopeless)
        return self._tried(asked, timeout_s, retries, conditional, patience_s, check)

    def get_json(self, url: str, **options: Any) -> Any:
        """Like `get`, decoded; a body that is empty, HTML or broken JSON is tried again, then HttpFailure."""
        return self.get(url, check=not_json, **options).json()

    def post(
        self,
        url: str,
        *,
        data: Mapping[str, str] | bytes,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 20.0,
        retries: int = 0,
    ) -> Reply:
        """A POST of a form, or of bytes whose type stands in `headers`.

        Not repeated unless asked, because it may have had its effect.
        """
        asked = _Request("POST", url, headers or {}, data, MAX_BYTES, untrusted=False)
        return self._tried(asked, timeout_s, retries, False, None, None)

    def _tried(
        self,
        asked: _Request,
        timeout_s: float,
        retries: int,
        conditional: bool,
        patience_s: float | None,
        check: Callable[[Reply], str | None] | None,
    ) -> Reply:
        cache = self.cache if conditional else None
        kept = cache.load(asked.url) if cache else None
        if kept:
            known = {"If-None-Match": kept[0], "If-Modified-Since": kept[1]}
            asked = replace(asked, headers={**asked.headers, **{k: v for k, v in known.items() if v}})
        patience = self.longest_wait_s if patience_s is None else patience_s

        def once() -> Reply:
            if self.deadline.remaining() <= 0:
                raise HttpFailure("실행 제한 시간을 넘김", left=False)
            reply = self._once(asked, self.deadline.part(timeout_s), kept)
            wrong = check(reply) if check else None
            if wrong:
                raise RetriableError(wrong)
            return reply

        def wait_after(fault: RetriableError, tries: int) -> float | None:
            wished = fault.retry_after or 0.0
            wait = max(wished, min(30.0, 2.0 ** (tries - 1))) + random.uniform(0, 0.25)
            return wait if wished <= patience else None

        reply = tried(
            once,
            wait_after,
            given_up,
            failures=RetriableError,
            retries=retries,
            deadline=self.deadline,
            sleep=self.sleep,
        )
        if cache and reply.status == 200:
            _remember(cache, asked.url, reply, kept)
        return reply

    def _once(self, asked: _Request, budget: Deadline, kept: tuple[str, str, bytes] | None) -> Reply:
        """One try with all its redirects."""
        for _ in range(MAX_REDIRECTS + 1):
            answer, body, public = self._exchange(asked, budget)
            status = answer.status_code
            if status == 304 and kept:
                return Reply(asked.url, 200, answer.headers, kept[2], from_cache=True)
            if answer.has_redirect_location:
                # the open internet does not lead into somebody's own network, whoever configured its address
                asked = replace(asked.redirected(answer), untrusted=asked.untrusted or public)
                continue
            if status in RETRIED_STATUS and not (asked.hopeless and asked.hopeless(body)):
                wish = retry_after_s(answer.headers, self.clock().timestamp(), limited=status == 429)
                raise Passing(status_text(status), retry_after=wish, status=status, body=body[:4096])
            if not 200 <= status < 300:
                raise HttpFailure(status_text(status), status=status, body=body[:4096])
            return Reply(asked.url, status, answer.headers, body)
        raise HttpFailure(f"리다이렉트가 {MAX_REDIRECTS}번을 넘김")

    def _exchange(self, asked: _Request, budget: Deadline) -> tuple[httpx.Response, bytes, bool]:
        """One request, its whole body, within the budget even when the server only drips, and whether it is public."""
        guarded = asked.untrusted and not self.allow_private
        client = self._clients[asked.untrusted]
        try:
            host = _address(asked.url).raw_host.decode("ascii")
            if guarded:
                refuse_private(host, budget.remaining())
            step = max(0.05, budget.remaining())
            timeout = httpx.Timeout(step, connect=min(10.0, step))
            with (
                self._wire.bound(budget, host if guarded else None),
                client.stream(
                    asked.method, asked.url, headers=dict(asked.headers), timeout=timeout, **asked.body
                ) as answer,
            ):
                public = came_from_public(answer)
                announced = answer.headers.get("content-length", "")
                chunks, size = [], 0
                if announced.isdecimal() and int(announced[:12]) > asked.max_bytes and answer.status_code == 200:
                    raise too_big(asked.max_bytes)
                whole = answer.is_stream_consumed  # a scripted answer is held, and decoded, already
                raw = [answer.content] if whole else answer.iter_raw()
                coding = "" if whole else answer.headers.get("content-encoding", "")
                for chunk in decoded(raw, coding):
                    size += len(chunk)
                    if size > asked.max_bytes:
                        raise too_big(asked.max_bytes)
                    if budget.remaining() <= 0:
                        raise RetriableError("응답이 제한 시간 안에 끝나지 않음")
                    chunks.append(chunk)
                return answer, b"".join(chunks), public
        except (httpx.RequestError, httpx.InvalidURL, PrivateAddress, BadCoding, UnicodeError) as error:
            fault = fault_of(error)
        raise fault  # outside the block: the original may quote a header or a URL, so it is not chained


def _address(url: str, base: str = "") -> httpx.URL:
    """An http(s) URL with a host; HttpFailure for anything else."""
    try:
        found = httpx.URL(base).join(url) if base else httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        found = httpx.URL("")
    if found.scheme not in ("http", "https") or not found.host or not 0 < (found.port or 80) < 65536:
        raise HttpFailure("열 수 없는 주소")
    return found


def _remember(cache: ConditionalCache, url: str, reply: Reply, kept: tuple[str, str, bytes] | None) -> None:
    """Keep the validators of an answer; a 304 may bring new ones for the content it speaks of (RFC 9110, 15.4.5)."""
    found = [reply.headers.get(name, "") for name in ("etag", "last-modified")]
    etag, modified = (value if value.isascii() and value.isprintable() else "" for value in found)
    if reply.from_cache and kept:
        etag, modified = etag or kept[0], modified or kept[1]
        if (etag, modified) == kept[:2]:
            return
    if etag or modified:
        cache.save(url, etag, modified, reply.content)
