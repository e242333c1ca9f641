"""`digest status` and `digest pause` as a person types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

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


def test_a_new_install_is_healthy_and_shows_what_comes_next(services: Services) -> None:
    result = digest("19T08:00", "status")
    assert result.exit_code == 0
    assert result.stdout.startswith("정상입니다.")
    assert "아직 실행한 적이 없습니다" in result.stdout
    assert "morning: 08-20 07:30, 08-21 07:30" in result.stdout


def test_status_as_json_and_its_exit_code(services: Services) -> None:
    digest("19T07:30", "run")
    well = digest("19T12:00", "status", "--json")
    assert (well.exit_code, json.loads(well.stdout)["healthy"]) == (0, True)
    ill = digest("20T12:00", "status", "--json")
    assert ill.exit_code == 1
    found = json.loads(ill.stdout)
    assert found["problems"] == ["2024-08-20 다이제스트 main이(가) 만들어지지 않음"]
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


def test_a_pause_in_the_past_is_refused(services: Services) -> None:
    assert digest("19T07:30", "pause", "--until", "2024-08-18").exit_code != 0
