"""What a preview of two stored weeks costs, in CPU seconds of the whole process.

    python benchmarks/preview.py

Ten digest days of the store hold 900 recorded arXiv papers and a Hugging Face list each ($DIGEST_SHARED/data/bench);
beside it stands the start of Python with what every command stands on.
"""

from __future__ import annotations

import datetime as dt
import json
import lzma
import statistics
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from main_job import SHARED, YARDSTICK, finished

from digest.models import Sighting
from digest.store import Store

FIRST, LAST = dt.date(2026, 1, 12), dt.date(2026, 1, 23)
"""Two weeks of digest days, Monday to Friday."""
A_DAY = 900
ROUNDS = 5
CONFIG = """
store: sqlite:///{folder}/digest.db
sources: [{{kind: huggingface}}, {{kind: arxiv}}]
summarizer: {{kind: keyless}}
digests: [{{name: main, keywords: [diffusion, RLHF], publish: [{{kind: console}}]}}]
"""


def main() -> int:
    """Print one line a measurement."""
    if not (SHARED / "data/bench").is_dir():
        print(f"skipped: no recorded papers at {SHARED}/data/bench (set DIGEST_SHARED)")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "digest.yaml").write_text(CONFIG.format(folder=folder), encoding="utf-8")
        fill(f"sqlite:///{folder}/digest.db")
        asked = ["--now", f"{LAST}T23:00:00Z", "--config", f"{folder}/digest.yaml", "preview", "--from", str(FIRST)]
        asked += ["--to", str(LAST), "--keywords", "agent, speech, 멀티모달"]
        finished(asked)  # the first one compiles what was never imported
        runs = [(finished(["-c", YARDSTICK]).cpu_s, finished(asked).cpu_s) for _ in range(ROUNDS)]
    start, spent = (statistics.median(column) for column in zip(*runs, strict=True))
    print(f"{YARDSTICK}: {start:.2f} s CPU")
    print(f"preview of ten days, {A_DAY} arXiv papers each: {spent:.2f} s CPU, {spent / start:.1f} × the first")
    return 0


def fill(url: str) -> None:
    """A store with what ten days would have collected."""
    arxiv = recorded("arxiv_union_20k.jsonl.xz")
    store = Store.open(url)
    for date, listed in groupby(recorded("hf_days.jsonl.xz"), key=lambda row: dt.date.fromisoformat(row["date"])):
        if FIRST <= date <= LAST:
            flood = [sighting(next(arxiv), "arxiv", date, None) for _ in range(A_DAY)]
            store.sightings.add([*(sighting(row, "huggingface", date, date) for row in listed), *flood], date)
    store.close()


def recorded(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a recorded file, in its order."""
    with lzma.open(SHARED / "data/bench" / name, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def sighting(row: dict[str, Any], source: str, date: dt.date, list_date: dt.date | None) -> Sighting:
    """A recorded paper as a source showed it in the morning of a day."""
    return Sighting(
        key=f"arxiv:{row['arxiv_id']}",
        source=source,
        title=" ".join(row["title"].split()),
        url=f"https://arxiv.org/abs/{row['arxiv_id']}",
        abstract=" ".join(row["abstract"].split()),
        keywords=tuple(row.get("ai_keywords") or ()),
        upvotes=row.get("upvotes"),
        list_date=list_date,
        seen_at=dt.datetime.combine(date, dt.time(0), dt.UTC),
        needs_keyword=source == "arxiv",
    )


if __name__ == "__main__":
    sys.exit(main())
