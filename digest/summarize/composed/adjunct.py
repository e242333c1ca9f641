"""What hangs behind what a thing does or is for: `via sparse attention`, `during training`; said, or all gives way."""

from __future__ import annotations

from collections.abc import Sequence

from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.parse import Read, read_noun, read_purpose, read_verb, verb
from digest.summarize.composed.phrase import Phrase, around
from digest.summarize.word_tables import table, word_list

MOST_CHARACTERS = 62
"""A phrase that would be longer goes without an adjunct that only tells how."""


_ENDS = {"with": ("일관성", "품질", "성능", "능력", "강건성", "다양성", "충실도"), "at": ("시점",)}
"""What an adjunct has to hold to be sayable: `with long-term consistency`, `at inference time`."""
_SETTINGS = ("조건", "환경", "설정", "상황", "시나리오", "패러다임")
"""What is one already: 저조도 조건에서, not 저조도 조건 상황에서."""


def with_adjuncts(phrase: Phrase, words: Sequence[str], at: int, glossary: Glossary, told: bool = False) -> Read:
    """The phrase with the adjuncts that stand at `at`, and where they end.

    One that only tells how (`via …`, `by …`) is left out when it is not understood; None when one is not understood
    without which the phrase would claim more than the abstract (`composed/narrowing`). One that tells how is enough;
    told: the phrase has it.
    """
    for _ in range(2):
        comma = words[at : at + 1] == [","] and words[at + 1 : at + 2] != []
        word = words[at + comma].lower() if at + comma < len(words) else ""
        narrowing = word in word_list("composed/narrowing") and not (word == "with" and not phrase.does)
        read = None if told and not narrowing else _adjunct(words, at + comma, glossary)
        if not read:
            return None if narrowing else (phrase, at)
        told = True
        before_verb, before_noun, end = read
        longer = phrase.model_copy(
            update={
                "ko": f"{before_noun} {phrase.ko}",
                "does": f"{before_verb} {phrase.does}" if phrase.does else "",
                "nouns": phrase.nouns + 1,
                "kind": "aim" if before_noun.endswith("없이") else phrase.kind,
            }
        )
        if len(longer.does or longer.ko) > MOST_CHARACTERS:
            return None if narrowing else (phrase, at)
        phrase, at = longer, end
    word = words[at].lower() if at < len(words) else ""
    return None if word in word_list("composed/narrowing") and phrase.does else (phrase, at)


def _adjunct(words: Sequence[str], at: int, glossary: Glossary) -> tuple[str, str, int] | None:
    """The adjunct at `at` before a verb and before a noun, and where it ends."""
    opened = [word.lower() for word in words[at : at + 2]]
    forms = table("composed/adjuncts")
    opener = next((one for one in (" ".join(opened), opened[0] if opened else "") if one in forms), "")
    if not opener:
        return None
    inner = at + len(opener.split())
    if opener == "by":
        doing = read_verb(words, inner, "gerund", glossary)
        if doing and doing[0].does and not _narrowed(words, doing[1]):
            return f"{doing[0].does} 방식으로", f"{doing[0].does} 방식의", doing[1]
        if words[inner : inner + 1] and verb(words[inner], "gerund", glossary):
            return None  # by clustering entities: not 군집화 개체를 통해
    held = (read_purpose if opener in ("without", "during") else read_noun)(words, inner, glossary)
    if opener == "without" and any(_left_out(word, glossary) for word in words[inner : held[1] if held else inner]):
        return None  # without superior models: not 모델 없이
    if not held or _narrowed(words, held[1]) or not held[0].ko.endswith(_ENDS.get(opener, "")):
        return None
    if opener == "under" and held[0].ko.endswith(_SETTINGS):
        opener = "in"
    before_verb, before_noun = (around(form, held[0].ko) for form in forms[opener].split(" / "))
    return (before_verb, before_noun, held[1]) if before_verb else None


def _narrowed(words: Sequence[str], at: int) -> bool:
    return words[at : at + 1] != [] and words[at].lower() in word_list("composed/narrowing")


def _left_out(word: str, glossary: Glossary) -> bool:
    term = glossary.term(word)
    return term is not None and term.kind == "skip"
