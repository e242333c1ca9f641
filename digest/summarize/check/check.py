"""The check every line must pass: it says nothing its source does not, and it is one Korean sentence.

`check_facts` binds every producer; `check_form` binds the language model and the translator.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from difflib import SequenceMatcher
from functools import lru_cache

from digest.lazy import pattern_of
from digest.models import Item, Value
from digest.summarize.base import MOST_CHARACTERS, Style
from digest.summarize.check.korean_numbers import line_quantities
from digest.summarize.check.names import unsupported_name
from digest.summarize.check.numbers import unsupported_number
from digest.summarize.check.sentence import ending_of, hangul_shares, loop_in, sentence_count
from digest.summarize.source_text import plain

FEWEST_CHARACTERS = 10

_URL = pattern_of(r"https?:|www\.|\b[a-z0-9-]+\.(?:com|org|net|io|ai|dev|kr|co|example)(?:/|\b(?!\w))", re.IGNORECASE)
_MARKUP = pattern_of(
    r"\*\*|__|~~|`|\]\(|\[\[|!\[|\{\{|\{%|%\}|\}\}|<[!@#/]?[A-Za-z][^<>]*>|</|&(?:\w+|#\d+);|\$[^$]+\$|\\[A-Za-z]+|^\s*(?:[#>*+-]\s|\d+[.)]\s)|(?<!\S)\*\S[^*]*\*(?!\S)|\|.*\|"
)
_PING = pattern_of(r"<[!@#]|(?<![\w.])@(?:channel|here|everyone|all)\b", re.IGNORECASE)
_TALKS = pattern_of(
    r"(?:하세요|하십시오|해\s?주세요|해\s?주십시오|바랍니다|보세요|오세요|가세요|마세요)(?:[.!\s]|$)|알겠습니다|죄송|요청하신|도와\s?드"
    r"|^(?:네|물론|요약|답변|번역|한\s?줄\s?요약)\s*[,:;]|^(?:다음은|아래는)\s"
    r"|\b(?:as an AI|I'm sorry|I cannot|I can't|here (?:is|are) the|sure[,!])\b",
    re.IGNORECASE,
)
_OBEYS = (
    (
        r"(?:지시|명령|프롬프트)[가-힣]{0,3}\s*(?:모두\s*|전부\s*)?(?:무시|잊)(?:하고|고|했|합니다|한\s?채)"
        r"|\bignored previous",
        r"$^",
    ),
    (
        r"(?:ignor|disregard|forgot|overrid)\w*\s+(?:\w+\s+){0,3}(?:instructions?|prompts?)"
        r"|(?:이전|앞선|앞의|위의|기존의?)\s*(?:지시|명령|프롬프트)[가-힣]*\s*(?:모두\s*)?(?:무시|잊)|system prompt",
        r"injection|jailbreak|system prompt|adversarial (?:prompt|attack)",
    ),
    (r"클릭|\bclick here\b", r"\bclick"),
    (r"구독|\bsubscribe\b", r"subscri"),
    (r"팔로우|\bfollow (?:us|me)\b", r"follow(?:er|ing (?:account|user))"),
)
"""(what an obeyed order looks like, what a source must be about for it to be a mere description)."""
_SYMBOLS = "°©®™→←↑↓↔"
_SCRIPTS = ("HANGUL SYLLABLE", "LATIN ", "GREEK ", "MICRO SIGN", "SUPERSCRIPT LATIN", "SCRIPT SMALL L")


class Refusal(Value):
    """Why a line may not be shown."""

    rule: str
    """Facts: `number`, `name`, `instruction`, `markup`, `url`, `control`, `emoji`, `empty`.
    Form: `script`, `loop`, `sentences`, `length`, `hangul`, `ending`, `title`, `example`."""
    detail: str
    """Korean, with the offending piece; goes back to the model as the reason."""


def check_line(text: str, item: Item, style: Style) -> Refusal | None:
    """The first rule that a model's or translator's line breaks, or None."""
    return check_form(text, item, style) or check_facts(text, item)


def check_facts(text: str, item: Item) -> Refusal | None:
    """Numbers, names, markup and instructions: the rules every producer's line must keep."""
    if not text.strip():
        return Refusal(rule="empty", detail="빈 줄")
    refused = _check_characters(text)
    if refused:
        return refused
    line, whole = normal(text), evidence(item)
    talk = _TALKS.search(line)
    if talk:
        return Refusal(rule="instruction", detail=f"독자에게 말을 거는 표현: {talk[0].strip()}")
    for obeyed, about in _OBEYS:
        found = re.search(obeyed, line, re.IGNORECASE)
        if found and not re.search(about, whole, re.IGNORECASE):
            return Refusal(rule="instruction", detail=f"본문 속 지시를 따르는 표현: {found[0]}")
    trusted = trusted_evidence(item)
    quantities = line_quantities(line)
    number = unsupported_number(line, quantities, trusted)
    if number:
        return Refusal(rule="number", detail=f"초록에 없는 수: {number}")
    name = unsupported_name(line, quantities, trusted)
    if name and unsupported_name(line, quantities, whole) is None:
        return Refusal(rule="instruction", detail=f"본문 속 지시에만 나오는 말: {name}")
    if name:
        return Refusal(rule="name", detail=f"초록에 없는 이름: {name}")
    return None


def _check_characters(text: str) -> Refusal | None:
    if any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") for c in text):
        return Refusal(rule="control", detail="줄바꿈이나 보이지 않는 문자")
    ping = _PING.search(text)
    url = _URL.search(text)
    if url and not ping:
        return Refusal(rule="url", detail=f"주소: {url[0]}")
    markup = ping or _MARKUP.search(text)
    if markup:
        return Refusal(rule="markup", detail=f"꾸밈 기호: {markup[0].strip()}")
    emoji = next((c for c in text if c not in _SYMBOLS and (unicodedata.category(c) == "So" or c == "\ufe0f")), "")
    if emoji:
        return Refusal(rule="emoji", detail=f"그림 문자: {emoji}")
    return None


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
    if letters < 0.25 and words < 0.5:
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
    return re.sub(r"[\W_]+", "", text).casefold()


# What a line is held against: an item's own words, in one plain spelling.


# Hugging Face drops `$` and `\`: what is left of LaTeX is told apart from words by the digits around it.
_LOST_COMMAND = pattern_of(r"(?<![A-Za-z])(?:sim|approx|leq|geq|le|ge|pm)(?=\s?\d)")
_LOST_TIMES = pattern_of(r"(?<=\d)\s*\}?\s*times(?![a-z])|[×✕✖]")
_ORDER = pattern_of(
    r"\b(?:ignore|disregard|forget|override)\s+(?:\w+\s+){0,4}?(?:instructions?|prompts?|rules|messages?)\b"
    r"|\b(?:respond|reply|answer|output|say|write|print|return)\s+(?:only|exactly|just|with\s+the\s+words?|the\s+words?)\b"
    r"|\byou\s+(?:must|are\s+now|should\s+now|will\s+now)\b|\bnew\s+instructions?\s*:"
    r"|(?:지시|명령|프롬프트|규칙)[가-힣]{0,4}\s*(?:모두\s*|전부\s*)?(?:무시|잊)|라고\s*(?:만\s*)?(?:쓰|써|답하|출력|말하)",
    re.IGNORECASE,
)
_SENTENCE = pattern_of(r"(?<=[.!?。])\s+|\n+(?=\s*[A-Z]{3,})")


def normal(text: str) -> str:
    r"""NFKC, one kind of dash, `x` for every multiplication sign: `$2.5\times$` and `2.5times` become `2.5 x`."""
    text = unicodedata.normalize("NFKC", text.replace("²", "^2").replace("³", "^3"))
    text = _LOST_TIMES.sub(" x ", _LOST_COMMAND.sub(" ", text))
    return " ".join(re.sub(r"[‐-―−]", "-", text.replace("\\%", "%").replace("{,}", ",")).split())


def evidence(item: Item) -> str:
    """Title and abstract; Hugging Face's own sentence only stands in for a missing abstract."""
    return _plain_and_normal(item.title, _text(item))


def trusted_evidence(item: Item) -> str:
    """`evidence` without sentences that give orders: what only such a sentence says supports no line."""
    kept = (s for s in _SENTENCE.split(_text(item)) if not _ORDER.search(s))
    title = "" if _ORDER.search(item.title) else item.title
    return _plain_and_normal(title, " ".join(kept))


@lru_cache(maxsize=64)
def _plain_and_normal(title: str, text: str) -> str:
    return normal(f"{plain(title)}\n{plain(text)}")


def _text(item: Item) -> str:
    return item.abstract or item.ai_summary
