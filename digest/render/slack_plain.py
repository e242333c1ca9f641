"""A message's blocks as one text of mrkdwn, for the day Slack refuses the blocks: a plain digest beats none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from digest.render import mrkdwn


def blocks_as_text(blocks: Iterable[Any]) -> str:
    """Everything the blocks of `slack_parts` say, links included; a line for each line of theirs."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: dict[str, Any]) -> list[str]:
    if block["type"] == "divider":
        return [""]
    if block["type"] == "rich_text":
        inline = [element for section in block["elements"] for element in section["elements"]]
        return ["", *"".join(map(_inline, inline)).split("\n")]
    if block["type"] == "context":
        first, *rest = [_text(element) for element in block["elements"]]
        return [*first.split("\n")[:-1], " · ".join([first.split("\n")[-1], *rest])]
    return _text(block["text"]).split("\n")


def _inline(element: dict[str, Any]) -> str:
    if element["type"] == "link":
        return mrkdwn.link(element["url"], element["text"])
    text = element["text"]
    return text if text == "\n" else mrkdwn.literal(text) + (" " if text.endswith(" ") else "")


def _text(value: dict[str, Any]) -> str:
    """A text object; its mrkdwn is escaped already, its plain_text is not."""
    text: str = value["text"]
    return text if value["type"] == "mrkdwn" else "\n".join(map(mrkdwn.literal, text.split("\n")))
