"""Small makers of values for tests; every field has a plain default."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from digest.calendar.digest_days import DigestCalendar, parse_days
from digest.calendar.window import Window
from digest.models import Digest, Entry, Item, Line, Sighting

SEOUL = ZoneInfo("Asia/Seoul")
NOW = dt.datetime(2024, 8, 19, 7, 30, tzinfo=SEOUL)
DATE = dt.date(2024, 8, 19)


def calendar(days: str = "mon-fri", zone: str = "Asia/Seoul", **options: Any) -> DigestCalendar:
    return DigestCalendar(zone=ZoneInfo(zone), weekdays=parse_days(days), cutoff=dt.time(7), **options)


def window(date: dt.date = DATE, now: dt.datetime = NOW) -> Window:
    return calendar().window(date, now)


def sighting(paper: str = "2408.08152", **fields: Any) -> Sighting:
    values: dict[str, Any] = {
        "key": f"arxiv:{paper}",
        "source": "huggingface",
        "title": f"Paper {paper} about theorem proving",
        "url": f"https://huggingface.co/papers/{paper}",
        "abstract": "We prove 63.5% of the problems.",
        "authors": ("Ada Example",),
        "seen_at": NOW,
    }
    return Sighting(**(values | fields))


def item(paper: str = "2408.08152", **fields: Any) -> Item:
    values: dict[str, Any] = {
        "key": f"arxiv:{paper}",
        "kind": "paper",
        "title": f"Paper {paper} about theorem proving",
        "url": f"https://huggingface.co/papers/{paper}",
        "abstract": "We prove 63.5% of the problems.",
        "ai_summary": "",
        "authors": ("Ada Example",),
        "categories": (),
        "keywords": (),
        "published": None,
        "code_url": "",
        "stars": None,
        "notes": (),
        "sightings": (sighting(paper),),
    }
    return Item(**(values | fields))


def entry(paper: str = "2408.08152", text: str = "정리 증명 문제의 63.5%를 푼다.", **fields: Any) -> Entry:
    values: dict[str, Any] = {
        "item": item(paper),
        "line": Line(text=text, producer="openai:test-model"),
        "score": 1.0,
        "reasons": ("HF ▲20",),
    }
    return Entry(**(values | fields))


def digest(*papers: str, **fields: Any) -> Digest:
    entries = tuple(entry(paper) for paper in (papers or ("2408.08152",)))
    return Digest(**({"date": DATE, "name": "main", "entries": entries} | fields))
