"""Front matter is read leniently and never written (docs/journal-finding.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from digest.lazy import pattern_of

# `title: A day` · `draft = true`
_KEY = pattern_of(r"^([A-Za-z_][\w-]*)\s*[:=](?:\s+|$)(.*)$|^([A-Za-z_][\w-]*)\s*=\s*(.*)$")
# `title: A day` · `- a tag` · `  more`
_YAML_LINE = pattern_of(r"^(?:\s*$|\s*#|\s+\S|- |[A-Za-z_][\w -]*:(?:\s|$))")
MAX_LINES = 400
"""A closing fence further away than this is a horizontal rule of a long text, not front matter."""


def front_matter_range(texts: Sequence[str]) -> range:
    """The lines of the front matter with both fences; empty when there is none.

    Blank lines before it belong to it (Hugo accepts them), a second block straight after it too (a template
    inserted twice): nothing may be put between.
    """
    start = 0
    while start < len(texts) and not texts[start].strip():
        start += 1
    stop = _block_end(texts, start)
    if stop is None:
        return range(0)
    again = stop
    while again < len(texts) and not texts[again].strip():
        again += 1
    second = _block_end(texts, again) if again < len(texts) and texts[again].rstrip() == "---" else None
    if second is not None and second - again > 2 and all(map(_YAML_LINE.match, texts[again + 1 : second - 1])):
        stop = second
    return range(0, stop)


def front_matter_facts(texts: Sequence[str], block: range) -> dict[str, str]:
    """Top-level scalars as text: key (lower case) → value without quotes; never repaired, never dumped.

    A broken line (`title: [Day12] 학습: 정리`) still gives its text. The first of two equal keys wins.
    """
    lines = [texts[i] for i in block]
    opened = next((line.strip() for line in lines if line.strip()), "")
    if opened.startswith("{"):
        return _json_facts("\n".join(lines))
    facts: dict[str, str] = {}
    for line in lines:
        found = _KEY.match(line)
        if found:
            name = (found[1] or found[3]).lower()
            facts.setdefault(name, _unquoted((found[2] if found[1] else found[4]).strip()))
    return facts


def _block_end(texts: Sequence[str], start: int) -> int | None:
    """TextLine after the closing fence of the block that opens at `start`, or None."""
    if start >= len(texts):
        return None
    fence = texts[start].rstrip()
    if fence.startswith("{") and fence.endswith("}") and _json_facts(fence):
        return start + 1
    if fence == "{" or (start == 0 and fence.startswith("{") and '"' in fence):
        closing: tuple[str, ...] = ("}",)
    elif fence in ("---", "+++"):
        closing = ("---", "...") if fence == "---" else ("+++",)
    else:
        return None
    for number in range(start + 1, min(len(texts), start + MAX_LINES)):
        if texts[number].rstrip() in closing:
            return number + 1
    return None


def _unquoted(value: str) -> str:
    """The scalar without its quotes or its trailing YAML comment."""
    if value[:1] in ("'", '"'):
        end = value.find(value[0], 1)
        return value[1:end] if end > 0 else value[1:]
    # 2024-08-19  # the first day → 2024-08-19
    return re.sub(r"\s+#.*$", "", value)


def _json_facts(text: str) -> dict[str, str]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {str(k).lower(): str(v) for k, v in loaded.items() if isinstance(v, str | int)}
