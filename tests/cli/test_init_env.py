"""What `digest init` asks about a model, and what it tells to put into `.env`."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from dotenv import dotenv_values

from digest.cli import cli
from digest.cli.init import SERVERS, configuration
from digest.config.file import load_settings
from digest.config.settings import Settings
from digest.summarize.model.model_writer import OpenAISummarizer
from digest.yaml import read_yaml

PRESETS = Path(__file__).parent.parent.parent / "config" / "presets"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DIGEST_CONFIG", raising=False)


def asked(*answers: str) -> str:
    result = CliRunner().invoke(cli, ["init"], input="".join(f"{answer}\n" for answer in answers))
    assert result.exit_code == 0, result.output
    return result.output


def loaded() -> Settings:
    return load_settings(Path("config/digest.yaml"))


def required(told: str) -> dict[str, str | None]:
    """What the printed lines mean to the reader of `.env` files, pasted as they are."""
    lines = told[told.index(".env") :].split("\n\n")[1]
    return dict(dotenv_values(stream=StringIO(lines)))


@pytest.mark.parametrize(
    ("server", "url", "key"),
    [
        ("upstage", "https://api.upstage.ai/v1", "UPSTAGE_API_KEY"),
        ("OpenAI", "https://api.openai.com/v1", "OPENAI_API_KEY"),
        ("ollama", "http://localhost:11434/v1", ""),
        ("http://localhost:8000/v1", "http://localhost:8000/v1", ""),
        ("https://llm.example.com/v1", "https://llm.example.com/v1", "MODEL_API_KEY"),
    ],
)
def test_the_model_is_asked_where_it_answers(server: str, url: str, key: str) -> None:
    told = asked("notes", "RLHF", "some-model", server, "none")
    model = loaded().summarizer
    assert isinstance(model, OpenAISummarizer)
    assert (model.base_url, model.api_key_env) == (url, key)
    assert required(told) == ({key: ""} if key else {})


def test_an_answer_that_is_no_server_is_asked_again() -> None:
    told = asked("notes", "RLHF", "m", "my-server", "https://me:secret@host/v1", "ollama", "none")
    assert told.count("모델 서버") == 3


@pytest.mark.parametrize(
    ("chat", "names"),
    [("slack", {"SLACK_BOT_TOKEN"}), ("kakao", {"KAKAO_REST_API_KEY", "KAKAO_CLIENT_SECRET"}), ("none", set())],
)
def test_the_lines_for_env_are_those_that_the_configuration_needs(chat: str, names: set[str]) -> None:
    told = asked("notes", "RLHF", "", "n", chat, *(["papers"] if chat == "slack" else []))
    assert set(required(told)) == names
    assert {name for missing in loaded().missing_for_chat({}).values() for name in missing} == names
    assert ("digest kakao login" in told) is (chat == "kakao")


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_is_what_its_preset_says(tmp_path: Path, name: str) -> None:
    preset = read_yaml(PRESETS / f"{name}.yaml")["summarizer"]
    file = tmp_path / "digest.yaml"
    file.write_text(configuration("notes", "RLHF", "m", "none", server=name), "utf-8")
    ours = read_yaml(file)["summarizer"]
    assert {**ours, "model": ""} == {**preset, "model": "", "style": "한다체"}


def test_help_lists_every_server_for_who_has_no_checkout() -> None:
    shown = CliRunner().invoke(cli, ["init", "--help"]).output
    assert [one for one in SERVERS.values() if one.base_url not in shown or one.key not in shown] == []


def test_leaving_a_question_says_that_no_answer_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from digest.cli import main

    monkeypatch.setattr("sys.argv", ["digest", "init"])
    monkeypatch.setattr("sys.stdin", StringIO("notes\n"))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert "처음부터 묻습니다" in capsys.readouterr().err
    assert not Path("config").exists()


@pytest.mark.parametrize("there", [True, False])
def test_init_says_what_a_yes_does_to_the_installation(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    monkeypatch.setattr("digest.summarize.translate.mt.installed", lambda: there)
    monkeypatch.setattr("digest.cli.init._translates", lambda: False)
    told = asked("notes", "RLHF", "", "n", "none")
    assert ("digest가 깔린 환경을 새로 맞추며" in told) is not there
