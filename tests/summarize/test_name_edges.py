"""Names at the edges: fronts, plurals, sizes, initials, halves in Hangul; what is named when a line is refused."""

from __future__ import annotations

import pytest

from check_kit import name, number

LATIN = [
    # the front of a longer name, or not
    ("GPT-4로", "with GPT-4/5 models", None),
    ("GPT-4로", "we use GPT-4.We test it", None),
    ("GPT-4로", "we use GPT-4.5 only", "GPT-4"),
    ("GPT-4로", "we use GPT-4-like models", None),
    ("GPT-4로", "we use GPT-4", None),
    ("Qwen2.5-VL-7B-Instruct-AWQ로", "with Qwen2.5-VL-7B-Instruct-AWQ", None),
    ("Qwen3 8B로", "built on Qwen3-8B", None),
    ("Qwen3 4B로", "built on Qwen3-8B", "Qwen3"),
    ("Qwen3로", "built on Qwen3-8B", "Qwen3"),
    ("Qwen3_8B로", "built on Qwen3-8B", None),
    ("Qwen2로", "built on Qwen2.5", "Qwen2"),
    ("Qwen으로", "built on Qwen3-8B", None),
    ("Llama-3로", "with Llama-2/3", None),
    ("Llama-4로", "with Llama-2/3", "Llama-4"),
    ("Llama-3로", "with Llama 2 and 3", None),
    ("Gemma 3 27B로", "with Gemma-3-27B", None),
    ("Gemma 3 12B로", "with Gemma-3-27B", "Gemma 3"),
    # what is only numbered is no version
    ("FID 2.2를", "an FID of 2.2", None),
    ("BLEU 41.2를", "from BLEU 38.1 to 41.2", None),
    ("BLEU 20을", "from BLEU 18 to 20", None),
    ("SAM 3로", "with SAM 2 we go on", "SAM 3"),
    ("iOS 19로", "on iOS 18 only", "iOS 19"),
    # one and many
    ("MoE를", "MoEs are trained", None),
    ("MoEs를", "the MoE is trained", None),
    ("TPA를", "TPAs are trained", None),
    ("TPAs를", "the TPA is trained", None),
    ("WA를", "it was so", "WA"),
    ("U를", "for all of us", "U"),
    ("MO를", "MoEs are trained", "MO"),
    # numbers are no names
    ("24GB 메모리로", "with 24,000 MB of it", None),
    ("2.5x 빠르게", "faster by a factor of 2.5", None),
    # each name is looked up, whatever stands before it
    ("미니CPM과 ColBERT로", "with MiniCPM", "ColBERT"),
    ("ImageNet-256x256과 ColBERT로", "on ImageNet-256x256", "ColBERT"),
    ("MiniCPM과 ColBERT로", "with MiniCPM", "ColBERT"),
    # joined names stand when each of them does
    ("RAG-LoRA로", "with RAG and LoRA", None),
    ("RAG-LoRA로", "with RAG alone", "RAG-LoRA"),
    ("RAG-LoRA2로", "with RAG and LoRA2", "RAG-LoRA2"),
    ("Fast-RAG로", "a fast RAG pipeline", None),
    ("GQA-Attention으로", "a grouped-query attention", None),
    ("Zero-RAG로", "RAG of old", None),
    ("Q-VL을", "Q and VL models", None),
    ("A.S.E를", "models A, S, and E", "A.S.E"),
    ("LLM-based를", "an LLM", None),
    ("OakNet-based를", "a network", "OakNet-based"),
    ("vision-encoder를", "a network", None),
    ("Vision-RAG를", "a RAG pipeline", "Vision-RAG"),
    ("VISION-RAG를", "a RAG pipeline", "VISION-RAG"),
    ("Encoder를", "by encoding it", "Encoder"),
    ("Encoding을", "we encoded it", None),
    ("Encoding을", "we decoded it", "Encoding"),
    # a power is held by its degree
    ("n^2에", "a quadratic cost", None),
    ("n^3에", "a quadratic cost", "n^3"),
    ("n^2에", "2 tasks", "n^2"),
    ("n^2에", "2x faster", "n^2"),
    # a name written in several words
    ("DINO v2와 ColBERT를", "DINOv2 features", "ColBERT"),
    ("Web Reward Bench를", "WebRewardBench is new", None),
    ("디노v2로", "DINOv2 features", None),
    ("새로 디노v2로", "DINOv2 features", None),
    ("디노v2로", "DINO 2 features", None),
    ("디노v3로", "DINO 2 features", "v3"),
    # initials
    ("MHLA를", "a multi head latent attention", None),
    ("MHLA를", "a multi head attention", "MHLA"),
    ("MHL을", "a multi head layer", "MHL"),
    ("MHL을", "a multi-head layer", None),
    ("MHL을", "a Multi Head Layer", None),
    ("MHL을", "a Multi head Layer", "MHL"),
    ("MHLs를", "Multi Head Layers", None),
    ("MH를", "a Multi Head", None),
    ("MH를", "a multi head", "MH"),
    ("MH를", "Multi Head", "MH"),
    ("SDXL을", "a Stable Diffusion XL", None),
    ("SDXL을", "a Stable Diffusion", "SDXL"),
    # a word cut short
    ("embed해서", "by embedding it", None),
    ("deco해서", "by decoding it", "deco"),
    ("concat해서", "by catting it", "concat"),
    # a count inside a name
    ("5-shot으로", "a five-shot prompt", None),
    ("5-shot으로", "a six-shot prompt", "5-shot"),
    ("5-agent로", "five agents", None),
    ("5-Robot으로", "five agents", "5-Robot"),
    # plain words
    ("Transformer로", "with attention", None),
    ("transformer로", "with attention", None),
    ("Open으로", "with attention", "Open"),
    ("zero-shot으로", "with attention", None),
    ("Über를", "with Uber", None),
    ("α-Net을", "with Alpha-Net", None),
    ("α-Net을", "with Beta-Net", "α-Net"),
]


@pytest.mark.parametrize(("line", "source", "found"), LATIN)
def test_a_latin_name(line: str, source: str, found: str | None) -> None:
    assert name(f"{line} 만든다", source) == found


HANGUL = [
    ("라마 3로", "built on Llama 3.1", "라마 3"),
    ("라마 3로", "built on Llama 3", None),
    ("라마-3로", "built on Llama 3", None),
    ("라마 3 시드 평균을", "Llama over 3 seeds", None),
    ("앤트로픽 3로", "with Claude 3", None),
    ("앤트로픽 3로", "with Claude 2", "앤트로픽 3"),
    ("라마를", "built on Llama 3", None),
    ("라마를", "built on Gemma 3", "라마"),
    ("카카오가", "카카오가 만든 모델", None),  # a post without a Latin letter or a digit
    ("구글과 라마로", "by Google, with Gemma", "라마"),
    ("파이-2로", "with Phi-3", "파이-2"),
    ("젬마 2와 라마 3로", "Gemma 2 and Llama 2", "라마 3"),
    ("스테이블 디퓨전으로", "with Stable Diffusion", None),
    ("스테이블 디퓨전으로", "with stable training", "스테이블 디퓨전"),
]


@pytest.mark.parametrize(("line", "source", "found"), HANGUL)
def test_a_name_in_hangul(line: str, source: str, found: str | None) -> None:
    assert name(f"{line} 만든다", source) == found


HALVES = [
    # each final consonant says a letter
    ("WM팩을", "WMPack", "WMPan"),
    ("WM블록을", "WMBlock", "WMBook"),
    ("WM플래시를", "WMFlash", "WMFunk"),
    ("OS클라우드를", "OSCloud", "OSCoat"),
    ("WM체인을", "WMChain", "WMChase"),
    ("WM월드를", "WMWorld", "WMWood"),
    ("WM스팀을", "WMSteam", "WMStep"),
    ("WM맵을", "WMMap", "WMMay"),
    ("WM봇을", "WMBot", "WMBoy"),
    ("WM링을", "WMRing", "WMRig"),
    # and each first one
    ("WM팀을", "WMTeam", "WMBeam"),
    ("WM타워를", "WMTower", "WMPower"),
    ("WM파워를", "WMPower", "WMTower"),
    ("WM하임을", "WMHeim", "WMSeim"),
    ("WM카드를", "WMCard", "WMLard"),
    ("WM나이트를", "WMNight", "WMLight"),
    ("WM라이트를", "WMLight", "WMNight"),
    ("WM마스크를", "WMMask", "WMTask"),
    ("WM바이트를", "WMByte", "WMSite"),
    ("WM사이트를", "WMSite", "WMByte"),
    ("WM액션을", "WMAction", "WMFraction"),
    ("WM제로를", "WMZero", "WMHero"),
    ("WM체스를", "WMChess", "WMBess"),
    ("WM데이터를", "WMData", "WMBeta"),
    ("WM게임을", "WMGame", "WMFame"),
    # the halves meet at a capital or a hyphen
    ("WM-리워드를", "WMReward", "WMreward"),
    ("미니CPM을", "MiniCPM", "MinorCPM-2"),
    ("미니CPM을", "Mini-CPM", "MicroCPM"),
]


@pytest.mark.parametrize(("line", "held", "other"), HALVES)
def test_half_a_name_in_hangul(line: str, held: str, other: str) -> None:
    assert name(f"{line} 만든다", f"We propose {held}.") is None
    assert name(f"{line} 만든다", f"We propose {other}.") is not None


@pytest.mark.parametrize(
    ("line", "source"),
    [("WM비를", "WMBee"), ("WM-기반을", "WMGibbon"), ("WM으로", "WMEuro"), ("M맵을", "WMMap"), ("W맵을", "WMap")],
)
def test_too_little_hangul_is_half_of_nothing(line: str, source: str) -> None:
    assert name(f"{line} 만든다", f"We propose {source}.") is not None


@pytest.mark.parametrize(
    ("line", "source", "found"),
    [
        ("SAM 2와 3개 과제로", "SAM 2 on three tasks", None),
        ("SAM 2와 4개 과제로", "SAM 2 on three tasks", "4개"),
        ("SAM 3로", "SAM 2 on two tasks", "3"),
        ("라마 3로", "Llama 3 on two tasks", None),
        ("라마 4로", "Llama 3 on two tasks", "4"),
        ("구글의 라마 3로", "Google's Llama 3 on two tasks", None),
        ("구글의 라마 4로", "Google's Llama 3 on two tasks", "4"),
        ("브이제파 2로", "V-JEPA 2 on tasks", None),
        ("브이제파 3로", "V-JEPA 2 on tasks", "3"),
        ("젬마 3 27B로", "Gemma 3 27B on tasks", None),
    ],
)
def test_the_number_of_a_name(line: str, source: str, found: str | None) -> None:
    assert number(f"{line} 만든다", source) == found
