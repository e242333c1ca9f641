"""KakaoTalk exports in every dialect give links and times, and nothing else."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.inbox.kakao_export import parse
from source_kit import check_golden, golden_inputs

SEOUL = ZoneInfo("Asia/Seoul")
LINK = "https://arxiv.org/abs/2408.10914"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize("path", golden_inputs("kakao_export"), ids=lambda path: path.name)
def test_golden(path):  # type: ignore[no-untyped-def]
    check_golden(path, [[when.isoformat(), url] for when, url in parse(path.read_bytes())])


WINDOWS = f"""\ufeff논문방 님과 카카오톡 대화\r
저장한 날짜 : 2024-08-22 22:58:30\r
\r
--------------- 2024년 8월 22일 목요일 ---------------\r
[이름] [오전 9:00] 이거 보세요 {LINK}를\r
"""


@pytest.mark.parametrize(
    "export",
    [
        WINDOWS.encode(),
        WINDOWS.lstrip("\ufeff").encode("cp949"),
        WINDOWS.encode("utf-16"),
        WINDOWS.replace("\r\n", "\n").encode(),
        f"---------- Thursday, August 22, 2024 ----------\n[Name] [9:00 AM] {LINK}".encode(),
        f"--------------- 2024년 8월 22일 목요일 ---------------\n[a] [b] [오전 9:00] {LINK}".encode(),
        f"--------------- 2024년 8월 22일 목요일 ---------------\n[이름] [09:00] {LINK}".encode(),
        f'Date,User,Message\n2024-08-22 09:00:00,"이름, ""별명""","첫 줄\n{LINK}\n"'.encode(),
        f"\ufeffDate,User,Message\r\n2024-08-22 09:00:00,a,{LINK}\r\n".encode(),
        f"2024년 8월 22일 오전 9:00\n2024년 8월 22일 오전 9:00, 이름 : {LINK}".encode(),
        f"2024년 8월 22일 오전 9:00, 이름 : 두 줄\n\n{LINK}\n2024년 8월 22일 오전 9:01, 이름님이 나갔습니다.".encode(),
        f"2024년 8월 22일 목요일\n2024. 8. 22. 오전 9:00, 김: 박/이] : {LINK}".encode(),
        f"2024. 8. 22. 09:00, 이름 : {LINK}".encode(),
        f"August 22, 2024 at 9:00 AM, Name : {LINK}".encode(),
        f"Aug 22, 2024 at 9:00\u202fAM, Name : {LINK}".encode(),
        f"22 August 2024 at 09:00, Name : {LINK}".encode(),
        f"2024년 8월 22일 목요일\n오전 9:00, 이름 : {LINK}".encode(),
        f"2024년 8월 22일 목요일\n오전 8:59, 이름 : 옛날에는\n2021년 3월 1일 월요일\n오전 9:00, 이름 : {LINK}".encode(),
        f"2024년 8월 22일 오전 9:00, 이름 : 마감은\n2024년 9월 2일\n입니다 {LINK}".encode(),
        f'Date,User,Message\n2024-08-22 08:59:00,"a","닫지 않은 \n2024-08-22 09:00:00,"b","{LINK}"'.encode(),
    ],
)
def test_every_dialect_gives_the_same(export: bytes) -> None:
    assert parse(export) == ((at("2024-08-22T09:00"), LINK),)


@pytest.mark.parametrize(
    ("clock", "hour"),
    [("오전 12:05", 0), ("오후 12:05", 12), ("오후 1:05", 13), ("12:05 AM", 0), ("00:05", 0), ("23:05", 23)],
)
def test_hours(clock: str, hour: int) -> None:
    ((when, _),) = parse(f"2024. 8. 22. {clock}, a : {LINK}".encode())
    assert (when.hour, when.minute, when.utcoffset()) == (hour, 5, dt.timedelta(hours=9))


def test_a_zip_holds_texts() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("KakaoTalk/Talk_2024.8.22.txt", f"2024. 8. 22. 09:00, 이름 : {LINK}")
        archive.writestr("KakaoTalk/photo.jpg", b"\xff\xd8")
    assert parse(buffer.getvalue()) == ((at("2024-08-22T09:00"), LINK),)


def test_names_and_notices_give_no_links() -> None:
    export = (
        "https://room.test 님과 카카오톡 대화\n저장한 날짜 : 2024년 8월 22일 오전 11:25\n운영정책 https://policy.test\n"
        f"2024년 8월 22일 오전 9:00, https://name.test : {LINK}\n"
        "2024년 8월 22일 오전 9:01, https://joined.test님이 들어왔습니다."
    )
    assert [url for _, url in parse(export.encode())] == [LINK]


def test_a_day_that_does_not_exist_is_left_out() -> None:
    export = f"2024. 2. 30. 09:00, a : {LINK}\n2024. 8. 22. 25:00, a : {LINK}\n2024. 8. 22. 09:00, a : 사진"
    assert parse(export.encode()) == ()


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x00\xff\xfe", b"PK\x03\x04broken", "그냥 글 https://a.test".encode()]
)
def test_what_is_no_export_says_so(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"[가-힣]"):
        parse(data)


@given(st.one_of(st.binary(), st.text().map(lambda text: ("Date,User,Message\n" + text).encode("utf-8", "replace"))))
def test_no_bytes_break_it(data: bytes) -> None:
    try:
        found = parse(data)
    except ValueError:
        return
    assert all(when.tzinfo and url.startswith("http") for when, url in found)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@given(NAMES, st.integers(0, 23), st.integers(0, 59), st.booleans())
def test_any_name_any_minute_round_trips(name: str, hour: int, minute: int, windows: bool) -> None:
    half = f"{'오전' if hour < 12 else '오후'} {(hour - 1) % 12 + 1}:{minute:02}"
    line = (
        f"------- 2024년 8월 22일 목요일 -------\n[{name}] [{half}] {LINK}"
        if windows
        else f"2024년 8월 22일 {half}, {name} : {LINK}"
    )
    assert parse(line.encode()) == ((at(f"2024-08-22T{hour:02}:{minute:02}"), LINK),)
