"""What sources saw, and what becomes of it before anything is chosen: Sighting → Item."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import AwareDatetime, Field

from digest.models.value import Value

Kind = Literal["paper", "post"]
SourceState = Literal["ok", "empty", "partial", "failed", "not_for_this_day", "capped", "stale", "skipped"]
Voice = Literal["list", "feed", "accounts"]


class Origin(Value):
    """What a source says of itself, so that nobody need know it by its name."""

    name: str
    """How a reader knows it, e.g. `arXiv`, `GeekNews`."""
    trust: int = 50
    """Whose title and abstract are believed first: the lowest."""
    voice: Voice = "list"
    """Who speaks there: nobody (a list), the source itself (a feed), or accounts, each of which is a mention."""


# arxiv → arXiv
STORED_BEFORE = {
    "arxiv": Origin(name="arXiv", trust=10),
    "huggingface": Origin(name="Hugging Face", trust=20),
    "feed": Origin(name="", trust=30, voice="feed"),
    "papers_with_code": Origin(name="Papers with Code", trust=35),
    "inbox": Origin(name="직접 담은 링크", trust=40),
    "x": Origin(name="X", trust=45, voice="accounts"),
}
"""Of what a store holds, which keeps no more than the names of its sources."""


class Sighting(Value):
    """One source saw one paper or post once; kept for ever as evidence."""

    key: str
    """Canonical key of what was seen: `arxiv:2408.08152`, `doi:10.…` or `url:https://…` (identity.py)."""
    source: str
    """Name of the source, e.g. `huggingface`, `arxiv`, `x`, `feed:GeekNews`, `inbox`."""
    kind: Kind = "paper"
    """What `key` is; an X post that links a paper is a sighting of kind `paper` with `post_url` set."""
    title: str = ""
    """One line, untrusted. Empty when the source does not know it (a post that only links a paper)."""
    url: str
    """Where a reader should go for the thing itself; http(s) only."""
    abstract: str = ""
    ai_summary: str = ""
    """Hugging Face's own English sentence, where present."""
    authors: tuple[str, ...] = ()
    orcids: tuple[str, ...] = ()
    """ORCID iDs of the authors, one an author and "" for who has none; empty where the source gives none at all."""
    organizations: tuple[str, ...] = ()
    """Labs and companies behind it, as the source writes them."""
    categories: tuple[str, ...] = ()
    """arXiv categories, primary first."""
    keywords: tuple[str, ...] = ()
    published: AwareDatetime | None = None
    """When the source says it appeared; None if unknown."""
    seen_at: AwareDatetime
    list_date: dt.date | None = None
    """The Hugging Face list it stood in; the authority for its day."""
    upvotes: int | None = None
    heat: float | None = None
    """Share (0–1) of its own list with fewer votes, so that lists of different age compare."""
    comments: int | None = None
    code_url: str = ""
    project_url: str = ""
    stars: int | None = None
    post_url: str = ""
    """The post that mentioned `key` (X, feeds of role posts)."""
    account: str = ""
    """Public handle of the poster without `@`."""
    note: str = ""
    """The reader's own words from the inbox."""
    needs_keyword: bool = False
    """True for flood sources (arXiv): without a keyword match it is counted but no candidate."""
    late: bool = False
    """True when it was found in a list that an earlier digest had already read."""
    of_week: bool = False
    """True for what a week's review read once more of lists that were told already: no digest day saw it so."""
    withdrawn: bool = False
    """True when the source says that it was taken back."""
    told_by: Origin | None = Field(default=None, exclude=True, repr=False)
    """What the source says of itself; not kept in the store."""
    again: bool = False
    """True for what a list shown before brought forward since, and for the earlier observation of it."""

    @property
    def origin(self) -> Origin:
        """What is known of its source."""
        if self.told_by:
            return self.told_by
        family, _, own = self.source.partition(":")
        known = STORED_BEFORE.get(family) or Origin(name=self.source)
        return known if known.name else known.model_copy(update={"name": own})


class Cited(Value):
    """A work that a paper cites."""

    id: str
    """As whoever told it calls it."""
    paper: str = ""
    """Its arXiv id, where it has one."""
    year: int | None = None
    title: str


class Item(Value):
    """One paper or post, however many sources saw it."""

    key: str
    kind: Kind
    title: str
    url: str
    abstract: str
    ai_summary: str
    authors: tuple[str, ...]
    orcids: tuple[str, ...] = ()
    """ORCID iDs of the authors, one an author and "" for who has none; empty where none is known."""
    organizations: tuple[str, ...] = ()
    categories: tuple[str, ...]
    keywords: tuple[str, ...]
    published: AwareDatetime | None
    code_url: str
    project_url: str = ""
    stars: int | None
    notes: tuple[str, ...]
    earlier: tuple[Cited, ...] = ()
    """Papers it goes on from, where a source tells them of what was chosen."""
    sightings: tuple[Sighting, ...]
    """All evidence, sorted, never dropped."""

    @property
    def asked_for(self) -> bool:
        """Whether the reader put it aside."""
        return any(sighting.source == "inbox" for sighting in self.sightings)

    @property
    def asked_words(self) -> str:
        """Why it is here when the reader put it aside: `추천: their notes`, or that they did; else empty."""
        if self.notes:
            return "추천: " + " · ".join(self.notes)
        return "직접 담은 링크" if self.asked_for else ""

    @property
    def second_look(self) -> bool:
        """Whether it is here only because a list shown before brought it forward since."""
        return all(sighting.again for sighting in self.sightings)

    @property
    def code_words(self) -> str:
        """`코드 있음 ⭐128`; empty when no code is known."""
        return ("코드 있음" + (f" ⭐{self.stars:,}" if self.stars else "")) if self.code_url else ""


class ConferenceDeadline(Value):
    """A conference deadline as an instant (AoE already applied)."""

    title: str
    label: str
    """What is due, in Korean, e.g. `논문 마감`."""
    due: AwareDatetime
    url: str = ""


class SourceReport(Value):
    """What one source did for one window; never silent."""

    source: str
    name: str = Field(default="", exclude=True)
    """How a reader knows it; "" in what was stored."""
    state: SourceState
    count: int = 0
    """Sightings given to the digest."""
    detail: str = ""
    """One short Korean clause when something is off, e.g. `응답 없음 – 2회 재시도 후 건너뜀`."""
    cost: str = ""
    """What reading a paid source cost, in Korean; it differs from run to run, so it is no part of a digest."""
    requests: int = 0
    seconds: float = 0.0

    @property
    def off(self) -> bool:
        """Whether a reader should be told."""
        return self.state not in ("ok", "empty")


class Extra(Value):
    """What a source knows of a chosen paper beside what it is about."""

    abstract: str = ""
    code_url: str = ""
    stars: int | None = None
    """Of that code."""
    project_url: str = ""
    earlier: tuple[Cited, ...] = ()
    """Papers it goes on from."""
    reasons: tuple[str, ...] = ()
    """More about it, in short Korean clauses."""


class Extras(Value):
    """What one source knows of the chosen papers."""

    by_key: dict[str, Extra] = {}
    problem: str = ""
    """Why that is not all, in Korean; empty otherwise."""


class Collected(Value):
    """What one source gives for one window."""

    report: SourceReport
    sightings: tuple[Sighting, ...] = ()
    deadlines: tuple[ConferenceDeadline, ...] = ()


class Harvest(Value):
    """What all sources gave for one window."""

    sightings: tuple[Sighting, ...]
    reports: tuple[SourceReport, ...]
    deadlines: tuple[ConferenceDeadline, ...] = ()
    withdrawn: tuple[Sighting, ...] = ()
    """Papers that were taken back, whoever said so; none of them is among the sightings."""
