"""Which papers were taken back: one rule for every source that lists them."""

from __future__ import annotations

import re

from digest.lazy import pattern_of

WITHDRAWN = pattern_of(
    r"^\W*(?:(?:this|the|our)\s+(?:\w+\s+){1,3}?(?:has|have|had|was|were|is|are)\s+(?:been\s+)?(?:\w+ly\s+)?withdrawn\b"
    r"|(?:\w+\s+)?withdrawn\b(?!\s+from))",
    re.IGNORECASE,
)
"""How a comment or an abstract begins then: `This paper has been withdrawn by the authors`, `Withdrawn`."""
BY_ARXIV = pattern_of(r"[\[(]withdrawn:|\bwithdrawn by arxiv\b", re.IGNORECASE)
"""What arXiv's administrators put anywhere: `[Withdrawn: this version was withdrawn by arXiv administrators …]`."""


def is_withdrawn(comment: str, abstract: str) -> bool:
    """Whether the authors or arXiv took the paper back; "withdrawn from ICLR" is no withdrawal from arXiv."""
    return any(WITHDRAWN.match(text) or BY_ARXIV.search(text) for text in (comment, abstract))
