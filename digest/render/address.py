"""Which addresses may become links, in a form that is safe inside every markup (DESIGN §9, contracts §7.3)."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

LONGEST = 2000
"""Longer addresses are no links: clients cut them, and a cut link leads elsewhere."""


def web_address(url: str) -> str:
    """The http(s) address with everything odd percent-encoded, or "" when it must not be a link.

    No scheme but http(s), no user info (`https://google.com@evil`), no blank, quote, bracket or bar left over.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"[\w.\-:\[\]]+", parts.netloc):
        return ""
    path, query, fragment = (
        quote(part, safe="/%:=&?~+!$,;*@-._", errors="ignore") for part in (parts.path, parts.query, parts.fragment)
    )
    address = urlunsplit((parts.scheme, parts.netloc, path, query, fragment))
    return address if len(address) <= LONGEST else ""
