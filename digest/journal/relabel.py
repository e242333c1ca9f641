"""Write the heading, title or file name of another day in the same hand: only numbers change (journals C3.6). Pure."""

from __future__ import annotations

import datetime as dt
import re

from digest.journal.date_forms import WEEKDAYS

_WEEKDAY = re.compile(
    r"(?<=[(,\s])([월화수목금토일])(?=요일|\)|\]|$)"
    r"|(?<=\d)([화수목금토])(?=요일|\)|\]|$)"  # after a number 월 and 일 are month and day: `8월 16일`
    r"|^([월화수목금토일])(?=요일)"
)
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_DAY = re.compile(rf"\b({'|'.join(_ENGLISH)}|{'|'.join(day[:3] for day in _ENGLISH)})\b")
_ASIDE = re.compile(r"\s*\((?!\d)[^()\d]*\)")
_DIGITS = re.compile(r"\d+")


def relabelled(text: str, old: dt.date, new: dt.date, numbers: tuple[int, int] | None = None) -> str | None:
    """The text with old date → new date and, when given, old number → new number of `N일차`; None if neither is in it.

    Zero padding stays; weekdays follow; an aside such as `(광복절)` belongs to the old day and goes.
    """
    dated = _dated(text, old, new)
    if dated is None and numbers is None:
        return None
    result = dated or text
    if numbers:
        counted = _counted(result, *numbers)
        if counted is None and dated is None:
            return None
        result = counted or result
    result = _WEEKDAY.sub(WEEKDAYS[new.weekday()], result)
    result = _ENGLISH_DAY.sub(lambda m: _ENGLISH[new.weekday()][: None if len(m[0]) > 3 else 3], result)
    return re.sub(_ASIDE, "", result) if not _WEEKDAY.search(result) else result


def _dated(text: str, old: dt.date, new: dt.date) -> str | None:
    """Replace the first run of digit groups that spells the old date: y-m-d, yymmdd, m/d, m월 d일, m/d/y …"""
    for form in ("%Y%m%d", "%y%m%d"):
        if f"{old:{form}}" in text:
            return text.replace(f"{old:{form}}", f"{new:{form}}", 1)
    groups = list(_DIGITS.finditer(text))
    for pattern in (("y", "m", "d"), ("m", "d", "y"), ("m", "d"), ("d",)):
        for at in range(len(groups) - len(pattern) + 1):
            run = groups[at : at + len(pattern)]
            if all(_says(group[0], part, old) for group, part in zip(run, pattern, strict=True)):
                if pattern == ("d",) and not text[run[0].end() :].lstrip().startswith("일"):
                    continue
                padded = _is_padded(text[run[0].start() : run[-1].end()], [group[0] for group in run], pattern)
                for group, part in reversed(list(zip(run, pattern, strict=True))):
                    text = text[: group.start()] + _spelled(group[0], part, new, padded=padded) + text[group.end() :]
                return text
    return None


def _says(digits: str, part: str, date: dt.date) -> bool:
    if part == "y":
        return digits in (f"{date:%Y}", f"{date:%y}")
    return int(digits) == (date.month if part == "m" else date.day)


def _is_padded(said: str, groups: list[str], pattern: tuple[str, ...]) -> bool:
    """Whether single digits get a zero; `2024-10-30` does not tell, but nobody writes `2024-11-4`."""
    if any(group.startswith("0") for group in groups):
        return True
    clear = any(len(group) == 1 for group in groups)
    return not clear and pattern[0] == "y" and not set("월/ ") & set(said)


def _spelled(digits: str, part: str, date: dt.date, *, padded: bool) -> str:
    if part == "y":
        return f"{date:%Y}" if len(digits) == 4 else f"{date:%y}"
    value = date.month if part == "m" else date.day
    return f"{value:02}" if padded else str(value)


def _counted(text: str, old: int, new: int) -> str | None:
    """Replace the number that stands with `일차`, `day` or `days`."""
    before, after = r"(?:(?<=day)|(?<=day[\s_-]))", r"(?=\s*(?:일\s*차|days?\b))"
    form = re.compile(rf"{before}0*{old}(?!\d)|(?<!\d)0*{old}{after}", re.IGNORECASE)
    found = form.search(text)
    if not found:
        return None
    width = len(found[0]) if found[0].startswith("0") else 1
    return f"{text[: found.start()]}{new:0{width}}{text[found.end() :]}"
