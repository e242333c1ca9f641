"""`digest open` and `digest show`: a page of the archive, a stored day, the address where no browser is."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from digest.errors import ConfigError
from digest.store import Store
from makers import DATE, NOW, digest, sighting

WEB = "https://me.github.io/archive/"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    store = Store.open(f"sqlite:///{tmp_path}/digest.db")
    store.digests.save(digest("2408.08152"), NOW)
    store.sightings.add([sighting("2408.00009"), sighting(key="url:https://blog.example/a", url="javascript:1")], DATE)
    store.close()
    return tmp_path


def run(home: Path, *arguments: str, more: str = "") -> Result:
    site = f"{{kind: site, path: {home}/site{more}}}"
    (home / "digest.yaml").write_text(
        f"store: sqlite:///{home}/digest.db\ndigests: [{{name: main, publish: [{site}]}}]\n",
        "utf-8",
    )
    return CliRunner().invoke(cli, ["--config", str(home / "digest.yaml"), *arguments])


def test_it_says_where_the_pages_are(home: Path) -> None:
    assert run(home, "site").exit_code == 0
    folder = (home / "site").as_uri()
    assert run(home, "open", "--print").output == f"{folder}/index.html\n"
    assert run(home, "open", "--print", "--date", "2024-08-19").output == f"{folder}/days/2024-08-19.html\n"
    assert run(home, "open", "--print", "2408.08152").output == f"{folder}/papers/2408.08152.html\n"
    web = f", base_url: '{WEB}'"
    assert run(home, "open", "--print", "2408.08152", more=web).output == f"{WEB}papers/2408.08152.html\n"


def test_the_only_archive_of_several_digests_needs_no_name(home: Path) -> None:
    config = home / "digest.yaml"
    site = "publish: [{kind: site, path: site}]"
    text = f"store: sqlite:///{home}/digest.db\ndigests: [{{name: main, {site}}}, {{name: lab, publish: [%s]}}]\n"
    config.write_text(text % "{kind: console}", "utf-8")
    built = CliRunner().invoke(cli, ["--config", str(config), "site"])
    assert built.output.startswith("site/index.html: 파일 ")
    assert (home / "site/days/2024-08-19.html").exists()
    config.write_text(text % "{kind: site, path: other}", "utf-8")
    assert "--digest" in refused(CliRunner().invoke(cli, ["--config", str(config), "site"]))


def test_an_export_counts_what_an_import_reads(home: Path) -> None:
    told = run(home, "db", "export", "--file", "all.jsonl").stderr
    rows = len((home / "all.jsonl").read_text("utf-8").splitlines()) - 1
    assert told == f"행 {rows}개 → all.jsonl\n"
    (home / "other.yaml").write_text(f"store: sqlite:///{home}/other.db\n", "utf-8")
    read = CliRunner().invoke(cli, ["--config", str(home / "other.yaml"), "db", "import", "all.jsonl"]).stderr
    assert f"행 {rows}개를 읽었습니다" in read


def test_what_no_page_shows_is_opened_where_it_stands(home: Path) -> None:
    assert run(home, "site").exit_code == 0
    assert run(home, "open", "--print", "2408.00009").output == "https://huggingface.co/papers/2408.00009\n"
    assert run(home, "open", "--print", "2408.77777").output == "https://arxiv.org/abs/2408.77777\n"
    assert run(home, "open", "--print", "https://blog.example/a").output == "https://blog.example/a\n"
    assert run(home, "open", "--print", "10.1145/3292500.3330701").output == "https://doi.org/10.1145/3292500.3330701\n"
    assert run(home, "open", "--print", "two words").exit_code == 2


def refused(result: Result) -> str:
    assert isinstance(result.exception, ConfigError)
    return f"{result.exception.message} → {result.exception.hint}"


def test_a_page_that_is_not_there_is_told_with_what_to_do(home: Path) -> None:
    assert "digest site로 만들거나" in refused(run(home, "open"))
    assert run(home, "site").exit_code == 0
    assert "2024-08-20 페이지가 없습니다" in refused(run(home, "open", "--date", "2024-08-20"))
    assert run(home, "open", "2408.08152", "--date", "2024-08-19").exit_code == 2
    (home / "plain.yaml").write_text(f"store: sqlite:///{home}/digest.db\ndigests: [{{name: main}}]\n", "utf-8")
    without = CliRunner().invoke(cli, ["--config", str(home / "plain.yaml"), "open"])
    assert "kind: site" in refused(without)


@pytest.mark.parametrize("there", [True, False])
def test_the_browser_gets_the_address_or_the_person_does(
    home: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: bool(asked.append(address)) or there)
    result = run(home, "open", "2408.00009")
    assert (result.exit_code, asked) == (0, ["https://huggingface.co/papers/2408.00009"])
    assert result.output.startswith(asked[0])
    assert ("직접 여세요" in result.output) != there


def test_a_browser_that_fails_is_no_browser(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_address: str) -> bool:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "open", fails)
    assert "직접 여세요" in run(home, "open", "2408.00009").output


def test_show_without_a_paper_shows_a_stored_day_or_week(home: Path) -> None:
    newest = run(home, "--now", "2024-08-21T07:30:00+09:00", "show")
    assert newest.exit_code == 0
    assert "2024년 8월 19일 월요일" in newest.output
    assert "정리 증명 문제의 63.5%를 푼다." in newest.output
    assert run(home, "show", "--week", "2024-W34").output == newest.output
    assert "2024-08-20" in refused(run(home, "show", "--date", "2024-08-20"))
    assert run(home, "show", "2408.08152", "--date", "2024-08-19").exit_code == 2
