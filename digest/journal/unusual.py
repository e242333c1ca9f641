"""Tell a day's file from a post about something else that merely carries the same date (journals C3.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from digest.journal.facts import FileFacts, shape

Spot = tuple[str, int | None, int]
"""(path, 0-based line of the day heading or None for the whole file, days it covers)."""
LEAST = 5
"""Fewer files of one shape than this are no habit."""
SHARE = 0.6


def usual_ones(
    files: Iterable[FileFacts], spots: Sequence[tuple[str, int | None, int]]
) -> list[tuple[str, int | None, int]]:
    """The spots whose file name has the shape of the person's daily files; all of them where there is no habit."""
    if not spots:
        return []
    shapes = Counter(file.shape for file in files if file.kind == "day")
    habit, count = shapes.most_common(1)[0]
    if count < LEAST or count < SHARE * shapes.total():
        return list(spots)
    return [spot for spot in spots if shape(spot[0]) == habit]
