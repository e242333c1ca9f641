"""`digest status`: what happened, what waits, what comes next; exit 1 when something is wrong."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from digest.app import App
from digest.calendar.digest_days import DigestCalendar
from digest.calendar.weeks import Week
from digest.cli.pause import told_pauses
from digest.cli.session import dumped, parse_date, parse_week, session, told_day, told_hours
from digest.clock import Deadline
from digest.day.outcome import DELIVERY_WORDS
from digest.errors import DigestError
from digest.models import Digest, review_name
from digest.publish.delivery import find_lost
from digest.render.phrases import STATE_WORDS, source_name
from digest.serve.health import LOOK_BACK_DAYS, Status, look
from digest.serve.schedule_file import find_schedule, schedule_of
from digest.store.claiming import claimed
from digest.store.ledger import UNSURE, LedgerRow
from digest.store.runs import target_claim

log = logging.getLogger(__name__)

NOT_LONG_S = 1.0


@click.command(help="실행, 출처, 전달, 다음 일정을 보여 줍니다. 문제가 있으면 종료 코드 1.")
@click.option("--date", metavar="DATE", callback=parse_date, help="이 날짜의 전달만, 접수 번호와 부분까지")
@click.option("--week", metavar="WEEK", callback=parse_week, help="이 주 후기의 전달만. 예: 2024-W34")
@click.option("--json", "as_json", is_flag=True, help="JSON으로")
@click.option("--schedule", "file", metavar="FILE", help="다음 일정을 계산할 일정 파일")
@click.pass_context
def status(ctx: click.Context, date: dt.date | None, week: Week | None, as_json: bool, file: str | None) -> None:
    if date and week:
        raise click.UsageError("--date나 --week 가운데 하나만 쓰세요")
    with session(ctx, reading=not (date or week)) as app:  # a lost message that is found is written down
        if date or week:
            look_for_lost(app, week.day if week else date or app.calendar.today(app.clock()))
            rows = app.store.ledger.rows(date=week.day if week else date)
            told = tuple(row for row in rows if week is None or row.name.endswith(review_name("")))
            if as_json:
                click.echo(dumped([row.model_dump(mode="json") for row in told]))
            else:
                show_day(told)
            return
        schedule = schedule_of(find_schedule(file, app.config_path, Path.cwd()), app.settings)
        found = look(app, schedule)
        calendar = app.calendar
        makers = [name for name, job in schedule.jobs.items() if job.run == "digest"]
        cost = _cost_line(app.settings.summarizer, found)
        paused = told_pauses(app.store, app.calendar.today(app.clock()))
        known = not app.store.missing
    if as_json:
        click.echo(found.model_dump_json(indent=1))
    else:
        show_verdict(found, known)
        show(found, cost, calendar, makers, paused)
    sys.exit(0 if found.healthy else 1)


def _cost_line(summarizer: object, found: Status) -> str:
    """Tokens of the last 14 days."""
    return f"모델 토큰(14일): {found.tokens_used:,}" if getattr(summarizer, "kind", "") == "openai" else ""


def look_for_lost(app: App, date: dt.date) -> None:
    """Where an answer was lost and the channel can be looked through, look before it is called unknown."""
    lost = {(row.name, row.target) for row in app.store.ledger.rows(date=date, states=UNSURE)}
    for digest in app.settings.digests if lost else ():
        for name, publisher in product((digest.name, review_name(digest.name)), digest.publish):
            if (name, publisher.target) not in lost or not publisher.findable or publisher.missing(app.env):
                continue
            day = Digest(date=date, name=name, entries=())
            try:
                with claimed(app.store, target_claim(publisher.target), Deadline(NOT_LONG_S)) as hold:
                    if hold:  # else somebody is sending it right now
                        find_lost(day, publisher, replace(app.channel, hold=hold))
            except DigestError as error:  # it stays unknown, with the words it has
                log.info("%s: cannot look for the message: %s", publisher.target, error.message)


def show_day(rows: tuple[LedgerRow, ...]) -> None:
    """Every delivery of a day with state, receipt and time."""
    if not rows:
        click.echo("그날 전달한 것이 없습니다.")
    for row in rows:
        part = f" [{row.part}]" if row.part else ""
        receipt = " ".join(f"{name}={value}" for name, value in row.receipt.items())
        click.echo(f"{row.name} → {row.target}{part}: {DELIVERY_WORDS[row.state]} {receipt} {row.detail}".rstrip())


def local(instant: str, zone: ZoneInfo) -> str:
    """An ISO instant as the person's clock showed it."""
    return f"{dt.datetime.fromisoformat(instant).astimezone(zone):%Y-%m-%d %H:%M}"


def show_verdict(found: Status, known: bool) -> None:
    """Whether all is well, in a sentence; known: there is a store that could tell."""
    if found.healthy and not known:
        click.echo("저장소가 아직 없어 잘 되고 있는지 알 수 없습니다.")
        return
    waiting = " 다만 저널에서 기다리는 섹션이 있습니다(아래에 까닭)." if found.pending else ""
    click.echo(f"정상입니다.{waiting}" if found.healthy else "살펴볼 것이 있습니다:")


def show(found: Status, cost: str, calendar: DigestCalendar, makers: Collection[str], paused: Sequence[str]) -> None:
    """The whole picture for a person, after the verdict; makers: names of the jobs that make digests."""
    for line in paused:
        click.echo(f"  ※ {line}")
    for problem in found.problems:
        click.echo(f"  ✗ {problem}")
    for warning in found.warnings:
        click.echo(f"  ※ {warning}")
    click.echo("\n최근 실행:" if found.runs else "\n아직 실행한 적이 없습니다.")
    if found.idle_days and found.idle_days >= LOOK_BACK_DAYS:
        click.echo(f"  {found.idle_days}일 전이 마지막입니다. 무엇이 digest를 깨우는지 확인하세요.")
    for run in found.runs:
        code = "실행 중이거나 중단됨" if run["exit"] is None else f"종료 {run['exit']}"
        made = ", ".join(run["digests"]) or "-"
        began = local(run["started_at"], calendar.zone)
        click.echo(f"  {began}  {run['command']:<8} {code}  {run['seconds'] or 0:>6} s  {made} {run['error']}".rstrip())
        for trouble in () if run["error"] else run["trouble"]:
            click.echo(f"      {trouble.splitlines()[0]}")
    if found.sources:
        click.echo("\n출처(14일):")
        for source in found.sources:
            told = ", ".join(f"{count}회 {STATE_WORDS.get(state, state)}" for state, count in source.states.items())
            lasting = f" ({source.failing_for}일 이어서 실패)" if source.failing_for > 1 else ""
            click.echo(f"  {source_name(source.source)}: {told}{lasting}")
    if found.pending:
        click.echo("\n저널에서 기다리는 섹션:")
        for row in found.pending:
            click.echo(f"  {row.date} {row.name}: {row.detail}")
    if found.deliveries:
        click.echo("\n전달:")
        for row in found.deliveries[:20]:
            click.echo(f"  {row.date} {row.name} → {row.target}: {DELIVERY_WORDS[row.state]}")
    click.echo("\n다음 다이제스트: " + (told_day(found.next_digest) if found.next_digest else "1년 안에 없음"))
    click.echo("다음 실행:")
    for name, times in found.next.items():
        click.echo(f"  {name}: {told_hours(times[:3], calendar if name in makers else None)}")
    if cost:
        click.echo(cost)
