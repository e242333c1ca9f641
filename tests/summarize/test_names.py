"""Names of a line: held whole, in whatever spelling, and as nothing but what the source names."""

from __future__ import annotations

import time

import pytest

from digest.summarize.check.evidence import normal
from digest.summarize.check.korean_numbers import line_quantities
from digest.summarize.check.names import unsupported_name

HELD = [
    # whole names
    ("GPT-5를", "better than GPT-5.5", False),
    ("Qwen2-VL을", "built on Qwen2.5-VL", False),
    ("Llama 3를", "built on Llama 3.1", False),
    ("라마 3를", "built on Llama 3.1", False),
    ("Gemma 3 27B를", "built on Gemma-3-27B", True),
    ("Gemma 3를", "built on Gemma-3-27B", False),
    ("Gemma 3를", "Gemma 3 and Gemma-3-27B", True),
    ("Qwen2-0.5B를", "built on Qwen2-0.5B-Instruct", False),
    ("Llama3-70B를", "Llama3 is extended: Llama3-70B-base, a 70B model", False),
    ("Qwen3-8B를", "Qwen3 models (4B, 8B)", True),
    ("Qwen3-7B를", "Qwen3 models (4B, 8B)", False),
    # families in Hangul, with their versions
    ("라마 3를", "built on LLaMA-3", True),
    ("젬마 2 9B를", "Gemma 2 9B", True),
    ("파이-3를", "Phi-3 models", True),
    ("파이-2를", "Phi-3 models", False),
    ("큐원 2.5를", "Qwen2.5", True),
    ("딥시크가", "DeepSeek-R1", True),
    ("제미나이 1.5 프로를", "Gemini 1.5 Pro", True),
    ("제미나이 2 프로를", "Gemini 1.5 Pro", False),
    ("그록이", "GPT-4o", False),
    ("위스퍼를", "Whisper Large v3", True),
    # acronyms that the source spells out
    ("GQA를", "a grouped-query attention", True),
    ("GQA를", "an optimal query", False),
    ("VQ를", "vector quantization", True),
    ("NAS를", "neural architecture search", True),
    ("SDXL을", "Stable-Diffusion-XL", True),
    ("DRAFT를", "Direct Reward Alignment for Fine Tuning", True),
    ("PAT를", "during pre-training", False),
    ("PSR을", "we process some results", False),
    ("PSR을", "Partial Sum Reduction", True),
    ("τ-Bench에서", "on tau-bench", True),
    ("Pokémon을", "plays Pokemon", True),
    ("SSIM 기반", "a structural similarity index-based strategy", True),
    # a front in Hangul, a word cut as people say it
    ("미니CPM이", "MiniCPM", True),
    ("미니CPM이", "TinyCPM", False),
    ("미니PM이", "MiniCPM", False),
    ("미니LM이", "MiniLM", True),
    ("올미니LM-L6-v2에서", "all-MiniLM-L6-v2", True),
    ("올미니LM-L6-v3에서", "all-MiniLM-L6-v2", False),
    ("올미니LM-L6에서", "all-MiniLM-L6-v2", False),
    ("나노LM-L6-v2에서", "all-MiniLM-L6-v2", False),
    # an acronym is no piece of a word
    ("RAG을", "it improves the average", False),
    ("RAG을", "a RAG pipeline", True),
    ("LoRA를", "an Exploration of trees", False),
    ("FID를", "with confidence", False),
    ("RAM을", "with fewer parameters", False),
    ("KL을", "it learns quickly", False),
    # a size inside a name
    ("ImageNet-256x256에서", "on ImageNet-256×256", True),
    ("ImageNet-256x256에서", "on ImageNet-512×512", False),
    # the other half in Hangul
    ("WM리워드가", "WMReward", True),
    ("WM-리워드에서는", "WM-Reward", True),
    ("WM스코어가", "WMReward", False),
    ("WM가", "WMGain", False),
    ("WM에서", "WMEsc", False),
    ("WM급으로", "WMGuard", False),
    ("M리워드가", "WMReward", False),
    ("WM리워드가", "WMRewardNet", False),
    ("OS월드에서", "OSWorld", True),
    ("OS월드-G에서", "OSWorld-G", True),
    ("OS액션이", "OSAction", True),
    ("WM피직스아이큐에", "WMPhysicsIQ", True),
    ("VQ갠을", "VQGAN", True),
    ("OS하임에서", "OSWorld", False),
    ("단순 concat해도", "simply concatenating tokens", True),
    ("단순 Concat해도", "simply concatenating tokens", False),
    # plain words are no names, unless a capital makes them one
    ("zero-shot 성능", "without examples", True),
    ("Zero-shot 성능", "in a zero-shot setting", True),
    ("Time은", "a model of events", False),
    ("Transformer를", "an attention network", True),
    ("TWLV-v가", "TWLV-I", False),
    ("5-shot으로", "five-shot prompting", True),
    ("6-shot으로", "five-shot prompting", False),
]


@pytest.mark.parametrize(("line", "source", "fine"), HELD)
def test_what_holds_a_name(line: str, source: str, fine: bool) -> None:
    line, source = normal(line), normal(source)
    assert (unsupported_name(line, line_quantities(line), source) is None) is fine


def test_half_hangul_over_one_long_word_takes_no_time() -> None:
    began = time.process_time()
    for source in (("rwdmtl" * 400)[:2000], "rw-d-m-t-l-" * 200):
        unsupported_name("리워드모델CPM을 쓴다", [], source)
    assert time.process_time() - began < 1
