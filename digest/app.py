"""Where the program is built from settings; a command that needs no store may build the one part that it needs."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from digest import __version__
from digest.calendar.digest_days import DigestCalendar, parse_days
from digest.choose.people import People
from digest.clock import Clock, Deadline, system_clock
from digest.collect.base import Context
from digest.config.dotenv import with_dotenv
from digest.config.file import find_config, load_settings
from digest.config.settings import DigestSettings, Settings
from digest.config.skipping import skipped_days
from digest.day.setup import Profile, Setup
from digest.errors import ConfigError
from digest.logs import keep_secret, log_as, named_variables
from digest.models import Item, Usage, review_name
from digest.publish.base import Channel
from digest.store import Store
from digest.summarize import Ladder
from digest.summarize.keyless import keyless_writers

if TYPE_CHECKING:
    import httpx

    from digest.net.client import ConditionalCache, HttpClient


@dataclass(frozen=True)
class App:
    """Everything a command needs, built once."""

    settings: Settings
    config_path: Path | None
    env: Mapping[str, str]
    clock: Clock
    deadline: Deadline
    store: Store
    connect: Callable[[], HttpClient]
    """Makes the HTTP client; who asks nobody need not load it."""
    transport: httpx.BaseTransport | None
    """What replaces the network, for the language model too; None = the network."""
    calendar: DigestCalendar
    run_id: str
    echo: Callable[[str], None]
    width: int

    @cached_property
    def http(self) -> HttpClient:
        """The one HTTP client, made when it is first needed."""
        return self.connect()

    @property
    def zone(self) -> ZoneInfo:
        """The digest's time zone."""
        return self.settings.zone

    @property
    def context(self) -> Context:
        """What sources may use."""
        return Context(http=self.http, store=self.store, clock=self.clock, deadline=self.deadline, env=self.env)

    @property
    def channel(self) -> Channel:
        """What publishers may use."""
        return Channel(self.store, self.http, self.clock, self.deadline, self.env, self.echo, self.width)

    def close(self) -> None:
        """Give connections back."""
        if "http" in vars(self):
            self.http.close()
        self.store.close()
        log_as("")


# https_proxy=http://proxy.corp:3128
WAY_OUT = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""What `digest.net.way_out` obeys, in upper or lower case."""


def open_app(
    config: str | None = None,
    *,
    clock: Clock = system_clock,
    environ: Mapping[str, str] | None = None,
    transport: httpx.BaseTransport | None = None,
    settings: Settings | None = None,
    quiet: bool = False,
    scratch: bool = False,
    reading: bool = False,
) -> App:
    """Build the program. Raises ConfigError before anything has run.

    config: path or None for the usual places. transport: replaces the network (the bundled sample).
    quiet: nothing is written to stdout (`--json`). scratch: work on a copy of the store that is thrown away.
    reading: the store is only read, and may be one that cannot be written.
    """
    chosen, path, env = read_settings(config, environ, settings)
    url = chosen.store_url(env)
    store = Store.scratch(url) if scratch else Store.open(url, reading=reading)
    return _assemble(chosen, path, env, store, clock, transport, quiet=quiet, scratch=scratch)


def read_settings(
    config: str | None, environ: Mapping[str, str] | None = None, settings: Settings | None = None
) -> tuple[Settings, Path | None, Mapping[str, str]]:
    """The configuration, where it stands, and the environment with `.env`. Raises ConfigError; opens nothing."""
    path, env = read_environment(config, environ)
    chosen = settings or load_settings(path)
    keep_secret(env, named_variables(chosen))
    return chosen, path, env


def read_environment(
    config: str | None, environ: Mapping[str, str] | None = None
) -> tuple[Path | None, Mapping[str, str]]:
    """Where the configuration stands, and the environment with `.env`. Raises ConfigError.

    Proxies and certificates that only `.env` names hold for the process from now on: who makes a connection asks its
    own environment for them.
    """
    process_env = dict(os.environ if environ is None else environ)
    path = find_config(config, process_env, Path.cwd())
    env = with_dotenv(process_env, path, Path.cwd())
    if environ is None:
        known = {name.upper() for name in process_env}
        os.environ.update(
            {name: value for name, value in env.items() if name.upper() in WAY_OUT and name.upper() not in known}
        )
    return path, env


def reopen(app: App, store: Store) -> App:
    """A closed program over another store, without reading any file: for the alarm that those became unusable."""
    return _assemble(app.settings, app.config_path, app.env, store, app.clock)


def _assemble(
    chosen: Settings,
    path: Path | None,
    env: Mapping[str, str],
    store: Store,
    clock: Clock,
    transport: httpx.BaseTransport | None = None,
    *,
    quiet: bool = False,
    scratch: bool = False,
) -> App:
    run_id = uuid.uuid4().hex[:12]
    log_as(run_id)
    deadline = Deadline(chosen.run_deadline_s)
    calendar = DigestCalendar(
        zone=chosen.zone,
        weekdays=parse_days(chosen.days),
        cutoff=chosen.cutoff,
        skipped=skipped_days(chosen.skip, store),
    )
    terminal = sys.stdout.isatty() and not quiet
    return App(
        settings=chosen,
        config_path=path,
        env=env,
        clock=clock,
        deadline=deadline,
        store=store,
        connect=partial(connected, chosen, deadline, clock, None if scratch else store.http_cache, transport),
        transport=transport,
        calendar=calendar,
        run_id=run_id,
        echo=(lambda _text: None) if quiet else print,
        width=min(shutil.get_terminal_size().columns, 110) if terminal else 0,
    )


def connected(
    settings: Settings,
    deadline: Deadline,
    clock: Clock,
    cache: ConditionalCache | None = None,
    transport: httpx.BaseTransport | None = None,
) -> HttpClient:
    """The HTTP client that the settings describe; it says who asks, as services want to know."""
    from digest.net.client import HttpClient

    contact = f"; +{settings.net.contact}" if settings.net.contact else ""
    return HttpClient(
        user_agent=f"digest/{__version__} (daily paper digest{contact})",
        deadline=deadline,
        clock=clock,
        cache=cache,
        transport=transport,
        allow_private=settings.net.allow_private,
    )


def build_setup(app: App, names: Sequence[str] = ()) -> Setup:
    """Everything a digest day is made with; only the named digests, or all.

    Raises ConfigError for an unknown name or an unusable journal setting.
    """
    for name in names:
        chosen_digest(app.settings, name)
    ladder, notice = build_ladder(app)
    profiles = [build_profile(app, digest) for digest in app.settings.digests if not names or digest.name in names]
    for profile in profiles:
        if profile.journal:
            profile.journal.reconcile()
    return Setup(
        calendar=app.calendar,
        sources=app.settings.sources,
        ladder=ladder,
        profiles=profiles,
        context=app.context,
        channel=app.channel,
        notices=lambda name: (*notice, *token_warnings(app, name)),
        estimate=lambda items: estimate(app, items),
        priced=lambda usage: priced(app, usage),
        load=app.settings.summarizer.load,
        scholar=app.settings.semantic_scholar,
        reviews=[review_reader(app, digest) for digest in app.settings.digests if not names or digest.name in names],
    )


def chosen_digest(settings: Settings, name: str | None) -> DigestSettings:
    """The digest that `--digest` names, or the only one. Raises ConfigError."""
    known = {digest.name: digest for digest in settings.digests}
    if name is None and len(known) == 1:
        return settings.digests[0]
    names = ", ".join(known)
    if name is None:
        raise ConfigError(
            "다이제스트가 여럿이라 어느 것인지 골라야 합니다", hint=f"--digest 뒤에 하나를 쓰세요: {names}"
        )
    if name not in known:
        raise ConfigError(f"설정에 없는 다이제스트입니다: {name}", hint=f"설정에 있는 것: {names}")
    return known[name]


def reader_of(digest: DigestSettings) -> Profile:
    """Whom a digest is for, without anything it is delivered to."""
    people = People(digest.authors, digest.labs)
    return Profile(
        name=digest.name,
        size=digest.size,
        hot=digest.hot,
        keywords=digest.keywords,
        journal=None,
        publishers=(),
        people=people,
        title_link=digest.title_link,
        learning=digest.learning,
        learn_from=digest.learn_from,
        reactions=digest.reactions,
        core=digest.weekly_core,
    )


def build_profile(app: App, digest: DigestSettings) -> Profile:
    """One configured digest with its targets."""
    from digest.journal import JournalTarget  # with all that reads and writes journals

    zone = app.settings.timezone
    journal = JournalTarget(digest.journal, app.store, app.clock, digest.name, zone=zone) if digest.journal else None
    return replace(reader_of(digest), journal=journal, publishers=digest.publish)


def review_reader(app: App, digest: DigestSettings) -> Profile:
    """A configured digest as the reader of its weekly reviews: chats, terminal, archive, and the person's own place."""
    reader = replace(reader_of(digest), name=review_name(digest.name))
    publishers = tuple(p for p in digest.publish if p.chat or p.reviews or not p.shared)
    if digest.journal is None:
        return replace(reader, publishers=publishers)
    from digest.journal import WeekSection, WeekTarget  # with all that reads and writes journals

    told = digest.journal.model_dump(exclude={"section", "create"}, exclude_unset=True)
    target = WeekTarget(WeekSection(**told), app.store, app.clock, reader.name, zone=app.settings.timezone)
    return replace(reader, journal=target, publishers=publishers)


def build_ladder(app: App) -> tuple[Ladder, tuple[str, ...]]:
    """The writers of lines, and what to tell the reader about them (a key that is not set).

    Raises ConfigError for an unreadable prompt.
    """
    chosen = app.settings.summarizer
    keyless = keyless_writers(chosen.keyless)
    missing = chosen.missing(app.env)
    if missing:
        return Ladder(None, keyless), (f"환경 변수가 없어 모델 없이 정리합니다: {', '.join(missing)}",)
    own_prompt = _own_prompt(app)
    writer = chosen.writer(
        app.env, app.store.source_memory, clock=app.clock, prompt_text=own_prompt, transport=app.transport
    )
    return Ladder(writer, keyless), ()


def estimate(app: App, items: Sequence[Item]) -> Usage:
    """What asking the model about these items would cost; nothing without a usable model."""
    chosen = app.settings.summarizer
    return Usage() if chosen.missing(app.env) or not items else chosen.estimate(items, _own_prompt(app))


def priced(app: App, usage: Usage) -> Usage:
    """What was used with its cost, where the model's prices are configured and its tokens were counted."""
    cost = app.settings.summarizer.cost(usage) if usage.prompt_tokens else None
    return usage if cost is None else usage.model_copy(update={"cost_usd": cost})


def _own_prompt(app: App) -> str | None:
    """The prompt beside the configuration, where the person can edit it."""
    path = app.config_path.parent / "prompts" / "one_line.md" if app.config_path else None
    try:
        return path.read_text(encoding="utf-8") if path and path.is_file() else None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: UTF-8 글로 읽을 수 없습니다") from error


def token_warnings(app: App, name: str | None = None) -> tuple[str, ...]:
    """Tokens that are about to die, in Korean; only of the digest of that name, or of all."""
    publishers = [p for digest in app.settings.digests if name in (None, digest.name) for p in digest.publish]
    return tuple(dict.fromkeys(notice for p in publishers for notice in p.notices(app.store, system_clock())))


def require_chat_secrets(settings: Settings, env: Mapping[str, str]) -> None:
    """Refuse to start when a configured chat lacks its variable."""
    missing = settings.missing_for_chat(env)
    if missing:
        told = "; ".join(f"{target} → {', '.join(names)}" for target, names in missing.items())
        where = "값을 얻는 곳: digest help slack, digest help kakao"
        raise ConfigError(f"환경 변수가 없습니다: {told}", hint=f"지금 폴더나 설정 파일 옆의 .env에 넣으세요. {where}")
