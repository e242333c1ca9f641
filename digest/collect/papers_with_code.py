"""Papers with Code at paperswithcode.co: its catalogue, and what it tells of papers (docs/services.md)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field

from digest.calendar.window import Window
from digest.collect.base import Context, SourceSettings, whole
from digest.collect.withdrawn import is_withdrawn
from digest.errors import SkippableError
from digest.identity import arxiv_id, paper_url
from digest.models import Cited, Collected, Extra, Extras, Sighting, SourceState
from digest.net.answer import HttpFailure, json_of, not_json
from digest.render.clean import web_address
from digest.render.phrases import short_title

log = logging.getLogger(__name__)

TELLER = "papers_with_code"
PAGE = 100
MAX_BYTES = 2_000_000
LAG = dt.timedelta(days=2)
"""A paper enters the catalogue about a day after its submission."""
PAUSE_S = 0.5
"""120 requests a minute are allowed."""
MOST_ASKED = 60
"""Papers of one run, whoever reads them."""
KEPT = dt.timedelta(days=3)
UNKNOWN_KEPT = dt.timedelta(hours=12)
"""A paper that is not in the catalogue may be in it tomorrow."""
LEADING = 3
"""From this place on a benchmark is nobody's news."""
TOLD = 2
"""Benchmarks that are told of one paper, at most."""
KEPT_EARLIER = 3
"""Earlier papers; the first is named, all are linked."""


class PapersWithCodeSource(SourceSettings):
    """Papers with Code(paperswithcode.co)의 새 논문. 고른 논문에는 코드 ⭐, 벤치마크 순위, 앞선 논문을 덧붙입니다.

    A catalogue without votes: its papers are candidates only where they match an interest.
    """

    trust = 35

    optional: bool = True
    """false면 받지 못한 아침을 실패(종료 코드 1)로 칩니다."""
    kind: Literal["papers_with_code"] = "papers_with_code"
    base_url: str = "https://paperswithcode.co/api/v1"
    max_papers: int = Field(default=100, ge=1, le=500)
    """하루에 훑어볼 새 논문 수의 한도. 화제인 것부터 읽습니다."""
    timeout_s: float = Field(default=30.0, gt=0)

    @property
    def label(self) -> str:
        """How a reader knows it."""
        return "Papers with Code"

    @property
    def source(self) -> str:
        """The name in reports."""
        return TELLER

    def collect(self, window: Window, context: Context) -> Collected:
        """Papers published in the window; a live run also takes those that entered the catalogue late.

        A page that cannot be had costs itself; without the first one SkippableError is raised.
        """
        first, last = (at.astimezone(dt.UTC).date() for at in (window.start, window.end))
        first -= LAG if window.live else dt.timedelta(0)
        known = context.store.sightings.keys_before(self.source, window)
        found: dict[str, Sighting] = {}
        read, problem = 0, ""
        for page in count(1):
            try:
                if page > 1:
                    context.pause(PAUSE_S)
                sightings, rows, more = parse(self._page(first, last, page, context), window.now, (first, last))
            except SkippableError as error:
                if page == 1:
                    raise
                problem = error.message
                break
            read += rows
            found |= {sighting.key: sighting for sighting in sightings if sighting.key not in known}
            if not more or not rows or read >= self.max_papers:
                break
        fresh = tuple(found.values())[: self.max_papers]
        state: SourceState = "capped" if problem else "ok" if fresh else "empty"
        return Collected(report=self.report(state, len(fresh), problem), sightings=fresh)

    def enrich(self, papers: Sequence[str], context: Context, asking: bool = True) -> Extras:
        """Code, benchmarks and earlier papers by key, one question a paper that nothing is kept of."""
        keys = [key for key in papers if key.startswith("arxiv:")]
        told = self._kept(keys, context)
        problem = ""
        unknown = [key for key in keys if key not in told][:MOST_ASKED] if asking else []
        for place, key in enumerate(unknown):
            try:
                if place:
                    context.pause(PAUSE_S)
                told[key] = self._asked(key, context)
            except SkippableError as error:
                log.warning("%s: %s", self.source, error.message)
                problem = f"{error.message}, 논문 {len(unknown) - place}편의 코드와 순위는 확인하지 못함"
                break
            context.store.facts.keep(TELLER, {key: told[key]}, context.clock())
        return Extras(by_key={key: extra_of(row) for key, row in told.items() if row}, problem=problem)

    def _page(self, first: dt.date, last: dt.date, page: int, context: Context) -> bytes:
        asked: dict[str, str | int] = {"start_date": first.isoformat(), "end_date": last.isoformat()}
        asked |= {"order_by": "trending", "page": page, "page_size": PAGE}
        return context.http.get(
            f"{self.base_url.rstrip('/')}/papers/",
            params=asked,
            timeout_s=self.timeout_s,
            max_bytes=MAX_BYTES,
            check=not_json,
        ).content

    def _kept(self, keys: Sequence[str], context: Context) -> dict[str, dict[str, Any]]:
        """What was told not long ago; {} of a paper that was not known then."""
        facts, now = context.store.facts, context.clock()
        lately = facts.of(TELLER, keys, since=now - UNKNOWN_KEPT)
        kept = facts.of(TELLER, keys, since=now - KEPT)
        return {key: row for key, row in kept.items() if isinstance(row, dict) and (row or key in lately)}

    def _asked(self, key: str, context: Context) -> dict[str, Any]:
        paper = key.removeprefix("arxiv:")
        place = f"arxiv/{quote(paper, safe='')}" if "/" in paper else paper
        try:
            reply = context.http.get(
                f"{self.base_url.rstrip('/')}/papers/{place}",
                params={"include_resources": "true"},
                timeout_s=self.timeout_s,
                max_bytes=MAX_BYTES,
                retries=1,
                check=not_json,
            )
        except HttpFailure as failure:
            if failure.status == 404:
                return {}
            raise
        return read_paper(reply.content)


def parse(
    body: bytes, seen_at: dt.datetime, between: tuple[dt.date, dt.date] | None = None
) -> tuple[tuple[Sighting, ...], int, bool]:
    """Sightings of one `papers/` answer, how many rows it has, and whether there are more pages.

    between: first and last date of publication that was asked for. Rows without arXiv id or title are skipped.
    Raises SkippableError (Korean) for what is no such list, or says that it was not chosen by date.
    """
    answer = _object(body)
    rows = answer.get("results")
    if not isinstance(rows, list):
        raise SkippableError("논문 목록이 아닌 응답")
    applied = answer.get("applied_filters")
    if between and rows and isinstance(applied, dict) and not {"start_date", "end_date"} <= applied.keys():
        raise SkippableError("날짜로 고르지 않은 목록")
    found = (_sighting(row, seen_at, between) for row in rows if isinstance(row, dict))
    unique = {sighting.key: sighting for sighting in found if sighting}
    more = answer.get("next_page") not in (None, False, 0)
    return tuple(unique.values()), len(rows), more


def _sighting(row: Mapping[str, Any], seen_at: dt.datetime, between: tuple[dt.date, dt.date] | None) -> Sighting | None:
    paper, title = arxiv_id(_text(row.get("arxiv_id"))), _text(row.get("title"))
    try:
        published = dt.date.fromisoformat(_text(row.get("published"))[:10])
    except ValueError:
        published = None
    if not paper or not title or (between and published and not between[0] <= published <= between[1]):
        return None
    abstract = _text(row.get("abstract"))
    return Sighting(
        key=f"arxiv:{paper}",
        source=TELLER,
        title=title,
        url=paper_url(f"arxiv:{paper}"),
        abstract=abstract[:5000],
        authors=tuple(filter(None, map(_text, _listed(row.get("authors"))))),
        organizations=_organizations(row),
        seen_at=seen_at,  # `published` is a bare date, and arXiv tells the time
        needs_keyword=True,
        withdrawn=is_withdrawn("", abstract),
    )


def read_paper(body: bytes) -> dict[str, Any]:
    """One `papers/{id}` answer as a row to keep; fields that are missing or odd count as not given.

    Raises SkippableError (Korean) for anything but such an answer.
    """
    paper = _object(body)
    if not _text(paper.get("title")):
        raise SkippableError("논문이 아닌 응답")
    code, stars = _repository(paper)
    row = {
        "abstract": _text(paper.get("abstract"))[:5000],
        "code": code,
        "stars": stars,
        "project": next(_pages(paper), ""),
        "ranks": [list(rank) for rank in _ranks(paper)][:TOLD],
        "earlier": [list(one) for one in _earlier(paper)][:KEPT_EARLIER],
    }
    return {"known": True} | {name: value for name, value in row.items() if value}


def extra_of(row: Mapping[str, Any]) -> Extra:
    """A kept row as a value, with its reasons in Korean."""
    ranks = [f"{name}{f' ({metric})' if metric else ''} {rank}위" for rank, name, metric in row.get("ranks", ())]
    earlier = tuple(Cited(id=paper, paper=paper, title=title) for paper, title in row.get("earlier", ()))
    more = f" 외 {len(earlier) - 1}편" if len(earlier) > 1 else ""
    before = [f"{short_title(one.title)} ({one.paper}){more}" for one in earlier[:1]]
    told = (("벤치마크", ranks), ("앞선 논문", before))
    return Extra(
        abstract=row.get("abstract", ""),
        code_url=row.get("code", ""),
        stars=row.get("stars"),
        project_url=row.get("project", ""),
        earlier=earlier,
        reasons=tuple(f"{name}: {', '.join(texts)}" for name, texts in told if texts),
    )


def _repository(paper: Mapping[str, Any]) -> tuple[str, int | None]:
    """Address and stars of the paper's code: the authors' own before others', then the most starred."""
    known = [one for one in _listed(paper.get("repositories")) if isinstance(one, dict) and _address(one)]
    best = max(known, key=lambda one: (one.get("is_official") is True, whole(one.get("num_stars")) or 0), default=None)
    return (_address(best), whole(best.get("num_stars"))) if best else ("", None)


def _pages(paper: Mapping[str, Any]) -> Iterator[str]:
    known = [one for one in _listed(paper.get("project_pages")) if isinstance(one, dict) and _address(one)]
    yield from (_address(one) for one in sorted(known, key=lambda one: one.get("is_official") is not True))


def _ranks(paper: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """(place, benchmark, metric) where the paper leads or nearly does, the best place first."""
    found = set()
    for row in _listed(paper.get("leaderboard_ranks")):
        if isinstance(row, dict):
            rank, name = whole(row.get("best_rank")), _text(row.get("dataset_name"))
            if rank and rank <= LEADING and name:
                found.add((rank, name[:80], _text(row.get("best_metric"))[:40]))
    return sorted(found)


def _earlier(paper: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(arXiv id, title) of the papers it goes on from, as they are listed."""
    for one in _listed(paper.get("predecessor_papers")):
        if isinstance(one, dict):
            known, title = arxiv_id(_text(one.get("arxiv_id"))), _text(one.get("title"))
            if known and title:
                yield known, title[:300]


def _organizations(row: Mapping[str, Any]) -> tuple[str, ...]:
    labs = (_text(lab.get("name")) for lab in _listed(row.get("organizations")) if isinstance(lab, dict))
    return tuple(dict.fromkeys(filter(None, labs)))


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json_of(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SkippableError("JSON이 아니거나 깨진 응답")
    return found


def _address(row: Mapping[str, Any]) -> str:
    return web_address(_text(row.get("url")))


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
