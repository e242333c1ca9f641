"""The configuration file as values; every mistake is told with file, line, key and the nearest valid name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator

from digest.calendar.digest_days import known_zone, parse_days
from digest.calendar.holidays import known_country
from digest.choose.keywords import Keyword
from digest.choose.people import Followed
from digest.choose.taste import Reactions
from digest.collect import SOURCES, Source
from digest.collect.semantic_scholar import SemanticScholar
from digest.journal import JournalSettings
from digest.models import Value
from digest.publish import PUBLISHERS, Publisher
from digest.render.links import TitleLink
from digest.summarize import SUMMARIZERS, Summarizer

USUAL_SOURCES = ("huggingface", "arxiv", "inbox")

NONE_GIVEN = {
    "sources": "출처가 하나는 있어야 합니다. 예: sources: [{kind: huggingface}, {kind: arxiv}]. "
    "직접 담은 링크만 쓰려면 [{kind: inbox}], sources를 통째로 지우면 기본 출처를 씁니다",
    "digests": "다이제스트가 하나는 있어야 합니다. 예: digests: [{name: main}]. "
    "digests를 통째로 지우면 기본 다이제스트 하나를 만듭니다",
}
"""What is said of a list that must not be empty, by key."""


class NetSettings(Value):
    """How the bot behaves on the network."""

    contact: str = ""
    """An address or URL put into the User-Agent; arXiv and others ask for one."""
    allow_private: bool = False
    """Let links found in content lead to private addresses; only for emulators and intranets."""


class SkipSettings(Value):
    """Days without a digest; the next digest day covers them."""

    holidays: str | None = None
    """Country code of public holidays to skip, e.g. `KR`."""
    dates: tuple[str, ...] = ()
    """Dates or ranges, e.g. `2026-12-24..2027-01-02`."""

    @field_validator("dates", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """One date needs no list."""
        several = value if isinstance(value, list | tuple) else [value]
        return value if value is None else [str(date) for date in several]

    @field_validator("dates")
    @classmethod
    def _readable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            first, last = date_range(text)
            if last < first:
                raise ValueError(f"끝나는 날이 시작하는 날보다 앞입니다: {text}")
        return value

    @field_validator("holidays")
    @classmethod
    def _known_country(cls, value: str | None) -> str | None:
        if value is None:
            return None
        code = value.strip()
        return known_country(code.upper() if len(code) == 2 else code)


def refuse_twice(what: str, names: Iterable[str]) -> None:
    """Raise ValueError that tells the first name which stands twice. what: the names' Korean subject, e.g. 출처가."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what} 두 번 쓰였습니다: {name}. 서로 다르게 적으세요")
        seen.add(name)


def date_range(text: str) -> tuple[dt.date, dt.date]:
    """`2026-12-24..2027-01-02` or a single date; raises ValueError."""
    first, _, last = text.partition("..")
    try:
        return dt.date.fromisoformat(first.strip()), dt.date.fromisoformat((last or first).strip())
    except ValueError:
        raise ValueError(f"날짜(2026-12-24)나 기간(2026-12-24..2027-01-02)이 아닙니다: {text}") from None


class DigestSettings(Value):
    """One digest: whose interests, how many items, where it goes."""

    name: str = Field(default="main", pattern=r"^[A-Za-z0-9가-힣_-]{1,40}$")
    """What `--digest` and the schedule call it."""
    size: int = Field(default=8, ge=1, le=50)
    """Items a day at most; links you put aside come on top."""
    hot: int = Field(default=2, ge=0, le=50)
    """Of `size`, places that the day's most talked-about papers are sure of, whether they match a keyword or not;
    0 leaves every place to the scores, in which keywords weigh most."""
    keywords: tuple[Keyword, ...] = ()
    """What this reader cares about; empty = simply the day's most recommended."""
    authors: tuple[Followed, ...] = ()
    """Whose papers count, by whole names: `Ada Example`, or `{name: Ada Example, aka: [A. Example], weight: 2}`."""
    labs: tuple[Followed, ...] = ()
    """The same for labs and companies, as Hugging Face calls them: `Upstage`, `Google DeepMind`."""
    learning: bool | None = None
    """Whether likes, edits, links and reactions change the order, from 20 of them on; absent: they are noticed, and you
    are told once that it can be switched on; false: they are not even noticed."""
    learn_from: tuple[str, ...] = ()
    """Others whose signals count here as well: names of digests, or targets such as `slack:#papers`."""
    reactions: Reactions = Reactions()
    """Which Slack reactions mean like and dislike."""
    title_link: TitleLink | None = None
    """What a title leads to: `huggingface`, `arxiv`, `alphaxiv` or `pdf`; Hugging Face's page where there is one, else
    arXiv's, when absent."""
    weekly: bool = False
    """True: a review of each week, on Friday evening, into your own `## N주차 후기` and the chats."""
    weekly_own: bool = False
    """True: the review in the chats, too, counts what you wrote about and put aside; else your journal alone does."""
    weekly_core: bool = True
    """주간 후기에 그 주의 논문들이 함께 인용한 핵심 논문을 싣습니다. 논문 번호만 Semantic Scholar에 물어봅니다."""
    journal: JournalSettings | None = JournalSettings()
    """The journal is always the first delivery; `null` for a digest without one."""
    publish: tuple[Publisher, ...] = Field(default_factory=lambda: (PUBLISHERS.make("console"),))
    """Where else it goes, each at most once a day."""

    @field_validator("publish")
    @classmethod
    def _different_targets(cls, value: tuple[Publisher, ...]) -> tuple[Publisher, ...]:
        refuse_twice("대상이", (publisher.target for publisher in value))
        return value


class Settings(Value):
    """Everything the bot is told; works without any of it."""

    timezone: str = "Asia/Seoul"
    """The digest's calendar."""
    days: str = "mon-fri"
    """Digest days, e.g. `mon-fri`, `daily`, `mon,wed,fri`."""
    cutoff: dt.time = dt.time(7, 0)
    """Local time at which a day's window closes."""
    run_deadline_s: float = Field(default=600, gt=0)
    """Seconds one digest day may take, all waiting included."""
    store: str = "sqlite:///data/digest.db"
    """Any SQLAlchemy URL."""
    store_env: str | None = None
    """Environment variable that holds the store's URL (with its password); wins over `store`."""
    sources: tuple[Source, ...] = Field(default_factory=lambda: tuple(map(SOURCES.make, USUAL_SOURCES)))
    """Who is asked; one failing never stops the others."""
    summarizer: Summarizer = Field(default_factory=lambda: SUMMARIZERS.make("keyless"))
    """Who writes the one line per item."""
    digests: tuple[DigestSettings, ...] = Field(default_factory=lambda: (DigestSettings(),))
    """The digests of a day; files in `digests.d/` beside the configuration add more."""
    semantic_scholar: SemanticScholar = SemanticScholar()
    """주간 후기의 핵심 논문(`weekly_core`)을 물어보는 곳."""
    skip: SkipSettings = SkipSettings()
    """Days without a digest."""
    net: NetSettings = NetSettings()
    """Manners on the network."""
    log: Literal["debug", "info", "warning"] = "warning"
    """How much goes to the log on stderr; `--verbose` asks for at least `info`, `digest serve` always does."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return known_zone(value)

    @field_validator("cutoff", mode="before")
    @classmethod
    def _time_of_day(cls, value: object) -> object:
        """`7:00` is 07:00; a bare 7 would be seven seconds past midnight."""
        if isinstance(value, int | float):
            raise ValueError('시각은 따옴표로 감싸 "07:00"처럼 적으세요')
        return f"0{value}" if isinstance(value, str) and value[1:2] == ":" else value

    @field_validator("days", mode="before")
    @classmethod
    def _days_as_text(cls, value: object) -> object:
        return ",".join(map(str, value)) if isinstance(value, list | tuple) else value

    @field_validator("days")
    @classmethod
    def _known_days(cls, value: str) -> str:
        parse_days(value)
        return value

    @field_validator("sources", "digests", mode="before")
    @classmethod
    def _at_least_one(cls, value: object, field: ValidationInfo) -> object:
        """An empty list would make a run that asks nobody, or makes nothing, look like a quiet day."""
        if value is None or value in ([], ()):
            raise ValueError(NONE_GIVEN[str(field.field_name)])
        return value

    @field_validator("sources")
    @classmethod
    def _different_sources(cls, value: tuple[Source, ...]) -> tuple[Source, ...]:
        refuse_twice("출처가", (source.source for source in value))
        return value

    @field_validator("digests")
    @classmethod
    def _different_digests(cls, value: tuple[DigestSettings, ...]) -> tuple[DigestSettings, ...]:
        refuse_twice("다이제스트 이름이", (digest.name for digest in value))
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The digest's time zone."""
        return ZoneInfo(self.timezone)

    def store_url(self, env: Mapping[str, str]) -> str:
        """The store's URL, from the environment when `store_env` says so."""
        return env.get(self.store_env, "") or self.store if self.store_env else self.store

    def missing_for_chat(self, env: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Unset variables by target; a configured chat without its secret is exit 2."""
        return {p.target: p.missing(env) for d in self.digests for p in d.publish if p.missing(env)}


CONFIG_PLACES = (Path("config/digest.yaml"),)
"""Where the configuration is looked for when neither --config nor $DIGEST_CONFIG names it."""
