"""All numbers of a Korean line: digits with 만/억 and K/M/B, 두·세·네 …, and what they count."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from digest.lazy import pattern_of
from digest.summarize.check.quantity import SCALES, Quantity, to_decimal

_DIGITS = r"(?:\d+(?:,\d+)*(?:\.\d+)?|\.\d+)"
"""Any commas: a misplaced one (`2,3000`) must not hide digits."""
_TENS = {"": 1, "십": 10, "백": 100, "천": 1000}
_MYRIADS = {"": 1, "만": 10**4, "억": 10**8, "조": 10**12}
_CHUNK = rf"{_DIGITS}\s?(?:[십백천]\s?[만억조]|[만억조천백](?![가-힣]?들))"
_NUMBER = pattern_of(
    r"(?:(?<![A-Za-z0-9.,^@])|(?<=\d[x×]))(?<![A-Za-z0-9][-_])(?:"
    r"10\s?\^\s?\{?(?P<power>-?\d{1,2})\}?"  # 10^26
    r"|(?P<whole>\d+)분의\s?(?P<part>\d+)|(?P<one>1)/(?P<over>\d{1,3})(?![\d/.])"  # 3분의 1, 1/10
    # 1만 2천, 2만727, 3억 5천만
    rf"|(?P<korean>{_CHUNK}(?:\s?{_CHUNK})*(?:\s?(?:\d{{1,3}},\d{{3}}|\d{{1,4}})(?![\d.,]*\d))?)"
    rf"|(?P<digits>{_DIGITS})(?P<suffix>[kKMBbT](?![A-Za-z])|\s(?:hundred|thousand|million|billion)\b)?"  # 12.5, 128K
    r")"
)
_ENDS = (
    r"(?=$|[^가-힣]|[은는이가을를의에로와과도만씩간당짜째쯤여나든보별급]|까지|부터|동안|마다|이상|이하|미만|이내|가량|정도"
    r"|처럼|밖|뿐|넘|안팎|남짓|대로|이며|이고|인)"
)
"""What may stand behind a unit, so that 초 is a second in `3초 안에` and none in `3초록`."""
_UNITS = tuple(
    (name, pattern_of(rf"\s?(?:여\s?)?(?:{pattern})"))
    for name, pattern in (
        ("point", rf"%p\b|%\s?포인트|퍼센트\s?포인트|포인트|점{_ENDS}"),
        ("percent", rf"%|퍼센트|프로{_ENDS}"),
        ("times", rf"배{_ENDS}|곱절|[x×](?!\s?[A-Za-z0-9])"),
        ("dollar", r"달러|USD\b"),
        ("ms", r"ms\b|밀리초"),
        ("second", rf"초{_ENDS}|s\b"),
        ("minute", rf"분{_ENDS}"),
        ("hour", r"시간|h\b"),
        ("day", rf"일(?!\s때){_ENDS}"),  # 3일; not `지연이 1일 때`
        ("week", rf"주{_ENDS}|주일"),
        ("month", rf"개월|달{_ENDS}"),
        ("year", rf"년{_ENDS}|년대"),
        ("KB", r"KB|킬로바이트"),
        ("MB", r"MB|메가바이트"),
        ("GB", r"GB|기가바이트"),
        ("TB", r"TB|테라바이트"),
        ("kHz", r"kHz"),
        ("Hz", r"Hz|헤르츠"),
        ("fps", r"fps|FPS|프레임(?:/초|\s?레이트)"),
        ("mm", r"mm\b|밀리미터"),
        ("cm", r"cm\b|센티미터"),
        ("km", r"km\b|킬로미터"),
        ("m", rf"m\b|미터{_ENDS}"),
        ("bit", rf"-?비트{_ENDS}|-?bit\b"),
        ("ordinal", r"번째|차(?=\s)|인칭"),  # 두 번째, 1차, 1인칭: `second` and `first-person` say it
        ("rank", rf"위{_ENDS}"),
        ("count", rf"(?:개|가지|종|종류|명|건|편|장|곳|쌍|문항|문장|권|단계|층|차원|축|과제|언어|분야|갈래){_ENDS}"),
    )
)
_NATIVE = {
    "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
    "열": 10, "열한": 11, "열두": 12, "스무": 20, "서른": 30,
}  # fmt: skip
_COUNTERS = (
    r"가지|개|배|단계|종|명|쪽|쌍|번|차례|곳|방향|축|층|갈래|과제|분야|언어|모델|방식|방법|요소|시기|편|장|달|시간|배로"
)
_NATIVE_NUMBER = pattern_of(
    rf"(?<![가-힣])(?P<word>{'|'.join(sorted(_NATIVE, key=len, reverse=True))})"
    rf"(?:(?P<space>\s)?(?=(?P<unit>{_COUNTERS}))"  # 두 가지, 세단계
    r"|(?<=[두세네섯곱덟홉])\s(?=[가-힣A-Za-z])|(?<=[둘셋넷])(?=[을은이로과의다 ,.]))"  # 두 축, 둘을
)
_SPELLED = pattern_of(
    r"(?<![가-힣\d.,])(?P<ten>[십백천])(?P<myriad>[만억조])"
    r"(?=\s?(?:개|명|건|편|장|시간|토큰|쌍|배|가지|종|년|달러|번|프레임|파라미터|매개변수))"
)
"""`백만 토큰`, `천억 개`."""
VAGUE = {
    "수십": 10, "수백": 100, "수천": 1000, "수만": 10**4, "수십만": 10**5, "수백만": 10**6, "수천만": 10**7,
    "수억": 10**8, "수십억": 10**9, "수백억": 10**10, "수천억": 10**11, "수조": 10**12,
}  # fmt: skip
_VAGUE = pattern_of(
    rf"(?<![가-힣])(?:{'|'.join(sorted(VAGUE, key=len, reverse=True))})"
    r"(?=\s?(?:배|개|명|건|종|편|장|시간|분|초|가지|쌍|년|단계|\s))"
)


def line_quantities(line: str) -> list[Quantity]:
    """All exact numbers of a line; a range gives its unit to both ends (`2~10배`)."""
    found: list[Quantity] = []
    for match in _NUMBER.finditer(line):
        unit, end = _unit(line, match.end())
        behind = line[match.end() : match.end() + 2]
        if not unit and re.match(r"-?[A-Za-z]", behind) and not re.match(r"[x×]\d", behind):
            continue  # 3D, 4o: part of a name, the names' business
        found.append(Quantity(_value(match), match.start(), end, unit))
    for index in range(len(found) - 2, -1, -1):
        one, after = found[index], found[index + 1]
        if not one.unit and re.fullmatch(r"\s*(?:[~∼-]|에서)\s*", line[one.end : after.start]):
            found[index] = replace(one, unit=after.unit)
    for match in _NATIVE_NUMBER.finditer(line):
        unit = "times" if (match["unit"] or "").startswith("배") else "count"
        unit = "ordinal" if line.startswith("번째", match.end()) else unit
        found.append(Quantity(Decimal(_NATIVE[match["word"]]), match.start(), match.end(), unit))
    for match in _SPELLED.finditer(line):
        value = Decimal(_TENS[match["ten"]] * _MYRIADS[match["myriad"]])
        unit, end = _unit(line, match.end())
        found.append(Quantity(value, match.start(), end, unit))
    return found


def vague_numbers(line: str) -> list[str]:
    """수십, 수백만 …: numbers that only say how many digits."""
    return _VAGUE.findall(line)


def _unit(line: str, at: int) -> tuple[str, int]:
    """(unit behind a number, where it ends)."""
    for name, pattern in _UNITS:
        match = pattern.match(line, at)
        if match:
            return name, match.end()
    return "", at


def _value(match: re.Match[str]) -> Decimal:
    if match["power"]:
        return Decimal(10) ** int(match["power"])
    if match["whole"] or match["over"]:
        return Decimal(match["part"] or match["one"]) / Decimal(match["whole"] or match["over"])
    if match["korean"]:
        parts = re.findall(rf"({_DIGITS})\s?([십백천])?\s?([만억조])?", match["korean"])
        return sum((to_decimal(digits) * _TENS[ten] * _MYRIADS[myriad] for digits, ten, myriad in parts), Decimal(0))
    return to_decimal(match["digits"]) * SCALES.get((match["suffix"] or "").strip().lower(), 1)
