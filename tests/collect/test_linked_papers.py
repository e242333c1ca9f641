"""Papers that were only linked get their title from Hugging Face or arXiv, but never the time of the rest."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from arxiv_answers import entry, page
from digest.calendar.window import Window
from digest.clock import Deadline
from digest.collect import collect_all
from digest.collect.arxiv import session as arxiv_session
from digest.collect.arxiv.source import ArxivSource
from digest.collect.base import Context, SourceSettings
from digest.collect.feed.source import FeedSource
from digest.collect.huggingface import HuggingFaceSource
from digest.day import pipeline
from digest.models import Collected
from digest.net.client import HttpClient
from digest.store import Store
from makers import NOW
from source_kit import window_of

BLOG = FeedSource(name="예제", url="https://news.example.kr/rss.xml")
WINDOW = window_of("2024-08-20")
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _own_pacer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arxiv_session, "PACER", arxiv_session.Pacer(0))


def blog(papers: int) -> httpx.Response:
    items = "".join(
        f"<item><link>https://news.example.kr/{n}</link><pubDate>Mon, 19 Aug 2024 10:00:00 GMT</pubDate>"
        f"<description>https://arxiv.org/abs/2408.{n:05d}</description></item>"
        for n in range(1, papers + 1)
    )
    return httpx.Response(200, text=f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>')


class Net:
    """A blog that links papers, Hugging Face, arXiv, and a time that only passes where a test lets it."""

    def __init__(self, store: Store, papers: int, huggingface: Answer, arxiv: Answer | None = None) -> None:
        self.now = 0.0
        self.asked: list[str] = []
        self._papers, self._huggingface, self._arxiv = papers, huggingface, arxiv
        deadline = Deadline(600, monotonic=lambda: self.now)
        transport = httpx.MockTransport(self._answer)
        http = HttpClient("digest/test", deadline, clock=lambda: NOW, transport=transport, sleep=self.sleep)
        self.context = Context(http, store, lambda: NOW, deadline, {})

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def hang(self, request: httpx.Request) -> httpx.Response:
        self.now += 20
        raise httpx.ReadTimeout("late", request=request)

    def titles(self, *sources: SourceSettings) -> dict[str, str]:
        harvest = collect_all([BLOG, *sources], WINDOW, self.context)
        return {s.key.removeprefix("arxiv:2408.0000"): s.title for s in harvest.sightings if s.title}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "news.example.kr":
            return blog(self._papers)
        if request.url.path == "/api/daily_papers":
            return httpx.Response(200, json=[])
        self.asked.append(request.url.params.get("id_list", request.url.path.rsplit("/", 1)[-1]))
        if request.url.host == "huggingface.co":
            return self._huggingface(request)
        assert self._arxiv
        return self._arxiv(request) if "id_list" in request.url.params else page()


def known_to_huggingface(request: httpx.Request) -> httpx.Response:
    """Paper 1 only."""
    paper = request.url.path.rsplit("/", 1)[-1]
    if paper != "2408.00001":
        return httpx.Response(404, json={"error": "no"})
    return httpx.Response(200, json={"id": paper, "title": "Of Hugging Face", "summary": "Text."})


def test_what_hugging_face_does_not_know_is_asked_of_arxiv_at_once(store: Store) -> None:
    net = Net(store, 3, known_to_huggingface, lambda _r: page(entry(2), entry(3), entry(9)))
    found = net.titles(HuggingFaceSource(), ArxivSource())
    assert found == {"1": "Of Hugging Face", "2": "Paper 2", "3": "Paper 3"}
    assert net.asked.count("2408.00002,2408.00003") == 1


def test_arxiv_alone_is_enough(store: Store) -> None:
    net = Net(store, 2, known_to_huggingface, lambda _r: page(entry(1), entry(2)))
    assert net.titles(ArxivSource()) == {"1": "Paper 1", "2": "Paper 2"}


@pytest.mark.parametrize("fault", [httpx.Response(429), httpx.Response(503), page()])
def test_arxiv_is_asked_once_and_may_fail(store: Store, fault: httpx.Response) -> None:
    net = Net(store, 2, known_to_huggingface, lambda _r: fault)
    assert net.titles(HuggingFaceSource(), ArxivSource()) == {"1": "Of Hugging Face"}
    assert net.asked.count("2408.00002") == 2  # once here, once there


def test_a_hanging_hugging_face_is_asked_for_one_title_and_no_more(store: Store) -> None:
    net = Net(store, 10, lambda request: net.hang(request))
    assert net.titles(HuggingFaceSource()) == {}
    assert net.asked == ["2408.00001"]
    assert net.now == 20


def test_slow_titles_get_a_minute_together(store: Store) -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        net.now += 15
        return httpx.Response(404)

    net = Net(store, 10, slow)
    net.titles(HuggingFaceSource())
    assert (len(net.asked), net.now) == (4, 60)


def test_collecting_leaves_time_for_lines_and_delivery(store: Store) -> None:
    class Endless(SourceSettings):
        @property
        def source(self) -> str:
            return "endless"

        def collect(self, window: Window, context: Context) -> Collected:
            while context.deadline.remaining():
                context.http.sleep(10)
            assert not context.http.deadline.remaining()
            return Collected(report=self.report("ok"))

    net = Net(store, 0, known_to_huggingface)
    setup: Any = SimpleNamespace(sources=[Endless()], context=net.context)
    progress: Any = SimpleNamespace(stage=lambda *_: None, step=lambda *_: None)
    pipeline.collect(setup, WINDOW, progress)
    assert net.context.deadline.remaining() == 240
    assert net.context.http.deadline.remaining() == 240
