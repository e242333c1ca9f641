"""What a repair is told about an answer that may not be shown; nothing in it is untrue.

The check may overlook a true number or name, so its word is not passed on: the model sees the place of the source that
comes nearest, or hears that the very characters stand nowhere in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from digest.lazy import pattern_of
from digest.models import Item

if TYPE_CHECKING:
    from digest.summarize.check.check import Refusal
    from digest.summarize.check.quantity import Quantity

_DIGITS = pattern_of(r"\d[\d.,]*\d|\d")  # 1,234.5
_WORD = pattern_of(r"[^\s(),;:]*[^\s(),;:.]")  # GPT-4o, without the comma behind it
_AROUND = 45
"""Characters of the source shown on each side of a number or name."""
_LOOK = "‘본문’이 가장 가까운 곳이다. 맞으면 그 값과 단위로, 아니면 빼고 쓴다"
_ASK = "지난 답은 쓸 수 없다. 아래 까닭만 바로잡고 나머지 내용은 살려, id마다 규칙에 맞는 한 문장을 새로 써라."


@dataclass(frozen=True)
class Complaint:
    """Why an answer about one item is asked for again."""

    reason: str
    """Korean, for the report: `초록에 없는 수: 99개`."""
    said: str = ""
    """The line that was refused; "" when there was none."""
    told: str = ""
    """Korean, for the model; the reason when empty."""
    shown: str = ""
    """The words of the source that come nearest."""
    ours: bool = False
    """Whether the check failed, not the line: asked for again, but never settled by it."""


def complaint_of(said: str, refusal: Refusal, item: Item) -> Complaint:
    """What to say about a line that the check refused."""
    about = {"number": _about_number, "name": _about_name, "direction": _about_direction}.get(refusal.rule)
    told, shown = about(said, refusal.piece, item) if about and refusal.piece else ("", "")
    return Complaint(refusal.detail, said, told, shown, ours=refusal.rule == "fault")


def told_of(complaints: Mapping[str, Complaint], fence: str) -> str:
    """The end of a repair's question: a reason per id, and what is quoted behind the fence."""
    rows = [_ASK]
    for name, complaint in complaints.items():
        rows.append(f"{name}: {_one_line(complaint.told or complaint.reason, 200)}")
        quoted = [f"{name}의 지난 답: {_one_line(complaint.said, 300)}"] if complaint.said else []
        quoted += [f"본문: {_one_line(complaint.shown, 200)}"] if complaint.shown else []
        if quoted:
            rows += [f"<{fence}>", *quoted, f"</{fence}>"]
    return "\n".join(rows)


def _about_number(said: str, piece: str, item: Item) -> tuple[str, str]:
    from digest.summarize.check.english_numbers import source_quantities
    from digest.summarize.check.evidence import evidence, normal
    from digest.summarize.check.korean_numbers import line_quantities
    from digest.summarize.check.shares import part_above_whole

    line, source = normal(said), evidence(item)
    if part_above_whole(line, line_quantities(line)):
        return f"부분이 전체보다 크다: ‘{piece}’", ""
    wanted = line_quantities(piece)
    near = _nearest(wanted[0].value, source_quantities(source)) if wanted else None
    if near:
        return f"본문과 맞춰 볼 수: ‘{piece}’. {_LOOK}", _around(source, near.start, near.end)
    digits = _DIGITS.search(piece)
    if digits is None:
        return f"본문에서 맞는 말을 찾지 못한 수: ‘{piece}’. 본문에 있는 말로 쓰거나 뺀다", ""
    # `12` in `12%`; not in 120
    there = re.search(rf"(?<!\d){re.escape(digits[0])}(?!\d)", source)
    if there:
        return f"본문과 맞춰 볼 수: ‘{piece}’. {_LOOK}", _around(source, there.start(), there.end())
    return f"본문에 적혀 있지 않은 수: ‘{piece}’", ""


def _nearest(value: Decimal, known: tuple[Quantity, ...]) -> Quantity | None:
    """The number of a source that a line most likely means: the value, its digits (49만 for 490K), or within 5 %."""

    def digits(number: Decimal) -> tuple[int, ...]:
        return number.normalize().as_tuple().digits

    same = [one for one in known if one.value == value]
    scaled = [one for one in known if len(digits(value)) > 1 and digits(one.value) == digits(value)]
    close = [one for one in known if abs(one.value - value) * 20 <= abs(value)]
    return next(iter(same + scaled + close), None)


def _about_name(_said: str, piece: str, item: Item) -> tuple[str, str]:
    from digest.summarize.check.evidence import evidence

    source = evidence(item)
    at = source.casefold().find(piece.casefold())
    if at >= 0 and len(source.casefold()) == len(source):
        return f"본문과 맞춰 볼 이름: ‘{piece}’. ‘본문’에 적힌 이름을 통째로 쓴다", _around(source, at, at + len(piece))
    words = {word[0].casefold(): word for word in reversed(list(_WORD.finditer(source)))}
    close = get_close_matches(piece.casefold(), words, n=1, cutoff=0.7)
    if close:
        found = words[close[0]]
        told = f"본문에 적혀 있지 않은 이름: ‘{piece}’. 가장 가까운 이름이 ‘본문’에 있다"
        return told, _around(source, found.start(), found.end())
    return f"본문에 적혀 있지 않은 이름: ‘{piece}’", ""


def _about_direction(_said: str, piece: str, item: Item) -> tuple[str, str]:
    from digest.summarize.check.english_numbers import source_quantities
    from digest.summarize.check.evidence import evidence
    from digest.summarize.check.korean_numbers import line_quantities

    source, wanted = evidence(item), line_quantities(piece)
    near = _nearest(wanted[0].value, source_quantities(source)) if wanted else None
    shown = _around(source, near.start, near.end) if near else ""
    return f"올랐는지 내렸는지, 나아졌는지 나빠졌는지 본문과 맞춰 볼 곳: ‘{piece}’", shown


def _around(source: str, start: int, end: int) -> str:
    """A place of the source with a few whole words around it."""
    first = source.rfind(" ", 0, max(0, start - _AROUND) + 1) + 1
    last = source.find(" ", min(len(source), end + _AROUND))
    return ("… " if first else "") + source[first : last if last >= 0 else None] + (" …" if last >= 0 else "")


def _one_line(text: str, most: int) -> str:
    return " ".join(text.split())[:most]
