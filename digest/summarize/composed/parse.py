"""What a phrase after `a framework …` says it is for: purposes, relative clauses, sizes, read by rules.

Every reader takes tokens and a position and gives (Phrase, next position) or None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from digest.lazy import pattern_of
from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.phrase import Phrase, adnominal_start, inside, noun_phrase, of
from digest.summarize.word_tables import word_list

Read = tuple[Phrase, int] | None

# unify A and B: `A와 B의 통합`
_OF_THINGS_TOGETHER = frozenset({"통합", "결합", "병합", "융합"})
_ADVERB = pattern_of(r"(?:\w+ly|also|better|further|both|either|more|various|not only)", re.I)  # efficiently · better
# for the long videos
_ARTICLES = frozenset({"a", "an", "the", "its", "their", "our", "any", "these", "such", "both"})


def _stops() -> frozenset[str]:
    """Words and marks that no plain noun phrase holds."""
    return word_list("composed/noun_stops")


@lru_cache(maxsize=4)
def _forms(verbs: tuple[tuple[str, str], ...]) -> dict[str, dict[str, str]]:
    """Inflected form → verbal noun, by inflection."""
    forms: dict[str, dict[str, str]] = {"base": {}, "finite": {}, "gerund": {}}
    for verb, korean in verbs:
        forms["base"][verb] = korean
        forms["finite"][verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")] = korean
        if verb.endswith("y") and verb[-2] not in "aeiou":
            forms["finite"][verb[:-1] + "ies"] = korean
        stem = verb[:-1] if verb.endswith("e") else verb
        forms["gerund"][stem + "ing"] = korean
        forms["gerund"][verb + verb[-1] + "ing"] = korean
    return forms


def verb(word: str, form: str, glossary: Glossary) -> str | None:
    """The verbal noun of an inflected verb: (`generating`, `gerund`) → 생성."""
    return _forms(tuple(glossary.verbs.items()))[form].get(word.lower())


def read_noun(words: Sequence[str], at: int, glossary: Glossary) -> Read:
    """A noun phrase with what hangs on it by of, in, on or from; all of it, or None."""
    bare = _read_bare(words, at, glossary)
    if not bare:
        return None
    phrase, at = bare
    for _ in range(2):
        link = words[at].lower() if at < len(words) else ""
        if link not in ("of", "in", "on", "from", "for"):
            break
        hung = _read_bare(words, at + 1, glossary)
        if link == "of":
            if not hung:
                return None
            phrase = of(phrase, hung[0])
        elif not hung:
            break
        elif link in ("in", "on"):
            phrase = inside(phrase, hung[0])
        elif link == "from" and phrase.kind == "task":
            phrase = Phrase(ko=f"{hung[0].ko} 기반 {phrase.ko}", kind="task", nouns=phrase.nouns + hung[0].nouns)
        elif link == "for" and phrase.kind == "task" and hung[0].kind == "thing":
            between = "의 " if adnominal_start(phrase.ko) else " "
            phrase = Phrase(ko=f"{hung[0].ko}{between}{phrase.ko}", kind="task", nouns=phrase.nouns + hung[0].nouns)
        else:
            break
        at = hung[1]
    if phrase.ko.endswith(("능력", "방법")) and words[at : at + 1] == ["to"]:
        return None
    if phrase.kind == "task" and words[at : at + 1] in (["that"], ["which"]):
        return phrase, at  # belongs to the contribution, not to the task
    return (phrase, at) if may_end(words, at, glossary) else None


def _read_bare(words: Sequence[str], at: int, glossary: Glossary) -> Read:
    """Words up to the next stop, lists included."""
    while at < len(words) and words[at].lower() in _ARTICLES:
        at += 1
    end = noun_end(words, at, glossary)
    phrase = noun_phrase(words[at:end], glossary)
    return (phrase, end) if phrase else None


def noun_end(words: Sequence[str], at: int, glossary: Glossary) -> int:
    """Where the noun phrase that begins at `at` ends."""
    end, stops = at, _stops()
    while end < len(words) and words[end].lower() not in stops:
        if words[end] == "," and not _list_goes_on(words, end, glossary):
            break
        if words[end].lower() == "and" and end + 1 < len(words) and _is_verb(words, end + 1, glossary):
            break
        end += 1
    return end


def _is_verb(words: Sequence[str], at: int, glossary: Glossary) -> bool:
    """Whether the word at `at` opens another verb phrase rather than another noun."""
    word = words[at]
    if _ADVERB.fullmatch(word):
        return True
    if verb(word, "finite", glossary) or verb(word, "base", glossary):
        return glossary.term(word) is None
    alone = at + 1 >= len(words) or words[at + 1].lower() in _stops() | {",", "and", "or"}
    return verb(word, "gerund", glossary) is not None and not alone


def _list_goes_on(words: Sequence[str], comma: int, glossary: Glossary) -> bool:
    """Whether the comma separates members of a list (`text, image, and video`) or modifiers of one noun."""
    rest = [w.lower() for w in words[comma + 1 : comma + 14]]
    if not rest or rest[0] in _stops() or rest[0] in _ARTICLES or _is_verb(words, comma + 1, glossary):
        return False
    before = glossary.term(words[comma - 1]) if comma else None
    after = glossary.term(words[comma + 1])
    if before and before.kind in ("quality", "skip") and after and after.kind in ("quality", "skip"):
        return True
    for word in rest:
        if word in ("and", "or"):
            return True
        if word in _stops():
            return False
    return False


def may_end(words: Sequence[str], at: int, glossary: Glossary) -> bool:
    """Whether leaving out everything from `at` on keeps what was read true."""
    if at >= len(words):
        return True
    word = words[at].lower()
    if word == ",":
        after = words[at + 1].lower() if at + 1 < len(words) else ""
        opens = after in _stops() | _ARTICLES | {"", "and", "yet", "such"} or after.endswith(("ing", "ly"))
        return opens and not _list_goes_on(words, at, glossary)
    return word in word_list("composed/phrase_ends") and not (word == "and" and not _is_verb(words, at + 1, glossary))


def read_verb(words: Sequence[str], at: int, form: str, glossary: Glossary) -> Read:
    """`generating high-quality videos` → 고품질 영상 생성; two verbs may share an object."""
    while at < len(words) and _ADVERB.fullmatch(words[at]):
        at += 1
    if at >= len(words):
        return None
    done = verb(words[at], form, glossary)
    if not done:
        return None
    at += 1
    if at + 1 < len(words) and words[at].lower() == "and":
        second = verb(words[at + 1], form, glossary)
        if second:
            done, at = f"{done}·{second}", at + 2
    if done == "지원":
        helped = _read_helped(words, at, glossary)
        if helped:
            return helped
    found = read_noun(words, at, glossary)
    if not found:
        return None
    phrase, at = found
    if done in _OF_THINGS_TOGETHER and ("·" not in phrase.ko or words[at : at + 1] == ["with"]):
        return None
    if done in ("정렬", "전이", "적응", "변환") and words[at : at + 1] in (["with"], ["to"], ["into"]):
        return None
    if done in ("지원", "수행", "달성"):
        return (phrase, at) if phrase.kind == "task" else None
    return Phrase(ko=f"{phrase.ko} {done}", kind="task", nouns=phrase.nouns + 1), at


def _read_helped(words: Sequence[str], at: int, glossary: Glossary) -> Read:
    """`enables LLMs to generate charts`: what is done, without who does it."""
    for to in range(at, min(at + 5, len(words))):
        if words[to].lower() == "to":
            return read_verb(words, to + 1, "base", glossary)
        if words[to].lower() in _stops():
            break
    return None


def read_purpose(words: Sequence[str], at: int, glossary: Glossary) -> Read:
    """What stands after `for`: a gerund phrase or a noun phrase."""
    return read_verb(words, at, "gerund", glossary) or read_noun(words, at, glossary)
