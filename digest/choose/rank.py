"""Items → the day's order: keywords and heat together, every reason said in Korean.

Pure; a total order that does not depend on the order of the input. What does not depend on a person's keywords is
found once for the items of a day, so that thousands of profiles pay only for what they match.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import attrgetter

from digest.choose.keywords import Keyword, Match, TextIndex
from digest.models import Item, Ranked

HOT = 0.6
"""Share of its list a paper must beat to count as talked about, and so to enter without a keyword."""
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
    score: the match (`Match.score`: title 1.0, elsewhere 0.7, further keywords less) + heat 0–1 + 0.3 a mention +
    the reader's own notes. So what is much talked about stands beside what matches, wherever its heat puts it.
    """
    index = items if isinstance(items, DayIndex) else DayIndex(items)
    matches, vetoed = index.match(keywords)
    places = sorted((index.open | matches.keys()) - (vetoed - index.asked))  # by key: how equal scores are ordered
    ranked = [_ranked(index, place, matches.get(place)) for place in places]
    if taken:
        ranked = [r for r in ranked if r.item.key not in taken]
    return tuple(sorted(ranked, key=attrgetter("score"), reverse=True))


def choose(ranked: Sequence[Ranked], size: int, keyed: bool, hot: int) -> tuple[Ranked, ...]:
    """The few that are shown, in the order of their scores; without keywords simply the best.

    size: how many were found by the bot; the links the reader put aside come on top, each in its place by score, and
    none is ever cut (DESIGN §6). keyed: whether the digest has any keyword at all. hot: that many of `size` are sure
    to be the day's most talked about, match or no match; the others go by score to what matches, is talked about or
    is a post.
    """
    talked_about = (one for one in ranked if one.talk and not _put_aside(one))
    sure = nlargest(min(hot, size), talked_about, key=attrgetter("talk")) if keyed else []
    waiting = {one.item.key for one in sure}
    left = size - len(waiting)
    chosen = []
    for one in ranked:
        if _put_aside(one):
            chosen.append(one)
        elif one.item.key in waiting:
            chosen.append(one)
            waiting.remove(one.item.key)
        elif left and (not keyed or _worthy(one)):
            chosen.append(one)
            left -= 1
        elif not left and not waiting and one.score < NOTE_BONUS:
            break
    return tuple(chosen)


def _put_aside(ranked: Ranked) -> bool:
    """Whether it is a link of the reader's own; none has a score below its bonus, which is quicker to see."""
    return ranked.score >= NOTE_BONUS and ranked.item.asked_for


def _worthy(ranked: Ranked) -> bool:
    return ranked.matched or ranked.talk > 0 or ranked.item.kind == "post"


def _standing(item: Item) -> Standing:
    heat, accounts, feeds = _heat(item), _accounts(item), _feeds(item)
    mentions = MENTION_BONUS * min(len(accounts) + _discussions(item), MOST_MENTIONS)
    note = NOTE_BONUS if item.asked_for else 0.0
    asked = "추천: " + " · ".join(item.notes) if item.notes else "직접 담은 링크" if item.asked_for else ""
    before = (asked,) if asked else ()
    reasons = _reasons(item, accounts, feeds)
    talked = item.kind == "paper" and (heat >= HOT or mentions > 0)
    talk = round(heat + mentions, 3) if talked else 0.0
    plain = Ranked(item=item, score=round(heat + mentions + note, 3), reasons=before + reasons, talk=talk)
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
    talk = {"talk": standing.plain.talk} if standing.plain.talk else {}  # a default takes no memory, for thousands
    return Ranked(item=standing.item, score=round(score, 3), reasons=reasons, matched=True, **talk)


def _reasons(item: Item, accounts: tuple[str, ...], feeds: tuple[str, ...]) -> tuple[str, ...]:
    """Short Korean reasons beside notes and keywords, the strongest first."""
    votes = max((s.upvotes for s in item.sightings if s.upvotes is not None), default=None)
    found = [
        f"HF ▲{votes}" if votes is not None else "",
        (f"X에서 {_mentions(item)}회 언급: " + ", ".join(f"@{a}" for a in accounts)) if accounts else "",
        ", ".join(feeds),
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


def _discussions(item: Item) -> int:
    """Feeds with a post about the item; a feed that only lists it says nothing."""
    return len({s.source for s in item.sightings if s.post_url and s.source.startswith("feed:")})


def _feeds(item: Item) -> tuple[str, ...]:
    return tuple(sorted({s.source.removeprefix("feed:") for s in item.sightings if s.source.startswith("feed:")}))
