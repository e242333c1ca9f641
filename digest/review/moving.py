"""What moves on a digest day: the recorded lists → trend lines, each with the papers behind it. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.choose.keywords import Keyword, variants
from digest.models import Digest, Sighting, Trend
from digest.review.topics import Listed, holders, listed, vocabulary
from digest.review.trends import FEWEST_PAPERS, LONGEST, DayCount, Movement, movements, pick, windows

LISTS = 5 * LONGEST
"""Newest list days that are compared at most."""
FIRST_PAPERS = 2
"""Titles told of a new topic."""


@dataclass(frozen=True)
class Moving:
    """What rises on one day, the surest first, and whose papers it is."""

    until: dt.date
    found: tuple[Movement, ...]
    papers: Mapping[str, tuple[Listed, ...]]
    """Of each topic that rises, in the recent lists, oldest first."""
    last_seen: Mapping[str, dt.date]
    """Of topics that the compared lists before did not hold: when an older list did."""

    def trends(self, told: Iterable[Digest]) -> tuple[Trend, ...]:
        """The lines of one digest, given its last ones: at most two, none about what was told in the last five."""
        keys = {topic: frozenset(paper.key for paper in papers) for topic, papers in self.papers.items()}
        quiet = {trend.topic: frozenset(trend.papers) for digest in told for trend in digest.trends}
        return tuple(self._trend(movement) for movement in pick(self.found, keys, quiet))

    def _trend(self, movement: Movement) -> Trend:
        papers, seen = self.papers[movement.topic], self.last_seen.get(movement.topic)
        state = "rising" if movement.usual_count else "returning" if seen else "new"
        first = tuple(paper.title for paper in papers[:FIRST_PAPERS]) if state == "new" else ()
        return Trend.model_validate(
            {
                "topic": movement.topic,
                "state": state,
                "count": movement.count,
                "usual": round(movement.usual_count / movement.usual_days, 1),
                "days": movement.usual_days,
                "size": movement.size,
                "lists": movement.days,
                "usual_count": movement.usual_count,
                "usual_size": movement.usual_size,
                "until": self.until,
                "seen": seen if state == "returning" else None,
                "papers": tuple(paper.key for paper in papers),
                "first": first,
            }
        )


def read_lists(lists: Mapping[dt.date, Sequence[Sighting]]) -> dict[dt.date, tuple[Listed, ...]]:
    """Recorded lists in the form topics are looked up in, oldest first."""
    return {
        day: tuple(listed(s.key, s.title, s.abstract, s.keywords, day) for s in lists[day] if s.title)
        for day in sorted(lists)
    }


def moving(
    lists: Mapping[dt.date, Sequence[Listed]],
    keywords: Iterable[Keyword] = (),
    older: Callable[[], Sequence[Listed]] = tuple,
) -> Moving | None:
    """What rises on the newest of the lists; None while too few are known.

    lists: by their dates. older: papers of lists before these, oldest first, read only when a topic looks new.
    """
    compared = sorted(lists)[-LISTS:]
    chosen = windows(len(compared))
    if chosen is None:
        return None
    recent = [paper for day in compared[-chosen[0] :] for paper in lists[day]]
    topics = _often(recent, vocabulary(recent, keywords))
    found = movements([count_day(day, lists[day], topics) for day in compared])
    rising = {movement.topic for movement in found}
    held = holders(recent, {form: topic for form, topic in topics.items() if topic in rising})
    new = {movement.topic for movement in found if not movement.usual_count}
    before = [paper for day in compared[: -sum(chosen)] for paper in lists[day]]
    seen = holders([*older(), *before], {form: topic for form, topic in topics.items() if topic in new}) if new else {}
    papers = {topic: tuple(held[topic]) for topic in rising}
    return Moving(compared[-1], found, papers, {topic: held_by[-1].day for topic, held_by in seen.items()})


def count_day(day: dt.date, papers: Sequence[Listed], topics: Mapping[str, str]) -> DayCount:
    """One list as numbers."""
    counts = {topic: len(found) for topic, found in holders(papers, topics).items()}
    return DayCount(day, len(papers), Counter(counts))


def _often(recent: Sequence[Listed], topics: Mapping[str, str]) -> dict[str, str]:
    """The topics that enough recent papers hold for a line: the others need not be counted on a hundred days."""
    held = holders(recent, topics)
    often = {topic for topic, papers in held.items() if len(papers) >= FEWEST_PAPERS}
    return {form: topic for form, topic in topics.items() if topic in often}


def forms_of(topic: str, keywords: Iterable[Keyword] = ()) -> dict[str, str]:
    """Every spelling of a topic, by joined form: its own, its Korean or English names, and its keyword's terms."""
    terms = [topic]
    for keyword in keywords:
        if keyword.any and topic in (keyword.label, keyword.topic):
            terms += keyword.any
    return {form: topic for term in terms for form in variants(term) if form}


def history(topic: str, lists: Mapping[dt.date, Sequence[Listed]], keywords: Iterable[Keyword] = ()) -> TopicHistory:
    """What each list held of a topic, counted from the lists themselves."""
    forms = forms_of(topic, keywords)
    days = tuple(
        ListDay(date=day, size=len(lists[day]), papers=tuple(holders(lists[day], forms).get(topic, ())))
        for day in sorted(lists)
    )
    return TopicHistory(topic, days)


@dataclass(frozen=True)
class ListDay:
    """One list, and whose papers hold the topic."""

    date: dt.date
    size: int
    papers: tuple[Listed, ...]


@dataclass(frozen=True)
class TopicHistory:
    """A topic over the recorded lists, oldest first."""

    topic: str
    days: tuple[ListDay, ...]

    def until(self, date: dt.date) -> TopicHistory:
        """The same up to a list date."""
        return TopicHistory(self.topic, tuple(day for day in self.days if day.date <= date))

    def compare(self, recent: int = 0, usual: int = 0) -> Comparison | None:
        """The newest list days against those before; the usual numbers of days unless told. None while too few."""
        chosen = (recent, usual) if recent else windows(len(self.days[-LISTS:]))
        if chosen is None or len(self.days) < sum(chosen):
            return None
        return Comparison(self.days[-sum(chosen) : -chosen[0]], self.days[-chosen[0] :])

    @property
    def seen(self) -> tuple[dt.date, ...]:
        """Dates of the lists that held it."""
        return tuple(day.date for day in self.days if day.papers)


@dataclass(frozen=True)
class Comparison:
    """Two runs of list days side by side."""

    before: tuple[ListDay, ...]
    recent: tuple[ListDay, ...]

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """(count, size) of the recent lists, then of those before."""
        recent, before = self.recent, self.before
        return (
            sum(len(day.papers) for day in recent),
            sum(day.size for day in recent),
            sum(len(day.papers) for day in before),
            sum(day.size for day in before),
        )
