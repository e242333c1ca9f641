"""The bundled day: its answers pass the check that every model's answers pass, and nothing else is answered."""

from __future__ import annotations

import json
from importlib.resources import files

import httpx
import pytest

from digest.clock import Deadline
from digest.models import Item
from digest.sample import MODEL_URL, SampleTransport
from digest.summarize.check import check_line
from digest.summarize.model.completion import read_completion
from digest.summarize.model.model_writer import OpenAISummarizer

SAMPLE = SampleTransport()
SUMMARIZER = OpenAISummarizer(base_url=MODEL_URL, model="sample", api_key_env="")


def paper(listed: dict[str, str]) -> Item:
    return Item(
        key=f"arxiv:{listed['id']}",
        kind="paper",
        title=listed["title"],
        url=f"https://arxiv.org/abs/{listed['id']}",
        abstract=listed["summary"],
        ai_summary="",
        authors=(),
        categories=(),
        keywords=(),
        published=None,
        code_url="",
        stars=None,
        notes=(),
        sightings=(),
    )


PAPERS = [paper(entry["paper"]) for entry in json.loads(SAMPLE.list_of(SAMPLE.date))]


def test_the_answer_has_the_shape_of_a_servers() -> None:
    body = (files("digest.sample") / "2024-08-19.answer.json").read_text("utf-8")
    completion = read_completion(body)
    assert completion.problem == ""
    answered = {one["id"]: one["line"] for one in json.loads(completion.text)["lines"]}
    assert {f"arxiv:{name}" for name in answered} == {item.key for item in PAPERS}
    assert [line for line in answered.values() if not 60 <= len(line) <= 90] == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 5, 8])
def test_every_paper_gets_its_own_line_whatever_the_batch(size: int) -> None:
    writer = SUMMARIZER.model_copy(update={"batch_size": size}).writer({}, transport=SAMPLE)
    written = writer.write(PAPERS, Deadline(60), lambda _count: None)
    assert written.refused == {}
    assert written.lines.keys() == {item.key for item in PAPERS}
    assert [check_line(written.lines[item.key].text, item, "한다체") for item in PAPERS] == [None] * len(PAPERS)
    assert "4.454" in written.lines["arxiv:2408.08019"].text


def test_a_paper_that_is_not_in_the_sample_gets_no_line() -> None:
    stranger = PAPERS[0].model_copy(update={"key": "arxiv:2501.00001", "title": "Something Else"})
    written = SUMMARIZER.writer({}, transport=SAMPLE).write([stranger], Deadline(60), lambda _count: None)
    assert written.lines == {}


@pytest.mark.parametrize(
    ("method", "url"),
    [("GET", f"{MODEL_URL}/models"), ("POST", "https://api.openai.com/v1/chat/completions"), ("GET", "https://x.com")],
)
def test_everything_else_is_not_found(method: str, url: str) -> None:
    assert SAMPLE.handle_request(httpx.Request(method, url)).status_code == 404
