"""Foreign names that a line writes in Hangul, whole or half: `라마 3`, `브이제파 2`, `미니CPM`."""

from __future__ import annotations

import re
from functools import lru_cache

from digest.lazy import pattern_of
from digest.summarize.word_tables import table

_VERSION = pattern_of(r"[vV](\d{1,2}(?:\.\d)?)")  # the v2 of 디노v2
_HANGUL_VERSION = pattern_of(
    r"([가-힣]+)[\s-]?(\d{1,2}(?:\.\d)?)(?![\d.,]*\d|[A-Za-z%]|\s?(?:개|종|명|가지|배|위|번|단계|차|점|장|편|곳|년|초|분|시간|[만억조천백]))"
)
"""`라마 3`, `파이-3로`; not 라마 3개."""
# 라마 is Llama: ㄹ → lr
_SOUNDS = {
    "ㄱ": "gckq", "ㄲ": "gckq", "ㄴ": "nk", "ㄷ": "dt", "ㄸ": "dt", "ㄹ": "lr", "ㅁ": "m", "ㅂ": "bv", "ㅃ": "bp",
    "ㅅ": "scx", "ㅆ": "sc", "ㅇ": "aeiouywhx", "ㅈ": "jzg", "ㅉ": "jz", "ㅊ": "ct", "ㅋ": "kcqx", "ㅌ": "t",
    "ㅍ": "pf", "ㅎ": "hwj",
}  # fmt: skip
"""The Latin letters that a name in Hangul may begin with."""
_INSIDE = {"ㅅ": "sctxz", "ㅆ": "sctz", "ㅇ": "", "ㅈ": "jzgsd", "ㅊ": "cts"}
"""The same inside a name, where they differ: 액션 is action, 피직스 Physics; an ㅇ says no consonant."""
# 월드 is World, its ㄹ the 8th: 8 → lr
_CLOSES = {1: "gckqx", 4: "n", 8: "lr", 16: "m", 17: "pb", 19: "tdsc", 21: "n"}
"""The Latin letters for a final consonant, by its index: the ㄹ of 월드 is the l of World."""
_LETTERS = {"에프": "f", "엘": "l", "엠": "m", "엔": "n", "아르": "r", "알": "r", "에스": "s", "더블유": "w"}
"""Letters said by names that begin with another sound: 에스에이엠 is SAM."""
_HANGUL_BEHIND = pattern_of(
    r"-?([가-힣]+)|\s((?:미니|프로|플래시|터보|울트라|나노|라이트|맥스|인스트럭트|베이스|라지|스몰|챗|코더|비전|옴니|[씽싱]킹|에이전트)[가-힣]*)"
)
"""The 리워드가 of `WM리워드가`, the 미니 of `GPT-4o 미니`."""
_KNOWN_BEFORE = pattern_of(r"([가-힣]+)[\s-]$")  # the `딥시크 ` of 딥시크 R1
_PARTICLES = pattern_of(
    r"(?:으로|에서|보다|처럼|까지|부터|에게|이나|기반|계열|[은는이가을를의에로와과도만급식판형용])*"
)
"""What hangs on a name in Hangul and is none of it: `리워드` + `가`."""
# `제미나이 3 플래시` is a flash
_VARIANTS = {
    "플래시": "flash", "프로": "pro", "미니": "mini", "나노": "nano", "울트라": "ultra", "터보": "turbo",
    "디스틸": "distill", "씽킹": "think", "싱킹": "think", "인스트럭트": "instruct",
}  # fmt: skip
_VARIANT = pattern_of(
    rf"\d[BbOo]?[\s-]({'|'.join(_VARIANTS)})(?=$|[^가-힣]|[은는이가을를의에로와과도만]|으로|에서|보다|처럼)"
)
"""The 플래시 of `제미나이 3 플래시`, which is another model than Gemini 3 Pro."""
SIZE_BEHIND = pattern_of(r"[\s-]([A-Za-z]*\d[\w.]*)")
"""The `8B` of `큐원3-VL 8B`, the `27B` of `Gemma 3 27B`."""


@lru_cache(maxsize=1)
def _hangul_name() -> re.Pattern[str]:
    names = "|".join(sorted(table("check/hangul_names"), key=len, reverse=True))
    # `라마` in 라마를, 라마보다; not in 드라마
    return pattern_of(rf"(?<![가-힣])(?:{names})(?=$|[^가-힣]|[은는이가을를의에로와과도만]|으로|에서|보다|처럼|까지)")


def unsupported_hangul_name(line: str, source: str) -> str | None:
    """The first foreign name in Hangul that we know and a `normal` source does not hold, or None."""
    hangul = table("check/hangul_names")
    for match in _HANGUL_VERSION.finditer(line):
        latin = hangul.get(match[1])
        # `Llama 3.1` where the line says 라마 3
        told = latin and re.search(rf"(?:{latin})[\s_-]?\d", source, re.IGNORECASE)
        if told and not is_named_in_hangul(line, match.start(2), match.end(2), source):
            return match[0]
    for match in _VARIANT.finditer(line):
        if match[1] not in source and not re.search(_VARIANTS[match[1]], source, re.IGNORECASE):
            return match[0]
    for match in _hangul_name().finditer(line):
        if match[0] not in source and not re.search(hangul[match[0]], source, re.IGNORECASE):
            return match[0]
    return None


def is_version_in_hangul(line: str, match: re.Match[str], source: str) -> bool:
    """`디노v2` for DINOv2."""
    return bool(_VERSION.fullmatch(match[0])) and is_named_in_hangul(line, match.start() + 1, match.end(), source)


def is_half_in_hangul(line: str, match: re.Match[str], source: str) -> bool:
    """`미니CPM` for MiniCPM, `WM리워드` for WMReward: half in Hangul that reads like the source's half.

    The halves meet at a capital or a hyphen: `미니PM` is not in "MiniCPM".
    """
    piece = re.escape(match[0]).replace(r"\-", r"[\s-]?")  # 훈위안3D-2.1 is Hunyuan3D 2.1
    size = SIZE_BEHIND.match(line, match.end())
    if size:  # 큐원3-VL 8B
        piece += rf"(?:-{re.escape(size[1])})?"
    known = _KNOWN_BEFORE.search(line[: match.start()])
    latin = known and table("check/hangul_names").get(known[1])
    tail = re.match(r"\s?([가-힣]+)", line[match.end() :])  # the ` 디스틸` of `R1 디스틸`
    said = "Distill" if tail and tail[1].startswith("증류") else _reading(tail[1]) if tail else ""
    rest = rf"(?:-{said}|(?!-))" if said else "(?!-)"
    # `DeepSeek-R1-Distill` for 딥시크 R1 디스틸
    if latin and re.search(rf"(?:{latin})[\s-]{piece}(?![A-Za-z\d]|\.\d){rest}", source, re.IGNORECASE):
        return True
    single = len(match[0]) < 2  # the R of 비스R-벤치 needs both its halves
    whole = r"(?![A-Za-z\d]|[.-]\w*\d)"  # LM-L6 is not LM-L6-v2
    front = re.search(r"[가-힣]+$", line[: match.start()])
    # `VideoLM-7B` for 비디오LM
    if front and not single and re.search(rf"\b{_reading(front[0])}[a-z]{{0,8}}(?:-|(?<=[a-z])){piece}{whole}", source):
        return True
    behind = _HANGUL_BEHIND.match(line, match.end())
    hangul = (behind[1] or behind[2]) if behind else ""
    if _PARTICLES.fullmatch(hangul):
        return False
    halves = [hangul[:end] for end in range(len(hangul), 0, -1) if _PARTICLES.fullmatch(hangul[end:])]
    # 에보C2러스트 is EvoC2Rust
    between = rf"\b{_reading(front[0])}[a-z]{{0,8}}(?=[A-Z\d-])-?{piece}-?" if front else ""
    if between and any(re.search(rf"{between}{_reading(half)}[a-z]{{0,8}}(?![A-Za-z])", source) for half in halves):
        return True
    return not single and any(
        (len(half) > 1 or _parts(half)[1] in _CLOSES)
        and re.search(rf"(?<![A-Za-z\d]){piece}(?:-|(?=[A-Z])){_reading(half)}[a-z]{{0,8}}(?![A-Za-z])", source)
        for half in halves
    )


def _reading(hangul: str) -> str:
    """A pattern of Latin words that what is written so in Hangul may spell: 리워드 is `r…d`, 플래시 `f…l…s`."""
    if hangul in _VARIANTS:
        return rf"(?i:{_VARIANTS[hangul]})"
    letters = [_sounds(hangul)]
    closed = 0
    for place, syllable in enumerate(hangul):
        onset, coda = _parts(syllable)
        doubled = closed == 8 and onset == "ㄹ"  # one l between vowels is written ㄹㄹ
        letters += [_INSIDE.get(onset, _SOUNDS[onset]) if place and not doubled else "", _CLOSES.get(coda, "")]
        closed = coda
    return "[a-zAEIOU-]{0,4}?".join(f"[{one}{one.upper()}]" for one in letters if one)


def _parts(syllable: str) -> tuple[str, int]:
    """(the first consonant, the index of the last one) of a syllable: ("ㅇ", 8) of 월."""
    code = ord(syllable) - 0xAC00
    return "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"[code // 588], code % 28


def _sounds(hangul: str) -> str:
    """The Latin letters that what is written so in Hangul may begin with."""
    letter = "".join(latin for name, latin in _LETTERS.items() if hangul.startswith(name))
    return _SOUNDS[_parts(hangul[0])[0]] + letter


def is_named_in_hangul(line: str, start: int, end: int, source: str) -> bool:
    """Whether the number behind a word in Hangul is the version of a name that may sound so.

    라마 3, 브이제파 2 (V-JEPA 2).
    """
    number = re.escape(line[start:end].strip())
    known = [match for match in _hangul_name().finditer(line, 0, start) if line[match.end() : start] in ("", " ", "-")]
    if known:  # the version whole, and no front of a longer one: 라마 3 is not in "Llama 3.1"
        name = table("check/hangul_names")[known[-1][0]]
        # `Claude Sonnet 4.5` for 클로드 4.5 소네트
        between = r"(?:[\s-](?-i:[A-Z])[a-z]+)?[\s-]?"
        # `Llama 3.1` for 라마 3.1
        if re.search(rf"(?:{name}){between}{number}(?!\.?\d)", source, re.IGNORECASE):
            return True
    # 디노v → 디노, `훈위안3D ` → 훈위안 | 3D
    word = re.search(r"([가-힣]+)(\d?[A-Za-z]*[A-UW-Z])?[\s-]?[vV]?$", line[:start])
    if not word:
        return False
    latin = table("check/hangul_names").get(word[1]) or rf"\b(?=[\w-]*[A-Z])(?i:[{_sounds(word[1])}])\w*(?:-[A-Za-z]+)?"
    tail = rf"[\s_-]?{re.escape(word[2])}" if word[2] else ""
    # `Gemini-3 Pro` for 제미나이 3; not Gemini 3.1
    return bool(re.search(rf"(?:(?i:{latin})){tail}[\s._-]?[vV]?{number}(?!\d|\.\d)", source))
