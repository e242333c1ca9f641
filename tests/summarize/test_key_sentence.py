"""The key sentence: which one, without what lead-in, and where it may be cut."""

from __future__ import annotations

import importlib.util
import json
import lzma
import random
import time
from pathlib import Path
from types import ModuleType

import pytest

from digest.summarize.key_sentence import shortened, shown_sentence, without_lead_in
from digest.summarize.source_text import plain, sentences

ABSTRACT = (
    "Large models are everywhere.\nHowever, they forget what they saw long ago. "
    "To address this issue, we propose OakNet, a memory for long videos that keeps\nwhat matters. "
    "Experiments on 3 benchmarks show that it is better. Our code is available at https://example.com/oak."
)


def test_the_sentence_that_says_what_was_done() -> None:
    shown = shown_sentence("OakNet: A Memory for Long Videos", ABSTRACT)
    assert shown == "We propose OakNet, a memory for long videos that keeps what matters."


def test_what_is_proposed_in_the_second_half_of_a_sentence_counts() -> None:
    told = (
        "Tables are everywhere. To address this gap, we conduct a detailed study of how leaves are used in gardens and "
        "propose a comprehensive benchmark, OakBench, with 18 fields. "
        "Furthermore, we introduce OakLM, a model trained on leaves."
    )
    assert "propose a comprehensive benchmark, OakBench" in shown_sentence("OakBench: A Benchmark of Leaves", told)


def test_a_sentence_that_announces_a_list_is_not_shown() -> None:
    told = "We build OakNet, a memory of leaves that has the following key capabilities:"
    assert shown_sentence("OakNet: A Memory of Leaves", told) == ""


@pytest.mark.parametrize("odd", ["-'" * 200, "A-" * 500, "-" * 900, "'-a" * 300])
def test_marks_in_a_row_take_no_time(odd: str) -> None:
    began = time.process_time()
    shown_sentence("OakNet: A Model", f"We propose OakNet for tasks in vision. A{odd} is good and works on many tasks.")
    assert time.process_time() - began < 1


def test_a_turn_to_an_alternative_is_no_start() -> None:
    assert without_lead_in("As an alternative, we introduce OakNet for leaves.") == "We introduce OakNet for leaves."
    assert without_lead_in("Next, leaves fall.") == "Next, leaves fall."


def test_a_long_sentence_is_better_than_none() -> None:
    long = "We present OakNet, a novel approach growing " + "tall old green trees and " * 7 + "small bushes."
    assert 200 < len(long) < 260
    assert shown_sentence("OakNet", long) == long
    assert shown_sentence("OakNet", long.replace("small", "small round thorny evergreen flowering ornamental")) == ""


@pytest.mark.parametrize(
    "other",
    [
        "Long video memory has inspired the recent development of the Elm Memory Model (EMM) for long videos.",
        "Is it possible to build a memory for long videos that keeps what matters to those who watch them?",
        "We address it by a memory for long videos that keeps what matters to those who watch them at home.",
        "This memory for long videos keeps what matters to those who watch long videos at home in the evening.",
        "The field of memory for long videos is rapidly evolving, and memory matters to those who watch.",
        "We develop this memory for long videos through months of interviews with those who watch long videos.",
        "Trained on it, the memory for long videos keeps what matters to those who watch them at home.",
        "As an alternative, a memory for long videos keeps what matters to those who watch long videos.",
        "Next, we conduct experiments on a memory for long videos with those who watch long videos at home.",
        "Our memory for long videos takes a new approach to long videos that is based on two main ingredients.",
        "A limitation of our memory for long videos is that long videos are needed by those who watch.",
        "Extensive results demonstrate the effectiveness of our memory for long videos for those who watch.",
        "We release our memory for long videos along with all long videos to those who watch long videos.",
    ],
)
def test_no_background_question_or_dangling_start(other: str) -> None:
    told = "We propose a store of past frames that is asked before every answer."
    for abstract in (f"{other} {told}", f"{told} {other}"):
        assert shown_sentence("A Memory for Long Videos", abstract) == told


def test_no_abstract_no_sentence() -> None:
    assert shown_sentence("OakNet", "") == ""
    assert shown_sentence("OakNet", " \n ") == ""


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("To address this gap, we introduce X for Y and Z.", "We introduce X for Y and Z."),
        ("In this paper, we study how trees grow tall.", "We study how trees grow tall."),
        ("Building on this insight, we propose a new tree model.", "We propose a new tree model."),
        ("Here, we show that trees can talk at night.", "We show that trees can talk at night."),
        ("To look into this question, we introduce X for Y and Z.", "We introduce X for Y and Z."),
        ("Unlike these works, we introduce X for Y and Z.", "We introduce X for Y and Z."),
        ("In this small preliminary study, we see how trees grow.", "We see how trees grow."),
        ("In forests with oaks, we introduce X for Y and Z.", "In forests with oaks, we introduce X for Y and Z."),
        ("To address this gap, fast.", "To address this gap, fast."),
        ("OakNet keeps what matters in view.", "OakNet keeps what matters in view."),
    ],
)
def test_lead_ins_go(text: str, bare: str) -> None:
    assert without_lead_in(text) == bare


def test_short_text_is_left_alone() -> None:
    assert shortened("a " * 50) == "a " * 50


def test_cut_before_a_clause_never_inside_a_word() -> None:
    text = (
        "We propose OakNet, a memory for long videos that keeps what matters to the person who watches and to nobody "
        "else at all, enabling the model to answer questions about things that it saw many hours ago in another video."
    )
    cut = shortened(text)
    assert cut.endswith(" …")
    assert len(cut) <= 200
    assert text.startswith(cut.removesuffix(" …"))
    assert text[len(cut) - 2] in " ,"


@pytest.mark.parametrize("turn", ["but only", "unless", "except", "although not", "if and only if"])
def test_a_cut_never_drops_a_turn(turn: str) -> None:
    text = (
        "We show that OakNet answers every question about long videos better than all the other models that we know of "
        f"and that anybody has published so far, {turn} the video is shorter than ten seconds and filmed by daylight."
    )
    assert shortened(text) == ""


def test_brackets_go_before_words_do() -> None:
    text = (
        "We propose OakNet (Orderly Attention Keeping Network), "
        + "a memory for very long videos " * 4
        + "indeed it is so."
    )
    assert "(" not in shortened(text + " " * 0 + " And more words here.")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (r"We use \textbf{OakNet} with $\tau = 0.5$ and 40\% less.", "We use OakNet with τ = 0.5 and 40% less."),
        ("It costs $5 and saves $7 a day.", "It costs $5 and saves $7 a day."),
        (r"A $4\times$ speed-up by P\'erez et al.", "A 4× speed-up by Pérez et al."),
        (r"A model\'s gain, we don\'t know.", "A model's gain, we don't know."),
        (r"{\em Oak} is \emph{good}~\cite{x}.", "Oak is good ."),
        ("two\nlines\x00 and\u202e bidi", "two lines and bidi"),
        ("``quoted'' **bold** text", "“quoted” bold text"),
        (r"\href{https://x.y}{Oak} \& Elm", "Oak & Elm"),
        ("a 4.41times speed-up at 36times 64", "a 4.41× speed-up at 36×64"),
        ("five times more, 5 times more", "five times more, 5 times more"),
        ("sim39K leaves, 20sim 100 trees, sim2real", "~39K leaves, 20~100 trees, sim2real"),
        ("leq5% of approx 30K; approx. 30K", "≤5% of ≈30K; approx. 30K"),
        ("from 62.9 %rightarrow68.7 %", "from 62.9 % → 68.7 %"),
        ("We present, a calm model. We introduce , the Oak.", "We present a calm model. We introduce the Oak."),
        ("Leaves are present, a few at least.", "Leaves are present, a few at least."),
        ("Leaf EnHancEmEnt with Tree rEwards (LET)", "Leaf Enhancement with Tree rewards (LET)"),
        ("We compare MInference, OpenING and ColBERT Fast", "We compare MInference, OpenING and ColBERT Fast"),
        ("the DeepSeek PhotoDoodle Editor Model", "the DeepSeek PhotoDoodle Editor Model"),
    ],
)
def test_debris_goes(raw: str, clean: str) -> None:
    assert plain(raw).replace(" .", ".") == clean.replace(" .", ".")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two. Three.", 3),
        ("We gain 3.5 points over Kim et al. (2020) and others. Good.", 2),
        ("Models (e.g. BERT) work. uCO3D is new.", 2),
        ("It ends here.We start there.", 2),
        ("We take the best of N. To address this, we take two.", 2),
        ("J. Smith and N. Korea. Good.", 2),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@pytest.mark.shared
def test_rouge_against_the_summaries_of_hugging_face(shared: Path) -> None:
    bench = _benchmark()
    with lzma.open(shared / "data/bench/hf_days.jsonl.xz", "rt", encoding="utf-8") as file:
        papers = [p for p in map(json.loads, file) if p["ai_summary"] and p["abstract"]]
    sample = random.Random(7).sample(papers, 800)
    chosen = bench.mean_rouge(sample, bench.chosen)
    assert chosen >= 0.37
    assert chosen >= bench.mean_rouge(sample, bench.first) + 0.1


def _benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "key_sentences.py"
    spec = importlib.util.spec_from_file_location("key_sentences", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
