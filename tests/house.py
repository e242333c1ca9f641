"""A bot with a loopback Hugging Face, chat and watchdog, whose clock a test sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.app import App, open_app
from digest.serve.finished import finished
from digest.serve.health import look
from digest.serve.schedule_file import Job, Schedule
from digest.serve.worker import Worker
from fake_chat import Chat, chatting
from loopback import Services, serving

CONFIG = """\
store: sqlite:///{folder}/digest.db
run_deadline_s: 20
sources: [{{kind: huggingface, base_url: "{hf}"}}]
digests:
  - name: main
    journal: {{folder: {folder}/journal}}
    publish: [{{kind: slack, channel: C0PAPERS, base_url: "{chat}/api/"}}]
"""
MONDAY = dt.datetime.fromisoformat("2024-08-19T07:30:00+09:00")
MORNING = Job(cron="30 7 * * mon-fri", run="digest", catch_up=3)
JOURNAL = Job(cron="*/30 8-23 * * *", run="journal")
COLLECT = Job(cron="5 */3 * * *", run="collect")


@dataclass
class House:
    """A bot whose clock the test sets."""

    services: Services
    chat: Chat
    config: Path
    now: dt.datetime = MONDAY
    zone: str = "Asia/Seoul"
    """What the schedule is told in."""
    _worker: Worker | None = None

    def app(self) -> App:
        env = {"SLACK_BOT_TOKEN": "xoxb-x", "WATCHDOG": f"{self.chat.base}/uuid\n"}
        app = open_app(str(self.config), clock=lambda: self.now, environ=env)
        app.http.sleep = lambda _s: None
        return app

    @property
    def worker(self) -> Worker:
        """What a server runs until it is started again."""
        if self._worker is None:
            good = self.app()
            good.close()
            self._worker = Worker(
                Schedule(timezone=self.zone, jobs={"morning": MORNING}, ping_url_env="WATCHDOG"),
                lambda: self.app(),
                good,
            )
        return self._worker

    def restart(self) -> None:
        """A new server."""
        self._worker = None

    def at(self, text: str, job: Job = MORNING) -> dt.timedelta | None:
        """What the clock shows, and a job that fires; gives how long until it is tried again."""
        self.now = dt.datetime.fromisoformat(text + ":00+09:00")
        return self.worker.work("job", job)

    def ask(self, question: Any) -> Any:
        app = self.app()
        try:
            return question(app)
        finally:
            app.close()

    def made(self) -> list[str]:
        days = [dt.date(2024, 8, n) for n in range(12, 32)]
        return self.ask(lambda app: [f"{d:%d}" for d in days if "main" in finished(app.store, d)])

    def runs(self) -> list[dict[str, Any]]:
        return self.ask(lambda app: app.store.runs.last(20))

    def problems(self) -> tuple[str, ...]:
        """What `digest status` complains of."""
        return tuple(self.ask(lambda app: look(app, Schedule()).problems))


@contextmanager
def living(folder: Path) -> Iterator[House]:
    """A house for the length of a block; papers of three weeks are on the lists."""
    with serving() as services, chatting() as chat:
        for n in range(12, 31):
            services.paper(
                f"2024-08-{n}", f"2408.000{n}", f"Study {n}", f"We study how diffusion models learn in {n} steps.", 5
            )
        config = folder / "digest.yaml"
        config.write_text(CONFIG.format(folder=folder, hf=services.base, chat=chat.base), "utf-8")
        yield House(services, chat, config)
