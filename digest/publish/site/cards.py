"""What the pages show of a digest: plain values without anything private; pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from digest.models import Digest, Entry, Value
from digest.render.clean import visible, web_address
from digest.render.links import links_of
from digest.render.phrases import foot_lines, line_label

INBOX = "inbox"
ASKED = ("추천: ", "직접 담은 링크", "메모: ")
"""How reasons begin that tell of the person's own notes and links."""
MATCHED = "키워드: "
MIN_TOPIC = 3
"""Shown papers from which on a topic has a page."""
RELATED = 5
LOOK_BACK = 100
LAST = "\uffff"
"""Behind every id."""
NOT_IN_NAMES = re.compile(r"[^0-9a-z가-힣]+")  # "Mixture of Experts (MoE)" → mixture-of-experts-moe


class Card(Value):
    """One shown paper as lists, search and feeds know it."""

    id: str
    """arXiv id without version, else a short name of its own; the name of its page."""
    title: str
    url: str
    line: str = ""
    label: str = ""
    """Who wrote the line, where a reader must know."""
    reasons: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class Day(Value):
    """One digest day."""

    date: dt.date
    version: str
    """Changes when the stored digest does."""
    cards: tuple[Card, ...]
    foot: tuple[str, ...] = ()
    """Trends, deadlines, what is missing."""
    empty: str = ""


class Detail(Value):
    """What only a paper's own page shows."""

    abstract: str
    authors: tuple[str, ...]
    organizations: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


class Topic(Value):
    """A topic and the shown papers that bear it, newest first."""

    name: str
    slug: str
    papers: tuple[tuple[dt.date, str], ...]
    """(day, id of a card)."""


def day_of(digest: Digest, version: str, *, notes: bool) -> Day:
    """A digest as pages show it; without `notes` nothing of the person's own text, and no link only they put aside."""
    shown = [entry for entry in digest.entries if notes or not _private(entry)]
    public = digest if notes else digest.model_copy(update={"notices": ()})
    return Day(
        date=digest.date,
        version=version,
        cards=tuple(_card(entry, notes=notes) for entry in shown),
        foot=tuple(visible(line) for line in foot_lines(public)),
        empty=visible(digest.empty_reason),
    )


def detail_of(digest: Digest, paper: str, *, notes: bool, abstracts: bool) -> Detail:
    """What the page of one of a day's papers shows."""
    item = next(entry.item for entry in digest.entries if card_id(entry.item.key) == paper)
    links = ((name, web_address(url)) for name, url in links_of(item))
    return Detail(
        abstract=visible(item.abstract) if abstracts else "",
        authors=tuple(visible(author) for author in item.authors),
        organizations=tuple(visible(lab) for lab in item.organizations),
        links=tuple((name, address) for name, address in links if address),
        notes=tuple(visible(note) for note in item.notes) if notes else (),
    )


def _private(entry: Entry) -> bool:
    """Whether nobody but the person brought it."""
    return all(sighting.source == INBOX for sighting in entry.item.sightings)


def _card(entry: Entry, *, notes: bool) -> Card:
    reasons = [reason for reason in entry.reasons if notes or not reason.startswith(ASKED)]
    matched = [
        topic for reason in reasons if reason.startswith(MATCHED) for topic in reason[len(MATCHED) :].split(", ")
    ]
    return Card(
        id=card_id(entry.item.key),
        title=visible(entry.item.title) or "(제목 없음)",
        url=web_address(entry.item.url),
        line=visible(entry.line.text),
        label=line_label(entry.line),
        reasons=tuple(visible(reason) for reason in reasons),
        topics=tuple(dict.fromkeys(visible(topic) for topic in (*matched, *entry.item.keywords) if visible(topic))),
    )


def card_id(key: str) -> str:
    """`arxiv:2408.08152` → `2408.08152`; anything else gets a short name that stays the same."""
    kind, _, rest = key.partition(":")
    if kind == "arxiv" and re.fullmatch(r"[\w.-]+", rest):
        return rest
    return (
        f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
        if kind.isalnum()
        else hashlib.sha256(key.encode()).hexdigest()[:12]
    )


def slug_of(name: str) -> str:
    """A topic as part of an address: `Mixture of Experts` → `mixture-of-experts`; never empty, never a path."""
    plain = NOT_IN_NAMES.sub("-", unicodedata.normalize("NFKC", name).casefold()).strip("-")[:60]
    return plain or "topic-" + hashlib.sha256(name.encode()).hexdigest()[:8]


def topics_of(days: Sequence[Day]) -> tuple[Topic, ...]:
    """Topics with enough papers, the largest first; spellings that give one address are one topic."""
    papers: dict[str, dict[str, dt.date]] = {}
    names: dict[str, Counter[str]] = {}
    for day in days:
        for card in day.cards:
            for topic in card.topics:
                slug = slug_of(topic)
                papers.setdefault(slug, {}).setdefault(card.id, day.date)
                names.setdefault(slug, Counter())[topic] += 1
    found = [
        Topic(
            name=min(names[slug].items(), key=lambda pair: (-pair[1], pair[0]))[0],
            slug=slug,
            papers=tuple(sorted(((date, paper) for paper, date in held.items()), key=_newest)),
        )
        for slug, held in papers.items()
        if len(held) >= MIN_TOPIC
    ]
    return tuple(sorted(found, key=lambda topic: (-len(topic.papers), topic.slug)))


def _newest(paper: tuple[dt.date, str]) -> tuple[int, str]:
    return -paper[0].toordinal(), paper[1]


def first_shown(days: Iterable[Day]) -> dict[str, tuple[dt.date, Card]]:
    """By card id: the first day that showed it; days oldest first."""
    shown: dict[str, tuple[dt.date, Card]] = {}
    for day in days:
        for card in day.cards:
            shown.setdefault(card.id, (day.date, card))
    return shown


def by_topic(shown: Mapping[str, tuple[dt.date, Card]]) -> dict[str, list[tuple[dt.date, str]]]:
    """Topic address → the papers that bear it, oldest first."""
    found: dict[str, list[tuple[dt.date, str]]] = {}
    for paper, (date, card) in shown.items():
        for slug in {slug_of(topic) for topic in card.topics}:
            found.setdefault(slug, []).append((date, paper))
    return {slug: sorted(papers) for slug, papers in found.items()}


def related(card: Card, day: dt.date, papers: Mapping[str, Sequence[tuple[dt.date, str]]]) -> tuple[str, ...]:
    """Ids of papers shown no later that share the most topics; what comes later changes no older page.

    papers: as `by_topic` gives them. Of a topic the last LOOK_BACK papers are looked at.
    """
    common: Counter[str] = Counter()
    dates: dict[str, dt.date] = {}
    for slug in sorted({slug_of(topic) for topic in card.topics}):
        held = papers.get(slug, ())
        until = bisect_right(held, (day, LAST))
        for date, other in held[max(0, until - LOOK_BACK) : until]:
            if other != card.id:
                common[other] += 1
                dates[other] = date
    return tuple(sorted(common, key=lambda other: (-common[other], -dates[other].toordinal(), other))[:RELATED])
