"""Each command killed before each of its steps (commit, rename, unlink, request), then run again.

Nothing is lost, nothing doubled, and what the ledger says is true at every moment, before the repair as well.
"""

from __future__ import annotations

import json
import os
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
from running_kit import DATE, HOOK, NOW, ROOM, SCENARIO, Home, settle, shown, told
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
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, *arguments: str, **options: Any) -> Done:
        return self.steps.run(self.home, *arguments, **options)

    def every(
        self,
        command: tuple[str, ...],
        after: Callable[[Done], None],
        before: Callable[[], object] = lambda: None,
        chosen: tuple[int, ...] = (),
        by: int = signal.SIGKILL,
    ) -> None:
        """Kill the command before its first, second … step until it has no more; `after` repairs and judges.

        chosen: only these steps.
        """
        number = 0
        while True:
            number += 1
            if chosen and number > max(chosen):
                break
            if chosen and number not in chosen:
                continue
            before()
            done = self.run(*command, step=number, by=by)
            if done.steps < number and not done.killed:
                break
            self.counts["killed"] += 1
            self.honest()
            after(done)
            self.honest()
        assert self.counts["killed"]

    def honest(self) -> None:
        """What the ledger calls delivered is there, and what it does not know of is not."""
        states, page, out = self.home.states(), self.home.journal(), self.home.folder / "out"
        known = {row.target.partition(":")[0] for row in self.home.ledger()}
        feed = (out / "feed.xml").read_text("utf-8") if (out / "feed.xml").exists() else ""
        there = {
            "slack": len(shown(self.emulator, ROOM)) == 1,
            "journal": page.count("## 데일리 트렌드") == 1,
            "file": (out / f"{DATE}.md").exists(),
            "atom": feed.count("<entry>") == 1,
        }
        for target, stands in there.items():
            if states.get(target) == "sent":
                assert stands, (target, states)
            elif target not in known and target == "slack":  # files need no mark: they are written anew, not twice
                assert not stands, (target, states)
        assert len(shown(self.emulator, ROOM)) <= 1
        assert page.count("## 데일리 트렌드") <= 1
        assert feed.count("<entry>") <= 1


@pytest.fixture
def trials(world: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Trials]:
    """A home with every kind of target, and a morning behind it."""
    emulator = world(now=NOW, scenario=SCENARIO)
    home = settle(tmp_path / "home", emulator)
    config = home.folder / "config" / "digest.yaml"
    config.write_text(config.read_text("utf-8") + FILES, "utf-8")
    with stepping(tmp_path / "notes") as steps:
        made = Trials(steps, home, emulator)
        done = made.run("run")
        assert done.code == 0, done.told
        yield made
    with capsys.disabled():
        print(f"\nkilled at every step: {dict(made.counts)}; 0 lost, 0 doubled, nothing untrue told")


@pytest.fixture(params=[pytest.param(SAMPLE, id="sample"), pytest.param((), id="all", marks=pytest.mark.soak)])
def chosen(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_undo(trials: Trials, chosen: tuple[int, ...]) -> None:
    said = len(shown(trials.emulator, HOOK)), len(told(trials.emulator))

    def again(_done: Done) -> None:
        done = trials.run("undo", "--date", str(DATE))
        assert "지울 수 없어 남아" in done.told, done.told  # a webhook and KakaoTalk cannot
        assert shown(trials.emulator, ROOM) == []
        assert "데일리 트렌드" not in trials.home.journal()
        assert trials.home.states() == {"slack_webhook": "sent", "kakao": "sent"}
        assert not (trials.home.folder / "out" / f"{DATE}.md").exists()

    def morning() -> None:
        done = trials.run("run")
        assert done.code == 0, done.told

    trials.every(("undo", "--date", str(DATE)), again, morning, chosen)
    assert (len(shown(trials.emulator, HOOK)), len(told(trials.emulator))) == said


@pytest.mark.soak
@pytest.mark.parametrize("repair", [("run",), ("resend", "--date", str(DATE), "--target", "slack")])
def test_resend_where_messages_can_be_taken_back(trials: Trials, repair: tuple[str, ...]) -> None:
    def again(_done: Done) -> None:
        done = trials.run(*repair)
        assert done.code == 0, done.told
        assert len(shown(trials.emulator, ROOM)) == 1
        assert trials.home.states()["slack"] == "sent"

    trials.every(("resend", "--date", str(DATE), "--target", "slack"), again)


@pytest.mark.parametrize("target", ["slack_webhook", "kakao"])
def test_resend_where_nothing_can_be_taken_back(trials: Trials, chosen: tuple[int, ...], target: str) -> None:
    def messages() -> Counter[str]:
        return Counter(shown(trials.emulator, HOOK) if target == "slack_webhook" else told(trials.emulator))

    before = messages()

    def again(_done: Done) -> None:
        nonlocal before
        done = trials.run("run")
        state, now = trials.home.states()[target], messages()
        assert done.code == int(state == "unknown"), done.told
        assert all(now[text] - count <= 1 for text, count in before.items()), "one yes, one more message at most"
        assert set(now) == set(before)
        if state == "unknown":  # a person looks, and says yes once more where it did not arrive
            trials.counts["unknown"] += 1
            assert trials.run("resend", "--date", str(DATE), "--target", target).code == 0
        before = messages()

    trials.every(("resend", "--date", str(DATE), "--target", target), again, chosen=chosen)


@pytest.mark.soak
def test_the_journal_again(trials: Trials) -> None:
    page = trials.home.journal()

    def again(_done: Done) -> None:
        assert trials.run("run").code == 0
        assert trials.home.journal() == page

    trials.every(("resend", "--date", str(DATE), "--target", "journal"), again)


@pytest.mark.soak
def test_serve_hands_a_morning_over(trials: Trials) -> None:
    """A server is killed, or told to stop, at each step of a morning; the next run makes the rest of it."""
    template = trials.home.folder / "data"
    fresh = {file.name: file.read_bytes() for file in template.iterdir()}
    schedule = trials.home.folder / "cron.yaml"
    schedule.write_text('jobs: {morning: {cron: "30 7 * * *", run: digest}}\n', "utf-8")
    assert fresh
    lives = Counter[str]()

    def new_day() -> None:
        trials.emulator.reset()
        trials.run("undo", "--date", str(DATE))
        store = Store.open(f"sqlite:///{template}/digest.db")
        for row in store.ledger.rows(date=DATE):
            store.ledger.forget(DATE, row.name, row.target)
        store.notes.drop(f"finished:{DATE}")
        store.close()

    for by in (signal.SIGKILL, signal.SIGTERM):

        def again(done: Done, by: int = by) -> None:
            lives[f"{signal.Signals(by).name} {done.code}"] += 1
            assert done.code == (-signal.SIGKILL if by == signal.SIGKILL else 0), done.told
            after = trials.run("run")
            states = trials.home.states()
            assert after.code == int("unknown" in states.values()), after.told
            assert (states["slack"], states["journal"], states["file"], states["atom"]) == ("sent",) * 4
            for messages in (shown(trials.emulator, HOOK), told(trials.emulator)):
                assert all(count == 1 for count in Counter(messages).values())

        trials.every(("serve",), again, new_day, tuple(range(1, 40)), by)
    trials.counts += lives


@pytest.mark.soak
def test_export_and_import(trials: Trials) -> None:
    out, copy = trials.home.folder / "all.jsonl", trials.home.folder / "copy.yaml"
    config = (trials.home.folder / "config" / "digest.yaml").read_text("utf-8")
    copy.write_text(f"store: sqlite:///data/copy.db\n{config}", "utf-8")
    assert trials.run("db", "export", "--file", str(out)).code == 0
    whole = out.read_bytes()

    def exported(_done: Done) -> None:
        assert out.read_bytes() == whole, "an older export is whole until the new one is"
        assert trials.run("db", "export", "--file", str(out)).code == 0
        assert rows(out) >= rows_of(whole)
        out.write_bytes(whole)

    trials.every(("db", "export", "--file", str(out)), exported)

    def imported(_done: Done) -> None:
        done = trials.run("--config", str(copy), "db", "import", str(out))
        if done.code:  # the kill came after the one commit
            assert "비어 있지 않습니다" in done.told
        assert trials.run("--config", str(copy), "db", "export", "--file", str(out.with_name("b"))).code == 0
        assert deliveries(out.with_name("b").read_bytes()) == deliveries(whole)

    def empty() -> None:
        for file in (trials.home.folder / "data").glob("copy.db*"):
            file.unlink()

    trials.every(("--config", str(copy), "db", "import", str(out)), imported, empty)


def rows(file: Path) -> int:
    return rows_of(file.read_bytes())


def rows_of(data: bytes) -> int:
    return data.count(b"\n")


def deliveries(data: bytes) -> list[Any]:
    return [row for line in data.decode().splitlines() if (row := json.loads(line)).get("table") == "deliveries"]


@pytest.mark.soak
def test_models_fetch(trials: Trials, tmp_path: Path) -> None:
    brought, place = tmp_path / "brought", tmp_path / "models"
    brought.mkdir()
    for name in ("model.enko.intgemm8.bin", "srcvocab.enko.spm", "trgvocab.enko.spm"):
        (brought / name).write_bytes(name.encode() * 50)
    fetch = ("models", "fetch", "ko", "--from", str(brought), "--dir", str(place), "--force")

    def again(_done: Done) -> None:
        told = trials.run("models", "status", "--dir", str(place))
        assert ("모델: 있음" in told.told) == (told.code == 0 and "없음 – digest models" not in told.told), told.told
        assert trials.run(*fetch).code == 0
        assert trials.run("models", "status", "--dir", str(place)).code == 0
        assert [file for file in place.rglob("*") if file.suffix in (".tmp", ".part")] == []

    trials.every(fetch, again)


@pytest.mark.soak
def test_renewing_a_kakao_login(world: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A kill between Kakao's answer and our commit costs the login, which is then told; a message is never doubled."""
    emulator = world(now=NOW, scenario=SCENARIO | {"kakao": {"access_seconds_left": 0, "refresh_days_left": 20}})
    found: Counter[str] = Counter()
    with stepping(tmp_path / "notes") as steps:
        number = 0
        while True:
            number += 1
            emulator.reset()
            home = settle(tmp_path / f"home{number}", emulator)
            expire(home, emulator)
            done = steps.run(home, "collect", step=number)
            if not done.killed:
                break
            found["killed"] += 1
            after = steps.run(home, "run")
            state, messages = home.states()["kakao"], told(emulator)
            assert all(count == 1 for count in Counter(messages).values())
            assert (state == "sent") == bool(messages), after.told
            if state != "sent":
                assert "digest kakao login" in after.told
                found["login lost, told"] += 1
    with capsys.disabled():
        print(f"\nkilled at every step of a renewal: {dict(found)}; 0 doubled")
    assert found["killed"] > 3
    assert found["login lost, told"] <= 1


def expire(home: Home, emulator: Any) -> None:
    """A login whose access token is over, in its last month."""
    import datetime as dt

    now = dt.datetime.fromisoformat(NOW)
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
