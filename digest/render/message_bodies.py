"""A digest as bodies of messages of a given format and size, for services with a short limit (contracts §10)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

from digest.models import Digest, Entry
from digest.render.clean import visible
from digest.render.html import entry_html, foot_html
from digest.render.markdown import entry_bullet, escape_text
from digest.render.phrases import foot_lines
from digest.render.text import because, entry_text, foot_text

Format = Literal["html", "markdown", "text"]


def message_bodies(digest: Digest, form: Format, room: int) -> list[str]:
    """Bodies of at most `room` characters, divided between entries; an entry too long for one is shortened.

    room: characters, 60 at least. Trends and what is missing stand at the end.
    """
    entries = [_fitting(place, entry, form, room) for place, entry in enumerate(digest.entries, 1)]
    body = entries or [_plain(visible(digest.empty_reason) or "-", form)]
    feet = {
        "html": foot_html(digest),
        "text": foot_text(digest),
        "markdown": "\n".join(f"- {escape_text(line)}" for line in foot_lines(digest)),
    }[form]
    short = [feet] if len(feet) <= room else [_plain(visible(line)[: room // 6], form) for line in foot_lines(digest)]
    return _packed([piece for piece in (*body, *short) if piece], room)


def _plain(text: str, form: Format) -> str:
    return {"html": f"<p>{escape(text)}</p>", "markdown": escape_text(text), "text": text}[form]


def _fitting(place: int, entry: Entry, form: Format, room: int) -> str:
    """The entry in the fullest form that fits: all of it, without reasons, title and start of the line, title alone."""
    line, item = entry.line, entry.item
    bare = entry.model_copy(update={"reasons": (), "item": item.model_copy(update={"notes": (), "code_url": ""})})
    short = _cut(bare, title=100, line=120)
    shown = ""
    for form_of_entry in (
        entry,
        bare,
        short,
        _cut(bare, title=40, line=0),
        _cut(bare, title=max(1, room // 12), line=0),
    ):
        shown = _entry(place, form_of_entry, form)
        if len(shown) <= room:
            return shown
    no_link = _cut(bare, title=max(1, room // 12), line=0)
    return _plain(visible(no_link.item.title) or visible(item.url)[: room // 12] or line.text[:1], form)


def _cut(entry: Entry, *, title: int, line: int) -> Entry:
    def cut(text: str, size: int) -> str:
        text = visible(text)
        return text if len(text) <= size else text[: size - 1] + "…" if size else ""

    return entry.model_copy(
        update={
            "item": entry.item.model_copy(update={"title": cut(entry.item.title, title)}),
            "line": entry.line.model_copy(update={"text": cut(entry.line.text, line)}),
        }
    )


def _entry(place: int, entry: Entry, form: Format) -> str:
    if form == "html":
        return entry_html(place, entry)
    if form == "text":
        return entry_text(place, entry)
    told = because(entry)
    return entry_bullet(entry) + (f"\n  {escape_text(told)}" if told else "")


def _packed(pieces: Sequence[str], room: int) -> list[str]:
    """Pieces joined by empty lines into bodies of at most `room` characters; a piece is never divided."""
    bodies: list[str] = []
    for piece in pieces:
        if bodies and len(bodies[-1]) + 2 + len(piece) <= room:
            bodies[-1] += f"\n\n{piece}"
        else:
            bodies.append(piece)
    return bodies
