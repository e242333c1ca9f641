"""The main result of an abstract in a few Korean words: `GenEval 74%`, `mIoU +18.1`, `최대 3.2배 빠름`.

Only of a sentence whose subject is the paper's own (`OakNet achieves …`, `our method improves …`), and for benchmarks
what the best model reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.lazy import pattern_of
from digest.summarize.source_text import sentences

_METRICS = {
    "accuracy": "정확도", "success rate": "성공률", "win rate": "승률", "recall": "재현율", "precision": "정밀도",
    "throughput": "처리량", "pass rate": "통과율", "f1 score": "F1", "hit rate": "Hit Rate",
}  # fmt: skip
_METRIC = (
    r"(?P<metric>mIoU|mAP|FID|FVD|PSNR|SSIM|LPIPS|BLEU|WER|CER|AUROC|AUC|F1(?: score)?|CIDEr|[Pp]ass@1|IoU|ROUGE-L|"
    r"accuracy|success rate|win rate|recall|precision|pass rate|Hit Rate)"
)
_VALUE = r"(?P<value>\d{1,3}(?:\.\d+)?)"
_MOST = r"(?P<most>up to |as much as |an average of |on average )?"
_WORDS_OF_MOST = {"up to ": "최대 ", "as much as ": "최대 ", "an average of ": "평균 ", "on average ": "평균 "}
_BENCH = (
    r"(?P<bench>[A-Z][\w+-]*(?:\.\d+)?[A-Z0-9][\w+-]*)"
    r"(?=[,;:)]|\.(?: |$)| (?:and|with|while|using|benchmark|dataset|test|from)\b|$)"
)
_OVER = (
    r" (?:over|compared (?:to|with)|relative to) (?:the |its |their |our )?(?P<base>base model|(?:strongest |strong )?"
    r"baselines?|(?:previous|prior|existing) (?:state-of-the-art|SOTA|best|methods|approaches|frameworks|works?)\b)"
)
_BASES = {
    "base model": "베이스 모델",
    "baseline": "기준 모델",
    "previous": "기존 방법",
    "prior": "기존 방법",
    "existing": "기존 방법",
}
_REACH = r"\bachiev(?:es|ing|e) (?:an? )?"
_LEAD = r"\b(?:improv|increas|boost|rais)(?:es|ing|e) (?:the )?"
_BRING = r"\b(?:achiev|deliver|yield|provid|obtain)(?:es|ing|e|s) (?:an? )?"
_GAIN = r"(?:improvement|gain|increase)s?"
_GAINS = (
    (pattern_of(rf"{_REACH}{_VALUE}% on {_BENCH}"), "{bench} {value}%"),
    (pattern_of(rf"{_REACH}{_METRIC} of {_VALUE}(?P<unit>%?) on {_BENCH}"), "{bench} {metric} {value}{unit}"),
    (pattern_of(rf"{_REACH}{_VALUE}% (?:zero-shot )?{_METRIC} on (?:the )?{_BENCH}"), "{bench} {metric} {value}%"),
    (
        pattern_of(rf"{_LEAD}{_METRIC} on {_BENCH} from (?P<old>\d[\d.]*\d)%? to (?P<value>\d[\d.]*\d)"),
        "{bench} {metric} {old}→{value}",
    ),
    (pattern_of(rf"{_LEAD}{_METRIC} by {_MOST}{_VALUE}(?P<unit>%?)(?! and\b)"), "{metric} {most}+{value}{unit}"),
    (
        pattern_of(rf"{_BRING}{_MOST}(?:relative )?{_VALUE}% (?:relative )?{_METRIC} {_GAIN}{_OVER}"),
        "{base} 대비 {metric} {most}{value}% 향상",
    ),
    (
        pattern_of(rf"{_BRING}{_MOST}{_VALUE}% (?:(?:absolute|relative|average|performance) )?{_GAIN}{_OVER}"),
        "{base} 대비 {most}{value}% 향상",
    ),
    (
        pattern_of(
            r"(?<!and )(?<!and a )(?<![x×\d.] )(?<![\d.~–-])(?P<most>up to )?(?P<value>\d{1,3}(?:\.\d+)?)(?:×|x) "
            r"(?:faster|speed-?up|acceleration)\b(?! and)"
        ),
        "{most}{value}배 가속",
    ),
)
"""How a result is told → how it is said."""
_BEST = pattern_of(
    r"\b(?:best|strongest|top|leading)(?:[ -]performing)?(?: (?:[\w-]+ ){0,2}?(?:model|agent|system|LLM|MLLM)s?)"
    r"(?: so far)?(?: \([^()]{1,40}\))?,?(?: [A-Z][\w.-]+(?: [A-Z0-9][\w.-]+){0,2},?)? (?:still |only )?"
    r"(?:achiev|reach|attain|scor|obtain)(?:e|es|s|ing) (?P<only>only |just |merely )?(?:about |around )?(?:an? )?"
    r"(?:(?:overall |average )?(?:accuracy|success rate|score) of )?(?:only |just )?(?P<value>\d{1,2}(?:\.\d+)?)%"
    r"(?! (?:success |accuracy )?on\b)"
)


def result_of(abstract: str, name: str, label: str) -> str:
    """The result in Korean, or "" when none is surely the paper's own.

    abstract: plain. name: what the line calls the contribution; "" for none. label: its kind (`벤치마크`, `제안` …).
    """
    return next(_results(abstract, name, label), "")


def _results(abstract: str, name: str, label: str) -> Iterator[str]:
    if label in ("벤치마크", "데이터셋"):
        yield from (f"최고 모델 {match['value']}%" for match in _BEST.finditer(abstract))
        return
    for sentence in sentences(abstract):
        if not _is_own(sentence, name):
            continue
        for pattern, said in _GAINS:
            match = pattern.search(sentence)
            if match and not re.search(r"\b(?:respectively|whereas|baseline achiev)", sentence):
                yield said.format_map({key: _korean(key, value) for key, value in match.groupdict().items()})


def _is_own(sentence: str, name: str) -> bool:
    """Whether the sentence's subject is the paper's own and no other subject follows before the result."""
    own = re.search(rf"\b(?:our|we)\b|{re.escape(name)}" if name else r"\b(?:our|we)\b", sentence, re.I)
    return bool(own) and not re.search(r"\b(?:compet|match|compar)\w* (?:to|with|against)\b.*\bachiev", sentence)


def _korean(key: str, value: str | None) -> str:
    if key == "metric":
        return _METRICS.get((value or "").lower(), value or "")
    if key == "most":
        return _WORDS_OF_MOST.get(value or "", "")
    if key == "base":
        return next((ko for en, ko in _BASES.items() if en in (value or "")), "기존 방법")
    return value or ""
