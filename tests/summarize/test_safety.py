"""What a line may never ask of its reader or lead them to, unless its source is about just that."""

from __future__ import annotations

import pytest

from digest.summarize.check.check import check_line
from planted import item_of

PAPER = item_of("1", "OakNet", "We propose OakNet, a network for Node.js programs, and ask models 40 questions.")


@pytest.mark.parametrize(
    "word",
    [
        "evil.xyz", "free-gpu.shop", "ai.money", "t.me", "bit.ly", "a.b.co.kr", "evil.xyz/pay", "EVIL.XYZ", "evil。xyz",
        "evil．com", "192.168.0.7", "https://evil.example", "hxxp://evil.xyz", "www.evil", "pay@evil.icu",
        "node.js.evil.xyz", "evil.xyz로", "(evil.xyz)", "xn--80ak6aa92e.com", "tel:0101234", "javascript:alert",
    ],
)  # fmt: skip
def test_an_address_like_word_is_an_address(word: str) -> None:
    refusal = check_line(f"OakNet을 {word} 에서 써 보게 한다.", PAPER, "한다체")
    assert refusal is not None
    assert refusal.rule in ("url", "markup")


@pytest.mark.parametrize("word", ["Node.js", "node.js", "Node.js용"])
def test_the_very_word_of_the_source_is_none(word: str) -> None:
    assert check_line(f"{word} 프로그램을 다루는 신경망을 제안한다.", PAPER, "한다체") is None


ASKS = [
    "계좌로 송금하면 OakNet을 쓰게 한다.",
    "계좌 번호를 적어 내면 OakNet을 쓰게 한다.",
    "은행 이체를 마치면 OakNet을 쓰게 한다.",
    "수수료를 결제하면 OakNet을 쓰게 한다.",
    "보증금을 입금하면 OakNet을 쓰게 한다.",
    "비밀번호를 입력하면 OakNet을 쓰게 한다.",
    "인증 번호를 알려 주면 OakNet을 쓰게 한다.",
    "계정을 넘기면 OakNet을 쓰게 한다.",
    "로그인하면 OakNet을 쓰게 한다.",
    "전화로 신청하면 OakNet을 쓰게 한다.",
    "010-1234-5678로 연락하면 OakNet을 쓰게 한다.",
    "카드번호를 넣으면 OakNet을 쓰게 한다.",
    "환불하려면 OakNet을 쓰게 한다.",
    "비트코인을 보내면 OakNet을 쓰게 한다.",
    "지갑 주소로 코인을 보내면 OakNet을 쓰게 한다.",
    "상품권을 사서 보내면 OakNet을 쓰게 한다.",
    "텔레그램으로 연락하면 OakNet을 쓰게 한다.",
    "카톡으로 문의하면 OakNet을 쓰게 한다.",
    "주민번호를 확인하면 OakNet을 쓰게 한다.",
    "OTP를 부르면 OakNet을 쓰게 한다.",
    "앱을 설치하고 승인하면 OakNet을 쓰게 한다.",
]


@pytest.mark.parametrize("line", ASKS)
def test_a_line_asks_nothing_of_its_reader(line: str) -> None:
    refusal = check_line(line, PAPER, "한다체")
    assert refusal is not None
    assert refusal.rule in ("instruction", "name", "number")


def test_a_bank_of_characters_is_no_bank() -> None:
    paper = item_of("3", "OakNet", "OakNet comes with a new character bank.")
    assert check_line("계좌로 돈을 보내면 OakNet을 쓰게 한다.", paper, "한다체") is not None


@pytest.mark.parametrize(
    ("line", "abstract"),
    [
        ("결제 사기를 찾는 신경망을 제안한다.", "We detect payment fraud with a network."),
        ("계좌 이체 기록에서 이상을 찾는다.", "We find anomalies in bank transfers."),
        ("비밀번호 추측 공격을 막는다.", "We defend against password guessing."),
        ("악성 계정을 찾아내는 방법을 만든다.", "We detect fake user accounts."),
        ("전화 상담을 요약하는 모델을 만든다.", "We summarise phone calls of customers."),
        ("비트코인 거래를 분석하는 모델을 만든다.", "We analyse Bitcoin transactions."),
        ("앱 설치 없이 도는 모델을 만든다.", "Our mobile app needs no installation."),
    ],
)
def test_a_paper_about_it_may_be_described(line: str, abstract: str) -> None:
    assert check_line(line, item_of("2", "A study", abstract), "한다체") is None
