"""All numbers of a Korean line: digits with 만/억 and K/M/B, 두·세·네 …, and what they count."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from digest.lazy import pattern_of
from digest.summarize.check.quantity import SCALES, Quantity, to_decimal

_DIGITS = r"(?:\d+(?:,\d+)*(?:\.\d+)?|\.\d+)"
"""Any commas: a misplaced one (`2,3000`) must not hide digits."""
# 3천 개 → 1000
_TENS = {"": 1, "십": 10, "백": 100, "천": 1000}
# 2억 개 → 100000000
_MYRIADS = {"": 1, "만": 10**4, "억": 10**8, "조": 10**12}
# 3천만 · 1.5억
_CHUNK = rf"{_DIGITS}\s?(?:[십백천]\s?[만억조]|[만억조천백](?![가-힣]?들|분위|분율|큼))"
_NUMBER = pattern_of(
    r"(?:(?<![A-Za-z0-9.,^@α-ω])|(?<=\d[x×]))(?<![A-Za-z0-9α-ω][-_])(?:"  # not the 0.5 of π0.5
    r"10(?:\s?\^\s?\{?|의\s?)(?P<power>-?\d{1,2})(?:\}|제곱|승)?"  # 10^26, 10의 5제곱
    r"|(?P<base>\d{1,4})의\s?(?P<raised>-?\d{1,3})(?:\s?제곱|승)"  # 2의 128제곱
    r"|(?P<whole>0*[1-9]\d{0,2}(?:,\d{3})+|0*[1-9]\d*(?:\.\d+)?)분의\s?(?P<part>\d+(?:\.\d+)?)(?![억조])"  # 2,000분의 1
    r"|(?P<one>1)/(?P<over>(?!0+(?!\d))\d{1,3})(?![\d/.억조])"  # 3분의 1, 1/10
    # 1만 2천, 2만727, 3억 5천만
    rf"|(?P<korean>{_CHUNK}(?:\s?{_CHUNK})*(?:\s?(?:\d{{1,3}},\d{{3}}|\d{{1,4}})(?![\d.,]*\d))?)"
    rf"|(?P<digits>{_DIGITS})(?P<power_of_ten>e\d{{1,2}}(?![\dA-Za-z]))?"  # 12.5, 1.15e11
    r"(?P<suffix>[kKMBbT](?![A-Za-z])|\s(?:hundred|thousand|million|billion)\b)?"  # 128K
    r")"
)
_ENDS = (
    r"(?=$|[^가-힣]|[은는이가을를의에로와과도만씩간당짜째쯤여나든보별급]|으로|포인트|까지|부터|동안|마다|이상|이하|미만|이내|가량|정도"
    r"|일\s때|이?다(?![가-힣])|조차|마저"
    r"|처럼|밖|뿐|넘|안팎|남짓|수준|였|이[었던며고]|인|이?라[는고며]|[대치][의로에를가인 ]|대로)"
)
"""What may stand behind a unit, so that 초 is a second in `3초 안에` and `3초였던`, and none in `3초록`."""
# 2.3%p · 20% · 2배 · 5달러 · 5마이크로초 · 5밀리초 · 5초 · 5분 · 24시간 · 3일 · 2주 · 3개월 · 2년
# 5KB · 5MB · 24GB · 1TB · 44.1kHz · 5Hz · 30fps · 5mm · 5cm · 5km · 5미터 · 4비트 · 두 번째 · 1위 · 3개
_UNITS = tuple(
    (name, pattern_of(rf"\s?(?:여\s?)?(?:{pattern})"))
    for name, pattern in (
        ("point", rf"%[pP](?![A-Za-z])|(?<=\.\d)p(?![A-Za-z])|%\s?포인트|퍼센트\s?포인트|포인트|점{_ENDS}"),
        ("percent", rf"%|퍼센트|(?<!\s)프로{_ENDS}"),
        ("times", rf"배(?!치){_ENDS}|곱절|[x×](?!\s?[A-Za-z0-9])"),
        ("dollar", r"달러|USD(?![A-Za-z])"),
        ("cent", r"센트"),
        ("us", r"[μu]s(?![A-Za-z])|마이크로초"),
        ("ms", r"ms(?![A-Za-z])|밀리초"),
        ("second", rf"초{_ENDS}|s(?![A-Za-z])"),
        ("minute", rf"분{_ENDS}"),
        ("hour", r"시간(?![적축표순성]|\s복잡)|h(?![A-Za-z])"),
        ("day", rf"일(?!\s때){_ENDS}"),  # 3일; not `지연이 1일 때`
        ("week", rf"주{_ENDS}|주일"),
        ("month", rf"개월|달{_ENDS}"),
        ("year", rf"년{_ENDS}|년대"),
        ("KB", r"[kK]B|킬로바이트"),
        ("MB", r"MB|메가바이트"),
        ("GB", r"GB|기가바이트"),
        ("TB", r"TB|테라바이트"),
        ("dB", r"dB(?![A-Za-z])|데시벨"),
        ("kHz", r"[kK]Hz"),
        ("Hz", r"Hz|헤르츠"),
        ("fps", r"fps|FPS|프레임(?:/초|\s?레이트)"),
        ("mm", r"mm(?![A-Za-z])|밀리미터"),
        ("cm", r"cm(?![A-Za-z])|센티미터"),
        ("km", r"km(?![A-Za-z])|킬로미터"),
        ("m", rf"m(?![A-Za-z])|미터{_ENDS}"),
        ("bit", rf"-?비트{_ENDS}|-?bit(?![A-Za-z])"),
        ("ordinal", r"번째|차(?=\s)|인칭"),  # 두 번째, 1차, 1인칭: `second` and `first-person` say it
        ("rank", rf"(?<!\s)위{_ENDS}|(?<=[1-9])(?<!\d\d)등(?!급){_ENDS}"),  # 1위, 1등; not `SAM 2 위에`, `AIME 25 등`
        (
            "count",
            rf"(?:px|픽셀|개|가지|종|종류|명|건|편|장|곳|쌍|문항|문장|권|단계|층|차원|축|과제|언어|분야|갈래){_ENDS}",
        ),
    )
)
_NO_UNIT = pattern_of(
    r"\s?초과(?!\s\d)|\s(?:초(?:당|대)|분(?:과|별|간)|일(?:치|과|별)|주(?:의|로|도|가|인)|달인|점(?:도|을\s찍))"
)
"""`70B 초과`, `8B 주로`, `0.87 일치`: words that begin like a unit."""
_HYPHENED = pattern_of(r"(?<![\w.,-])(\d[\d.,]*%?)-(?=\d)")
"""`9-16%p`, a range; not the 3-8B of Llama-3-8B."""
_RANGE = pattern_of(r"\s*(?:[~∼-]|에서)\s*")  # the sign of 2~3배
_LISTED = pattern_of(r"\s*(?:[~∼·,/-]|에서|와|과|및)\s*")  # what stands between 2배와 3배
_SCALED = pattern_of(r"(?<=\d)\s?(?:(?P<suffix>[kKMBbT])(?![A-Za-z])|(?P<ten>[십백천]?)(?P<myriad>[만억조]))")
"""What `20~270억` and `1·3·7B` say once for all their numbers."""
_MARK = pattern_of(r"\([1-9]\)\s?(?=[가-힣A-Za-z])")
"""`(1) 계획 오류, (2) 실행 오류`: marks of a list."""
_AND_A_HALF = pattern_of(r"\s반(?=$|[\s,.]|[에이만으의을은])")  # 1시간 반
# 1시간 30분: `hour`, `minute`
_SIXTIETHS = (("hour", "minute"), ("minute", "second"))
# 두 모델 → 2
_NATIVE = {
    "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
    "스무": 20,
}  # fmt: skip
_COUNTERS = (
    r"가지|개|배|곱절|살|번|차례|단계|종|명|쪽|쌍|곳|방향|축|층|갈래|과제|분야|언어|모델|방식|방법|요소|시기|편|장|달"
    r"|시간"
)
# 열다섯 개 → 10
_NATIVE_TENS = {"열": 10, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90}
# 열다섯 개 → 5
_ONES = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
_TENS_NUMBER = pattern_of(
    rf"(?<![가-힣])(?P<tens>{'|'.join(_NATIVE_TENS)})(?P<ones>{'|'.join(_ONES)})?\s?(?=(?P<unit>가지|개|배|번|명|종|시간|편|곳|쌍|달|살))"
)
"""열 개, 일흔세 개."""
_NATIVE_NUMBER = pattern_of(
    rf"(?<![가-힣\d])(?P<word>{'|'.join(sorted(_NATIVE, key=len, reverse=True))})"
    rf"(?:(?P<space>\s)?(?=(?P<unit>{_COUNTERS}))"  # 두 가지, 세단계
    r"|(?<=[두세네섯곱덟홉])\s(?=[가-힣A-Za-z])|(?<=[둘셋넷])(?=[을은이로과의다 ,.]))"  # 두 축, 둘을
)
# 두 배 → times
_NATIVE_UNITS = {
    "배": "times",
    "곱절": "times",
    "살": "year",
    "번째": "ordinal",
    "번": "",
    "차례": "",
    "시간": "hour",
    "달": "month",
}
_NATIVE_HALF = pattern_of(r"\s?(?:배|곱절|시간|달)\s반(?=$|[\s,.]|[에이만으의을은])")  # the ` 시간 반` of 두 시간 반
_SPELLED = pattern_of(
    r"(?<![가-힣\d.,])(?P<ten>[십백천])(?P<myriad>[만억조])"
    r"(?=\s?(?:개|명|건|편|장|시간|토큰|쌍|배|가지|종|년|달러|번|프레임|파라미터|매개변수))"
)
"""`백만 토큰`, `천억 개`."""
# 서너 개 → 3, 4
VAGUE = {
    "한두": (1, 2), "두어": (2, 3), "두세": (2, 3), "서너": (3, 4), "네댓": (4, 5), "네다섯": (4, 5), "대여섯": (5, 6),
    "예닐곱": (6, 7), "일고여덟": (7, 8), "여남은": (10, 13),
}  # fmt: skip
for _power, _ten in enumerate(["십", "백", "천", "만", "십만", "백만", "천만", "억", "십억", "백억", "천억", "조"], 1):
    VAGUE |= {some + _ten: (10**_power, 10 ** (_power + 1) - 1) for some in "수몇"}
"""What says a number roughly: (least, most)."""
# 수십 개 · 수백 시간
_VAGUE = pattern_of(
    rf"(?<![가-힣])(?<![을를]\s(?=두어))(?:{'|'.join(sorted(VAGUE, key=len, reverse=True))})"
    r"(?=\s?(?:배|개|명|건|종|편|장|시간|분|초|가지|쌍|년|단계|번|달|주|곳|\s))"
)


def line_quantities(line: str) -> list[Quantity]:
    """All exact numbers of a line; a range gives its unit to both ends (`2~10배`)."""
    found: list[Quantity] = []
    line = _HYPHENED.sub(r"\1~", line)
    for match in _NUMBER.finditer(line):
        if _MARK.match(line, match.start() - 1) and all(f"({n})" in line for n in range(1, max(2, int(match[0])) + 1)):
            continue
        unit, end = _unit(line, match.end())
        behind = line[match.end() : match.end() + 2]
        # `D` of 3D; not `x2` of 2x2
        if not unit and re.match(r"-?[A-Za-z]", behind) and not re.match(r"[x×]\d", behind):
            continue  # 3D, 4o: part of a name, the names' business
        half = _AND_A_HALF.match(line, end) if unit in ("hour", "minute", "day", "month", "year", "times") else None
        value = _value(match) + (Decimal("0.5") if half else 0)
        found.append(Quantity(value, match.start(), half.end() if half else end, unit))
    found = _joined_times(line, found)
    for index in range(len(found) - 2, -1, -1):
        one, after = found[index], found[index + 1]
        between = _RANGE.fullmatch(line, one.end, after.start)
        # a place: RTX 4090에서 8시간, 7B에서 4.82점
        named = re.search(r"[A-Za-z]\s?$", line[: one.start]) or line[: one.end][-1:].isalpha()
        if not one.unit and between and not ("에서" in between[0] and named):
            found[index] = one = replace(one, unit=after.unit)
        if _LISTED.fullmatch(line, one.end, after.start) and re.fullmatch(_DIGITS, line[one.start : one.end].strip()):
            found[index] = replace(one, scaled=_shared_scale(line, after) * one.value)
    for match in _NATIVE_NUMBER.finditer(line):
        unit, half = _native_unit(line, match.end()), _NATIVE_HALF.match(line, match.end())
        value = _NATIVE[match["word"]] + (Decimal("0.5") if half else Decimal(0))
        found.append(Quantity(value, match.start(), half.end() if half else match.end(), unit))
    for match in _TENS_NUMBER.finditer(line):
        unit = _native_unit(line, match.end())
        value = Decimal(_NATIVE_TENS[match["tens"]] + _ONES.get(match["ones"] or "", 0))
        found.append(Quantity(value, match.start(), match.end(), unit))
    for match in _SPELLED.finditer(line):
        value = Decimal(_TENS[match["ten"]] * _MYRIADS[match["myriad"]])
        unit, end = _unit(line, match.end())
        found.append(Quantity(value, match.start(), end, unit))
    return found


def _shared_scale(line: str, one: Quantity) -> Decimal:
    """The scale that a number lends to the one before it: 억 of `20~270억`, B of `7·14·32B`."""
    scale = _SCALED.search(line[one.start : one.end])
    if scale and scale["suffix"]:
        return Decimal(SCALES[scale["suffix"].lower()])
    if scale:
        return Decimal(_TENS[scale["ten"]] * _MYRIADS[scale["myriad"]])
    return one.scaled / one.value if one.scaled and one.value else Decimal(1)


def _joined_times(line: str, found: list[Quantity]) -> list[Quantity]:
    """`1시간 30분` as 90 minutes."""
    joined: list[Quantity] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and (last.unit, one.unit) in _SIXTIETHS and not line[last.end : one.start].strip():
            joined[-1] = replace(one, value=60 * last.value + one.value, start=last.start)
        else:
            joined.append(one)
    return joined


def vague_numbers(line: str) -> list[str]:
    """수십, 몇백만, 서너 …: numbers that are only roughly said."""
    return _VAGUE.findall(line)


def _unit(line: str, at: int) -> tuple[str, int]:
    """(unit behind a number, where it ends)."""
    if _NO_UNIT.match(line, at):
        return "", at
    for name, pattern in _UNITS:
        match = pattern.match(line, at)
        if match:
            return name, match.end()
    return "", at


def _native_unit(line: str, at: int) -> str:
    """What stands behind 두, 열다섯 …: things, where it is nothing else (`두 배`, `세 번째`, `네 시간`)."""
    return next((unit for word, unit in _NATIVE_UNITS.items() if re.match(rf"\s?{word}", line[at:])), "count")


def _value(match: re.Match[str]) -> Decimal:
    if match["power"]:
        return Decimal(10) ** int(match["power"])
    if match["base"]:
        return Decimal(int(match["base"])) ** int(match["raised"])
    if match["whole"] or match["over"]:
        return Decimal(match["part"] or match["one"]) / to_decimal(match["whole"] or match["over"])
    if match["korean"]:
        # 3천만 2백 → 3천만 | 2백
        parts = re.findall(rf"({_DIGITS})\s?([십백천])?\s?([만억조])?", match["korean"])
        total = below = Decimal(0)
        for digits, ten, myriad in parts:
            below += to_decimal(digits) * _TENS[ten]
            if myriad:  # 1천250만 is 1250만
                total, below = total + below * _MYRIADS[myriad], Decimal(0)
        return total + below
    value = to_decimal(match["digits"]) * SCALES.get((match["suffix"] or "").strip().lower(), 1)
    return value * Decimal(10) ** int((match["power_of_ten"] or "e0")[1:])  # 1.15e11
