"""What a week was about, as its review tells it."""

from __future__ import annotations

import datetime as dt

from digest.models.value import Value


class WeekTopic(Value):
    """A topic's share of one week's lists, beside its share of the four weeks before."""

    topic: str
    count: int
    """Papers of the week's lists that hold the topic."""
    size: int
    usual_count: int
    usual_size: int
    line: str = ""
    """A model's Korean sentence about it; empty where rules say it."""

    @property
    def share(self) -> float:
        """0–1, of the week."""
        return self.count / self.size if self.size else 0.0

    @property
    def usual_share(self) -> float:
        """0–1, of the weeks before."""
        return self.usual_count / self.usual_size if self.usual_size else 0.0


class WeekPaper(Value):
    """A paper that a review names."""

    key: str
    title: str
    url: str
    votes: int | None = None
    """As last read."""
    before: int | None = None
    """When a digest showed it."""


class CorePaper(Value):
    """A work that several papers of a week cite."""

    key: str
    title: str
    url: str
    citing: int
    """Papers that cite it."""
    known: int
    """Papers whose references are known."""


class OwnWords(Value):
    """What only the owner of a journal should read: what they wrote about, what they put aside."""

    key: str
    """Stable: `wrote`, `aside`."""
    text: str
    papers: tuple[WeekPaper, ...] = ()


class Review(Value):
    """What one week's lists and digests were about."""

    week: str
    """ISO, e.g. `2024-W34`."""
    first: dt.date
    last: dt.date
    movements: tuple[WeekTopic, ...] = ()
    """What rose, the surest first; at most three."""
    topics: tuple[WeekTopic, ...] = ()
    """What the week's lists held most, for the chart; at most six."""
    compared: bool = True
    """False where the lists before the week are too few to compare it with."""
    talked: tuple[WeekPaper, ...] = ()
    """Most votes of the week, without what stands in the person's journal."""
    hotter: tuple[WeekPaper, ...] = ()
    """What got three times the votes, and at least twenty more, after a digest had shown it."""
    core: tuple[CorePaper, ...] = ()
    """What several of the week's papers cite in common; at most three."""
    chart: str = ""
    """Only in a journal: the picture of the topics, in markdown."""
    own: tuple[OwnWords, ...] = ()
    """Empty wherever anybody but the journal's owner may read it, unless the digest opts in."""


WEEKLY = ":weekly"


def review_name(digest: str) -> str:
    """Under which a digest's reviews are kept; no digest can be called so."""
    return f"{digest}{WEEKLY}"


def is_review(name: str) -> bool:
    """Whether the digest of that name is a week's review."""
    return name.endswith(WEEKLY)
