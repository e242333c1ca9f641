"""Bytes → text as browsers read them: only text encodings, by the labels that pages and feeds really use.

Public source of the rules: https://encoding.spec.whatwg.org/ (labels; `euc-kr` means CP949, `iso-8859-1` means
windows-1252). Python's own registry holds codecs that are no encodings of text at all (`bz2`, `rot13`, `punycode`).
"""

from __future__ import annotations

import codecs
import re

from digest.lazy import pattern_of

# charset=euc-kr: euc_kr → cp949
BROWSERS = {
    **{"utf-8": "utf-8", "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be"},
    **{"euc_kr": "cp949", "cp949": "cp949", "johab": "cp949", "ascii": "cp1252", "iso8859-1": "cp1252"},
    **{"shift_jis": "cp932", "cp932": "cp932", "euc_jp": "euc_jp", "iso2022_jp": "iso2022_jp"},
    **{"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5hkscs": "big5hkscs"},
    **{f"cp{page}": f"cp{page}" for page in (866, 874, *range(1250, 1259))},
    **{f"iso8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{"iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874"},
    **{"koi8-r": "koi8-r", "koi8-u": "koi8-u", "mac-roman": "mac-roman", "mac-cyrillic": "mac-cyrillic"},
}
"""What Python calls an encoding → the codec that reads it as browsers do."""
# bytes that begin with EF BB BF are `utf-8`
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# `charset=utf-16` without a mark at the beginning
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "iso2022_jp")
"""Encodings whose bytes may look like plain ASCII or UTF-8, so that the label alone tells."""
LABEL = pattern_of(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
"""`text/html; charset="euc-kr"`."""


def codec_of(label: str) -> str | None:
    """The codec for a charset label as browsers know it (`ks_c_5601-1987` → `cp949`), else None."""
    label = label.strip().lower()
    for name in (label, label.replace("windows-", "cp"), label.removeprefix("x-"), label.removeprefix("cs")):
        try:
            return BROWSERS[codecs.lookup(name).name]
        except (LookupError, ValueError, UnicodeError):
            continue
    return None


def label_of(content_type: str) -> str:
    """The charset that a Content-Type names, or ""."""
    found = LABEL.search(content_type)
    return found[1] if found else ""


def decode(body: bytes, *labels: str) -> tuple[str, int]:
    """(text, characters of it that could not be read and stand as U+FFFD).

    labels: what header and document call the charset, in this order; unknown ones count as not said. What is whole
    UTF-8 is UTF-8 whatever they say, and so is what is mostly UTF-8; else the label under which most can be read, for
    legacy Korean text is often called UTF-8.
    """
    for mark, marked in MARKS:
        if body.startswith(mark):
            return _with_marks(body[len(mark) :], marked)
    named = [codec for label in labels if (codec := codec_of(label))]
    wide = _wide(body) or next((codec for codec in named[:1] if codec in WIDE), None)
    if wide:
        return _with_marks(body, wide)
    text, lost = _with_marks(body, "utf-8")
    if not lost or sum(map(str.isalnum, (c for c in text if c > "\x7f"))) > 2 * lost:
        return text, lost
    legacy = (codec for codec in (*named, "cp949") if codec not in WIDE)
    readings = [_with_marks(body, codec) for codec in dict.fromkeys(legacy)]
    return min([*readings, (text, lost)], key=lambda reading: reading[1])


def _with_marks(body: bytes, codec: str) -> tuple[str, int]:
    text = body.decode(codec, "replace")
    given = text.count("\ufffd")
    if given and codec == "utf-8":
        given -= body.count("\ufffd".encode())  # it was there before
    return text, given


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of `<?xml` or `<rss` is 0."""
    return {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(body[:2])
