from __future__ import annotations

import re

import pytest

from digest.cron import parse_cron


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
        ("30 7 * *", "has 4 fields"),
        ("30 7 * * * *", "has 6 fields"),
        ("60 7 * * *", "minute: '60' is not 0-59"),
        ("0 24 * * *", "hour: '24'"),
        ("0 7 * * mo", "weekday: 'mo' is not 0-7 or sun-sat"),
        ("0 7 * * 8", "weekday: '8'"),
        ("0 7 0 * *", "day of month: '0'"),
        ("*/0 7 * * *", "step of 0"),
        ("0 9-8 * * *", "ends before it begins"),
        ("@dayly", "unknown '@dayly'"),
        ("0 7 30 feb *", "never comes"),
        ("0 7 * * mon#2", "cannot read"),
        ("0 7 L * *", "day of month: 'l'"),
    ],
)
def test_mistakes_name_the_field(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parse_cron(text)
