from __future__ import annotations

import re

import pytest

from digest.serve.cron import parse_cron


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("30 7 * * mon-fri", {1, 2, 3, 4, 5}),
        ("30 7 * * 1-5", {1, 2, 3, 4, 5}),
        ("30 7 * * 0", {0}),
        ("30 7 * * 7", {0}),
        ("30 7 * * 5-7", {5, 6, 0}),
        ("30 7 * * fri-mon", {5, 6, 0, 1}),
        ("30 7 * * SUN", {0}),
        ("30 7 * * *", set(range(7))),
        ("30 7 * * 1-5/2", {1, 3, 5}),
    ],
)
def test_weekdays_are_counted_from_sunday(text: str, weekdays: set[int]) -> None:
    assert parse_cron(text).weekdays == weekdays


def test_steps_lists_and_names() -> None:
    cron = parse_cron("*/20 8-10,22 1,15 jan-mar *")
    assert cron.minutes == {0, 20, 40}
    assert cron.hours == {8, 9, 10, 22}
    assert cron.days == {1, 15}
    assert cron.months == {1, 2, 3}
    assert cron.any_weekday
    assert not cron.any_day
    assert parse_cron("5/20 * * * *").minutes == {5, 25, 45}
    assert parse_cron("@daily").hours == {0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("30 7 * *", "4칸입니다"),
        ("30 7 * * * *", "6칸입니다"),
        ("60 7 * * *", "분 칸에는 0-59만 쓸 수 있습니다: 60"),
        ("0 24 * * *", "시 칸에는 0-23만 쓸 수 있습니다: 24"),
        ("0 7 * * mo", "요일 칸에는 0-7 또는 sun-sat만 쓸 수 있습니다: mo"),
        ("0 7 * * 8", "요일 칸에는 0-7 또는 sun-sat만 쓸 수 있습니다: 8"),
        ("0 7 0 * *", "일 칸에는 1-31만 쓸 수 있습니다: 0"),
        ("*/0 7 * * *", "간격이 0입니다"),
        ("0 9-8 * * *", "앞입니다"),
        ("@dayly", "모르는 말입니다: @dayly"),
        ("0 7 30 feb *", "오지 않는 날"),
        ("0 7 * * mon#2", "읽을 수 없습니다"),
        ("0 7 L * *", "일 칸에는 1-31만 쓸 수 있습니다: l"),
    ],
)
def test_mistakes_name_the_field(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parse_cron(text)
