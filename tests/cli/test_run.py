"""The main job through the command line, against a loopback Hugging Face and model."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli, main
from loopback import Services, serving

NOW = "2024-08-23T07:30:00+09:00"
WEEK = ("--from", "2024-08-19", "--to", "2024-08-23")
CONFIG = """\
store: sqlite:///data/digest.db
sources: [{{kind: huggingface, base_url: "{base}/hf"}}]
summarizer: {{kind: openai, base_url: "{base}/v1", model: test-model, style: 한다체}}
digests:
  - name: main
    keywords: [diffusion, {{not: medical}}]
    journal: {{folder: journal}}
    publish: [{{kind: console}}]
"""


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """A person's folder with a configuration, and the services it points to."""
    with serving() as found:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "digest.yaml").write_text(CONFIG.format(base=found.base), "utf-8")
        (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-from-dotenv\n")
        monkeypatch.chdir(tmp_path)
        for day, paper in (("2024-08-16", "2408.00001"), ("2024-08-19", "2408.00002"), ("2024-08-22", "2408.00003")):
            found.paper(day, paper, f"Diffusion Study {paper}", "We study how diffusion models learn.", 9)
            found.paper(day, paper[:-1] + "9", "Medical Diffusion", "We study clinics.", 8)
        yield found


def digest(*arguments: str, now: str = NOW) -> Result:
    return CliRunner().invoke(cli, ["--now", now, *arguments])


def document(result: Result) -> Any:
    return json.loads(result.stdout)


def everything(folder: Path) -> dict[str, str]:
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_range_makes_each_day_from_what_was_knowable_for_it(services: Services, tmp_path: Path) -> None:
    result = digest("run", *WEEK, "--json")
    assert result.exit_code == 0, result.stderr
    days = document(result)["digests"]
    assert [d["date"] for d in days] == [f"2024-08-{n}" for n in (19, 20, 21, 22, 23)]
    assert [[e["id"] for e in d["entries"]] for d in days] == [["2408.00001"], ["2408.00002"], [], [], ["2408.00003"]]
    first = days[0]["entries"][0]
    assert first["producer"] == "openai:test-model"
    assert first["line"] == "새 방법을 제안하고 실험으로 효과를 확인했다."
    assert first["reasons"] == ["키워드: diffusion", "HF ▲9"]
    assert days[2]["empty_reason"]
    journal = (tmp_path / "journal" / "2024-08-19.md").read_text("utf-8")
    assert journal.startswith("# 2024-08-19\n\n## 데일리 트렌드\n\n- [Diffusion Study 2408.00001](")


def test_the_same_command_again_calls_no_model_and_changes_no_byte(services: Services, tmp_path: Path) -> None:
    digest("run", *WEEK)
    before = everything(tmp_path / "journal")
    stamps = {p: p.stat().st_mtime_ns for p in (tmp_path / "journal").iterdir()}
    services.calls.clear()
    again = digest("run", *WEEK, "--json")
    assert again.exit_code == 0
    assert "llm" not in services.calls
    assert document(again)["usage"] == {"calls": 0, "prompt_tokens": 0, "completion_tokens": 0, "cost_usd": None}
    assert everything(tmp_path / "journal") == before
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "journal").iterdir()} == stamps


def test_order_of_days_does_not_matter(services: Services, tmp_path: Path) -> None:
    digest("run", "--date", "2024-08-23")
    digest("run", "--date", "2024-08-19")
    backwards = everything(tmp_path / "journal")
    digest("run", *WEEK)
    assert {p: h for p, h in everything(tmp_path / "journal").items() if p in backwards} == backwards


def test_with_the_model_down_the_digest_is_complete_labelled_and_exit_1(services: Services) -> None:
    services.broken.add("llm")
    result = digest("run", "--date", "2024-08-19", "--json")
    assert result.exit_code == 1
    (entry,) = document(result)["digests"][0]["entries"]
    assert entry["fallback"]
    assert entry["producer"] != "openai:test-model"
    assert "요약 모델 대신 쓴 줄 1건" in result.stderr
    services.broken.clear()
    better = digest("run", "--date", "2024-08-19", "--json")
    assert better.exit_code == 0
    assert document(better)["digests"][0]["entries"][0]["producer"] == "openai:test-model"


def test_with_every_source_down_nothing_is_written_and_the_message_is_clear(services: Services, tmp_path: Path) -> None:
    services.broken.add("hf")
    result = digest("run", "--date", "2024-08-20")
    assert result.exit_code == 1
    assert "모든 출처에서 받지 못했습니다" in result.stderr
    assert "503" in result.stderr
    assert not (tmp_path / "journal").exists()


def test_an_empty_inbox_does_not_hide_that_everything_outside_failed(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "config" / "digest.yaml"
    path.write_text(path.read_text("utf-8").replace("sources: [", "sources: [{kind: inbox}, "), "utf-8")
    services.broken.add("hf")
    result = digest("run", "--date", "2024-08-20")
    assert result.exit_code == 1
    assert "모든 출처에서 받지 못했습니다: Hugging Face" in result.stderr
    assert not (tmp_path / "journal").exists()


def test_the_configured_log_level_counts(services: Services, tmp_path: Path) -> None:
    assert "huggingface: ok" not in digest("run", "--date", "2024-08-19").stderr
    path = tmp_path / "config" / "digest.yaml"
    path.write_text("log: info\n" + path.read_text("utf-8"), "utf-8")
    assert "huggingface: ok" in digest("run", "--date", "2024-08-19").stderr


def test_a_backfill_goes_on_after_a_day_that_failed(services: Services) -> None:
    services.broken.add("hf")
    digest("run", "--date", "2024-08-20")
    services.broken.clear()
    assert digest("run", *WEEK).exit_code == 0


def test_a_missing_key_is_a_notice_not_a_failure(services: Services, tmp_path: Path) -> None:
    (tmp_path / ".env").unlink()
    result = digest("run", "--date", "2024-08-19", "--json")
    assert result.exit_code == 0
    found = document(result)["digests"][0]
    assert not found["entries"][0]["fallback"]
    assert any("OPENAI_API_KEY" in notice for notice in found["notices"])


def test_a_dry_run_shows_everything_and_writes_nothing(services: Services, tmp_path: Path) -> None:
    before = everything(tmp_path)
    result = digest("run", "--date", "2024-08-19", "--dry-run")
    assert result.exit_code == 0
    assert "(요약 예정)" in result.stdout
    assert "+- [Diffusion Study 2408.00001]" in result.stdout
    assert "예상 모델 호출 1회" in result.stdout
    assert everything(tmp_path) == before
    assert "llm" not in services.calls


def test_the_cost_of_the_model_is_told_where_prices_are_known(services: Services, tmp_path: Path) -> None:
    assert "비용" not in digest("run", "--date", "2024-08-19", "--dry-run").stdout
    config = tmp_path / "config" / "digest.yaml"
    free = config.read_text("utf-8")
    config.write_text(free.replace("style: 한다체", "prices: {input: 100, output: 1000}"), "utf-8")
    plan = digest("run", "--date", "2024-08-19", "--dry-run")
    assert re.search(r"예상 모델 호출 1회, 입력 약 [\d,]+ 토큰, 비용 약 \$0\.\d\d\n", plan.stdout)
    assert "호출" not in plan.stderr
    assert "보내지 않음" not in plan.stderr
    real = digest("run", "--date", "2024-08-19")
    assert "  요약 모델: 호출 1회($0.01 미만)" in real.stderr  # 10 tokens in, 5 out
    assert "미만" not in real.stdout
    with sqlite3.connect(tmp_path / "data" / "digest.db") as store:
        (record,) = store.execute("select record from runs where record is not null").fetchone()
    assert json.loads(record)["digests"][0]["usage"]["cost_usd"] == pytest.approx(0.006)
    again = digest("run", "--date", "2024-08-19", "--json", "--refresh-lines")
    assert document(again)["usage"]["cost_usd"] == pytest.approx(0.006)
    config.write_text(free, "utf-8")
    unpriced = digest("run", "--date", "2024-08-19", "--refresh-lines")
    assert "요약 모델: 호출" not in unpriced.stderr


def test_a_journal_that_is_not_ready_gives_the_section_to_paste(services: Services, tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    mine = tmp_path / "journal" / "2024-08-16.md"
    mine.write_text("# 2024-08-16\n")
    paste = "## 데일리 트렌드\n\n- [Diffusion Study 2408.00001]("
    assert paste in digest("run", "--date", "2024-08-19", "--dry-run").stdout
    real = digest("run", "--date", "2024-08-19")
    assert real.exit_code == 0
    assert f", main):\n\n{paste}" in real.stderr
    assert "직접 붙여" not in real.stdout
    assert [p.name for p in (tmp_path / "journal").iterdir()] == [mine.name]
    (tmp_path / "journal" / "2024-08-19.md").write_text("# 2024-08-19\n")
    assert "붙여 넣" not in digest("run", "--date", "2024-08-19").stderr


def test_refreshing_lines_asks_the_model_anew(services: Services) -> None:
    digest("run", "--date", "2024-08-19")
    services.calls.clear()
    assert digest("run", "--date", "2024-08-19", "--refresh-lines").exit_code == 0
    assert services.calls.count("llm") == 1


def test_several_digests_share_one_collection_and_one_line_per_paper(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "config" / "digest.yaml"
    second = "  - {name: second, keywords: [diffusion], journal: null, publish: [{kind: console}]}\n"
    path.write_text(path.read_text("utf-8") + second, "utf-8")
    result = digest("run", "--date", "2024-08-19", "--json")
    assert [d["name"] for d in document(result)["digests"]] == ["main", "second"]
    assert services.calls.count("llm") == 1
    assert services.calls.count("hf") == 3
    only = digest("run", "--date", "2024-08-19", "--json", "--digest", "second")
    assert [d["name"] for d in document(only)["digests"]] == ["second"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "--date", "2024-08-24"), "아직 오지 않은 날"),
        (("run", "--date", "2024-08-18"), "가장 가까운 날: 2024-08-16, 2024-08-19"),
        (("run", "--from", "2024-08-23", "--to", "2024-08-19"), "보다 앞선 날짜"),
        (("run", "--date", "0001-01-01"), "논문이 있을 수 없는 날짜입니다: 0001-01-01"),
        (("run", "--digest", "nobody"), "설정에 없는 다이제스트입니다: nobody"),
        (("--config", "nowhere.yaml", "run"), "파일이 없습니다"),
        (("--now", "yesterday", "run"), "--now"),
    ],
)
def test_wrong_requests_end_with_2_and_say_what_is_wrong(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: Any, told: str
) -> None:
    given = arguments if "--now" in arguments else ("--now", NOW, *arguments)
    monkeypatch.setattr("sys.argv", ["digest", *given])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_a_day_off_without_a_date_is_friendly(services: Services) -> None:
    result = digest("run", now="2024-08-24T10:00:00+09:00")
    assert result.exit_code == 0
    assert "2024-08-26" in result.stderr


def test_a_range_without_a_digest_day_says_so(services: Services) -> None:
    result = digest("run", "--from", "2024-08-17", "--to", "2024-08-18")
    assert result.exit_code == 0
    assert "다이제스트를 만드는 날이 없습니다" in result.stderr


def test_status_tells_the_time_of_a_run_by_the_persons_clock(services: Services) -> None:
    digest("run")
    assert "2024-08-23 07:30  run" in digest("status").stdout


def test_a_chat_without_its_secret_ends_before_anything_runs(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config" / "digest.yaml"
    path.write_text(path.read_text("utf-8").replace("{kind: console}", "{kind: slack, channel: C0PAPERS}"), "utf-8")
    monkeypatch.setattr("sys.argv", ["digest", "--now", NOW, "run"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "SLACK_BOT_TOKEN" in capsys.readouterr().err
    assert services.calls == []


@pytest.mark.slow
def test_the_command_list_needs_no_heavy_import() -> None:
    import subprocess
    import sys

    heavy = ("pydantic", "sqlalchemy", "httpx", "rich", "openai")
    code = f"import digest.cli, sys; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_sources_that_need_not_answer_make_no_quiet_day_of_an_outage(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "config" / "digest.yaml"
    feed = f"{{kind: feed, name: 남의 글, url: '{services.base}/gone.xml', optional: true}}"
    text = re.sub(r"sources: \[.*\]", f"sources: [{{kind: inbox}}, {feed}]", path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    result = digest("run", "--date", "2024-08-20")
    assert result.exit_code == 1
    assert "모든 출처에서 받지 못했습니다: 남의 글" in result.stderr
    assert not (tmp_path / "journal").exists()
