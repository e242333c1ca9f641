"""How many requests a digest day and a month's backfill cost, by service, against the emulator.

    python benchmarks/source_requests.py [--from 2024-08-01] [--to 2024-08-30] [--live]

Prints one line a day and the sum; exits 1 when the emulator noted bad manners (pace, user agent). Needs
$DIGEST_SHARED. A backfill asks everything on one later day; `--live` runs each day on its own morning instead.
arXiv's pace is real, so a month takes over a minute.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.calendar.digest_days import DigestCalendar, parse_days
from digest.clock import Deadline
from digest.collect import collect_all
from digest.collect.arxiv.source import ArxivSource
from digest.collect.base import Context
from digest.collect.feed.source import FeedSource
from digest.collect.huggingface import HuggingFaceSource
from digest.collect.x.source import XSource
from digest.net.client import HttpClient
from digest.store import Store

SHARED = Path(os.environ.get("DIGEST_SHARED", Path(__file__).parents[2] / "shared")).resolve()
SERVICES = ("huggingface", "arxiv", "x", "feeds")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="first", type=dt.date.fromisoformat, default=dt.date(2024, 8, 1))
    parser.add_argument("--to", dest="last", type=dt.date.fromisoformat, default=dt.date(2024, 8, 30))
    parser.add_argument("--live", action="store_true", help="each day on its own morning, as a schedule would")
    asked = parser.parse_args()
    if not (SHARED / "world").is_dir():
        print(f"skipped: no emulator at {SHARED}/world (set DIGEST_SHARED)")
        return 0
    sys.path.insert(0, str(SHARED))
    from world import World

    seoul = ZoneInfo("Asia/Seoul")
    calendar = DigestCalendar(seoul, parse_days("mon-fri"), dt.time(7))
    total: Counter[str] = Counter()
    began = time.monotonic()
    with World(now="2024-08-31T07:30:00+09:00") as world, tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/digest.db")
        print(f"{'day':12}" + "".join(f"{name:>13}" for name in SERVICES) + "  sightings")
        for day in calendar.between(asked.first, asked.last):
            now = dt.datetime.combine(day if asked.live else dt.date(2024, 8, 31), dt.time(7, 30), seoul)
            world.clock.set(now.isoformat())
            before = len(world.entries())
            harvest = collect_all(sources(world.urls), calendar.window(day, now), context(store, now))
            counts = Counter(entry["service"] for entry in world.entries()[before:])
            total += counts
            print(f"{day!s:12}" + "".join(f"{counts[name]:>13}" for name in SERVICES) + f"{len(harvest.sightings):>11}")
        print(
            f"{'sum':12}" + "".join(f"{total[name]:>13}" for name in SERVICES) + f"   {time.monotonic() - began:.0f} s"
        )
        rude = [(entry["service"], entry["notes"]) for entry in world.entries() if entry["notes"]]
        store.close()
    print("manners:", rude or "nothing to complain about")
    return 1 if rude else 0


def sources(urls: dict[str, str]) -> list[Any]:
    return [
        HuggingFaceSource(base_url=urls["huggingface"]),
        ArxivSource(base_url=urls["arxiv"], rss_url=urls["arxiv_rss"]),
        XSource(base_url=urls["x"], oembed_url=urls["oembed"], accounts=("_akhaliq",)),
        *(FeedSource(name=name, url=f"{urls['feeds']}/{name}.xml") for name in ("blog", "reddit", "youtube")),
    ]


def context(store: Store, now: dt.datetime) -> Context:
    deadline = Deadline(600)
    http = HttpClient(
        "digest/benchmark (mailto:bench@example.com)", deadline, cache=store.http_cache, allow_private=True
    )
    env = {"X_BEARER_TOKEN": "x-test-bearer"}
    return Context(http=http, store=store, clock=lambda: now, deadline=deadline, env=env)


if __name__ == "__main__":
    sys.exit(main())
