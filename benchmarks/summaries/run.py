"""What a digest's lines cost: calls, characters, tokens and wall time per paper, by batch size and latency.

    python benchmarks/summaries/run.py [--papers 24] [--parallel 4]

The model is a loopback server that thinks for a fixed time and then writes a line per paper that passes the check.
Beside every figure stands its lower bound: the abstracts alone (characters, tokens), one call per batch, and the time
of ceil(calls / parallel) thoughts. Papers are recorded ones from $DIGEST_SHARED/data when it exists, else made up.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from digest.clock import Deadline  # noqa: E402
from digest.models import Item  # noqa: E402
from digest.summarize.model.model_writer import OpenAISummarizer  # noqa: E402
from digest.summarize.model.openai_model import count_tokens  # noqa: E402
from model_kit import Answer, chat_server, completion, paper  # noqa: E402 -- needs the path above
from planted import DATA, item_of  # noqa: E402

BATCHES = (1, 4, 8, 16)
LATENCIES = (0.2, 1.0)


def papers(count: int) -> list[Item]:
    """Recorded papers of August 2024, or made-up ones of the same length."""
    entries: dict[str, Item] = {}
    for file in sorted((DATA / "hf").glob("2024-08-*.json")):
        for entry in json.loads(file.read_text(encoding="utf-8")):
            p = entry["paper"]
            entries.setdefault(p["id"], item_of(p["id"], p["title"], p["summary"]))
    filler = " It learns a compact representation of its input and is compared with strong baselines." * 14
    made = [paper(n, abstract=paper(n).abstract + filler) for n in range(count)]
    return (list(entries.values()) or made)[:count]


def measure(items: list[Item], batch: int, parallel: int, latency: float) -> dict[str, float]:
    """One run against a server that takes `latency` seconds an answer."""
    titles = [" ".join(item.title.split()) for item in items]
    words = [f"{a}{b} 방식으로" for a in "가나다라마바사" for b in "아자차카타파하"]

    def reply(body: dict[str, Any], _number: int) -> Answer:
        time.sleep(latency)
        content = body["messages"][1]["content"]
        found = re.findall(r'id="(p\d+)">\ntitle: (.+)', content)
        lines = {name: f"글의 핵심을 {words[titles.index(title) % len(words)]} 정리한다." for name, title in found}
        return completion(lines, prompt_tokens=sum(count_tokens(m["content"]) for m in body["messages"]))

    with chat_server(reply) as (url, asked):
        settings = OpenAISummarizer(base_url=url, model="bench", batch_size=batch, parallel=parallel)
        started = time.monotonic()
        written = settings.writer({"OPENAI_API_KEY": "k"}).write(items, Deadline(600), lambda _n: None)
        took = time.monotonic() - started
        characters = sum(len(m["content"]) for body in asked for m in body["messages"])
    assert len(written.lines) == len(items), written.refused
    count = len(items)
    return {
        "calls": written.usage.calls / count, "characters": characters / count,
        "tokens": written.usage.prompt_tokens / count, "seconds": took / count,
    }  # fmt: skip


def main() -> None:
    """Print one row per batch size and latency."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=24)
    parser.add_argument("--parallel", type=int, default=4)
    options = parser.parse_args()
    items = papers(options.papers)
    count = len(items)
    characters = sum(len(item.abstract) for item in items) / count
    tokens = sum(count_tokens(item.abstract) for item in items) / count
    where = "recorded" if (DATA / "hf").is_dir() else "made up"
    print(f"{count} {where} papers, {options.parallel} calls at once; per paper, lower bound in brackets")
    names = f"{'calls':>15} {'characters':>17} {'× abstract':>10} {'prompt tokens':>15} {'wall time':>19}"
    print(f"{'batch':>5} {'LLM':>6} {names}")
    started = time.monotonic()
    measure(items[:1], 1, 1, 0)
    print(
        f"first call of a process, mostly the import of the SDK: {time.monotonic() - started:.2f} s (not in the table)"
    )
    for latency in LATENCIES:
        for batch in BATCHES:
            got = measure(items, batch, options.parallel, latency)
            calls = math.ceil(count / batch)
            bound = math.ceil(calls / options.parallel) * latency / count
            print(
                f"{batch:>5} {latency * 1000:>4.0f}ms {got['calls']:>7.3f} ({calls / count:.3f})"
                f" {got['characters']:>8.0f} ({characters:>6.0f}) {got['characters'] / characters:>10.2f}"
                f" {got['tokens']:>7.0f} ({tokens:>5.0f}) {got['seconds'] * 1000:>7.0f}ms ({bound * 1000:>5.0f}ms)"
            )


if __name__ == "__main__":
    os.environ.pop("OPENAI_API_KEY", None)
    main()
