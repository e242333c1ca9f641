"""What came back over HTTP and what it means: a reply, a failure in one Korean clause, a wish to wait."""

from __future__ import annotations

import email.utils
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from digest.errors import RetriableError, SkippableError


@dataclass(frozen=True)
class Reply:
    """A complete answer with a status below 300."""

    url: str = field(repr=False)
    """Final URL after redirects."""
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    from_cache: bool = False
    """True when the server said 304 and the content is the one stored before."""

    def json(self) -> Any:
        """The decoded body; see `json_of`."""
        return json_of(self.content)


def json_of(body: bytes) -> Any:
    """What stands in a JSON body, lone surrogates as `?`; raises ValueError when it is none or nested too deeply."""
    try:
        value = json.loads(body)
        # `"\\ud83d"`: half an emoji would stop any store or terminal
        if re.search(rb"\\u[dD][89a-fA-F]", body):
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("너무 깊이 겹친 응답") from None
    return value


class HttpFailure(SkippableError):
    """A request that gave no usable answer; message is one Korean clause without URL or secret.

    status: HTTP status or None when no answer came. body: first bytes of the answer. attempts: requests sent.
    left: False when surely no request left this machine, so it cannot have had an effect.
    """

    def __init__(
        self, message: str, *, status: int | None = None, body: bytes = b"", attempts: int = 1, left: bool = True
    ) -> None:
        suffix = f" – {attempts - 1}회 재시도 후 건너뜀" if attempts > 1 else ""
        super().__init__(message + suffix)
        self.status = status
        self.body = body
        self.attempts = attempts
        self.left = left


class Passing(RetriableError):
    """A fault of the network or of a server that may be over at the next try.

    status, body, left: as of HttpFailure.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        status: int | None = None,
        body: bytes = b"",
        left: bool = True,
    ) -> None:
        super().__init__(message, retry_after=retry_after)
        self.status, self.body, self.left = status, body, left


def given_up(fault: RetriableError, attempts: int, patient: bool) -> HttpFailure:
    """The failure after the last try; when the server asked for more patience than there is, how long."""
    message = fault.message
    if fault.retry_after and not patient:
        minutes = math.ceil(fault.retry_after / 60)
        message += f", {minutes}분 뒤에 풀림" if minutes < 120 else f", {minutes // 60}시간 뒤에 풀림"
    told = fault if isinstance(fault, Passing) else Passing(message)
    left = attempts > 1 or told.left
    return HttpFailure(message, status=told.status, body=told.body, attempts=attempts, left=left)


def fault_of(error: Exception) -> RetriableError | HttpFailure:
    """What an exception of the network means, in words that quote nothing of it."""
    import httpx  # who asks nobody need not load it

    from digest.net.decoding import BadCoding
    from digest.net.way_out import trouble
    from digest.net.wire import PrivateAddress

    match error:
        case PrivateAddress():
            return HttpFailure(error.message)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            if why := trouble(error):  # nothing that the next try would change
                return HttpFailure(why, left=False)
            refused = isinstance(error, httpx.ConnectError)
            return Passing("연결할 수 없음" if refused else "응답 없음(시간 초과)", left=False)
        case httpx.ProxyError():
            return HttpFailure(trouble(error), left=False)
        case httpx.TimeoutException():
            return RetriableError("응답 없음(시간 초과)")
        case BadCoding() | httpx.DecodingError():
            return RetriableError("압축을 풀 수 없는 응답")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return HttpFailure("열 수 없는 주소")
        case httpx.LocalProtocolError() | UnicodeError():
            return HttpFailure("요청에 쓸 수 없는 글자가 있음(토큰이나 주소 확인)")
    return RetriableError("연결이 끊김")


def too_big(max_bytes: int) -> HttpFailure:
    """The failure of an answer above the cap."""
    return HttpFailure(f"응답이 너무 큼 ({max_bytes / 1e6:.2g} MB 초과)")


def status_text(status: int) -> str:
    """A status in a Korean clause."""
    known = {
        407: "프록시가 로그인을 요구함",
        401: "인증 실패",
        403: "접근 거부",
        404: "없는 주소",
        429: "요청 제한",
        410: "사라진 주소",
    }
    return f"{known.get(status, '서버 오류' if status >= 500 else '거절된 요청')}({status})"


def is_theirs(clause: str) -> bool:
    """Whether a clause with a `status_text` tells of a server that is overloaded or broken, not of us."""
    # 서버 오류(503) → 503
    return re.search(r"\((429|5\d\d)\)", clause) is not None


def not_json(reply: Reply) -> str | None:
    """What is wrong with an answer that should be JSON, in Korean; None when nothing is."""
    if not reply.content.strip():
        return "빈 응답"
    try:
        reply.json()
    except ValueError:
        return "HTML 응답" if reply.content.lstrip()[:1] == b"<" else "깨진 JSON 응답"
    return None


def retry_after_s(headers: Mapping[str, str], now: float, *, limited: bool = True) -> float | None:
    """The server's wish to wait, in seconds: the longest of Retry-After, RateLimit `t=` and x-rate-limit-reset.

    now: epoch seconds; the server's own Date goes before it, so that a wrong clock here does no harm.
    limited: whether the answer is a 429; other answers carry rate windows too, and those are no wish to wait.
    Where each service says it: docs/services.md.
    """
    now = _epoch(headers.get("date", "")) or now
    wishes: list[float | None] = []
    value = headers.get("retry-after", "").strip()
    # 120 · 1.5
    wishes.append(float(value) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]*)?", value) else _since(_epoch(value), now))
    if limited:
        # `"api";r=0;t=41 → 41`
        limit = re.search(r"\bt=([0-9]{1,9})\b", headers.get("ratelimit", ""))
        wishes.append(float(limit[1]) if limit else None)
        for name in ("x-rate-limit-reset", "x-ratelimit-reset"):  # X: epoch seconds; Reddit: seconds from now
            # 1724389200 · 57.0
            reset = re.fullmatch(r"[0-9]{1,12}(\.[0-9]*)?", headers.get(name, "").strip())
            moment = float(reset[0]) if reset else None
            wishes.append(_since(moment, now) if moment and moment > 1e9 else moment)
    known = [wish for wish in wishes if wish is not None]
    return max(0.0, *known) if known else None


def _epoch(date: str) -> float | None:
    """Epoch seconds of an HTTP date, None for anything else."""
    try:
        parts = email.utils.parsedate_tz(date)
        return float(email.utils.mktime_tz(parts)) if parts else None
    except (ValueError, OverflowError):
        return None


def _since(moment: float | None, now: float) -> float | None:
    return None if moment is None else moment - now
