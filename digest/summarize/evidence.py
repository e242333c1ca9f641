"""What a line is held against: an item's own words, in one plain spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from digest.models import Item
from digest.summarize.source_text import plain

# Hugging Face drops `$` and `\`: what is left of LaTeX is told apart from words by the digits around it.
_LOST_COMMAND = re.compile(r"(?<![A-Za-z])(?:sim|approx|leq|geq|le|ge|pm)(?=\s?\d)")
_LOST_TIMES = re.compile(r"(?<=\d)\s*\}?\s*times(?![a-z])|[×✕✖]")
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:\w+\s+){0,4}?(?:instructions?|prompts?|rules|messages?)\b"
    r"|\b(?:respond|reply|answer|output|say|write|print|return)\s+(?:only|exactly|just|with\s+the\s+words?|the\s+words?)\b"
    r"|\byou\s+(?:must|are\s+now|should\s+now|will\s+now)\b|\bnew\s+instructions?\s*:"
    r"|(?:지시|명령|프롬프트|규칙)[가-힣]{0,4}\s*(?:모두\s*|전부\s*)?(?:무시|잊)|라고\s*(?:만\s*)?(?:쓰|써|답하|출력|말하)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?。])\s+|\n+(?=\s*[A-Z]{3,})")


def normal(text: str) -> str:
    r"""NFKC, one kind of dash, `x` for every multiplication sign: `$2.5\times$` and `2.5times` become `2.5 x`."""
    text = unicodedata.normalize("NFKC", text.replace("²", "^2").replace("³", "^3"))
    text = _LOST_TIMES.sub(" x ", _LOST_COMMAND.sub(" ", text))
    return " ".join(re.sub(r"[‐-―−]", "-", text.replace("\\%", "%").replace("{,}", ",")).split())


def evidence(item: Item) -> str:
    """Title and abstract; Hugging Face's own sentence only stands in for a missing abstract."""
    return _plain_and_normal(item.title, _text(item))


def trusted_evidence(item: Item) -> str:
    """`evidence` without sentences that give orders: what only such a sentence says supports no line (DESIGN §9)."""
    kept = (s for s in _SENTENCE.split(_text(item)) if not _ORDER.search(s))
    title = "" if _ORDER.search(item.title) else item.title
    return _plain_and_normal(title, " ".join(kept))


@lru_cache(maxsize=64)
def _plain_and_normal(title: str, text: str) -> str:
    return normal(f"{plain(title)}\n{plain(text)}")


def _text(item: Item) -> str:
    return item.abstract or item.ai_summary
