"""Of two processes or hosts on the same job, one works and the other waits.

A lease is renewed while its holder lives; a holder that died on this host is recognised at once, one on
another host when its lease runs out.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from digest.clock import Deadline, uptime_s
from digest.errors import Lost, StoreDown, Undelivered
from digest.store import Store
from digest.store.runs import Lease

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RENEW_S = 20.0
RENEW_SOON_S = 2.0
POLL_S = 0.2
CERTAIN_S = 2.0
"""How long a look at the store is good for, by a clock that counts sleep."""
LOOKS = 3
"""Looks at a store that takes longer than that to answer."""
BOOT = Path("/proc/sys/kernel/random/boot_id")
"""Linux's number of its last start, the same in all containers of a machine (random(4))."""
NAMESPACE = Path("/proc/self/ns/pid")
"""A link to `pid:[4026531836]`: the processes whose numbers we know; each container has its own (namespaces(7))."""
_mark = uuid.uuid4().hex[:8]


def owner_name() -> str:
    """Name this thread of this process among all hosts: `host@machine:namespace|pid|process mark|thread`."""
    return f"{_here()}|{os.getpid()}|{_mark}|{threading.get_ident()}"


def host_of(owner: str) -> str:
    """The host in an owner's name, as a person knows it."""
    return owner.partition("|")[0].partition("@")[0]


@cache
def _here() -> str:
    """Name the host, told from others of the same name: cloned machines, containers that were all named alike.

    Two of the same name have the same process numbers: what is gone for one is gone for the other.
    """
    try:
        machine = BOOT.read_text("ascii").strip()[:8]
        machine += f":{NAMESPACE.readlink().name.strip('pid:[]')}"
    except OSError:  # the network card's number; without a card it is another in each process, and the lease decides
        machine = f"{uuid.getnode():012x}"
    return f"{socket.gethostname()}@{machine}"


class Hold:
    """A claim while it is held; asked right before something is done that nobody can take back.

    A machine may sleep, or a process be stopped, for longer than the lease. What then remains is the time between the
    last look at the clock in `confirm` and the first byte to the vendor: microseconds, in which nothing is waited for.
    """

    def __init__(self, store: Store, lease: Lease, seen_s: float) -> None:
        """seen_s: what `uptime_s` showed before the store was asked for the lease."""
        self.lease = lease
        self._store = store
        self._seen_s = seen_s

    def confirm(self) -> None:
        """Nothing when the claim was seen to be ours in the last two seconds; else look again, and hold it longer.

        Raises Lost when somebody else has it by now, Undelivered when the store takes too long for any certainty.
        """
        for _ in range(LOOKS):
            if uptime_s() - self._seen_s <= CERTAIN_S:
                return
            if not self.renew():
                raise Lost(f"{self.lease.name}: 멈춰 있는 동안 다른 실행이 이어받았습니다")
        raise Undelivered("저장소의 답이 너무 늦어 보내지 않았습니다", hint="다음 실행에서 다시 보냅니다")

    def renew(self) -> bool:
        """Hold the claim for another lease; False when it is no longer ours."""
        before = uptime_s()
        if not self._store.claims.renew(self.lease, datetime.now(UTC) + LEASE):
            return False
        self._seen_s = before
        return True


@contextmanager
def claimed(
    store: Store,
    name: str,
    deadline: Deadline,
    waiting: Callable[[str], None] = lambda _owner: None,
    rest_s: Callable[[], float] | None = None,
) -> Iterator[Hold | None]:
    """Hold a name for the length of a block; waits for another holder until the deadline.

    Yields None when the name could not be had in time. waiting(owner) is told once whom we wait for.
    rest_s: asked at the end for how long nobody may take the name.
    """
    owner, told = owner_name(), False
    seen_s = uptime_s()
    while not (lease := _take(store, name, owner)):
        if not deadline.allows(POLL_S):
            yield None
            return
        if not told:
            waiting(store.claims.owner(name) or "?")
            told = True
        time.sleep(POLL_S)
        seen_s = uptime_s()
    with kept(store, lease, seen_s, rest_s) as hold:
        yield hold


@contextmanager
def kept(store: Store, lease: Lease, seen_s: float, rest_s: Callable[[], float] | None = None) -> Iterator[Hold]:
    """Renew a claim that was taken for the length of a block, then give it back; see `claimed` and `Hold`."""
    stop, hold = threading.Event(), Hold(store, lease, seen_s)
    renewal = threading.Thread(target=_renew, args=(hold, stop), daemon=True)
    renewal.start()
    try:
        yield hold
    finally:
        stop.set()
        renewal.join()
        rest_until = datetime.now(UTC) + timedelta(seconds=rest_s()) if rest_s else None
        store.claims.release(lease, rest_until)


def release_dead(store: Store, prefix: str) -> None:
    """Free all names whose holders died on this host, without waiting for their leases to run out."""
    for name, holder in store.claims.held(prefix).items():
        if _died_here(holder):
            store.claims.inherit(name, holder, "", datetime.now(UTC))


def _take(store: Store, name: str, owner: str) -> Lease | None:
    now = datetime.now(UTC)  # leases compare the clocks of hosts, never the clock a run pretends to have
    lease = store.claims.take(name, owner, now, LEASE)
    if lease:
        return lease
    holder = store.claims.owner(name)
    return store.claims.inherit(name, holder, owner, now + LEASE) if holder and _died_here(holder) else None


def _renew(hold: Hold, stop: threading.Event) -> None:
    """Extend a lease until told to stop; a database that is away for a moment is asked again soon."""
    wait, name = RENEW_S, hold.lease.name
    while not stop.wait(wait):
        try:
            held, wait = hold.renew(), RENEW_S
        except StoreDown as error:
            log.warning("맡은 일 %s의 표시를 늘리지 못해(%s) 다시 시도", name, error.message)
            held, wait = True, RENEW_SOON_S
        if not held:  # what is sent asks `Hold.confirm` first; other work of both is done twice, to the same end
            log.warning("맡은 일 %s을(를) 잃음: 컴퓨터가 %s보다 오래 멈춰 있었음", name, LEASE)
            return


def _died_here(holder: str) -> bool:
    """Whether the holder was a process of this host that is gone.

    What a machine held before its last start is left to the lease, for another machine may have the same name; so is
    what another container of this machine holds, whose process numbers mean nothing here. Of the holder with our own
    process number only its mark remains: it went before us.
    """
    host, pid, mark, _thread = (*holder.split("|"), "", "", "")[:4]
    if host != _here() or not pid.isdigit() or mark == _mark:
        return False
    return int(pid) == os.getpid() or not _alive(int(pid))


def _alive(pid: int) -> bool:
    if os.name != "posix":  # on Windows, signal 0 would end the process; there the lease alone decides
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
