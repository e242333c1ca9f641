"""Which files the archive consists of, and writing those that changed; the folder remembers what we put there.

A morning renders the days whose stored digest changed and what depends on them: their papers, the days beside them, the
topics they touch, the front page, the feeds, one shard of the search index. `.digest-site.json` marks the folder as
ours, keeps the small values of all days, so that no old digest has to be read, and is written last: a killed run is
repeated.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from digest import __version__
from digest.choose.keyword_aliases import ALIASES
from digest.errors import ConfigError, Undelivered, reason
from digest.models import Digest, Value
from digest.publish.site import feeds
from digest.publish.site.cards import (
    Day,
    Topic,
    by_topic,
    day_of,
    detail_of,
    first_shown,
    related,
    slug_of,
    topics_of,
)
from digest.publish.site.pages import day_path, page, paper_path, topic_path, weekly_counts
from digest.render.phrases import day_title

MARKER = ".digest-site.json"
FEED_DAYS = 30
FEED_PAPERS = 50
FRONT_DAYS = 14
"""Earlier days that the front page lists."""
NOT_OURS = "digest가 만든 폴더가 아니라서 쓰지 않았습니다"

Load = Callable[[dt.date], Digest | None]
Progress = Callable[[int, int], None]


class SiteOptions(Value):
    """What the archive looks like; whatever changes here makes every page anew."""

    title: str = "데일리 트렌드"
    base_url: str = ""
    """With a slash at its end; "" = unknown, then there are no feeds and no sitemap."""
    abstracts: bool = True
    notes: bool = False

    def mark(self) -> str:
        """Changes with the options and with the program's templates."""
        shown = [self.model_dump_json(), __version__, *(text for _, text in sorted(_packaged().items()))]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


class Memory(Value):
    """What the marker file holds."""

    mark: str
    days: tuple[Day, ...] = ()
    hidden: tuple[dt.date, ...] = ()
    """Days that were taken back."""
    files: tuple[str, ...] = ()


class Built(Value):
    """What a build did."""

    pages: int
    written: int
    removed: int


def build(
    folder: Path,
    options: SiteOptions,
    versions: Mapping[dt.date, str],
    load: Load,
    *,
    hide: dt.date | None = None,
    show: dt.date | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Built:
    """Bring the archive in `folder` up to date with the stored digests.

    versions: every stored day with a mark that changes when its digest does; load: gives one digest. hide, show: a day
    that is taken back, or is to be there again. Raises Undelivered when the folder is not ours or cannot be written.
    """
    memory = read_memory(folder)
    hidden = ({*memory.hidden, *([hide] if hide else [])} if memory else {hide} if hide else set()) - {show}
    fresh = memory is None or memory.mark != options.mark()
    known = {} if memory is None or fresh else {day.date: day for day in memory.days}
    wanted = {date: version for date, version in sorted(versions.items()) if date not in hidden}
    changed = [date for date, version in wanted.items() if date not in known or known[date].version != version]
    loaded: dict[dt.date, Digest] = {}
    days: dict[dt.date, Day] = {}
    for number, (date, version) in enumerate(wanted.items(), 1):
        if date in changed:
            digest = load(date)
            if digest is None:
                continue
            loaded[date] = digest
            days[date] = day_of(digest, version, notes=options.notes)
        else:
            days[date] = known[date]
        progress(number, len(wanted))
    site = _Site(options, tuple(days.values()), tuple(known.values()))
    files = site.files({date for date in days if date in changed}, loaded, load, everything=fresh)
    try:
        written = sum(_put(folder / path, content()) for path, content in files.items())
        removed = _remove(folder, set(memory.files if memory else ()) - set(site.paths))
        left = Memory(
            mark=options.mark(), days=tuple(days.values()), hidden=tuple(sorted(hidden)), files=tuple(site.paths)
        )
        _put(folder / MARKER, (left.model_dump_json(exclude_defaults=True) + "\n").encode())
    except OSError as error:
        raise Undelivered(
            f"아카이브를 쓸 수 없습니다: {error.filename or folder} ({reason(error)})",
            hint="경로와 권한, 남은 공간을 확인하세요",
        ) from error
    return Built(pages=len(site.paths), written=written, removed=removed)


def read_memory(folder: Path) -> Memory | None:
    """What the folder remembers; None for one that is new or empty. Raises Undelivered when it is somebody else's."""
    try:
        text = (folder / MARKER).read_text("utf-8")
    except FileNotFoundError:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Undelivered(f"{NOT_OURS}: {folder}", hint="비어 있거나 아직 없는 폴더를 path에 적으세요") from None
        return None
    except OSError as error:
        raise Undelivered(f"아카이브 폴더를 읽을 수 없습니다: {folder} ({reason(error)})") from error
    try:
        return Memory.model_validate_json(text)
    except ValueError:  # of another version, or damaged: the folder is ours, its memory is not to be trusted
        return Memory(mark="", files=tuple(_listed(text)))


def _listed(text: str) -> Iterable[str]:
    try:
        found = json.loads(text).get("files", ())
    except (ValueError, AttributeError):
        return ()
    return (path for path in found if isinstance(path, str) and ".." not in path and not path.startswith("/"))


class _Site:
    """All days at hand: which files there are, and what stands in each."""

    def __init__(self, options: SiteOptions, days: Sequence[Day], before: Sequence[Day]) -> None:
        self.options = options
        self.days = days
        self.topics = topics_of(days)
        self.shown = first_shown(days)
        self._before = before
        self._by_date = {day.date: day for day in days}
        self._dates = list(self._by_date)
        self._all = by_topic(self.shown)
        self._paged = {topic.slug: self._all[topic.slug] for topic in self.topics}
        self._when: dict[str, list[dt.date]] = {}
        for day in days:
            for card in day.cards:
                self._when.setdefault(card.id, []).append(day.date)

    @property
    def paths(self) -> list[str]:
        """Every file of the archive but the marker."""
        years = sorted({date.year for date in self._dates})
        paths = ["index.html", "days/index.html", "topics/index.html", "search.html", "style.css", "search.js"]
        paths += [f"search/{year}.js" for year in years] + ["search/aliases.js", ".nojekyll"]
        paths += [day_path(date) for date in self._dates] + [paper_path(paper) for paper in self.shown]
        paths += [topic_path(topic.slug) for topic in self.topics]
        if self.options.base_url:
            paths += ["feed.xml", "feed.json", "sitemap.xml"]
            paths += [f"topics/{topic.slug}.{kind}" for topic in self.topics for kind in ("xml", "json")]
        return paths

    def files(
        self, changed: set[dt.date], loaded: dict[dt.date, Digest], load: Load, *, everything: bool
    ) -> dict[str, Callable[[], bytes]]:
        """What may have to be written, path → content."""
        then = {day.date: day for day in self._before}
        moved = changed | (set(then) - set(self._dates))
        if not (moved or everything):
            return {}
        every = [(day.date, card) for day in (*self.days, *self._before) for card in day.cards]
        ids = {card.id for date, card in every if date in moved}
        theirs = [(date, card) for date, card in every if card.id in ids]
        names = {slug_of(topic) for _, card in theirs for topic in card.topics}
        paged = self._paged.keys() ^ {topic.slug for topic in topics_of(self._before)}  # have a page now, or no more
        linking = [(date, card.id) for date, card in every if any(slug_of(topic) in paged for topic in card.topics)]
        days = {date for date in self._dates if self._beside(date) != _beside(list(then), date)}
        days |= {date for date, _ in linking} | changed
        papers = {paper for _, paper in linking} | ids | self._later(names, min(moved, default=dt.date.max))
        years = {date.year for date, _ in theirs} | {date.year for date in moved}
        files: dict[str, Callable[[], bytes]] = {
            day_path(date): partial(self._day, self._by_date[date]) for date in sorted(days) if date in self._by_date
        }
        for paper in sorted(papers & self.shown.keys()):
            files[paper_path(paper)] = partial(self._paper, paper, partial(_held, loaded, load))
        for topic in self.topics:
            if everything or topic.slug in names | paged:
                files |= self._topic_files(topic)
        for year in sorted(years & {date.year for date in self._dates}):
            files[f"search/{year}.js"] = partial(self._index, year)
        files |= self._whole()
        return files

    def _later(self, names: set[str], since: dt.date) -> set[str]:
        """Papers that may name one of these topics' papers as an earlier one like themselves."""
        return {paper for slug in names for day, paper in self._all.get(slug, ()) if day >= since}

    def _beside(self, date: dt.date) -> tuple[dt.date | None, dt.date | None]:
        return _beside(self._dates, date)

    def _whole(self) -> dict[str, Callable[[], bytes]]:
        """What says something of the archive as a whole."""
        years = sorted({date.year for date in self._dates}, reverse=True)
        found: dict[str, Callable[[], bytes]] = {
            "index.html": self._front,
            "days/index.html": partial(self._page, "days.html", "days/index.html", days=self.days[::-1]),
            "topics/index.html": partial(self._page, "topics.html", "topics/index.html", topics=self.topics),
            "search.html": partial(self._page, "search.html", "search.html", years=years),
            "search/aliases.js": _aliases,
            ".nojekyll": lambda: b"",
        }
        found |= {name: partial(str.encode, text) for name, text in _packaged().items() if not name.endswith(".html")}
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
        earlier = self.days[-1 - FRONT_DAYS : -1][::-1]
        return self._page(
            "front.html", "index.html", day=latest, earlier=earlier, topics=self.topics[:12], slugs=self._slugs(latest)
        )

    def _day(self, day: Day) -> bytes:
        before, after = self._beside(day.date)
        path = day_path(day.date)
        return self._page("day.html", path, day=day, before=before, after=after, slugs=self._slugs(day))

    def _slugs(self, day: Day | None) -> dict[str, str]:
        """Topic → address, of those that have a page."""
        names = {topic for card in (day.cards if day else ()) for topic in card.topics}
        return {name: slug_of(name) for name in sorted(names) if slug_of(name) in self._paged}

    def _paper(self, paper: str, held: Callable[[dt.date], Digest]) -> bytes:
        date, card = self.shown[paper]
        others = [self.shown[other][1] for other in related(card, date, self._paged)]
        slugs = {name: slug_of(name) for name in card.topics if slug_of(name) in self._paged}
        return self._page(
            "paper.html",
            paper_path(paper),
            card=card,
            detail=detail_of(held(date), paper, notes=self.options.notes, abstracts=self.options.abstracts),
            days=self._when[paper],
            related=others,
            slugs=slugs,
        )

    def _topic_files(self, topic: Topic) -> dict[str, Callable[[], bytes]]:
        path = topic_path(topic.slug)
        papers = [(day, self.shown[paper][1]) for day, paper in topic.papers]
        counts = weekly_counts(topic)
        found: dict[str, Callable[[], bytes]] = {
            path: partial(self._page, "topic.html", path, topic=topic, papers=papers, counts=counts)
        }
        if self.options.base_url:
            title = f"{self.options.title} · {topic.name}"
            posts = [feeds.post_of_paper(paper_path(card.id), day, card) for day, card in papers[:FEED_PAPERS]]
            for kind, write in (("xml", feeds.atom), ("json", feeds.json_feed)):
                place = f"topics/{topic.slug}.{kind}"
                found[place] = partial(write, self.options.base_url, place, title, posts)
        return found

    def _feed(self, write: Callable[..., bytes], path: str) -> bytes:
        posts = [
            feeds.post_of_day(day_path(day.date), f"{day_title(day.date)} · {len(day.cards)}건", day.date, day.cards)
            for day in self.days[: -1 - FEED_DAYS : -1]
        ]
        return write(self.options.base_url, path, self.options.title, posts)

    def _index(self, year: int) -> bytes:
        rows = [
            [card.id, card.title, card.line, ", ".join(card.topics[:8]), str(date)]
            for date, card in self.shown.values()
            if date.year == year
        ]
        return f"digestIndex({_script(rows[::-1])});\n".encode()


def _beside(dates: Sequence[dt.date], date: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The day before and after in a sorted list."""
    left, right = bisect_left(dates, date), bisect_right(dates, date)
    return (dates[left - 1] if left else None), (dates[right] if right < len(dates) else None)


def _held(loaded: dict[dt.date, Digest], load: Load, date: dt.date) -> Digest:
    """A day's digest, read at most once."""
    digest = loaded.get(date) or load(date)
    if digest is None:
        raise ConfigError(f"저장소에서 사라진 날이 있습니다: {date}", hint="한 번 더 실행하세요")
    loaded[date] = digest
    return digest


def _aliases() -> bytes:
    return f"digestAliases({_script(ALIASES)});\n".encode()


def _script(value: Any) -> str:
    """JSON that may stand in a script of ours: no `</script>`, no line separators."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _packaged() -> dict[str, str]:
    folder = files("digest.publish.site") / "templates"
    return {entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.is_file()}


def _put(path: Path, content: bytes) -> bool:
    """Write a file that says something else by now; a reader sees the old or the new one. Gives whether it did."""
    try:
        if path.read_bytes() == content:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.digest-tmp")
    temporary.write_bytes(content)
    temporary.replace(path)
    return True


def _remove(folder: Path, paths: Iterable[str]) -> int:
    """Remove pages that the archive no longer has; only what the marker names."""
    removed = 0
    for path in paths:
        if (folder / path).is_file():
            (folder / path).unlink()
            removed += 1
    return removed
