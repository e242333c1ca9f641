"""Lines by local machine translation, checked like a model's: numbers, the paper's name, form and style."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest.clock import Deadline
from digest.models import Item, Line
from digest.summarize.base import Style, Written
from digest.summarize.check.check import check_facts, check_form
from digest.summarize.check.sentence import ending_of
from digest.summarize.composed.composed import title_name
from digest.summarize.key_sentence import shortened, shown_sentence, without_lead_in
from digest.summarize.source_text import X_POST, is_x_post, plain, sentences
from digest.summarize.translate.model_files import ModelFolder
from digest.summarize.translate.mt import TranslationFailed, Translator
from digest.summarize.word_tables import word_list


@dataclass
class TranslatedWriter:
    """Lines translated from Hugging Face's own sentence, or else from the key sentence."""

    translator: Translator
    folder: ModelFolder
    style: Style

    @property
    def cache_id(self) -> str:
        """Changes with the model's files and the style."""
        return f"mt:{self.folder.fingerprint()}:{self.style}"

    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        """A checked Korean sentence for as many items as the deadline allows; the rest falls to the next writer."""
        lines: dict[str, Line] = {}
        refused: dict[str, str] = {}
        for item in items:
            if deadline.remaining() <= 0:
                refused[item.key] = "실행 제한 시간을 넘김"
                continue
            if is_x_post(item.key):
                refused[item.key] = X_POST
                continue
            try:
                lines[item.key] = self._line(item)
                progress(1)
            except TranslationFailed as failure:
                refused[item.key] = failure.message
        return Written(lines=lines, refused=refused)

    def _line(self, item: Item) -> Line:
        source = source_sentence(item)
        if not source:
            raise TranslationFailed("번역할 문장이 없음")
        translated = " ".join(self.translator.translate(source).split())
        lost = lost_name(item.title, source, translated)
        if lost:
            raise TranslationFailed(f"번역에서 이름이 사라짐: {lost}")
        text = in_style(translated, self.style) or translated
        refusal = check_facts(text, item) or check_form(text, item, self.style)
        if refusal:
            raise TranslationFailed(f"기계 번역이 검사를 통과하지 못함({refusal.rule}): {refusal.detail}")
        return Line(text=text, producer="mt")


def source_sentence(item: Item) -> str:
    """One plain English sentence to translate; "" when the item has none."""
    given = sentences(plain(item.ai_summary))
    if given:
        return shortened(without_lead_in(given[0])).removesuffix(" …")
    return shown_sentence(plain(item.title), item.abstract).removesuffix(" …")


def lost_name(title: str, source: str, translated: str) -> str:
    """The paper's own name when the source sentence has it and the translation does not; else ""."""
    name = title_name(plain(title))
    # `SAM 2` in `We present SAM 2, a model`
    named = name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", source)
    return name if named and name not in translated else ""


# Korean endings: a translated sentence brought into the configured style where a rule can do it safely.


_NIEUN, _MIEUM, _BIEUP = 4, 16, 17
"""Indices of final consonants in a syllable block."""
# `어렵` becomes 어려움, 좁 becomes 좁음
_BIEUP_IRREGULAR = (
    "어렵",
    "쉽",
    "가깝",
    "가볍",
    "무겁",
    "새롭",
    "해롭",
    "스럽",
    "까롭",
    "뜨겁",
    "차갑",
    "두껍",
    "미덥",
)


def in_style(sentence: str, style: Style) -> str | None:
    """The sentence with its last predicate in `style`; None when no rule applies."""
    found = ending_of(sentence)
    if found == style:
        return sentence
    # 모델을 제안합니다. → 모델을 제안합니다
    match = re.fullmatch(r"(?P<body>.*[가-힣])(?P<tail>[.!。]?)", sentence.strip())
    if not match:
        return None
    stem = _stem(match["body"], found)
    if stem is None:
        return None
    changed = {"한다체": _plain, "합니다체": _polite, "음슴체": _nominal}[style](*stem)
    ended = changed + match["tail"]
    return ended if ending_of(ended) == style else None


def _stem(body: str, found: str) -> tuple[str, bool] | None:
    """(stem before the ending, whether it describes rather than does); None when it cannot be told."""
    if found == "합니다체":
        if body.endswith("습니다"):
            return body[:-3], not body[:-3].endswith(tuple(word_list("translate/verb_stems")))
        stem = body[:-3] + _with_coda(body[-3], 0)
        copula = stem.endswith("이") and not stem[:-1].endswith(tuple(word_list("translate/before_verbal_i")))
        return stem, copula or stem.endswith(tuple(word_list("translate/adjective_stems")))
    if found == "한다체" and body.endswith("다") and len(body) > 2:
        stem = body[:-1]
        if stem.endswith("는") and len(stem) > 1 and _coda(stem[-2]):
            return stem[:-1], False
        if _coda(stem[-1]) == _NIEUN and not _tense(stem):
            return stem[:-1] + _with_coda(stem[-1], 0), False
        return stem, True
    return None


def _tense(stem: str) -> bool:
    """Whether the stem already ends in 았, 었, 있, 없, 겠 …: no ㄴ may follow."""
    return stem[-1:] in ("있", "없", "겠", "같") or _coda(stem[-1]) == 20


def _plain(stem: str, describes: bool) -> str:
    if describes:
        return stem + "다"
    if _coda(stem[-1]):
        return stem + "는다"
    return stem[:-1] + _with_coda(stem[-1], _NIEUN) + "다"


def _polite(stem: str, _describes: bool) -> str:
    if _coda(stem[-1]):
        return stem + "습니다"
    return stem[:-1] + _with_coda(stem[-1], _BIEUP) + "니다"


def _nominal(stem: str, describes: bool) -> str:
    if stem.endswith(_BIEUP_IRREGULAR):
        return stem[:-1] + _with_coda(stem[-1], 0) + "움"
    if _coda(stem[-1]):
        return stem + "음"
    if not describes and stem.endswith(("만드", "이끄", "줄어드")):
        return stem[:-1] + {"드": "듦", "끄": "끎"}[stem[-1]]
    return stem[:-1] + _with_coda(stem[-1], _MIEUM)


def _coda(syllable: str) -> int:
    return (ord(syllable) - 0xAC00) % 28 if "가" <= syllable <= "힣" else 0


def _with_coda(syllable: str, coda: int) -> str:
    return chr(ord(syllable) - _coda(syllable) + coda)
