"""Every Latin name of a line must stand in the source as a whole; `hangul_names` knows those written in Hangul."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import zip_longest

from digest.lazy import pattern_of
from digest.summarize.check.english_numbers import source_quantities
from digest.summarize.check.hangul_names import (
    SIZE_BEHIND,
    is_half_in_hangul,
    is_version_in_hangul,
    unsupported_hangul_name,
)
from digest.summarize.check.quantity import Quantity
from digest.summarize.word_tables import table, word_list

_LATIN = "A-Za-z0-9À-ɏΑ-Ͽ"
_WORD = pattern_of(rf"[{_LATIN}]+(?:[.@'+/&_^-]{{1,2}}[{_LATIN}]+)*\+*")
"""`GPT-5.5`, `NDCG@10`, `Qwen2.5-VL`, `C++`."""
_PIECE = pattern_of(r"[a-z0-9]+")  # gpt · 4o
_FRONT = pattern_of(r"[a-z]+(?=\d)")
"""The family before a number: AIME of AIME24, Qwen of Qwen2.5."""
_SUFFIX = pattern_of(
    r"\w+(?:ed|ing|less|wise)|style|like|level|class|scale|size|type|free|only|family|series|specific|aware|centric"
    r"|agnostic|native|compatible|judge|as|to|and|or|vs|hours?|steps?|shots?|turns?|norm|bit|dimensional"
)
"""What may hang on a name without being part of it: GPT-4-based, GPT-4-level."""
_THINGS = pattern_of(r"models?|agents?|backbones?")
"""What may, in small letters: "GPT-4-agents" are agents of GPT-4, "M3-Agent" has a name of its own."""
_HARDWARE = pattern_of(r"(?:gpu|tpu|npu|cpu|node|machine|server|cluster|card|chip)s?|\d+gb?")
"""What a chip's name may stand before: `an 8 A800-GPU machine`, `one A100-80GB`."""
_DATE = pattern_of(r"-20\d\d-?(?:0\d|1[0-2])-?[0-3]\d(?!\d)")
"""The date of `gpt-5-2025-08-07`, which names no other model than GPT-5."""
_NAMED_NUMBER = pattern_of(r"([A-Za-z][A-Za-z0-9.+-]*)\s(\d+(?:\.\d)?)(?![\d.,]*\d|[A-Za-z]|\s?[%배점])")
"""`Llama 3`, `SAM 2`, `Gemma 3`: a word and what may be its version."""
_NAME_BEFORE = pattern_of(r"([A-Za-z][A-Za-z0-9.+-]*)\)?\s(?:버전\s)?$|([A-Za-z]+)['’]$")  # the GPT of `GPT `, AIME'25
_PARTS_BEHIND = pattern_of(r"(?:[\s-][A-Za-z\d][A-Za-z\d.]*){1,4}")
"""The `-VL-7B` of `Qwen 2.5-VL-7B`, the `Pro` of `Gemini 1.5 Pro`."""
_SLASHED = pattern_of(  # llama-2/3 · llama 2 and 3
    r"([a-z]+)[\s-]?[vr]?\d[\w.]*?(?:[/,]|\s(?:and|&)\s)([vr]?\d+(?:\.\d+)?o?)(?!\w|\.\d)"
)
"""AIME24/25, AIME 2024 and 2025, GPT-4/4o, DeepSeek-V3/R1: the second number has the same name."""
_MANY = pattern_of(r"\b(?:\d{1,5}x([a-z]+\d+)s?|([a-z]{1,3}\d{2,4})x\d{1,5})\b")
"""The H100 of `64xh100s` and of `h100x8`."""
# Qwen3-8B, and "5-shot": a name or word with a size or count of its own
_SIZED = pattern_of(r"(.*[A-Za-z].*)-(\d+(?:\.\d+)?[BM])")
_COUNTED = pattern_of(r"(\d{1,2})-([A-Za-z]+)")  # 3-agent
_NOUN = pattern_of(r"[A-Z][a-z]+(?:ments?|ions?|ing|ed)")  # Alignment; `Retriever` is rather a name
_INFLECTION = pattern_of(
    r"(?:e?s|e?d|e|y|ings?|i?e?rs?|ors?|al|ic|ive|(?:c?at)?ions?|i[sz](?:e[drs]?|ing|ers?|ations?))?", re.IGNORECASE
)
"""What may tell two forms of a word apart: tokenizer and tokenization, agent and agentic; not meta and metadata."""
_VERB_BEHIND = pattern_of(r"(?:되|된|될|됨|하|한|할|함|해|시키|시킨|시켜)")  # Pretrain된
_RAISED = pattern_of(r"[A-Za-z]\^(\d)")  # n^2
_TITLED = pattern_of(r"[A-Z][a-z]{2,}")  # Transformer
_VERSIONED = pattern_of(r"(?P<word>[a-z]{2,}?)(?:v(?=\d)|20(?=[12]\d$))(?P<number>\d\w*)")
"""`dinov2` is dino2, `aime2025` aime25: a version with or without its v, a year with or without its century."""
_INTO = pattern_of(r"(?<=[a-z]{2})2(?=[a-z]{2})")  # text2sql is text-to-sql
_SHORT = pattern_of(r"([A-Z]{2,5})-?[vV]?(\d{1,2}(?:\.\d)?)")
"""PTv3, SD1.5: initials with a version."""
_NEXT_WORDS = pattern_of(rf"(?:\s[{_LATIN}]+(?![{_LATIN}]|\.\d)){{1,3}}")  # the QA of `Hotpot QA`; no part of 1.3B
_LAST_WORDS = pattern_of(rf"(?:[{_LATIN}]+\s){{1,3}}$")  # the DINO of `DINO v2`
# `Transformer 모델` names nothing
_NOUNS = frozenset(["transformer", "token", "prompt", "benchmark"])
"""Plain words that may begin with a capital and be no name; a line's `Time` or `Open` alone is one."""
_GREEK = pattern_of(r"[α-ωΑ-Ω]")  # α
_ACRONYM = pattern_of(r"[A-Z]{3,6}s?")  # LLMs
_TWO_INITIALS = pattern_of(r"[A-Z]{2}s?")  # BA
_BRACKETED = pattern_of(r"[가-힣]\s?\($")  # `행렬식 점 과정(` before DPP
_LAST_NUMBER = pattern_of(r"-?\d+(?:\.\d+)?[BM]?$")  # the -8B of Qwen3-8B, the 56 of ResNet56
_SLASHED_NUMBERS = pattern_of(r"([A-Za-z][A-Za-z0-9.-]*?)[\s-]?\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)*/$")
"""The `CIFAR-10/` before the 100 of `CIFAR-10/100`."""
_BETWEEN = r"(?:-|\s(?:(?:of|for|and|the|to|in|with|by|on)\s)?)"
"""What may stand between the words that an acronym spells."""
_INITIALS = pattern_of(r"[A-Z]{2}s")  # DCs
_FUNCTION_WORD = pattern_of(  # introduces *a*
    r"an?|and|are|as|at|be|because|by|can|for|from|ha[sv]e?|in|into|is|its?|of|on|or|our|than|that|the|their|these|this"
    r"|those|to|under|we|which|while|with",
    re.IGNORECASE,
)
"""What gives an explained acronym no letter: `paper introduces a` is no PIA."""
_MOST_PIECES = 6


class Vocabulary:
    """The words of a source, joined in every way a name may be written (`Llama-3.1`, `Llama 3.1`, `Llama3.1`)."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.joined, self.fronts = set[str](), set[str]()
        self._join(_unaccented(source))
        low = _latin(source)
        self.joined |= {_bare(word + number.replace(".", "")) for word, number in _SLASHED.findall(low)}
        self.joined |= {before or behind for before, behind in _MANY.findall(low)}

    def _join(self, text: str) -> None:
        low = text.lower()
        found = list(_PIECE.finditer(low))
        numbered = [any(c.isdigit() for c in piece[0]) for piece in found]
        onward = [self._goes_on(text, piece, after) for piece, after in zip_longest(found, found[1:])]
        for first in range(len(found)):
            if first and found[first][0][0].isdigit() and low[found[first].start() - 1] == "." and numbered[first - 1]:
                continue  # the 2M of 2.2M is no size
            glued, number = "", False
            for last in range(first, min(first + _MOST_PIECES, len(found))):
                glued += found[last][0]
                forms = {glued, _bare(glued)}
                number = number or numbered[last]
                if number and onward[last]:
                    self.fronts |= forms
                else:
                    plural = glued.endswith("s") and (len(glued) > 3 or _INITIALS.fullmatch(text, *found[first].span()))
                    self.joined |= forms | {glued[:-1]} if plural else forms
            front = _FRONT.match(found[first][0])
            if front:
                self.joined.add(front[0])

    @staticmethod
    def _goes_on(text: str, piece: re.Match[str], after: re.Match[str] | None) -> bool:
        """Whether a numbered name that ends here is the front of a longer one: GPT-5 of GPT-5.5, Gemma-3 of -3-27B."""
        if after is None:
            return False
        between, tail = text[piece.end() : after.start()], after[0]
        if between == ".":
            return tail[0].isdigit() and piece[0][-1].isdigit()
        if between not in ("-", "_"):
            return False
        if tail in word_list("check/variants"):
            return True
        # not the m3-agent of an address
        small = text[after.start() : after.end()].islower() and text[: piece.start()][-1:] != "/"
        ordinary = small and (tail in word_list("check/english_words") or _THINGS.fullmatch(tail))
        return not (ordinary or _SUFFIX.fullmatch(tail) or _HARDWARE.fullmatch(tail) or _DATE.match(text, piece.end()))

    def spells(self, name: str) -> bool:
        """Whether the source spells this very name, whatever joins its pieces."""
        glued = "".join(_PIECE.findall(_latin(name)))
        return not self.joined.isdisjoint((glued, glued.removesuffix("s"), _bare(glued)))

    def holds(self, name: str) -> bool:
        """Whether a Latin word of a line is backed by the source."""
        glued = "".join(_PIECE.findall(_latin(name)))
        single = glued.removesuffix("s")
        plain = glued in word_list("check/plain_words") and (glued in _NOUNS or not _TITLED.fullmatch(name))
        if not glued or plain or name == "O" or self.spells(name) or self._is_ordinary(name):
            return True
        stands_for = table("check/acronyms").get(glued) or table("check/acronyms").get(single)
        if stands_for and re.search(stands_for, self.source, re.IGNORECASE):
            return True
        if self.has_initials(name) or self.has_versioned_initials(name):
            return True
        # BiLSTM/GRU → BiLSTM | GRU
        listed = [part for part in re.split(r"[/+]|(?<=\dD)-(?=\dD)", name) if part]
        if len(listed) > 1 and any(len(part) > 1 for part in listed):
            return self.holds(listed[0]) and all(
                self.holds(part) or self._continues(listed[0], part) for part in listed[1:]
            )
        sized = _SIZED.fullmatch(name)
        if sized and glued not in self.fronts:  # Qwen3-8B of "Qwen3 models (4B, 8B)"
            return (self.spells(sized[1]) and self.spells(sized[2])) or self._lists_size(sized[1], sized[2])
        counted = _COUNTED.fullmatch(name)
        if counted:  # 5-shot of "five-shot"
            return self.holds(counted[2]) and any(q.value == int(counted[1]) for q in source_quantities(self.source))
        raised = _RAISED.fullmatch(name)
        if raised:  # the n^2 of O(n^2), of "quadratic"
            known = source_quantities(self.source)
            return any(q.unit == "degree" and q.value == int(raised[1]) for q in known)
        # Q-Former/ViT → Q | Former | ViT
        parts = [p for p in re.split(r"[-/+_&^'.]", name) if p]
        return (
            len(parts) > 1
            and max(map(len, parts)) > 1  # not A.S.E
            and not ("-" in name and all(map(_TITLED.fullmatch, parts)))  # Vision-Zero is a name of its own
            and not any(c.isdigit() for c in name)
            and all(self._holds_part(p, parts) for p in parts)
        )

    def _holds_part(self, part: str, parts: list[str]) -> bool:
        """Whether a piece of a compound is backed; a word that the source lacks only beside one it has: `LLM-based`."""
        if not part.isupper() and part.lower() in word_list("check/english_words"):
            beside = part.islower() and (all(p.islower() for p in parts) or any(self.spells(p) for p in parts))
            return beside or part.lower() in word_list("check/plain_words") or self.spells(part)
        return self.holds(part if part.isupper() else part.lower())

    def _is_ordinary(self, name: str) -> bool:
        """`annotation`: an English word in small letters is no name, no more than its Korean translation.

        With a capital (`Alignment`) it is none where the source has a word of its stem: "to align".
        """
        if name.islower():
            return name in word_list("check/english_words")
        return bool(_NOUN.fullmatch(name)) and self.has_stem(name)

    def _continues(self, first: str, tail: str) -> bool:
        """The 4B of `Qwen3-8B/4B`, the 34 of `ResNet56/34`: a number that takes the place of the first one's."""
        family = _LAST_NUMBER.sub("", first)
        return family != first and tail[0].isdigit() and self.spells(f"{family}-{tail}")

    def has_stem(self, name: str) -> bool:
        """Whether an ordinary word stands in the source in another form: `Pretrain` where it says "pre-trained"."""
        if not _TITLED.fullmatch(name) or name.lower() not in word_list("check/english_words"):
            return False
        shortest = 5 if _NOUN.fullmatch(name) else min(6, len(name))
        stem = "-?".join(name[1 : max(shortest, len(name) - 4)])
        # `Agentic` for Agent, `tokenization` for Tokenizer
        forms = re.findall(rf"\b(?:{name[0]}|{name[0].lower()})-?{stem}[a-z]{{0,7}}\b", self.source)
        return any(_NOUN.fullmatch(name) or _is_inflected(name.lower(), form) for form in forms)

    def has_versioned_initials(self, name: str) -> bool:
        """PTv3 by "Point Transformer V3", SD1.5 by "Stable Diffusion 1.5"."""
        short = _SHORT.fullmatch(name)
        if not short:
            return False
        words = r"[\s-]?".join(rf"{letter}[a-z]+" for letter in short[1])
        # `Point Transformer V3`
        return bool(re.search(rf"\b{words}[\s-]?[vV]?{re.escape(short[2])}(?!\.?\d|-?[A-Za-z])", self.source))

    def _lists_size(self, family: str, size: str) -> bool:
        """Qwen3-8B of "Qwen3-4B/8B/14B" and "Qwen3-4B, 8B"."""
        # Qwen3 → Qwen | 3
        loose = r"[\s_-]?".join(map(re.escape, re.findall(r"[A-Za-z]+|[\d.]+", family)))
        sizes = rf"(?:\d+(?:\.\d+)?[BM](?:\s?(?:,|/|and|&|or|·))+\s?-?)+{re.escape(size)}(?![\w-])"
        # `Qwen3-4B/8B`
        return bool(re.search(rf"(?<!\w){loose}[\s-]?{sizes}", self.source, re.IGNORECASE))

    def holds_front(self, word: str) -> bool:
        """`concat` for "concatenating": a small word may be cut as people say it, a name may not."""
        return len(word) > 4 and word.islower() and bool(re.search(rf"\b{re.escape(word)}[a-z]+", self.source))

    def has_two_initials(self, name: str) -> bool:
        """BA by "the Balanced Accuracy"; not MC by "a Memory-Conditioned Transformer"."""
        # `the Balanced Accuracy`
        spelt = rf"(?<=[a-z,(]\s){name[0]}[a-z]+[\s-]{name[1]}[a-z]+\b(?![\s-][A-Z])" if len(name) > 1 else "$^"
        return bool(_TWO_INITIALS.fullmatch(name) and re.search(spelt, self.source))

    def has_initials(self, name: str, explained: bool = False) -> bool:
        """Whether an acronym is spelt out: GQA by "group-query attention", SDXL by "Stable-Diffusion-XL".

        Three initials are met by chance too often: the first two are joined by a hyphen or all are capitalised, or the
        line has explained them: `행렬식 점 과정(DPP)`.
        """
        if not _ACRONYM.fullmatch(name):
            return False
        letters = name.removesuffix("s")
        words = [rf"({letter}[\w']*)" for letter in letters.removesuffix("XL")] + ["XL"] * letters.endswith(
            "XL"
        )  # SDXL
        # `chain of thought` for CoT
        spelt = re.compile(r"(?<![\w-])" + _BETWEEN.join(words) + r"(?![\w-])", re.IGNORECASE)
        return any(
            # vision-language model
            (explained and not any(map(_FUNCTION_WORD.fullmatch, found.groups())))
            or len(letters) > 3
            or re.match(r"\w+-", found[0])
            or all(word[0].isupper() for word in found[0].split())
            for found in spelt.finditer(self.source)
        )


def _is_inflected(name: str, form: str) -> bool:
    """Whether two words differ in nothing but an ending: `tokenizer` and `tokenization`, no `meta` and `metadata`."""
    word = form.replace("-", "").lower()
    shared = next((at for at, (one, other) in enumerate(zip_longest(name, word)) if one != other), len(name))
    return all(_INFLECTION.fullmatch(each, shared) for each in (name, word))


def _bare(glued: str) -> str:
    """A name's pieces without the v of a version and the century of a year; the 2 of Text2SQL is a "to"."""
    if glued.isalpha():
        return glued
    return _INTO.sub("to", _VERSIONED.sub(r"\g<word>\g<number>", glued))


def _latin(text: str) -> str:
    """Small letters without accents, Greek ones by name: `τ-Bench` is tau-bench."""
    return _unaccented(text).lower()


def _unaccented(text: str) -> str:
    """Letters without accents, Greek ones by name: `τ-Bench` is tau-Bench."""
    if text.isascii():
        return text
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    # Unicode says LAMDA
    return _GREEK.sub(lambda m: unicodedata.name(m[0]).split()[-1].lower().replace("lamda", "lambda"), text)


@lru_cache(maxsize=64)
def _vocabulary(source: str) -> Vocabulary:
    return Vocabulary(source)


def unsupported_name(line: str, numbers: Iterable[Quantity], source: str) -> str | None:
    """The first name of a `normal` line that a `normal` source does not hold, or None.

    numbers: where the line's numbers stand; `2.5x` and `24GB` are no names.
    """
    vocabulary = _vocabulary(source)
    masked = list(line)
    for number in numbers:
        masked[number.start : number.end] = " " * (number.end - number.start)
    for match in _WORD.finditer("".join(masked)):
        if (
            not re.search(r"[A-Za-zÀ-ɏ]|[α-ω][_-]?\d", match[0])
            or vocabulary.holds(match[0])
            or vocabulary.holds_front(match[0])
        ):
            continue
        if (not match.start() or _VERB_BEHIND.match(line, match.end())) and vocabulary.has_stem(match[0]):
            continue  # a sentence begins with a capital
        whole = _WORD.match(line, match.start())  # ImageNet-256x256, of which 256 is no number
        if (whole and vocabulary.spells(whole[0])) or is_half_in_hangul(line, match, source):
            continue
        explained = _BRACKETED.search(line[: match.start()]) and line[match.end() : match.end() + 1] == ")"
        if vocabulary.has_two_initials(match[0]) or (explained and vocabulary.has_initials(match[0], explained=True)):
            continue
        if _is_split(line, match, vocabulary) or is_version_in_hangul(line, match, source):
            continue
        behind = SIZE_BEHIND.match(line, match.end())
        if not behind or not vocabulary.holds(f"{match[0]}-{behind[1]}"):
            return match[0]
    for match in _NAMED_NUMBER.finditer(line):
        if not is_named(line, match.start(2), match.end(2), source) and _has_other_version(match[1], match[2], source):
            return match[0]
    return unsupported_hangul_name(line, source)


def _is_split(line: str, match: re.Match[str], vocabulary: Vocabulary) -> bool:
    """`DINO v2` for DINOv2, `Web Reward Bench` for WebRewardBench: a name of the source with the words beside it."""
    before, behind = _LAST_WORDS.search(line[: match.start()]), _NEXT_WORDS.match(line, match.end())
    left, right = (before[0].split() if before else []), (behind[0].split() if behind else [])
    return any(
        vocabulary.spells("-".join([*left[len(left) - back :], match[0], *right[:ahead]]))
        for back in range(len(left) + 1)
        for ahead in range(len(right) + 1)
        if back or ahead
    )


def is_named(line: str, start: int, end: int, source: str) -> bool:
    """Whether the number at line[start:end] belongs to a name the source holds: `SAM 2로`, `Gemma 3 27B`."""
    number = line[start:end].strip()
    vocabulary = _vocabulary(source)
    slashed = _SLASHED_NUMBERS.search(line[:start])
    if slashed and vocabulary.spells(f"{slashed[1]}-{number}"):
        return True
    word = _NAME_BEFORE.search(line[:start])
    if not word:
        return False
    name = word[1] or word[2]
    whole = f"{name}-{number}"
    if vocabulary.spells(whole) or vocabulary.has_versioned_initials(name + number):
        return True
    behind = _PARTS_BEHIND.match(line, end)
    # ` 1.5 Pro` → 1.5 | Pro
    for part in re.findall(r"[A-Za-z\d.]+", behind[0]) if behind else ():
        whole += f"-{part}"
        if vocabulary.spells(whole):
            return True
    return False


def _has_other_version(word: str, number: str, source: str) -> bool:
    """Whether the source knows the word with other versions only: `Llama 3` where it says "Llama-3.1"."""
    told = re.search(rf"(?<![\w.]){re.escape(word)}[\s_-]?\d", source, re.IGNORECASE)
    return bool(told) and float(number) < 20
