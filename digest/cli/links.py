"""`digest links`: what was put aside and not shown yet; `digest links rm N` takes it out again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import click

from digest.cli.session import session
from digest.errors import ConfigError

if TYPE_CHECKING:
    from digest.app import App
    from digest.models import Sighting
    from digest.store.memory import Link


class Waiting(NamedTuple):
    """A link that no digest has shown."""

    day: dt.date
    key: str
    link: Link


@click.group(invoke_without_command=True, help="담아 두고 아직 싣지 않은 링크를 보여 줍니다.")
@click.option("--digest", "name", metavar="NAME", help="이 다이제스트가 아직 싣지 않은 것만")
@click.pass_context
def links(ctx: click.Context, name: str | None) -> None:
    from digest.cli.add import is_over

    if ctx.invoked_subcommand:
        return
    with session(ctx, reading=True) as app:
        found = set(waiting(app, name)) if name else ()
        numbered = enumerate(waiting(app, None), 1)  # `rm` goes by these numbers, whichever digest was asked for
        lines = [line(number, one, is_over(one.day, app)) for number, one in numbered if not name or one in found]
    click.echo("\n".join(lines) or "기다리는 링크가 없습니다.")


@links.command(name="rm", help="링크를 뺍니다. N은 digest links의 번호, 논문 번호나 주소.")
@click.argument("marks", nargs=-1, required=True, metavar="N...")
@click.pass_context
def remove(ctx: click.Context, marks: tuple[str, ...]) -> None:
    from digest.identity import canonical_key

    with session(ctx) as app:
        found = waiting(app, None)
        by_key = {one.key: one for one in found}
        chosen = []
        for mark in marks:
            numbered = mark.isdecimal() and 0 < int(mark) <= len(found)
            one = found[int(mark) - 1] if numbered else by_key.get(canonical_key(mark) or "")
            if one is None:
                raise ConfigError(
                    f"기다리는 링크가 아닙니다: {mark}", hint="digest links로 번호를 보세요. 아무것도 빼지 않았습니다"
                )
            chosen.append(one)
        for one in dict.fromkeys(chosen):
            app.store.inbox.remove(one.link.url)
            click.echo(f"뺌: {name_of(one)}")


def waiting(app: App, name: str | None) -> list[Waiting]:
    """Links that at least one digest has not shown yet, or the named one has not, by the day they come."""
    from digest.app import chosen_digest
    from digest.cli.add import day_of
    from digest.identity import canonical_key

    digests = [chosen_digest(app.settings, name)] if name else app.settings.digests
    shown = [app.store.digests.taken(digest.name, dt.date.max) for digest in digests]
    found = []
    for link in app.store.inbox.all():
        key = canonical_key(link.url) or f"url:{link.url}"
        came_as = _became(app, link, key)
        if not all(key in taken or came_as in taken for taken in shown):
            found.append(Waiting(day_of(link, app), key, link))
    titles = app.store.sightings.best([one.key for one in found if not one.link.title])
    return sorted((_titled(one, titles) for one in found), key=lambda one: (one.day, one.link.added_at, one.key))


def _became(app: App, link: Link, key: str) -> str:
    """What its day looked up: a post that links one paper is that paper."""
    from digest.identity import canonical_key

    known = None if link.title else app.store.source_memory.get("inbox", link.url)
    return canonical_key(str(known[0])) or key if known else key


def _titled(one: Waiting, known: dict[str, Sighting]) -> Waiting:
    found = known.get(one.key)
    return one._replace(link=one.link.model_copy(update={"title": found.title})) if found else one


def line(number: int, one: Waiting, over: bool) -> str:
    """`1. 2024-08-26  제목 (2408.10914)  메모: …`; how to have a day that comes no more by itself is told."""
    from digest.render.clean import visible

    past = f" (저절로 나오지 않음: digest run --date {one.day})" if over else ""
    note = f"  메모: {visible(one.link.note)}" if one.link.note else ""
    return f"{number:>2}. {one.day}  {name_of(one)}{note}{past}"


def name_of(one: Waiting) -> str:
    """Title and id, or the address."""
    from digest.day.document import short_id
    from digest.render.clean import visible

    address = short_id(one.key) if one.key.startswith("arxiv:") else one.link.address or one.link.url
    return f"{visible(one.link.title)} ({visible(address)})" if one.link.title else visible(address)
