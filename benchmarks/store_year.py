"""A year of collecting: how large the store is before and after it is tidied, and what it costs to use it.

Every working day 900 arXiv papers, and 45 of Hugging Face that are seen eight times with other votes.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digest.models import Sighting
from digest.store import Store
from digest.store.tidy import tidy
from digest.store.upkeep import vacuum

END = dt.date(2026, 11, 20)
ABSTRACT = "attention is most of what one needs " * 35


def fill(store: Store, days: int) -> None:
    """Collect as `digest serve` would have done."""
    for date in (END - dt.timedelta(days=back) for back in range(days, 0, -1)):
        if date.weekday() < 5:
            morning = dt.datetime.combine(date, dt.time(), dt.UTC)
            store.sightings.add([paper("arxiv", date, n, morning) for n in range(900)], date)
            for hour in range(0, 24, 3):
                at = morning + dt.timedelta(hours=hour)
                store.sightings.add([paper("huggingface", date, n, at) for n in range(45)], date)


def paper(source: str, date: dt.date, number: int, seen_at: dt.datetime) -> Sighting:
    """One paper as a source shows it."""
    listed = {"list_date": date, "upvotes": number + seen_at.hour, "ai_summary": "s" * 200} if "h" in source else {}
    return Sighting(
        key=f"arxiv:{date:%y%m%d}.{number:05d}",
        source=source,
        title="t" * 70,
        url="https://arxiv.org/abs/2408.08152",
        abstract=f"{number} {ABSTRACT}",
        authors=("Ada Lovelace",) * 6,
        published=dt.datetime.combine(date, dt.time(), dt.UTC),
        seen_at=seen_at,
        **listed,  # type: ignore[arg-type]
    )


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Do it and tell how long it took."""
    began = time.monotonic()
    found = work()
    print(f"  {what}: {time.monotonic() - began:.2f} s")
    return found


def use(path: Path) -> None:
    """What a run asks a store of this size."""
    url = f"sqlite:///{path}"
    print(f"{path.stat().st_size / 1e6:.0f} MB")
    store = timed("open", lambda: Store.open(url))
    timed("keys_before, arXiv", lambda: store.sightings.keys_before("arxiv", END))
    timed("keys_before, Hugging Face", lambda: store.sightings.keys_before("huggingface", END))
    timed("copy for a dry run", lambda: Store.scratch(url)).close()
    store.close()


def main(days: int) -> None:
    """Print the figures of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digest.db"
        store = Store.open(f"sqlite:///{path}")
        fill(store, days)
        store.close()
        use(path)
        store = Store.open(f"sqlite:///{path}")
        now = dt.datetime.combine(END, dt.time(7, 30), dt.UTC)
        timed("tidy, the first time", lambda: tidy(store.engine, now))
        timed("tidy, nothing to do", lambda: tidy(store.engine, now))
        timed("vacuum", lambda: vacuum(store.engine))
        store.close()
        use(path)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 365)
