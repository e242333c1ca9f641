"""What is installed is what is declared, pinned and hashed."""

from __future__ import annotations

import importlib.util
import re
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

import digest
from digest.cli.help import TOPICS

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
    assert {"arxiv", "feedparser", "httpx", "apscheduler", "openai", "slack-sdk", "pydantic"} <= pinned


def package_check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_package", ROOT / "scripts/check_package.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_wheel_with_a_file_too_many_or_too_few_is_refused() -> None:
    check = package_check()
    source = {*check.NEEDED, "digest/__init__.py"} - {*check.ELSEWHERE}
    whole = {*source, *check.ELSEWHERE, "paper_trend_digest-1.dist-info/METADATA"}
    check.check_wheel_holds(whole, source)
    for lost in (*check.NEEDED, *check.ELSEWHERE, "digest/__init__.py"):
        with pytest.raises(check.Wrong, match=f"not in the wheel: {lost}"):
            check.check_wheel_holds(whole - {lost}, source)
    with pytest.raises(check.Wrong, match="not in the wheel"):
        check.check_wheel_holds(whole - {"digest/py.typed"}, source - {"digest/py.typed"})
    for stray in ("tests/test_x.py", "benchmarks/run.py", "digest/notes.md"):
        with pytest.raises(check.Wrong, match=f"not tracked by git: {stray}"):
            check.check_wheel_holds({*whole, stray}, source)


def test_the_pages_that_help_shows_travel_in_wheel_and_source_archive() -> None:
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
    carried = targets["wheel"]["force-include"]
    assert {source: f"digest/pages/{Path(source).name}" for source in carried if source.startswith("docs/")} == {
        f"docs/{name}.md": f"digest/pages/{name}.md" for name in TOPICS
    }
    assert {f"/{source}" for source in carried} <= set(targets["sdist"]["include"])


def test_a_source_archive_holds_the_package_and_its_pages() -> None:
    check = package_check()
    source = {"digest/__init__.py"}
    whole = {f"x-1/{name}" for name in (*source, *check.AROUND_IT, *check.ELSEWHERE.values())}
    check.check_sdist_holds(whole, source)
    with pytest.raises(check.Wrong, match="LICENSE"):
        check.check_sdist_holds(whole - {"x-1/LICENSE"}, source)
    with pytest.raises(check.Wrong, match=r"\.env"):
        check.check_sdist_holds({*whole, "x-1/.env"}, source)


def test_metadata_of_another_name_or_command_are_refused(tmp_path: Path) -> None:
    check = package_check()

    def said(name: str, commands: str) -> zipfile.ZipFile:
        file = tmp_path / "made.whl"
        with zipfile.ZipFile(file, "w") as made:
            folder = "paper_trend_digest-1.2.dist-info"
            made.writestr(f"{folder}/METADATA", f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.2\n\nText\n")
            made.writestr(f"{folder}/entry_points.txt", f"[console_scripts]\n{commands}")
        return zipfile.ZipFile(file)

    both = "digest = digest.__main__:main\npaper-digest = digest.__main__:main\n"
    with said("paper-trend-digest", both) as wheel:
        check.check_metadata(wheel, "1.2")
    with said("digest", both) as wheel, pytest.raises(check.Wrong, match=r"say digest 1\.2"):
        check.check_metadata(wheel, "1.2")
    with said("paper-trend-digest", both.splitlines()[0]) as wheel, pytest.raises(check.Wrong, match="commands"):
        check.check_metadata(wheel, "1.2")


def test_a_file_out_of_proportion_is_refused(tmp_path: Path) -> None:
    check = package_check()
    file = tmp_path / "made.whl"
    file.write_bytes(b"x" * 1000)
    check.check_size(file)
    file.write_bytes(b"x" * (check.LARGEST[".whl"] + 1))
    with pytest.raises(check.Wrong, match="larger"):
        check.check_size(file)


VERSIONED = {
    "CHANGELOG.md": r"(?m)^## \[(\d\S*)\]",  # the newest release stands first, below "Unreleased"
    "docs/operations.md": r"digest@v(\d[\w.]*)",
    "deploy/github-actions.yml": r"digest@v(\d[\w.]*)",
    "starter/.github/workflows/digest.yml": r"digest@v(\d[\w.]*)",
    ".github/ISSUE_TEMPLATE/bug.yml": r"placeholder: (\d[\w.]*),",
}
"""Files that name the version a reader should have → where: `git+https://github.com/OWNER/digest@v1.2.3`."""


@pytest.mark.parametrize("name", VERSIONED)
def test_every_file_that_names_the_version_agrees(name: str) -> None:
    named = re.findall(VERSIONED[name], (ROOT / name).read_text("utf-8"))
    assert named
    assert set(named[:1] if name == "CHANGELOG.md" else named) == {digest.__version__}


def test_no_other_file_names_a_version_to_install() -> None:
    places = [
        *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*"), *ROOT.glob(".github/**/*.yml"),
        *ROOT.glob("starter/**/*.[my]*"), *ROOT.glob("*.yaml"), *ROOT.glob("config/**/*.yaml"),
    ]  # fmt: skip
    naming = {
        file.relative_to(ROOT).as_posix()
        for file in places
        if re.search(rf"digest@v\d|{digest.DISTRIBUTION}==\d", file.read_text("utf-8"))
    }
    assert naming == {"docs/operations.md", "deploy/github-actions.yml", "starter/.github/workflows/digest.yml"}
