"""What becomes of the day in strangers' folders: right, waits rightly, refused rightly, or wrong.

python benchmarks/journal_days.py [--markdown]

The folders are those of $DIGEST_SHARED (default ../shared): people's files of data/journals, whose days were read by
eye (tests/journal/places.yaml), and the small folders of cases/, whose right outcome stands below. Each is copied, and
a digest of three papers is delivered with `create: file` and with `create: day`: for every day of the key, and for the
day after its last. Foreign bytes that changed are counted, too; a second delivery must find nothing to do.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from digest.journal import JournalSettings, JournalTarget  # noqa: E402
from digest.store import Store  # noqa: E402
from journal_kit import NOW, digest_of  # noqa: E402

SHARED = Path(os.environ.get("DIGEST_SHARED", ROOT.parent / "shared")).resolve()
PAPERS = ("9912.00001", "9912.00002", "9912.00003")

CASES: dict[str, tuple[str, str]] = {
    "a": ("2023-04-17", "waits"), "a2": ("2024-08-19", "waits"), "c": ("2020-04-02", "waits"),
    "d": ("2024-08-20", "waits"), "b": ("2026-02-04", "Day 04_주제.md"), "b2": ("2024-08-14", "2024-08-14.md"),
    "b4": ("2024-08-14", "2024-08-14.md"), "v2": ("2024-08-19", "2024-08-19.md"),
    "v4": ("2024-08-19", "2024-08-19.md"), "v5": ("2024-08-19", "2024-08-19.md"),
    "v8": ("2024-08-19", "2024-08-19.md"), "e": ("2021-08-04", "_posts/course/2021-08-04-Course_day3.md"),
    "f/Daily": ("2024-08-20", "2024-08-20.md"), "i": ("2024-08-17", "2024/08/17.md"),
    "j": ("2024-08-19", "_posts/2024-08-19-til.md"), "k": ("2024-08-19", "2024-08-19.md"),
    "l": ("2023-05-22", "content/posts/2023-05-22.md"), "m": ("2024-08-16", "log.md"),
}  # fmt: skip
"""Folder of cases/journals → (date, the file that is right, or `waits`)."""
MADE = {"i": "file", "j": "file", "k": "file", "m": "day"}
"""Cases whose day is only there when it is made, and by which `create`."""
REPORTS = {
    "j01": "written", "j02": "written", "j03": "written", "j04": "refused", "j05": "waits", "j06": "waits",
    "j07": "waits", "j08": "waits", "j09": "waits", "j10": "refused", "j11": "written", "j13": "written",
    "j14": "waits", "j15": "waits",
}  # fmt: skip
"""Folder of cases/reports → what is right on 2024-08-19."""


@dataclass(frozen=True)
class Trial:
    """One folder on one day, and what is right there."""

    group: str
    name: str
    folder: Path
    date: dt.date
    right: str
    """A path, `written`, `waits`, `refused`, or `not there`: a day the folder does not hold yet."""
    made_by: str = ""
    below: str = ""
    options: dict[str, Any] | None = None


def trials() -> Iterator[Trial]:
    """Every folder with its days."""
    for name, (day, right) in CASES.items():
        top, _, below = name.partition("/")
        folder = SHARED / "cases/journals" / top
        yield Trial("cases/journals", name, folder, dt.date.fromisoformat(day), right, MADE.get(name, ""), below)
    for path in sorted((SHARED / "cases/reports").glob("j*")):
        right = REPORTS[path.name[:3]]
        yield Trial("cases/reports", path.name, path / "journal", dt.date(2024, 8, 19), right)
    key = yaml.safe_load((ROOT / "tests/journal/places.yaml").read_text(encoding="utf-8"))
    for person, said in key.items():
        yield from _people(person, said)


def _people(person: str, said: dict[str, Any]) -> Iterator[Trial]:
    """Each file of a person alone, as its key was made: its days, and the day after the last of them."""
    from digest.journal.config import CourseSettings
    from digest.journal.find.day_numbers import day_numbers_of

    course = CourseSettings.model_validate(said["course"]) if "course" in said else None
    for path, days in said["files"].items():
        options = {"course": course, "marker": said.get("marker", ""), "path": path}
        source = SHARED / "data/journals" / person / path.replace("/", "__")
        if isinstance(days, str):
            told = "waits" if days in ("week", "topic") else "refused"
            date = dt.date(2024, 8, 19)
            yield Trial("data/journals", f"{person}/{path}", source, date, told, "", "", options)
            continue
        dates = []
        for day in days:
            date = (
                day if isinstance(day, dt.date) else day_numbers_of(course, []).date_of(int(day.removesuffix("일차")))
            )
            assert date
            dates.append(date)
            yield Trial("data/journals", f"{person}/{path}", source, date, path, "", "", options)
        after = max(dates) + dt.timedelta(days=1)
        yield Trial("data/journals", f"{person}/{path}", source, after, "not there", "", "", options)


def run(trial: Trial, create: str) -> tuple[str, int]:
    """(verdict, foreign bytes that changed) of one trial in a copy of its folder."""
    options = trial.options or {}
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        if trial.folder.is_dir():
            shutil.copytree(trial.folder, home, symlinks=True, copy_function=shutil.copyfile)
        else:
            file = home / options["path"]
            file.parent.mkdir(parents=True)
            shutil.copyfile(trial.folder, file)
        if options.get("marker"):
            (home / options["marker"]).parent.mkdir(parents=True, exist_ok=True)
            (home / options["marker"]).write_text("{}", encoding="utf-8")
        for path in home.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
        store = Store.open(f"sqlite:///{temporary}/digest.db")
        settings = JournalSettings.model_validate(
            {"folder": str(home / trial.below), "create": create, "course": options.get("course")}
        )
        target = JournalTarget(settings, store, lambda: NOW, "main")
        digest = digest_of(*PAPERS, date=trial.date)
        outcome = target.deliver(digest)
        idle = outcome.state != "sent" or target.deliver(digest).act == "unchanged"
        changed = _foreign(home, before, [row.bytes for row in store.journal.lines(target.target)])
        store.close()
        written = outcome.receipt.get("file", "")
        where = str(Path(written).relative_to(settings.path)) if written and outcome.state == "sent" else ""
        return _verdict(trial, create, where, outcome.detail, idle and not changed), changed


def _foreign(home: Path, before: dict[Path, bytes], ours: list[bytes]) -> int:
    """Bytes of the person's lines that are not where they were."""
    lost = 0
    for path, old in before.items():
        new = path.read_bytes() if path.is_file() else b""
        if new == old:
            continue
        rest = iter(new.splitlines())
        lost += sum(len(line) for line in old.splitlines() if line not in rest)
        added = [line for line in new.splitlines() if line.strip() and line not in old.splitlines()]
        lost += sum(len(line) for line in added if line not in ours)
    return lost


def _verdict(trial: Trial, create: str, where: str, detail: str, sound: bool) -> str:
    """right, waits, refused, or wrong with the reason."""
    waits = (
        "아직" in detail or "않습니다" in detail or "만들지 않았" in detail or "동기화" in detail or "쓰지 않" in detail
    )
    if not sound:
        return f"wrong: bytes or second run ({detail})"
    if trial.right in ("waits", "refused") or (trial.made_by and trial.made_by != create):
        if where:
            return f"wrong: written to {where}"
        return "refused" if trial.right == "refused" or not waits else "waits"
    if trial.right == "not there":
        return "waits" if not where else f"right: made {where}" if _is_made(trial, where) else f"wrong: {where}"
    if where:
        return "right" if trial.right in ("written", where) else f"wrong: {where}, not {trial.right}"
    unreadable = any(word in detail for word in REFUSALS)
    return "refused" if unreadable else f"wrong: {detail}"


REFUSALS = (
    "둘레의 글이",
    "안이라 쓰지",
    "제목이 아니라서",
    "화면에서는",
    "충돌 표시",
    "날짜 불일치",
    "템플릿",
    "2 MiB",
)
"""Reasons that a person has to look into, for a day that is there."""


def _is_made(trial: Trial, where: str) -> bool:
    """Whether what was made for the day after is a day of its own, and not the last one's."""
    return where != trial.right and bool(where)


def main() -> None:
    """Print the table."""
    table: dict[tuple[str, str], Counter[str]] = {}
    foreign = 0
    wrong: list[str] = []
    for trial in trials():
        for create in ("file", "day"):
            verdict, changed = run(trial, create)
            foreign += changed
            table.setdefault((trial.group, create), Counter())[verdict.split(":")[0]] += 1
            if verdict.startswith("wrong"):
                wrong.append(f"{trial.name} {trial.date} create: {create} – {verdict}")
    print("| folders | create | right | waits rightly | refused rightly | wrong |")
    print("|---|---|---|---|---|---|")
    for (group, create), counts in sorted(table.items()):
        row = " | ".join(str(counts[name]) for name in ("right", "waits", "refused", "wrong"))
        print(f"| {group} | {create} | {row} |")
    print(f"\nforeign bytes changed: {foreign}")
    for line in wrong:
        print(line)


if __name__ == "__main__":
    main()
