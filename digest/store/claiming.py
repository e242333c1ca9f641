"""Of two processes or hosts on the same job, one works and the other waits (DESIGN §5).

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

from digest.clock import Deadline
from digest.errors import StoreDown
from digest.store import Store

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RENEW_S = 20.0
RENEW_SOON_S = 2.0
POLL_S = 0.2
_host = socket.gethostname()
_mark = uuid.uuid4().hex[:8]


def owner_name() -> str:
    """Name this thread of this process among all hosts: `host|pid|process mark|thread`."""
    return f"{_host}|{os.getpid()}|{_mark}|{threading.get_ident()}"


@contextmanager
def claimed(
    store: Store,
    name: str,
    deadline: Deadline,
    waiting: Callable[[str], None] = lambda _owner: None,
    rest_s: Callable[[], float] | None = None,
) -> Iterator[bool]:
    """Hold a name for the length of a block; waits for another holder until the deadline.

    Yields False when the name could not be had in time. waiting(owner) is told once whom we wait for.
    rest_s: asked at the end for how long nobody may take the name.
    """
    owner, told = owner_name(), False
    while not _take(store, name, owner):
        if not deadline.allows(POLL_S):
            yield False
            return
        if not told:
            waiting(store.claims.owner(name) or "?")
            told = True
        time.sleep(POLL_S)
    with kept(store, name, owner, rest_s):
        yield True


@contextmanager
def kept(store: Store, name: str, owner: str, rest_s: Callable[[], float] | None = None) -> Iterator[None]:
    """Renew a claim that was taken for the length of a block, then give it back; see `claimed`."""
    stop = threading.Event()
    renewal = threading.Thread(target=_renew, args=(store, name, owner, stop), daemon=True)
    renewal.start()
    try:
        yield
    finally:
        stop.set()
        renewal.join()
        rest_until = datetime.now(UTC) + timedelta(seconds=rest_s()) if rest_s else None
        store.claims.release(name, owner, rest_until)


def release_dead(store: Store, prefix: str) -> None:
    """Free all names whose holders died on this host, without waiting for their leases to run out."""
    for name, holder in store.claims.held(prefix).items():
        if _died_here(holder):
            store.claims.inherit(name, holder, "", datetime.now(UTC))


def _take(store: Store, name: str, owner: str) -> bool:
    now = datetime.now(UTC)  # leases compare the clocks of hosts, never the clock a run pretends to have
    if store.claims.take(name, owner, now, LEASE):
        return True
    holder = store.claims.owner(name)
    return bool(holder and _died_here(holder) and store.claims.inherit(name, holder, owner, now + LEASE))


def _renew(store: Store, name: str, owner: str, stop: threading.Event) -> None:
    """Extend a lease until told to stop; a database that is away for a moment is asked again soon."""
    wait = RENEW_S
    while not stop.wait(wait):
        try:
            held, wait = store.claims.take(name, owner, datetime.now(UTC), LEASE), RENEW_S
        except StoreDown as error:
            log.warning("claim %s not renewed (%s), trying again", name, error.message)
            held, wait = True, RENEW_SOON_S
        if not held:  # what both do is still done once, for the ledger decides; some work is done twice
            log.warning("claim %s was lost: this machine stood still for longer than %s", name, LEASE)
            return


def _died_here(holder: str) -> bool:
    """Whether the holder was a process of this host that is gone.

    A restarted container has the same host name and the same process number, but another mark.
    """
    host, pid, mark, _thread = (*holder.split("|"), "", "", "")[:4]
    if host != _host or not pid.isdigit() or mark == _mark:
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
