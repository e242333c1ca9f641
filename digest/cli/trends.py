"""`digest trends`: what moves in the lists, and every claim of a digest counted again from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import click
from pydantic import Field

from digest.app import App
from digest.cli.session import parse_date, say, session
from digest.day.document import short_id
from digest.models import Digest, Trend, Value
from digest.render.clean import visible
from digest.render.phrases import list_days, percent, sparkline
from digest.review.moving import LISTS, TopicHistory, history, moving, read_lists
from digest.review.topics import Listed

SINCE = dt.timedelta(days=30)
SHOWN_DAYS = 20
"""List days in a sparkline."""


class JsonPaper(Value):
    """A paper that was counted."""

    id: str
    title: str


class JsonListDay(Value):
    """One daily list."""

    date: dt.date
    size: int
    """All papers of the list."""
    papers: tuple[JsonPaper, ...]
    """Those of the topic."""


class JsonClaim(Value):
    """One line of a digest, and the same counted again from the lists."""

    date: dt.date
    """The digest's day."""
    digest: str
    until: dt.date
    """The newest list that was counted."""
    lists: int
    """Recent list days."""
    count: int
    size: int
    usual_lists: int
    """List days before."""
    usual_count: int
    usual_size: int
    recounted: tuple[int, int, int, int] | None
    """(count, size, usual_count, usual_size) as the recorded lists give them now; null when they are not kept."""
    holds: bool | None
    """Whether both are the same; null when it cannot be counted again."""


class JsonTopic(Value):
    """A topic, its lists and what was said of it."""

    topic: str
    state: str
    """`rising` when it moves now, else `said` or `asked`."""
    count: int
    size: int
    share: float
    """0–1, of the recent lists."""
    usual_count: int
    usual_size: int
    usual_share: float
    lists: int
    usual_lists: int
    first: dt.date | None
    """First list that held it, of those shown."""
    last: dt.date | None
    days: tuple[JsonListDay, ...]
    """The compared lists, oldest first."""
    claims: tuple[JsonClaim, ...]


class JsonTrends(Value):
    """`digest trends --json`."""

    version: int = Field(default=1, alias="schema")
    digest: str
    since: dt.date
    until: dt.date | None
    """The newest recorded list."""
    topics: tuple[JsonTopic, ...]


@click.command(help="목록에서 무엇이 늘고 있는지, 다이제스트의 `흐름` 줄이 어느 논문에서 나왔는지 보여 줍니다.")
@click.option("--since", metavar="DATE", callback=parse_date, help="이날부터의 다이제스트와 목록. 기본은 지난 30일")
@click.option("--topic", "topics", metavar="TOPIC", multiple=True, help="이 주제만, 논문까지. 여러 번 쓸 수 있습니다")
@click.option("--digest", "name", metavar="NAME", help="이 다이제스트의 흐름만. 기본은 설정의 첫 다이제스트")
@click.option("--json", "as_json", is_flag=True, help="JSON으로")
@click.pass_context
def trends(ctx: click.Context, since: dt.date | None, topics: tuple[str, ...], name: str | None, as_json: bool) -> None:
    with session(ctx, reading=True, quiet=as_json) as app:
        found = look(app, name, since, topics)
    if as_json:
        click.echo(found.model_dump_json(indent=1, by_alias=True))
    else:
        show(found, detailed=bool(topics))


def look(app: App, name: str | None, since: dt.date | None, topics: Sequence[str]) -> JsonTrends:
    """Count everything from the recorded lists. Raises ConfigError for a digest that is not configured."""
    from digest.app import chosen_digest

    chosen = chosen_digest(app.settings, name or app.settings.digests[0].name).name
    today = app.calendar.today(app.clock())
    since = since or today - SINCE
    claims = [d for d in map(app.store.digests.load, *_dates(app, chosen, since, today)) if d and d.trends]
    oldest = min([since, *(trend.until for d in claims for trend in d.trends if trend.until)])
    keywords = tuple(word for digest in app.settings.digests for word in digest.keywords)
    lists = read_lists(app.store.sightings.lists(today - dt.timedelta(days=1), LISTS + (today - oldest).days))
    now = moving(lists, keywords)
    rising = {movement.topic for movement in now.found} if now else set()
    said = {trend.topic: None for digest in reversed(claims) for trend in digest.trends if trend.size}
    wanted = topics or [*said, *(now.papers if now and not said else ())]
    return JsonTrends(
        digest=chosen,
        since=since,
        until=max(lists, default=None),
        topics=tuple(
            found
            for topic in dict.fromkeys(wanted)
            if (found := _topic(history(topic, lists, keywords), claims, topic in rising, topic in said, since))
        ),
    )


def _dates(app: App, name: str, since: dt.date, today: dt.date) -> tuple[list[dt.date], list[str]]:
    dates = [date for date in app.store.digests.dates(name) if since <= date <= today]
    return dates, [name] * len(dates)


def _topic(told: TopicHistory, digests: Sequence[Digest], rises: bool, said: bool, since: dt.date) -> JsonTopic | None:
    """One topic as it stands now; None while too few lists are known."""
    compared = told.compare()
    if compared is None:
        return None
    count, size, usual_count, usual_size = compared.numbers
    days = [day for day in told.days if day.date >= min(since, compared.before[0].date)]
    seen = [day.date for day in days if day.papers]
    return JsonTopic(
        topic=visible(told.topic),
        state="rising" if rises else "said" if said else "asked",
        count=count,
        size=size,
        share=count / size,
        usual_count=usual_count,
        usual_size=usual_size,
        usual_share=usual_count / usual_size,
        lists=len(compared.recent),
        usual_lists=len(compared.before),
        first=min(seen, default=None),
        last=max(seen, default=None),
        days=tuple(JsonListDay(date=day.date, size=day.size, papers=_papers(day.papers)) for day in days),
        claims=tuple(
            _claim(digest, trend, told)
            for digest in digests
            for trend in digest.trends
            if trend.topic == told.topic and trend.size
        ),
    )


def _papers(papers: Sequence[Listed]) -> tuple[JsonPaper, ...]:
    return tuple(JsonPaper(id=short_id(paper.key), title=visible(paper.title)) for paper in papers)


def _claim(digest: Digest, trend: Trend, told: TopicHistory) -> JsonClaim:
    """What a digest said, and what its lists say now."""
    until = trend.until or digest.date
    compared = told.until(until).compare(trend.lists, trend.days)
    numbers = (trend.count, trend.size, trend.usual_count, trend.usual_size)
    return JsonClaim(
        date=digest.date,
        digest=digest.name,
        until=until,
        lists=trend.lists,
        count=trend.count,
        size=trend.size,
        usual_lists=trend.days,
        usual_count=trend.usual_count,
        usual_size=trend.usual_size,
        recounted=compared.numbers if compared else None,
        holds=compared.numbers == numbers if compared else None,
    )


def show(found: JsonTrends, *, detailed: bool) -> None:
    """The table for a person; with the papers of every list when a topic was asked for."""
    if found.until is None:
        click.echo("아직 모은 목록이 없습니다. `digest run`이나 `digest collect`가 날마다 모읍니다.")
        return
    if not found.topics:
        click.echo(f"{found.since}부터 `{found.digest}`에 적은 흐름이 없고, 지금 늘고 있는 주제도 없습니다.")
        click.echo("아무 주제나 볼 수 있습니다: digest trends --topic diffusion")
        return
    _table(found)
    for topic in found.topics:
        _claims(topic)
        if detailed:
            _listed(topic)
    if not detailed:
        say(f'\n논문까지 보려면: digest trends --topic "{found.topics[0].topic}"')


def _table(found: JsonTrends) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    table.add_column("주제", min_width=12)
    for name in ("최근", "그 전", "논문"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(f"최근 목록 {SHOWN_DAYS}일", no_wrap=True)
    table.add_column("처음 – 마지막")  # wraps before the topic would have to
    for topic in found.topics:
        counts = [len(day.papers) for day in topic.days[-SHOWN_DAYS:]]
        table.add_row(
            topic.topic + (" ↑" if topic.state == "rising" else ""),
            f"{list_days(topic.lists)} {percent(topic.share)}",
            f"{list_days(topic.usual_lists)} {percent(topic.usual_share)}",
            f"{topic.count}편",
            sparkline(counts),
            _span(topic.first, topic.last),
        )
    Console(highlight=False, markup=False).print(table)


def _span(first: dt.date | None, last: dt.date | None) -> str:
    """`07-25 – 08-28`, which fits beside the rest; with the years where they differ."""
    if first is None or last is None:
        return "없음"
    form = "%m-%d" if first.year == last.year else "%Y-%m-%d"
    return f"{first:{form}} – {last:{form}}"


def _claims(topic: JsonTopic) -> None:
    for claim in topic.claims:
        numbers = (claim.count, claim.size, claim.usual_count, claim.usual_size)
        told = _numbers(numbers)
        if claim.recounted is None:
            again = "그때의 목록이 남아 있지 않아 다시 셀 수 없음"
        elif claim.holds:
            again = "다시 세어도 같음"
        else:
            again = f"다시 세면 {_numbers(claim.recounted)}"
        click.echo(f"{claim.date} {claim.digest}: {topic.topic} {told} ({claim.until} 목록까지) – {again}")


def _listed(topic: JsonTopic) -> None:
    """The papers behind the count, newest list first, down to the oldest that was compared."""
    edge = topic.days[-topic.lists].date
    click.echo(f"\n{topic.topic}")
    for day in reversed(topic.days):
        if day.papers:
            side = "" if day.date >= edge else " (그 전)"
            click.echo(f"  {day.date} 목록 {day.size}편 가운데 {len(day.papers)}편{side}")
            for paper in day.papers:
                click.echo(f"    {paper.id}  {paper.title}")


def _numbers(numbers: tuple[int, int, int, int]) -> str:
    count, size, usual_count, usual_size = numbers
    return f"{count}/{size}편, 그 전 {usual_count}/{usual_size}편"
