"""English phrases → Korean noun phrases, word for word by the glossary, or nothing.

A phrase is translated whole or not at all: one unknown word and the answer is None (precision before coverage).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.lazy import pattern_of
from digest.models import Value
from digest.summarize.composed.glossary import Glossary, Term
from digest.summarize.word_tables import table, word_list

LONGEST_TERM = 6


# 12,345 · GPT-4o · 91.2%
_TOKEN = pattern_of(r"\d{1,3}(?:,\d{3})+(?![\w-])|[A-Za-z0-9α-ω](?:[\w+/.'’-]*[\w+])?%?|[^\s\w]")
_PLURAL_NAME = pattern_of(r"[\w-]*[A-Z]s")  # LLMs
_PARAMETERS = pattern_of(r"(\d+(?:\.\d+)?[BMT])-?param(?:eter)?s?", re.I)  # 7B-parameter
_SPELT_OUT = pattern_of(r"[A-Z]{2,}[a-z]{2,}(?:-|$)")
"""`MOTIon`: a word that only shows where an acronym comes from."""
_JOIN = "·"
# `image and video`: 이미지·영상
_JOINERS = frozenset({"and", "&", "or", "/", ","})
_ADNOMINAL = pattern_of(r"[한된는은인운]$")  # 작은
_CLAUSE = pattern_of(r"\S+[이가] \S+[한된은는인]$")
"""A modifier with a subject of its own: `텍스트가 많은`."""
_BITS = pattern_of(r"(\d+(?:\.\d+)?)-?bits?", re.I)  # 4-bit
# reasoning in LLMs: `LLM의 추론`; in medicine: `의료에서의 추론`
ACTORS = ("모델", "LLM", "MLLM", "VLM", "LVLM", "LMM", "에이전트", "트랜스포머", "로봇", "시스템", "네트워크", "신경망")


class Phrase(Value):
    """A Korean noun phrase."""

    ko: str
    kind: str
    """Kind of its last word: task, method, thing, head or name."""
    nouns: int
    """How many of its terms are more than modifiers."""
    last: int = 1
    """How many English words its last term takes."""
    does: str = ""
    """What a verb does, before a noun: `영상을 생성하는`; "" for a plain noun phrase, or without such a form."""


def tokens(text: str) -> list[str]:
    """Words and single punctuation marks."""
    return _TOKEN.findall(text)


def noun_phrase(words: Sequence[str], glossary: Glossary) -> Phrase | None:
    """The Korean of a noun phrase without prepositions, or None when a word is unknown.

    words: tokens; `and`, `or`, `/` and list commas are understood.
    """
    parts: list[str] = []
    kinds: list[str] = []
    i = used = made = 0
    while i < len(words):
        word = words[i]
        if word.lower() in _JOINERS:
            if not kinds or words[-1].lower() in _JOINERS:
                return None
            if parts and parts[-1] != _JOIN:
                parts.append(_JOIN)
            i += 1
            continue
        term, used = longest_term(words[i:], glossary)
        if term is None:
            term, used = word_term(word, glossary), 1
            made += term is not None and term.kind == "quality"
        if term is None or (word.lower() == "prior" and i + 1 < len(words) and used == 1):
            return None  # prior embeddings: earlier ones, or those of a distribution
        if kinds and word.lower() in ("the", "a", "an", "its", "their", "our"):
            return None
        if parts and _ADNOMINAL.search(parts[-1]) and _CLAUSE.match(term.ko):
            return None  # AI-generated text-rich images: what is generated?
        kinds.append(term.kind)
        if term.ko:
            parts.append(term.ko)
            said = [kind for kind in kinds if kind != "skip"]
            if parts[-2:-1] == [_JOIN] and said[-2:] == ["quality", "quality"]:
                if (
                    words[i - 1] == "and"
                    and words[i - 2] != ","
                    and _leans_apart(parts[-3], term.ko, words[i + used :])
                ):
                    return None
                parts[-3:] = _joined_qualities(parts[-3], term.ko)
            elif parts[-2:-1] == [_JOIN] and term.kind == "quality" and _ADNOMINAL.search(term.ko):
                return None  # a noun and a modifier cannot be joined
            elif parts[-2:-1] == [_JOIN] and said[-2:-1] == ["quality"] and _ADNOMINAL.search(parts[-3]):
                del parts[-2]  # efficient and long-context: one stands before the other
        elif parts[-1:] == [_JOIN] and [kind for kind in kinds if kind != "skip"][-1:] == ["quality"]:
            parts.pop()  # efficient and effective: one modifier is left
        i += used
    if not parts or kinds[-1] in ("quality", "skip"):
        return None
    return Phrase(ko=_joined(parts), kind=kinds[-1], nouns=_nouns(kinds) + made, last=used)


def longest_term(words: Sequence[str], glossary: Glossary) -> tuple[Term | None, int]:
    """The longest glossary term that `words` begin with, and how many words it takes."""
    for length in range(min(LONGEST_TERM, len(words)), 0, -1):
        term = glossary.term(" ".join(words[:length]))
        if term and not (length == 1 and _other_acronym(words[0], term)):
            return term, length
    return None, 0


def _other_acronym(word: str, term: Term) -> bool:
    """Whether a word in capitals is a name that only looks like the term: CLIP is no 클립."""
    return word.isupper() and len(word) > 2 and hangul_end(term.ko)


def word_term(word: str, glossary: Glossary) -> Term | None:
    """A word outside the glossary: `LLM-based`, `106B-parameter`, `GPT-4`; None when it cannot be understood."""
    for pattern, korean in ((_PARAMETERS, "{} 파라미터"), (_BITS, "{}비트")):
        sized = pattern.fullmatch(word)
        if sized:
            return Term(ko=korean.format(sized[1]), kind="quality")
    stem, _, suffix = word.rpartition("-")
    spaced = glossary.term(word.replace("-", " ")) if stem else None
    if spaced and spaced.ko:
        return spaced
    pair = [glossary.term(stem), glossary.term(suffix)]
    if "-" not in stem and all(one and one.kind == "thing" and " " not in one.ko for one in pair):
        return Term(ko="-".join(one.ko for one in pair if one), kind="quality")
    around = table("composed/suffixes").get(suffix.lower())
    if stem and around:
        inner = glossary.term(stem) or glossary.term(stem.replace("-", " ")) or _name(stem)
        if inner and inner.ko and inner.kind not in ("quality", "skip"):
            return Term(ko=around.format(inner.ko), kind="quality")
        return None
    return _name(word)


def _name(word: str) -> Term | None:
    """A proper name or acronym, kept as it is."""
    if word[-1:] in "'’" or "'" in word or "’" in word:
        return None
    if _PLURAL_NAME.fullmatch(word):
        return Term(ko=word[:-1], kind="thing")
    if (
        _SPELT_OUT.search(word)
        or re.fullmatch(r"[A-Z][a-z]+(?:-?[A-Z][a-z]+)+(?:ly|al|ic)", word)  # MultiModal
        or re.fullmatch(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)+", word)  # Vision-Language
        or re.fullmatch(r"(?:re|un|pre|non)[A-Z][a-z]+|\d+K-[a-z]+", word)  # reParameterized
        or len(re.findall(r"[a-z][A-Z]", word)) > 2  # chainOfThoughtPrompt → nO | fT | tP
    ):
        return None
    # LoRA · DeepSeek · o1-Pro
    marked = re.search(r"[A-Z0-9]", word[1:]) and re.search(r"[A-Z]", word)
    return Term(ko=word, kind="thing") if marked else None


def _nouns(kinds: Sequence[str]) -> int:
    return sum(kind not in ("quality", "skip") for kind in kinds)


def _joined(parts: Sequence[str]) -> str:
    return " ".join(parts).replace(f" {_JOIN} ", "·").replace(f" {_JOIN}", "")


def _joined_qualities(left: str, right: str) -> list[str]:
    """Two modifiers of one noun: `통합` + `효율적인` → 효율적인 통합."""
    if _ADNOMINAL.search(left):
        return [_and(left), right] if _ADNOMINAL.search(right) else [left, right]
    if _ADNOMINAL.search(right) or {left, right} & word_list("composed/loose_modifiers"):
        return [right, left] if _ADNOMINAL.search(right) else [left, right]
    return [f"{left}·{right}"]


def _leans_apart(left: str, right: str, rest: Sequence[str]) -> bool:
    """Whether `right` belongs to the rest alone: textual and diverse visual outputs are no diverse textual ones."""
    noun = not _ADNOMINAL.search(left) and left not in word_list("composed/loose_modifiers")
    return noun and bool(_ADNOMINAL.search(right)) and len(rest) > 1


def _and(modifier: str) -> str:
    """`사실적인` before another such word → 사실적이고."""
    for end, joined in table("composed/joining_ends").items():
        if modifier.endswith(end):
            return modifier.removesuffix(end) + joined
    return f"{modifier},"


def adnominal_start(text: str) -> bool:
    """Whether a phrase begins with a word that would lean on what stands before: LLM + 제어 가능한 생성."""
    words = text.split()
    return len(words) > 1 and any(_ADNOMINAL.search(word) for word in words[:2])


def hangul_end(text: str) -> bool:
    """Whether the last character is a Hangul syllable, so that a particle can be chosen."""
    return "가" <= text[-1:] <= "힣"


def takes_object(text: str) -> bool:
    """Whether it is known how the phrase is spoken at its end: LLM을, 3D를; not `text-to-image`."""
    # LLM · 3D
    return hangul_end(text) or bool(re.search(r"[A-Z0-9]$", text))


def with_object(text: str) -> str:
    """The phrase with 을 or 를; only for phrases that `takes_object` holds of."""
    closed = (ord(text[-1]) - 0xAC00) % 28 if hangul_end(text) else text[-1] in "LMNR013678"
    return text + ("을" if closed else "를")


def around(form: str, text: str) -> str:
    """A form of a word table around a phrase: (`{을} 통해`, `증류`) → 증류를 통해; "" where no particle is known."""
    if "{을}" in form and not takes_object(text):
        return ""
    bare = form.replace("{을}", with_object(text)) if "{을}" in form else form.replace("{}", text)
    return bare.replace("{의}", f"{text}의").replace("{에}", f"{text}에")


def of(owned: Phrase, owner: Phrase) -> Phrase:
    """`owned of owner` in Korean order."""
    is_attribute = owned.ko.endswith(tuple(word_list("composed/attributes")))
    between = "의 " if " " in owned.ko or (is_attribute and owner.kind != "task") else " "
    return Phrase(ko=f"{owner.ko}{between}{owned.ko}", kind=owned.kind, nouns=owned.nouns + owner.nouns)


def inside(matter: Phrase, place: Phrase) -> Phrase:
    """`matter in place` in Korean order."""
    between = "의 " if place.ko.endswith(ACTORS) else "에서의 "
    return Phrase(ko=f"{place.ko}{between}{matter.ko}", kind=matter.kind, nouns=matter.nouns + place.nouns)
