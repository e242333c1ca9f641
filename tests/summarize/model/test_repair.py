"""What a repair is told: the nearest place of the source, or that there is none; never an untruth."""

from __future__ import annotations

import pytest

from digest.summarize.check.check import Refusal, check_line
from digest.summarize.model.repair import Complaint, complaint_of
from planted import item_of

SOURCE = item_of(
    "2408.00001",
    "Sparse Routing at Scale",
    "We train on 497,448 clips and cut latency by 12.5% on Qwen2.5-VL, over 3 key tasks of MMLU-Pro.",
)


def about(line: str) -> Complaint:
    refusal = check_line(line, SOURCE, "한다체")
    assert refusal is not None
    return complaint_of(line, refusal, SOURCE)


@pytest.mark.parametrize(
    ("line", "told", "shown"),
    [
        ("대기 시간을 12.5배 줄여 세 과제를 더 빨리 푼다.", "12.5배", "latency by 12.5% on"),  # the value, another unit
        ("클립 4,974,480개로 학습해 과제를 더 빨리 푼다.", "4,974,480개", "on 497,448 clips"),  # the digits
        ("클립 497,440개로 학습해 과제를 더 빨리 푼다.", "497,440개", "on 497,448 clips"),  # close
        ("대기 시간을 Qwen2-VL에서 줄여 과제를 더 빨리 푼다.", "Qwen2-VL", "on Qwen2.5-VL,"),
        ("대기 시간을 MMLU-Plus에서 줄여 과제를 더 빨리 푼다.", "MMLU-Plus", "tasks of MMLU-Pro."),
        ("대기 시간을 Qwen2에서 줄여 과제를 더 빨리 푼다.", "Qwen2", "on Qwen2.5-VL,"),
    ],
)
def test_the_nearest_place_of_the_source_is_shown(line: str, told: str, shown: str) -> None:
    complaint = about(line)
    assert told in complaint.told
    assert shown in complaint.shown
    assert complaint.said == line


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("대기 시간을 88% 줄여 세 과제를 더 빨리 푼다.", "본문에 적혀 있지 않은 수: ‘88%’"),
        ("대기 시간을 GPT-4o에서 줄여 과제를 더 빨리 푼다.", "본문에 적혀 있지 않은 이름: ‘GPT-4o’"),
        ("대기 시간을 구글보다 줄여 과제를 더 빨리 푼다.", "본문에 적혀 있지 않은 이름: ‘구글’"),
        ("과제 3개 중 12개에서 더 빨리 푼다고 보고한다.", "부분이 전체보다 크다: ‘3개 중 12개’"),
    ],
)
def test_what_is_not_there_is_told_plainly(line: str, told: str) -> None:
    assert (about(line).told, about(line).shown) == (told, "")


def test_a_direction_is_asked_about_with_its_place() -> None:
    complaint = about("대기 시간 12.5% 증가를 대가로 세 과제를 푼다.")
    assert "올랐는지 내렸는지" in complaint.told
    assert "cut latency by 12.5%" in complaint.shown


@pytest.mark.parametrize("piece", ["497,448개", "12.5%", "3가지", "세", "MMLU-Pro", "Qwen2.5-VL", "3 key tasks"])
@pytest.mark.parametrize("rule", ["number", "name", "direction"])
def test_what_the_source_holds_is_never_called_absent(rule: str, piece: str) -> None:
    """Whatever the check refuses by mistake: the repair shows the place and denies nothing."""
    complaint = complaint_of(f"{piece}로 쓴다.", Refusal(rule=rule, detail="초록에 없음", piece=piece), SOURCE)
    if piece in "세 3가지 497,448개" and rule == "name":
        return  # Hangul counters are no names and stand in no English source as such
    assert "적혀 있지 않은" not in complaint.told
    assert "초록에 없음" not in complaint.told


def test_other_rules_say_what_is_wrong_with_the_line_itself() -> None:
    assert about("짧게 푼다.").told == ""
    assert about("짧게 푼다.").reason == "문장이 아님"
