"""The check every line must pass: it says nothing its source does not, and it is one Korean sentence (DESIGN §8).

`check_facts` binds every producer; `check_form` binds the language model and the translator.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from difflib import SequenceMatcher

import regex

from digest.models import Item, Value
from digest.summarize.evidence import evidence, normal, trusted_evidence
from digest.summarize.names import unsupported_name
from digest.summarize.numbers import unsupported_number
from digest.summarize.sentence import Style, ending_of, hangul_shares, loops, sentence_count

MOST_CHARACTERS = 110
FEWEST_CHARACTERS = 10

_URL = regex.compile(
    r"https?:|www\.|\b[a-z0-9-]+\.(?:com|org|net|io|ai|dev|kr|co|example)(?:/|\b(?!\w))", regex.IGNORECASE
)
_MARKUP = regex.compile(
    r"\*\*|__|~~|`|\]\(|\[\[|!\[|\{\{|\{%|%\}|\}\}|<[!@#/]?[A-Za-z][^<>]*>|</|&(?:\w+|#\d+);|\$[^$]+\$|\\[A-Za-z]+|^\s*(?:[#>*+-]\s|\d+[.)]\s)|(?<!\S)\*\S[^*]*\*(?!\S)|\|.*\|"
)
_PING = regex.compile(r"<[!@#]|(?<![\w.])@(?:channel|here|everyone|all)\b", regex.IGNORECASE)
_OBEYED = regex.compile(
    r"(?:ignor|disregard|forgot|overrid)\w*\s+(?:\w+\s+){0,3}(?:instructions?|prompts?)|(?:이전|앞선|앞의|위의|기존의?)\s*(?:지시|명령|프롬프트)[가-힣]*\s*(?:모두\s*)?(?:무시|잊)|"
    r"(?:하세요|하십시오|해\s?주세요|해주십시오|바랍니다|보세요|오세요|가세요|마세요)(?:[.!\s]|$)|클릭|구독|팔로우|알겠습니다|죄송|요청하신|도와드|도와\s드|"
    r"^(?:네|물론|다음은|아래는|요약|답변|번역|한\s?줄\s?요약)\s*[,:;]|^(?:다음은|아래는)\s|"
    r"\b(?:click here|subscribe|follow (?:us|me)|as an AI|I'm sorry|I cannot|I can't|here (?:is|are) the|sure[,!]|system prompt)\b",
    regex.IGNORECASE,
)
_ABOUT_PROMPTS = regex.compile(
    r"injection|jailbreak|system prompt|adversarial prompt|recommend|click|subscri|follow", regex.IGNORECASE
)
_EMOJI = regex.compile(r"(?![\d#*©®™↔↕→←↑↓])\p{Extended_Pictographic}|[\U0001F1E6-\U0001F1FF]|\uFE0F")
_FOREIGN_SCRIPT = regex.compile(r"(?![\p{Hangul}\p{Latin}\p{Greek}\p{Common}\p{Inherited}])\p{L}|[ㄱ-ㆎ]")


class Refusal(Value):
    """Why a line may not be shown."""

    rule: str
    """Name of the rule: `number`, `name`, `instruction`, `markup`, `url`, `control`, `emoji`, `empty`, `script`, `loop`,
    `sentences`, `length`, `hangul`, `ending`, `title`, `example`."""
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
    obeyed = _OBEYED.search(line)
    if obeyed and not (_ABOUT_PROMPTS.search(whole) and not regex.search(r"[세십]", obeyed[0][-3:])):
        return Refusal(
            rule="instruction", detail=f"본문 속 지시를 따르거나 독자에게 말을 거는 표현: {obeyed[0].strip()}"
        )
    trusted = trusted_evidence(item)
    number = unsupported_number(line, trusted)
    if number:
        return Refusal(rule="number", detail=f"초록에 없는 수: {number}")
    name = unsupported_name(line, trusted)
    if name and unsupported_name(line, whole) is None:
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
    emoji = _EMOJI.search(text)
    if emoji:
        return Refusal(rule="emoji", detail=f"그림 문자: {emoji[0]}")
    return None


def check_form(text: str, item: Item, style: Style) -> Refusal | None:
    """One Korean sentence of at most 110 characters in the style asked for, and not the title again."""
    line = unicodedata.normalize("NFC", text).strip()
    if len(line) < FEWEST_CHARACTERS:
        return Refusal(rule="empty", detail="문장이 아님")
    if "\n" in line or "\r" in line:
        return Refusal(rule="control", detail="줄바꿈")
    foreign = _FOREIGN_SCRIPT.search(line)
    if foreign:
        return Refusal(rule="script", detail=f"한글·로마자가 아닌 글자: {foreign[0]}")
    loop = loops(line)
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
        return Refusal(rule="ending", detail=f"{style}가 아니라 {ending}로 끝남")
    return _check_title(line, item)


def _check_title(line: str, item: Item) -> Refusal | None:
    title, said = (regex.sub(r"[\W_]+", "", t).casefold() for t in (item.title, line))
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
    return regex.sub(r"[\W_]+", "", text).casefold()
