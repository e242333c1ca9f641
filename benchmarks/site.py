"""CPU seconds of an archive of five years: from nothing, on an idle morning, and when a day was added.

.venv/bin/python benchmarks/site.py [--days 1300]
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from digest.models import Digest, Entry, Item, Line, Sighting
from digest.publish.site.target import SitePublisher, shelves
from digest.store import Store

FIRST = dt.date(2021, 1, 4)
TOPICS = tuple(f"topic {number}" for number in range(400))
LINE = "긴 문맥을 여러 조각으로 나누어 읽고 다시 모으는 방법으로 벤치마크 다섯 개의 평균 정확도를 12.3%p 높인다."


def made(number: int, chance: random.Random) -> Digest:
    """A day of eight papers."""
    date = FIRST + dt.timedelta(days=number)
    entries = []
    for place in range(8):
        paper = f"{2101 + number // 20}.{number % 20:02}{place:03}"
        seen = Sighting(
            key=f"arxiv:{paper}",
            source="huggingface",
            title=f"A Method for Something of Day {number} and Place {place}",
            url=f"https://huggingface.co/papers/{paper}",
            abstract="We read long contexts in pieces and put them together again. " * 20,
            authors=tuple(f"Author {chance.randrange(9_000)}" for _ in range(6)),
            seen_at=dt.datetime.combine(date, dt.time(), dt.UTC),
        )
        topics = tuple(chance.sample(TOPICS, 6))
        same = seen.model_dump(include=set(Item.model_fields))
        item = Item(**(same | {"keywords": topics, "stars": None, "notes": (), "sightings": (seen,)}))
        reasons = (f"키워드: {topics[0]}", f"HF ▲{chance.randrange(200)}")
        entries.append(Entry(item=item, line=Line(text=LINE, producer="mt"), score=1.0, reasons=reasons))
    return Digest(date=date, name="main", entries=tuple(entries))


def spent(work: Callable[[], object]) -> float:
    """CPU seconds."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Print one line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=1_300)
    count = options.parse_args().days
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/digest.db")
        for number in range(count):
            store.digests.save(made(number, chance), dt.datetime.now(dt.UTC))
        site = SitePublisher(path=f"{folder}/site", base_url="https://papers.example/")

        def build() -> None:
            from digest.publish.site.build import build as bring

            bring(Path(site.path), site.options, *shelves(store, "main"))

        whole, idle = spent(build), spent(build)
        store.digests.save(made(count, chance), dt.datetime.now(dt.UTC))
        morning = spent(build)
        pages = sum(1 for _ in Path(site.path).rglob("*.html"))
        size = sum(path.stat().st_size for path in Path(site.path).rglob("*") if path.is_file()) / 2**20
        store.close()
    yard = spent(lambda: sum(hash(str(number)) for number in range(3_000_000)))
    sys.stdout.write(
        f"{count:,} days, {pages:,} pages, {size:.0f} MB: from nothing {whole:.1f} s of CPU, idle {idle:.2f} s, "
        f"a morning {morning:.2f} s (yardstick: 3 million small texts hashed in {yard:.2f} s)\n"
    )


if __name__ == "__main__":
    main()
