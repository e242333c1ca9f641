"""A digest as plain text, whatever the width: for mail, messengers and text files."""

from __future__ import annotations

from digest.models import Digest, Entry
from digest.render.clean import honest, visible
from digest.render.phrases import counted, day_title, foot_lines, line_note, spoken_reasons, subject


def head_line(digest: Digest) -> str:
    """`데일리 트렌드 · 2024년 8월 19일 월요일 · 5건`, the title of every rendering that needs one."""
    return " · ".join(text for text in (subject(digest), day_title(digest.date), counted(digest)) if text)


def because(entry: Entry) -> str:
    """Why an entry was chosen, who wrote its line if no model did, and the reader's own notes; one line."""
    told = [line_note(entry.line), *spoken_reasons(entry)]
    return " · ".join(text for text in map(visible, told) if text)


def entry_text(place: int, entry: Entry) -> str:
    """Title, line, reasons and address, a line each; empty ones are left out."""
    item = entry.item
    first = f"{place}. {visible(item.title) or visible(honest(item.url))}"
    rest = (visible(entry.line.text), because(entry), visible(honest(item.url)))
    return "\n".join([first, *(f"   {text}" for text in rest if text)])


def foot_text(digest: Digest) -> str:
    """Trends, deadlines and what is missing, a line each; may be empty."""
    return "\n".join(visible(line) for line in foot_lines(digest))


def digest_text(digest: Digest) -> str:
    """The whole digest; entries are separated by an empty line, it ends with a line end."""
    entries = [entry_text(place, entry) for place, entry in enumerate(digest.entries, 1)]
    body = entries or [visible(digest.empty_reason)]
    return "\n\n".join(text for text in (head_line(digest), *body, foot_text(digest)) if text) + "\n"
