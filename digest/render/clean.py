"""What every rendering does to untrusted text before its own escaping."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

from digest.lazy import pattern_of

JOINER = "\u200d"
"""Joins emoji; the one format character (category Cf) that stays. Variation selectors are none and stay, too."""
EMPTY_LETTERS = frozenset("\u2800\u3164\uffa0")
"""Braille's blank and the fillers of Hangul: letters to Unicode, nothing to the eye."""


def visible(text: str) -> str:
    """One line in NFC without control, bidi, zero-width and tag characters; runs of blanks become one."""
    plain = unicodedata.normalize("NFC", text)
    if plain.isprintable() and EMPTY_LETTERS.isdisjoint(plain):  # nearly every text: nothing to look at one by one
        return " ".join(plain.split())
    return " ".join("".join(map(_shown, plain)).split())


def _shown(character: str) -> str:
    if character.isspace() or character in EMPTY_LETTERS:
        return " "
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn") and character != JOINER
    return "" if hidden else character


# Which addresses may become links, in a form that is safe inside every markup.


LONGEST = 2000
"""Longer addresses are no links: clients cut them, and a cut link leads elsewhere."""


PLAIN = pattern_of(r"https?://[a-z0-9][a-z0-9.-]*/[A-Za-z0-9/._~-]*")  # https://arxiv.org/abs/2408.08152


def honest(url: str) -> str:
    """An http(s) address whose host is what it looks like, or "" for one that only pretends to lead somewhere.

    A host stands in the letters that are sent: `https://аrxiv.org` with a Cyrillic а is `https://xn--rxiv-43d.org`
    (RFC 5891). User info (`https://arxiv.org@evil.example`) and hidden or turning characters in a host are refused.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    if parts.netloc.isascii():
        return url
    try:
        sent = host.encode("idna").decode("ascii") if visible(host) == host else ""
    except UnicodeError:
        return ""
    netloc = f"{sent}:{port}" if port else sent
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, parts.fragment)) if sent else ""


def web_address(url: str) -> str:
    """The http(s) address with everything odd percent-encoded, or "" when it must not be a link.

    No scheme but http(s), no user info (`https://google.com@evil`), no blank, quote, bracket or bar left over.
    """
    if PLAIN.fullmatch(url) and len(url) <= LONGEST:  # nearly every address: nothing to look at piece by piece
        return url
    try:
        parts = urlsplit(honest(url).strip())
        host = parts.hostname
    except ValueError:
        return ""
    # arxiv.org · [2001:db8::1]:8080
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"[\w.\-:\[\]]+", parts.netloc):
        return ""
    path, query, fragment = (
        quote(part, safe="/%:=&?~+!$,;*@-._", errors="ignore") for part in (parts.path, parts.query, parts.fragment)
    )
    address = urlunsplit((parts.scheme, parts.netloc, path, query, fragment))
    return address if len(address) <= LONGEST else ""
