"""One chat completion from any OpenAI-compatible server; the only file that knows `openai` (docs/services.md: Models).

The SDK's own retries are off: every wait here asks the run's deadline first.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from digest.clock import Deadline
from digest.errors import ConfigError
from digest.lazy import pattern_of
from digest.net.answer import retry_after_s
from digest.net.way_out import certificates, proxy_for, trouble
from digest.summarize.base import Memory
from digest.summarize.model.completion import Completion, error_text, read_completion
from digest.summarize.model.prompt import SCHEMA, Messages
from digest.summarize.model.settings import EndpointSettings

if TYPE_CHECKING:
    import httpx
    import httpx2
    import openai

MAX_BYTES = 4_000_000
LONGEST_WAIT_S = 120.0
MOST_TRIES = 3
# a server that answers 400 to `json_schema` is asked for a `json_object` next
LEVELS = ("json_schema", "json_object", "text")
"""Ways to ask for structure, the strictest first; what worked is remembered per (base_url, model)."""

# 'response_format' is not supported
_ABOUT_FORMAT = pattern_of(r"response_format|json_schema|json_object|schema|grammar|structured", re.IGNORECASE)
# Incorrect API key provided
_ABOUT_KEY = pattern_of(r"api[ _-]?key|credential|unauthori[sz]ed|authentication", re.IGNORECASE)
# maximum context length is 8192 tokens
_ABOUT_LENGTH = pattern_of(r"context (?:size|length|window)|too long|maximum context|too many tokens", re.IGNORECASE)
# Unsupported parameter: 'max_tokens' → max_tokens_param
_SETTING_OF = {
    "max_tokens": "max_tokens_param", "max_completion_tokens": "max_tokens_param",
    "temperature": "temperature", "reasoning_effort": "reasoning_effort",
}  # fmt: skip


class ModelFault(Exception):
    """No answer; message is Korean and free of secrets.

    fatal: asking about other items is pointless. unexplained: a bare 500, which may be about the format.
    """

    def __init__(self, message: str, *, fatal: bool = False, unexplained: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.fatal = fatal
        self.unexplained = unexplained


def load_client() -> None:
    """Import what a call needs, so that no call waits for it."""
    import openai.resources.chat.completions  # noqa: F401


class Endpoint:
    """A server with a model; safe to share between threads."""

    def __init__(
        self,
        settings: EndpointSettings,
        key: str,
        memory: Memory | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._key = key
        self._memory = memory
        self._transport = transport
        self._sleep = sleep
        self._lock = threading.Lock()
        self._made: openai.OpenAI | None = None
        self._guessed = False
        known = memory.get("openai", self._memory_name) if memory is not None else None
        self._proven = known in LEVELS
        self._level = LEVELS.index(known) if known in LEVELS else 0

    def complete(self, messages: Messages, lines: int, deadline: Deadline) -> Completion:
        """The model's answer to one question about `lines` items.

        Raises ModelFault when there is none: refused key, no such model, server down, deadline reached.
        """
        tries = 0
        while True:
            level = self._level
            tries += 1
            if deadline.remaining() <= 0:
                raise ModelFault("실행 제한 시간을 넘김")
            fault, wait = self._once(messages, lines, level, deadline)
            if tries == 2 and isinstance(fault, ModelFault) and fault.unexplained and not self._proven:
                self._step_down(level)  # some servers answer 500 to a schema they do not know
                self._guessed = True
            if isinstance(fault, Completion):
                if not fault.passing:
                    self._remember(level)
                    return fault
                fault, wait = ModelFault(fault.problem), 0.5
            if level < self._level and tries <= MOST_TRIES + len(LEVELS):
                continue  # the format was refused: ask again in a plainer way
            if fault.fatal or wait is None or tries >= MOST_TRIES or not deadline.allows(wait):
                raise fault
            self._sleep(wait)

    def close(self) -> None:
        """Close all connections, those of calls that still hang too; the next question opens new ones."""
        with self._lock:
            made, self._made = self._made, None
        if made:
            made.close()

    def _once(
        self, messages: Messages, lines: int, level: int, deadline: Deadline
    ) -> tuple[Completion | ModelFault, float | None]:
        """One try: the completion, or the fault and how many seconds to wait before the next try (None = never)."""
        import httpx2
        import openai

        try:
            raw = self._client().chat.completions.with_raw_response.create(
                **self._request(messages, lines, level, deadline)
            )
            return read_completion(raw.http_response.text), None
        except openai.APIStatusError as error:
            return self._judge(error, level)
        except openai.APITimeoutError:
            return ModelFault("모델 서버의 응답이 제한 시간 안에 오지 않음"), random.uniform(0.5, 1)
        except openai.APIConnectionError as error:
            if why := trouble(error):
                return ModelFault(f"모델 서버에 연결할 수 없음: {why}", fatal=True), None
            return ModelFault("모델 서버에 연결할 수 없음(`summarizer.base_url`)"), random.uniform(0.5, 1)
        except ConfigError as error:
            return ModelFault(error.message, fatal=True), None
        except _TooLarge:
            return ModelFault("모델 서버의 응답이 너무 큼"), None
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, RuntimeError, ValueError) as error:
            return ModelFault(f"모델 서버의 응답을 읽을 수 없음({type(error).__name__})"), None

    def _judge(self, error: openai.APIStatusError, level: int) -> tuple[ModelFault, float | None]:
        """What an HTTP error means and whether to wait for its end."""
        status, said = (
            error.status_code,
            error_text(error.body or error.response.text).replace(self._key or "\0", "***"),
        )
        code = str(getattr(error, "code", None) or "") + str(getattr(error, "type", None) or "")
        name = self._settings.api_key_env or "api_key_env"
        if status == 401 or (status in (400, 403) and _ABOUT_KEY.search(said)):
            return ModelFault(f"모델 서버가 환경 변수 {name}의 키를 거절함({status})", fatal=True), None
        if status == 403:
            return ModelFault(f"모델을 쓸 권한이 없음(403, 환경 변수 {name}): {said}", fatal=True), None
        if status == 404:
            if "model" in code or "model" in said.lower():
                return ModelFault(
                    f"‘{self._settings.model}’ 모델이 없음(404, 설정 `summarizer.model`)", fatal=True
                ), None
            return ModelFault("모델 서버에 없는 주소(404, 설정 `summarizer.base_url`)", fatal=True), None
        if "insufficient_quota" in code or status == 402:
            return ModelFault("모델 사용 한도나 잔액을 다 씀(insufficient_quota)", fatal=True), None
        if status in (400, 422, 500, 501) and level < len(LEVELS) - 1:
            about_format = bool(_ABOUT_FORMAT.search(said + str(getattr(error, "param", None) or "")))
            if about_format or (status in (400, 422) and not self._proven and not _names_setting(error, said)):
                self._step_down(level)
                return ModelFault(f"모델 서버가 요청을 거절함({status}): {said}"), 0.0
        if status == 429:
            wished = retry_after_s(error.response.headers, time.time())
            if wished is not None and wished > LONGEST_WAIT_S:
                told = f"{wished / 60:.0f}분" if wished >= 120 else f"{wished:.0f}초"
                return ModelFault(f"모델 서버의 요청 제한(429, {told} 뒤에나 풀림)", fatal=True), None
            return ModelFault("모델 서버의 요청 제한(429)"), max(wished or 0.0, random.uniform(1, 2))
        if status >= 500 or status in (408, 409):
            return ModelFault(f"모델 서버 오류({status})", unexplained=status == 500), random.uniform(0.5, 1.5)
        setting = _names_setting(error, said)
        if setting:
            return ModelFault(f"모델 서버가 설정 `summarizer.{setting}`을 거절함({status}): {said}", fatal=True), None
        if _ABOUT_LENGTH.search(said):
            return ModelFault(f"질문이 모델의 문맥보다 긺({status}, 설정 `summarizer.batch_size`)"), None
        return ModelFault(f"모델 서버가 요청을 거절함({status}): {said}"), None

    def _request(self, messages: Messages, lines: int, level: int, deadline: Deadline) -> dict[str, Any]:
        settings = self._settings
        request: dict[str, Any] = {
            "model": settings.model,
            "messages": messages,
            settings.max_tokens_param: settings.max_tokens or max(2000, 400 * lines),
            "timeout": max(0.05, min(settings.timeout_s, deadline.remaining())),
        }
        if LEVELS[level] == "json_schema":
            named = {"name": "lines", "strict": True, "schema": SCHEMA}
            request["response_format"] = {"type": "json_schema", "json_schema": named}
        elif LEVELS[level] == "json_object":
            request["response_format"] = {"type": "json_object"}
        if settings.reasoning_effort is not None:
            request["reasoning_effort"] = settings.reasoning_effort
        if settings.temperature is not None:
            request["temperature"] = settings.temperature
        if settings.extra_body:
            request["extra_body"] = settings.extra_body
        return request

    def _client(self) -> openai.OpenAI:
        import httpx2
        import openai

        with self._lock:
            if self._made is None:
                network = _carried(self._transport) if self._transport else self._way_out()
                self._made = openai.OpenAI(
                    api_key=self._key or "none",
                    base_url=self._settings.base_url,
                    max_retries=0,
                    http_client=httpx2.Client(transport=_bounded(network), trust_env=False),
                    default_headers={"Accept-Encoding": "identity"},
                )
            return self._made

    def _way_out(self) -> httpx2.BaseTransport:
        """Connections that go the one way out; the SDK's own would know neither proxy nor company certificate."""
        import httpx2

        proxy = proxy_for(self._settings.base_url)
        return httpx2.HTTPTransport(retries=0, verify=certificates(), proxy=proxy, trust_env=False)

    def _step_down(self, level: int) -> None:
        with self._lock:
            if self._level == level < len(LEVELS) - 1:
                self._level, self._proven = level + 1, False

    def _remember(self, level: int) -> None:
        with self._lock:
            if self._proven or level != self._level:
                return
            self._proven = True
        if self._memory is not None and not self._guessed:
            self._memory.put("openai", self._memory_name, LEVELS[level])

    @property
    def _memory_name(self) -> str:
        return f"level:{self._settings.base_url}|{self._settings.model}"


def _carried(transport: httpx.BaseTransport) -> httpx2.BaseTransport:
    """What replaces the network for the rest of the program, for the SDK, whose HTTP library is httpx2."""
    import httpx
    import httpx2

    class Carried(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            headers = request.headers.multi_items()
            asked = httpx.Request(request.method, str(request.url), headers=headers, content=request.read())
            answer = transport.handle_request(asked)
            return httpx2.Response(answer.status_code, headers=answer.headers.multi_items(), content=answer.read())

    return Carried()


class _TooLarge(Exception):
    """A body beyond MAX_BYTES."""


def _bounded(inner: httpx2.BaseTransport) -> httpx2.BaseTransport:
    """A transport whose bodies end: at MAX_BYTES, and when the request's time is over even if bytes still drip."""
    import httpx2

    class Body(httpx2.SyncByteStream):
        def __init__(self, stream: httpx2.SyncByteStream, ends: float) -> None:
            self._stream, self._ends = stream, ends

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self._stream:
                size += len(chunk)
                if size > MAX_BYTES:
                    raise _TooLarge
                if time.monotonic() > self._ends:
                    raise httpx2.ReadTimeout("the body dripped beyond the time-out")
                yield chunk

        def close(self) -> None:
            self._stream.close()

    class Bounded(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            ends = time.monotonic() + float(request.extensions.get("timeout", {}).get("read") or 600)
            response = inner.handle_request(request)
            assert isinstance(response.stream, httpx2.SyncByteStream)  # noqa: S101 -- what a sync transport gives
            return httpx2.Response(
                response.status_code,
                headers=response.headers,
                stream=Body(response.stream, ends),
                extensions=response.extensions,
            )

        def close(self) -> None:
            inner.close()

    return Bounded()


def _names_setting(error: openai.APIStatusError, said: str) -> str:
    """The setting behind a refused parameter, or ""."""
    blamed = str(getattr(error, "param", None) or "")
    for parameter, setting in _SETTING_OF.items():
        if blamed == parameter or (not blamed and parameter in said):
            return setting
    return ""
