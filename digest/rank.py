"""Items → the day's order: keywords first, heat within them, every reason said in Korean.

Pure; a total order that does not depend on the order of the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digest.keywords import Keyword, Match, TextIndex
from digest.models import Item, Ranked

HOT = 0.6
"""Share of its list a paper must beat to enter without a keyword."""
NOTE_BONUS = 5.0
MENTION_BONUS = 0.3
MOST_MENTIONS = 3


def rank(
    items: Sequence[Item] | TextIndex, keywords: Iterable[Keyword], taken: frozenset[str] = frozenset()
) -> tuple[Ranked, ...]:
    """Every candidate, best first: not vetoed, not shown on another day, and not a flood item without a match.

    items: all merged items of the day, or an index of them shared between digests.
    score: matched weights (title 1.0, elsewhere 0.7) + heat 0–1 + mentions + the reader's own notes.
    """
    index = items if isinstance(items, TextIndex) else TextIndex(items)
    matches, vetoed = index.match(keywords)
    ranked = [
        _ranked(item, matches.get(place))
        for place, item in enumerate(index.items)
        if item.key not in taken
        and (place not in vetoed or _asked_for(item))
        and (place in matches or _asked_for(item) or not all(s.needs_keyword for s in item.sightings))
    ]
    return tuple(sorted(ranked, key=lambda r: (-r.score, r.item.key)))


def choose(ranked: Sequence[Ranked], size: int, keyed: bool) -> tuple[Ranked, ...]:
    """The few that are shown: matched, asked for, talked about or hot; without keywords simply the best.

    keyed: whether the digest has any keyword at all.
    """
    worthy = [r for r in ranked if not keyed or _worthy(r)]
    return tuple(worthy[:size])


def _worthy(ranked: Ranked) -> bool:
    item = ranked.item
    matched = any(reason.startswith("키워드") for reason in ranked.reasons)
    return matched or _asked_for(item) or bool(_accounts(item)) or _heat(item) >= HOT or item.kind == "post"


def _ranked(item: Item, match: Match | None) -> Ranked:
    heat = _heat(item)
    accounts = _accounts(item)
    score = (match.score if match else 0.0) + heat
    score += MENTION_BONUS * min(len(accounts), MOST_MENTIONS)
    score += NOTE_BONUS if _asked_for(item) else 0.0
    return Ranked(item=item, score=round(score, 3), reasons=_reasons(item, match, accounts))


def _reasons(item: Item, match: Match | None, accounts: tuple[str, ...]) -> tuple[str, ...]:
    """Short Korean reasons, the strongest first."""
    votes = max((s.upvotes for s in item.sightings if s.upvotes is not None), default=None)
    found = [
        ("추천: " + " · ".join(item.notes)) if item.notes else "받은 링크" if _asked_for(item) else "",
        ("키워드: " + ", ".join(dict.fromkeys(match.labels))) if match else "",
        f"HF ▲{votes}" if votes is not None else "",
        (f"X {_mentions(item)}회 언급: " + ", ".join(f"@{a}" for a in accounts)) if accounts else "",
        ", ".join(_feeds(item)),
        (f"코드 있음 ⭐{item.stars:,}" if item.stars else "코드 있음") if item.code_url else "",
        "목록에 늦게 올라옴" if any(s.late for s in item.sightings) else "",
    ]
    return tuple(reason for reason in found if reason)


def _heat(item: Item) -> float:
    return max((s.heat for s in item.sightings if s.heat is not None), default=0.0)


def _asked_for(item: Item) -> bool:
    return any(s.source == "inbox" for s in item.sightings)


def _accounts(item: Item) -> tuple[str, ...]:
    return tuple(sorted({s.account for s in item.sightings if s.account and s.source == "x"}))


def _mentions(item: Item) -> int:
    return len({s.post_url for s in item.sightings if s.post_url and s.source == "x"}) or 1


def _feeds(item: Item) -> tuple[str, ...]:
    return tuple(sorted({s.source.removeprefix("feed:") for s in item.sightings if s.source.startswith("feed:")}))
