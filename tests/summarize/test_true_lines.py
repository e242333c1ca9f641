"""The check, measured: true lines pass, planted errors do not (docs/quality.md)."""

from __future__ import annotations

import pytest

from digest.summarize.check.check import check_facts
from planted import ELSEWHERE, NAME_KINDS, NUMBER_KINDS, Planted, TrueLine, measure, share, true_lines

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def measured() -> tuple[list[tuple[TrueLine, str]], dict[str, list[tuple[Planted, bool]]]]:
    return measure(true_lines())


@pytest.fixture(autouse=True)
def _needs_data(shared: object) -> None:
    """Only to be skipped together with `shared`."""


Measured = tuple[list[tuple[TrueLine, str]], dict[str, list[tuple[Planted, bool]]]]


def test_at_least_200_true_lines_in_three_styles() -> None:
    lines = true_lines()
    assert len(lines) >= 200
    assert len({line.item.key for line in lines}) == len(lines)
    assert {line.style for line in lines} == {"한다체", "합니다체", "음슴체"}
    assert all(len(line.text) <= 110 for line in lines)


def test_false_refusals_are_rare(measured: Measured) -> None:
    refused, _ = measured
    assert len(refused) / len(true_lines()) <= 0.02, refused


OTHER_HANDS = (
    "tuned_lines", "fresh_lines", "later_lines", "own_lines", "latest_lines", "newest_lines", "last_lines",
    "hands_lines", "later_hands_lines", "third_hands_lines", "last_hands_lines", "fifth_hands_lines",
    "sixth_hands_lines", "seventh_hands_lines",
)  # fmt: skip


@pytest.mark.parametrize("name", OTHER_HANDS)
def test_false_refusals_of_other_hands_are_rare(name: str) -> None:
    lines = true_lines(name)
    refused = [line.text for line in lines if check_facts(line.text, line.item)]
    assert len(refused) / len(lines) <= 0.02, refused


def test_planted_errors_are_caught(measured: Measured) -> None:
    _, caught = measured
    assert share(caught, NUMBER_KINDS) >= 0.99
    assert share(caught, NAME_KINDS) >= 0.95
    for kind in ("digit", "scale", "added number", "foreign name"):
        assert share(caught, (kind,)) >= 0.99, kind
    assert share(caught, ("half of a name",)) == 1
    read_only = (*ELSEWHERE, "flipped direction")
    for kind, found in caught.items():
        if kind not in (*NUMBER_KINDS, *NAME_KINDS, *read_only):
            assert sum(hit for _, hit in found) / len(found) >= 0.98, kind
