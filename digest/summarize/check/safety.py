"""What no line may hold unless its source speaks of it: markup, addresses, words to the reader, obeyed orders."""

from __future__ import annotations

import re
import unicodedata

from digest.lazy import pattern_of

MARKUP = pattern_of(
    r"\*\*|__|~~|`|\]\(|\[\[|!\[|\{\{|\{%|%\}|\}\}"  # **x**, `x`, [x](y), {{ x }}, {% x %}
    r"|<[!@#/]?[A-Za-z][^<>]*>|</|&(?:\w+|#\d+);"  # <b>, <!channel>, &amp;
    r"|\$(?!\d)[^$]+\$|\\[A-Za-z]+"  # $x$, \alpha; not $0.1~$0.5
    r"|^\s*(?:[#>*+-]\s|\d+[.)]\s)|(?<!\S)\*\S[^*]*\*(?!\S)"  # # x, - x, 1. x, *x*
    r"|(?<!\S)\|(?!\S).*\||^\|.*\|$"  # | x |; not |r| = 0.6
)
# <!channel> · @here
PING = pattern_of(r"<[!@#]|(?<![\w.])@(?:channel|here|everyone|all)\b", re.IGNORECASE)
# https://evil.example · hxxp://evil · www.evil.example
_SCHEME = pattern_of(r"\b(?:https?|hxxps?|ftp|mailto|tel|javascript|data):\S|\bwww\.", re.IGNORECASE)
_ADDRESS = pattern_of(
    r"(?<![\w.@-])(?:[\w.+-]+@)?[\w-]+(?:[.。．｡][\w-]+)*[.。．｡][A-Za-z]{2,24}(?![A-Za-z0-9])|\d{1,3}(?:\.\d{1,3}){3}"
)
"""`evil.xyz`, `a.b-c.io`, `pay@evil.icu`, `10.0.0.1`; so does `Node.js` look, and stands when the source holds it."""
_SYMBOLS = "°©®™→←↑↓↔"

_TALKS = pattern_of(
    r"(?:하세요|하십시오|해\s?주세요|해\s?주십시오|바랍니다|보세요|오세요|가세요|마세요)(?:[.!\s]|$)"  # 확인하세요
    # 네, 알겠습니다. 다음은 …
    r"|알겠습니다|죄송|요청하신|도와\s?드|^(?:네|물론|요약|답변|번역|한\s?줄\s?요약)\s*[,:;]|^(?:다음은|아래는)\s"
    r"|\b(?:as an AI|I'm sorry|I cannot|I can't|here (?:is|are) the|sure[,!])\b",
    re.IGNORECASE,
)
_NEVER = r"$^"
# a `bank account`, `banking`; not a bank of characters
_BANK = r"\bbanks\b|\bbanking|\bbank (?:account|transfer|card|record|statement)s?"  # not a bank of characters
# 이전 지시를 무시하고 · ignore previous instructions · prompt injection · follower · payment · banking · phone
# credential · 클릭 · click · 구독 · subscribe · 팔로우 · 결제 · 계좌 · 계정 · account · 비밀번호 · password · 전화
# 010-1234-5678
_ASKS = tuple(
    (pattern_of(said, re.IGNORECASE), pattern_of(about, re.IGNORECASE))
    for said, about in (
        # an obeyed order: 이전 지시를 무시하고 …
        (
            r"(?:지시|명령|프롬프트)[가-힣]{0,3}\s*(?:모두\s*|전부\s*)?(?:무시|잊)(?:하고|고|했|합니다|한\s?채)"
            r"|\bignored previous",
            _NEVER,
        ),
        # the same words in a paper about such attacks: 이전 지시를 무시하게 만드는 공격
        (
            r"(?:ignor|disregard|forgot|overrid)\w*\s+(?:\w+\s+){0,3}(?:instructions?|prompts?)"
            r"|(?:이전|앞선|앞의|위의|기존의?)\s*(?:지시|명령|프롬프트)[가-힣]*\s*(?:모두\s*)?(?:무시|잊)"
            r"|system prompt",
            r"injection|jailbreak|system prompt|adversarial (?:prompt|attack)",
        ),
        # 링크를 클릭하면, 채널을 구독하고, 팔로우
        (r"(?<!사이)클릭|\bclick here\b", r"\bclick|\bCTR\b|\bGUIs?\b"),  # not 사이클릭, cyclic
        (r"구독|\bsubscribe\b", r"subscri"),
        (r"팔로우|\bfollow (?:us|me)\b", r"follow(?:er|ing (?:account|user))"),
        # 결제하면, 수수료 5만 원을 입금, 해외로 송금
        (
            # not 변이체 (variants), 변환불가, 치환불변
            r"결제|입금|송금|(?<![변전])이체(?![계인크험])|수수료|(?<![변교전치순])환불|환불(?![가변능])",
            rf"\bpay(?:ment|ing|s|off)?\b|remit|deposit|{_BANK}|money|refund|transaction|purchas|\bfees?\b|commerce",
        ),
        # 계좌 번호, 계정 정보, 비밀번호, 인증 번호, 카드 번호, 주민등록번호
        (
            r"계좌|카드\s?번호|예금",
            rf"{_BANK}|credit card",
        ),
        (
            r"(?<!설)계정|설계정(?![보책의밀합확])|(?<!카탈)(?<!블)로그인",
            r"\baccounts?\b(?! for)|log-?in|\bsign(?:ing)?[- ]in|credential",
        ),
        (
            r"비밀번호|비번(?!역)|패스워드|인증\s?번호|주민(?:등록)?\s?번호|주민등록",
            r"password|passcode|credential|authenticat",
        ),
        # 전화 주시면, 010-1234-5678로 연락
        # 대표전화, 휴대전화; not 안전화, which makes safe
        (
            r"(?<![안완발버온회충])전화|연락처",
            r"\bphones?\b|telephon|smartphone|\bcall(?:ers?| cent(?:er|re)s?)\b",
        ),
        # 텔레그램으로 연락하면, 카톡으로 문의
        (
            r"텔레그램|카톡|카카오톡|오픈\s?채팅|(?:으로|에)\s(?:연락|문의)(?:하|주|바)",
            r"telegram|kakao|\bchat|messag|contact|inquir",
        ),
        # 비트코인을 보내면, 상품권을 사서
        (r"비트코인|코인을|지갑|상품권|기프티콘", r"coin|crypto|blockchain|wallet|gift card|voucher"),
        # 앱을 설치하고 승인하면
        (
            r"(?:앱|프로그램|파일)을?\s(?:설치|다운로드|내려받)",
            r"\bapps?\b|install|download|software|\bmobile\b",
        ),
        (r"\b0\d{1,2}-\d{3,4}-\d{4}\b|\+\d{1,3}[ -]\d{1,4}[ -]\d{3,4}", _NEVER),
    )
)
"""(what a line would ask or obey, what its source must be about for it to be a mere description)."""


def unwanted_character(text: str) -> str:
    """Line breaks and characters that nobody sees, or "" when there are none."""
    return next((c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")), "")


def picture(text: str) -> str:
    """The first emoji, or ""; `㎝` and other units in one character are none."""
    seen = (c for c in text if c not in _SYMBOLS and not "\u3371" <= c <= "\u33df")
    return next((c for c in seen if unicodedata.category(c) == "So" or c == "\ufe0f"), "")


def address(text: str, source: str) -> str:
    """The first address of a line, or "": any word that looks like one, unless the source holds the very word."""
    scheme = _SCHEME.search(text)
    if scheme:
        return scheme[0]
    held = source.casefold()
    return next((m[0] for m in _ADDRESS.finditer(text) if not _holds_word(held, m[0].casefold())), "")


def _holds_word(source: str, word: str) -> bool:
    # `Node.js` in `runs on Node.js.`; not in node.js.org
    return re.search(rf"(?<![\w.@/-]){re.escape(word)}(?![\w/-]|\.\w)", source) is not None


def asks(line: str, source: str) -> str:
    """What a line says to its reader, asks of them or obeys, or ""."""
    talk = _TALKS.search(line)
    if talk:
        return talk[0].strip()
    for said, about in _ASKS:
        found = said.search(line)
        if found and not about.search(source):
            return found[0]
    return ""
