"""`digest kakao login|status`: the consent of KakaoTalk, and how long it still lives."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

import click

from digest.clock import system_clock

if TYPE_CHECKING:
    from digest.app import App
    from digest.config.settings import Settings
    from digest.publish.base import Channel, PublisherSettings
    from digest.publish.kakao.target import KakaoPublisher
    from digest.publish.kakao.tokens import KakaoLogin
    from digest.store import Store


@click.group()
def kakao() -> None:
    """카카오톡 로그인과 그 상태."""


@kakao.command()
@click.option("--paste", is_flag=True, help="브라우저가 없는 서버: 동의한 뒤의 주소를 붙여 넣습니다.")
@click.option("--target", metavar="TARGET", default=None, help="카카오 앱이 여럿일 때: 로그인할 대상, 예: kakao:me")
@click.option("--timeout", metavar="SECONDS", default=180.0, show_default=True, help="동의를 기다리는 시간(초).")
@click.pass_context
def login(ctx: click.Context, paste: bool, target: str | None, timeout: float) -> None:
    """동의 화면을 열고 토큰을 받아 저장합니다(한 번만 하면 됩니다)."""
    from digest.cli.session import session

    with session(ctx) as app:
        chosen = choose(app.settings, target)
        state = secrets.token_urlsafe(24)
        ask = _paste if paste else open_and_wait(chosen[0], state, timeout)
        for line in log_in(chosen, app.channel, state, ask, app.zone):
            click.echo(line)


@kakao.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """동의 항목, 로그인이 끝나는 날, 오늘의 한도."""
    from digest.cli.session import session

    with session(ctx) as app:
        if not configured(app.settings):
            click.echo("설정에 카카오톡 대상이 없습니다. 기본값(kakao:me)의 로그인:")
        healthy = _show_status(app)
    if not healthy:
        ctx.exit(1)


def targets(settings: Settings) -> tuple[KakaoPublisher, ...]:
    """Every Kakao target of the configuration; one with the defaults when there is none yet."""
    from digest.publish.kakao.target import KakaoPublisher

    return configured(settings) or (KakaoPublisher(),)


def configured(settings: Settings) -> tuple[KakaoPublisher, ...]:
    """Every Kakao target of the configuration, each once."""
    from digest.publish.kakao.target import KakaoPublisher

    publishers: list[PublisherSettings] = [publisher for digest in settings.digests for publisher in digest.publish]
    found = {publisher.target: publisher for publisher in publishers if isinstance(publisher, KakaoPublisher)}
    return tuple(found.values())


def choose(settings: Settings, target: str | None) -> tuple[KakaoPublisher, ...]:
    """The targets that share the app to log in to. Raises ConfigError when it is not clear which app."""
    from digest.errors import ConfigError
    from digest.publish.kakao.tokens import token_name

    known = targets(settings)
    wanted = [p for p in known if target in (None, p.target)]
    if not wanted or len({token_name(p) for p in wanted}) > 1:
        names = ", ".join(p.target for p in known)
        raise ConfigError("어느 카카오 앱인지 알 수 없습니다", hint=f"--target에 하나를 적으세요: {names}")
    return tuple(p for p in known if token_name(p) == token_name(wanted[0]))


def _paste(address: str) -> str:
    click.echo(f"아무 브라우저에서나 이 주소를 열고 동의하세요:\n{address}\n", err=True)
    click.echo("동의하면 열리지 않는 페이지로 갑니다. 그때 주소창의 주소 전체를 복사하세요.", err=True)
    pasted: str = click.prompt("주소", err=True)
    return pasted


def open_and_wait(login: KakaoLogin, state: str, timeout: float) -> Callable[[str], str]:
    """Asks by opening the consent page in a browser and listening for the redirect."""

    def ask(address: str) -> str:
        import webbrowser

        from digest.publish.kakao.consent import CodeReceiver

        with CodeReceiver(login.redirect_uri, state) as receiver:
            click.echo(f"브라우저에서 동의해 주세요. 열리지 않으면 이 주소를 여세요:\n{address}", err=True)
            webbrowser.open(address)
            return receiver.wait(timeout)

    return ask


def log_in(
    chosen: Sequence[KakaoPublisher], channel: Channel, state: str, ask: Callable[[str], str], zone: tzinfo = UTC
) -> list[str]:
    """Ask for consent, store the tokens, and tell what to check next.

    ask: shows the consent address and gives back the address Kakao redirected to, with the code in it.
    zone: of the dates that are told.
    Raises ConfigError for a missing variable, Undelivered when the login failed.
    """
    from digest.errors import ConfigError
    from digest.publish.kakao.consent import code_from
    from digest.publish.kakao.tokens import consent_url, log_in

    unset = sorted({name for p in chosen for name in p.missing(channel.env)})
    if unset:
        raise ConfigError(
            f"환경 변수가 비어 있습니다: {', '.join(unset)}", hint="digest help kakao의 순서대로 넣으세요."
        )
    scopes = tuple(dict.fromkeys(scope for p in chosen for scope in p.scopes))
    code = code_from(ask(consent_url(chosen[0], channel.env, state, scopes)), state)
    tokens = log_in(chosen[0], channel, code)
    lacking = [scope for scope in scopes if scope not in tokens.scopes]
    told = [
        f"로그인했습니다. 동의 항목: {', '.join(tokens.scopes) or '(카카오가 알려 주지 않음)'}",
        _days_left(tokens.refresh_until, channel.real(), zone),
        "링크가 열리려면 콘솔의 [제품 링크 관리] > [웹 도메인]에 다음이 등록되어 있어야 합니다:",
        *(f"  {domain}" for domain in dict.fromkeys(domain for p in chosen for domain in p.domains)),
        "확인: digest test kakao",
    ]
    if lacking:
        told.insert(1, f"주의: 동의하지 않은 항목이 있어 보내지 못합니다: {', '.join(lacking)}")
    return told


def status_lines(publisher: KakaoPublisher, store: Store, now: datetime, zone: tzinfo = UTC) -> tuple[bool, list[str]]:
    """(whether a message could be sent, what to tell) for one target; asks nobody, shows no token."""
    from digest.publish.kakao.tokens import load_tokens

    tokens = load_tokens(store, publisher)
    if tokens is None:
        return False, [f"{publisher.target}: 로그인하지 않음 – `digest kakao login`을 실행하세요."]
    alive = tokens.refresh_until > now
    told = [
        f"{publisher.target}: {'로그인됨' if alive else '로그인이 만료됨 – `digest kakao login`을 실행하세요.'}",
        f"  동의 항목: {', '.join(tokens.scopes) or '알 수 없음'}",
        f"  {_days_left(tokens.refresh_until, now, zone)}",
    ]
    stopped = publisher.stopped_by(store, now)
    if stopped:
        told.append(f"  오늘은 더 보내지 않음: {stopped.message}")
    return alive, told


def _show_status(app: App) -> bool:
    found = [status_lines(publisher, app.store, system_clock(), app.zone) for publisher in targets(app.settings)]
    for _, lines in found:
        click.echo("\n".join(lines))
    return all(healthy for healthy, _ in found)


def _days_left(until: datetime, now: datetime, zone: tzinfo) -> str:
    left, day = (until - now).days, until.astimezone(zone).date()
    if until <= now:
        return f"갱신 토큰은 {day}에 만료되었습니다."
    return f"갱신 토큰은 {left}일 뒤({day}) 만료됩니다. 그 전에 한 번만 보내면 저절로 늘어납니다."
