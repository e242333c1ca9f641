"""`digest add`: what a person types and what they are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from digest.cli.add import add
from digest.errors import ConfigError
from digest.store import Store
from makers import SEOUL, sighting

EXPORT = "2024. 8. 22. 09:00, 이름 : https://arxiv.org/abs/2408.10914 https://example.org/x\n2024. 8. 1. 09:00, 둘 : https://arxiv.org/abs/2407.00001"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "digest.yaml"
    path.write_text(f"store: sqlite:///{tmp_path}/digest.db\nsources:\n  - kind: inbox\n", "utf-8")
    return path


def run(config: Path, *args: str) -> Result:
    given: dict[str, Any] = {
        "config": str(config),
        "now": "2024-08-22T10:00:00+09:00",
        "log_format": "text",
        "verbose": False,
    }
    return CliRunner().invoke(add, args, obj=given)


def kept(config: Path, day: str) -> list[tuple[str, str]]:
    store = Store.open(f"sqlite:///{config.parent}/digest.db")
    date = dt.date.fromisoformat(day)
    before = dt.datetime.combine(date - dt.timedelta(days=1), dt.time(), SEOUL)
    found = [(link.url, link.note) for link in store.inbox.within(before, before, date)]
    store.close()
    return found


def test_a_paper_with_a_note_for_a_day(config: Path) -> None:
    result = run(config, "https://huggingface.co/papers/2408.10914", "--note", "멘토님 추천", "--date", "2024-08-26")
    assert (result.exit_code, result.output) == (
        0,
        "2024-08-26 다이제스트에 담음: https://arxiv.org/abs/2408.10914 (메모: 멘토님 추천)\n",
    )
    assert kept(config, "2024-08-26") == [("https://arxiv.org/abs/2408.10914", "멘토님 추천")]
    again = run(config, "arxiv.org/abs/2408.10914v2")
    assert (
        again.output == "이미 2024-08-26 다이제스트에 담겨 있음: https://arxiv.org/abs/2408.10914 (메모: 멘토님 추천)\n"
    )


def test_the_same_paper_twice_is_told_of_both(config: Path) -> None:
    result = run(config, "https://arxiv.org/abs/2408.10914", "https://arxiv.org/abs/2408.10914v2", "2408.10915")
    assert result.output.splitlines() == [
        "2024-08-23 다이제스트에 담음: https://arxiv.org/abs/2408.10914",
        "2024-08-23 다이제스트에 담음: https://arxiv.org/abs/2408.10915",
        "같은 것을 두 번 적어 한 번만 담음: https://arxiv.org/abs/2408.10914v2",
    ]


def test_a_date_for_a_known_link_moves_it(config: Path) -> None:
    run(config, "2408.10914", "--date", "2024-08-26")
    moved = run(config, "2408.10914", "--date", "2024-08-27")
    assert moved.output == "이미 담겨 있음, 실을 날은 이제 2024-08-27: https://arxiv.org/abs/2408.10914\n"
    assert kept(config, "2024-08-26") == []
    assert kept(config, "2024-08-27") == [("https://arxiv.org/abs/2408.10914", "")]


def test_a_link_for_a_weekend_comes_on_the_next_digest_day(config: Path) -> None:
    """It belonged to no window, and nobody ever saw it."""
    result = run(config, "2408.10914", "--date", "2024-08-24")
    assert result.output.startswith("2024-08-26 다이제스트에 담음")
    store = Store.open(f"sqlite:///{config.parent}/digest.db")
    friday, monday = (dt.datetime(2024, 8, day, 7, tzinfo=SEOUL) for day in (23, 26))
    assert [link.url for link in store.inbox.within(friday, monday, monday.date())] == [
        "https://arxiv.org/abs/2408.10914"
    ]
    store.close()


def test_what_was_shown_already_or_comes_too_late_is_told(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.parent)
    run(config, "2408.10914", "--date", "2024-08-22")
    made = CliRunner().invoke(cli, ["--config", str(config), "--now", "2024-08-22T07:30:00+09:00", "run"])
    assert made.exit_code == 0, made.output
    for arguments in (("--date", "2024-08-23"), ()):
        again = run(config, "2408.10914", *arguments).output
        assert again == "이미 2024-08-22 다이제스트에 실렸습니다: https://arxiv.org/abs/2408.10914\n"
    late = run(config, "2408.10915", "--date", "2024-08-22").output
    assert late.splitlines()[1:] == [
        "  그날 다이제스트는 이미 만들었으니, 실으려면 다시 만드세요: digest run --date 2024-08-22"
    ]
    assert "이미 만들었으니" not in run(config, "2408.10916").output


def test_the_next_digest_is_named(config: Path) -> None:
    assert run(config, "2408.10914").output.startswith("2024-08-23 다이제스트에 담음")


def test_exports_that_overlap(config: Path, tmp_path: Path) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        file.write_text(EXPORT, "utf-8")
    result = run(config, "--kakao-export", str(files[0]), "--kakao-export", str(files[1]))
    assert result.output == (
        "내보낸 대화에서 링크 2개를 담음. 그중 1개는 지났거나 이미 만든 날의 것이라 그날을 다시 만들어야 나옴\n"
        "논문이 아닌 링크 1개는 담지 않음 (담으려면 --all)\n"
    )
    whole = run(config, "--kakao-export", str(files[0]), "--all")
    assert whole.output.startswith("내보낸 대화에서 링크 1개를 담음, 2개는 이미 있음")
    result = run(config, "--kakao-export", str(files[1]), "--papers-only", "--date", "2024-08-27")
    assert result.output.startswith("내보낸 대화에서 링크 0개를 담음, 2개는 이미 있음\n")
    assert [url for url, _ in kept(config, "2024-08-27")] == [
        "https://arxiv.org/abs/2407.00001",
        "https://arxiv.org/abs/2408.10914",
    ]
    assert "이름".encode() not in (tmp_path / "digest.db").read_bytes()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("not a link",), "주소나 논문 번호가 아님"),
        (("https://arxiv.org/abs/2408.1091",), "arXiv 번호의 자릿수가 모자랍니다: 2408.1091"),
        (("2408.109142",), "arXiv 번호의 자릿수가 너무 많습니다: 2408.109142"),
        (("KakaoTalk.txt",), "digest add --kakao-export FILE"),
        (("--kakao-export", "{file}"), "카카오톡 대화 내보내기 파일이 아니거나"),
    ],
)
def test_nonsense_is_refused(config: Path, tmp_path: Path, args: tuple[str, ...], message: str) -> None:
    (tmp_path / "x.txt").write_text("그냥 글", "utf-8")
    result = run(config, *(arg.format(file=tmp_path / "x.txt") for arg in args))
    assert isinstance(result.exception, ConfigError)
    assert message in str(result.exception)


def test_nothing_to_add_is_a_usage_error(config: Path) -> None:
    result = run(config)
    assert (result.exit_code, "URL이나 --kakao-export" in result.output) == (click.UsageError.exit_code, True)


def test_a_paper_that_was_seen_answers_with_its_title(config: Path) -> None:
    store = Store.open(f"sqlite:///{config.parent}/digest.db")
    store.sightings.add([sighting("2408.10914", title="To Code")], dt.date(2024, 8, 22))
    store.close()
    told = run(config, "2408.10914", "--note", "둘째").output
    assert told == "2024-08-23 다이제스트에 담음: To Code – https://arxiv.org/abs/2408.10914 (메모: 둘째)\n"
