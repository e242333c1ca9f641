"""`digest open`: the archive's page of a day or a paper in the browser, or the paper's own page without an archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from digest.cli.explain import paper_key
from digest.cli.session import parse_date, say, session
from digest.errors import ConfigError

if TYPE_CHECKING:
    from digest.app import App
    from digest.publish.base import PublisherSettings

NO_ARCHIVE = (
    "publish에 {kind: site, path: public/archive}를 더하면 페이지가 생깁니다. 논문의 원문은 digest open ID로 엽니다"
)


@click.command(
    help="아카이브의 페이지를 브라우저로 엽니다: 가장 새 날, --date로 고른 날, 또는 논문 하나. "
    "아카이브에 없는 논문은 원문을 엽니다."
)
@click.argument("paper", required=False, metavar="[ID]")
@click.option("--date", metavar="DATE", callback=parse_date, help="이날의 페이지")
@click.option("--digest", "name", metavar="NAME", help="이 다이제스트의 아카이브에서")
@click.option("--print", "only_print", is_flag=True, help="열지 않고 주소만 출력합니다")
@click.pass_context
def open(ctx: click.Context, paper: str | None, date: dt.date | None, name: str | None, only_print: bool) -> None:
    from digest.app import chosen_digest

    if paper and date:
        raise click.UsageError("논문과 --date 가운데 하나만 쓰세요")
    with session(ctx, reading=True) as app:
        digests = [chosen_digest(app.settings, name)] if name else app.settings.digests
        archives = [target for digest in digests for target in digest.publish if target.pages]
        address = page_of_paper(app, archives, paper) if paper else page_of_day(archives, date)
    click.echo(address)
    if not only_print and not opened(address):
        say("  → 열 브라우저를 찾지 못했습니다. 위의 주소를 직접 여세요")


def page_of_day(archives: Sequence[PublisherSettings], date: dt.date | None) -> str:
    """The address of a day's page, or of the front page. Raises ConfigError where there is none."""
    if not archives:
        raise ConfigError("설정에 아카이브가 없습니다", hint=NO_ARCHIVE)
    if address := next(filter(None, (archive.page(date) for archive in archives)), ""):
        return address
    raise ConfigError(
        f"아카이브에 {date} 페이지가 없습니다" if date else "아직 아카이브를 만들지 않았습니다",
        hint="digest site로 만들거나 새로 고칠 수 있습니다",
    )


def page_of_paper(app: App, archives: Sequence[PublisherSettings], paper: str) -> str:
    """The address of a paper's page; where it stands itself when no archive holds it."""
    from digest.render.clean import web_address
    from digest.render.links import PAGES

    key = paper_key(paper)
    if address := next(filter(None, (archive.page(paper=key) for archive in archives)), ""):
        return address
    found = app.store.search.get(key)
    kind, _, rest = key.partition(":")
    own = {"arxiv": PAGES["arxiv"].format(id=rest), "doi": f"https://doi.org/{rest}", "url": rest}[kind]
    return web_address(found.url if found else "") or web_address(own)


def opened(address: str) -> bool:
    """Whether a browser took the address."""
    import webbrowser

    try:
        return webbrowser.open(address)
    except webbrowser.Error:
        return False
