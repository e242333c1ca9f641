"""KakaoTalk chat exports → the links that were shared and when; nobody's name, nobody's words.

Facts about the service: docs/services.md: KakaoTalk.

Pure. Windows .txt, macOS .csv, Android .txt, iOS .txt/.csv, each Korean or English, 12 or 24 hours, alone or zipped.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from digest.calendar.names import MONTHS
from digest.identity import find_links
from digest.lazy import pattern_of

Shared = tuple[dt.datetime, str]
"""(when a message was sent, aware; one URL in it)."""

SEOUL = ZoneInfo("Asia/Seoul")
MOST_BYTES = 200_000_000
"""What a zip may grow to; years of a busy room are a tenth of it."""
# 2024년 8월 19일 · Monday, August 19, 2024
DAY = (
    r"(?:(?P<y>[0-9]{4})\s?(?:년|[.-])\s?(?P<mo>[0-9]{1,2})\s?(?:월|[.-])\s?(?P<d>[0-9]{1,2})\s?(?:일|\.)?"
    r"|(?:\w+day,?\s)?(?P<mon>[A-Za-z]{3,9})\.?\s(?P<d2>[0-9]{1,2}),?\s(?P<y2>[0-9]{4})"
    r"|(?:\w+day,?\s)?(?P<d3>[0-9]{1,2})\s(?P<mon3>[A-Za-z]{3,9})\.?,?\s(?P<y3>[0-9]{4}))"
)
# 오후 3:05 · 15:05 · 3:05 PM
CLOCK = (
    r"(?:(?P<half>오전|오후|[AaPp]\.?[Mm]\.?)\s?)?(?P<h>[0-9]{1,2}):(?P<mi>[0-9]{2})(?::[0-9]{2})?"
    r"(?:\s?(?P<half2>[AaPp]\.?[Mm]\.?))?"
)
WINDOWS_DAY = pattern_of(rf"-{{5,}}\s*{DAY}.*-{{5,}}")  # `--------------- 2024년 8월 19일 월요일 ---------------`
PLAIN_DAY = pattern_of(rf"{DAY}(?P<weekday>\s[월화수목금토일]요일|\s\w+day)?(?:,?\s(?:at\s)?{CLOCK})?")
"""`2024년 8월 22일 목요일`, `2024년 8월 22일 오전 9:00`."""
TIMED_MESSAGE = pattern_of(rf"{CLOCK},\s(?P<text>.*)$")
"""`오후 8:36, 이름 : 글`, under a line with the day."""
CSV_STAMP = pattern_of(rf"{DAY}[ T,]\s?(?:at\s)?{CLOCK}")  # 2024-08-19 20:00:01
CSV_ROW = pattern_of(rf"^\"?{DAY}[ T,]\s?(?:at\s)?{CLOCK}\"?,", re.MULTILINE)
"""How a row begins: `2024-08-22 09:00:00,이름,글`."""
# [민지] [오후 8:00] https://arxiv.org/abs/2408.08152
WINDOWS_MESSAGE = pattern_of(rf"\[.+?\] \[{CLOCK}\](?: (?P<text>.*))?$")
# `2024년 8월 19일 오후 8:00, 민지 : https://arxiv.org/abs/2408.08152`
PHONE_MESSAGE = pattern_of(rf"{DAY},?\s(?:at\s)?{CLOCK},\s(?P<text>.*)$")
CSV_HEADER = pattern_of(r'\s*"?(?:Date|날짜|일시)"?,', re.IGNORECASE)  # `Date,User,Message`
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u200e": None, "\u200f": None, "\ufeff": None})


def parse(data: bytes) -> tuple[Shared, ...]:
    """The links of an export with their times, oldest first, each (time, URL) once.

    Raises ValueError (Korean) when no message can be recognised in it.
    """
    found: set[Shared] = set()
    messages = 0
    for file in _files(data):
        text = _decoded(file)
        for at, body in _csv_messages(text) if CSV_HEADER.match(text) else _text_messages(text.splitlines()):
            messages += 1
            found |= {(at, url) for url in find_links(body)}
    if not messages:
        raise ValueError("카카오톡 대화 내보내기 파일이 아니거나 대화가 없음")
    return tuple(sorted(found))


def _files(data: bytes) -> Iterator[bytes]:
    """The file itself, or the texts in a zip."""
    if not data.startswith(b"PK\x03\x04"):
        yield data
        return
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if not entry.filename.lower().endswith((".txt", ".csv")):
                    continue
                with archive.open(entry) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise ValueError("압축을 풀면 너무 큰 파일")
                yield content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError("열 수 없는 zip 파일") from error


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # old Windows wrote CP949; a UTF-8 file that is cut in a letter is still mostly UTF-8
        readings = [data.decode(encoding, "replace") for encoding in ("cp949", "utf-8-sig")]
        text = min(readings, key=lambda reading: reading.count("\ufffd"))
    return text


def _csv_messages(text: str) -> Iterator[tuple[dt.datetime, str]]:
    """Row by row; a quote that nobody closed costs its own row alone."""
    limit = csv.field_size_limit(len(text) + 1)
    try:
        for written in _csv_rows(text.translate(SPACES)):
            row = next(csv.reader(io.StringIO(written, newline="")))
            stamp = CSV_STAMP.fullmatch(row[0].strip())
            at = _instant(stamp, stamp) if stamp else None
            if at and len(row) >= 3:
                yield at, ",".join(row[2:])
    except csv.Error as error:
        raise ValueError("깨진 CSV 파일") from error
    finally:
        csv.field_size_limit(limit)


def _csv_rows(text: str) -> Iterator[str]:
    """The text of each row, from its time stamp to the next one that no open quote holds."""
    starts = [match.start() for match in CSV_ROW.finditer(text)]
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    opening = [place for place, piece in enumerate(pieces) if piece.count('"') % 2]  # or closing one
    closing = dict(zip(opening[::2], opening[1::2], strict=False))
    place = 0
    while place < len(pieces):
        last = closing.get(place, place)
        yield "".join(pieces[place : last + 1])
        place = last + 1


def _text_messages(lines: Iterable[str]) -> Iterator[tuple[dt.datetime, str]]:
    """Messages of the .txt dialects; a line that is nothing else continues the message before it.

    Only the dialect's own day line counts: where messages bear their date, a line that is only a date is somebody's.
    """
    day: re.Match[str] | None = None
    dialect = ""
    at: dt.datetime | None = None
    body: list[str] = []
    for raw in lines:
        line = raw.translate(SPACES).rstrip()
        windows = WINDOWS_MESSAGE.match(line)
        phone = PHONE_MESSAGE.match(line)
        timed = TIMED_MESSAGE.match(line) if day and dialect in ("", "timed") else None
        begun = windows or phone or timed
        marked = WINDOWS_DAY.fullmatch(line)
        plain = _day_line(line, dialect, day)
        if not (begun or marked or plain):
            body.append(line)
            continue
        if at:
            yield at, "\n".join(body)
        at, body = None, []
        if windows:
            at, body = _instant(day, windows), [windows["text"] or ""]
        elif begun:
            dialect = dialect or ("phone" if phone else "timed")
            _name, separator, text = begun["text"].partition(" : ")
            if separator:  # without it: somebody came, left, was hidden
                at, body = _instant(begun if phone else day, begun), [text]
        else:
            day, dialect = marked or plain, "windows" if marked else dialect
    if at:
        yield at, "\n".join(body)


def _day_line(line: str, dialect: str, day: re.Match[str] | None) -> re.Match[str] | None:
    """The match of a line that begins a day in a dialect without dashes.

    Where only the time stands before messages, such a line names its weekday and goes forward.
    """
    found = PLAIN_DAY.fullmatch(line) if dialect in ("", "timed") else None
    if found and dialect == "timed":
        midnight = re.fullmatch(CLOCK, "0:00")
        before, now = (_instant(one, midnight) for one in (day, found)) if midnight else (None, None)
        return found if found["weekday"] and before and now and now >= before else None
    return found


def _instant(day: re.Match[str] | None, clock: re.Match[str]) -> dt.datetime | None:
    """A moment in Seoul; None when there is no such day or hour."""
    if day is None:
        return None
    month = (day["mon"] or day["mon3"] or "")[:3].lower()
    if month and month not in MONTHS:
        return None
    hour, half = int(clock["h"]), (clock["half"] or clock["half2"] or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half in ("오후", "pm") else 0)
    try:
        return dt.datetime(
            int(day["y"] or day["y2"] or day["y3"]),
            MONTHS.index(month) + 1 if month else int(day["mo"]),
            int(day["d"] or day["d2"] or day["d3"]),
            hour,
            int(clock["mi"]),
            tzinfo=SEOUL,
        )
    except ValueError:
        return None
