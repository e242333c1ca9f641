"""Everything apprise can reach (Discord, Telegram, mail, Teams …); its only importer, and an optional extra.

apprise gives no receipt and says only whether all went well; why it did not is read from its log,
which holds secrets and therefore goes nowhere else.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from digest.clock import within
from digest.errors import Ambiguous, SkippableError, Undelivered, how_to_add
from digest.lazy import pattern_of
from digest.models import Digest, Part, Receipt
from digest.publish.apprise.bodies import Format, message_bodies
from digest.publish.base import Channel, PublisherSettings
from digest.render.late import LATER, at_first, joined
from digest.render.phrases import day_title, subject
from digest.render.text import digest_text, entry_text, head_line

MARGIN = 60
"""Room for what a service puts around a body: tags of a title, a counter."""
PREVIEWING = "Discord"
"""As apprise calls the service that shows a preview of every linked page."""
PACE_S = 1.1
TIMEOUT_S = 60.0
"""For one message, mail servers included."""
# [Errno 111] Connection refused · NameResolutionError
NEVER_CONNECTED = pattern_of(r"refused|NameResolution|getaddrinfo|NewConnectionError|ConnectTimeout|unreachable", re.I)
REJECTED = pattern_of(r"error[= ](4(?!08|25|29)\d\d)\b")  # error=404 · error 401; not 429, which may have arrived


class ApprisePublisher(PublisherSettings):
    """apprise 주소 하나. 주소 자체가 비밀이므로 환경 변수에 넣습니다."""

    kind: Literal["apprise"] = "apprise"
    url_env: str
    """apprise 주소가 든 환경 변수. 예: `discord://…`, `tgram://…`, `mailto://…`"""

    @property
    def target(self) -> str:
        """`apprise:DISCORD_URL`: the name of the variable, never the address."""
        return f"apprise:{self.url_env}"

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """The address's variable when it is not set."""
        return () if env.get(self.url_env, "").strip() else (self.url_env,)

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """`main`, then `late-1` … for each entry that came after the first delivery: no message can be changed.

        How many messages a part becomes depends on the service, which only `send` can know.
        """
        first = Part(id="main", payload={"text": digest_text(at_first(digest))})
        late = enumerate(joined(digest), 1)
        return (first, *(Part(id=f"late-{n}", payload={"text": entry_text(*one)}) for n, one in late))

    def prepare(self, channel: Channel) -> None:
        """Load apprise and understand the address."""
        with _unheard():
            self._services(channel)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Send in the service's own format, divided between entries where it must be."""
        with _unheard() as heard:
            services = self._services(channel)
            form = _format(services[0])
            digest, title, start = _message(digest, part)
            room = int(services[0].body_maxlen) - len(title) - MARGIN
            bodies = message_bodies(digest, form, room, start, quiet=services[0].service_name == PREVIEWING)
            for number, body in enumerate(bodies, 1):
                counted = f"{title} ({number}/{len(bodies)})" if len(bodies) > 1 else title
                if number > 1 or sent:
                    channel.http.sleep(PACE_S)
                try:
                    _notify(services, channel, counted, body, form, heard)
                except SkippableError as error:
                    if number == 1:
                        raise
                    raise Ambiguous(f"{len(bodies)}개 중 {number - 1}개까지 보냈습니다: {error.message}") from None
        return {}

    def test(self, channel: Channel) -> str:
        """Send one line."""
        with _unheard() as heard:
            services = self._services(channel)
            _notify(services, channel, "digest", "digest 시험 메시지입니다.", "text", heard)
            return f"시험 메시지를 보냈습니다: {services[0].service_name}"

    def _services(self, channel: Channel) -> Any:
        """An apprise.Apprise that holds the one plugin behind the address. Raises Undelivered when there is none."""
        try:
            import apprise
        except ModuleNotFoundError:
            raise Undelivered("apprise가 설치되어 있지 않습니다", hint=how_to_add("apprise")) from None
        asset = apprise.AppriseAsset(app_id="digest", app_desc="digest", secure_logging=True)
        services = apprise.Apprise(asset=asset)
        if not services.add(channel.env.get(self.url_env, "").strip()) or len(services) != 1:
            raise Undelivered(
                f"환경 변수 {self.url_env}의 값을 apprise가 주소 하나로 읽지 못했습니다",
                hint="https://github.com/caronc/apprise/wiki 에서 주소 형식을 확인하세요. 하나만 적습니다",
            )
        return services


def _message(digest: Digest, part: Part) -> tuple[Digest, str, int]:
    """What a part shows, its title, and the number of its first entry."""
    first = at_first(digest)
    if part.id == "main":
        return first, head_line(first), 1
    place, entry = joined(digest)[int(part.id.removeprefix("late-")) - 1]
    alone = Digest(date=digest.date, name=digest.name, entries=(entry.model_copy(update={"late": False}),))
    return alone, f"{subject(digest)} · {day_title(digest.date)} · {LATER}", place


def _notify(services: Any, channel: Channel, title: str, body: str, form: Format, heard: Sequence[str]) -> None:
    """One message. `bool()` of the answer: 2.x gives an AppriseResult, 1.x a bool or None."""
    channel.confirm()
    if channel.deadline.remaining() <= 0:
        raise Undelivered("실행 제한 시간이 끝나 보내지 못했습니다", hint="다음 실행에서 다시 보냅니다")
    before = len(heard)
    limit = min(TIMEOUT_S, channel.deadline.remaining())
    try:
        if within(limit, lambda: bool(services.notify(body=body, title=title, body_format=form))):
            return
    except TimeoutError:
        raise Ambiguous(f"{services[0].service_name}: {limit:.0f}초 안에 답이 없습니다") from None
    log = "\n".join(heard[before:])
    name = services[0].service_name
    rejected = REJECTED.search(log)
    if len(services[0]) > 1:  # several receivers in one address: some may have it
        raise Ambiguous(f"{name}의 받는 곳 가운데 일부가 받지 못했습니다")
    if rejected:
        raise Undelivered(f"{name}: 메시지를 거절했습니다 ({rejected[1]})", hint="주소의 토큰과 권한을 확인하세요")
    if NEVER_CONNECTED.search(log):
        raise Undelivered(f"{name}에 연결할 수 없습니다", hint="다음 실행에서 다시 보냅니다")
    raise Ambiguous(f"{name}: 보냈다는 답이 없습니다")


def _format(service: Any) -> Format:
    """What the service shows best without a conversion by apprise; a `?format=` in the address decides.

    2.x: a plugin may declare several formats and answers which one it would use; 1.x: it has exactly one.
    A default of plain text is only taken from carriers that know HTML too (json://); where the alternative is
    markdown (Discord), the reader's client would read the text as markdown anyway.
    """
    resolve: Callable[[str | None], Any] = getattr(service, "resolve_format", lambda wished: service.notify_format)
    default, html, markdown = (_name(resolve(wished)) for wished in (None, "html", "markdown"))
    if default == "text" and html != "html" and markdown == "markdown":
        return "markdown"
    return default  # type: ignore[return-value]


def _name(declared: Any) -> str:
    return str(getattr(declared, "value", declared))


class _Ear(logging.Handler):
    """Keeps what apprise says about a failure; nothing of it is shown."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextlib.contextmanager
def _unheard() -> Iterator[Sequence[str]]:
    """While it lasts, apprise and its HTTP library log to us alone: their lines contain addresses and tokens."""
    ear = _Ear()
    loggers = [logging.getLogger(name) for name in ("apprise", "urllib3", "urllib3.connectionpool", "requests")]
    before = [(logger.level, logger.propagate, logger.handlers) for logger in loggers]
    for logger in loggers:
        logger.propagate, logger.handlers = False, [ear]
        logger.setLevel(logging.DEBUG)
    try:
        yield ear.heard
    finally:
        for logger, (level, propagate, handlers) in zip(loggers, before, strict=True):
            logger.propagate, logger.handlers = propagate, handlers
            logger.setLevel(level)
