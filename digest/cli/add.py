"""`digest add`: put links aside for the digest, one by one or from a KakaoTalk export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.session import parse_date, session
from digest.errors import ConfigError, reason

ASKING_S = 10.0
"""For the titles of papers that a person waits for."""

if TYPE_CHECKING:
    from digest.app import App
    from digest.collect.inbox.source import NewLink
    from digest.store.memory import Link


@click.command(help="논문, 글, 웹 페이지의 링크나 카카오톡에서 내보낸 대화의 링크를 다이제스트에 담습니다.")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--note", metavar="WORDS", default="", help="항목과 함께 보일 메모. 예: '멘토님 추천'")
@click.option("--date", metavar="DATE", callback=parse_date, help="실을 다이제스트 날짜. 없으면 다음 다이제스트")
@click.option(
    "--kakao-export",
    "exports",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="카카오톡에서 내보낸 대화(.txt, .csv, .zip, 여러 번 가능). 링크와 시각만 남깁니다",
)
@click.option("--all", "everything", is_flag=True, help="내보낸 대화에서 논문이 아닌 링크도 담습니다")
@click.option("--papers-only", is_flag=True, hidden=True, help="이제 기본입니다")
@click.pass_context
def add(
    ctx: click.Context,
    urls: tuple[str, ...],
    note: str,
    date: dt.date | None,
    exports: tuple[Path, ...],
    everything: bool,
    papers_only: bool,
) -> None:
    if not urls and not exports:
        raise click.UsageError("URL이나 --kakao-export FILE이 필요합니다")
    from digest.collect.inbox.source import NewLink, NotALink, add_links, repeated

    if everything and papers_only:
        raise click.UsageError("--all과 --papers-only 가운데 하나만 쓰세요")
    refuse_misspelt(urls)
    shared, others = read_exports(exports, date, everything)
    with session(ctx) as app:
        entries = [NewLink(url=url, added_at=app.clock(), for_date=date, note=note) for url in urls]
        try:
            again = repeated(urls)
            stored = add_links(app.store, app.http, entries, oembed_url(app))
        except NotALink as error:
            hint = "예: digest add https://arxiv.org/abs/2408.10914"
            if any(url.lower().endswith((".txt", ".csv", ".zip")) for url in urls):
                hint = "카카오톡에서 내보낸 대화라면: digest add --kakao-export FILE"
            raise ConfigError(str(error), hint=hint) from error
        for link, new in with_titles(stored, app):
            click.echo(told(link, new, app))
        for url in again:
            click.echo(f"같은 것을 두 번 적어 한 번만 담음: {url}")
        if exports:
            click.echo(told_together(add_links(app.store, None, shared), app))
            if others:
                click.echo(f"논문이 아닌 링크 {others}개는 담지 않음 (담으려면 --all)")


def refuse_misspelt(urls: Sequence[str]) -> None:
    """Raise ConfigError for an arXiv id with a digit too few or too many: it names no paper."""
    from digest.identity import misspelt_arxiv_id

    for url in urls:
        if wrong := misspelt_arxiv_id(url):
            what = "모자랍니다" if len(wrong) < len("2408.10914") else "너무 많습니다"
            hint = "2015년부터 점 뒤는 다섯 자리입니다. 예: 2408.10914"
            raise ConfigError(f"arXiv 번호의 자릿수가 {what}: {wrong}", hint=hint)


def read_exports(files: Sequence[Path], date: dt.date | None, everything: bool) -> tuple[list[NewLink], int]:
    """The links to papers of all exports, or all links; and how many others there were.

    Raises ConfigError that names a file which is none.
    """
    from digest.collect.inbox.kakao_export import Shared, parse
    from digest.collect.inbox.source import PAPERS, NewLink
    from digest.identity import canonical_key

    found: list[Shared] = []
    for file in files:
        try:
            found += parse(file.read_bytes())
        except (ValueError, OSError) as error:
            told = reason(error) if isinstance(error, OSError) else error
            raise ConfigError(f"{file}: {told}", hint="카카오톡 대화방 설정 → 대화 내용 내보내기") from error
    links = [(at, url, key) for at, url in found if (key := canonical_key(url))]
    wanted = [(at, url) for at, url, key in links if everything or key.startswith(PAPERS)]
    others = {key for _, _, key in links if not (everything or key.startswith(PAPERS))}
    return [NewLink(url=url, added_at=at, for_date=date) for at, url in wanted], len(others)


def with_titles(stored: Sequence[tuple[Link, bool]], app: App) -> list[tuple[Link, bool]]:
    """Papers are put aside without a title: their sources know it, and are asked once."""
    from digest.collect import known_papers
    from digest.identity import canonical_key

    keys = {link.url: canonical_key(link.url) or "" for link, _ in stored if not link.title}
    known = known_papers(set(keys.values()), app.settings.sources, app.context, ASKING_S) if keys else {}
    titled = []
    for link, new in stored:
        found = known.get(keys.get(link.url, ""))
        if found and found.title:
            link = link.model_copy(update={"title": found.title})
            app.store.inbox.add(link)
        titled.append((link, new))
    return titled


def oembed_url(app: App) -> str:
    """Where posts are looked up, as the configured inbox or X source says."""
    from digest.collect.inbox.source import OEMBED_URL

    configured = (getattr(source, "oembed_url", "") for source in app.settings.sources)
    return next(filter(None, configured), OEMBED_URL)


def told(link: Link, new: bool, app: App) -> str:
    """What became of one link, in Korean: the day it is for now, and whether it will be seen there."""
    from digest.render.clean import visible

    kept = app.store.inbox.find(link.url) or link
    day = day_of(kept, app)
    name = f"{visible(kept.title)} – {link.address}" if kept.title else link.address
    name += f" (메모: {visible(kept.note)})" if kept.note else ""
    shown = shown_on(kept, day, app)
    if shown:
        return f"이미 {shown} 다이제스트에 실렸습니다: {name}"
    if new:
        said = f"{day} 다이제스트에 담음: {name}"
    elif link.for_date:
        said = f"이미 담겨 있음, 실을 날은 이제 {day}: {name}"
    else:
        said = f"이미 {day} 다이제스트에 담겨 있음: {name}"
    return said + remark(kept, day, app)


def day_of(link: Link, app: App) -> dt.date:
    """The digest day that a link is for; a day off hands it to the next one."""
    if link.for_date is None:
        return app.calendar.current(link.added_at)
    return link.for_date if app.calendar.is_digest_day(link.for_date) else app.calendar.following(link.for_date)


def is_over(day: dt.date, app: App) -> bool:
    """Whether no coming run makes this digest day by itself: it is past, or every digest of it is made."""
    from digest.serve.finished import finished

    names = [digest.name for digest in app.settings.digests]
    return day < app.calendar.today(app.clock()) or finished(app.store, day).issuperset(names)


def shown_on(link: Link, day: dt.date, app: App) -> dt.date | None:
    """The other day that showed a link, so that no digest of `day` will; None when one still can."""
    from digest.identity import canonical_key

    names = [digest.name for digest in app.settings.digests]
    key, digests = canonical_key(link.url), app.store.digests
    if not all(key in digests.taken(name, day) for name in names):
        return None
    past = ((date, digests.load(date, name)) for name in names for date in digests.dates(name) if date != day)
    found = (date for date, held in past if held and any(entry.item.key == key for entry in held.entries))
    return min(found, default=None)


def remark(link: Link, day: dt.date, app: App) -> str:
    """Why a link might not be seen on its day, in Korean; "" when it will."""
    from digest.identity import canonical_key
    from digest.serve.finished import finished

    names = [digest.name for digest in app.settings.digests]
    key = canonical_key(link.url)
    if finished(app.store, day).issuperset(names):
        held = [app.store.digests.load(day, name) for name in names]
        if not any(entry.item.key == key for digest in held if digest for entry in digest.entries):
            return f"\n  그날 다이제스트는 이미 만들었으니, 실으려면 다시 만드세요: digest run --date {day}"
    return ""


def told_together(stored: Sequence[tuple[Link, bool]], app: App) -> str:
    """What became of an export's links, in Korean."""
    fresh = [link for link, new in stored if new]
    past = sum(is_over(day_of(link, app), app) for link in fresh)
    told = f"내보낸 대화에서 링크 {len(fresh)}개를 담음"
    told += f", {len(stored) - len(fresh)}개는 이미 있음" if len(stored) > len(fresh) else ""
    return told + (f". 그중 {past}개는 지났거나 이미 만든 날의 것이라 그날을 다시 만들어야 나옴" if past else "")
