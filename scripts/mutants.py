"""Change the deciders a little, one change at a time, and see whether their own tests notice.

    make mutants                                  every room
    python scripts/mutants.py choose calendar     these only
    python scripts/mutants.py --seed 1 choose     other changes than those the tests were written for

A seeded sample of 100 places a room, a change each (cosmic-ray's operators), in a copy of the tracked files. The room's
tests run until the first one fails; what survives the quick ones meets the slow ones too. The score stands in
docs/quality.md.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
COSMIC_RAY = ROOT / ".mutants" / "bin" / "cosmic-ray"
SEED = 20240819
SAMPLE = 100


class Room(NamedTuple):
    """What is changed, and what should notice."""

    code: str
    near: tuple[str, ...]
    tests: tuple[str, ...] = ()
    """All of the room, for what the near ones do not notice; none when they are all."""


NEAR = (
    "plan",
    "section_form",
    "own",
    "marks",
    "verify",
    "write",
    "relabel",
    "new_day",
    "create",
    "undo",
    "edit",
    "place",
)
CHECKS = (
    "check",
    "check_edges",
    "form_edges",
    "numbers",
    "number_words",
    "number_edges",
    "listed",
    "names",
    "name_edges",
    "direction",
    "direction_edges",
    "sentence",
    "safety",
    "spellings",
    "ways",
    "guard",
    "true_lines",
)
ROOMS = {
    "choose": Room("digest/choose", ("tests/choose",)),
    "calendar": Room("digest/calendar", ("tests/calendar",)),
    "delivery": Room("digest/publish/delivery.py", ("tests/publish/test_delivery.py", "tests/publish/test_fan_out.py")),
    "journal": Room(
        "digest/journal/write", tuple(f"tests/journal/test_{name}.py" for name in NEAR), ("tests/journal",)
    ),
    "check": Room("digest/summarize/check", tuple(f"tests/summarize/test_{name}.py" for name in CHECKS)),
}
CONFIG = """
[cosmic-ray]
module-path = {code!r}
timeout = {seconds}
excluded-modules = []
test-command = "{python} -m pytest -q -x -p no:cacheprovider -p no:randomly -m '{marks}' {tests}"

[cosmic-ray.distributor]
name = "local"
"""
QUICK, SLOW = "not slow and not soak", "slow and not soak"
SLOWEST_S = 300
"""For tests of what is not changed."""
PATIENCE = 10
LEAST_S = 30
"""So many times as long as that and so much more, and a change that never ends has been noticed."""


def main() -> int:
    """Print the survivors and the score of every room; 1 when the tests fail without any change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="room", help=f"of these only: {', '.join(ROOMS)}")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="changes a room")
    parser.add_argument("--seed", type=int, default=SEED, help="which changes are drawn")
    chosen = parser.parse_args()
    if unknown := set(chosen.rooms) - ROOMS.keys():
        parser.error(f"no such room: {', '.join(sorted(unknown))}")
    for name in chosen.rooms or ROOMS:
        with tempfile.TemporaryDirectory(prefix="digest-mutants-") as folder:
            copied(Path(folder))
            measure(name, ROOMS[name], chosen.sample, chosen.seed, Path(folder))
    return 0


def copied(folder: Path) -> None:
    """The tracked files and their compiled modules, so that a changed module alone is compiled anew."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    subprocess.run([sys.executable, "-m", "compileall", "-q", "digest"], cwd=folder, check=True)


def measure(name: str, room: Room, sample: int, seed: int, folder: Path) -> None:
    """Change, run the near tests, then for what survived the others; tell what is left."""
    session = folder / "mutants.sqlite"
    stages = [(room.near, QUICK), (room.tests, QUICK), (room.tests or room.near, SLOW)]
    for number, (tests, marks) in enumerate(stages):
        config = folder / f"stage-{number}.toml"
        told = {"python": sys.executable, "code": room.code, "marks": marks, "tests": " ".join(tests)}
        config.write_text(CONFIG.format(**told, seconds=SLOWEST_S), "utf-8")
        if number == 0:
            ray(folder, "init", config, session)
            with closing(sqlite3.connect(session)) as made, made:
                places = draw(made, folder, sample, seed)
            began = time.monotonic()
            ray(folder, "baseline", config)
            patience = LEAST_S + PATIENCE * (time.monotonic() - began)
            config.write_text(CONFIG.format(**told, seconds=min(SLOWEST_S, patience)), "utf-8")
        elif not tests or not selects_any(folder, config):
            continue
        else:
            with closing(sqlite3.connect(session)) as made, made:
                made.execute("DELETE FROM work_results WHERE test_outcome = 'SURVIVED'")
        with closing(sqlite3.connect(session)) as made:
            (left,) = made.execute(UNTRIED).fetchone()
        print(f"{name}: {left} changes meet the tests that are {marks}", file=sys.stderr, flush=True)
        ray(folder, "exec", config, session)
    with closing(sqlite3.connect(session)) as made:
        alive = list(made.execute(SURVIVORS))
    print(f"== {name}: {places - len(alive)} of {places} noticed")
    for path, row, operator, diff in alive:
        print(f"-- {path}:{row} {operator}\n{shown(diff)}", flush=True)


UNTRIED = "SELECT count(*) FROM work_items WHERE job_id NOT IN (SELECT job_id FROM work_results)"
SURVIVORS = """
SELECT module_path, start_pos_row, operator_name, diff FROM mutation_specs LEFT JOIN work_results USING (job_id)
WHERE test_outcome IS NULL OR test_outcome = 'SURVIVED' ORDER BY module_path, start_pos_row
"""


def ray(folder: Path, verb: str, *files: Path) -> None:
    """One step of cosmic-ray, with modules of the copy; compiled ones are kept of what is not changed alone."""
    environment = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1" if verb == "exec" else ""}
    command = [str(COSMIC_RAY), verb, *map(str, files)]
    subprocess.run(command, cwd=folder, env={**os.environ, **environment}, check=True)


def selects_any(folder: Path, config: Path) -> bool:
    """Whether a stage has tests at all: pytest that selects nothing would count as having noticed."""
    command = tomllib.loads(config.read_text("utf-8"))["cosmic-ray"]["test-command"]
    return subprocess.run(f"{command} --collect-only", shell=True, cwd=folder, capture_output=True).returncode == 0


def draw(made: sqlite3.Connection, folder: Path, sample: int, seed: int) -> int:
    """Keep one change at each of `sample` places, of which gives the count; types are no behaviour and no place."""
    rows = made.execute(
        "SELECT job_id, module_path, start_pos_row, start_pos_col, end_pos_row, end_pos_col, operator_name,"
        " operator_args, occurrence FROM mutation_specs"
    )
    types: dict[str, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    places: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    for job, path, *where, operator, arguments, occurrence in rows:
        spans = types.setdefault(path, list(annotations(folder / path)))
        begin = (where[0], where[1])
        if not any(first <= begin < last for first, last in spans):
            places.setdefault((path, *where), []).append((f"{operator} {arguments} {occurrence}", job))
    drawn = random.Random(seed)
    chosen = drawn.sample(sorted(places, key=str), min(sample, len(places)))
    kept = [(drawn.choice(sorted(places[place]))[1],) for place in chosen]
    made.execute("CREATE TEMP TABLE kept (job_id)")
    made.executemany("INSERT INTO kept VALUES (?)", kept)
    made.execute("DELETE FROM mutation_specs WHERE job_id NOT IN (SELECT job_id FROM kept)")
    made.execute("DELETE FROM work_items WHERE job_id NOT IN (SELECT job_id FROM kept)")
    return len(kept)


def annotations(file: Path) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where types stand, as (line, column) from and to."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        for found in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(found, ast.expr) and found.end_lineno is not None and found.end_col_offset is not None:
                yield (found.lineno, found.col_offset), (found.end_lineno, found.end_col_offset)


def shown(diff: str | None) -> str:
    """The changed lines of a diff."""
    return "\n".join(line for line in (diff or "").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---"))


if __name__ == "__main__":
    sys.exit(main())
