"""Every value that travels between stages: frozen, typed, one type per stage.

Window (window.py) → Sighting → Item → Ranked → Entry → Digest → Delivery
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

Kind = Literal["paper", "post"]
SourceState = Literal["ok", "empty", "partial", "failed", "not_for_this_day", "capped", "stale", "skipped"]
DeliveryState = Literal["pending", "sending", "sent", "failed", "unknown", "skipped"]
Act = Literal["", "new", "updated", "unchanged"]
Receipt = dict[str, str]


class Value(BaseModel):
    """Base of all values and settings: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


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


class Missed(Value):
    """A morning that reached no chat, as the next message tells of it."""

    date: dt.date
    count: int
    """Entries of that day's digest."""
    best: tuple[Entry, ...] = ()
    """Those that the next message carries."""


ALARM = "alarm-"


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


class Digest(Value):
    """One day's digest: plain data, no markup."""

    date: dt.date
    name: str
    entries: tuple[Entry, ...]
    trends: tuple[Trend, ...] = ()
    deadlines: tuple[ConferenceDeadline, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    notices: tuple[str, ...] = ()
    """Korean sentences for the reader that are not about the day (a token about to die); outside the hash."""
    few: str = ""
    """Why there are fewer entries than there is room for, in Korean; outside the hash."""
    empty_reason: str = ""
    """Why there are no entries, in Korean; empty when there are some."""
    provisional: bool = False
    missed: tuple[Missed, ...] = ()
    """Mornings before this one that reached no chat, oldest first. Chats alone show them: a journal has those days."""
    review: Review | None = None
    """Only in a weekly review, which has no entries."""

    @property
    def key(self) -> str:
        """`2024-08-19/main`, the digest's identity everywhere (ledger, Slack metadata)."""
        return f"{self.date.isoformat()}/{self.name}"

    @classmethod
    def alarm(cls, date: dt.date, cause: str, text: str) -> Digest:
        """Trouble, told as a digest without entries: so it is delivered once a day and cause, like any other."""
        return cls(date=date, name=f"{ALARM}{cause}", entries=(), empty_reason=f"⚠ {text}")

    def content_hash(self) -> str:
        """sha256 (hex) of what a reader sees; the same content gives the same hash on every run."""
        shown = [
            [[e.item.key, e.item.title, e.item.url, e.line.text, e.line.producer, e.reasons] for e in self.entries],
            [t.shown() for t in self.trends],
            [d.model_dump(mode="json") for d in self.deadlines],
            [[r.source, r.state] for r in self.reports if r.off],
            self.empty_reason,
            *([self.review.model_dump(mode="json")] if self.review else []),
        ]
        for missed in self.missed:
            shown.append([missed.date.isoformat(), missed.count, [[e.item.key, e.line.text] for e in missed.best]])
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def is_alarm(name: str) -> bool:
    """Whether the digest of that name tells of trouble instead of papers."""
    return name.startswith(ALARM)


class Part(Value):
    """One message of a delivery; a digest may need several (a Slack thread, Kakao text + lists)."""

    id: str
    """Stable within the digest: `main`, `thread-1`, `list-2` …"""
    payload: dict[str, JsonValue]
    """What the vendor file sends, ready for its API, free of secrets."""

    def content_hash(self) -> str:
        """sha256 (hex) of the payload."""
        return hashlib.sha256(json.dumps(self.payload, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Delivery(Value):
    """The outcome of one digest at one target."""

    target: str
    state: DeliveryState
    receipt: Receipt = {}
    detail: str = ""
    """Korean; what happened or what to do next."""
    act: Act = ""
    """Of what is sent, what this run did to it; empty where that is not known."""
