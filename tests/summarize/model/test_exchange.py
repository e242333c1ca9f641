"""Two prompts are compared with answers that somebody wrote as files (benchmarks/summaries)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from digest.models import Item
from model_kit import as_json, line_for, paper

BENCH = Path(__file__).parents[3] / "benchmarks" / "summaries"
PROMPT = BENCH.parents[1] / "config" / "prompts" / "one_line.md"
PAPERS = [paper(n) for n in range(5)]
TITLED = {item.title: item for item in PAPERS}


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCH))
    import exchange  # type: ignore[import-not-found]
    import judging  # type: ignore[import-not-found]

    return SimpleNamespace(run=exchange.run, told=exchange.told, judging=judging)


def folder_for(tmp_path: Path, name: str = "new") -> Path:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "prompt.md").write_text(PROMPT.read_text("utf-8"), "utf-8")
    return folder


def answer(folder: Path, broken: tuple[Item, ...] = ()) -> int:
    """Answer every open question honestly, but for papers that get a wrong number at first."""
    count = 0
    for question in folder.glob("*.question.txt"):
        text, file = question.read_text("utf-8"), folder / question.name.replace("question", "answer")
        if not file.exists():
            ids = dict(re.findall(r'id="(p\d+)">\ntitle: (.+)', text))
            lines = {name: line_for(TITLED[title]) for name, title in ids.items()}
            for name, title in ids.items():
                if TITLED[title] in broken and "지난 답" not in text:
                    lines[name] = lines[name].replace("3배", "77배")
            file.write_text(as_json(lines), "utf-8")
            count += 1
    return count


def test_a_run_goes_on_where_answers_lie_and_counts_what_it_asked(bench: Any, tmp_path: Path) -> None:
    folder = folder_for(tmp_path)
    first = bench.run(folder, PAPERS, 2)
    assert (len(first.open), first.calls, first.lines) == (3, 0, {})
    assert answer(folder, broken=(PAPERS[0], PAPERS[3])) == 3
    second = bench.run(folder, PAPERS, 2)
    assert (len(second.open), second.calls, len(second.lines)) == (1, 3, 3)
    assert set(second.first_refused) == {PAPERS[0].key, PAPERS[3].key}
    assert "77배" in second.first_refused[PAPERS[0].key]
    assert answer(folder) == 1
    third = bench.run(folder, PAPERS, 2)
    assert (third.open, third.calls) == ([], 4)
    assert {key: line.text for key, line in third.lines.items()} == {p.key: line_for(p) for p in PAPERS}
    questions = sum(len(file.read_text("utf-8")) for file in folder.glob("*.question.txt"))
    assert 0.9 * questions < third.characters < questions
    assert "repairs 1" in bench.told(third, len(PAPERS), 2)


def test_sheets_are_blind_and_their_answers_are_scored(bench: Any, tmp_path: Path) -> None:
    folder = tmp_path / "judge"
    folder.mkdir()
    for side in ("old", "new"):
        (folder / side).mkdir()
        lines = {p.key: f"{side} {p.title}" for p in PAPERS[: 5 if side == "old" else 4]}
        (folder / side / "lines.json").write_text(json.dumps(lines), "utf-8")
    assert bench.judging.write_sheets(folder, PAPERS, 1, 3) == 4
    key = json.loads((tmp_path / "judge_key.json").read_text("utf-8"))
    orders = set()
    for number in ("1", "2", "3"):
        sheet = json.loads((folder / f"sheet_{number}.json").read_text("utf-8"))
        orders.add(tuple(pair["title"] for pair in sheet))
        answers = {}
        for pair in sheet:
            assert set(pair) == {"pair", "title", "abstract", "A", "B"}
            new = "A" if pair["A"].startswith("new") else "B"
            assert key[number][pair["pair"]][new] == "new"
            better = "tie" if number == "3" and pair["title"] == PAPERS[0].title else new
            answers[pair["pair"]] = {"better": better, "untrue": ["AB"[new == "A"]], "why": "w"}
        (folder / f"answers_{number}.json").write_text(json.dumps(answers), "utf-8")
    assert len(orders) > 1
    told = bench.judging.score(folder, PAPERS)
    assert "| all | 12 | 11 | 0 | 1 | 96% | 0 | 12 |" in told
    assert "papers without a line: new 1" in told
    (folder / "answers_2.json").unlink()
    assert "answers_2.json is not there yet" in bench.judging.score(folder, PAPERS)
