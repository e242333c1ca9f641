"""The program's own name: what it says about installing works where it runs, and never brings a stranger."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

import digest
from digest import DISTRIBUTION, errors
from digest.cli import neighbour

ROOT = Path(__file__).resolve().parent.parent
STRANGER = re.compile(
    r"""(?:\binstall|\binject|\bupgrade|\buvx|--with|--from|\brun)(?:\s+--?[a-z-]+(?:[= ]\S+)?)*"""
    r"""\s+["']?digest(?:\[|["']?\s*@|==|["'`]?\s*$)"""
)
"""`pip install digest`, `uv tool install --force "digest[mt]"`, `uvx digest`: somebody else's checksum tool."""


def test_nothing_installs_the_stranger() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("no git checkout")
    found = []
    for name in listed:
        file = ROOT / name
        if file.suffix in (".png", ".lock") or not file.is_file() or file == Path(__file__):
            continue
        lines = file.read_text("utf-8", errors="replace").splitlines()
        found += [f"{name}:{n}: {line.strip()}" for n, line in enumerate(lines, 1) if STRANGER.search(line)]
    assert not found


@pytest.mark.parametrize(
    "text", ["pip install digest", "pip install 'digest[mt]'", 'uv tool install --force "digest @ git+x"', "uvx digest"]
)
def test_the_rule_sees_what_it_is_for(text: str) -> None:
    assert STRANGER.search(text)


def test_the_package_has_its_own_name_and_two_commands() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == DISTRIBUTION
    assert project["scripts"] == dict.fromkeys(["digest", "paper-digest"], "digest.__main__:main")


@pytest.mark.parametrize("part", ["mt", "apprise", "postgres"])
def test_hints_fit_how_it_was_installed(part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert errors.how_to_add(part).startswith((f"{sys.executable} -m pip install ", "uv pip install --python "))
    (tmp_path / "pipx_metadata.json").write_text("{}")
    assert errors.how_to_add(part).startswith(f"pipx inject {DISTRIBUTION} ")
    (tmp_path / "uv-receipt.toml").write_text("")
    told = errors.how_to_add(part)
    assert told.startswith("uv tool install --force --with ")
    assert errors.PARTS[part].partition("[")[0] in told
    assert not STRANGER.search(told)


@pytest.mark.parametrize(
    ("told", "origin"),
    [
        ({"url": "file:///home/a/digest", "dir_info": {}}, "/home/a/digest"),
        (
            {"url": "https://git.example/d", "vcs_info": {"vcs": "git", "requested_revision": "v1", "commit_id": "ab"}},
            "git+https://git.example/d@v1",
        ),
        ({}, DISTRIBUTION),
    ],
)
def test_a_part_is_added_to_what_was_installed(
    told: dict[str, object], origin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        requires = ('fxtranslate==0.5.*; extra == "mt"',)

        def read_text(self, name: str) -> str:
            assert name == "direct_url.json"
            return json.dumps(told)

    monkeypatch.setattr("importlib.metadata.distribution", lambda _name: Installed())
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / "uv-receipt.toml").write_text("")
    assert errors.how_to_add("mt").endswith(f" {origin}")


def test_a_neighbour_of_the_same_name_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "__file__", str(tmp_path / "click" / "__init__.py"))
    ours = tmp_path / "digest-0.1.0.dist-info"
    ours.mkdir()
    (ours / "METADATA").write_text("Name: digest\nSummary: A daily AI paper digest in Korean\n")
    assert neighbour() == ""
    theirs = tmp_path / "digest-1.1.1.dist-info"
    theirs.mkdir()
    (theirs / "METADATA").write_text("Name: digest\nSummary: Calculate message digests\n")
    assert neighbour() == "digest 1.1.1"


def test_a_program_that_was_overwritten_says_so(tmp_path: Path) -> None:
    source = Path(digest.__file__).parent
    shutil.copytree(source, tmp_path / "digest", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "digest" / "__init__.py").write_text('__version__ = "1.1.1"\n')
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "digest", "--version"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ended.returncode == 2
    assert "paper-trend-digest" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion_for_both_commands(shell: str) -> None:
    if shell == "bash" and not shutil.which("bash"):
        pytest.skip("no bash")
    command = [sys.executable, "-m", "digest", "completion", shell]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "_DIGEST_COMPLETE" in ended.stdout
    assert "_PAPER_DIGEST_COMPLETE" in ended.stdout


def test_commands_are_completed_without_loading_them() -> None:
    environment = {**os.environ, "_DIGEST_COMPLETE": "bash_complete", "COMP_WORDS": "digest st", "COMP_CWORD": "1"}
    code = (
        "import sys, digest.cli\n"
        "try: digest.cli.cli(prog_name='digest', standalone_mode=False)\n"
        "finally: sys.stderr.write(' '.join(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert ended.stdout.split() == ["plain,status"]
    assert "sqlalchemy" not in ended.stderr.split()
