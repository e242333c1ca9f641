"""Charsets: only text encodings, as browsers mean their labels."""

from __future__ import annotations

import pytest

from digest.net.charset import codec_of, decode, label_of


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        *(
            ("utf-8", "utf-8"),
            ("UTF8", "utf-8"),
            (" euc-kr ", "cp949"),
            ("ks_c_5601-1987", "cp949"),
            ("ksc5601", "cp949"),
        ),
        *(("windows-949", "cp949"), ("csEUCKR", "cp949"), ("iso-8859-1", "cp1252"), ("latin1", "cp1252")),
        *(("shift_jis", "cp932"), ("x-sjis", "cp932"), ("gb2312", "gb18030"), ("windows-1251", "cp1251")),
        *(("big5", "big5hkscs"), ("iso-8859-9", "cp1254"), ("koi8-r", "koi8-r")),
    ],
)
def test_labels_mean_what_browsers_mean(label: str, codec: str) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    "label",
    [
        "bz2",
        "zlib",
        "rot13",
        "hex",
        "base64",
        "uu",
        "quopri",
        "punycode",
        "idna",
        "unicode_escape",
        "utf-7",
        "",
        "\0",
        "x" * 999,
    ],
)
def test_what_is_no_encoding_of_text_is_no_label(label: str) -> None:
    assert codec_of(label) is None
    assert decode("글".encode(), label) == ("글", 0)


def test_the_label_is_believed_where_the_bytes_allow_it() -> None:
    assert decode("привет".encode("cp1251"), "windows-1251") == ("привет", 0)
    assert decode("日本語".encode("shift_jis"), "", "shift_jis") == ("日本語", 0)
    assert decode("日本語".encode("iso2022_jp"), "iso-2022-jp") == ("日本語", 0)
    assert decode("글".encode("cp949"), "utf-8") == ("글", 0)


def test_letters_that_cannot_be_read_are_counted() -> None:
    assert decode("글쓰기 연습".encode() + b"\xff") == ("글쓰기 연습\ufffd", 1)
    assert decode("이미 \ufffd 있던 것".encode()) == ("이미 \ufffd 있던 것", 0)


def test_the_charset_of_a_content_type() -> None:
    assert label_of('text/html; charset="EUC-KR"; x=1') == "EUC-KR"
    assert label_of("text/html") == ""
