"""Why one paper is, or is not, in the digest of a day: for an entry, a candidate, and for what no source showed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from pydantic import AwareDatetime

from digest.calendar.digest_days import DigestCalendar
from digest.choose.account import why_left_out, why_out
from digest.choose.rank import Candidate, DayIndex
from digest.day.document import JsonPart, json_parts, short_id
from digest.day.replay import Replay, day_index, replay
from digest.day.setup import Profile
from digest.models import Entry, Value
from digest.render.clean import visible
from digest.store import Store
from digest.store.sightings import Observation

State = Literal["entry", "candidate", "out"]


class Seen(Value):
    """Who saw it, and when."""

    source: str
    at: AwareDatetime
    date: dt.date
    """The digest day it was first seen for."""
    list_date: dt.date | None
    """The Hugging Face list it stood in."""
    votes: int | None
    post_url: str
    thinned: bool
    """True when the store has forgotten all but this line."""


class Account(Value):
    """One paper in one digest of one day."""

    id: str
    date: dt.date
    digest: str
    state: State
    """`entry`: it is shown; `candidate`: it could have been; `out`: it could not."""
    place: int | None
    """Among the entries or the candidates, from 1; null when it is out."""
    score: float | None
    parts: tuple[JsonPart, ...]
    """What the score is made of; the values sum to it."""
    seen: tuple[Seen, ...]
    title: str
    why: str
    """In Korean: why it is out, or what would have to change to come in; empty for an entry."""


def explain(
    store: Store,
    calendar: DigestCalendar,
    profile: Profile,
    key: str,
    date: dt.date | None,
    now: dt.datetime,
    index: DayIndex | None = None,
) -> Account:
    """The account of a canonical key; without a date, of the day that showed or saw it last.

    index: that day's papers, where they are at hand already.
    """
    history = store.sightings.history(key)
    shown = [day for day, name in store.digests.holding(key) if name == profile.name]
    day = date or _day_of(history, shown) or calendar.current(now)
    title = next((o.sighting.title for o in reversed(history) if o.sighting and o.sighting.title), "")
    account = Account(
        id=short_id(key),
        date=day,
        digest=profile.name,
        state="out",
        place=None,
        score=None,
        parts=(),
        seen=tuple(map(_seen, history)),
        title=visible(title),
        why="",
    )
    stored = store.digests.load(day, profile.name)
    entries = {entry.item.key: (place, entry) for place, entry in enumerate(stored.entries if stored else (), 1)}
    if not calendar.is_digest_day(day):  # the days may have been others when it was made
        if key in entries:
            return _entry(account, *entries[key], None)
        return _out(account, f"{day}은 다이제스트를 만들지 않는 날입니다")
    index = index or day_index(store, calendar.window(day, now))
    made = replay(store, profile, index, store.digests.taken(profile.name, day))
    candidates = {one.item.key: (place, one) for place, one in enumerate(made.candidates, 1)}
    if key in entries:
        _, one = candidates.get(key, (0, None))
        return _entry(account, *entries[key], one)
    if key in candidates:
        place, one = candidates[key]
        why = _why_not_shown(one, made, profile, frozen=stored is not None)
        found = {"state": "candidate", "place": place, "score": one.score, "parts": json_parts(one.parts), "why": why}
        return account.model_copy(update=found)
    elsewhere = [other for other in shown if other != day]
    if elsewhere:
        return _out(account, f"{elsewhere[-1]} 다이제스트에 이미 실렸습니다")
    return _out(account, why_out(index, key, profile.keywords) or _why_unseen(history, day))


def _day_of(history: Sequence[Observation], shown: Sequence[dt.date]) -> dt.date | None:
    if shown:
        return shown[-1]
    return max((observation.for_date for observation in history), default=None)


def _seen(observation: Observation) -> Seen:
    sighting = observation.sighting
    return Seen(
        source=visible(observation.source),
        at=observation.seen_at,
        date=observation.for_date,
        list_date=observation.list_date,
        votes=sighting.upvotes if sighting else None,
        post_url=visible(sighting.post_url) if sighting else "",
        thinned=sighting is None,
    )


def _entry(account: Account, place: int, entry: Entry, one: Candidate | None) -> Account:
    """An entry with the parts that were kept with it; digests of older versions kept none."""
    parts, score = entry.parts, entry.score
    if not parts and one:
        parts, score = one.parts, one.score
    found = {"state": "entry", "place": place, "score": score, "parts": json_parts(parts)}
    return account.model_copy(update={**found, "title": visible(entry.item.title)})


def _out(account: Account, why: str) -> Account:
    return account.model_copy(update={"why": why})


def _why_not_shown(one: Candidate, made: Replay, profile: Profile, *, frozen: bool) -> str:
    if one in made.chosen:
        if frozen:
            return "지금 설정이면 실립니다. 이미 만든 날은 그대로 두니, 다른 설정으로 보려면 digest preview를 쓰세요"
        return "이 날의 다이제스트를 만들면 실립니다"
    return why_left_out(one, made.chosen, profile.size, profile.keyed, profile.hot)


def _why_unseen(history: Sequence[Observation], day: dt.date) -> str:
    there = [observation for observation in history if observation.for_date == day]
    if there and all(observation.sighting is None for observation in there):
        return "오래된 날이라 저장소가 정리했습니다: 보았다는 사실만 남고 제목, 초록, 추천 수는 없습니다"
    if history:
        days = ", ".join(str(date) for date in sorted({observation.for_date for observation in history}))
        return f"이 날이 아니라 다른 날의 다이제스트를 위해 보았습니다: {days}"
    return "어느 출처에서도 보지 못했습니다. 꼭 싣고 싶다면 digest add로 담으세요"
