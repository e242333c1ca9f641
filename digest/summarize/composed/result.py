"""The main result of an abstract in a few Korean words: `GenEval 74%`, `mIoU +18.1`, `최대 3.2배 가속`.

Only of a sentence whose subject is the paper's own (`OakNet achieves …`, `our method improves …`), and for benchmarks
what the best model reaches, or how big they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.lazy import pattern_of
from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.parse import read_noun
from digest.summarize.composed.phrase import tokens
from digest.summarize.composed.size import told_sizes
from digest.summarize.source_text import sentences
from digest.summarize.word_tables import table

_HIGHER_SCORES, _LOWER_SCORES = table("composed/scores"), table("composed/lower_scores")
"""`WER +12%` of an improvement by 12 % would say the opposite."""
_SCORES = _HIGHER_SCORES | _LOWER_SCORES
"""What is reached, as abstracts call it."""
_SPENT = table("composed/spent")
"""What is better when there is less of it."""
_GAINED = table("composed/gained")
"""What is better when there is more of it, beside the scores."""
# mIoU · pass@1
_HIGHER = r"mIoU|mAP|PSNR|SSIM|BLEU|AUROC|AUC|F1(?:[ -]score)?|CIDEr|[Pp]ass@\d+|IoU|ROUGE-L|MOS|J&F"
_LOWER = r"r?FID|FVD|LPIPS|WER|CER"
"""Metrics that are better when they are lower: `+15%` of an FID would say the opposite."""


def _one_of(words: dict[str, str]) -> str:
    """An alternation, the longest first: `memory usage` before `memory`."""
    return "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(words, key=len, reverse=True))


# accuracy · WER
_SCORE = rf"(?P<score>{_HIGHER}|{_LOWER}|(?i:{_one_of(_SCORES)})|Hit Rate)"
# score
_SCORE_ON = rf"(?P<score>{_HIGHER}|{_LOWER}|(?i:{_one_of(_SCORES)})|Hit Rate|score)"
"""A mere score says something only where its benchmark is told."""
# memory consumption
_LESS = rf"(?P<less>(?i:{_one_of(_SPENT)}))"
# throughput
_MORE = rf"(?P<more>{_HIGHER}|(?i:{_one_of(_GAINED | _HIGHER_SCORES)}))"
_NUMBER = (
    r"(?<![\w.~≈<>≤≥+$–-])(?:(?P<low>\d{1,3}(?:\.\d+)?)(?:%|×|[xX]|-?fold)?(?: to |-|–|~)"
    r"|(?<!\d to )(?<!\d[%x×] to )(?<!\d or ))(?P<value>\d{1,3}(?:\.\d+)?)"
)
"""A range is taken whole, never by its end: `4 to 8` times."""
# +12.5
_OPEN_NUMBER = r"\+?(?P<value>\d{1,3}(?:\.\d+)?)"
# 12`%`, 12` percentage points`
_UNIT = r"(?P<unit>%| percentage points?| points?|-point|)(?![\w×]| ?(?:times|fold|dB))"
# 12`%`, a 12`-point` gain
_POINTS = r"(?P<unit>%| percentage points?| points?|-point)"
# 3`x`, 3`-fold`
_FOLD = r"(?:×|[xX]|-?fold| times)"
# up to 40% → 최대 40%
_WORDS_OF_MOST = {
    "up to ": "최대 ", "as much as ": "최대 ", "at most ": "최대 ", "an average of ": "평균 ",
    "on average ": "평균 ", "average ": "평균 ", "an average of over ": "평균 ",
    "an average of more than ": "평균 ", "over ": "", "more than ": "", "at least ": "",
    "nearly ": "약 ", "approximately ": "약 ", "about ": "약 ", "around ": "약 ", "roughly ": "약 ",
    "almost ": "약 ", "only ": "", "just ": "", "as high as ": "최대 ", "as low as ": "최소 ", "": "",
}  # fmt: skip
_BEYOND = ("over ", "more than ", "at least ", "an average of over ", "an average of more than ")
"""Said behind the number: `over 40%` → `40% 이상`."""
# `up to `40%
_MOST = rf"(?P<most>(?:{'|'.join(sorted(filter(None, _WORDS_OF_MOST), key=len, reverse=True))})?)(?:an? )?"
# `a remarkable `72.4%
_AN = (
    r"(?:an? |the )?(?:(?:remarkable|impressive|significant|substantial|notable|new|superior|strong|consistent|high"
    r"|leading|(?:state-of-the-art|SOTA)(?: \(S[oO]TA\))?) )?"
)
# SWE-Bench Verified
_BENCH_NAME = (
    r"(?:the )?(?P<bench>[A-Z][\w+-]*(?:\.\d+)?[A-Z0-9][\w+-]*(?:[ -](?:Verified|Lite|Pro|Hard|[vV]\d+(?:\.\d+)?))?)"
)
# `GSM8K and`
_BENCH = (
    rf"{_BENCH_NAME}"
    r"(?=[,;:)]|\.(?: |$)| (?:and|with|while|using|benchmark|dataset|test|from|by|compared|over)\b|$| (?:--?|–) )"
)
# 12%` over the base model`
_OVER = (
    r" (?:over|compared (?:to|with)|relative to) (?:the |its |their |our )?(?P<base>base model|(?:strongest |strong )?"
    r"baselines?|(?:previous|prior|existing|current) (?:state-of-the-art|SOTA|best|methods?"
    r"|approaches|frameworks|works?)\b)"
)
# `GPT-4o`, `previous methods`
_RIVAL = (
    r"(?:the |all |its |their |our )?(?P<rival>(?:(?:strongest |strong |best |SFT |open-source )?baselines?|base model|"
    r"(?:previous|prior|existing|current|state-of-the-art|SOTA|best)(?: [\w-]+){0,2}? (?:methods?"
    r"|approaches|models?|works?|agents?|"
    r"SOTA|state-of-the-art|baselines?)|(?:previous|prior|existing|current) (?:best|SOTA|state-of-the-art)(?= by)"
    r"|(?=[^ ,]*(?:\d|[A-Z]{2}"
    r"|[a-z][A-Z]))[A-Z][\w.-]*(?: [A-Z0-9][\w.-]*){0,2}))(?: \([^()]{1,40}\))?"
)
"""Whom the paper beats: a method by its name, or the others."""
# `achieves `72.4%
_REACH = r"\b(?:achiev|reach|attain|obtain|scor)(?:es|s|ing|e|ed) "
# `improves the `accuracy
_LEAD = r"\b(?:improv|increas|boost|rais|enhanc)(?:es|s|ing|e|ed) (?:the |its |their )?"
# `reduces `latency
_CUT = r"\b(?:reduc|cut|lower|decreas|sav)(?:es|s|ting|ing|e|ed)? (?:the |its |their |overall )?"
# improvements
_GAIN = r"(?:improvement|gain|increase)s?"
_FASTER = "{most}{value}배{beyond} 가속"
# 2.2x end-to-end speedup
_SPEED = pattern_of(rf"(?P<value>\d+(?:\.\d+)?){_FOLD} (?:[\w-]+ ){{0,2}}(?:speed|faster|accelerat)")
"""A speed-up of anything."""
_NEXT_GAIN = pattern_of(r",| and (?:an? |up to )?(?=\d)")  # in attention computation and a 2.2x end-to-end speedup
_LIST = r"(?! (?:and|to|or) (?:\d|up to)|,? (?:\d|respectively)|[–-]\d)"
"""A number that opens a list or a range belongs to several things: `9.0x and 6.5x speedup`, `1.5x to 7x`."""
GAINS = (
    (
        "OakNet achieves 91.2% accuracy on GSM8K.",
        pattern_of(rf"{_REACH}{_AN}{_MOST}{_NUMBER}(?P<unit>%?) (?:zero-shot )?{_SCORE_ON} on {_BENCH}"),
        "{bench} {score} {most}{value}{unit}{beyond}",
    ),
    (
        "OakNet achieves an FID of 1.94 on ImageNet-1K.",
        pattern_of(rf"{_REACH}{_AN}{_SCORE_ON} of {_MOST}{_NUMBER}(?P<unit>%?) on {_BENCH}"),
        "{bench} {score} {most}{value}{unit}{beyond}",
    ),
    (
        "OakNet achieves over 74% on GenEval.",
        pattern_of(rf"{_REACH}{_AN}{_MOST}{_NUMBER}% on {_BENCH}"),
        "{bench} {most}{value}%{beyond}",
    ),
    (
        "OakNet reaches superior accuracy (54.0%) on the MathVerse benchmark.",
        pattern_of(rf"{_REACH}{_AN}{_SCORE} \({_NUMBER}(?P<unit>%?)\) on {_BENCH}"),
        "{bench} {score} {value}{unit}{beyond}",
    ),
    (
        "OakNet improves FVD on UCF-101 from 99.5 to 88.6.",
        pattern_of(rf"{_LEAD}{_SCORE} on {_BENCH} from (?P<old>\d[\d.]*\d)%? to (?P<value>\d[\d.]*\d)"),
        "{bench} {score} {old}→{value}",
    ),
    (
        "OakNet improves performance on GSM8K by 4.1%.",
        pattern_of(rf"{_LEAD}{_MORE} on {_BENCH} by {_MOST}{_NUMBER}{_POINTS}{_LIST}"),
        "{bench} {more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet improves the accuracy by up to 3.9%.",
        pattern_of(rf"{_LEAD}{_MORE} by {_MOST}{_NUMBER}{_UNIT}{_LIST}"),
        "{more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet boosts inference speed by over 10x.",
        pattern_of(rf"{_LEAD}{_MORE} by {_MOST}{_NUMBER}{_FOLD}{_LIST}"),
        "{more} {most}{value}배{beyond}",
    ),
    (
        "OakNet brings a 9.1% improvement on MIG-Bench.",
        pattern_of(rf"{_AN}{_MOST}{_NUMBER}{_POINTS} (?:absolute |average |performance )?{_GAIN} on {_BENCH}"),
        "{bench} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet brings a 10% accuracy gain over the baseline.",
        pattern_of(rf"{_MOST}(?:relative )?{_NUMBER}% (?:relative |absolute |average )?{_MORE} {_GAIN}{_OVER}"),
        "{base} 대비 {more} {most}{value}% 향상",
    ),
    (
        "OakNet brings a 12.5% improvement over the base model.",
        pattern_of(rf"{_MOST}{_NUMBER}% (?:(?:absolute|relative|average|performance) )?{_GAIN}{_OVER}"),
        "{base} 대비 {most}{value}% 향상",
    ),
    (
        "OakNet brings an average improvement of 12.1% compared to existing methods.",
        pattern_of(rf"(?P<most>average )?{_GAIN} of {_NUMBER}%{_OVER}"),
        "{base} 대비 {most}{value}% 향상",
    ),
    (
        "OakNet outperforms GPT-4o by 30%.",
        pattern_of(
            rf"\b(?:outperform|surpass|exceed|beat)(?:s|ing|ed|es)? {_RIVAL} by {_MOST}{_NUMBER}"
            rf"{_POINTS}{_LIST}"
        ),
        "{rival} 대비 {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet brings a 13.2% gain in accuracy.",
        pattern_of(rf"{_MOST}{_NUMBER}{_POINTS} {_GAIN} in {_MORE}{_LIST}"),
        "{more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet brings an improvement of 5.4 points in success rate.",
        pattern_of(rf"{_GAIN} of {_MOST}{_NUMBER}{_POINTS} in {_MORE}{_LIST}"),
        "{more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet brings up to 10% accuracy improvement.",
        pattern_of(rf"{_MOST}{_NUMBER}% (?:average )?{_MORE} {_GAIN}{_LIST}"),
        "{more} {most}+{value}%{beyond}",
    ),
    (
        "OakNet is over 2.4 times faster.",
        pattern_of(
            rf"(?<!and )(?<!and a ){_MOST}(?:an? )?{_NUMBER}"
            rf"{_FOLD} (?:(?:inference|training|decoding|end-to-end|"
            r"wall-clock|generation) )?(?:faster|speed-?up|acceleration|speed (?:increase|boost))\b"
        ),
        _FASTER,
    ),
    (
        "OakNet brings a speedup of 3.1x.",
        pattern_of(rf"\bspeed-?up of {_MOST}{_NUMBER}{_FOLD}{_LIST}"),
        _FASTER,
    ),
    (
        "OakNet brings 5.8x higher throughput.",
        pattern_of(rf"{_MOST}(?:an? )?{_NUMBER}{_FOLD} (?:higher |increase in )(?P<more>throughput)"),
        "처리량 {most}{value}배{beyond}",
    ),
    (
        "OakNet reduces GPU memory usage by 40%.",
        pattern_of(rf"{_CUT}{_LESS} by {_MOST}{_NUMBER}%{_LIST}"),
        "{less} {most}{value}%{beyond} 감소",
    ),
    (
        "OakNet cuts training time by up to 3.2x.",
        pattern_of(rf"{_CUT}{_LESS} by {_MOST}{_NUMBER}{_FOLD}{_LIST}"),
        "{less} {most}{value}배{beyond} 절감",
    ),
    (
        "OakNet brings a 40% reduction in memory usage.",
        pattern_of(rf"{_MOST}(?:an? )?{_NUMBER}% (?:reduction|decrease) in {_LESS}{_LIST}"),
        "{less} {most}{value}%{beyond} 감소",
    ),
    (
        "OakNet brings a 75.8% GPU memory reduction.",
        pattern_of(rf"{_MOST}(?:an? )?{_NUMBER}% {_LESS} (?:reduction|savings?)\b{_LIST}"),
        "{less} {most}{value}%{beyond} 감소",
    ),
    (
        "OakNet brings over 360x cost reduction.",
        pattern_of(rf"{_MOST}{_NUMBER}{_FOLD} {_LESS} (?:reduction|savings?)\b{_LIST}"),
        "{less} {most}{value}배{beyond} 절감",
    ),
    (
        "OakNet achieves state-of-the-art performance on GAIA (72.8%).",
        pattern_of(rf"{_REACH}{_AN}(?:performance|results?) on {_BENCH_NAME} \({_NUMBER}%\)"),
        "{bench} {value}%",
    ),
    (
        "OakNet brings memory reductions of 30%.",
        pattern_of(rf"\b{_LESS} reductions? of {_MOST}{_NUMBER}%{_LIST}"),
        "{less} {most}{value}%{beyond} 감소",
    ),
    (
        "OakNet needs 40% fewer parameters.",
        pattern_of(rf"{_MOST}{_NUMBER}% (?:less|fewer|lower) {_LESS}{_LIST}"),
        "{less} {most}{value}%{beyond} 감소",
    ),
    (
        "OakNet needs 4x less memory.",
        pattern_of(rf"{_MOST}{_NUMBER}{_FOLD} (?:less|fewer|lower|smaller|reduction in) {_LESS}{_LIST}"),
        "{less} {most}{value}배{beyond} 절감",
    ),
    (
        "OakNet brings an average improvement of 3.0 points.",
        pattern_of(rf"\b(?P<most>average ){_GAIN} of {_OPEN_NUMBER}{_POINTS}{_LIST}"),
        "{most}+{value}{unit}",
    ),
    (
        "OakNet brings a 15% average improvement.",
        pattern_of(rf"{_MOST}(?:an? )?{_OPEN_NUMBER}{_POINTS} average {_GAIN}"),
        "평균 +{value}{unit}{beyond}",
    ),
    (
        "OakNet wins with a win rate of 75.36%.",
        pattern_of(rf"(?:{_REACH}|\bwith ){_AN}{_SCORE} of {_MOST}{_NUMBER}(?P<unit>%){_LIST}"),
        "{score} {most}{value}{unit}{beyond}",
    ),
    (
        "OakNet reaches 94% accuracy.",
        pattern_of(rf"{_REACH}{_AN}{_MOST}{_NUMBER}% {_SCORE}\b{_LIST}"),
        "{score} {most}{value}%{beyond}",
    ),
)
"""An example, how a result is told, how it is said; the first that is found in any sentence is taken."""
# 91.2% and 88.1%, respectively
_CONFUSED = pattern_of(
    r"\b(?:respectively|whereas|baseline achiev|which achiev|that achiev|fails?|only when"
    r"|drops?|prior work|at the cost|far below|"
    r"(?:strongest|best|top)(?:-performing)? (?:model|agent|reviewer|system|baseline)s?\b"
    r"|with [A-Z]\S+ (?:show|achiev|obtain)ing"
    r"|needle|haystack|\b(?:not(?! only)|cannot|never|would|could|whether|goal|aims?|hope)\b"
    r"|\b(?:existing|current|prior|previous|humans?|annotators?|random|baselines?)\b[^,;]{0,40}\b"
    r"(?:achiev|reach|attain|obtain|scor(?:es|ed|ing)\b|score \d)"
    r"|even (?:the )?(?:state|most|strong|best|frontier)"
    r"|models? (?:still )?(?:only )?(?:achieves?|reach(?:es)?|scores?) only)"
    r"|\b(?:compet|match|compar)\w* (?:to|with|against)\b.*\bachiev"
)
"""Sentences whose numbers may belong to somebody else, or to several things."""

_NAMED = pattern_of(r"\b(?=[\w.-]*(?:\d|[A-Z]{2}|[a-z][A-Z]))[A-Z][\w.-]*(?: [A-Z0-9][\w.-]*)*(?: \w+ly)?")
"""A model's name, perhaps before a verb: `DeepSeek R1`, `Qwen3-8B significantly`."""
# the `best-performing model`
_BEST_ONE = (
    r"\b(?:best|strongest|top|leading|highest|most advanced|state-of-the-art|frontier)(?:[ -]perform(?:ing|er))?"
    r"(?:,? (?:[\w-]+ ){0,2}?(?:model|agent|system|LLM|MLLM|VLM|LVLM)s?)?"
)
# the best baseline`, GPT-4o,`
_NAME = r"(?:,? [A-Z][\w.-]+(?: [A-Z0-9][\w.-]+){0,2},?)?"
_BEST = (
    # `the best-performing model, Claude 3.5, achieves only 51.3% accuracy`
    pattern_of(
        rf"{_BEST_ONE}(?: so far)?(?: \([^()]{{1,40}}\))?{_NAME} (?:still |only "
        rf"|merely )?(?:struggles?[^.;]{{0,60}}?, )?"
        r"(?:achiev|reach|attain|scor|obtain)(?:e|es|s|ing) (?P<only>only |just |merely )?(?:about "
        r"|around |~)?(?:an? )?"
        r"(?:(?:overall |average )?(?:accuracy|success rate|score) of )?(?:only |just )?(?P<value>\d{1,2}(?:\.\d+)?)%"
        r"(?! (?:success |accuracy )?on\b)"
    ),
    # `current models … achieving at most 28.9% accuracy`
    pattern_of(r"\bachiev(?:ing|e) at most (?P<value>\d{1,2}(?:\.\d+)?)% (?:accuracy|success rate)"),
)
_EVEN = pattern_of(
    r"\b(?:[Ee]ven|leading|advanced|powerful|as|like|such as|model,?)"
    r" (?:the )?(?P<who>(?=[^ ,]*(?:\d|[A-Z]{2}|[a-z][A-Z]))"
    r"[A-Z][\w.-]*(?: [A-Z0-9][\w.-]*){0,2}) (?:still )?(?:achiev|reach|attain|scor|obtain|solv|answer)(?:e|es|s|ing)? "
    r"(?:(?:only|just|merely) |an? (?:accuracy|success rate|score) of (?:only|just"
    r"|merely) )(?P<value>\d{1,2}(?:\.\d+)?)%"
)
"""`even GPT-4o achieves only 34%`."""
_GAP = pattern_of(
    r"\b(?:lags?|falls?|trails?|remains?|is|are) (?:far |significantly |well |still )*(?:short of|behind|below) "
    r"(?:the )?(?:human|expert)s?(?:[ -](?:level|performance|experts?|accuracy))* by (?P<most>over "
    r"|more than |an average of )?"
    r"(?P<value>\d{1,2}(?:\.\d+)?)(?P<unit>%| percentage points| points)"
)
"""`models still fall short of human performance by more than 20%`."""

# We review over 200 papers
_READ = pattern_of(
    r"\b(?:we|survey|review) (?:\w+ly )?(?:review|survey|analy[sz]|cover|examin|synthesi[sz]|summari[sz]|categori[sz]"
    r"|consolidat)\w* (?P<most>(?:over |more than |at least |nearly |approximately |about |around )?)"
    r"(?P<value>\d{2,3}|\d,\d{3})\+? (?:[\w-]+ ){0,2}(?:papers|studies|publications|articles)\b",
    re.I,
)
"""How many papers a survey has read."""


def result_of(abstract: str, name: str, label: str, glossary: Glossary, *, sized: bool = False) -> str:
    """The result in Korean, or "" when none is surely the paper's own.

    abstract: plain. name: what the line calls the contribution; "" for none. label: its kind (`벤치마크`, `제안` …).
    sized: the line tells a size already.
    """
    return next(_results(abstract, name, label, glossary, sized), "")


def _results(abstract: str, name: str, label: str, glossary: Glossary, sized: bool) -> Iterator[str]:
    if label == "서베이":
        yield from (_filled("논문 {value}편{beyond}", match) for match in _READ.finditer(abstract))
        return
    if label in ("벤치마크", "데이터셋"):
        yield from (f"최고 모델 {match['value']}%" for best in _BEST for match in best.finditer(abstract))
        yield from (f"{match['who']} {match['value']}%" for match in _EVEN.finditer(abstract))
        yield from (
            f"사람과의 격차 {_filled('{most}{value}{unit}{beyond}', match)}" for match in _GAP.finditer(abstract)
        )
        yield from () if sized else told_sizes(abstract, name, glossary)
        return
    own = [one for one in sentences(abstract) if _is_own(one, name) and not _CONFUSED.search(one)]
    for _, pattern, said in GAINS:
        found = [match for sentence in own for match in pattern.finditer(sentence) if not _of_another(match, name)]
        if "{bench}" not in said and len({match["value"] for match in found}) > 1:
            found = [match for match in found if match["most"] == "up to "]  # two speedups are of two things
        if said == _FASTER:
            yield from _speedups(found, own, glossary)
        else:
            yield from (_filled(said, match) for match in found)


def _speedups(found: list[re.Match[str]], own: list[str], glossary: Glossary) -> Iterator[str]:
    """How much faster what is: `어텐션 계산 13.7배 가속`; without saying what only where there is one speed-up."""
    alone = len({told["value"] for sentence in own for told in _SPEED.finditer(sentence)}) <= 1
    for match in found:
        what = None
        if match.string[match.end() : match.end() + 4] in (" in ", " for"):
            what = read_noun(tokens(_NEXT_GAIN.split(match.string[match.end() :])[0]), 1, glossary)
        if what and len(what[0].ko) < 30:
            yield f"{what[0].ko} {_filled(_FASTER, match)}"
        elif alone or match["most"] == "up to ":
            yield _filled(_FASTER, match)


def _filled(said: str, match: re.Match[str]) -> str:
    """The Korean of a found result."""
    parts = {key: _korean(key, value or "") for key, value in match.groupdict().items()}
    before = match.string[: match.start("value")].lower()
    most = match.groupdict().get("most") or next(
        (word for word in _WORDS_OF_MOST if word and before.endswith(word)), ""
    )
    parts["most"] = _korean("most", most)
    beyond = " 이상" if most in _BEYOND else ""
    if parts.get("low"):
        parts["value"] = f"{parts['low']}~{parts['value']}"
    return " ".join(said.format_map({"most": "", "unit": "", "beyond": beyond} | parts).split())


# `We introduce a training pipeline … with 10x lower cost`: the pipeline's, not that of the protocol that comes later
_INTRODUCED = pattern_of(
    r"\bwe (?:\w+ly |also |then |first )?(?:introduce|propose|present|develop|design|build|construct|release) an? ",
    re.I,
)


def _is_own(sentence: str, name: str) -> bool:
    """Whether the sentence's subject is the paper's own, and not another thing that it introduces."""
    if name and name.lower() in sentence.lower():
        return True
    return bool(re.search(_own(name), sentence, re.I)) and not (name and _INTRODUCED.search(sentence))


def _own(name: str) -> str:
    """How a paper speaks of its own work."""
    return rf"\b(?:our|we)\b|{re.escape(name)}" if name else r"\b(?:our|we)\b"


def _of_another(match: re.Match[str], name: str) -> bool:
    """Whether what was found is another's: `DeepSeek R1, with less memory, outperforms Qwen3 by 28%`."""
    before = match.string[: match.start()]
    own = max((found.end() for found in re.finditer(_own(name), before, re.I)), default=0)
    others = [found for found in _NAMED.finditer(before, own) if not (name and name in found[0])]
    return bool(others) and ("rival" in match.groupdict() or others[-1].end() >= len(before.rstrip()))


def _korean(key: str, value: str) -> str:
    words = value.lower().replace("-", " ") if key == "less" else value.lower()
    if key in ("score", "more"):
        return (_SCORES | _GAINED | {"score": "점수"}).get(words, value)
    if key == "less":
        return _SPENT.get(words, value)
    if key == "most":
        return _WORDS_OF_MOST.get(words, "")
    if key == "unit":
        return "%p" if "percent" in value else "점" if "point" in value else value
    if key == "base" or (key == "rival" and value[:1].islower()):
        return next((ko for en, ko in table("composed/rivals").items() if en in value), "기존 방법")
    return value
