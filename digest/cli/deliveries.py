"""`digest resend`, `digest undo`, `digest test`: the ledger in a person's hands."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from digest.app import App, build_setup, chosen_digest, require_chat_secrets
from digest.calendar.weeks import Week
from digest.cli.session import parse_date, parse_week, session
from digest.day.delivering import deliver_journal
from digest.day.outcome import delivery_word
from digest.day.setup import Profile
from digest.errors import ConfigError, Undelivered
from digest.models import Digest
from digest.publish import deliver_all, delivery
from digest.publish.base import PublisherSettings
from digest.publish.delivery import TAKING_BACK, TakenBack
from digest.store.claiming import claimed
from digest.store.runs import day_claim, target_claim, week_claim


@click.command(help="하루치를 한 대상에 새로 보냅니다. 이미 있는 것은 지울 수 있는 곳에서는 먼저 지웁니다.")
@click.option("--date", "date", metavar="DATE", callback=parse_date, help="다이제스트 날짜")
@click.option("--week", metavar="WEEK", callback=parse_week, help="날짜 대신: 이 주의 후기. 예: 2024-W34")
@click.option(
    "--target",
    metavar="TARGET",
    required=True,
    help="`digest status --date`에 나오는 이름. 예: slack:C0PAPERS, journal",
)
@click.option("--digest", "name", metavar="NAME", default=None, help="다이제스트가 여럿일 때 그 이름")
@click.pass_context
def resend(ctx: click.Context, date: dt.date | None, week: Week | None, target: str, name: str | None) -> None:
    date = chosen_date(date, week)
    with session(ctx) as app:
        require_chat_secrets(app.settings, app.env)
        profile = chosen_profile(app, name, week)
        with alone(app, date, week):
            digest = app.store.digests.load(date, profile.name)
            if digest is None:
                told = f"만들어 둔 다이제스트가 없습니다: {date} {profile.name}"
                raise ConfigError(told, hint=f"digest weekly --week {week}" if week else f"digest run --date {date}")
            if profile.journal and target in ("journal", profile.journal.target):
                outcomes = deliver_journal(profile, digest, app.channel, again=True)
            else:
                publisher = chosen_publisher(profile, target)
                # so that the reader has it once, where the vendor can; not knowing is no licence to post again
                if take_back(app, profile, publisher, date).failed:
                    raise Undelivered(
                        f"{publisher.target}: 먼저 보낸 글을 확인하거나 지우지 못해 다시 보내지 않았습니다",
                        hint="서비스가 답할 때 다시 실행하세요",
                    )
                app.store.ledger.forget(date, profile.name, publisher.target)
                outcomes = deliver_all(digest, [publisher], app.channel, post=True)
        for outcome in outcomes:
            detail = f" – {outcome.detail}" if outcome.detail else ""
            click.echo(f"{outcome.target}: {delivery_word(outcome)}{detail}", err=True)
    sys.exit(int(any(outcome.state not in ("sent", "pending", "skipped") for outcome in outcomes)))


@click.command(help="하루치로 쓰고 보낸 것을 되돌립니다: 손대지 않은 저널 줄, 지울 수 있는 메시지.")
@click.option("--date", "date", metavar="DATE", callback=parse_date, help="다이제스트 날짜. 없으면 오늘")
@click.option("--week", metavar="WEEK", callback=parse_week, help="날짜 대신: 이 주의 후기. 예: 2024-W34")
@click.option("--digest", "name", metavar="NAME", default=None, help="다이제스트가 여럿일 때 그 이름")
@click.pass_context
def undo(ctx: click.Context, date: dt.date | None, week: Week | None, name: str | None) -> None:
    if date and week:
        raise click.UsageError("--date나 --week 가운데 하나만 쓰세요")
    with session(ctx) as app:
        date = week.day if week else date or app.calendar.today(app.clock())
        require_chat_secrets(app.settings, app.env)
        profile = chosen_profile(app, name, week)
        left = there = 0
        with alone(app, date, week):
            app.store.outbox.drop(date, profile.name)
            if profile.journal:
                there += 1  # it says itself that there is nothing
                rows = app.store.ledger.parts(date, profile.name, profile.journal.target)
                for row in rows.values():  # after a kill nobody takes it for written
                    app.store.ledger.record(row.model_copy(update={"state": "sending", "detail": TAKING_BACK}))
                outcome = profile.journal.undo(date)
                click.echo(f"{outcome.target}: {outcome.detail}", err=True)
                if outcome.state == "failed":
                    left += 1
                    for row in rows.values():
                        app.store.ledger.record(row)
                else:
                    app.store.ledger.forget(date, profile.name, profile.journal.target)
            for publisher in profile.publishers:
                taken = take_back(app, profile, publisher, date)
                left, there = left + taken.stayed, there + taken.stood
        if not there:
            click.echo(f"되돌릴 것이 없습니다: {date} {profile.name}", err=True)
    sys.exit(int(left > 0))


@contextmanager
def alone(app: App, date: dt.date, week: Week | None) -> Iterator[None]:
    """Hold the day, or the week whose reviews are meant, against whoever makes it. Raises ConfigError for no turn."""
    with claimed(app.store, week_claim(week) if week else day_claim(date), app.deadline) as mine:
        if not mine:
            what = f"{week} 후기를" if week else f"{date} 다이제스트를"
            raise ConfigError(f"{what} 만드는 다른 실행이 끝나지 않았습니다", hint="잠시 뒤에 다시 하세요")
        yield


def take_back(app: App, profile: Profile, publisher: PublisherSettings, date: dt.date) -> TakenBack:
    """Retract one target's messages and say what became of them. Whoever sends there right now ends first."""
    with claimed(app.store, target_claim(publisher.target), app.deadline, rest_s=lambda: 0.0) as hold:
        if hold is None:
            raise ConfigError(f"다른 실행이 {publisher.target}에 보내고 있습니다", hint="잠시 뒤에 다시 하세요")
        app.store.outbox.drop(date, profile.name, publisher.target)
        day = Digest(date=date, name=profile.name, entries=())
        taken = delivery.take_back(day, publisher, replace(app.channel, hold=hold))
    if taken.stood:
        stays = "도착했는지 알 수 없어 그대로 둡니다" if taken.unsure else "보낸 것을 지울 수 없어 남아 있습니다"
        told = stays if taken.stayed else "지웠습니다"
        told = f"일부는 {told}" if 0 < taken.stayed < taken.stood else told
        click.echo(f"{publisher.target}: {told}" + (f" – {taken.failed}" if taken.failed else ""), err=True)
    return taken


@click.command(help="대상에 시험 메시지를 하나 보냅니다. 예: `digest test slack`")
@click.argument("target")
@click.pass_context
def test(ctx: click.Context, target: str) -> None:
    with session(ctx) as app:
        publishers = [p for digest in app.settings.digests for p in digest.publish]
        found = [p for p in publishers if target in (p.target, p.target.partition(":")[0], getattr(p, "kind", ""))]
        if not found:
            known = ", ".join(dict.fromkeys(p.target for p in publishers)) or "없음"
            raise ConfigError(f"설정에 없는 대상입니다: {target}", hint=f"설정에 있는 대상: {known}")
        for publisher in found:
            missing = publisher.missing(app.env)
            if missing:
                raise ConfigError(
                    f"{publisher.target}: 환경 변수가 없습니다: {', '.join(missing)}", hint=".env에 넣으세요"
                )
            click.echo(publisher.test(app.channel))


def chosen_date(date: dt.date | None, week: Week | None) -> dt.date:
    """The day that was asked for, or the one that stands for a week. Raises a usage error for both, and for none."""
    if date and not week:
        return date
    if week and not date:
        return week.day
    raise click.UsageError("--date나 --week 가운데 하나를 쓰세요")


def chosen_profile(app: App, name: str | None, week: Week | None = None) -> Profile:
    """The digest that was named, or the only one; as the reader of its reviews for a week. Raises ConfigError."""
    setup = build_setup(app, [chosen_digest(app.settings, name).name])
    return setup.reviews[0] if week else setup.profiles[0]


def chosen_publisher(profile: Profile, target: str) -> PublisherSettings:
    """A target by its ledger name, or by its kind when there is one of that kind. Raises ConfigError."""
    exact = [p for p in profile.publishers if p.target == target]
    of_kind = [p for p in profile.publishers if getattr(p, "kind", "") == target]
    found = exact or of_kind
    if len(found) != 1:
        known = ", ".join([*(p.target for p in profile.publishers), *(["journal"] if profile.journal else [])])
        raise ConfigError(f"대상 하나를 고를 수 없습니다: {target}", hint=f"다이제스트 {profile.name}의 대상: {known}")
    return found[0]
