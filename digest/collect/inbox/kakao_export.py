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

from digest.identity import find_links
from digest.lazy import pattern_of

Shared = tuple[dt.datetime, str]
"""(when a message was sent, aware; one URL in it)."""

SEOUL = ZoneInfo("Asia/Seoul")
MOST_BYTES = 200_000_000
"""What a zip may grow to; years of a busy room are a tenth of it."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = (
    r"(?:(?P<y>[0-9]{4})\s?(?:년|[.-])\s?(?P<mo>[0-9]{1,2})\s?(?:월|[.-])\s?(?P<d>[0-9]{1,2})\s?(?:일|\.)?"
    r"|(?:\w+day,?\s)?(?P<mon>[A-Za-z]{3,9})\.?\s(?P<d2>[0-9]{1,2}),?\s(?P<y2>[0-9]{4})"
    r"|(?:\w+day,?\s)?(?P<d3>[0-9]{1,2})\s(?P<mon3>[A-Za-z]{3,9})\.?,?\s(?P<y3>[0-9]{4}))"
)
CLOCK = (
    r"(?:(?P<half>오전|오후|[AaPp]\.?[Mm]\.?)\s?)?(?P<h>[0-9]{1,2}):(?P<mi>[0-9]{2})(?::[0-9]{2})?"
    r"(?:\s?(?P<half2>[AaPp]\.?[Mm]\.?))?"
)
WINDOWS_DAY = pattern_of(rf"-{{5,}}\s*{DAY}.*-{{5,}}")
PLAIN_DAY = pattern_of(rf"{DAY}(?:\s[월화수목금토일]요일|\s\w+day)?(?:,?\s(?:at\s)?{CLOCK})?")
WINDOWS_MESSAGE = pattern_of(rf"\[.+?\] \[{CLOCK}\](?: (?P<text>.*))?$")
PHONE_MESSAGE = pattern_of(rf"{DAY},?\s(?:at\s)?{CLOCK},\s(?P<text>.*)$")
CSV_HEADER = pattern_of(r'\s*"?(?:Date|날짜|일시)"?,', re.IGNORECASE)
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
    limit = csv.field_size_limit(len(text) + 1)
    try:
        for row in csv.reader(io.StringIO(text, newline="")):
            stamp = re.fullmatch(rf"{DAY}[ T,]\s?(?:at\s)?{CLOCK}", row[0].translate(SPACES).strip()) if row else None
            at = _instant(stamp, stamp) if stamp else None
            if at and len(row) >= 3:
                yield at, ",".join(row[2:])
    except csv.Error as error:
        raise ValueError("깨진 CSV 파일") from error
    finally:
        csv.field_size_limit(limit)


def _text_messages(lines: Iterable[str]) -> Iterator[tuple[dt.datetime, str]]:
    """Messages of the three .txt dialects; a line that is nothing else continues the message before it."""
    day: re.Match[str] | None = None
    dashed = False
    at: dt.datetime | None = None
    body: list[str] = []
    for raw in lines:
        line = raw.translate(SPACES).rstrip()
        windows = WINDOWS_MESSAGE.match(line)
        begun = windows or PHONE_MESSAGE.match(line)
        marked = WINDOWS_DAY.fullmatch(line)
        plain = PLAIN_DAY.fullmatch(line) if not dashed else None
        if not (begun or marked or plain):
            body.append(line)
            continue
        if at:
            yield at, "\n".join(body)
        at, body = None, []
        if windows:
            at, body = _instant(day, windows), [windows["text"] or ""]
        elif begun:
            _name, separator, text = begun["text"].partition(" : ")
            if separator:  # without it: somebody came, left, was hidden
                at, body = _instant(begun, begun), [text]
        else:
            day, dashed = marked or plain, dashed or bool(marked)
    if at:
        yield at, "\n".join(body)


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
