"""Weeks with a language model, well and ill: every paper with an abstract has a line, and no sentence stands twice."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from digest.summarize.base import letters_of
from digest.summarize.check.check import check_line
from planted import item_of
from world_kit import WEEK, Answer, Desk

pytestmark = [pytest.mark.world, pytest.mark.shared]

WELL = (
    "ok", "wrong_order", "extra_ids", "duplicate_ids", "fenced_json", "think_tags", "no_usage", "length", "missing_ids",
    "invalid_json", "400_json_schema_unsupported", "400_no_response_format",
)  # fmt: skip
ILL = (
    "english", "two_sentences", "markdown", "invented_number", "obeys_injection", "empty_strings", "too_long",
    "empty_content", "null_content", "refusal", "content_filter", "null_choices", "html_200", "html_as_json",
    "error_in_200", "401", "404_model", "429_long_retry_after", "insufficient_quota", "500", "503", "drop",
)  # fmt: skip
MIXED = ["missing_ids", "english", "ok", "invented_number", "refusal", "duplicate_ids", "503", "invalid_json", "ok"]


@pytest.fixture
def abstracts(shared: Path) -> dict[str, Any]:
    papers: dict[str, Any] = {}
    for file in (shared / "data" / "hf").glob("2024-08-*.json"):
        for entry in (row["paper"] for row in json.loads(file.read_text("utf-8"))):
            papers[entry["id"]] = item_of(entry["id"], entry["title"], entry["summary"])
    return papers


def week(world: Any, tmp_path: Path, behaviour: Any, days: tuple[str, ...] = WEEK) -> tuple[Desk, list[dict[str, Any]]]:
    emulator = world(now="2024-08-23T07:30:00+09:00", scenario={"openai": {"behaviour": behaviour, "slow_s": 1}})
    desk = Desk(tmp_path / "me", emulator, sources=("huggingface",))
    answer = desk.run("run", *days, "--json")
    assert answer.code in (0, 1), answer.stderr
    assert "Traceback" not in answer.stderr
    return desk, entries_of(answer)


def entries_of(answer: Answer) -> list[dict[str, Any]]:
    return [entry for digest in answer.document["digests"] for entry in digest["entries"]]


def hold(entries: list[dict[str, Any]], abstracts: dict[str, Any]) -> int:
    """What must be so of every digest; gives the number of lines that the model wrote."""
    assert len(entries) >= 7
    assert [entry["id"] for entry in entries if not entry["line"] and abstracts[entry["id"]].abstract] == []
    assert [text for text, count in Counter(letters_of(entry["line"]) for entry in entries).items() if count > 1] == []
    for entry in entries:
        by_model = entry["producer"].startswith("openai:")
        assert by_model != entry["fallback"], "a fallback is labelled, and nothing else is"
        if by_model:
            assert check_line(entry["line"], abstracts[entry["id"]], "한다체") is None
    return sum(not entry["fallback"] for entry in entries)


def test_a_week_leaves_no_paper_without_a_line_and_repeats_none(
    world: Any, tmp_path: Path, abstracts: dict[str, Any]
) -> None:
    desk, entries = week(world, tmp_path, "ok")
    assert hold(entries, abstracts) >= 0.8 * len(entries)
    journal = desk.journal()
    again = desk.run("run", *WEEK, "--json")
    assert entries_of(again) == entries
    assert (again.document["usage"]["calls"], desk.journal()) == (0, journal)


def test_a_week_of_good_and_bad_answers_is_whole_and_only_gets_better(
    world: Any, tmp_path: Path, abstracts: dict[str, Any]
) -> None:
    desk, entries = week(world, tmp_path, MIXED)
    assert hold(entries, abstracts) >= 0.7 * len(entries)
    later = entries_of(desk.run("run", *WEEK, "--json"))
    assert hold(later, abstracts) >= hold(entries, abstracts)
    assert [entry["id"] for entry in later] == [entry["id"] for entry in entries]
    kept = {entry["id"]: entry["line"] for entry in entries if not entry["fallback"]}
    assert kept.items() <= {entry["id"]: entry["line"] for entry in later}.items()


@pytest.mark.soak
@pytest.mark.parametrize("behaviour", [*WELL, *ILL, "slow", "429_retry_after"])
def test_every_behaviour_of_the_model_ends_in_a_correct_digest(
    world: Any, tmp_path: Path, abstracts: dict[str, Any], behaviour: str
) -> None:
    _, entries = week(world, tmp_path, behaviour, ("--date", "2024-08-23"))
    written = hold(entries, abstracts)
    if behaviour in WELL:
        assert written >= 0.7 * len(entries)
    if behaviour in ILL:
        assert written == 0
