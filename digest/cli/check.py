"""`digest check`: what was understood of the configuration, what is missing, and, online, who answers."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from digest.app import App, build_kitchen
from digest.cli.session import session
from digest.errors import DigestError
from digest.health import next_times
from digest.schedule import fire_times
from digest.schedule_file import find_schedule, load_schedule


@click.command(help="Validate the configuration and name every missing key; --online asks each service once.")
@click.option("--online", is_flag=True, help="ask each source, the model and each chat once; sends nothing")
@click.pass_context
def check(ctx: click.Context, online: bool) -> None:
    with session(ctx, scratch=True) as app:
        problems = describe(app)
        if online:
            problems += ask_services(app)
    click.echo("문제 없음" if not problems else f"고칠 것 {len(problems)}가지:")
    for problem in problems:
        click.echo(f"  ✗ {problem}")
    sys.exit(2 if problems else 0)


def describe(app: App) -> list[str]:
    """Print what was understood; gives what must be mended."""
    settings, problems = app.settings, []
    click.echo(f"설정: {app.config_path or '내장 기본값 (digest init 으로 설정 파일을 만들 수 있습니다)'}")
    now = app.clock()
    today = app.calendar.current(now)
    window = app.calendar.window(today, now)
    click.echo(f"다음 다이제스트: {today} ({settings.timezone}), {window.start:%m-%d %H:%M} ~ {window.end:%m-%d %H:%M}")
    for source in settings.sources:
        missing = source.missing(app.env)
        click.echo(f"출처 {source.source}: " + (f"{', '.join(missing)} 없음 – 건너뜁니다" if missing else "준비됨"))
    kitchen = build_kitchen(app)
    click.echo("한 줄: " + " → ".join(writer.cache_id.split(":")[0] or "핵심 문장" for writer in kitchen.ladder.rungs))
    for notice in kitchen.notices(now):
        click.echo(f"  ※ {notice}")
    for order in kitchen.orders:
        click.echo(f"다이제스트 {order.name}: {order.size}건, 키워드 {len(order.keywords)}개")
        for publisher in order.publishers:
            missing = publisher.missing(app.env)
            click.echo(f"  대상 {publisher.target}: " + (f"{', '.join(missing)} 없음" if missing else "준비됨"))
            problems += [f"{publisher.target}: 환경 변수 {name}을(를) 설정하세요" for name in missing]
    show_schedule(app, now)
    problems += folder_problems(app)
    return problems


def show_schedule(app: App, now: dt.datetime) -> None:
    """The next five fire times of every job of cron.yaml. Raises ConfigError when it cannot be read."""
    path = find_schedule(None, app.config_path, Path.cwd())
    schedule = load_schedule(path)
    click.echo(f"일정: {path or '내장 일정'} ({schedule.timezone})")
    for name, job in schedule.jobs.items():
        times = next_times(fire_times(job, ZoneInfo(schedule.timezone), now), 5)
        click.echo(f"  {name} ({job.run}): " + ", ".join(f"{time:%m-%d(%a) %H:%M}" for time in times))


def folder_problems(app: App) -> list[str]:
    """Folders that could not be written to."""
    found = []
    url = app.settings.store_url(app.env)
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        nearest = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
        if not os.access(nearest, os.W_OK):
            found.append(f"store: {folder}에 쓸 수 없습니다")
    return found


def ask_services(app: App) -> list[str]:
    """Ask every source, the model and every chat once, sending nothing; gives what failed."""
    problems = []
    now = app.clock()
    date = app.calendar.current(now)
    if date > app.calendar.today(now):
        date = app.calendar.previous(date)
    window = app.calendar.window(date, now).model_copy(update={"late_dates": ()})
    for source in app.settings.sources:
        if source.missing(app.env):
            continue
        try:
            report = source.collect(window, app.context).report
            click.echo(f"온라인 {source.source}: {report.state} {report.count}건 {report.detail}".rstrip())
            if report.state == "failed":
                problems.append(f"{source.source}: {report.detail}")
        except DigestError as error:
            click.echo(f"온라인 {source.source}: 실패 – {error.message}")
            problems.append(f"{source.source}: {error.message}")
    for digest in app.settings.digests:
        for publisher in digest.publish:
            if publisher.missing(app.env):
                continue
            try:
                click.echo(f"온라인 {publisher.target}: {publisher.probe(app.channel)}")
            except DigestError as error:
                click.echo(f"온라인 {publisher.target}: 실패 – {error}")
                problems.append(f"{publisher.target}: {error.message}")
    return problems
