"""Mornings on throw-away runners, for real: the program, the emulator, git, the memory on its branch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.deploy_kit import ROOT
from digest.publish.kakao.target import KakaoPublisher
from digest.store import Store
from publish.kakao_kit import log_in

pytestmark = [
    pytest.mark.world,
    pytest.mark.skipif(
        any(shutil.which(name) is None for name in ("git", "gpg", "python3", "sh")),
        reason="needs git, gpg, python3, sh",
    ),
]
MONDAY = "2024-08-19T07:30:00+09:00"
CONFIG = """
sources: [{{kind: huggingface, base_url: "{huggingface}"}}]
digests:
  - name: main
    size: 3
    journal: {{folder: journal, git: {{commit: true, push: true}}}}
    publish: [{{kind: kakao, base_url: "{kakao}", auth_url: "{kauth}"}}]
net: {{allow_private: true}}
"""
WEEK = "---\ntitle: 1주차\ndate: 2024-08-19\n---\n\n## 2024-08-19 월요일\n\n### 회고\n\n내 생각.\n"
SECRETS = {
    "KAKAO_REST_API_KEY": "kakao-rest-key",
    "KAKAO_CLIENT_SECRET": "kakao-client-secret",
    "DIGEST_STATE_KEY": "a-long-random-text",
}


def call(folder: Path, *command: str, good: bool = True) -> str:
    env = {**os.environ, **SECRETS, "GIT_CONFIG_COUNT": "2"}
    env |= {"GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "runner"}
    env |= {"GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": "runner@localhost"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert not good or done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def clone(remote: Path, folder: Path) -> Path:
    call(remote, "git", "clone", "--quiet", str(remote), str(folder))
    return folder


def morning(remote: Path, folder: Path, now: str, before_run: Any = lambda: None) -> None:
    """What the workflow does, on a machine that never was and never will be again."""
    runner = clone(remote, folder)
    script = str(ROOT / "deploy/github-state.sh")
    call(runner, "sh", script, "load")
    before_run()
    call(runner, sys.executable, "-m", "digest", "--now", now, "run")
    call(runner, "sh", script, "save")
    call(runner, "git", "push")
    shutil.rmtree(runner)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    bare = tmp_path / "remote.git"
    call(tmp_path, "git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    return bare


def test_nothing_is_sent_twice_and_the_person_keeps_every_word(world: Any, remote: Path, tmp_path: Path) -> None:
    emulator = world(now=MONDAY)
    urls = {name: emulator.urls[name] for name in ("huggingface", "kakao", "kauth")}
    person = clone(remote, tmp_path / "person")
    (person / "config").mkdir()
    (person / "config/digest.yaml").write_text(CONFIG.format(**urls), encoding="utf-8")
    (person / ".gitignore").write_text("data/\n.env\n")
    week = person / "journal/2024-08-19-week.md"
    week.parent.mkdir()
    week.write_text(
        "---\ntitle: 1주차\ndate: 2024-08-19\n---\n\n## 2024-08-19 월요일\n\n### 회고\n\n내 생각.\n", encoding="utf-8"
    )
    # the login on the person's own computer, then its memory goes to the branch
    store = Store.open(f"sqlite:///{person}/data/digest.db")
    kakao = KakaoPublisher(base_url=urls["kakao"], auth_url=urls["kauth"])
    log_in(store, kakao)
    store.close()
    call(person, "sh", str(ROOT / "deploy/github-state.sh"), "save")
    call(person, "git", "add", ".gitignore", "config", "journal")
    call(person, "git", "commit", "--quiet", "-m", "journal")
    call(person, "git", "push", "--quiet", "-u", "origin", "main")

    def the_person_writes_meanwhile() -> None:
        week.write_text(week.read_text(encoding="utf-8") + "\n아침에 덧붙인 줄.\n", encoding="utf-8")
        call(person, "git", "commit", "--quiet", "-am", "thoughts")
        call(person, "git", "push", "--quiet")

    morning(remote, tmp_path / "first", MONDAY, the_person_writes_meanwhile)
    told = len(emulator.state()["kakao"]["messages"])
    assert told == 2
    call(person, "git", "pull", "--quiet")
    text = week.read_text(encoding="utf-8")
    assert "내 생각." in text
    assert "아침에 덧붙인 줄." in text
    assert text.count("데일리 트렌드") == 1
    assert text.count("huggingface.co/papers/") == 3

    morning(remote, tmp_path / "second", MONDAY)
    call(person, "git", "pull", "--quiet")
    assert week.read_text(encoding="utf-8") == text
    assert len(emulator.state()["kakao"]["messages"]) == told
    assert call(remote, "git", "rev-list", "--count", "digest-state").strip() == "1"
