"""The word tables beside this room's code: `words/*.txt`, one `left = right` a line or plain words."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, str]:
    """`left = right` of every line of a file; lines that begin with # are for people."""
    return {left.strip(): right.strip() for left, _, right in (line.partition(" = ") for line in _lines(name))}


@lru_cache(maxsize=8)
def word_list(name: str) -> frozenset[str]:
    """All words of a file."""
    return frozenset(word for line in _lines(name) for word in line.split())


def _lines(name: str) -> list[str]:
    text = (files("digest.summarize.check") / "words" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
