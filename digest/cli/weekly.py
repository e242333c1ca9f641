"""`digest weekly`: the review of a week, into the person's own `## N주차 후기` and the chats."""

from __future__ import annotations

import datetime as dt
import sys

import click

from digest.app import App, build_setup, require_chat_secrets
from digest.calendar.weeks import Week
from digest.cli.run import show_pastes, show_plan
from digest.cli.session import drawn_progress, parse_date, parse_week, say, session
from digest.day.outcome import exit_code
from digest.errors import ConfigError
from digest.serve.runlog import recorded_run
from digest.serve.schedule_file import asking_for_reviews
from digest.serve.weeks import run_weeks


@click.command(help="한 주를 돌아보는 후기를 만들어 저널과 대화방에 전합니다. 기본은 이번 주(월요일부터 일요일)입니다.")
@click.option("--week", metavar="WEEK", callback=parse_week, help="주. 예: 2024-W34")
@click.option("--date", metavar="DATE", callback=parse_date, help="이날이 든 주")
@click.option("--from", "first", metavar="DATE", callback=parse_date, help="여러 주의 첫날(--to와 함께)")
@click.option("--to", "last", metavar="DATE", callback=parse_date, help="여러 주의 마지막 날")
@click.option(
    "--digest",
    "names",
    metavar="NAME",
    multiple=True,
    help="이 다이제스트만(여러 번 가능). 기본은 `weekly: true`인 것, 없으면 모두",
)
@click.option("--post", is_flag=True, help="지난 주도, 그리고 `weekly: true`가 없어도 대화방에 보냅니다")
@click.option("--dry-run", is_flag=True, help="후기와 저널에 생길 변화만 보여 줍니다. 쓰거나 보내지 않습니다")
@click.option("--json", "as_json", is_flag=True, help="stdout에 JSON 문서 하나")
@click.pass_context
def weekly(
    ctx: click.Context,
    week: Week | None,
    date: dt.date | None,
    first: dt.date | None,
    last: dt.date | None,
    names: tuple[str, ...],
    post: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    if (first is None) != (last is None) or sum(map(bool, (week, date, first))) > 1:
        raise click.UsageError("--week W, --date D, 또는 --from D --to E 가운데 하나만 쓰세요. 없으면 이번 주입니다")
    with session(ctx, quiet=as_json, scratch=dry_run) as app:
        require_chat_secrets(app.settings, app.env)
        weeks = chosen_weeks(app, week or (Week.of(date) if date else None), first, last)
        asking = asking_for_reviews(app.settings)
        setup = build_setup(app, names or asking)
        now = Week.of(app.calendar.today(app.clock()))
        with recorded_run(app, "weekly", enabled=not dry_run) as record:
            results = run_weeks(
                app,
                setup,
                weeks,
                post=lambda one: post or (one == now and bool(asking)),
                tell=say,
                draw=drawn_progress,
                dry_run=dry_run,
            )
            code = exit_code(results)
            record(results, code)
        if as_json:
            from digest.day.document import document

            click.echo(document(results, code).model_dump_json(indent=1, by_alias=True))
        elif dry_run:
            for result in results:
                show_plan(result, app.width)
        if not dry_run:
            show_pastes(results)
    sys.exit(code)


def chosen_weeks(app: App, week: Week | None, first: dt.date | None, last: dt.date | None) -> list[Week]:
    """The weeks that were asked for, oldest first. Raises ConfigError for one that has not begun."""
    today = app.calendar.today(app.clock())
    one = week or Week.of(first or today)
    end = Week.of(last) if last else one
    if end.monday > today:
        raise ConfigError(f"{end}: 아직 오지 않은 주입니다(오늘은 {app.settings.timezone}에서 {today})")
    if end < one:
        raise ConfigError(f"--to {last}: --from {first}보다 앞선 날짜입니다")
    weeks = []
    while one <= end:
        weeks.append(one)
        one = Week.of(one.sunday + dt.timedelta(days=1))
    return weeks
