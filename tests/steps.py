"""`digest` stopped at every step it takes: see `step_server`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import digest
from running_kit import NOW, Home


@dataclass(frozen=True)
class Done:
    """What became of a command."""

    code: int
    """Its exit code; minus the signal that ended it."""
    told: str
    steps: int
    """How many steps it began."""

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


@dataclass(frozen=True)
class Steps:
    """A warm server of forks."""

    process: subprocess.Popen[str]
    folder: Path

    def run(
        self,
        home: Home,
        *arguments: str,
        step: int = 0,
        by: int = signal.SIGKILL,
        now: str = NOW,
        until: str = "",
        body: int = 0,
    ) -> Done:
        """A command, stopped right before its `step`-th trace; 0: left alone.

        until: a command that does not end by itself is told to stop once it said this. body: so many bytes of an
        answer are a step, too.
        """
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        out, steps = self.folder / "out", self.folder / "steps"
        steps.write_text("0")
        order = {
            "cwd": str(home.folder), "env": kept | home.env, "arguments": ["--now", now, *arguments],
            "step": step, "signal": int(by), "out": str(out), "steps": str(steps), "until": until, "body": body,
        }  # fmt: skip
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        code = self.process.stdout.readline()
        assert code, "the server of forks died"
        return Done(int(code), out.read_text("utf-8", "replace"), int(steps.read_text() or 0))


@contextmanager
def stepping(folder: Path) -> Iterator[Steps]:
    """A server for the length of a block; folder: for its notes."""
    folder.mkdir(parents=True, exist_ok=True)
    root = Path(digest.__file__).parents[1]
    command = [sys.executable, str(Path(__file__).with_name("step_server.py"))]
    env = os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder)
    assert process.stdin
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    try:
        yield Steps(process, folder)
    finally:
        process.stdin.close()
        process.wait(300)
        process.stdout.close()
