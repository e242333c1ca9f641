"""Why something is in a digest or not, and what would have to change, in Korean. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from digest.choose.keywords import Keyword
from digest.choose.pick import BAR, worthy
from digest.choose.rank import HOT, Candidate, DayIndex
from digest.models import Item


def why_left_out(one: Candidate, chosen: Sequence[Candidate], size: int, keyed: bool, hot: int) -> str:
    """What a candidate lacks that was not chosen, and what would bring it in."""
    if one.standing.second_look:
        return _why_no_second_look(one, chosen, hot, keyed)
    faint = next((part.why for part in one.parts if part.name == "faint"), "")
    if faint:
        return f"{faint}. 제목에도 나오거나, 추천을 받거나, 관심사 하나에 더 맞으면 들어올 수 있습니다"
    if keyed and one.score < BAR and any(part.name == "unheard" for part in one.parts):
        return f"추천이 없는 글은 절반만 세어 기준 {BAR:g}점에 {BAR - one.score:.3f}점 모자랍니다. 가중치를 올려 보세요"
    if keyed and one.score < BAR:
        return f"기준 {BAR:g}점에 {BAR - one.score:.3f}점 모자랍니다. 맞는 키워드를 더하거나 가중치를 올려 보세요"
    if keyed and not worthy(one):
        return (
            f"맞는 관심사가 없고, 추천이 그 목록의 {HOT:.0%}를 넘지 못했습니다. 맞는 키워드를 더하면 들어올 수 있습니다"
        )
    found = [each for each in chosen if not each.item.asked_for and not each.standing.second_look]
    last = min(found, key=lambda each: each.score) if found else None
    if last is None or one.score > last.score or len(found) < size:
        return "같은 주제어의 글이 이미 여럿이거나 화제의 자리(hot)에 밀렸습니다. size를 늘리면 들어올 수 있습니다"
    short = round(last.score - one.score, 3)
    if not short:
        same = f"{size}건 가운데 가장 낮은 점수 {last.score:.3f}와 같지만"
        return f"{same}, 점수가 같으면 새 글이 먼저입니다. size를 늘려 보세요"
    return f"{size}건 가운데 가장 낮은 점수 {last.score:.3f}에 {short:.3f}점 모자랍니다. size나 가중치를 올려 보세요"


def _why_no_second_look(one: Candidate, chosen: Sequence[Candidate], hot: int, keyed: bool) -> str:
    other = next((each for each in chosen if each.standing.second_look), None)
    if other:
        return f"하루 뒤 화제는 하루 한 편이고, 점수가 더 높은 글이 있었습니다: {other.item.title}"
    return (
        "hot: 0이면 하루 뒤 화제는 관심사에 맞는 글만 싣습니다"
        if keyed and not hot
        else "하루 뒤 화제는 하루 한 편입니다"
    )


def why_out(index: DayIndex, key: str, keywords: Sequence[Keyword]) -> str:
    """Why an item of the day is no candidate at all; "" when it is one, or is not of the day."""
    place = next((place for place, item in enumerate(index.items) if item.key == key), None)
    if place is None:
        return ""
    if place not in index.asked:
        terms = dict.fromkeys(term for keyword in keywords for term in keyword.veto)
        held = [term for term in terms if place in index.find((term,))]
        if held:
            return f"제외한 말이 있습니다: {', '.join(held)}"
    if place not in index.open:
        return f"{_flood(index.items[place])}의 글은 관심사에 맞을 때만 후보가 되는데, 맞는 것이 없습니다"
    return ""


def _flood(item: Item) -> str:
    return ", ".join(sorted({sighting.origin.name for sighting in item.sightings}))
