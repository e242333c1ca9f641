"""KakaoTalk group rooms through the bot API, for partners whom Kakao approved. No receipt, no update, no search.

Facts about the service: docs/services.md: KakaoTalk bots.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, JsonValue

from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.models import Digest, Entry, Part, Receipt
from digest.net.answer import HttpFailure, Reply
from digest.publish.base import Channel, PublisherSettings
from digest.publish.kakao.target import KST, LATER, REPORT, TOMORROW, names_code
from digest.publish.kakao.template import Placed, cut, fitted, foot_of, head_of, lead_of, rest_of, units
from digest.render.clean import web_address
from digest.render.late import LATER as JOINED
from digest.render.late import at_first, joined
from digest.render.phrases import short_day
from digest.store import Store

SEND, COMMANDS = "/v1/bot/send_message", "/v1/bot/commands"
BUBBLES, ITEMS = 3, 5
"""What one call may hold, and one list card."""
TEXT_LIMIT = 500
"""The app folds a longer text behind a button."""
TITLE_LIMIT, ABOUT_LIMIT, HEADER_LIMIT = 60, 120, 40
"""Not documented; what a phone shows."""
TOP, TOP_LIMIT = 2, 70

BOT_MEANINGS: dict[int, tuple[str, str]] = {
    -1: ("카카오 서버 안의 오류입니다", LATER),
    -2: ("카카오가 요청 형식을 받아들이지 않았습니다", REPORT),
    -10: ("봇이 오늘 보낼 수 있는 횟수를 다 썼습니다", TOMORROW),
    -401: (
        "봇 토큰이나 보내는 컴퓨터의 IP 주소가 거절되었습니다",
        "카카오 개발자 콘솔의 [어드민 키] > 호출 허용 IP에 이 컴퓨터의 주소가 있는지, 봇 토큰이 맞는지 확인하세요.",
    ),
    -870: ("앱이 봇 메시지를 보낼 수 없는 상태입니다", "콘솔의 [제품 설정] > [카카오톡 봇]과 제휴 승인을 확인하세요."),
    -873: ("쓸 수 없는 봇입니다", "콘솔의 [카카오톡 봇]에서 봇의 상태와 제휴 승인을 확인하세요."),
    -876: ("방을 찾을 수 없습니다", "room이 봇이 받은 botGroupKey와 똑같은지 확인하세요."),
    -877: ("채널의 친구가 아닙니다", "그룹방의 botGroupKey를 room에 적으세요."),
    -878: ("카카오가 말풍선의 형식을 받아들이지 않았습니다", REPORT),
    -879: ("방에서 봇의 메시지를 꺼 두었습니다", "그 방의 [봇 설정] > 알림메시지 받기를 켜 달라고 하세요."),
    -880: ("봇이 그 방에 없습니다", "그 방에 봇을 초대하세요. 다시 초대하면 room의 값이 달라질 수 있습니다."),
}
"""Code of the bot API → what happened and what to do."""


class KakaoBotPublisher(PublisherSettings):
    """제휴 승인을 받은 봇이 초대된 카카오톡 방 하나에, 아침 다이제스트를 목록 카드로 보냅니다."""

    kind: Literal["kakao_bot"] = "kakao_bot"
    token_env: str = "KAKAO_BOT_TOKEN"
    """봇 토큰이 든 환경 변수."""
    room: str = Field(min_length=1)
    """봇이 방에 초대될 때 받은 `botGroupKey`."""
    base_url: str = "https://kapi.kakao.com"

    @property
    def target(self) -> str:
        """`kakao_bot:<room>`."""
        return f"kakao_bot:{self.room}"

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """The token's variable when it is not set."""
        return () if env.get(self.token_env, "").strip() else (self.token_env,)

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """`main` (a text and up to ten items), `more-1` … (up to fifteen), `late-1` … for what came afterwards."""
        return bot_parts(digest)

    def prepare(self, channel: Channel) -> None:
        """Nothing more today once Kakao said that the quota is used up."""
        note = channel.store.notes.get(self._stop)
        if note and note[0] == _today(channel.clock()):
            raise explained({"code": -10})

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """One call with one to three bubbles. Without an answer it may have arrived: never repeated blindly."""
        return self._send(part.payload, channel)

    def probe(self, channel: Channel) -> str:
        """Ask for the bot's commands: token and address are right; nothing is sent."""
        try:
            channel.http.get(f"{self.base_url.rstrip('/')}{COMMANDS}", headers=self._headers(channel), retries=1)
        except HttpFailure as failure:
            raise self._failed(failure, channel.store, channel.clock()) from None
        return "봇 토큰이 맞음 (방에 초대되었는지는 보내 봐야 압니다)"

    def test(self, channel: Channel) -> str:
        """Send one line into the room."""
        self._send(_response([_text("digest 시험 메시지입니다. 아침 다이제스트도 이 방으로 옵니다.")]), channel)
        return f"카카오톡 방({self.room})에 한 건 보냈습니다."

    def _send(self, response: Mapping[str, Any], channel: Channel) -> Receipt:
        body = json.dumps({"botGroupKey": self.room, "skillResponse": response}, ensure_ascii=False).encode()
        headers = self._headers(channel) | {"Content-Type": "application/json"}
        try:
            reply = channel.http.post(f"{self.base_url.rstrip('/')}{SEND}", data=body, headers=headers)
        except HttpFailure as failure:
            raise self._failed(failure, channel.store, channel.clock()) from None
        return _receipt(reply, channel.clock())

    def _headers(self, channel: Channel) -> dict[str, str]:
        token = channel.env.get(self.token_env, "").strip()
        if not token.isascii() or not token.isprintable() or not token:
            raise Undelivered(f"환경 변수 {self.token_env}에 쓸 수 있는 봇 토큰이 없습니다", hint=".env를 확인하세요")
        return {"Authorization": f"KakaoAK {token}"}

    def _failed(self, failure: HttpFailure, store: Store, now: datetime) -> SkippableError:
        answer = _decoded(failure.body)
        code = names_code(answer)
        if code is None:
            if not failure.left or (failure.status or 0) in range(400, 500):
                return Undelivered(f"카카오톡 봇: {failure.message}", hint=LATER)
            return Ambiguous(f"카카오톡 봇: {failure.message}")
        if code == -10:
            store.notes.put(self._stop, _today(now), now)
        return explained(answer)

    @property
    def _stop(self) -> str:
        return f"stopped:{self.target}"


def explained(answer: Mapping[str, Any]) -> SkippableError:
    """An error of the bot API in Korean, with what to do."""
    code = names_code(answer)
    told, hint = BOT_MEANINGS.get(code or 0, ("알 수 없는 카카오 오류입니다", REPORT))
    extras = answer.get("extras")
    more = f" ({str(extras.get('code', ''))[:20]})" if isinstance(extras, Mapping) and extras.get("code") else ""
    return Undelivered(f"카카오톡 봇 오류 {code}: {told}{more}", hint=hint)


def _receipt(reply: Reply, now: datetime) -> Receipt:
    """What arrived, counted in bubbles; a part of them is told and not repeated, for they cannot be taken back."""
    answer = _decoded(reply.content)
    sent, wrong = answer.get("sendCount"), answer.get("errorCount")
    if not isinstance(sent, int) or not isinstance(wrong, int):
        raise Ambiguous("카카오톡 봇: 카카오가 알 수 없는 답을 했습니다")
    if not sent:
        raise Undelivered("카카오톡 봇: 카카오가 한 건도 보내지 않았습니다", hint=LATER)
    return {"sent_at": now.isoformat(timespec="seconds")} | ({"missed": str(wrong)} if wrong else {})


def _decoded(body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _today(now: datetime) -> str:
    return now.astimezone(KST).date().isoformat()


# A digest as responses of bubbles: a text, then list cards. Pure.


Bubble = dict[str, JsonValue]


def bot_parts(digest: Digest) -> tuple[Part, ...]:
    """Every part one call of at most three bubbles; a part that was sent never has to change."""
    first = at_first(digest)
    placed = [(place, entry) for place, entry in enumerate(digest.entries, 1) if not entry.late]
    cards = _cards(digest, placed)
    main = [_text(_opening(first, placed)), *cards[: BUBBLES - 1]]
    rest = cards[BUBBLES - 1 :]
    parts = [Part(id="main", payload=_response(main))]
    for n, start in enumerate(range(0, len(rest), BUBBLES), 1):
        parts.append(Part(id=f"more-{n}", payload=_response(rest[start : start + BUBBLES])))
    for n, late in enumerate(joined(digest), 1):
        parts.append(Part(id=f"late-{n}", payload=_response([_card(f"{short_day(digest.date)} · {JOINED}", [late])])))
    return tuple(parts)


def _opening(digest: Digest, placed: Sequence[Placed]) -> str:
    """The day, its first items for the notification, then what is missing and what moved."""
    top = [f"{place}. {cut(lead_of(entry), TOP_LIMIT)}" for place, entry in placed[:TOP]]
    told = "\n".join([head_of(digest, len(placed)), *top])
    foot = fitted(foot_of(digest), TEXT_LIMIT - units(told) - 1)
    return f"{told}\n{foot}" if foot else told


def _cards(digest: Digest, placed: Sequence[Placed]) -> list[Bubble]:
    """List cards of nearly the same length: six items are three and three."""
    count = -(-len(placed) // ITEMS)
    cards, start = [], 0
    for n in range(count):
        size = len(placed) // count + (n < len(placed) % count)
        group = placed[start : start + size]
        cards.append(_card(f"{short_day(digest.date)} · {group[0][0]}–{group[-1][0]} / {len(placed)}", group))
        start += size
    return cards


def _card(header: str, placed: Sequence[Placed]) -> Bubble:
    items: list[JsonValue] = [_item(place, entry) for place, entry in placed]
    return {"listCard": {"header": {"title": cut(header, HEADER_LIMIT)}, "items": items}}


def _item(place: int, entry: Entry) -> dict[str, JsonValue]:
    item: dict[str, JsonValue] = {"title": f"{place}. {cut(lead_of(entry), TITLE_LIMIT)}"}
    about, url = cut(rest_of(entry), ABOUT_LIMIT), web_address(entry.item.url)
    if about:
        item["description"] = about
    if url:
        item["link"] = {"web": url}
    return item


def _text(text: str) -> Bubble:
    return {"simpleText": {"text": text}}


def _response(bubbles: Sequence[Bubble]) -> dict[str, JsonValue]:
    return {"version": "2.0", "template": {"outputs": list(bubbles)}}
