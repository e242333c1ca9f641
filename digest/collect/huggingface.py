"""Hugging Face daily papers, by list date (docs/services.md: Hugging Face)."""

from __future__ import annotations

import datetime as dt
import logging
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import partial
from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field

from digest.calendar.window import Window
from digest.collect.base import Context, SourceSettings, one_line, side_by_side, whole
from digest.collect.withdrawn import is_withdrawn
from digest.errors import SkippableError
from digest.identity import arxiv_id, canonical_key
from digest.models import Collected, Sighting, SourceState
from digest.net.answer import HttpFailure, json_of

log = logging.getLogger(__name__)

PAGE = 100
LAST_PAGE = 20
"""A day holds 50 papers at most; twenty full pages mean the server ignores `p`."""
SECOND_LOOK = 8
"""Places at the head of a list that are looked at again the day after."""
ABSTRACT_CHARS = 5000
"""More than twice what arXiv allows."""


class HuggingFaceSource(SourceSettings):
    """많은 사람이 날마다 직접 열어 보는 Hugging Face 데일리 페이퍼. 키가 필요 없고, 토큰은 한도만 늘려 줍니다."""

    knows_papers = 1
    trust = 20

    kind: Literal["huggingface"] = "huggingface"
    base_url: str = "https://huggingface.co"
    token_env: str = "HF_TOKEN"
    """토큰이 든 환경 변수. 없어도 됩니다."""
    timeout_s: float = Field(default=20.0, gt=0)

    @property
    def label(self) -> str:
        """How a reader knows it."""
        return "Hugging Face"

    @property
    def source(self) -> str:
        """The name in reports."""
        return "huggingface"

    def collect(self, window: Window, context: Context) -> Collected:
        """The lists of the window, and what came late to the lists before it.

        One unreadable list makes the report `partial`; all unreadable raise SkippableError.
        """
        sightings: list[Sighting] = []
        damaged = 0
        known = {date: context.store.sightings.known_before(self.source, date, window) for date in window.late_dates}
        again = [date for date in window.late_dates if known[date]]  # never read: the whole of it is not "late"
        lists, failed = self._read_lists([*window.list_dates, *again], window, context)
        if window.list_dates and all(date in failed for date in window.list_dates):
            raise SkippableError(failed[window.list_dates[0]])
        for date in window.list_dates:
            listed, unreadable = lists.get(date, ((), 0))
            sightings += listed
            damaged += unreadable
        for date in again:
            listed, _ = lists.get(date, ((), 0))
            sightings += [s.model_copy(update={"late": True}) for s in listed if s.key not in known[date]]
            before = context.store.sightings.of_list(self.source, date, window) if listed else ()
            risen = brought_forward(before, listed)
            sightings += [s.model_copy(update={"again": True}) for s in (*before, *listed) if s.key in risen]
        failures = [f"{date.month}/{date.day} 목록 {failed[date]}" for date in failed]
        if damaged:
            failures.append(f"읽을 수 없는 항목 {damaged}개를 건너뜀")
        state: SourceState = "partial" if failures else "ok" if sightings else "empty"
        detail = " · ".join(failures) or ("" if sightings else _why_empty(window))
        return Collected(sightings=tuple(sightings), report=self.report(state, len(sightings), detail))

    def read_list(self, date: dt.date, context: Context, now: dt.datetime) -> tuple[tuple[Sighting, ...], int]:
        """One day's whole list, page by page until a short one, and how many of its entries are unreadable."""
        entries: list[Any] = []
        seen: set[str] = set()
        for page in range(LAST_PAGE):
            got = context.http.get_json(
                f"{self.base_url.rstrip('/')}/api/daily_papers",
                params={"date": date.isoformat(), "limit": PAGE, "p": page},
                headers=self._headers(context),
                timeout_s=self.timeout_s,
            )
            if not isinstance(got, list):
                raise SkippableError("목록이 아닌 응답")
            named = {one_line(paper["id"]) for entry in got if (paper := _paper(entry))}
            if page and named <= seen:  # the server ignores `p`
                break
            seen |= named
            entries += got
            if len(got) < PAGE:
                break
        unreadable = sum(_paper(entry) is None for entry in entries)
        return parse_entries(entries, date, now), unreadable

    def read_again(self, date: dt.date, context: Context) -> Sequence[Sighting]:
        """One day's list with the votes of now: a page, for no list is longer."""
        return self.read_list(date, context, context.clock())[0]

    def look_up(self, papers: Sequence[str], context: Context) -> tuple[Sighting, ...]:
        """Papers by arXiv id, for titles and abstracts nobody else gave, one after the other; those HF has seen.

        Asked once each, and no more after the first answer that says the server is in trouble.
        """
        found: list[Sighting] = []
        for paper_id in papers:
            try:
                paper = context.http.get_json(
                    f"{self.base_url.rstrip('/')}/api/papers/{paper_id}",
                    headers=self._headers(context),
                    timeout_s=self.timeout_s,
                    retries=0,
                )
            except HttpFailure as failure:
                if failure.status is None or failure.status == 429 or failure.status >= 500:
                    log.warning("titles of linked papers: %s", failure.message)
                    break
                continue
            found += parse_entries([{"paper": paper}], None, context.clock())
        return tuple(found)

    def _read_lists(
        self, dates: Sequence[dt.date], window: Window, context: Context
    ) -> tuple[dict[dt.date, tuple[tuple[Sighting, ...], int]], dict[dt.date, str]]:
        """Several days' lists, asked for at the same time, and why those that failed did."""
        answers = side_by_side({date: partial(self.read_list, date, context, window.now) for date in dates})
        lists, failed = {}, {}
        for date, answer in sorted((answers.get() for _ in dates), key=lambda one: dates.index(one[0])):
            if isinstance(answer, SkippableError):
                failed[date] = answer.message
            elif isinstance(answer, BaseException):
                raise answer
            else:
                lists[date] = answer
        return lists, failed

    def _headers(self, context: Context) -> dict[str, str]:
        token = context.env.get(self.token_env, "").strip()
        return {"Authorization": f"Bearer {token}"} if token else {}


def brought_forward(before: Sequence[Sighting], now: Sequence[Sighting]) -> frozenset[str]:
    """Keys of what stood lower in a list when it was first read, and stands among its first eight now.

    Most votes of a list come after the first night: a second look finds what the first could not know.
    """
    first = {sighting.key for sighting in sorted(before, key=_by_votes)[:SECOND_LOOK]}
    seen = {sighting.key for sighting in before}
    return frozenset(s.key for s in sorted(now, key=_by_votes)[:SECOND_LOOK] if s.key in seen - first)


def _by_votes(sighting: Sighting) -> tuple[int, str]:
    return -(sighting.upvotes or 0), sighting.key


def parse(body: bytes, date: dt.date, seen_at: dt.datetime) -> tuple[Sighting, ...]:
    """Sightings of one `/api/daily_papers?date=` answer; an entry without id or title is skipped.

    Raises ValueError for anything that is not such a list.
    """
    entries = json_of(body)
    if not isinstance(entries, list):
        raise ValueError("논문 목록이 아닌 응답")
    return parse_entries(entries, date, seen_at)


def parse_entries(entries: Sequence[Any], date: dt.date | None, seen_at: dt.datetime) -> tuple[Sighting, ...]:
    """Wrapped entries of any field generation → sightings with their heat."""
    papers = [(entry, paper) for entry in entries if (paper := _paper(entry))]
    votes = [whole(paper.get("upvotes")) or 0 for _, paper in papers]
    ranked = sorted(votes)
    found: dict[str, Sighting] = {}
    for (entry, paper), upvotes in zip(papers, votes, strict=True):
        sighting = _sighting(entry, paper, date, seen_at, _share_below(upvotes, ranked))
        found.setdefault(sighting.key, sighting)
    return tuple(found.values())


def _paper(entry: object) -> dict[str, Any] | None:
    """The paper of an entry; None when nobody could tell which it is. Any other odd field counts as not given."""
    paper = entry.get("paper") if isinstance(entry, dict) else None
    usable = isinstance(paper, dict) and one_line(paper.get("id")) and one_line(paper.get("title"))
    return paper if usable else None


def _sighting(
    entry: dict[str, Any], paper: dict[str, Any], date: dt.date | None, seen_at: dt.datetime, heat: float
) -> Sighting:
    number = arxiv_id(paper["id"])
    page = f"https://huggingface.co/papers/{quote(number or one_line(paper['id']))}"
    authors = [a for a in _listed(paper, "authors") if isinstance(a, dict) and not a.get("hidden")]
    return Sighting(
        key=f"arxiv:{number}" if number else canonical_key(page) or f"url:{page}",
        source="huggingface",
        title=one_line(paper["title"]),
        url=page,
        abstract=(one_line(paper.get("summary")) or one_line(entry.get("summary")))[:ABSTRACT_CHARS],
        ai_summary=one_line(paper.get("ai_summary"))[:ABSTRACT_CHARS],
        authors=tuple(name for a in authors if (name := one_line(a.get("name")))),
        organizations=_organizations(paper, entry),
        keywords=tuple(word for k in _listed(paper, "ai_keywords") if (word := one_line(k))),
        published=_instant(paper.get("publishedAt")),
        seen_at=seen_at,
        withdrawn=is_withdrawn("", one_line(paper.get("summary"))),
        list_date=date,
        upvotes=whole(paper.get("upvotes")),
        heat=heat,
        comments=whole(entry.get("numComments")),
        code_url=one_line(paper.get("githubRepo")),
        project_url=one_line(paper.get("projectPage")),
        stars=whole(paper.get("githubStars")),
    )


def _organizations(paper: dict[str, Any], entry: dict[str, Any]) -> tuple[str, ...]:
    """The lab as it is called, and by its account: `Microsoft Research`, `MicrosoftResearch`."""
    lab = paper.get("organization") or entry.get("organization")
    names = (one_line(lab.get("fullname")), one_line(lab.get("name"))) if isinstance(lab, dict) else ()
    return tuple(dict.fromkeys(filter(None, names)))


def _share_below(upvotes: int, ranked: Sequence[int]) -> float:
    """Percentile of a vote count within its sorted list, ties counted half."""
    below = (bisect_left(ranked, upvotes) + bisect_right(ranked, upvotes)) / 2
    return round(below / len(ranked), 3)


def _instant(text: object) -> dt.datetime | None:
    """ArXiv's v1 time from `paper.publishedAt`; the outer `publishedAt` is never an instant."""
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    if not 1990 <= found.year < 2200:  # calendars end near what it would be
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _listed(paper: dict[str, Any], name: str) -> list[Any]:
    value = paper.get(name)
    return value if isinstance(value, list) else []


def _why_empty(window: Window) -> str:
    if window.list_dates and all(date.weekday() >= 5 for date in window.list_dates):
        return "주말이라 목록이 없음"
    return "목록이 아직 비어 있음" if window.provisional else "그날 목록이 비어 있음"
