from __future__ import annotations

import datetime as dt

from digest.choose.keywords import Keyword, TextIndex
from digest.models import Trend
from digest.review.silent import count_topics, in_own_words, silent_keywords
from makers import DATE, item


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
    (trend,) = in_own_words([Trend(topic="확산 모델", state="rising", count=6, usual=2.6, days=5)], own)
    assert trend.topic == "diffusion"
