"""One polite HTTP client for everything without a vendor library.

Total time-outs, size caps, retries by policy, conditional GET, own redirects, no secret in any message.
"""

from __future__ import annotations

import email.utils
import ipaddress
import json
import logging
import random
import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from digest.clock import Clock, Deadline, system_clock
from digest.errors import RetriableError, SkippableError

log = logging.getLogger(__name__)

MAX_BYTES = 8_000_000
MAX_REDIRECTS = 5
RETRIED_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
CREDENTIAL_HEADERS = frozenset({"authorization", "cookie", "x-api-key"})


@dataclass(frozen=True)
class Reply:
    """A complete answer with a status below 400."""

    url: str
    """Final URL after redirects."""
    status: int
    headers: Mapping[str, str]
    content: bytes
    from_cache: bool = False
    """True when the server said 304 and the content is the one stored before."""

    def json(self) -> Any:
        """The decoded body; raises ValueError when it is not JSON."""
        return json.loads(self.content)


class HttpFailure(SkippableError):
    """A request that gave no usable answer; message is one Korean clause without URL or secret.

    status: HTTP status or None when no answer came. body: first bytes of the answer. attempts: requests sent.
    """

    def __init__(self, message: str, *, status: int | None = None, body: bytes = b"", attempts: int = 1) -> None:
        suffix = f" – {attempts - 1}회 재시도 후 건너뜀" if attempts > 1 else ""
        super().__init__(message + suffix)
        self.status = status
        self.body = body
        self.attempts = attempts


class ConditionalCache(Protocol):
    """Where validators and bodies of earlier answers live (the store, injected by app)."""

    def load(self, url: str) -> tuple[str, str, bytes] | None:
        """(etag, last_modified, body) kept for a requested URL, or None."""

    def save(self, url: str, etag: str, last_modified: str, body: bytes) -> None:
        """Keep the validators verbatim (contracts §4.4)."""


@dataclass
class HttpClient:
    """GET and POST with the manners of DESIGN §9; safe to share between threads."""

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
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._client = httpx.Client(transport=self.transport, headers={"User-Agent": self.user_agent})

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

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
        check: Callable[[Reply], str | None] | None = None,
    ) -> Reply:
        """One answer, or HttpFailure after the last try.

        timeout_s: total for one try. conditional: send and keep ETag/Last-Modified. untrusted: the URL came
        from content, so private addresses are refused at every hop. check: says what is wrong with an answer
        that looks fine (HTML with 200, an empty body); such an answer is tried again.
        """
        full = str(httpx.URL(url, params=dict(params))) if params else url
        return self._tried(
            "GET", full, headers or {}, None, timeout_s, max_bytes, retries, conditional, untrusted, check
        )

    def get_json(self, url: str, **options: Any) -> Any:
        """Like `get`, decoded; a body that is empty, HTML or broken JSON is tried again, then HttpFailure."""
        return self.get(url, check=_not_json, **options).json()

    def post(
        self,
        url: str,
        *,
        data: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 20.0,
        retries: int = 0,
    ) -> Reply:
        """A form POST; not repeated unless asked, because it may have had its effect."""
        return self._tried("POST", url, headers or {}, data, timeout_s, MAX_BYTES, retries, False, False, None)

    def _tried(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: Mapping[str, str] | None,
        timeout_s: float,
        max_bytes: int,
        retries: int,
        conditional: bool,
        untrusted: bool,
        check: Callable[[Reply], str | None] | None,
    ) -> Reply:
        kept = self.cache.load(url) if conditional and self.cache else None
        extra = dict(headers)
        if kept:
            extra |= {
                name: value for name, value in (("If-None-Match", kept[0]), ("If-Modified-Since", kept[1])) if value
            }
        attempts = 0
        while True:
            attempts += 1
            try:
                if self.deadline.remaining() <= 0:
                    raise HttpFailure("실행 제한 시간을 넘김", attempts=attempts)
                budget = self.deadline.part(timeout_s)
                reply = self._once(method, url, extra, data, budget, max_bytes, untrusted)
                if reply.status == 304 and kept:
                    reply = Reply(reply.url, 200, reply.headers, kept[2], from_cache=True)
                wrong = check(reply) if check else None
                if wrong:
                    raise RetriableError(wrong)
            except RetriableError as fault:
                wait = self._wait(fault, attempts)
                if attempts > retries or wait is None:
                    status, body = getattr(fault, "status", None), getattr(fault, "body", b"")
                    raise HttpFailure(fault.message, status=status, body=body, attempts=attempts) from fault
                self.sleep(wait)
                continue
            if conditional and self.cache and not reply.from_cache:
                etag, modified = reply.headers.get("etag", ""), reply.headers.get("last-modified", "")
                if etag or modified:
                    self.cache.save(url, etag, modified, reply.content)
            return reply

    def _wait(self, fault: RetriableError, attempts: int) -> float | None:
        """Seconds before the next try, or None when waiting is not worth it."""
        wished = fault.retry_after
        if wished is not None and wished > self.longest_wait_s:
            return None
        wait = max(wished or 0.0, min(30.0, 2.0 ** (attempts - 1))) + random.uniform(0, 0.25)
        return wait if self.deadline.allows(wait) else None

    def _once(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        data: Mapping[str, str] | None,
        budget: Deadline,
        max_bytes: int,
        untrusted: bool,
    ) -> Reply:
        for _ in range(MAX_REDIRECTS + 1):
            if untrusted and not self.allow_private:
                _refuse_private(url)
            answer, body = self._exchange(method, url, headers, data, budget, max_bytes)
            if answer.is_redirect:
                target = urljoin(url, answer.headers.get("location", ""))
                if urlsplit(target).scheme not in ("http", "https"):
                    raise HttpFailure("http(s)가 아닌 곳으로 넘김")
                if urlsplit(target).netloc != urlsplit(url).netloc:
                    headers = {k: v for k, v in headers.items() if k.lower() not in CREDENTIAL_HEADERS}
                if answer.status_code == 303 or (method == "POST" and answer.status_code in (301, 302)):
                    method, data = "GET", None
                url = target
                continue
            if answer.status_code in RETRIED_STATUS:
                raise _status_fault(answer, body, self.clock().timestamp())
            if answer.status_code >= 400:
                raise HttpFailure(_status_text(answer.status_code), status=answer.status_code, body=body[:4096])
            return Reply(url, answer.status_code, answer.headers, body)
        raise HttpFailure(f"리다이렉트가 {MAX_REDIRECTS}번을 넘김")

    def _exchange(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        data: Mapping[str, str] | None,
        budget: Deadline,
        max_bytes: int,
    ) -> tuple[httpx.Response, bytes]:
        """One request and its whole body, within the budget even when the server only drips."""
        step = max(0.05, budget.remaining())
        try:
            timeout = httpx.Timeout(step, connect=min(10.0, step))
            with self._client.stream(method, url, headers=headers, data=data, timeout=timeout) as answer:
                chunks, size = [], 0
                for chunk in answer.iter_bytes():
                    size += len(chunk)
                    if size > max_bytes:
                        raise HttpFailure(f"응답이 너무 큼 ({max_bytes // 1_000_000} MB 초과)")
                    if budget.remaining() <= 0:
                        raise RetriableError("응답이 제한 시간 안에 끝나지 않음")
                    chunks.append(chunk)
                return answer, b"".join(chunks)
        except httpx.TimeoutException as error:
            raise RetriableError("응답 없음(시간 초과)") from error
        except httpx.ConnectError as error:
            raise RetriableError("연결할 수 없음") from error
        except httpx.TransportError as error:
            raise RetriableError("연결이 끊김") from error
        except (httpx.InvalidURL, httpx.DecodingError, UnicodeError) as error:
            raise HttpFailure("주소나 응답을 읽을 수 없음") from error


def retry_after_s(headers: Mapping[str, str], now: float) -> float | None:
    """The server's wish to wait, in seconds: the longest of Retry-After, RateLimit `t=` and x-rate-limit-reset.

    now: epoch seconds. Contracts §1.5, §3.3, §11.4.
    """
    wishes: list[float] = []
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        wishes.append(float(value))
    elif value:
        parsed = email.utils.parsedate_tz(value)
        if parsed:
            wishes.append(email.utils.mktime_tz(parsed) - now)
    limit = re.search(r"\bt=(\d+)", headers.get("ratelimit", ""))
    if limit:
        wishes.append(float(limit[1]))
    reset = headers.get("x-rate-limit-reset", "")
    if reset.isdigit():
        wishes.append(float(reset) - now)
    return max(0.0, *wishes) if wishes else None


def _status_fault(answer: httpx.Response, body: bytes, now: float) -> RetriableError:
    fault = RetriableError(_status_text(answer.status_code), retry_after=retry_after_s(answer.headers, now))
    fault.status, fault.body = answer.status_code, body[:4096]  # type: ignore[attr-defined]
    return fault


def _status_text(status: int) -> str:
    known = {401: "인증 실패", 403: "접근 거부", 404: "없는 주소", 429: "요청 제한", 410: "사라진 주소"}
    return f"{known.get(status, '서버 오류' if status >= 500 else '거절된 요청')}({status})"


def _not_json(reply: Reply) -> str | None:
    if not reply.content.strip():
        return "빈 응답"
    try:
        reply.json()
    except ValueError:
        return "HTML 응답" if reply.content.lstrip()[:1] == b"<" else "깨진 JSON 응답"
    return None


def _refuse_private(url: str) -> None:
    """Raise HttpFailure unless every address of the host is public (DESIGN §9)."""
    host = urlsplit(url).hostname or ""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError) as error:
        raise RetriableError("주소를 찾을 수 없음") from error
    if not found or not all(ipaddress.ip_address(str(a).split("%")[0]).is_global for a in found):
        raise HttpFailure("내부 주소로 향하는 링크라서 열지 않음")
