"""Behind a company's proxy and its own CA: one way out for everything, and every refusal is told by its cause."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from company_front import Front, company_front
from digest.cli import cli
from digest.clock import Deadline
from digest.errors import ConfigError
from digest.net.client import HttpClient, HttpFailure
from digest.net.way_out import proxy_for
from faulty_server import reply
from faulty_server import serving as answering
from loopback import Services, serving

NOW = "2024-08-23T07:30:00+09:00"
CONFIG = """\
store: sqlite:///data/digest.db
sources:
  - {kind: huggingface, base_url: "https://papers.test/hf"}
  - {kind: feed, name: 블로그, url: "http://papers.test/feed"}
summarizer: {kind: openai, base_url: "https://model.test/v1", model: test-model}
digests: [{name: main, journal: {folder: journal}}]
"""
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, *map(str.lower, VARIABLES)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with serving() as found:
        (tmp_path / "digest.yaml").write_text(CONFIG, "utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        found.paper("2024-08-22", "2408.00003", "Diffusion Study", "We study how diffusion models learn.", 9)
        yield found


def front_of(services: Services, folder: Path, login: str = "") -> object:
    return company_front(folder / "ca", {"papers.test": services.base, "model.test": services.base}, login)


def run() -> Result:
    return CliRunner().invoke(cli, ["--config", "digest.yaml", "--now", NOW, "run"])


def get(url: str) -> bytes:
    http = HttpClient("digest-test/1", Deadline(20), sleep=lambda _s: None)
    try:
        return http.get(url).content
    finally:
        http.close()


def test_a_morning_behind_proxy_and_private_ca(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with front_of(services, tmp_path) as front:  # type: ignore[attr-defined]
        behind(front, monkeypatch)
        result = run()
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert set(front.asked) == {"papers.test:443", "model.test:443", "papers.test"}
    section = next((tmp_path / "journal").rglob("*.md")).read_text("utf-8")
    assert "Diffusion Study" in section
    assert services.prompts  # the model was asked, through the proxy as everything else
    assert "새 방법을 제안하고" in section


def test_the_way_out_may_stand_in_dotenv(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setenv("no_proxy", "somewhere.test")  # what the process has wins, whatever its case
    with front_of(services, tmp_path) as front:  # type: ignore[attr-defined]
        named = {"HTTPS_PROXY": front.address, "http_proxy": front.address, "SSL_CERT_FILE": front.ca}
        lines = [f"{name}={value}\n" for name, value in (named | {"NO_PROXY": "papers.test,model.test"}).items()]
        (tmp_path / ".env").write_text("".join(lines), "utf-8")
        run()
        assert set(front.asked) == {"papers.test:443", "model.test:443", "papers.test"}
        for name in named:
            del os.environ[name]
        front.asked.clear()
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "https://papers.test/models")
        monkeypatch.setattr("digest.summarize.translate.mt.require_engine", lambda: None)
        CliRunner().invoke(cli, ["--config", "digest.yaml", "models", "fetch", "ko", "--dir", "models"])
        assert set(front.asked) == {"papers.test:443"}
    assert services.prompts


def behind(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", front.address)
    monkeypatch.setenv("HTTP_PROXY", front.address)
    monkeypatch.setenv("SSL_CERT_FILE", str(front.ca))


def test_a_certificate_that_is_not_trusted_is_said_in_those_words(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with front_of(services, tmp_path) as front:  # type: ignore[attr-defined]
        monkeypatch.setenv("HTTPS_PROXY", front.address)
        monkeypatch.setenv("HTTP_PROXY", front.address)
        with pytest.raises(HttpFailure, match=r"인증서를 믿을 수 없음.*SSL_CERT_FILE"):
            get("https://papers.test/x")
        assert front.asked == ["papers.test:443"]  # asking again would change nothing
        result = run()
    assert "SSL_CERT_FILE에 회사의 CA 파일" in result.output


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_login(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    with front_of(services, tmp_path, login="kim:pa ss") as front:  # type: ignore[attr-defined]
        behind(front, monkeypatch)
        with pytest.raises(HttpFailure, match=r"프록시가 로그인을 요구함\(407\)"):
            get(f"{scheme}://papers.test/x")
        named = front.address.replace("http://", "http://kim:pa%20ss@")
        monkeypatch.setenv("HTTPS_PROXY", named)
        monkeypatch.setenv("HTTP_PROXY", named)
        assert get(f"{scheme}://papers.test/list?date=2024-01-01&p=0") == b"[]"


def test_a_proxy_that_refuses_and_one_that_is_away(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with front_of(services, tmp_path) as front:  # type: ignore[attr-defined]
        behind(front, monkeypatch)
        with pytest.raises(HttpFailure, match=r"프록시가 연결을 거절함\(403\)"):
            get("https://elsewhere.test/")
    with pytest.raises(HttpFailure, match="프록시에 연결할 수 없음"):
        get("https://papers.test/")


def test_no_proxy_is_obeyed(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    assert get(f"{services.base}/api/daily_papers?date=2024-08-22&p=0").startswith(b"[")
    assert proxy_for("http://papers.test/") == "http://127.0.0.1:9"
    assert proxy_for("http://127.0.0.1:1/") is None


@pytest.mark.parametrize("address", ["socks4://127.0.0.1:9", "ftp://x", "http://", "http://x:99999", "http://x:port"])
def test_an_odd_proxy_is_refused_in_a_sentence(
    services: Services, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", address)
    with pytest.raises(ConfigError, match="쓸 수 없는 프록시 주소"):
        proxy_for("https://papers.test/")
    result = run()
    assert result.exit_code == 2 or isinstance(result.exception, (ConfigError, SystemExit))
    assert CliRunner().invoke(cli, ["--config", "digest.yaml", "--now", NOW, "status"]).exit_code in (0, 1)


def test_a_socks_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("socksio", reason="an environment of before httpx[socks]")
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with listener.accept()[0] as connection:
                connection.recv(100)
                connection.sendall(b"\x05\x00")
                heard.append(connection.recv(300))
                connection.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        monkeypatch.setenv("ALL_PROXY", f"socks5h://127.0.0.1:{listener.getsockname()[1]}")
        assert get("http://papers.test/page") == b"ok"
        thread.join()
    assert b"papers.test" in heard[0]


def test_certificates_that_cannot_be_read_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for broken in (tmp_path / "missing.pem", tmp_path / "empty.pem"):
        (tmp_path / "empty.pem").write_text("nothing")
        monkeypatch.setenv("SSL_CERT_FILE", str(broken))
        with pytest.raises(ConfigError, match="SSL_CERT_FILE의 인증서를 읽을 수 없습니다"):
            get("https://papers.test/")


def test_no_cookie_is_sent_back() -> None:
    with answering(reply(b"ok", **{"Set-Cookie": "visitor=1; Path=/"})) as server:
        http = HttpClient("digest-test/1", Deadline(20), sleep=lambda _s: None)
        for _ in range(2):
            assert http.get(f"{server.base}/page").content == b"ok"
        http.close()
    assert len(server.heads) == 2
    assert not any("cookie" in head.lower() for head in server.heads)
