"""What of it a day shows, and why, with its line: Ranked → Entry; and which topics moved."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import JsonValue

from digest.models.seen import Item
from digest.models.value import Value


class ScorePart(Value):
    """One reason for a score, and how much it counts; the parts of a score sum to it."""

    name: str
    """`keyword`, `author`, `lab`, `heat`, `mentions`, `post`, `note`, `taste`; `unheard`, `faint` lower."""
    value: float
    """Rounded to three digits; below zero for what lowers the score."""
    why: str
    """In Korean, with the weight."""


class Ranked(Value):
    """An item with its place in the day: higher score first."""

    item: Item
    score: float
    reasons: tuple[str, ...]
    """Short Korean reasons, e.g. `키워드: diffusion`, `HF ▲87`, `X에서 2회 언급: @_akhaliq`."""
    parts: tuple[ScorePart, ...] = ()
    """What the score is made of."""


class Usage(Value):
    """What the language model cost in this run."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float | None = None
    """US dollars, None when no prices are configured or nothing was counted."""

    def __add__(self, other: Usage) -> Usage:
        both = {name: (getattr(self, name), getattr(other, name)) for name in Usage.model_fields}
        known = {name: [value for value in pair if value is not None] for name, pair in both.items()}
        return Usage(**{name: sum(values) for name, values in known.items() if values})


class Line(Value):
    """The one line under a title, and who wrote it."""

    text: str
    """One Korean sentence, or a labelled fallback; empty for producer `title`."""
    producer: str
    """`openai:<model>`, `mt`, `composed`, `key-sentence` or `title`."""
    fallback: bool = False
    """True when a configured model should have written it and could not."""
    detail: str = ""
    """Why it fell back, in Korean; empty otherwise."""
    final: bool = False
    """True for a fallback that asking again would not change: the model answered, and its line was refused."""
    missing: str = ""
    """Why there is no text, in two Korean words (`초록 없음`); empty where there is one."""


MATCHED = "키워드: "
"""How the reason begins that names the reader's keywords."""


class Entry(Value):
    """A chosen item with its line."""

    item: Item
    line: Line
    score: float
    reasons: tuple[str, ...]
    parts: tuple[ScorePart, ...] = ()
    """What the score is made of; empty in digests made before parts were kept."""
    late: bool = False
    """Appended after the digest had already been delivered once."""
    sentence: str = ""
    """The abstract's key sentence in English, where a target of the digest shows details; outside the hash."""

    @property
    def private(self) -> bool:
        """Whether nobody but the reader brought it."""
        return all(sighting.source == "inbox" for sighting in self.item.sightings)

    @property
    def public_reasons(self) -> tuple[str, ...]:
        """The reasons without what tells of the reader's own notes and links."""
        own, notes = self.item.asked_words, {note for note in self.item.notes if note.strip()}
        return tuple(
            why
            for why in self.reasons
            if why.startswith(MATCHED) or (why != own and notes.isdisjoint(why.partition(": ")[2].split(" · ")))
        )

    @property
    def matched(self) -> tuple[str, ...]:
        """The reader's keywords in it: `키워드: agents, 긴 문맥` → agents, 긴 문맥."""
        told = (why.removeprefix(MATCHED) for why in self.public_reasons if why.startswith(MATCHED))
        return tuple(keyword for one in told for keyword in one.split(", "))


class Trend(Value):
    """A topic whose share of the lists moved, with exactly the numbers that were compared."""

    topic: str
    state: Literal["rising", "new", "returning"]
    count: int
    """Papers of the recent lists that hold the topic."""
    usual: float
    """Mean count of the days before, per list day."""
    days: int
    """How many earlier list days were compared."""
    size: int = 0
    """All papers of the recent lists; 0 in digests of earlier versions, which counted one day alone."""
    lists: int = 0
    """How many recent list days were pooled."""
    usual_count: int = 0
    """Papers of the topic on the days before."""
    usual_size: int = 0
    """All papers of the days before."""
    until: dt.date | None = None
    """Date of the newest list that was counted."""
    seen: dt.date | None = None
    """Of a topic that comes back: when it was last listed before."""
    papers: tuple[str, ...] = ()
    """Keys of the papers that were counted, oldest list first."""
    first: tuple[str, ...] = ()
    """Of a new topic: the titles of its first papers."""

    @property
    def share(self) -> float:
        """0–1, of the recent lists."""
        return self.count / self.size if self.size else 0.0

    @property
    def usual_share(self) -> float:
        """0–1, of the lists before."""
        return self.usual_count / self.usual_size if self.usual_size else 0.0

    def shown(self) -> dict[str, JsonValue]:
        """What a reader sees of it, for the digest's hash; of an earlier version's as that version took it."""
        if not self.size:
            return self.model_dump(mode="json", include={"topic", "state", "count", "usual", "days"})
        return self.model_dump(mode="json", exclude={"papers"})
