"""All numbers of English text: digits, words, ranges, `1.5M`, `2x`, `10^5`, orders of magnitude."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from digest.lazy import pattern_of
from digest.summarize.check.quantity import DIGITS, MEASURED, SCALES, Quantity, to_decimal
from digest.summarize.word_tables import table, word_list

# three times → 3 · half of it → 0.5
_WORDS = {word: Decimal(value) for value, words in table("check/english_numbers").items() for word in words.split()}
# twice as fast → 2
_TIMES_WORDS = {
    "twice": 2, "twofold": 2, "double": 2, "doubles": 2, "doubled": 2, "doubling": 2, "thrice": 3, "triple": 3,
    "triples": 3, "tripled": 3, "tripling": 3, "quadruple": 4, "quadruples": 4, "quadrupled": 4, "quadrupling": 4,
}  # fmt: skip
_TIMES_WORDS |= {f"{word}fold": int(value) for word, value in _WORDS.items() if value == int(value) >= 3}
_TIMES_WORDS |= {"hundredfold": 100, "thousandfold": 1000}
# a quadratic cost → 2
_DEGREES = {
    "linear": 1, "linearly": 1, "quadratic": 2, "quadratically": 2, "squared": 2,
    "cubic": 3, "cubically": 3, "cubed": 3, "quartic": 4,
}  # fmt: skip
"""`2차 비용` is a quadratic one; no `2개` is."""
# a bi-encoder → 2
_PREFIXES = {"bi": 2, "double": 2, "tri": 3, "triple": 3, "quad": 4, "penta": 5}
_SCALE = "dozen|hundred|thousand|million|billion|trillion"
_NUMBER = pattern_of(
    # 10^5, 10^{-4}
    r"(?<!\w)10\s?\^\s?\{?(?P<ten>-?\d{1,2})\}?"
    # 1D, 3-D
    r"|(?<![\w.-])(?P<dimensions>[1-9](?:\.5)?)-?D\b"
    # 12,345  2.3  1.5M  20 million  3e-4  2 x 10^6  No.2; not the 4 of GPT-4o nor the 5 of v1.5
    rf"|(?:(?<![\w.^])|(?<=\dx)|(?<=\s[xX])|(?<=\([xX])|(?<=\bNo\.))(?P<digits>{DIGITS})(?!\d)(?P<power>e[+-]?\d{{1,2}}(?!\w)|\s*x\s*10\s*\^\s*\{{?-?\d{{1,2}}\}}?)?"
    rf"(?:\s?(?P<suffix>[kKMBbT])(?![A-Za-z])|[\s-]{{0,2}}(?P<scale>{_SCALE})s?\b)?"
    # INT4, FP8, MXFP4, W4A16, bfloat16
    r"|(?<![A-Za-z])(?:U?INT|(?:MX|NV)?FP|B?FLOAT|BF|NF|W|A)-?(?P<bits>\d{1,2})(?!\d)"
    # an order of magnitude, two orders of magnitude
    r"|(?:\b(?P<orders>an?|one|two|three|four|\d)\s+)?\borders?[\s-]+of[\s-]+magnitude"
    # twice as fast; not double-blind
    rf"|\b(?P<twice>{'|'.join(_TIMES_WORDS)})\b(?!-)"
    # three, twenty-one, two million, first, half a second
    rf"|\b(?P<word>{'|'.join(_WORDS)})\b(?:(?<=ty)[\s-](?P<tail>one|two|three|four|five|six|seven|eight|nine)\b)?(?:(?<=half)\s+an?\b)?"
    rf"(?:[\s-](?P<wordscale>{_SCALE})s?\b)?"
    # bi-directional, double-digit
    r"|\b(?P<prefix>bi|tri|quad|penta|double|triple)(?=-[a-z])"
    # quadratic cost
    rf"|\b(?P<degree>{'|'.join(_DEGREES)})\b"
    # a trillion tokens, per hour, hour-long videos, sub-second latency
    rf"|\b(?P<bare>{_SCALE})\b|\b(?:(?:an?|per|each|every|the (?:past|last|next|previous))\s|sub-?)"
    r"(?=(?:(?:milli)?second|minute|hour|day|week|month|year|decade|century|dollar|percent)\b)"
    r"|\b(?=(?:second|minute|hour|day|week|month|year|decade|century)-long\b)",
    re.IGNORECASE,
)
_FREE = pattern_of(r"[\s(~<>=+]$|^$")  # what stands before the number of `4.67dB`
_GRADES = (
    "Top|Best|Level|Stage|Phase|Type|Class|Tier|Step|Round|Part|Grade|Rank|Track|Task|Layer|Category"
    "|Articles?|Sections?|Chapters?|Volume|Figures?|Tables?|Appendix|Season|Day|Week|Year|Case|Question|Problem"
)
"""Capitalised words before a number that are no names."""
# Phase III → 3
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_ROMAN_NUMBER = pattern_of(rf"\b(?i:{_GRADES})[\s-](?P<roman>{'|'.join(_ROMAN)})\b")
"""`Type II`, `Phase III`."""
# in August 2024
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = pattern_of(  # August, Aug. 2024
    rf"\b(?:(?P<month>{'|'.join(_MONTHS)})\b"
    rf"|(?P<short>{'|'.join(name[:3] for name in _MONTHS)})t?\.?\s(?=(?:\d\d?,?\s)?(?:19|20)\d\d))"
)
_PARTS_OF_TIME = pattern_of(
    r"(?<![\w.])(?:(?P<hours>\d+)\s?h(?:ours?|rs?)?[\s,]*(?:and\s)?(?P<minutes>\d+)\s?m(?:in|ins|inutes?)?"
    r"|(?P<long>\d+)\s?m(?:in|ins|inutes?)?[\s,]*(?:and\s)?(?P<seconds>\d+)\s?s(?:ec|ecs|econds?)?)\b"
)
"""`1h 30m`, `2 minutes and 30 seconds`."""
# `accuracy`, `mIoU`
_METRIC = r"(?:absolute|percentage|percent|accuracy|score|average|relative|success|rate|recall|precision|\w*[A-Z]\S*)"
_UNCOUNTED = rf"(?:{'|'.join(sorted(word_list('check/uncounted')))})\b"
"""Words behind a number that are not what it counts: "71 on BEIR", "3 more", "85 accuracy"."""
_COUNTED = (
    r"-(?!to\b)[a-z]{3}"  # a 48-run grid
    r"|\+?\s(?:(?:out\s)?of\s(?:the\s)?\d"  # 6 of 10
    rf"|(?!{_UNCOUNTED})(?:[\w-]+\s){{1,2}}and\s[a-z-]+\s[A-Za-z-]{{2,}}s\b"  # 6 SOTA open-source and proprietary LLMs
    r"|(?-i:[A-Z][a-z]+\sand\s[A-Z][a-z]+\s[a-z]+s)\b"  # 600 Chinese and English prompts
    rf"|(?!{_UNCOUNTED})[a-z]{{3}}"  # 12 tasks, three new datasets; not "71 on BEIR", "2.3 mAP"
    rf"|(?:(?!{_UNCOUNTED})[\w./-]+\s){{0,4}}(?!{_UNCOUNTED})[\w-]{{2,}}s\b)"  # 457 APIs, 50+ VLM benchmarks
)
# `+ ` of + 3
_PLUS = r"\+?[\s-]{0,2}"
_KIND_OF_TIME = r"(?:(?:\w*[A-Z]\S*|[a-z]+(?:[uat]al|ed|ous|ive|ing)|human|audio|speech|video)[\s-])"
"""What stands before the hours of "24 GPU hours", "500 individual hours", "30 consecutive days"."""
# 20% · 2x · 5 us · 5 ms · 5 seconds · 5 min · 24 GPU hours · 3 days · 2 weeks · 3 months · 2 years · 5 KB
# 5 MB · 24GB · 1 TB · 44.1 kHz · 5 Hz · 30 fps · 5 mm · 5 cm · 5 km · 5 meters · 4-bit · 5 dollars
# 2.3 points · 5 papers
_UNITS = (
    # 2.3 points, 4.6%p, 2.3 percentage points, 2.3 mIoU points, 2.3 absolute accuracy points; not "400 data points"
    ("point", pattern_of(rf"{_PLUS}%?[\s-]?(?:(?:{_METRIC})[\s-]){{0,3}}(?:points?\b|pts?\b|pp\b|p\.p\.)|{_PLUS}%p\b")),
    ("point", pattern_of(r"-stars?\b")),  # a five-star rating
    ("count", pattern_of(r"(?<=\d\d)\+?\s(?:GitHub\s)?stars?\b")),  # 100 stars
    # 20%, 20 percent
    ("percent", pattern_of(rf"{_PLUS}(?:%|percent\b|per\s?cent\b)")),
    ("count", pattern_of(r"-?fold (?=cross|CV\b|split|predict|valid|train|test|average)")),  # 5-fold cross-validation
    # 2x, 2-fold, 2 times; not 64x64, 8x H100
    ("times", pattern_of(rf"{_PLUS}(?:[xX](?!\s?[A-Z]?\d)(?!\w)|-?fold\b|times\b)")),
    # 24 hours, 24h, 24 GPU hours, 3 A100 days; not "9 day-to-day tasks", "the 1990s"
    ("us", pattern_of(r"[\s-]?(?:[μu]s|microseconds?)\b")),
    ("ms", pattern_of(r"[\s-]?(?:ms|msec|milliseconds?)\b")),
    ("second", pattern_of(rf"(?<!(?:19|20)\d\d){_PLUS}(?:s|secs?|seconds?)\b")),
    ("minute", pattern_of(rf"{_PLUS}(?:mins?|minutes?)\b")),
    ("hour", pattern_of(rf"{_PLUS}{_KIND_OF_TIME}?(?:h|hrs?|hours?)\b")),
    ("day", pattern_of(rf"{_PLUS}{_KIND_OF_TIME}?days?\b(?!-to-)")),
    ("week", pattern_of(rf"{_PLUS}weeks?\b")),
    ("month", pattern_of(rf"{_PLUS}months?\b")),
    ("year", pattern_of(rf"{_PLUS}years?\b|(?<=(?:19|20)\d0)s\b")),
    ("decade", pattern_of(rf"{_PLUS}decades?\b")),
    ("century", pattern_of(rf"{_PLUS}(?:century|centuries)\b")),
    # 24GB, 24 G of memory
    ("KB", pattern_of(r"[\s-]?(?:KB|KiB|kilobytes?)\b")),
    ("MB", pattern_of(r"[\s-]?(?:MB|MiB|megabytes?)\b")),
    ("GB", pattern_of(r"[\s-]?(?:GB|GiB|G|gigabytes?)\b")),
    ("TB", pattern_of(r"[\s-]?(?:TB|TiB|terabytes?)\b")),
    # 30 fps, 44.1 kHz, 5 cm, 4-bit
    ("dB", pattern_of(r"[\s-]?(?:dB|decibels?)\b")),
    ("kHz", pattern_of(r"[\s-]?(?:kHz|KHz)\b")),
    ("Hz", pattern_of(r"[\s-]?Hz\b")),
    ("fps", pattern_of(r"[\s-]?(?:fps|FPS|frames?\s?(?:per|/)\s?s)")),
    ("mm", pattern_of(r"[\s-]?mm\b")),
    ("cm", pattern_of(r"[\s-]?cm\b")),
    ("km", pattern_of(r"[\s-]?(?:km|kilomet\w+)\b")),
    ("m", pattern_of(r"[\s-]?(?:meters?|metres?|m(?=/s))\b")),
    ("bit", pattern_of(r"[\s-]?bits?\b")),
    ("dollar", pattern_of(r"\s?(?:USD|dollars?)\b")),
    ("cent", pattern_of(r"\s?cents?\b")),
    ("count", pattern_of(_COUNTED)),
)
# $5 → `$` · `by x` of x2 · `a factor of `
_UNIT_BEFORE = (
    ("dollar", pattern_of(r"(?:\$|USD)\s?$")),  # $5
    (
        "times",
        pattern_of(
            r"(?:(?<!\d)(?<!\d\s)\bx\s?|\bfactors?\s+of\s+(?:about\s+|up\s+to\s+)?(?:\d[\d.]*x?,?\s(?:and\s|to\s)?){0,4})$"
        ),
    ),  # x2, a factor of 2
)
_NAME_BEFORE = pattern_of(rf"(?!(?:(?:{_GRADES})-|No\.)$)\b\w*[A-Z]\w*[\w.]*-?$")
"""The `GPT-` of GPT-4: digits behind it are no number; the 5 of Top-5, pass@5 and No.5 is one."""
_MANY = pattern_of(r"[A-Z]\d{2,4}x$")  # the `H100x` of H100x8
_WORD_BEFORE = pattern_of(r"\b([A-Z][\w.-]*)\s$")  # the GPT of `GPT 4`: `GPT `
_VERSION = pattern_of(r"[1-9]\d?(?:\.\d)?")
"""`3`, `3.5`; not the 0.87 of "MAE 0.87"."""
_RANK_BEFORE = pattern_of(r"(?:\bNo\.\s?|#\s?|\b(?:[Rr]ank(?:s|ed|ing)?|[Pp]laces?|[Pp]laced)\s(?:at\s)?)$")
"""`No. 2`, `#2`, `ranked 2 of 40`: a place."""
_YEAR = pattern_of(r"(?:19|20)\d\d")
"""`2024`, which counts nothing."""
_LINK = pattern_of(
    r"\s*(?:%|x)?\s*(?:\(\w+\))?\s*(?:,|/|to|and|or|-|~|±|&|vs\.?|→|->|rightarrow|,\s*and|,\s*or)\s*(?:from\s)?[$~+]?\s*",
    re.IGNORECASE,
)
"""Between the numbers of a range or a list: `10 to 20%`, `14.2, 13.0, and 18.1 points`, `28% -> 54%`."""
# first · tenth
_ORDINAL = pattern_of(r"first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf)th", re.IGNORECASE)
_POWER = pattern_of(r"(?<![\w.])(?!10\b)(?P<base>\d{1,4})\s?\^\s?\{?(?P<power>-?\d{1,3})(?![\d.])")  # 2^{128}
_DEGREE = pattern_of(r"(?<=[A-Za-z)])\s?\^\s?\{?(?P<degree>[1-9])(?!\d)")  # O(n^2)
_ORDERS = pattern_of(
    r"\b(?P<least>\d|one|two|three)(?:\s?(?:-|to|or)\s?(?P<most>\d|two|three|four|five))?\s+orders?[\s-]+of[\s-]+magnitude",
    re.IGNORECASE,
)
"""`1-2 orders of magnitude`, `two to three orders of magnitude`."""
_ACTIVE = pattern_of(r"(?<=\dB-A)(?P<digits>\d+(?:\.\d+)?)B(?![A-Za-z])")
"""The 3B of `Qwen3-30B-A3B`, of whose 30 billion parameters 3 are active."""
_AND_A_HALF = pattern_of(rf"\b(?P<word>{'|'.join(_WORDS)}|\d+)\sand\sa\shalf\b", re.IGNORECASE)  # two and a half hours
_AND_ON = pattern_of(r"(?:\s(?:on|for|in|at)\s[^.;:,%]{1,30}?)?\s?(?:,\sand|,|and|/)\s?\+?")
"""Between the two numbers of `absolute gains of 12% on Pass@1 and +13% on Cons@5`."""
_OTHERS = pattern_of(r"\s?(?:other|further|additional)\s[a-z]")  # the ` other ` of "and seven other sources"
_BROKEN_POWER = pattern_of(r"\^\s?\{?(?P<power>\d?\.\d+)")  # d^{0.75}
_SCALED = pattern_of(rf"(?<![A-Za-z])({_SCALE}|[kKMBT])s?(?=\W|$)")  # 2 billion · 7B; not 5 GB


@lru_cache(maxsize=64)
def source_quantities(text: str) -> tuple[Quantity, ...]:
    """All numbers of plain English; units and scales flow back through lists and ranges (`10 to 20%`).

    `1024^2` is 1024 x 1024, and a number of its own.
    """
    found = [q for match in _NUMBER.finditer(text) if (q := _quantity(match, text))]
    extra: list[Quantity] = []
    scale = 0  # of the number behind: million in "2, 3, and 5 million"
    for index in range(len(found) - 1, -1, -1):
        one, after = found[index], found[index + 1] if index + 1 < len(found) else None
        own = _SCALED.search(text[one.start : one.end])
        linked = after is not None and _LINK.fullmatch(text, one.end, after.start) is not None
        if after and linked and not one.unit and text[: one.start][-1:] != "@":  # the 1 of Pass@1 and +13.3%
            found[index] = one = replace(one, unit=after.unit)
        if own:
            scale = SCALES[own[1].lower()]
        elif scale and linked and re.fullmatch(DIGITS, text[one.start : one.end].strip()):
            extra.append(replace(one, value=one.value * scale))
        else:
            scale = 0
    extra += [Quantity(Decimal(_ROMAN[m["roman"]]), m.start("roman"), m.end()) for m in _ROMAN_NUMBER.finditer(text)]
    extra += [
        Quantity(Decimal(_number_of_month(m["month"] or m["short"])), m.start(), m.end(), "calendar")
        for m in _MONTH.finditer(text)
    ]
    extra += [
        Quantity(
            60 * Decimal(m["hours"] or m["long"]) + Decimal(m["minutes"] or m["seconds"]), m.start(), m.end(),
            "minute" if m["hours"] else "second",
        )
        for m in _PARTS_OF_TIME.finditer(text)
    ]  # fmt: skip
    extra += [replace(one, unit="point") for one in _absolute(text, found)]
    extra += [  # arXiv and seven other sources: eight
        Quantity(one.value + 1, one.start, one.end, "count")
        for one in found
        if one.unit == "count" and _OTHERS.match(text, one.end) and text[: one.start].endswith("and ")
    ]
    extra += [Quantity(Decimal(m["power"]), m.start("power"), m.end()) for m in _BROKEN_POWER.finditer(text)]
    extra += [  # contains four points
        replace(one, unit="count") for one in found if one.unit == "point" and text[one.start].isalpha()
    ]
    extra += [
        Quantity(Decimal(int(m["base"])) ** int(m["power"]), m.start("power"), m.end()) for m in _POWER.finditer(text)
    ]
    extra += [Quantity(Decimal(m["degree"]), m.start("degree"), m.end(), "degree") for m in _DEGREE.finditer(text)]
    extra += [
        Quantity(Decimal(10) ** int(_of_word(m[many])), m.start(many), m.end(), "times")
        for m in _ORDERS.finditer(text)
        for many in ("least", "most")
        if m["most"] or (m[many] and m[many].isdigit())  # the others are found already
    ]
    for m in _AND_A_HALF.finditer(text):
        value = _of_word(m["word"]) + Decimal("0.5")
        extra.append(Quantity(value, m.end() - 1, m.end(), _unit(text, m.start(), m.end(), value)[0]))
    extra += [
        replace(one, value=one.value / 10**6, unit="m")
        for one in found
        if re.fullmatch(rf"{DIGITS}\s?m", text[one.start : one.end])  # `600m`, which may be metres
    ]
    extra += [Quantity(Decimal(m["digits"]) * 10**9, m.start(), m.end()) for m in _ACTIVE.finditer(text)]
    squares = (replace(one, start=one.end) for one in found if re.match(r"\s?\^\s?\{?2\b", text[one.end : one.end + 4]))
    return (*found, *extra, *squares)


def _number_of_month(name: str) -> int:
    """8 of August and of Aug."""
    return 1 + next(at for at, month in enumerate(_MONTHS) if month.startswith(name))


def _of_word(word: str) -> Decimal:
    """`three` or `3`."""
    return Decimal(word) if word.isdigit() else _WORDS[word.lower()]


def _absolute(text: str, found: list[Quantity]) -> list[Quantity]:
    """The percentages that are points: `16-28% and 6% absolute`, `absolute gains of 12% on A and 13% on B`."""
    percents = [one for one in found if one.unit == "percent"]
    told = {one.start for one in percents if _is_absolute(text, one)}
    told |= {one.start for one in found if one.unit == "point" and "%" in text[one.start : one.end]}
    measured = [one for one in found if one.unit in ("percent", "point")]
    for one, after in reversed([*pairwise(measured)]):
        if after.start in told and one.end <= after.start and _LINK.fullmatch(text, one.end, after.start):
            told.add(one.start)
    for one, after in pairwise(measured):
        if one.start in told and one.end <= after.start and _AND_ON.fullmatch(text, one.end, after.start):
            told.add(after.start)
    return [one for one in percents if one.start in told]


def _is_absolute(text: str, one: Quantity) -> bool:
    """`an absolute improvement of 4.9%`, `4.9% absolute`: percentage points."""
    before = re.search(r"\babsolute(?:ly)?\s[^.;,%]{0,40}$", text[max(0, one.start - 60) : one.start])
    return bool(before or re.match(r"\s\(?absolute", text[one.end : one.end + 12]))


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    """One number with its unit, or None when the digits belong to a name (`GPT-4`, `3D`)."""
    start, end = match.span()
    if "magnitude" in match[0].lower():
        many = (match["orders"] or "a").lower()
        power = int(many) if many.isdigit() else int(_WORDS.get(many, Decimal(1)))
        return Quantity(Decimal(10) ** power, start, end, "times")
    value = _value(match)
    if match["twice"]:
        return Quantity(value, start, end, "times")
    if match["bits"]:
        return Quantity(value, start, end, "bit")
    if match["dimensions"]:
        return Quantity(value, start, end, "count")
    if match["degree"]:
        return Quantity(value, start, end, "degree")
    if match["digits"] and _marks_a_list(text, start, end):
        return None
    unit, stop = _unit(text, start, end, value)
    named = match["digits"] and not match["suffix"] and _NAME_BEFORE.search(text, max(0, start - 40), start)
    # A100-80GB, Chamfer-15%, ImageNet-256x256
    own = unit in MEASURED or text[end : end + 1] == "%" or re.match(r"x\d", text[end : end + 2])
    if named and not own and not _MANY.search(text, max(0, start - 8), start):  # GPT-4
        return None
    if (
        match["digits"]
        and not unit
        and re.match(r"(?!(?:st|nd|rd|th)\b|x\d|x\s|x(?-i:[A-Z])|DoF)[A-Za-z]", text[end : end + 3], re.I)
        and not (re.match(r"(?!D\b)[A-Za-z]{1,3}(?!\w)", text[end : end + 4]) and _FREE.search(text[:start][-1:]))
    ):
        return None  # the 3 of text-to-3D; not that of 6DoF, 8xH100, 4.67dB, 720p
    if not unit and not match["digits"]:
        unit = "count"  # "a two-stage method": a word hides no percent sign
    return Quantity(value, start, stop, _naming(match, text, unit) or unit)


def _marks_a_list(text: str, start: int, end: int) -> bool:
    """`(1) first, 2) second`; not the 23 of `(n = 23)`."""
    before = re.sub(r"(?<![\w(])\d{1,2}\)", "", text[max(0, start - 60) : start])  # the marks before: `1)`
    alone = before.endswith(" ") and before.count("(") == before.count(")")
    plain = end - start <= 2 and text[start:end].isdigit()  # not the 3B of `(3B)`
    return plain and text[end : end + 1] == ")" and (before.endswith("(") or alone)


def _unit(text: str, start: int, end: int, value: Decimal) -> tuple[str, int]:
    """(unit, where it ends): directly behind the number, or directly before it; `$1 each` counts nothing."""
    if text[max(0, start - 2) : start].rstrip().endswith("$"):
        return "dollar", end
    for name, pattern in _UNITS:
        behind = pattern.match(text, end)
        if behind and (
            name != "count" or (value == value.to_integral_value() and not _YEAR.fullmatch(text[start:end]))
        ):
            # x4 upscaling: the sign before it says more than what it counts
            if name == "count" and (before := _unit_before(text, start)):
                return before, end
            return name, end if name == "count" else behind.end()
    return _unit_before(text, start), end


def _unit_before(text: str, start: int) -> str:
    return next((name for name, pattern in _UNIT_BEFORE if pattern.search(text[max(0, start - 48) : start])), "")


def _naming(match: re.Match[str], text: str, unit: str) -> str:
    """`ordinal` for `first`, `2nd`, `No. 2`; `version` behind a name of this text (`Claude 3`); or "".

    An A100 80GB has no version, nor has "OSWorld 15-step".
    """
    start, end = match.span()
    if _ORDINAL.fullmatch(match[0]) or re.match(r"(?:st|nd|rd|th)\b", text[end : end + 3]):
        return "ordinal"
    # `top-`3, `top `three
    if unit == "count" and re.search(r"\btop[\s-]$", text[max(0, start - 5) : start], re.IGNORECASE):
        return "ordinal"
    if (
        not match["digits"]
        or match["scale"]
        or match["suffix"]
        or unit not in ("", "count")
        or text[end : end + 1] == "-"
    ):
        return ""
    if _RANK_BEFORE.search(text[max(0, start - 12) : start]) and not re.match(r"\d|\.\d|\s?[%x]", text[end : end + 2]):
        return "ordinal"
    word = _WORD_BEFORE.search(text, max(0, start - 40), start)
    # `ImageNet 64x64` has a size
    sized = re.match(r"\s?x\s?\d", text[end : end + 4])
    named = word and not sized and _VERSION.fullmatch(match["digits"]) and _is_name(word[1], text)
    return "version" if named else ""


def _is_name(word: str, text: str) -> bool:
    """`SAM`, `LLaMA`, or a word that is capitalised inside a sentence and never small; not `Evaluating`, `Across`."""
    if re.fullmatch(_GRADES, word) or word in _MONTHS:
        return False
    if re.search(r"\w[A-Z\d]", word):
        return True
    # `with Llama 3`: a capital inside a sentence
    inside = rf"[a-z,]\s{re.escape(word)}\b"
    return not word.endswith("ing") and bool(re.search(inside, text)) and word.lower() not in text


def _value(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        value = to_decimal(match["digits"])
        if match["power"]:
            # ×10^{-3} → 10 | -3
            value *= Decimal(10) ** int(re.findall(r"-?\d+", match["power"])[-1])
        scale = match["suffix"] or match["scale"]
        return value * SCALES[scale.lower()] if scale else value
    if match["bits"] or match["dimensions"]:
        return Decimal(match["bits"] or match["dimensions"])
    if match["ten"]:
        return Decimal(10) ** int(match["ten"])
    if match["twice"]:
        return Decimal(_TIMES_WORDS[match["twice"].lower()])
    if match["bare"]:
        return Decimal(SCALES[match["bare"].lower()])
    if match["degree"]:
        return Decimal(_DEGREES[match["degree"].lower()])
    if match["prefix"]:
        return Decimal(_PREFIXES[match["prefix"].lower()])
    if match["word"]:
        value = _WORDS[match["word"].lower()] + (_WORDS[match["tail"].lower()] if match["tail"] else 0)
        return value * SCALES.get((match["wordscale"] or "").lower(), 1)
    return Decimal(1)  # "a second", "per hour"
