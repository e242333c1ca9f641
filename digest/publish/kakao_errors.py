"""Kakao's error codes → what happened and what to do, in Korean (contracts §8.3). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digest.errors import Ambiguous, SkippableError, Undelivered

RELOGIN = "`digest kakao login`을 실행해 다시 동의하세요."
TOMORROW = "오늘은 더 보내지 않습니다. 내일 실행에서 다시 보냅니다."
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
    -531: ("이번 달에 보낼 수 있는 횟수를 다 썼습니다", "다음 달에 다시 보냅니다."),
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
