"""One completion: the ladder of formats, what is retried, what every error means."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest

from digest.summarize.model.openai_model import MAX_BYTES, Endpoint, ModelFault
from digest.summarize.model.settings import EndpointSettings
from model_kit import Answer, Remembers, as_json, chat_server, completion, failure, patience

MESSAGES = [{"role": "system", "content": "JSON"}, {"role": "user", "content": "x"}]
FINE = completion({"p1": "한 줄이다."})


class Asked:
    """An endpoint with its waits noted."""

    def __init__(self, url: str, memory: Remembers | None = None, **options: Any) -> None:
        self.waits: list[float] = []
        settings = EndpointSettings(base_url=url, model="tiny", **{"timeout_s": 5.0} | options)
        self.endpoint = Endpoint(settings, "sk-secret-key-1", memory, sleep=self.waits.append)

    def text(self, seconds: float = 20) -> str:
        try:
            return self.endpoint.complete(MESSAGES, 1, patience(seconds)).text
        finally:
            self.endpoint.close()

    def fault(self, seconds: float = 20) -> ModelFault:
        with pytest.raises(ModelFault) as caught:
            self.text(seconds)
        assert "secret" not in caught.value.message
        return caught.value


def formats(asked: list[dict[str, Any]]) -> list[str]:
    return [body.get("response_format", {"type": "text"})["type"] for body in asked]


@pytest.mark.parametrize(
    "refusal",
    [
        failure(400, "response_format.type json_schema is not supported"),
        failure(422, "unknown field", param="response_format"),
        failure(500, "Input should be 'text' or 'json_object'"),
        failure(400, "I do not know what you want"),
    ],
)
def test_a_refused_schema_is_asked_for_more_plainly_and_remembered(refusal: Answer) -> None:
    memory = Remembers()

    def reply(body: dict[str, Any], _number: int) -> Answer:
        return refusal if body.get("response_format", {}).get("type") == "json_schema" else FINE

    with chat_server(reply) as (url, asked):
        assert "한 줄" in Asked(url, memory).text()
        assert "한 줄" in Asked(url, memory).text()
    assert formats(asked) == ["json_schema", "json_object", "json_object"]
    assert list(memory.values()) == ["json_object"]


def test_without_any_format_plain_text_is_asked_for() -> None:
    with chat_server(lambda body, _n: failure(400, "no response_format") if "response_format" in body else FINE) as (
        url,
        asked,
    ):
        Asked(url).text()
    assert formats(asked) == ["json_schema", "json_object", "text"]


def test_a_bare_500_is_tried_again_then_more_plainly_but_not_remembered() -> None:
    memory = Remembers()
    with chat_server(lambda _b, n: failure(500, "oops") if n < 3 else FINE) as (url, asked):
        Asked(url, memory).text()
    assert formats(asked) == ["json_schema", "json_schema", "json_object"]
    assert memory == {}


def test_a_format_that_worked_once_is_kept_through_a_500() -> None:
    memory = Remembers()
    memory.put("openai", "level:URL|tiny", "json_schema")
    with chat_server(lambda _b, n: failure(500, "oops") if n < 3 else FINE) as (url, asked):
        memory.put("openai", f"level:{url}|tiny", "json_schema")
        Asked(url, memory).text()
    assert formats(asked) == ["json_schema"] * 3


def test_only_what_is_set_is_sent() -> None:
    with chat_server(lambda _b, _n: FINE) as (url, asked):
        Asked(url).text()
        Asked(
            url, temperature=0.0, reasoning_effort="low", max_tokens_param="max_tokens", extra_body={"seed": 7}
        ).text()
    plain, full = asked
    assert not {"temperature", "reasoning_effort", "max_tokens"} & set(plain)
    assert plain["max_completion_tokens"] == 2000
    assert (full["temperature"], full["reasoning_effort"], full["max_tokens"], full["seed"]) == (0, "low", 2000, 7)


@pytest.mark.parametrize(
    ("answer", "words", "calls"),
    [
        (failure(401, "Incorrect API key sk-secret-key-1"), "OPENAI_API_KEY", 1),
        (failure(403, "country not supported"), "OPENAI_API_KEY", 1),
        ((400, {}, '[{"error": {"message": "API key not valid. Please pass a valid API key."}}]'), "OPENAI_API_KEY", 1),
        (failure(404, "The model `tiny` does not exist", code="model_not_found"), "summarizer.model", 1),
        ((404, {}, "<h1>Not Found</h1>"), "summarizer.base_url", 1),
        (failure(429, "You exceeded your current quota", code="insufficient_quota"), "insufficient_quota", 1),
        (failure(402, "Insufficient Balance"), "insufficient_quota", 1),
        (failure(429, "slow down", retry_after="3600"), "60분 뒤에나", 1),
        (failure(400, "Unsupported value", param="temperature"), "summarizer.temperature", 1),
        (failure(400, "Unsupported parameter: 'max_completion_tokens'"), "summarizer.max_tokens_param", 1),
    ],
)
def test_hopeless_errors_are_asked_once_and_name_what_to_change(answer: Answer, words: str, calls: int) -> None:
    with chat_server(lambda _b, _n: answer) as (url, asked):
        fault = Asked(url).fault()
    assert fault.fatal
    assert words in fault.message
    assert len(asked) == calls


@pytest.mark.parametrize(
    "answer",
    [
        failure(503, "busy"),
        failure(429, "slow down"),
        (200, {"Content-Type": "text/html"}, "<html>Sign in</html>"),
        (200, {}, "<!DOCTYPE html>"),
        (200, {}, '{"error": {"message": "Provider returned error", "code": 502}}'),
        (200, {}, '{"choices": null}'),
        (200, {}, ""),
    ],
)
def test_passing_errors_are_tried_three_times(answer: Answer) -> None:
    with chat_server(lambda _b, _n: answer) as (url, asked):
        fault = Asked(url).fault()
    assert not fault.fatal
    assert len(asked) == 3
    with chat_server(lambda _b, n: answer if n == 1 else FINE) as (url, asked):
        assert "한 줄" in Asked(url).text()
    assert len(asked) == 2


def test_retry_after_is_obeyed_but_never_beyond_the_deadline() -> None:
    with chat_server(lambda _b, n: failure(429, "slow down", retry_after="30") if n == 1 else FINE) as (url, asked):
        patient = Asked(url)
        patient.text(60)
        assert patient.waits[0] >= 30
        hurried = Asked(url)
        asked.clear()
    with chat_server(lambda _b, _n: failure(429, "slow down", retry_after="30")) as (url, asked):
        hurried = Asked(url)
        hurried.fault(10)
    assert (hurried.waits, len(asked)) == ([], 1)


def test_a_time_out_ends_in_time() -> None:
    release = threading.Event()

    def reply(_body: dict[str, Any], _number: int) -> Answer:
        release.wait(60)
        return FINE

    with chat_server(reply) as (url, _):
        started = time.monotonic()
        fault = Asked(url, timeout_s=0.2).fault(0.5)
        took = time.monotonic() - started
        release.set()
    assert "제한 시간" in fault.message
    assert took < 30


def test_a_body_without_end_is_cut_off() -> None:
    huge = json.dumps({"choices": [{"message": {"content": "가" * MAX_BYTES}}]})
    with chat_server(lambda _b, _n: (200, {}, huge)) as (url, asked):
        fault = Asked(url).fault()
    assert "너무 큼" in fault.message
    assert len(asked) == 1


def test_a_dead_server_is_a_fault_without_an_address_in_it() -> None:
    fault = Asked("http://127.0.0.1:9/v1").fault()
    assert "summarizer.base_url" in fault.message


def test_a_fine_answer_with_thoughts_passes_through() -> None:
    with chat_server(lambda _b, _n: completion("<think>hm</think>" + as_json({"p1": "한 줄이다."}))) as (url, _):
        assert "한 줄" in Asked(url).text()
