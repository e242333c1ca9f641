"""Runs `digest` commands in forks of one warm process and stops each right before its N-th step.

A step is what leaves a trace: a commit, a rename, an unlink, a request. Started by `steps.Steps`, which sends orders as
lines of JSON; a fork costs a fifth of a second, so every step of a command can be tried.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpcore
import httpx
import sqlalchemy as sa

TRACES = ("os.rename", "os.remove", "http.client.send")
"""Audit events of Python itself; commits and the requests of httpx have hooks of their own."""
LINGER_S = 0.3
"""What a server still does after it said that a morning is over."""


def warm() -> None:
    """Import what commands import, before any thread or connection is there."""
    import importlib
    import pkgutil

    import digest

    for module in pkgutil.walk_packages(digest.__path__, "digest."):
        if not module.name.endswith(("__main__", "apprise.target")) and ".migrations." not in module.name:
            importlib.import_module(module.name)
    import slack_sdk.web
    import slack_sdk.webhook  # noqa: F401


def count(order: dict[str, Any]) -> None:
    """Install the hooks: before step number `order["step"]` the process gets `order["signal"]`.

    order["body"]: bytes of an answer after which one more step is counted; 0 for none.
    """
    done = [0]
    here = os.getpid()

    def step(*_: Any, **__: Any) -> None:
        done[0] += 1
        if done[0] == order["step"]:
            os.kill(here, order["signal"])
        with open(order["steps"], "w") as file:  # noqa: PTH123 - audited paths must stay plain
            file.write(str(done[0]))

    def audit(event: str, _arguments: Any) -> None:
        if event in TRACES:
            step()

    def before(send: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            step()
            return send(*arguments, **options)

        return counted

    def counted_body(pieces: Callable[..., Any]) -> Callable[..., Any]:
        def count_pieces(*arguments: Any) -> Any:
            received = 0
            for piece in pieces(*arguments):
                if received // order["body"] != (received + len(piece)) // order["body"]:
                    step()
                received += len(piece)
                yield piece

        return count_pieces

    sys.addaudithook(audit)
    sa.event.listen(sa.Engine, "commit", step)
    pool: Any = httpcore.ConnectionPool
    pool.handle_request = before(pool.handle_request)
    if order["body"]:
        response: Any = httpx.Response
        response.iter_raw = counted_body(response.iter_raw)


def obey(order: dict[str, Any]) -> None:
    """In the fork: be the command."""
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    out = os.open(order["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for number, handle in ((0, nothing), (1, out), (2, out)):
        os.dup2(handle, number)
    sys.stdin, sys.stdout, sys.stderr = (open(n, mode, closefd=False) for n, mode in ((0, "r"), (1, "w"), (2, "w")))  # noqa: SIM115
    from digest.store import claiming

    claiming._mark = uuid.uuid4().hex[:8]  # each fork is a process of its own
    count(order)
    sys.argv = ["digest", *order["arguments"]]
    from digest.cli import main

    main()


def end_of(child: int, order: dict[str, Any]) -> int:
    """How a command ended; one that said what it was to say (`order["until"]`) is told to stop."""
    while order["until"]:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        if order["until"] in Path(order["out"]).read_text("utf-8", "replace"):
            time.sleep(LINGER_S)  # its last steps
            os.kill(child, signal.SIGTERM)
            break
        time.sleep(0.02)
    return os.waitpid(child, 0)[1]


def serve() -> None:
    warm()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 70
            try:
                obey(order)
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        status = end_of(child, order)
        print(-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve()
