"""Numbers in two languages: what each text says, and what supports what."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.summarize.check.english_numbers import source_quantities
from digest.summarize.check.evidence import normal
from digest.summarize.check.korean_numbers import line_quantities
from digest.summarize.check.numbers import unsupported_number
from digest.summarize.check.shares import part_above_whole


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("9,100만 건", 91_000_000, "count"),
        ("1만 2천 개", 12_000, "count"),
        ("31만 7,200쌍", 317_200, "count"),
        ("3억 5천만", 350_000_000, ""),
        ("1.2조 토큰", 1_200_000_000_000, ""),
        ("5,400억 개가", 540_000_000_000, "count"),
        ("13억 파라미터", 1_300_000_000, ""),
        ("8B", 8_000_000_000, ""),
        ("128K", 128_000, ""),
        ("12.5%", 12.5, "percent"),
        ("11.3%p", 11.3, "point"),
        ("6.2점", 6.2, "point"),
        ("2.5배", 2.5, "times"),
        ("2.5x", 2.5, "times"),
        ("30초", 30, "second"),
        ("5.4시간", 5.4, "hour"),
        ("2.3GB", 2.3, "GB"),
        ("60만 3천 km", 603_000, "km"),
        ("세 가지", 3, "count"),
        ("두 배", 2, "times"),
        ("6위로", 6, "rank"),
        ("세 번째", 3, "ordinal"),
        ("2,3000개", 23_000, "count"),
    ],
)
def test_a_korean_number(text: str, value: float, unit: str) -> None:
    (found,) = line_quantities(text)
    assert (found.value, found.unit) == (Decimal(str(value)), unit)


@pytest.mark.parametrize(
    "text", ["GPT-4o로 한다", "3D 장면", "모두 함께", "네트워크와 세계", "열 화상", "시기에 두루", "배경과 배치"]
)
def test_no_number_hides_in_names_and_nouns(text: str) -> None:
    assert line_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("trained on 91 million samples", [91_000_000]),
        ("1.43M pairs", [1_430_000]),
        ("from 10 to 20%", [10, 20]),
        ("twelve LLM instances", [12]),
        ("twenty-one tasks", [21]),
        ("10^5 labels", [100_000]),
        ("1e-4 rate", [Decimal("0.0001")]),
        ("an order of magnitude", [10]),
        ("two orders of magnitude", [100]),
        ("GPT-4 and 3D scenes", [3]),
        ("INT4 weights", [4]),
        ("a tenfold gain", [10]),
    ],
)
def test_an_english_text(text: str, values: list[float]) -> None:
    assert [q.value for q in source_quantities(normal(text))] == [Decimal(v) for v in values]


SUPPORT = [
    ("20%", "20 percent", True),
    ("20%", "between 10 and 20%", True),
    ("10%", "between 10 and 20%", True),
    ("10~20% 높인다", "10-20% higher", True),
    ("20배", "20% faster", False),
    ("20%", "20x faster", False),
    ("2배 빠르다", "twice as fast", True),
    ("3배 빠르다", "speedup of 3.0", True),
    ("10배 빠르다", "an order of magnitude faster", True),
    ("100배 빠르다", "two orders of magnitude faster", True),
    ("4.7배", "increases throughput by 4.7", True),
    ("절반으로", "halves the cost", True),
    ("절반으로", "cuts the cost by 50%", True),
    ("3분의 1", "a third of the cost", True),
    ("3분의 1", "a fifth of the cost", False),
    ("5분의 1로 줄인다", "a 5-fold reduction", True),
    ("수백 개", "hundreds of tasks", True),
    ("수백 개", "450 tasks", True),
    ("수백만 개", "450 tasks", False),
    ("만 개의 문장 2만 개", "20K sentences", True),
    ("128K 문맥", "a context of 128K tokens", True),
    ("12만 8천 토큰", "128K tokens", True),
    ("13억 파라미터", "a 1.3B model", True),
    ("24시간", "24 GPU hours", True),
    ("24분", "24 hours", False),
    ("24개", "24 hours", False),
    ("4비트", "INT4 quantisation", True),
    ("Llama 3.1이", "we use Llama-3.1", True),
    ("라마 3에", "applied to Llama-3", True),
    ("젬마 2 9B와", "Gemma 2 9B and others", True),
    ("클로드 3.5 소네트", "Claude 3.5 Sonnet", True),
    ("믹스트랄 8x7B를", "built on Mixtral 8x7B", True),
    ("잠바 1.5 라지", "Jamba-1.5-Large", True),
    ("브이제파 2를", "V-JEPA 2 is used", True),
    ("브이제파-2를", "V-JEPA 2 is used", True),
    ("브이제파 3을", "V-JEPA 2 is used", False),
    ("브이제파 2를", "V-JEPA 2.1 is used", False),
    ("에스에이엠 2로", "SAM 2 is used", True),
    ("포인츠 2로", "SAM 2 is used", False),
    ("라마 3에", "we use Llama 3.1", False),
    ("라마 4에", "we use Llama 3", False),
    ("클로드 3.7 소네트", "Claude 3.5 Sonnet", False),
    ("SAM 2로", "SAM 2 is used", True),
    ("FID 2.21을", "an FID of 2.21", True),
    ("네 단계", "three datasets and two stages", False),
    ("두 단계", "three datasets and two stages", True),
    ("과제 9개", "9 day-to-day tasks", True),
    ("3개", "we ask Claude 3 to solve tasks", False),
    ("1위", "ranks first on the leaderboard", True),
    ("3위", "three datasets", False),
    ("전체 2위", "the No.2 overall rank", True),
    ("전체 3위", "the No.2 overall rank", False),
    ("전체 2위", "the No. 2 spot worldwide", True),
    ("2위", "#2 on the leaderboard", True),
    ("2위", "ranked 2 out of 40 teams", True),
    ("2위", "takes second place", True),
    ("2위", "the runner-up of the challenge", True),
    ("3위", "the runner-up of the challenge", False),
    ("2배", "the No.2 overall rank", False),
    ("2위", "there are 2 tasks", False),
    ("8개, 8개를", "8 tasks", False),
    ("2.5배", "2.5times", True),
    ("1344x1344", "1344 times 1344 pixels", True),
    ("1345x1344", "1344 times 1344 pixels", False),
    ("64x64 이미지", "a 64x64 image", True),
    ("64x32 이미지", "a 64x64 image", False),
    ("과제 1개", "(1) we train, (2) we test", False),
    ("2건의 사고", "three stages", False),
    ("10개 설정 중 6개에서 프롬프트가", "in 6 of 10 configurations of three prompts", True),
    ("30만 8,000개", "308,000 items", True),
    ("1,000개", "1K items", True),
    ("2024년", "in 2024", True),
    ("3년", "three phases", False),
    ("20~40%", "a 20--40% reduction", True),
    ("1.5~2.3배", "1.5--2.3x speedup", True),
    ("2.02~2.11배 앞당긴다", "a 2.02--2.11times DiT inference speedup", True),
    ("BLEU 2.3점", "gains 2.3 BLEU points", True),
    ("mAP를 2.3점", "gains +2.3 mAP", True),
    ("2.3%p", "gains 2.3 absolute accuracy points", True),
    ("mIoU 14.2점, 18.1점", "by 14.2, 13.0, and 18.1 mIoU points", True),
    ("14.2배", "by 14.2, 13.0, and 18.1 mIoU points", False),
    ("3점", "400 tasks with 3 data points", False),
    ("1인칭", "the first-person view", True),
    ("1인칭", "an egocentric simulator", True),
    ("3인칭", "an egocentric simulator", False),
    ("1개", "we first train it", False),
    ("실패 유형 3가지", "3 key failure modes", True),
    ("두 모델에서", "two widely used VLA architectures", True),
    ("둘 모두", "on both sets", True),
    ("모델 15개", "Evaluating 15 models", True),
    ("참가자 30명", "Among 30 participants", True),
    ("15개", "we ask Claude 15 to help", False),
    ("1조 토큰", "one trillion tokens", True),
    ("1조 토큰", "a trillion-token corpus", True),
    ("1억 토큰", "a trillion-token corpus", False),
    ("백만 토큰", "a million tokens", True),
    ("천만 토큰", "a million tokens", False),
    ("0이 되는", "becomes zero", True),
    ("파라미터 0개", "zero additional parameters", True),
    ("0.5초", "half a second", True),
    ("12%", "12 tasks", False),
    ("12배", "12 new tasks", False),
    ("457%", "457 APIs", False),
    ("600%", "a 600-run grid", False),
    ("6%에서", "6 of 10 runs", False),
    ("71%", "an accuracy of 71 on BEIR", True),
    ("85%", "85 accuracy", True),
    ("5%p", "a gain of 5%", False),
    ("10달러", "costs $10", True),
    ("10배", "costs $10", False),
    ("H100 8장", "8x H100 GPUs", True),
    ("1990초", "papers of the 1990s", False),
    ("2단계", "(1) we train, (2) we test", False),
    ("k=4개", "only k=4 of the N=16 streams", True),
    ("1024x1024 그림", "at 1024^2 resolution", True),
    ("2만727편", "20,727 papers", True),
    ("약 1.8만 쌍", "18,438 pairs", True),
    ("약 1.9만 쌍", "18,438 pairs", False),
    ("1.8만 쌍", "18,438 pairs", False),
    ("49만7천여 건", "497,448 records", True),
    ("49만8천여 건", "497,448 records", False),
    ("90%대", "an accuracy of 93.2%", True),
    ("80%대", "an accuracy of 93.2%", False),
    ("1/10 비용", "at a tenth of the cost", True),
    ("1/8 비용", "at a tenth of the cost", False),
    ("10분의 1", "only 10% of the data", True),
    ("정확도 1위", "the best accuracy on all sets", True),
    ("정확도 6위", "the best accuracy on six sets", False),
    ("지연 1일 때", "with a staleness of 1", True),
    ("10~10배", "10 to 70 times", False),
    ("파라미터 10^26개", "10^{26} parameters", True),
    ("파라미터 10^27개", "10^{26} parameters", False),
    ("1000분의 1", "1,000 times fewer", True),
    ("1차원 토큰", "a 1D token sequence", True),
    ("추가 모듈 0개", "requires no additional modules", True),
    ("원래 두 정책", "exceed the performance of either parent policy", True),
    ("2개 정책", "exceed the performance of either parent policy", False),
    ("두 배", "faster than either parent policy", False),
    ("15분으로 학습", "15 hours of video", False),
    ("최고 27.3배였던", "a resolve rate of 27.3%", False),
    ("60배대에", "merely 60%+ correctness", False),
    ("GMV +3.97배", "GMV +3.97%", False),
    ("0.5ms도 안 걸려", "less than 0.5 ms", True),
    ("05ms도 안 걸려", "less than 0.5 ms", False),
    ("2.3%p를", "gains 2.3 percentage points", True),
    ("4.6%p", "a 4.6%p improvement", True),
    ("7.2%포인트", "a 7.2%p improvement", True),
    ("30초", "from 15 to 30", False),
    ("3월 5일", "on March 5", True),
    ("2023년 9월", "up to September 2023", True),
    ("2023년 8월", "up to September 2023", False),
    ("20여 년 전", "proposed two decades ago", True),
    ("반년", "half a year", True),
    ("6개월", "half a year", True),
    ("90분", "1.5 hours of video", True),
    ("1시간 30분", "90 minutes", True),
    ("최대 60분", "up to an hour long", True),
    ("50ms", "0.05 seconds", True),
    ("2TB", "2,000 GB of logs", True),
    ("2GB", "2,000 GB of logs", False),
    ("7·13·70B", "7B, 13B and 70B models", True),
    ("7·13·34B", "7B, 13B and 70B models", False),
    ("70억~700억", "models from 7 to 70 billion", True),
    ("200만, 300만, 500만", "2, 3, and 5 million pairs", True),
    ("4족 로봇", "quadrupedal robots", True),
    ("6자유도", "6DoF pose estimation", True),
    ("3부작", "a two-part series", False),
    ("열다섯 시간", "in 15 hours", True),
    ("열네 시간", "in 15 hours", False),
    ("일흔세 개", "73 tasks", True),
    ("일흔네 개", "73 tasks", False),
    ("두세 배", "2.5x faster", True),
    ("두세 배", "4x faster", False),
    ("서너 개", "several tasks", True),
    ("몇십 개", "dozens of tasks", True),
    ("몇백 개", "12 tasks", False),
    ("절반 가까이", "by 47%", True),
    ("절반 가까이", "by 27%", False),
    ("절반으로", "by 47%", False),
    ("10분의 1", "90% less memory", True),
    ("5분의 4", "20% of the questions", False),
    ("5분의 1", "20% of the questions", True),
    ("25%", "a quarter of the data", True),
    ("75%", "a quarter of the data", False),
    ("3배", "an increase of 200%", True),
    ("4배", "an increase of 200%", False),
    ("87%", "an accuracy of 0.87", True),
    ("60%를 넘는", "reaches 61.3%", True),
    ("60%를 넘는", "reaches 51.3%", False),
    ("70%를 넘는", "reaches 61.3%", False),
    ("65%에 못 미치는", "reaches 64.2%", True),
    ("16비트", "float16 and bfloat16 states", True),
    ("4비트", "MXFP4 weights", True),
    ("80GB", "on one A100-80GB", True),
    ("10의 5제곱", "10^5 labels", True),
    ("5,000개", "5 000 samples", True),
    ("n^{1+o(1)}", "runs in $n^{1+o(1)}$ time", True),
    ("n^{2+o(1)}", "runs in $n^{1+o(1)}$ time", False),
    ("공개 5종과 새로 모은 3종, 모두 8개", "five public and three new datasets", True),
    ("공개 5종과 새로 모은 3종, 모두 9개", "five public and three new datasets", False),
    ("Top-5 정확도 5", "Top-5 accuracy", True),
    ("3단계", "its third stage", True),
    ("2단계 임상", "a Phase II trial", True),
    ("시점 2,075%", "2,075 localization timestamps", False),
    ("600%로", "600 Chinese and English prompts", False),
    ("100% 맞힌다", "a perfect score", True),
    ("0% 넘게", "without any extra cost", False),
    ("여섯 배", "a sixfold gain", True),
    ("네 배", "quadruples the speed", True),
    ("10배", "an order-of-magnitude speedup", True),
    ("1.8점", "gains 1.8 pts", True),
    ("3가지", "text-to-3D generation", False),
    ("23명", "a controlled trial (n = 23) with pupils", True),
    ("3B에서", "two scales (3B) and (7B)", True),
    ("23명", "we test, 23) we train it", False),
    ("4.9%p", "an absolute improvement of 4.9%", True),
    ("4.9%", "an absolute improvement of 4.9%", True),
    ("4.9%p", "4.9% absolute", True),
    ("거의 절반", "by 45%", True),
    ("16분의 1", "only 1/16 of the tokens", True),
    ("5%에서", "in 5 out of 6 tasks", False),
    ("6배의", "6 SOTA open-source and proprietary LLMs", False),
    ("5MB부터 1GB까지 모델을 만들고 1GB판은", "from 5MB to 1GB", True),
    ("1GB에서 1GB까지", "from 5MB to 1GB", False),
    ("9-16%p", "by 9-16 percentage points", True),
    ("57-59%", "by 57-69%", False),
    ("1/4만 남긴", "a quarter of the layers", True),
    ("1/4억 남긴", "a quarter of the layers", False),
    ("1달러도 안 되는", "less than a dollar", True),
]


@pytest.mark.parametrize(("line", "source", "fine"), SUPPORT)
def test_what_supports_a_number(line: str, source: str, fine: bool) -> None:
    line, source = normal(line), normal(source)
    assert (unsupported_number(line, line_quantities(line), source) is None) is fine


LISTS = [
    ("A-Net과 B-Net 두 벤치마크에서", "on A-Net and B-Net", True),
    ("수학·과학·코드 세 분야에서", "on mathematics, science, and code", True),
    ("수학·과학·코드 네 분야에서", "on mathematics, science, and code", False),
    ("인식, 해석·추론, 생성 3단계로", "recognition, interpretation and reasoning, and generation", True),
    ("A-Net 등 4개 데이터셋에서", "on A-Net, B-Net, C-Net, and D-Net", True),
    ("A-Net 등 5개 데이터셋에서", "on A-Net, B-Net, C-Net, and D-Net", False),
    ("네 가지 장벽을", "cost, culture, weak grounding, and unresolved safety concerns", True),
    ("장벽 4가지를", "cost, culture, weak grounding, and unresolved safety concerns", False),
    ("중앙아시아 3개 언어에서", "Central Asian languages (Kazakh, Kyrgyz, Uzbek)", True),
    ("기여 3가지를", "(i) a set, (ii) a model, and (iii) an agent", True),
    ("2x2 네 갈래로", "a 2 times 2 taxonomy", True),
    ("과제 749개와 게임 3종에서", "on 749 tasks and games", False),
    ("A-Net, B-Net 2종의", "we train A-Net first and later B-Net", True),
    ("A-Net, B-Net 3종의", "we train A-Net first and later B-Net", False),
    ("A망과 B망, C망 3가지를", "we combine nets", True),
    ("A망부터 B망, C망까지 3가지를", "we combine nets", True),
    ("A망과 B망, 이 2가지를", "we combine nets", True),
    ("A망과 B망, 이 4가지를", "we combine nets", False),
    ("A·B·C의 3가지 보상을, 3종에서", "on three benchmarks", True),
    ("설정 10개 중 3개에서", "in 10 runs of A-Net, B-Net, and C-Net", False),
]


@pytest.mark.parametrize(("line", "source", "fine"), LISTS)
def test_a_count_of_what_is_listed(line: str, source: str, fine: bool) -> None:
    line, source = normal(line), normal(source)
    assert (unsupported_number(line, line_quantities(line), source) is None) is fine


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("지표 13개 중 16개에서", True),
        ("지표 16개 가운데 13개에서", False),
        ("지표 13개 중에서 16개를", True),
        ("과제 3개, 모델 5개", False),
    ],
)
def test_a_part_is_never_larger_than_its_whole(line: str, wrong: bool) -> None:
    assert (part_above_whole(line, line_quantities(line)) is not None) is wrong


@given(st.integers(0, 10**12))
def test_any_number_supports_itself(number: int) -> None:
    for written in (str(number), f"{number:,}"):
        line = f"{written}개를 모은다"
        assert unsupported_number(line, line_quantities(line), f"we collect {number:,} items") is None


@given(st.integers(4, 10**9), st.integers(4, 10**9))
def test_another_number_never_does(one: int, other: int) -> None:
    line = f"{one:,}개를 모은다"
    assert (unsupported_number(line, line_quantities(line), f"we collect {other} items") is None) is (one == other)


@pytest.mark.parametrize("line", ["1/0 손실", "0분의 1", "1/000", "00분의 3"])
def test_nothing_is_divided_by_nothing(line: str) -> None:
    assert isinstance(line_quantities(line), (list, tuple))
