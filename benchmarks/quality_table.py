"""The lines of docs/quality.md that are written without a key, for a reader to judge.

    python benchmarks/quality_table.py [--write]

Papers: the five of the week of 2024-08-19 and 20 seeded ones from $DIGEST_SHARED/data/hf. Shows ids, titles and our
Korean; of the English key sentence only its length, because abstracts are other people's. --write puts the table
between the markers of docs/quality.md.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from typing import Any

from digest.clock import Deadline
from digest.models import Item
from digest.summarize.composed.composed import composed_line
from digest.summarize.composed.glossary import load_glossary
from digest.summarize.key_sentence import key_sentence_line
from digest.summarize.keyless import KeylessSummarizer, keyless_writers
from digest.summarize.source_text import plain
from digest.summarize.translate.translated import TranslatedWriter, in_style

SEED_WEEK = ("2408.08152", "2408.08872", "2408.10188", "2408.11318", "2408.11796")
STYLES = ("한다체", "합니다체", "음슴체")
BEGIN, END = "<!-- keyless table -->", "<!-- end of keyless table -->"


def papers(folder: Path) -> list[Item]:
    """The 25 papers of the table, in a fixed order."""
    found: dict[str, Item] = {}
    for file in sorted(folder.glob("*.json")):
        for row in json.loads(file.read_text(encoding="utf-8")):
            found.setdefault(row["paper"]["id"], _item(row["paper"], row["title"]))
    others = random.Random(2024).sample(sorted(set(found) - set(SEED_WEEK)), 20)
    return [found[key] for key in (*SEED_WEEK, *others) if key in found]


def _item(paper: dict[str, Any], title: str) -> Item:
    return Item(
        key=paper["id"],
        kind="paper",
        title=plain(title),
        url=f"https://arxiv.org/abs/{paper['id']}",
        abstract=paper.get("summary") or "",
        ai_summary=paper.get("ai_summary") or "",
        authors=(),
        categories=(),
        keywords=(),
        published=None,
        code_url="",
        stars=None,
        notes=(),
        sightings=(),
    )


def rows(items: list[Item]) -> list[str]:
    """The table in markdown: translation in every style where the model is there, composed line, key sentence."""
    glossary = load_glossary()
    translated = {style: _translated(items, style) for style in STYLES}
    table = ["| 논문 | 제목 | 자동 정리 | 핵심 문장 | 기계 번역 |", "|---|---|---|---|---|"]
    for item in items:
        composed, key = composed_line(item, glossary), key_sentence_line(item)
        told = [f"{style}: {line}" for style in STYLES if (line := translated[style].get(item.key))]
        table.append(
            f"| {item.key} | {_cell(item.title)} | {_cell(composed.text) if composed else '–'} "
            f"| {f'영어 {len(key.text)}자' if key else '–'} | {'<br>'.join(map(_cell, told)) or '–'} |"
        )
    return table


def _translated(items: list[Item], style: Any) -> dict[str, str]:
    first = keyless_writers(KeylessSummarizer(style=style))[0]
    if not isinstance(first, TranslatedWriter):
        return {}
    return {key: line.text for key, line in first.write(items, Deadline(600), lambda _n: None).lines.items()}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def endings() -> list[str]:
    """How a translation is brought into every style."""
    said = (
        "성능을 개선합니다.",
        "새로운 방법을 제안했습니다.",
        "통합 모델입니다.",
        "추가 학습이 필요합니다.",
        "오류가 줄어듭니다.",
    )
    table = ["| 번역기가 쓴 끝 | 한다체 | 음슴체 |", "|---|---|---|"]
    return table + [f"| {text} | {in_style(text, '한다체')} | {in_style(text, '음슴체')} |" for text in said]


def main() -> None:
    """Print the tables, or put them into docs/quality.md."""
    folder = Path(os.environ.get("DIGEST_SHARED", "../shared")) / "data/hf"
    if not folder.is_dir():
        print(f"skipped: no recorded days at {folder} (set DIGEST_SHARED)")
        return
    items = papers(folder)
    text = "\n".join([*rows(items), "", *endings()])
    if "--write" not in sys.argv:
        print(text)
        return
    page = Path(__file__).parents[1] / "docs" / "quality.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
