"""Digest → KakaoTalk templates: one text of at most 200 characters, then lists of 2–3 items (contracts §8.1).

Pure. Kakao has no markup, so nothing is escaped; text is only cleaned (`visible`) and cut between graphemes.
Lengths are counted in UTF-16 units, the strictest reading of Kakao's "characters".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import regex
from pydantic import JsonValue

from digest.models import Digest, Entry, Part
from digest.render.address import web_address
from digest.render.clean import visible
from digest.render.late import LATER, at_first, joined
from digest.render.phrases import day_title, foot_lines, line_label, subject

Template = dict[str, JsonValue]

LIMIT = 200
TITLE_LIMIT = 100
"""The app shows two lines of a title; more would only hide the sentence under it."""
LEAST_LINE = 12
"""A foot line cut shorter than this says nothing."""
ARXIV, HUGGINGFACE = "https://arxiv.org", "https://huggingface.co"
ARXIV_IMAGE = "https://arxiv.org/static/browse/0.3.4/images/arxiv-logo-fb.png"
THUMBNAIL = "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{}.png"


@dataclass(frozen=True)
class Links:
    """Where a message may lead: a link to a domain the Kakao app has not registered dies silently (§8.1)."""

    domains: tuple[str, ...]
    """Registered origins, scheme and host exactly, e.g. `https://arxiv.org`."""
    page: str
    """On a registered domain: where the message as a whole leads."""

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

    `main` (date, count, trends, what is missing), `list-1` … for items whose link is on a registered domain,
    `item-1` … for the others (their address stands in the text, where the app itself makes it a link), `late-1` …
    one for each item that came after the first delivery: so a part that was sent never has to change.
    """
    first = at_first(digest).entries
    parts = _one(digest, first[0], links) if len(first) == 1 else _several(digest, first, links, most)
    for n, (_, entry) in enumerate(joined(digest), 1):
        parts.append(Part(id=f"late-{n}", payload=_single(entry, links, lead=LATER)))
    return tuple(parts[:most])


def _one(digest: Digest, entry: Entry, links: Links) -> list[Part]:
    """A day of one item: the item is the message; what is missing follows in a second one."""
    foot = _fitted(_foot(digest), LIMIT)
    parts = [Part(id="main", payload=_single(entry, links, lead=_head(digest, 1)))]
    return [*parts, Part(id="foot", payload=_text(foot, links.page))] if foot else parts


def _several(digest: Digest, entries: Sequence[Entry], links: Links, most: int) -> list[Part]:
    groups = list(_groups(entries, links))[: most - 1]
    shown = sum(_count(part) for part in groups)
    head = _head(digest, len(entries))
    if shown < len(entries):
        head += f"\n(카카오톡에는 {shown}건만 보냅니다)"
    body = _fitted(_foot(digest), LIMIT - units(head) - 1)
    return [Part(id="main", payload=_text(f"{head}\n{body}".strip(), links.page)), *groups]


def _head(digest: Digest, count: int) -> str:
    number = f" · {count}건" if count else ""
    return f"{cut(subject(digest), 28)} · {day_title(digest.date)}{number}"


def _foot(digest: Digest) -> list[str]:
    """What is missing comes before what moved: there is little room."""
    lines = [visible(line) for line in (digest.empty_reason, *foot_lines(digest)) if line]
    return sorted(lines, key=lambda line: line.startswith(("흐름:", "마감:")))


def _fitted(lines: Sequence[str], room: int) -> str:
    """The lines within `room` units: the last are dropped, the longest cut, so that each still says something."""
    kept = list(lines)
    while kept and sum(min(units(line), LEAST_LINE) + 1 for line in kept) > room:
        kept.pop()
    left, shares = room - len(kept), [0] * len(kept)
    for done, place in enumerate(sorted(range(len(kept)), key=lambda place: units(kept[place]))):
        shares[place] = min(units(kept[place]), left // (len(kept) - done))
        left -= shares[place]
    return "\n".join(map(cut, kept, shares))


def _groups(entries: Sequence[Entry], links: Links) -> Iterator[Part]:
    """Lists for what has a living link, single texts for the rest (and for one that is left alone)."""
    near = [entry for entry in entries if links.of(entry)]
    alone = [entry for entry in entries if not links.of(entry)]
    if len(near) == 1:
        near, alone = [], [*near, *alone]
    start = 0
    for n, size in enumerate(sizes(len(near)), 1):
        header = f"{start + 1}–{start + size} / {len(entries)}"
        yield Part(id=f"list-{n}", payload=_list(near[start : start + size], header, links))
        start += size
    for n, entry in enumerate(alone, 1):
        yield Part(id=f"item-{n}", payload=_single(entry, links, lead=f"{start + n} / {len(entries)}"))


def _count(part: Part) -> int:
    contents = part.payload.get("contents")
    return len(contents) if isinstance(contents, list) else 1


def _list(entries: Sequence[Entry], header: str, links: Links) -> Template:
    return {
        "object_type": "list",
        "header_title": header,
        "header_link": _link(links.page),
        "contents": [_content(entry, links.of(entry)) for entry in entries],
    }


def _content(entry: Entry, url: str) -> Template:
    return {
        "title": cut(_title(entry), TITLE_LIMIT),
        "description": cut(_told(entry), LIMIT),
        "image_url": _image(entry),
        "link": _link(url),
    }


def _single(entry: Entry, links: Links, lead: str) -> Template:
    """One item as a text: lead, title, sentence, reasons; these are cut before the title, an address never."""
    url = links.of(entry)
    address = "" if url else _shown_address(entry.item.url)
    room = LIMIT - units(lead) - 1 - (units(address) + 1 if address else 0)
    title = cut(_title(entry), min(TITLE_LIMIT, room))
    left = room - units(title) - 1
    told = [lead, title, cut(_told(entry), left) if left >= LEAST_LINE else "", address]
    return _text("\n".join(line for line in told if line), url or links.page, "열기" if url else "오늘의 논문 목록")


def _shown_address(url: str) -> str:
    """An address that the app can turn into a link; too long a one is left out rather than broken."""
    address = web_address(url)
    return address if address.isascii() and len(address) <= LIMIT // 2 else ""


def _text(text: str, url: str, button: str = "오늘의 논문 목록") -> Template:
    return {"object_type": "text", "text": text, "link": _link(url), "button_title": button}


def _link(url: str) -> dict[str, JsonValue]:
    return {"web_url": url, "mobile_web_url": url}


def _title(entry: Entry) -> str:
    return visible(entry.item.title) or "(제목 없음)"


def _told(entry: Entry) -> str:
    """The sentence with its label, then why the item was chosen: what is cut first stands last."""
    text, label = visible(entry.line.text), line_label(entry.line)
    sentence = f"[{label}] {text}" if text and label else text
    return " · ".join(part for part in (sentence, *map(visible, entry.reasons)) if part)


def _image(entry: Entry) -> str:
    """A picture is in effect required in a list (§8.1); Kakao's servers fetch it, no domain need be registered."""
    listed = any(sighting.source == "huggingface" for sighting in entry.item.sightings)
    if listed and entry.item.key.startswith("arxiv:"):
        return THUMBNAIL.format(entry.item.key.removeprefix("arxiv:"))
    return ARXIV_IMAGE
