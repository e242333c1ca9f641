"""Reading what a model sent, whatever it sent."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.summarize.model.answer import error_text, read_completion, read_lines

IDS = ("p1", "p2")
GOOD = '{"lines": [{"id": "p1", "line": "가나다."}, {"id": "p2", "line": "라마바."}]}'
BOTH = {"p1": "가나다.", "p2": "라마바."}


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"요청하신 결과입니다.\n```json\n{GOOD}\n```\n",
        f"<think>\nShould I write {{one}} line?\n</think>\n\n{GOOD}",
        f"half a thought </think>{GOOD}",
        f"Sure! {GOOD} Hope this helps.",
        '[{"id": "p1", "line": "가나다."}, {"id": "p2", "line": "라마바."}]',
        '{"p1": "가나다.", "p2": "라마바."}',
        '{"lines": {"p1": "가나다.", "p2": "라마바."}}',
        '{"result": {"items": [{"id": "p2", "summary": "라마바."}, {"id": "p1", "summary": "가나다."}]}}',
        '{"id": "p1", "line": "가나다."}\n{"id": "p2", "line": "라마바."}',
        "p1: 가나다.\np2: 라마바.",
        "- p1: 가나다.\n- p2: 라마바.",
    ],
)
def test_every_usual_shape_is_read_by_id(text: str) -> None:
    assert read_lines(text, IDS).lines == BOTH


def test_what_is_cut_off_keeps_its_whole_lines() -> None:
    assert read_lines(GOOD[: GOOD.index("라마") + 2], IDS).lines == {"p1": "가나다."}


def test_unknown_ids_are_counted_and_ignored() -> None:
    answer = read_lines('{"lines": [{"id": "p1", "line": "가."}, {"id": "p9", "line": "나."}]}', IDS)
    assert (answer.lines, answer.unknown) == ({"p1": "가."}, 1)


def test_two_different_lines_for_one_id_are_none() -> None:
    twice = [("p1", "가."), ("p1", "나."), ("p2", "다."), ("p2", "다.")]
    text = json.dumps([{"id": name, "line": line} for name, line in twice])
    assert read_lines(text, IDS).lines == {"p2": "다."}


def test_a_bare_sentence_counts_only_for_a_single_item() -> None:
    assert read_lines("가나다라 한다.", ["p1"]).lines == {"p1": "가나다라 한다."}
    assert read_lines("가나다라 한다.", IDS).lines == {}


@pytest.mark.parametrize("text", ["", "   ", "{", "[" * 5000, '{"lines": 3}', "null", '"x"', "<html></html>"])
def test_nonsense_is_a_problem(text: str) -> None:
    answer = read_lines(text, IDS)
    assert answer.lines == {}
    assert answer.problem


@given(st.text())
def test_reading_never_fails(text: str) -> None:
    assert set(read_lines(text, IDS).lines) <= set(IDS)
    read_completion(text)
    error_text(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    )
)
def test_reading_never_fails_on_json(value: object) -> None:
    read_lines(json.dumps(value), IDS)
    assert read_completion(json.dumps({"choices": value})).usage.calls in (0, 1)
    read_completion(json.dumps({"choices": [{"message": value, "finish_reason": value}], "usage": value}))


def body(content: object = GOOD, finish: str = "stop", **message: object) -> str:
    return json.dumps({"choices": [{"finish_reason": finish, "message": {"content": content} | message}]})


@pytest.mark.parametrize(
    ("text", "words", "passing"),
    [
        (body(None, refusal="I can't help"), "거절", False),
        (body("", "content_filter"), "거르개", False),
        (body("", "length"), "max_tokens", False),
        (body(None), "빈 답", False),
        (body(None, reasoning_content="long thoughts"), "빈 답", False),
        ('{"choices": null}', "비어 있음", True),
        ('{"choices": []}', "비어 있음", True),
        ('{"error": {"message": "Provider returned error", "code": 502}}', "Provider returned error", True),
        ('[{"error": {"message": "quota"}}]', "quota", True),
        ("<html>", "HTML", True),
        ("{", "깨진", True),
    ],
)
def test_a_200_without_an_answer_says_why(text: str, words: str, passing: bool) -> None:
    found = read_completion(text)
    assert words in found.problem
    assert found.passing is passing


def test_content_may_come_in_parts_and_usage_may_be_missing() -> None:
    found = read_completion(body([{"type": "text", "text": "가"}, {"type": "text", "text": "나"}]))
    assert (found.text, found.usage.calls, found.usage.prompt_tokens) == ("가나", 1, 0)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ({"error": {"message": "a"}}, "a"), ([{"error": {"message": "b"}}], "b"), ({"message": "c"}, "c"),
        ({"detail": "d"}, "d"), ({"error": "e"}, "e"), ("f\ng", "f g"), ({"detail": [{"msg": "h"}]}, '[{"msg": "h"}]'),
        ("Bearer abcdefghij sk-abcdefghijkl", "*** ***"),
    ],
)  # fmt: skip
def test_the_servers_words_are_found_and_freed_of_keys(raw: object, text: str) -> None:
    assert error_text(raw) == text
