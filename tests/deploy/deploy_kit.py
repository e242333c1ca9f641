"""What the tests of deploy/ share: the repository's root, YAML, a shell step, an installed tool or a skip."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digest.yaml import parse_yaml

ROOT = Path(__file__).parents[2]


def documents(path: str) -> list[Any]:
    text = (ROOT / path).read_text(encoding="utf-8")
    return [parse_yaml(part, path) for part in re.split(r"(?m)^---\s*$", text) if parse_yaml(part, path) is not None]


def tool(name: str) -> str:
    """A checker beside this Python or on the PATH; skips the test when it is not installed."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def passes(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Run a checker that must end with 0; gives what it said."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
