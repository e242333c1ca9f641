"""A digest as an HTML fragment for mail and feeds: few tags, no style, everything untrusted escaped."""

from __future__ import annotations

from html import escape

from digest.models import Digest, Entry
from digest.render.clean import visible, web_address
from digest.render.phrases import foot_lines
from digest.render.text import because


def entry_html(place: int, entry: Entry) -> str:
    """One paragraph: title as a link, line, reasons; the address of the code behind its own words."""
    item = entry.item
    rows = [f"<b>{place}. {link_html(item.url, item.title or item.url)}</b>"]
    if line := visible(entry.line.text):
        rows.append(escape(line))
    if told := because(entry):
        rows.append(f"<i>{escape(told)}</i>")
    if web_address(item.code_url):
        rows.append(link_html(item.code_url, "코드"))
    return "<p>" + "<br/>\n".join(rows) + "</p>"


def foot_html(digest: Digest) -> str:
    """Trends, deadlines and what is missing; may be empty."""
    lines = "<br/>\n".join(escape(visible(line)) for line in foot_lines(digest))
    return f"<p>{lines}</p>" if lines else ""


def digest_html(digest: Digest) -> str:
    """The whole digest without a title, well-formed as XML too."""
    entries = [entry_html(place, entry) for place, entry in enumerate(digest.entries, 1)]
    body = entries or [f"<p>{escape(visible(digest.empty_reason))}</p>"]
    return "\n".join(text for text in (*body, foot_html(digest)) if text) + "\n"


def link_html(url: str, label: str) -> str:
    """An `<a>`, or the label alone when the address must not be a link."""
    address = web_address(url)
    text = escape(visible(label))
    return f'<a href="{escape(address)}">{text}</a>' if address else text
