"""The form of a Korean one-liner: one sentence, its ending style, its share of Hangul.

Rules measured against a morphological analyser (tests/summarize/test_sentence.py holds them together).
"""

from __future__ import annotations

import re
from typing import Literal

from digest.lazy import pattern_of
from digest.summarize.word_tables import word_list

Ending = Literal["한다체", "합니다체", "음슴체", "해요체", "의문형", "명사"]

_TAIL = pattern_of(r"(?:\([^()]*\)|\[[^\[\]]*\]|[\s.!?…。,'\"’”」』)\]])+$")  # 높인다 (ICLR 2024).
_QUESTION = pattern_of(r"(?:니까|는가|은가|인가|을까|ㄹ까|될까|할까|일까|나요)$")  # 할 수 있을까
# `데이터가 더 필요`: a noun, no 해요체
_NOT_POLITE = ("필요", "중요", "수요", "개요", "주요", "소요", "동요", "가요", "강요", "고요", "민요")
# `자바의 람다`: a noun, no 한다체
_NOT_PLAIN = ("람다", "판다", "바다", "캐나다", "베란다", "우간다", "르완다", "소다")
# 또한 · 이 논문
_CONNECTIVE = (
    r"(?:또한|그리고|하지만|그러나|이는|이를|이로써|따라서|특히|이때|여기서|이들은|그\s?결과|나아가|아울러|더불어|게다가|반면"
    r"|본\s?(?:논문|연구)|이\s?(?:논문|연구|모델|방법))"
)
_JOINED = pattern_of(
    rf"(?:니다|[한된했였렸었았인]다|이다|있다|없다)(?:\s+(?={_CONNECTIVE}(?:\s|,))|,\s+(?=\S))"
)  # `제안한다, 성능도`
_NOMINAL = pattern_of(rf"[함됨](?:\s+(?={_CONNECTIVE}(?:\s|,))|,\s+(?=\S))")  # `제안함, 성능도`
_QUOTED = r"[\"'”’]\s(?:같은|처럼|등|식의|하고|라는|라고|하는)(?![가-힣])"  # `"…안전할까?" 같은`
_STOP = pattern_of(
    rf"[.!?。…]+(?!{_QUOTED})[\"'”’)\]]*\s+(?=\S)|(?<=[가-힣])[.!?。](?=[가-힣A-Z])|[;；](?=\s|$)"
)  # `제안한다. 성능도`
_ABBREVIATED = pattern_of(r"(?:\b(?:vs|e\.g|i\.e|al|etc|cf|No|St|Dr|v\d)|\b[A-Z])\.$")  # e.g. · et al.
_LATIN_RUN = pattern_of(r"\d*[A-Za-z][A-Za-z\d.+-]*(?:\s[A-Za-z\d][A-Za-z\d.+-]*)*")
"""`Step 3.5 Flash`, `tau2-Bench 88.2`: Latin words and numbers with nothing between."""


def ending_of(line: str) -> Ending:
    """The style a line ends in; trailing brackets, quotes and stops are looked through."""
    bare = _TAIL.sub("", line)
    last = bare[-1:]
    if line.rstrip("\"'”’)] ").endswith("?") or _QUESTION.search(bare):
        return "의문형"
    # `높입니다`, `봅시다`
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
    # `모호함, 잡음, 시간 제약을 시험한다` lists nouns
    nominal = _NOMINAL.findall(body) if ending_of(body) == "음슴체" else []
    return 1 + len(stops) + len(_JOINED.findall(body)) + len(nominal)


def hangul_shares(line: str) -> tuple[float, float]:
    """(Hangul / (Hangul + Latin) letters, words with any Hangul / words with a letter)."""
    # `LLM을 → 을` and `LLM을 → L | L | M`
    hangul, latin = len(re.findall(r"[가-힣]", line)), len(re.findall(r"[A-Za-z]", line))
    # `LLM을`, `fast`; not `90%`
    words = [w for w in line.split() if re.search(r"[가-힣A-Za-z]", w)]
    # `LLM을`
    korean = sum(1 for w in words if re.search(r"[가-힣]", w))
    return hangul / max(1, hangul + latin), korean / max(1, len(words))


def is_of_names(line: str) -> bool:
    """Whether all that is Latin in a line are names: `Step 3.5 Flash는 GPT-5.2 xHigh, Gemini 3.0 Pro에 견줄 만하다.`

    A name is at most four words, none of them small, one with a digit or a second capital: no English phrase is.
    """
    return all(
        len(words := found[0].split()) <= 4
        and not any(re.fullmatch(r"[a-z-]+", word) for word in words)  # fine-tuned
        and (re.search(r"\d", found[0]) or any(re.search(r"[\w-][A-Z]", word) for word in words))
        for found in _LATIN_RUN.finditer(line)
    )


def loop_in(line: str) -> str | None:
    """What repeats itself as small models do: a syllable group four times, a phrase twice in a row; or None."""
    # 높이고, 높이고 → 높이고높이고
    packed = re.sub(r"[\s,.·/|-]+", "", line)
    # 높이고높이고높이고높이고 → 높이고
    for found in re.finditer(r"(.{1,12}?)\1{3,}", packed):
        # `높이고`; not the zeros of 10000
        if re.search(r"[가-힣A-Za-z]", found[1]):
            return found[1]
    # 성능을 높인다, 성능을 높인다 → 성능을 높인다
    phrase = re.search(r"(?<!\S)(\S+(?:\s+\S+){1,6})[\s,]+\1(?!\S)", line)
    return phrase[1] if phrase else None


def _is_noun(bare: str) -> bool:
    """Whether the last word only happens to end in ㅁ: a listed noun, alone or behind a modifier or another noun."""
    if bare.endswith("에 이름"):  # "95%에 이름": the verb, not the noun
        return False
    word = bare.split()[-1] if bare.split() else ""
    return any(word == noun or (len(noun) > 1 and word.endswith(noun)) for noun in word_list("check/nouns_in_m"))


def _coda(syllable: str) -> int:
    """Index of the final consonant of a Hangul syllable (10 = ㄻ, 16 = ㅁ, 17 = ㅂ), 0 if none."""
    return (ord(syllable) - 0xAC00) % 28 if syllable and "가" <= syllable <= "힣" else 0
