"""`digest serve` and `digest collect`: the unattended side."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from digest.app import open_app, require_chat_secrets
from digest.cli.session import chosen_clock, say, session
from digest.clock import system_clock
from digest.errors import ConfigError, FatalError
from digest.logs import keep_secret, named_variables, set_up_logging
from digest.render.phrases import report_line
from digest.serve.jobs import collect_code, collect_sightings
from digest.serve.schedule import Server, outlive_the_terminal
from digest.serve.schedule_file import Schedule, find_schedule, schedule_of
from digest.serve.worker import Worker


@click.command(help="cron.yaml의 일정을 멈출 때까지 실행합니다.")
@click.option("--schedule", "file", metavar="FILE", help="일정 파일. 없으면 ./cron.yaml, 그다음 내장 일정")
@click.pass_context
def serve(ctx: click.Context, file: str | None) -> None:
    given = ctx.find_root().obj
    set_up_logging("info", given["log_format"], timed=True)
    clock = chosen_clock(given["now"])
    ahead = clock() - system_clock() if given["now"] else dt.timedelta()
    app = open_app(given["config"], clock=clock)  # a wrong configuration ends here, not at 07:30
    try:
        require_chat_secrets(app.settings, app.env)
        schedule = schedule_of(find_schedule(file, app.config_path, Path.cwd()), app.settings)
        keep_secret(app.env, named_variables(schedule))
        refuse_unknown_digests(schedule, [digest.name for digest in app.settings.digests])
    finally:
        app.close()
    found = app.config_path and str(app.config_path)  # a file that is gone later is a mistake, not a wish for defaults
    worker = Worker(schedule, lambda: open_app(found or given["config"], clock=clock), app)
    outlive_the_terminal()
    say(f"digest serve: {len(schedule.jobs)}개 작업, {schedule.timezone}")
    Server(schedule, worker.work, worker.stop, ahead).run()


def refuse_unknown_digests(schedule: Schedule, known: list[str]) -> None:
    """Raise ConfigError when a job names a digest that the configuration does not have."""
    for name, job in schedule.jobs.items():
        for digest in job.digests:
            if digest not in known:
                raise ConfigError(
                    f"cron.yaml: 작업 {name}: 설정에 없는 다이제스트입니다: {digest}",
                    hint=f"설정에 있는 것: {', '.join(known)}",
                )


@click.command(help="지금 출처에 보이는 글만 모아 두고 다이제스트는 만들지 않습니다.")
@click.pass_context
def collect(ctx: click.Context) -> None:
    with session(ctx) as app:
        harvest = collect_sightings(app)
        if harvest is None:
            raise FatalError(
                "다른 실행이 출처를 모으는 중이라 기다리다 멈췄습니다",
                hint="그 실행이 같은 글을 모아 둡니다. 더 새로운 글은 그것이 끝난 뒤에 다시 모으세요",
            )
        count = len(harvest.sightings)
        held = f"쓸 글 {count}건을 모아 두었습니다." if count else "쓸 글이 아직 없습니다."
        say(f"{app.calendar.current(app.clock())} 다이제스트에 {held}")
        for report in harvest.reports:
            if report.off:
                say(f"  {report_line(report)}")
    sys.exit(collect_code(harvest.reports))
