"""The bundled sample day: Hugging Face's list of 2024-08-16 with its real ids, titles, dates and votes.

The abstracts are our own wording, and so are the model's answers, written for them in the shape in which a model's
server answers. A transport replays both through the ordinary collectors and the ordinary writer of lines.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.resources import files
from typing import Any

import httpx

MODEL_URL = "https://model.invalid/v1"
"""Where the sample's model answers: nowhere but here."""
_ASKED = re.compile(r'^<\w+ id="(?P<id>[^"]+)">\ntitle: (?P<title>.+)$', re.M)  # `<t1a2b id="p1">\ntitle: A paper`
"""A paper in a question to the model: `<t3f id="p1">`, and on the next line `title: FuseChat: …`."""


class SampleTransport(httpx.BaseTransport):
    """Answers Hugging Face's list requests and questions to a model from the sample.

    Everything else is a 404, nothing leaves the machine.
    """

    def __init__(self) -> None:
        self._day: dict[str, Any] = json.loads((files(__package__) / "2024-08-19.json").read_text("utf-8"))

    @property
    def date(self) -> dt.date:
        """The digest day of the sample."""
        return dt.date.fromisoformat(self._day["date"])

    @property
    def now(self) -> dt.datetime:
        """The morning the sample is told in."""
        return dt.datetime.fromisoformat(self._day["now"])

    def list_of(self, day: dt.date) -> bytes:
        """The answer for the newest list that is not empty before a digest day."""
        days = [listed for listed, entries in self._day["lists"].items() if entries and listed < day.isoformat()]
        return json.dumps(self._day["lists"][max(days)]).encode()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One recorded answer."""
        listed = self._day["lists"].get(request.url.params.get("date"))
        if request.method == "POST" and str(request.url) == f"{MODEL_URL}/chat/completions":
            return httpx.Response(200, json=self._completion(json.loads(request.read())), request=request)
        if request.url.path != "/api/daily_papers" or listed is None:
            return httpx.Response(404, json={"error": "not part of the sample"}, request=request)
        page = int(request.url.params.get("p", "0"))
        return httpx.Response(200, json=listed if page == 0 else [], request=request)

    def _completion(self, question: dict[str, Any]) -> dict[str, Any]:
        """The model's answer about the papers that were asked about, under the ids of the question."""
        body: dict[str, Any] = json.loads((files(__package__) / "2024-08-19.answer.json").read_text("utf-8"))
        message = body["choices"][0]["message"]
        written = {one["id"]: one["line"] for one in json.loads(message["content"])["lines"]}
        papers = [entry["paper"] for entries in self._day["lists"].values() for entry in entries]
        line_of = {paper["title"]: written[paper["id"]] for paper in papers}
        asked = [match for said in question["messages"] for match in _ASKED.finditer(said["content"])]
        lines = [{"id": one["id"], "line": line_of[one["title"]]} for one in asked if one["title"] in line_of]
        message["content"] = json.dumps({"lines": lines}, ensure_ascii=False)
        return body
