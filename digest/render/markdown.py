r"""All markdown escaping: one text that kramdown, GFM, goldmark and Obsidian show literally (docs/journal-writing.md).

Measured on Jekyll 4.3, Hugo 0.111 and cmark-gfm 0.29; where a backslash is not enough (Liquid reads `\{%` as a
tag, kramdown shows `\%`), an entity is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from digest.lazy import pattern_of
from digest.models import Digest, Entry, WeekPaper
from digest.render.clean import honest, visible
from digest.render.phrases import (
    core_name,
    core_text,
    deadline_line,
    foot_lines,
    line_label,
    rise_texts,
    short_title,
    votes_text,
)

UNTITLED = "(제목 없음)"
BULLET = "- [{title}]({url}): {line}"
FALLBACK_MARK = "({label})"

ALWAYS = pattern_of(r"[\\`*_\[\]|~<]")  # *bold* · [link] · <tag>
# &amp; · &#39;
ENTITY = pattern_of(r"&(?=#?\w+;)")
# #tag · {#id}; not C# alone
TAG_MARK = pattern_of(r"(?<![\w&])#(?=\w)|(?<=\{)#")
CARET = pattern_of(r"^\^|(?<=\s)\^(?=[\w-]+$)")  # `[^1]` is a footnote, ` ^id` at an end an Obsidian block id
BARE_LINK = pattern_of(r"(?<=[a-zA-Z]):(?=//)|(?<=\bwww)\.", re.IGNORECASE)  # https://arxiv.org · www.arxiv.org
# `- a title` · `1. a title` · `TODO: a title`
LEADING = pattern_of(r"^(?:([-+#>:=])|(\d{1,9})([.)])(?=\s|$)|(TODO|DONE|NOW|LATER|DOING|WAITING)\b)")
DOLLARS = pattern_of(
    r"(?P<formula>\$\$?[^$`|\s](?:[^$`|]*[^$`|\s])?\$\$?(?!\d))"
    r"|(?:US)?\$\s?(?P<number>\d+(?:[.,]\d+)*)(?:\s?(?P<letter>[KMBT])(?![A-Za-z])"
    r"|\s(?P<word>thousand|million|billion|trillion)\b)?(?!\w*\$)"
    r"|\$"
)
"""What a `$` can be, in this order: a formula whose dollars touch it on the inside and are not followed by a digit
(`$188\times$`, `$k$ 3D`, as https://pandoc.org/MANUAL.html#math has it), an amount (`$5`, `US$3.5M`), or a sign."""
# {{ site }} · {% raw %}
LIQUID = pattern_of(r"\{[{%#]")
LABEL = pattern_of(r"^\[([가-힣]+)\](?= )")
"""`[모델] …`, how a composed line starts; round brackets need no backslash in any renderer."""


def escape_text(text: str) -> str:
    """Untrusted text as one line of plain markdown: no markup, no bare link, no line break.

    A `$` never stays alone: amounts become `5달러`, formulas stand in a code span, where no MathJax looks.
    """
    text = visible(text)
    parts: list[str] = []
    at = 0
    for formula in DOLLARS.finditer(text):
        parts.append(_plain(text[at : formula.start()]))
        if formula["number"]:
            parts.append(_amount(formula))
            at = formula.end()
            continue
        inside = formula[0].strip("$")
        # a code span cannot be escaped inside: what Liquid would read is written without the dollars instead
        parts.append(_plain(inside) if LIQUID.search(inside) else f"`{formula[0]}`")
        at = formula.end()
    parts.append(_plain(text[at:]))
    return CARET.sub("&#94;", "".join(parts))


def escape_url(url: str) -> str:
    """An address that ends exactly at its `)`; "" for anything but http(s)."""
    url = visible(honest(url))
    # https://a.example/50%off/%20 → https://a.example/50%25off/%20
    url = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", url)
    return ENTITY.sub("&amp;", quote(url, safe="%/:@!&+,;=?#~._-"))


def bullet(template: str, title: str, url: str, line: str, reasons: str = "") -> str:
    """One bullet, a single line without line end.

    template: markdown with `{title}`, `{url}`, `{line}`, `{reasons}`; without a line or reasons what parts them from
    the text before goes too. All values are untrusted; a title without a usable address stands without its link.
    """
    address = escape_url(url)
    told = escape_text(line)
    if told.startswith("(") and "]{line}" in template:
        told = "\\" + told  # else `[제목](모델)` would be a link
    if not told:
        # - [{title}]({url}) — {line} → - [{title}]({url})
        template = re.sub(r"(?<=\S)[\s:：,·–—-]*\{line\}", "", template)
    if not reasons:
        # - {title} ({reasons}) → - {title}
        template = re.sub(r"(?<=\S)[\s:：,·–—-]*(?:\(\{reasons\}\)|\{reasons\})", "", template)
    if not address:
        for linked in ("[{title}](<{url}>)", "[{title}]({url})"):
            template = template.replace(linked, "{title}")
        template = template.replace("({url})", "").replace("{url}", "")
    values = {"title": escape_text(title) or UNTITLED, "url": address, "line": told, "reasons": escape_text(reasons)}
    made = re.sub(r"\{(title|url|line|reasons)\}", lambda name: values[name[1]], template).rstrip()
    # `- Attention Is All You Need`
    marker = re.match(r"\s*[-*+]\s+", made)
    start = marker.end() if marker else 0
    return made[:start] + LEADING.sub(_harmless, made[start:])


def entry_bullet(entry: Entry, template: str = BULLET, mark: str = FALLBACK_MARK, *, short: bool = False) -> str:
    """The bullet of an entry: title, address, line; who wrote it when it was no model; the reader's own note.

    mark: how that is told, `{label}` filled in (`(기계 번역)`); empty hides it. short: with the title's name alone.
    """
    item = entry.item
    told = LABEL.sub(r"(\1)", entry.line.text) if entry.line.producer == "composed" else entry.line.text
    title = short_title(item.title) if short else item.title
    made = bullet(template, title, item.url, told, " · ".join(filter(None, map(visible, entry.reasons))))
    label = line_label(entry.line)
    if mark and label and entry.line.text:
        made += " " + mark.replace("{label}", label)
    notes = " · ".join(escape_text(note) for note in item.notes if note.strip())
    return f"{made} ({notes})" if notes and "{reasons}" not in template else made


def review_bullets(digest: Digest) -> tuple[tuple[str, str], ...]:
    """A week's review as (stable key, bullet of one line) pairs, in their order."""
    review = digest.review
    if review is None:
        return ()
    rose = enumerate(rise_texts(review), 1)
    found: list[tuple[str, str, tuple[WeekPaper, ...]]] = [(f"topic-{n}", text, ()) for n, text in rose]
    if review.talked:
        found.append(("talked", "저널에 없는 이번 주의 화제", review.talked))
    if review.hotter:
        found.append(("hotter", "소개한 뒤 뜨거워진 논문", review.hotter))
    found += [
        (f"core-{n}", core_text(core), (WeekPaper(key=core.key, title=core_name(core), url=core.url),))
        for n, core in enumerate(review.core, 1)
    ]
    if digest.deadlines:
        found.append(("deadlines", deadline_line(digest.deadlines, digest.date), ()))
    found += [(own.key, own.text, own.papers) for own in review.own]
    bullets = [(f"review:{key}", f"- {escape_text(text)}" + _named(papers)) for key, text, papers in found]
    return (*bullets, ("review:chart", f"- {review.chart}")) if review.chart else tuple(bullets)


def _named(papers: Sequence[WeekPaper]) -> str:
    """`: [제목](url) (▲120), …`; nothing where there is no paper."""
    told = []
    for paper in papers:
        address, title = escape_url(paper.url), escape_text(paper.title) or UNTITLED
        votes = votes_text(paper)
        told.append((f"[{title}]({address})" if address else title) + (f" ({votes})" if votes else ""))
    return ": " + ", ".join(told) if told else ""


def digest_markdown(digest: Digest, *, heading: str = "## 데일리 트렌드", template: str = BULLET) -> str:
    """A whole digest as a section to paste or to keep in a file; ends with a line end."""
    bullets = "\n".join(entry_bullet(entry, template) for entry in digest.entries)
    body = bullets or escape_text(digest.empty_reason or "오늘은 고른 글이 없습니다.")
    feet = "\n".join(f"- {escape_text(line)}" for line in foot_lines(digest))
    return "\n\n".join(part for part in (heading, body, "---\n\n" + feet if feet else "") if part) + "\n"


def _amount(found: re.Match[str]) -> str:
    number, letter, word = found["number"], found["letter"], found["word"]
    return f"{number}{letter}달러" if letter else f"{number} {word} 달러" if word else f"{number}달러"


def _plain(text: str) -> str:
    text = ENTITY.sub("&amp;", text)
    text = ALWAYS.sub(r"\\\g<0>", text)
    text = TAG_MARK.sub(r"\#", text)
    text = BARE_LINK.sub(lambda mark: f"\\{mark[0]}", text)
    # kramdown takes `[a]: b` at the start of a bullet for a link definition, and `>>` for a guillemet
    text = text.replace("\\]:", "\\]\\:").replace(">>", r">\>")
    text = text.replace("==", r"\=\=").replace("::", r"\::")
    text = text.replace("{%", "{&#37;").replace("%%", "&#37;&#37;")
    # a {{x}} {: .b} → a \{\{x}} \{: .b}
    return re.sub(r"\{(?=[{&\\:]|$)|(?<=\{)\{", r"\{", text)


def _harmless(start: re.Match[str]) -> str:
    """The first characters of a line that would open a block or a Logseq task, made plain text."""
    sign, number, point, task = start.groups()
    return f"\\{sign}" if sign else f"{number}\\{point}" if number else f"&#{ord(task[0])};{task[1:]}"
