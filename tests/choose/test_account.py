"""Why something is not there, and other small rules of choosing, each on both sides of its edge."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import TypeAdapter

from digest.choose.account import why_left_out, why_out
from digest.choose.compose import better_line, enriched, why_empty
from digest.choose.keywords import Count, Keyword, TextIndex, fold
from digest.choose.pick import BAR
from digest.choose.rank import Candidate, DayIndex, rank
from digest.choose.taste import Signal, Taste
from digest.models import Extra, Harvest, Item, Line, Ranked
from makers import calendar, item, sighting

WORDS = TypeAdapter(tuple[Keyword, ...])
DIFFUSION = WORDS.validate_python(["diffusion"])


def seen(paper: str, title: str, heat: float | None = None, **fields: object) -> Item:
    votes = None if heat is None else int(heat * 100)
    return item(paper, title=title, abstract="We do.", sightings=(sighting(paper, heat=heat, upvotes=votes),), **fields)


def found(*items: Item) -> tuple[Candidate, ...]:
    return rank(items, DIFFUSION)


def with_score(one: Candidate, score: float) -> Candidate:
    return one._replace(score=score)


HOT, MATCHED, COLD, UNHEARD = found(
    seen("2408.00001", "Diffusion and more", 0.9),
    seen("2408.00002", "Diffusion again", 0.5),
    seen("2408.00003", "Cold", 0.1),
    seen("2408.00004", "Diffusion unheard of"),
)


def by_key(ending: str) -> Candidate:
    return next(one for one in (HOT, MATCHED, COLD, UNHEARD) if one.item.key.endswith(ending))


def why(one: Candidate, chosen: tuple[Candidate, ...] = (), size: int = 1, keyed: bool = True) -> str:
    return why_left_out(one, chosen, size, keyed, hot=1)


def test_a_score_below_the_bar_says_how_much_is_missing() -> None:
    cold = with_score(by_key("3"), BAR - 0.1)
    assert why(cold).startswith("기준 0.3점에 0.100점 모자랍니다")
    assert why(with_score(cold, 0.1)).startswith("기준 0.3점에 0.200점 모자랍니다")
    assert why(with_score(by_key("4"), BAR - 0.1)).startswith("추천이 없는 글은 절반만 세어 기준 0.3점에 0.100점")
    assert why(with_score(by_key("4"), 0.1)).startswith("추천이 없는 글은 절반만 세어 기준 0.3점에 0.200점")
    assert "기준" not in why(with_score(by_key("2"), BAR))
    assert "기준" not in why(with_score(by_key("4"), BAR + 1))
    assert "기준" not in why(cold, keyed=False)


def test_above_the_bar_without_an_interest_it_says_so() -> None:
    assert "맞는 관심사가 없고" in why(with_score(by_key("3"), BAR + 1))
    assert "맞는 관심사가 없고" not in why(with_score(by_key("2"), BAR + 1))


def test_beside_better_ones_it_says_by_how_much() -> None:
    best, one = with_score(by_key("1"), 5.0), with_score(by_key("2"), 4.0)
    assert why(one, (best,)).startswith("1건 가운데 가장 낮은 점수 5.000에 1.000점 모자랍니다")
    assert "와 같지만" in why(with_score(one, 5.0), (best,))
    assert "같은 주제어" in why(with_score(one, 6.0), (best,)), "better, so something else stood in the way"
    assert "같은 주제어" in why(one, (best,), size=2), "there was room"
    assert "같은 주제어" in why(one)


def test_a_broad_word_alone_is_called_one() -> None:
    usual = TextIndex(item(f"2407.{n:05d}", title="A diffusion model", abstract="Diffusion.") for n in range(90))
    paper = item("2408.00005", title="Painting", abstract="It uses diffusion.", sightings=(sighting("2408.00005"),))
    (one,) = rank(DayIndex([paper], usual), DIFFUSION)
    assert any(part.name == "faint" for part in one.parts)
    assert -1 < one.score < 0, "below zero, and never below minus one"
    assert "제목에도 나오거나" in why(one)


def test_stars_are_those_of_the_papers_own_code() -> None:
    def stars(own: str, theirs: str) -> int | None:
        paper = Ranked(item=item(code_url=own, stars=None), score=1.0, reasons=())
        return enriched(paper, Extra(code_url=theirs, stars=7)).item.stars

    assert stars("", "https://github.com/a/b") == 7
    assert stars("https://github.com/A/b.git", "https://github.com/a/b") == 7
    assert stars("https://github.com/a/b", "https://github.com/a/c") is None


@pytest.mark.parametrize(
    ("old", "new", "told"), [(True, True, "new"), (True, False, None), (False, True, "old"), (False, False, "old")]
)
def test_a_fallback_tells_the_newest_reason_of_its_kind(old: bool, new: bool, told: str | None) -> None:
    before = Line(text="전", producer="key_sentence", fallback=old, detail="old")
    after = Line(text="뒤", producer="key_sentence", fallback=new, detail="new")
    shown = better_line(before, after)
    assert shown.detail == told or told is None


def test_a_weekend_is_saturday_and_sunday() -> None:
    days = calendar("daily")
    for day in (dt.date(2024, 8, 18), dt.date(2024, 8, 19)):
        window = days.window(day, dt.datetime(2024, 8, 23, 7, 30, tzinfo=dt.UTC))
        assert "주말" in why_empty(window, Harvest(sightings=(), reports=()))
    window = days.window(dt.date(2024, 8, 20), dt.datetime(2024, 8, 23, 7, 30, tzinfo=dt.UTC))
    assert "주말" not in why_empty(window, Harvest(sightings=(), reports=()))


def test_words_of_keywords() -> None:
    assert fold("flies ties studies") == ["fly", "tie", "study"]
    assert Count(1, 0, 2).where == "제목·초록 2회"
    assert Count(0, 1, 0).where == "주제어"
    assert WORDS.validate_python(["some words"])[0].topic == "some words"


def test_the_strongest_interest_counts_in_full_and_stands_first() -> None:
    words = WORDS.validate_python([{"any": ["diffusion"], "weight": 1}, {"any": ["routing"], "weight": 2}])
    paper = item("2408.00006", title="Diffusion routing", abstract="", sightings=(sighting(heat=0.5, upvotes=5),))
    (one,) = rank([paper], words)
    (weak,) = rank([paper], words[:1])
    (strong,) = rank([paper], words[1:])
    points = [hit.points for hit in one.hits]
    assert points == sorted(points, reverse=True)
    assert max(points) - min(points) > 0.1
    heat = strong.score - strong.hits[0].points
    assert one.score == pytest.approx(strong.hits[0].points + weak.hits[0].points / 2 + heat, abs=0.002)


def test_a_post_that_nobody_mentions_counts_by_itself() -> None:
    post = item("2408.00007", kind="post", title="A post", sightings=(sighting(heat=None, upvotes=None),))
    mentioned = sighting(heat=None, upvotes=None, account="someone", post_url="https://x.com/someone/status/1")
    mentioned = mentioned.model_copy(
        update={"told_by": mentioned.origin.model_copy(update={"name": "X", "voice": "accounts"})}
    )
    spoken = item("2408.00008", kind="post", title="A post", sightings=(mentioned,))
    values = {one.item.key[-1]: {part.name: part.value for part in one.parts} for one in rank([post, spoken], ())}
    assert values["7"] == {"post": 0.3}
    assert values["8"] == {"mentions": 0.3}


def test_what_is_far_from_the_liked_is_told_by_its_own_words() -> None:
    texts = {"1": "routing experts tokens", "2": "phonemes speech", "3": "experts routing", "4": "painting colours"}
    day = DayIndex(item(f"2408.0000{n}", title=text, abstract=text) for n, text in texts.items())
    signals = [Signal("routing experts", 1.0), Signal("phonemes speech", -1.0)]
    parts = {key[-1]: part for key, part in Taste(signals, [day]).parts(day).items()}
    assert parts["2"].value < 0
    assert "phoneme" in parts["2"].why
    assert any(word in parts["1"].why + parts["3"].why for word in ("routing", "expert"))


def put_aside(paper: str, **fields: object) -> Item:
    return item(paper, sightings=(sighting(paper, source="inbox"),), **fields)


def risen(paper: str, title: str = "Risen") -> Candidate:
    seen = sighting(paper, heat=0.9, upvotes=90, again=True)
    return rank([item(paper, title=title, sightings=(seen,))], DIFFUSION)[0]


def test_links_and_second_looks_are_no_measure_of_what_would_have_come_in() -> None:
    own = with_score(rank([put_aside("2408.00009")], ())[0], 0.4)
    above, one = with_score(by_key("1"), 5.0), with_score(by_key("2"), 4.0)
    beside = (own, above, with_score(risen("2408.00008"), 0.5))
    assert why(one, beside).startswith("1건 가운데 가장 낮은 점수 5.000에 1.000점")
    assert "같은 주제어" in why(one, (own,))
    assert "같은 주제어" in why(one, beside, size=2)


def test_the_lowest_of_what_was_chosen_is_the_measure_and_little_is_not_nothing() -> None:
    one = with_score(by_key("2"), 4.0)
    chosen = (with_score(by_key("1"), 5.0), with_score(by_key("1"), 4.004))
    assert why(one, chosen, size=2).startswith("2건 가운데 가장 낮은 점수 4.004에 0.004점 모자랍니다")
    same = (with_score(by_key("1"), 5.0), one)
    assert why(one, same, size=2).startswith("2건 가운데 가장 낮은 점수 4.000와 같지만")


def test_why_a_second_look_was_not_taken() -> None:
    one, other = risen("2408.00007"), risen("2408.00008", "Risen higher")
    assert why(one, (by_key("1"), other)).endswith("있었습니다: Risen higher")
    told = {(keyed, hot): why_left_out(one, (by_key("1"),), 1, keyed, hot) for keyed in (True, False) for hot in (0, 1)}
    assert told[True, 0] == "hot: 0이면 하루 뒤 화제는 관심사에 맞는 글만 싣습니다"
    assert {told[True, 1], told[False, 0], told[False, 1]} == {"하루 뒤 화제는 하루 한 편입니다"}


def test_why_something_is_no_candidate_at_all() -> None:
    def flood(paper: str, title: str, *sources: str) -> Item:
        seen = tuple(sighting(paper, source=source, needs_keyword=True) for source in sources)
        return item(paper, title=title, abstract="We do.", sightings=seen)

    words = WORDS.validate_python(["diffusion", {"not": ["medical", "law", "war"]}, {"not": "tax"}])
    index = DayIndex(
        [
            seen("2408.00001", "Medical taxes", 0.5),
            seen("2408.00002", "Quiet", 0.5),
            flood("2408.00003", "Quiet", "feed:B", "arxiv"),
            put_aside("2408.00004", title="Medical"),
            flood("2408.00005", "Law", "arxiv"),
        ]
    )
    told = {n: why_out(index, f"arxiv:2408.0000{n}", words) for n in range(1, 7)}
    assert told[1] == "제외한 말이 있습니다: medical, tax"
    assert told[3] == "B, arXiv의 글은 관심사에 맞을 때만 후보가 되는데, 맞는 것이 없습니다"
    assert told[5] == "제외한 말이 있습니다: law"
    assert (told[2], told[4], told[6]) == ("", "", "")
