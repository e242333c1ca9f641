"""Check what was built for the package index, and use it as a stranger would (`make package`).

The wheel must hold the tracked files of digest/, the prompt, the feed lists and the pages of `digest help`, no more and
no less, and work from an empty environment in an empty folder. Its dependencies come from the index at the locked
versions; where the index cannot be reached (or with --offline, in a fraction of the time) they are borrowed from the
running environment, which is said.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Collection
from configparser import ConfigParser
from email.parser import HeaderParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "paper-trend-digest"
COMMANDS = ("digest", "paper-digest")
PROMPT = "digest/summarize/model/one_line.md"
TARGETS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
ELSEWHERE = {
    f"{held}{file.relative_to(ROOT).as_posix().removeprefix(source)}": file.relative_to(ROOT).as_posix()
    for source, held in TARGETS["wheel"]["force-include"].items()
    for file in ([ROOT / source] if (ROOT / source).is_file() else sorted((ROOT / source).glob("*.yaml")))
}
"""Files of the wheel that stand elsewhere in the checkout → where: the prompt, feed lists, what `digest help` shows."""
NEEDED = (
    PROMPT,
    "digest/collect/feed/ready/korean-ai.yaml",
    "digest/pages/first-steps.md",
    "digest/py.typed",
    "digest/sample/2024-08-19.json",
    "digest/store/migrations/env.py",
    "digest/store/schema.sql",
    "digest/summarize/composed/glossary.yaml",
    "digest/summarize/composed/words/scores.txt",
    "digest/publish/site/templates/base.html",
)
"""One file of every kind that is no module anybody imports, so that losing a kind from the checkout is noticed, too."""
AROUND_IT = {"PKG-INFO", "pyproject.toml", ".gitignore", "LICENSE", "README.md", "README.ko.md", "CHANGELOG.md"}
LARGEST = {".whl": 1_000_000, ".gz": 1_200_000}
"""Bytes; 0.7 and 0.6 MB were measured. A picture or a recording that slipped in is larger than what is left."""


class Wrong(Exception):
    """What is built is not what should be given away."""


def tracked() -> set[str]:
    """Paths of digest/ that git knows, relative to the checkout; without git those that are there."""
    try:
        command = ["git", "ls-files", "digest"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"skipped: whether git tracks every file ({error})")
        files = (path for path in (ROOT / "digest").rglob("*") if path.is_file() and path.suffix != ".pyc")
        return {path.relative_to(ROOT).as_posix() for path in files}
    return set(listed.splitlines())


def check_wheel_holds(names: Collection[str], source: Collection[str]) -> None:
    """The wheel's files against those of the checkout. Raises Wrong with the first few that differ."""
    held = {name for name in names if not name.split("/")[0].endswith(".dist-info")}
    wanted = {*source, *ELSEWHERE}
    for told, differing in (
        ("not in the wheel", {*wanted, *NEEDED} - held),
        ("in the wheel, but not tracked by git", held - wanted),
    ):
        if differing:
            raise Wrong(f"{told}: {', '.join(sorted(differing)[:5])}")


def check_sdist_holds(names: Collection[str], source: Collection[str]) -> None:
    """The source archive: the package, its prompt and the pages in and around it. Raises Wrong otherwise."""
    held = {name.partition("/")[2] for name in names}
    wanted = {*source, *ELSEWHERE.values(), *AROUND_IT}
    if held != wanted:
        raise Wrong(f"in the source archive or missing from it: {', '.join(sorted(held ^ wanted)[:5])}")


def check_metadata(wheel: zipfile.ZipFile, version: str) -> None:
    """Name, version and commands as an installer reads them. Raises Wrong."""
    folder = f"{NAME.replace('-', '_')}-{version}.dist-info"
    told = HeaderParser().parsestr(wheel.read(f"{folder}/METADATA").decode())
    if (told["Name"], told["Version"]) != (NAME, version):
        raise Wrong(f"the metadata say {told['Name']} {told['Version']}, not {NAME} {version}")
    points = ConfigParser()
    points.read_string(wheel.read(f"{folder}/entry_points.txt").decode())
    if set(points["console_scripts"]) != set(COMMANDS):
        raise Wrong(f"the commands are {', '.join(points['console_scripts'])}")


def check_size(file: Path) -> None:
    """Print a file's size; raises Wrong when it is out of all proportion."""
    size, most = file.stat().st_size, LARGEST[file.suffix]
    print(f"{file.name}: {size / 1e6:.2f} MB (at most {most / 1e6:.1f})")
    if size > most:
        raise Wrong(f"{file.name} is larger than {most / 1e6:.1f} MB")


def the_only(folder: Path, pattern: str) -> Path:
    """The one file of a kind. Raises Wrong when there are none or several."""
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise Wrong(f"{len(found)} files {pattern} in {folder}; run `make package`")
    return found[0]


def install(wheel: Path, folder: Path, *, offline: bool) -> Path:
    """The wheel in a new environment below `folder`; gives where its commands are."""
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    commands = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [commands / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    reason = "asked for --offline"
    if not offline:
        # What the wheel itself asks for and no extra, so that an undeclared dependency is missed here.
        locked = folder / "locked.txt"
        lock = (ROOT / "requirements/runtime.lock").read_text("utf-8")
        locked.write_text("\n".join(re.findall(r"(?m)^[a-z0-9][^\\\n]*", lock)), "utf-8")  # pins without their hashes
        done = subprocess.run(
            [*pip, "--only-binary", ":all:", "--constraint", locked, wheel.resolve()],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            print("installed into an empty environment, dependencies from the index at the locked versions")
            return commands
        reason = next((line for line in done.stderr.splitlines() if line.startswith("ERROR")), f"{done.returncode}")
    print(f"skipped: dependencies from the index ({reason}); borrowed from {sys.prefix} instead")
    subprocess.run([*pip, "--no-deps", "--no-index", wheel.resolve()], cwd=folder, check=True)
    # A path in a .pth file does not run that folder's own .pth files, so an editable checkout there stays unseen.
    purelib = next(environment.glob("lib/python*/site-packages"), environment / "Lib" / "site-packages")
    (purelib / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    return commands


def use(commands: Path, folder: Path, version: str) -> None:
    """The first things a newcomer types, in an empty folder. Raises Wrong with what the program said."""
    place = folder / "empty"
    place.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL") if name in os.environ}
    trials = [
        ("digest --version", version),
        ("paper-digest --version", version),
        ("digest demo", ""),
        ("digest demo --keyless", ""),
        ("digest db upgrade", ""),
        ("digest help", "first-steps"),
        ("digest help operations", "digest db upgrade"),
    ]
    for trial, expected in trials:
        command, *rest = trial.split()
        done = subprocess.run(
            [commands / command, *rest], cwd=place, env={**kept, "HOME": str(folder)},
            capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        if done.returncode or expected not in done.stdout:
            raise Wrong(f"`{trial}` ended with {done.returncode}:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
        print(f"ok  {trial}")
    if not list((place / "demo").rglob("*.md")):
        raise Wrong("`digest demo` wrote no journal")


def check(folder: Path, *, offline: bool) -> None:
    """Everything about one wheel and one source archive. Raises Wrong at the first thing that is."""
    version = re.findall(r'(?m)^__version__ = "(.+)"', (ROOT / "digest/__init__.py").read_text("utf-8"))[0]
    wheel, sdist = the_only(folder, "*.whl"), the_only(folder, "*.tar.gz")
    source = tracked()
    for file in (wheel, sdist):
        check_size(file)
    with zipfile.ZipFile(wheel) as opened:
        check_wheel_holds(opened.namelist(), source)
        check_metadata(opened, version)
    with tarfile.open(sdist) as archive:
        check_sdist_holds([member.name for member in archive if member.isfile()], source)
    print(
        f"contents: {len(source)} tracked files, {len(ELSEWHERE)} from elsewhere, nothing else; "
        f"commands {' and '.join(COMMANDS)}"
    )
    if subprocess.run([sys.executable, "-m", "twine", "check", "--strict", wheel, sdist], check=False).returncode:
        raise Wrong("twine refuses the metadata")
    with tempfile.TemporaryDirectory(prefix="digest-package-") as work:
        use(install(wheel, Path(work), offline=offline), Path(work), version)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, nargs="?", default=ROOT / "dist", help="where wheel and archive are")
    options.add_argument("--offline", action="store_true", help="borrow the dependencies of this environment")
    given = options.parse_args()
    try:
        check(given.folder, offline=given.offline)
    except Wrong as wrong:
        print(f"FAILED  {wrong}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
