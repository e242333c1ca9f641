"""http_client on real sockets: bytes that come slowly, wrongly, endlessly or not at all."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from digest.clock import Deadline
from digest.net import wire
from digest.net.client import HttpClient, HttpFailure
from faulty_server import (
    FAULTS,
    STUCK_S,
    Answer,
    FaultyServer,
    around,
    drip,
    huge,
    refused_base,
    reply,
    reset,
    serving,
    serving_unread,
    silence,
)

SLOW = ("silence", "drip", "drip in the head")
OPENED: list[HttpClient] = []


def client(seconds: float = 10) -> HttpClient:
    OPENED.append(HttpClient("digest-test/1", Deadline(seconds), sleep=lambda s: None))
    return OPENED[-1]


@pytest.fixture(autouse=True)
def _all_closed() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_ends_in_time_with_a_clause(fault: str) -> None:
    began = time.monotonic()
    with serving(FAULTS[fault]) as server, pytest.raises(HttpFailure) as failure:
        client(3).get_json(server.base, timeout_s=0.15 if fault in SLOW else 2)
    assert time.monotonic() - began < STUCK_S
    assert failure.value.message
    assert server.base not in failure.value.message


@pytest.mark.parametrize("fault", [name for name in FAULTS if not re.search("loop|MB|long", name)])
def test_a_fault_that_passes_leaves_no_trace(fault: str) -> None:
    with serving(reply(b"[1]"), FAULTS[fault]) as server:
        assert client().get_json(server.base, timeout_s=1 if fault in SLOW else 20) == [1]
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (reset, "연결이 끊김"),
        (silence, "응답 없음(시간 초과)"),
        (drip(b"HTTP/1.1 200 X\r\n\r\n["), "응답 없음(시간 초과)"),
        (drip(b"HTTP/1.1 200 X\r\nX: ", b"x"), "응답 없음(시간 초과)"),
        (huge, "응답이 너무 큼 (8 MB 초과)"),
        (around, "리다이렉트가 5번을 넘김"),
        (FAULTS["wrong content coding"], "압축을 풀 수 없는 응답"),
        (FAULTS["truncated"], "연결이 끊김"),
        (FAULTS["no answer"], "연결이 끊김"),
        (FAULTS["wrong charset"], "깨진 JSON 응답"),
    ],
)
def test_the_clause_says_what_happened(fault: object, message: str) -> None:
    with serving(fault) as server, pytest.raises(HttpFailure) as failure:  # type: ignore[arg-type]
        client(30).get_json(server.base, timeout_s=0.3 if message.startswith("응답 없음") else 20, retries=0)
    assert failure.value.message.startswith(message)


def test_nobody_listening() -> None:
    with pytest.raises(HttpFailure, match="연결할 수 없음 – 2회 재시도 후 건너뜀"):
        client().get(refused_base())


def test_a_drip_is_cut_at_the_total_not_at_the_read() -> None:
    for fault in ("drip", "drip in the head"):
        began = time.monotonic()
        with serving(FAULTS[fault]) as server, pytest.raises(HttpFailure):
            client(0.6).get(server.base, timeout_s=60)
        assert 0.5 < time.monotonic() - began < STUCK_S


def test_fifty_megabytes_are_not_taken_in() -> None:
    taken: list[int] = []

    def counting(connection: socket.socket, server: FaultyServer) -> None:
        connection.sendall(b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n")
        for _ in range(50):
            connection.sendall(b" " * 1_000_000)
            taken.append(1)

    with serving(counting) as server, pytest.raises(HttpFailure, match=r"너무 큼 \(0.5 MB"):
        client().get(server.base, max_bytes=500_000)
    assert len(taken) < 10


def test_connections_are_kept_for_the_next_request() -> None:
    with serving(reply(b"[1]")) as server:
        talk = client()
        assert [talk.get_json(server.base + "/a"), talk.get_json(server.base + "/b")] == [[1], [1]]
    assert server.seen == ["/a", "/b"]


def naming(monkeypatch: pytest.MonkeyPatch, *turns: list[str]) -> None:
    """A name server that gives the addresses of the next turn, then for ever those of the last."""
    real, left = socket.getaddrinfo, list(turns)

    def ask(host: str, port: int | None, *rest: object, **options: object) -> object:
        if not host.endswith(".test"):
            return real(host, port, *rest, **options)  # type: ignore[arg-type]
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", ask)


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(HttpFailure, match=r"주소를 찾을 수 없음\(DNS\) – 2회"):
        client().get("http://nowhere.test/")


def test_a_resolver_that_hangs_does_not_hold_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    known = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: known.wait(2 * STUCK_S) and [])
    began = time.monotonic()
    with pytest.raises(HttpFailure, match="DNS"):
        client(0.5).get("http://slow.test/", timeout_s=0.3)
    known.set()
    assert time.monotonic() - began < STUCK_S


def test_a_name_that_turns_private_after_the_check_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it is looked at, loopback when it is connected to."""
    naming(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    with serving(reply(b"secret")) as server:
        port = httpx.URL(server.base).port
        with pytest.raises(HttpFailure, match="내부 주소"):
            client().get(f"http://rebind.test:{port}/", untrusted=True, retries=0)
    assert server.seen == []


@pytest.mark.parametrize("untrusted", [True, False], ids=["found in content", "configured"])
def test_a_redirect_into_the_house_is_caught(untrusted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "is_public", lambda address: address == "127.0.0.1")
    inward = reply(status=302, Location="http://127.0.0.2:1/admin")
    with serving(inward) as server, pytest.raises(HttpFailure, match="내부 주소"):
        client().get(server.base, untrusted=untrusted)
    assert len(server.seen) == 1


def test_a_redirect_inside_the_house_is_followed() -> None:
    with serving(reply(b"ok")) as bridge, serving(reply(status=302, Location=f"{bridge.base}/feed")) as server:
        assert client().get(server.base).content == b"ok"


def test_a_trusted_connection_is_not_lent_to_links_from_content(monkeypatch: pytest.MonkeyPatch) -> None:
    naming(monkeypatch, ["127.0.0.1"], ["93.184.216.34"], ["127.0.0.1"])

    def kept_alive(connection: socket.socket, server: FaultyServer) -> None:
        connection.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\nok")
        silence(connection, server)

    with serving(kept_alive) as server:
        talk = client()
        port = httpx.URL(server.base).port
        assert talk.get(f"http://home.test:{port}/").content == b"ok"
        with pytest.raises(HttpFailure, match="내부 주소"):
            talk.get(f"http://home.test:{port}/", untrusted=True)
    assert len(server.seen) == 1


def test_the_next_address_is_tried_when_the_first_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    naming(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    with serving(reply(b"ok")) as server:
        port = httpx.URL(server.base).port
        assert client().get(f"http://two.test:{port}/", retries=0).content == b"ok"


def test_a_proxy_inside_the_house_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(reply(b"through")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base)
        assert client().get("http://93.184.216.34/page", untrusted=True).content == b"through"
    assert proxy.seen == ["http://93.184.216.34/page"]


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for `secure.test` that this machine trusts for the length of a test."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    asked = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=secure.test"]
    names = ["-addext", "subjectAltName=DNS:secure.test", "-days", "2"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, "req", "-x509", *asked, *names, *files], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    naming(monkeypatch, ["127.0.0.1"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def secured(context: ssl.SSLContext) -> Answer:
    """Answers one TLS connection."""

    def answer(connection: socket.socket, server: FaultyServer) -> None:
        with context.wrap_socket(connection, server_side=True) as secret:
            secret.recv(65536)
            secret.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            secret.recv(1)

    return answer


def test_certificates_are_checked_against_the_name_not_the_address(certified: ssl.SSLContext) -> None:
    with serving_unread(secured(certified)) as server:
        port = httpx.URL(server.base).port
        assert client().get(f"https://secure.test:{port}/", retries=0).content == b"ok"
        with pytest.raises(HttpFailure, match="인증서의 이름이 주소와 다름"):
            client().get(f"https://other.test:{port}/", retries=0)


def test_a_handshake_that_never_ends(certified: ssl.SSLContext) -> None:
    began = time.monotonic()
    with serving_unread(silence) as server, pytest.raises(HttpFailure):
        client(600).get(f"https://secure.test:{httpx.URL(server.base).port}/", timeout_s=0.4, retries=0)
    assert time.monotonic() - began < STUCK_S


def test_a_host_that_drops_every_packet() -> None:
    """A full backlog on Linux: the third handshake never ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        began = time.monotonic()
        with pytest.raises(HttpFailure, match="응답 없음"):
            client(600).get(f"http://127.0.0.1:{address[1]}/", timeout_s=0.4, retries=0)
        assert time.monotonic() - began < STUCK_S
        for one in waiting:
            one.close()


def test_each_thread_has_its_own_budget() -> None:
    with serving(drip(b"HTTP/1.1 200 X\r\n\r\n")) as server:
        talk, took = client(600), {}

        def ask(seconds: float) -> None:
            began = time.monotonic()
            with pytest.raises(HttpFailure):
                talk.get(server.base, timeout_s=seconds, retries=0)
            took[seconds] = time.monotonic() - began

        threads = [threading.Thread(target=ask, args=(seconds,)) for seconds in (0.3, 2.5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert took[0.3] < 2.5 < took[2.5] < STUCK_S
