"""Several processes on one PostgreSQL, killed at random: one delivery each, one summary per paper."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from digest.store import Store
from digest.store.tables import summaries
from loopback import Services, serving
from running_kit import SECRETS, Home, clear, doubles, kill, shown

pytestmark = pytest.mark.world

ROOMS = {"main": "C0PAPERS", "vision": "C0SECOND", "speech": "C0THIRD"}
FIRST = dt.date(2024, 4, 1)
CONFIG = """\
store_env: DATABASE_URL
sources: [{{kind: huggingface, base_url: "{base}/hf"}}]
summarizer: {{kind: openai, base_url: "{base}/v1", model: test-model}}
digests:
  - name: main
    size: 4
    journal: {{folder: "{journal}"}}
    publish: [{{kind: slack, channel: C0PAPERS, base_url: "{slack}"}}]
  - name: vision
    keywords: [vision]
    journal: null
    publish: [{{kind: slack, channel: C0SECOND, base_url: "{slack}"}}]
  - name: speech
    keywords: [speech]
    journal: null
    publish: [{{kind: slack, channel: C0THIRD, base_url: "{slack}"}}]
"""


@pytest.fixture
def services() -> Iterator[Services]:
    with serving() as found:
        yield found


def days_of(count: int) -> list[dt.date]:
    days = (FIRST + dt.timedelta(days=n) for n in range(count * 2))
    return [day for day in days if day.weekday() < 5][:count]


def publish_papers(services: Services, days: list[dt.date]) -> list[str]:
    """Three papers on the list of every weekday before a digest day: one for all, one of vision, one of speech."""
    ids = []
    for n, day in enumerate(days):
        listed = day - dt.timedelta(days=3 if day.weekday() == 0 else 1)
        for k, subject in enumerate(("theory", "vision", "speech")):
            ids.append(f"2404.{n:04d}{k}")
            title = f"A Study of {subject} {ids[-1]}"
            services.paper(str(listed), ids[-1], title, f"We study {subject} and learn how it works.", 9 - k)
    return ids


def settle(folder: Path, services: Services, emulator: Any, postgres_url: str) -> list[Home]:
    """Three hosts, each with a folder of its own; the journal lies on a disk that they share."""
    homes = []
    for number in range(3):
        home = folder / f"host{number}"
        (home / "config").mkdir(parents=True)
        text = CONFIG.format(base=services.base, slack=emulator.urls["slack"], journal=folder / "journal")
        (home / "config" / "digest.yaml").write_text(text, "utf-8")
        env = {"SLACK_BOT_TOKEN": SECRETS["SLACK_BOT_TOKEN"], "OPENAI_API_KEY": "sk-test"}
        homes.append(Home(home, env | {"DATABASE_URL": postgres_url}))
    return homes


def ledger_of(postgres_url: str) -> tuple[Counter[str], int]:
    """Whole deliveries by state, and the number of stored lines."""
    store = Store.open(postgres_url)
    states = Counter(row.state for row in store.ledger.rows() if not row.part and row.target.startswith("slack"))
    with store.engine.connect() as connection:
        lines = connection.scalar(sa.select(sa.func.count()).select_from(summaries))
    store.close()
    return states, lines or 0


def race(homes: list[Home], days: list[dt.date], posted: Callable[[], int], rng: random.Random, kills: int) -> int:
    """All hosts make all days at once; one of them is killed and started again, `kills` times. Gives the kills."""
    now = f"{days[-1]}T07:30:00+09:00"
    arguments = ("run", "--from", str(days[0]), "--to", str(days[-1]), "--post")
    processes = [home.start(*arguments, now=now) for home in homes]
    killed = 0
    for after in sorted(rng.sample(range(3 * len(days)), kills)):
        victim = rng.randrange(3)
        killed += kill(processes[victim], lambda after=after: posted() >= after, rng.uniform(0, 0.1))
        processes[victim] = homes[victim].start(*arguments, now=now)
    for process in processes:
        _out, err = process.communicate(timeout=1800)
        assert process.returncode == 0, err
    return killed


def check_hosts(
    world: Any, services: Services, postgres_url: str, folder: Path, count: int, seed: int, kills: int
) -> str:
    """Race three hosts over `count` days and look at everything a reader or the ledger sees."""
    days, rng = days_of(count), random.Random(seed)
    papers = publish_papers(services, days)
    channels = {room: {"name": name, "member": True} for name, room in ROOMS.items()}
    scenario = {"slack": {"rate": None, "channels": channels}}
    emulator = world(now=f"{days[-1]}T07:30:00+09:00", scenario=scenario)
    clear(postgres_url)
    homes = settle(folder, services, emulator, postgres_url)

    def posted() -> int:
        return sum(entry["path"].endswith("chat.postMessage") for entry in emulator.entries("slack"))

    killed = race(homes, days, posted, rng, kills)
    for room in ROOMS.values():
        messages = shown(emulator, room)
        assert (room, len(messages), doubles(messages)) == (room, count, 0)
    states, lines = ledger_of(postgres_url)
    assert states == {"sent": 3 * count}
    journal = [file.read_text("utf-8") for file in sorted((folder / "journal").glob("*.md"))]
    assert [text.count("## 데일리 트렌드") for text in journal] == [1] * count
    assert Counter(re.findall(r"2404\.\d{5}\)", "".join(journal))) == Counter(f"{paper})" for paper in papers)
    asked = Counter(paper for prompt in services.prompts for paper in papers if paper in prompt)
    again = sum(asked.values()) - len(papers)
    assert set(asked) == set(papers)
    assert again <= 3 * killed, "only a question whose answer died with its host is asked again"
    assert lines == len(papers)
    calls = services.calls.count("llm")
    return (
        f"{count} days × 3 digests, 3 processes, {killed} kills: {sum(states.values())} delivered, "
        f"0 doubles, 0 lost; {len(papers)} papers, {lines} lines, {calls} model calls, {again} papers asked twice"
    )


def test_three_processes_on_one_postgres_deliver_each_day_once(
    world: Any, services: Services, postgres_url: str, tmp_path: Path
) -> None:
    print(check_hosts(world, services, postgres_url, tmp_path, count=4, seed=3, kills=2))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_days_of_three_digests_on_three_processes(
    world: Any, services: Services, postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = check_hosts(world, services, postgres_url, tmp_path, count=100, seed=7, kills=25)
    with capsys.disabled():
        print(f"\n{told}")
