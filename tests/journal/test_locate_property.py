"""Whatever stands in a journal, a day has one place that is its own, or none."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from digest.journal.config import CourseSettings, JournalSettings
from digest.journal.find.folder import open_journal
from digest.journal.find.locate import DayPlace, find_day
from digest.journal.read.document import JournalRefused

LINES = """## 11일차|## 12일차:|## 13일차|## 14일차(수)|## 14일차(목)|### 15일차(2024-08-23,금)|## 토요일|## 일요일
## 2024-08-19|## 8월 20일(화)|## 8월 20일(수)|# 2024-08-21|## 11~12일차|## 개인 학습|### 데일리 트렌드
## 3주차 후기|11일차 결과는 12일차에?|1일차에 배운 내용|- ## 13일차|> ## 13일차|```|~~~|<details>
</details>|<!--|-->|본문|- 목록|||    ## 12일차|2024-08-22|---|===|{% raw %}|{% endraw %}
## 2024년 8일 23일|## 4일차 학습 정리|표|<h2>14일차</h2>|## 2024-08-19 ~ 08-21""".replace("\n", "|").split("|")
LINES.append("---\ntitle: 3주차\n---")
DATES = [dt.date(2024, 8, 16) + dt.timedelta(days=n) for n in range(10)]
NAMES = ["2024-08-23-week.md", "log.md", "3주차.md", "2024-08-19.md", "2024/08.md"]


@given(st.lists(st.sampled_from(LINES), max_size=24), st.sampled_from(NAMES), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_day_has_one_place_of_its_own_or_none(lines: list[str], name: str, eol: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(eol.join(lines).encode())
        course = CourseSettings(day1=dt.date(2024, 8, 5))
        journal = open_journal(JournalSettings(folder=folder, course=course))
        taken: dict[int, tuple[dt.date, DayPlace]] = {}
        for date in DATES:
            try:
                place = find_day(journal, date)
            except JournalRefused:
                continue
            if not isinstance(place, DayPlace):
                continue
            assert 0 <= place.first <= place.last <= len(place.document.lines)
            days = journal.days(name).days
            if place.layout == "daily":
                assert len(days) < 2
            else:
                assert place.heading is not None
                assert not [day for day in days if place.heading.line < day.line < place.last]
                claim = [c for c in journal.days(name, date).claims if c.line == place.heading.line]
                assert len(claim) == 1
                assert claim[0].span.holds(date)
            for line in range(place.first, place.last):
                other = taken.setdefault(line, (date, place))
                assert other[1].first == place.first, f"{date} and {other[0]} share line {line + 1}"
