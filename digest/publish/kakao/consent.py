"""Receive the code that Kakao's consent page sends to the redirect address, on a loopback port or pasted."""

from __future__ import annotations

import hmac
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from digest.errors import ConfigError, Undelivered

PAGE = (
    "<!doctype html><html lang=ko><meta charset=utf-8><title>digest</title>"
    "<p style='font:1.2em sans-serif;margin:3em'>{}</p></html>"
)
PASTE = "서버라면 `digest kakao login --paste`로 주소를 붙여 넣으세요."


def code_from(address: str, state: str) -> str:
    """The code in a redirected address. Raises Undelivered when it is not the answer to our own request."""
    answer = parse_qs(urlsplit(address.strip()).query)
    given = answer.get("state", [""])[0]
    if not hmac.compare_digest(given.encode(), state.encode()):
        raise Undelivered("이번 로그인에 대한 답이 아닙니다", hint="방금 열린 동의 화면에서 끝까지 진행하세요.")
    if "error" in answer:
        denied = answer["error"][0] == "access_denied"
        told = "동의를 취소했습니다" if denied else f"카카오가 로그인을 거절했습니다({answer['error'][0][:40]})"
        raise Undelivered(told, hint="`digest kakao login`을 다시 실행하세요.")
    if not answer.get("code", [""])[0]:
        raise Undelivered("주소에 인가 코드가 없습니다", hint="브라우저 주소창의 주소 전체를 복사하세요.")
    return answer["code"][0]


class CodeReceiver:
    """A web server on the loopback port of the redirect address, for the length of a `with` block."""

    def __init__(self, redirect_uri: str, state: str) -> None:
        """Listen. Raises ConfigError when the address is not on this machine or its port is taken."""
        parts = urlsplit(redirect_uri)
        if parts.scheme != "http" or parts.hostname not in ("localhost", "127.0.0.1") or parts.port is None:
            raise ConfigError("redirect_uri가 이 컴퓨터의 포트가 아닙니다", hint=PASTE)
        self._path, self._state = parts.path or "/", state
        self._answered = threading.Event()
        self._answer = ""
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", parts.port), self._handler())
        except OSError as error:
            raise ConfigError(
                f"{parts.port}번 포트를 열 수 없습니다", hint=f"그 포트를 쓰는 프로그램을 끄세요. {PASTE}"
            ) from error
        self._server.daemon_threads = True

    def __enter__(self) -> CodeReceiver:
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float) -> str:
        """The address with the code or the refusal in it. Raises Undelivered when the time is over."""
        if not self._answered.wait(seconds):
            raise Undelivered("제한 시간 안에 동의가 끝나지 않았습니다", hint="`digest kakao login`을 다시 실행하세요.")
        return self._answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10  # a browser opens connections ahead and may never use them

            def do_GET(self) -> None:
                status, told = receiver._take(self.path)
                body = PAGE.format(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: the address holds the code."""

        return Handler

    def _take(self, address: str) -> tuple[int, str]:
        """Look at one request; a foreign one (no or a wrong state) is refused and does not end the waiting."""
        if urlsplit(address).path != self._path:
            return 404, "이 주소는 쓰지 않습니다."
        given = parse_qs(urlsplit(address).query).get("state", [""])[0]
        if self._answered.is_set() or not hmac.compare_digest(given.encode(), self._state.encode()):
            return 400, "이번 로그인에 대한 답이 아닙니다. 터미널을 확인하세요."
        self._answer = address
        self._answered.set()
        return 200, "받았습니다. 이 창을 닫고 터미널로 돌아가세요."
