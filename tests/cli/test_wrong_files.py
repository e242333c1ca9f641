"""What a person meets whose files are not as the program would like them."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from cli_kit import Said


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(monkeypatch, capsys)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digest.yaml").write_text("sources: [{kind: inbox}]\n")


def test_a_dotenv_that_is_no_utf8_names_itself(said: Said) -> None:
    Path(".env").write_bytes("KEY=값".encode("utf-16"))
    code, told = said("--config", "digest.yaml", "check")
    assert code == 2
    assert ".env: UTF-8로 저장한 파일이 아닙니다" in told


def test_a_dotenv_with_windows_line_ends_gives_clean_values(said: Said) -> None:
    Path("digest.yaml").write_text("sources: [{kind: inbox}]\ndigests: [{name: m, publish: [{kind: slack_webhook}]}]\n")
    Path(".env").write_bytes(b"\xef\xbb\xbfSLACK_WEBHOOK_URL=https://hooks.slack.com/services/T/B/x\r\nA=b\r\n")
    assert said("--config", "digest.yaml", "check")[0] == 0


def test_a_folder_as_configuration_is_called_a_folder(said: Said, tmp_path: Path) -> None:
    code, told = said("--config", str(tmp_path), "check")
    assert code == 2
    assert "파일이 아니라 폴더입니다" in told


def test_a_store_below_a_file_is_found_by_check(said: Said) -> None:
    Path("data").write_text("")
    code, told = said("--config", "digest.yaml", "check")
    assert code == 2
    assert "폴더가 아니라 파일" in told
    code, told = said("--config", "digest.yaml", "status")
    assert code == 1
    assert "폴더를 만들 수 없습니다: data" in told


def test_an_export_is_private_from_its_first_byte_and_a_bad_place_is_told(said: Said) -> None:
    Path("old.jsonl").write_text("older and longer\n" * 99)
    Path("old.jsonl").chmod(0o644)
    assert said("--config", "digest.yaml", "db", "export", "--file", "old.jsonl")[0] == 0
    assert stat.S_IMODE(Path("old.jsonl").stat().st_mode) == 0o600
    assert "older" not in Path("old.jsonl").read_text()
    code, told = said("--config", "digest.yaml", "db", "export", "--file", "nowhere/x.jsonl")
    assert code == 2
    assert "내보낸 것이 없습니다" in told


def test_an_import_of_something_else_is_refused(said: Said) -> None:
    Path("x.jsonl").write_bytes(b"\xff\xfe")
    code, told = said("--config", "digest.yaml", "db", "import", "x.jsonl")
    assert code == 2
    assert "가져온 것이 없습니다" in told


def test_init_where_it_cannot_write_is_told(said: Said) -> None:
    Path("config").write_text("a file")
    code, told = said("init", "--yes")
    assert code == 2
    assert "config/digest.yaml: " in told


def test_a_journal_that_cannot_be_made_is_told_without_an_errno(said: Said) -> None:
    Path("notes").write_text("a file")
    Path("digest.yaml").write_text("sources: [{kind: inbox}]\ndigests: [{name: m, journal: {folder: notes/journal}}]\n")
    assert said("--config", "digest.yaml", "add", "https://arxiv.org/abs/2408.10914", "--date", "2024-08-23")[0] == 0
    code, told = said("--config", "digest.yaml", "run")
    assert code == 1
    assert "저널이 폴더가 아니라 파일입니다: notes" in told
    assert "Errno" not in told


def test_a_store_of_a_newer_version_is_told(said: Said) -> None:
    assert said("--config", "digest.yaml", "db", "upgrade")[0] == 0
    with sqlite3.connect("data/digest.db") as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    for command in ("status", "check", "run"):
        code, told = said("--config", "digest.yaml", command)
        assert code == 1
        assert "더 새로운 digest가 쓴 것입니다\n  → digest를 판올림" in told


@pytest.mark.skipif(os.name != "posix", reason="limits of files as POSIX knows them")
def test_a_disk_that_is_full_in_the_middle_of_a_run_is_told(said: Said) -> None:
    import resource

    assert said("--config", "digest.yaml", "add", "https://arxiv.org/abs/2408.10914", "--date", "2024-08-23")[0] == 0
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))
    try:
        code, told = said("--config", "digest.yaml", "run")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert code == 1
    assert "data/digest.db: 쓸 수 없습니다(disk I/O error)" in told
    assert "공간을 비우고 다시 실행하세요" in told
    assert "Traceback" not in told
    assert said("--config", "digest.yaml", "run")[0] == 0


def test_rows_that_are_none_are_refused_by_import(said: Said) -> None:
    assert said("--config", "digest.yaml", "db", "export", "--file", "x.jsonl")[0] == 0
    with Path("x.jsonl").open("a") as lines:
        lines.write('{"table": "runs", "row": {"id": "x"}}\n')
    code, told = said("--config", "digest.yaml", "db", "import", "x.jsonl")
    assert code == 2
    assert "테이블 runs의 행이 아닙니다" in told


@pytest.mark.parametrize(
    "command",
    [("status",), ("show",), ("search", "agent"), ("trends",), ("links",), ("learning",), ("explain", "2408.08152")],
    ids=lambda command: command[0],
)
def test_who_only_reads_makes_no_store_and_says_so(said: Said, tmp_path: Path, command: Sequence[str]) -> None:
    _code, told = said("--config", "digest.yaml", *command)
    assert f"저장소가 아직 없습니다: {tmp_path}/data/digest.db (설정: digest.yaml)\n" in told
    assert not Path("data").exists()
    assert "내장 기본값" in said(*command)[1]


@pytest.mark.parametrize("query", ["?uri=true", "?mode=rwc&uri=true"])
def test_a_store_that_is_named_by_a_uri_is_read(said: Said, query: str) -> None:
    Path("data").mkdir()
    Path("uri.yaml").write_text(f"store: sqlite:///file:data/d.db{query}\ndigests: [{{name: main}}]\n", "utf-8")
    assert said("--config", "uri.yaml", "add", "https://arxiv.org/abs/2408.10914", "--date", "2024-08-23")[0] == 0
    assert Path("data/d.db").exists()
    code, told = said("--config", "uri.yaml", "links")
    assert (code, "저장소가 아직 없습니다" in told) == (0, False)
    assert "2408.10914" in told
