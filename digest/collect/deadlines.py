"""Conference deadlines from the YAML lists the community keeps (docs/services.md: Feeds and deadline lists)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from digest.calendar.window import Window
from digest.collect.base import Context, SourceSettings
from digest.collect.feed.dates import zone_of
from digest.errors import ConfigError, SkippableError
from digest.models import Collected, ConferenceDeadline, SourceState
from digest.net.answer import HttpFailure

MAX_BYTES = 3_000_000
TOLD = 3
"""Lists that are named when several cannot be had."""
Area = Literal["cv", "nlp", "ml"]
# `areas: [cv]` → cvpr, iccv, eccv, …
AREAS: dict[Area, tuple[str, ...]] = {
    "cv": ("cvpr", "iccv", "eccv", "wacv", "3dv"),
    "nlp": ("acl", "emnlp", "naacl", "ijcnlp_and_aacl", "coling", "conll", "lrec"),
    "ml": ("neurips", "icml", "iclr", "aistats", "colm", "uai", "colt"),
}
"""Lists of https://github.com/huggingface/ai-deadlines, which has a file a conference."""
LABELS = {
    "abstract": "초록 마감",
    "paper": "논문 마감",
    "supplementary": "부록 마감",
    "review_release": "리뷰 공개",
    "rebuttal_start": "반박 시작",
    "rebuttal_end": "반박 마감",
    "notification": "결과 발표",
    "camera_ready": "최종본 마감",
}
Due = Literal[
    "abstract",
    "paper",
    "supplementary",
    "review_release",
    "rebuttal_start",
    "rebuttal_end",
    "notification",
    "camera_ready",
]


class DeadlinesSource(SourceSettings):
    """며칠 안에 닥칠 학회 마감을 다이제스트 아래에 적습니다. 논문은 주지 않습니다."""

    own = True

    kind: Literal["deadlines"] = "deadlines"
    areas: tuple[Area, ...] = ()
    """분야로 고르는 학회: `cv`(CVPR, ICCV, ECCV …), `nlp`(ACL, EMNLP, NAACL …), `ml`(NeurIPS, ICML, ICLR …)."""
    base_url: str = "https://raw.githubusercontent.com/huggingface/ai-deadlines/HEAD/src/data/conferences"
    """`areas`의 파일을 받는 곳. 미러나 시험 서버를 쓸 때만 바꿉니다."""
    urls: tuple[str, ...] = ()
    """웹에 있는 YAML 파일. 예: `…/ai-deadlines/main/src/data/conferences/cvpr.yml`"""
    files: tuple[Path, ...] = ()
    """내 컴퓨터에 있는 YAML 파일."""
    within_days: int = Field(default=30, ge=1, le=400)
    """며칠 뒤까지의 마감을 적을지."""
    only: tuple[str, ...] = ()
    """이 학회만(`CVPR`, `ACL`). 대소문자는 가리지 않습니다. 비어 있으면 전부."""
    types: tuple[Due, ...] = ("abstract", "paper")
    """어떤 마감을 보여 줄지."""
    timeout_s: float = Field(default=20.0, gt=0)

    @model_validator(mode="after")
    def _has_a_list(self) -> DeadlinesSource:
        if not self.areas and not self.urls and not self.files:
            raise ValueError(
                "`areas: [cv, nlp, ml]`처럼 분야를 고르거나, 학회 목록(YAML)을 `urls:`나 `files:`에 적으세요"
            )
        return self

    @property
    def label(self) -> str:
        """How a reader knows it."""
        return "학회 마감"

    @property
    def source(self) -> str:
        """The name in reports."""
        return "deadlines"

    def collect(self, window: Window, context: Context) -> Collected:
        """Deadlines from the window's end on, the nearest first.

        One unreadable list makes the report `partial`; all unreadable raise SkippableError.
        """
        found: set[ConferenceDeadline] = set()
        failures: list[str] = []
        skipped = 0
        names = dict.fromkeys(name for area in self.areas for name in AREAS[area])
        listed = [f"{self.base_url.rstrip('/')}/{name}.yml" for name in names]
        places: tuple[str | Path, ...] = (*listed, *self.urls, *self.files)
        away = ""
        for place in places:
            try:
                if away and place in listed:  # nineteen time-outs of one server would be all the time there is
                    raise SkippableError(away)
                body = self._read(place, context)
                due, unclear = parse(body, self.types)
            except SkippableError as error:
                if isinstance(error, HttpFailure) and (error.status is None or error.status >= 429):
                    away = error.message if place in listed else away
                failures.append(f"{str(place).rsplit('/', 1)[-1]} {error.message}")
                continue
            skipped += unclear
            found.update(d for d in due if self._wanted(d, window))
        if failures and len(failures) == len(places):
            raise SkippableError(failures[0])
        if len(failures) > TOLD:
            failures = [*failures[:TOLD], f"그 밖에 목록 {len(failures) - TOLD}개"]
        if skipped:
            failures.append(f"날짜를 읽을 수 없는 마감 {skipped}개를 건너뜀")
        deadlines = tuple(sorted(found, key=lambda d: (d.due, d.title, d.label)))
        state: SourceState = "partial" if failures else "ok" if deadlines else "empty"
        detail = " · ".join(failures) or ("" if deadlines else f"{self.within_days}일 안의 마감이 없음")
        return Collected(report=self.report(state, len(deadlines), detail), deadlines=deadlines)

    def _read(self, place: str | Path, context: Context) -> bytes:
        if isinstance(place, str):
            return context.http.get(place, timeout_s=self.timeout_s, max_bytes=MAX_BYTES, conditional=True).content
        try:
            return place.expanduser().read_bytes()
        except OSError as error:
            raise SkippableError("파일을 읽을 수 없음") from error

    def _wanted(self, deadline: ConferenceDeadline, window: Window) -> bool:
        titles = {title.casefold() for title in self.only}
        shown = not titles or deadline.title.casefold() in titles
        return shown and window.end <= deadline.due < window.end + dt.timedelta(days=self.within_days)


def parse(body: bytes, types: Collection[str] = LABELS) -> tuple[tuple[ConferenceDeadline, ...], int]:
    """Deadlines of these types in a list of either shape, and how many had an unreadable date.

    `TBA` counts as not set, not as unreadable. Raises SkippableError (Korean) for what is no such list.
    """
    from digest.yaml import parse_yaml

    try:
        conferences = parse_yaml(body.decode("utf-8-sig"), "deadlines")
    except (ConfigError, UnicodeDecodeError) as error:
        raise SkippableError("깨진 YAML") from error
    listed = conferences if isinstance(conferences, list) else []
    titled = [c for c in listed if isinstance(c, dict) and isinstance(c.get("title"), str | int)]
    if not titled:
        raise SkippableError("학회 목록이 아님")
    found, unclear = [], 0
    for conference in titled:
        link = conference.get("link")
        for kind, date, zone in _dates(conference):
            unset = date is None or (isinstance(date, str) and date.strip().upper() in ("", "TBA", "TBD", "N/A"))
            if unset or kind not in types:
                continue
            due = read_deadline(date, zone)
            if due is None:
                unclear += 1
                continue
            title = " ".join(str(conference["title"]).split())
            # https://iclr.cc/Conferences/2025
            url = link if isinstance(link, str) and re.match(r"https?://", link) else ""
            found.append(ConferenceDeadline(title=title, label=LABELS[kind], due=due, url=url))
    return tuple(found), unclear


def read_deadline(date: Any, zone: str) -> dt.datetime | None:
    """The instant of a deadline, None when date or zone cannot be read; a bare date means its last second.

    date: `2026-11-14 23:59:59`, or what YAML made of it. zone: `AoE`, `UTC-12`, `PST` or an IANA name; none is AoE.
    """
    tz = zone_of(zone)
    text = date.isoformat() if isinstance(date, dt.date) else date.strip() if isinstance(date, str) else ""
    text = re.sub(r"(?<![\d.])(\d)(?!\d)", r"0\1", text)  # `2026-6-5 9:00:00`, which YAML itself takes for a time
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == 10:
        found = found.replace(hour=23, minute=59, second=59)
    if found.tzinfo is None:
        return found.replace(tzinfo=tz) if tz else None
    return found


def _dates(conference: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """(type, date, zone) of the new shape, else of the flat one; types nobody knows are left out."""
    named = conference.get("timezone")
    zone = named if isinstance(named, str) else "AoE"
    listed = conference.get("deadlines")
    if isinstance(listed, list):
        for one in listed:
            if isinstance(one, dict) and isinstance(one.get("type"), str) and one["type"] in LABELS:
                named = one.get("timezone")
                yield one["type"], one.get("date"), named if isinstance(named, str) else zone
        return
    for kind, key in (("abstract", "abstract_deadline"), ("paper", "deadline")):
        if key in conference:
            yield kind, conference[key], zone
