"""Which files the archive consists of, and what stands in each.

A morning renders the days whose stored digest changed and what depends on them: their papers, the days beside them,
their week's review, the topics they touch, the front page, the feeds, one shard of the search index.
"""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from digest.choose.keyword_aliases import ALIASES
from digest.errors import ConfigError
from digest.models import Digest, Value
from digest.publish.site import feeds
from digest.publish.site.cards import (
    Card,
    Day,
    Topic,
    Week,
    bearing_of,
    detail_of,
    enough,
    first_shown,
    related,
    slug_of,
    topics_of,
)
from digest.publish.site.pages import (
    day_path,
    packaged,
    page,
    paper_path,
    paper_row,
    topic_path,
    week_path,
    weekly_counts,
)
from digest.render.phrases import day_title

FEED_DAYS = 30
FEED_PAPERS = 50
TOPIC_PAPERS = 100
"""Papers that a topic's page lists; search knows the others."""
FRONT_DAYS = 14
"""Earlier days that the front page lists."""
FRONT_WEEKS = 4
FRONT_TOPICS = 12

Files = dict[str, Callable[[], bytes]]
"""Path → what stands there, rendered when it is asked for."""


class SiteOptions(Value):
    """What the archive looks like; whatever changes here makes every page anew."""

    title: str = "데일리 트렌드"
    base_url: str = ""
    """With a slash at its end; "" = unknown, then there are no feeds and no sitemap."""
    abstracts: bool = True
    notes: bool = False


class Held:
    """Stored digests, each read at most once."""

    def __init__(self, load: Callable[[dt.date], Digest | None]) -> None:
        self._load = load
        self._known: dict[dt.date, Digest | None] = {}

    def load(self, date: dt.date) -> Digest | None:
        """A day's digest, or None."""
        if date not in self._known:
            self._known[date] = self._load(date)
        return self._known[date]

    def get(self, date: dt.date) -> Digest:
        """A day's digest. Raises ConfigError when it is gone."""
        digest = self.load(date)
        if digest is None:
            raise ConfigError(f"저장소에서 사라진 날이 있습니다: {date}", hint="한 번 더 실행하세요")
        return digest


class Archive:
    """All days and reviews at hand, oldest first."""

    def __init__(self, options: SiteOptions, days: Sequence[Day], weeks: Sequence[Week] = ()) -> None:
        self.options = options
        self.days = days
        self.weeks = weeks
        self.topics = topics_of(days)
        self.shown = first_shown(days)
        self._paged = {topic.slug: topic for topic in self.topics}
        self._bearing = bearing_of(self.topics)
        self._by_date = {day.date: day for day in days}
        self._dates = list(self._by_date)
        self._rows: dict[str, str] = {}
        self._posts: dict[str, feeds.Post] = {}
        self._when: dict[str, list[dt.date]] = {}
        for day in days:
            for card in day.cards:
                self._when.setdefault(card.id, []).append(day.date)

    @property
    def paths(self) -> list[str]:
        """Every file of the archive but the marker."""
        paths = ["index.html", "days/index.html", "topics/index.html", "search.html", "style.css", "search.js"]
        paths += [f"search/{year}.js" for year in self._years] + ["search/aliases.js", ".nojekyll"]
        paths += [day_path(date) for date in self._dates] + [paper_path(paper) for paper in self.shown]
        paths += [topic_path(topic.slug) for topic in self.topics]
        paths += [week_path(week.name) for week in self.weeks] + (["weeks/index.html"] if self.weeks else [])
        if self.options.base_url:
            paths += ["feed.xml", "feed.json", "sitemap.xml"]
            paths += [f"topics/{topic.slug}.{kind}" for topic in self.topics for kind in ("xml", "json")]
        return paths

    @property
    def _years(self) -> list[int]:
        return sorted({date.year for date in self._dates})

    def files(self, days: Sequence[Day], weeks: Sequence[Week], held: Held) -> Files:
        """What may have to be written where these days and weeks stood before."""
        then = {day.date: day for day in days}
        moved = {date for date in then.keys() | self._by_date.keys() if then.get(date) != self._by_date.get(date)}
        gone = [then[date] for date in moved if date in then]
        ids = {card.id for day in (*gone, *(self._by_date.get(date) for date in moved)) if day for card in day.cards}
        theirs = [(day.date, card) for day in (*self.days, *gone) for card in day.cards if card.id in ids]
        names = {slug_of(topic) for _, card in theirs for topic in card.topics}
        turned = names & (self._paged.keys() ^ enough(days, names))  # have a page now, or no more
        linking = self._bearing_any(turned)
        dates = {date for date, _ in linking} | self._beside_others(list(then)) | moved
        papers = {paper for _, paper in linking} | self._later(names, min(moved, default=dt.date.max)) | ids
        years = {date.year for date, _ in theirs} | {date.year for date in moved}
        files: Files = {}
        for date in sorted(dates & self._by_date.keys()):
            files[day_path(date)] = partial(self._day, self._by_date[date])
        for paper in sorted(papers & self.shown.keys()):
            files[paper_path(paper)] = partial(self._paper, paper, held)
        for topic in self.topics:
            if topic.slug in names:
                files |= self._topic_files(topic)
        for year in sorted(years & {*self._years}):
            files[f"search/{year}.js"] = partial(self._index, year)
        return files | self._week_files(weeks, moved, ids) | self._whole()

    def _bearing_any(self, slugs: set[str]) -> list[tuple[dt.date, str]]:
        """Day and id of every card with one of these topics."""
        if not slugs:
            return []
        every = ((day.date, card) for day in self.days for card in day.cards)
        return [(date, card.id) for date, card in every if any(slug_of(topic) in slugs for topic in card.topics)]

    def _later(self, names: set[str], since: dt.date) -> set[str]:
        """Papers that may name one of these topics' papers as an earlier one like themselves."""
        bearing = (self._bearing[slug] for slug in names & self._bearing.keys())
        return {paper for days, papers in bearing for paper in papers[bisect_left(days, since) :]}

    def _beside_others(self, before: list[dt.date]) -> set[dt.date]:
        """Days that have other neighbours than they had."""
        return {date for date in self._dates if _beside(self._dates, date) != _beside(before, date)}

    def _week_files(self, before: Sequence[Week], moved: set[dt.date], ids: set[str]) -> Files:
        """Reviews that changed, whose neighbours or days did, or that name one of these papers."""
        then = {week.name: week for week in before}
        order, old = [week.name for week in self.weeks], [week.name for week in before]
        files: Files = {}
        for place, week in enumerate(self.weeks):
            sides = (order[place - 1 : place] if place else [], order[place + 1 : place + 2])
            was = old.index(week.name) if week.name in then else -1
            same = was >= 0 and sides == (old[was - 1 : was] if was else [], old[was + 1 : was + 2])
            named = {paper.id for _, papers in week.papers for paper in papers}
            held = any(week.first <= date <= week.last for date in moved)
            if not (same and then[week.name] == week) or held or named & ids:
                files[week_path(week.name)] = partial(self._week, week, *sides)
        if self.weeks:
            files["weeks/index.html"] = partial(self._page, "weeks.html", "weeks/index.html", weeks=self.weeks[::-1])
        return files

    def _whole(self) -> Files:
        """What says something of the archive as a whole."""
        found: Files = {
            "index.html": self._front,
            "days/index.html": partial(self._page, "days.html", "days/index.html", days=self.days[::-1]),
            "topics/index.html": partial(self._page, "topics.html", "topics/index.html", topics=self.topics),
            "search.html": partial(self._page, "search.html", "search.html", years=self._years[::-1]),
            "search/aliases.js": _aliases,
            ".nojekyll": lambda: b"",
        }
        found |= {name: partial(str.encode, text) for name, text in packaged().items() if not name.endswith(".html")}
        if self.options.base_url:
            found |= {
                "feed.xml": partial(self._feed, feeds.atom, "feed.xml"),
                "feed.json": partial(self._feed, feeds.json_feed, "feed.json"),
                "sitemap.xml": lambda: feeds.sitemap(
                    self.options.base_url, [path for path in self.paths if path.endswith(".html")]
                ),
            }
        return found

    def _page(self, template: str, path: str, **values: Any) -> bytes:
        return page(template, path, site=self.options, **values)

    def _front(self) -> bytes:
        latest = self.days[-1] if self.days else None
        return self._page(
            "front.html",
            "index.html",
            day=latest,
            earlier=self.days[-1 - FRONT_DAYS : -1][::-1],
            weeks=self.weeks[-FRONT_WEEKS:][::-1],
            topics=self.topics[:FRONT_TOPICS],
            slugs=self._slugs(latest.cards if latest else ()),
        )

    def _day(self, day: Day) -> bytes:
        before, after = _beside(self._dates, day.date)
        slugs = self._slugs(day.cards)
        return self._page("day.html", day_path(day.date), day=day, before=before, after=after, slugs=slugs)

    def _week(self, week: Week, before: Sequence[str], after: Sequence[str]) -> bytes:
        days = [day for day in self.days if week.first <= day.date <= week.last]
        path = week_path(week.name)
        beside = {"before": "".join(before), "after": "".join(after)}
        return self._page("week.html", path, week=week, days=days, shown=self.shown, **beside)

    def _slugs(self, cards: Iterable[Card]) -> dict[str, str]:
        """Topic → address, of those that have a page."""
        names = {topic for card in cards for topic in card.topics}
        return {name: slug_of(name) for name in sorted(names) if slug_of(name) in self._paged}

    def _paper(self, paper: str, held: Held) -> bytes:
        date, card = self.shown[paper]
        return self._page(
            "paper.html",
            paper_path(paper),
            card=card,
            detail=detail_of(held.get(date), paper, notes=self.options.notes, abstracts=self.options.abstracts),
            days=self._when[paper],
            related=[self._row(other) for other in related(card, date, self._bearing, self.shown)],
            slugs=self._slugs([card]),
        )

    def _row(self, paper: str) -> str:
        """A shown paper in a list; it stands in many, and is rendered once."""
        if paper not in self._rows:
            self._rows[paper] = paper_row(*self.shown[paper])
        return self._rows[paper]

    def _topic_files(self, topic: Topic) -> Files:
        path = topic_path(topic.slug)
        found: Files = {path: partial(self._topic, topic)}
        if self.options.base_url:
            for kind, write in (("xml", feeds.atom), ("json", feeds.json_feed)):
                place = f"topics/{topic.slug}.{kind}"
                found[place] = partial(self._topic_feed, write, place, topic)
        return found

    def _topic(self, topic: Topic) -> bytes:
        rows = [self._row(paper) for paper in topic.newest(TOPIC_PAPERS)]
        return self._page("topic.html", topic_path(topic.slug), topic=topic, rows=rows, counts=weekly_counts(topic))

    def _topic_feed(self, write: Callable[..., bytes], path: str, topic: Topic) -> bytes:
        posts = [self._post(paper) for paper in topic.newest(FEED_PAPERS)]
        return write(self.options.base_url, path, f"{self.options.title} · {topic.name}", posts)

    def _post(self, paper: str) -> feeds.Post:
        """A shown paper in feeds; it stands in those of all its topics, and is written once."""
        if paper not in self._posts:
            day, card = self.shown[paper]
            self._posts[paper] = feeds.post_of_paper(self.options.base_url, paper_path(paper), day, card)
        return self._posts[paper]

    def _feed(self, write: Callable[..., bytes], path: str) -> bytes:
        base = self.options.base_url
        posts = [
            feeds.post_of_day(
                base, day_path(day.date), f"{day_title(day.date)} · {len(day.cards)}건", day.date, day.cards
            )
            for day in self.days[: -1 - FEED_DAYS : -1]
        ]
        return write(base, path, self.options.title, posts)

    def _index(self, year: int) -> bytes:
        rows = [
            [
                card.id,
                card.title,
                card.line,
                ", ".join(card.topics[:8]),
                str(date),
                *([card.label] if card.label else []),
            ]
            for date, card in self.shown.values()
            if date.year == year
        ]
        return f"digestIndex({_script(rows[::-1])});\n".encode()


def _beside(dates: Sequence[dt.date], date: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The day before and after in a sorted list."""
    left, right = bisect_left(dates, date), bisect_right(dates, date)
    return (dates[left - 1] if left else None), (dates[right] if right < len(dates) else None)


def _aliases() -> bytes:
    return f"digestAliases({_script(ALIASES)});\n".encode()


def _script(value: Any) -> str:
    """JSON that may stand in a script of ours: no `</script>`, no line separators."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
