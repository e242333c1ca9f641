"""KakaoTalk rooms: within every bound, once, and each refusal with what to do."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from digest.errors import Undelivered
from digest.models import Digest
from digest.publish.base import Channel
from digest.publish.delivery import deliver
from digest.publish.kakao.bot import BOT_MEANINGS, KakaoBotPublisher, bot_parts
from digest.store import Store
from publish.kakao_kit import NOW, channel, day, entry
from publish.kakao_kit import closing as closing
from sample_digests import HOSTILE_TITLES

ENV = {"KAKAO_BOT_TOKEN": "kakao-bot-token"}
ROOM = "bgk-papers"
OK = (200, {"totalCount": 1, "sendCount": 1, "errorCount": 0})


class Kapi:
    """Answers in order, the last one for ever."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.seen = list(answers), list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return httpx.Response(status, **({"json": body} if isinstance(body, dict) else {"text": body}))


def outcome(store: Store, kapi: Kapi, digest: Digest | None = None) -> Any:
    at = channel(store, env=ENV, transport=httpx.MockTransport(kapi))
    return deliver(digest or day(entry(1), entry(2)), KakaoBotPublisher(room=ROOM), at)


def bubbles(part: Any) -> list[dict[str, Any]]:
    return list(part.payload["template"]["outputs"])


def test_a_request_is_json_with_the_bots_token(store: Store) -> None:
    kapi = Kapi(OK)
    assert outcome(store, kapi).state == "sent"
    (request,) = kapi.seen
    assert str(request.url) == "https://kapi.kakao.com/v1/bot/send_message"
    assert request.headers["authorization"] == "KakaoAK kakao-bot-token"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content)["botGroupKey"] == ROOM


@pytest.mark.parametrize(
    ("count", "shape"),
    [(0, [[]]), (1, [[1]]), (5, [[5]]), (6, [[3, 3]]), (10, [[5, 5]]), (11, [[4, 4], [3]]),
     (27, [[5, 5], [5, 4, 4], [4]])],
)  # fmt: skip
def test_a_day_is_a_text_and_cards_of_at_most_five(count: int, shape: list[list[int]]) -> None:
    parts = bot_parts(day(*(entry(n) for n in range(count)), empty_reason="" if count else "주말입니다"))
    cards = [[len(b["listCard"]["items"]) for b in bubbles(part) if "listCard" in b] for part in parts]
    assert cards == shape
    assert "simpleText" in bubbles(parts[0])[0]
    titles = [
        item["title"] for part in parts for b in bubbles(part) if "listCard" in b for item in b["listCard"]["items"]
    ]
    assert [title.split(".")[0] for title in titles] == [str(n) for n in range(1, count + 1)]


def test_what_came_later_is_a_message_of_its_own_and_changes_none() -> None:
    before = bot_parts(day(entry(1), entry(2)))
    after = bot_parts(day(entry(1), entry(2), entry(3, late=True)))
    assert [part.id for part in after] == ["main", "late-1"]
    assert after[0] == before[0]


@pytest.mark.parametrize("code", sorted(BOT_MEANINGS))
def test_every_documented_code_says_what_happened_and_what_to_do(store: Store, code: int) -> None:
    told = outcome(store, Kapi((401 if code == -401 else 400, {"code": code, "msg": "x"})))
    assert told.state == "failed"
    assert str(code) in told.detail
    assert "→" in told.detail


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (httpx.ConnectError("refused"), "failed"),
        (httpx.ReadTimeout("slow"), "unknown"),
        ((500, "<html>oops</html>"), "unknown"),
        ((200, "<html>login</html>"), "unknown"),
        ((200, {"totalCount": 3, "sendCount": 0, "errorCount": 3}), "failed"),
        ((404, "<html>no such page</html>"), "failed"),
    ],
)  # fmt: skip
def test_only_what_surely_did_not_arrive_is_sent_again(store: Store, answer: Any, state: str) -> None:
    kapi = Kapi(answer, OK)
    assert outcome(store, kapi).state == state
    assert outcome(store, kapi).state == ("sent" if state == "failed" else "unknown")
    assert len(kapi.seen) == (2 if state == "failed" else 1)


def test_a_part_of_the_bubbles_is_told_and_not_repeated(store: Store) -> None:
    kapi = Kapi((200, {"totalCount": 2, "sendCount": 1, "errorCount": 1}))
    assert outcome(store, kapi).receipt["missed"] == "1"
    assert outcome(store, kapi).act == "unchanged"


def test_a_used_up_quota_stops_the_day(store: Store) -> None:
    kapi = Kapi((400, {"code": -10, "msg": "limit"}))
    assert outcome(store, kapi).state == outcome(store, kapi).state == "failed"
    assert len(kapi.seen) == 1


def test_without_a_usable_token_nothing_is_asked(store: Store) -> None:
    bot = KakaoBotPublisher(room=ROOM)
    assert bot.missing({}) == ("KAKAO_BOT_TOKEN",)
    kapi = Kapi(OK)
    at = channel(store, env={"KAKAO_BOT_TOKEN": "토큰"}, transport=httpx.MockTransport(kapi))
    assert deliver(day(entry(1)), bot, at).state == "failed"
    assert kapi.seen == []


@pytest.fixture
def room(world: Any) -> Any:
    return world(now=NOW.isoformat())


def at(store: Store) -> Channel:
    return channel(store, env=ENV)


def bot(room: Any, key: str = ROOM) -> KakaoBotPublisher:
    return KakaoBotPublisher(room=key, base_url=room.urls["kakao_bot"])


@pytest.mark.world
@pytest.mark.parametrize("count", [0, 1, 7, 27])
def test_a_morning_reaches_the_room_once(room: Any, store: Store, count: int) -> None:
    digest = day(*(entry(n) for n in range(count)), empty_reason="" if count else "새 논문이 없습니다")
    for _ in range(2):
        assert deliver(digest, bot(room), at(store)).state == "sent"
    state = room.state()["kakao_bot"]
    assert (len(state["messages"]), state["duplicates"]) == (len(bot_parts(digest)), [])
    told = "\n".join(message["plain"] for message in state["messages"])
    assert all(f"Paper number {n}" in told for n in range(count))
    assert {link for message in state["messages"] for link in message["links"]} == {e.item.url for e in digest.entries}


@pytest.mark.world
def test_hostile_titles_arrive_within_the_bounds(room: Any, store: Store) -> None:
    digest = day(*(entry(n, title=title, line=title) for n, title in enumerate(HOSTILE_TITLES)))
    assert deliver(digest, bot(room), at(store)).state == "sent"


@pytest.mark.world
@pytest.mark.parametrize(
    ("key", "words"), [("bgk-muted", "알림메시지"), ("bgk-notin", "초대"), ("bgk-none", "botGroupKey")]
)
def test_a_room_that_does_not_listen_is_told_with_what_to_do(room: Any, store: Store, key: str, words: str) -> None:
    outcome = deliver(day(entry(1)), bot(room, key), at(store))
    assert outcome.state == "failed"
    assert words in outcome.detail


@pytest.mark.world
def test_an_address_that_is_not_on_the_list(room: Any, store: Store) -> None:
    room.configure({"kakao_bot": {"ip_allowed": False}})
    with pytest.raises(Undelivered, match="IP") as refused:
        bot(room).probe(at(store))
    assert "호출 허용 IP" in refused.value.hint


@pytest.mark.world
def test_probe_and_test_message(room: Any, store: Store) -> None:
    assert "맞음" in bot(room).probe(at(store))
    assert room.state()["kakao_bot"]["messages"] == []
    assert ROOM in bot(room).test(at(store))
    assert "시험" in room.state()["kakao_bot"]["messages"][0]["plain"]


@pytest.mark.world
def test_a_lost_answer_is_never_repeated(room: Any, store: Store) -> None:
    room.faults.add({"service": "kakao_bot", "path": "send_message", "after_effect": True, "drop_connection": True})
    for _ in range(2):
        assert deliver(day(entry(1)), bot(room), at(store)).state == "unknown"
    assert len(room.state()["kakao_bot"]["messages"]) == 1
