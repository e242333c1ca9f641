"""The bundled sample day: Hugging Face's list of 2024-08-16 with its real ids, titles, dates and votes.

The abstracts are our own wording. It is replayed through the ordinary collectors by a transport.
"""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files
from typing import Any

import httpx


class SampleTransport(httpx.BaseTransport):
    """Answers Hugging Face's list requests from the sample; everything else is a 404, nothing leaves the machine."""

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
        if request.url.path != "/api/daily_papers" or listed is None:
            return httpx.Response(404, json={"error": "not part of the sample"}, request=request)
        page = int(request.url.params.get("p", "0"))
        return httpx.Response(200, json=listed if page == 0 else [], request=request)
