"""All escaping for Slack's mrkdwn (contracts §7.3); what can be rich text or plain_text is that, and needs none."""

from __future__ import annotations

import re

from digest.render.address import web_address
from digest.render.clean import visible

ZERO_WIDTH_SPACE = "\u200b"


def literal(text: str) -> str:
    """Untrusted text on one line of mrkdwn: no ping, no link, no formatting, no `:emoji:`.

    mrkdwn knows no escape for its marks, so a zero-width space behind each takes their meaning.
    """
    escaped = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([*_~`]|:(?=[\w+\-]+:))", rf"\1{ZERO_WIDTH_SPACE}", escaped)


def link(url: str, label: str) -> str:
    """`<url|label>`, or the label alone when the address must not be a link."""
    address = web_address(url)
    text = literal(label).replace("|", "¦")
    return f"<{address.replace('&', '&amp;')}|{text}>" if address else text
