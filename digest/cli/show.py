"""`digest show`: everything that is known of one paper; the digests that were made, as they are stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from digest.cli.explain import paper_key
from digest.cli.session import dumped, parse_date, parse_week, session
from digest.errors import ConfigError

if TYPE_CHECKING:
    from digest.app import App
    from digest.calendar.weeks import Week
    from digest.models import Digest, Entry, Item
    from digest.store import Store
    from digest.store.ledger import LedgerRow


# of a paper that was only seen, `digest show` tells no `abstract`
TOLD_WHEN_CHOSEN = ("abstract", "authors", "code_url", "stars", "project_url", "earlier")


@click.command(
    help="논문 하나의 제목, 저자, 기관, 초록, 한국어 한 줄, 모든 링크, 실린 곳, 메모를 보여 줍니다. "
    "ID가 없으면 만들어 둔 다이제스트를 보여 줍니다: 가장 새 날, --date의 날, --week의 한 주."
)
@click.argument("paper", required=False, metavar="[ID]")
@click.option("--date", metavar="DATE", callback=parse_date, help="이날의 다이제스트")
@click.option("--week", metavar="WEEK", callback=parse_week, help="이 주의 다이제스트. 예: 2024-W34")
@click.option("--digest", "name", metavar="NAME", help="이 다이제스트의 것만. 날을 볼 때 여럿이면 필요합니다")
@click.option("--json", "as_json", is_flag=True, help="JSON으로")
@click.pass_context
def show(
    ctx: click.Context, paper: str | None, date: dt.date | None, week: Week | None, name: str | None, as_json: bool
) -> None:
    from digest.app import chosen_digest
    from digest.cli import mcp
    from digest.render.terminal import terminal_text

    if sum(map(bool, (paper, date, week))) > 1:
        raise click.UsageError("ID, --date, --week 가운데 하나만 쓰세요")
    with session(ctx, reading=True, quiet=as_json) as app:
        if paper:
            found = known(app, paper, name)
            text = dumped(as_data(app.store, found)) if as_json else all_of(app, found)
        else:
            days = days_of(app, chosen_digest(app.settings, name).name, date, week)
            told = {"week": str(week), "days": [mcp.told(day) for day in days]} if week else mcp.told(days[0])
            text = dumped(told) if as_json else "\n".join(terminal_text(day, app.width).rstrip() for day in days)
    click.echo(text)


def days_of(app: App, name: str, date: dt.date | None, week: Week | None) -> list[Digest]:
    """The stored digests of a day or a week. Raises ConfigError where there is none."""
    stored = app.store.digests.dates(name)
    today = app.calendar.today(app.clock())
    wanted = [date] if date else list(week.days) if week else [day for day in stored if day <= today][-1:]
    found = [digest for day in wanted if (digest := app.store.digests.load(day, name))]
    if not found:
        raise ConfigError(
            f"만들어 둔 다이제스트가 없습니다: {date or week or name}",
            hint="digest run으로 그날의 것을 만들 수 있습니다",
        )
    return found


@dataclass(frozen=True)
class Known:
    """What the store holds of a paper."""

    item: Item
    held: list[tuple[dt.date, str]]
    """The digests that show it: day and name."""
    entries: list[Entry]


def known(app: App, paper: str, name: str | None) -> Known:
    """The paper as the store has it; name: as this digest alone has it. Raises ConfigError for one that nobody saw."""
    from digest.app import chosen_digest
    from digest.choose.merge import merge

    key = paper_key(paper)
    only = chosen_digest(app.settings, name).name if name else None
    seen = [found.sighting for found in app.store.sightings.history(key) if found.sighting]
    held = [(day, of) for day, of in app.store.digests.holding(key) if only in (None, of)]
    entries = [entry for day, of in held if (entry := entry_of(app.store, day, of, key))]
    items = merge(sighting for sighting in (*seen, *(s for e in entries for s in e.item.sightings)))
    if not items:
        raise ConfigError(
            f"저장소에 없는 논문입니다: {paper}", hint="digest explain으로 어디까지 보았는지 알 수 있습니다"
        )
    return Known(with_told(items[0], entries), held, entries)


def all_of(app: App, found: Known) -> str:
    """Everything that is known of a paper."""
    return "\n".join([page(found.item, found.entries), *(delivered(app.store, day, of) for day, of in found.held)])


def as_data(store: Store, found: Known) -> dict[str, object]:
    """The same for programs; more than an assistant gets, and nothing cut."""
    from digest.day.document import short_id
    from digest.render.clean import visible
    from digest.render.links import links_of

    item = found.item
    indexed = store.search.get(item.key)
    told = [entry.line.text for entry in found.entries if entry.line.text]
    return {
        "id": short_id(item.key),
        "title": visible(item.title),
        "url": item.url,
        "line": visible(told[-1]) if told else "",
        "authors": visible(", ".join(item.authors)),
        "organizations": list(map(visible, item.organizations)),
        "published": item.published.isoformat() if item.published else None,
        "categories": list(item.categories),
        "keywords": list(map(visible, item.keywords)),
        "abstract": visible(item.abstract),
        "links": [{"name": name, "url": address} for name, address in links_of(item)],
        "notes": list(map(visible, item.notes)),
        "first_day": str(indexed.first_day) if indexed else None,
        "shown": str(min(day for day, _of in found.held)) if found.held else None,
        "digests": [
            {"date": str(day), "digest": of, "deliveries": [{"target": row.target, "state": row.state} for row in rows]}
            for day, of in found.held
            for rows in [wholes(store, day, of)]
        ],
    }


def entry_of(store: Store, day: dt.date, name: str, key: str) -> Entry | None:
    """The entry of a stored digest."""
    digest = store.digests.load(day, name)
    return next((entry for entry in digest.entries if entry.item.key == key), None) if digest else None


def with_told(item: Item, entries: list[Entry]) -> Item:
    """With what was told of it when it was chosen: code, project page, earlier papers, an abstract nobody else has."""
    for entry in entries:
        told = {name: getattr(entry.item, name) for name in TOLD_WHEN_CHOSEN if getattr(entry.item, name)}
        item = item.model_copy(update={name: getattr(item, name) or value for name, value in told.items()})
    return item


def page(item: Item, entries: list[Entry]) -> str:
    """What is known of the paper itself."""
    from digest.render.clean import visible
    from digest.render.links import links_of
    from digest.render.phrases import line_label

    rows = [visible(item.title)]
    rows += [f"저자: {visible(', '.join(item.authors))}"] if item.authors else []
    rows += [f"기관: {visible(', '.join(item.organizations))}"] if item.organizations else []
    rows += [f"발표: {item.published:%Y-%m-%d}"] if item.published else []
    rows += [f"주제어: {visible(', '.join(item.keywords))}"] if item.keywords else []
    lines = (entry.line for entry in entries)
    for line in dict.fromkeys(line for line in lines if line.text and line.text not in item.abstract):
        label = line_label(line)
        rows += ["", visible(line.text) + (f"  [{label}]" if label else "")]
    rows += ["", visible(item.abstract)] if item.abstract else []
    rows += ["", *(f"{name}: {visible(address)}" for name, address in links_of(item))]
    rows += [f"메모: {visible(note)}" for note in item.notes]
    return "\n".join(rows)


def delivered(store: Store, day: dt.date, name: str) -> str:
    """Where a digest that holds it went."""
    from digest.day.outcome import DELIVERY_WORDS

    told = (
        ", ".join(f"{row.target} {DELIVERY_WORDS[row.state]}" for row in wholes(store, day, name))
        or "아직 전달하지 않음"
    )
    return f"실림: {day} {name} – {told}"


def wholes(store: Store, day: dt.date, name: str) -> list[LedgerRow]:
    """What became of a digest at each target, without the parts of a message."""
    return [row for row in store.ledger.rows(date=day, name=name) if not row.part]
