"""Whether a search finds what was meant: MRR and hits@5 of queries with known answers, beside plain `LIKE`.

    .venv/bin/python benchmarks/search_quality/run.py [--misses]

The queries (`queries.yaml`) are asked over the 6,951 papers of Hugging Face's lists in $DIGEST_SHARED/data/bench, of
which 223 have a Korean line (those of `tests/summarize/*_lines.yaml`), as a store would hold them. `LIKE` asks for each
word anywhere in title, abstract and line, newest first.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import lzma
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
import yaml

from digest.cli.query import english_terms, meant_by
from digest.store import Store
from digest.store.paper_index import note_rows
from digest.store.tables import papers

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DIGEST_SHARED", ROOT.parent / "shared")) / "data/bench/hf_days.jsonl.xz"
LINES = ("true_lines", "tuned_lines", "fresh_lines")
DEEP = 100
"""Places that count for the reciprocal rank."""
NEAR = 5

Search = Callable[[str], Sequence[str]]


class Measure(NamedTuple):
    """One row of the table."""

    queries: int
    mrr: float
    hits: float


def rows() -> Iterator[dict[str, Any]]:
    """The papers as the store keeps them, each once."""
    lines = {
        row["id"]: row["line"]
        for name in LINES
        for row in yaml.safe_load((ROOT / f"tests/summarize/{name}.yaml").read_text("utf-8"))
    }
    seen: set[str] = set()
    with lzma.open(SHARED, "rt", encoding="utf-8") as file:
        for text in file:
            paper = json.loads(text)
            number = paper["arxiv_id"]
            if number in seen:
                continue
            seen.add(number)
            yield {
                "key": f"arxiv:{number}",
                "title": " ".join(paper["title"].split()),
                "url": f"https://huggingface.co/papers/{number}",
                "abstract": " ".join(paper["abstract"].split()),
                "authors": "",
                "keywords": "\n".join(paper.get("keywords") or ()),
                "sources": "huggingface",
                "line": lines.get(number, ""),
                "note": "",
                "first_day": dt.date.fromisoformat(paper["date"]),
            }


def ours(store: Store) -> Search:
    """The program's search."""

    def search(text: str) -> list[str]:
        query, _ = meant_by(text, english_terms(None))
        found = store.search.find(query, DEEP)
        return [paper.key.removeprefix("arxiv:") for paper in found.results]

    return search


def plain(store: Store) -> Search:
    """Each word by `LIKE`."""

    def search(text: str) -> list[str]:
        c = papers.c
        wanted = [sa.or_(*(part.icontains(word) for part in (c.title, c.abstract, c.line))) for word in text.split()]
        query = sa.select(c.key).where(*wanted).order_by(c.first_day.desc(), c.id.desc()).limit(DEEP)
        with store.engine.connect() as connection:
            return [key.removeprefix("arxiv:") for key in connection.scalars(query)]

    return search


def place_of(found: Sequence[str], answers: Sequence[str]) -> int:
    """Place of the first answer, counted from 1; 0 when none was found."""
    return next((place for place, paper in enumerate(found, 1) if paper in answers), 0)


def measured(search: Search, queries: Sequence[dict[str, Any]]) -> Measure:
    """Mean reciprocal rank, and the share of queries with an answer in the first five."""
    places = [place_of(search(one["query"]), one["answers"]) for one in queries]
    mrr = sum(1 / place for place in places if place) / len(places)
    return Measure(len(places), mrr, sum(0 < place <= NEAR for place in places) / len(places))


def is_korean(text: str) -> bool:
    """Whether there is a word of Hangul in it."""
    return any("가" <= letter <= "힣" for letter in text)


def main() -> None:
    """Print a row for each set of queries and each way of searching."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--misses", action="store_true", help="queries whose answer is not among the first five")
    options.add_argument("--postgres", metavar="URL", help="an empty database instead of SQLite")
    chosen = options.parse_args()
    if not SHARED.exists():
        sys.stdout.write(f"skipped: no recorded papers at {SHARED} (set DIGEST_SHARED)\n")
        return
    sets = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(chosen.postgres or f"sqlite:///{folder}/digest.db")
        with store.engine.begin() as connection:
            note_rows(connection, rows())
        for name, queries in sets.items():
            for korean in (True, False):
                asked = [one for one in queries if is_korean(one["query"]) == korean]
                for way, search in (("search", ours(store)), ("LIKE", plain(store))):
                    got = measured(search, asked)
                    sys.stdout.write(
                        f"{name:<6} {'Korean' if korean else 'English':<8} {way:<7} "
                        f"MRR {got.mrr:.3f}  hits@5 {got.hits:.3f}  ({got.queries} queries)\n"
                    )
            if chosen.misses:
                for one in queries:
                    found = ours(store)(one["query"])
                    place = place_of(found, one["answers"])
                    if not 0 < place <= NEAR:
                        sys.stdout.write(f"  {one['query']}: place {place or 'none'} of {len(found)}\n")
        store.close()


if __name__ == "__main__":
    main()
