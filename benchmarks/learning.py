"""What learning from likes is worth, simulated: nDCG@8 by number of signals.

    python benchmarks/learning.py

A reader likes one topic (papers that carry one of its topic words of Hugging Face), but has keywords of other things.
Of the likes 80 % come from the topic and the rest from anywhere, all from lists of 2025-06 … 2025-10; lists of
2025-12 … 2026-02 are then ranked with and without what was learned. A paper of the topic is worth 1, any other 0;
lists without one are left out. $DIGEST_SHARED/data/bench/hf_days.jsonl.xz; the topic words are hidden from the
learner, which sees titles and abstracts alone.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from recorded import LISTS, is_recorded, recorded

from digest.choose.keywords import Keyword, TextIndex
from digest.choose.merge import merge
from digest.choose.rank import DayIndex, rank
from digest.choose.taste import Signal, Taste
from digest.collect.huggingface import parse_entries

SEED, READERS, TRUE = 20260227, 5, 0.8
SIGNALS = (0, 10, 20, 50, 100)
TOPICS: Mapping[str, tuple[str, ...]] = {
    "diffusion": ("diffusion model", "diffusion transformer", "latent diffusion"),
    "agents": ("agent", "tool use", "gui"),
    "reinforcement learning": ("reinforcement learning", "grpo", "verifiable reward"),
    "vision-language": ("vision-language", "multimodal large language model"),
    "robots": ("robot", "vision-language-action", "embodied"),
    "speech": ("speech", "audio", "text-to-speech"),
    "3d": ("gaussian splatting", "3d reconstruction", "3d generation"),
    "efficiency": ("quantization", "kv cache", "speculative decoding", "sparse attention"),
}
KEYWORDS = TypeAdapter(tuple[Keyword, ...]).validate_python(["benchmark", "dataset", "survey"])


def main() -> int:
    """Print one line a number of signals."""
    if not is_recorded(LISTS):
        return 0
    rows = [row for row in recorded(LISTS) if row["ai_keywords"]]
    past = [row for row in rows if "2025-06" <= row["date"] < "2025-11"]
    days = lists([row for row in rows if row["date"] >= "2025-12"])
    usual = TextIndex(merge(sighting for row in past[-600:] for sighting in seen([row])))
    chance = random.Random(SEED)
    print(f"{len(days)} lists, {len(TOPICS)} topics × {READERS} readers each; mean nDCG@8")
    for count in SIGNALS:
        scores = []
        for words in TOPICS.values():
            liked = [row for row in past if of_topic(row, words)]
            for _ in range(READERS if count else 1):
                likes = [chance.choice(liked if chance.random() < TRUE else past) for _ in range(count)]
                scores.append(quality(days, usual, words, likes))
        print(f"{count:>4} signals  {sum(scores) / len(scores):.3f}")
    return 0


def lists(rows: Sequence[dict[str, Any]]) -> list[tuple[DayIndex, dict[str, dict[str, Any]]]]:
    """Every list as an index, with its rows by key."""
    by_day: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_day[row["date"]].append(row)
    return [(DayIndex(merge(seen(day))), {f"arxiv:{row['arxiv_id']}": row for row in day}) for day in by_day.values()]


def seen(rows: Sequence[dict[str, Any]]) -> Any:
    """Rows of one list as the source gives them, without their topic words."""
    entries = [
        {"paper": {"id": r["arxiv_id"], "title": r["title"], "summary": r["abstract"], "upvotes": r["upvotes"]}}
        for r in rows
    ]
    return parse_entries(entries, dt.date.fromisoformat(rows[0]["date"]), dt.datetime(2026, 3, 1, tzinfo=dt.UTC))


def of_topic(row: Mapping[str, Any], words: Sequence[str]) -> bool:
    """Whether a topic word of the paper holds one of the topic's."""
    return any(word in tag.lower() for tag in row["ai_keywords"] for word in words)


def quality(
    days: Sequence[tuple[DayIndex, dict[str, dict[str, Any]]]],
    usual: TextIndex,
    words: Sequence[str],
    likes: Sequence[dict[str, Any]],
) -> float:
    """Mean nDCG@8 of the lists for somebody with these likes."""
    signals = [Signal(f"{row['title']} {row['abstract']}", 1.0) for row in likes]
    taste = Taste(signals, [usual])
    found = []
    for index, rows in days:
        wanted = {key for key, row in rows.items() if of_topic(row, words)}
        if wanted:
            ranked = rank(index, KEYWORDS, taste=taste.parts(index))
            found.append(ndcg([one.item.key in wanted for one in ranked[:8]], len(wanted)))
    return sum(found) / len(found)


def ndcg(hits: Sequence[bool], wanted: int) -> float:
    """Gain of the first eight against the best possible."""
    gain = sum(hit / math.log2(place + 2) for place, hit in enumerate(hits))
    return gain / sum(1 / math.log2(place + 2) for place in range(min(8, wanted)))


if __name__ == "__main__":
    sys.exit(main())
