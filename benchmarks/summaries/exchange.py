"""A model's answers as plain files: whoever answers, the program asks and reads as it always does.

A question is `NAME.question.txt` and holds the exact messages; its answer is `NAME.answer.txt` beside it, the text a
model would send back. NAME is a hash of the messages, so a run finds the answers of the run before, and a repair
(other messages) is a new question.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from digest.clock import Deadline  # noqa: E402
from digest.models import Item, Line  # noqa: E402
from digest.summarize.check.check import check_line  # noqa: E402
from digest.summarize.model.answer import read_lines  # noqa: E402
from digest.summarize.model.model_writer import OpenAISummarizer  # noqa: E402
from digest.summarize.source_text import plain  # noqa: E402
from model_kit import Remembers  # noqa: E402 -- needs the path above

NOT_YET = 425
"""Too Early (RFC 8470): what a question gets whose answer is not written yet; it is no reason to ask again."""


LISTS = Path("data/bench/hf_days.jsonl.xz")
"""Recorded lists of Hugging Face, in $DIGEST_SHARED."""


@dataclass
class Exchange(httpx.BaseTransport):
    """Looks answers up in a folder and writes down the questions that have none."""

    folder: Path
    answered: list[tuple[list[dict[str, str]], str]] = field(default_factory=list)
    """Messages and answer of every call that could be made, in order."""
    open: list[str] = field(default_factory=list)
    """Names of questions without an answer."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the folder in the shape of a server's, or 425 and a question file."""
        messages = json.loads(request.read())["messages"]
        name = _name_of(messages)
        answer = self.folder / f"{name}.answer.txt"
        if answer.is_file():
            text = answer.read_text("utf-8")
            self.answered.append((messages, text))
            choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": text}}
            return httpx.Response(200, json={"choices": [choice]})
        question = self.folder / f"{name}.question.txt"
        if not question.is_file():  # the fence is another at every run, and an answer was perhaps begun
            question.write_text(
                "\n\n".join(f"===== {m['role']} =====\n{m['content']}" for m in messages) + "\n", "utf-8"
            )
        self.open.append(name)
        return httpx.Response(NOT_YET, json={"error": {"message": "not answered yet"}})


def _name_of(messages: Sequence[dict[str, str]]) -> str:
    text = json.dumps(messages, ensure_ascii=False)
    fence = re.search(r"<(t[0-9a-f]{8}) id=", text)
    return hashlib.sha256((text.replace(fence[1], "fence") if fence else text).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Round:
    """What one run over the folder's answers gave."""

    lines: dict[str, Line]
    refused: dict[str, str]
    first_refused: dict[str, str]
    """Reasons why the first answer about a paper was refused."""
    open: list[str]
    calls: int
    characters: int
    abstract_characters: int


def run(folder: Path, items: Sequence[Item], batch: int) -> Round:
    """One run of the real writer: the folder's prompt, one call at a time, answers from files."""
    exchange = Exchange(folder)
    settings = OpenAISummarizer(
        model="answered-by-hand", batch_size=batch, parallel=1, api_key_env="", prompt=folder / "prompt.md"
    )
    memory = Remembers()  # which form of answer the server understands is no question here
    memory.put("openai", f"level:{settings.base_url}|{settings.model}", "text")
    written = settings.writer({}, memory, transport=exchange).write(items, Deadline(3600), lambda _n: None)
    first: dict[str, str] = {}
    by_title = {plain(item.title)[:300]: item for item in items}
    for messages, text in exchange.answered:
        asked = dict(re.findall(r'id="(p\d+)">\ntitle: (.+)', messages[1]["content"]))
        said = read_lines(text, asked.keys()).lines
        for name, title in asked.items():
            item = by_title[title]
            if item.key not in first:
                refusal = check_line(said[name], item, settings.style) if name in said else None
                first[item.key] = refusal.detail if refusal else "" if name in said else "no line"
    return Round(
        lines=written.lines,
        refused=written.refused,
        first_refused={key: reason for key, reason in first.items() if reason},
        open=exchange.open,
        calls=len(exchange.answered),
        characters=sum(len(m["content"]) for messages, _ in exchange.answered for m in messages),
        abstract_characters=sum(len(item.abstract) for item in items),
    )


def told(round_: Round, papers: int, batch: int) -> str:
    """A round in a few lines of text."""
    first_calls = -(-papers // batch)
    rows = [
        f"{len(round_.lines)} of {papers} papers have a line; refused at first sight {len(round_.first_refused)}",
        f"calls {round_.calls} ({round_.calls / papers:.3f} a paper), repairs {max(0, round_.calls - first_calls)}",
        f"characters asked {round_.characters} ({round_.characters / round_.abstract_characters:.2f} x abstract)",
    ]
    rows += [f"  {key}: {reason}" for key, reason in round_.first_refused.items()]
    rows += [f"open: {name}.question.txt" for name in round_.open]
    return "\n".join(rows)


def read_papers(shared: Path, ids: Sequence[str]) -> list[Item]:
    """The papers of these ids from the recorded lists."""
    found = _recorded(shared)
    return [found[identifier] for identifier in ids]


def unseen(shared: Path, count: int, seed: int, without: Sequence[Path], since: str) -> list[str]:
    """Seeded ids of recorded papers that neither tests and code of this repository nor the files in `without` name."""
    import random

    folders = ("tests", "digest", "config")
    texts = [p for folder in folders for p in sorted((ROOT / folder).rglob("*")) if p.suffix in _TEXTS]
    named = {i for p in [*texts, *without] for i in re.findall(r"\b\d{4}\.\d{5}\b", p.read_text("utf-8", "replace"))}
    left = sorted(set(_recorded(shared, since)) - named)
    return random.Random(seed).sample(left, min(count, len(left)))


_TEXTS = (".py", ".md", ".yaml", ".yml", ".json", ".jsonl", ".txt", ".tsv")


def _recorded(shared: Path, since: str = "") -> dict[str, Item]:
    from planted import item_of

    found: dict[str, Item] = {}
    with lzma.open(shared / LISTS, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["date"] >= since and (row["abstract"] or "").strip():
                name = row["arxiv_id"]
                found.setdefault(name, item_of(name, row["title"], row["abstract"].strip()))
    return found
