"""The memory on the branch digest-state: survives runners, unreadable without its key, never lost to an older one."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from deploy.deploy_kit import ROOT, documents

needed = [name for name in ("git", "gpg", "python3", "sh") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(needed), reason=f"not installed: {', '.join(needed)}")
SCRIPT = ROOT / "deploy/github-state.sh"
KEY = "a-long-random-text"


class Runner:
    """One GitHub runner: a fresh clone with the workflow's files."""

    def __init__(self, remote: Path, folder: Path) -> None:
        self.folder = folder
        git("clone", "--quiet", str(remote), str(folder))
        git("config", "user.name", "runner", cwd=folder)
        git("config", "user.email", "runner@localhost", cwd=folder)
        self.db = folder / "data/digest.db"

    def state(self, verb: str, key: str = KEY) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "DIGEST_STATE_KEY": key, "DIGEST_STATE_PAUSE": "0"}
        return subprocess.run(
            ["sh", str(SCRIPT), verb], cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )

    def remember(self, text: str) -> sqlite3.Connection:
        """Write a row and leave it in the write-ahead log, as a killed process would."""
        self.db.parent.mkdir(exist_ok=True)
        connection = sqlite3.connect(self.db)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE IF NOT EXISTS told (text)")
        connection.execute("INSERT INTO told VALUES (?)", (text,))
        connection.commit()
        return connection

    def remembered(self) -> list[str]:
        with contextlib.closing(sqlite3.connect(self.db)) as connection:
            return [row[0] for row in connection.execute("SELECT text FROM told ORDER BY rowid")]


def git(*words: str, cwd: Path | None = None) -> str:
    done = subprocess.run(["git", *words], cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    bare, seed = tmp_path / "remote.git", tmp_path / "seed"
    git("init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git("init", "--quiet", "--initial-branch=main", str(seed))
    (seed / "journal.md").write_text("# journal\n")
    git("add", "journal.md", cwd=seed)
    git("-c", "user.name=p", "-c", "user.email=p@localhost", "commit", "--quiet", "-m", "journal", cwd=seed)
    git("push", "--quiet", str(bare), "main", cwd=seed)
    return bare


@pytest.fixture
def runner(remote: Path, tmp_path: Path) -> Runner:
    return Runner(remote, tmp_path / "runner")


def test_the_first_start_and_every_next_one(remote: Path, tmp_path: Path) -> None:
    for day in range(3):
        runner = Runner(remote, tmp_path / f"day-{day}")
        loaded = runner.state("load")
        assert loaded.returncode == 0, loaded.stderr
        assert ("starting fresh" in loaded.stdout) == (day == 0)
        with contextlib.closing(runner.remember(f"kakao-refresh-{day}")):
            saved = runner.state("save")
        assert saved.returncode == 0, saved.stderr
    last = Runner(remote, tmp_path / "last")
    last.state("load")
    assert last.remembered() == ["kakao-refresh-0", "kakao-refresh-1", "kakao-refresh-2"]
    assert last.db.stat().st_mode & 0o077 == 0
    assert git("rev-list", "--count", "digest-state", cwd=remote) == "1"
    sealed = subprocess.run(
        ["git", "cat-file", "blob", "digest-state:digest.db.gpg"], cwd=remote, capture_output=True, check=True
    ).stdout
    assert b"SQLite" not in sealed
    assert b"kakao-refresh" not in sealed


def test_a_wrong_key_or_none_changes_nothing(runner: Runner, remote: Path, tmp_path: Path) -> None:
    runner.state("load")
    runner.remember("first").close()
    runner.state("save")
    before = git("rev-parse", "digest-state", cwd=remote)
    other = Runner(remote, tmp_path / "other")
    refused = other.state("load", key="wrong")
    assert refused.returncode != 0
    assert KEY not in refused.stdout + refused.stderr
    assert other.state("load", key="").returncode != 0
    assert not other.db.exists()
    assert git("rev-parse", "digest-state", cwd=remote) == before


def test_a_newer_memory_is_never_overwritten(runner: Runner, remote: Path, tmp_path: Path) -> None:
    other = Runner(remote, tmp_path / "other")
    for each in (runner, other):
        assert each.state("load").returncode == 0
        each.remember(f"from {each.folder.name}").close()
    assert other.state("save").returncode == 0
    late = runner.state("save")
    assert late.returncode == 1
    assert "NOT saved" in late.stderr
    reader = Runner(remote, tmp_path / "reader")
    reader.state("load")
    assert reader.remembered() == ["from other"]


def test_an_unreachable_remote_is_no_new_start(runner: Runner, remote: Path) -> None:
    remote.rename(remote.with_name("gone.git"))
    lost = runner.state("load")
    assert lost.returncode != 0
    assert "fresh" not in lost.stdout


def test_without_a_key_the_memory_is_kept_open_and_sealed_once_there_is_one(remote: Path, tmp_path: Path) -> None:
    held = []
    for day, key in enumerate(("", "", KEY, KEY)):
        runner = Runner(remote, tmp_path / f"day-{day}")
        assert runner.state("load", key).returncode == 0
        runner.remember(f"day {day}").close()
        assert len(runner.remembered()) == day + 1
        assert runner.state("save", key).returncode == 0
        held.append(git("ls-tree", "--name-only", "digest-state", cwd=remote))
    assert held == ["digest.db.gz", "digest.db.gz", "digest.db.gpg", "digest.db.gpg"]
    refused = Runner(remote, tmp_path / "keyless").state("load", "")
    assert refused.returncode == 1
    assert "DIGEST_STATE_KEY is not set" in refused.stderr


def test_a_login_is_never_saved_in_the_open(runner: Runner, remote: Path) -> None:
    with contextlib.closing(runner.remember("a day")) as connection:
        connection.execute("CREATE TABLE tokens (name TEXT, value TEXT)")
        connection.commit()
        assert runner.state("save", "").returncode == 0
        connection.execute("INSERT INTO tokens VALUES ('kakao', 'a-login')")
        connection.commit()
    before = git("rev-parse", "digest-state", cwd=remote)
    refused = runner.state("save", "")
    assert refused.returncode == 1
    assert "DIGEST_STATE_KEY" in refused.stderr
    assert "a-login" not in refused.stderr
    assert git("rev-parse", "digest-state", cwd=remote) == before
    assert runner.state("save").returncode == 0


def test_without_a_database_nothing_is_saved(runner: Runner, remote: Path) -> None:
    assert runner.state("save").returncode == 0
    assert git("branch", "--list", "digest-state", cwd=remote) == ""


def step(name: str, runner: Runner, digest: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A step of the workflow, run as the runner does (`bash -e`), with a stand-in for the program."""
    steps = documents("deploy/github-actions.yml")[0]["jobs"]["digest"]["steps"]
    script = next(each["run"] for each in steps if each.get("name") == name)
    programs = runner.folder.with_name("bin")
    programs.mkdir(exist_ok=True)
    for program, text in (("digest", digest), ("sleep", "exit 0")):
        (programs / program).write_text(f"#!/bin/sh\n{text}\n")
        (programs / program).chmod(0o755)
    path = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", **env}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=runner.folder, env=path, capture_output=True, text=True, check=False
    )


def test_the_run_step_takes_a_date_as_one_word_and_keeps_the_exit_code(runner: Runner) -> None:
    show = 'printf "%s|" "$@"; exit 1'
    assert step("Run", runner, show, DIGEST_DATE="").stdout == "run|"
    done = step("Run", runner, show, DIGEST_DATE="2024-08-19; touch owned")
    assert done.stdout == "run|--date|2024-08-19; touch owned|"
    assert done.returncode == 1
    assert not (runner.folder / "owned").exists()


def test_what_is_left_is_pushed_and_a_rejected_push_is_told(runner: Runner, remote: Path, tmp_path: Path) -> None:
    assert step("Push what is left", runner, "").returncode == 0
    (runner.folder / "journal.md").write_text("# journal\n- line\n")
    git("commit", "--quiet", "-am", "section", cwd=runner.folder)
    assert step("Push what is left", runner, "").returncode == 0
    assert git("rev-parse", "main", cwd=remote) == git("rev-parse", "HEAD", cwd=runner.folder)
    person = Runner(remote, tmp_path / "person")
    for each in (person, runner):
        (each.folder / "journal.md").write_text(f"by {each.folder.name}\n")
        git("commit", "--quiet", "-am", "edit", cwd=each.folder)
    git("push", "--quiet", cwd=person.folder)
    rejected = step("Push what is left", runner, "")
    assert rejected.returncode == 1
    assert "::error::" in rejected.stdout
    assert git("show", "main:journal.md", cwd=remote) == "by person"
