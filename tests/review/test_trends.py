"""The rule of a trend line: shares, windows, the lower bound, quiet days."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.review.trends import MOST, DayCount, Movement, lower_bound, movements, pick, windows

FIRST = dt.date(2024, 6, 3)


def days(*counts: int, size: int = 20, topic: str = "world model") -> list[DayCount]:
    """One list a day, the newest last."""
    return [DayCount(FIRST + dt.timedelta(days=n), size, {topic: k} if k else {}) for n, k in enumerate(counts)]


def moved(topic: str, low: float = 2.0) -> Movement:
    return Movement(topic, 9, 100, 5, 9, 400, 20, low)


def test_the_windows_grow_with_what_is_known_in_whole_weeks() -> None:
    assert [windows(known) for known in (14, 15, 19, 20, 25, 49, 50, 100, 150, 999)] == [
        None,
        (5, 10),
        (5, 10),
        (5, 15),
        (5, 20),
        (5, 20),
        (10, 40),
        (20, 80),
        (30, 120),
        (30, 120),
    ]


def test_a_rise_is_told_with_the_numbers_that_were_compared() -> None:
    (found,) = movements(days(*[0, 1] * 10, 2, 2, 3, 2, 2))
    assert (found.topic, found.count, found.size, found.days) == ("world model", 11, 100, 5)
    assert (found.usual_count, found.usual_size, found.usual_days) == (10, 400, 20)
    assert (found.share, found.usual) == (0.11, 0.025)
    assert found.low == pytest.approx(lower_bound(11, 100, 10, 400), abs=0.001)


def test_a_longer_list_is_no_rise() -> None:
    usual = [DayCount(FIRST + dt.timedelta(days=n), 10, {"agent": 2}) for n in range(20)]
    longer = [DayCount(FIRST + dt.timedelta(days=20 + n), 50, {"agent": 10}) for n in range(5)]
    assert movements(usual + longer) == ()
    assert movements(usual + [day._replace(size=10) for day in longer])


def test_few_papers_one_list_or_a_list_without_it_are_no_line() -> None:
    assert movements(days(*[0] * 20, 1, 1, 1, 1, 1)) == ()
    assert movements(days(*[0] * 20, 0, 0, 6, 0, 5)) == ()
    assert movements(days(*[0] * 20, 3, 3, 3, 3, 0)) == ()
    assert movements(days(*[0] * 20, 3, 3, 3, 3, 1))


def test_a_rare_topic_of_long_lists_is_no_line() -> None:
    assert movements(days(*[0] * 20, 2, 2, 2, 2, 2, size=100)) == ()
    assert movements(days(*[0] * 20, 3, 3, 3, 3, 3, size=100))


def test_the_bound_is_the_one_of_the_books() -> None:
    # ratio (11.5/100.5)/(10.5/400.5) = 4.365; standard error √(1/11.5 + 1/10.5) = 0.4268; 4.365·e^(−1.64·0.4268)
    assert lower_bound(11, 100, 10, 400) == pytest.approx(2.168, abs=0.001)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60)), min_size=15, max_size=60), st.integers())
def test_what_is_told_satisfies_the_rule_whatever_came(lists: list[tuple[int, int]], seed: int) -> None:
    history = [
        DayCount(FIRST + dt.timedelta(days=n), size, {"a": min(count, size), "b": count % (size + 1)})
        for n, (size, count) in enumerate(lists)
    ]
    for found in movements(history):
        recent, usual = history[-found.days :], history[-found.days - found.usual_days : -found.days]
        assert found.count == sum(day.counts[found.topic] for day in recent) >= 6
        assert found.size == sum(day.size for day in recent)
        assert found.usual_count == sum(day.counts[found.topic] for day in usual)
        assert lower_bound(found.count, found.size, found.usual_count, found.usual_size) >= 1.499
        assert found.share > found.usual


def test_two_lines_a_day_the_surest_first() -> None:
    found = [moved(topic) for topic in "abcd"]
    papers = {topic: frozenset({topic + "1", topic + "2"}) for topic in "abcd"}
    assert [line.topic for line in pick(found, papers, {})] == ["a", "b"]
    assert MOST == 2


def test_a_topic_is_quiet_and_so_is_what_means_the_same_papers() -> None:
    found = [moved("VLA"), moved("vision-language-action"), moved("o1")]
    same, other = frozenset("abcde"), frozenset("vwxyz")
    papers = {"VLA": same, "vision-language-action": same | {"f"}, "o1": other}
    assert [line.topic for line in pick(found, papers, {})] == ["VLA", "o1"]
    assert [line.topic for line in pick(found, papers, {"VLA": frozenset()})] == ["vision-language-action", "o1"]
    assert [line.topic for line in pick(found, papers, {"VLA": same})] == ["o1"]
    assert [line.topic for line in pick(found, papers, {"action": same})] == ["o1"]


def test_the_order_of_topics_does_not_matter() -> None:
    names = ["a", "b", "c", "d"]
    for seed in range(5):
        random.Random(seed).shuffle(names)
        history = [
            DayCount(FIRST + dt.timedelta(days=n), 40, dict.fromkeys(names, 3 if n >= 20 else 0)) for n in range(25)
        ]
        assert [found.topic for found in movements(history)] == ["a", "b", "c", "d"]
