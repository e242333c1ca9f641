"""A digest as bodies of messages of a given format and size, for services with a short limit.

Facts about the service: docs/services.md: apprise.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

from digest.lazy import pattern_of
from digest.models import Digest, Entry
from digest.render.clean import honest, visible
from digest.render.html import entry_html
from digest.render.markdown import bullet, escape_text
from digest.render.phrases import foot_lines
from digest.render.text import because, entry_text

Format = Literal["html", "markdown", "text"]
ENTRY = "**{place}.** [{title}]({url}): {line}"
QUIET_ENTRY = "**{place}.** [{title}](<{url}>): {line}"
"""For Discord, which shows a preview of every page that is linked without these brackets."""
# a mail is `html`, Discord takes `markdown`
APART: dict[Format, str] = {"html": "<br/>\u200b<br/>\n", "markdown": "\n\n", "text": "\n\n"}
"""Between entries. Telegram has no paragraphs, and apprise drops lines that hold nothing: this one holds what is not
seen, which is an empty line in a mail, too."""
# two notices at the end of a mail, which is `html`
BROKEN: dict[Format, str] = {"html": "<br/>\n", "markdown": "\n", "text": "\n"}
"""Between the lines at the end."""
DOLLAR = "\ue000"
"""Stands for `$` while markdown is escaped: no chat takes it for mathematics, so it need not become a word."""
ADDRESS_OR_MENTION = pattern_of(r'(https?://[^\s"<>]+)|@(?=[\w\\])')  # https://arxiv.org/abs/2408.08152 · @someone


def message_bodies(digest: Digest, form: Format, room: int, start: int = 1, *, quiet: bool = False) -> list[str]:
    """Bodies of at most `room` characters, divided between entries; an entry too long for one is shortened.

    room: characters, 60 at least. start: number of the first entry. quiet: links bring no previews, where the chat is
    Discord. Trends and what is missing stand at the end.
    """
    template = QUIET_ENTRY if quiet else ENTRY
    entries = [_fitting(place, entry, form, room, template) for place, entry in enumerate(digest.entries, start)]
    body = entries or [_line(digest.empty_reason or "-", form, room)]
    feet = [_line(line, form, room) for line in foot_lines(digest)]
    whole = BROKEN[form].join(feet)
    pieces = (*body, *([whole] if len(whole) <= room else feet))
    return _packed([piece for piece in pieces if piece], room, APART[form])


def _line(text: str, form: Format, room: int) -> str:
    """One line, cut only when it alone is too long; no escape makes a character longer than six."""
    text = visible(text)
    full = _plain(text, form)
    return full if len(full) <= room else _plain(text[: max(1, room // 7 - 2)], form)


def _plain(text: str, form: Format) -> str:
    forms = {"html": escape(text), "markdown": _chat_markdown(escape_text(text.replace("$", DOLLAR))), "text": text}
    return _harmless(forms[form])


def _chat_markdown(text: str) -> str:
    """Journal markdown for a chat: Discord shows entities as they stand, so `a&#94;b &amp;lt;` becomes `a^b &lt;`."""
    return text.replace("&#94;", "^").replace("&#37;", "%").replace("&amp;", "&").replace(DOLLAR, "$")


def _fitting(place: int, entry: Entry, form: Format, room: int, template: str) -> str:
    """The entry in the fullest form that fits: all of it, without reasons, shortened, the title alone."""
    item = entry.item
    bare = entry.model_copy(update={"reasons": (), "item": item.model_copy(update={"notes": (), "code_url": ""})})
    for shorter in (entry, bare, _cut(bare, title=100, line=120), _cut(bare, title=40, line=0)):
        shown = _entry(place, shorter, form, template)
        if len(shown) <= room:
            return shown
    return _line(f"{place}. {visible(item.title) or visible(honest(item.url))}", form, room)


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


def _entry(place: int, entry: Entry, form: Format, template: str) -> str:
    """template: of markdown; the other forms have their own."""
    if form == "html":
        return _harmless(entry_html(place, entry).removeprefix("<p>").removesuffix("</p>"))
    if form == "text":
        return _harmless(entry_text(place, entry))
    told = because(entry).replace("$", DOLLAR)
    title, line = (text.replace("$", DOLLAR) for text in (entry.item.title, entry.line.text))
    first = bullet(template.replace("{place}", str(place)), title, entry.item.url, line)
    return _harmless(_chat_markdown(first + (f"\n{escape_text(told)}" if told else "")))


def _harmless(text: str) -> str:
    """No `@everyone` of Discord, `@channel` of Mattermost or `@name` of Telegram calls anybody."""
    return ADDRESS_OR_MENTION.sub(lambda found: found[1].replace("@", "%40") if found[1] else "@\u200b", text)


def _packed(pieces: Sequence[str], room: int, apart: str) -> list[str]:
    """Pieces joined into bodies of at most `room` characters; a piece is never divided."""
    bodies: list[str] = []
    for piece in pieces:
        if bodies and len(bodies[-1]) + len(apart) + len(piece) <= room:
            bodies[-1] += f"{apart}{piece}"
        else:
            bodies.append(piece)
    return bodies
