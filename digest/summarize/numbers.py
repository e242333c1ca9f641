"""Every number of a line must stand in the source, with a unit that says the same (DESIGN §8)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import regex

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12,
}  # fmt: skip
_WORDS = {
    1: r"one|single|once|sole|first|an?(?=\s(?:single|second|minute|hour|day|week|month|year|factor)\b)|per(?=\s(?:second|minute|hour|day)\b)|unified",
    2: r"two|both|dual|pairs?|paired|pairwise|twin|twice|doubl(?:e|es|ed|ing)|bi(?:directional|lingual|modal|level|nary)?|second|two(?:fold)|either",
    3: r"three|triple[ts]?|tripl(?:ed|ing)|tri(?:modal|lingual|plane)?|third|trio",
    4: r"four|quad(?:ruple[ds]?)?|fourth|quarters?",
    5: r"five|fifth", 6: r"six|sixth", 7: r"seven|seventh", 8: r"eight|eighth", 9: r"nine|ninth", 10: r"ten|tenth",
    11: r"eleven", 12: r"twelve|dozen", 13: r"thirteen", 14: r"fourteen", 15: r"fifteen", 16: r"sixteen",
    17: r"seventeen", 18: r"eighteen", 19: r"nineteen", 20: r"twenty", 30: r"thirty", 40: r"forty", 50: r"fifty",
    60: r"sixty", 70: r"seventy", 80: r"eighty", 90: r"ninety", 0: r"zero",
}  # fmt: skip
_SOURCE = regex.compile(
    rf"(?<![\w.])(?<![A-Z][\w.]*-)(?P<digits>{_DIGITS})(?P<power>\s*(?:e|x\s*10\^)\{{?-?\d+\}}?)?"
    r"(?:\s*(?P<suffix>[kKMBbT])(?![A-Za-z])|[\s-]*(?P<scale>hundred|thousand|million|billion|trillion)s?\b)?"
    r"|(?<![A-Za-z])(?:INT|FP|BF|NF|W|A|int|fp|bf)-?(?P<bits>\d+)(?!\d)"
    r"|10\^\{?(?P<ten>-?\d+)\}?"
    + "".join(
        rf"|\b(?P<w{value}>{words})\b(?:[\s-]*(?P<s{value}>hundred|thousand|million|billion)\b)?"
        for value, words in _WORDS.items()
    )
    + r"|\b(?P<bare>hundred|thousand|million|billion)(?P<plural>s)?\b",
    regex.IGNORECASE,
)
_EN_UNITS = {
    "percent": r"%|percent(?:age)?(?:\s+points?)?\b|pp\b|points?\b|p\.p\.",
    "times": r"x(?![\w])|fold\b|times\b|(?:orders?\s+of\s+magnitude)",
}
_EN_NEAR = {
    "ms": r"ms|milliseconds?|msec", "second": r"s|secs?|seconds?", "minute": r"mins?|minutes?", "hour": r"h|hrs?|hours?",
    "day": r"days?|daily", "week": r"weeks?|weekly", "month": r"months?|monthly", "year": r"years?|yearly|y/o",
    "KB": r"KB|KiB|kilobytes?", "MB": r"MB|MiB|megabytes?", "GB": r"GB|GiB|G|gigabytes?", "TB": r"TB|TiB|terabytes?",
    "Hz": r"Hz", "kHz": r"kHz", "fps": r"FPS|frames?(?:\s+per|/)\s*s(?:econd)?",
    "mm": r"mm", "cm": r"cm", "m": r"meters?|metres?", "km": r"km|kilomet\w+",
    "token": r"tokens?", "param": r"param(?:eter)?s?", "bit": r"bits?",
}  # fmt: skip
_KO_UNITS = {
    "percent": r"%(?:p|포인트)?|퍼센트(?:포인트)?|프로(?!그|세|토|젝|파|덕|필|듀|빙)|포인트",
    "times": r"배(?!치|경|열|포|터|정|송|제|출|관|분|우|합)|곱절|x(?![A-Za-z0-9])|×",
    "ms": r"ms|밀리초", "second": r"초(?!기|록|점|거|월|안|해상)|s(?![A-Za-z])", "minute": r"분(?!의|야|석|류|할|포|산|자)", "hour": r"시간",
    "day": r"일(?!반|관|치|부|련|종|정|상|대)", "week": r"주(?!어|요|석|제|장|간\s*단|목|기)", "month": r"개월|달(?!성|라|하|한)",
    "year": r"년(?!도별)|세(?!트|부|션|대|밀|계|포|분)", "KB": r"KB", "MB": r"MB|메가바이트", "GB": r"GB|기가바이트", "TB": r"TB|테라바이트",
    "Hz": r"Hz", "kHz": r"kHz", "fps": r"fps|FPS|프레임/초", "mm": r"mm|밀리미터", "cm": r"cm|센티미터", "m": r"m(?![A-Za-z])|미터(?!법)",
    "km": r"km|킬로미터", "token": r"토큰|tokens?", "param": r"파라미터|매개변수|parameters?", "bit": r"-?비트|-?bit",
    "count": r"개(?!월|선|발|념|별|인|방|입|요|편|최|량)|가지|종(?!합|료|래|단|속)|명(?!령|시|확|제|칭)|건(?!강|너)|편(?!향|집|리|차)|장(?!면|기|치|점|르|애|벽|착)|곳|회(?!귀|로|전|의|복|피|사)|번째?|쌍|단계|층|차원|대(?!비|규|화|상|안|응|조|부|략|해)",
}  # fmt: skip
_KO_DIGITS = rf"(?:{_DIGITS})"
_KO_CHUNK = rf"{_KO_DIGITS}\s?(?:[십백천]?[만억조]|천(?!억|만)|백(?!만|본|터|그|엔|억))"
_LINE = regex.compile(
    rf"(?<![A-Za-z0-9.,^])(?<![A-Za-z0-9][-_])(?:(?P<whole>\d+)분의\s?(?P<part>\d+)|(?P<korean>{_KO_CHUNK}(?:\s?{_KO_CHUNK})*(?:\s?\d{{1,4}}(?![\d.,]))?)"
    rf"|(?P<digits>{_DIGITS})(?P<suffix>[kKMBbT](?![A-Za-z])|\s(?:hundred|thousand|million|billion)\b)?)"
    r"(?P<more>\s?(?:개|종|가지|여|번|억|만)?\s?)?"
)
_NATIVE = {
    "두": 2,
    "둘": 2,
    "세": 3,
    "셋": 3,
    "네": 4,
    "넷": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
    "열": 10,
    "열두": 12,
    "스무": 20,
}
_COUNTERS = (
    r"가지|개|배(?![치경열포터])|단계|종|명|쪽|쌍|번|차례|곳|방향|축|층|갈래|과제|분야|영역|언어|모델|방식|방법|요소"
)
_NATIVE_LINE = regex.compile(
    rf"(?<![가-힣])(?P<word>{'|'.join(sorted(_NATIVE, key=len, reverse=True))})(?:\s?(?=(?P<unit>{_COUNTERS}))|(?<=[두세네])\s(?=[가-힣])|(?<=[둘셋넷])(?=[을은이로과의]))"
)
_VAGUE = {
    "수십": 10,
    "수백": 100,
    "수천": 1000,
    "수만": 10**4,
    "수십만": 10**5,
    "수백만": 10**6,
    "수천만": 10**7,
    "수억": 10**8,
    "수십억": 10**9,
    "수백억": 10**10,
    "수조": 10**12,
}
_VAGUE_LINE = regex.compile(rf"(?<![가-힣])(?:{'|'.join(sorted(_VAGUE, key=len, reverse=True))})(?!\s*신|적|제|직|용)")
_VAGUE_SOURCE = {
    10: r"\b(?:tens|dozens|scores)\b",
    100: r"\bhundreds\b",
    1000: r"\bthousands\b",
    10**4: r"tens\s+of\s+thousands",
    10**5: r"hundreds\s+of\s+thousands",
    10**6: r"\bmillions\b",
    10**7: r"tens\s+of\s+millions",
    10**8: r"hundreds\s+of\s+millions",
    10**9: r"\bbillions\b",
    10**10: r"billions",
    10**12: r"trillions",
}
_HALF = regex.compile(
    r"\bhal(?:f|ves?|ved|ving)\b|\b50\s*(?:%|percent)|\b0\.5\b|\b2(?:\.0)?\s*x\b|\btwice\b|\b1/2\b|\btwo-?fold\b|\btwo times\b",
    regex.IGNORECASE,
)
_LINK = regex.compile(r"\s*(?:%|x)?\s*(?:,|/|to|and|or|-|~|&|vs\.?|→|->|,\s*and|,\s*or)\s*[$~]?\s*", regex.IGNORECASE)
_RATE_BEFORE = regex.compile(
    r"(?:accura|score|rate|f1|wer|cer|precision|recall|auc|map|auroc|iou|dice|success|bleu|rouge|pass@|acc\b|ratio|sparsity)[^.]{0,60}$",
    regex.IGNORECASE,
)
_SPEED_BEFORE = regex.compile(
    r"(?:speed-?ups?|factor|acceler\w+|faster|ratio|compress\w+)[^.;]{0,25}$", regex.IGNORECASE
)
_SPEED_AFTER = regex.compile(r"\s*(?:more|faster|larger|smaller|better|longer|higher|lower|times)\b", regex.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A number with what it counts: `percent`, `times`, a physical unit, `count` or nothing."""

    value: Decimal
    units: frozenset[str]
    start: int
    end: int
    text: str


def source_quantities(text: str) -> list[Quantity]:
    """All numbers of plain English text, spelled or in digits; units flow back through lists and ranges."""
    found: list[Quantity] = []
    for match in _SOURCE.finditer(text):
        found.append(_source_quantity(match, text))
    for index in range(len(found) - 2, -1, -1):
        one, after = found[index], found[index + 1]
        if _LINK.fullmatch(text, one.end, after.start):
            if after.units and not one.units & {"percent", "times"}:
                found[index] = Quantity(one.value, one.units | after.units, one.start, one.end, one.text)
            scale = regex.search(r"(hundred|thousand|million|billion|trillion|[kmbt])s?$", after.text.lower())
            if scale and one.text.replace(".", "").replace(",", "").isdigit():
                found.append(Quantity(one.value * _SCALES[scale[1]], found[index].units, one.start, one.end, one.text))
    return found


def _source_quantity(match: regex.Match[str], text: str) -> Quantity:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    end, units = match.end(), set[str]()
    if "digits" in groups:
        value = Decimal(groups["digits"].replace(",", ""))
        if "power" in groups:
            value *= Decimal(10) ** int(regex.sub(r".*(?:e|\^\{?)|\}", "", groups["power"].lower()))
        scale = groups.get("suffix") or groups.get("scale")
        value *= _SCALES[scale.lower()] if scale else 1
    elif "bits" in groups:
        value, units = Decimal(groups["bits"]), {"bit"}
    elif "ten" in groups:
        value = Decimal(10) ** max(-30, min(30, int(groups["ten"])))
    elif "bare" in groups:
        value = Decimal(_SCALES[groups["bare"].lower()])
    else:
        name = next(name for name in groups if name.startswith("w"))
        value = Decimal(name[1:]) * _SCALES.get(groups.get("s" + name[1:], "").lower(), 1)
        word = groups[name].lower()
        if word in ("twice", "twofold") or word.startswith(("doubl", "tripl", "quadrupl")):
            units.add("times")
    units |= _units_after(text, end)
    if regex.match(r"\s*-?\s*orders?\s+of\s+magnitude", text, pos=end):
        value, units = Decimal(10) ** min(30, int(value)), {"times"}
    before = text[max(0, match.start() - 70) : match.start()]
    if not units & {"percent", "times"}:
        if regex.search(r"(?:^|\s)x\s*$", before) or _SPEED_BEFORE.search(before) or _SPEED_AFTER.match(text, pos=end):
            units.add("times")
        if _RATE_BEFORE.search(before):
            units.add("percent")
    return Quantity(value, frozenset(units), match.start(), end, match[0])


def _units_after(text: str, at: int) -> set[str]:
    for unit, pattern in _EN_UNITS.items():
        if regex.match(rf"\+?\s*-?\s*(?:{pattern})", text, regex.IGNORECASE, pos=at):
            return {unit}
    near = regex.match(r"\+?[\s-]*(?:[\w./-]+[\s-]+){0,3}?[\w./]*", text, pos=at)
    words = text[at : at + 45] if near else ""
    return {
        unit
        for unit, pattern in _EN_NEAR.items()
        if regex.match(rf"\+?(?:[\s-]*|[\s-]+(?:[\w/]+[\s-]+){{1,2}})(?:{pattern})\b", words)
    }


def line_quantities(text: str) -> list[Quantity]:
    """All numbers of a Korean line: digits with 만/억 and K/M/B, and 두, 세 … with what they count."""
    found: list[Quantity] = []
    for match in _LINE.finditer(text):
        value, end = _line_value(match), match.end("whole") if match["whole"] else -1
        for name in ("part", "korean", "suffix", "digits"):
            if end < 0 and match[name]:
                end = match.end(name)
        if match["whole"]:
            end = match.end("part")
        if regex.match(r"-?[A-Za-z]", text, pos=end) and not _units_of(text, end):
            continue  # 3D, 4o: part of a name
        found.append(Quantity(value, frozenset(_units_of(text, end)), match.start(), end, text[match.start() : end]))
    for index in range(len(found) - 2, -1, -1):
        one, after = found[index], found[index + 1]
        if not one.units and regex.fullmatch(r"\s*[~∼-]\s*", text, pos=one.end, endpos=after.start):
            found[index] = Quantity(one.value, after.units, one.start, one.end, one.text)
    for match in _NATIVE_LINE.finditer(text):
        unit = "times" if (match["unit"] or "").startswith("배") else "count"
        found.append(Quantity(Decimal(_NATIVE[match["word"]]), frozenset({unit}), match.start(), match.end(), match[0]))
    return found


def _line_value(match: regex.Match[str]) -> Decimal:
    if match["whole"]:
        return Decimal(match["part"]) / Decimal(match["whole"])
    if match["korean"]:
        total = Decimal(0)
        for digits, small, large in regex.findall(rf"({_DIGITS})\s?([십백천])?([만억조])?", match["korean"]):
            ten = {"십": 10, "백": 100, "천": 1000, "": 1}[small] * {"만": 10**4, "억": 10**8, "조": 10**12, "": 1}[
                large
            ]
            total += Decimal(digits.replace(",", "")) * ten
        return total
    return Decimal(match["digits"].replace(",", "")) * _SCALES.get((match["suffix"] or "").strip().lower(), 1)


def _units_of(text: str, at: int) -> set[str]:
    for unit, pattern in _KO_UNITS.items():
        if regex.match(rf"\s?여?\s?(?:{pattern})", text, pos=at):
            return {unit}
    return set()


def unsupported_number(line: str, source: str) -> str | None:
    """The first number of `line` (plain Korean) that `source` (plain English) does not hold, or None."""
    known = source_quantities(source)
    for one in line_quantities(line):
        if not any(_same(one, other) for other in known) and not _special(one, line, source):
            return line[one.start : one.end + 3].strip()
    if "절반" in line and not _HALF.search(source):
        return "절반"
    for match in _VAGUE_LINE.finditer(line):
        ten = _VAGUE[match[0]]
        if not regex.search(_VAGUE_SOURCE[ten], source, regex.IGNORECASE) and not any(
            ten <= q.value < ten * 10 for q in known
        ):
            return match[0]
    return None


def _same(one: Quantity, other: Quantity) -> bool:
    """Whether a source's number says what a line's number says."""
    if one.value != other.value:
        return False
    if not one.units:
        return True
    if one.units & other.units:
        return True
    unit = next(iter(one.units))
    if unit in ("percent", "times"):
        return False
    relative = other.units & {"percent", "times"}
    if unit == "count":
        return not relative or other.units != relative
    return unit in ("token", "param", "bit", "year", "day") and not relative and not other.units


def _special(one: Quantity, line: str, source: str) -> bool:
    """Fractions, and versions written after a name with a space (`Llama 3.1`)."""
    if "분의" in one.text:
        part, whole = (int(n) for n in reversed(regex.findall(r"\d+", one.text)))
        words = {2: "half|halv", 3: "third", 4: "quarter|fourth", 5: "fifth", 10: "tenth|order of magnitude"}.get(
            whole, "$^"
        )
        return bool(regex.search(rf"\b{part}\s*/\s*{whole}\b|\b(?:{words})|\b{whole}\s*x\b", source, regex.IGNORECASE))
    name = regex.search(r"([A-Za-z][\w.+-]*)[\s-]$", line[: one.start])
    if name and not one.units:
        glued = regex.sub(r"[\W_]", "", name[1] + one.text)
        return bool(
            regex.search(
                r"(?<![a-z0-9])" + r"[\W_]*".join(map(regex.escape, glued.lower())) + r"(?![a-z0-9])", source.lower()
            )
        )
    return False
