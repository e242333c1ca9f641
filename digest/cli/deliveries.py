"""`digest resend`, `digest undo`, `digest test`: the ledger in a person's hands."""

from __future__ import annotations

import datetime as dt
import sys

import click

from digest.app import App, build_kitchen, require_chat_secrets
from digest.claiming import claimed
from digest.cli.session import parse_date, session
from digest.delivering import deliver_journal
from digest.errors import ConfigError, DigestError
from digest.kitchen import Order
from digest.outcome import DELIVERY_WORDS
from digest.publish import deliver_all
from digest.publish.base import PublisherSettings
from digest.store.outbox import TARGET_CLAIM


@click.command(
    help="Send a day's digest to one target anew; what stands there is deleted first, where the service can."
)
@click.option("--date", "date", required=True, callback=parse_date, help="the digest day")
@click.option("--target", required=True, help="as `digest status --date` names it, e.g. slack:C0PAPERS or journal")
@click.option("--digest", "name", default=None, help="which digest, when there are several")
@click.pass_context
def resend(ctx: click.Context, date: dt.date, target: str, name: str | None) -> None:
    with session(ctx) as app:
        require_chat_secrets(app.settings, app.env)
        order = chosen_order(app, name)
        with claimed(app.store, f"run:{date}", app.deadline) as mine:
            if not mine:
                raise ConfigError(f"another run of {date} has not ended", hint="try again later")
            digest = app.store.digests.load(date, order.name)
            if digest is None:
                told = f"there is no digest of {date} named {order.name!r}"
                raise ConfigError(told, hint=f"digest run --date {date}")
            if order.journal and target in ("journal", order.journal.target):
                order.journal.restore(date)  # the yes to "put it back?"
                outcomes = deliver_journal(order, digest, app.channel)
            else:
                publisher = chosen_publisher(order, target)
                take_back(app, order, publisher, date)  # so that the reader has it once, where the vendor can
                app.store.ledger.forget(date, order.name, publisher.target)
                outcomes = deliver_all(digest, [publisher], app.channel, post=True)
        for outcome in outcomes:
            click.echo(f"{outcome.target}: {DELIVERY_WORDS[outcome.state]} {outcome.detail}".rstrip(), err=True)
    sys.exit(int(any(outcome.state not in ("sent", "pending", "skipped") for outcome in outcomes)))


@click.command(help="Take back what is ours of a day: untouched journal lines, messages that can be deleted.")
@click.option("--date", "date", required=True, callback=parse_date, help="the digest day")
@click.option("--digest", "name", default=None, help="which digest, when there are several")
@click.pass_context
def undo(ctx: click.Context, date: dt.date, name: str | None) -> None:
    with session(ctx) as app:
        require_chat_secrets(app.settings, app.env)
        order = chosen_order(app, name)
        left = 0
        with claimed(app.store, f"run:{date}", app.deadline) as mine:
            if not mine:
                raise ConfigError(f"another run of {date} has not ended", hint="try again later")
            app.store.outbox.drop(date, order.name)
            if order.journal:
                outcome = order.journal.undo(date)
                click.echo(f"{outcome.target}: {outcome.detail}", err=True)
                if outcome.state == "failed":
                    left += 1
                else:
                    app.store.ledger.forget(date, order.name, order.journal.target)
            for publisher in order.publishers:
                left += take_back(app, order, publisher, date)
    sys.exit(int(left > 0))


def take_back(app: App, order: Order, publisher: PublisherSettings, date: dt.date) -> int:
    """Retract one target's messages; gives how many had to stay."""
    rows = app.store.ledger.parts(date, order.name, publisher.target)
    sent = [row for part, row in rows.items() if row.state == "sent" and (part or publisher.repeatable)]
    stayed = 0
    with claimed(app.store, TARGET_CLAIM + publisher.target, app.deadline, rest_s=lambda: 0.0) as mine:
        for row in reversed(sent):
            try:
                gone = mine and publisher.retract(row.part, row.receipt, app.channel)
            except DigestError as error:
                click.echo(f"{publisher.target}: {error}", err=True)
                gone = False
            stayed += not gone
    if sent and not stayed:
        app.store.ledger.forget(date, order.name, publisher.target)
    if sent:
        told = f"{stayed}개는 지울 수 없어 남아 있습니다" if stayed else "지웠습니다"
        click.echo(f"{publisher.target}: {told}", err=True)
    return stayed


@click.command(help="Send one harmless message to a target, e.g. `digest test slack`.")
@click.argument("target")
@click.pass_context
def test(ctx: click.Context, target: str) -> None:
    with session(ctx) as app:
        publishers = [p for digest in app.settings.digests for p in digest.publish]
        found = [p for p in publishers if target in (p.target, p.target.partition(":")[0], getattr(p, "kind", ""))]
        if not found:
            known = ", ".join(dict.fromkeys(p.target for p in publishers)) or "none"
            raise ConfigError(f"no target {target!r} in the configuration", hint=f"it has: {known}")
        for publisher in found:
            missing = publisher.missing(app.env)
            if missing:
                raise ConfigError(f"{publisher.target} needs {', '.join(missing)}", hint="set it, or put it into .env")
            click.echo(publisher.test(app.channel))


def chosen_order(app: App, name: str | None) -> Order:
    """The digest that was named, or the only one. Raises ConfigError."""
    if name is None and len(app.settings.digests) > 1:
        names = ", ".join(digest.name for digest in app.settings.digests)
        raise ConfigError("which digest?", hint=f"--digest, one of: {names}")
    return build_kitchen(app, [name] if name else ()).orders[0]


def chosen_publisher(order: Order, target: str) -> PublisherSettings:
    """A target by its ledger name, or by its kind when there is one of that kind. Raises ConfigError."""
    exact = [p for p in order.publishers if p.target == target]
    of_kind = [p for p in order.publishers if getattr(p, "kind", "") == target]
    found = exact or of_kind
    if len(found) != 1:
        known = ", ".join([*(p.target for p in order.publishers), *(["journal"] if order.journal else [])])
        raise ConfigError(f"no single target {target!r}", hint=f"digest {order.name!r} has: {known}")
    return found[0]
