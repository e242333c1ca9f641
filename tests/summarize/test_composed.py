"""Composed lines: what the rules say, what they keep silent about, and the 100 judged ones."""

from __future__ import annotations

import json
import lzma
import re
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from digest.models import Item
from digest.summarize.composed.composed import compose, composed_line, title_name
from digest.summarize.composed.gains import GAINS
from digest.summarize.composed.glossary import load_glossary
from digest.summarize.composed.result import result_of
from digest.summarize.composed.worth import tells_only_title
from digest.summarize.source_text import plain

GLOSSARY = load_glossary()
VERDICTS = yaml.safe_load((Path(__file__).parent / "verdicts.yaml").read_text(encoding="utf-8"))


def item(title: str, abstract: str) -> Item:
    return Item(
        key="arxiv:2408.00001",
        kind="paper",
        title=title,
        url="https://arxiv.org/abs/2408.00001",
        abstract=abstract,
        ai_summary="",
        authors=(),
        categories=(),
        keywords=(),
        published=None,
        code_url="",
        stars=None,
        notes=(),
        sightings=(),
    )


@pytest.mark.parametrize(
    ("title", "sentence", "line"),
    [
        (
            "OakNet: Seeing Far",
            "We introduce OakNet, a full-stack system for training long-context vision-language models.",
            "[제안] OakNet — 긴 문맥 시각-언어 모델 학습을 위한 풀스택 시스템",
        ),
        (
            "OakBench: How Far?",
            "We present OakBench, a comprehensive benchmark for evaluating the reasoning capabilities of LLMs.",
            "[벤치마크] OakBench — LLM의 추론 능력 평가를 위한 종합 벤치마크",
        ),
        (
            "OakSet",
            "We release OakSet, a large-scale video dataset comprising over 1.2 million image-text pairs.",
            "[데이터셋] OakSet — 대규모 영상 데이터셋(이미지-텍스트 쌍 120만 개 이상)",
        ),
        (
            "On moving pictures",
            "We propose a training-free framework for long video generation that keeps characters stable.",
            "[제안] 긴 영상 생성을 위한 추가 학습 없는 프레임워크",
        ),
        (
            "OakLM Technical Report",
            "We open-source OakLM, a family of multilingual language models.",
            "[공개] OakLM — 다국어 언어 모델 계열",
        ),
        (
            "A Survey on Long-Context Language Modeling",
            "This survey covers methods, data and evaluation. We review over 200 papers of the field.",
            "[서베이] 긴 문맥 언어 모델링 서베이, 논문 200편 이상",
        ),
        (
            "OakSR",
            "We present a text-to-video diffusion model, named OakSR, which generates high-quality videos.",
            "[모델] OakSR — 고품질 영상을 생성하는 text-to-video 확산 모델",
        ),
    ],
)
def test_what_the_rules_say(title: str, sentence: str, line: str) -> None:
    assert compose(title, sentence, GLOSSARY) == line


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("OakNet: Far", "We introduce OakNet, a zorblefied framework for quuxing the frobs."),
        ("OakNet: Far", "We introduce OakNet, a novel framework."),
        ("OakNet: Far", "We introduce BeechNet, a benchmark for video generation."),
        ("OakNet: Far", "We also introduce OakNet, a benchmark for video generation."),
        ("OakNet: Far", "We design a lightweight face alignment module for video generation."),
        ("OakLM: Far", "We propose a reasoning-oriented training pipeline and train a family of models, OakLM."),
        ("On frobs", "We propose a method that aligns natural language with molecules."),
        ("On frobs", "OakNet achieves 91.2% accuracy on frobs and is faster than all earlier work by far."),
        ("Decoding the Diversity: A Review of the Frob Landscape", "This review lists frobs and their uses."),
    ],
)
def test_silent_when_not_sure(title: str, sentence: str) -> None:
    assert compose(title, sentence, GLOSSARY) == ""


def test_a_name_with_its_task_is_enough_where_nothing_says_more() -> None:
    sentence = "We propose OakVid, a medical video generation model."
    assert compose("OakVid: Medical Growth", sentence, GLOSSARY) == "", "half of it stands in the title"
    assert compose("OakVid: Dynamic Growth", sentence, GLOSSARY) == "[모델] OakVid — 의료 영상 생성 모델"


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("OakRL: Stepwise Growth", "We propose OakRL, a reinforcement learning framework."),
        ("OakLM", "We open-source OakLM, a comprehensive series of large language models."),
        ("OakLM", "We propose OakLM, a video foundation model."),
        (
            "OakMed: Medical Reinforcement Learning",
            "We propose OakMed, a reward shaping framework for video generation.",
        ),
        ("OakDutch: Seeing Dutch", "We propose OakDutch, a benchmark for chart understanding in the wild."),
    ],
)
def test_a_line_that_says_too_little_or_drops_the_domain_gives_way(title: str, sentence: str) -> None:
    assert compose(title, sentence, GLOSSARY) == ""


@pytest.mark.parametrize(
    ("title", "sentence", "line"),
    [
        (
            "Controllable Text Generation for Large Language Models: A Survey",
            "This survey lists what is known and covers nearly 150 recent papers. Our survey covers 150 papers.",
            "[서베이] LLM의 제어 가능한 텍스트 생성 서베이, 논문 150편",
        ),
        (
            "OakGen",
            "We propose OakGen, a framework for faithful and realistic text-to-image generation.",
            "[제안] OakGen — 충실하고 사실적인 text-to-image 생성 프레임워크",
        ),
        (
            "OakAct: Oak",
            "We propose OakAct, a framework for learning mobile device operation.",
            "[제안] OakAct — 모바일 기기 조작 학습 프레임워크",
        ),
        (
            "OakRL: Policy Shaping for Reliable Video Retrieval",
            "We propose OakRL, a training-free framework. OakRL improves accuracy by 5%.",
            "[제안] OakRL — 신뢰할 수 있는 영상 검색을 위한 추가 학습 없는 프레임워크, 정확도 +5%",
        ),
    ],
)
def test_lists_of_modifiers_owners_and_the_title_as_purpose(title: str, sentence: str, line: str) -> None:
    assert compose(title, sentence, GLOSSARY) == line


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("OakMusic: Controllable Music Generation", "We propose OakMusic, a music generation model."),
        (
            "OakVid: Towards Long Video Generation with Memory",
            "We propose OakVid, a framework for long video generation.",
        ),
    ],
)
def test_a_line_that_says_no_more_than_the_title_gives_way_unless_it_has_a_result(title: str, sentence: str) -> None:
    assert compose(title, sentence, GLOSSARY) == ""
    name = title.split(":")[0]
    told = compose(title, f"{sentence} {name} achieves 74.5% on GenEval, a new record.", GLOSSARY)
    assert told.endswith(", GenEval 74.5%")


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        (
            "We propose OakTune, a fine-tuning approach that removes the input question during training.",
            "[제안] OakTune — 학습 중 입력 질문을 제거하는 파인튜닝 방법",
        ),
        (
            "We propose OakTune, a fine-tuning approach designed to remove the input question.",
            "[제안] OakTune — 입력 질문 제거를 위한 파인튜닝 방법",
        ),
        (
            "We propose OakGen, a framework that generates medical videos via sparse attention.",
            "[제안] OakGen — 희소 어텐션을 통해 의료 영상을 생성하는 프레임워크",
        ),
        (
            "We propose OakGen, a framework that leverages sparse attention to accelerate medical video generation.",
            "[제안] OakGen — 희소 어텐션을 활용해 의료 영상 생성을 가속하는 프레임워크",
        ),
        (
            "We propose OakEdit, a framework for medical image editing without masks.",
            "[제안] OakEdit — 마스크 없이 의료 이미지 편집을 위한 프레임워크",
        ),
        (
            "We propose OakRL, a system that decouples video generation from policy optimization.",
            "[제안] OakRL — 영상 생성을 정책 최적화와 분리하는 시스템",
        ),
        (
            "We introduce OakBench, a benchmark evaluating the medical reasoning capabilities of LLMs.",
            "[벤치마크] OakBench — LLM의 의료 추론 능력을 평가하는 벤치마크",
        ),
    ],
)
def test_what_a_thing_does_is_a_clause_and_what_it_is_for_a_purpose(sentence: str, line: str) -> None:
    assert compose("On Oaks", sentence, GLOSSARY) == line


@pytest.mark.parametrize(
    "sentence",
    [
        "We propose OakNet, a learning paradigm that represents a machine learning model with a set of nested frobs.",
        "We propose OakNet, a framework that generates medical videos without superior frobs.",
        "We propose OakNet, a benchmark comparing frobs and late-interaction models for medical retrieval.",
        "We propose OakNet, a framework to validate their difficulty.",
        "We train OakMMs to generate medical videos.",
    ],
)
def test_a_clause_that_would_claim_more_without_its_end_gives_way(sentence: str) -> None:
    assert compose("On Oaks", sentence, GLOSSARY) == ""


def test_what_a_title_says_its_method_is_for_is_no_kind_of_the_method() -> None:
    told = "We propose OakTrace, a novel framework. OakTrace brings 4.8% to 14.2% performance improvements."
    line = compose("OakTrace: Guided Tracing for Medical Video Search", told, GLOSSARY)
    assert line == "[제안] OakTrace — 의료 영상 탐색을 위한 프레임워크, 성능 +4.8~14.2%"


@pytest.mark.parametrize(
    ("told", "kind", "said"),
    [
        ("Experiments show that OakNet achieves 74% on GenEval and more.", "제안", "GenEval 74%"),
        ("OakNet achieves 91.2% accuracy on GSM8K.", "제안", "GSM8K 정확도 91.2%"),
        ("Our method improves mIoU by 18.1 on average.", "제안", "mIoU +18.1"),
        ("OakNet achieves a 12.5% improvement over the base model.", "제안", ""),
        (
            "On GSM8K, OakNet achieves a 12.5% gain over the base model.",
            "제안",
            "GSM8K에서 베이스 모델 대비 12.5% 향상",
        ),
        ("OakNet yields up to 13.5x speedup in attention.", "제안", "어텐션에서 최대 13.5배 가속"),
        ("OakNet improves FVD on UCF-101 from 99.5 to 88.6 at once.", "제안", "UCF-101 FVD 99.5→88.6"),
        ("We find that the best-performing system so far achieves only 31.5% accuracy.", "벤치마크", "최고 모델 31.5%"),
        ("We find that the best model achieves 13.3% success on factual tasks.", "벤치마크", ""),
        ("ElmNet achieves 74% on GenEval and more.", "제안", ""),
        ("OakNet brings 9.0x and 6.5x speedup on two machines.", "제안", ""),
        ("OakNet is 10~100x faster than all others.", "제안", "10~100배 가속"),
        ("OakNet achieves 74% and 60% on A1 and B2, respectively.", "제안", ""),
        ("OakNet is better than all others by far.", "제안", ""),
        ("OakNet boosts inference speed by over 10X.", "제안", "추론 속도 10배 이상"),
        ("OakNet has constant memory and up to 80x inference speedup.", "제안", "추론 최대 80배 가속"),
        ("OakNet reaches up to 94% accuracy.", "제안", "정확도 최대 94%"),
        (
            "OakNet yields a 13.7x speedup in attention computation and a 2.2x end-to-end speedup.",
            "제안",
            "어텐션 계산에서 13.7배 가속",
        ),
        ("OakNet yields a 13.7x speedup. Our kernel brings a 2.2x end-to-end speedup.", "제안", ""),
        ("OakNet surpasses the previous best by 14.0% in F1 score.", "제안", "기존 방법 대비 F1 +14.0%"),
        ("OakNet achieves a score of 75.3% on SWE-Bench Verified.", "제안", "SWE-Bench Verified 점수 75.3%"),
        ("We introduce OakNet, a new benchmark for leaves, which contains 1,400 samples.", "벤치마크", "샘플 1,400개"),
        ("We introduce OakNet-X, a benchmark for leaves, which contains 1,400 samples.", "벤치마크", ""),
        ("This survey reviews over 200 papers.", "서베이", "논문 200편 이상"),
        ("OakNet outperforms GPT-4o (zero-shot) by more than 30% overall.", "제안", ""),
        ("OakNet outperforms GPT-4o (zero-shot) by 30% in accuracy.", "제안", "GPT-4o 대비 정확도 +30%"),
        (
            "OakNet surpasses previous state-of-the-art methods by an average of 5.4 points in accuracy.",
            "제안",
            "기존 방법 대비 정확도 평균 +5.4점",
        ),
        ("OakNet outperforms ElmNet by 3% and 5% on two sets.", "제안", ""),
        ("OakNet reduces GPU memory usage by over 40%.", "제안", "GPU 메모리 40% 이상 감소"),
        ("OakNet offers a speedup of 1.5x to 7x.", "제안", "1.5~7배 가속"),
        ("OakNet achieves a 4 to 8 times speedup.", "제안", "4~8배 가속"),
        ("OakNet improves word error rate by 12%.", "제안", ""),
        ("OakNet raises the attack success rate by 12%.", "제안", ""),
        ("Our goal is to reduce latency by 40%.", "제안", ""),
        ("OakNet cannot reduce latency by 40%.", "제안", ""),
        ("OakNet does not improve accuracy by 5%.", "제안", ""),
        ("We show that random guessing achieves 25.1% accuracy.", "제안", ""),
        ("We find that existing models achieve 43.2% accuracy on GSM8K.", "제안", ""),
        ("OakNet not only grows but also improves accuracy by 5%.", "제안", "정확도 +5%"),
        ("We find that DeepSeek R1 outperforms Qwen3 by 28% in OakNet.", "제안", ""),
        ("OakNet shows that DeepSeek R1, with less memory, outperforms Qwen3 by 28%.", "제안", ""),
        ("On GSM8K, our method outperforms Qwen3 by 28%.", "제안", "GSM8K에서 Qwen3 대비 +28%"),
        ("We find that OakNet-7B significantly outperforms Qwen3 by 28% in F1.", "제안", "Qwen3 대비 F1 +28%"),
        ("OakNet brings a 2x speedup. In writing our method brings a 16.7x speedup.", "제안", ""),
        ("We show that even state-of-the-art models achieve only 36% accuracy.", "제안", ""),
        ("OakNet brings a 15% improvement in FID.", "제안", ""),
        ("OakNet fools the strongest reviewer, which achieves only 56% accuracy.", "제안", ""),
        ("Even GPT-4o achieves only 34% on leaves.", "벤치마크", ""),
        ("Even GPT-4o achieves only 34% overall.", "벤치마크", "GPT-4o 34%"),
        (
            "Models still fall short of human performance by more than 20% on average.",
            "벤치마크",
            "사람과의 격차 20% 이상",
        ),
        ("The best open-weight model reaches 41%, the best of all 62%.", "벤치마크", "최고 공개 모델 41%"),
        ("The best fine-tuned baseline reaches 41% accuracy.", "벤치마크", ""),
        ("On Greek inputs the best model reaches only 15.9% accuracy.", "벤치마크", ""),
        ("The best model reaches 15.9% when long documents are given.", "벤치마크", ""),
        ("Current systems struggle, with the best model below 50% accuracy.", "벤치마크", "최고 모델 50% 미만"),
        ("No model exceeds 60% accuracy.", "벤치마크", "모든 모델 60% 이하"),
        ("OakNet comprises 1,200 questions from seven woods.", "벤치마크", "질문 1,200개"),
        ("OakNet comprises 1,200 sodgrebs from seven woods.", "벤치마크", ""),
        ("We introduce OakNet, which aggregates sets, including 2 synthetic datasets of seven woods.", "벤치마크", ""),
        ("OakNet comprises 1,058 users of seven woods.", "데이터셋", "사용자 1,058명"),
        ("OakNet comprises over 170K real images and more than 370K synthetic images.", "데이터셋", ""),
        ("The best model reaches only 62.2% overall under OakClaw.", "벤치마크", ""),
        ("The best model reaches only 62.2% overall.", "벤치마크", "최고 모델 62.2%"),
    ],
)
def test_the_result_is_the_papers_own(told: str, kind: str, said: str) -> None:
    assert result_of(told, "OakNet", kind, GLOSSARY) == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("ElmMem improves accuracy on OakNet by 1.5%.", ""),
        ("We also introduce ElmMem. Our method improves accuracy by 1.5%.", ""),
        ("We also introduce ElmMem. OakNet improves accuracy by 1.5%.", "정확도 +1.5%"),
        ("OakNet-large reaches an F1 of 0.919.", ""),
        ("OakNet reaches 4 times fewer parameters, and its variants a maximum of 73 times fewer.", "파라미터 4배 절감"),
        ("OakNet brings a maximum of 73 times fewer parameters.", "파라미터 최대 73배 절감"),
        ("OakNet is near 10x faster.", "약 10배 가속"),
        ("OakNet runs within 10x lower latency.", ""),
        ("OakNet brings up to 2x higher throughput and 2.4x less memory.", "처리량 최대 2배"),
        ("OakNet improves PSNR by 1.2--1.4 dB.", ""),
        ("OakNet improves mIoU by +3.43, +8.01 and +15.74 on three sets.", ""),
        ("OakNet brings 8.1% and 6.7% gains on SSv2.", ""),
        ("OakNet reaches an F1 of 63.50 (single-hop).", ""),
        ("OakNet improves accuracy by 5% on average, and on MATH it surpasses prior methods by 9%.", "정확도 +5%"),
        ("OakNet reaches new results on the Elms benchmark, reaching 82.18% accuracy.", "Elms에서 정확도 82.18%"),
        ("OakNet wins on ElmBench, while delivering 3x faster inference.", "추론 3배 가속"),
        ("Trained on Oak-10K, OakNet achieves an accuracy of 71%.", "정확도 71%"),
        ("On CUB-200 with a small backbone, OakNet improves accuracy by 3.4%.", ""),
        ("Before fine-tuning, OakNet reaches 87% accuracy.", ""),
        ("OakNet reduces inference time by 44% on video understanding.", "영상 이해에서 추론 시간 44% 감소"),
        ("OakNet improves accuracy by 8% for users with ultra-long sequences.", ""),
        ("OakNet improves accuracy by 24% over the baseline in one-shot classification with few samples.", ""),
        ("OakNet enables Qwen3 to improve accuracy by 5%.", ""),
        ("OakNet is 6x faster. Users see up to 6x less waiting.", "최대 6배 가속"),
        ("OakNet improves 7-12% on OakCasa, and delivers up to 26% gains on videos.", "영상에서 최대 26% 향상"),
        ("On OakCasa, OakNet delivers up to 26% gains on videos.", ""),
        ("OakNet achieves average gains of +2.2% over GRPO on 5 long benchmarks, and +1.8% across 12 others.", ""),
        ("OakNet improves accuracy by 3.1 points over OPD and 23.6 points over GRPO.", ""),
        ("OakNet achieves 99.9% accuracy across eight models and 96.2% under domain shift.", ""),
        ("OakNet delivers a 31x inference speedup over ElmCV and a 2x speedup over ElmInfo.", ""),
        ("OakNet improves accuracy by 3.1 points. It also gains 1.2 points on videos.", ""),
        ("OakNet achieves a CER of 1.94%, surpassing the human 1.98% for short tasks.", ""),
        ("OakNet reaches 91.2% accuracy, compared with 85.0% for ElmNet.", "정확도 91.2%"),
        ("On OakEval 2.0, OakNet achieves a win rate of 58.0%, compared with 59.8% for ElmNet.", ""),
        (
            "On OakEval 2.0, OakNet achieves a win rate of 58.0%, compared with 55.8% for ElmNet.",
            "OakEval 2.0에서 승률 58.0%",
        ),
        ("OakNet achieves a WER of 5.8%, compared with 5.1% for ElmNet.", ""),
        ("OakNet achieves a WER of 5.1%, compared with 5.8% for ElmNet.", "WER 5.1%"),
        ("OakNet outperforms all baselines by up to 22.1% in MPJPE.", ""),
        ("OakNet outperforms previous RL-based methods by 8.3% in accuracy.", ""),
        ("OakNet brings new gains, including up to 32% improvement over previous methods.", ""),
        ("OakNet achieves up to 4.29% higher accuracy than ElmNet at extreme reduction rates.", ""),
        ("On OakScan, OakNet achieves a 56.0% higher mIoU at 3x lower resolution.", ""),
        ("OakNet outperforms prior methods under high sparsity, achieving up to 2.1x speedup.", ""),
        ("OakNet brings up to 20% improvement in accuracy, under the 4-bit setting.", ""),
        ("OakNet improves accuracy by 5% under comparable budgets.", ""),
        ("Under comparable budgets, OakNet improves accuracy by 5%.", ""),
        ("OakNet loses little at a 0.4 density, while achieving 2x faster inference.", ""),
        ("At 90% sparsity, OakNet achieves up to 10x fewer FLOPs.", ""),
        ("OakNet decodes 512 × 512 pixels in under 1 second, about 6x faster.", "약 6배 가속"),
        (
            "OakNet reaches up to 7x speedup on OakVideo, and 18x when combined with distillation.",
            "OakVideo에서 최대 7배 가속",
        ),
        ("OakNet gains 10.7% in accuracy while reducing latency compared to a large model on OAK25.", ""),
        (
            "OakNet attains a 10.7% improvement in accuracy while reducing latency by 25.9% on OAK25.",
            "OAK25에서 지연 시간 25.9% 감소",
        ),
        ("OakNet brings a 3x inference speedup, measured on RTX 4090.", "추론 3배 가속"),
        ("OakNet brings up to a 38% gain over strong baselines on OakIQ, OakCIRR, and OakRCO.", ""),
        ("OakNet achieves 74% on OakIQ, OakCIRR, and OakRCO.", ""),
        ("OakNet achieves 74% on OakIQ, 80% on OakRCO.", "OakIQ 74%"),
        ("OakNet wins with up to a 10% improvement, and delivers 10x faster inference.", "추론 10배 가속"),
        (
            "Results on the widely used OAK-bench Verified benchmark show that OakNet reaches a solve rate of 75.4%.",
            "OAK-bench Verified에서 해결률 75.4%",
        ),
        ("Across three sets, including new data on OakSet, OakNet improves accuracy by 5%.", "정확도 +5%"),
        ("OakNet betters all baselines.On the oldest task, OakNet achieves 100% accuracy.", ""),
    ],
)
def test_whose_a_number_is_and_what_it_holds_for(told: str, said: str) -> None:
    assert result_of(told, "OakNet", "제안", GLOSSARY) == said


def test_of_a_line_about_two_things_a_number_needs_its_own_place() -> None:
    told = "We propose OakRL, a method that improves long-horizon reasoning and multimodal performance. OakRL "
    title = "OakRL: Rewarding Growth"
    assert "+2.2" not in compose(title, told + "improves accuracy by 2.2%.", GLOSSARY)
    assert compose(title, told + "achieves a 2.2% improvement on OakBench-V2.", GLOSSARY).endswith(
        ", OakBench-V2 +2.2%"
    )
    assert "+2.2" in compose(title, told.replace(" and multimodal", "") + "improves accuracy by 2.2%.", GLOSSARY)


def test_what_measures_others_gains_nothing_itself() -> None:
    told = "We propose OakEval, an automatic evaluation protocol for medical videos. OakEval improves accuracy by 28%."
    assert compose("OakEval", told, GLOSSARY).endswith("프로토콜")
    told = "We propose OakArena, a suite of medical benchmarks. OakArena improves accuracy by 28%."
    assert "28" not in compose("OakArena", told, GLOSSARY)


@pytest.mark.parametrize(
    ("sentence", "body"),
    [
        (
            "We propose a constraint-based reward model for post-training embodied video generation models.",
            "체화 영상 생성 모델 사후 학습을 위한 제약 기반 보상 모델",
        ),
        (
            "We introduce OakBench, a medical benchmark for evidence-grounded reasoning.",
            "증거 기반 추론을 위한 의료 벤치마크",
        ),
        (
            "We introduce OakLM, a large language model for advancing the safety and trustworthiness of robots.",
            "로봇의 안전성·신뢰성 고도화를 위한 LLM",
        ),
        (
            "We propose OakNet, a medical decoding scheduler that decouples refinement from advancement.",
            "의료 디코딩 스케줄러",
        ),
        ("We develop a stylized model of user-LLM interaction.", "user-LLM 상호작용 이론 모델"),
        (
            "We propose OakGen, a layered orchestration framework for medical video.",
            "의료 영상을 위한 계층형 오케스트레이션 프레임워크",
        ),
    ],
)
def test_a_word_says_what_it_means_there(sentence: str, body: str) -> None:
    assert compose("Oaks", sentence, GLOSSARY).endswith(body)


def test_a_part_of_the_work_is_not_told_for_the_whole() -> None:
    told = (
        "We propose OakNet, a frob. We introduce a framework that generates medical molecules from sparse clinical "
        "measurements."
    )
    assert compose("Oaks", told, GLOSSARY) == ""
    assert compose("Oaks", told.partition(". ")[2], GLOSSARY).startswith("[제안] 의료 분자를 생성하는")


@pytest.mark.parametrize(
    "sentence",
    [
        "We present OakNet, a framework that removes medical localization from the language path.",
        "We present OakNet, an algorithm that calibrates prior semantic embeddings of molecules.",
        "We conduct a comprehensive review of the state of document parsing in medicine.",
        "We introduce OakBench, a medical benchmark for detecting AI-generated text-rich images.",
    ],
)
def test_a_word_whose_sense_hangs_on_the_rest_is_not_guessed(sentence: str) -> None:
    assert compose("On Oaks", sentence, GLOSSARY) == ""


@pytest.mark.parametrize(("told", "said"), [(told, said) for told, _, said in GAINS])
def test_every_rule_of_a_result_reads_its_own_example(told: str, said: str) -> None:
    pattern = next(pattern for example, pattern, _ in GAINS if example == told)
    assert pattern.search(told)
    korean = result_of(told, "OakNet", "제안", GLOSSARY)
    assert set(re.findall(r"[\d.]+", korean)) <= set(re.findall(r"[\d.]*\d", told))
    assert korean
    assert "{" not in korean


def test_the_second_thing_of_a_paper_is_no_place_of_the_first() -> None:
    told = (
        "We introduce OakBench (Long Oaks), a benchmark for medical video generation, and ElmNet (Elms), the first "
        "framework."
    )
    assert compose("Oaks Everywhere", told, GLOSSARY) == "[벤치마크] OakBench — 의료 영상 생성 벤치마크"


def test_a_count_is_never_given_to_the_wrong_thing() -> None:
    line = compose(
        "OakSet",
        "We release OakSet, a large-scale egocentric video dataset comprising 1.8 million clips and 5 million tokens.",
        GLOSSARY,
    )
    assert line == "[데이터셋] OakSet — 대규모 일인칭 시점 영상 데이터셋, 클립 180만 개"
    assert "500만" not in line


def test_names_in_capitals_are_no_words() -> None:
    assert "CLIP" in compose(
        "On Oaks", "We propose a post-training approach that compresses medical CLIP models.", GLOSSARY
    )


def test_no_abstract_no_line() -> None:
    assert composed_line(item("OakNet: A Benchmark for Video Generation", ""), GLOSSARY) is None


def test_lines_pass_the_check_and_fit() -> None:
    line = composed_line(
        item("OakBench: Far", "We present OakBench, a math benchmark with over 1,700 questions."),
        GLOSSARY,
    )
    assert line is not None
    assert line.producer == "composed"
    assert line.text == "[벤치마크] OakBench — 수학 벤치마크(질문 1,700개 이상)"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("LongVILA: Scaling Long-Context Models", "LongVILA"),
        ("DINO-X 2: A Model", "DINO-X 2"),
        ("Attention Is All You Need", ""),
        ("Factuality Matters: When Images Meet Text", ""),
        ("0", ""),
    ],
)
def test_title_name(title: str, name: str) -> None:
    assert title_name(title) == name


def test_the_judged_lines_meet_the_bar() -> None:
    verdicts = [entry["verdict"] for entry in VERDICTS["lines"]]
    assert len(verdicts) == 100
    assert verdicts.count("false") <= 3
    assert verdicts.count("empty") <= 3


@cache
def recorded(file: Path) -> dict[str, Any]:
    """The recorded papers by their ids."""
    with lzma.open(file, "rt", encoding="utf-8") as rows:
        return {paper["arxiv_id"]: paper for paper in map(json.loads, rows)}


@pytest.fixture
def papers(shared: Path) -> dict[str, Any]:
    return recorded(shared / "data/bench/hf_days.jsonl.xz")


@pytest.mark.shared
def test_the_judged_lines_are_still_what_the_code_says(papers: dict[str, Any]) -> None:
    for entry in VERDICTS["lines"]:
        paper = papers[entry["id"]]
        said = composed_line(item(paper["title"], paper["abstract"]), GLOSSARY)
        if entry["verdict"] in ("false", "empty"):
            assert said is None or said.text != entry["line"]
        elif entry.get("gives_way"):
            assert said is None, entry
        elif not tells_only_title(entry["line"], plain(paper["title"]), GLOSSARY):
            assert said is not None, entry
            assert said.text.startswith(entry["line"]), "a result may follow"
    covered = sum(
        bool(compose(plain(paper["title"]), plain(paper["abstract"]), GLOSSARY)) for paper in list(papers.values())[::9]
    )
    assert covered / len(list(papers.values())[::9]) >= 0.06


@pytest.mark.shared
def test_the_lines_read_beside_their_titles_are_still_what_the_code_says(papers: dict[str, Any]) -> None:
    read = yaml.safe_load((Path(__file__).parent / "useful.yaml").read_text(encoding="utf-8"))["lines"]
    said = {
        one["id"]: composed_line(item(*(papers[one["id"]][key] for key in ("title", "abstract"))), GLOSSARY)
        for one in read
    }
    lost = [
        one
        for one in read
        if ((line := said[one["id"]]) is None or not line.text.startswith(one["line"]))
        and not tells_only_title(one["line"], plain(papers[one["id"]]["title"]), GLOSSARY)
        and not (one.get("gives_way") and line is None)
    ]
    assert lost == [], "a result may follow, and a line that says too little may go"
    kept = [one["verdict"] for one in read if said[one["id"]]]
    assert kept.count("useful") / len(kept) >= 0.55


@pytest.mark.shared
def test_the_lines_that_two_readers_judged_are_still_what_the_code_says(papers: dict[str, Any]) -> None:
    read = yaml.safe_load((Path(__file__).parent / "useful_fresh.yaml").read_text(encoding="utf-8"))["lines"]
    for one in read:
        line = composed_line(item(*(papers[one["id"]][key] for key in ("title", "abstract"))), GLOSSARY)
        if one["verdicts"] == ["false", "false"]:
            assert line is None or line.text != one["line"]
        elif line is None:
            told = tells_only_title(one["line"], plain(papers[one["id"]]["title"]), GLOSSARY)
            assert told or one.get("gives_way"), "a line that says too little may go"
        else:
            assert one["line"].startswith(line.text), "a size that was told twice is told once"


def test_the_judged_lines_are_useful_as_the_documentation_says() -> None:
    read = yaml.safe_load((Path(__file__).parent / "useful_fresh.yaml").read_text(encoding="utf-8"))["lines"]
    first, second = ([one["verdicts"][reader] for one in read] for reader in (0, 1))
    assert (first.count("useful"), second.count("useful"), first.count("false"), second.count("false")) == (
        68,
        69,
        2,
        1,
    )


@pytest.mark.parametrize(
    "text", ["we propose a " * 8000, "**a " * 20000, "{" * 40000, "$a" * 20000, "In this paper, " * 5000, "aB" * 40000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    composed_line(item("Oak: " + text[:2000], text), GLOSSARY)
    assert time.process_time() - began < 5
