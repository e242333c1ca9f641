"""The form of a Korean one-liner: one sentence, its ending style, its share of Hangul.

Rules measured against a morphological analyser (tests/summarize/test_sentence.py holds them together).
"""

from __future__ import annotations

import re
from typing import Literal

from digest.lazy import pattern_of

Ending = Literal["한다체", "합니다체", "음슴체", "해요체", "의문형", "명사"]

_TAIL = pattern_of(r"(?:\([^()]*\)|\[[^\[\]]*\]|[\s.!?…。,'\"’”」』)\]])+$")
_QUESTION = pattern_of(r"(?:니까|는가|은가|인가|을까|ㄹ까|될까|할까|일까|나요)$")
_NOT_POLITE = ("필요", "중요", "수요", "개요", "주요", "소요", "동요", "가요", "강요", "고요", "민요")
_NOT_PLAIN = ("람다", "판다", "바다", "캐나다", "베란다", "우간다", "르완다", "소다")
_NOUNS_IN_M_TEXT = """
시스템 알고리즘 프레임 패러다임 메커니즘 다음 처음 마음 모음 믿음 소음 잡음 발음 녹음 화음 웃음 얼음
걸음 물음 그림 흐름 이름 여름 사람 핵심 중심 관심 의심 안심 실험 시험 체험 위험 경험 보험 모험
게임 팀 플랫폼 폼 프로그램 다이어그램 히스토그램 스펙트럼 스트림 리듬 힘 꿈 춤 잠 몸 밤 봄 점 장점
단점 시점 관점 초점 지점 문제점 차이점 정점 약점 강점 공통점 개념 이념 신념 감염 오염 전염 범 규범
모범 점검 수렴 책임 위임 신임 금 지금 자금 요금 벌금 품 상품 제품 작품 부품 식품 의약품 논문집음
아이템 토템 스팸 섬 결함 포함 움직임 도움 어려움 새로움 놀라움 아름다움 부담 상담 담 감 공감 영감
질감 민감 줌 룸 붐 타임 런타임 클레임 심 림 트림 스킴 컴 닷컴 모멘텀 퀀텀 옵티멈 미디엄 커리큘럼
레짐 임 음 멀티모달리즘 휴머니즘
"""
NOUNS_IN_M = frozenset(_NOUNS_IN_M_TEXT.split())
"""Nouns that only happen to end in ㅁ."""
_CONNECTIVE = (
    r"(?:또한|그리고|하지만|그러나|이는|이를|이로써|따라서|특히|이때|여기서|이들은|그\s?결과|나아가|아울러|더불어|게다가|반면"
    r"|본\s?(?:논문|연구)|이\s?(?:논문|연구|모델|방법))"
)
_JOINED = pattern_of(rf"(?:니다|[한된했였렸었았인]다|이다|있다|없다|[함됨])(?:\s+(?={_CONNECTIVE}(?:\s|,))|,\s+(?=\S))")
_STOP = pattern_of(r"[.!?。…]+[\"'”’)\]]*\s+(?=\S)|(?<=[가-힣])[.!?。](?=[가-힣A-Z])|[;；](?=\s|$)")
_ABBREVIATED = pattern_of(r"(?:\b(?:vs|e\.g|i\.e|al|etc|cf|No|St|Dr|v\d)|\b[A-Z])\.$")


def ending_of(line: str) -> Ending:
    """The style a line ends in; trailing brackets, quotes and stops are looked through."""
    bare = _TAIL.sub("", line)
    last = bare[-1:]
    if line.rstrip("\"'”’)] ").endswith("?") or _QUESTION.search(bare):
        return "의문형"
    if re.search(r"(?:니다|시다)$", bare) and len(bare) > 2 and _coda(bare[-3]) == 17:
        return "합니다체"
    if last in ("요", "죠") and not bare.endswith(_NOT_POLITE):
        return "해요체"
    if last == "다" and not bare.endswith(_NOT_PLAIN):
        return "한다체"
    if _coda(last) in (10, 16) and not _is_noun(bare):
        return "음슴체"
    return "명사"


def sentence_count(line: str) -> int:
    """How many sentences a line holds; decimals and abbreviations end none."""
    body = line.strip()
    stops = [m for m in _STOP.finditer(body) if m.end() < len(body) and not _ABBREVIATED.search(body[: m.start() + 1])]
    return 1 + len(stops) + len(_JOINED.findall(body))


def hangul_shares(line: str) -> tuple[float, float]:
    """(Hangul / (Hangul + Latin) letters, words with any Hangul / words with a letter)."""
    hangul, latin = len(re.findall(r"[가-힣]", line)), len(re.findall(r"[A-Za-z]", line))
    words = [w for w in line.split() if re.search(r"[가-힣A-Za-z]", w)]
    korean = sum(1 for w in words if re.search(r"[가-힣]", w))
    return hangul / max(1, hangul + latin), korean / max(1, len(words))


def loop_in(line: str) -> str | None:
    """What repeats itself as small models do: a syllable group four times, a phrase twice in a row; or None."""
    packed = re.sub(r"[\s,.·/|-]+", "", line)
    for found in re.finditer(r"(.{1,12}?)\1{3,}", packed):
        if re.search(r"[가-힣A-Za-z]", found[1]):
            return found[1]
    phrase = re.search(r"(?<!\S)(\S+(?:\s+\S+){1,6})[\s,]+\1(?!\S)", line)
    return phrase[1] if phrase else None


def _is_noun(bare: str) -> bool:
    """Whether the last word only happens to end in ㅁ: a listed noun, alone or behind a modifier or another noun."""
    if bare.endswith("에 이름"):  # "95%에 이름": the verb, not the noun
        return False
    word = bare.split()[-1] if bare.split() else ""
    return any(word == noun or (len(noun) > 1 and word.endswith(noun)) for noun in NOUNS_IN_M)


def _coda(syllable: str) -> int:
    """Index of the final consonant of a Hangul syllable (10 = ㄻ, 16 = ㅁ, 17 = ㅂ), 0 if none."""
    return (ord(syllable) - 0xAC00) % 28 if syllable and "가" <= syllable <= "힣" else 0
