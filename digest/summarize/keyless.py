"""Lines without a key: the ladder translator → composed line → key sentence, best available first (DESIGN §8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from digest.clock import Deadline
from digest.models import Item, Line, Value
from digest.summarize.base import LineWriter, Written
from digest.summarize.key_sentence import key_sentence_line
from digest.summarize.sentence import Style


class KeylessSummarizer(Value):
    """`summarizer:` with `kind: keyless`: no account, no key, no network during a digest."""

    kind: Literal["keyless"] = "keyless"
    style: Style = "한다체"
    """Ending of translated lines; composed lines are nominal and key sentences English."""
    mt: Literal["auto", "off"] = "auto"
    """`auto`: translate when the extra `[mt]` is installed and `digest models fetch ko` has been run."""
    model_dir: Path | None = None
    """Folder that holds the translation model; None = the user's data folder (`digest models status` names it)."""
    mark: str = "—"
    """Short mark before a line in the journal that no language model wrote; "" = none."""


class KeySentenceWriter:
    """The last rung that says anything: the abstract's own key sentence in English."""

    cache_id = ""

    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        """One English sentence for every item with a usable abstract."""
        return _written(items, key_sentence_line, "핵심 문장을 고르지 못함", progress)


def keyless_writers(settings: KeylessSummarizer) -> tuple[LineWriter, ...]:
    """The rungs that can run now, best first."""
    return (KeySentenceWriter(),)


def _written(
    items: Sequence[Item], line_of: Callable[[Item], Line | None], refusal: str, progress: Callable[[int], None]
) -> Written:
    lines: dict[str, Line] = {}
    refused: dict[str, str] = {}
    for item in items:
        line = line_of(item)
        if line:
            lines[item.key] = line
            progress(1)
        else:
            refused[item.key] = refusal if item.abstract else "초록이 없음"
    return Written(lines=lines, refused=refused)
