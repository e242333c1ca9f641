"""A person's folder whose configuration points at the emulator, and the real command line in it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from digest.cli import cli
from digest.errors import ConfigError, DigestError

ACCOUNTS = ("_akhaliq", "ko_paper_notes", "vision_lab_demo")
WEEK = ("--from", "2024-08-19", "--to", "2024-08-23")
SECRETS = {
    "OPENAI_API_KEY": "sk-test",
    "X_BEARER_TOKEN": "x-test-bearer",
    "SLACK_BOT_TOKEN": "xoxb-test",
    "KAKAO_REST_API_KEY": "kakao-rest-key",
    "KAKAO_CLIENT_SECRET": "kakao-client-secret",
}
KEYWORDS = 'diffusion, RLHF, "long context", {any: [multimodal, 멀티모달, vision-language], weight: 2}, {not: medical}'


@dataclass
class Answer:
    """What one command gave."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    error: BaseException | None = None

    @property
    def document(self) -> Any:
        return json.loads(self.stdout)

    @property
    def days(self) -> dict[str, Any]:
        return {digest["date"]: digest for digest in self.document["digests"]}


@dataclass
class Desk:
    """A folder with config/digest.yaml and .env, as a person has it."""

    folder: Path
    world: Any
    sources: Sequence[str] = ("huggingface", "arxiv", "x", "feeds")
    accounts: Sequence[str] = ACCOUNTS
    publish: Sequence[str] = ("{kind: console}",)
    size: int = 8
    extra: str = ""
    now: str = "2024-08-23T07:30:00+09:00"
    answers: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "config").mkdir(parents=True)
        self.configure()
        (self.folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in SECRETS.items()))

    def configure(self) -> None:
        """Write the configuration anew."""
        urls = self.world.urls
        lines = {
            "huggingface": [f'{{kind: huggingface, base_url: "{urls["huggingface"]}"}}'],
            "arxiv": [f'{{kind: arxiv, base_url: "{urls["arxiv"]}", rss_url: "{urls["arxiv_rss"]}"}}'],
            "x": [f'{{kind: x, base_url: "{urls["x"]}", accounts: [{", ".join(self.accounts)}]}}'],
            "inbox": [f'{{kind: inbox, oembed_url: "{urls["oembed"]}"}}'],
            "feeds": [
                f'{{kind: feed, name: {name}, url: "{urls["feeds"]}/{file}.xml"}}'
                for name, file in (("블로그", "blog"), ("모임", "reddit"), ("영상", "youtube"))
            ],
        }
        sources = "".join(f"  - {line}\n" for source in self.sources for line in lines[source])
        publish = "".join(f"      - {line}\n" for line in self.publish)
        text = (
            f"store: sqlite:///data/digest.db\nnet: {{allow_private: true}}\n{self.extra}sources:\n{sources}"
            f'summarizer: {{kind: openai, base_url: "{urls["openai"]}", model: test-model}}\n'
            f"digests:\n  - name: main\n    size: {self.size}\n    keywords: [{KEYWORDS}]\n"
            f"    journal: {{folder: journal, section: 데일리 트렌드}}\n    publish:\n{publish}"
        )
        (self.folder / "config" / "digest.yaml").write_text(text, "utf-8")

    def run(self, *arguments: str, now: str | None = None) -> Answer:
        """One `digest` command, as `main` would end it."""
        began = time.monotonic()
        with contextlib.chdir(self.folder):
            result: Result = CliRunner().invoke(cli, ["--now", now or self.now, *arguments])
        code, error = result.exit_code, result.exception
        if isinstance(error, DigestError):
            code = 2 if isinstance(error, ConfigError) else 1
        elif error is not None and not isinstance(error, SystemExit):
            raise error
        answer = Answer(code, result.stdout, result.stderr, time.monotonic() - began, error)
        self.answers.append(answer)
        return answer

    def journal(self) -> dict[str, str]:
        """sha256 of every journal file."""
        return hashes(self.folder / "journal")


def hashes(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def ids(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def row(rows: Sequence[dict[str, Any]], paper: str) -> dict[str, Any]:
    """The only row of a paper."""
    (found,) = [found for found in rows if found["id"] == paper]
    return found
