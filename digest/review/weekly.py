"""What one week was about, from its recorded lists and digests: numbers alone, and only the store's. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from digest.calendar.weeks import Week
from digest.choose.keywords import Keyword
from digest.models import Cited, ConferenceDeadline, Digest, Entry, Item, Review, Sighting, WeekPaper, WeekTopic
from digest.review.core import core_papers, most_voted
from digest.review.moving import count_day, read_lists
from digest.review.topics import holders, vocabulary
from digest.review.trends import SAME_PAPERS, lower_bound

MONTH = 20
"""List days before the week that it is compared with: four weeks."""
FEWEST_USUAL = 5
"""Of them, at least; with fewer nothing can be called a rise."""
MOVEMENTS = 3
CHARTED = 6
"""Topics of the chart: as many as Slack's charts surely take."""
FEWEST_PAPERS = 3
RISE = 1.0
"""The lower end of the ratio of a week's share must be above this: the week rose at all."""
TALKED = 3
HOTTER = 3
TIMES, MORE = 3, 20
"""How many times the votes, and how many more, make a paper hotter."""
AHEAD = dt.timedelta(days=14)
"""Deadlines so far after the week's Friday are told."""


def compose_review(
    week: Week,
    lists: Mapping[dt.date, Sequence[Sighting]],
    shown: Iterable[Entry],
    written: Collection[str],
    keywords: Iterable[Keyword] = (),
    references: Mapping[str, Sequence[Cited]] | None = None,
) -> Review:
    """The review of a week.

    lists: recorded lists by date, those of the week and of the month before it, each paper as last read. shown: what
    the week's digests showed, with the votes they knew. written: keys of the papers in the person's own journal.
    references: what papers cite, as far as that is known.
    """
    inside = {day: papers for day, papers in lists.items() if day in week.days}
    before = {day: lists[day] for day in sorted(lists) if day < week.monday}
    earlier = dict(list(before.items())[-MONTH:])
    compared = len(read_lists(earlier)) >= FEWEST_USUAL
    movements, topics = _topics(inside, earlier, tuple(keywords))
    newest = {paper.key: paper for papers in inside.values() for paper in papers}
    shown = tuple(shown)
    looked_at = (*most_voted(newest.values()), *(entry.item.key for entry in shown))
    return Review(
        week=str(week),
        first=week.monday,
        last=week.sunday,
        movements=movements if compared else (),
        topics=topics,
        compared=compared,
        talked=_talked(newest.values(), written),
        hotter=_hotter(shown, newest),
        core=core_papers(looked_at, references or {}, week.day),
    )


def _topics(
    inside: Mapping[dt.date, Sequence[Sighting]],
    earlier: Mapping[dt.date, Sequence[Sighting]],
    keywords: Sequence[Keyword],
) -> tuple[tuple[WeekTopic, ...], tuple[WeekTopic, ...]]:
    """(what rose, what there was most of)."""
    week, month = read_lists(inside), read_lists(earlier)
    papers = [paper for day in week.values() for paper in day]
    names = vocabulary(papers, keywords)
    held = {topic: found for topic, found in holders(papers, names).items() if len(found) >= FEWEST_PAPERS}
    names = {form: topic for form, topic in names.items() if topic in held}
    days = [count_day(day, month[day], names) for day in month]
    usual_size = sum(day.size for day in days)
    found = []
    for topic, holding in held.items():
        usual = sum(day.counts.get(topic, 0) for day in days)
        told = WeekTopic(topic=topic, count=len(holding), size=len(papers), usual_count=usual, usual_size=usual_size)
        keys = frozenset(paper.key for paper in holding)
        found.append((lower_bound(told.count, told.size, usual, usual_size), told, keys))
    rising = [one for one in found if one[0] > RISE]
    rose = _distinct(sorted(rising, key=lambda one: (-one[0], one[1].topic)), MOVEMENTS)
    most = sorted(found, key=lambda one: (one[1] not in rose, -one[1].count, one[1].topic))
    return rose, _distinct(most, CHARTED)


def _distinct(found: Sequence[tuple[float, WeekTopic, frozenset[str]]], most: int) -> tuple[WeekTopic, ...]:
    """The first of those that are mostly the same papers."""
    kept: list[tuple[WeekTopic, frozenset[str]]] = []
    for _, topic, keys in found:
        same = any(len(keys & other) >= SAME_PAPERS * min(len(keys), len(other)) for _, other in kept)
        if not same and len(kept) < most:
            kept.append((topic, keys))
    return tuple(topic for topic, _ in kept)


def _talked(papers: Iterable[Sighting], written: Collection[str]) -> tuple[WeekPaper, ...]:
    """The most voted of the week that the person has not in their journal."""
    open_ones = [paper for paper in papers if paper.upvotes and paper.key not in written]
    best = sorted(open_ones, key=lambda paper: (-(paper.upvotes or 0), paper.key))[:TALKED]
    return tuple(WeekPaper(key=p.key, title=p.title, url=p.url, votes=p.upvotes) for p in best)


def _hotter(shown: Iterable[Entry], newest: Mapping[str, Sighting]) -> tuple[WeekPaper, ...]:
    """What has three times the votes that its digest knew, and at least twenty more."""
    found = {}
    for entry in shown:
        item = entry.item
        votes = [sighting.upvotes for sighting in item.sightings if sighting.upvotes is not None]
        now = newest[item.key].upvotes if item.key in newest else None
        if votes and now is not None and now >= TIMES * max(votes) and now - max(votes) >= MORE:
            found[item.key] = WeekPaper(key=item.key, title=item.title, url=item.url, votes=now, before=max(votes))
    best = sorted(found.values(), key=lambda paper: (-(paper.votes or 0), paper.key))
    return tuple(best[:HOTTER])


def coming_deadlines(week: Week, digests: Iterable[Digest]) -> tuple[ConferenceDeadline, ...]:
    """Deadlines of the two weeks after the week's Friday, as its digests knew them."""
    known = {(d.title, d.label, d.due): d for digest in digests for d in digest.deadlines}
    near = [d for d in known.values() if week.day <= d.due.date() <= week.day + AHEAD]
    return tuple(sorted(near, key=lambda d: (d.due, d.title, d.label)))


def movement_items(review: Review, papers: Mapping[str, Sequence[str]]) -> tuple[Item, ...]:
    """The movements as texts a model can write a checked line about; papers: titles by topic."""
    return tuple(
        Item(
            key=f"topic:{review.week}:{topic.topic}",
            kind="post",
            title=f"{topic.topic} in the week of {review.first}",
            url="https://huggingface.co/papers",
            abstract=_in_english(topic, papers.get(topic.topic, ())),
            ai_summary="",
            authors=(),
            categories=(),
            keywords=(),
            published=None,
            code_url="",
            stars=None,
            notes=(),
            sightings=(),
        )
        for topic in review.movements
    )


def _in_english(topic: WeekTopic, titles: Sequence[str]) -> str:
    return (
        f"{topic.count} of {topic.size} papers listed this week ({100 * topic.share:.1f}%) are about {topic.topic}; in "
        f"the four weeks before it were {100 * topic.usual_share:.1f}%. Titles: {'; '.join(titles[:6])}."
    )
