"""Recorded papers of $DIGEST_SHARED/data/bench, for the benchmarks beside this file."""

from __future__ import annotations

import datetime as dt
import json
import lzma
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from digest.models import Sighting

SHARED = Path(os.environ.get("DIGEST_SHARED", Path(__file__).resolve().parents[2] / "shared"))
BENCH = SHARED / "data" / "bench"
LISTS = "hf_days.jsonl.xz"
"""Hugging Face's lists, a row a paper and day."""
ARXIV = "arxiv_union_20k.jsonl.xz"
"""Papers of arXiv's categories, in the order of submission."""


def recorded(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a file, in its order."""
    with lzma.open(BENCH / name, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def is_recorded(name: str) -> bool:
    """Whether a file is there; says so when it is not."""
    if (BENCH / name).is_file():
        return True
    print(f"skipped: no {BENCH / name} (set DIGEST_SHARED)")
    return False


def sighting(row: Mapping[str, Any], source: str, seen_at: dt.datetime, **more: Any) -> Sighting:
    """A recorded paper as a source shows it; arXiv's come by interest only."""
    return Sighting(
        key=f"arxiv:{row['arxiv_id']}",
        source=source,
        title=" ".join(row["title"].split()),
        url=f"https://arxiv.org/abs/{row['arxiv_id']}",
        abstract=" ".join(row["abstract"].split()),
        keywords=tuple(row.get("ai_keywords") or ()),
        seen_at=seen_at,
        needs_keyword=source == "arxiv",
        **more,
    )
