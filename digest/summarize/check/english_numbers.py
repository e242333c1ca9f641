"""All numbers of English text: digits, words, ranges, `1.5M`, `2x`, `10^5`, orders of magnitude."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from digest.lazy import pattern_of
from digest.summarize.check.quantity import DIGITS, RELATIVE, SCALES, Quantity, to_decimal

_VALUES = {
    0: "zero", 1: "one single once sole first unified",
    2: "two both dual pair paired pairwise twin bidirectional bilingual bimodal bilevel binary second either",
    3: "three triple triplet triplets third trio trilingual trimodal triplane",
    4: "four quadruple fourth quarter quarters", 5: "five quintuple fifth", 6: "six sextuple sixth", 7: "seven seventh",
    8: "eight eighth", 9: "nine ninth", 10: "ten tenth", 11: "eleven eleventh",
    12: "twelve dozen twelfth", 13: "thirteen",
    14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty",
    30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety",
}  # fmt: skip
_WORDS = {word: Decimal(value) for value, words in _VALUES.items() for word in words.split()}
_TIMES_WORDS = {
    "twice": 2, "twofold": 2, "double": 2, "doubles": 2, "doubled": 2, "doubling": 2, "thrice": 3, "threefold": 3,
    "triple": 3, "triples": 3, "tripled": 3, "tripling": 3, "fourfold": 4, "quadruples": 4,
    "fivefold": 5, "tenfold": 10,
}  # fmt: skip
_NUMBER = pattern_of(
    rf"(?:(?<![\w.^])|(?<=\dx))(?P<digits>{DIGITS})(?!\d|\s?\^\s?\{{?-?\d)"
    r"(?P<power>e[+-]?\d{1,2}(?!\w)|\s*x\s*10\s*\^?\s*\{?-?\d{1,2}\}?)?"
    r"(?:\s?(?P<suffix>[kKMBbT])(?![A-Za-z])|[\s-]{0,2}(?P<scale>hundred|thousand|million|billion|trillion)s?\b)?"
    r"|(?<![A-Za-z])(?:INT|FP|BF|NF|W|A)-?(?P<bits>\d{1,2})(?!\d)"
    r"|(?<!\w)10\s?\^\s?\{?(?P<ten>-?\d{1,2})\}?"
    r"|(?:\b(?P<orders>an?|one|two|three|four|several|\d)\s+)?\borders?\s+of\s+magnitude"
    rf"|\b(?P<twice>{'|'.join(_TIMES_WORDS)})\b(?!-)"
    rf"|\b(?P<word>{'|'.join(_WORDS)})\b(?:(?<=ty)[\s-](?P<tail>one|two|three|four|five|six|seven|eight|nine)\b)?"
    r"(?:[\s-](?P<wordscale>hundred|thousand|million|billion)\b)?"
    r"|\b(?P<prefix>bi|tri|quad|penta)(?=-[a-z])"
    r"|\b(?P<bare>hundred|thousand|million|billion)\b"
    r"|\b(?:an?|per|each|every)\s(?=(?:second|minute|hour|day|week|month|year)\b)",
    re.IGNORECASE,
)
_NAME_BEFORE = pattern_of(r"(?:\w*[A-Z]\w*[\w.]*|@)-?$")
_AFTER = (
    ("percent", pattern_of(r"\+?\s*-?\s*(?:%|percent\b|per\s*cent\b)(?!\s*(?:age)?\s*point)", re.IGNORECASE)),
    ("point", pattern_of(r"\+?\s*-?\s*(?:%|percentage|percent|absolute)?\s*-?(?:points?\b|pp\b|p\.p\.)", re.I)),
    ("times", pattern_of(r"\+?\s*-?\s*(?:x(?!\s?\d)(?!\w)|fold\b|times\b)", re.IGNORECASE)),
    ("ms", pattern_of(r"[\s-]?(?:ms|msec|milliseconds?)\b")),
    ("second", pattern_of(r"[\s-]*(?:s|secs?|seconds?)\b")),
    ("minute", pattern_of(r"[\s-]*(?:mins?|minutes?)\b")),
    ("hour", pattern_of(r"[\s-]*(?:h|hrs?|hours?)\b")),
    ("day", pattern_of(r"[\s-]*days?\b(?!-to-)")),
    ("week", pattern_of(r"[\s-]*weeks?\b")),
    ("month", pattern_of(r"[\s-]*months?\b")),
    ("year", pattern_of(r"[\s-]*years?\b")),
    ("KB", pattern_of(r"[\s-]?(?:KB|KiB|kilobytes?)\b")),
    ("MB", pattern_of(r"[\s-]?(?:MB|MiB|megabytes?)\b")),
    ("GB", pattern_of(r"[\s-]?(?:GB|GiB|G|gigabytes?)\b")),
    ("TB", pattern_of(r"[\s-]?(?:TB|TiB|terabytes?)\b")),
    ("kHz", pattern_of(r"[\s-]?(?:kHz|KHz)\b")),
    ("Hz", pattern_of(r"[\s-]?Hz\b")),
    ("fps", pattern_of(r"[\s-]?(?:fps|FPS|frames?\s*(?:per|/)\s*s)")),
    ("mm", pattern_of(r"[\s-]?mm\b")),
    ("cm", pattern_of(r"[\s-]?cm\b")),
    ("km", pattern_of(r"[\s-]?(?:km|kilomet\w+)\b")),
    ("m", pattern_of(r"[\s-]?(?:meters?|metres?)\b")),
    ("bit", pattern_of(r"[\s-]?bits?\b")),
)  # fmt: skip
_NEAR = {
    "hour": r"GPU[\s-]?hours?|hours?\b", "day": r"GPU[\s-]?days?|days?\b", "year": r"GPU[\s-]?years?|years?\b",
    "second": r"seconds?\b", "minute": r"minutes?\b", "month": r"months?\b", "week": r"weeks?\b",
    "token": r"tokens?\b", "param": r"param(?:eter)?s?\b|model\b", "percent": r"relative\b",
}  # fmt: skip
_LINK = pattern_of(
    r"\s*(?:%|x)?\s*(?:\(\w+\))?\s*(?:,|/|to|and|or|-|~|&|vs\.?|→|->|rightarrow|,\s*and|,\s*or)\s*(?:from\s)?[$~+]?\s*",
    re.IGNORECASE,
)
_RATE_BEFORE = pattern_of(
    r"\b(?:accurac(?:y|ies)|scores?|rates?|F1|F1-score|WER|CER|EER|precision|recall|AUC|mAP|AUROC|m?IoU|dice|success|"
    r"BLEU|ROUGE|pass@\w+|acc|ratios?|sparsity|correlations?)\b[^;]{0,60}$",
    re.IGNORECASE,
)
_SPEED_BEFORE = pattern_of(
    r"(?:speed-?ups?|factor|accelerat\w+|faster|throughput|compression|smaller|larger)\b[^.;]{0,30}$", re.IGNORECASE
)
_NOTHING_COUNTED = pattern_of(r"\s*(?:$|[^\w\s]|(?:and|or|on|for|in|to|at|with|vs|while|when|over|compared|than)\b)")
_VERSION_BEFORE = pattern_of(
    r"\b(?!(?:With|Over|Across|In|On|The|Our|These|All|Using|About|Around|From|By|At|To|We|Only|Its|Of|For|And|Top|Up)\b)"
    r"[A-Z][A-Za-z]*\s$"
)
_ORDINAL = pattern_of(
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth", re.IGNORECASE
)
_RANK = pattern_of(r"\b(?:rank(?:s|ed|ing)?|place[ds]?|leaderboard)\b", re.IGNORECASE)
_SPEED_AFTER = pattern_of(r"\s*(?:more|faster|larger|smaller|better|longer|higher|lower|fewer)\b", re.IGNORECASE)


@lru_cache(maxsize=64)
def source_quantities(text: str) -> tuple[Quantity, ...]:
    """All numbers of plain English; units and scales flow back through lists and ranges (`10 to 20%`)."""
    found = [q for match in _NUMBER.finditer(text) if (q := _quantity(match, text))]
    extra: list[Quantity] = []
    for index in range(len(found) - 2, -1, -1):
        one, after = found[index], found[index + 1]
        if not _LINK.fullmatch(text, one.end, after.start):
            continue
        if after.unit and not one.unit:
            found[index] = one = replace(one, unit=after.unit, near=one.near | after.near)
        scale = re.search(
            r"(hundred|thousand|million|billion|trillion|[kKMBT])s?(?=\W|$)", text[after.start : after.end]
        )
        if scale and re.fullmatch(DIGITS, text[one.start : one.end].strip()):
            extra.append(replace(one, value=one.value * SCALES[scale[1].lower()]))
    return (*found, *extra)


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    """One number with its units, or None when the digits belong to a name (`GPT-4`, `3D`)."""
    start, end = match.span()
    if match["orders"] or "magnitude" in match[0].lower():
        how_many = (match["orders"] or "").lower()
        if not how_many or how_many == "several":
            return Quantity(Decimal(-1), start, end, "times")
        return Quantity(
            Decimal(10) ** int(_WORDS.get(how_many, Decimal(how_many if how_many.isdigit() else 1))),
            start,
            end,
            "times",
        )
    value = _value(match)
    if match["twice"]:
        return Quantity(value, start, end, "times", spelled=True, near=frozenset({"count"}))
    if match["bits"]:
        return Quantity(value, start, end, "bit")
    if match["digits"] and not match["suffix"] and _NAME_BEFORE.search(text[max(0, start - 40) : start]):
        return None
    if match["digits"] and re.match(r"\d{1,2}\)", text[start : start + 3]) and re.search(r"(?:^|[\s(])$", text[:start]):
        return None  # "(1) first, 2) second": marks of a list count nothing
    unit, stop = "", end
    for name, pattern in _AFTER:
        behind = pattern.match(text, end)
        if behind:
            unit, stop = name, behind.end()
            break
    if match["digits"] and not unit and re.match(r"(?!st\b|nd\b|rd\b|th\b|x\d)[A-Za-z]", text[end : end + 3]):
        return None
    spelled = bool(match["word"] or match["prefix"])
    return Quantity(value, start, stop, unit, spelled=spelled, near=_near(text, start, end, value, unit))


def _value(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        value = to_decimal(match["digits"])
        if match["power"]:
            value *= Decimal(10) ** int(re.findall(r"-?\d+", match["power"])[-1])
        scale = match["suffix"] or match["scale"]
        return value * SCALES[scale.lower()] if scale else value
    if match["bits"]:
        return Decimal(match["bits"])
    if match["ten"]:
        return Decimal(10) ** int(match["ten"])
    if match["twice"]:
        return Decimal(_TIMES_WORDS[match["twice"].lower()])
    if match["bare"]:
        return Decimal(SCALES[match["bare"].lower()])
    if match["prefix"]:
        return Decimal({"bi": 2, "tri": 3, "quad": 4, "penta": 5}[match["prefix"].lower()])
    if match["word"]:
        value = _WORDS[match["word"].lower()] + (_WORDS[match["tail"].lower()] if match["tail"] else 0)
        return value * SCALES.get((match["wordscale"] or "").lower(), 1)
    return Decimal(1)  # "a second", "per hour"


def _near(text: str, start: int, end: int, value: Decimal, unit: str) -> frozenset[str]:
    """Units the neighbourhood gives a number that carries none itself."""
    after, before = text[end : end + 45], text[max(0, start - 90) : start]
    near = {name for name, words in _NEAR.items() if re.match(rf"[\s-]+(?:[\w/.-]+[\s-]+){{0,2}}?(?:{words})", after)}
    if re.search(r"\bx\s*$", before):
        near.add("times")
    if unit in RELATIVE:
        return frozenset(near)
    if not unit and _VERSION_BEFORE.search(before) and value < 100 and text[start].isdigit():
        near.add("version")
    if not unit and (_SPEED_BEFORE.search(before) or _SPEED_AFTER.match(after)):
        near.add("times")
    if _NOTHING_COUNTED.match(after):
        near.add("bare")
    if _ORDINAL.fullmatch(text, start, end) or re.match(r"(?:st|nd|rd|th)\b", after):
        near.add("ordinal")
    if _RANK.search(before) or _RANK.search(after[:25]):
        near.add("rank")
    if not unit and 1 < value <= 100 and _RATE_BEFORE.search(before) and _NOTHING_COUNTED.match(after):
        near |= {"percent", "point"}
    return frozenset(near)
