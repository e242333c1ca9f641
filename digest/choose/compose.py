"""Entries, trends, reports → the digest; what was delivered once keeps its place. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from digest.calendar.window import Window
from digest.models import ConferenceDeadline, Digest, Entry, Extra, Harvest, Line, Ranked, SourceReport, Trend

# a line that was the `title` yesterday gives way to one of `mt`, never the other way round
WORST_FIRST = ("title", "key-sentence", "composed", "mt")
"""Fallback producers; a configured model's own line is better than all of them."""


def settle(chosen: Sequence[Ranked], before: Digest | None, size: int) -> tuple[Ranked, ...]:
    """Which items the digest holds, given what was already delivered of it.

    before: the digest of this day as delivered (or possibly delivered) earlier, else None. Its items and order
    stay; what is new is appended where there is room; links the reader put aside, and one second look, always. size:
    as for `choose`, without these.
    """
    if before is None:
        return tuple(chosen)
    shown = {entry.item.key for entry in before.entries}
    kept = tuple(Ranked(item=e.item, score=e.score, reasons=e.reasons, parts=e.parts) for e in before.entries)
    fresh = [ranked for ranked in chosen if ranked.item.key not in shown]
    room = max(0, size - sum(not _on_top(ranked) for ranked in kept))
    joining = {ranked.item.key for ranked in [r for r in fresh if not _on_top(r)][:room]}
    if not any(ranked.item.second_look for ranked in kept):
        joining.update(ranked.item.key for ranked in fresh if ranked.item.second_look)
    return kept + tuple(r for r in fresh if r.item.asked_for or r.item.key in joining)


def enriched(ranked: Ranked, extra: Extra) -> Ranked:
    """With what else is known of it; what the item's own sources say stands first."""
    item = ranked.item
    same = not item.code_url or _address(item.code_url) == _address(extra.code_url)
    stars = max((known for known in (item.stars, extra.stars if same else None) if known is not None), default=None)
    update = {
        "abstract": item.abstract or extra.abstract,
        "code_url": item.code_url or extra.code_url,
        "stars": stars,
        "project_url": item.project_url or extra.project_url,
        "earlier": item.earlier or extra.earlier,
    }
    known = item.model_copy(update=update)
    told = tuple(filter(None, (known.code_words, *extra.reasons)))
    own = tuple(reason for reason in ranked.reasons if reason not in (item.code_words, *told))
    return ranked.model_copy(update={"item": known, "reasons": own + told})


def _address(url: str) -> str:
    """One repository by its several addresses: `https://github.com/A/b.git`, `http://github.com/a/b/`."""
    return url.partition("://")[2].casefold().rstrip("/").removesuffix(".git")


def _on_top(ranked: Ranked) -> bool:
    """Whether it takes none of the places that `size` gives."""
    return ranked.item.asked_for or ranked.item.second_look


def better_line(old: Line | None, new: Line) -> Line:
    """The line to show: a delivered one is only ever replaced by a better kind of line.

    A fallback that stays takes over why it still stands: a fault of the first run may be a final refusal by now.
    """
    if old is None or _worth(new) > _worth(old):
        return new
    if old.fallback and new.fallback:
        return old.model_copy(update={"detail": new.detail, "final": new.final})
    return old


def why_few(chosen: Sequence[Ranked], size: int, keyed: bool) -> str:
    """That fewer than `size` reached the bar, in Korean; "" where there is no bar or as many came as there is room."""
    if not keyed or sum(not _on_top(ranked) for ranked in chosen) >= size:
        return ""
    return f"오늘은 {len(chosen)}건: 나머지는 관심 기준에 못 미쳐 싣지 않았습니다"


def _worth(line: Line) -> int:
    known = line.producer in WORST_FIRST
    return WORST_FIRST.index(line.producer) if known else len(WORST_FIRST)


def compose(
    name: str,
    window: Window,
    entries: Sequence[Entry],
    harvest: Harvest,
    trends: Sequence[Trend],
    notices: Sequence[str],
    zone: ZoneInfo,
    few: str = "",
) -> Digest:
    """The digest of one day as plain data."""
    deadlines = sorted(harvest.deadlines, key=lambda d: (d.due, d.title, d.label))
    return Digest(
        date=window.date,
        name=name,
        entries=tuple(entries),
        trends=tuple(trends),
        deadlines=tuple(_local(d, zone) for d in deadlines),
        reports=tuple(_timeless(r) for r in sorted(harvest.reports, key=lambda r: r.source)),
        notices=tuple(dict.fromkeys(notices)),
        few=few if entries else "",
        empty_reason="" if entries else why_empty(window, harvest),
        provisional=window.provisional,
    )


def _local(deadline: ConferenceDeadline, zone: ZoneInfo) -> ConferenceDeadline:
    return deadline.model_copy(update={"due": deadline.due.astimezone(zone)})


def _timeless(report: SourceReport) -> SourceReport:
    """A report without what differs from run to run, so that the same day gives the same digest.

    Time, requests and cost stand in the run record and in `--json`.
    """
    return report.model_copy(update={"seconds": 0.0, "requests": 0, "cost": ""})


def why_empty(window: Window, harvest: Harvest) -> str:
    """Why there is nothing to show, in Korean."""
    silent = [r for r in harvest.reports if r.state in ("failed", "not_for_this_day", "skipped")]
    seen = len({sighting.key for sighting in harvest.sightings})
    if seen:
        return f"새로 본 {seen}건 가운데 실을 것이 없습니다(키워드에 맞지 않거나 이미 소개함)."
    if silent and len(silent) == len(harvest.reports):
        return "어느 출처에서도 이 날짜의 글을 받지 못했습니다."
    if any(report.state == "failed" for report in silent):
        return "받지 못한 출처가 있고, 나머지 출처에는 새 글이 없습니다."
    if window.provisional:
        return "오늘 목록이 아직 올라오지 않았습니다. 다음 실행에서 채웁니다."
    if window.list_dates and all(date.weekday() >= 5 for date in window.list_dates):
        return "주말 사이에 올라온 새 논문이 없습니다."
    return "이 날짜에 새로 올라온 논문이 없습니다(휴일이거나 목록이 비어 있음)."
