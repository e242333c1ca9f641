"""Slack's measure of a message: how long a block is, and which blocks share a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import JsonValue

Block = dict[str, JsonValue]

BLOCK_TEXT = 2_800
"""Most text of one block; Slack's limit is 3,000."""
USUAL_ENTRY = 480
"""A piece is never counted as shorter: when a line gets better later, the parts stay as they were."""


class Room(NamedTuple):
    """What a message can still take."""

    blocks: int
    text: int

    def less(self, piece: Sequence[Block], floor: int = 0) -> Room:
        """What is left after a piece; negative when it does not fit."""
        return Room(self.blocks - len(piece), self.text - max(floor, length(list[JsonValue](piece))))

    @property
    def short(self) -> bool:
        """Whether too much was taken."""
        return self.blocks < 0 or self.text < 0


def units(text: str) -> int:
    """Length as Slack's own (JavaScript) clients count it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def length(node: JsonValue) -> int:
    """Sum of all text and addresses in blocks."""
    if isinstance(node, dict):
        own = sum(units(text) for name in ("text", "url") if isinstance(text := node.get(name), str))
        return own + sum(length(part) for part in node.values() if isinstance(part, (dict, list)))
    return sum(length(part) for part in node) if isinstance(node, list) else 0


def cut(text: str, size: int) -> list[str]:
    """The text in pieces of at most `size` units, nothing lost; an empty text gives no piece."""
    if units(text) <= size:
        return [text] if text else []
    pieces, piece, used = [], "", 0
    for character in text:
        width = 2 if character > "\uffff" else 1
        if used + width > size:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + character, used + width
    return [*pieces, piece]


def pack(pieces: Sequence[Sequence[Block]], first: Room, further: Room) -> list[list[Block]]:
    """Pieces in order into messages; a piece is divided only when no message could hold it whole.

    first, further: the room of the first message and of each one after it. Gives at least one message, which
    may be empty when the first piece needs more than `first`.
    """
    messages: list[list[Block]] = [[]]
    room = first
    floor = USUAL_ENTRY if first.text > BLOCK_TEXT else 0
    for piece in pieces:
        if room.less(piece, floor).short and not further.less(piece, floor).short:
            messages.append([])
            room = further
        for block in piece:
            if room.less([block]).short:
                messages.append([])
                room = further
            messages[-1].append(block)
            room = room.less([block])
        spare = max(0, floor - length(list[JsonValue](piece)))
        room = Room(room.blocks, room.text - spare)
    return messages
