"""KakaoTalk "나에게 보내기" and, where allowed, friends: no receipt, no update, no search.

Facts about the service: docs/services.md: KakaoTalk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, PrivateAttr, Tag, model_validator

from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.models import Digest, Part, Receipt
from digest.net.answer import HttpFailure, Reply
from digest.publish.base import Channel, Unready
from digest.publish.kakao.template import ARXIV, HUGGINGFACE, Links, kakao_parts, origin
from digest.publish.kakao.tokens import KakaoLogin, access_token, load_tokens
from digest.store import Store

MEMO = "/v2/api/talk/memo/default/send"
FRIENDS = "/v1/api/talk/friends/message/default/send"
KST = timezone(timedelta(hours=9))
"""Kakao counts its days in Korea, wherever the bot runs."""


def _as_origin(text: str) -> str:
    if origin(text) != text.rstrip("/").lower():
        raise ValueError("https://arxiv.org처럼 프로토콜과 호스트만 적으세요")
    return origin(text)


Origin = Annotated[str, AfterValidator(_as_origin)]


class KakaoPublisher(KakaoLogin):
    """짧은 글 하나, 이어서 2–3건씩 묶은 카드 몇 장을 나에게, 또는 친구 다섯 명까지에게 보냅니다."""

    kind: Literal["kakao"] = "kakao"
    base_url: str = "https://kapi.kakao.com"
    to: Annotated[
        Annotated[Literal["me"], Tag("me")]
        | Annotated[tuple[str, ...], Field(min_length=1, max_length=5), Tag("friends")],
        Discriminator(lambda to: "friends" if isinstance(to, list | tuple) else "me"),
    ] = "me"
    """`me`, 또는 같은 앱을 쓰는 친구의 uuid 하나에서 다섯까지(카카오의 권한 심사가 필요합니다)."""
    domains: Annotated[tuple[Origin, ...], Field(min_length=1)] = (ARXIV, HUGGINGFACE)
    """콘솔에 등록한 링크 도메인. 다른 도메인의 링크는 오류 없이 죽습니다."""
    page_url: str = ""
    """메시지 전체를 눌렀을 때 갈 곳. `domains` 가운데 하나에 있어야 합니다. 적지 않으면 그날의 논문 목록입니다."""
    max_messages: int = Field(default=10, ge=1, le=19)
    """다이제스트 하나가 하루에 보낼 메시지 수의 한도. 카카오는 같은 사람에게 하루 20통까지 허용합니다."""

    _refused: str = PrivateAttr("")
    """An access token that Kakao did not take although it should still live."""

    @model_validator(mode="after")
    def _page_is_registered(self) -> Self:
        if self.page_url and origin(self.page_url) not in self.domains:
            raise ValueError("page_url의 도메인이 domains에 없습니다. 그대로는 링크가 열리지 않습니다")
        return self

    @property
    def target(self) -> str:
        """`kakao:me`, or a fingerprint of the friends; another app's login is another target."""
        other = "" if self.rest_key_env == "KAKAO_REST_API_KEY" else f":{self.rest_key_env}"
        if self.to == "me":
            return f"kakao:me{other}"
        return f"kakao:friends-{hashlib.sha256(' '.join(sorted(self.to)).encode()).hexdigest()[:8]}{other}"

    @property
    def scopes(self) -> tuple[str, ...]:
        """Consent items the messages need."""
        return ("talk_message",) if self.to == "me" else ("talk_message", "friends")

    @property
    def links(self) -> Links:
        """Which links live, and where the message as a whole leads."""
        page = self.page_url or (f"{HUGGINGFACE}/papers" if HUGGINGFACE in self.domains else self.domains[0])
        return Links(self.domains, page)

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """A text, then lists of 2–3 items; within every limit whatever the day holds."""
        return kakao_parts(digest, self.links, self.max_messages)

    def prepare(self, channel: Channel) -> None:
        """Renew the token when it is over; nothing more today once Kakao said that a limit is reached."""
        stopped = self.stopped_by(channel.store, channel.clock())
        if stopped:
            raise stopped
        access_token(self, channel, refused=self._refused)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Send one template. Raises Unready when Kakao does not take a token that should live."""
        return self._send(part.payload, channel)

    def probe(self, channel: Channel) -> str:
        """Look at the stored login without using it: a refresh here could lose the rotated token."""
        tokens = load_tokens(channel.store, self)
        if tokens is None:
            raise Undelivered("카카오톡에 로그인한 적이 없습니다", hint="`digest kakao login`을 한 번 실행하세요.")
        return "로그인되어 있음 (`digest kakao status`가 남은 기간을 알려 줍니다)"

    def test(self, channel: Channel) -> str:
        """Send one short text."""
        link = {"web_url": self.links.page, "mobile_web_url": self.links.page}
        text = "digest 시험 메시지입니다. 단추를 눌러 링크가 열리는지도 확인하세요."
        message = {"object_type": "text", "text": text, "link": link, "button_title": "링크 확인"}
        self.prepare(channel)
        try:
            self._send(message, channel)
        except Unready:
            self.prepare(channel)
            self._send(message, channel)
        return f"카카오톡 {'나와의 채팅' if self.to == 'me' else f'친구 {len(self.to)}명'}에 한 건 보냈습니다."

    def _send(self, template: Mapping[str, Any], channel: Channel) -> Receipt:
        tokens = load_tokens(channel.store, self)
        token = tokens.access if tokens else ""
        try:
            reply = self._post(template, channel, token)
        except HttpFailure as failure:
            if _code(failure) == -401:
                self._refused, refusal = token, explain(json.loads(failure.body))
                raise Unready(refusal.message, hint=refusal.hint) from None
            raise self._failed(failure, channel) from None
        return self._receipt(reply, channel)

    def _post(self, template: Mapping[str, Any], channel: Channel, token: str) -> Reply:
        form = {"template_object": json.dumps(template, ensure_ascii=False)}
        if self.to != "me":
            form["receiver_uuids"] = json.dumps(list(self.to))
        url = self.base_url.rstrip("/") + (MEMO if self.to == "me" else FRIENDS)
        return channel.http.post(url, data=form, headers={"Authorization": f"Bearer {token}"})

    def _receipt(self, reply: Reply, channel: Channel) -> Receipt:
        """What arrived; of friends, a part may have been missed, and repeating would reach the others twice."""
        try:
            answer = reply.json()
        except ValueError:
            answer = None
        at = channel.clock().isoformat(timespec="seconds")
        if self.to == "me" and isinstance(answer, dict) and answer.get("result_code") == 0:
            return {"sent_at": at}
        if self.to != "me" and isinstance(answer, dict) and "successful_receiver_uuids" in answer:
            reached, failures = answer["successful_receiver_uuids"] or [], answer.get("failure_info") or []
            if reached:
                missed = {"missed": str(len(self.to) - len(reached))} if failures else {}
                return {"sent_at": at, "reached": str(len(reached))} | missed
            raise self._told(failures[0] if failures else {}, channel)
        raise Ambiguous("카카오가 알 수 없는 답을 했습니다")

    def _failed(self, failure: HttpFailure, channel: Channel) -> SkippableError:
        if _code(failure) is not None:
            return self._told(json.loads(failure.body), channel)
        if not failure.left or (failure.status or 0) in range(400, 500):
            return Undelivered(f"카카오톡: {failure.message}", hint="잠시 뒤 다시 실행하면 보냅니다.")
        return Ambiguous(f"카카오톡: {failure.message}")

    def _told(self, answer: Mapping[str, Any], channel: Channel) -> SkippableError:
        """Kakao's own error as an exception; remembers for the rest of the day that a limit is reached."""
        code = names_code(answer)
        if code is not None and stops_the_day(code):
            now = channel.clock()
            channel.store.notes.put(self._stop, {"day": now.astimezone(KST).date().isoformat(), "code": code}, now)
        return explain(answer)

    @property
    def _stop(self) -> str:
        return f"stopped:{self.target}"

    def stopped_by(self, store: Store, now: datetime) -> SkippableError | None:
        """The limit that Kakao named earlier on this (Korean) day, None when there was none."""
        note = store.notes.get(self._stop)
        today = now.astimezone(KST).date().isoformat()
        return explain({"code": note[0]["code"]}) if note and note[0]["day"] == today else None


def _code(failure: HttpFailure) -> int | None:
    """The Kakao error code of an answer, None when it is no Kakao error (an HTML page, no answer)."""
    try:
        return names_code(json.loads(failure.body))
    except ValueError:
        return None


# Kakao's error codes → what happened and what to do, in Korean. Pure.


RELOGIN = "`digest kakao login`을 실행해 다시 동의하세요."
TOMORROW = (
    "오늘은 더 보내지 않습니다. 다음 날 것부터 다시 가고, 이날 것은 내일 "
    "`digest resend --date 날짜 --target kakao`로 보낼 수 있습니다."
)
LATER = "잠시 뒤 다시 실행하면 보냅니다."
REPORT = "`digest --version`과 함께 알려 주세요. 설정의 to, domains, page_url도 확인하세요."
PERMISSION = "카카오 개발자 콘솔에서 '카카오톡 메시지' 권한 신청을 마치거나 to: me로 바꾸세요."

MEANINGS: dict[int, tuple[str, str]] = {
    -1: ("카카오 서버 안의 오류입니다", LATER),
    -2: ("카카오가 요청 형식을 받아들이지 않았습니다", REPORT),
    -3: (
        "앱에서 꺼져 있는 기능입니다",
        "콘솔의 [카카오 로그인]을 켜고 [동의항목]에서 '카카오톡 메시지 전송'을 설정하세요.",
    ),
    -4: ("제재되었거나 쓸 수 없는 카카오 계정입니다", "카카오톡에서 계정 상태를 확인하세요."),
    -5: ("앱에 이 기능을 쓸 권한이 없습니다", PERMISSION),
    -7: ("카카오 서비스 점검 중입니다", LATER),
    -8: ("카카오가 요청 헤더를 받아들이지 않았습니다", REPORT),
    -9: ("없어진 카카오 API입니다", "base_url을 확인하고 `digest`를 새 판으로 올리세요."),
    -10: ("오늘 보낼 수 있는 횟수를 다 썼습니다", TOMORROW),
    -401: (
        "카카오 로그인이 거절되었습니다",
        f"{RELOGIN} 그래도 같으면 콘솔의 허용 IP 주소를 확인하세요.",
    ),
    -402: ("카카오 동의가 부족합니다", RELOGIN),
    -501: ("받는 사람이 카카오톡 사용자가 아닙니다", "카카오톡에 가입한 계정으로 로그인하세요."),
    -502: ("받는 사람이 카카오톡 친구가 아닙니다", "to의 uuid를 다시 확인하세요."),
    -530: ("받는 사람이 이 앱의 메시지를 차단했습니다", "카카오톡에서 차단을 풀어야 다시 보낼 수 있습니다."),
    -531: ("이번 달에 보낼 수 있는 횟수를 다 썼습니다", "다음 달 것부터 다시 갑니다."),
    -532: ("보내는 사람의 하루 횟수를 다 썼습니다", TOMORROW),
    -533: ("받는 사람의 하루 횟수를 다 썼습니다", TOMORROW),
    -536: ("같은 사람에게 보내는 하루 횟수를 다 썼습니다", TOMORROW),
    -603: ("카카오 안에서 시간이 초과되었습니다", ""),
    -9798: ("카카오 서비스 점검 중입니다", LATER),
}


def names_code(answer: object) -> int | None:
    """The `code` of a Kakao answer; None when it has none."""
    code = answer.get("code") if isinstance(answer, Mapping) else None
    return code if isinstance(code, int) else None


def stops_the_day(code: int) -> bool:
    """Whether asking again today is useless or harmful: quotas and a receiver who blocked us."""
    return code == -10 or -539 <= code <= -530


def explain(answer: Mapping[str, Any]) -> SkippableError:
    """A Kakao error body → Undelivered, or Ambiguous for -603, which may have been delivered."""
    code = names_code(answer)
    if code is None:
        return Undelivered("카카오가 이유 없이 거절했습니다", hint=REPORT)
    limit = (
        ("카카오의 보내기 한도에 걸렸습니다", TOMORROW)
        if stops_the_day(code)
        else ("알 수 없는 카카오 오류입니다", REPORT)
    )
    told, hint = MEANINGS.get(code, limit)
    if code == -402:
        scopes = answer.get("required_scopes")
        if isinstance(scopes, list) and scopes:
            told += f" (필요한 동의: {', '.join(str(scope)[:40] for scope in scopes[:5])})"
    if code == -603:
        return Ambiguous(f"카카오톡 오류 {code}: {told}")
    return Undelivered(f"카카오톡 오류 {code}: {told}", hint=hint)
