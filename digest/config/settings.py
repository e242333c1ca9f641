"""The configuration file as values; what its keys mean is docs/configuration.md, made from here."""

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
from digest.choose.people import Author, Followed
from digest.choose.taste import Reactions
from digest.collect import SOURCES, Source
from digest.collect.semantic_scholar import SemanticScholar
from digest.errors import ConfigError
from digest.journal import JournalSettings
from digest.models import Value
from digest.publish import PUBLISHERS, Publisher
from digest.render.links import TitleLink
from digest.summarize import SUMMARIZERS, Summarizer

# without `sources:` a digest reads `huggingface`, `arxiv` and `inbox`
USUAL_SOURCES = ("huggingface", "arxiv", "inbox")

NONE_GIVEN = {
    "sources": "출처가 하나는 있어야 합니다. 예: sources: [{kind: huggingface}, {kind: arxiv}]. "
    "직접 담은 링크만 쓰려면 [{kind: inbox}], sources를 통째로 지우면 기본 출처를 씁니다",
    "digests": "다이제스트가 하나는 있어야 합니다. 예: digests: [{name: main}]. "
    "digests를 통째로 지우면 기본 다이제스트 하나를 만듭니다",
}
"""What is said of a list that must not be empty, by key."""


class NetSettings(Value):
    """봇이 네트워크를 쓰는 방식."""

    contact: str = ""
    """User-Agent에 넣을 메일 주소나 URL. arXiv를 비롯해 여러 곳이 적어 달라고 합니다."""
    allow_private: bool = False
    """글에서 찾은 링크가 사설 주소로 이어져도 되는지. 에뮬레이터나 사내망에서만 켜세요."""


class SkipSettings(Value):
    """다이제스트를 만들지 않는 날. 그 사이 것은 다음 다이제스트에 함께 실립니다."""

    holidays: str | None = None
    """공휴일에 쉴 나라의 코드. 예: `KR`"""
    dates: tuple[str, ...] = ()
    """날짜나 기간. 예: `2026-12-24..2027-01-02`"""

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
    """다이제스트 하나: 누구의 관심사로, 몇 건을, 어디로 보낼지."""

    name: str = Field(default="main", pattern=r"^[A-Za-z0-9가-힣_-]{1,40}$")
    """`--digest`와 일정에서 부르는 이름."""
    size: int = Field(default=8, ge=1, le=50)
    """하루에 많아야 몇 건인지. 직접 담은 링크는 여기에 더해집니다."""
    hot: int = Field(default=2, ge=0, le=50)
    """`size` 가운데 그날 가장 화제인 논문에게 보장하는 자리 수. 키워드에 맞지 않아도 실립니다. 0이면 모든 자리를
    점수로 정하고, 점수에서는 키워드가 가장 무겁습니다."""
    keywords: tuple[Keyword, ...] = ()
    """관심 키워드. 비어 있으면 그날 추천을 많이 받은 것을 고릅니다."""
    authors: tuple[Author, ...] = ()
    """논문이 나오면 점수를 더할 저자의 이름 전체: `Ada Example`, 또는 `{name: Ada Example, aka: [A. Example],
    orcid: 0000-0002-1825-0097, weight: 2}`"""
    labs: tuple[Followed, ...] = ()
    """연구실과 회사도 마찬가지로, Hugging Face가 부르는 이름으로 적습니다: `Upstage`, `Google DeepMind`"""
    learning: bool | None = None
    """좋아요, 고친 줄, 담은 링크, 반응을 신호로 삼아 20건부터 순서에 반영할지. 적지 않으면 신호를 모으기만 하고(Slack
    반응은 켜야 읽습니다), 켤 수 있다고 한 번 알려 줍니다. false면 모으지도 않습니다."""
    learn_from: tuple[str, ...] = ()
    """함께 셀 다른 곳의 신호: 다이제스트의 이름, 또는 `slack:#papers` 같은 대상."""
    reactions: Reactions = Reactions()
    """어떤 Slack 반응이 좋아요이고 싫어요인지."""
    title_link: TitleLink | None = None
    """제목을 누르면 갈 곳: `huggingface`, `arxiv`, `alphaxiv`, `pdf`. 적지 않으면 Hugging Face에 페이지가 있으면
    그곳, 없으면 arXiv입니다."""
    weekly: bool = False
    """true면 금요일 저녁마다 한 주의 후기를 저널의 `## N주차 후기`와 대화방에 씁니다."""
    weekly_own: bool = False
    """true면 대화방에 가는 후기에서도 내가 저널에 쓰고 담아 둔 것을 셉니다. 아니면 내 저널에서만 셉니다."""
    weekly_core: bool = True
    """주간 후기에 그 주의 논문들이 함께 인용한 핵심 논문을 싣습니다. 논문 번호만 Semantic Scholar에 물어봅니다."""
    journal: JournalSettings | None = JournalSettings()
    """저널에는 언제나 가장 먼저 씁니다. 저널이 없는 다이제스트는 `null`."""
    publish: tuple[Publisher, ...] = Field(default_factory=lambda: (PUBLISHERS.make("console"),))
    """그 밖에 보낼 곳. 각각 하루에 많아야 한 번 갑니다."""

    @field_validator("publish")
    @classmethod
    def _different_targets(cls, value: tuple[Publisher, ...]) -> tuple[Publisher, ...]:
        refuse_twice("대상이", (publisher.target for publisher in value))
        return value


class Settings(Value):
    """봇에게 알려 주는 모든 것. 하나도 없어도 돌아갑니다."""

    timezone: str = "Asia/Seoul"
    """다이제스트의 달력이 따르는 시간대."""
    days: str = "mon-fri"
    """다이제스트를 만드는 요일. 예: `mon-fri`, `daily`, `mon,wed,fri`"""
    cutoff: dt.time = dt.time(7, 0)
    """하루의 범위가 닫히는 시각(`timezone` 기준)."""
    run_deadline_s: float = Field(default=600, gt=0)
    """다이제스트 하루치를 만드는 데 쓸 시간(초). 기다리는 시간까지 모두 셉니다."""
    store: str = "sqlite:///data/digest.db"
    """저장소의 SQLAlchemy URL."""
    store_env: str | None = None
    """저장소의 URL(비밀번호 포함)이 든 환경 변수. 적으면 `store` 대신 이것을 쓰고, 그 변수가 비어 있으면 실행하지
    않습니다."""
    feeds: tuple[str, ...] = ()
    """이름으로 켜는 피드 묶음: `korean-ai`, `ai-labs`, `youtube-papers`, `reddit-ml`. 무엇이 들었는지는
    `config/feeds/`에 있습니다. `sources`에 더해지고, 이름이나 주소가 같은 것은 `sources`에 적은 것을 따릅니다."""
    sources: tuple[Source, ...] = Field(
        default_factory=lambda: tuple(map(SOURCES.make, USUAL_SOURCES)), validate_default=True
    )
    """논문과 글을 가져올 출처. 하나가 실패해도 나머지는 그대로 갑니다."""
    summarizer: Summarizer = Field(default_factory=lambda: SUMMARIZERS.make("keyless"))
    """논문마다 붙는 한 줄을 누가 쓸지."""
    digests: tuple[DigestSettings, ...] = Field(default_factory=lambda: (DigestSettings(),))
    """하루에 만들 다이제스트. 설정 파일 옆의 `digests.d/`에 있는 파일들이 더해집니다."""
    semantic_scholar: SemanticScholar = SemanticScholar()
    """주간 후기의 핵심 논문(`weekly_core`)을 물어보는 곳."""
    skip: SkipSettings = SkipSettings()
    """다이제스트를 만들지 않는 날."""
    net: NetSettings = NetSettings()
    """네트워크를 쓰는 방식."""
    log: Literal["debug", "info", "warning"] = "warning"
    """stderr에 남길 로그의 양. `--verbose`를 붙이면 적어도 `info`이고, `digest serve`는 언제나 그렇습니다."""

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

    @field_validator("feeds")
    @classmethod
    def _known_lists(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value:
            from digest.collect.feed.lists import known_list

            return tuple(dict.fromkeys(map(known_list, value)))
        return value

    @field_validator("sources")
    @classmethod
    def _different_sources(cls, value: tuple[Source, ...], fields: ValidationInfo) -> tuple[Source, ...]:
        """As they are configured, and behind them the feeds of the lists that are switched on."""
        refuse_twice("출처가", (source.source for source in value))
        if not fields.data.get("feeds"):
            return value
        from digest.collect.feed.lists import feed_list

        known = {source.source for source in value} | {getattr(source, "url", "") for source in value}
        listed = [feed.source() for name in fields.data["feeds"] for feed in feed_list(name)]
        return (*value, *(feed for feed in listed if not {feed.source, feed.url} & known))

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
        """The store's URL, from the environment when `store_env` says so.

        Raises ConfigError when that variable is not set: another store knows nothing of what was sent.
        """
        if not self.store_env:
            return self.store
        url = env.get(self.store_env, "").strip()
        if not url:
            hint = (
                f".env에 {self.store_env}=URL을 넣으세요. store에 적은 저장소를 쓰려면 설정에서 store_env 줄을 지우세요"
            )
            raise ConfigError(f"store_env: 환경 변수가 비어 있습니다: {self.store_env}", hint=hint)
        return url

    def missing_for_chat(self, env: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Unset variables by target; a configured chat without its secret is exit 2."""
        return {p.target: p.missing(env) for d in self.digests for p in d.publish if p.missing(env)}


CONFIG_PLACES = (Path("config/digest.yaml"),)
"""Where the configuration is looked for when neither --config nor $DIGEST_CONFIG names it."""
