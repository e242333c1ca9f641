"""Carry out every step of the Dockerfile in a plain Debian root, without a container engine (`make docker-check`).

The base image is stood in for by `debootstrap` plus Debian's own python3, so this proves the steps, the files they
copy and the command that results, run as the image's user on a read-only root. It does not prove the base image's own
Python, layers, or an engine's networking. Needs root, debootstrap and a way to Debian's and Python's packages.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

CONTEXT = Path(__file__).resolve().parents[1]
SUITES = {"trixie": "trixie", "bookworm": "bookworm"}
PASSED_ON = re.compile(r"PIP_(CERT|INDEX_URL|EXTRA_INDEX_URL)|(https?|no)_proxy|SSL_CERT_FILE", re.IGNORECASE)
MACHINE_FILES = ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf")
"""What an engine or the machine's own set-up gives a build: names and the way to the packages."""


@dataclass
class Stage:
    """One FROM … with the root it has built so far."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: str = "0:0"
    volumes: list[str] = field(default_factory=list)
    commands: dict[str, list[str]] = field(default_factory=dict)


def instructions(text: str) -> list[tuple[str, str]]:
    """(instruction, arguments) in order; comments gone, continued lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    parts = [line.strip().split(None, 1) for line in joined.splitlines() if line.strip()]
    return [(part[0].upper(), part[1] if len(part) > 1 else "") for part in parts]


def filled(text: str, env: dict[str, str]) -> str:
    """`${X}` and `$X` replaced as the builder does."""
    return re.sub(r"\$\{(\w+)\}|\$(\w+)", lambda m: env.get(m[1] or m[2], ""), text)


def pairs(text: str, env: dict[str, str]) -> dict[str, str]:
    """`A=b C="d e"` → a mapping, variables filled in."""
    return {key: filled(value, env) for key, _, value in (word.partition("=") for word in shlex.split(text))}


def ignored(path: str, patterns: list[str]) -> bool:
    """Whether .dockerignore keeps a path of the context out; the last matching pattern decides."""
    out = False
    steps = path.split("/")
    prefixes = ["/".join(steps[: n + 1]) for n in range(len(steps))]
    for pattern in patterns:
        bare = pattern.removeprefix("!").rstrip("/")
        anywhere = bare.removeprefix("**/")
        hit = any(
            fnmatch(steps[n], anywhere)
            if anywhere != bare
            else prefix.count("/") == bare.count("/") and fnmatch(prefix, bare)
            for n, prefix in enumerate(prefixes)
        )
        if hit:
            out = not pattern.startswith("!")
    return out


def context_files() -> list[str]:
    """Paths of the context that the builder gets to see."""
    lines = (CONTEXT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=CONTEXT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [path for path in tracked if (CONTEXT / path).is_file() and not ignored(path, patterns)]


class Build:
    """Stages over copies of one base root, and the commands that run in them."""

    def __init__(self, base: Path, work: Path) -> None:
        self.base, self.work = base, work
        self.stages: dict[str, Stage] = {}
        self.args: dict[str, str] = {}

    def carry_out(self, text: str) -> Stage:
        """Every instruction in order; gives the last stage. Raises SystemExit when one fails."""
        stage: Stage | None = None
        for name, rest in instructions(text):
            began = time.monotonic()
            if name == "ARG" and stage is None:
                self.args |= pairs(rest, self.args)
            elif name == "FROM":
                stage = self._from(filled(rest, self.args))
            elif stage is None:
                raise SystemExit(f"{name} before FROM")
            else:
                self._step(stage, name, rest)
            print(f"ok {time.monotonic() - began:6.1f} s  {name} {rest[:90]}", flush=True)
        if stage is None:
            raise SystemExit("no FROM")
        return stage

    def _from(self, rest: str) -> Stage:
        name = rest.split(" AS ")[-1].strip() if " AS " in rest else "final"
        root = self.work / name
        subprocess.run(["cp", "-a", "--reflink=auto", self.base, root], check=True)
        self.stages[name] = Stage(root)
        return self.stages[name]

    def _step(self, stage: Stage, name: str, rest: str) -> None:
        match name:
            case "ENV" | "ARG":
                stage.env |= pairs(rest, {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", **stage.env})
            case "WORKDIR":
                stage.workdir = filled(rest, stage.env)
                (stage.root / stage.workdir.strip("/")).mkdir(parents=True, exist_ok=True)
            case "USER":
                stage.user = rest
            case "VOLUME":
                stage.volumes = json_words(rest)
            case "ENTRYPOINT" | "CMD":
                stage.commands[name] = json_words(rest)
            case "HEALTHCHECK":
                stage.commands[name] = json_words(rest.split("CMD", 1)[1].strip())
            case "LABEL":
                pairs(rest, stage.env)
            case "COPY":
                self._copy(stage, rest)
            case "RUN":
                if run(stage, ["/bin/sh", "-c", rest], network=True).returncode:
                    raise SystemExit(f"FAILED: RUN {rest}")
            case _:
                raise SystemExit(f"this check does not know {name}; teach it before using it")

    def _copy(self, stage: Stage, rest: str) -> None:
        words = filled(rest, stage.env).split()
        if words[0].startswith("--from="):
            source, target = self.stages[words[0].removeprefix("--from=")].root, words[2]
            shutil.copytree(
                source / words[1].strip("/"), stage.root / target.strip("/"), symlinks=True, dirs_exist_ok=True
            )
            return
        *sources, target = words
        place = stage.root / stage.workdir.strip("/") / target
        known = context_files()
        for source in sources:
            inside = [path for path in known if path == source or path.startswith(f"{source}/")]
            if not inside:
                raise SystemExit(f"FAILED: COPY {source}: not in the context (missing, or kept out by .dockerignore)")
            for path in inside:
                within = Path(path).relative_to(source) if path != source else Path(Path(path).name)
                to_folder = path != source or target.endswith("/") or len(sources) > 1
                end = place / within if to_folder else place
                end.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(CONTEXT / path, end)


def json_words(text: str) -> list[str]:
    """The exec form of a command; the shell form is refused, it would swallow signals."""
    import json

    if not text.startswith("["):
        raise SystemExit(f"not in exec form: {text}")
    words: list[str] = json.loads(text)
    return words


def run(
    stage: Stage, command: list[str], *, network: bool = False, volumes: Path | None = None, seconds: float = 900
) -> subprocess.CompletedProcess[str]:
    """A command in the stage's root as its user; with `volumes` the root is read-only and only they can be written."""
    root = shlex.quote(str(stage.root))
    given = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/root", **stage.env}
    setup = [f"mount --bind {root} {root}"]
    if network:
        given |= {key: value for key, value in os.environ.items() if PASSED_ON.fullmatch(key)}
        for file in filter(None, (*MACHINE_FILES, os.environ.get("PIP_CERT", ""))):
            if Path(file).is_file():
                inside = stage.root / file.lstrip("/")
                inside.parent.mkdir(parents=True, exist_ok=True)
                inside.touch()
                setup.append(f"mount --bind {shlex.quote(file)} {shlex.quote(str(inside))}")
    if volumes:
        setup.append(f"mount -o remount,bind,ro {root} && mount -t tmpfs tmpfs {root}/tmp")
        setup += [f"mount --bind {volumes}{volume} {root}{volume}" for volume in stage.volumes]
    setup += [f"mount -t proc proc {root}/proc", f"mount --rbind /dev {root}/dev"]
    inner = " && ".join(setup) + f' && cd {root} && exec chroot --userspec={stage.user} {root} "$@"'
    in_folder = ["/bin/sh", "-c", f'cd {shlex.quote(stage.workdir)} && exec "$@"', "sh", *command]
    outer = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", inner, "sh", *in_folder]
    return subprocess.run(
        outer, env=given, timeout=seconds, text=True, check=False,
        stdout=subprocess.PIPE if volumes else None, stderr=subprocess.STDOUT if volumes else None,
    )  # fmt: skip


def try_out(stage: Stage, volumes: Path) -> int:
    """Use the result as an engine would: its user, read-only root, only the volumes writable. Gives failures."""
    for volume in stage.volumes:
        subprocess.run(["cp", "-a", stage.root / volume.strip("/"), volumes / volume.strip("/")], check=True)
    entry, health = stage.commands["ENTRYPOINT"], stage.commands["HEALTHCHECK"]
    python = "/opt/digest/bin/python"
    # exit 99 when it ended by itself before the signal came
    until_term = 'began=$(date +%s); timeout --preserve-status -s TERM -k 10 8 "$@"; code=$?'
    terminated = ["sh", "-c", until_term + "; [ $(($(date +%s) - began)) -ge 8 ] || code=99; exit $code", "sh"]
    trials: list[tuple[str, list[str], set[int]]] = [
        ("it is not root", ["sh", "-c", 'test "$(id -u):$(id -g)" = 10001:10001'], {0}),
        ("the root is read-only", ["sh", "-c", "! touch /opt/digest/x 2>/dev/null && ! touch /x 2>/dev/null"], {0}),
        (
            "volumes and /tmp can be written",
            ["sh", "-c", "touch /data/x /journal/x /tmp/x && rm /data/x /journal/x"],
            {0},
        ),
        ("time zones are there", [python, "-c", "import zoneinfo; zoneinfo.ZoneInfo('Asia/Seoul')"], {0}),
        ("no installer is left", ["sh", "-c", f"! {python} -m pip --version 2>/dev/null"], {0}),
        ("PostgreSQL's driver loads", [python, "-c", "import psycopg; psycopg.pq.version()"], {0}),
        ("the program answers", [*entry, "--version"], {0}),
        ("help", [*entry, "--help"], {0}),
        ("the sample day", ["sh", "-c", "cd /tmp && exec " + shlex.join([*entry, "demo"])], {0}),
        ("a new container is healthy", health, {0}),
        ("SIGTERM ends the default command", [*terminated, *entry, *stage.commands["CMD"]], {0, 143}),
        ("a run without network ends with 1, not with a trace", [*entry, "run", "--date", "2024-08-19"], {1}),
    ]
    failures = 0
    for told, command, expected in trials:
        done = run(stage, command, volumes=volumes, seconds=300)
        good = done.returncode in expected and "Traceback" not in done.stdout
        failures += not good
        print(f"{'ok      ' if good else 'FAILED  '} {told} (exit {done.returncode})", flush=True)
        if not good:
            print("\n".join("    " + line for line in done.stdout.splitlines()[-15:]))
    return failures


def base_root(suite: str, kept: Path) -> Path:
    """A Debian root with python3, made once and kept."""
    root = kept / suite
    if not (root / "usr/local/bin/pip").exists():
        shutil.rmtree(root, ignore_errors=True)
        kept.mkdir(parents=True, exist_ok=True)
        packages = "ca-certificates,python3,python3-venv,python3-pip"
        subprocess.run(["debootstrap", "--variant=minbase", f"--include={packages}", suite, root], check=True)
        (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")  # where the official image has its own
        (root / "usr/local/bin/pip").symlink_to("/usr/bin/pip3")
    return root


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kept", type=Path, default=Path("/var/tmp/digest-docker-check"), help="where roots are kept")
    given = options.parse_args()
    lacking = [tool for tool in ("debootstrap", "unshare", "chroot", "git") if not shutil.which(tool)]
    if os.geteuid() != 0 or lacking:
        print(
            f"needs root and {', '.join(lacking) or 'nothing else'}; try: apt-get install debootstrap", file=sys.stderr
        )
        return 2
    text = (CONTEXT / "Dockerfile").read_text(encoding="utf-8")
    suite = next((suite for suite in SUITES if re.search(rf"^ARG PYTHON=\S*{suite}", text, re.MULTILINE)), "")
    if not suite:
        print("the base image names no Debian release this check knows", file=sys.stderr)
        return 2
    base = base_root(suite, given.kept)
    with tempfile.TemporaryDirectory(prefix="build-", dir=given.kept) as work:
        stage = Build(base, Path(work)).carry_out(text)
        volumes = Path(work) / "volumes"
        volumes.mkdir()
        failures = try_out(stage, volumes)
        size = subprocess.run(
            ["du", "-sm", stage.root / "opt/digest"], capture_output=True, text=True, check=True
        ).stdout
    print(f"\n{failures} failed; /opt/digest is {size.split()[0]} MB; base: debootstrap {suite} in place of the image")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
