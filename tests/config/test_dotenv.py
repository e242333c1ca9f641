"""Which `.env` counts: beside the configuration, then where digest runs, then above the configuration."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from digest.config import dotenv
from digest.config.dotenv import with_dotenv


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration two folders deep, with a `.env` in each of the three places."""
    for folder, name in (("here", "here"), ("home", "above"), ("home/config", "beside")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / ".env").write_text(f"BOTH={name}\n{name.upper()}=1\n", "utf-8")
    return tmp_path / "home/config/digest.yaml"


def test_the_nearer_file_wins_and_the_process_over_all(config: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    assert with_dotenv({}, config, here) == {"BOTH": "beside", "HERE": "1", "ABOVE": "1", "BESIDE": "1"}
    (config.parent / ".env").unlink()
    assert with_dotenv({}, config, here)["BOTH"] == "here"
    (here / ".env").unlink()
    assert with_dotenv({}, config, here)["BOTH"] == "above"
    assert with_dotenv({"BOTH": "process"}, config, here)["BOTH"] == "process"
    assert with_dotenv({}, None, here) == {}


def test_above_the_configuration_only_a_file_of_ones_own_counts(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(dotenv, "os", SimpleNamespace(name="posix", getuid=lambda: 1234))
    monkeypatch.setattr(Path, "stat", lambda path, **_: os.stat_result((0o100644, 0, 0, 1, 4321, *[0] * 5)))
    found = with_dotenv({}, config, tmp_path / "here")
    assert "ABOVE" not in found
    assert {"HERE", "BESIDE"} <= found.keys()
    assert f"{tmp_path}/home/.env: 다른 사용자의 파일이라 읽지 않음" in caplog.text
    assert "ABOVE" in with_dotenv({}, config, tmp_path / "home")  # who works there chose it
