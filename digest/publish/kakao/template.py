"""Digest → KakaoTalk templates: one text of at most 200 characters, then lists of 2–3 items.

Facts about the service: docs/services.md: KakaoTalk.

A phone shows the first message as a notification, two lines of a list item's title and one of its description. So the
first message names the first items, and where there is a Korean line it leads and the English title comes second; the
reasons are what is cut. Items carry their numbers of the digest. Pure.

Kakao has no markup, so nothing is escaped; text is only cleaned (`visible`) and cut between graphemes. Lengths are
counted in UTF-16 units, the strictest reading of Kakao's "characters".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import regex
from pydantic import JsonValue

from digest.lazy import pattern_of
from digest.models import Digest, Entry, Part, Review
from digest.render.clean import visible, web_address
from digest.render.late import LATER, joined
from digest.render.phrases import (
    foot_lines,
    line_label,
    percent,
    rise_texts,
    short_day,
    short_title,
    subject,
    votes_text,
)

Template = dict[str, JsonValue]
Placed = tuple[int, Entry]
"""An entry with its number in the digest."""

LIMIT = 200
TITLE_LIMIT = 100
"""The app shows two lines of a title; more would only hide what stands under it."""
TOP, TOP_LIMIT = 2, 70
"""How many items the first message names, and with how much text."""
HANGUL = pattern_of(r"[가-힣]")  # 논문
NAMES, NAME = 2, 22
"""How many papers a line of a week's review names, and with how much text."""
LEAST_LINE = 12
"""A foot line cut shorter than this says nothing."""
ARXIV, HUGGINGFACE = "https://arxiv.org", "https://huggingface.co"
ARXIV_IMAGE = "https://arxiv.org/static/browse/0.3.4/images/arxiv-logo-fb.png"
THUMBNAIL = "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{}.png"


@dataclass(frozen=True)
class Links:
    """Where a message may lead: a link to a domain the Kakao app has not registered dies silently."""

    domains: tuple[str, ...]
    """Registered origins, scheme and host exactly, e.g. `https://arxiv.org`."""
    page: str
    """On a registered domain: where the message as a whole leads."""

    @property
    def button(self) -> str:
        """What a button that leads to the page is called: by where it leads."""
        listed = self.page.startswith(f"{HUGGINGFACE}/papers")
        return "HF 논문 목록" if listed else cut(origin(self.page).partition("://")[2], 20)

    def of(self, entry: Entry) -> str:
        """The address of an item on a registered domain, or "" when there is none."""
        wanted = [web_address(entry.item.url)]
        if entry.item.key.startswith("arxiv:"):
            paper = entry.item.key.removeprefix("arxiv:")
            wanted += [f"{ARXIV}/abs/{paper}", f"{HUGGINGFACE}/papers/{paper}"]
        return next((url for url in wanted if origin(url) in self.domains), "")


def origin(url: str) -> str:
    """Scheme and host with port, lower case: `https://arxiv.org`; "" for what is no http(s) address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}" if parts.scheme in ("http", "https") and parts.netloc else ""


def units(text: str) -> int:
    """Length in UTF-16 units; never less than the number of characters."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> str:
    """The text, or as many whole graphemes of it as fit into `limit` units together with `…`."""
    if units(text) <= limit:
        return text
    kept, used = "", 1
    for grapheme in regex.findall(r"\X", text):
        used += units(grapheme)
        if used > limit:
            break
        kept += grapheme
    return kept.rstrip() + "…"


def sizes(count: int) -> tuple[int, ...]:
    """How `count` items fill lists of 2–3: 4 → (2, 2), 7 → (3, 2, 2); 1 → (1,), which is no list but a text."""
    if count < 2:
        return (1,) * count
    lists = -(-count // 3)
    return tuple(3 if n < count - 2 * lists else 2 for n in range(lists))


def kakao_parts(digest: Digest, links: Links, most: int) -> tuple[Part, ...]:
    """The messages of a digest in order, at most `most` (≥ 1) of them; payload = `template_object`.

    `main` (date, count, first items, what is missing, trends), `list-1` … for items whose link is on a registered
    domain, `item-1` … for the others (their address stands in the text, where the app itself makes it a link),
    `late-1` … one for each item that came after the first delivery: so a part that was sent never has to change.
    """
    first = [(place, entry) for place, entry in enumerate(digest.entries, 1) if not entry.late]
    parts = _one(digest, first[0], links) if len(first) == 1 else _several(digest, first, links, most)
    for n, placed in enumerate(joined(digest), 1):
        parts.append(Part(id=f"late-{n}", payload=_single(placed, links, lead=LATER)))
    return tuple(parts[:most])


def _one(digest: Digest, placed: Placed, links: Links) -> list[Part]:
    """A day of one item: the item is the message; what is missing follows in a second one."""
    foot = fitted(foot_of(digest), LIMIT)
    parts = [Part(id="main", payload=_single(placed, links, lead=head_of(digest, 1)))]
    return [*parts, Part(id="foot", payload=_text(foot, links.page, links.button))] if foot else parts


def _several(digest: Digest, entries: Sequence[Placed], links: Links, most: int) -> list[Part]:
    groups = [group for _, group in sorted(_groups(digest, entries, links), key=lambda g: g[0])][: most - 1]
    shown = sum(_count(part) for part in groups)
    told = [head_of(digest, len(entries))]
    if shown < len(entries):
        told.append(f"(카카오톡에는 {shown}건만 보냅니다)")
    foot, least = foot_of(digest), len(told) + 1
    told += [f"{place}. {cut(lead_of(entry), TOP_LIMIT)}" for place, entry in entries[:TOP]]
    while len(told) > least and _length([*told, *foot]) > LIMIT:
        told.pop()
    body = fitted(foot, LIMIT - _length(told) - 1)
    text = "\n".join(line for line in (*told, body) if line)
    return [Part(id="main", payload=_text(text, links.page, links.button)), *groups]


def _length(lines: Sequence[str]) -> int:
    return units("\n".join(lines))


def head_of(digest: Digest, count: int) -> str:
    """The first line: `데일리 트렌드 · 8월 19일(월) · 5건`."""
    number = f" · {count}건" if count else ""
    return f"{cut(subject(digest), 28)} · {short_day(digest.date)}{number}"


def foot_of(digest: Digest) -> list[str]:
    """What is missing comes before what moved: there is little room."""
    rest = foot_lines(digest.model_copy(update={"review": None}))
    lines = [visible(line) for line in (digest.empty_reason, *_brief(digest.review), *rest) if line]
    return lines if digest.review else sorted(lines, key=lambda line: line.startswith(("흐름:", "마감:")))


def _brief(review: Review | None) -> Iterator[str]:
    """A week's review in names and numbers: its sentences would be cut before they come to them."""
    if review is None:
        return
    rose = ", ".join(f"{topic.topic} {percent(topic.share)}" for topic in review.movements)
    yield f"흐름: {rose}" if rose else rise_texts(review)[0]
    told = {
        "화제": [(paper.title, votes_text(paper)) for paper in review.talked],
        "소개한 뒤": [(paper.title, votes_text(paper)) for paper in review.hotter],
        "함께 인용": [(core.title, f"{core.citing}편") for core in review.core],
    }
    for name, papers in told.items():
        if papers:
            yield f"{name}: " + ", ".join(f"{cut(short_title(title), NAME)} {told}" for title, told in papers[:NAMES])
    yield from (": ".join(filter(None, (own.text, ", ".join(p.title for p in own.papers)))) for own in review.own)


def fitted(lines: Sequence[str], room: int) -> str:
    """The lines within `room` units: the last are dropped, the longest cut, so that each still says something."""
    kept = list(lines)
    while kept and sum(min(units(line), LEAST_LINE) + 1 for line in kept) > room:
        kept.pop()
    left, shares = room - len(kept), [0] * len(kept)
    for done, place in enumerate(sorted(range(len(kept)), key=lambda place: units(kept[place]))):
        shares[place] = min(units(kept[place]), left // (len(kept) - done))
        left -= shares[place]
    return "\n".join(map(cut, kept, shares))


def _groups(digest: Digest, entries: Sequence[Placed], links: Links) -> Iterator[tuple[int, Part]]:
    """Lists for what has a living link, single texts for the rest (and for one that is left alone).

    Each with the number of its first item, by which they are ordered.
    """
    near = [placed for placed in entries if links.of(placed[1])]
    alone = [placed for placed in entries if not links.of(placed[1])]
    if len(near) == 1:
        near, alone = [], list(entries)
    start = 0
    for n, size in enumerate(sizes(len(near)), 1):
        group = near[start : start + size]
        header = f"{short_day(digest.date)} · {_numbers(group)} / {len(entries)}"
        yield group[0][0], Part(id=f"list-{n}", payload=_list(group, header, links))
        start += size
    for n, placed in enumerate(alone, 1):
        yield placed[0], Part(id=f"item-{n}", payload=_single(placed, links))


def _numbers(group: Sequence[Placed]) -> str:
    """`1–3`, or `1, 4, 5` where others stand between them."""
    first, last = group[0][0], group[-1][0]
    together = last - first == len(group) - 1
    return f"{first}–{last}" if together else ", ".join(str(place) for place, _ in group)


def _count(part: Part) -> int:
    contents = part.payload.get("contents")
    return len(contents) if isinstance(contents, list) else 1


def _list(entries: Sequence[Placed], header: str, links: Links) -> Template:
    return {
        "object_type": "list",
        "header_title": header,
        "header_link": _link(links.page),
        "contents": [_content(place, entry, links.of(entry)) for place, entry in entries],
    }


def _content(place: int, entry: Entry, url: str) -> Template:
    return {
        "title": f"{place}. {cut(lead_of(entry), TITLE_LIMIT)}",
        "description": cut(rest_of(entry), LIMIT),
        "image_url": _image(entry),
        "link": _link(url),
    }


def _single(placed: Placed, links: Links, lead: str = "") -> Template:
    """One item as a text: what leads, the rest, its address; the rest is cut first, an address never."""
    place, entry = placed
    url = links.of(entry)
    address = "" if url else _shown_address(entry.item.url)
    head = f"{lead}\n{place}. " if lead else f"{place}. "
    room = LIMIT - units(head) - (units(address) + 1 if address else 0)
    first = cut(lead_of(entry), min(TITLE_LIMIT, room))
    left = room - units(first) - 1
    told = [head + first, cut(rest_of(entry), left) if left >= LEAST_LINE else "", address]
    return _text("\n".join(line for line in told if line), url or links.page, "열기" if url else links.button)


def _shown_address(url: str) -> str:
    """An address that the app can turn into a link; too long a one is left out rather than broken."""
    address = web_address(url)
    return address if address.isascii() and len(address) <= LIMIT // 2 else ""


def _text(text: str, url: str, button: str) -> Template:
    return {"object_type": "text", "text": text, "link": _link(url), "button_title": button}


def _link(url: str) -> dict[str, JsonValue]:
    return {"web_url": url, "mobile_web_url": url}


def _title(entry: Entry) -> str:
    return visible(entry.item.title) or "(제목 없음)"


def _korean(entry: Entry) -> str:
    """The line, if it is in Korean."""
    text = visible(entry.line.text)
    return text if HANGUL.search(text) else ""


def lead_of(entry: Entry) -> str:
    """What a hurried Korean reader should see: the Korean line where there is one, else the title."""
    return _korean(entry) or _title(entry)


def rest_of(entry: Entry) -> str:
    """What does not lead: the title or the foreign sentence, then who wrote the line and why the item was chosen."""
    text, label = visible(entry.line.text), line_label(entry.line)
    if _korean(entry):
        rest = (cut(_title(entry), TITLE_LIMIT), label)
    else:
        rest = (f"[{label}] {text}" if text and label else text, "")
    return " · ".join(part for part in (*rest, *map(visible, entry.reasons)) if part)


def _image(entry: Entry) -> str:
    """A picture is in effect required in a list; Kakao's servers fetch it, no domain need be registered."""
    listed = any(sighting.source == "huggingface" for sighting in entry.item.sightings)
    if listed and entry.item.key.startswith("arxiv:"):
        return THUMBNAIL.format(entry.item.key.removeprefix("arxiv:"))
    return ARXIV_IMAGE
