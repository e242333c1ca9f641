"""What the Kakao tests share: a channel to the emulator, a login, a day of n items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from digest.clock import Deadline
from digest.models import Digest, Entry, Item, Line, Sighting
from digest.net.client import HttpClient
from digest.publish.base import Channel
from digest.publish.kakao.target import KakaoPublisher
from digest.publish.kakao.tokens import KakaoTokens, token_name
from digest.store import Store

NOW = dt.datetime.fromisoformat("2024-08-19T07:30:00+09:00")
ENV = {"KAKAO_REST_API_KEY": "kakao-rest-key", "KAKAO_CLIENT_SECRET": "kakao-client-secret"}


_opened: list[HttpClient] = []


@pytest.fixture(autouse=True)
def closing() -> Iterator[None]:
    """Give the connections of a test back; a test module that imports it has it."""
    yield
    while _opened:
        _opened.pop().close()


def entry(
    n: int, *, title: str | None = None, url: str | None = None, line: str = "무엇을 보였다.", late: bool = False
) -> Entry:
    key = f"arxiv:2408.{n:05d}" if url is None else f"url:{url}"
    address = url or f"https://arxiv.org/abs/2408.{n:05d}"
    sighting = Sighting(key=key, source="arxiv", url=address, seen_at=NOW)
    item = Item(
        key=key,
        kind="paper",
        title=f"Paper number {n}" if title is None else title,
        url=address,
        abstract="",
        ai_summary="",
        authors=(),
        categories=(),
        keywords=(),
        published=None,
        code_url="",
        stars=None,
        notes=(),
        sightings=(sighting,),
    )
    return Entry(item=item, line=Line(text=line, producer="composed"), score=1.0, reasons=("HF ▲87",), late=late)


def day(*entries: Entry, **more: Any) -> Digest:
    return Digest(date=NOW.date(), name="main", entries=entries, **more)


def publisher(world: Any = None, **more: Any) -> KakaoPublisher:
    urls = {"base_url": world.urls["kakao"], "auth_url": world.urls["kauth"]} if world else {}
    return KakaoPublisher(**(urls | more))


def channel(store: Store, now: dt.datetime | Any = NOW, env: dict[str, str] = ENV, **http: Any) -> Channel:
    clock = now if callable(now) else lambda: now
    deadline = Deadline(60)
    client = HttpClient(user_agent="digest-test", deadline=deadline, clock=clock, **http)
    _opened.append(client)
    return Channel(store, client, clock, deadline, env, lambda _text: None, real=clock)


def log_in(store: Store, kakao: KakaoPublisher, *, access_s: float = 21599, refresh_days: float = 45) -> None:
    """The login that the emulator knows at its start."""
    tokens = KakaoTokens(
        access="kakao-access-0",
        access_until=NOW + dt.timedelta(seconds=access_s),
        refresh="kakao-refresh-0",
        refresh_until=NOW + dt.timedelta(days=refresh_days),
        scopes=("talk_message",),
    )
    store.tokens.put(token_name(kakao), tokens.model_dump(mode="json"), NOW)
