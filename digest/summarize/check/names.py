"""Every Latin name of a line, and every foreign name in Hangul we know, must stand in the source as a whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import zip_longest

from digest.lazy import pattern_of
from digest.summarize.check.english_numbers import source_quantities
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
    r"|agnostic|native|compatible|judge|as|to|and|or|vs|hours?|steps?|shots?|turns?|models?|agents?|backbones?|norm|bit|dimensional"
)
"""What may hang on a name without being part of it: GPT-4-based, GPT-4-level."""
_HARDWARE = pattern_of(r"(?:gpu|tpu|npu|cpu|node|machine|server|cluster|card|chip)s?|\d+gb?")
"""What a chip's name may stand before: `an 8 A800-GPU machine`, `one A100-80GB`."""
_DATE = pattern_of(r"-20\d\d-?(?:0\d|1[0-2])-?[0-3]\d(?!\d)")
"""The date of `gpt-5-2025-08-07`, which names no other model than GPT-5."""
_NAMED_NUMBER = pattern_of(r"([A-Za-z][A-Za-z0-9.+-]*)\s(\d+(?:\.\d)?)(?![\d.,]*\d|[A-Za-z]|\s?[%배점])")
"""`Llama 3`, `SAM 2`, `Gemma 3`: a word and what may be its version."""
_NAME_BEFORE = pattern_of(r"([A-Za-z][A-Za-z0-9.+-]*)\s(?:버전\s)?$|([A-Za-z]+)['’]$")  # the GPT of `GPT `, AIME'25
_SIZE_BEHIND = pattern_of(r"[\s-]([A-Za-z]*\d[\w.]*)")
"""The `27B` of `Gemma 3 27B`."""
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
_VERSION = pattern_of(r"[vV](\d{1,2}(?:\.\d)?)")  # the v2 of 디노v2
_INTO = pattern_of(r"(?<=[a-z]{2})2(?=[a-z]{2})")  # text2sql is text-to-sql
_SHORT = pattern_of(r"([A-Z]{2,5})-?[vV]?(\d{1,2}(?:\.\d)?)")
"""PTv3, SD1.5: initials with a version."""
_NEXT_WORDS = pattern_of(rf"(?:\s[{_LATIN}]+){{1,3}}")  # the QA of `Hotpot QA`
_LAST_WORDS = pattern_of(rf"(?:[{_LATIN}]+\s){{1,3}}$")  # the DINO of `DINO v2`
# `Transformer 모델` names nothing
_NOUNS = frozenset(["transformer", "token", "prompt", "benchmark"])
"""Plain words that may begin with a capital and be no name; a line's `Time` or `Open` alone is one."""
_GREEK = pattern_of(r"[α-ωΑ-Ω]")  # α
_ACRONYM = pattern_of(r"[A-Z]{3,6}s?")  # LLMs
_BETWEEN = r"(?:-|\s(?:(?:of|for|and|the|to|in|with|by|on)\s)?)"
"""What may stand between the words that an acronym spells."""
_HANGUL_VERSION = pattern_of(
    r"([가-힣]+)[\s-]?(\d{1,2}(?:\.\d)?)(?![\d.,]*\d|[A-Za-z%]|\s?(?:개|종|명|가지|배|위|번|단계|차|점|장|편|곳|년|초|분|시간|[만억조천백]))"
)
"""`라마 3`, `파이-3로`; not 라마 3개."""
# 라마 is Llama: ㄹ → lr
_SOUNDS = {
    "ㄱ": "gckq", "ㄲ": "gckq", "ㄴ": "nk", "ㄷ": "dt", "ㄸ": "dt", "ㄹ": "lr", "ㅁ": "m", "ㅂ": "bv", "ㅃ": "bp",
    "ㅅ": "scx", "ㅆ": "sc", "ㅇ": "aeiouywhx", "ㅈ": "jzg", "ㅉ": "jz", "ㅊ": "ct", "ㅋ": "kcqx", "ㅌ": "t",
    "ㅍ": "pf", "ㅎ": "hwj",
}  # fmt: skip
"""The Latin letters that a name in Hangul may begin with."""
_INSIDE = {"ㅅ": "sctxz", "ㅆ": "sctz", "ㅇ": "", "ㅈ": "jzgsd", "ㅊ": "cts"}
"""The same inside a name, where they differ: 액션 is action, 피직스 Physics; an ㅇ says no consonant."""
# 월드 is World, its ㄹ the 8th: 8 → lr
_CLOSES = {1: "gckqx", 4: "n", 8: "lr", 16: "m", 17: "pb", 19: "tdsc", 21: "n"}
"""The Latin letters for a final consonant, by its index: the ㄹ of 월드 is the l of World."""
_LETTERS = {"에프": "f", "엘": "l", "엠": "m", "엔": "n", "아르": "r", "알": "r", "에스": "s", "더블유": "w"}
"""Letters said by names that begin with another sound: 에스에이엠 is SAM."""
_HANGUL_BEHIND = pattern_of(
    r"-?([가-힣]+)|\s((?:미니|프로|플래시|터보|울트라|나노|라이트|맥스|인스트럭트|베이스|라지|스몰|챗|코더|비전|옴니|씽킹)[가-힣]*)"
)
"""The 리워드가 of `WM리워드가`, the 미니 of `GPT-4o 미니`."""
_PARTICLES = pattern_of(
    r"(?:으로|에서|보다|처럼|까지|부터|에게|이나|기반|계열|[은는이가을를의에로와과도만급식판형용])*"
)
"""What hangs on a name in Hangul and is none of it: `리워드` + `가`."""
_MOST_PIECES = 6


@lru_cache(maxsize=1)
def _hangul_name() -> re.Pattern[str]:
    names = "|".join(sorted(table("check/hangul_names"), key=len, reverse=True))
    # `라마` in 라마를, 라마보다; not in 드라마
    return pattern_of(rf"(?<![가-힣])(?:{names})(?=$|[^가-힣]|[은는이가을를의에로와과도만]|으로|에서|보다|처럼|까지)")


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
            glued, number = "", False
            for last in range(first, min(first + _MOST_PIECES, len(found))):
                glued += found[last][0]
                forms = {glued, _bare(glued)}
                number = number or numbered[last]
                if number and onward[last]:
                    self.fronts |= forms
                else:
                    self.joined |= forms | {glued[:-1]} if glued.endswith("s") and len(glued) > 3 else forms
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
        ordinary = (
            text[after.start() : after.end()].islower()
            and tail in word_list("check/english_words")
            and tail not in word_list("check/variants")
        )
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
        if self._has_initials(name) or self.has_versioned_initials(name):
            return True
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

    def _has_initials(self, name: str) -> bool:
        """Whether an acronym is spelt out: GQA by "group-query attention", SDXL by "Stable-Diffusion-XL".

        Three initials are met by chance too often: the first two are joined by a hyphen or all are capitalised.
        """
        if not _ACRONYM.fullmatch(name):
            return False
        letters = name.removesuffix("s")
        words = [rf"{letter}[\w']*" for letter in letters.removesuffix("XL")] + ["XL"] * letters.endswith("XL")  # SDXL
        # `chain of thought` for CoT
        spelt = re.compile(r"(?<![\w-])" + _BETWEEN.join(words) + r"(?![\w-])", re.IGNORECASE)
        return any(
            # vision-language model
            len(letters) > 3 or re.match(r"\w+-", found[0]) or all(word[0].isupper() for word in found[0].split())
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
        if (whole and vocabulary.spells(whole[0])) or _is_half_hangul(line, match, source):
            continue
        if _is_split(line, match, vocabulary) or _is_version_in_hangul(line, match, source):
            continue
        behind = _SIZE_BEHIND.match(line, match.end())
        if not behind or not vocabulary.holds(f"{match[0]}-{behind[1]}"):
            return match[0]
    for match in _NAMED_NUMBER.finditer(line):
        if not is_named(line, match.start(2), match.end(2), source) and _has_other_version(match[1], match[2], source):
            return match[0]
    hangul = table("check/hangul_names")
    for match in _HANGUL_VERSION.finditer(line):
        latin = hangul.get(match[1])
        told = latin and re.search(rf"(?:{latin})[\s_-]?\d", source, re.IGNORECASE)
        if told and not is_named_in_hangul(line, match.start(2), match.end(2), source):
            return match[0]
    for match in _hangul_name().finditer(line):
        if match[0] not in source and not re.search(hangul[match[0]], source, re.IGNORECASE):
            return match[0]
    return None


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


def _is_version_in_hangul(line: str, match: re.Match[str], source: str) -> bool:
    """`디노v2` for DINOv2."""
    return bool(_VERSION.fullmatch(match[0])) and is_named_in_hangul(line, match.start() + 1, match.end(), source)


def _is_half_hangul(line: str, match: re.Match[str], source: str) -> bool:
    """`미니CPM` for MiniCPM, `WM리워드` for WMReward: half in Hangul that reads like the source's half.

    The halves meet at a capital or a hyphen: `미니PM` is not in "MiniCPM".
    """
    piece = re.escape(match[0]).replace(r"\-", r"[\s-]?")  # 훈위안3D-2.1 is Hunyuan3D 2.1
    size = _SIZE_BEHIND.match(line, match.end())
    if size:  # 큐원3-VL 8B
        piece += rf"(?:-{re.escape(size[1])})?"
    if len(match[0]) < 2:
        return False
    whole = r"(?![A-Za-z\d]|[.-]\w*\d)"  # LM-L6 is not LM-L6-v2
    front = re.search(r"[가-힣]+$", line[: match.start()])
    # `VideoLM-7B` for 비디오LM
    if front and re.search(rf"\b{_reading(front[0])}[a-z]{{0,8}}(?:-|(?<=[a-z])){piece}{whole}", source):
        return True
    behind = _HANGUL_BEHIND.match(line, match.end())
    hangul = (behind[1] or behind[2]) if behind else ""
    if _PARTICLES.fullmatch(hangul):
        return False
    halves = [hangul[:end] for end in range(len(hangul), 0, -1) if _PARTICLES.fullmatch(hangul[end:])]
    return any(
        (len(half) > 1 or _parts(half)[1] in _CLOSES)
        and re.search(rf"(?<![A-Za-z\d]){piece}(?:-|(?=[A-Z])){_reading(half)}[a-z]{{0,8}}(?![A-Za-z])", source)
        for half in halves
    )


def _reading(hangul: str) -> str:
    """A pattern of Latin words that what is written so in Hangul may spell: 리워드 is `r…d`, 플래시 `f…l…s`."""
    letters = [_sounds(hangul)]
    closed = 0
    for place, syllable in enumerate(hangul):
        onset, coda = _parts(syllable)
        doubled = closed == 8 and onset == "ㄹ"  # one l between vowels is written ㄹㄹ
        letters += [_INSIDE.get(onset, _SOUNDS[onset]) if place and not doubled else "", _CLOSES.get(coda, "")]
        closed = coda
    return "[a-zAEIOU-]{0,4}?".join(f"[{one}{one.upper()}]" for one in letters if one)


def _parts(syllable: str) -> tuple[str, int]:
    """(the first consonant, the index of the last one) of a syllable: ("ㅇ", 8) of 월."""
    code = ord(syllable) - 0xAC00
    return "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"[code // 588], code % 28


def _sounds(hangul: str) -> str:
    """The Latin letters that what is written so in Hangul may begin with."""
    letter = "".join(latin for name, latin in _LETTERS.items() if hangul.startswith(name))
    return _SOUNDS[_parts(hangul[0])[0]] + letter


def is_named(line: str, start: int, end: int, source: str) -> bool:
    """Whether the number at line[start:end] belongs to a name the source holds: `SAM 2로`, `Gemma 3 27B`, `젬마 3`."""
    number = line[start:end].strip()
    hangul = [match for match in _hangul_name().finditer(line, 0, start) if line[match.end() : start] in ("", " ", "-")]
    if hangul:  # the version whole, and no front of a longer one: 라마 3 is not in "Llama 3.1"
        name = table("check/hangul_names")[hangul[-1][0]]
        between = r"(?:[\s-](?-i:[A-Z])[a-z]+)?[\s-]?"  # 클로드 4.5 소네트 is Claude Sonnet 4.5
        return bool(re.search(rf"(?:{name}){between}{re.escape(number)}(?!\.?\d)", source, re.IGNORECASE))
    word = _NAME_BEFORE.search(line[:start])
    if not word:
        return False
    vocabulary = _vocabulary(source)
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


def is_named_in_hangul(line: str, start: int, end: int, source: str) -> bool:
    """Whether the number behind a word in Hangul is the version of a name that may sound so.

    라마 3, 브이제파 2 (V-JEPA 2).
    """
    # 디노v → 디노, `훈위안3D ` → 훈위안 | 3D
    word = re.search(r"([가-힣]+)(\d?[A-Za-z]*[A-UW-Z])?[\s-]?[vV]?$", line[:start])
    if not word:
        return False
    latin = table("check/hangul_names").get(word[1]) or rf"\b(?=[\w-]*[A-Z])(?i:[{_sounds(word[1])}])\w*(?:-[A-Za-z]+)?"
    tail = rf"[\s_-]?{re.escape(word[2])}" if word[2] else ""
    # `Gemini-3 Pro` for 제미나이 3; not Gemini 3.1
    return bool(
        re.search(rf"(?:(?i:{latin})){tail}[\s._-]?[vV]?{re.escape(line[start:end].strip())}(?!\d|\.\d)", source)
    )


def _has_other_version(word: str, number: str, source: str) -> bool:
    """Whether the source knows the word with other versions only: `Llama 3` where it says "Llama-3.1"."""
    told = re.search(rf"(?<![\w.]){re.escape(word)}[\s_-]?\d", source, re.IGNORECASE)
    return bool(told) and float(number) < 20
