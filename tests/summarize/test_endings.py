"""Endings of translated sentences."""

from __future__ import annotations

import pytest

from digest.summarize.translate.translated import in_style

PLAIN_POLITE_NOMINAL = [
    ("모델의 성능을 개선한다.", "모델의 성능을 개선합니다.", "모델의 성능을 개선함."),
    ("새로운 방법을 제안했다.", "새로운 방법을 제안했습니다.", "새로운 방법을 제안했음."),
    ("이는 통합 모델이다.", "이는 통합 모델입니다.", "이는 통합 모델임."),
    ("학습이 가능하다.", "학습이 가능합니다.", "학습이 가능함."),
    ("정확도를 높인다.", "정확도를 높입니다.", "정확도를 높임."),
    ("결과를 보여준다.", "결과를 보여줍니다.", "결과를 보여줌."),
    ("효율이 높다.", "효율이 높습니다.", "효율이 높음."),
    ("좋은 결과를 얻는다.", "좋은 결과를 얻습니다.", "좋은 결과를 얻음."),
    ("영상을 만든다.", "영상을 만듭니다.", "영상을 만듦."),
    ("더 빠르다.", "더 빠릅니다.", "더 빠름."),
    ("더 나은 성능을 보인다.", "더 나은 성능을 보입니다.", "더 나은 성능을 보임."),
    ("오류가 줄어든다.", "오류가 줄어듭니다.", "오류가 줄어듦."),
    ("한계가 있다.", "한계가 있습니다.", "한계가 있음."),
]


@pytest.mark.parametrize(("plain", "polite", "nominal"), PLAIN_POLITE_NOMINAL)
def test_between_all_styles(plain: str, polite: str, nominal: str) -> None:
    for said in (plain, polite):
        assert in_style(said, "한다체") == plain
        assert in_style(said, "합니다체") == polite
        assert in_style(said, "음슴체") in (nominal, None)
    assert in_style(plain, "음슴체") == nominal


@pytest.mark.parametrize("text", ["", "OakNet", "왜 그런가?", "새로운 시스템", "정말 좋아요.", "다", "음"])
def test_left_alone_when_no_rule_is_safe(text: str) -> None:
    assert in_style(text, "합니다체") is None
