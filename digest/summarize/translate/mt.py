"""Local machine translation: Firefox's en→ko model through fxtranslate (extra `[mt]`).

The traps: a Translator belongs to the thread that built it and panics elsewhere; its panic is no `Exception`;
long input is cut off in silence; LaTeX is mangled. So one thread, one sentence, plain text, everything checked after.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digest.errors import ConfigError, SkippableError, how_to_add

MOST_WORDS = 50
"""Longer sentences are not given to the engine: it would drop their end without a word."""


class TranslationFailed(SkippableError):
    """The engine could not be built or broke down; message is Korean."""


def installed() -> bool:
    """Whether the engine is there; imports nothing."""
    return importlib.util.find_spec("fxtranslate") is not None


@dataclass
class Translator:
    """The engine behind one thread of its own, which builds it on first use and is the only one to touch it."""

    files: Mapping[str, Path]
    """By type: model, lex (optional), vocab or srcvocab and trgvocab."""
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="translator"), repr=False
    )
    _own: threading.local = field(default_factory=threading.local, repr=False)
    """Holds the engine; cleared in its thread when that ends, because nobody else may drop it either."""

    def translate(self, sentence: str) -> str:
        """One sentence of at most MOST_WORDS words in, its translation out. Raises TranslationFailed."""
        if len(sentence.split()) > MOST_WORDS:
            raise TranslationFailed("번역기에 넣기에는 너무 긴 문장")
        return self._thread.submit(self._translate, sentence).result()

    def close(self) -> None:
        """End the thread, and with it the engine."""
        self._thread.shutdown()

    def _translate(self, sentence: str) -> str:
        try:
            if not hasattr(self._own, "engine"):
                self._own.engine = _build(self.files)
            return str(self._own.engine.translate(sentence)).strip()
        except (ValueError, OSError, KeyError, ImportError) as error:
            raise TranslationFailed("번역 모델을 읽을 수 없음") from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # the engine's own, and no subclass of Exception
                raise
            vars(self._own).clear()
            raise TranslationFailed("번역기가 멈춤") from error


def _build(files: Mapping[str, Path]) -> Any:
    """The engine from the files of a model. Raises ValueError for files it cannot read."""
    import fxtranslate

    lexicon = files.get("lex")
    source = files.get("vocab") or files["srcvocab"]
    target = files.get("vocab") or files["trgvocab"]
    return fxtranslate.Translator(
        files["model"].read_bytes(),
        source.read_bytes(),
        target.read_bytes(),
        lexicon.read_bytes() if lexicon else None,
    )


def offered_files(records: str, source: str, target: str) -> list[dict[str, Any]]:
    """The entries of Mozilla's record list for a pair that this engine can read; [] when there are none.

    Raises ConfigError without the extra `[mt]`, ValueError for a list that cannot be parsed.
    """
    discovery = _discovery()
    if (source, target) not in discovery.model_pairs(records):
        return []
    wanted = (source, target)
    return [r for r in discovery.parse_records(records) if (r["sourceLanguage"], r["targetLanguage"]) == wanted]


def unpacked(packed: bytes, sha256: str | None = None) -> bytes:
    """A zstd attachment decompressed and compared with its sha256 (hex). Raises ConfigError, ValueError."""
    return bytes(_discovery().verify_and_decompress(packed, sha256))


def require_engine() -> None:
    """Raises ConfigError, with the command that installs it, when the engine is not there."""
    if not installed():
        raise ConfigError("번역 기능이 설치되어 있지 않습니다", hint=how_to_add("mt"))


def _discovery() -> Any:
    try:
        from fxtranslate import discovery
    except ImportError as error:
        raise ConfigError("번역 기능이 설치되어 있지 않습니다", hint=how_to_add("mt")) from error
    return discovery
