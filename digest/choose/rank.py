"""Items → the day's order: what a reader cares about and what is talked about, every part of it said in Korean.

Pure; a total order that does not depend on the order of the input. What does not depend on a person's keywords is
found once for the items of a day, so that thousands of profiles pay only for what they match; why something has its
score is put into words only for who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from digest.choose.keywords import Hit, Interest, Keyword, TextIndex, interests, rarity
from digest.choose.people import NOBODY, People, PeopleIndex
from digest.models import Item, Ranked, ScorePart

HOT = 0.6
"""Share of its list a paper must beat to count as talked about, and so to enter without a keyword."""
NOTE_BONUS = 5.0
MENTION_BONUS = 0.3
MOST_MENTIONS = 3
POST_BONUS = 0.3
"""What a post of a source that the reader subscribed to is worth by itself, when nobody else mentions it."""
# a hit of the `keyword` RLHF is told as `키워드: RLHF`
REASON_WORDS = (("keyword", "키워드"), ("author", "저자"), ("lab", "기관"))


@dataclass(frozen=True)
class Standing:
    """What an item is worth to anybody."""

    item: Item
    parts: tuple[ScorePart, ...]
    score: float
    talk: float
    """How much it is talked about, whoever reads: heat and mentions; 0 for what hardly is."""
    asked: tuple[str, ...]
    """The reason that is told before the keywords."""
    reasons: tuple[str, ...]
    """The reasons that are told after the keywords."""
    voteless: bool
    """Without a vote, and not asked for: one broad word of its abstract does not carry it."""
    unheard: bool
    """A paper that nobody voted for, mentioned or put aside: a match counts half."""
    second_look: bool


class Candidate(NamedTuple):
    """An item and what it is worth to one reader: higher score first."""

    item: Item
    score: float
    """The sum of `parts`."""
    standing: Standing
    hits: tuple[Hit, ...] = ()
    """The reader's interests in it, the strongest first."""
    taste: ScorePart | None = None

    @property
    def matched(self) -> bool:
        """Whether it holds an interest of the reader's."""
        return bool(self.hits)

    @property
    def liked(self) -> bool:
        """Whether it is to the reader's taste."""
        return self.taste is not None and self.taste.value > 0

    @property
    def talk(self) -> float:
        """How much it is talked about, whoever reads."""
        return self.standing.talk

    @property
    def parts(self) -> tuple[ScorePart, ...]:
        """What the score is made of.

        Of several interests the strongest counts in full, every further one half as much as the one before.
        """
        parts = (*(hit.part(place) for place, hit in enumerate(self.hits)), *self.standing.parts)
        if _faint(self.standing, self.hits):
            why = "추천이 없고, 흔한 말 하나가 초록에만 있음"
            parts = (*parts, ScorePart(name="faint", value=_demotion(_sum(parts)), why=why))
        elif _half(self.standing, self.hits):
            why = "추천도 언급도 아직 없어 절반만"
            parts = (*parts, ScorePart(name="unheard", value=_halved(_sum(parts)), why=why))
        return (*parts, self.taste) if self.taste else parts

    @property
    def reasons(self) -> tuple[str, ...]:
        """Short Korean reasons: the reader's own note, what matched, then what others say."""
        by_kind = ((word, [hit.label for hit in self.hits if hit.kind == kind]) for kind, word in REASON_WORDS)
        told = tuple(f"{word}: {', '.join(labels)}" for word, labels in by_kind if labels)
        liked = (self.taste.why,) if self.taste and self.liked else ()
        return (*self.standing.asked, *told, *self.standing.reasons, *liked)

    def ranked(self) -> Ranked:
        """The same as plain data."""
        return Ranked(item=self.item, score=self.score, reasons=self.reasons, parts=self.parts)


class DayIndex(TextIndex):
    """The items of a day, and what they are worth to anybody: made once for all digests.

    items: all merged items of the day. usual: papers of the weeks before it, by which rare words are told from broad
    ones.
    """

    def __init__(self, items: Iterable[Item], usual: Iterable[Item] | TextIndex = ()) -> None:
        by_key = sorted(items, key=attrgetter("key"))
        super().__init__(sorted(by_key, key=_published, reverse=True))
        self.usual = usual if isinstance(usual, TextIndex) else TextIndex(usual)
        self.people = PeopleIndex(self.items)
        self.plain = [Candidate(s.item, s.score, s) for s in map(_standing, self.items)]
        """The items for somebody who has no interest in them."""
        self.asked = frozenset(place for place, item in enumerate(self.items) if item.asked_for)
        """Places of items that no veto excludes."""
        seen = (place for place, item in enumerate(self.items) if not all(s.needs_keyword for s in item.sightings))
        self.open = self.asked.union(seen)
        """Places of items that are candidates without a match."""
        self._vetoed: dict[tuple[str, ...], frozenset[int]] = {}
        self._matched: dict[Interest, dict[int, Candidate]] = {}
        """Items that hold one interest, shared by all who have it; grows with the interests, not with the people."""

    def matched(self, interest: Interest) -> dict[int, Candidate]:
        """The items that hold an interest, by place, for somebody who has no other one."""
        known = self._matched.get(interest)
        if known is None:
            found = self.find(interest.terms)
            held = len(found) + self.usual.holding(self.phrases(interest.terms)) if found else 0
            rare = rarity(held, len(self.items) + len(self.usual.items)) if found else 0.0
            hits = {count: (Hit.of_words(interest, count, rare),) for count in set(found.values())}
            known = {place: _scored(self.plain[place].standing, hits[count]) for place, count in found.items()}
            self._matched[interest] = known
        return known

    def vetoed(self, terms: tuple[str, ...]) -> frozenset[int]:
        """Places of items that hold any of the terms and that the reader did not ask for."""
        if terms not in self._vetoed:
            self._vetoed[terms] = frozenset(self.find(terms)) - self.asked
        return self._vetoed[terms]

    def match(self, keywords: tuple[Keyword, ...], people: People = NOBODY) -> dict[int, Candidate]:
        """The items that hold any of a reader's interests, by place."""
        matches: dict[int, Candidate] = {}
        for interest in interests(keywords):
            _add(matches, self.matched(interest))
        if people != NOBODY:
            hits = self.people.hits(people)
            _add(matches, {place: _scored(self.plain[place].standing, hits[place]) for place in hits})
        return matches


def rank(
    items: Sequence[Item] | DayIndex,
    keywords: Iterable[Keyword],
    taken: frozenset[str] = frozenset(),
    people: People = NOBODY,
    taste: Mapping[str, ScorePart] | None = None,
) -> tuple[Candidate, ...]:
    """Every candidate, best first: not vetoed, not shown on another day, and not a flood item without a match.

    items: all merged items of the day, or an index of them shared between digests. taste: what the reader's likes say
    about items, by key. Links that the reader put aside come first, then the score decides, then the time of
    publication (the newest first), then the key.
    """
    index = items if isinstance(items, DayIndex) else DayIndex(items)
    keywords = tuple(keywords)
    matches = index.match(keywords, people)
    places = index.open | matches.keys()
    for keyword in keywords:
        if keyword.veto:
            places = places - index.vetoed(keyword.veto)
    plain = index.plain
    found = [matches.get(place) or plain[place] for place in sorted(places)]  # how equal scores stay ordered
    if taste:
        found = [_to_taste(one, taste.get(one.item.key)) for one in found]
    if taken:
        found = [one for one in found if one.item.key not in taken]
    found.sort(key=_score, reverse=True)
    if index.asked:
        found.sort(key=lambda one: not one.item.asked_for)
    return tuple(found)


_score = attrgetter("score")
_points = attrgetter("points")


def _scored(standing: Standing, hits: tuple[Hit, ...]) -> Candidate:
    """An item with what matches in it.

    No number of words in an abstract reaches two strong matches, or buries what is much talked about.
    """
    if len(hits) > 1:
        hits = tuple(sorted(hits, key=_points, reverse=True))
        matched = sum([round(hit.points / 2**place, 3) for place, hit in enumerate(hits)])
    else:
        matched = hits[0].points
    score = round(matched + standing.score, 3)
    if _faint(standing, hits):
        score = round(score + _demotion(score), 3)
    elif _half(standing, hits):
        score = round(score + _halved(score), 3)
    return Candidate(standing.item, score, standing, hits)


def _faint(standing: Standing, hits: tuple[Hit, ...]) -> bool:
    """Whether nothing speaks for it but one broad word of its abstract."""
    return standing.voteless and len(hits) == 1 and hits[0].faint


def _demotion(score: float) -> float:
    """What puts a score below zero, and keeps the order among those that are."""
    return round(-1 / (1 + score) - score, 3)


def _half(standing: Standing, hits: tuple[Hit, ...]) -> bool:
    """Whether words alone speak for it."""
    return standing.unheard and bool(hits) and not any(hit.kind != "keyword" for hit in hits)


def _halved(score: float) -> float:
    """What takes away half: of papers that nobody recommends, words find too many that are beside the point."""
    return -round(score / 2, 3)


def _to_taste(one: Candidate, part: ScorePart | None) -> Candidate:
    """With what the reader's likes say of it; no liking lifts a faint match."""
    if part is None or _faint(one.standing, one.hits):
        return one
    return one._replace(score=round(one.score + part.value, 3), taste=part)


def _sum(parts: Sequence[ScorePart]) -> float:
    return round(sum(part.value for part in parts), 3)


def _published(item: Item) -> float:
    return item.published.timestamp() if item.published else 0.0


def _add(matches: dict[int, Candidate], found: dict[int, Candidate]) -> None:
    both = matches.keys() & found.keys()
    together = {place: _scored(found[place].standing, matches[place].hits + found[place].hits) for place in both}
    matches.update(found)
    matches.update(together)


def _standing(item: Item) -> Standing:
    heat, accounts, feeds = _heat(item), _accounts(item), _feeds(item)
    votes = max((s.upvotes for s in item.sightings if s.upvotes is not None), default=None)
    mentions = min(len(accounts) + _discussions(item), MOST_MENTIONS)
    told_votes = "" if votes is None else f"하루 뒤 화제 ▲{votes}" if item.second_look else f"HF ▲{votes}"
    told_accounts = (
        f"{_places(item)}에서 {_mentions(item)}회 언급: " + ", ".join(f"@{a}" for a in accounts) if accounts else ""
    )
    told_late = "목록에 늦게 올라옴" if any(s.late for s in item.sightings) else ""
    asked = item.asked_words
    values = (
        ("heat", heat, f"{told_votes or '추천'}, 그 목록의 {heat:.0%}보다 많음"),
        ("mentions", MENTION_BONUS * mentions, " · ".join(filter(None, (told_accounts, *feeds)))),
        ("post", POST_BONUS if item.kind == "post" and not mentions else 0.0, "구독한 곳의 새 글"),
        ("note", NOTE_BONUS if item.asked_for else 0.0, asked),
    )
    parts = tuple(ScorePart(name=name, value=round(value, 3), why=why) for name, value, why in values if value)
    talked = item.kind == "paper" and (heat >= HOT or mentions > 0)
    return Standing(
        item=item,
        parts=parts,
        score=_sum(parts),
        talk=round(heat + MENTION_BONUS * mentions, 3) if talked else 0.0,
        asked=(asked,) if asked else (),
        reasons=tuple(filter(None, (told_votes, told_accounts, ", ".join(feeds), item.code_words, told_late))),
        voteless=not votes and not item.asked_for,
        unheard=item.kind == "paper" and not (votes or mentions or item.asked_for),
        second_look=item.second_look,
    )


def _heat(item: Item) -> float:
    return max((s.heat for s in item.sightings if s.heat is not None), default=0.0)


def _accounts(item: Item) -> tuple[str, ...]:
    return tuple(sorted({s.account for s in item.sightings if s.account and s.origin.voice == "accounts"}))


def _mentions(item: Item) -> int:
    return len({s.post_url for s in item.sightings if s.post_url and s.origin.voice == "accounts"}) or 1


def _places(item: Item) -> str:
    """Where accounts speak of it."""
    return "·".join(sorted({s.origin.name for s in item.sightings if s.account and s.origin.voice == "accounts"}))


def _discussions(item: Item) -> int:
    """Feeds with a post about the item; a feed that only lists it says nothing."""
    return len({s.source for s in item.sightings if s.post_url and s.origin.voice == "feed"})


def _feeds(item: Item) -> tuple[str, ...]:
    return tuple(sorted({s.origin.name for s in item.sightings if s.origin.voice == "feed"}))
