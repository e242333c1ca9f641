"""Batches, repairs, concurrency, limits: the writer against a server by hand."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import wait
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.models import Usage
from digest.summarize.keyless import KeylessSummarizer
from digest.summarize.model.model_writer import OpenAISummarizer, Prices
from digest.summarize.model.prompt import make_prompt, read_prompt
from model_kit import Remembers, chat_server, completion, failure, honest, ids_of, line_for, paper, patience, writer

PAPERS = [paper(n) for n in range(10)]
TITLED = {item.title: item for item in PAPERS}


def test_ten_papers_are_two_calls_and_every_line_is_its_own() -> None:
    progress: list[int] = []
    with chat_server(honest(PAPERS)) as (url, asked):
        written = writer(url).write(PAPERS, patience(), progress.append)
    assert len(asked) == 2
    assert {key: line.text for key, line in written.lines.items()} == {p.key: line_for(p) for p in PAPERS}
    assert {line.producer for line in written.lines.values()} == {"openai:tiny"}
    assert written.usage == Usage(calls=2, prompt_tokens=200, completion_tokens=100)
    assert (written.refused, written.problem, sum(progress)) == ({}, "", 10)


def test_a_refused_line_is_asked_again_with_the_reason() -> None:
    def reply(body: dict[str, Any], number: int) -> Any:
        lines = {name: line_for(TITLED[title]) for name, title in ids_of(body).items()}
        if number == 1:
            lines["p2"] = lines["p2"].replace("12개", "99개")
        return completion(lines)

    with chat_server(reply) as (url, asked):
        written = writer(url).write(PAPERS[:3], patience(), lambda _n: None)
    assert len(written.lines) == 3
    assert list(ids_of(asked[1]).values()) == [PAPERS[1].title]
    assert "본문에 적혀 있지 않은 수: ‘99개’" in asked[1]["messages"][1]["content"]


def test_all_refused_lines_share_one_call_also_those_of_other_batches() -> None:
    broken = {PAPERS[n].title for n in (1, 2, 5, 9)}

    def reply(body: dict[str, Any], number: int) -> Any:
        ask = ids_of(body)
        first = "지난 답" not in body["messages"][1]["content"]
        return completion(
            {i: line_for(TITLED[t]) + (" 둘째 문장이다." if first and t in broken else "") for i, t in ask.items()}
        )

    with chat_server(reply) as (url, asked):
        written = writer(url, batch_size=4).write(PAPERS, patience(), lambda _n: None)
    assert {key: line.text for key, line in written.lines.items()} == {p.key: line_for(p) for p in PAPERS}
    assert len(asked) == 4, "three batches and one repair"
    assert set(ids_of(asked[3]).values()) == broken


def test_batches_that_end_together_are_repaired_in_the_order_of_the_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that are kept by the text of their question are found again, whichever batch was seen first."""
    broken = {PAPERS[n].title for n in (0, 2, 4, 6)}

    def reply(body: dict[str, Any], number: int) -> Any:
        first = "지난 답" not in body["messages"][1]["content"]
        wrong = {i: " 둘째 문장이다." if first and t in broken else "" for i, t in ids_of(body).items()}
        return completion({i: line_for(TITLED[t]) + wrong[i] for i, t in ids_of(body).items()})

    def all_at_once(waiting: Any, **_: Any) -> tuple[list[Any], list[Any]]:
        wait(waiting)
        return list(waiting)[::-1], []

    monkeypatch.setattr("digest.summarize.model.model_writer.wait", all_at_once)
    with chat_server(reply) as (url, asked):
        written = writer(url, batch_size=2).write(PAPERS[:8], patience(), lambda _n: None)
    assert len(written.lines) == 8
    repairs = [list(ids_of(body).values()) for body in asked if "지난 답" in body["messages"][1]["content"]]
    assert sorted(repairs) == [[PAPERS[0].title, PAPERS[2].title], [PAPERS[4].title, PAPERS[6].title]]


def test_repairs_do_not_wait_for_a_batch_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.summarize.model.model_writer.GATHER_S", 0.05)
    repaired = threading.Event()

    def reply(body: dict[str, Any], number: int) -> Any:
        content, ask = body["messages"][1]["content"], ids_of(body)
        if "AlphaNet" in content:
            assert repaired.wait(60)
        elif "지난 답" not in content:
            return completion(dict.fromkeys(ask, "너무 짧다."))
        else:
            repaired.set()
        return completion({name: line_for(TITLED[title]) for name, title in ask.items()})

    with chat_server(reply) as (url, _):
        written = writer(url, batch_size=2).write(PAPERS[:4], patience(), lambda _n: None)
    assert len(written.lines) == 4


def test_a_batch_the_model_declines_is_asked_paper_by_paper() -> None:
    def reply(body: dict[str, Any], number: int) -> Any:
        ask = ids_of(body)
        if PAPERS[2].title in ask.values():
            return completion("", "content_filter")
        return completion({name: line_for(TITLED[title]) for name, title in ask.items()})

    with chat_server(reply) as (url, asked):
        written = writer(url).write(PAPERS[:4], patience(), lambda _n: None)
    assert len(asked) == 5
    assert set(written.lines) == {PAPERS[n].key for n in (0, 1, 3)}
    assert written.final == {PAPERS[2].key}


def test_a_repair_that_is_declined_costs_only_the_paper_it_is_about() -> None:
    def reply(body: dict[str, Any], number: int) -> Any:
        ask = ids_of(body)
        if number == 1:
            return completion(dict.fromkeys(ask, "너무 짧다."))
        if PAPERS[2].title in ask.values():
            return completion("", "content_filter")
        return completion({name: line_for(TITLED[title]) for name, title in ask.items()})

    with chat_server(reply) as (url, _):
        written = writer(url).write(PAPERS[:4], patience(), lambda _n: None)
    assert set(written.lines) == {PAPERS[n].key for n in (0, 1, 3)}
    assert written.final == {PAPERS[2].key}


def test_after_one_repair_the_item_is_refused_with_its_reason() -> None:
    with chat_server(lambda body, _n: completion(dict.fromkeys(ids_of(body), "ColBERT보다 빠르게 만든다."))) as (
        url,
        asked,
    ):
        written = writer(url).write(PAPERS[:1], patience(), lambda _n: None)
    assert len(asked) == 2
    assert written.refused == {PAPERS[0].key: "초록에 없는 이름: ColBERT"}
    assert written.problem == ""


@pytest.mark.parametrize("size", [1, 2, 3, 8])
def test_one_sentence_never_stands_under_two_papers_whichever_call_it_came_from(size: int) -> None:
    same = ("작은 신경망을 여러 과제로 학습해 더 빠르게 만든다.", "작은  신경망을 여러 과제로 학습해 더 빠르게 만든다")

    def reply(body: dict[str, Any], number: int) -> Any:
        return completion(dict.fromkeys(ids_of(body), same[number % 2]))

    with chat_server(reply) as (url, asked):
        written = writer(url, batch_size=size, parallel=1).write(PAPERS[:4], patience(), lambda _n: None)
    assert len(written.lines) <= 1
    assert set(written.refused.values()) == {"다른 글과 같은 문장"}
    assert written.final == set(written.refused)
    assert "다른 글과 같은 문장" in asked[-1]["messages"][1]["content"]


def test_the_second_paper_with_a_sentence_is_asked_again() -> None:
    same = "작은 신경망을 여러 과제로 학습해 더 빠르게 만든다."

    def reply(body: dict[str, Any], number: int) -> Any:
        again = "지난 답" in body["messages"][1]["content"]
        return completion({n: line_for(TITLED[t]) if again else same for n, t in ids_of(body).items()})

    with chat_server(reply) as (url, asked):
        written = writer(url, batch_size=1, parallel=1).write(PAPERS[:3], patience(), lambda _n: None)
    assert len(asked) == 5, "a repair is never larger than a batch"
    assert [written.lines[p.key].text for p in PAPERS[:3]] == [same, line_for(PAPERS[1]), line_for(PAPERS[2])]


def test_answers_in_the_field_for_thoughts_are_read_and_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    def reply(body: dict[str, Any], number: int) -> Any:
        status, headers, text = honest(PAPERS)(body, number)
        answer = json.loads(text)
        message = answer["choices"][0]["message"]
        message["reasoning_content"], message["content"] = message["content"], None
        return status, headers, json.dumps(answer)

    with chat_server(reply) as (url, asked):
        written = writer(url, batch_size=2).write(PAPERS, patience(), lambda _n: None)
    assert (len(written.lines), len(asked)) == (10, 5)
    told = [record.message for record in caplog.records if "reasoning_effort" in record.message]
    assert len(told) == 1
    assert "enable_thinking" in told[0]


def test_the_readers_glossary_reaches_the_model(tmp_path: Path) -> None:
    own = tmp_path / "glossary.yaml"
    own.write_text("thing: {network: 그물}\nkeep: [LargeNet]\nskip: [tasks]\nverb: {train: 단련}\n", "utf-8")
    options = {"fallback": KeylessSummarizer(glossary=own)}
    with chat_server(honest(PAPERS)) as (url, asked):
        assert len(writer(url, **options).write(PAPERS[:2], patience(), lambda _n: None).lines) == 2
        with_own = writer(url, **options).cache_id
        own.unlink()
        assert writer(url, **options).cache_id != with_own, "lines are written anew with other terms"
    assert asked[0]["messages"][1]["content"].startswith("용어: network 그물, LargeNet\n")


def test_examples_of_the_prompt_are_not_lines() -> None:
    copied = make_prompt(read_prompt(None), "한다체").examples[0].replace("41%", "크게")
    with chat_server(lambda body, _n: completion(dict.fromkeys(ids_of(body), copied))) as (url, _):
        written = writer(url).write(PAPERS[:1], patience(), lambda _n: None)
    assert written.refused[PAPERS[0].key] == "지시문의 예시를 되풀이함"


def test_a_slow_batch_does_not_hold_the_others_and_the_deadline_wins() -> None:
    release = threading.Event()

    def reply(body: dict[str, Any], number: int) -> Any:
        if "AlphaNet" in body["messages"][1]["content"]:
            release.wait(60)
        return honest(PAPERS)(body, number)

    until, done = patience(60), [0]

    def progress(count: int) -> None:
        done[0] += count
        if done[0] == 8:
            until.restart(0)  # the time is over when the others are through, however slow the machine is

    with chat_server(reply) as (url, _):
        written = writer(url, batch_size=2, parallel=2).write(PAPERS, until, progress)
        release.set()
    assert len(written.lines) == 8
    assert set(written.refused) == {PAPERS[0].key, PAPERS[1].key}


def test_concurrency_is_bounded() -> None:
    running, most, lock, three = [0], [0], threading.Lock(), threading.Barrier(3)

    def reply(body: dict[str, Any], number: int) -> Any:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        if number <= 3:
            three.wait(30)
        time.sleep(0.02)  # a fourth would come meanwhile
        with lock:
            running[0] -= 1
        return honest(PAPERS)(body, number)

    with chat_server(reply) as (url, _):
        writer(url, batch_size=1, parallel=3).write(PAPERS, patience(), lambda _n: None)
    assert most[0] == 3


def test_a_refused_key_stops_everything_and_names_the_variable() -> None:
    with chat_server(lambda _b, _n: failure(401, "Incorrect API key provided: sk-abcdef123456")) as (url, asked):
        written = writer(url, key="sk-abcdef123456", batch_size=1, parallel=1).write(
            PAPERS, patience(), lambda _n: None
        )
    assert len(asked) == 1
    assert "OPENAI_API_KEY" in written.problem
    assert "abcdef" not in str(written)
    assert len(written.refused) == 10


def test_without_its_variable_nothing_is_asked() -> None:
    settings = OpenAISummarizer(base_url="http://127.0.0.1:9/v1", model="tiny", api_key_env="MY_API_KEY")
    assert settings.missing({}) == ("MY_API_KEY",)
    written = settings.writer({}).write(PAPERS, patience(), lambda _n: None)
    assert "MY_API_KEY" in written.problem
    assert written.usage.calls == 0


def test_a_local_server_needs_no_variable() -> None:
    with chat_server(honest(PAPERS)) as (url, _):
        settings = OpenAISummarizer(base_url=url, model="tiny", api_key_env="")
        assert settings.missing({}) == ()
        assert len(settings.writer({}).write(PAPERS, patience(), lambda _n: None).lines) == 10


def test_an_item_without_text_is_never_asked_about() -> None:
    bare = paper(3, abstract="")
    with chat_server(honest(PAPERS)) as (url, asked):
        written = writer(url).write([bare], patience(), lambda _n: None)
    assert asked == []
    assert written.refused == {bare.key: "초록이 없음"}


def test_the_day_has_an_allowance_that_outlives_a_run() -> None:
    memory = Remembers()
    with chat_server(honest(PAPERS)) as (url, asked):
        first = writer(url, memory, batch_size=1, daily_token_limit=900).write(PAPERS[:1], patience(), lambda _n: None)
        assert len(first.lines) == 1
        memory.put("openai", "tokens", memory.get("openai", "tokens") | {"used": 890})
        second = writer(url, memory, batch_size=1, daily_token_limit=900).write(
            PAPERS[1:2], patience(), lambda _n: None
        )
    assert len(asked) == 1
    assert "daily_token_limit" in second.refused[PAPERS[1].key]


def test_a_new_day_has_a_new_allowance() -> None:
    memory = Remembers()
    memory.put("openai", "tokens", {"day": "2024-08-18", "used": 10**9})
    with chat_server(honest(PAPERS)) as (url, _):
        settings = OpenAISummarizer(base_url=url, model="tiny", daily_token_limit=5000)
        fresh = settings.writer({"OPENAI_API_KEY": "k"}, memory, clock=lambda: datetime(2024, 8, 19, tzinfo=UTC))
        assert len(fresh.write(PAPERS[:1], patience(), lambda _n: None).lines) == 1


def test_cache_id_follows_model_style_input_and_prompt() -> None:
    def of(**options: Any) -> str:
        text = options.pop("prompt_text", None)
        given = {"base_url": "http://127.0.0.1/v1", "model": "m"} | options
        return OpenAISummarizer(**given).writer({"OPENAI_API_KEY": "k"}, prompt_text=text).cache_id

    ids = {
        of(),
        of(model="n"),
        of(style="음슴체"),
        of(input="ai_summary"),
        of(prompt_text="규칙\n## 한다체\n- 예를 든다.\n"),
    }
    assert len(ids) == 5
    assert of() == of(batch_size=2, timeout_s=9)


def test_estimate_and_cost_need_no_network() -> None:
    settings = OpenAISummarizer(model="m", prices=Prices(input=1, output=10, cached=0.1))
    expected = settings.estimate([*PAPERS, paper(11, abstract="")])
    assert expected.calls == 2
    assert expected.prompt_tokens > 500
    assert expected.cost_usd == pytest.approx((expected.prompt_tokens + 10 * expected.completion_tokens) / 1e6)
    assert settings.cost(Usage(calls=1, prompt_tokens=1000, completion_tokens=100, cached_tokens=500)) == pytest.approx(
        0.00155
    )
    assert OpenAISummarizer(model="m").cost(Usage()) is None


@pytest.mark.parametrize("url", ["", "api.openai.com/v1", "ftp://x/v1", "https://me:secret@host/v1"])
def test_a_base_url_must_be_an_address_without_a_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"http\(s\) 주소여야|비밀번호를 적지") as caught:
        OpenAISummarizer(model="m", base_url=url)
    assert "base_url" in str(caught.value)


def test_a_bug_of_the_check_costs_one_line(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    import digest.summarize.check.check as check

    sound = check.line_quantities

    def broken(line: str) -> Any:
        if line == line_for(PAPERS[1]):
            raise ZeroDivisionError("a bug")
        return sound(line)

    monkeypatch.setattr(check, "line_quantities", broken)
    with chat_server(honest(PAPERS)) as (url, asked):
        written = writer(url).write(PAPERS[:3], patience(), lambda _n: None)
    assert set(written.lines) == {PAPERS[0].key, PAPERS[2].key}
    assert written.refused == {PAPERS[1].key: "줄을 검사하지 못함(ZeroDivisionError)"}
    assert written.final == set(), "a bug is no verdict on the paper"
    assert len(asked) == 2, "another wording may pass"
    assert f"the check failed on a line of {PAPERS[1].key}" in caplog.text
    assert "ZeroDivisionError: a bug" in caplog.text
