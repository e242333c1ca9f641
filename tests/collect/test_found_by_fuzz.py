"""Small inputs that hostile bytes led to: each once raised out of its parser."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.collect.feed.dates import zone_of
from digest.collect.feed.format import read_feed
from digest.collect.x.posts import parse
from digest.errors import SkippableError


def test_a_primary_category_without_a_term_is_none() -> None:
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><entry>'
        b"<title>A Study</title><link href='https://a.example/1'/><arxiv:primary_category>cs.CL</arxiv:primary_category>"
        b"</entry></feed>"
    )
    (entry,) = read_feed(body).entries
    assert (entry.title, entry.categories) == ("A Study", ())


def test_an_entry_inside_a_link_of_another_is_no_traceback() -> None:
    with pytest.raises(SkippableError, match="깨진 XML"):
        read_feed(b'<rss version="2.0"><channel><item><link>a<item/></link></item></channel></rss>')


def test_endless_nesting_is_no_answer() -> None:
    with pytest.raises(ValueError, match="너무 깊이"):
        parse(b"[" * 200_000)


@pytest.mark.parametrize("name", ["Mars/Olym" + ".a" * 5_000, "../etc/passwd", "a/b/c/d/e", "/"])
def test_a_name_with_dots_is_no_zone(name: str) -> None:
    assert zone_of(name) is None


@pytest.mark.parametrize("name", ["America/Los_Angeles", "America/Argentina/Buenos_Aires", "America/Port-au-Prince"])
def test_places_are_zones(name: str) -> None:
    zone = zone_of(name)
    assert zone is not None
    assert dt.datetime(2024, 8, 19, tzinfo=zone).utcoffset() is not None
