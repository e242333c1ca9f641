"""Headings of a file: quickly from text (a whole folder), or surely from a document (the one file that counts)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from digest.journal.find.day_forms import heading_label
from digest.journal.find.day_headings import DayHeading, Head, plain_days
from digest.journal.read.document import Document, Heading
from digest.journal.read.front_matter import front_matter_facts, front_matter_range
from digest.journal.read.structure import CLOSED, CONTAINERS
from digest.lazy import pattern_of

# `# A heading` · ```` ```python ```` · `<h2>Day</h2>` · `---` · `<!--`
_MARK = pattern_of(
    r"^ {0,3}(?P<hashes>\#{1,6})[ \t]+(?P<atx>.*)$"
    r"|^ {0,3}(?P<fence>`{3,}|~{3,})(?P<info>.*)$"
    r"|^ {0,3}<h(?P<level>[1-6])(?:\s[^<>\n]*)?>(?P<html>.*)</h\d>\s*$"
    r"|^ {0,3}(?P<under>=+|-+)[ \t]*$"
    r"|(?P<open><!--|<details\b)|(?P<close>-->|</details\s*>)",
    re.MULTILINE | re.IGNORECASE,
)
_HEAD_LINES = 60
"""Front matter is looked for in this many lines first; the rest of a long file is not split."""
_PLAIN_HINT = pattern_of(r"^(?:\*\*)?\s*\d{1,3}\s*일\s*차", re.MULTILINE)  # a heading without its `#`: `**13일차**`


def scan(text: str) -> tuple[list[Head], dict[str, str], tuple[DayHeading, ...]]:
    """(headings, front matter, plain-line days) of a text; near enough to choose which files to read properly."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removeprefix("\ufeff")
    facts, skipped = _matter(text)
    heads = _heads(text, skipped)
    plain: tuple[DayHeading, ...] = ()
    if not heads and _PLAIN_HINT.search(text):
        plain = plain_days(enumerate(text.split("\n")))
    return heads, facts, plain


def heads_of(document: Document) -> list[Head]:
    """The headings that may bound a day: all anchors, and setext headings whose text is a day."""
    return [
        Head(heading.line, heading.level, heading.raw)
        for heading in document.headings
        if heading.anchor or _is_setext_day(document, heading)
    ]


def plain_of(document: Document) -> tuple[DayHeading, ...]:
    """Days marked by plain lines; only in a text without any heading of its own."""
    if document.anchors:
        return ()
    hidden = ("fence", "code", "quote", "comment", "details")
    lines = enumerate(line.text for line in document.lines)
    return plain_days(
        (n, text) for n, text in lines if n >= document.front_matter.stop and not document.is_in(n, *hidden)
    )


def _is_setext_day(document: Document, heading: Heading) -> bool:
    """A setext heading counts only when its text is a day and nothing hides it."""
    if heading.form != "setext" or heading_label(heading.raw) is None:
        return False
    return not document.is_in(heading.line, *CONTAINERS, *CLOSED)


def _matter(text: str) -> tuple[dict[str, str], int]:
    """Front matter facts and the offset where the body starts."""
    first = text.lstrip()[:3]
    if first not in ("---", "+++") and not first.startswith("{"):
        return {}, 0
    lines = text.split("\n", _HEAD_LINES)
    block = front_matter_range(lines[:_HEAD_LINES])
    if not block and len(lines) > _HEAD_LINES:
        lines = text.split("\n")
        block = front_matter_range(lines)
    return front_matter_facts(lines, block), sum(len(line) + 1 for line in lines[: block.stop])


def _heads(text: str, skipped: int) -> list[Head]:
    """Headings outside fences, comments and `<details>`."""
    heads: list[Head] = []
    line, at = text.count("\n", 0, skipped), skipped
    fence, depth, comment = "", 0, False
    for found in _MARK.finditer(text, skipped):
        line, at = line + text.count("\n", at, found.start()), found.start()
        kind = found.lastgroup
        if fence:
            closing = found["fence"] and not found["info"].strip() and found["fence"].startswith(fence)
            fence = "" if closing else fence
        elif comment:
            comment = found["close"] != "-->"
        elif found["fence"]:
            fence = "" if found["fence"][0] == "`" and "`" in found["info"] else found["fence"]
        elif found["open"]:
            comment = found["open"] == "<!--"
            depth += not comment
        elif found["close"]:
            depth = max(0, depth - (found["close"] != "-->"))
        elif depth:
            continue
        elif found["hashes"]:
            heads.append(Head(line, len(found["hashes"]), found["atx"].strip()))
        elif kind == "html":
            heads.append(Head(line, int(found["level"]), found["html"].strip()))
        elif found["under"]:
            above = text[text.rfind("\n", 0, max(0, at - 1)) + 1 : max(0, at - 1)]
            if above.strip() and heading_label(above):
                heads.append(Head(line - 1, 1 if found["under"][0] == "=" else 2, above.strip()))
    return _unique(heads)


def _unique(heads: Sequence[Head]) -> list[Head]:
    return [next(group) for _, group in groupby(heads, key=lambda head: head.line)]
