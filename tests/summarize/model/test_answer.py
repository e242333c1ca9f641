"""Reading what a model sent, whatever it sent."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.summarize.model.answer import bare, read_lines
from digest.summarize.model.completion import error_text, read_completion

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


@pytest.mark.parametrize(
    "text",
    [
        "{“lines”: [{“id”: “p1”, “line”: “가나다.”}, {“id”: “p2”, “line”: “라마바.”}]}",  # curly quotes
        "{'lines': [{'id': 'p1', 'line': '가나다.'}, {'id': 'p2', 'line': '라마바.'}]}",  # Python's own
        '{"lines": [{"id": "p1", "line": "가나다.",}, {"id": "p2", "line": "라마바."},],}',  # trailing commas
        '{\n  "lines": [\n    {"id": "p1", "line": "가나다."},\n    {"id": "p2", "line": "라마바."',  # brackets missing
        '{"id": "p1", "line": "가나다."} {"id": "p2", "line": "라마바."',  # the last brace missing
        '{\n  "p1": "가나다.",\n  "p2": "라마바.",\n',
        'p1: "가나다.",\np2: “라마바.”,',
        '"p1": "가나다.",\n"p2": "라마바."}',
        json.dumps(GOOD, ensure_ascii=False),  # JSON in a string
        json.dumps(json.dumps(GOOD)),
        json.dumps({"answer": GOOD}),
        f"```json\n{json.dumps(GOOD, ensure_ascii=False)}\n```",
        GOOD.replace("p1", "arXiv:p1").replace("p2", "P2v1"),
        GOOD.replace('"id"', '"paper_id"').replace('"line"', '"summary_ko"'),
        GOOD.replace('"id"', '"paper"').replace('"line"', '"한줄"'),
        GOOD.replace('"가나다."', '"\\"가나다.\\""').replace("라마바.", "라마바.,"),
        f"<think>a draft: {GOOD.replace('가나다', '초안')}</think>{GOOD}",
        f"{GOOD}<think>That should do, {{p1}}.</think>",
        f"Let me see. <think>I begin with {GOOD[:45]}. Now all:\n{GOOD}",  # a thought that never ends
        f"```json\n{GOOD.replace('가나다', '초안').replace('라마바', '초안')}\n```\n최종:\n```json\n{GOOD}\n```",
        '{"id": "p1", "line": "초안."} 다시 쓰면 {"id": "p1", "line": "가나다."} {"id": "p2", "line": "라마바."}',
    ],
)
def test_what_is_nearly_right_is_read_where_it_is_certain_whose_line_it_is(text: str) -> None:
    assert read_lines(text, IDS).lines == BOTH


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"lines": [{"id": "p1", "line": "가 "나" 다."}, {"id": "p2", "line": "라마바."}]}', {"p1": '가 "나" 다.'}),
        (
            r'{"lines": [{"id": "p1", "line": "가\_나 50\% 다."}, {"id": "p2", "line": "라마바."}]}',
            {"p1": "가_나 50% 다."},
        ),
        ('[{"id": "p1", "line": "가나."}, {"id": "p2", "line": "라마바."}] {"id": "p1", "line": "다."}', {}),
    ],
)
def test_quotes_and_escapes_inside_and_later_contradictions(text: str, lines: dict[str, str]) -> None:
    assert read_lines(text, IDS).lines == {"p2": "라마바."} | lines


@pytest.mark.parametrize(
    "text",
    [
        '["가나다.", "라마바."]',
        '{"lines": ["가나다.", "라마바."]}',
        '{"lines": [{"line": "가나다."}, {"line": "라마바."}]}',
        "1. 가나다.\n2. 라마바.",
        "가나다.\n라마바.",
        '{"lines": [{"id": 0, "line": "가나다."}, {"id": 1, "line": "라마바."}]}',
        '{"id": "p1", "a": "가나다.", "b": "라마바."}',
    ],
)
def test_a_line_is_never_given_to_an_id_by_its_place(text: str) -> None:
    assert read_lines(text, IDS).lines == {}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('"가를 한다.",', "가를 한다."), ("“가를 한다.”", "가를 한다."), ('가를 한다."', "가를 한다."),
        ("'가를 한다.'},", "가를 한다."), ('"가를 한다."}]}', "가를 한다."), ("가를 한다. ,", "가를 한다."),
        ("‘환각’을 줄인다.", "‘환각’을 줄인다."), ('"가"와 "나"를 한다.', '"가"와 "나"를 한다.'),
        ('"가"보다 "나"', '"가"보다 "나"'),
        ("f{x}를 한다", "f{x}를 한다"), ("가 {x}", "가 {x}"), ('"', ""), ("", ""),
    ],
)  # fmt: skip
def test_a_line_goes_out_without_the_quotes_and_commas_around_it(line: str, sentence: str) -> None:
    assert bare(line) == sentence


def test_thoughts_are_an_answer_only_when_they_hold_all_of_it() -> None:
    assert read_lines(f"First … then {GOOD}", IDS, aside=True).lines == BOTH
    for text in (GOOD[:45], "p1: 가나다.\np2: 라마바.", "가나다.", '{"p1": "가나다."}'):
        answer = read_lines(text, IDS, aside=True)
        assert answer.lines == {}
        assert "빈 답" in answer.problem
    assert read_lines("가나다라 한다.", ["p1"], aside=True).lines == {}


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
        (body("", "content_filter"), "콘텐츠 필터", False),
        (body("", "length"), "max_tokens", False),
        (body(None), "빈 답", False),
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


def test_an_answer_in_the_field_for_thoughts_is_marked() -> None:
    for name in ("reasoning_content", "reasoning", "thinking"):
        found = read_completion(body(None, **{name: GOOD}))
        assert (found.text, found.aside, found.problem) == (GOOD, True, "")
    assert not read_completion(body(GOOD, reasoning_content="thoughts")).aside


def event(part: object, finish: str | None = None, **more: object) -> str:
    return "data: " + json.dumps({"choices": [{"delta": part, "finish_reason": finish}]} | more) + "\n\n"


def test_a_stream_that_nobody_asked_for_is_read() -> None:
    halves = event({"content": GOOD[:30]}) + event({"content": GOOD[30:]}) + event({}, "stop")
    usage = "data: " + json.dumps({"choices": [], "usage": {"prompt_tokens": 7}}) + "\n\n"
    found = read_completion(": PROCESSING\n\n" + halves + usage + "data: [DONE]\n\n")
    assert (found.text, found.problem, found.usage.prompt_tokens) == (GOOD, "", 7)
    assert "max_tokens" in read_completion(event({"content": "{"}, "length")).problem
    failed = read_completion('data: {"error": {"message": "overloaded"}}\n\n')
    assert (failed.passing, "overloaded" in failed.problem) == (True, True)
    for torn in ("data: {", "data:", ": ping\n\n", "data: [1]\n"):
        assert read_completion(torn).passing


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
