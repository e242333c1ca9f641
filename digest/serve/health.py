"""Is everything well? What `digest status` tells, and when it says no."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from digest.app import App, token_warnings
from digest.calendar.digest_days import NoDigestDay
from digest.choose.taste import ENOUGH
from digest.config.settings import Settings
from digest.day.learning import learning_note
from digest.day.outcome import WRONG
from digest.models import Value, is_alarm, review_name
from digest.render.phrases import source_name
from digest.serve.finished import finished
from digest.serve.schedule import fire_times, first_fire
from digest.serve.schedule_file import Schedule
from digest.store.ledger import LedgerRow, MessageKey

LOOK_BACK_DAYS = 14
MOST_RUNS = 10_000
"""Enough for 14 days of a job every two minutes."""
LATE = dt.timedelta(hours=3)
"""How long after its hour a digest may be missing before that is unhealthy."""
DEAD_SOURCE_DAYS = 3
"""Days in a row on which a source failed whenever it was asked."""
KINDS = {
    "serve": "마지막 실행이",
    "run": "마지막 실행이",
    "collect": "마지막 수집이",
    "journal": "마지막 저널 점검이",
}
"""Commands with a run record; those with the same words stand for each other."""


class SourceHealth(Value):
    """How often each outcome of a source was seen in the last 14 days."""

    source: str
    states: dict[str, int]
    """By run, those that only collected included."""
    failing_for: int
    """Newest days in a row on which every answer was a failure: collecting eight times a day counts once."""


class Status(Value):
    """Everything `digest status` shows."""

    healthy: bool
    problems: tuple[str, ...]
    """Korean sentences; empty when healthy."""
    runs: tuple[dict[str, Any], ...]
    """The newest ten of the last 14 days; journal jobs, which come every half an hour, only when they failed. Without
    any, the last one, however long ago."""
    idle_days: int | None
    """Whole days since the last run of any kind began; None before the first."""
    sources: tuple[SourceHealth, ...]
    pending: tuple[LedgerRow, ...]
    deliveries: tuple[LedgerRow, ...]
    """Deliveries as a whole (not their parts), newest day first."""
    warnings: tuple[str, ...]
    """Tokens about to die."""
    next_digest: dt.date | None
    """The day of the next digest that will be made, today's if it is not made yet; None without any in a year."""
    next: dict[str, tuple[dt.datetime, ...]]
    """The next fire times of every job."""
    tokens_used: int
    """Model tokens of the runs of the last 14 days."""


def look(app: App, schedule: Schedule) -> Status:
    """Read the store and judge."""
    now = app.clock()
    since = app.calendar.today(now) - dt.timedelta(days=LOOK_BACK_DAYS)
    recent = app.store.runs.last(MOST_RUNS, now - dt.timedelta(days=LOOK_BACK_DAYS))
    runs = recent or app.store.runs.last(1)
    rows = [row for row in app.store.ledger.rows(since=since) if row.part == ""]
    sources = source_health(runs, app.zone)
    problems = [
        *missed(app, schedule, now),
        *broken_deliveries(rows, configured(app.settings)),
        *(
            f"{source_name(s.source)}: {s.failing_for}일 이어서 실패"
            for s in sources
            if s.failing_for >= DEAD_SOURCE_DAYS
        ),
        *failing_model(runs, app.zone),
        *broken_runs(runs),
    ]
    zone = ZoneInfo(schedule.timezone)
    upcoming = {name: next_times(fire_times(job, zone, now), 5) for name, job in schedule.jobs.items()}
    return Status(
        healthy=not problems,
        problems=tuple(problems),
        runs=tuple(_run(run) for run in runs if run["command"] != "journal" or run["exit"] or not recent)[:10],
        idle_days=(now - runs[0]["started_at"]).days if runs else None,
        sources=tuple(sources),
        pending=tuple(row for row in rows if row.state == "pending"),
        deliveries=tuple(sorted(rows, key=lambda row: (-row.date.toordinal(), row.name, row.target))),
        warnings=(*token_warnings(app), *could_learn_now(app, now)),
        next_digest=next_day(app, now),
        next=upcoming,
        tokens_used=sum(_tokens(run) for run in runs),
    )


def could_learn_now(app: App, now: dt.datetime) -> tuple[str, ...]:
    """Digests that know enough of their readers to learn, and never said whether to.

    Said until a digest has told its readers, and on that day; from then on `digest learning` alone says it.
    """
    known = app.store.signals.known(ENOUGH)
    unsaid = [digest.name for digest in app.settings.digests if digest.learning is None and digest.name in known]
    today = app.calendar.today(now).isoformat()
    told_on = {name: app.store.notes.get(learning_note(name)) for name in unsaid}
    silent = [name for name, note in told_on.items() if note is None or note[0] == today]
    told = "좋아한 글을 충분히 알게 되었습니다. 순서에 반영하려면 learning: true, 묻지 않게 하려면 learning: false"
    return tuple(f"{name}: {told}" for name in silent)


def next_day(app: App, now: dt.datetime) -> dt.date | None:
    """The day that `digest run` would make now; today's only while one of its digests is not made."""
    today = app.calendar.today(now)
    made = finished(app.store, today).issuperset(digest.name for digest in app.settings.digests)
    if app.calendar.is_digest_day(today) and not made:
        return today
    try:
        return app.calendar.following(today)
    except NoDigestDay:
        return None


def missed(app: App, schedule: Schedule, now: dt.datetime) -> list[str]:
    """Digests that should be there by now and are not; only once the bot has made one at all."""
    zone = ZoneInfo(schedule.timezone)
    found = []
    firsts = app.store.digests.first_dates()
    for job in schedule.jobs.values():
        if job.run != "digest":
            continue
        date = app.calendar.today(now)
        fire = first_fire(job, zone, date, app.calendar.zone)
        if fire is None or now < fire + LATE or not app.calendar.is_digest_day(date):
            date = app.calendar.previous(date)
        done = finished(app.store, date)
        for name in job.digests or tuple(digest.name for digest in app.settings.digests):
            if name in firsts and firsts[name] < date and name not in done:
                found.append(f"{date} 다이제스트가 만들어지지 않음: {name}")
    return found


def configured(settings: Settings) -> frozenset[tuple[str, str]]:
    """(digest, target) of everything that is delivered now; what was taken out of the configuration concerns nobody."""
    found = set()
    for digest in settings.digests:
        targets = [publisher.target for publisher in digest.publish]
        targets += [f"journal:{digest.journal.folder}"] if digest.journal else []
        found |= {(name, target) for name in (digest.name, review_name(digest.name)) for target in targets}
    return frozenset(found)


def broken_deliveries(rows: Iterable[LedgerRow], wanted: Collection[MessageKey]) -> list[str]:
    """Failed or unknown deliveries of the newest day of each target that is wanted."""
    newest: dict[tuple[str, str], LedgerRow] = {}
    for row in rows:
        key = (row.name, row.target)
        if key in wanted and not is_alarm(row.name) and (key not in newest or newest[key].date < row.date):
            newest[key] = row
    bad = [row for row in newest.values() if row.state in WRONG]
    return [f"{row.date} {row.target}: {row.detail or row.state}" for row in sorted(bad, key=lambda r: r.target)]


def broken_runs(runs: Iterable[dict[str, Any]]) -> list[str]:
    """The newest run of each kind, if it came to nothing; runs: newest first."""
    newest: dict[str, dict[str, Any]] = {}
    for run in runs:
        newest.setdefault(KINDS.get(run["command"], run["command"]), run["record"])
    return [f"{kind} 끝까지 가지 못함: {record['error']}" for kind, record in newest.items() if "error" in record]


def failing_model(runs: Iterable[dict[str, Any]], zone: ZoneInfo) -> list[str]:
    """A model that failed whenever lines were asked of it, for as many days as make a source dead; newest first."""
    days: dict[dt.date, str] = {}
    for run in runs:
        for digest in run["record"].get("digests", [])[:1]:
            day, problem = run["started_at"].astimezone(zone).date(), digest.get("problem", "")
            days[day] = days.get(day, problem) and problem
    lasting = list(takewhile(bool, days.values()))
    return [f"요약 모델: {len(lasting)}일 이어서 실패 – {lasting[0]}"] if len(lasting) >= DEAD_SOURCE_DAYS else []


def source_health(runs: Iterable[dict[str, Any]], zone: ZoneInfo) -> list[SourceHealth]:
    """Outcomes per source, from run records newest first; zone: whose midnight parts the days."""
    states: dict[str, list[str]] = {}
    failed: dict[str, dict[dt.date, bool]] = {}
    for run in runs:
        day = run["started_at"].astimezone(zone).date()
        for report in _reports(run["record"]):
            source, state = report["source"], report["state"]
            states.setdefault(source, []).append(state)
            days = failed.setdefault(source, {})
            days[day] = state == "failed" and days.get(day, True)
    return [
        SourceHealth(
            source=source,
            states=dict(Counter(seen)),
            failing_for=sum(1 for _ in takewhile(bool, failed[source].values())),
        )
        for source, seen in sorted(states.items())
    ]


def _reports(record: dict[str, Any]) -> list[dict[str, Any]]:
    """What the sources said in a run; all digests of a day share one collection, and a range counts as one try."""
    made = record.get("digests", [])
    return list(made[0]["reports"] if made else record.get("reports", []))


def next_times(times: Iterable[dt.datetime], count: int) -> tuple[dt.datetime, ...]:
    """The first few of an endless series."""
    return tuple(time for _, time in zip(range(count), times, strict=False))


def _run(run: dict[str, Any]) -> dict[str, Any]:
    record = run["record"]
    return {
        "id": run["id"],
        "command": run["command"],
        "started_at": run["started_at"].isoformat(),
        "exit": run["exit"],
        "seconds": record.get("seconds"),
        "digests": [f"{d['date']}/{d['name']}" for d in record.get("digests", [])],
        "error": record.get("error", ""),
        "trouble": _trouble(record),
    }


def _trouble(record: dict[str, Any]) -> list[str]:
    """Why a run that made its digests did not end with 0."""
    made = record.get("digests", [])
    reports = [f"{source_name(r['source'])}: {r['detail']}" for r in _reports(record) if r["state"] == "failed"]
    models = [f"요약 모델: {digest['problem']}" for digest in made if digest.get("problem")]
    wrong = [d for digest in made for d in digest.get("deliveries", []) if d["state"] in WRONG]
    return [*reports, *models, *(f"{d['target']}: {d['detail']}" for d in wrong)]


def _tokens(run: dict[str, Any]) -> int:
    used = [digest["usage"] for digest in run["record"].get("digests", [])]
    return sum(u["prompt_tokens"] + u["completion_tokens"] for u in used)
