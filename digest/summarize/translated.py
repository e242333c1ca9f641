"""Lines by local machine translation, checked like a model's: numbers, the paper's name, form and style (DESIGN §8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest.clock import Deadline
from digest.models import Item, Line
from digest.summarize.base import Written
from digest.summarize.check import check_facts, check_form
from digest.summarize.composed import title_name
from digest.summarize.endings import in_style
from digest.summarize.key_sentence import shortened, shown_sentence, without_lead_in
from digest.summarize.model_files import ModelFolder
from digest.summarize.mt import TranslationFailed, Translator
from digest.summarize.sentence import Style
from digest.summarize.source_text import X_POST, is_x_post, plain, sentences


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
        """A checked Korean sentence for as many items as the deadline allows; the rest falls to the next rung."""
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
    named = name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", source)
    return name if named and name not in translated else ""
