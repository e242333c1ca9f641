"""What a phrase after `a framework …` says it is for: purposes, relative clauses, sizes, read by rules.

Every reader takes tokens and a position and gives (Phrase, next position) or None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from digest.lazy import pattern_of
from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.phrase import (
    ACTORS,
    Phrase,
    adnominal_start,
    around,
    hangul_end,
    inside,
    noun_phrase,
    of,
    with_object,
)
from digest.summarize.word_tables import table, word_list

Read = tuple[Phrase, int] | None

# unify A and B: `A와 B의 통합`
_OF_THINGS_TOGETHER = frozenset({"통합", "결합", "병합", "융합"})
_ADVERB = pattern_of(r"(?:\w+ly|also|better|further|both|either|more|various|not only)", re.I)  # efficiently · better
# for the long videos
_ARTICLES = frozenset({"a", "an", "the", "its", "their", "our", "any", "these", "such", "both"})
_POINTERS = frozenset({"their", "these", "those", "such", "this"})
"""Point to what only the sentence before names: `to validate their difficulty`."""


def _stops() -> frozenset[str]:
    """Words and marks that no plain noun phrase holds."""
    return word_list("composed/noun_stops")


@lru_cache(maxsize=4)
def _forms(verbs: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Inflected form → base form, by inflection."""
    forms: dict[str, dict[str, str]] = {"base": {}, "finite": {}, "gerund": {}}
    for verb in verbs:
        forms["base"][verb] = verb
        forms["finite"][verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")] = verb
        if verb.endswith("y") and verb[-2] not in "aeiou":
            forms["finite"][verb[:-1] + "ies"] = verb
        stem = verb[:-1] if verb.endswith("e") else verb
        forms["gerund"][stem + "ing"] = verb
        forms["gerund"][verb + verb[-1] + "ing"] = verb
    return forms


def _base(word: str, form: str, glossary: Glossary) -> str:
    """The base form of an inflected verb, or "": (`generating`, `gerund`) → generate."""
    return _forms(tuple(glossary.verbs))[form].get(word.lower(), "")


def verb(word: str, form: str, glossary: Glossary) -> str | None:
    """The verbal noun of an inflected verb: (`generating`, `gerund`) → 생성."""
    return glossary.verbs.get(_base(word, form, glossary))


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
            # the state of document parsing: no 상태
            if not hung or phrase.ko == "상태":
                return None
            phrase = of(phrase, hung[0])
        elif not hung:
            break
        elif link == "on" and phrase.ko.endswith("학습"):
            phrase = Phrase(ko=f"{hung[0].ko} 기반 {phrase.ko}", kind="task", nouns=phrase.nouns + hung[0].nouns)
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
        if words[at].lower() in _POINTERS:
            return None
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
    bases = [_base(words[at], form, glossary)]
    at += 1
    if at + 1 < len(words) and words[at].lower() == "and":
        second = verb(words[at + 1], form, glossary)
        if second:
            bases.append(_base(words[at + 1], form, glossary))
            done, at = f"{done}·{second}", at + 2
    if done == "분리":
        return _read_apart(words, at, glossary)
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
    if done == "제거" and words[at : at + 1] == ["from"]:
        return None  # removes localization from the language path: not all of it
    if done in ("정렬", "전이", "적응", "변환") and words[at : at + 1] in (["with"], ["to"], ["into"], ["from"]):
        return None
    if phrase.ko.split()[-1] == done:
        return None  # `maintain identity preservation`: the same word twice
    does = _doing(bases, done, phrase)
    if done in ("지원", "수행", "달성"):
        return (phrase.model_copy(update={"does": does}), at) if phrase.kind == "task" else None
    return Phrase(ko=f"{phrase.ko} {done}", kind="task", nouns=phrase.nouns + 1, does=does), at


def _read_apart(words: Sequence[str], at: int, glossary: Glossary) -> Read:
    """`decouples generation from training`: 생성을 학습과 분리하는."""
    thing = _read_bare(words, at, glossary)
    if not thing or words[thing[1] : thing[1] + 1] != ["from"]:
        return None
    other = _read_bare(words, thing[1] + 1, glossary)
    if not other or not hangul_end(other[0].ko) or not may_end(words, other[1], glossary):
        return None
    beside = with_object(other[0].ko)[-1] == "을"
    apart = f"{other[0].ko}{'과' if beside else '와'} 분리"
    does = around(f"{{을}} {apart}하는", thing[0].ko)
    nouns = thing[0].nouns + other[0].nouns
    return (Phrase(ko=f"{thing[0].ko}의 {apart}", kind="task", nouns=nouns, does=does), other[1]) if does else None


def _doing(bases: Sequence[str], done: str, phrase: Phrase) -> str:
    """`영상을 생성하는` of (`generate`, 생성, 영상); "" where two verbs would need two particles."""
    odd, done_to = table("composed/doing"), phrase.ko.replace("에서의 ", "에서 ", 1)
    if len(bases) > 1:
        return "" if set(bases) & set(odd) else around(f"{{을}} {done}하는", done_to)
    return around(odd.get(bases[0], f"{{을}} {done}하는"), done_to)


def _read_helped(words: Sequence[str], at: int, glossary: Glossary) -> Read:
    """`enables LLMs to generate charts`: what is done, without who does it."""
    for to in range(at, min(at + 5, len(words))):
        if words[to].lower() == "to":
            found = read_verb(words, to + 1, "base", glossary)
            if found:
                return found[0].model_copy(update={"does": around("{을} 지원하는", found[0].ko)}), found[1]
            break
        if words[to].lower() in _stops():
            break
    return None


def read_purpose(words: Sequence[str], at: int, glossary: Glossary) -> Read:
    """What stands after `for`: a gerund phrase or a noun phrase."""
    if words[at : at + 1] == ["post-training"]:
        trained = read_noun(words, at + 1, glossary)
        if trained and trained[0].ko.endswith(ACTORS):  # for post-training LLMs: to train them further
            return Phrase(ko=f"{trained[0].ko} 사후 학습", kind="task", nouns=trained[0].nouns + 1), trained[1]
    return read_verb(words, at, "gerund", glossary) or read_noun(words, at, glossary)
