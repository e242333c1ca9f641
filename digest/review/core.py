"""Core papers: what several papers of a week cite in common, if it is young enough to be news to a newcomer. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from digest.identity import paper_url
from digest.lazy import pattern_of
from digest.models import Cited, CorePaper, Sighting

MOST_VOTED = 40
"""Of the week's lists, so many are asked about beside what was shown."""
TOLD = 3
FEWEST_CITING = 3
"""Papers that cite a work, at least."""
YEARS = 5
MONTH = pattern_of(r"(\d\d)(\d\d)\.")
"""2305.18290 is of May 2023."""


def most_voted(papers: Iterable[Sighting]) -> tuple[str, ...]:
    """Keys of the week's papers with most votes."""
    voted = sorted((paper for paper in papers if paper.upvotes), key=lambda paper: (-(paper.upvotes or 0), paper.key))
    return tuple(dict.fromkeys(paper.key for paper in voted))[:MOST_VOTED]


def core_papers(
    papers: Iterable[str], references: Mapping[str, Sequence[Cited]], today: dt.date
) -> tuple[CorePaper, ...]:
    """The two or three works that most of these papers cite, each with how many of how many do.

    papers: keys of the week's papers; those whose references are not known count neither way. A work that is five
    years old or older on `today`, or whose age is not known, is left out.
    """
    known = sorted({key for key in papers if references.get(key)})
    citing: dict[str, set[str]] = defaultdict(set)
    works: dict[str, Cited] = {}
    for key in known:
        for cited in references[key]:
            citing[cited.id].add(key)
            works.setdefault(cited.id, cited)
    counted = [
        work for work in works.values() if len(citing[work.id]) >= FEWEST_CITING and _born(work) > _years_ago(today)
    ]
    best = sorted(counted, key=lambda work: (-len(citing[work.id]), -_born(work).toordinal(), work.id))[:TOLD]
    return tuple(
        CorePaper(
            key=f"arxiv:{work.paper}" if work.paper else f"s2:{work.id}",
            title=work.title,
            url=_address(work),
            citing=len(citing[work.id]),
            known=len(known),
        )
        for work in best
    )


def _born(work: Cited) -> dt.date:
    """The first day it can have appeared: its arXiv id tells the month, else the year alone is known."""
    month = MONTH.match(work.paper)
    if month and 1 <= int(month[2]) <= 12:
        return dt.date(2000 + int(month[1]), int(month[2]), 1)
    return dt.date(work.year, 1, 1) if work.year else dt.date.min


def _years_ago(today: dt.date) -> dt.date:
    return today.replace(year=today.year - YEARS, day=min(today.day, 28))


def _address(work: Cited) -> str:
    if work.paper:
        return paper_url(f"arxiv:{work.paper}")
    return f"https://www.semanticscholar.org/paper/{quote(work.id, safe='')}"
