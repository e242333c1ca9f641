"""A bot with a list server, a chat, a month of lists and a week file, for reviews."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from click.testing import CliRunner, Result

from digest.calendar.weeks import Week
from digest.cli import cli
from digest.models import Sighting
from digest.store import Store
from digest.store.memory import Link
from fake_chat import Chat
from loopback import Services
from makers import sighting

WEEK = Week.parse("2024-W34")
SECRET = "비밀-메모-7f3a 아무에게도 보이면 안 되는 말"


def listed(day: dt.date, *titles: str, votes: int = 3) -> list[Sighting]:
    return [
        sighting(f"{day:%y%m}.{day.day:02}{n:03}", title=title, list_date=day, upvotes=votes + n, abstract="A study.")
        for n, title in enumerate(titles)
    ]


def month(*, rising: str = "World Models of Kitchens") -> dict[dt.date, list[Sighting]]:
    """Four quiet weeks and one in which a topic rises."""
    days = [WEEK.monday + dt.timedelta(days=n) for n in range(-28, 5)]
    quiet = [f"Study {n}" for n in range(9)]
    return {
        day: listed(day, *([rising, rising] if day >= WEEK.monday else []), *quiet) for day in days if day.weekday() < 5
    }


CONFIG = """\
store: sqlite:///{folder}/digest.db
semantic_scholar: {{base_url: "{hf}"}}
sources: [{{kind: huggingface, base_url: "{hf}"}}, {{kind: inbox}}]
digests:
  - name: main
    {more}
    journal: {{folder: {folder}/journal}}
    publish:
      - {{kind: console}}
      - {{kind: slack, channel: C0PAPERS, base_url: "{chat}/api/"}}
      - {{kind: atom, path: "{folder}/feed.xml"}}
      - {{kind: file, path: "{folder}/out.md"}}
"""
JOURNAL = """\
---
title: 3주차
---

## 2024-08-19

### 개인 공부

- 어텐션을 다시 읽었다.

## 2024-08-23

### 개인 학습

- 오늘은 [이 논문](https://arxiv.org/abs/2408.23001)을 읽었다. {secret}

## 3주차 후기

- 좋았던 점: 재미있었다. {secret}
"""


class House:
    """A bot with a list server, a chat and a week file."""

    def __init__(self, folder: Path, services: Services, chat: Chat, more: str = "weekly: true") -> None:
        self.folder, self.services, self.chat = folder, services, chat
        self.config = folder / "digest.yaml"
        text = CONFIG.format(folder=folder, hf=services.base, chat=chat.base, more=more)
        self.config.write_text(text, "utf-8")
        self.file = folder / "journal" / "2024-08-23-boostcamp-003.md"
        self.file.parent.mkdir()
        self.file.write_text(JOURNAL.format(secret=SECRET), "utf-8")
        other = folder / "journal" / "2024-08-16-boostcamp-002.md"
        other.write_text("## 2024-08-12\n\n글\n\n## 2024-08-16\n\n글\n", "utf-8")
        for day in [WEEK.monday + dt.timedelta(days=n) for n in range(-28, 5)]:
            if day.weekday() < 5:
                self._list(day)

    def _list(self, day: dt.date) -> None:
        titles = ["World Models of Kitchens"] * (2 if day >= WEEK.monday else 0) + [f"Study {n}" for n in range(6)]
        for n, title in enumerate(titles, 1):
            self.services.paper(str(day), f"{day:%y%m}.{day.day:02}{n:03}", title, "We study how models learn.", n)

    def run(self, *arguments: str, now: str = "2024-08-23T18:00:00+09:00") -> Result:
        given = ["--config", str(self.config), "--now", now, *arguments]
        return CliRunner(env={"SLACK_BOT_TOKEN": "xoxb-x"}).invoke(cli, given, obj={})

    def remember_the_month(self) -> None:
        store = Store.open(f"sqlite:///{self.folder}/digest.db")
        for date, entries in self.services.lists.items():
            day = dt.date.fromisoformat(date)
            seen = [
                sighting(p["id"], title=p["title"], abstract=p["summary"], upvotes=p["upvotes"], list_date=day)
                for p in (one["paper"] for one in entries)
            ]
            store.sightings.add(seen, day)
        store.close()

    def put_aside(self) -> None:
        store = Store.open(f"sqlite:///{self.folder}/digest.db")
        at = dt.datetime(2024, 8, 21, tzinfo=dt.UTC)
        store.inbox.add(
            Link(
                url="arxiv:2408.10914",
                address="https://arxiv.org/abs/2408.10914",
                added_at=at,
                title="To Code or Not",
                note=SECRET,
            )
        )
        store.close()
