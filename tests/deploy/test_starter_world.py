"""The starter as a stranger's repository: its workflow's own steps, on throw-away runners, against the emulator."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.deploy_kit import ROOT, documents, passes

JOBS = documents("starter/.github/workflows/digest.yml")[0]["jobs"]
MONDAY = "2024-08-19T07:30:00+09:00"
LINK = re.compile(r'(?:href|src)="([^"#:?]+)["#?]')
needed = [name for name in ("git", "bash", "gzip", "python3") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(needed), reason=f"not installed: {', '.join(needed)}")


def git(*words: str, cwd: Path) -> str:
    return passes("git", "-c", "user.name=me", "-c", "user.email=me@localhost", *words, cwd=cwd).strip()


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A new repository of somebody's, filled with the starter and nothing else."""
    git("init", "--quiet", "--bare", "--initial-branch=main", "remote.git", cwd=tmp_path)
    person = tmp_path / "person"
    shutil.copytree(ROOT / "starter", person)
    git("init", "--quiet", "--initial-branch=main", cwd=person)
    git("remote", "add", "origin", str(tmp_path / "remote.git"), cwd=person)
    git("add", "--all", cwd=person)
    git("commit", "--quiet", "-m", "starter", cwd=person)
    git("push", "--quiet", "-u", "origin", "main", cwd=person)
    return tmp_path / "remote.git"


def programs(folder: Path) -> Path:
    """Stand-ins for what only a runner has: pipx, root, waiting; and `digest` at a given time."""
    folder.mkdir(exist_ok=True)
    texts = {
        "digest": f'exec "{sys.executable}" -m digest --now {MONDAY} "$@"',
        "pipx": 'echo "pipx $*"',
        "sudo": 'echo "sudo $*" >&2',
        "sleep": "exit 0",
    }
    for name, text in texts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return folder


def steps(event: str) -> Iterator[tuple[str, str]]:
    """(name, script) of the steps that run for an event; a condition that is not understood is an error."""
    for step in JOBS["digest"]["steps"]:
        condition = step.get("if", "")
        assert (
            re.sub(r"always\(\)|steps\.load\.outcome == 'success'|github\.event_name != 'push'|[${} &]", "", condition)
            == ""
        )
        if "run" in step and not (event == "push" and "event_name != 'push'" in condition):
            yield step["name"], step["run"]


def morning(remote: Path, folder: Path, event: str = "schedule") -> tuple[Path, str]:
    """All steps on a fresh clone, as `bash -e`; gives the clone and all that was said."""
    git("clone", "--quiet", str(remote), str(folder), cwd=remote)
    env = {"PATH": f"{programs(remote.with_name('bin'))}:{os.environ['PATH']}", "DIGEST_PACKAGE": "./some.whl"}
    said = ""
    for name, script in steps(event):
        if name == "Make the pages" and not shutil.which("jekyll"):
            script = script.replace("jekyll build\n", "")
        said += passes("bash", "-e", "-c", script, cwd=folder, env=env)
    return folder, said


def dead_links(site: Path) -> list[str]:
    pages = list(site.glob("*.html"))
    return [
        f"{page.name}: {to}"
        for page in pages
        for to in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / to).exists()
    ]


def point_at(emulator: Any, config: Path) -> None:
    """The starter's configuration with the emulator's addresses, and a chat in which a second message would be seen."""
    urls = emulator.urls
    chat = f'{{kind: slack, token_env: SLACK_BOT_TOKEN, channel: C0PAPERS, base_url: "{urls["slack"]}"}}'
    text = config.read_text("utf-8") + "net: {allow_private: true}\n"
    for old, new in (
        ("{kind: huggingface}", f'{{kind: huggingface, base_url: "{urls["huggingface"]}"}}'),
        ("{kind: arxiv,", f'{{kind: arxiv, base_url: "{urls["arxiv"]}", rss_url: "{urls["arxiv_rss"]}",'),
        ("- {kind: console}\n", f"- {{kind: console}}\n      - {chat}\n"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    config.write_text(text, "utf-8")


@pytest.mark.world
def test_the_second_morning_is_silent(
    world: Any, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    emulator = world(now=MONDAY)
    person = tmp_path / "person"
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    point_at(emulator, person / "config/digest.yaml")
    git("commit", "--quiet", "-am", "my settings", cwd=person)
    git("push", "--quiet", cwd=person)

    def outside() -> tuple[str, int]:
        """The journal's last commit, and how many messages the channel shows."""
        told = emulator.state()["slack"]["channels"]["C0PAPERS"]
        return git("rev-parse", "main", cwd=remote), len(told)

    runner, said = morning(remote, tmp_path / "first")
    assert "pipx install ./some.whl" in said
    git("pull", "--quiet", cwd=person)
    assert git("log", "-1", "--format=%an", cwd=person) == "github-actions[bot]"
    (post,) = person.glob("_posts/2024-08-19*.md")
    assert post.read_text("utf-8").count("## 데일리 트렌드") == 1
    after = outside()
    assert after[1] == 1
    assert (runner / "_site/archive/index.html").is_file()
    if shutil.which("jekyll"):
        assert dead_links(runner / "_site") == []
        assert "데일리 트렌드" in next(runner.glob("_site/2024-08-19*.html")).read_text("utf-8")
        assert not [name for name in ("README.md", "config", "data") if (runner / "_site" / name).exists()]

    morning(remote, tmp_path / "second")
    assert outside() == after
    assert git("rev-list", "--count", "digest-state", cwd=remote) == "1"
    assert git("ls-tree", "--name-only", "digest-state", cwd=remote) == "digest.db.gz"

    state = git("rev-parse", "digest-state", cwd=remote)
    morning(remote, tmp_path / "third", event="push")
    assert outside() == after
    assert git("rev-parse", "digest-state", cwd=remote) == state


def test_an_owner_that_nobody_named_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    script = dict(steps("schedule"))["Install"]
    named = documents("starter/.github/workflows/digest.yml")[0]["env"]["DIGEST_PACKAGE"].split("'")[1]
    env = {**os.environ, "PATH": f"{programs(tmp_path / 'bin')}:{os.environ['PATH']}", "DIGEST_PACKAGE": named}
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "::error::" in done.stdout
    assert "pipx" not in done.stdout
