"""The word tables beside the rules that use them: `words/*.txt` of a room, `left = right` lines or plain words.

A table's first line says what it holds and gives an example. It is read when a rule first asks for it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> dict[str, str]:
    """`left = right` of every line of a file, in its order; lines that begin with # are for people.

    name: its room and its own: `check/acronyms` is `check/words/acronyms.txt`.
    """
    return {left.strip(): right.strip() for left, _, right in (line.partition(" = ") for line in _lines(name))}


@cache
def word_list(name: str) -> frozenset[str]:
    """All words of a file; its name as in `table`."""
    return frozenset(word for line in _lines(name) for word in line.split())


def _lines(name: str) -> list[str]:
    room, _, own = name.partition("/")
    text = (files("digest.summarize") / room / "words" / f"{own}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
