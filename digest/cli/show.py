"""`digest show`: everything that is known of one paper."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from digest.cli.explain import paper_key
from digest.cli.session import session
from digest.errors import ConfigError

if TYPE_CHECKING:
    from digest.models import Entry, Item
    from digest.store import Store


TOLD_WHEN_CHOSEN = ("abstract", "authors", "code_url", "stars", "project_url", "earlier")


@click.command(help="논문 하나의 제목, 저자, 기관, 초록, 한국어 한 줄, 모든 링크, 실린 곳, 메모를 보여 줍니다.")
@click.argument("paper", metavar="ID")
@click.option("--digest", "name", metavar="NAME", help="이 다이제스트에 실린 것만")
@click.pass_context
def show(ctx: click.Context, paper: str, name: str | None) -> None:
    from digest.app import chosen_digest
    from digest.choose.merge import merge

    key = paper_key(paper)
    with session(ctx) as app:
        only = chosen_digest(app.settings, name).name if name else None
        seen = [known.sighting for known in app.store.sightings.history(key) if known.sighting]
        held = [(day, of) for day, of in app.store.digests.holding(key) if only in (None, of)]
        entries = [entry for day, of in held if (entry := entry_of(app.store, day, of, key))]
        items = merge(sighting for sighting in (*seen, *(s for e in entries for s in e.item.sightings)))
        if not items:
            raise ConfigError(
                f"저장소에 없는 논문입니다: {paper}", hint="digest explain으로 어디까지 보았는지 알 수 있습니다"
            )
        text = page(with_told(items[0], entries), entries)
        shown = [delivered(app.store, day, of) for day, of in held]
    click.echo("\n".join([text, *shown]))


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

    rows = [row for row in store.ledger.rows(date=day, name=name) if not row.part]
    told = ", ".join(f"{row.target} {DELIVERY_WORDS[row.state]}" for row in rows) or "아직 전달하지 않음"
    return f"실림: {day} {name} – {told}"
