"""What a preview of two stored weeks costs, in CPU seconds of the whole process.

    python benchmarks/preview.py

Ten digest days of the store hold 900 recorded arXiv papers and a Hugging Face list each ($DIGEST_SHARED/data/bench);
beside it stands the start of Python with what every command stands on.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
from itertools import groupby
from pathlib import Path

from main_job import YARDSTICK, finished
from recorded import ARXIV, LISTS, is_recorded, recorded, sighting

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
    if not is_recorded(LISTS):
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
    arxiv = recorded(ARXIV)
    store = Store.open(url)
    for date, listed in groupby(recorded(LISTS), key=lambda row: dt.date.fromisoformat(row["date"])):
        if FIRST <= date <= LAST:
            night = dt.datetime.combine(date, dt.time(0), dt.UTC)
            flood = [sighting(next(arxiv), "arxiv", night) for _ in range(A_DAY)]
            votes = [sighting(row, "huggingface", night, list_date=date, upvotes=row["upvotes"]) for row in listed]
            store.sightings.add([*votes, *flood], date)
    store.close()


if __name__ == "__main__":
    sys.exit(main())
