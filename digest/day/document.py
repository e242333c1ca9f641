"""The one JSON document of `digest run --json`; its schema is part of the fixed interface (docs/json.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from digest.day.setup import DayResult
from digest.models import Review, ScorePart, Trend, Usage, Value
from digest.render.clean import visible
from digest.render.links import links_of


class JsonLink(Value):
    """One place where something is to be found."""

    name: str
    """For readers, e.g. `PDF`, `코드 ⭐128`, `앞선 논문 2302.05543`."""
    url: str


class JsonEntry(Value):
    """A chosen item."""

    id: str
    """arXiv id without version, else `doi:…` or `url:…`."""
    title: str
    url: str
    line: str
    """The one line; empty when only the title is shown."""
    producer: str
    """`openai:<model>`, `mt`, `composed`, `key-sentence` or `title`."""
    fallback: bool
    """True when a configured model should have written the line and could not."""
    score: float
    """Matched keyword weights, heat, mentions and the reader's own notes together."""
    reasons: tuple[str, ...]
    """Why it was chosen, and what else is known of it, in Korean."""
    links: tuple[JsonLink, ...]
    """All known places: arXiv, PDF, code, project page, earlier papers, posts about it."""


class JsonPart(Value):
    """One part of a score."""

    name: str
    """`keyword`, `author`, `lab`, `heat`, `mentions`, `post`, `note`, `taste`; `unheard`, `faint` lower."""
    value: float
    why: str
    """In Korean, with the weight."""


class JsonCandidate(Value):
    """A merged, non-excluded item; the chosen ones are among them."""

    id: str
    title: str
    score: float
    reasons: tuple[str, ...]
    parts: tuple[JsonPart, ...]
    """What the score is made of; the values sum to it."""


class JsonReport(Value):
    """What one source did."""

    source: str
    state: str
    """`ok`, `empty`, `partial`, `failed`, `not_for_this_day`, `capped`, `stale` or `skipped`."""
    count: int
    detail: str
    """The reason, in Korean."""
    cost: str
    """What reading a paid source cost in this run and this month, in Korean; else empty."""


class JsonDelivery(Value):
    """What one target got."""

    target: str
    """As `digest resend --target` takes it, e.g. `journal:journal` or `slack:C0PAPERS`."""
    state: str
    """`sent`, `pending`, `failed`, `unknown`, `sending` or `skipped`."""
    receipt: dict[str, str]
    """What the target gave back; never a secret."""
    detail: str


class JsonDigest(Value):
    """One digest of one day."""

    date: dt.date
    name: str
    entries: tuple[JsonEntry, ...]
    candidates: tuple[JsonCandidate, ...]
    """Best first."""
    trends: tuple[Trend, ...]
    review: Review | None
    """Only of a weekly review (`digest weekly --json`), whose `date` is the week's Friday."""
    reports: tuple[JsonReport, ...]
    deliveries: tuple[JsonDelivery, ...]
    notices: tuple[str, ...]
    """What the reader should know beside the day itself, in Korean."""
    empty_reason: str
    """Why there is nothing, in Korean; empty when there is something."""
    provisional: bool
    """True before the day's cut-off: a later run may add to it."""


class JsonUsage(Value):
    """Language-model cost of the whole run."""

    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None
    """US dollars by `summarizer.prices`; null without prices, or when the model was not asked."""


class JsonDocument(Value):
    """The document; `schema` changes only when a field changes its meaning or goes."""

    version: Literal[1] = Field(default=1, alias="schema")
    digests: tuple[JsonDigest, ...]
    usage: JsonUsage
    exit: int
    """The exit code of this run."""


def document(results: Sequence[DayResult], exit_code: int) -> JsonDocument:
    """The results of a run as the document."""
    used = sum((result.usage for result in results), Usage())
    return JsonDocument(
        digests=tuple(_digest(result) for result in results),
        usage=JsonUsage(
            calls=used.calls,
            prompt_tokens=used.prompt_tokens,
            completion_tokens=used.completion_tokens,
            cost_usd=used.cost_usd,
        ),
        exit=exit_code,
    )


def _digest(result: DayResult) -> JsonDigest:
    digest = result.digest
    return JsonDigest(
        date=digest.date,
        name=digest.name,
        entries=tuple(
            JsonEntry(
                id=short_id(e.item.key),
                title=visible(e.item.title),
                url=visible(e.item.url),
                line=visible(e.line.text),
                producer=e.line.producer,
                fallback=e.line.fallback,
                score=e.score,
                reasons=_clean(e.reasons),
                links=tuple(JsonLink(name=name, url=visible(url)) for name, url in links_of(e.item)),
            )
            for e in digest.entries
        ),
        candidates=tuple(
            JsonCandidate(
                id=short_id(c.item.key),
                title=visible(c.item.title),
                score=c.score,
                reasons=_clean(c.reasons),
                parts=json_parts(c.parts),
            )
            for c in result.candidates
        ),
        trends=digest.trends,
        review=digest.review,
        reports=tuple(
            JsonReport(source=visible(r.source), state=r.state, count=r.count, detail=visible(r.detail), cost=r.cost)
            for r in result.reports
        ),
        deliveries=tuple(
            JsonDelivery(target=d.target, state=d.state, receipt=d.receipt, detail=d.detail) for d in result.deliveries
        ),
        notices=_clean(digest.notices),
        empty_reason=visible(digest.empty_reason),
        provisional=digest.provisional,
    )


def _clean(texts: Sequence[str]) -> tuple[str, ...]:
    """Texts without what would steer the terminal that shows the document."""
    return tuple(map(visible, texts))


def json_parts(parts: Sequence[ScorePart]) -> tuple[JsonPart, ...]:
    """The parts of a score as the document tells them."""
    return tuple(JsonPart(name=part.name, value=part.value, why=visible(part.why)) for part in parts)


def short_id(key: str) -> str:
    """`arxiv:2408.08152` → `2408.08152`; DOIs and URLs keep their prefix."""
    return key.removeprefix("arxiv:")
