"""Regions that markdown does not know but renderers do: comments, `<details>`, Liquid raw, shortcodes, math …"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from digest.lazy import pattern_of

Region = tuple[str, int, int, str, bool]
"""(kind, first, last, first line, closed): whole lines [first, last)."""

_TICKS = pattern_of("`+")  # `` `code` ``
_RAW_OPEN = pattern_of(r"\{%-?\s*(raw|highlight|comment|capture)\b[^%]*%\}")  # {% raw %} · {%- highlight python %}
_SHORTCODE = pattern_of(r"\{\{[<%]([^{}]*)[>%]\}\}")  # {{< figure src="a.png" >}}
_SHORTCODE_NAME = pattern_of(r"[\w./-]+")  # figure
_FOOTNOTE = pattern_of(r"^ {0,3}\[\^[^\]\s]+\]:")  # `[^1]: A note`
_PRE = pattern_of(r"<(pre|script|style|textarea)\b", re.IGNORECASE)  # <pre> · <script>


def without_code_spans(text: str) -> str:
    """A line without what stands between runs of equally many backticks; linear in its length."""
    runs = [found.span() for found in _TICKS.finditer(text)]
    if len(runs) < 2:
        return text
    partner: dict[int, int] = {}
    seen: dict[int, int] = {}
    for number in range(len(runs) - 1, -1, -1):
        length = runs[number][1] - runs[number][0]
        if length in seen:
            partner[number] = seen[length]
        seen[length] = number
    kept, at, number = [], 0, 0
    while number < len(runs):
        if number in partner:
            kept.append(text[at : runs[number][0]])
            number = partner[number]
            at = runs[number][1]
        number += 1
    return "".join([*kept, text[at:]])


def hidden_regions(texts: Sequence[str], skip: int, code: Set[int]) -> Iterator[Region]:
    """Every region after line `skip`; `code` holds the lines of fences and indented code, which hide everything."""
    shown = ["" if n < skip or n in code else without_code_spans(text) for n, text in enumerate(texts)]
    for kind, opens, closes in (
        ("comment", "<!--", "-->"),
        ("obsidian-comment", "%%", "%%"),
        ("math", "$$", "$$"),
    ):
        yield from _between(texts, shown, kind, opens, closes)
    # `<details open>`, `</details >`
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
    names: Counter[str] = Counter()
    for number, text in enumerate(shown):
        for found in _SHORTCODE.finditer(text):
            inner = found[1].strip()
            name = _SHORTCODE_NAME.match(inner.removeprefix("/").lstrip())
            if name is None or (inner.endswith("/") and inner != "/"):
                continue
            if not inner.startswith("/"):
                waiting.append((name[0], number))
                names[name[0]] += 1
            elif names[name[0]]:
                opened = ""
                while opened != name[0]:  # what was opened since has no end and is a single
                    opened, first = waiting.pop()
                    names[opened] -= 1
                yield "shortcode", first, number + 1, texts[first], True


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
