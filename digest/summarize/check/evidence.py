"""What a line is held against: an item's own words, in one plain spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from digest.lazy import pattern_of
from digest.models import Item
from digest.summarize.source_text import plain

# Hugging Face drops `$` and `\`: what is left of LaTeX is told apart from words by the digits around it.
_LOST_COMMAND = pattern_of(r"(?<![A-Za-z])(?:sim|approx|leq|geq|le|ge|pm)(?=\s?\d)")
"""`sim39K`, `approx 2`."""
_LOST_TIMES = pattern_of(r"(?<=\d)\s?\}?\s?times(?![a-z])|(?:(?<![A-Za-z])|(?<=\dm)|(?<=\d[ck]m))times(?=\d)|[×✕✖]")
"""`4.41times`, `1344 times 1344`, `times3.23`, `200mtimes130m`."""
_TWO_HYPHENS = pattern_of(r"(?<=\d)\s?--\s?(?=\d)")
"""`20--40%`."""
_LOST_SPACE = pattern_of(r"(?<=\d)[,~](?=(?:[μm]?s|min|h|[KMGT]B|[kMG]?Hz|[mck]?m|dB|fps|FPS|%|x)(?![A-Za-z]))")
"""`97,ms`, `97~ms`: the narrow space of `97\\,ms`."""
_RAISED = pattern_of(r"(?<=[\w)])[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
"""`10⁵` is 10^5, not 105."""
_AT = pattern_of(r"\b(NDCG|pass|recall|precision|hits?|MRR|mAP|avg)\s(?:at\s|@\s?)(?=\d)", re.IGNORECASE)
"""`NDCG at 10` is NDCG@10."""
_ORDER = pattern_of(
    # ignore all previous instructions
    r"\b(?:ignore|disregard|forget|override)\s+(?:\w+\s+){0,4}?(?:instructions?|prompts?|rules|messages?)\b"
    # respond only with …, say the words …; not "can answer only half of them"
    r"|(?<!\bcan )(?<!\bcould )\b(?:respond|reply|answer|output|say|write|print|return)"
    r"\s+(?:only|exactly|just|with\s+the\s+words?|the\s+words?)\b"
    # you must …, new instructions: …
    r"|\byou\s+(?:must|are\s+now|should\s+now|will\s+now)\b|\bnew\s+instructions?\s*:"
    # 이전 지시를 모두 무시, …라고만 써라
    r"|(?:지시|명령|프롬프트|규칙)[가-힣]{0,4}\s*(?:모두\s*|전부\s*)?(?:무시|잊)|라고\s*(?:만\s*)?(?:쓰|써|답하|출력|말하)",
    re.IGNORECASE,
)
_SENTENCE = pattern_of(r"(?<=[.!?。])\s+|\n+(?=\s*[A-Z]{3,})")  # `It is fast. It is small.`


def normal(text: str) -> str:
    r"""NFKC, one kind of dash, `x` for every multiplication sign: `$2.5\times$` and `2.5times` become `2.5 x`."""
    text = unicodedata.normalize("NFKC", _RAISED.sub(lambda m: "^" + m[0], text))
    text = _LOST_SPACE.sub(" ", _LOST_TIMES.sub(" x ", _LOST_COMMAND.sub(" ", text)))
    # 3–5 → 3-5
    text = re.sub(r"[‐-―−]", "-", text.replace("\\%", "%").replace("{,}", ","))
    return " ".join(_AT.sub(r"\1@", _TWO_HYPHENS.sub("-", text)).split())


def evidence(item: Item) -> str:
    """Title and abstract; Hugging Face's own sentence only stands in for a missing abstract."""
    return _plain_and_normal(item.title, _text(item))


def trusted_evidence(item: Item) -> str:
    """`evidence` without sentences that give orders: what only such a sentence says supports no line."""
    kept = (s for s in _SENTENCE.split(_text(item)) if not _ORDER.search(s))
    title = "" if _ORDER.search(item.title) else item.title
    return _plain_and_normal(title, " ".join(kept))


@lru_cache(maxsize=64)
def _plain_and_normal(title: str, text: str) -> str:
    return normal(f"{plain(title)}. {plain(text)}")


def _text(item: Item) -> str:
    return item.abstract or item.ai_summary
