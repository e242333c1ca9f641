"""`digest status` and `digest pause` as a person types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from loopback import Services, serving

CONFIG = """\
store: sqlite:///data/digest.db
sources: [{{kind: huggingface, base_url: "{base}/hf"}}]
skip: {{holidays: KR, dates: ["2024-08-28..2024-08-29"]}}
digests: [{{name: main, journal: {{folder: journal}}}}]
"""


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with serving() as found:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "digest.yaml").write_text(CONFIG.format(base=found.base), "utf-8")
        monkeypatch.chdir(tmp_path)
        for day in range(12, 32):
            found.paper(f"2024-08-{day}", f"2408.000{day}", f"Study {day}", "We study how models learn.", 5)
        yield found


def digest(now: str, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--now", f"2024-08-{now}:00+09:00", *arguments])


def titles(result: Result) -> list[str]:
    return sorted(e["title"] for d in json.loads(result.stdout)["digests"] for e in d["entries"])


def test_a_new_install_is_not_ill_and_shows_what_comes_next(services: Services) -> None:
    result = digest("19T08:00", "status")
    assert result.exit_code == 0
    assert result.stdout.startswith("저장소가 아직 없어 잘 되고 있는지 알 수 없습니다.\n")
    assert "정상입니다" not in result.output
    assert "아직 실행한 적이 없습니다" in result.stdout
    assert "morning: 08-20(화) 07:30, 08-21(수) 07:30" in result.stdout


def test_status_as_json_and_its_exit_code(services: Services) -> None:
    digest("19T07:30", "run")
    well = digest("19T12:00", "status", "--json")
    assert (well.exit_code, json.loads(well.stdout)["healthy"]) == (0, True)
    ill = digest("20T12:00", "status", "--json")
    assert ill.exit_code == 1
    found = json.loads(ill.stdout)
    assert found["problems"] == ["2024-08-20 다이제스트가 만들어지지 않음: main"]
    assert found["sources"][0] == {"source": "huggingface", "states": {"ok": 1}, "failing_for": 0}
    assert set(found["next"]) == {"collect", "morning", "journal"}


def test_the_digest_after_a_pause_covers_it(services: Services) -> None:
    digest("19T07:30", "run")
    paused = digest("19T09:00", "pause", "--until", "2024-08-21")
    assert "2024-08-21까지 쉽니다" in paused.stdout
    off = digest("20T07:30", "run", "--json")
    assert off.exit_code == 0
    assert "2024-08-22" in off.stderr
    assert digest("21T12:00", "status").exit_code == 0
    assert titles(digest("22T07:30", "run", "--json")) == ["Study 19", "Study 20", "Study 21"]


def test_a_day_that_was_made_stays_a_digest_day(services: Services) -> None:
    digest("19T07:30", "run")
    late = digest("19T09:00", "pause", "--until", "2024-08-19")
    assert late.exit_code != 0
    digest("19T09:00", "pause", "--until", "2024-08-20")
    assert titles(digest("21T07:30", "run", "--json")) == ["Study 19", "Study 20"]
    assert titles(digest("21T07:31", "run", "--date", "2024-08-19", "--json")) == ["Study 16", "Study 17", "Study 18"]


def test_a_pause_can_be_ended_early_and_what_it_covered_stays_covered(services: Services) -> None:
    digest("19T07:30", "run")
    digest("19T09:00", "pause", "--until", "2024-08-30")
    digest("21T07:00", "pause", "--off")
    assert titles(digest("21T07:30", "run", "--json")) == ["Study 19", "Study 20"]
    assert titles(digest("22T07:30", "run", "--json")) == ["Study 21"]


def test_holidays_and_dates_are_covered_by_the_next_digest(services: Services) -> None:
    """15 August is a public holiday in Korea."""
    assert digest("15T07:30", "run").exit_code == 0
    assert titles(digest("16T07:30", "run", "--json")) == ["Study 14", "Study 15"]
    assert titles(digest("30T07:30", "run", "--json")) == ["Study 27", "Study 28", "Study 29"]


@pytest.mark.parametrize("arguments", [(), ("--off", "--until", "2024-08-30"), ("--until", "tomorrow")])
def test_a_pause_needs_one_clear_wish(services: Services, arguments: tuple[str, ...]) -> None:
    assert digest("19T07:30", "pause", *arguments).exit_code == 2


def test_no_pause_to_end_is_told(services: Services) -> None:
    assert digest("19T09:00", "pause", "--off").stdout == "쉬는 중이 아닙니다.\n"
    digest("19T09:00", "pause", "--until", "2024-08-20")
    assert "쉬기를 끝냈습니다" in digest("19T09:01", "pause", "--off").stdout
    assert digest("19T09:02", "pause", "--off").stdout == "쉬는 중이 아닙니다.\n"


def test_a_pause_in_the_past_is_refused(services: Services) -> None:
    assert digest("19T07:30", "pause", "--until", "2024-08-18").exit_code != 0


def test_a_pause_is_seen_wherever_one_looks(services: Services) -> None:
    digest("19T07:30", "run")
    digest("19T09:00", "pause", "--until", "2024-08-21")
    told = digest("20T08:00", "status").stdout
    assert told.startswith("정상입니다.\n  ※ 쉬는 중: 2024-08-21까지 (digest pause --off로 끝냄)")
    assert "다음 다이제스트: 2024-08-22(목)" in told
    assert "morning: 08-21(수) 07:30 (쉬는 날), 08-22(목) 07:30, 08-23(금) 07:30" in told
    assert json.loads(digest("20T08:00", "status", "--json").stdout)["next_digest"] == "2024-08-22"
    checked = digest("20T08:00", "check").stdout
    assert "다음 다이제스트: 2024-08-22(목)" in checked
    assert "쉬는 중: 2024-08-21까지" in checked
    assert "collect (collect): 08-20(화) 09:05, 12:05, 15:05\n" in checked


def test_skipped_dates_and_weekends_are_no_next_digest(services: Services) -> None:
    digest("27T07:30", "run")
    assert "다음 다이제스트: 2024-08-30(금)" in digest("27T08:00", "status").stdout


def test_the_next_digest_is_todays_until_it_is_made(services: Services) -> None:
    assert "다음 다이제스트: 2024-08-19(월)" in digest("19T07:30", "check").stdout
    digest("19T07:30", "run")
    assert "다음 다이제스트: 2024-08-20(화)" in digest("19T07:31", "check").stdout


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ("15T07:30", "공휴일: 광복절"),
        ("28T07:30", "설정의 skip.dates에 있는 날: 2024-08-28..2024-08-29"),
        ("18T07:30", "설정의 days(mon-fri)에 없는 일요일"),
        ("20T07:30", "2024-08-21까지 쉬는 중, digest pause --off로 끝냄"),
    ],
)
def test_a_run_on_a_day_off_says_why(services: Services, now: str, why: str) -> None:
    digest("19T09:00", "pause", "--until", "2024-08-21")
    told = digest(now, "run")
    assert told.exit_code == 0
    assert f"다이제스트를 만드는 날이 아닙니다({why})" in told.stderr
    asked = digest("30T07:30", "run", "--date", f"2024-08-{now[:2]}")
    assert f"({why})" in str(asked.exception)


def test_a_second_run_says_that_nothing_was_sent_again(services: Services) -> None:
    assert "2024-08-19.md: 전달됨" in digest("19T07:30", "run").stderr
    assert "2024-08-19.md: 이미 전달됨" in digest("19T07:40", "run").stderr
    again = digest("19T07:45", "resend", "--date", "2024-08-19", "--target", "journal")
    assert again.stderr.endswith(": 이미 전달됨\n")
    services.paper("2024-08-16", "2408.99999", "Late study", "We study how models learn.", 5)
    assert "2024-08-19.md: 전달됨" in digest("19T07:50", "run").stderr


@pytest.mark.parametrize(
    ("status", "hint"), [(503, "잠시 뒤 다시"), (429, "잠시 뒤 다시"), (404, "네트워크와 출처의 주소")]
)
def test_the_hint_fits_what_failed(services: Services, status: int, hint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from digest.net.client import HttpClient, HttpFailure, status_text

    def refused(*_args: Any, **_options: Any) -> Any:
        raise HttpFailure(status_text(status), status=status, attempts=3)

    monkeypatch.setattr(HttpClient, "get", refused)
    told = digest("19T07:30", "run")
    assert (hint in str(told.exception), hint in told.stderr) == (True, False)  # once, at the end
    assert told.exit_code == 1


def test_a_run_without_a_configuration_says_so(services: Services) -> None:
    Path("config/digest.yaml").unlink()
    told = digest("18T07:30", "run").stderr
    assert "설정 파일이 없어 기본값으로 실행합니다 (digest init으로 만들 수 있습니다)" in told


def test_kakao_status_without_a_kakao_target_says_so(services: Services) -> None:
    assert digest("19T07:30", "kakao", "status").stdout.startswith("설정에 카카오톡 대상이 없습니다")


def test_a_login_is_missed_where_it_is_needed(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKAO_REST_API_KEY", "kakao-rest-key")
    monkeypatch.setenv("KAKAO_CLIENT_SECRET", "kakao-client-secret")
    config = Path("config/digest.yaml")
    config.write_text(config.read_text("utf-8").replace("{folder: journal}", "null, publish: [{kind: kakao}]"), "utf-8")
    checked = digest("19T07:30", "check")
    lines = checked.stdout.splitlines()
    assert checked.exit_code == 2
    assert "  대상 kakao:me: 로그인 필요" in lines
    assert lines[-2:] == ["고칠 것 1가지:", "  ✗ kakao:me: 로그인이 필요합니다: digest kakao login"]
    notice = next(n for n, line in enumerate(lines) if "로그인하지 않았습니다" in line)
    assert lines[notice - 1].strip().startswith("대상 kakao")
    assert sum("로그인하지 않았습니다" in line for line in lines) == 1


def test_a_broken_line_of_dotenv_is_named_once_and_kept_secret(services: Services) -> None:
    Path(".env").write_text("GOOD=1\nSLACK_BOT_TOKEN 'xoxb-secret\n", "utf-8")
    told = digest("19T07:30", "--config", "config/digest.yaml", "status").stderr
    assert told.count("2번째 줄") == 1
    assert f"{Path('.env').absolute()}: 2번째 줄: 이름=값이 아니어서 건너뜀" in told
    assert "xoxb" not in told
    assert "dotenv could not" not in told
