"""Compare two prompts with answers written as files, by whoever answers: no model is needed here.

    python benchmarks/summaries --export DIR [--prompt FILE] [--papers 40] [--without FILE ...]
    python benchmarks/summaries --import DIR
    python benchmarks/summaries --judge DIR

--export picks papers that no test of the repository names and writes the exact questions of the real writer into DIR
(`NAME.question.txt`). Answers are put beside them (`NAME.answer.txt`); --import reads them through the usual checks,
writes the questions of repairs, and once nothing is open leaves DIR/lines.json. --judge takes DIR/old and DIR/new,
writes blind sheets for readers, and once their answers lie beside the sheets scores them.

Papers come from $DIGEST_SHARED/data/bench. `run.py` beside this file measures what lines cost.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from exchange import ROOT, read_papers, run, told, unseen
from judging import score, write_sheets

SHARED = Path(os.environ.get("DIGEST_SHARED", ROOT.parent / "shared"))


def export(options: argparse.Namespace) -> int:
    """Pick the papers, keep the prompt, write the first questions."""
    folder: Path = options.export
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "asked.json").exists():
        sys.exit(f"{folder} holds questions already; go on with --import")
    ids = options.ids.read_text("utf-8").split() if options.ids else []
    ids = ids or unseen(SHARED, options.papers, options.seed, options.without, options.since)
    if not ids:
        sys.exit(f"no papers in {SHARED} since {options.since} that nothing names")
    prompt = options.prompt or ROOT / "config" / "prompts" / "one_line.md"
    (folder / "prompt.md").write_text(prompt.read_text("utf-8"), "utf-8")
    (folder / "asked.json").write_text(json.dumps({"batch": options.batch, "papers": ids}, indent=1) + "\n", "utf-8")
    return go_on(folder)


def go_on(folder: Path) -> int:
    """Read what is answered, ask what is not."""
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    items = read_papers(SHARED, asked["papers"])
    round_ = run(folder, items, asked["batch"])
    lines = {item.key: round_.lines[item.key].text for item in items if item.key in round_.lines}
    if not round_.open:
        (folder / "lines.json").write_text(json.dumps(lines, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(told(round_, len(items), asked["batch"]))
    return 0


def judge(folder: Path, seed: int, readers: int) -> int:
    """Sheets when there are none, else the scores."""
    asked = json.loads((folder / "new" / "asked.json").read_text("utf-8"))
    items = read_papers(SHARED, asked["papers"])
    if any(folder.glob("sheet_*.json")):
        print(score(folder, items))
    else:
        written = write_sheets(folder, items, seed, readers)
        print(f"{written} pairs on {readers} sheets in {folder}; README.md there says how to answer")
    return 0


def main() -> int:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--export", type=Path, metavar="DIR", help="write the questions about unseen papers")
    what.add_argument("--import", type=Path, metavar="DIR", dest="import_", help="read answers, ask for repairs")
    what.add_argument("--judge", type=Path, metavar="DIR", help="blind sheets of DIR/old and DIR/new, then scores")
    parser.add_argument("--prompt", type=Path, help="another prompt than config/prompts/one_line.md")
    parser.add_argument("--papers", type=int, default=40)
    parser.add_argument("--ids", type=Path, help="a file with the ids of the papers, instead of picking some")
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="files that name papers not to be picked")
    parser.add_argument("--since", default="2026", help="first day of the lists to pick from")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--readers", type=int, default=3)
    options = parser.parse_args()
    if options.export:
        return export(options)
    return go_on(options.import_) if options.import_ else judge(options.judge, options.seed, options.readers)


if __name__ == "__main__":
    sys.exit(main())
