"""Write the heading, title or path of another day in the same hand: only numbers and weekdays change. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from digest.calendar.names import MONTHS
from digest.journal.find.date_forms import WEEKDAYS
from digest.journal.find.day_forms import plain
from digest.journal.find.day_headings import Span
from digest.journal.find.names import name_facts, stem_of, year_and_month
from digest.lazy import pattern_of

# `8월 19일 (월)` · `[월]` · 2024-08-19월요일 · `8월 19 월요일` · `8/20화)` · `8/19월)` · `월요일`
_WEEKDAY = pattern_of(
    r"(?<=[(\[,\s_-])([월화수목금토일])(?=요일)|(?<=[(\[,\s_-])([월화수목금토])(?=\)|\]|$)"
    # `(일)`, `8/18 일`, `18일 일`; no Sunday: `8월 19 일`, `19 일`, `한 일`
    r"|(?:(?<=[(\[,])|(?<=[\d.,)\]] )|(?<=\d[_-])|(?<=\d일 )|(?<=일차 ))"
    r"(?<!월 \d )(?<!월 \d\d )(?<!월\d )(?<!월\d\d )(?<!^\d )(?<!^\d\d )일(?=\)|\]|$)"
    r"|(?:^|(?<=\d))([월화수목금토일])(?=요일)"
    r"|(?<=\d)([화수목금토])(?=\)|\]|$)"  # after a number 월 and 일 are month and day: `8월 16일`,
    r"|(?:(?<=/\d)|(?<=/\d\d))(?<!\d{4}/\d)(?<!\d{4}/\d\d)월(?=\)|\]|$)"  # but no month stands after month/day
)
# Monday, 19 August
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Monday · Mon · 16_Mon
_ENGLISH_DAY = pattern_of(rf"(?<![A-Za-z])({'|'.join(_ENGLISH)}|{'|'.join(day[:3] for day in _ENGLISH)})(?![A-Za-z\d])")
_ASIDE = pattern_of(r"\s*\((?!\d)[^()\d]*\)")  # 8월 19일 (광복절 다음 주)
_TOKENS = pattern_of(rf"\d+|(?<![A-Za-z])(?:{'|'.join(MONTHS)})[a-z]*", re.IGNORECASE)  # Aug 19 2024
"""What a date is made of: numbers and English months."""
_ORDINAL = pattern_of(r"(?<!\d)(\d{1,2})(st|nd|rd|th)\b")  # 19th


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
    result = _on(result, new)
    weekday = _WEEKDAY.search(result) or _ENGLISH_DAY.search(result)
    return result if weekday else _ASIDE.sub("", result)


def _on(text: str, date: dt.date) -> str:
    """The text with its weekdays said of this date."""
    text = _WEEKDAY.sub(WEEKDAYS[date.weekday()], text)
    return _ENGLISH_DAY.sub(lambda m: _ENGLISH[date.weekday()][: None if len(m[0]) > 3 else 3], text)


PATTERNS = (
    ("y", "m", "d"),
    ("m", "d", "y"),
    ("d", "M", "y"),
    ("M", "d", "y"),
    ("M", "d"),
    ("d", "M"),
    ("m", "d"),
    ("d",),
)
"""How a date is spelt, best first; `M` is a month's English name."""


def _dated(text: str, old: dt.date, new: dt.date) -> str | None:
    """Replace the first run of numbers and months that spells the old date: y-m-d, yymmdd, m/d, m월 d일, 16 August …"""
    for form in ("%Y%m%d", "%y%m%d", "%m%d"):
        # 20240819 for 19 August, 0819 in `0819 회의록`; not in 108190
        alone = re.compile(rf"(?<!\d){old:{form}}(?!\d)")
        if alone.search(text):
            return alone.sub(f"{new:{form}}", text, count=1)
    groups = list(_TOKENS.finditer(text))
    for pattern in PATTERNS:
        for at in range(len(groups) - len(pattern) + 1):
            run = groups[at : at + len(pattern)]
            if all(_says(group[0], part, old) for group, part in zip(run, pattern, strict=True)):
                if pattern == ("d",) and not re.match(r"\s*일(?!\s*차)", text[run[0].end() :]):  # 16일차 is no 16일
                    continue
                padded = _is_padded(text[run[0].start() : run[-1].end()], [group[0] for group in run], pattern)
                for group, part in reversed(list(zip(run, pattern, strict=True))):
                    text = text[: group.start()] + _spelled(group[0], part, new, padded=padded) + text[group.end() :]
                return _ORDINAL.sub(lambda m: f"{m[1]}{_ordinal(int(m[1]))}", text)
    return None


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _says(token: str, part: str, date: dt.date) -> bool:
    if part == "M" or not token.isdigit():
        return part == "M" and not token.isdigit() and token[:3].lower() == MONTHS[date.month - 1]
    if part == "y":
        return token in (f"{date:%Y}", f"{date:%y}")
    return int(token) == (date.month if part == "m" else date.day)


def _is_padded(said: str, groups: list[str], pattern: tuple[str, ...]) -> bool:
    """Whether single digits get a zero; `2024-10-30` does not tell, but nobody writes `2024-11-4`."""
    groups = [group for group in groups if group.isdigit()]
    if any(group.startswith("0") for group in groups):
        return True
    clear = any(len(group) == 1 for group in groups) or "M" in pattern
    return not clear and pattern[0] == "y" and not set("월/ ") & set(said)


def _spelled(digits: str, part: str, date: dt.date, *, padded: bool) -> str:
    if part == "M":
        name = f"{date:%B}" if len(digits) > 3 else f"{date:%b}"
        return name.upper() if digits.isupper() else name.lower() if digits.islower() else name
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


# The path of a day's file.


# `2024/08월/19.md`: `%Y`, `%m월`
FOLDER_FORMS = (
    "%Y-%m", "%Y_%m", "%Y.%m", "%Y%m", "%y%m", "%y-%m", "%Y년 %m월", "%Y년%m월", "%Y", "%Y년", "%m-%B", "%m-%b",
    "%m %B", "%m_%B", "%m. %B", "%Y-%m-%B", "%Y-%m %B", "%B", "%b", "%B %Y", "%b %Y", "%m", "%m월", "%G-W%V", "W%V",
    "%G-w%V", "w%V",
)  # fmt: skip
"""How folders name years, months and weeks."""
# 2024/8/16.md · 2024/10/5일/README.md · `2024년 8월/2024-08-16.md`
_ONE_DIGIT = pattern_of(r"(?:(?:^|/)[1-9](?:월|일)?|년 ?[1-9]월|\d{4}[-_.][1-9])[/.]")


def is_unpadded(paths: Iterable[str]) -> bool:
    """Whether a person writes `2024/8/5.md`, not `2024/08/05.md`: an October does not tell."""
    return any(_ONE_DIGIT.search(path) for path in paths)


def path_for(path: str, old: dt.date, new: dt.date, numbers: tuple[int, int] | None, *, unpadded: bool) -> str | None:
    """The model's path for the new date, None unless it surely stands for that date.

    unpadded: whether days and months below ten have no zero, where they are folders or files of their own.
    `2024/08/16.md`, `2024/0816.md`, `2024-08/2024-08-16 (금).md`, `2024/08-August/16/README.md`, `Day13/README.md` …
    """
    *folders, name = path.split("/")
    parts: list[str] = []
    for folder in folders:
        month = _folder_for(folder, old, new, unpadded=unpadded)
        if _is_month(folders[: len(parts)]):
            day = _day_for(folder, old, new, unpadded=unpadded) or relabelled(folder, old, new, numbers)
            parts.append(day or month or _quarter_for(folder, old, new))
        else:  # 08-August on the 8th is no day
            parts.append(month or relabelled(folder, old, new, numbers) or _quarter_for(folder, old, new))
    stem = stem_of(name)
    day = _day_for(stem, old, new, unpadded=unpadded) if _is_month(folders) else None
    begun = _day_for(stem, old, new, unpadded=unpadded, form=_DAY_FIRST) if _is_month(folders) else None
    made = "/".join([*parts, (day or relabelled(stem, old, new, numbers) or begun or stem) + name[len(stem) :]])
    facts = name_facts(made)
    named = facts.span == Span(new, new) or (numbers and facts.label and facts.label.numbers == (numbers[1],))
    return made if named and (made != path) else None


def _is_month(folders: list[str]) -> bool:
    """Whether these folders name a month, so that a number below them is a day."""
    return year_and_month([plain(folder) for folder in folders])[1] is not None


def _folder_for(folder: str, old: dt.date, new: dt.date, *, unpadded: bool) -> str | None:
    """`2024`, `2408`, `2024-08`, `08`, `8월`, `08-August`, `W33` of the old date become those of the new one."""
    for form in FOLDER_FORMS:
        for short in (unpadded, not unpadded):  # an October looks the same in both
            said, told = (f"{date:{form.replace('%m', str(date.month)) if short else form}}" for date in (old, new))
            if folder == said:
                return told
    return None


def _quarter_for(folder: str, old: dt.date, new: dt.date) -> str:
    """`2024 Q3` of the old date becomes that of the new one."""
    quarter = f"Q{(old.month + 2) // 3}"
    return folder.replace(quarter, f"Q{(new.month + 2) // 3}") if quarter in folder else folder


# 16 · 16일 · `16일 기록` · `16 (금)` · 16-금요일; not 08-08, 26-11-26, 1주차, 16일차
_DAY_ALONE = pattern_of(
    r"\d{1,2}(?:일(?!\s*차|[가-힣])"
    r"|일?(?=$|[ _-]*[(\[]?[월화수목금토일]요일|[ _-]*[(\[][월화수목금토일][)\]]|[ _-]+[월화수목금토일]$))"
)
_DAY_FIRST = pattern_of(r"\d{1,2}(?!\d|\s*일\s*차)")  # 16-til · `16 Friday`; not 16일차


def _day_for(
    name: str, old: dt.date, new: dt.date, *, unpadded: bool, form: re.Pattern[str] = _DAY_ALONE
) -> str | None:
    """`16`, `16일`, `16 (금)` in the folder of a month, written for the new date; form: what may stand there."""
    found = form.match(name)
    said = re.match(r"\d+", name)  # 16
    if not found or not said or int(said[0]) != old.day:
        return None
    if old.day < 10:
        unpadded = not said[0].startswith("0")
    return _on(f"{new.day if unpadded else f'{new:%d}'}{name[said.end() :]}", new)
