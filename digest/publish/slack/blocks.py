"""A digest as Slack messages: Block Kit that reads well on a phone, within every limit (docs/services.md: Slack).

Untrusted text stands in rich text and plain_text only, where Slack reads no markup, so it arrives as it is.
What does not fit the first message goes on in further parts; nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, takewhile

from pydantic import JsonValue

from digest.models import Digest, Entry, Part, Review
from digest.publish.slack.measure import BLOCK_TEXT, Block, Room, cut, pack, units
from digest.publish.slack.mrkdwn import CHART, literal, mrkdwn_link
from digest.render.clean import honest, visible, web_address
from digest.render.late import LATER, at_first, joined
from digest.render.links import links_of
from digest.render.phrases import (
    core_name,
    counted,
    day_title,
    foot_lines,
    line_note,
    review_lines,
    spoken_reasons,
    subject,
)

FOOT = 2_000
"""Room in the first message that the foot may use. It is always kept free: a report line more or less must not
push an entry into another part, because the parts of the last run are updated, not posted again."""
FALLBACK = 600
"""Length of the text for notifications and screen readers."""
MAIN = Room(blocks=44, text=9_000)
"""What the entries may take of the first message; header, notes, foot and fallback have the rest."""
MORE = Room(blocks=50, text=11_300)


def slack_parts(
    digest: Digest, *, thread: bool = False, replies: bool = True, details: bool = False
) -> tuple[Part, ...]:
    """The messages of a digest in order, as payloads {"text", "blocks"}.

    thread: the first message holds only titles, the rest goes to its thread. details: `details-1` … in the thread tell
    more of every entry (bots only). replies: False for webhooks, which
    have no threads and change nothing: further parts are then called `more-1` … instead of `thread-1` …, and every
    entry that came after the first delivery has a part of its own, `late-1` ….
    """
    late = () if replies else joined(digest)
    digest = digest if replies else at_first(digest)
    lines = foot_lines(digest)[len(review_lines(digest.review)) :]  # those stand above, with their links
    feet = _paragraphs(lines, FOOT)
    entries = [_entry(place, entry) for place, entry in enumerate(digest.entries, 1)]
    if thread and entries:
        titles = pack([[block] for block in _titles(digest.entries)], MAIN, MAIN)[0]
        first, rest = titles, pack(entries, MORE, MORE)
        note = "한 줄 설명은 이 메시지의 스레드에 있습니다 ↓"
    else:
        first, *rest = pack([*_reason(digest), *_review(digest.review), *entries], MAIN, MORE)
        note = f"이어지는 내용은 {'이 메시지의 스레드에' if replies else '다음 메시지에'} 있습니다 ↓"
    if feet[1:]:
        rest += pack([[_context(foot)] for foot in feet[1:]], MORE, MORE)
    chart = [_chart(digest.review)] if digest.review and digest.review.topics and replies else []
    blocks = [_header(digest), *chart, *first]
    more = pack([_details(*one) for one in enumerate(digest.entries, 1)], MORE, MORE) if details and entries else []
    if rest:
        blocks.append(_context(note))
    elif more:
        blocks.append(_context("저자, 기관, PDF, 초록의 핵심 문장은 이 메시지의 스레드에 있습니다 ↓"))
    if feet:
        blocks += [{"type": "divider"}, _context(feet[0])]
    day = f"{digest.date.month}월 {digest.date.day}일 {subject(digest)}"
    parts = [Part(id="main", payload=_payload(f"{day} {counted(digest)}".strip(), digest, blocks))]
    for number, message in enumerate(rest, 1):
        name = f"{'thread' if replies else 'more'}-{number}"
        parts.append(
            Part(
                id=name,
                payload={"text": f"{literal(day)} – 이어서 {number}", "blocks": list[JsonValue](message)},
            )
        )
    for number, message in enumerate(more, 1):
        text = f"{literal(day)} – 자세히" + (f" {number}" if number > 1 else "")
        parts.append(Part(id=f"details-{number}", payload={"text": text, "blocks": list[JsonValue](message)}))
    for number, (place, entry) in enumerate(late, 1):
        parts += _late(f"late-{number}", f"{day} · {LATER}", place, entry)
    return tuple(parts)


def _late(name: str, head: str, place: int, entry: Entry) -> list[Part]:
    """An entry as a message of its own; more than one only when no message could hold it."""
    blocks = _entry(place, entry.model_copy(update={"late": False}))  # the head says so
    text = f"{literal(head)}: {_short(_title(entry))}"
    return [
        Part(id=f"{name}-{number}" if number > 1 else name, payload={"text": text, "blocks": list[JsonValue](message)})
        for number, message in enumerate(pack([[_context(head), *blocks]], MORE, MORE), 1)
    ]


def _payload(head: str, digest: Digest, blocks: Sequence[Block]) -> dict[str, JsonValue]:
    """With as many titles in the fallback as a notification can hold."""
    told = [_short(_title(entry)) for entry in digest.entries] or [_short(_in_short(digest))]
    kept = list(takewhile(lambda text: units(text) <= FALLBACK - 50, accumulate(told, "{} · {}".format)))
    more = f" 외 {len(told) - len(kept)}건" if len(kept) < len(told) else ""
    return {"text": f"{literal(head)}: {kept[-1] if kept else ''}{more}", "blocks": list[JsonValue](blocks)}


def _in_short(digest: Digest) -> str:
    """What a digest without entries is about."""
    return review_lines(digest.review)[0] if digest.review else digest.empty_reason


def _short(text: str) -> str:
    """One line of mrkdwn for a notification."""
    first, *rest = cut(visible(text), 90) or [""]
    return literal(first) + ("…" if rest else "")


def _header(digest: Digest) -> Block:
    named = subject(digest).removeprefix("데일리 트렌드").strip()
    told = " · ".join(text for text in (day_title(digest.date), counted(digest), named) if text)
    return {"type": "header", "text": _plain(cut(told, 150)[0])}


AUTHORS = 4
"""Names that are told; of more, how many."""
LABEL = 20
"""Units of a label in a chart."""


def _chart(review: Review) -> Block:
    """The week's topics, beside the four weeks before them where there are such, as bars of percent."""
    names = _labels([visible(topic.topic) for topic in review.topics])
    values = [("이번 주", [topic.share for topic in review.topics])]
    if review.compared:
        values.append(("그 전 4주", [topic.usual_share for topic in review.topics]))
    series: list[JsonValue] = [
        {
            "name": told,
            "data": [{"label": name, "value": round(100 * one, 1)} for name, one in zip(names, shares, strict=True)],
        }
        for told, shares in values
    ]
    axis: dict[str, JsonValue] = {"categories": list[JsonValue](names), "y_label": "목록에서 차지하는 몫(%)"}
    return {
        "type": CHART,
        "title": f"{review.week} 주제",
        "chart": {"type": "bar", "series": series, "axis_config": axis},
    }


def _review(review: Review | None) -> list[list[Block]]:
    """What a week's review says, a paragraph a line; a paper's title leads to it."""
    if review is None:
        return []
    papers = (*review.talked, *review.hotter, *(paper for own in review.own for paper in own.papers))
    urls = {visible(paper.title): web_address(paper.url) for paper in papers}
    urls |= {visible(core_name(core)): web_address(core.url) for core in review.core}
    return [_rich(_with_links(visible(line), urls)) for line in review_lines(review)]


def _with_links(line: str, urls: Mapping[str, str]) -> list[Block]:
    """A line with the titles in it as links."""
    inline: list[Block] = []
    named = [title for title in sorted(urls, key=len, reverse=True) if title and urls[title]]
    pattern = "|".join(map(re.escape, named))
    # `1위 SAM 2: 5번` with the title `SAM 2`
    for text in re.split(f"({pattern})", line) if pattern else [line]:
        pieces = [_text(piece) for piece in cut(text, BLOCK_TEXT)]
        inline += [piece | {"type": "link", "url": urls[text]} for piece in pieces] if urls.get(text) else pieces
    return inline


def _labels(names: Sequence[str]) -> list[str]:
    """Names that fit, each different from the others."""
    labels: list[str] = []
    for number, name in enumerate(names, 1):
        label = name if units(name) <= LABEL else cut(name, LABEL - 1)[0] + "…"
        labels.append(label if label not in labels else f"{cut(label, LABEL - 3)[0]} {number}")
    return labels


def without_charts(blocks: Iterable[Block]) -> list[Block]:
    """The same message for a workspace that takes no chart."""
    return [block for block in blocks if block["type"] != CHART]


def _reason(digest: Digest) -> list[list[Block]]:
    """Why there is nothing today."""
    text = visible(digest.empty_reason)
    return [[{"type": "section", "text": _plain(piece)}] for piece in cut(text, BLOCK_TEXT)] if text else []


def _entry(place: int, entry: Entry) -> list[Block]:
    """Title as a link, the Korean line below it; small: who wrote the line when no model did, and the reasons."""
    inline = [_text(f"{place}. ", bold=True), *_linked(entry)]
    if line := visible(entry.line.text):
        inline += [_text("\n"), *(_text(piece) for piece in cut(line, BLOCK_TEXT))]
    reasons = (line_note(entry.line), *spoken_reasons(entry))
    return [*_rich(inline), *_because(entry, [visible(reason) for reason in reasons])]


def _details(place: int, entry: Entry) -> list[Block]:
    """Who wrote it, where it can be read, and what its abstract says itself; a line each, of what is known."""
    item = entry.item
    names = [visible(name) for name in item.authors[:AUTHORS]]
    more = f" 외 {len(item.authors) - AUTHORS}명" if len(item.authors) > AUTHORS else ""
    inline = [_text(f"{place}. "), *_linked(entry)]
    for label, told in (
        ("저자", f"{', '.join(names)}{more}" if names else ""),
        ("기관", ", ".join(visible(name) for name in item.organizations[:AUTHORS])),
        ("핵심 문장", visible(entry.sentence) if entry.sentence != entry.line.text else ""),
    ):
        inline += [_text("\n"), *(_text(piece) for piece in cut(f"{label}: {told}", BLOCK_TEXT))] if told else []
    found = [
        (name, url) for name, url in links_of(item) if (name == "PDF" or name.startswith("코드")) and web_address(url)
    ]
    links = " · ".join(mrkdwn_link(url, name) for name, url in found)
    shown: list[JsonValue] = [{"type": "mrkdwn", "text": links}] if links and units(links) <= BLOCK_TEXT else []
    blocks = _rich(inline)
    return [*blocks, {"type": "context", "elements": shown}] if shown else blocks


def _because(entry: Entry, reasons: Iterable[str]) -> list[Block]:
    """The context line; the words about code and posts lead to them."""
    code = entry.item.code_url if web_address(entry.item.code_url) else ""
    words = entry.item.code_words
    told = " · ".join(reason for reason in reasons if reason and not (code and reason == words))
    blocks = [_context(piece) for piece in cut(told, BLOCK_TEXT)]
    post = next((s.post_url for s in entry.item.sightings if web_address(s.post_url)), "")
    links = [mrkdwn_link(code, words)] if code else []
    links += [mrkdwn_link(post, "X 글" if "//x.com/" in post else "소개한 글")] if post else []
    elements: list[JsonValue] = [{"type": "mrkdwn", "text": text} for text in links if units(text) <= BLOCK_TEXT]
    if elements and len(blocks) == 1 and isinstance(reason := blocks[0]["elements"], list):
        return [blocks[0] | {"elements": [*reason, *elements]}]
    return blocks + ([{"type": "context", "elements": elements}] if elements else [])


def _titles(entries: Sequence[Entry]) -> list[Block]:
    """The numbered titles alone, a block for every ten."""
    blocks: list[Block] = []
    for start in range(0, len(entries), 10):
        inline: list[Block] = []
        for place, entry in enumerate(entries[start : start + 10], start + 1):
            inline += [_text(f"{place}. "), *_linked(entry, bold=False), _text("\n")]
        blocks += _rich(inline[:-1])
    return blocks


def _title(entry: Entry) -> str:
    return visible(entry.item.title) or visible(honest(entry.item.url))


def _linked(entry: Entry, *, bold: bool = True) -> list[Block]:
    address = web_address(entry.item.url)
    pieces = [_text(piece, bold=bold) for piece in cut(_title(entry), BLOCK_TEXT - len(address))]
    return [piece | {"type": "link", "url": address} for piece in pieces] if address else pieces


def _text(text: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {})


def _rich(inline: Sequence[Block]) -> list[Block]:
    """Rich text blocks, more than one only when the text is too long for one."""
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list[JsonValue](chunk)}]}
        for chunk in pack([[element] for element in inline], Room(500, BLOCK_TEXT), Room(500, BLOCK_TEXT))
    ]


def _paragraphs(lines: Iterable[str], size: int) -> list[str]:
    """Lines joined to texts of at most `size` units; a longer line is cut."""
    texts: list[str] = []
    for piece in (piece for line in lines for piece in cut(visible(line), size)):
        if texts and units(texts[-1]) + 1 + units(piece) <= size:
            texts[-1] += "\n" + piece
        else:
            texts.append(piece)
    return texts


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_plain(text)]}


def _plain(text: str) -> dict[str, JsonValue]:
    return {"type": "plain_text", "text": text, "emoji": False}
