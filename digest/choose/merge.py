"""Sightings → items: one paper is one item, however many sources, versions and URL forms saw it.

Pure; the result does not depend on the order of the sightings, and no sighting is ever lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from digest.choose.people import whole_name
from digest.models import Item, Sighting

SHORTEST_SAFE_TITLE = 20
"""Letters a title needs before equality can mean identity; "Introduction" proves nothing."""


def merge(sightings: Iterable[Sighting]) -> tuple[Item, ...]:
    """Items sorted by key. Merging the sightings of merged items again gives the same items."""
    groups: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        groups[sighting.key].append(sighting)
    for key, target in _same_titles(groups).items():
        groups[target] += groups.pop(key)
    return tuple(_item(key, groups[key]) for key in sorted(groups))


def _same_titles(groups: dict[str, list[Sighting]]) -> dict[str, str]:
    """Keys that are another key's paper under a second address: same title and same first author.

    Only DOI and URL keys give way, to an arXiv key; two arXiv ids are two papers whatever their titles.
    """
    homes: dict[tuple[str, str], str] = {}
    for key in sorted(groups):
        if key.startswith("arxiv:"):
            for mark in _marks(groups[key]):
                homes.setdefault(mark, key)
    moves = {}
    for key in sorted(groups):
        if not key.startswith("arxiv:"):
            home = next((homes[mark] for mark in sorted(_marks(groups[key])) if mark in homes), None)
            if home:
                moves[key] = home
    return moves


def _marks(sightings: Sequence[Sighting]) -> set[tuple[str, str]]:
    """(normalised title, normalised first author) of sightings that have both."""
    found = set()
    for sighting in sightings:
        title = _letters(sighting.title)
        if len(title) >= SHORTEST_SAFE_TITLE and sighting.authors:
            found.add((title, _letters(sighting.authors[0])))
    return found


def _letters(text: str) -> str:
    # flash-attention 2: 더 빠르게 → flashattention2더빠르게
    return re.sub(r"[^0-9a-z가-힣]", "", unicodedata.normalize("NFKC", text).casefold())


def _item(key: str, sightings: Sequence[Sighting]) -> Item:
    """The best value of each field by trust, then by age of the observation, the newest first."""
    evidence, ranked = _sorted(sightings) if len(sightings) > 1 else (tuple(sightings), tuple(sightings))

    def first(value: Callable[[Sighting], object]) -> object:
        return next((found for found in map(value, ranked) if found), None)

    kind = "paper" if any(s.kind == "paper" for s in evidence) else "post"
    of_kind = next(s for s in ranked if s.kind == kind)
    title = first(lambda s: s.title)
    authors = next((s.authors for s in ranked if s.authors), ())
    return Item(
        key=key,
        kind=kind,
        title=str(title) if title is not None else _untitled(key),
        url=_page(key, ranked) or of_kind.url,
        abstract=str(first(lambda s: s.abstract) or ""),
        ai_summary=str(first(lambda s: s.ai_summary) or ""),
        authors=authors,
        orcids=_orcids(authors, ranked) if any(s.orcids for s in ranked) else (),
        organizations=tuple(dict.fromkeys(name for s in ranked for name in s.organizations)),
        categories=next((s.categories for s in ranked if s.categories), ()),
        keywords=tuple(dict.fromkeys(word for s in ranked for word in s.keywords)),
        published=min((s.published for s in ranked if s.published and s.kind == kind and not s.post_url), default=None),
        code_url=str(first(lambda s: s.code_url) or ""),
        project_url=str(first(lambda s: s.project_url) or ""),
        stars=max((s.stars for s in ranked if s.stars is not None), default=None),
        notes=tuple(dict.fromkeys(s.note for s in evidence if s.note)),
        sightings=evidence,
    )


def _orcids(authors: Sequence[str], ranked: Sequence[Sighting]) -> tuple[str, ...]:
    """The iDs of these authors, whoever tells them by the same whole name."""
    told: dict[str, str] = {}
    for sighting in ranked:
        for author, orcid in zip(sighting.authors, sighting.orcids, strict=False):
            if orcid:
                told.setdefault(whole_name(author), orcid)
    return tuple(told.get(whole_name(author), "") for author in authors)


def _sorted(sightings: Sequence[Sighting]) -> tuple[tuple[Sighting, ...], tuple[Sighting, ...]]:
    """Different sightings by content, and the same ones by how far they are believed."""
    unique = {_order(sighting): sighting for sighting in sightings}
    evidence = [(mark, unique[mark]) for mark in sorted(unique)]
    ranked = sorted(evidence, key=lambda pair: (pair[1].origin.trust, -pair[1].seen_at.timestamp(), pair[0]))
    return tuple(one for _, one in evidence), tuple(one for _, one in ranked)


def _page(key: str, ranked: Sequence[Sighting]) -> str:
    """Where a reader goes: Hugging Face's page where it has one (votes, code, talk), else the paper itself."""
    return next((s.url for s in ranked if s.source == "huggingface"), "") if key.startswith("arxiv:") else ""


def _untitled(key: str) -> str:
    kind, _, value = key.partition(":")
    return f"arXiv {value}" if kind == "arxiv" else value


def _order(sighting: Sighting) -> str:
    """A total order over sightings by content."""
    return sighting.model_dump_json()
