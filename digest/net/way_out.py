"""The one way out: which proxy and which certificates everything uses that talks to the outside.

Feeds, papers, the model, Slack and fetches of models obey `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`,
`SSL_CERT_FILE` and `SSL_CERT_DIR` alike, in upper or lower case, and say the same when a company's network refuses.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from digest.errors import ConfigError

# HTTPS_PROXY=socks5://127.0.0.1:1080
SCHEMES = ("http", "https", "socks5", "socks5h")
PROXY_VARIABLES = "HTTPS_PROXY·HTTP_PROXY·ALL_PROXY"


def proxy_for(url: str) -> str | None:
    """The address of the proxy to go through for a URL, None for going straight.

    Raises ConfigError (Korean) for a proxy that nothing here can speak to (`socks4://`, an address without a host).
    """
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    try:
        usable = urlsplit(proxy).scheme in SCHEMES and bool(urlsplit(proxy).hostname) and urlsplit(proxy).port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(
            f"쓸 수 없는 프록시 주소입니다({PROXY_VARIABLES})",
            hint="http://, https://, socks5://, socks5h:// 가운데 하나로 적으세요. 쓰지 않으려면 변수를 지우세요",
        )
    return proxy


def certificates() -> ssl.SSLContext:
    """Whom to trust: the file or folder of `SSL_CERT_FILE` or `SSL_CERT_DIR`, else the usual authorities.

    Raises ConfigError (Korean) when they cannot be read.
    """
    return _context(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))


@lru_cache(maxsize=2)
def _context(file: str, folder: str) -> ssl.SSLContext:
    import certifi

    try:
        if file or not folder:
            return ssl.create_default_context(cafile=file or certifi.where())
        return ssl.create_default_context(capath=folder)
    except (OSError, ssl.SSLError) as error:
        told = f"SSL_CERT_FILE의 인증서를 읽을 수 없습니다: {file}"
        raise ConfigError(told, hint="있는 PEM 파일인지 확인하세요") from error


def trouble(error: BaseException) -> str:
    """What a certificate or a proxy has to do with a failed connection, in a Korean clause; "" when nothing."""
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            if cause.verify_code == 62:  # X509_V_ERR_HOSTNAME_MISMATCH
                return "서버 인증서의 이름이 주소와 다름"
            if cause.verify_code == 10:  # X509_V_ERR_CERT_HAS_EXPIRED
                return "서버 인증서의 기간이 지남(이 기기의 시계도 확인)"
            return "서버 인증서를 믿을 수 없음 – 회사 망이면 SSL_CERT_FILE에 회사의 CA 파일(PEM)을 지정"
        tunnel = str(cause).partition("Tunnel connection failed: ")[2]  # urllib's words
        if tunnel or type(cause).__name__ == "ProxyError":
            said = tunnel or str(cause)
            if said.startswith("407"):
                return f"프록시가 로그인을 요구함(407) – {PROXY_VARIABLES}에 아이디와 비밀번호를 적어야 함"
            if said[:3].isdecimal():
                return f"프록시가 연결을 거절함({said[:3]}) – 허용된 주소인지 망 관리자에게 확인"
            return f"프록시에 연결할 수 없음({PROXY_VARIABLES})"
    return ""


def causes(error: BaseException) -> Iterator[BaseException]:
    """An exception, and what it came of, and what that came of."""
    waiting, seen = [error], set()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        reason = getattr(cause, "reason", None)  # urllib puts it there
        known = (cause.__cause__, cause.__context__, reason)
        waiting += [other for other in known if isinstance(other, BaseException)]
