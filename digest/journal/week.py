"""The person's own review of a week (`## 3주차 후기`) as a target: the same finder, ownership and refusals as a day's.

What the person wrote about and put aside is counted here, in their own file, and nowhere else.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import field_validator

from digest.calendar.weeks import Week
from digest.errors import SkippableError, how_to_add
from digest.identity import canonical_key
from digest.journal.config import Beside, JournalSettings
from digest.journal.day_plan import JournalPlan
from digest.journal.find.folder import Journal
from digest.journal.find.locate import DayPlace, NotFound, find_day, usual_marker
from digest.journal.find.names import name_facts
from digest.journal.find.tool import Flavour, flavour_of
from digest.journal.read.document import Heading, JournalRefused, readable_lines, regular_bytes
from digest.journal.read.normalise import normalise
from digest.journal.target import JournalTarget
from digest.journal.write.create import ToCreate
from digest.journal.write.own import body, keys_in
from digest.journal.write.place import find_section, section_range
from digest.journal.write.plan import bullets_of
from digest.journal.write.write import ABSENT, digest_of, hash_of_file, reason, remove_file, replace_bytes
from digest.lazy import pattern_of
from digest.models import Delivery, Digest, OwnWords, Review, WeekPaper
from digest.render.chart import can_draw, week_svg
from digest.store.memory import Link

REVIEW = pattern_of(
    r"^(?:제?\s*\d{1,3}\s*주\s*차?\s*(?:후기|회고|정리|마무리|돌아보기|리뷰)"
    r"|주간\s*(?:후기|회고|정리|리뷰)|이번\s*주(?:\s*(?:후기|회고|정리|돌아보기|리뷰))?$"
    r"|week(?:ly)?\s*\d*\s*(?:review|retro))"
)
"""`3주차 후기`, `주간 회고`, `이번 주`, `Weekly Review`; takes normalised text."""
# `## 주간 트렌드`
NAMES = ("주간 트렌드", "이번 주 트렌드", "weekly trends", "weekly trend")
# - 이번 주 저널에서 다룬 논문 6편: …
OPENING = pattern_of(r"^\s*[-*+] ([^\d\[]{4,})[\d\[]")
ASIDE_DAYS = 28
"""Links put aside longer ago are not asked about any more."""
NAMED = 5
"""Papers that one bullet names; it counts the others."""


class WeekSection(JournalSettings):
    """A journal's settings for the section of a week: its heading is the person's, so nothing is ever created."""

    section: str = NAMES[0]
    create: Literal["never", "day", "file"] | None = "never"

    @field_validator("place")
    @classmethod
    def _of_a_review(cls, place: str | Beside) -> str | Beside:
        """The heading that a day's section stands beside is one of a day, which no review has."""
        return "top" if isinstance(place, Beside) else place

    @property
    def section_names(self) -> tuple[str, ...]:
        """Every name under which the section is looked for."""
        return NAMES


class NoLog:
    """A picture is no line of the journal: a note remembers it once it stands, and it can be drawn again."""

    def announce(self) -> None:
        """Nothing has to be known before."""

    def settle(self, *, happened: bool) -> None:
        """Nothing has to be known after."""


class WeekTarget(JournalTarget):
    """One digest's weekly section in one journal; dates are the Fridays that stand for weeks."""

    def plan(self, digest: Digest) -> JournalPlan:
        """What `deliver` would do, with what only this person may read; reads only."""
        if self.holds(digest):
            return JournalPlan("unchanged", detail="같은 후기가 이미 적혀 있어 그대로 두었습니다")
        return super().plan(self._with_chart(self._with_own(digest)))

    def deliver(self, digest: Digest) -> Delivery:
        """Write the section, and its picture once the section stands."""
        outcome = super().deliver(digest)
        review, file = digest.review, self._image(digest)
        if outcome.state == "sent" and review and file:
            try:
                problem = self._draw(review, file)
                if problem and problem not in outcome.detail:
                    told = " · ".join(filter(None, (outcome.detail, f"그림을 커밋하지 못했습니다: {problem}")))
                    return outcome.model_copy(update={"detail": told})
            except (SkippableError, OSError) as error:
                told = " · ".join(filter(None, (outcome.detail, f"그림을 쓰지 못했습니다: {reason(error)}")))
                return outcome.model_copy(update={"detail": told})
        if outcome.state == "sent" and self.settings.images and not can_draw():
            told = f"그림은 건너뛰었습니다. 그리려면: {how_to_add('chart')}"
            return outcome.model_copy(update={"detail": " · ".join(filter(None, (outcome.detail, told)))})
        return outcome

    def holds(self, digest: Digest) -> bool:
        """Whether the section says this already and the store knows no line of it: pasted by hand, or a lost memory.

        Lines that the store knows of other weeks say nothing: a page may have been begun as a copy of the last one.
        """
        recorded = self._recorded(digest.date)
        if digest.review is None or any(row.name == self.name for row in recorded):
            return False
        try:
            place = self._find(digest.date)
            section = find_section(place, NAMES) if isinstance(place, DayPlace) else None
        except (SkippableError, OSError):  # the plan says what is wrong with it
            return False
        if section is None or not isinstance(place, DayPlace):
            return False
        others = {row.bytes.decode() for row in self._store.journal.lines(self.target)}
        there = {place.document.lines[number].text for number in section_range(place, section)} - others
        ours = {_opening(bullet.text) for bullet in bullets_of(digest, self.settings)}
        return not ours.isdisjoint(map(_opening, there))

    def undo(self, date: dt.date) -> Delivery:
        """Take back the section, and the picture as long as it is the one that was drawn."""
        outcome = super().undo(date)
        noted = self._store.notes.get(self._image_note(date))
        if outcome.state != "failed" and noted:
            file = Path(noted[0]["file"])
            if hash_of_file(file) == noted[0]["hash"]:
                repository = self._repository(file)
                remove_file(file, noted[0]["hash"], NoLog())
                with contextlib.suppress(SkippableError):  # told of the section
                    self._in_git(repository, file, f"{Week.of(date)} {self.settings.section} 되돌림: {file.name}")
            self._store.notes.drop(self._image_note(date))
        return outcome

    def _image(self, digest: Digest) -> Path | None:
        """Where the picture goes; None where none is wanted or can be drawn."""
        review = digest.review
        if not self.settings.images or review is None or not review.topics or not can_draw():
            return None
        name = self.name.partition(":")[0]
        return self.settings.images.expanduser() / f"digest-{review.week}-{name}.svg"

    def _image_note(self, date: dt.date) -> str:
        return f"week-image:{self.target}:{self.name}:{date}"

    def _draw(self, review: Review, file: Path) -> str:
        """Write the picture unless it stands there, or somebody's own file of that name does; gives what kept git off.

        Raises OSError, Rejected.
        """
        drawn = week_svg(review)
        noted = self._store.notes.get(self._image_note(Week.parse(review.week).day))
        there = hash_of_file(file)
        theirs = there != ABSENT and not (noted and there == noted[0]["hash"])
        if theirs or there == digest_of(drawn):
            return ""
        file.parent.mkdir(parents=True, exist_ok=True)
        repository = self._repository(file)
        replace_bytes(file, there, drawn, NoLog())
        kept = {"file": str(file.resolve()), "hash": digest_of(drawn)}
        self._store.notes.put(self._image_note(Week.parse(review.week).day), kept, self._clock())
        return self._in_git(repository, file, f"{review.week} {self.settings.section}: {file.name}")

    def _with_chart(self, digest: Digest) -> Digest:
        """With the address of the picture as the tool that shows the journal wants it."""
        file = self._image(digest)
        if digest.review is None or file is None:
            return digest
        try:
            found = self._find(digest.date)
        except (SkippableError, OSError):  # the plan itself tells why
            return digest
        if not isinstance(found, DayPlace):
            return digest
        link = image_link(file, found.file, found.flavour)
        return digest.model_copy(update={"review": digest.review.model_copy(update={"chart": link})})

    def notices(self, date: dt.date) -> tuple[str, ...]:
        """A review that vanished is not asked about: next week there is another."""
        return ()

    def written(self, week: Week) -> frozenset[str]:
        """Keys of the papers in the week's days and review, without this section; empty where nothing can be read."""
        try:
            own = {row.bytes for row in self._store.journal.lines(self.target, week.day, self.name)}
            places = self._places(self._open(), week)
            return keys_in(line for place in places for line in _lines(place) if line not in own)
        except (SkippableError, OSError):
            return frozenset()

    def own_words(self, week: Week) -> tuple[OwnWords, ...]:
        """What the person linked this week in lines of their own, and what they put aside and have not linked yet.

        Titles are the store's; not a word of theirs is in it.
        """
        try:
            journal = self._open()
            ours = {row.bytes for row in self._store.journal.lines(self.target)}
            theirs = [line for place in self._places(journal, week) for line in _lines(place) if line not in ours]
            linked = keys_in(theirs)
            waiting = self._waiting(journal, week, ours, linked)
        except (SkippableError, OSError):
            return ()
        known = self._store.sightings.best(linked)
        wrote = [WeekPaper(key=key, title=known[key].title, url=known[key].url) for key in sorted(known)]
        aside = [
            WeekPaper(key=link.url, title=link.title or link.address or link.url, url=link.address or link.url)
            for link in waiting
        ]
        told = (
            OwnWords(key="wrote", text=f"이번 주 저널에서 다룬 논문 {len(wrote)}편", papers=tuple(wrote[:NAMED])),
            OwnWords(key="aside", text=f"담아 두고 아직 저널에 쓰지 않은 {len(aside)}편", papers=tuple(aside[:NAMED])),
        )
        return tuple(own for own, papers in zip(told, (wrote, aside), strict=True) if papers)

    def _with_own(self, digest: Digest) -> Digest:
        if digest.review is None:
            return digest
        own = self.own_words(Week.of(digest.date))
        return digest.model_copy(update={"review": digest.review.model_copy(update={"own": own})})

    def _waiting(self, journal: Journal, week: Week, ours: set[bytes], linked: frozenset[str]) -> list[Link]:
        """Links put aside in the last weeks that no line of the person's own holds, anywhere in the journal."""
        since, zone = week.sunday - dt.timedelta(days=ASIDE_DAYS), ZoneInfo(self._zone)
        added = [(link, link.added_at.astimezone(zone).date()) for link in self._store.inbox.all()]
        recent = [link for link, day in added if since <= day <= week.sunday]
        open_ones = [link for link in recent if _key(link) not in linked]
        if not open_ones:
            return []
        everywhere: set[str] = set()
        for file in journal.files:
            try:
                lines = readable_lines(regular_bytes(journal.place(file.path)))
            except (JournalRefused, OSError):
                continue  # what cannot be read holds nothing that was written about
            everywhere |= keys_in(line for line in lines if body(line) not in ours)
        return [link for link in open_ones if _key(link) not in everywhere]

    def _find(self, date: dt.date) -> DayPlace | NotFound | ToCreate:
        return find_week(self._open(), Week.of(date))

    def _places(self, journal: Journal, week: Week) -> Iterable[DayPlace]:
        """The days of a week that are there, and its review."""
        for day in week.days:
            try:
                place = find_day(journal, day)
            except JournalRefused:
                continue
            if isinstance(place, DayPlace):
                yield place
        try:
            review = find_week(journal, week)
        except JournalRefused:
            return
        if isinstance(review, DayPlace):
            yield review


def image_link(image: Path, page: Path, flavour: Flavour) -> str:
    """The picture in markdown: `/assets/img/x.svg` for Jekyll, `/img/x.svg` for Hugo, `![[x.svg]]` in a vault.

    Everywhere else, and where the site's root is not to be seen, the way from the page to the picture.
    """
    image, page = image.resolve(), page.resolve()
    if flavour == "obsidian":
        return f"![[{image.name}]]"
    roots = {"jekyll": ("_config.yml", ""), "hugo": ("static", "static")}
    if flavour in roots:
        mark, within = roots[flavour]
        root = next((folder for folder in page.parents if (folder / mark).exists()), None)
        if root and image.is_relative_to(root / within):
            return f"![주간 주제](/{quote((image.relative_to(root / within)).as_posix())})"
    return f"![주간 주제]({quote(Path(os.path.relpath(image, page.parent)).as_posix())})"


def find_week(journal: Journal, week: Week) -> DayPlace | NotFound:
    """The one heading of the person's own under which a week is looked back on.

    It stands in a file that holds days of the week, below one of them (above all of them where the newest day comes
    first), or in a file named after the week. Raises JournalRefused when there are several.
    """
    lines: dict[str, set[int]] = {}
    for day in week.days:
        try:
            place = find_day(journal, day)
        except JournalRefused:
            continue
        if isinstance(place, DayPlace):
            path = place.file.resolve().relative_to(journal.root.resolve()).as_posix()
            lines.setdefault(path, set()).add(place.heading.line if place.heading else -1)
    for file in journal.files:
        span = name_facts(file.path).week_span
        if span and not file.refusal and span.first <= week.day <= span.last:
            lines.setdefault(file.path, {-1})
    found = [(path, heading) for path in sorted(lines) for heading in _reviews(journal, path, lines[path])]
    if not found:
        return NotFound(f"{week} 후기 제목이 아직 없습니다", "`## N주차 후기`처럼 적어 두면 다음 실행이 씁니다")
    if len(found) > 1:
        told = ", ".join(f"{path} {heading.line + 1}번째 줄" for path, heading in found[:3])
        raise JournalRefused(f"{week} 후기 제목이 {len(found)}개라 어디에 쓸지 알 수 없습니다: {told}")
    return _place(journal, *found[0])


def _reviews(journal: Journal, path: str, days: set[int]) -> list[Heading]:
    """Headings of a file that look back on the week whose days stand at these lines; -1: the whole file is of it."""
    read = journal.read(path)
    found = []
    for heading in read.document.anchors:
        if not heading.level or not REVIEW.search(normalise(heading.raw)):
            continue
        above = [day.line for day in read.days if day.line < heading.line]
        below = [day.line for day in read.days if day.line > heading.line]
        nearest = above[-1] if above else below[0] if below else -1
        if nearest in days or (-1 in days and not read.days):
            found.append(heading)
    return found


def _place(journal: Journal, path: str, heading: Heading) -> DayPlace:
    """The body of a review: down to the next heading of its level or above, or the next day."""
    read = journal.read(path)
    document = read.document
    first = heading.line + (2 if heading.form == "setext" else 1)
    bounds = [head.line for head in document.anchors if head.line >= first and 0 < head.level <= heading.level]
    bounds += [day.line for day in read.days if day.line >= first]
    last = min(bounds, default=len(document.lines))
    flavour = flavour_of(path, journal.tool.flavour)
    return DayPlace(journal.place(path), document, heading, first, last, "weekly", flavour, 0, usual_marker(document))


def _lines(place: DayPlace) -> Sequence[bytes]:
    return [place.document.lines[number].text.encode() for number in range(place.first, place.last)]


def _opening(line: str) -> str:
    """What a bullet begins with, the same whatever it counts: `- 담아 두고 아직 저널에 쓰지 않은 3편` without the 3.

    The whole line where nothing is counted or linked, as in a prompt of the person's own: `- 이번 주의 화제:`.
    """
    found = OPENING.match(line)
    return found[1] if found else line


def _key(link: Link) -> str:
    return canonical_key(link.address or link.url) or link.url
