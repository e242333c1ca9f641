"""What digest days are made with, and what comes out: built by app, used by the pipeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.calendar.digest_days import DigestCalendar
from digest.choose.keywords import Keyword
from digest.choose.people import NOBODY, People
from digest.choose.rank import Candidate
from digest.choose.taste import Reactions
from digest.collect.base import Context, SourceSettings
from digest.collect.semantic_scholar import SemanticScholar
from digest.errors import FatalError
from digest.models import Delivery, Digest, Item, SourceReport, Usage
from digest.publish.base import Channel, PublisherSettings
from digest.render.links import TitleLink
from digest.summarize import Ladder

if TYPE_CHECKING:
    from digest.journal import JournalTarget


@dataclass(frozen=True)
class Profile:
    """One digest to make each day."""

    name: str
    size: int
    hot: int
    keywords: tuple[Keyword, ...]
    journal: JournalTarget | None
    publishers: tuple[PublisherSettings, ...]
    people: People = NOBODY
    title_link: TitleLink | None = None
    learning: bool | None = None
    """Whether to learn from signals; None: notice them, but change nothing."""
    learn_from: tuple[str, ...] = ()
    reactions: Reactions = field(default_factory=Reactions)
    core: bool = True
    """Whether its weekly review tells what the week's papers cite in common."""

    @property
    def keyed(self) -> bool:
        """Whether it has any interest of its own; without one it is simply the day's most recommended."""
        return bool(self.keywords or self.people != NOBODY)


@dataclass(frozen=True)
class Setup:
    """What every digest day is made with."""

    calendar: DigestCalendar
    sources: Sequence[SourceSettings]
    ladder: Ladder
    profiles: Sequence[Profile]
    context: Context
    channel: Channel
    notices: Callable[[str], tuple[str, ...]]
    """Sentences for the readers of a digest, by its name, that no source knows (a login about to die)."""
    estimate: Callable[[Sequence[Item]], Usage]
    """Expected cost of asking the model about items, for `--dry-run`."""
    priced: Callable[[Usage], Usage]
    """What was used with its cost, where prices are configured."""
    load: Callable[[], None] = lambda: None
    """Imports what writing lines will need, which takes about as long as the sources are waited for."""
    scholar: SemanticScholar = field(default_factory=SemanticScholar)
    """Who knows what papers cite."""
    reviews: Sequence[Profile] = ()
    """The same digests as readers of weekly reviews: by a name of their own, to chats and the journal's own place."""

    @property
    def readers(self) -> tuple[Profile, ...]:
        """Everybody something may have to be brought to."""
        return (*self.profiles, *self.reviews)


class SourcesFailed(FatalError):
    """Every source that was asked failed; `reports` says how, for the run record."""

    def __init__(self, message: str, reports: Sequence[SourceReport], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reports = tuple(reports)


@dataclass(frozen=True)
class Options:
    """What a person asked for beyond the date."""

    post: bool = True
    """Whether chats are served."""
    dry_run: bool = False
    refresh_lines: bool = False
    names: frozenset[str] = frozenset()
    """Only these digests of the setup; all when empty."""
    missed: Mapping[str, Sequence[dt.date]] = field(default_factory=dict)
    """Mornings that reached no chat, by digest, oldest first: this day's message tells of them."""
    unread: bool = False
    """Nobody asked for this day: a digest that only chats would show, and that goes to none, needs no lines."""


@dataclass(frozen=True)
class Progress:
    """Told of every step; the command line draws it."""

    stage: Callable[[str, int], None] = lambda _name, _total: None
    step: Callable[[int], None] = lambda _count: None


@dataclass(frozen=True)
class DayResult:
    """One digest of one day, as made and as delivered."""

    digest: Digest
    candidates: tuple[Candidate, ...]
    deliveries: tuple[Delivery, ...]
    reports: tuple[SourceReport, ...] = ()
    """What each source did in this run, with its time, requests and cost."""
    usage: Usage = field(default_factory=Usage)
    planned: bool = False
    """A dry run: nothing was asked, written or sent, and `usage` is an estimate."""
    problem: str = ""
    """Why the configured model failed, in Korean."""
    journal_diff: str = ""
    """Only in a dry run: what would change in the journal."""
    paste: str = ""
    """The section to paste by hand while the journal cannot take it (its day is not there yet, or it is refused)."""
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds per stage."""
