from __future__ import annotations

import pytest

from digest.choose.keywords import TextIndex
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
