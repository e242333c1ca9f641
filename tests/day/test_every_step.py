"""Each command killed before each of its steps (commit, rename, unlink, request), then run again.

Nothing is lost, nothing doubled, and what the ledger says is true at every moment, before the repair as well.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from digest.publish.kakao.target import KakaoPublisher
from digest.publish.kakao.tokens import KakaoTokens, token_name
from digest.store import Store
from kills import Table, Tally, every_step
from running_kit import DATE, HOOK, NOW, ROOM, SCENARIO, Home, doubles, settle, shown, told
from steps import Done, Steps, stepping

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here"),
    pytest.mark.world,
    pytest.mark.timeout(3600),
]
SAMPLE = (2, 8)
"""Steps that the gate tries of two commands; `make soak` tries all of all."""
FILES = """\
      - {kind: file, path: "out/{date}.md"}
      - {kind: atom, path: out/feed.xml}
"""


@dataclass
class Trials:
    """One command, killed before each step."""

    steps: Steps
    home: Home
    emulator: Any
    table: Table
    template: Path
    """The home before its first morning."""
    tally: Tally = field(default_factory=Tally)
    """That of the command that is tried."""

    def run(self, *arguments: str, **options: Any) -> Done:
        return self.steps.run(self.home, *arguments, **options)

    def anew(self) -> None:
        """The world and the home as they were before the first morning."""
        self.emulator.reset()
        shutil.rmtree(self.home.folder)
        shutil.copytree(self.template, self.home.folder)

    def every(
        self,
        name: str,
        command: tuple[str, ...],
        after: Callable[[int, Done], None],
        before: Callable[[], object] = lambda: None,
        chosen: tuple[int, ...] = (),
        by: int = signal.SIGKILL,
        until: str = "",
    ) -> None:
        """Kill the command before its first, second … step until it has no more; `after` repairs and judges.

        chosen: only these steps. until: what it says last, if it does not end by itself.
        """
        self.tally = self.table.of(name)

        def judged(step: int, done: Done) -> None:
            self.honest(step)
            after(step, done)
            self.honest(step)

        def begun(step: int) -> Done:
            before()
            return self.run(*command, step=step, by=by, until=until)

        every_step(begun, judged, self.tally, chosen)

    def whole(self, step: int, done: Done) -> None:
        """A morning that a run has finished: all there, once; what cannot be looked up may be unknown and said."""
        states = self.home.states()
        self.tally.judge(step, done.told, untrue=done.code != int("unknown" in states.values()))
        found = [target for target in ("slack", "journal", "file", "atom") if states[target] != "sent"]
        self.tally.judge(step, f"not there: {found}", lost=bool(found))
        for target, messages in (("slack_webhook", shown(self.emulator, HOOK)), ("kakao", told(self.emulator))):
            about = f"{target} {states[target]}: {len(messages)}"
            silent = states[target] not in ("sent", "unknown") or (states[target] == "sent" and not messages)
            self.tally.judge(step, about, lost=silent, doubled=doubles(messages))
            self.tally.notes["unknown, told"] += states[target] == "unknown"

    def honest(self, step: int) -> None:
        """What the ledger calls delivered is there, and what it does not know of is not."""
        states, page, out = self.home.states(), self.home.journal(), self.home.folder / "out"
        known = {row.target.partition(":")[0] for row in self.home.ledger()}
        feed = (out / "feed.xml").read_text("utf-8") if (out / "feed.xml").exists() else ""
        room = len(shown(self.emulator, ROOM))
        there = {
            "slack": room,
            "journal": page.count("## 데일리 트렌드"),
            "file": int((out / f"{DATE}.md").exists()),
            "atom": feed.count("<entry>"),
        }
        for target, count in there.items():
            about = f"{target}: {count} there, the ledger says {states.get(target)}"
            self.tally.judge(step, about, untrue=states.get(target) == "sent" and not count, doubled=count > 1)
        # files need no mark: they are written anew, not twice
        self.tally.judge(step, "a message that the ledger knows nothing of", untrue=room and "slack" not in known)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steps]:
    """One warm server for all tests here: it imports the whole program, and every command is a fork of it."""
    with stepping(tmp_path_factory.mktemp("notes")) as server:
        yield server


@pytest.fixture
def trials(world: Any, tmp_path: Path, kills: Table, steps: Steps) -> Trials:
    """A home with every kind of target, and a morning behind it."""
    emulator = world(now=NOW, scenario=SCENARIO)
    home = settle(tmp_path / "home", emulator)
    config = home.folder / "config" / "digest.yaml"
    config.write_text(config.read_text("utf-8") + FILES, "utf-8")
    (home.folder / "cron.yaml").write_text('jobs: {morning: {cron: "30 7 * * *", run: digest}}\n', "utf-8")
    shutil.copytree(home.folder, tmp_path / "template")
    made = Trials(steps, home, emulator, kills, tmp_path / "template")
    done = made.run("run")
    assert done.code == 0, done.told
    return made


@pytest.fixture(params=[pytest.param(SAMPLE, id="sample"), pytest.param((), id="all", marks=pytest.mark.soak)])
def chosen(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_run(trials: Trials, chosen: tuple[int, ...]) -> None:
    def again(step: int, _done: Done) -> None:
        done = trials.run("run")
        trials.whole(step, done)

    trials.every("run", ("run",), again, trials.anew, chosen)


def test_undo(trials: Trials, chosen: tuple[int, ...]) -> None:
    said = len(shown(trials.emulator, HOOK)), len(told(trials.emulator))

    def again(step: int, _done: Done) -> None:
        done = trials.run("undo", "--date", str(DATE))
        states = trials.home.states()
        left = [shown(trials.emulator, ROOM), "데일리 트렌드" in trials.home.journal()]
        left += [(trials.home.folder / "out" / f"{DATE}.md").exists()]
        kept = (
            len(shown(trials.emulator, HOOK)),
            len(told(trials.emulator)),
        )  # they take nothing back
        trials.tally.judge(step, left, lost=kept < said, doubled=kept > said, untrue=any(left))
        trials.tally.judge(step, states, untrue=states != {"slack_webhook": "sent", "kakao": "sent"})
        trials.tally.judge(step, done.told, untrue="지울 수 없어 남아" not in done.told)

    def morning() -> None:
        done = trials.run("run")
        assert done.code == 0, done.told

    trials.every("undo", ("undo", "--date", str(DATE)), again, morning, chosen)


@pytest.mark.soak
@pytest.mark.parametrize("repair", [("run",), ("resend", "--date", str(DATE), "--target", "slack")])
def test_resend_where_messages_can_be_taken_back(trials: Trials, repair: tuple[str, ...]) -> None:
    def again(step: int, _done: Done) -> None:
        done = trials.run(*repair)
        state, count = trials.home.states()["slack"], len(shown(trials.emulator, ROOM))
        trials.tally.judge(step, done.told, lost=not count, doubled=count > 1, untrue=state != "sent" or done.code)

    trials.every("resend", ("resend", "--date", str(DATE), "--target", "slack"), again)


@pytest.mark.parametrize("target", ["slack_webhook", "kakao"])
def test_resend_where_nothing_can_be_taken_back(trials: Trials, chosen: tuple[int, ...], target: str) -> None:
    def messages() -> Counter[str]:
        return Counter(shown(trials.emulator, HOOK) if target == "slack_webhook" else told(trials.emulator))

    before = messages()

    def again(step: int, _done: Done) -> None:
        nonlocal before
        done = trials.run("run")
        state, now = trials.home.states()[target], messages()
        more = [now[text] - count for text, count in before.items()]  # one yes, one more message at most
        trials.tally.judge(step, done.told, lost=min(more) < 0, doubled=max(more) > 1 or set(now) != set(before))
        trials.tally.judge(step, done.told, untrue=done.code != int(state == "unknown"))
        trials.tally.judge(step, f"{state} {more}", untrue=state == "sent" and len(set(more)) > 1)
        if state == "unknown":  # a person looks, and says yes once more where it did not arrive
            trials.tally.notes["unknown, told"] += 1
            done = trials.run("resend", "--date", str(DATE), "--target", target)
            trials.tally.judge(step, done.told, untrue=done.code)
        before = messages()

    trials.every("resend", ("resend", "--date", str(DATE), "--target", target), again, chosen=chosen)


@pytest.mark.soak
def test_the_journal_again(trials: Trials) -> None:
    page = trials.home.journal()

    def again(step: int, _done: Done) -> None:
        done = trials.run("run")
        trials.tally.judge(step, done.told, untrue=done.code, lost=trials.home.journal() != page)

    trials.every("resend", ("resend", "--date", str(DATE), "--target", "journal"), again)


@pytest.mark.soak
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "told to stop"])
def test_serve_hands_a_morning_over(trials: Trials, by: signal.Signals) -> None:
    """A server ends at each step of a morning; the next run makes the rest of it."""

    def again(step: int, done: Done) -> None:
        ends = (-by, 0) if by == signal.SIGTERM else (-by,)  # a server that has not begun yet just ends
        trials.tally.judge(step, done.told, untrue=done.code not in ends)
        trials.whole(step, trials.run("run"))

    trials.every("serve", ("serve",), again, trials.anew, by=by, until="serve 끝:")


@pytest.mark.soak
def test_export_and_import(trials: Trials) -> None:
    out, copy = trials.home.folder / "all.jsonl", trials.home.folder / "copy.yaml"
    config = (trials.home.folder / "config" / "digest.yaml").read_text("utf-8")
    copy.write_text(f"store: sqlite:///data/copy.db\n{config}", "utf-8")
    assert trials.run("db", "export", "--file", str(out)).code == 0
    whole = out.read_bytes()

    def exported(step: int, _done: Done) -> None:
        trials.tally.judge(step, "an older export is whole until the new one is", lost=out.read_bytes() != whole)
        done = trials.run("db", "export", "--file", str(out))
        trials.tally.judge(step, done.told, lost=rows(out.read_bytes()) < rows(whole), untrue=done.code)
        left = [file.name for file in out.parent.iterdir() if file.name.endswith((".tmp", ".part"))]
        trials.tally.judge(step, left, untrue=bool(left))
        out.write_bytes(whole)

    trials.every("db export", ("db", "export", "--file", str(out)), exported)

    def imported(step: int, _done: Done) -> None:
        done = trials.run("--config", str(copy), "db", "import", str(out))
        # the kill may have come after the one commit
        trials.tally.judge(step, done.told, untrue=done.code and "비어 있지 않습니다" not in done.told)
        assert trials.run("--config", str(copy), "db", "export", "--file", str(out.with_name("b"))).code == 0
        now, then = deliveries(out.with_name("b").read_bytes()), deliveries(whole)
        trials.tally.judge(step, now, lost=len(now) < len(then), doubled=len(now) > len(then), untrue=now != then)

    def empty() -> None:
        for file in (trials.home.folder / "data").glob("copy.db*"):
            file.unlink()

    trials.every("db import", ("--config", str(copy), "db", "import", str(out)), imported, empty)


def rows(data: bytes) -> int:
    return data.count(b"\n")


def deliveries(data: bytes) -> list[Any]:
    return [row for line in data.decode().splitlines() if (row := json.loads(line)).get("table") == "deliveries"]


@pytest.mark.soak
def test_renewing_a_kakao_login(trials: Trials, world: Any, tmp_path: Path) -> None:
    """A kill between Kakao's answer and our commit costs the login, which is then told; a message is never doubled."""
    kept = SCENARIO | {"kakao": {"access_seconds_left": 0, "refresh_days_left": 20}}
    emulator = trials.emulator = world(now=NOW, scenario=kept)
    homes = iter(range(1000))

    def expired() -> None:
        emulator.reset()
        trials.home = settle(tmp_path / f"home{next(homes)}", emulator)
        expire(trials.home)

    def again(step: int, _done: Done) -> None:
        after = trials.run("run")
        state, messages = trials.home.states()["kakao"], told(emulator)
        told_so = state == "sent" or "digest kakao login" in after.told
        lost = bool(messages) != (state == "sent")
        trials.tally.judge(step, after.told, lost=lost, doubled=doubles(messages), untrue=not told_so)
        trials.tally.notes["login lost, told"] += state != "sent"

    trials.every("kakao refresh", ("collect",), again, expired)
    assert trials.tally.killed > 3
    assert trials.tally.notes["login lost, told"] <= 1


def expire(home: Home) -> None:
    """A login whose access token is over, in its last month."""
    import datetime as dt

    now = dt.datetime.now(dt.UTC)
    tokens = KakaoTokens(
        access="kakao-access-0",
        access_until=now,
        refresh="kakao-refresh-0",
        refresh_until=now + dt.timedelta(days=20),
        scopes=("talk_message",),
    )
    store = Store.open(f"sqlite:///{home.folder}/data/digest.db")
    store.tokens.put(token_name(KakaoPublisher()), tokens.model_dump(mode="json"), now)
    store.close()
