"""How good the key sentence is: ROUGE-1 F against Hugging Face's own summaries.

    python benchmarks/key_sentences.py [hf_days.jsonl.xz]

Words are compared as they are: lower case, no stemming (with Porter stemming every number is about .03 higher).
"""

from __future__ import annotations

import json
import lzma
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from digest.summarize.key_sentence import ranked_sentences, shown_sentence, without_lead_in
from digest.summarize.source_text import plain, sentences

Paper = dict[str, Any]


def rouge_1(text: str, reference: str) -> float:
    """F measure of shared words, 0 … 1."""
    ours, theirs = (Counter(re.findall(r"[a-z0-9]+", t.lower())) for t in (text, reference))
    shared = sum((ours & theirs).values())
    return 2 * shared / (sum(ours.values()) + sum(theirs.values())) if shared else 0.0


def chosen(paper: Paper) -> str:
    """The key sentence without its lead-in."""
    return without_lead_in(ranked_sentences(paper["title"], plain(paper["abstract"]))[0])


def shown(paper: Paper) -> str:
    """What a reader sees: at most 200 characters."""
    return shown_sentence(paper["title"], paper["abstract"])


def first(paper: Paper) -> str:
    """The first sentence, to compare with."""
    return sentences(plain(paper["abstract"]))[0]


def best(paper: Paper) -> str:
    """The sentence that any chooser could at best have found."""
    return max(sentences(plain(paper["abstract"])), key=lambda s: rouge_1(s, paper["ai_summary"]))


def mean_rouge(papers: Sequence[Paper], choose: Callable[[Paper], str]) -> float:
    """Mean over the papers; a paper without a sentence counts as 0."""
    return sum(rouge_1(choose(paper), paper["ai_summary"]) for paper in papers) / len(papers)


def main() -> None:
    """Print one line a way of choosing."""
    shared = Path(os.environ.get("DIGEST_SHARED", "../shared"))
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "data/bench/hf_days.jsonl.xz"
    if not path.is_file():
        print(f"skipped: no recorded papers at {path} (set DIGEST_SHARED)")
        return
    with lzma.open(path, "rt", encoding="utf-8") as file:
        papers = [p for p in map(json.loads, file) if p["ai_summary"] and p["abstract"]]
    print(f"{len(papers)} papers with a summary")
    for choose in (first, chosen, shown, best):
        began = time.perf_counter()
        score = mean_rouge(papers, choose)
        print(f"{choose.__name__:>7}  ROUGE-1 {score:.3f}  {(time.perf_counter() - began) / len(papers) * 1e3:.2f} ms")
    print(f"without a sentence that fits: {sum(not shown(paper) for paper in papers)}")


if __name__ == "__main__":
    main()
