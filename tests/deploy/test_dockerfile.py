"""The Dockerfile's promises that can be read off it, and the check that carries it out (`make docker-check`)."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from deploy.deploy_kit import ROOT, passes, tool

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_dockerfile", ROOT / "scripts/check_dockerfile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_dockerfile"] = module
    spec.loader.exec_module(module)
    return module


def test_hadolint_finds_nothing() -> None:
    passes(tool("hadolint"), "Dockerfile")


def test_what_is_copied_exists_and_is_not_kept_out(check: ModuleType) -> None:
    known = check.context_files()
    copied = [rest.split()[:-1] for name, rest in check.instructions(TEXT) if name == "COPY" and "--from" not in rest]
    sources = [source for words in copied for source in words]
    assert sources
    for source in sources:
        assert any(path == source or path.startswith(f"{source}/") for path in known), source


def test_everything_the_package_is_built_from_is_copied(check: ModuleType) -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    copied = [rest.split()[:-1] for name, rest in check.instructions(TEXT) if name == "COPY" and "--from" not in rest]
    sources = [source for words in copied for source in words]
    needed = [*wheel.get("force-include", {}), *wheel.get("packages", ["digest"]), "README.md", "LICENSE"]
    for file in needed:
        assert any(file == source or file.startswith(f"{source}/") for source in sources), file


def test_nothing_private_enters_the_build(check: ModuleType) -> None:
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    for path in (
        ".env",
        "config/.env",
        "data/digest.db",
        "journal/2024-08-19.md",
        ".git/config",
        "requirements/dev.lock",
        "digest/__pycache__/app.cpython-311.pyc",
        "digest/store/__pycache__/x.pyc",
        "docs/images/slack.png",
    ):
        assert check.ignored(path, patterns), path
    for path in ("digest/__main__.py", "digest/store/tables.py", "requirements/runtime.lock", "pyproject.toml"):
        assert not check.ignored(path, patterns), path


def test_it_is_two_stages_without_root(check: ModuleType) -> None:
    steps = check.instructions(TEXT)
    names = [name for name, _ in steps]
    assert names.count("FROM") == 2
    assert dict(steps)["USER"] == "10001:10001"
    assert names.index("USER") > max(n for n, name in enumerate(names) if name in ("RUN", "COPY"))
    assert re.search(r"^ARG PYTHON=python:3\.\d+-slim-[a-z]+$", TEXT, re.MULTILINE)
    assert check.json_words(dict(steps)["VOLUME"]) == ["/data", "/journal"]
    assert check.json_words(dict(steps)["ENTRYPOINT"]) == ["tini", "--", "digest"]
    assert '["digest", "status"]' in dict(steps)["HEALTHCHECK"]
    assert "--require-hashes" in TEXT


def test_no_registry_is_named(check: ModuleType) -> None:
    code = "\n".join(rest for _, rest in check.instructions(TEXT))
    assert not re.search(r"https?://|--index-url|--extra-index-url|\.(io|com|org)/", code)


def test_a_variable_and_a_continued_line_are_read_as_the_builder_does(check: ModuleType) -> None:
    text = "# note\nARG A=1 B=two\nRUN one \\\n    && two\n"
    assert check.instructions(text) == [("ARG", "A=1 B=two"), ("RUN", "one && two")]
    assert check.pairs('A=1 B="x ${C}"', {"C": "y"}) == {"A": "1", "B": "x y"}
    assert check.filled("/opt:$PATH", {"PATH": "/bin"}) == "/opt:/bin"


def test_the_check_fails_when_a_step_cannot_work(check: ModuleType, tmp_path: Path) -> None:
    build = check.Build(tmp_path / "base", tmp_path)
    stage = check.Stage(tmp_path / "root")
    for rest in ("no-such-file /x", ".env /x", "data data"):
        with pytest.raises(SystemExit, match="not in the context"):
            build._step(stage, "COPY", rest)
    for name, rest in (("ADD", "a b"), ("ENTRYPOINT", "digest serve")):
        with pytest.raises(SystemExit):
            build._step(stage, name, rest)


def test_files_land_where_the_builder_would_put_them(check: ModuleType, tmp_path: Path) -> None:
    build = check.Build(tmp_path / "base", tmp_path)
    stage = check.Stage(tmp_path / "root", workdir="/src")
    build._step(stage, "COPY", "requirements/runtime.lock requirements/")
    build._step(stage, "COPY", "pyproject.toml LICENSE ./")
    build._step(stage, "COPY", "digest digest")
    found = tmp_path / "root/src"
    for path in (
        "requirements/runtime.lock",
        "pyproject.toml",
        "LICENSE",
        "digest/__main__.py",
        "digest/store/tables.py",
    ):
        assert (found / path).read_bytes() == (ROOT / path).read_bytes()
