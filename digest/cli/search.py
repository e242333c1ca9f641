"""`digest search`: find again what was ever seen, in Korean or English."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from digest.cli.query import asked
from digest.cli.session import dumped, parse_date, session

if TYPE_CHECKING:
    from rich.text import Text

    from digest.store.search import FoundPaper, SearchQuery

PAGE = 10


@click.command(
    help="지금까지 본 것을 모두 찾습니다: 제목, 초록, 한국어 줄, 저자, 키워드, 메모."
    " 큰따옴표로 묶인 말은 한 말로 찾습니다. 예: `digest search '\"world model\" agent'`"
)
@click.argument("words", nargs=-1, required=True, metavar="QUERY")
@click.option("--since", metavar="DATE", callback=parse_date, help="이 날 처음 본 것부터")
@click.option("--until", metavar="DATE", callback=parse_date, help="이 날 처음 본 것까지")
@click.option("--source", metavar="NAME", default="", help="이 출처가 보여 준 것만. 예: huggingface, feed:GeekNews")
@click.option("--shown/--not-shown", "shown", default=None, help="다이제스트에 실린 것만, 또는 실리지 않은 것만")
@click.option("--noted", is_flag=True, help="내 메모가 있는 것만")
@click.option("--digest", "name", metavar="NAME", default="", help="실렸는지를 이 다이제스트로 봅니다")
@click.option(
    "--order",
    type=click.Choice(["relevance", "date"]),
    default="relevance",
    help="relevance: 잘 맞는 것부터, date: 새것부터",
)
@click.option("--page", type=click.IntRange(min=1), default=1, metavar="N", help="몇째 쪽")
@click.option("--size", type=click.IntRange(1, 200), default=PAGE, show_default=True, metavar="N", help="한 쪽에 몇 건")
@click.option("--json", "as_json", is_flag=True, help="JSON으로")
@click.pass_context
def search(
    ctx: click.Context,
    words: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
    source: str,
    shown: bool | None,
    noted: bool,
    name: str,
    order: str,
    page: int,
    size: int,
    as_json: bool,
) -> None:
    from digest.app import chosen_digest

    filters = {"since": since, "until": until, "source": source, "shown": shown, "noted": noted, "digest": name}
    with session(ctx, reading=True) as app:
        if name:
            chosen_digest(app.settings, name)
        query, via = asked(app, " ".join(words), {**filters, "order": order})
        found = app.store.search.find(query, size, (page - 1) * size)
    if as_json:
        click.echo(dumped({"results": rows_of(found.results, via), "total": found.total}))
        return
    if not found.results:
        click.echo(f"찾은 것이 없습니다: {' '.join(words)}" + (f" (모두 {found.total}건)" if found.total else ""))
        if not found.total:
            click.echo("  → 낱말을 줄이거나 다른 말로 찾아보세요. 영어와 한국어 모두 됩니다", err=True)
        return
    told = f" · 영어 ‘{via}’ 포함" if query.turned else ""
    last = (page - 1) * size + len(found.results)
    click.echo(f"{found.total:,}건 가운데 {(page - 1) * size + 1}–{last}{told}")
    for place, paper in enumerate(found.results, (page - 1) * size + 1):
        click.echo("\n" + in_lines(paper, place, marks_of(query), via, app.width))
    if last < found.total:
        click.echo(f"\n다음 쪽: --page {page + 1}")


def marks_of(query: SearchQuery) -> re.Pattern[str]:
    """What to mark in a result: the words as they were typed, and their English."""
    parts = {one for words in (query.words, query.turned, *query.loose) for one_of in words for one in one_of}
    longest = sorted(parts, key=len, reverse=True)
    return re.compile("|".join(re.escape(part).replace(r"\ ", r"[\s-]") for part in longest), re.IGNORECASE)


def in_lines(paper: FoundPaper, place: int, marks: re.Pattern[str], via: str, width: int) -> str:
    """One result for a person: title, line, what is known of it, address.

    width: columns of the terminal, 0 when the output is none (no marks, no wrapping).
    """
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    from digest.render.clean import visible
    from digest.render.phrases import source_name

    facts = [f"처음 본 날 {paper.first_day}", f"실린 날 {paper.shown}" if paper.shown else "실리지 않음"]
    facts += [", ".join(source_name(source) for source in paper.sources)]
    if paper.turned and via:
        facts.append(f"영어 ‘{via}’")
    if paper.partly:
        facts.append("낱말의 일부만")
    rows: list[Text] = [Text(visible(paper.title) or "(제목 없음)", style="bold")]
    rows += [Text(visible(paper.line))] if paper.line else []
    rows += [Text(f"메모: {visible(paper.note)}", style="cyan")] if paper.note else []
    rows += [Text(" · ".join(facts), style="green"), Text(visible(paper.url), style="dim")]
    if not width:
        return "\n".join((f"{place:>3}. " if not number else "     ") + row.plain for number, row in enumerate(rows))
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=True, highlight=False, markup=False, emoji=False)
    margin = Text(f"{place:>3}. ", style="dim")
    for row in rows:
        row.highlight_regex(marks, "bold yellow")
        for piece in row.wrap(console, width - len(margin)):
            console.print(Text.assemble(margin, piece))
            margin = Text(" " * len(margin))
    return out.getvalue().rstrip("\n")


def rows_of(results: Iterable[FoundPaper], via: str) -> list[dict[str, str | bool | None]]:
    """Results as data, without control characters: `[{"id", "title", "url", "line", "first_day", "shown", "via"}]`.

    `partly` stands only where a result holds some of the words alone.
    """
    from digest.day.document import short_id
    from digest.render.clean import visible

    return [
        {
            "id": short_id(paper.key),
            "title": visible(paper.title),
            "url": paper.url,
            "line": visible(paper.line),
            "first_day": str(paper.first_day),
            "shown": str(paper.shown) if paper.shown else None,
            "via": via if paper.turned else "",
            **({"partly": True} if paper.partly else {}),
        }
        for paper in results
    ]
