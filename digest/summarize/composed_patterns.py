"""How abstracts say what they give: `we propose X, a …`, `a benchmark, named X`, `we study …`."""

from __future__ import annotations

import re

NAME = r"(?:[A-Z][\w+.\-/]*\w|[A-Z]|[a-z]+[A-Z0-9][\w.\-]*\w)(?:[ ](?:[A-Z0-9][\w+.\-]*\w|\d))"
_WHO = r"(?:\b[Ww]e|\b(?:[Tt]his|[Oo]ur) (?:paper|work|study|report|article|survey|position paper|technical report))"
_ADV = r"(?:(?:\w+ly|also|then|further|here|first|therefore|thus|thereby|hereby)\s+)*"
_VERBS = (
    "propos|introduc|present|develop|releas|unveil|open-sourc|design|devis|build|construct|creat|contribut|describ|curat|"
    "collect|train|establish|formulat"
)
_GIVING = rf"(?P<verb>{_VERBS}|conduct|perform|provid|offer)(?:e|es|s|d|ed|ing)?"
ARTICLE = r"(?:an?|the|our|one of the|a set of|a series of)"
OPEN = rf"(?:{_WHO}\s+{_ADV}|\bby\s+){_GIVING}\s+"
GIVES = re.compile(OPEN)
NAMED = (
    re.compile(
        rf"{OPEN}(?:the\s+)?(?P<name>{NAME}{{0,4}})\s*(?:,|:|–|—| -)\s+(?:which is\s+)?{ARTICLE}\s+(?P<rest>.+)"
    ),
    re.compile(
        rf"{OPEN}{ARTICLE}\s+(?P<rest>[^,.;:]+?),?\s+(?:called|named|dubbed|termed|namely|coined|titled),?\s+"
        rf"[\"“]?(?P<name>{NAME}{{0,4}})[\"”]?(?P<more>.*)"
    ),
    re.compile(rf"{OPEN}{ARTICLE}\s+(?P<rest>[^,.;:]+?),\s+(?P<name>{NAME}{{0,2}})(?P<more>\s*[,.].*)"),
    re.compile(rf"^(?P<name>{NAME}{{0,2}}) is {ARTICLE}\s+(?P<rest>.+)"),
)  # fmt: skip
HEADED = re.compile(rf"{OPEN}(?:the\s+)?(?P<name>{NAME}{{0,2}})\s+(?P<rest>[a-z].+)")
BARE = re.compile(rf"{OPEN}(?:the\s+)?(?P<name>{NAME}{{0,5}})(?P<rest>(?:,? which|,? that| to| for)\s.+)")
"""A name and what it does, but not what it is."""
NAMELESS = re.compile(rf"{OPEN}{ARTICLE}\s+(?P<rest>.+)")
STUDIES = re.compile(
    rf"{_WHO}\s+{_ADV}(?P<verb>stud(?:y|ies)|investigates?|analy[sz]es?|examines?|explores?|surveys?|"
    r"reviews?)\s+(?P<rest>.+)"
)
SUBORDINATE = re.compile(
    r"\b(?:[Ww]e|work|paper) (?:also|further|additionally|then)\b"
    r"|^(?:Additionally|Furthermore|Moreover|In addition|Finally|Also)\b"
)
"""A contribution beside the main one."""
STUDY = re.compile(
    r"\b(?:this|our) (?:\w+ )?(?:study|analysis|work|paper)\b|\bwe (?:\w+ly )?(?:stud|inv|ana|con|exam)", re.I
)
SURVEY = re.compile(
    r"\b(?:this|our|the present) (?:\w+ )?(?:survey|review)\b|\bwe (?:\w+ly )?(?:survey|review)\b", re.I
)
