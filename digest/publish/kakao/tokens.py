"""Kakao's tokens: got once by consent, then kept alive by rotation (docs/services.md: KakaoTalk).

The rule: an access token lives 6 hours, a refresh token 60 days; a refresh within its last month brings a new
refresh token and kills the old one at once. All of this goes by the real time: a run with `--now` is another day to
the digest, not to Kakao. So the new one is committed before anything uses it, and a claim in
the store lets only one process refresh at a time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from pydantic import AwareDatetime

from digest.errors import ConfigError, Undelivered
from digest.models import Value
from digest.net.answer import HttpFailure
from digest.publish.base import Channel, PublisherSettings
from digest.store import Store
from digest.store.claiming import owner_name, release_dead
from digest.store.runs import login_claim

LOGIN = "`digest kakao login`을 실행해 다시 로그인하세요."
EARLY = timedelta(seconds=60)
LEASE = timedelta(seconds=60)
LAST_MONTH = timedelta(days=30)
WARNED = timedelta(days=14)
WAIT_S = 0.25

KAUTH_ERRORS = {
    "KOE006": (
        "등록되지 않은 Redirect URI입니다",
        "카카오 개발자 콘솔의 Redirect URI를 redirect_uri와 똑같이 등록하세요.",
    ),
    "KOE010": ("클라이언트 시크릿이 맞지 않습니다", "콘솔의 [플랫폼 키]에서 코드를 확인해 환경 변수에 넣으세요."),
    "KOE101": ("REST API 키가 맞지 않습니다", "콘솔의 [플랫폼 키]에서 REST API 키를 확인하세요."),
    "KOE205": (
        "콘솔에서 켜지 않은 동의 항목입니다",
        "[카카오 로그인] > [동의항목]에서 '카카오톡 메시지 전송'을 켜세요.",
    ),
    "KOE237": ("토큰 요청이 너무 잦습니다", "10분 뒤에 다시 실행하세요."),
    "KOE303": ("Redirect URI가 로그인할 때와 다릅니다", LOGIN),
    "KOE319": ("갱신 토큰이 없습니다", LOGIN),
    "KOE320": ("인가 코드가 만료되었거나 이미 쓰였습니다", LOGIN),
    "KOE322": ("카카오 로그인이 만료되었거나 해지되었습니다", LOGIN),
}


class KakaoLogin(PublisherSettings):
    """The Kakao app that a person logged in to; `KakaoPublisher` adds what is sent."""

    rest_key_env: str = "KAKAO_REST_API_KEY"
    """앱의 REST API 키가 든 환경 변수."""
    client_secret_env: str | None = "KAKAO_CLIENT_SECRET"
    """클라이언트 시크릿이 든 환경 변수. 콘솔에서 꺼 두었으면 null."""
    auth_url: str = "https://kauth.kakao.com"
    """로그인하는 곳."""
    redirect_uri: str = "http://localhost:8765/callback"
    """콘솔에 등록한 그대로. `digest kakao login`이 이 포트에서 기다립니다."""

    login: ClassVar[str] = "digest kakao login"

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """The variables that are named but not set."""
        names = [self.rest_key_env, *([self.client_secret_env] if self.client_secret_env else [])]
        return tuple(name for name in names if not env.get(name, "").strip())

    def ready(self, store: Store, now: datetime) -> bool:
        """Whether the login lives."""
        tokens = load_tokens(store, self)
        return tokens is not None and tokens.refresh_until > now

    def notices(self, store: Store, now: datetime) -> tuple[str, ...]:
        """That the login dies soon, is dead, or never was."""
        return token_notices(store, self, now)

    def tend(self, channel: Channel) -> None:
        """Renew the login in its last month."""
        keep_alive(self, channel)


class KakaoTokens(Value):
    """One login as it is stored; never printed."""

    access: str
    access_until: AwareDatetime
    refresh: str
    refresh_until: AwareDatetime
    scopes: tuple[str, ...] = ()
    """Granted consent items; told only at login."""

    def __repr__(self) -> str:
        """Without the secrets."""
        return f"KakaoTokens(refresh_until={self.refresh_until.isoformat()})"

    __str__ = __repr__


def token_name(app: KakaoLogin) -> str:
    """Key of the login in `store.tokens`: one per Kakao app."""
    return f"kakao:{app.rest_key_env}"


def load_tokens(store: Store, app: KakaoLogin) -> KakaoTokens | None:
    """The stored login, or None before the first."""
    kept = store.tokens.get(token_name(app))
    return KakaoTokens.model_validate(kept) if kept else None


def consent_url(app: KakaoLogin, env: Mapping[str, str], state: str, scopes: Sequence[str]) -> str:
    """The page where the person agrees; `state` comes back with the code and proves it is our own request."""
    query = {
        "response_type": "code",
        "client_id": _secret(env, app.rest_key_env),
        "redirect_uri": app.redirect_uri,
        "scope": ",".join(scopes),
        "state": state,
    }
    return f"{app.auth_url.rstrip('/')}/oauth/authorize?{urlencode(query)}"


def log_in(app: KakaoLogin, channel: Channel, code: str) -> KakaoTokens:
    """Exchange a consent code for tokens and store them. Raises Undelivered with what to do."""
    form = {"grant_type": "authorization_code", "redirect_uri": app.redirect_uri, "code": code}
    answer = _ask(app, channel, form)
    now = channel.real()
    try:
        tokens = KakaoTokens(
            access=answer["access_token"],
            access_until=now + timedelta(seconds=int(answer["expires_in"])),
            refresh=answer["refresh_token"],
            refresh_until=now + timedelta(seconds=int(answer["refresh_token_expires_in"])),
            scopes=tuple(str(answer.get("scope", "")).split()),
        )
    except (KeyError, TypeError, ValueError):
        raise Undelivered("카카오가 토큰 없이 답했습니다", hint=LOGIN) from None  # the cause would hold tokens
    _keep(app, channel, tokens)
    return tokens


def access_token(app: KakaoLogin, channel: Channel, *, refused: str = "") -> str:
    """An access token that should work: the stored one, or a fresh one after `refused` or its end.

    Raises Undelivered when there is no login, when it died, or when Kakao does not answer.
    """
    owner, name = owner_name(), login_claim(token_name(app))
    while True:
        tokens = load_tokens(channel.store, app)
        if tokens is None:
            raise Undelivered("카카오톡에 로그인한 적이 없습니다", hint="`digest kakao login`을 한 번 실행하세요.")
        if tokens.access != refused and tokens.access_until - EARLY > channel.real():
            return tokens.access
        # leases go by the real time (see digest.store.claiming): one taken with `--now 2030` must not last until then
        lease = channel.store.claims.take(name, owner, datetime.now(UTC), LEASE)
        if lease:
            try:
                if load_tokens(channel.store, app) == tokens:  # nobody refreshed since we looked
                    return _refresh(app, channel, tokens).access
            finally:
                channel.store.claims.release(lease)
        elif channel.deadline.allows(WAIT_S):
            release_dead(channel.store, name)  # a run that was killed while it renewed need not be waited for
            channel.http.sleep(WAIT_S)
        else:
            raise Undelivered("다른 실행이 카카오 토큰을 갱신하는 중입니다", hint="잠시 뒤 다시 실행하세요.")


def keep_alive(app: KakaoLogin, channel: Channel) -> None:
    """Renew a login in its last month even when nothing is sent (a pause, holidays). No login: nothing to do."""
    tokens = load_tokens(channel.store, app)
    if tokens and tokens.refresh_until - channel.real() < LAST_MONTH:
        access_token(app, channel, refused=tokens.access)


def token_notices(store: Store, app: KakaoLogin, now: datetime) -> tuple[str, ...]:
    """A Korean sentence for the digest when the login dies within 14 days, is dead, or never was."""
    tokens = load_tokens(store, app)
    if tokens is None:
        return ("카카오톡에 로그인하지 않았습니다. `digest kakao login`을 실행하세요.",)
    left = tokens.refresh_until - now
    if left > WARNED:
        return ()
    if left <= timedelta(0):
        return (f"카카오톡 로그인이 만료되었습니다. {LOGIN}",)
    return (f"카카오톡 로그인이 {max(1, left.days)}일 뒤 만료됩니다. {LOGIN}",)


def _refresh(app: KakaoLogin, channel: Channel, tokens: KakaoTokens) -> KakaoTokens:
    answer = _ask(app, channel, {"grant_type": "refresh_token", "refresh_token": tokens.refresh})
    now = channel.real()
    try:
        changed: dict[str, Any] = {
            "access": answer["access_token"],
            "access_until": now + timedelta(seconds=int(answer["expires_in"])),
        }
        if answer.get("refresh_token"):
            changed["refresh"] = answer["refresh_token"]
            changed["refresh_until"] = now + timedelta(seconds=int(answer["refresh_token_expires_in"]))
        fresh = KakaoTokens.model_validate({**tokens.model_dump(), **changed})
    except (KeyError, TypeError, ValueError):
        raise Undelivered("카카오가 토큰 없이 답했습니다", hint=LOGIN) from None  # the cause would hold tokens
    _keep(app, channel, fresh)  # committed before the first use: the old refresh token may be dead already
    return fresh


def _keep(app: KakaoLogin, channel: Channel, tokens: KakaoTokens) -> None:
    channel.store.tokens.put(token_name(app), tokens.model_dump(mode="json"), channel.real())


def _ask(app: KakaoLogin, channel: Channel, form: dict[str, str]) -> dict[str, Any]:
    """One call of /oauth/token; every failure is Undelivered with a sentence and what to do."""
    form["client_id"] = _secret(channel.env, app.rest_key_env)
    if app.client_secret_env:
        form["client_secret"] = _secret(channel.env, app.client_secret_env)
    try:
        answer = channel.http.post(f"{app.auth_url.rstrip('/')}/oauth/token", data=form).json()
    except HttpFailure as failure:
        raise _kauth_failure(failure) from None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Undelivered("카카오 로그인 서버의 답을 읽을 수 없습니다", hint="잠시 뒤 다시 실행하세요.")
    return answer


def _kauth_failure(failure: HttpFailure) -> Undelivered:
    try:
        body = json.loads(failure.body)
        code = str(body.get("error_code") or body.get("error") or "")
    except (ValueError, AttributeError):
        code = ""
    told, hint = KAUTH_ERRORS.get(code, ("", ""))
    if told:
        return Undelivered(f"카카오 로그인 오류 {code}: {told}", hint=hint)
    if failure.status is None or failure.status >= 500 or failure.status == 429:
        return Undelivered(f"카카오 로그인 서버: {failure.message}", hint="잠시 뒤 다시 실행하세요.")
    return Undelivered(f"카카오 로그인 오류 {code or failure.status}", hint=f"앱 설정을 확인하고 {LOGIN}")


def _secret(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise ConfigError(f"환경 변수가 비어 있습니다: {name}", hint="digest help kakao의 순서대로 값을 넣으세요.")
    return value
