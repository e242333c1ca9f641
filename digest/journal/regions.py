"""Regions that markdown does not know but renderers do: comments, `<details>`, Liquid raw, shortcodes, math …"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

Region = tuple[str, int, int, str, bool]
"""(kind, first, last, first line, closed): whole lines [first, last)."""

_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_RAW_OPEN = re.compile(r"\{%-?\s*(raw|highlight|comment|capture)\b[^%]*%\}")
_SHORTCODE = re.compile(r"\{\{[<%]\s*(/?)\s*([\w./-]+)[^{}]*?(/?)\s*[>%]\}\}")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:")
_PRE = re.compile(r"<(pre|script|style|textarea)\b", re.IGNORECASE)


def hidden_regions(texts: Sequence[str], skip: int, code: Set[int]) -> Iterator[Region]:
    """Every region after line `skip`; `code` holds the lines of fences and indented code, which hide everything."""
    shown = ["" if n < skip or n in code else _SPAN.sub("", text) for n, text in enumerate(texts)]
    for kind, opens, closes in (
        ("comment", "<!--", "-->"),
        ("obsidian-comment", "%%", "%%"),
        ("math", "$$", "$$"),
    ):
        yield from _between(texts, shown, kind, opens, closes)
    yield from _nested(texts, shown, "details", re.compile(r"<details\b", re.I), re.compile(r"</details\s*>", re.I))
    yield from _tags(texts, shown)
    yield from _shortcodes(texts, shown)
    yield from _footnotes(texts, shown)


def _between(texts: Sequence[str], shown: Sequence[str], kind: str, opens: str, closes: str) -> Iterator[Region]:
    """Runs from `opens` to `closes` over two or more lines; one that never closes is only a region for comments."""
    first: int | None = None
    for number, text in enumerate(shown):
        at = 0
        while True:
            at = text.find(opens if first is None else closes, at)
            if at < 0:
                break
            at += len(opens)
            if first is None:
                first = number
                continue
            if number > first or kind == "comment":
                yield kind, first, number + 1, texts[first], True
            first = None
    if first is not None and kind == "comment":
        yield kind, first, len(texts), texts[first], False


def _nested(
    texts: Sequence[str], shown: Sequence[str], kind: str, opens: re.Pattern[str], closes: re.Pattern[str]
) -> Iterator[Region]:
    """Outermost pairs of tags; a closing tag without an opening one is ignored."""
    depth, first = 0, 0
    for number, text in enumerate(shown):
        opened, closed = len(opens.findall(text)), len(closes.findall(text))
        if depth == 0 and opened:
            first = number
        before, depth = depth, max(0, depth + opened - closed)
        if (before or opened) and depth == 0:
            yield kind, first, number + 1, texts[first], True
    if depth:
        yield kind, first, len(texts), texts[first], False


def _tags(texts: Sequence[str], shown: Sequence[str]) -> Iterator[Region]:
    """`{% raw %}` and its like, and HTML whose inside is never markdown."""
    end: re.Pattern[str] | None = None
    kind, first = "raw", 0
    for number, text in enumerate(shown):
        if end is None:
            liquid, html = _RAW_OPEN.search(text), _PRE.search(text)
            opened = liquid or html
            if opened is None:
                continue
            kind, first = ("raw", number) if liquid else ("pre", number)
            end = re.compile(rf"\{{%-?\s*end{opened[1]}\b" if liquid else rf"</{opened[1]}\s*>", re.IGNORECASE)
            text = text[opened.end() :]
        if end.search(text):
            yield kind, first, number + 1, texts[first], True
            end = None
    if end is not None:
        yield kind, first, len(texts), texts[first], False


def _shortcodes(texts: Sequence[str], shown: Sequence[str]) -> Iterator[Region]:
    """Hugo's paired shortcodes `{{< x >}} … {{< /x >}}`; one without an end is a single and no region."""
    waiting: list[tuple[str, int]] = []
    for number, text in enumerate(shown):
        for found in _SHORTCODE.finditer(text):
            if found[3]:
                continue
            if not found[1]:
                waiting.append((found[2], number))
                continue
            for at in range(len(waiting) - 1, -1, -1):
                if waiting[at][0] == found[2]:
                    yield "shortcode", waiting[at][1], number + 1, texts[waiting[at][1]], True
                    del waiting[at:]
                    break


def _footnotes(texts: Sequence[str], shown: Sequence[str]) -> Iterator[Region]:
    """`[^1]: …` with its indented continuation lines."""
    number = 0
    while number < len(shown):
        if not _FOOTNOTE.match(shown[number]):
            number += 1
            continue
        last = number + 1
        while last < len(shown) and shown[last].strip() and not _FOOTNOTE.match(shown[last]):
            last += 1
        yield "footnote", number, last, texts[number], True
        number = last
