"""How far others get on a benchmark, and how many papers a survey has read: `최고 모델 31.5%`, `논문 200편 이상`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.lazy import pattern_of
from digest.summarize.source_text import sentences

# model · LLM
_MODEL = r"(?:model|agent|system|method|approach|LLM|MLLM|VLM|LVLM|LMM|RM|configuration)"
_ANY = (
    r"evaluated|tested|current|available|existing|frontier|AI|language|large|vision-language|multi-?modal"
    r"|reasoning|foundation"
    r"|general-purpose|open(?:-source|-weight)?|open-weights?|proprietary|commercial|closed-source|video|agent"
    r"|coding|LLM|state-of-the-art"
)
"""What a model may be called without being of a special kind: `open-source`, `vision-language`."""
# `the best-performing model`, `the strongest evaluated open-weight model`
_BEST_ONE = (
    r"\b(?P<best>(?:best|strongest|top|leading|highest-scoring|most advanced|most capable|state-of-the-art|SOTA"
    r"|frontier)"
    rf"(?:[ -]perform(?:ing|er))?(?:,? (?:(?:{_ANY}) ){{0,2}}{_MODEL}(?P<many>s?))?)(?! [a-z]*-)"
)
# the best baseline`, GPT-4o,`
_NAME = r"(?:,? \(?[A-Z][\w.-]+(?: [A-Z0-9][\w.-]+){0,3}\)?,?)?"
# GPT-4o` achieves only `, o3` reaches an overall accuracy of `
_GETS = (
    r" (?:still |only |merely |currently )?(?:struggles?[^.;]{0,60}?, )?(?:achiev|reach|attain|scor|obtain)(?:e"
    r"|es|s|ing) "
    r"(?:only |just |merely )?(?:about |around )?(?:an? )?"
    r"(?:(?:overall |average |mean )?(?:task )?(?:accuracy|success rate|score|F1(?: score)?"
    r"|pass rate)(?: \([A-Z@\d]+\))? of )?"
)
# `31.5% accuracy.`
_PERCENT = (
    r"(?:only |just )?(?<![~≈<>≤≥])(?P<value>\d{1,2}(?:\.\d+)?)%"
    r"(?: (?:[\w@-]+ ){0,2}?(?:accuracy|success|rate|score|F1|average|overall|pass@1|precision"
    r"|recall)(?: \([A-Z@\d]+\))?)*"
    r"(?! (?:under|when|if)\b)(?=[.;:)](?:\s|$)|,|$| (?:and(?! \d)|with(?= \d)|while|even"
    r"|overall(?! (?:under|when|if|on|in|for)\b)|on average"
    r"|across|compared|versus|vs|highlighting|—|–|despite)\b)"
)
_BEST = pattern_of(rf"{_BEST_ONE}(?: so far)?(?: \([^()]{{1,40}}\))?{_NAME}{_GETS}{_PERCENT}")
"""`the best-performing model, Claude 3.5, achieves only 51.3% accuracy`."""
_BELOW = pattern_of(
    rf"{_BEST_ONE}(?: \([^()]{{1,40}}\))?{_NAME} (?:still |only )?(?:(?:achiev|reach|attain|scor|remain)\w* |is "
    rf"|falls? )?"
    rf"(?:below|under|less than) {_PERCENT}"
)
"""`even the best model achieves less than 50%`."""
_NONE = pattern_of(
    rf"\b(?:[Nn]o|[Nn]one of the) (?:(?:{_ANY}) ){{0,2}}{_MODEL}s? (?:exceed|surpass|achiev|reach|attain|scor)\w* "
    rf"(?:more than |over |above |even |beyond )?{_PERCENT}"
)
"""`no model exceeds 60%`."""
_AT_MOST = pattern_of(rf"\bachiev(?:ing|e) at most {_PERCENT}")
"""`current models … achieving at most 28.9% accuracy`."""
_EVEN = pattern_of(
    r"\b(?:[Ee]ven|leading|advanced|powerful|as|like|such as|model,?)"
    r" (?:the )?(?P<who>(?=[^ ,]*(?:\d|[A-Z]{2}|[a-z][A-Z]))"
    r"[A-Z][\w.-]*(?: [A-Z0-9][\w.-]*){0,2}) (?:still )?(?:achiev|reach|attain|scor|obtain|solv|answer)(?:e|es|s|ing)? "
    r"(?:(?:only|just|merely) |an? (?:accuracy|success rate|score) of (?:only|just|merely) )"
    rf"{_PERCENT}"
)
"""`even GPT-4o achieves only 34%`."""
_GAP = pattern_of(
    r"\b(?:lags?|falls?|trails?|remains?|is|are) (?:far |significantly |well |still )*(?:short of|behind|below) "
    r"(?:the )?(?:human|expert)s?(?:[ -](?:level|performance|experts?|accuracy))* by (?P<most>over "
    r"|more than |an average of )?"
    r"(?P<value>\d{1,2}(?:\.\d+)?)(?P<unit>%| percentage points| points)"
)
"""`models still fall short of human performance by more than 20%`."""
_ONE_PART = pattern_of(r"^(?:On|In|For|Under|When|With|At|Among|If|Without|Within)\b(?! average)")
"""A sentence about a part of the benchmark: `On English inputs, `."""
# the best `open-weight` model
_OPEN = pattern_of(r"\bopen\b|\bopen-?(?:source|weight)", re.I)
# the best `proprietary` model
_CLOSED = pattern_of(r"\b(?:proprietary|commercial|closed)", re.I)

# We review over 200 papers
_READ = pattern_of(
    r"\b(?:we|survey|review) (?:\w+ly )?(?:review|survey|analy[sz]|cover|examin|synthesi[sz]|summari[sz]|categori[sz]"
    r"|consolidat)\w* (?P<most>(?:over |more than |at least |nearly |approximately |about |around )?)"
    r"(?P<value>\d{2,3}|\d,\d{3})(?P<plus>\+?) (?:[\w-]+ ){0,2}(?:papers|studies|publications|articles)\b",
    re.I,
)
"""How many papers a survey has read."""
_MORE = ("over ", "more than ", "at least ")
"""Said behind the number: `over 200 papers` → `논문 200편 이상`."""


def papers_read(abstract: str) -> Iterator[str]:
    """`논문 200편 이상`."""
    for match in _READ.finditer(abstract):
        beyond = " 이상" if match["most"].lower() in _MORE or match["plus"] else ""
        about = "약 " if match["most"] and not beyond else ""
        yield f"논문 {about}{match['value']}편{beyond}"


def best_of_others(abstract: str) -> Iterator[str]:
    """`최고 모델 31.5%`, `GPT-4o 34%`, `사람과의 격차 20% 이상`."""
    whole = [sentence for sentence in sentences(abstract) if not _ONE_PART.search(sentence)]
    for pattern, form in ((_BEST, "{}%"), (_BELOW, "{}% 미만")):
        for match in (match for sentence in whole for match in pattern.finditer(sentence)):
            yield f"{_whose(match)} {form.format(match['value'])}"
    for sentence in whole:
        yield from (f"모든 모델 {match['value']}% 이하" for match in _NONE.finditer(sentence))
        yield from (f"최고 모델 {match['value']}%" for match in _AT_MOST.finditer(sentence))
        yield from (f"{match['who']} {match['value']}%" for match in _EVEN.finditer(sentence))
        for match in _GAP.finditer(sentence):
            beyond = " 이상" if (match["most"] or "").strip() in ("over", "more than") else ""
            mean = "평균 " if "average" in (match["most"] or "") else ""
            unit = "%p" if "percent" in match["unit"] else "점" if "point" in match["unit"] else "%"
            yield f"사람과의 격차 {mean}{match['value']}{unit}{beyond}"


def _whose(match: re.Match[str]) -> str:
    """`최고 공개 모델` for the best open-weight one; `최신 모델` for several."""
    kind = "공개 " if _OPEN.search(match["best"]) else "비공개 " if _CLOSED.search(match["best"]) else ""
    return f"{'최신' if match['many'] else '최고'} {kind}모델"
