"""How long to wait for Slack, and what silence means (contracts §7.5, §7.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.net.client import retry_after_s
from digest.publish.base import Channel
from digest.publish.time_limit import within

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
        try:
            outcome, headers, again = within(timeout, partial(once, timeout))
        except URLError:  # urllib raises it only while connecting and sending: the request never was complete
            outcome, again = Undelivered("Slack에 연결할 수 없습니다", hint="다음 실행에서 다시 보냅니다"), True
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


def pace_left_s(channel: Channel, last: dt.datetime | None) -> float:
    """Seconds until the next post to the same channel is welcome (§7.5); last: when the latest one went out."""
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
