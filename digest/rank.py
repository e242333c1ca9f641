"""Items → the day's order: keywords first, heat within them, every reason said in Korean.

Pure; a total order that does not depend on the order of the input. What does not depend on a person's keywords is
found once for the items of a day, so that thousands of profiles pay only for what they match.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from digest.keywords import Keyword, Match, TextIndex
from digest.models import Item, Ranked

HOT = 0.6
"""Share of its list a paper must beat to enter without a keyword."""
NOTE_BONUS = 5.0
MENTION_BONUS = 0.3
MOST_MENTIONS = 3


@dataclass(frozen=True)
class Standing:
    """What an item is worth to anybody."""

    item: Item
    heat: float
    mentions: float
    """Bonus for being talked about."""
    note: float
    """Bonus for being asked for."""
    asked: tuple[str, ...]
    """The reason that is told before the keywords."""
    reasons: tuple[str, ...]
    """The reasons that are told after the keywords."""
    plain: Ranked
    """The item for somebody whose keywords it does not match."""


class DayIndex(TextIndex):
    """The items of a day, and what they are worth to anybody: made once for all digests."""

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__(items)
        self.standings = tuple(map(_standing, self.items))
        self.asked = frozenset(place for place, item in enumerate(self.items) if item.asked_for)
        """Places of items that no veto excludes."""
        seen = (place for place, item in enumerate(self.items) if not all(s.needs_keyword for s in item.sightings))
        self.open = self.asked.union(seen)
        """Places of items that are candidates without a match."""
        self.scored: dict[tuple[int, Match], Ranked] = {}
        """Items that match one keyword, shared by all who have it; grows with the keywords, not with the people."""


def rank(
    items: Sequence[Item] | DayIndex, keywords: Iterable[Keyword], taken: frozenset[str] = frozenset()
) -> tuple[Ranked, ...]:
    """Every candidate, best first: not vetoed, not shown on another day, and not a flood item without a match.

    items: all merged items of the day, or an index of them shared between digests.
    score: matched weights (title 1.0, elsewhere 0.7) + heat 0–1 + mentions + the reader's own notes.
    """
    index = items if isinstance(items, DayIndex) else DayIndex(items)
    matches, vetoed = index.match(keywords)
    places = sorted((index.open | matches.keys()) - (vetoed - index.asked))  # by key: how equal scores are ordered
    ranked = [_ranked(index, place, matches.get(place)) for place in places]
    if taken:
        ranked = [r for r in ranked if r.item.key not in taken]
    return tuple(sorted(ranked, key=attrgetter("score"), reverse=True))


def choose(ranked: Sequence[Ranked], size: int, keyed: bool) -> tuple[Ranked, ...]:
    """The few that are shown: matched, talked about or hot; without keywords simply the best.

    size: how many were found by the bot; the links the reader put aside come on top, each in its place by score, and
    none is ever cut (DESIGN §6). keyed: whether the digest has any keyword at all.
    """
    left = size
    chosen = []
    for one in ranked:
        if one.item.asked_for:
            chosen.append(one)
        elif left and (not keyed or _worthy(one)):
            chosen.append(one)
            left -= 1
        elif not left and one.score < NOTE_BONUS:
            break  # no link of the reader's own stands so low
    return tuple(chosen)


def _worthy(ranked: Ranked) -> bool:
    item = ranked.item
    return ranked.matched or bool(_accounts(item)) or _heat(item) >= HOT or item.kind == "post"


def _standing(item: Item) -> Standing:
    heat, accounts = _heat(item), _accounts(item)
    mentions = MENTION_BONUS * min(len(accounts), MOST_MENTIONS)
    note = NOTE_BONUS if item.asked_for else 0.0
    asked = "추천: " + " · ".join(item.notes) if item.notes else "받은 링크" if item.asked_for else ""
    before = (asked,) if asked else ()
    reasons = _reasons(item, accounts)
    plain = Ranked(item=item, score=round(heat + mentions + note, 3), reasons=before + reasons)
    return Standing(item, heat, mentions, note, before, reasons, plain)


def _ranked(index: DayIndex, place: int, match: Match | None) -> Ranked:
    if match is None:
        return index.standings[place].plain
    if len(match.labels) > 1:
        return _scored(index.standings[place], match)
    shared = index.scored.get((place, match))
    if shared is None:
        shared = index.scored[place, match] = _scored(index.standings[place], match)
    return shared


def _scored(standing: Standing, match: Match) -> Ranked:
    score = match.score + standing.heat + standing.mentions + standing.note
    told = "키워드: " + ", ".join(dict.fromkeys(match.labels))
    reasons = (*standing.asked, told, *standing.reasons)
    return Ranked(item=standing.item, score=round(score, 3), reasons=reasons, matched=True)


def _reasons(item: Item, accounts: tuple[str, ...]) -> tuple[str, ...]:
    """Short Korean reasons beside notes and keywords, the strongest first."""
    votes = max((s.upvotes for s in item.sightings if s.upvotes is not None), default=None)
    found = [
        f"HF ▲{votes}" if votes is not None else "",
        (f"X {_mentions(item)}회 언급: " + ", ".join(f"@{a}" for a in accounts)) if accounts else "",
        ", ".join(_feeds(item)),
        item.code_words,
        "목록에 늦게 올라옴" if any(s.late for s in item.sightings) else "",
    ]
    return tuple(reason for reason in found if reason)


def _heat(item: Item) -> float:
    return max((s.heat for s in item.sightings if s.heat is not None), default=0.0)


def _accounts(item: Item) -> tuple[str, ...]:
    return tuple(sorted({s.account for s in item.sightings if s.account and s.source == "x"}))


def _mentions(item: Item) -> int:
    return len({s.post_url for s in item.sightings if s.post_url and s.source == "x"}) or 1


def _feeds(item: Item) -> tuple[str, ...]:
    return tuple(sorted({s.source.removeprefix("feed:") for s in item.sightings if s.source.startswith("feed:")}))
