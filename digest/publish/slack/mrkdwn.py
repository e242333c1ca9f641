"""Slack's own markup: all escaping for it, and a message's blocks as one text of it.

What can be rich text or plain_text is that, and needs no escaping. The text is for the day Slack refuses the blocks:
a plain digest beats none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from digest.render.clean import visible, web_address

CHART = "data_visualization"
"""Slack's own chart; a workspace may not take it yet, so the same numbers always stand in the text."""
ZERO_WIDTH_SPACE = "\u200b"


def literal(text: str) -> str:
    """Untrusted text on one line of mrkdwn: no ping, no link, no formatting, no `:emoji:`.

    mrkdwn knows no escape for its marks, so a zero-width space behind each takes their meaning.
    """
    escaped = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([*_~`]|:(?=[\w+\-]+:))", rf"\1{ZERO_WIDTH_SPACE}", escaped)


def mrkdwn_link(url: str, label: str) -> str:
    """`<url|label>`, or the label alone when the address must not be a link."""
    address = web_address(url)
    text = literal(label).replace("|", "¦")
    return f"<{address.replace('&', '&amp;')}|{text}>" if address else text


def blocks_as_text(blocks: Iterable[Any]) -> str:
    """Everything the blocks of `slack_parts` say, links included; a line for each line of theirs."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: dict[str, Any]) -> list[str]:
    if block["type"] == "divider":
        return [""]
    if block["type"] == CHART:
        return []
    if block["type"] == "rich_text":
        inline = [element for section in block["elements"] for element in section["elements"]]
        return ["", *"".join(map(_inline, inline)).split("\n")]
    if block["type"] == "context":
        first, *rest = [_object_text(element) for element in block["elements"]]
        return [*first.split("\n")[:-1], " · ".join([first.split("\n")[-1], *rest])]
    return _object_text(block["text"]).split("\n")


def _inline(element: dict[str, Any]) -> str:
    if element["type"] == "link":
        return mrkdwn_link(element["url"], element["text"])
    text = element["text"]
    return text if text == "\n" else literal(text) + (" " if text.endswith(" ") else "")


def _object_text(value: dict[str, Any]) -> str:
    """A text object; its mrkdwn is escaped already, its plain_text is not."""
    text: str = value["text"]
    return text if value["type"] == "mrkdwn" else "\n".join(map(literal, text.split("\n")))
