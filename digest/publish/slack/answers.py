"""What Slack's answers mean: did the message arrive, and what should a person do now (docs/services.md: Slack)?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from digest.clock import within
from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.net.answer import retry_after_s
from digest.net.way_out import certificates, proxy_for, trouble
from digest.publish.base import Channel

# `{"ok": false, "error": "ratelimited"}`
PASSING = frozenset({"ratelimited", "rate_limited", "service_unavailable", "request_timeout"})
"""Codes that say "not now": surely not posted, worth another try."""
# `{"ok": false, "error": "internal_error"}`
PERHAPS_POSTED = frozenset({"internal_error", "fatal_error", "rollup_error"})
"""Codes after which a part of the work may have been done."""

# `{"ok": false, "error": "invalid_blocks"}`
BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""Codes that a message without blocks would not get."""

REPORT = "digest의 문제일 수 있습니다. 로그와 함께 이슈로 알려 주세요"
TOKEN = "api.slack.com/apps → OAuth & Permissions에서 Bot User OAuth Token(xoxb-…)을 다시 복사하세요"
INVITE = "Slack의 그 채널에서 봇을 초대하세요: /invite @digest"
WEBHOOK = "api.slack.com/apps → Incoming Webhooks에서 새 주소를 만들어 환경 변수에 넣으세요"
ADMIN = "워크스페이스 관리자에게 앱 설치와 글쓰기 허용을 요청하세요"
SOON = "다음 실행에서 다시 보냅니다"

MEANINGS: dict[str, tuple[str, str]] = {
    "not_in_channel": ("봇이 채널에 없습니다", INVITE),
    "channel_not_found": (
        "채널을 찾을 수 없습니다",
        "이름 대신 C로 시작하는 채널 ID를 적고, 비공개 채널이면 봇을 초대하세요: /invite @digest",
    ),
    "is_archived": ("보관된 채널입니다", "설정의 channel을 다른 채널로 바꾸거나 보관을 푸세요"),
    "invalid_auth": ("토큰이 올바르지 않습니다", TOKEN),
    "not_authed": ("토큰이 전달되지 않았습니다", TOKEN),
    "account_inactive": ("토큰의 계정이나 앱이 꺼져 있습니다", "앱을 워크스페이스에 다시 설치하고 새 토큰을 넣으세요"),
    "token_revoked": ("토큰이 취소되었습니다", "앱을 워크스페이스에 다시 설치하고 새 토큰을 넣으세요"),
    "token_expired": (
        "토큰이 만료되었습니다",
        "앱을 다시 설치하고 새 토큰을 넣으세요 (Token Rotation은 꺼 두세요)",
    ),
    "not_allowed_token_type": ("봇 토큰이 아닙니다", TOKEN),
    "missing_scope": (
        "앱 권한이 모자랍니다",
        "OAuth & Permissions → Bot Token Scopes에 더한 뒤 앱을 다시 설치하세요",
    ),
    "invalid_blocks": ("Slack이 메시지 형식을 거절했습니다", REPORT),
    "invalid_blocks_format": ("Slack이 메시지 형식을 거절했습니다", REPORT),
    "invalid_payload": ("Slack이 요청 형식을 거절했습니다", REPORT),
    "msg_too_long": ("메시지가 너무 깁니다", f"설정의 항목 수를 줄이세요. {REPORT}"),
    "msg_blocks_too_long": ("메시지가 너무 깁니다", f"설정의 항목 수를 줄이세요. {REPORT}"),
    "no_text": ("빈 메시지라고 거절되었습니다", REPORT),
    "thread_not_found": ("스레드의 첫 메시지가 없어졌습니다", "digest resend로 전체를 다시 보낼 수 있습니다"),
    "message_not_found": (
        "고칠 메시지가 없습니다 (누군가 지웠습니다)",
        "다시 보내려면 digest resend를 쓰세요",
    ),
    "cant_update_message": ("이 메시지는 고칠 수 없습니다", "처음 보낸 메시지를 그대로 둡니다"),
    "edit_window_closed": ("워크스페이스 설정상 수정 시한이 지났습니다", "처음 보낸 메시지를 그대로 둡니다"),
    "cant_delete_message": ("이 메시지는 지울 수 없습니다", "Slack에서 직접 지우세요"),
    "ratelimited": ("Slack이 요청 수를 제한하고 있습니다", SOON),
    "rate_limited": ("Slack이 요청 수를 제한하고 있습니다", SOON),
    "service_unavailable": ("Slack을 잠시 쓸 수 없습니다", SOON),
    "request_timeout": ("Slack이 요청을 끝까지 받지 못했습니다", SOON),
    "internal_error": ("Slack 내부 오류", ""),
    "fatal_error": ("Slack 내부 오류", ""),
    "rollup_error": ("Slack 내부 오류", ""),
    "user_not_found": ("웹훅을 만든 사용자가 없습니다", WEBHOOK),
    "channel_is_archived": ("보관된 채널입니다", "보관을 풀거나 다른 채널로 새 웹훅을 만드세요"),
    "no_service": ("웹훅이 지워졌거나 꺼졌습니다", WEBHOOK),
    "no_service_id": ("웹훅 주소가 잘렸습니다", WEBHOOK),
    "invalid_token": ("웹훅 주소가 올바르지 않습니다", WEBHOOK),
    "no_team": ("웹훅의 워크스페이스가 없습니다", WEBHOOK),
    "team_disabled": ("웹훅의 워크스페이스가 꺼져 있습니다", ADMIN),
    "action_prohibited": ("관리자가 이 채널의 글쓰기를 막았습니다", ADMIN),
    "posting_to_general_channel_denied": ("이 채널에는 앱이 글을 쓸 수 없습니다", ADMIN),
}


class Refused(Undelivered):
    """Slack said no, with a code."""

    def __init__(self, message: str, *, hint: str, code: str) -> None:
        super().__init__(message, hint=hint)
        self.code = code


def refuse_room(about: Mapping[str, Any]) -> None:
    """Raise what posting would be refused with in a channel that Slack describes so (`conversations.info`)."""
    if about.get("is_archived"):
        raise refusal("is_archived", 200)
    if not about.get("is_member", True):  # a direct message says nothing of members
        raise refusal("not_in_channel", 200)


def refusal(code: str, status: int, *, detail: str = "") -> SkippableError:
    """The error for a code of Slack, or for an answer that is no Slack answer.

    code: Slack's own code, "" when the answer had none (HTML of a proxy). status: HTTP status. detail: what Slack
    added (missing scopes, block errors). Ambiguous when the message may have been posted, else Undelivered.
    """
    # channel_not_found
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,60}", code):
        if status == 429:
            return refusal("ratelimited", status)
        if status >= 500 or status < 300:
            return Ambiguous(f"Slack의 대답을 알아볼 수 없습니다 (HTTP {status})", hint="")
        return Undelivered(
            f"Slack 주소가 요청을 받지 않았습니다 (HTTP {status})", hint="base_url과 프록시를 확인하세요"
        )
    message, hint = MEANINGS.get(code, ("Slack이 거절했습니다", ""))
    if code.startswith("restricted_action"):
        message, hint = "워크스페이스 정책이 글쓰기를 막았습니다", ADMIN
    told = f"{message} ({code}{': ' + detail if detail else ''})"
    if code in PERHAPS_POSTED or (code not in MEANINGS and status >= 500):
        return Ambiguous(told, hint=hint)
    return Refused(told, hint=hint, code=code)


# How long to wait for Slack, and what silence means.


PACE_S = 1.1
"""Between two posts; Slack allows about one a second and channel."""
TRIES = 4
LONGEST_WAIT_S = 60.0
"""A Retry-After beyond this is left to the next run."""
TIMEOUT_S = 20

Answer = dict[str, Any]


def patient(channel: Channel, once: Callable[[int], tuple[Answer | SkippableError, Mapping[str, str], bool]]) -> Answer:
    """Try until it is answered or the patience ends; only what surely did not arrive is tried again.

    once(timeout) gives (answer or error, headers, whether to try again).
    """
    for attempt in range(TRIES):
        timeout = min(TIMEOUT_S, int(channel.deadline.remaining()))
        if timeout < 1:
            raise Undelivered("실행 제한 시간이 끝나 Slack에 보내지 못했습니다", hint="다음 실행에서 다시 보냅니다")
        headers: Mapping[str, str] = {}
        channel.confirm()
        try:
            outcome, headers, again = within(timeout, partial(once, timeout))
        except URLError as error:  # urllib raises it only while connecting and sending: the request never was complete
            why = trouble(error)
            told = f"Slack에 연결할 수 없습니다: {why}" if why else "Slack에 연결할 수 없습니다"
            outcome, again = Undelivered(told, hint="다음 실행에서 다시 보냅니다"), not why
        except (OSError, HTTPException, ValueError, LookupError, AttributeError):
            # the request went out and no sensible answer came back; `from None`: the cause may hold the address
            raise Ambiguous("Slack의 대답을 받지 못했습니다") from None
        if not isinstance(outcome, SkippableError):
            return outcome
        lower = {name.lower(): value for name, value in headers.items()}
        wished = retry_after_s(lower, channel.clock().timestamp())
        wait = max(wished, 0.5) if wished is not None else 2.0**attempt
        if not again or attempt == TRIES - 1 or wait > LONGEST_WAIT_S or not channel.deadline.allows(wait + 1):
            raise outcome from None
        channel.http.sleep(wait)
    raise AssertionError("the last try returns or raises")


def go_out(client: Any, url: str) -> None:
    """Let a client of slack_sdk use the proxy and the certificates that everything else uses.

    By itself it knows neither `NO_PROXY` nor `ALL_PROXY`. Raises Undelivered for a SOCKS proxy, which it cannot use.
    """
    client.ssl, client.proxy = certificates(), proxy_for(url)
    if client.proxy and client.proxy.startswith("socks"):
        hint = "HTTPS_PROXY에 HTTP 프록시를 적거나 NO_PROXY에 slack.com을 넣으세요"
        raise Undelivered("Slack에는 SOCKS 프록시로 보낼 수 없습니다", hint=hint)


def pace_left_s(channel: Channel, last: dt.datetime | None) -> float:
    """Seconds until the next post to the same channel is welcome; last: when the latest one went out."""
    if last is None:
        return 0.0
    return min(max(PACE_S - (channel.clock() - last).total_seconds(), 0.0), PACE_S)


def keep_pace(channel: Channel, last: dt.datetime | None) -> None:
    """Wait until the next post to the same channel is welcome."""
    seconds = pace_left_s(channel, last)
    if not channel.deadline.allows(seconds):
        raise Undelivered("실행 제한 시간이 끝나 Slack에 보내지 못했습니다", hint="다음 실행에서 다시 보냅니다")
    if seconds > 0:
        channel.http.sleep(seconds)
