"""What every rendering does to untrusted text before its own escaping (DESIGN §9)."""

from __future__ import annotations

import unicodedata

BIDI_AND_INVISIBLE = frozenset("\u200b\u200c\u200e\u200f\u2060\ufeff") | {
    chr(code) for span in ((0x202A, 0x202E), (0x2066, 0x2069)) for code in range(span[0], span[1] + 1)
}


def visible(text: str) -> str:
    """One line in NFC without control, bidi-override and zero-width characters; runs of blanks become one.

    U+200D stays: it joins emoji.
    """
    kept = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character not in BIDI_AND_INVISIBLE
        and (character.isspace() or unicodedata.category(character) not in ("Cc", "Cs", "Cn"))
    )
    return " ".join("".join(kept).split())
