"""The likeliest mistakes of somebody's first day: each is told in words, none ends in a traceback."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from cli_kit import NOW, Said
from digest.cli import cli
from digest.cli.session import parse_date
from digest.config.file import load_settings
from digest.config.settings import SkipSettings, date_range
from digest.store import Store
from digest.store.runs import COLLECTING

QUIET = "sources: [{kind: inbox}]\nsummarizer: {kind: keyless, mt: 'off'}\n"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(monkeypatch, capsys)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "한글 폴더"
    (here / "config").mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.delenv("DIGEST_CONFIG", raising=False)
    configure("")


def configure(text: str) -> None:
    Path("config/digest.yaml").write_text(QUIET + text, "utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("timezone: KST\n", "3번째 줄: timezone: 모르는 시간대입니다: KST (예: Asia/Seoul)"),
        ("timezone: Asia\n", "3번째 줄: timezone: 모르는 시간대입니다: Asia (예"),
        ("timezone:\n", "3번째 줄: timezone: 비어 있습니다"),
        ("cutoff: 7\n", '3번째 줄: cutoff: 시각은 따옴표로 감싸 "07:00"처럼'),
        ("digests:\n  - name: 우리 팀\n", "4번째 줄: digests.0.name: 글자, 숫자"),
        ("digests: [{publish: [slack]}]\n", "3번째 줄: digests.0.publish.0: `{kind: 이름}`이어야 합니다"),
        ("digests: [{publish: [{kind: slack}]}]\n", "publish.0.channel: 꼭 있어야 하는데 없습니다"),
        (
            "digests:\n  - publish:\n    - kind: slack\n      channel: #papers\n",
            "#으로 시작하는 값은 따옴표로",
        ),
        ("skip: {dates: [2024/12/24]}\n", "3번째 줄: skip.dates: 날짜(2026-12-24)나 기간"),
        ("digests:\n\t- name: main\n", "탭을 빈칸으로"),
        (
            "digests: [{journal: {course: 2024-08-05}}]\n",
            "journal.course: 1일차의 날짜라면 `course: {day1: 2024-08-05}`이라고 적으세요",
        ),
        ("digests: [{journal: {course: {day1: 5일}}}]\n", "journal.course.day1: 2026-12-24처럼 날짜여야 합니다"),
        ("digests:\n  - name: main\n     size: 3\n", "5번째 줄: "),
    ],
)
def test_a_mistake_in_the_configuration(said: Said, text: str, told: str) -> None:
    configure(text)
    code, shown = said("check")
    assert (code, told in shown) == (2, True), shown


def test_what_is_meant_is_understood() -> None:
    configure("cutoff: 7:00\ndays: [mon, wed]\nskip: {dates: 2024-12-24, holidays: kr}\n")
    settings = load_settings(Path("config/digest.yaml"))
    assert (settings.cutoff, settings.days) == (dt.time(7), "mon,wed")
    assert settings.skip == SkipSettings(dates=("2024-12-24",), holidays="KR")
    assert date_range("2024-12-24") == (dt.date(2024, 12, 24), dt.date(2024, 12, 24))


def test_the_first_class_day_may_be_typed_as_loosely_as_a_date() -> None:
    configure("digests: [{journal: {course: {day1: 2024-8-5, off: [2024. 8. 16.]}}}]\n")
    journal = load_settings(Path("config/digest.yaml")).digests[0].journal
    assert journal
    assert journal.course
    assert (journal.course.day1, journal.course.off) == (dt.date(2024, 8, 5), (dt.date(2024, 8, 16),))


@pytest.mark.parametrize("text", ["2024-08-23", "2024/08/23", "2024.8.23", "2024. 8. 23.", "20240823", "2024-8-23"])
def test_dates_as_koreans_write_them(text: str) -> None:
    import click

    assert parse_date(None, click.Option(["--date"]), text) == dt.date(2024, 8, 23)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["0823", "오늘", "2024/13/01", "2024.2.31", "24-08-23", "2024-08-2x"])
def test_other_dates_show_the_form(said: Said, text: str) -> None:
    code, shown = said("run", "--date", text)
    assert code == 2
    assert "날짜로 읽을 수 없습니다" in shown


def test_a_store_that_cannot_be_made_is_found_by_check(said: Said) -> None:
    configure("store: sqlite:////proc/x/digest.db\n")
    code, shown = said("check")
    assert code == 2
    assert "✗ store: /proc/x에 쓸 수 없습니다" in shown


def test_a_store_or_journal_without_permission_is_found_by_check(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("journal").mkdir()
    assert said("add", "2408.10914")[0] == 0
    forbidding = SimpleNamespace(access=lambda *_args: False, W_OK=os.W_OK)  # root may write anywhere
    monkeypatch.setattr("digest.cli.check.os", forbidding)
    code, shown = said("check")
    assert code == 2
    assert "store: data/digest.db에 쓸 권한이 없습니다" in shown
    assert "journal에 쓸 권한이 없습니다" in shown


def test_a_check_leaves_nothing_behind(said: Said) -> None:
    before = sorted(Path().rglob("*"))
    assert said("check")[0] == 0
    assert sorted(Path().rglob("*")) == before


def test_a_long_pause_is_refused_and_a_pause_is_shown(said: Said) -> None:
    code, shown = said("pause", "--until", "2025-12-01")
    assert code == 2
    assert "더 오래 쉬려면" in shown
    assert said("pause", "--until", "2025-02-28")[0] == 0
    for command in ("check", "status"):
        assert "쉬는 중: 2025-02-28까지 (digest pause --off로 끝냄)" in said(command)[1]
    assert said("add", "2408.10914") == (0, "2025-03-03 다이제스트에 담음: https://arxiv.org/abs/2408.10914\n")


def test_days_off_for_ever_are_told_without_a_traceback(said: Said) -> None:
    configure("skip: {dates: [2024-01-01..2030-01-01]}\n")
    code, shown = said("check")
    assert code == 2
    assert "다이제스트를 만드는 날이 없습니다" in shown


def test_a_journal_that_will_not_be_written_is_something_to_look_at(said: Said) -> None:
    configure("digests: [{name: main, journal: {folder: til}}]\n")
    Path("til").mkdir()
    week = Path("til/week3.md")
    week.write_text("# 3주차\n" + "".join(f"\n## {n}일차\n\n배웠다.\n" for n in range(11, 16)), "utf-8")
    code, shown = said("check")
    assert code == 0, "it is a doubt, not a mistake"
    assert "쓰지 않습니다 – week3.md: N일차가 며칠인지 알 수 없습니다" in shown
    assert "(예: ## 11일차 (2024-08-19))" in shown
    assert "(예: course: {day1: 2024-08-05})" in shown
    assert "살펴볼 것 1가지:\n  ※ journal:til: 2024-08-23의 섹션을 쓰지 못하고 기다립니다" in shown
    assert "문제 없음" not in shown
    said("add", "2408.10914", "--date", "2024-08-23")
    said("run")
    assert said("status")[1].startswith("정상입니다. 다만 저널에서 기다리는 섹션이 있습니다")
    week.write_text(week.read_text("utf-8").replace("## 11일차\n", "## 11일차 (2024-08-19)\n"), "utf-8")
    assert said("check")[1].endswith("문제 없음\n"), "the first way out"
    week.write_text(week.read_text("utf-8").replace(" (2024-08-19)", ""), "utf-8")
    configure("digests: [{name: main, journal: {folder: til, course: {day1: 2024-08-05}}}]\n")
    assert said("check")[1].endswith("문제 없음\n"), "the second"


def test_a_journal_folder_that_is_not_there_is_told(said: Said) -> None:
    shown = said("check")[1]
    assert "저널: journal – 아직 없는 폴더: 새로 만듭니다, 하루에 파일 하나" in shown
    Path("journal").mkdir()
    assert "저널: journal – digest가 만드는 폴더, 하루에 파일 하나" in said("check")[1]


def test_a_missing_translator_is_told_once_nobody_switched_it_off(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    told = "※ 번역 모델이 없어 대부분 영어 핵심 문장입니다: digest models fetch ko"
    monkeypatch.setattr("digest.summarize.translate.mt.installed", lambda: False)
    assert told not in said("check")[1]
    Path("config/digest.yaml").write_text("sources: [{kind: inbox}]\nsummarizer: {kind: keyless}\n", "utf-8")
    assert told in said("check")[1]
    Path("config/digest.yaml").write_text("summarizer: {kind: openai, model: m, api_key_env: ''}\n", "utf-8")
    assert told not in said("check")[1]


def test_an_empty_day_is_not_called_delivered(said: Said) -> None:
    code, shown = said("run")
    assert code == 0
    assert "journal:journal: 보내지 않음 – 실을 글이 없어 저널을 그대로 두었습니다" in shown
    assert "전달됨" not in shown + said("status", "--date", "2024-08-23")[1]
    assert said("add", "2408.10914", "--date", "2024-08-23")[0] == 0
    assert "journal/2024-08-23.md: 전달됨" in said("run")[1]


def test_collect_says_what_it_keeps(said: Said) -> None:
    assert said("collect") == (0, "2024-08-26 다이제스트에 쓸 글이 아직 없습니다.\n")
    said("add", "2408.10914")
    assert said("collect") == (0, "2024-08-26 다이제스트에 쓸 글 1건을 모아 두었습니다.\n")


def test_collect_says_which_source_failed(said: Said) -> None:
    feed = "{kind: feed, name: 남의 글, url: 'http://127.0.0.1:9/gone.xml'}"
    Path("config/digest.yaml").write_text(
        QUIET.replace("{kind: inbox}", f"{{kind: inbox}}, {feed}") + "net: {allow_private: true}\n", "utf-8"
    )
    said("add", "2408.10914")
    code, told = said("collect")
    assert code == 1
    first, wrong = told.strip().split("\n")[-2:]
    assert "쓸 글 1건을 모아" in first
    assert wrong.startswith("  남의 글: ")


def test_collect_that_another_run_kept_from_asking_fails(said: Said) -> None:
    configure("run_deadline_s: 0.2\n")
    with closing(Store.open("sqlite:///data/digest.db")) as store:
        assert store.claims.take(COLLECTING, "elsewhere|1|1|1", dt.datetime.now(dt.UTC), dt.timedelta(hours=1))
    code, told = said("collect")
    assert code == 1
    assert "다른 실행이 출처를 모으는 중이라" in told
    assert "쓸 글이 아직 없습니다" not in told


def test_init_names_the_commands_that_read_what_it_wrote(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    code, told = said("--config", "my.yaml", "init", "--yes")
    assert code == 0
    assert told.startswith("my.yaml 파일을 썼습니다.\n")
    call = "digest --config my.yaml"
    assert told.endswith(f"다음: {call} check, {call} run --dry-run(미리 보기), 그리고 {call} run\n")
    monkeypatch.setenv("DIGEST_CONFIG", "other.yaml")
    told = said("init", "--yes")[1]
    assert told.startswith("other.yaml 파일을 썼습니다.\n")
    assert told.endswith("다음: digest check, digest run --dry-run(미리 보기), 그리고 digest run\n")


@pytest.mark.parametrize("line", ["{0} check | head -n 1", "{0} run | true", "{0} check >&-", "{0} run 2>&- >&-"])
def test_a_reader_that_leaves_costs_nothing(line: str) -> None:
    digest = f"'{sys.executable}' -m digest --now {NOW}"
    env = os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "cp949"}
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line.format(digest)], capture_output=True, env=env, timeout=300
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert b"Error" not in ended.stderr


@pytest.mark.parametrize("command", [("check",), ("db", "upgrade"), ("models", "status")])
def test_options_of_the_program_stand_before_or_behind_a_command(said: Said, command: tuple[str, ...]) -> None:
    options = ("--config", "not-there.yaml", "--log-format", "json", "--now", NOW, "-v")
    told = said(*options, *command)
    assert told[0] == 2
    assert "not-there.yaml" in told[1]
    assert said(*command, *options) == told


def test_what_is_said_before_a_command_holds_unless_it_is_said_again(said: Said) -> None:
    assert "first.yaml" in said("--config", "first.yaml", "check", "-v")[1]
    assert "second.yaml" in said("--config", "first.yaml", "check", "--config", "second.yaml")[1]


def test_an_option_that_only_stands_before_a_command_is_told_its_place(said: Said) -> None:
    code, shown = said("run", "--version")
    assert code == 2
    assert "→ 명령 앞에 쓰세요: digest --version … run" in shown
    assert "명령 앞에" not in said("run", "--colour")[1]


@pytest.mark.parametrize(("typed", "channel"), [("papers", "#papers"), ("#논문", "#논문"), ("C0PAPERS1", "C0PAPERS1")])
def test_the_answers_of_init_make_a_configuration_that_loads(typed: str, channel: str) -> None:
    answers = f"~/노트\ndiffusion; RLHF、추론\n\nn\nslack\n{typed}\n"
    assert CliRunner().invoke(cli, ["--config", "my.yaml", "init"], input=answers).exit_code == 0
    main = load_settings(Path("my.yaml")).digests[0]
    assert [keyword.any[0] for keyword in main.keywords] == ["diffusion", "RLHF", "추론"]
    assert getattr(main.publish[1], "channel", "") == channel


def test_undo_of_a_day_that_went_nowhere_says_so(said: Said) -> None:
    configure("digests: [{journal: null, publish: [{kind: file, path: 'out/{date}.md'}]}]\n")
    answered = said("undo", "--date", "2024-08-22")
    assert answered[0] == 0
    assert "되돌릴 것이 없습니다: 2024-08-22 main" in "".join(map(str, answered))


def test_undo_means_today_unless_it_is_told_a_day(said: Said) -> None:
    said("add", "2408.10914", "--date", "2024-08-23")
    said("run")
    assert "2408.10914" in Path("journal/2024-08-23.md").read_text("utf-8")
    assert said("undo", "--date", "2024-08-22")[0] == 0
    assert "2408.10914" in Path("journal/2024-08-23.md").read_text("utf-8")
    assert said("undo")[0] == 0
    assert not Path("journal/2024-08-23.md").exists() or "2408.10914" not in Path("journal/2024-08-23.md").read_text()


def test_the_deliveries_of_a_day_are_told_to_programs_too(said: Said) -> None:
    said("add", "2408.10914", "--date", "2024-08-23")
    said("run")
    code, told = said("status", "--date", "2024-08-23", "--json")
    assert (code, [(row["date"], row["state"]) for row in json.loads(told)]) == (0, [("2024-08-23", "sent")])
    assert said("status", "--date", "2024-08-22", "--json") == (0, "[]\n")
    assert said("status", "--date", "2024-08-23", "--week", "2024-W34")[0] == 2


def test_words_in_another_encoding_are_told_as_that(said: Said) -> None:
    """What a terminal set to EUC-KR sends, as Python hands it over."""
    note = b"\xc0\xfa".decode("utf-8", "surrogateescape")
    code, told = said("add", "2408.10914", "--note", note)
    assert code == 2
    assert "UTF-8이 아닌 글자가 있습니다: ??\n  → 터미널의 글자 인코딩을" in told


def test_a_file_that_is_named_in_another_encoding_is_read(said: Said) -> None:
    name = b"\xc0\xfa.yaml".decode("utf-8", "surrogateescape")
    try:
        Path(name).write_text(QUIET, "utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes UTF-8 names alone")
    command = [sys.executable, "-m", "digest", "--config", name, "check"]
    assert subprocess.run(command, capture_output=True, timeout=300, check=False).returncode == 0


def test_answers_in_another_encoding_are_told_as_that() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "digest", "--config", "new.yaml", "init"],
        input=b"\xc0\xfa\n\n\nn\nnone\n",
        capture_output=True,
        timeout=300,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8:surrogateescape"},
        check=False,
    )
    assert told.returncode == 2, told.stderr.decode()
    assert "UTF-8이 아닌 글자가 있습니다" in told.stderr.decode()
    assert not Path("new.yaml").exists()


def test_a_superscript_is_no_number_of_a_link(said: Said) -> None:
    said("add", "2408.10914")
    code, told = said("links", "rm", "²")
    assert code == 2
    assert "기다리는 링크가 아닙니다: ²" in told
