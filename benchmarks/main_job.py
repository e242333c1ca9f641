"""What a day costs: beside yardsticks of the same run, in time and memory; and the backfill of a month.

    python benchmarks/main_job.py [--arxiv]

The program runs as its own process against the emulator in $DIGEST_SHARED/world, where Hugging Face answers after
300 ms and the model after 1 s. --arxiv also backfills the month with arXiv, whose pace (3 s) is real.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("DIGEST_SHARED", ROOT.parent / "shared"))
DIGEST = Path(sys.executable).with_name("digest")
LATENCY_S = {"huggingface": 0.3, "openai": 1.0}
DAY_NOW = "2024-08-19T07:30:00+09:00"
MONTH_NOW = "2024-08-31T07:30:00+09:00"
MONTH = ("--from", "2024-08-01", "--to", "2024-08-30")
MONTH_DAYS = 22
ROUNDS = 7
"""Of each process that is compared; the median counts, since other programs run beside."""
YARDSTICK = "import click, pydantic, sqlalchemy, httpx, yaml"
PLAIN = ROOT / "benchmarks" / "plain" / "forty_lines.py"
FALLBACK = "요약 모델이 제대로 쓰지 못한"
"""How a digest says that it labelled a fallback; the emulator's model sometimes invents a number, which is exit 1."""
CONFIG = """
store: sqlite:///{folder}/digest.db
run_deadline_s: 900
sources: [{sources}]
summarizer: {{kind: openai, base_url: {openai}, model: test-model, api_key_env: BENCH_KEY}}
digests:
  - name: main
    keywords:
      - diffusion
      - RLHF
      - long context
      - {{any: [multimodal, 멀티모달, vision-language], weight: 2}}
      - {{not: medical}}
    journal: {{folder: {folder}/journal}}
    publish: [{{kind: console}}]
"""


class Run(NamedTuple):
    """One finished process."""

    seconds: float
    cpu_s: float
    peak_mb: float
    code: int
    said: str


def main() -> int:
    """Print one line a measurement; 1 when a run of the program failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arxiv", action="store_true", help="also the month with arXiv (over a minute)")
    asked = parser.parse_args()
    if not (SHARED / "world").is_dir():
        print(f"the rest skipped: no emulator at {SHARED}/world (set DIGEST_SHARED)")
        return 0
    show_start()
    show_cold_day()
    show_month(["huggingface"])
    if asked.arxiv:
        show_month(["huggingface", "arxiv"])
    return 0


def show_start() -> None:
    """CPU of a made day's second run, of `status` and of `--help`, each beside importing what all of them stand on."""
    with emulator(DAY_NOW) as urls, tempfile.TemporaryDirectory() as folder:
        options = ["--now", DAY_NOW, "--config", configure(folder, urls, ["huggingface"])]
        finished([*options, "run", "--date", "2024-08-19"])
        jobs = {
            YARDSTICK: ["-c", YARDSTICK],
            "run of a made day": [*options, "run", "--date", "2024-08-19"],
            "status": [*options, "status"],
            "--help": ["--help"],
        }
        runs: dict[str, list[Run]] = {name: [] for name in jobs}
        for _ in range(ROUNDS):  # in turn, so that what else the machine does falls on all of them
            for name, arguments in jobs.items():
                runs[name].append(finished(arguments))
    spent = {name: statistics.median(run.cpu_s for run in several) for name, several in runs.items()}
    for name, seconds in spent.items():
        peak = max(run.peak_mb for run in runs[name])
        print(f"{name}: {seconds:.2f} s CPU, {peak:.0f} MB, {seconds / spent[YARDSTICK]:.2f} × the first")


def show_cold_day() -> None:
    """A first morning, store and journal not yet there, beside the plain script that asks the same two services."""
    with emulator(DAY_NOW) as urls, tempfile.TemporaryDirectory() as folder:
        plain, ours, asked = [], [], Counter[str]()
        for round_ in range(ROUNDS):
            place = Path(folder, str(round_))
            place.mkdir()
            plain.append(finished([str(PLAIN), urls["huggingface"], urls["openai"], str(place / "plain.md")]))
            options = ["--now", DAY_NOW, "--config", configure(str(place), urls, ["huggingface"])]
            before = len(log(urls))
            ours.append(finished([*options, "run", "--date", "2024-08-19"]))
            asked = Counter(entry["service"] for entry in log(urls)[before:])
    told = {name: statistics.median(run.seconds for run in runs) for name, runs in (("plain", plain), ("ours", ours))}
    print(f"plain script, Hugging Face and the model once each: {told['plain']:.2f} s")
    ratio = told["ours"] / told["plain"]
    print(f"first run of a day, requests {dict(asked)}: {told['ours']:.2f} s, {ratio:.2f} × the plain script")


def show_month(sources: Sequence[str]) -> None:
    """The backfill of a month, oldest day first."""
    with emulator(MONTH_NOW) as urls, tempfile.TemporaryDirectory() as folder:
        arguments = ["--now", MONTH_NOW, "--config", configure(folder, urls, sources), "run"]
        run = finished([*arguments, *MONTH], accepted=(0, 1))
        days = len(list(Path(folder, "journal").rglob("2024-08-*.md")))
        if days != MONTH_DAYS:
            raise SystemExit(f"{days} journal days instead of {MONTH_DAYS}:\n{run.said}")
        asked = Counter(entry["service"] for entry in log(urls))
        told = ", ".join(f"{name} {count} ({count / days:.1f} a day)" for name, count in sorted(asked.items()))
        print(f"backfill of {days} days, {' + '.join(sources)}: {run.seconds:.1f} s, {run.peak_mb:.0f} MB")
        print(f"  requests: {told}")
        fallbacks = [line for line in run.said.splitlines() if FALLBACK in line]
        if run.code == 1 and not fallbacks:
            raise SystemExit(f"the month ended with exit 1 for another reason than its lines:\n{run.said}")
        print(f"  exit {run.code}; days with a line that the emulator's model got wrong: {len(fallbacks)}")
        rude = [(entry["service"], entry["notes"]) for entry in log(urls) if entry["notes"]]
        print("  manners:", rude or "nothing to complain about")


def configure(folder: str, urls: dict[str, str], sources: Sequence[str]) -> str:
    """Write the configuration; gives its path."""
    path = Path(folder) / "digest.yaml"
    listed = ", ".join(f"{{kind: {source}, base_url: {urls[source]}}}" for source in sources)
    path.write_text(CONFIG.format(folder=folder, sources=listed, openai=urls["openai"]), encoding="utf-8")
    return str(path)


def finished(arguments: Sequence[str], accepted: tuple[int, ...] = (0,)) -> Run:
    """Run the program; ends the benchmark when it did not succeed, because then the time means nothing."""
    run = timed(arguments)
    if run.code not in accepted:
        raise SystemExit(f"digest {' '.join(arguments)}: exit {run.code}\n{run.said}")
    return run


def timed(arguments: Sequence[str]) -> Run:
    """Run the program, the yardstick or the plain script in a process of its own and wait for it."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        began = time.perf_counter()
        command = [sys.executable, *arguments] if arguments[0] in ("-c", str(PLAIN)) else [str(DIGEST), *arguments]
        kept = {"PYTHONDONTWRITEBYTECODE": ""}  # as an installation does: else every start compiles us, and only us
        environment = {**os.environ, **kept, "BENCH_KEY": "sk-test"}
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)  # waited for here: Popen must not wait again
        output.seek(0)
        return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode, output.read())


@contextmanager
def emulator(now: str) -> Iterator[dict[str, str]]:
    """A running emulator with its latencies; gives the base URLs by service, and its own as `base`."""
    command = [sys.executable, str(SHARED / "world/serve.py"), "--now", now]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        started = json.loads(process.stdout.readline())
        urls = {**started["urls"], "base": started["base"]}
        faults = [{"service": name, "delay_s": delay, "times": -1} for name, delay in LATENCY_S.items()]
        control(urls, "faults", faults)
        yield urls
    finally:
        process.terminate()
        process.wait()


def log(urls: dict[str, str]) -> list[dict[str, Any]]:
    """Every request that the emulator answered."""
    found = control(urls, "log")
    entries: list[dict[str, Any]] = found if isinstance(found, list) else found["entries"]
    return entries


def control(urls: dict[str, str], path: str, body: object = None) -> Any:
    """Ask the emulator's remote control."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{urls['base']}/_world/{path}", data=data)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main())
