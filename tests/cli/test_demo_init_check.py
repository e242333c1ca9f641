from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli import cli
from digest.cli.init import configuration, quoted
from digest.config.file import load_settings
from digest.errors import ConfigError
from loopback import serving


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def bullets(journal: Path) -> list[str]:
    return [line for line in journal.read_text("utf-8").splitlines() if line.startswith("- ")]


@pytest.mark.slow
def test_the_demo_prints_seven_korean_lines_and_the_journal_it_wrote(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["demo"])
    assert result.exit_code == 0, result.stderr
    assert "모델의 답은 견본용으로 적어 둔 것입니다" in result.stderr
    assert "대신 쓴 줄" not in result.stderr
    assert "demo/journal/2024-08-19.md" in result.stderr
    told = [text for text in result.stdout.splitlines() if text.startswith("    ") and text.endswith("다.")]
    assert len(told) == 7
    written = bullets(tmp_path / "demo/journal/2024-08-19.md")
    assert len(written) == 7
    assert all(text.endswith("다.") for text in written)
    (prover,) = [text for text in written if "DeepSeek-Prover-V1.5" in text]
    assert "miniF2F" in prover, "each line stands under its own paper"


@pytest.mark.slow
def test_the_demo_shows_the_form_without_a_model_beside_it(tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["demo"]).exit_code == 0
    result = CliRunner().invoke(cli, ["demo", "--keyless"])
    assert result.exit_code == 0, result.stderr
    assert "모델 없이" in result.stderr
    assert "[원문 핵심 문장]" in result.stdout
    assert len(bullets(tmp_path / "demo/keyless/journal/2024-08-19.md")) == 7


def test_init_writes_a_configuration_that_loads(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["init", "--yes"])
    assert result.exit_code == 0, result.output
    settings = load_settings(tmp_path / "config" / "digest.yaml")
    assert settings.digests[0].journal is not None
    assert [s.kind for s in settings.sources][:2] == ["huggingface", "arxiv"]
    again = CliRunner().invoke(cli, ["init", "--yes"])
    assert again.exit_code != 0
    assert "이미 있는 파일입니다" in str(again.exception)


def test_what_init_and_a_missing_configuration_advise_does_what_they_say(tmp_path: Path) -> None:
    """Each command that is printed, pasted as it is, means the file that was named."""
    file = tmp_path / "my conf.yaml"
    missing = CliRunner().invoke(cli, ["--config", str(file), "status"])
    assert isinstance(missing.exception, ConfigError)
    _digest, *advised = shlex.split(missing.exception.hint.partition(": 그 파일")[0])
    made = CliRunner().invoke(cli, [*advised, "--yes"])
    assert made.exit_code == 0, made.output
    check = shlex.split(made.output.splitlines()[-1].removeprefix("다음: ").partition(", ")[0])
    assert check == ["digest", "--config", str(file), "check"]
    file.write_text("days: daily\n")
    again = CliRunner().invoke(cli, [*advised, "--yes"])
    assert isinstance(again.exception, ConfigError)
    _digest, *forced = shlex.split(again.exception.hint.partition("새로 쓰려면 ")[2])
    assert CliRunner().invoke(cli, [*forced, "--yes"]).exit_code == 0
    assert "keywords:" in file.read_text("utf-8")
    assert not (tmp_path / "config").exists(), "no other file was written"


@pytest.mark.parametrize("command", [["status"], ["init", "--yes"], ["init", "--yes", "--force"]])
def test_a_folder_in_place_of_the_configuration_is_not_offered_to_be_written(
    tmp_path: Path, command: list[str]
) -> None:
    result = CliRunner().invoke(cli, ["--config", str(tmp_path), *command])
    assert isinstance(result.exception, ConfigError)
    assert "파일이 아니라 폴더입니다" in result.exception.message
    assert str(tmp_path / "digest.yaml") in result.exception.hint
    assert "init" not in result.exception.hint


@pytest.mark.parametrize("chat", ["none", "slack", "kakao"])
@pytest.mark.parametrize("folder", ["~/blog/_posts", "C:\\노트\\일지", 'a "quoted" place', "yes"])
def test_every_answer_gives_a_loadable_file(tmp_path: Path, chat: str, folder: str) -> None:
    path = tmp_path / "digest.yaml"
    path.write_text(configuration(folder, "RLHF, 확산 모델, c++, a: b", "some-model", chat), "utf-8")
    settings = load_settings(path)
    assert settings.digests[0].journal is not None
    assert settings.digests[0].journal.folder == folder
    assert len(settings.digests[0].keywords) == 4
    assert len(settings.digests[0].publish) == (1 if chat == "none" else 2)


def test_yaml_words_are_quoted() -> None:
    assert [quoted(t) for t in ("yes", "#papers", "a b", "null")] == ['"yes"', '"#papers"', "a b", '"null"']


def test_check_names_every_missing_variable(tmp_path: Path) -> None:
    (tmp_path / "digest.yaml").write_text(
        "sources: [{kind: huggingface}]\n"
        "digests: [{name: main, publish: [{kind: slack, channel: C0PAPERS}, {kind: slack_webhook}]}]\n"
    )
    result = CliRunner().invoke(cli, ["--config", "digest.yaml", "check"])
    assert result.exit_code == 2
    assert "SLACK_BOT_TOKEN" in result.output
    assert "SLACK_WEBHOOK_URL" in result.output
    assert not (tmp_path / "data").exists()


def test_check_tells_what_it_understood_of_the_journal_and_who_writes_the_lines(tmp_path: Path) -> None:
    (tmp_path / "til").mkdir()
    (tmp_path / "til" / "2024-08-22.md").write_text("# 2024-08-22\n")
    (tmp_path / "digest.yaml").write_text(
        "summarizer: {kind: keyless, mt: 'off'}\ndigests: [{name: main, journal: {folder: til}}]\n"
    )
    result = CliRunner().invoke(cli, ["--config", "digest.yaml", "--now", "2024-08-23T07:30:00+09:00", "check"])
    assert result.exit_code == 0, result.output
    assert "한 줄: 자동 정리 → 원문 핵심 문장" in result.output
    assert "가장 최근 2024-08-22 → 2024-08-22.md" in result.output
    assert "2024-08-23(금): 기다립니다 – 2024-08-23 파일이 아직 없습니다" in result.output
    assert "08-26(월) 07:30" in result.output


def test_check_of_the_defaults_finds_nothing_wrong() -> None:
    result = CliRunner().invoke(cli, ["check"])
    assert result.exit_code == 0, result.output
    assert "문제 없음" in result.output


def test_check_fires_by_the_configured_zone_and_points_at_a_schedule_in_another(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "digest.yaml").write_text(
        "timezone: America/New_York\ndigests: [{name: main, journal: null, weekly: true}]\n"
    )
    ask = ["--now", "2024-08-23T00:00:00-04:00", "check"]
    result = CliRunner().invoke(cli, ask)
    assert result.exit_code == 0, result.output
    assert "일정: 내장 일정 (America/New_York)" in result.output
    assert "morning (digest): 08-23(금) 07:30, 08-26(월) 07:30, 08-27(화) 07:30" in result.output
    assert "weekly (weekly): 08-23(금) 18:00" in result.output, "what `weekly: true` means"
    assert result.output.endswith("문제 없음\n")
    (tmp_path / "cron.yaml").write_text("timezone: Asia/Seoul\njobs: {a: {cron: '30 7 * * *', run: digest}}\n")
    result = CliRunner().invoke(cli, ask)
    assert result.exit_code == 0, result.output
    assert "일정은 Asia/Seoul, 다이제스트의 날짜는 America/New_York 시간입니다" in result.output


def test_check_names_the_store_without_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "digest.yaml").write_text("store_env: MY_STORE\ndigests: [{name: main, journal: null}]\n")
    result = CliRunner().invoke(cli, ["check"])
    assert isinstance(result.exception, ConfigError)
    assert not (tmp_path / "data").exists(), "no other store is begun"
    monkeypatch.setenv("MY_STORE", "sqlite:///else/where.db?hunter2=1")
    (tmp_path / "cron.yaml").write_text("ping_url_env: MY_PING\n")
    result = CliRunner().invoke(cli, ["check"])
    assert "저장소: sqlite:///else/where.db\n" in result.output
    assert "ping_url_env: 환경 변수가 없어 알리지 않습니다: MY_PING" in result.output


def test_check_says_that_the_journal_cannot_be_committed(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "digest.yaml").write_text(
        "digests: [{name: main, journal: {folder: journal, git: {push: true}}}]\n"
    )
    result = CliRunner().invoke(cli, ["check"])
    assert result.exit_code == 0, "as in the last version"
    assert "※ journal:journal: git.push만 켜져 있어 커밋도 푸시도 하지 않습니다" in result.output


def test_check_online_asks_each_service_once_and_names_what_failed(tmp_path: Path) -> None:
    with serving() as services:
        services.paper("2024-08-22", "2408.00003", "Diffusion Study", "We study diffusion models.")
        (tmp_path / "digest.yaml").write_text(
            f'sources: [{{kind: huggingface, base_url: "{services.base}/hf"}}]\n'
            f'summarizer: {{kind: openai, base_url: "{services.base}/v1", model: m, api_key_env: ""}}\n'
            "digests: [{name: main, publish: [{kind: file, path: out.md}]}]\n"
        )
        command = ["--config", "digest.yaml", "--now", "2024-08-23T07:30:00+09:00", "check", "--online"]
        well = CliRunner().invoke(cli, command)
        assert well.exit_code == 0, well.output
        assert "온라인 file:out.md: 파일에 쓰므로 물어볼 곳이 없음" in well.output
        assert services.calls == ["hf", "llm"]
        services.broken.add("llm")
        ill = CliRunner().invoke(cli, command)
        assert ill.exit_code == 2
        assert "온라인 모델: 실패" in ill.output
        assert not (tmp_path / "data").exists()
