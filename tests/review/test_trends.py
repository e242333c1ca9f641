from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from digest.choose.keywords import Keyword, TextIndex
from digest.review.trends import MOST_TRENDS, count_topics, find_trends, in_own_words, silent_keywords
from makers import DATE, item

COUNTS = st.dictionaries(st.sampled_from(["RLHF", "확산 모델", "에이전트", "로봇"]), st.integers(0, 30))


def past(*counts: int | None, topic: str = "확산 모델") -> dict[dt.date, dict[str, int]]:
    """History of one topic, the newest day last; None: not counted on that day."""
    first = DATE - dt.timedelta(days=len(counts))
    days = (first + dt.timedelta(days=n) for n in range(len(counts)))
    return {day: {} if count is None else {topic: count} for day, count in zip(days, counts, strict=True)}


def keyword(*terms: str, **options: object) -> Keyword:
    return Keyword.model_validate({"any": terms, **options})


def test_a_topic_is_counted_by_every_term_of_its_keyword_and_each_item_once() -> None:
    index = TextIndex(
        [
            item("2408.00001", title="Multimodal Models", abstract="A vision-language study."),
            item("2408.00002", title="Vision-Language Models", abstract="A study."),
            item("2408.00003", title="Nothing of that kind", abstract="A study."),
        ]
    )
    own = keyword("multimodal", "멀티모달", "vision-language")
    assert count_topics(index, [own])["멀티모달"] == 2
    assert count_topics(index, [keyword("wombat")])["wombat"] == 0
    assert "medical" not in count_topics(index, [Keyword.model_validate({"not": "medical"})])


def test_nothing_is_a_trend_before_five_days() -> None:
    assert find_trends({"확산 모델": 9}, past(1, 1, 1, 1)) == ()
    assert find_trends({"확산 모델": 9}, {}) == ()


def test_rising_new_and_returning_are_told_apart() -> None:
    (rising,) = find_trends({"확산 모델": 6}, past(3, 2, 3, 2, 3))
    assert (rising.state, rising.count, rising.usual, rising.days) == ("rising", 6, 2.6, 5)
    (new,) = find_trends({"확산 모델": 3}, past(0, 0, 0, 0, 0))
    assert (new.state, new.usual) == ("new", 0)
    (back,) = find_trends({"확산 모델": 3}, past(4, 0, 0, 0, 0, 0))
    assert back.state == "returning"


def test_small_numbers_and_usual_days_are_no_trend() -> None:
    assert find_trends({"확산 모델": 2}, past(0, 0, 0, 0, 0)) == ()
    assert find_trends({"확산 모델": 4}, past(3, 2, 3, 2, 3)) == ()


def test_a_keyword_of_yesterday_is_not_new_in_the_field() -> None:
    assert find_trends({"wombat": 5}, past(*[None] * 18, 4, topic="wombat")) == ()
    (trend,) = find_trends({"wombat": 8}, past(*[None] * 10, 2, 2, 2, 2, 2, topic="wombat"))
    assert (trend.state, trend.days) == ("rising", 5)


@given(COUNTS, st.lists(COUNTS, max_size=8), st.integers())
def test_at_most_three_and_whatever_the_order(today: dict[str, int], days: list[dict[str, int]], seed: int) -> None:
    history = {DATE - dt.timedelta(days=n + 1): counts for n, counts in enumerate(days)}
    found = find_trends(today, history)
    assert len(found) <= MOST_TRENDS
    assert all(trend.count == today[trend.topic] >= 3 for trend in found)
    mixed, shuffled = list(today.items()), list(history.items())
    random.Random(seed).shuffle(mixed)
    random.Random(seed).shuffle(shuffled)
    assert find_trends(dict(mixed), dict(shuffled)) == found


def test_a_keyword_without_a_hit_for_fourteen_recorded_days_is_named_once() -> None:
    quiet = past(*[0] * 14, topic="wombat")
    words = [keyword("wombat"), keyword("Wombat", "numbat"), Keyword.model_validate({"not": "medical"})]
    assert silent_keywords(words[:1] * 2 + words[2:], quiet, 14) == ("wombat",)
    assert silent_keywords(words[:1], past(*[0] * 13, topic="wombat"), 14) == ()
    assert silent_keywords(words[:1], past(*[0] * 13, 1, topic="wombat"), 14) == ()
    assert silent_keywords(words[:1], past(1, *[0] * 14, topic="wombat"), 14) == ("wombat",)


def test_a_young_keyword_is_not_called_silent() -> None:
    assert silent_keywords([keyword("wombat")], past(*[None] * 10, 0, 0, 0, 0, topic="wombat"), 14) == ()


def test_a_keyword_is_named_as_its_reader_wrote_it_and_counted_once() -> None:
    own = [keyword("LLM"), keyword("diffusion")]
    topics = count_topics(TextIndex([item("2408.00001", title="Diffusion")]), own)
    assert topics["확산 모델"] == 1
    assert not {"diffusion", "LLM"} & set(topics)
    assert silent_keywords(own, past(*[0] * 14), 14) == ("diffusion",)
    (trend,) = in_own_words(find_trends({"확산 모델": 6}, past(3, 2, 3, 2, 3)), own)
    assert trend.topic == "diffusion"
