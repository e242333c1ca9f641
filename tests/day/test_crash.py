"""SIGKILL at any instant, then run again: real processes against the emulator, and what readers see."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from digest.app import build_setup, open_app
from digest.clock import clock_from
from digest.day.delivering import retry_failed
from running_kit import DATE, HANGS_S, HOOK, NOW, ROOM, SCENARIO, Home, doubles, kill, secrets, settle, shown, told

pytestmark = pytest.mark.world


@dataclass(frozen=True)
class Seen:
    """What a day left behind for its readers."""

    room: list[str]
    hook: list[str]
    kakao: list[str]
    journal: str


def look(emulator: Any, home: Home) -> Seen:
    return Seen(shown(emulator, ROOM), shown(emulator, HOOK), told(emulator), home.journal())


def crash(emulator: Any, home: Home, rng: random.Random, requests: int) -> bool:
    """Start a run and kill it shortly after a random one of its requests; False when it had ended before."""
    after = rng.randint(0, requests)
    wait_s = rng.uniform(0, 0.9 if after == 0 else 0.12)
    return kill(home.start("run"), lambda: len(emulator.entries()) >= after, wait_s)


def judge(seen: Seen, whole: Seen, states: dict[str, str]) -> Counter[str]:
    """Count what went wrong against an undisturbed day; `unknown` is allowed where nothing can be looked up."""
    found: Counter[str] = Counter()
    found["room doubles"] = doubles(seen.room)
    found["room lost"] = len(set(whole.room) - set(seen.room))
    found["room other"] = len(set(seen.room) - set(whole.room))
    found["journal wrong"] = int(seen.journal != whole.journal)
    found["no receipt"] = sum(states.get(target) != "sent" for target in ("journal", "slack"))
    for target, messages, expected in (
        ("slack_webhook", seen.hook, whole.hook),
        ("kakao", seen.kakao, whole.kakao),
    ):
        state = states.get(target, "none")
        found[f"{target} {state}"] += 1
        found[f"{target} doubles"] = doubles(messages)
        found[f"{target} lost in silence"] = int(state == "sent" and messages != expected)
        found[f"{target} out of order"] = int(messages != expected[: len(messages)])
    found["two unknown"] = int(found["slack_webhook unknown"] + found["kakao unknown"] > 1)
    return found


ALLOWED = {"slack_webhook sent", "slack_webhook unknown", "kakao sent", "kakao unknown", "killed", "trials"}


def trials(world: Any, folder: Path, count: int, seed: int, thread: bool) -> Counter[str]:
    """Kill and repair `count` mornings, each with a fresh memory and a fresh outside world."""
    rng = random.Random(seed)
    emulator = world(now=NOW, scenario=SCENARIO, latency_ms="0-60")
    settle(folder / "template", emulator, thread=thread)
    whole = look(emulator, morning(emulator, folder))
    requests = len(emulator.entries())
    assert len(whole.room) == 1 + thread
    assert len(whole.kakao) == 3
    assert whole.journal.count("## 데일리 트렌드") == 1
    found: Counter[str] = Counter()
    for trial in range(count):
        emulator.reset()
        home = fresh(emulator, folder)
        found["killed"] += crash(emulator, home, rng, requests)
        again = home.run("run")
        states = home.states()
        outcome = +judge(look(emulator, home), whole, states)
        assert set(outcome) <= ALLOWED, f"trial {trial} of seed {seed}: {dict(outcome)} {states}\n{again.stderr}"
        assert again.returncode == int("unknown" in states.values()), again.stderr
        found += outcome
        found["trials"] += 1
    print(f"\ncrash test: {dict(found)}; 0 duplicates, 0 lost, every journal section once")
    return found


def fresh(emulator: Any, folder: Path) -> Home:
    """A home with empty memory; the store of the template was created and logged in once."""
    shutil.rmtree(folder / "home", ignore_errors=True)
    shutil.copytree(folder / "template", folder / "home")
    return Home(folder / "home", secrets(emulator))


def morning(emulator: Any, folder: Path) -> Home:
    """An undisturbed run."""
    home = fresh(emulator, folder)
    done = home.run("run")
    assert done.returncode == 0, done.stderr
    return home


def test_a_killed_morning_is_made_whole_by_the_next_run(
    world: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = trials(world, tmp_path, 3, seed=20240823, thread=False)
    assert found["trials"] == 3
    with capsys.disabled():
        print(f"\n{capsys.readouterr().out.strip()}")


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_killed_mornings(world: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = trials(world, tmp_path, 200, seed=1, thread=True)
    with capsys.disabled():
        print(f"\n{capsys.readouterr().out.strip()}")
    assert found["killed"] >= 150


def test_two_runs_at_the_same_moment_send_one_message(world: Any, tmp_path: Path) -> None:
    emulator = world(now=NOW, scenario=SCENARIO, latency_ms=400)  # slow enough that they surely meet
    home = settle(tmp_path / "home", emulator, everywhere=False)
    both = [home.start("run") for _ in range(2)]
    ends = [process.communicate(timeout=HANGS_S) for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    (message,) = shown(emulator, ROOM)
    assert message.count("huggingface.co/papers/") == 6
    assert home.journal().count("## 데일리 트렌드") == 1
    assert home.journal().count("huggingface.co/papers/") == 6


def test_a_missing_token_ends_with_2_and_its_name(world: Any, tmp_path: Path) -> None:
    emulator = world(now=NOW, scenario=SCENARIO)
    home = settle(tmp_path / "home", emulator, everywhere=False)
    done = home.here("run", without="SLACK_BOT_TOKEN")
    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert emulator.entries() == []
    assert home.journal() == ""


def test_with_slack_down_the_journal_is_written_and_the_next_run_delivers(world: Any, tmp_path: Path) -> None:
    emulator = world(now=NOW, scenario=SCENARIO)
    home = settle(tmp_path / "home", emulator, everywhere=False)
    emulator.faults.add({"service": "slack", "status": 503, "times": -1})
    down = home.here("run")
    assert down.returncode == 1
    assert "slack:C0PAPERS: 확인 필요" in down.stderr  # a 5xx may hide a message that arrived: looked for, not repeated
    assert home.journal().count("huggingface.co/papers/") == 6
    assert shown(emulator, ROOM) == []
    emulator.faults.clear()
    up = home.here("run")
    assert up.returncode == 0, up.stderr
    (message,) = shown(emulator, ROOM)
    assert message.count("huggingface.co/papers/") == 6
    assert home.journal().count("## 데일리 트렌드") == 1


def test_with_slack_down_a_server_tries_again_the_same_day(
    world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    emulator = world(now=NOW, scenario=SCENARIO)
    home = settle(tmp_path / "home", emulator, everywhere=False)
    emulator.faults.add({"service": "slack", "status": 503, "times": -1})
    assert home.here("run").returncode == 1
    emulator.faults.clear()
    monkeypatch.chdir(home.folder)
    app = open_app(None, environ=home.env, clock=clock_from(dt.datetime.fromisoformat(NOW)), quiet=True)
    states = [[outcome.state for outcome in retry_failed(build_setup(app), DATE)] for _ in range(2)]
    app.close()
    assert states == [["sent"], []]
    assert len(shown(emulator, ROOM)) == 1


def test_run_again_sends_nothing_and_a_link_added_later_updates_the_same_message(world: Any, tmp_path: Path) -> None:
    emulator = world(now=NOW, scenario=SCENARIO)
    home = settle(tmp_path / "home", emulator, everywhere=False)
    assert home.here("run").returncode == 0
    (before,) = emulator.state()["slack"]["channels"][ROOM]
    calls = len(emulator.entries("slack"))
    assert home.here("run").returncode == 0
    assert len(emulator.entries("slack")) == calls
    link = "https://huggingface.co/papers/2408.07199"
    added = home.here("add", link, "--date", str(DATE), "--note", "멘토님 추천")
    assert added.returncode == 0, added.stderr
    done = home.here("run")
    assert done.returncode == 0, done.stderr
    (after,) = emulator.state()["slack"]["channels"][ROOM]
    assert after["ts"] == before["ts"]
    assert after["edits"] == 1
    assert after["plain"].count("abs/2408.07199") == 1
    assert all(line in after["plain"] for line in before["plain"].splitlines()[1:])
    assert home.journal().count("abs/2408.07199") == 1
    assert home.journal().count("## 데일리 트렌드") == 1
