"""Every Latin name of a line, and every foreign name in Hangul we know, must stand in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from digest.lazy import pattern_of
from digest.summarize.check.known_names import ALWAYS, HANGUL_NAMES, SHORT_FOR
from digest.summarize.check.quantity import Quantity

_LATIN = "A-Za-z0-9À-ɏΑ-Ͽ"
_WORD = pattern_of(rf"[{_LATIN}]+(?:[.@'+/&_^-]{{1,2}}[{_LATIN}]+)*\+*")
_PIECE = pattern_of(r"[a-z0-9à-ɏα-Ͽ]+")
_CAMEL = pattern_of(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Za-z])(?=\d)|(?<=[A-Z])(?=[A-Z][a-z])")
_HANGUL_NAME = pattern_of(
    rf"(?<![가-힣])(?:{'|'.join(sorted(HANGUL_NAMES, key=len, reverse=True))})"
    r"(?=$|[^가-힣]|[은는이가을를의에로와과도만]|으로|에서|보다|처럼|까지)"
)


class Vocabulary:
    """The words of a source, joined in every way a name may be written (`Llama-3.1`, `Llama 3.1`, `Llama3.1`)."""

    def __init__(self, source: str) -> None:
        self.source = source
        pieces = _PIECE.findall(source.lower())
        joined = {"".join(pieces[i : i + size]) for size in range(1, 7) for i in range(len(pieces) - size + 1)}
        joined |= {word[:-1] for word in joined if word.endswith("s") and len(word) > 3}
        self.joined = joined | set(_PIECE.findall(_CAMEL.sub(" ", source).lower()))

    def holds(self, name: str) -> bool:
        """Whether a Latin word of a line is backed by the source."""
        glued = "".join(_PIECE.findall(name.lower()))
        if not glued or glued in ALWAYS or glued in self.joined or glued.removesuffix("s") in self.joined:
            return True
        stands_for = SHORT_FOR.get(glued) or SHORT_FOR.get(glued.removesuffix("s"))
        if stands_for and re.search(stands_for, self.source, re.IGNORECASE):
            return True
        parts = [p for p in re.split(r"[-/+_&^'.]", name) if p]
        return len(parts) > 1 and not any(p.isdigit() for p in parts) and all(self.holds(p) for p in parts)


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
        if re.search(r"[A-Za-zÀ-ɏ]", match[0]) and not vocabulary.holds(match[0]):
            return match[0]
    for match in _HANGUL_NAME.finditer(line):
        if match[0] not in source and not re.search(HANGUL_NAMES[match[0]], source, re.IGNORECASE):
            return match[0]
    return None
