"""What every rendering does to untrusted text before its own escaping (DESIGN §9)."""

from __future__ import annotations

import unicodedata

JOINER = "\u200d"
"""Joins emoji; the one format character (category Cf) that stays. Variation selectors are none and stay, too."""
EMPTY_LETTERS = frozenset("\u2800\u3164\uffa0")
"""Braille's blank and the fillers of Hangul: letters to Unicode, nothing to the eye."""


def visible(text: str) -> str:
    """One line in NFC without control, bidi, zero-width and tag characters; runs of blanks become one."""
    return " ".join("".join(map(_shown, unicodedata.normalize("NFC", text))).split())


def _shown(character: str) -> str:
    if character.isspace() or character in EMPTY_LETTERS:
        return " "
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn") and character != JOINER
    return "" if hidden else character
