from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from digest.choose import keywords as module
from digest.choose.keywords import (
    BROAD,
    LEAST,
    Count,
    Hit,
    Interest,
    Keyword,
    TextIndex,
    display,
    fold,
    interests,
    rarity,
    variants,
)
from makers import item

KEYWORDS = TypeAdapter(tuple[Keyword, ...])


def matches(keyword: object, title: str, abstract: str = "") -> bool:
    index = TextIndex([item(title=title, abstract=abstract)])
    (parsed,) = KEYWORDS.validate_python([keyword])
    return bool(index.find(parsed.any or parsed.veto))


@pytest.mark.parametrize(
    ("keyword", "title", "expected"),
    [
        ("ai", "Training large models", False),
        ("ai", "An AI for chess", True),
        ("diffusion", "Latent Diffusion Models", True),
        ("diffusion", "Diffusions of ideas", True),
        ("diffusion", "확산 모델로 그림 그리기", True),
        ("확산 모델", "Latent Diffusion Models", True),
        ("확산 모델", "확산모델의 한계", True),
        ("long context", "A long-context benchmark", True),
        ("long context", "LongContext at scale", True),
        ("long context", "A long story about context", False),
        ("fine-tuning", "Finetuning made easy", True),
        ("agent", "Agents that plan", True),
        ("reagent", "Agents that plan", False),
        ("RLHF", "rlhf without humans", True),
        ("GPT-4o", "GPT-4o against GPT-4", True),
        ("GPT-4o", "GPT-4 alone", False),
        ("robot", "로봇이 배운다", True),
        ("policy", "Policies for robots", True),
        ("bus", "The bus is late", True),
        ("LLM", "Large language models can reason", True),
        ("LLM agent", "LLM agents that plan", True),
        ("LLM agent", "An LLM-agent for chess", True),
        ("LLM agent", "LLM-based agents", False),
        ("U-Net", "A U-Net for all", True),
        ("U-Net", "UNets", True),
        ("UNet", "A U-Net for all", False),
        ("GPT-4", "GPT-4 alone", True),
        ("GPT-4", "GPT and 4 more", False),
        ("1-bit", "1-bit LLMs", True),
        ("3D-GS", "3D GS in minutes", True),
        ("a I", "AI", True),
        ("AI", "A I", False),
        ("KV cache", "KV caches that fit", True),
        ("bounding box", "Boxes, bounding boxes", True),
        ("GPU", "A thousand GPUs", True),
        ("bias", "Biases of judges", True),
    ],
)
def test_words_match_as_a_reader_means_them(keyword: str, title: str, expected: bool) -> None:
    assert matches(keyword, title) is expected


def test_a_term_is_counted_where_it_stands() -> None:
    paper = item(
        title="Diffusion for all", abstract="A diffusion model. 확산 모델을 쓴다. Diffusions!", keywords=("Diffusion",)
    )
    assert TextIndex([paper]).find(["diffusion"]) == {0: Count(title=1, tags=1, abstract=3)}


def test_words_of_two_fields_are_no_phrase() -> None:
    assert not matches("long context", "A story that is long", "context matters")
    assert not TextIndex([item(title="x", keywords=("world", "model"))]).find(["world model"])


def test_a_place_counts_by_its_field_and_the_abstract_is_soon_full() -> None:
    assert Count(title=1).worth > Count(tags=1, abstract=1).worth > Count(abstract=1).worth
    assert Count(title=2).worth == Count(title=1).worth
    assert Count(abstract=9).worth == Count(abstract=4).worth


@pytest.mark.parametrize(
    ("configured", "labels"),
    [
        (["multimodal", "멀티모달"], ["multimodal"]),
        (["멀티모달", "speech", "multi-modal"], ["speech", "멀티모달"]),
        ([{"any": ["diffusion", "flow matching"]}, "확산 모델", "flow matching"], ["diffusion"]),
        (["LLM", "large language model", "agent"], ["LLM", "agent"]),
        (["speech", "audio"], ["speech", "audio"]),
        (["speech", "audio", {"any": ["audio", "speech"]}], ["speech"]),
        (["U-Net", "UNet"], ["U-Net"]),
        ([{"not": "medical"}], []),
    ],
)
def test_one_topic_is_one_interest_whatever_its_languages_and_spellings(
    configured: list[object], labels: list[str]
) -> None:
    assert sorted(i.label for i in interests(KEYWORDS.validate_python(configured))) == sorted(labels)


def test_of_joined_keywords_the_highest_weight_counts() -> None:
    keywords = KEYWORDS.validate_python([{"any": "multimodal", "weight": 0.5}, {"any": "멀티모달", "weight": 3}])
    (joined,) = interests(keywords)
    assert (joined.weight, joined.terms) == (3, ("multimodal", "멀티모달"))


def test_a_broad_word_counts_little() -> None:
    worth = [rarity(holding, 1000) for holding in (0, 10, 50, 100, 300, 600, 1000)]
    assert worth == sorted(worth, reverse=True)
    assert (worth[0], worth[1], worth[-1]) == (1.0, 1.0, LEAST)
    assert rarity(50, 1000) > BROAD > rarity(200, 1000)


def test_a_handful_of_papers_makes_no_word_broad() -> None:
    assert rarity(3, 5) > BROAD > rarity(600, 1000)


@pytest.mark.parametrize(
    "wrong", [{"any": []}, {"any": ["a"], "not": ["b"]}, "…", {"any": ["x"], "weight": -1}, {"al": ["x"]}]
)
def test_a_keyword_that_can_never_match_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        KEYWORDS.validate_python([wrong])


@pytest.mark.parametrize(
    ("one", "many"), [("policy", "policies"), ("class", "classes"), ("approach", "approaches"), ("model", "models")]
)
def test_singular_and_plural_are_one_word(one: str, many: str) -> None:
    assert fold(one) == fold(many) == [one]


@pytest.mark.parametrize("word", ["analysis", "corpus", "loss"])
def test_words_that_only_look_plural_stay(word: str) -> None:
    assert fold(word) == [word]


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("flow", "flows"),
        ("fly", "flies"),
        ("tie", "ties"),
        ("loss", "losses"),
        ("mesh", "meshes"),
        ("suffix", "suffixes"),
    ],
)
def test_short_words_have_plurals_too(one: str, many: str) -> None:
    assert fold(one) == fold(many) == [one]


def test_words_of_three_letters_are_none() -> None:
    assert fold("gas IES LMs maps") == ["gas", "ies", "lm", "map"]


def test_versions_stay_whole_and_scripts_are_words_of_their_own() -> None:
    assert fold("GPT-4.5로 쓴 Ｌlama 3") == ["gpt", "4.5", "로", "쓴", "llama", "3"]


INTEREST = Interest("diffusion", ("diffusion",), 1.0)


@pytest.mark.parametrize(
    ("count", "points"),
    [
        (Count(title=1), 0.762),
        (Count(title=3), 0.762),
        (Count(tags=1), 0.333),
        (Count(tags=2), 0.333),
        (Count(abstract=1), 0.333),
        (Count(abstract=2), 0.533),
        (Count(abstract=3), 0.667),
        (Count(abstract=4), 0.762),
        (Count(abstract=5), 0.762),
        (Count(title=1, abstract=1), 0.833),
        (Count(title=1, tags=1, abstract=4), 1.0),
    ],
)
def test_what_a_match_counts_by_where_it_stands(count: Count, points: float) -> None:
    """Of a rare word: all of its weight in every place, less and less for each of them."""
    assert Hit.of_words(INTEREST, count, 1.0).points == points
    assert Hit.of_words(INTEREST._replace(weight=2.0), count, 0.5).points == points


@pytest.mark.parametrize(
    ("holding", "papers", "worth"),
    [
        (0, 1000, 1.0),
        (10, 1000, 1.0),
        (21, 1000, 0.876),
        (109, 1000, 0.588),
        (219, 1000, 0.464),
        (549, 1000, 0.3),
        (1000, 1000, 0.3),
        (0, 0, 1.0),
        (5, 5, 0.688),
    ],
)
def test_what_a_word_counts_by_how_many_papers_hold_it(holding: int, papers: int, worth: float) -> None:
    """In full up to every hundredth, 0.3 from every second on; equal steps from each share to its double."""
    assert rarity(holding, papers) == pytest.approx(worth, abs=0.0006)


def test_of_several_hits_every_further_one_counts_half_as_much() -> None:
    hit = Hit.of_words(INTEREST, Count(title=1, abstract=2), 1.0)
    assert hit.points == 0.889
    parts = [hit.part(place) for place in range(3)]
    assert [part.value for part in parts] == [0.889, 0.445, 0.222]
    told = "diffusion(제목·초록 2회): 가중치 1 × 드묾 1.00 × 쓰임 0.89"
    assert [part.why for part in parts] == [told, f"{told} ÷ 2", f"{told} ÷ 4"]


@pytest.mark.parametrize(
    ("count", "rare", "faint"),
    [
        (Count(abstract=4), 0.59, True),
        (Count(abstract=4), 0.6, False),
        (Count(title=1, abstract=1), 0.3, False),
        (Count(tags=1, abstract=1), 0.3, False),
    ],
)
def test_a_broad_word_of_the_abstract_alone_is_faint(count: Count, rare: float, faint: bool) -> None:
    assert Hit.of_words(INTEREST, count, rare).faint is faint


def test_counts_add_up_and_are_told_in_korean() -> None:
    assert Count(3, 2, 1).also(Count(1, 2, 4)) == Count(4, 4, 5)
    assert Count(1, 1, 1).also(Count(1, 1, 1)) == Count(2, 2, 2)
    assert Count(1, 1, 1).where == "제목·주제어·초록 1회"
    assert (Count().where, Count().worth) == ("", 0)
    assert Count(title=1).where == "제목"


def test_several_words_match_up_to_six_of_them() -> None:
    six, seven = "one two three four five six", "one two three four five six seven"
    assert matches(six, f"About {seven}")
    assert not matches(seven, f"About {seven}")
    assert not matches(six, "one two three four five and six")


def test_a_run_of_words_is_joined_from_five_letters_on() -> None:
    assert matches("dprow", "A d prow thing")
    assert not matches("dpro", "A d pro thing")
    assert matches("dpro", "A dpro thing")


def test_a_term_is_found_in_every_place_and_spelling_of_every_paper() -> None:
    papers = [
        item("2408.00001", title="Long context", abstract="A longcontext of long-context, long context"),
        item("2408.00002", title="Short", abstract="A long story, a context"),
        item(
            "2408.00003", title="긴 문맥", abstract="긴문맥을 읽는 긴 문맥 모델", keywords=("long context", "긴 문맥")
        ),
        item("2408.00004", title="Quiet", abstract="", notes=("long context",)),
    ]
    found = TextIndex(papers).find(["long context", "no such word"])
    assert found == {0: Count(1, 0, 3), 2: Count(1, 2, 2), 3: Count(0, 1, 0)}


@pytest.mark.parametrize("term", ["V star", "V net", "V stars", "A* net"])
def test_a_term_of_several_words_is_counted_once_where_it_stands(term: str) -> None:
    assert TextIndex([item(title=f"By {term} alone", abstract="")]).find([term]) == {0: Count(title=1)}


def test_what_stands_twice_in_a_row_is_counted_twice() -> None:
    paper = item(title="Agents", abstract="We like agents. Agents plan. In a long context, long context helps.")
    index = TextIndex([paper])
    assert index.find(["agent"]) == {0: Count(title=1, abstract=2)}
    assert index.find(["long context"]) == {0: Count(abstract=2)}


def test_items_of_another_index_are_counted_by_how_a_term_is_written_here() -> None:
    here = TextIndex([item(title="Long-context", abstract="longcontext 긴 문맥 RLHF")])
    there = TextIndex(
        [
            item("2407.00001", title="A long context", abstract=""),
            item("2407.00002", title="A context that is long", abstract="long ago context"),
            item("2407.00003", title="Quiet", abstract="LongContext"),
            item("2407.00004", title="Quiet", abstract="", keywords=("long context",)),
            item("2407.00005", title="긴 문맥", abstract=""),
            item("2407.00006", title="Quiet", abstract="", keywords=("긴 문맥",)),
            item("2407.00007", title="Quiet", abstract="We use RLHF."),
            item("2407.00008", title="Quiet", abstract="긴문맥을"),
        ]
    )
    here.find(["long context", "RLHF", "chess"])
    assert there.holding(here.phrases(["long context"])) == 6
    assert there.holding(here.phrases(["RLHF"])) == 1
    assert there.holding(here.phrases(["RLHF", "long context"])) == 7
    assert there.holding(here.phrases(["chess"])) == 0


def test_words_and_how_many_items_hold_them() -> None:
    index = TextIndex([item(title="Models, models", abstract="A model"), item(title="Quiet", abstract="No models")])
    assert index.words(0) == ["model", "model", "a", "model"]
    assert [index.frequency(word) for word in ("model", "quiet", "chess")] == [2, 1, 0]
    assert index.frequency("chess") == 0
    assert TextIndex([]).find(["model"]) == {}


def test_names_and_forms_of_a_term() -> None:
    assert display("Diffusion") == "확산 모델"
    assert display("flow matching") == "flow matching"
    assert variants("RLHF") == variants("인간 피드백 강화학습")
    assert variants("flow matching") == ("flowmatching",)
    assert variants("U-Net") == ("u net", "unet")
    assert "확산모델" in variants("diffusion")


def test_a_keyword_is_named_and_counted_by_its_first_word() -> None:
    first, second = KEYWORDS.validate_python([{"any": ["flow", "agents"]}, {"any": ["Agents", "flow"]}])
    assert (first.label, first.topic) == ("flow", "flow")
    assert (second.label, second.topic) == ("Agents", "에이전트")


def test_a_weight_is_above_zero_and_at_most_ten() -> None:
    assert KEYWORDS.validate_python([{"any": "a", "weight": 10}, {"any": "b", "weight": 0.1}])[0].weight == 10
    assert KEYWORDS.validate_python(["a"])[0].weight == 1
    for weight in (0, 10.1):
        with pytest.raises(ValidationError):
            KEYWORDS.validate_python([{"any": "a", "weight": weight}])


def test_a_keyword_is_written_short_or_long() -> None:
    (short, long, veto, vetoes, made) = KEYWORDS.validate_python(
        ["a b", {"any": ["a b"]}, {"not": "c"}, {"not": ["c"]}, Keyword(any=("a b",))]
    )
    assert short == long == made
    assert (short.label, short.any, short.veto) == ("a b", ("a b",), ())
    assert veto == vetoes
    assert (veto.any, veto.veto) == ((), ("c",))
    with pytest.raises(ValidationError, match="찾을 글자가 없습니다"):
        KEYWORDS.validate_python([{"not": ["medical", "…"]}])


def test_of_many_words_no_more_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WORDS", 3)
    remembered = module._Singulars()
    words = ["maps", "flows", "ties", "models", "maps"]
    assert [remembered[word] for word in words] == ["map", "flow", "tie", "model", "map"]
    assert len(remembered) == 2
