"""How long it takes to match 10,000 people's keywords against a day of 1,500 papers (target: ≤ 10 s, ≤ 500 MB).

    python benchmarks/profiles.py [--profiles 10000] [--papers 1500]

The matching stage alone: one index of the day, then rank + choose for every profile; and reading as many digests from
one file of config/digests.d. Each in a process of its own, so that the peak memory is its own. Papers are recorded
ones from $DIGEST_SHARED/data; the profiles are generated from their titles and from the usual topics.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("DIGEST_SHARED", ROOT.parent / "shared"))
RECORDED = SHARED / "data/bench/arxiv_union_20k.jsonl.xz"
SEED = 20240819
USUAL = 600
"""Papers of the weeks before, by which rare words are told from broad ones."""
LISTED = 60
"""Papers that also stand in a Hugging Face list, and so need no keyword."""
COMMON = 0.03
"""A word in more papers than this share ("using", "model") is nobody's interest by itself; the usual topics are."""


def main() -> int:
    """Print one line a measurement; each is a child process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profiles", type=int, default=10_000)
    parser.add_argument("--papers", type=int, default=1_500)
    parser.add_argument("--part", choices=("match", "settings"), help="only this, in this process")
    asked = parser.parse_args()
    if not RECORDED.is_file():
        print(f"skipped: no recorded papers at {RECORDED} (set DIGEST_SHARED)")
        return 0
    if asked.part:
        rows = recorded(asked.papers)
        part = match if asked.part == "match" else settings
        part(rows, interests(rows, asked.profiles))
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        return 0
    sizes = ["--profiles", str(asked.profiles), "--papers", str(asked.papers)]
    for part in ("match", "settings"):
        print(f"-- {part}", flush=True)
        subprocess.run([sys.executable, __file__, "--part", part, *sizes], check=True)
    return 0


def recorded(count: int) -> list[dict[str, str]]:
    """Recorded papers, always the same."""
    with lzma.open(RECORDED, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return random.Random(SEED).sample(rows, count)


def interests(rows: list[dict[str, str]], count: int) -> list[list[object]]:
    """Keywords as people write them: two usual topics, three phrases of their own, a group and a veto."""
    from digest.choose.keyword_aliases import ALIASES
    from digest.choose.keywords import fold

    held = Counter(word for row in rows for word in set(fold(row["title"] + " " + row["abstract"])))
    chance = random.Random(SEED)
    titles = [row["title"].split() for row in rows]

    def phrase() -> str:
        while True:
            words = chance.choice(titles)
            start, length = chance.randrange(len(words)), chance.choice((1, 1, 2, 3))
            text = " ".join(words[start : start + length]).strip(":,.?!()")
            folded = fold(text)
            if folded and (len(folded) > 1 or held[folded[0]] < COMMON * len(rows)):
                return text

    return [
        [
            *(chance.choice(group) for group in chance.sample(ALIASES, 2)),
            *(phrase() for _ in range(3)),
            {"any": [phrase(), phrase()], "weight": 2},
            {"not": phrase()},
        ]
        for _ in range(count)
    ]


def match(rows: list[dict[str, str]], profiles: list[list[object]]) -> None:
    """One index, then rank + choose a profile."""
    from pydantic import TypeAdapter

    from digest.choose.keywords import Keyword
    from digest.choose.merge import merge
    from digest.choose.pick import choose
    from digest.choose.rank import DayIndex, rank

    keywords = TypeAdapter(list[tuple[Keyword, ...]]).validate_python(profiles)
    items = merge(sightings(rows))
    usual = merge(sightings(recorded(len(rows) + USUAL)[len(rows) :]))
    began = time.perf_counter()
    index = DayIndex(items, usual)
    indexed = time.perf_counter()
    busy = time.process_time()
    candidates = shown = 0
    for profile in keywords:
        ranked = rank(index, profile)
        candidates += len(ranked)
        shown += len(choose(ranked, 8, keyed=True, hot=2))
    ended, busy = time.perf_counter(), time.process_time() - busy
    terms = {term for profile in keywords for keyword in profile for term in (*keyword.any, *keyword.veto)}
    print(f"{len(items)} papers, {len(keywords)} profiles, {len(terms)} different terms, one process")
    print(f"index {indexed - began:.2f} s, rank + choose {ended - indexed:.2f} s ({busy:.2f} s of CPU)")
    print(f"a profile: {candidates / len(keywords):.0f} candidates, {shown / len(keywords):.1f} shown")


def sightings(rows: list[dict[str, str]]) -> list[object]:
    """The day as two sources saw it: arXiv all of it, Hugging Face's list a part with votes."""
    import datetime as dt

    from digest.models import Sighting

    seen = dt.datetime(2025, 8, 18, 7, tzinfo=dt.UTC)
    found: list[object] = []
    for place, row in enumerate(rows):
        paper = {key: row[key] for key in ("title", "abstract")} | {
            "key": f"arxiv:{row['arxiv_id']}",
            "url": f"https://arxiv.org/abs/{row['arxiv_id']}",
            "seen_at": seen,
        }
        found.append(Sighting(source="arxiv", needs_keyword=True, **paper))
        if place < LISTED:
            found.append(Sighting(source="huggingface", upvotes=place, heat=place / LISTED, **paper))
    return found


def settings(_rows: list[dict[str, str]], profiles: list[list[object]]) -> None:
    """Read as many digests from one file as a list."""
    import yaml

    from digest.config.file import load_settings

    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "digest.yaml"
        config.write_text("timezone: Asia/Seoul\ndigests: []\n", encoding="utf-8")
        people = config.with_name("digests.d") / "people.yaml"
        people.parent.mkdir()
        digests = [
            {"name": f"p{place}", "keywords": keywords, "journal": None, "publish": [{"kind": "console"}]}
            for place, keywords in enumerate(profiles)
        ]
        with people.open("w", encoding="utf-8") as file:
            yaml.safe_dump(digests, file)
        size = people.stat().st_size
        del digests
        began = time.perf_counter()
        loaded = load_settings(config)
        print(f"{len(loaded.digests)} digests from {size / 1e6:.1f} MB of YAML in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
