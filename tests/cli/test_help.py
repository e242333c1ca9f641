"""`digest help`: the user's pages in the terminal."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from digest.cli import COMMANDS, cli
from digest.cli.help import TOPICS, leads, text_of

ROOT = Path(__file__).resolve().parents[2]


def help_on(*words: str) -> Result:
    return CliRunner().invoke(cli, ["help", *words], env={"COLUMNS": "80"})


def test_without_a_topic_every_topic_is_named_with_its_title() -> None:
    told = help_on().stdout
    for name in TOPICS:
        title = text_of(name).splitlines()[0].removeprefix("# ")
        assert f"  {name:<17}{title}\n" in told


@pytest.mark.parametrize("name", TOPICS)
def test_every_page_is_shown(name: str) -> None:
    done = help_on(name)
    assert done.exit_code == 0
    assert done.stdout.startswith(text_of(name).splitlines()[0].removeprefix("# "))
    assert "\x1b" not in done.stdout


def test_a_page_answers_to_its_korean_names_and_to_its_file() -> None:
    assert help_on("설정").stdout == help_on("docs/configuration.md").stdout == help_on("configuration").stdout


def test_the_names_of_pages_do_not_clash() -> None:
    names = [name for page, others in TOPICS.items() for name in (page, *others)]
    assert len(names) == len(set(names))


def test_an_unknown_topic_names_the_nearest_and_all() -> None:
    done = help_on("slak")
    assert done.exit_code == 2
    assert "없는 주제입니다: slak (혹시 `slack`?)" in done.stderr
    assert ", ".join(TOPICS) in done.stderr


@pytest.mark.parametrize("command", ["run", "db"])
def test_a_command_gets_its_own_help(command: str) -> None:
    assert help_on(command).stdout.strip() == CliRunner().invoke(cli, [command, "--help"]).stdout.strip()


def test_a_key_of_the_configuration_is_explained() -> None:
    told = help_on("journal.items").stdout
    assert told.startswith("`digests.journal`\n")
    assert re.search(r"(?m)^`items` .*`all`", told)
    assert help_on("items").stdout == told
    assert help_on("jobs.items").exit_code == 2
    places = re.findall(r"(?m)^`(kind: \w+)`$", help_on("token_env").stdout)
    assert {"kind: slack", "kind: x"} <= set(places)


def test_a_key_with_keys_of_its_own_shows_them() -> None:
    told = help_on("keywords").stdout
    assert told.startswith("`digests`\n")
    for name in ("any", "weight", "not"):
        assert re.search(rf"(?m)^`{name}`", told), name
    assert "LLM-based agent" in told, "how several words match"
    told = help_on("journal.course").stdout
    assert "2024-08-05" in told
    assert re.search(r"(?m)^`day1`", told)
    assert re.search(r"(?m)^`contact`", help_on("net").stdout)


def test_an_unknown_key_names_the_nearest() -> None:
    assert "(혹시 `catch_up_post`?)" in help_on("catch_up_posts").stderr


def test_links_lead_to_what_a_reader_has() -> None:
    assert leads("slack.md#봇-토큰으로") == "digest help slack"
    assert leads("https://arxiv.org") == "https://arxiv.org"
    assert leads("../deploy/slack-manifest.yaml") == ""
    assert leads("quality.md#choosing") == ""


def test_help_is_among_the_commands_without_loading_its_page() -> None:
    assert "help" in COMMANDS
    code = "import sys, digest.cli.help; sys.exit(bool({'rich', 'markdown_it', 'pydantic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def on_a_terminal(rows: int, columns: int = 80, *, pager: str) -> str:
    """What a person sees at a terminal of that size."""
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    mine, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    env |= {"PAGER": pager, "TERM": "xterm"}
    command = [sys.executable, "-m", "digest", "help", "company-network"]
    os.write(mine, b"q")  # what less waits for
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, cwd=ROOT) as process:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(mine, 65536):
                seen += part
        except OSError:  # the other side is closed
            pass
        process.wait(300)
    os.close(mine)
    return seen.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="no pty")
def test_a_page_longer_than_the_screen_goes_through_the_pager() -> None:
    seen = on_a_terminal(20, pager="sed s/^/P:/")
    assert "P:" in seen
    assert "\x1b[" not in seen
    assert "P:" not in on_a_terminal(400, pager="sed s/^/P:/")


@pytest.mark.skipif(os.name == "nt" or not shutil.which("less"), reason="no pty or no less")
def test_less_shows_colours_and_hangul_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("LESS", raising=False)
    seen = on_a_terminal(20, pager="less")
    assert "\x1b[1;4m회사 망에서 쓰기\x1b[" in seen
    assert "ESC" not in seen


@pytest.mark.skipif(os.name == "nt", reason="no pty")
def test_the_width_is_the_terminals_own() -> None:
    def widest(columns: int) -> int:
        seen = re.sub(r"\x1b\[[\d;]*m", "", on_a_terminal(400, columns, pager="cat"))
        return max(cell_len(line) for line in seen.splitlines())

    assert 50 < widest(60) <= 60
    assert 90 < widest(300) <= 100


def test_first_steps_are_five_commands_on_one_screen() -> None:
    fence = text_of("first-steps").split("```")[1]
    assert len([line for line in fence.splitlines() if re.match(r"(?:uv|mkdir|digest) ", line)]) == 5
    assert re.findall(r"# (\d)\. ", fence) == list("12345")
    assert len(help_on("first-steps").stdout.splitlines()) <= 36
