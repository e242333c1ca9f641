from __future__ import annotations

import math

import pytest

from digest.choose.keywords import TextIndex, fold
from digest.choose.rank import DayIndex, rank
from digest.choose.taste import MOST, Signal, Taste, percentiles
from makers import item, sighting

ABSTRACTS = {
    "2408.00001": ("Routing experts", "A mixture of experts with sparse routing of tokens."),
    "2408.00002": ("Painting", "A diffusion model paints images."),
    "2408.00003": ("Voices", "Speech synthesis with phonemes."),
    "2408.00004": ("Sparse experts again", "Routing tokens to experts saves compute."),
    "2408.00005": ("Quiet", "Proofs of theorems."),
}


def day() -> DayIndex:
    return DayIndex(
        item(key, title=title, abstract=text, sightings=(sighting(key, heat=0.5, upvotes=5),))
        for key, (title, text) in ABSTRACTS.items()
    )


def usual() -> TextIndex:
    return TextIndex(item(f"2407.{n:05d}", title="We show", abstract="We show a method.") for n in range(90))


def learned(*signals: Signal) -> dict[str, float]:
    return {key[-1]: part.value for key, part in Taste(signals, [day(), usual()]).parts(day()).items()}


LIKED = Signal("Sparse routing. Experts are routed by tokens.", 1.0)


def test_what_is_near_to_the_liked_gains_and_what_is_far_loses() -> None:
    values = learned(LIKED)
    assert {values["1"], values["4"]} == {MOST, MOST / 2}
    assert all(values[far] < 0 for far in "235")
    assert all(-MOST <= value <= MOST for value in values.values())


def test_a_dislike_turns_it_round() -> None:
    values = learned(LIKED._replace(value=-1.0))
    assert all(values[near] < 0 for near in "14")


def test_nothing_learned_says_nothing() -> None:
    assert learned() == {}
    assert learned(Signal("", 1.0)) == {}
    assert learned(LIKED, LIKED._replace(value=-1.0)) == {}


def test_the_reason_names_the_words_and_the_parts_still_sum_to_the_score() -> None:
    index = day()
    taste = Taste([LIKED], [index, usual()]).parts(index)
    first, *_ = found = rank(index, (), taste=taste)
    assert first.parts[-1].name == "taste"
    assert first.reasons[-1].startswith(f"취향 {first.parts[-1].value:+.2f}: ")
    assert "routing" in first.reasons[-1] or "expert" in first.reasons[-1]
    assert not any(reason.startswith("취향") for reason in found[-1].reasons)
    for one in found:
        assert one.score == round(sum(part.value for part in one.parts), 3)


def test_a_word_of_every_paper_says_nothing() -> None:
    assert learned(Signal("we show a method we show", 1.0)) == {}


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], []), ([3.0], [0.5]), ([1.0, 3.0, 2.0], [0.0, 1.0, 0.5]), ([1.0, 1.0, 2.0], [0.25, 0.25, 1.0])],
)
def test_percentiles(values: list[float], expected: list[float]) -> None:
    assert percentiles(values) == expected


def about(*texts: str) -> DayIndex:
    return DayIndex(item(f"2408.0000{n}", title=text, abstract="") for n, text in enumerate(texts))


def test_nearness_is_one_for_the_liked_text_itself_and_minus_one_for_the_disliked() -> None:
    papers = [about("sparse routing", "speech")]
    liking, disliking = (Taste([Signal("Sparse routing", value)], papers) for value in (1.0, -1.0))
    assert liking.nearness(fold("routing sparse")) == pytest.approx(1.0)
    assert disliking.nearness(fold("routing sparse")) == pytest.approx(-1.0)
    assert liking.nearness(fold("speech phonemes")) == 0
    assert liking.nearness(fold("routing phonemes")) == pytest.approx(0.458, abs=0.001)
    assert liking.nearness([]) == 0


def test_a_word_weighs_by_how_rare_it_is_and_how_often_it_stands() -> None:
    """1 + ln of its count, times ln of all papers and a hundred more by those that hold it and one more."""
    papers = [about(*["routing"] * 5, *["sparse"] * 2, "quiet")]
    taste = Taste([Signal("routing routing sparse", 1.0)], papers)
    routing, sparse = (1 + math.log(2)) * math.log(108 / 6), math.log(108 / 3)
    length = math.hypot(routing, sparse)
    found = dict(taste.strongest(9))
    assert found == pytest.approx({"routing": routing / length, "sparse": sparse / length})
    assert [word for word, _ in taste.strongest(1)] == ["routing"]


def test_words_of_a_letter_and_words_of_every_fifth_paper_say_nothing() -> None:
    most = 0.2 * 200
    for held, said in ((int(most), True), (int(most) + 1, False)):
        papers = [about(), TextIndex(item(f"2407.{n:05d}", title="routing" if n < held else "x") for n in range(100))]
        assert bool(Taste([Signal("routing", 1.0)], papers).strongest(1)) is said
    assert Taste([Signal("a b c", 1.0)], [about("quiet")]).strongest(3) == ()
    assert Taste([Signal("ai", 1.0)], [about("quiet")]).strongest(3) != ()


def test_the_strongest_words_are_liked_or_disliked_and_equals_stand_by_letter() -> None:
    taste = Taste([Signal("routing", 1.0), Signal("speech phonemes", -1.0), Signal("art", 0.5)], [about("quiet")])
    found = taste.strongest(4)
    assert [word for word, _ in found] == ["routing", "phoneme", "speech", "art"]
    assert [math.copysign(1, weight) for _, weight in found] == [1, -1, -1, 1]
    assert len(taste.strongest(2)) == 2


def test_the_nearest_gets_one_the_farthest_loses_one_and_the_middle_gets_nothing() -> None:
    day = about("routing experts", "painting", "phonemes")
    parts = Taste([Signal("routing experts", 1.0), Signal("phonemes", -1.0)], [day]).parts(day)
    assert {key[-1]: part.value for key, part in parts.items()} == {"0": 1.0, "2": -1.0}
    assert parts["arxiv:2408.00000"].why == "취향 +1.00: expert, routing"
    assert parts["arxiv:2408.00002"].why == "취향 -1.00: phoneme"


def test_a_reason_names_topic_words_first_and_three_at_most() -> None:
    liked = Signal("experts: sparse routing, tokens, speech", 1.0)
    papers = [
        item(
            "2408.00001", title="Sparse routing, tokens", abstract="Experts, speech", keywords=("Sparse Routing", "x")
        ),
        item("2408.00002", title="Quiet", abstract=""),
    ]
    day = DayIndex(papers)
    part = Taste([liked], [day]).parts(day)["arxiv:2408.00001"]
    assert part.why == "취향 +1.00: Sparse Routing, expert, speech"


def test_what_has_no_word_of_the_liked_is_told_without_words() -> None:
    day = about("routing", "painting", "phonemes")
    parts = Taste([Signal("routing", 1.0)], [day]).parts(day)
    assert parts["arxiv:2408.00001"].why == "취향 -0.50"


def test_a_reason_names_nothing_that_speaks_against_it() -> None:
    signals = [Signal("routing", 1.0), Signal("phonemes", -0.5)]
    papers = [
        item("2408.00001", title="Routing phonemes, quiet", abstract="", keywords=("phonemes", "quiet")),
        item("2408.00002", title="Painting", abstract=""),
        item("2408.00003", title="Phonemes, many phonemes, routing", abstract="", keywords=("routing",)),
    ]
    day = DayIndex(papers)
    parts = {key[-1]: part.why for key, part in Taste(signals, [day]).parts(day).items()}
    assert parts == {"1": "취향 +1.00: routing", "2": "취향 -1.00"}


def test_topic_words_and_words_are_told_by_what_they_weigh_then_by_letter() -> None:
    signals = [Signal("zebra routing", 1.0), Signal("zebra apples", 1.0), Signal("fable gable zebra", 1.0)]
    tagged = item(
        "2408.00001", title="Quiet", abstract="Zebra, apples, routing", keywords=("apples", "routing", "zebra")
    )
    plain = item("2408.00002", title="Gable, fable", abstract="and zebra")
    dull = [item(f"2408.0000{n}", title="Painting", abstract="") for n in (3, 4)]
    day = DayIndex([tagged, plain, *dull])
    parts = {key[-1]: part.why.partition(": ")[2] for key, part in Taste(signals, [day]).parts(day).items()}
    assert (parts["1"], parts["2"]) == ("zebra, apples, routing", "zebra, fable, gable")


def test_what_is_liked_less_is_told_by_what_is_disliked_in_it() -> None:
    signals = [Signal("routing", 1.0), Signal("phonemes", -1.0), Signal("speech", -0.5)]
    day = about("routing", "painting", "phonemes", "speech")
    parts = {key[-1]: part.why for key, part in Taste(signals, [day]).parts(day).items()}
    assert parts == {
        "0": "취향 +1.00: routing",
        "1": "취향 +0.33",
        "2": "취향 -1.00: phoneme",
        "3": "취향 -0.33: speech",
    }
