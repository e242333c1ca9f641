"""How abstracts tell what they gain, and how it is said: `improves mIoU by 18.1` → `mIoU +18.1`."""

from __future__ import annotations

import re

from digest.lazy import pattern_of
from digest.summarize.composed.own import COINED
from digest.summarize.word_tables import table

_HIGHER_SCORES, _LOWER_SCORES = table("composed/scores"), table("composed/lower_scores")
"""`WER +12%` of an improvement by 12 % would say the opposite."""
_SCORES = _HIGHER_SCORES | _LOWER_SCORES
"""What is reached, as abstracts call it."""
_SPENT = table("composed/spent")
"""What is better when there is less of it."""
_GAINED = table("composed/gained")
"""What is better when there is more of it, beside the scores."""
_SPED = table("composed/sped")
"""What gets faster."""
# mIoU · pass@1
_HIGHER = (
    r"mIoU|cIoU|gIoU|mAP|PSNR|SSIM|BLEU|(?:macro[- ])?AU(?:RO)?C|(?:[Mm]acro[- ]"
    r"|[Mm]icro[- ])?F1(?:[ -][Ss]cores?)?|CIDEr|[Pp]ass@\d+"
    r"|[Rr]ecall@\d+|R@\d+|nDCG@\d+|NDCG@\d+|IoU|ROUGE-L|MOS|J&F|AP50|MRR|Dice(?: [Ss]core)?"
)
_LOWER = r"r?FID|FVD|LPIPS|WER|CER|MAE|RMSE|MSE|MAPE|EER"
"""Metrics that are better when they are lower: `+15%` of an FID would say the opposite."""


def _one_of(words: dict[str, str]) -> str:
    """An alternation, the longest first: `memory usage` before `memory`."""
    return "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(words, key=len, reverse=True))


# accuracy · WER
_SCORE = rf"(?P<score>{_HIGHER}|{_LOWER}|(?i:{_one_of(_SCORES)})|Hit Rate)(?: scores?)?(?: \([A-Za-z0-9-]+\))?"
# score
_SCORE_ON = rf"(?P<score>{_HIGHER}|{_LOWER}|(?i:{_one_of(_SCORES)})|Hit Rate|score)(?: scores?)?(?: \([A-Za-z0-9-]+\))?"
"""A mere score says something only where its benchmark is told."""
# memory consumption
_LESS = rf"(?P<less>(?i:{_one_of(_SPENT)}))"
# throughput
_MORE = rf"(?P<more>{_HIGHER}|(?i:{_one_of(_GAINED | _HIGHER_SCORES)}))(?: \([A-Za-z0-9-]+\))?"
_NUMBER = (
    r"(?<![\w.~≈<>≤≥+$–-])(?:(?P<low>\d{1,3}(?:\.\d+)?)(?:%|×|[xX]|-?fold)?(?: to |--?|–|~)"
    r"|(?<!\d to )(?<!\d[%x×] to )(?<!\d or ))(?P<value>\d{1,3}(?:\.\d+)?)"
)
"""A range is taken whole, never by its end: `4 to 8` times."""
# +12.5
_GAINED_NUMBER = _NUMBER.replace(r"≤≥+$", r"≤≥$").replace("(?:(?P<low>", r"\+?(?:(?P<low>")
# 12`%`, 12` percentage points`, 12`pp`
_POINTS = r"(?P<unit>%p\b|%? percentage[ -]points?|%? points?|-point| ?pp\b|%)"
# 12`%`, 12` points`, 0.12 without any
_UNIT = r"(?P<unit>%p\b|%? percentage[ -]points?|%? points?|-point| ?pp\b|%|)(?![\w×]| ?(?:times|fold|dB)\b)"
# 3`x`, 3`-fold`
_FOLD = r" ?(?:×|[xX]\b|-?fold|times)"
# up to 40% → 최대 40%
WORDS_OF_MOST = {
    "up to ": "최대 ", "up to a ": "최대 ", "by up to ": "최대 ", "as much as ": "최대 ", "at most ": "최대 ",
    "a maximum of ": "최대 ", "maximum ": "최대 ", "a peak of ": "최대 ", "as high as ": "최대 ",
    "an average of ": "평균 ", "on average ": "평균 ", "average ": "평균 ", "mean ": "평균 ",
    "an average of over ": "평균 ", "an average of more than ": "평균 ", "an average of up to ": "최대 평균 ",
    "over ": "", "more than ": "", "at least ": "", "a minimum of ": "", "exceeding ": "", "beyond ": "",
    "nearly ": "약 ", "near ": "약 ", "near-": "약 ", "close to ": "약 ", "approximately ": "약 ", "about ": "약 ",
    "around ": "약 ", "roughly ": "약 ", "almost ": "약 ", "only ": "", "just ": "", "": "",
}  # fmt: skip
_BEYOND = (
    "over ", "more than ", "at least ", "an average of over ", "an average of more than ", "a minimum of ",
    "exceeding ", "beyond ",
)  # fmt: skip
"""Said behind the number: `over 40%` → `40% 이상`."""
# `up to `40%
_MOST = rf"(?P<most>(?:{'|'.join(sorted(filter(None, WORDS_OF_MOST), key=len, reverse=True))})?)(?:an? )?"
# `a remarkable `72.4%
_AN = (
    r"(?:an? |the )?(?:(?:remarkable|impressive|significant|substantial|notable|new|superior|strong|consistent|high"
    r"|leading|competitive|overall|best|(?:new )?(?:state-of-the-art|SOTA)(?: \(S[oO]TA\))?) )?"
)
# SWE-Bench Verified
_BENCH_NAME = (
    r"(?:the )?(?P<bench>[A-Z][\w+-]*(?:\.\d+)?[A-Z0-9][\w+-]*(?:[ -](?:Verified|Lite|Pro|Hard|[vV]\d+(?:\.\d+)?))?)"
)
# `GSM8K and`
_BENCH = (
    rf"{_BENCH_NAME}"
    rf"(?=[;:)]|,(?! (?:and )?{COINED})|\.(?: |$)| (?:and(?! [A-Z])|with|without|while|using|benchmark|dataset"
    r"|leaderboard|test|from|by|compared"
    r"|over)\b|$"
    r"| (?:--?|–) )"
)
# 12%` over the base model`
_OVER = (
    r" (?:over|compared (?:to|with)|relative to) (?:the |its |their |our )?(?P<base>base models?|(?:strongest "
    r"|strong )?"
    r"baselines?|(?:previous|prior|existing|current) (?:state-of-the-art|SOTA|best|methods?"
    r"|approaches|frameworks|works?)\b)"
)
# `GPT-4o`, `previous methods`
_RIVAL = (
    r"(?:the |all |its |their |our )?(?P<rival>(?:(?:(?:strongest|strong|best|SFT|competitive"
    r"|competing|leading|previous|prior|existing) ){0,2}baselines?|base models?|"
    r"(?:previous|prior|existing|current|state-of-the-art|SOTA|best)(?: (?:state-of-the-art|SOTA|best|leading))? "
    r"(?:methods?"
    r"|approaches|models?|works?|agents?|"
    r"SOTA|state-of-the-art|baselines?)|(?:previous|prior|existing|current) (?:best|SOTA|state-of-the-art)(?= by)"
    r"|(?=[^ ,]*(?:\d|[A-Z]{2}"
    r"|[a-z][A-Z]))[A-Z][\w.-]*(?: [A-Z0-9][\w.-]*){0,2}))(?: \([^()]{1,40}\))?"
)
"""Whom the paper beats: a method by its name, or the others."""
# `achieves `72.4%
_REACH = r"\b(?:achiev|reach|attain|obtain|scor)(?:es|s|ing|e|ed) "
# `improves the `accuracy
_LEAD = r"\b(?:improv|increas|boost|rais|enhanc)(?:es|s|ing|e|ed) (?:the |its |their |overall )?"
# `reduces `latency
_CUT = r"\b(?:reduc|cut|lower|decreas|sav)(?:es|s|ting|ing|e|ed)? (?:the |its |their |overall )?"
# improvements
_GAIN = r"(?:(?:absolute|relative|average|mean|consistent|performance) )?(?:improvement|gain|increase|boost)s?"
FASTER = "{sped} {most}{value}배{beyond} 가속"
# 2x `training` speedup
_SPED_UP = rf"(?P<sped>(?i:{_one_of(_SPED)})?)"
_LIST = r"(?! (?:and|to|or) (?:\d|up to)|,? (?:\d|respectively)|[–-]\d)"
"""A number that opens a list or a range belongs to several things: `9.0x and 6.5x speedup`, `1.5x to 7x`."""
# 10% `relative `accuracy gain
_RATIO = r"(?:absolute |relative |average |mean |overall |consistent )?"

GAINS = (
    (
        "OakNet achieves 91.2% accuracy on GSM8K.",
        pattern_of(rf"{_REACH}{_AN}{_MOST}{_NUMBER}(?P<unit>%?) (?:zero-shot |overall )?{_SCORE_ON} on {_BENCH}"),
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
        "OakNet improves the success rate from 34.1% to 50.2%.",
        pattern_of(rf"{_LEAD}{_SCORE} from (?P<old>\d[\d.]*\d)%? to (?P<value>\d[\d.]*\d)(?P<unit>%?)"),
        "{score} {old}→{value}{unit}",
    ),
    (
        "OakNet improves performance on GSM8K by 4.1%.",
        pattern_of(rf"{_LEAD}{_MORE} on {_BENCH} by {_MOST}{_GAINED_NUMBER}{_POINTS}{_LIST}"),
        "{bench} {more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet improves the accuracy by up to 3.9%.",
        pattern_of(rf"{_LEAD}{_MORE} by {_MOST}{_GAINED_NUMBER}{_UNIT}{_LIST}"),
        "{more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet boosts inference speed by over 10x.",
        pattern_of(rf"{_LEAD}{_MORE} by {_MOST}{_NUMBER}{_FOLD}{_LIST}"),
        "{more} {most}{value}배{beyond}",
    ),
    (
        "OakNet brings a 9.1% improvement on MIG-Bench.",
        pattern_of(rf"{_MOST}{_GAINED_NUMBER}{_POINTS} {_GAIN} on {_BENCH}"),
        "{bench} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet brings a 10% accuracy gain over the baseline.",
        pattern_of(rf"{_MOST}(?:relative )?{_GAINED_NUMBER}{_POINTS} {_RATIO}{_MORE} {_GAIN}{_OVER}"),
        "{base} 대비 {more} {most}{value}{unit} 향상",
    ),
    (
        "On GSM8K, OakNet brings a 12.5% improvement over the base model.",
        pattern_of(rf"{_MOST}{_GAINED_NUMBER}{_POINTS} {_GAIN}{_OVER}"),
        "{base} 대비 {most}{value}{unit} 향상",
    ),
    (
        "On GSM8K, OakNet brings an average improvement of 12.1% compared to existing methods.",
        pattern_of(rf"(?P<most>average )?{_GAIN} of {_NUMBER}{_POINTS}{_OVER}"),
        "{base} 대비 {most}{value}{unit} 향상",
    ),
    (
        "OakNet outperforms GPT-4o by 30% in accuracy.",
        pattern_of(
            rf"\b(?:outperform|surpass|exceed|beat)(?:s|ing|ed|es)? {_RIVAL} by {_MOST}{_GAINED_NUMBER}"
            rf"{_POINTS}{_LIST}(?: in (?P<metric>{_HIGHER}|(?i:{_one_of(_HIGHER_SCORES)}))\b(?! and))?"
        ),
        "{rival} 대비 {metric} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet brings a 13.2% gain in accuracy.",
        pattern_of(rf"{_MOST}{_GAINED_NUMBER}{_POINTS} {_GAIN} in {_MORE}{_LIST}(?! and)"),
        "{more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet brings an improvement of 5.4 points in success rate.",
        pattern_of(rf"{_GAIN} of {_MOST}{_GAINED_NUMBER}{_POINTS} in {_MORE}{_LIST}(?! and)"),
        "{more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet brings up to 10% accuracy improvement.",
        pattern_of(rf"{_MOST}{_GAINED_NUMBER}{_POINTS} {_RATIO}{_MORE} {_GAIN}{_LIST}"),
        "{more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet brings 12% higher accuracy.",
        pattern_of(rf"{_MOST}{_NUMBER}{_POINTS} (?:higher|better|greater) {_MORE}"),
        "{more} {most}+{value}{unit}{beyond}",
    ),
    (
        "OakNet is over 2.4 times faster.",
        pattern_of(
            rf"(?<!and )(?<!and a ){_MOST}(?:an? )?{_NUMBER}{_FOLD} (?:(?:end-to-end|wall-clock|overall|average"
            rf"|relative) )?{_SPED_UP}"
            r"(?:(?<= )|[ -])(?:(?:time|speed) )?"
            r"(?:faster(?! (?!than|on|with|and|while|across|over|compared|in|at|by)\w)|speed-?ups?|acceleration"
            r"|speed (?:increase|boost))"
        ),
        FASTER,
    ),
    (
        "OakNet delivers 1.5x faster decoding.",
        pattern_of(
            rf"{_MOST}(?:an? )?{_NUMBER}{_FOLD} faster (?:end-to-end |average "
            rf"|single-step )?(?P<sped>(?i:{_one_of(_SPED)}))\b(?! \w+ing)"
        ),
        FASTER,
    ),
    (
        "OakNet brings a speedup of 3.1x.",
        pattern_of(rf"{_SPED_UP} ?\b(?:speed-?up|acceleration) of {_MOST}{_NUMBER}{_FOLD}{_LIST}"),
        FASTER,
    ),
    (
        "OakNet accelerates training by 3.7x.",
        pattern_of(
            rf"\b(?:accelerat|speed)(?:es|s"
            rf"|ing)(?: up)? (?P<sped>(?i:{_one_of(_SPED)})) by {_MOST}{_NUMBER}{_FOLD}{_LIST}"
        ),
        FASTER,
    ),
    (
        "OakNet brings up to 2.2x higher throughput.",
        pattern_of(rf"{_MOST}{_NUMBER}{_FOLD} (?:higher|better|greater|improvement in|increase in|gains? in) {_MORE}"),
        "{more} {most}{value}배{beyond}",
    ),
    (
        "OakNet yields a 4.3x throughput gain.",
        pattern_of(rf"{_MOST}{_NUMBER}{_FOLD} {_MORE} {_GAIN}"),
        "{more} {most}{value}배{beyond}",
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
        pattern_of(rf"{_MOST}(?:an? )?{_NUMBER}% (?:reduction|decrease) in {_LESS}{_LIST}(?! and)"),
        "{less} {most}{value}%{beyond} 감소",
    ),
    (
        "OakNet brings a 75.8% GPU memory reduction.",
        pattern_of(rf"{_MOST}(?:an? )?{_NUMBER}% {_LESS} (?:reduction|savings?)\b{_LIST}"),
        "{less} {most}{value}%{beyond} 감소",
    ),
    (
        "OakNet brings over 360x cost reduction.",
        pattern_of(rf"{_MOST}(?:an? )?{_NUMBER}{_FOLD} {_LESS} (?:reduction|savings?)\b{_LIST}"),
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
        pattern_of(rf"{_MOST}(?:an? )?{_NUMBER}{_FOLD} (?:less|fewer|lower|smaller|reduction in) {_LESS}{_LIST}"),
        "{less} {most}{value}배{beyond} 절감",
    ),
    (
        "On GSM8K, OakNet brings an average improvement of 3.0 points.",
        pattern_of(rf"\b(?P<most>average ){_GAIN} of {_GAINED_NUMBER}{_POINTS}{_LIST}"),
        "{most}+{value}{unit}",
    ),
    (
        "On GSM8K, OakNet brings a 15% average improvement.",
        pattern_of(
            rf"{_MOST}(?:an? )?{_GAINED_NUMBER}{_POINTS} (?:average|mean) (?:relative |absolute "
            rf"|performance )?(?:improvement|gain)s?"
        ),
        "평균 +{value}{unit}{beyond}",
    ),
    (
        "On GSM8K, OakNet brings up to 21.7% gains.",
        pattern_of(rf"(?P<most>up to )(?:an? )?{_GAINED_NUMBER}{_POINTS} {_GAIN}{_LIST}(?! in)"),
        "{most}{value}{unit} 향상",
    ),
    (
        "On GSM8K, OakNet brings gains of up to 18.5%.",
        pattern_of(rf"{_GAIN} of (?P<most>up to ){_GAINED_NUMBER}{_POINTS}{_LIST}(?! in)"),
        "{most}{value}{unit} 향상",
    ),
    (
        "OakNet wins with a win rate of 75.36%.",
        pattern_of(rf"(?:{_REACH}|\bwith ){_AN}{_SCORE} of {_MOST}{_NUMBER}(?P<unit>%){_LIST}"),
        "{score} {most}{value}{unit}{beyond}",
    ),
    (
        "OakNet reaches an F1 of 0.802.",
        pattern_of(
            rf"{_REACH}{_AN}{_SCORE} of {_MOST}(?<![\w.~≈<>≤≥+$–-])(?P<value>\d{{1,2}}\.\d+)(?![\d%]"
            rf"| ?(?:%|dB)){_LIST}"
        ),
        "{score} {most}{value}{beyond}",
    ),
    (
        "OakNet reaches 94% accuracy.",
        pattern_of(
            rf"{_REACH}{_AN}{_MOST}{_NUMBER}% (?:overall |mean )?{_SCORE}\b{_LIST}(?! (?:and|of|for|drop"
            rf"|loss|gain|improv))"
        ),
        "{score} {most}{value}%{beyond}",
    ),
)
"""An example, how a result is told, how it is said; the first that is found in any sentence is taken."""
SPEED = pattern_of(rf"(?P<value>\d+(?:\.\d+)?){_FOLD} (?:[\w-]+ ){{0,2}}(?:speed|faster|accelerat)")
"""A speed-up of anything: `3.1x end-to-end speedup`, `2.4 times faster`."""


def said(form: str, match: re.Match[str], most: str) -> str:
    """The Korean of a found result. most: the bound as the abstract words it (`WORDS_OF_MOST`)."""
    parts = {key: _korean(key, value or "") for key, value in match.groupdict().items()}
    parts["most"] = WORDS_OF_MOST[most]
    if "sped" in parts and not parts["sped"]:  # training 2x faster
        doing = match.string[: match.start()].rstrip().rpartition(" ")[2]
        parts["sped"] = _SPED.get(doing.lower(), "")
    # a 15% `average` improvement
    mean = re.search(r"\b(?:average|mean)\b", match[0], re.I)
    if mean and not parts["most"] and not any("평균" in part for part in (form, *parts.values())):
        parts["most"] = "평균 "
    beyond = " 이상" if most in _BEYOND else ""
    if parts.get("low"):
        parts["value"] = f"{parts['low']}~{parts['value']}"
    return " ".join(form.format_map({"unit": "", "beyond": beyond} | parts).split())


def lower_is_better(score: str) -> bool:
    """Whether a metric, as the abstract words it, is better when it is lower: WER."""
    return bool(re.fullmatch(_LOWER, score)) or score.lower() in _LOWER_SCORES


def bound(match: re.Match[str]) -> str:
    """How the abstract bounds a found number, as a key of `WORDS_OF_MOST`; "" when it does not."""
    most = (match.groupdict().get("most") or "").lower()
    before = match.string[: match.start("low" if match.groupdict().get("low") else "value")].lower()
    known = sorted(filter(None, WORDS_OF_MOST), key=len, reverse=True)
    most = most or next((word for word in known if before.endswith((word, word + "a ", word + "an "))), "")
    # `up to 2x in speed and 2.4x less memory`: the bound is of both
    return most or ("up to " if re.search(r"\bup to [^,;.]{1,60}(?:\.\d[^,;.]{0,50})? and (?:an? )?$", before) else "")


def _korean(key: str, value: str) -> str:
    words = value.lower().replace("-", " ") if key in ("less", "sped") else value.lower()
    if key in ("score", "more", "metric"):
        return (_SCORES | _GAINED | {"score": "점수"}).get(words, value)
    if key == "less":
        return _SPENT.get(words, value)
    if key == "sped":
        return _SPED.get(words, value)
    if key == "unit":
        of_percent = "percentage" in value or value.strip() in ("pp", "%p") or value.startswith("% point")
        return "%p" if of_percent else "점" if "point" in value else value
    if key == "base" or (key == "rival" and value[:1].islower()):
        return next((ko for en, ko in table("composed/rivals").items() if en in value), "기존 방법")
    return value
