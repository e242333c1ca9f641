"""Endings, sentences, loops – and a morphological analyser as the judge of our rules."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import yaml

from digest.summarize.check.sentence import Ending, ending_of, hangul_shares, is_of_names, loop_in, sentence_count

ENDINGS: list[tuple[str, Ending]] = [
    ("방법을 제안한다.", "한다체"),
    ("더 빠르다", "한다체"),
    ("모델이다.", "한다체"),
    ("뛰어났다", "한다체"),
    ("할 수 있다(v2).", "한다체"),
    ("방법을 제안합니다.", "합니다체"),
    ("모델입니다", "합니다체"),
    ("빨랐습니다.", "합니다체"),
    ("살펴봅시다", "합니다체"),
    ("어머니다", "한다체"),
    ("방법을 제안해요.", "해요체"),
    ("빠르죠", "해요체"),
    ("연구가 필요", "명사"),
    ("이것은 중요", "명사"),
    ("방법을 제안함", "음슴체"),
    ("모델임.", "음슴체"),
    ("성능을 높임", "음슴체"),
    ("데이터를 만듦", "음슴체"),
    ("더 뛰어남", "음슴체"),
    ("SOTA를 앞섬", "음슴체"),
    ("비용을 아낌", "음슴체"),
    ("한계를 밝힘", "음슴체"),
    ("정확도 95%에 이름", "음슴체"),
    ("효과가 있음", "음슴체"),
    ("새 알고리즘", "명사"),
    ("추천 시스템", "명사"),
    ("게임 플랫폼", "명사"),
    ("생성 프레임", "명사"),
    ("데이터셋 공개", "명사"),
    ("얼마나 빠른가?", "의문형"),
    ("가능할까", "의문형"),
    ("파이썬 람다", "명사"),
    ("빠른 판다", "명사"),
    ("", "명사"),
]


@pytest.mark.parametrize(("line", "ending"), ENDINGS)
def test_endings(line: str, ending: Ending) -> None:
    assert ending_of(line) == ending


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("2.5배 빠른 v1.5를 제안한다.", 1),
        ("A vs. B를 비교한다.", 1),
        ("제안한다. 빠르다.", 2),
        ("제안한다.빠르다.", 2),
        ("제안한다 또한 공개한다.", 2),
        ("제안한다! 빠르다!", 2),
        ("제안합니다, 빠릅니다.", 2),
        ("가; 나", 2),
        ("Llama 3.1로 71.8점을 얻는다.", 1),
        ("빠르다고 한다", 1),
        ('"칼을 어디에 두면 안전할까?" 같은 질문에 답한다.', 1),
        ("“왜 그럴까?” 하고 묻는다.", 1),
        ("'더 빠르다.' 라는 답을 낸다.", 1),
        ('"칼을 어디에 둘까?" 같이 답한다.', 2),
        ('"안전할까?" 모델이 답한다.', 2),
        ("안전할까? 같은 질문에 답한다.", 2),
    ],
)
def test_counting_sentences(line: str, count: int) -> None:
    assert sentence_count(line) == count


@pytest.mark.parametrize(
    "line",
    ["다다다다", "모델 모델 모델 모델", "하고 있다 하고 있다 하고 있다 하고 있다", "빠른 모델을 빠른 모델을 만든다"],
)
def test_loops_are_seen(line: str) -> None:
    assert loop_in(line)


@pytest.mark.parametrize("line", ["10000000개를 모은다", "점점 더 커진다", "1111점을 얻는다", "하나하나 살핀다"])
def test_numbers_and_doubled_words_are_no_loops(line: str) -> None:
    assert loop_in(line) is None


def test_shares_of_hangul() -> None:
    letters, words = hangul_shares("FlashRank는 BEIR에서 nDCG@10의 96%를 유지하며 310배 빠르다.")
    assert 0.35 < letters < 0.7
    assert words == 1
    assert hangul_shares("LLM outperforms fine-tuned baselines를")[0] < 0.25


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Step 3.5 Flash는 tau2-Bench 88.2%로 GPT-5.2 xHigh, Gemini 3.0 Pro에 견줄 만하다.", True),
        ("GPT-5가 Terminal-Bench 2.0에서 앞선다.", True),
        ("FlashRank outperforms fine-tuned baselines를 제안한다.", False),
        ("Attention Is All You Need를 다룬다.", False),
        ("Strong Baselines를 제안한다.", False),
    ],
)
def test_a_line_of_names_is_no_english(line: str, names: bool) -> None:
    assert is_of_names(line) is names


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("kiwipiepy") is None, reason="kiwipiepy is not installed (test oracle)")
def test_a_morphological_analyser_agrees() -> None:
    """Ending of every hand-written line, by Kiwi's tags; two tolerated, since it errs too."""
    from kiwipiepy import Kiwi

    rows = yaml.safe_load((Path(__file__).parent / "true_lines.yaml").read_text(encoding="utf-8"))
    kiwi = Kiwi()
    disagree = []
    for row in rows:
        tokens = [t for t in kiwi.tokenize(row["line"]) if not t.tag.startswith("S")]
        last = tokens[-1]
        if last.tag == "ETN" or last.form in ("ᆷ", "음"):
            seen = "음슴체"
        elif last.tag == "EF":
            seen = "합니다체" if last.form.endswith("니다") else "한다체" if last.form.endswith("다") else last.form
        else:
            seen = last.tag
        if seen != ending_of(row["line"]):
            disagree.append((seen, row["line"]))
    assert len(disagree) <= 2, disagree
