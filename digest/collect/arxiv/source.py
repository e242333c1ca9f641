"""arXiv by announcement: one query for everything a window's announcements hold (docs/services.md: arXiv).

The API comes first and the feed second: the API answers for any day, with submission times, primary categories and
whole pages; the feed knows the newest batch only, is empty from Saturday to Monday noon in Seoul, and can be stale.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from digest.calendar.arxiv_announcements import announcements_between
from digest.calendar.window import Announcement, Window
from digest.collect.arxiv import rss as arxiv_rss
from digest.collect.arxiv.session import UNREADABLE, OnePage, PoliteSession, wrong_with
from digest.collect.base import Context, SourceSettings, one_line
from digest.collect.withdrawn import is_withdrawn
from digest.errors import SkippableError
from digest.identity import arxiv_id, paper_url
from digest.models import Collected, Sighting, SourceState

log = logging.getLogger(__name__)

Category = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)?(\.[A-Za-z]{2,4}(-[a-z]+)?)?$")]
MOST_LOOKED_UP = 100
WATCHED_DAYS = 14
"""So long after it was shown a paper is asked about again: most withdrawals follow soon."""
LONGEST_HOLIDAY = dt.timedelta(days=6)
"""How far back a live run looks for announcements that did not happen; Christmas week has two in a row."""
SEOUL = ZoneInfo("Asia/Seoul")


class ArxivSource(SourceSettings):
    """다루는 기간에 arXiv가 발표한 논문 전부. 워낙 많아서 키워드에 맞는 것만 후보가 됩니다."""

    knows_papers = 2
    trust = 10

    kind: Literal["arxiv"] = "arxiv"
    base_url: str = "https://export.arxiv.org"
    rss_url: str = "https://rss.arxiv.org"
    """당일에 API가 대답하지 않을 때 대신 읽는 피드."""
    categories: tuple[Category, ...] = Field(default=("cs.CL", "cs.CV", "cs.LG", "cs.AI"), min_length=1)
    """arXiv의 분류 이름 그대로."""
    primary_only: bool = False
    """true면 이 분류에 교차 등록(cross-list)만 된 논문은 뺍니다."""
    max_results: int = Field(default=8000, ge=1, le=30000)
    """다루는 기간에서 읽을 논문 수의 한도. 더 있었으면 알림 줄에 그렇다고 나옵니다(`한도까지만 받음`)."""
    page_size: int = Field(default=1000, ge=1, le=2000)
    """요청 한 번에 받을 논문 수. 네 분류라면 보통 하루에 한두 번 요청합니다."""
    retries: int = Field(default=2, ge=0, le=5)
    """요청이 실패했을 때 더 해 볼 횟수."""
    timeout_s: float = Field(default=60.0, gt=0)
    """요청 하나에 쓸 시간을 모두 더한 것(초)."""

    @property
    def label(self) -> str:
        """How a reader knows it."""
        return "arXiv"

    @property
    def source(self) -> str:
        """The name in reports."""
        return "arxiv"

    def collect(self, window: Window, context: Context) -> Collected:
        """The papers of the announcements that have happened; the feed when the API fails on the day itself.

        Raises SkippableError (Korean) when neither answers.
        """
        announced = tuple(a for a in window.announcements if a.at <= window.now)
        if not announced:
            return Collected(report=self.report("empty", detail=why_nothing(window)))
        session = PoliteSession(context, self.timeout_s, self.retries)
        try:
            collected = self._from_api(window, self._missed(window, context) + announced, session)
        except SkippableError as failure:
            if not window.live:
                raise
            collected = self._from_rss(window, announced, session, failure)
        taken_back = self._taken_back(window, context)
        report = collected.report.model_copy(update={"requests": session.requests})
        return collected.model_copy(update={"report": report, "sightings": collected.sightings + taken_back})

    def look_up(self, papers: Sequence[str], context: Context) -> tuple[Sighting, ...]:
        """Papers by id, all in one request, asked once; nothing when arXiv does not answer."""
        session = PoliteSession(context, self.timeout_s, retries=0)
        asked = ",".join(papers[:MOST_LOOKED_UP])
        url = f"{self.base_url.rstrip('/')}/api/query?id_list={quote(asked)}&max_results={MOST_LOOKED_UP}"
        try:
            return parse(session.get(url).content, context.clock())
        except SkippableError as failure:
            log.warning("titles of linked papers: %s", failure.message)
            return ()

    def _taken_back(self, window: Window, context: Context) -> tuple[Sighting, ...]:
        """Papers of the last digests that were withdrawn since then; asked once a day, all in one request."""
        today = window.date.isoformat()
        since = window.date - dt.timedelta(days=WATCHED_DAYS)
        shown = context.store.digests.shown_between(since, window.date, "arxiv:") if window.live else ()
        if not shown or context.store.source_memory.get(self.source, "withdrawals asked") == today:
            return ()
        papers = [key.removeprefix("arxiv:") for key in shown[:MOST_LOOKED_UP]]
        found = tuple(sighting for sighting in self.look_up(papers, context) if sighting.withdrawn)
        context.store.source_memory.put(self.source, "withdrawals asked", today)
        return found

    def query(self, announced: Sequence[Announcement]) -> str:
        """The one `search_query` for all categories and all submission intervals."""
        categories = " OR ".join(f"cat:{category}" for category in self.categories)
        spans = " OR ".join(
            f"submittedDate:[{first:%Y%m%d%H%M} TO {last - dt.timedelta(minutes=1):%Y%m%d%H%M}]"
            for first, last in _joined(announced)
        )
        return f"({categories}) AND ({spans})"

    def _missed(self, window: Window, context: Context) -> tuple[Announcement, ...]:
        """Announcements just before the window that gave nothing although their day was collected.

        On a US holiday nothing is announced, and the papers come with the next announcement; or
        arXiv could not be reached that day. A day that was never collected is left to a backfill.
        """
        if not window.live:
            return ()
        seen, first = context.store.sightings, window.announcements[0].at
        missed: list[Announcement] = []
        for before in reversed(announcements_between(first - LONGEST_HOLIDAY, first)):
            if seen.has_published(self.source, before.submitted_from, before.submitted_to, window):
                return tuple(reversed(missed))
            if not seen.collected_between(before.at.date(), window.date):
                return ()
            missed.append(before)
        return ()  # nothing of arXiv for a week: the source is new here

    def _from_api(self, window: Window, announced: Sequence[Announcement], session: PoliteSession) -> Collected:
        results: list[Any] = []
        state: SourceState = "ok"
        detail = ""
        try:
            for result in self._found(announced, session):
                results.append(result)  # one by one: what came before a fault is kept
        except SkippableError as failure:
            if not results:
                raise
            state, detail = "partial", f"{session.total}편 중 {len(results)}편만 읽음: {failure.message}"
        total = session.total or 0
        unreadable = len({result.entry_id for result in results if not _readable(result)})
        results = [result for result in results if _readable(result)]
        if total and not results:
            raise SkippableError("읽을 수 있는 항목이 없는 응답")
        sightings = self._chosen(sightings_of(results, window.now), window, announced, session.context)
        if results and not any(_inside(result.published, announced) for result in results):
            raise SkippableError("물은 기간과 다른 논문만 돌아옴")
        if state == "ok" and unreadable:
            state, detail = "partial", f"읽을 수 없는 항목 {unreadable}개를 건너뜀"
        elif state == "ok" and total > self.max_results:
            state, detail = "capped", f"{total}편 중 {self.max_results}편까지만 읽음"
        elif state == "ok" and not sightings:
            state, detail = "empty", "" if results else "발표된 논문이 없음(미국 공휴일일 수 있음)"
        return Collected(report=self.report(state, len(sightings), detail), sightings=sightings)

    def _found(self, announced: Sequence[Announcement], session: PoliteSession) -> Iterator[Any]:
        """`arxiv.Result`s of the answer one by one, page after page, until all or `max_results` are read.

        Raises SkippableError when a page cannot be had or read, or when the server sends what it sent before.
        """
        import arxiv

        search = arxiv.Search(
            query=self.query(announced),
            max_results=self.max_results,
            sort_by=arxiv.SortCriterion.SubmittedDate,
            sort_order=arxiv.SortOrder.Ascending,
        )
        client = client_over(session, self.page_size, f"{self.base_url.rstrip('/')}/api/query?{{}}")
        seen: set[str] = set()
        again = 0
        try:
            for result in client.results(search):
                again = again + 1 if result.entry_id in seen else 0
                if again >= self.page_size:
                    raise SkippableError("같은 쪽만 되풀이해서 옴")
                seen.add(result.entry_id)
                yield result
        except (arxiv.ArxivError, ValueError) as error:
            raise SkippableError("읽을 수 없는 응답") from error

    def _chosen(
        self, found: Iterable[Sighting], window: Window, announced: Sequence[Announcement], context: Context
    ) -> tuple[Sighting, ...]:
        """The papers of these announcements and categories; those of missed ones only if still unseen, as late."""
        missed = [a for a in announced if a not in window.announcements]
        known = context.store.sightings.keys_before(self.source, window) if missed else frozenset()
        chosen = []
        for sighting in found:
            primary = not self.primary_only or sighting.categories[:1] in [(c,) for c in self.categories]
            if primary and sighting.published and _inside(sighting.published, announced):
                late = _inside(sighting.published, missed)
                if not (late and sighting.key in known):
                    chosen.append(sighting.model_copy(update={"late": late}))
        return tuple(chosen)

    def _from_rss(
        self, window: Window, announced: Sequence[Announcement], session: PoliteSession, failure: SkippableError
    ) -> Collected:
        """The newest announcement from the feed; its papers have no submission time."""
        spec = "+".join(self.categories)
        try:
            address = f"{self.rss_url.rstrip('/')}/atom/{spec}"
            reply = session.fetch(address, arxiv_rss.not_a_feed, patient=False)  # the API had all the patience
            seen = arxiv_rss.parse(reply.content, announced[-1], window.now, primary_only=self.primary_only)
            known = session.context.store.sightings.keys_before(self.source, window)
            if len(seen) and sum(s.key in known for s in seen) * 2 > len(seen):
                raise SkippableError("RSS에 지난 발표가 그대로 있음")
        except SkippableError as second:
            other = "RSS도 같음" if second.message == failure.message else f"RSS: {second.message}"
            raise SkippableError(f"{failure.message} ({other})") from second
        detail = f"API {failure.message} → RSS로 대신함"
        if len(announced) > 1:
            detail += f"(발표 {len(announced)}회 중 마지막만)"
        state: SourceState = "partial" if len(announced) > 1 else "ok" if seen else "empty"
        return Collected(report=self.report(state, len(seen), detail), sightings=seen)


def parse(body: bytes, seen_at: dt.datetime) -> tuple[Sighting, ...]:
    """Sightings of one page of the query API.

    Raises SkippableError (Korean) for what is no such page, the error entry included.
    """
    wrong = "질의를 거절함" if b"/api/errors#" in body[:4000] else wrong_with(body)
    if wrong:
        raise SkippableError(wrong)
    import arxiv

    entries = body.count(b"<published>") or 1
    results: list[Any] = []
    try:
        for result in client_over(OnePage(body), entries, "{}").results(arxiv.Search(max_results=entries)):
            results.append(result)
    except (SkippableError, arxiv.ArxivError, ValueError) as error:  # it asks for the entries it could not read
        if not results:
            raise SkippableError("읽을 수 없는 응답") from error
    return sightings_of(results, seen_at)


def client_over(session: PoliteSession | OnePage, page_size: int, url: str) -> Any:
    """An `arxiv.Client` that only pages and parses; waiting, retrying and fetching are the session's."""
    import arxiv

    class Client(arxiv.Client):  # type: ignore[misc]  # the package ships no types
        """Asks through a session of ours, which a client has no other way to be given."""

        def __init__(self) -> None:
            super().__init__(page_size=page_size, delay_seconds=0, num_retries=0)
            self.query_url_format = url
            self._session = session

    return Client()


def sightings_of(results: Iterable[Any], seen_at: dt.datetime) -> tuple[Sighting, ...]:
    """`arxiv.Result`s → sightings, each paper once; those that cannot be dated are left out."""
    found: dict[str, Sighting] = {}
    for result in results:
        paper = arxiv_id(result.entry_id)
        title = one_line(result.title)
        if paper and _readable(result) and title:
            abstract = one_line(result.summary)
            others = [c for c in result.categories if c != result.primary_category]
            labs = (one_line(lab) for author in result.authors for lab in author.affiliation)
            sighting = Sighting(
                key=f"arxiv:{paper}",
                source="arxiv",
                title=title,
                url=paper_url(f"arxiv:{paper}"),
                abstract=abstract,
                authors=tuple(one_line(author.name) for author in result.authors if author.name),
                organizations=tuple(dict.fromkeys(lab for lab in labs if lab)),
                categories=tuple(dict.fromkeys(c for c in (result.primary_category, *others) if c)),
                published=result.published,
                seen_at=seen_at,
                needs_keyword=True,
                withdrawn=is_withdrawn(one_line(result.comment or ""), abstract),
            )
            found.setdefault(sighting.key, sighting)
    return tuple(found.values())


def _readable(result: Any) -> bool:
    """Whether an entry has the time of its submission."""
    return bool(result.published != dt.datetime.fromisoformat(UNREADABLE))


def why_nothing(window: Window) -> str:
    """Why no announcement can be read for a window, in Korean."""
    if not window.announcements:
        return "발표가 없는 날(미국 동부 금·토요일 밤)"
    return f"아직 발표 전({window.announcements[0].at.astimezone(SEOUL):%m-%d %H:%M} 한국 시각 예정)"


def _joined(announced: Sequence[Announcement]) -> list[tuple[dt.datetime, dt.datetime]]:
    """Submission intervals in UTC, neighbouring ones as one."""
    spans: list[tuple[dt.datetime, dt.datetime]] = []
    for first, last in sorted((a.submitted_from, a.submitted_to) for a in announced):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return [(first.astimezone(dt.UTC), last.astimezone(dt.UTC)) for first, last in spans]


def _inside(instant: dt.datetime, announced: Sequence[Announcement]) -> bool:
    return any(a.submitted_from <= instant < a.submitted_to for a in announced)
