"""KakaoTalk against the emulator: limits, dead links, rotation, two refreshes at once, hostile text, the ledger."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from digest.models import Digest
from digest.publish.delivery import deliver
from digest.publish.kakao.template import TITLE_LIMIT, cut
from digest.publish.kakao.tokens import load_tokens
from digest.render.clean import visible
from digest.store import Store
from publish.kakao_kit import ENV, NOW, channel, day, entry, log_in, publisher
from publish.kakao_kit import closing as closing

pytestmark = pytest.mark.world

HOSTILE = (
    "{{ site.title }} {% raw %}",
    "<!channel> <@U123> & <b>bold</b>",
    "[MASK]: **Bold** `code` ~1~2배 3~4배",
    "$\\theta$ | a \\| b <think>",
    "**용어(Term)**을 쓰는 법",
    '"quotes" \\n %s %00 + = ; & ?',
    "0",
    "ﬁ ligature, 한글 자모 ㄱㄴㄷ, 한글",
    "👨‍👩‍👧‍👦 family 🇰🇷 flag",
    "가" * 300,
    "Z̸̧̛͍̈́" * 60,
)


def contents(emulator: Any) -> list[dict[str, Any]]:
    return [c for m in emulator.state()["kakao"]["messages"] for c in m["template"].get("contents", [])]


@pytest.mark.parametrize("count", [0, 1, 2, 4, 7, 27])
def test_a_day_arrives_once_within_the_limits_with_living_links(world: Any, store: Store, count: int) -> None:
    emulator = world(now=NOW.isoformat())
    kakao = publisher(emulator)
    log_in(store, kakao)
    digest = day(*(entry(n) for n in range(count)), empty_reason="" if count else "새 논문이 없습니다")
    for _ in range(2):
        assert deliver(digest, kakao, channel(store)).state == "sent"
    state = emulator.state()["kakao"]
    assert len(state["messages"]) == len(kakao.parts(digest)) <= 20
    assert state["dead_links"] == []
    told = "\n".join(m["plain"] for m in state["messages"]) + "\n"
    assert all(told.count(f"Paper number {n} · ") == 1 for n in range(count))


def test_hostile_titles_and_random_unicode_arrive_literally(world: Any, store: Store) -> None:
    rng = random.Random(2024)
    planes = [(0x20, 0x2FFF), (0x3000, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x1FFFF), (0, 0xD7FF)]
    strings = ["".join(chr(rng.randint(*rng.choice(planes))) for _ in range(rng.randint(1, 90))) for _ in range(200)]
    titles = [*HOSTILE, *strings]
    emulator = world(now=NOW.isoformat(), scenario={"kakao": {"pair_quota": 1000}})
    kakao = publisher(emulator, max_messages=19)
    log_in(store, kakao)
    for start in range(0, len(titles), 50):
        entries = [entry(n, title=title, line=title) for n, title in enumerate(titles[start : start + 50])]
        digest = Digest(date=NOW.date(), name=f"batch-{start}", entries=tuple(entries))
        assert deliver(digest, kakao, channel(store)).state == "sent"
    arrived = contents(emulator)
    assert len(arrived) == len(titles)
    for n, (title, content) in enumerate(zip(titles, arrived, strict=True)):
        number, _, told = content["title"].partition(". ")
        assert (number, told) == (f"{n % 50 + 1}", cut(visible(title), TITLE_LIMIT) or "(제목 없음)")
        kept = told.removesuffix("…")
        assert kept == "(제목 없음)" or unicodedata.normalize("NFC", kept) in visible(title)
    assert emulator.state()["kakao"]["dead_links"] == []


def test_rotation_keeps_a_bot_alive_for_a_year(world: Any, store: Store) -> None:
    emulator = world(now=NOW.isoformat(), scenario={"kakao": {"access_seconds_left": 0, "refresh_days_left": 20}})
    kakao = publisher(emulator)
    log_in(store, kakao, access_s=0, refresh_days=20)
    refresh_tokens = set()
    for days in range(0, 365, 7):
        now = NOW + dt.timedelta(days=days)
        emulator.clock.set(now.isoformat())
        digest = Digest(date=now.date(), name="main", entries=(entry(days),))
        assert deliver(digest, kakao, channel(store, now)).state == "sent"
        tokens = load_tokens(store, kakao)
        assert tokens is not None
        refresh_tokens.add(tokens.refresh)
        assert tokens.refresh in emulator.state()["kakao"]["tokens"]["refresh"]
    assert len(emulator.state()["kakao"]["messages"]) == 53
    assert len(refresh_tokens) > 5


def test_the_scenario_with_one_registered_domain_has_no_dead_link(world: Any, store: Store, shared: Path) -> None:
    scenario = json.loads((shared / "world/scenarios/rotate_kakao.json").read_text())
    now = dt.datetime.fromisoformat(scenario["now"])
    emulator = world(now=scenario["now"], scenario={"kakao": scenario["kakao"]})
    kakao = publisher(emulator, domains=("https://arxiv.org",))
    log_in(store, kakao, access_s=0, refresh_days=24)
    digest = Digest(date=now.date(), name="main", entries=tuple(entry(n) for n in range(3)))
    assert deliver(digest, kakao, channel(store, now)).state == "sent"
    assert emulator.state()["kakao"]["dead_links"] == []
    tokens = load_tokens(store, kakao)
    assert tokens is not None
    assert tokens.refresh != "kakao-refresh-0"


def test_a_dead_login_says_how_to_log_in_and_sends_nothing(world: Any, store: Store) -> None:
    emulator = world(now=NOW.isoformat(), scenario={"kakao": {"access_seconds_left": 0, "refresh_days_left": 0}})
    kakao = publisher(emulator)
    log_in(store, kakao, access_s=0, refresh_days=0)
    outcome = deliver(day(entry(1)), kakao, channel(store))
    assert outcome.state == "failed"
    assert "KOE322" in outcome.detail
    assert "digest kakao login" in outcome.detail
    assert emulator.state()["kakao"]["messages"] == []


def test_a_lost_answer_is_unknown_and_never_repeated(world: Any, store: Store) -> None:
    emulator = world(now=NOW.isoformat())
    kakao = publisher(emulator)
    log_in(store, kakao)
    emulator.faults.add({"service": "kakao", "path": "memo", "after_effect": True, "drop_connection": True})
    digest = day(*(entry(n) for n in range(4)))
    for _ in range(3):
        assert deliver(digest, kakao, channel(store)).state == "unknown"
    assert len(emulator.state()["kakao"]["messages"]) == 1


def test_the_quota_stops_the_day_and_the_next_day_goes_on(world: Any, store: Store) -> None:
    emulator = world(now=NOW.isoformat(), scenario={"kakao": {"pair_quota": 2}})
    kakao = publisher(emulator)
    log_in(store, kakao)
    digest = day(*(entry(n) for n in range(7)))
    for _ in range(3):
        outcome = deliver(digest, kakao, channel(store))
        assert outcome.state == "failed"
        assert "-10" in outcome.detail
    assert len([e for e in emulator.entries("kakao") if "memo" in e["path"]]) == 3
    tomorrow = NOW + dt.timedelta(days=1)
    emulator.clock.set(tomorrow.isoformat())
    deliver(digest, kakao, channel(store, tomorrow))
    assert len(emulator.state()["kakao"]["messages"]) == 4


def test_friends_within_and_beyond_their_limit(world: Any, store: Store) -> None:
    settings = {"scopes": ["talk_message", "friends"], "friends": {"u1": "가", "u2": "나"}, "pair_quota": 2}
    emulator = world(now=NOW.isoformat(), scenario={"kakao": settings})
    kakao = publisher(emulator, to=("u1", "u2"))
    log_in(store, kakao)
    outcome = deliver(day(*(entry(n) for n in range(7))), kakao, channel(store))
    assert outcome.state == "failed"
    assert "-536" in outcome.detail
    assert [m["receiver"] for m in emulator.state()["kakao"]["messages"]] == ["u1", "u2"] * 2


REFRESHER = """
import sys, datetime as dt, json
sys.path.insert(0, sys.argv[1])
from publish.kakao_kit import NOW, channel, publisher
from digest.store import Store
from digest.publish.kakao.tokens import access_token
store = Store.open(sys.argv[2])
kakao = publisher(base_url=sys.argv[3], auth_url=sys.argv[4])
print(access_token(kakao, channel(store)))
"""


def test_processes_that_refresh_at_once_keep_the_one_new_token(world: Any, store: Store, tmp_path: Path) -> None:
    emulator = world(now=NOW.isoformat(), scenario={"kakao": {"access_seconds_left": 0, "refresh_days_left": 20}})
    kakao = publisher(emulator)
    log_in(store, kakao, access_s=0, refresh_days=20)
    emulator.faults.add({"service": "kakao", "path": "token", "delay_s": 0.5, "times": -1})
    tests = str(Path(__file__).parents[1])
    command = [sys.executable, "-c", REFRESHER, tests, f"sqlite:///{tmp_path}/digest.db"]
    command += [emulator.urls["kakao"], emulator.urls["kauth"]]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENV) for _ in range(3)]
    given = {process.communicate(timeout=300)[0].strip() for process in running}
    tokens = load_tokens(store, kakao)
    assert tokens is not None
    assert given == {tokens.access}
    assert list(emulator.state()["kakao"]["tokens"]["refresh"]) == [tokens.refresh]
    assert len([e for e in emulator.entries("kakao") if "token" in e["path"]]) == 1
