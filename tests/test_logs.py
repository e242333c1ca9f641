"""What a log line says, and what it never says."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import logs
from digest.app import open_app
from digest.config.settings import Settings
from digest.logs import keep_secret, named_variables, redact, set_up_logging
from digest.serve.runlog import recorded_run
from digest.serve.schedule_file import Schedule


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(logs, "_secrets", set())
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    "name", ["SLACK_BOT_TOKEN", "OPENAI_API_KEY", "SLACK_WEBHOOK", "MY_WEBHOOK_URL", "DATABASE_URL", "PG_DATABASE_URL"]
)
def test_what_is_called_like_a_secret_is_one(name: str) -> None:
    keep_secret({name: "abcdefgh", "HOME": "/home/me"})
    assert redact("see abcdefgh in /home/me") == "see *** in /home/me"


def test_whatever_a_setting_names_is_a_secret() -> None:
    settings = Settings.model_validate(
        {
            "store_env": "MY_STORE",
            "sources": [{"kind": "huggingface", "token_env": "MY_HUB"}],
            "summarizer": {"kind": "openai", "model": "m", "api_key_env": "MY_MODEL"},
            "digests": [{"name": "m", "publish": [{"kind": "apprise", "url_env": "DISCORD_URL"}]}],
        }
    )
    named = set(named_variables(settings))
    assert named >= {"MY_STORE", "MY_HUB", "MY_MODEL", "DISCORD_URL"}
    assert set(named_variables(Schedule(ping_url_env="MY_PING"))) == {"MY_PING"}
    keep_secret({name: f"value of {name}" for name in named} | {"OTHER": "unnamed"}, named)
    assert redact("value of MY_STORE, value of DISCORD_URL, unnamed") == "***, ***, unnamed"


def test_an_opened_app_keeps_the_secrets_of_its_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "digest.yaml"
    config.write_text("digests: [{name: m, publish: [{kind: apprise, url_env: DISCORD_URL}]}]\n")
    open_app(str(config), environ={"DISCORD_URL": " discord://1/token "}).close()
    assert redact("failed for discord://1/token") == "failed for ***"


def test_a_secret_inside_another_leaves_no_rest() -> None:
    keep_secret({"A_TOKEN": "secret", "B_TOKEN": "discord://secret/x"})
    assert redact("discord://secret/x") == "***"


@pytest.mark.parametrize("secret", ['pass"word', "pass\\word", "비밀번호입니다"])
def test_no_form_of_log_shows_a_secret(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    keep_secret({"A_TOKEN": secret})
    for style in ("text", "json"):
        set_up_logging("info", style)
        try:
            raise ValueError(secret)
        except ValueError:
            logging.getLogger("x").exception("with %s", secret)
    told = capsys.readouterr().err
    assert "with ***" in told
    assert secret not in told
    assert json.dumps(secret)[1:-1] not in told


def test_every_line_of_a_run_bears_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    set_up_logging("info", "json")
    app = open_app(settings=Settings(), environ={})
    with recorded_run(app, "run") as record:
        logging.getLogger("digest.collect").info("a step", extra={"stage": "collect"})
        record([], 0)
    app.close()
    logging.getLogger("apscheduler.x").warning("between two runs")
    step, end, between = lines(capsys)
    assert (step["run"], step["stage"]) == (app.run_id, "collect")
    assert (end["run"], end["stage"], end["count"]) == (app.run_id, "run", 0)
    assert isinstance(end["seconds"], float)
    assert "run" not in between


def test_libraries_tell_their_requests_to_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    """arXiv's client put the address of each of its pages between Korean lines of `digest serve`."""
    set_up_logging("info", "text")
    for name in ("arxiv", "httpx", "digest.day"):
        logging.getLogger(name).info("from %s", name)
        logging.getLogger(name).warning("trouble of %s", name)
    told = [line.rpartition(": ")[2] for line in capsys.readouterr().err.splitlines()]
    assert told == ["trouble of arxiv", "trouble of httpx", "from digest.day", "trouble of digest.day"]
