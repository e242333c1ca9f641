"""The check every line must pass: it says nothing its source does not, and it is one Korean sentence.

`check_facts` binds every producer; `check_form` binds the language model and the translator.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable, Collection
from difflib import SequenceMatcher
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from digest.models import Item, Value
from digest.summarize.base import MOST_CHARACTERS, Style
from digest.summarize.check.direction import flipped
from digest.summarize.check.english_numbers import source_quantities
from digest.summarize.check.evidence import evidence, normal, trusted_evidence
from digest.summarize.check.korean_numbers import line_quantities
from digest.summarize.check.names import unsupported_name
from digest.summarize.check.numbers import unsupported_number
from digest.summarize.check.safety import MARKUP, PING, address, asks, picture, unwanted_character
from digest.summarize.check.sentence import ending_of, hangul_shares, is_of_names, loop_in, sentence_count
from digest.summarize.check.shares import part_above_whole

log = logging.getLogger(__name__)
_Rest = ParamSpec("_Rest")

FEWEST_CHARACTERS = 10

# α, GREEK SMALL LETTER ALPHA; ℝ, DOUBLE-STRUCK CAPITAL R; not 学, CJK UNIFIED IDEOGRAPH-5B66
_SCRIPTS = ("HANGUL SYLLABLE", "LATIN ", "GREEK ", "MICRO SIGN", "SUPERSCRIPT LATIN", "SCRIPT SMALL L", "DOUBLE-STRUCK")


class Refusal(Value):
    """Why a line may not be shown."""

    rule: str
    """Facts: `number`, `name`, `direction`, `instruction`, `markup`, `url`, `control`, `emoji`, `empty`.
    Form: `script`, `loop`, `sentences`, `length`, `hangul`, `ending`, `title`, `example`.
    `fault`: the check itself failed on it, which the log tells."""
    detail: str
    """Korean, with the offending piece."""
    piece: str = ""
    """The number or name that the source does not hold as it is said."""


def check_line(text: str, item: Item, style: Style) -> Refusal | None:
    """The first rule that a model's or translator's line breaks, or None."""
    return check_form(text, item, style) or check_facts(text, item)


def _one_line_only(
    check: Callable[Concatenate[str, Item, _Rest], Refusal | None],
) -> Callable[Concatenate[str, Item, _Rest], Refusal | None]:
    """A bug met at one line refuses that line, not the batch it came with."""

    @wraps(check)
    def guarded(text: str, item: Item, *args: _Rest.args, **named: _Rest.kwargs) -> Refusal | None:
        try:
            return check(text, item, *args, **named)
        except Exception as error:  # one line's bug must not cost the reader the others
            log.exception("the check failed on a line of %s", item.key)
            return Refusal(rule="fault", detail=f"줄을 검사하지 못함({type(error).__name__})")

    return cast("Callable[Concatenate[str, Item, _Rest], Refusal | None]", guarded)


@_one_line_only
def check_facts(text: str, item: Item) -> Refusal | None:
    """Numbers, names, markup and instructions: the rules every producer's line must keep."""
    if not text.strip():
        return Refusal(rule="empty", detail="빈 줄")
    line, whole, trusted = normal(text), evidence(item), trusted_evidence(item)
    refused = _check_safety(text, line, whole)
    if refused:
        return refused
    quantities = line_quantities(line)
    number = part_above_whole(line, quantities) or unsupported_number(line, quantities, trusted)
    if number:
        return Refusal(rule="number", detail=f"초록에 없는 수: {number}", piece=number)
    name = unsupported_name(line, quantities, trusted)
    if name and unsupported_name(line, quantities, whole) is None:
        return Refusal(rule="instruction", detail=f"본문 속 지시에만 나오는 말: {name}")
    if name:
        return Refusal(rule="name", detail=f"초록에 없는 이름: {name}", piece=name)
    turned = flipped(line, quantities, source_quantities(trusted), trusted)
    if turned:
        return Refusal(rule="direction", detail=f"초록과 방향이 반대: {turned}", piece=turned)
    return None


def _check_safety(text: str, line: str, source: str) -> Refusal | None:
    if unwanted_character(text):
        return Refusal(rule="control", detail="줄바꿈이나 보이지 않는 문자")
    ping = PING.search(text)
    found = "" if ping else address(line, source)
    if found:
        return Refusal(rule="url", detail=f"주소: {found}")
    markup = ping or MARKUP.search(text)
    if markup:
        return Refusal(rule="markup", detail=f"꾸밈 기호: {markup[0].strip()}")
    emoji = picture(text)
    if emoji:
        return Refusal(rule="emoji", detail=f"그림 문자: {emoji}")
    asked = asks(line, source)
    if asked:
        return Refusal(rule="instruction", detail=f"독자에게 말을 걸거나 시키는 표현: {asked}")
    return None


@_one_line_only
def check_form(text: str, item: Item, style: Style) -> Refusal | None:
    """One Korean sentence of at most 110 characters in the style asked for, and not the title again."""
    line = unicodedata.normalize("NFC", text).strip()
    if len(line) < FEWEST_CHARACTERS:
        return Refusal(rule="empty", detail="문장이 아님")
    if "\n" in line or "\r" in line:
        return Refusal(rule="control", detail="줄바꿈")
    foreign = next((c for c in line if c.isalpha() and not unicodedata.name(c, "").startswith(_SCRIPTS)), "")
    if foreign:
        return Refusal(rule="script", detail=f"한글·로마자가 아닌 글자: {foreign}")
    loop = loop_in(line)
    if loop:
        return Refusal(rule="loop", detail=f"되풀이: {loop[:20]}")
    letters, words = hangul_shares(line)
    if letters < 0.25 and words < 0.5 and not (letters > 0.1 and is_of_names(line)):
        return Refusal(rule="hangul", detail="한국어 문장이 아님")
    if len(line) > MOST_CHARACTERS:
        return Refusal(rule="length", detail=f"{len(line)}자: {MOST_CHARACTERS}자를 넘음")
    if sentence_count(line) > 1:
        return Refusal(rule="sentences", detail="두 문장 이상")
    ending = ending_of(line)
    if ending != style:
        return Refusal(rule="ending", detail=f"{style}로 끝나지 않음(지금은 {ending})")
    return _check_title(line, item)


def _check_title(line: str, item: Item) -> Refusal | None:
    # SAM 2: Segment Anything → SAM2SegmentAnything
    title, said = (re.sub(r"[\W_]+", "", t).casefold() for t in (item.title, line))
    if len(title) >= 12 and title in said and len(said) - len(title) < 16:
        return Refusal(rule="title", detail="제목을 되풀이함")
    return None


def check_copy(text: str, examples: Collection[str]) -> Refusal | None:
    """Whether a model only handed back an example of its prompt."""
    said = _letters(text)
    for example in examples:
        shown = _letters(example)
        if shown and (shown in said or SequenceMatcher(None, said, shown).ratio() > 0.85):
            return Refusal(rule="example", detail="지시문의 예시를 되풀이함")
    return None


def _letters(text: str) -> str:
    # 4.5 points_up → 45pointsup
    return re.sub(r"[\W_]+", "", text).casefold()
