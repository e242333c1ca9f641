"""What every source is: a configured object that answers for a window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, ClassVar, TypeVar

from digest.calendar.window import Window
from digest.clock import Clock, Deadline
from digest.errors import SkippableError
from digest.models import Collected, Extras, Origin, Sighting, SourceReport, SourceState, Value, Voice
from digest.store import Store

if TYPE_CHECKING:
    from digest.net.client import HttpClient


Name = TypeVar("Name")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Context:
    """What a source may use; everything with a side effect comes in here, so tests can replace it."""

    http: HttpClient
    store: Store
    clock: Clock
    deadline: Deadline
    env: Mapping[str, str]
    """Environment variables; secrets are read here by the name the config gives, at the time of use."""

    def within(self, seconds: float) -> Context:
        """The same, for work that gets at most so many seconds of what is left."""
        deadline = self.deadline.part(seconds)
        return replace(self, deadline=deadline, http=self.http.within(deadline))

    def pause(self, seconds: float) -> None:
        """Wait between two questions, as a service asks; SkippableError when that is longer than what is left."""
        if not self.deadline.allows(seconds):
            raise SkippableError("제한 시간 안에 다 묻지 못함")
        self.http.sleep(seconds)


class SourceSettings(Value):
    """Base of every `sources:` entry; the parsed object is the collector."""

    own: ClassVar[bool] = False
    """True for what the person keeps themselves; it says nothing about whether the outside could be reached."""

    knows_papers: ClassVar[int] = 0
    """Whether `look_up` can be asked, and its turn: 1 is asked first, 0 never."""

    trust: ClassVar[int] = 50
    """Whose title and abstract of a paper are believed first: arXiv's (10) before a stranger's (50)."""
    voice: ClassVar[Voice] = "list"
    """Who speaks there: nobody (a list of papers), the source itself (a feed), or accounts, shown as `@name`."""

    optional: bool = False
    """true면 받지 못해도 한 줄로 알리기만 하고, 실행이 실패한 것(종료 코드 1)으로 치지 않습니다."""

    @property
    def label(self) -> str:
        """How a reader knows it."""
        return self.source

    @property
    def origin(self) -> Origin:
        """What it says of itself to whoever chooses and shows."""
        return Origin(name=self.label, trust=self.trust, voice=self.voice)

    @property
    def source(self) -> str:
        """Name used in sightings and reports; unique in a configuration."""
        raise NotImplementedError

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """Names of required environment variables that are not set; the source is then skipped (exit 0)."""
        return ()

    def collect(self, window: Window, context: Context) -> Collected:
        """Everything this source knows for the window.

        Raises SkippableError (whole source failed, message in Korean); never returns another day's items.
        """
        raise NotImplementedError

    def read_again(self, date: dt.date, context: Context) -> Sequence[Sighting]:
        """One of its daily lists as it stands now, in one request; nothing where it has none. Raises SkippableError."""
        return ()

    def look_up(self, papers: Sequence[str], context: Context) -> Sequence[Sighting]:
        """Title and abstract of papers by arXiv id, as far as it knows them; its failure costs no more than these."""
        return ()

    def enrich(self, papers: Sequence[str], context: Context, asking: bool = True) -> Extras:
        """What it knows of chosen papers beside what they are about, by key; raises nothing that is its server's fault.

        asking: False when it did not answer a moment ago, so that only what it told earlier counts.
        """
        return Extras()

    def report(self, state: SourceState, count: int = 0, detail: str = "") -> SourceReport:
        """A report in this source's name."""
        return SourceReport(source=self.source, name=self.label, state=state, count=count, detail=detail)


def side_by_side(calls: Mapping[Name, Callable[[], Answer]]) -> Queue[tuple[Name, Answer | BaseException]]:
    """Make all calls at the same time; each one's name comes with what it gave, or raised, as soon as it is there.

    The threads do not keep the program alive: a server may hold one for long, and nothing can end it from outside.
    """
    answers: Queue[tuple[Name, Answer | BaseException]] = Queue()

    def answer(name: Name, call: Callable[[], Answer]) -> None:
        try:
            answers.put((name, call()))
        except BaseException as error:  # whatever it is, it belongs to who waits
            answers.put((name, error))

    for name, call in calls.items():
        Thread(target=answer, args=(name, call), name="collect", daemon=True).start()
    return answers


def one_line(text: object) -> str:
    """Text with every run of white space as one blank, for titles hold newlines; "" for no text."""
    return " ".join(text.split()) if isinstance(text, str) else ""


def whole(value: object) -> int | None:
    """A count out of an answer; None for what is no number of votes, stars or places."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None
