"""What the pages show of a digest: plain values without anything private; pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from heapq import nlargest
from itertools import islice
from typing import NamedTuple

from digest.models import Digest, Entry, Value
from digest.render.clean import visible, web_address
from digest.render.links import links_of
from digest.render.phrases import (
    core_text,
    deadline_line,
    foot_lines,
    line_label,
    percent,
    rise_texts,
    votes_text,
)

UNTITLED = "(제목 없음)"
MIN_TOPIC = 3
"""Shown papers from which on a topic has a page."""
RELATED = 5
LOOK_BACK = 50
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


class Week(Value):
    """One week's review."""

    name: str
    """ISO, e.g. `2024-W34`; the name of its page."""
    version: str
    """Changes when the stored review does."""
    first: dt.date
    last: dt.date
    movements: tuple[str, ...] = ()
    quiet: str = ""
    """Why there are none."""
    compared: bool = True
    """Whether the shares of the weeks before say anything."""
    topics: tuple[tuple[str, int, str, str], ...] = ()
    """(topic, papers, share of the week's lists, share of those before), the largest first."""
    papers: tuple[tuple[str, tuple[Named, ...]], ...] = ()
    """(what they have in common, the papers)."""
    own: tuple[str, ...] = ()
    deadlines: str = ""


class Named(Value):
    """A paper that a review names."""

    id: str
    """As of a card; it has a page only when a digest showed it."""
    title: str
    url: str
    told: str = ""
    """Votes, or how many cite it."""


class Topic(NamedTuple):
    """A topic and the shown papers that bear it."""

    name: str
    slug: str
    first: dict[str, dt.date]
    """Id of a card → the first day that says so, oldest first."""

    def newest(self, count: int) -> list[str]:
        """Ids of the papers that bear it since last."""
        return list(islice(reversed(self.first), count))

    @property
    def last(self) -> dt.date:
        """The day of the newest paper."""
        return next(reversed(self.first.values()))


Bearing = tuple[list[dt.date], list[str]]
"""Days and ids of the papers that bear a topic, side by side, oldest first."""


def day_of(digest: Digest, version: str, *, notes: bool) -> Day:
    """A digest as pages show it; without `notes` nothing of the person's own text, and no link only they put aside."""
    shown = [entry for entry in digest.entries if notes or not entry.private]
    public = digest if notes else digest.model_copy(update={"notices": ()})
    return Day(
        date=digest.date,
        version=version,
        cards=tuple(_card(entry, notes=notes) for entry in shown),
        foot=tuple(visible(line) for line in foot_lines(public)),
        empty=visible(digest.empty_reason),
    )


def week_of(digest: Digest, version: str, *, notes: bool) -> Week | None:
    """A stored review as its page shows it; None for a digest without one. notes: with what only its owner reads."""
    review = digest.review
    if review is None:
        return None
    core = [_named(paper.key, paper.title, paper.url, core_text(paper)) for paper in review.core]
    groups = (
        ("많이 이야기된 논문", [_named(p.key, p.title, p.url, votes_text(p)) for p in review.talked]),
        ("소개한 뒤 뜨거워진 논문", [_named(p.key, p.title, p.url, votes_text(p)) for p in review.hotter]),
        ("함께 인용한 핵심 논문", core),
    )
    own = [": ".join(filter(None, (one.text, ", ".join(p.title for p in one.papers)))) for one in review.own]
    rose = tuple(map(visible, rise_texts(review)))
    return Week(
        name=review.week,
        version=version,
        first=review.first,
        last=review.last,
        movements=rose if review.movements else (),
        quiet="" if review.movements else rose[0],
        compared=review.compared,
        topics=tuple((visible(t.topic), t.count, percent(t.share), percent(t.usual_share)) for t in review.topics),
        papers=tuple((name, tuple(papers)) for name, papers in groups if papers),
        own=tuple(map(visible, own)) if notes else (),
        deadlines=visible(deadline_line(digest.deadlines, digest.date)),
    )


def _named(key: str, title: str, url: str, told: str) -> Named:
    return Named(id=card_id(key), title=visible(title) or UNTITLED, url=web_address(url), told=told)


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


def _card(entry: Entry, *, notes: bool) -> Card:
    topics = (visible(topic) for topic in (*entry.matched, *entry.item.keywords))
    return Card(
        id=card_id(entry.item.key),
        title=visible(entry.item.title) or UNTITLED,
        url=web_address(entry.item.url),
        line=visible(entry.line.text),
        label=line_label(entry.line),
        reasons=tuple(visible(reason) for reason in (entry.reasons if notes else entry.public_reasons)),
        topics=tuple(dict.fromkeys(filter(None, topics))),
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


@lru_cache(maxsize=50_000)
def slug_of(name: str) -> str:
    """A topic as part of an address: `Mixture of Experts` → `mixture-of-experts`; never empty, never a path."""
    plain = NOT_IN_NAMES.sub("-", unicodedata.normalize("NFKC", name).casefold()).strip("-")[:60]
    return plain or "topic-" + hashlib.sha256(name.encode()).hexdigest()[:8]


def topics_of(days: Iterable[Day]) -> tuple[Topic, ...]:
    """Topics with enough papers, the largest first; spellings that give one address are one topic. Days oldest first.

    A paper bears a topic from the first day whose digest says so.
    """
    papers: dict[str, dict[str, dt.date]] = {}
    names: dict[str, dict[str, int]] = {}
    for day in days:
        for card in day.cards:
            for topic in card.topics:
                slug = slug_of(topic)
                if slug not in papers:
                    papers[slug], names[slug] = {}, {}
                papers[slug].setdefault(card.id, day.date)
                names[slug][topic] = names[slug].get(topic, 0) + 1
    found = [
        Topic(min(names[slug].items(), key=lambda pair: (-pair[1], pair[0]))[0], slug, held)
        for slug, held in papers.items()
        if len(held) >= MIN_TOPIC
    ]
    return tuple(sorted(found, key=lambda topic: (-len(topic.first), topic.slug)))


def enough(days: Iterable[Day], slugs: set[str]) -> set[str]:
    """Those of these topics that have enough papers for a page."""
    papers: dict[str, set[str]] = {slug: set() for slug in slugs}
    for day in days:
        for card in day.cards:
            for topic in card.topics:
                if (slug := slug_of(topic)) in slugs:
                    papers[slug].add(card.id)
    return {slug for slug, held in papers.items() if len(held) >= MIN_TOPIC}


def bearing_of(topics: Iterable[Topic]) -> dict[str, Bearing]:
    """By topic address."""
    return {topic.slug: (list(topic.first.values()), list(topic.first)) for topic in topics}


def first_shown(days: Iterable[Day]) -> dict[str, tuple[dt.date, Card]]:
    """By card id: the first day that showed it; days oldest first."""
    shown: dict[str, tuple[dt.date, Card]] = {}
    for day in days:
        for card in day.cards:
            shown.setdefault(card.id, (day.date, card))
    return shown


def related(
    card: Card, day: dt.date, bearing: Mapping[str, Bearing], shown: Mapping[str, tuple[dt.date, Card]]
) -> list[str]:
    """Ids of papers shown no later that share the most topics; what comes later changes no older page.

    bearing: by topic address; of a topic the last LOOK_BACK papers are looked at. shown: as `first_shown` gives it.
    """
    common: Counter[str] = Counter()
    for slug in {slug_of(topic) for topic in card.topics} & bearing.keys():
        days, papers = bearing[slug]
        until = bisect_right(days, day)
        common.update(papers[max(0, until - LOOK_BACK) : until])
    common.pop(card.id, None)
    if not common:
        return []
    least = nlargest(RELATED, common.values())[-1]  # most share one topic alone, and need not be sorted
    best = [other for other, count in common.items() if count >= least]
    best.sort(key=lambda other: (-common[other], -shown[other][0].toordinal(), other))
    return best[:RELATED]
