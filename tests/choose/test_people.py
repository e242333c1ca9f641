"""Whom a reader follows: names as papers write them, found whole."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from digest.choose.people import Author, Followed, People, PeopleIndex, whole_name
from makers import item

ADA, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Sepp Hochreiter", "sepp hochreiter"),
        ("Hochreiter, Sepp", "sepp hochreiter"),
        ("SEPP  HOCHREITER", "sepp hochreiter"),
        ("Bernhard Schölkopf", "bernhard scholkopf"),
        ("J.-B. Alayrac", "j b alayrac"),
        ("Meta AI, Inc., US", "meta ai inc us"),
        ("네이버 클라우드", "네이버 클라우드"),
        ("…", ""),
    ],
)
def test_a_name_is_compared_without_order_case_accents_and_marks(written: str, compared: str) -> None:
    assert whole_name(written) == compared


def test_a_name_alone_is_somebody_to_follow_and_so_is_one_with_other_spellings() -> None:
    assert Followed.model_validate("Upstage") == Followed(name="Upstage", aka=(), weight=1.0)
    assert Author.model_validate({"name": "Ada", "aka": ["A."], "weight": 10}).weight == 10


@pytest.mark.parametrize(
    "wrong",
    ["", "…", {"name": "Ada", "aka": ["?"]}, {"name": "Ada", "weight": 0}, {"name": "Ada", "weight": 10.1}],
)
def test_somebody_who_can_never_be_found_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        Author.model_validate(wrong)


def test_an_orcid_is_kept_in_its_usual_form_and_checked() -> None:
    assert Author(name="Ada", orcid=f"https://orcid.org/{ADA}").orcid == ADA
    assert Author(name="Ada", orcid="").orcid == ""
    with pytest.raises(ValidationError, match="ORCID 번호가 아닙니다"):
        Author(name="Ada", orcid="0000-0002-1825-0098")


def test_everybody_who_is_followed_is_found_in_every_paper_of_theirs() -> None:
    index = PeopleIndex(
        [
            item("2408.00001", authors=("Ada Example", "Example, Ada", "Bo Beispiel")),
            item("2408.00002", authors=("Nobody",), organizations=("Upstage", "UPSTAGE")),
            item("2408.00003", authors=("B. Beispiel",), organizations=("Ada Example",)),
        ]
    )
    people = People(
        (Author(name="Ada Example", weight=2), Author(name="Bo Beispiel", aka=("B. Beispiel",))),
        (Followed(name="Upstage", weight=0.5),),
    )
    found = index.hits(people)
    told = {place: [(hit.kind, hit.label, hit.points) for hit in hits] for place, hits in found.items()}
    assert told == {
        0: [("author", "Ada Example", 2), ("author", "Bo Beispiel", 1)],
        1: [("lab", "Upstage", 0.5)],
        2: [("author", "Bo Beispiel", 1)],
    }
    assert found[0][0].part(0).why == "Ada Example: 가중치 2"
    assert not found[0][0].faint


def test_a_person_with_an_orcid_is_nobody_elses_namesake() -> None:
    index = PeopleIndex(
        [
            item("2408.00001", authors=("Someone", "Ada Example"), orcids=("", ADA)),
            item("2408.00002", authors=("Someone", "Ada Example"), orcids=("", OTHER)),
            item("2408.00003", authors=("Someone", "Ada Example")),
            item("2408.00004", authors=("A. Married", "Someone"), orcids=(ADA, OTHER)),
            item("2408.00005", authors=("Nobody",), orcids=("",)),
        ]
    )
    assert sorted(index.hits(People((Author(name="Ada Example", orcid=ADA),)))) == [0, 2, 3]
    assert sorted(index.hits(People((Author(name="Ada Example"),)))) == [0, 1, 2]
    assert len(index.hits(People((Author(name="Ada Example", orcid=ADA),)))[0]) == 1
    assert index.hits(People()) == {}
