"""What is installed is what is declared, pinned and hashed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def name_of(requirement: str) -> str:
    return re.split(r"[<>=!~ ;\[]", requirement.strip(), maxsplit=1)[0].lower().replace("_", "-")


def test_the_locked_program_is_the_declared_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [*project["optional-dependencies"]["apprise"], *project["optional-dependencies"]["postgres"]]
    written = (ROOT / "requirements" / "runtime.in").read_text("utf-8").splitlines()
    asked = {line for line in written if line and not line.startswith("#")} - {"editables", "hatchling"}
    assert asked == {*project["dependencies"], *extras}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_pin_and_hash_everything_and_name_no_host(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    pins = re.findall(r"(?m)^[a-z0-9][^\n]*", text)
    assert pins
    for pin in pins:
        assert "==" in pin, pin
        assert pin.endswith("\\"), f"{pin} has no hash"


def test_the_vendors_of_the_field_are_locked() -> None:
    pinned = {name_of(line) for line in (ROOT / "requirements" / "runtime.lock").read_text().splitlines()}
    assert {"feedparser", "httpx", "apscheduler", "openai", "slack-sdk", "pydantic"} <= pinned
