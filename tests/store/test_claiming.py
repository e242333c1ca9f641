"""Who works and who waits: leases that are renewed, inherited, and lost."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.clock import Deadline, uptime_s
from digest.errors import Lost, StoreDown, Undelivered
from digest.store import Store, claiming
from digest.store.claiming import CERTAIN_S, LEASE, claimed, host_of, kept, owner_name, release_dead
from digest.store.runs import Claims, Lease

ELSEWHERE = "far away|1|mark|1"


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def dead_here() -> str:
    """The name of a process of this host that is gone."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return f"{owner_name().split('|')[0]}|{gone.pid}|mark|1"


def test_a_name_is_free_again_after_the_block(any_store: Store) -> None:
    with claimed(any_store, "run", Deadline(5)) as mine:
        assert mine
        assert any_store.claims.owner("run") == owner_name()
    assert any_store.claims.owner("run") is None


def test_one_waits_for_the_other_and_says_for_whom(any_store: Store) -> None:
    theirs = any_store.claims.take("run", ELSEWHERE, now(), LEASE)
    assert theirs
    told: list[str] = []

    def hear(owner: str) -> None:
        told.append(owner)
        any_store.claims.release(theirs)

    with claimed(any_store, "run", Deadline(60), hear) as mine:
        assert mine
    assert told == [ELSEWHERE]


def test_beyond_the_deadline_nobody_waits(any_store: Store) -> None:
    any_store.claims.take("run", ELSEWHERE, now(), LEASE)
    with claimed(any_store, "run", Deadline(0.5)) as mine:
        assert not mine
    assert any_store.claims.owner("run") == ELSEWHERE


def test_a_host_that_died_is_replaced_when_its_lease_is_over(any_store: Store) -> None:
    any_store.claims.take("run", ELSEWHERE, now() - LEASE + dt.timedelta(seconds=0.5), LEASE)
    with claimed(any_store, "run", Deadline(30)) as mine:
        assert mine
        assert any_store.claims.owner("run") == owner_name()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere only the lease decides")
def test_a_process_that_died_here_is_replaced_at_once(any_store: Store) -> None:
    any_store.claims.take("run", dead_here(), now(), LEASE)
    with claimed(any_store, "run", Deadline(30)) as mine:  # half a lease
        assert mine


def test_a_restarted_container_takes_its_own_names_back_at_once(any_store: Store) -> None:
    """It has the host name and the process number of the one before it, which therefore seems alive."""
    host, pid, _mark, thread = owner_name().split("|")
    any_store.claims.take("run", "|".join((host, pid, "before the restart", thread)), now(), LEASE)
    with claimed(any_store, "run", Deadline(30)) as mine:
        assert mine
        assert any_store.claims.owner("run") == owner_name()
        assert not any_store.claims.take("run", ELSEWHERE, now(), LEASE)


def test_a_live_holder_of_another_thread_or_host_or_of_an_unknown_form_keeps_its_name(any_store: Store) -> None:
    """A number that is free here may be a live process elsewhere; process 1 is alive, though not ours to signal."""
    host, pid, mark, _thread = owner_name().split("|")
    gone = dead_here().partition("|")[2]
    namesake, of_the_last_version = (f"{host_of(host)}{machine}|{gone}" for machine in ("@another", ""))
    elsewhere = f"far away|{gone}"
    alive = (f"{host}|{pid}|{mark}|another thread", f"{host}|1|mark|1", host)
    for number, owner in enumerate((*alive, elsewhere, namesake, of_the_last_version)):
        any_store.claims.take(f"run:{number}", owner, now(), LEASE)
        with claimed(any_store, f"run:{number}", Deadline(0)) as mine:
            assert not mine
        release_dead(any_store, "run:")
        assert any_store.claims.owner(f"run:{number}") == owner


def test_machines_and_containers_of_one_name_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def host(boot: str, namespace: str) -> str:
        (tmp_path / "boot_id").write_text(f"{boot}-047e-4ba2-80a8-d33336ac5b0f\n")
        link = tmp_path / "pid"
        link.unlink(missing_ok=True)
        link.symlink_to(f"pid:[{namespace}]")
        claiming._here.cache_clear()
        return owner_name().partition("|")[0]

    monkeypatch.setattr(claiming, "BOOT", tmp_path / "boot_id")
    monkeypatch.setattr(claiming, "NAMESPACE", tmp_path / "pid")
    try:
        first, machine, container, again = (
            host(*where) for where in (("4da1e6ca", "10"), ("00c0ffee", "10"), ("4da1e6ca", "11"), ("4da1e6ca", "10"))
        )
        assert first == again == f"{socket.gethostname()}@4da1e6ca:10"
        assert len({first, machine, container}) == 3
        assert host_of(first) == host_of(machine) == host_of(container) == socket.gethostname()
        monkeypatch.setattr(claiming, "BOOT", tmp_path / "no Linux")
        assert host("", "") == f"{socket.gethostname()}@{uuid.getnode():012x}"
    finally:
        claiming._here.cache_clear()


@pytest.mark.slow
def test_a_container_of_our_name_keeps_what_it_holds_though_nobody_has_its_number_here(store: Store) -> None:
    """Run for real: another PID namespace under the same host name, as two containers with one `hostname`."""
    apart = ("unshare", "--pid", "--fork")
    if not shutil.which("unshare") or subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        pytest.skip("may make no namespaces here")
    name = "from digest.store.claiming import owner_name; print(owner_name())"
    told = subprocess.run([*apart, sys.executable, "-c", name], check=True, capture_output=True, text=True).stdout
    assert host_of(told) == host_of(owner_name())
    owner = "|".join((told.partition("|")[0], dead_here().partition("|")[2]))
    assert store.claims.take("run", owner, now(), LEASE)
    with claimed(store, "run", Deadline(0)) as mine:
        assert not mine


@pytest.mark.skipif(os.name != "posix", reason="elsewhere only the lease decides")
def test_burying_frees_the_names_of_the_dead_and_no_others(any_store: Store) -> None:
    for name, owner in (("target:a", dead_here()), ("target:b", ELSEWHERE), ("run:a", dead_here())):
        any_store.claims.take(name, owner, now(), LEASE)
    release_dead(any_store, "target:")
    assert any_store.claims.held("target:") == {"target:b": ELSEWHERE}
    assert set(any_store.claims.held("run:")) == {"run:a"}
    assert any_store.claims.take("target:a", ELSEWHERE, now(), LEASE)


def test_a_rest_keeps_everybody_out_for_a_while(store: Store) -> None:
    with claimed(store, "target:a", Deadline(5), rest_s=lambda: 30):
        pass
    with claimed(store, "target:a", Deadline(0.25)) as mine:
        assert not mine
    with claimed(store, "target:b", Deadline(5), rest_s=lambda: 0.3):
        pass
    with claimed(store, "target:b", Deadline(30)) as mine:
        assert mine


class Flaky(Claims):
    """Claims of a database that is away for the first renewals."""

    failures = 2
    renewed = threading.Event()

    def renew(self, lease: Lease, until: dt.datetime) -> bool:
        if self.failures:
            self.failures -= 1
            raise StoreDown("away")
        self.renewed.set()
        return super().renew(lease, until)


def test_a_database_that_is_away_for_a_moment_costs_no_lease(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(claiming, "RENEW_S", 0.01)
    monkeypatch.setattr(claiming, "RENEW_SOON_S", 0.01)
    lease = store.claims.take("run", "me", now(), LEASE)
    assert lease
    flaky = Flaky(store.engine)
    object.__setattr__(store, "claims", flaky)
    with kept(store, lease, uptime_s()):
        assert flaky.renewed.wait(60)
    assert caplog.text.count("다시 시도") == 2


def test_a_lost_lease_is_told_and_left_to_its_new_holder(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(claiming, "RENEW_S", 0.05)
    lease = store.claims.take("run", "me", now() - 2 * LEASE, LEASE)
    assert lease
    assert store.claims.take("run", ELSEWHERE, now(), LEASE)
    done = threading.Event()
    monkeypatch.setattr(claiming.log, "warning", lambda *_told: done.set())
    with kept(store, lease, uptime_s()):
        assert done.wait(60)
    assert store.claims.owner("run") == ELSEWHERE


class Clock:
    """A clock that counts sleep, in the test's hands."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(claiming, "uptime_s", clock)
    return clock


def test_who_looked_just_now_is_not_asked_again(store: Store, clock: Clock) -> None:
    with claimed(store, "run", Deadline(5)) as hold:
        assert hold
        clock.now = CERTAIN_S
        asked = Counting(store)
        hold.confirm()
        assert asked.renewals == 0
        clock.now += 0.1
        hold.confirm()
        hold.confirm()
        assert asked.renewals == 1


def test_a_holder_that_slept_finds_out_before_it_acts(any_store: Store, clock: Clock) -> None:
    with claimed(any_store, "run", Deadline(5)) as hold:
        assert hold
        clock.now = 3600
        hold.confirm()  # asleep, but nobody took it
        assert any_store.claims.inherit("run", owner_name(), ELSEWHERE, now() + LEASE)
        hold.confirm()
        clock.now += CERTAIN_S + 0.1
        with pytest.raises(Lost):
            hold.confirm()
    assert any_store.claims.owner("run") == ELSEWHERE


def test_a_store_that_is_too_slow_for_certainty_lets_nothing_out(store: Store, clock: Clock) -> None:
    with claimed(store, "run", Deadline(5)) as hold:
        assert hold
        asked = Counting(store, lambda: setattr(clock, "now", clock.now + CERTAIN_S + 0.1))
        clock.now = 10
        with pytest.raises(Undelivered):
            hold.confirm()
        assert asked.renewals > 1


class Counting(Claims):
    """Claims that count how often they are renewed, in the store's own place."""

    def __init__(self, store: Store, meanwhile: Callable[[], None] = lambda: None) -> None:
        super().__init__(store.engine)
        self.renewals = 0
        self._meanwhile = meanwhile
        object.__setattr__(store, "claims", self)

    def renew(self, lease: Lease, until: dt.datetime) -> bool:
        self.renewals += 1
        self._meanwhile()
        return super().renew(lease, until)
