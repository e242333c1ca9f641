"""`digest run`: one day, a range, a preview, or the JSON document."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence

import click

from digest.app import App, build_setup, require_chat_secrets
from digest.cli.session import drawn_progress, parse_date, say, session
from digest.config.skipping import why_skipped
from digest.day.delivering import flush_pending, send_left
from digest.day.outcome import exit_code
from digest.day.setup import DayResult
from digest.errors import ConfigError
from digest.models import Delivery, Usage
from digest.render.phrases import WEEKDAYS
from digest.serve.runlog import recorded_run
from digest.serve.running import require_any, run_dates


@click.command(help="하루(없으면 오늘) 또는 여러 날의 다이제스트를 만들어 전달합니다.")
@click.option("--date", metavar="DATE", callback=parse_date, help="다이제스트 날짜. 예: 2024-08-19")
@click.option(
    "--from", "first", metavar="DATE", callback=parse_date, help="여러 날의 첫날(--to와 함께). 오래된 날부터 만듭니다"
)
@click.option("--to", "last", metavar="DATE", callback=parse_date, help="여러 날의 마지막 날")
@click.option(
    "--dry-run", is_flag=True, help="다이제스트, 저널에 생길 변화, 모델 비용만 보여 줍니다. 쓰거나 보내지 않습니다"
)
@click.option("--json", "as_json", is_flag=True, help="stdout에 JSON 문서 하나, 로그는 stderr")
@click.option("--post", is_flag=True, help="지난 날도 대화방에 보냅니다")
@click.option("--refresh-lines", is_flag=True, help="한 줄 요약을 새로 씁니다")
@click.option("--digest", "names", metavar="NAME", multiple=True, help="이 다이제스트만(여러 번 가능)")
@click.pass_context
def run(
    ctx: click.Context,
    date: dt.date | None,
    first: dt.date | None,
    last: dt.date | None,
    dry_run: bool,
    as_json: bool,
    post: bool,
    refresh_lines: bool,
    names: tuple[str, ...],
) -> None:
    if (first is None) != (last is None) or (date and first):
        raise click.UsageError("--date D, 또는 --from D --to E를 쓰세요. 둘 다 없으면 오늘입니다")
    with session(ctx, quiet=as_json, scratch=dry_run) as app:
        require_chat_secrets(app.settings, app.env)
        if app.config_path is None:
            say("설정 파일이 없어 기본값으로 실행합니다 (digest init으로 만들 수 있습니다)")
        setup = build_setup(app, names)
        dates = chosen_dates(app, date, first, last)
        with recorded_run(app, "run", enabled=not dry_run) as record:
            if not dry_run:
                send_left(setup)
                tell_flushed(flush_pending(setup, app.calendar.today(app.clock())))
            today = app.calendar.today(app.clock())
            results, failures = run_dates(
                app,
                setup,
                dates,
                post=lambda day: post or day == today,
                tell=say,
                draw=drawn_progress,
                dry_run=dry_run,
                refresh_lines=refresh_lines,
            )
            require_any(results, failures)
            code = 1 if failures else exit_code(results)
            record(results, code)
        if as_json:
            from digest.day.document import document

            click.echo(document(results, code).model_dump_json(indent=1, by_alias=True))
        elif dry_run:
            for result in results:
                if app.store.ledger.delivered(result.digest.date, result.digest.name):
                    day = result.digest.date
                    say(f"{day}: 이미 전달한 날이라 고른 글은 그대로입니다. 다른 설정으로 보려면: digest preview")
                show_plan(result, app.width)
            _show_cost(sum((result.usage for result in results), Usage()))
        if not dry_run:
            show_pastes(results)
    sys.exit(code)


def chosen_dates(app: App, date: dt.date | None, first: dt.date | None, last: dt.date | None) -> list[dt.date]:
    """The digest days that were asked for. Raises ConfigError for a future day or one that is no digest day."""
    today = app.calendar.today(app.clock())
    if first and last:
        if last > today:
            raise ConfigError(f"--to {last}: 아직 오지 않은 날입니다(오늘은 {app.settings.timezone}에서 {today})")
        if last < first:
            raise ConfigError(f"--to {last}: --from {first}보다 앞선 날짜입니다")
        days = list(app.calendar.between(first, last))
        if not days:
            say(f"{first}부터 {last}까지는 다이제스트를 만드는 날이 없습니다({why_off(app, first)})")
        return days
    wanted = date or today
    if wanted > today:
        raise ConfigError(f"{wanted}: 아직 오지 않은 날입니다(오늘은 {app.settings.timezone}에서 {today})")
    if app.calendar.is_digest_day(wanted):
        return [wanted]
    before, after, why = app.calendar.previous(wanted), app.calendar.following(wanted), why_off(app, wanted)
    if date:
        told = f"{wanted}: 다이제스트를 만드는 날이 아닙니다({why})"
        raise ConfigError(told, hint=f"가장 가까운 날: {before}, {after}")
    say(f"오늘({wanted})은 다이제스트를 만드는 날이 아닙니다({why}).")
    say(f"다음은 {after}, 지난 것은 digest run --date {before}")
    return []


def why_off(app: App, date: dt.date) -> str:
    """Why no digest is made for a date, in Korean."""
    weekday = f"설정의 days({app.settings.days})에 없는 {WEEKDAYS[date.weekday()]}요일"
    return why_skipped(app.settings.skip, app.store, date) or weekday


def tell_flushed(outcomes: tuple[Delivery, ...]) -> None:
    """Say which waiting journal sections were written."""
    for outcome in outcomes:
        if outcome.state == "sent":
            say(f"기다리던 섹션을 썼습니다: {outcome.receipt.get('file', outcome.target)}")


def show_pastes(results: Sequence[DayResult]) -> None:
    """What could not be written yet, for a person who does not want to wait."""
    for result in results:
        if result.paste:
            digest = result.digest
            what = digest.review.week if digest.review else f"{digest.date}, {digest.name}"
            say(f"\n저널에 직접 붙여 넣으려면 ({what}):\n\n{result.paste}")


def show_plan(result: DayResult, width: int) -> None:
    """What a dry run would write and send."""
    from digest.render.clean import visible
    from digest.render.terminal import terminal_text

    click.echo(terminal_text(result.digest, width))
    click.echo("\n저널에 생길 변화:")
    click.echo(result.journal_diff or "  (없음)")
    if result.paste:
        click.echo(f"\n직접 붙여 넣을 섹션:\n\n{result.paste}")
    click.echo("\n전달할 곳:")
    for delivery in result.deliveries:
        click.echo(visible(f"- {delivery.target}: {delivery.detail or '위와 같이 씁니다'}"))


def _show_cost(usage: Usage) -> None:
    """What asking the model about what is not written yet would take; in money when prices are configured."""
    from digest.render.phrases import dollars

    cost = f", 비용 {dollars(usage.cost_usd)}" if usage.cost_usd is not None else ""
    tokens = f", 입력 약 {usage.prompt_tokens:,} 토큰{cost}" if usage.calls else ""
    click.echo(f"\n예상 모델 호출 {usage.calls}회{tokens}")
