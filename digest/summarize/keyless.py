"""Lines without a key: the ladder translator → composed line → key sentence, best available first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from digest.clock import Deadline
from digest.models import Item, Line
from digest.summarize.base import LineWriter, Style, SummarizerSettings, Written

# The writers themselves are imported where they write: on most days the cache has every line.


class KeylessSummarizer(SummarizerSettings):
    """`summarizer:`의 `kind: keyless`. 계정도 키도 필요 없고, 다이제스트를 만드는 동안 네트워크도 쓰지 않습니다."""

    kind: Literal["keyless"] = "keyless"
    style: Style = "한다체"
    """번역한 줄의 끝맺음. 규칙으로 짠 줄은 명사로 끝나고 핵심 문장은 영어입니다."""
    mt: Literal["auto", "off"] = "auto"
    """`auto`: `fxtranslate`가 설치되어 있고 모델이 있으면 번역합니다(둘 다 `digest init`이 물어봅니다)."""
    model_dir: Path | None = None
    """번역 모델이 있는 폴더. null이면 사용자의 데이터 폴더입니다(`digest models status`가 알려 줍니다)."""
    glossary: Path = Path("config/glossary.yaml")
    """들어 있는 용어집에 더할 내 용어들. 파일이 있으면 읽고, 모델에게도 그날 글에 나온 것을 알려 줍니다."""

    def load(self) -> None:
        """The rules."""
        import digest.summarize.composed.composed
        import digest.summarize.key_sentence  # noqa: F401

    @property
    def keyless(self) -> KeylessSummarizer:
        """Itself."""
        return self


@dataclass(frozen=True)
class ComposedWriter:
    """Korean by rules, for the abstracts that the rules understand."""

    glossary: Path | None = None
    """The reader's own terms."""
    cache_id = ""

    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        """A nominal Korean line for every item whose abstract says plainly what it gives."""
        from digest.summarize.composed.composed import composed_line
        from digest.summarize.composed.glossary import load_glossary

        terms = load_glossary(self.glossary)
        return _written(items, lambda item: composed_line(item, terms), "규칙으로 정리할 수 없는 초록", progress)


class KeySentenceWriter:
    """The last writer that says anything: the abstract's own key sentence in English."""

    cache_id = ""

    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        """One English sentence for every item with a usable abstract."""
        from digest.summarize.key_sentence import key_sentence_line

        return _written(items, key_sentence_line, "핵심 문장을 고르지 못함", progress)


def keyless_writers(settings: KeylessSummarizer) -> tuple[LineWriter, ...]:
    """The writers that can run now, best first; nothing is loaded before the first line is asked for."""
    writers: tuple[LineWriter, ...] = (ComposedWriter(settings.glossary), KeySentenceWriter())
    if settings.mt == "off":
        return writers
    from digest.summarize.translate.model_files import folder_of
    from digest.summarize.translate.mt import Translator, installed

    folder = folder_of(settings.model_dir)
    if not installed() or not folder.whole():
        return writers
    from digest.summarize.translate.translated import TranslatedWriter

    return (TranslatedWriter(Translator(folder.files()), folder, settings.style), *writers)


def _written(
    items: Sequence[Item], line_of: Callable[[Item], Line | None], refusal: str, progress: Callable[[int], None]
) -> Written:
    from digest.summarize.source_text import X_POST, is_x_post

    lines: dict[str, Line] = {}
    refused: dict[str, str] = {}
    for item in items:
        line = None if is_x_post(item.key) else line_of(item)
        if line:
            lines[item.key] = line
            progress(1)
        elif is_x_post(item.key):
            refused[item.key] = X_POST
        else:
            refused[item.key] = refusal if item.abstract else "초록이 없음"
    return Written(lines=lines, refused=refused)
