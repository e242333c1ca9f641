"""`digest pause`: no digest for a while; the next one covers the gap."""

from __future__ import annotations

import datetime as dt

import click

from digest.cli.session import parse_date, session
from digest.config.skipping import PAUSE, pauses
from digest.errors import ConfigError
from digest.serve.finished import finished
from digest.store import Store

LONGEST_PAUSE = 300
"""Days; the digest after a pause asks for all of them."""


@click.command(help="그 날짜까지 다이제스트를 쉽니다. 다음 다이제스트가 그 사이를 함께 다룹니다.")
@click.option("--until", metavar="DATE", callback=parse_date, help="쉬는 마지막 날")
@click.option("--off", is_flag=True, help="쉬기를 지금 끝냅니다")
@click.pass_context
def pause(ctx: click.Context, until: dt.date | None, off: bool) -> None:
    if off and until:
        raise click.UsageError("--until DATE와 --off 가운데 하나가 필요합니다")
    with session(ctx) as app:
        today = app.calendar.today(app.clock())
        known = pauses(app.store)
        if until is None:
            if not off:
                raise click.UsageError("--until DATE와 --off 가운데 하나가 필요합니다")
            if not told_pauses(app.store, today):
                click.echo("쉬는 중이 아닙니다.")
                return
            yesterday = (today - dt.timedelta(days=1)).isoformat()
            known = [p if p["until"] < today.isoformat() else {**p, "until": yesterday} for p in known]
            known = [p for p in known if p["from"] <= p["until"]]
            click.echo("쉬기를 끝냈습니다. 다음 다이제스트부터 다시 만듭니다.")
        else:
            if until < today:
                raise ConfigError(f"--until {until}: 이미 지난 날짜입니다(오늘은 {today})")
            if (until - today).days > LONGEST_PAUSE:
                hint = "더 오래 쉬려면 digest serve나 cron을 꺼 두세요"
                raise ConfigError(f"--until {until}: {LONGEST_PAUSE}일보다 먼 날짜입니다", hint=hint)
            made = finished(app.store, today) and app.calendar.is_digest_day(today)
            first = today + dt.timedelta(days=1) if made else today  # a day that was made stays a digest day
            if until < first:
                raise ConfigError(f"오늘({today}) 다이제스트는 이미 만들었습니다", hint="더 뒤의 날짜까지 쉬세요")
            known = [*known, {"from": first.isoformat(), "until": until.isoformat()}]
            click.echo(f"{until}까지 쉽니다. 그다음 다이제스트가 그 사이를 함께 다룹니다.")
        app.store.notes.put(PAUSE, known, app.clock())


def told_pauses(store: Store, today: dt.date) -> list[str]:
    """Pauses that have not ended, in Korean."""
    ahead = [pause for pause in pauses(store) if pause["until"] >= today.isoformat()]
    return [
        f"쉬는 중: {pause['until']}까지 (digest pause --off로 끝냄)"
        if pause["from"] <= today.isoformat()
        else f"쉴 예정: {pause['from']} ~ {pause['until']} (digest pause --off로 없앰)"
        for pause in ahead
    ]
