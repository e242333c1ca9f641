"""Every value that travels between stages: frozen, typed, one type per stage.

Window (calendar/window.py) → Sighting → Item → Ranked → Entry → Digest → Delivery

`seen.py` is what sources gave, `chosen.py` what of it a day shows, `week.py` what a week's review tells, `digest.py`
what readers get and what became of it. `value.py` is the base of them and of all settings.
"""

from digest.models.chosen import MATCHED, Entry, Line, Ranked, ScorePart, Trend, Usage
from digest.models.digest import Act, Delivery, DeliveryState, Digest, Missed, Part, Receipt, is_alarm
from digest.models.seen import (
    Cited,
    Collected,
    ConferenceDeadline,
    Extra,
    Extras,
    Harvest,
    Item,
    Kind,
    Origin,
    Sighting,
    SourceReport,
    SourceState,
    Voice,
)
from digest.models.value import Value
from digest.models.week import CorePaper, OwnWords, Review, WeekPaper, WeekTopic, is_review, review_name

__all__ = [
    "MATCHED",
    "Act",
    "Cited",
    "Collected",
    "ConferenceDeadline",
    "CorePaper",
    "Delivery",
    "DeliveryState",
    "Digest",
    "Entry",
    "Extra",
    "Extras",
    "Harvest",
    "Item",
    "Kind",
    "Line",
    "Missed",
    "Origin",
    "OwnWords",
    "Part",
    "Ranked",
    "Receipt",
    "Review",
    "ScorePart",
    "Sighting",
    "SourceReport",
    "SourceState",
    "Trend",
    "Usage",
    "Value",
    "Voice",
    "WeekPaper",
    "WeekTopic",
    "is_alarm",
    "is_review",
    "review_name",
]
