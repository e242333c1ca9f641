"""A Korean line put together by rules: `[제안] LongVILA — 긴 문맥 시각-언어 모델 학습을 위한 풀스택 시스템`.

Only what the abstract's own words say, and only when every word of it is understood; otherwise no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.lazy import pattern_of
from digest.models import Item, Line
from digest.summarize.check.check import check_facts
from digest.summarize.composed.describe import describe, fits, label
from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.parse import read_noun, read_purpose, read_verb
from digest.summarize.composed.phrase import Phrase, tokens
from digest.summarize.composed.result import result_of
from digest.summarize.composed.worth import tells_only_title, worthiest
from digest.summarize.key_sentence import ranked_sentences, without_lead_in
from digest.summarize.source_text import plain, sentences
from digest.summarize.word_tables import word_list

MOST_CHARACTERS = 110
MEASURES = pattern_of(
    r"벤치마크(?:·\S+| 모음)?$|(?:평가|진단|측정|벤치마킹)(?:·\S+)? (?:\S+ )?"
    r"(?:프레임워크|프로토콜|시스템|방법론?|모음|엔진|플랫폼|도구)$"
)
"""What measures others gains nothing itself: `[제안] OakEval — 자동 평가 프로토콜`."""
_COINED = pattern_of(r"[a-z0-9-][A-Z]|[A-Z]{2}|\d")  # OakNet · GPT · k2
"""Looks like a name that somebody made up."""


def composed_line(item: Item, glossary: Glossary) -> Line | None:
    """The line for an item, or None when the rules do not understand enough of its abstract."""
    if not item.abstract:
        return None
    text = compose(plain(item.title), plain(item.abstract), glossary)
    if not text or len(text) > MOST_CHARACTERS or check_facts(text, item):
        return None
    return Line(text=text, producer="composed")


def compose(title: str, abstract: str, glossary: Glossary) -> str:
    """The composed line of a plain title and abstract; "" when not confident."""
    name = title_name(title)
    lines = [line for line in _candidates(title, name, abstract, glossary) if line]
    # what has a name is what the paper is about, the first name before others; the rest are its parts
    about = next((line.partition(" — ")[0].partition("] ")[2] for line in lines if " — " in line), "")
    lines = [line for line in lines if f"] {about} — " in line or not about]
    line = worthiest((one for one in lines if not tells_only_title(one, title, glossary)), title)
    if line:
        return _with_result(line, abstract, glossary) or line
    return _with_result(worthiest(lines, title), abstract, glossary)


def _with_result(line: str, abstract: str, glossary: Glossary) -> str:
    """The line and the main result; "" when there is no line, no result or no room."""
    # [벤치마크] GAIA — 일반 비서 평가 → GAIA
    named = re.fullmatch(r"\[(\w+)\] (?:(.+?) — )?.+", line)
    if not named:
        return ""
    kind = "벤치마크" if MEASURES.search(line) else named[1]
    joined = "·" in line.partition(" — ")[2] or (not named[2] and "·" in line)
    result = result_of(abstract, named[2] or "", kind, glossary, sized=line.endswith(")"), joined=joined)
    return f"{line}, {result}" if result and len(line) + len(result) + 2 <= MOST_CHARACTERS else ""


def _candidates(title: str, name: str, abstract: str, glossary: Glossary) -> Iterator[str]:
    """Every line that the rules can make of a paper, the likeliest first."""
    yield _survey(title, abstract, glossary)
    ranked = ranked_sentences(title, abstract)
    told = [s for s in ranked[:3] if GIVES.search(s)] + [s for s in ranked[3:] if name and name in s]
    first = next((sentence for sentence in sentences(abstract) if GIVES.search(sentence)), "")
    for sentence in [*ranked[:1], *told]:
        yield _from_sentence(without_lead_in(sentence), name, title, glossary, first=sentence == first)
    yield _from_title(title, name, abstract, glossary)


def _from_title(title: str, name: str, abstract: str, glossary: Glossary) -> str:
    """`X: A Benchmark for …` when the abstract gives X."""
    match = re.match(rf"{ARTICLE}\s+(?P<rest>.+)", title[len(name) :].lstrip(" :"), re.I) if name else None
    described = describe(tokens(match["rest"]), glossary) if match else None
    # We introduce the open GAIA, a benchmark
    given = name and re.search(rf"(?:{OPEN})(?:the |an? [^,.]*?)?{re.escape(name)}\b", abstract)
    if not described or not described.says_more or not given or label(described.head, "") == "분석":
        return ""
    return f"[{label(described.head, 'propos')}] {name} — {described.text}"


def _survey(title: str, abstract: str, glossary: Glossary) -> str:
    """`A Survey on X` and `X: A Survey`, when the abstract calls itself one."""
    if not SURVEY.search(abstract):
        return ""
    on = re.search(
        r"\b(?:survey|review|overview) (?:of|on|in)\s+(?!method|applic|challeng|recent)(?P<what>.+)", title, re.I
    )
    about = on or re.search(r"^(?P<what>[^:]+): an? [^:]*\b(?:survey|review)\b", title, re.I)
    found = read_noun(tokens(about["what"]), 0, glossary) if about else None
    return f"[서베이] {found[0].ko} 서베이" if found and found[0].nouns else ""


def title_name(title: str) -> str:
    """The coined name a title begins with: `LongVILA: Scaling …` → LongVILA; "" when there is none."""
    match = re.match(r"([\w+.\-/]+(?: [\w+.\-]+){0,2}?)\s*:\s", title)
    if not match or not re.search(r"[A-Z]", match[1]):
        return ""
    words = match[1].split()
    coined = any(_COINED.search(word) for word in words)
    return match[1] if coined or len(words) == 1 else ""


def _from_sentence(sentence: str, name: str, title: str, glossary: Glossary, *, first: bool) -> str:
    """A line from one sentence.

    name: the title's coined name, which the sentence must be about if there is one. first: it is the first sentence
    that gives anything; what has no name in a later one is a part or a by-product.
    """
    if SUBORDINATE.search(sentence):
        return ""
    # We use GRPO (a kind of RL). → We use GRPO.
    bare = re.sub(r"\s*\([^()]*\)", "", sentence)
    aim = _title_aim(title, name, glossary)
    return _named(bare, sentence, name, aim, glossary) or (_nameless(bare, name, aim, glossary) if first else "")


def _named(bare: str, sentence: str, name: str, aim: Phrase | None, glossary: Glossary) -> str:
    """`we propose X, a unified framework for …`."""
    for pattern in (*NAMED, HEADED):
        match = pattern.search(bare)
        if not match:
            continue
        called = _short_name(match["name"], sentence)
        if name and not _same_name(called, match["name"], name):
            continue
        if pattern is HEADED and not name and not _COINED.search(called):
            continue  # `a Semantic disentangled VAE`: no name
        verb = match.groupdict().get("verb") or "introduc"
        more = match.groupdict().get("more") or ""
        if TWO_GIVEN.search(match["rest"]):
            continue
        rest = ANOTHER.split(match["rest"])[0]
        described = describe(tokens(rest + " " + more), glossary, aim)
        if described and described.says_more and fits(verb, described.head):
            return f"[{label(described.head, verb)}] {called} — {described.text}"
    return ""


def _nameless(bare: str, name: str, aim: Phrase | None, glossary: Glossary) -> str:
    """`we propose a unified framework for …`; the task must be known, and it must not be a mere part of `name`."""
    match = NAMELESS.search(bare)
    described = describe(tokens(match["rest"]), glossary, None if name else aim) if match else None
    if not match or not described or not described.says_task or not fits(match["verb"], described.head):
        return ""
    if name and described.head.split()[-1] not in word_list("composed/whole_heads"):
        return ""
    return f"[{label(described.head, match['verb'])}] {described.text}"


def _title_aim(title: str, name: str, glossary: Glossary) -> Phrase | None:
    """What the title says it is for: `X: Efficient Video Generation via …`, `… Framework for Video Generation`.

    Of what stands after `for` the kind is `aim`: tracing for better search is no search.
    """
    rest = title[len(name) :].lstrip(" :") if name else title.rpartition(": ")[2]
    # Towards Open Models → Open Models
    words = tokens(re.sub(r"^Towards?\s+", "", rest))
    lower = [word.lower() for word in words]
    headed = [at for at, word in enumerate(lower) if word == "for" and at and (name or glossary.head(words[at - 1]))]
    done = read_verb(words, 0, "gerund", glossary) if name else None
    found = [done, *(read_purpose(words, at + 1, glossary) for at in headed)]
    if name and not headed:
        found.append(read_noun(words, 0, glossary))
    # Benchmark and Evaluation of LLMs: what it is, not what it is for
    aim = next((read[0] for read in found if read and read[0].kind == "task" and "벤치마크" not in read[0].ko), None)
    return aim.model_copy(update={"kind": "aim"}) if aim and headed else aim


def _short_name(name: str, sentence: str) -> str:
    """The acronym in brackets behind a long name, else the name."""
    # Group Relative Policy Optimization (GRPO) → GRPO
    match = re.search(re.escape(name) + r"\s*\(([A-Za-z][\w.+\-]*)\)", sentence)
    # `GRPO`, `mHC`; not (ours)
    return match[1] if match and " " in name and re.search(r"[A-Z]{2}|[a-z][A-Z]", match[1]) else name


def _same_name(short: str, long: str, title_name: str) -> bool:
    # Long-VILA → LongVILA
    known = re.sub(r"\W", "", title_name).lower()
    # Long VILA → LongVILA
    return any(re.sub(r"\W", "", one).lower() == known for one in (short, long))


# How abstracts say what they give: `we propose X, a …`, `a benchmark, named X`, `we study …`.


# LongVILA · SAM 2 · mHC
NAME = r"(?:[A-Z][\w+.\-/]*\w|[A-Z]|[a-z]+[A-Z0-9][\w.\-]*\w)(?:[ ](?:[A-Z0-9][\w+.\-]*\w|\d))"
# we · This paper
_WHO = r"(?:\b[Ww]e|\b(?:[Tt]his|[Oo]ur) (?:paper|work|study|report|article|survey|position paper|technical report))"
# `further ` propose
_ADV = r"(?:(?:\w+ly|also|then|further|here|first|therefore|thus|thereby|hereby)\s+)*"
_VERBS = (
    "propos|introduc|present|develop|releas|unveil|open-sourc|design|devis|build|construct|creat|contribut|describ|curat|"
    "collect|train|establish|formulat"
)
# `propos`e, `introduc`es
_GIVING = rf"(?P<verb>{_VERBS}|conduct|perform|provid|offer)(?:e|es|s|d|ed|ing)?"
# a · one of the
ARTICLE = r"(?:an?|the|our|one of the|a set of|a series of)"
# `We also present `LongVILA
OPEN = rf"(?:{_WHO}\s+{_ADV}|\bby\s+){_GIVING}\s+"
GIVES = pattern_of(OPEN)  # We propose OakNet
# `We propose OakNet, a new model for retrieval` · `We propose a model called OakNet for retrieval`
# `We propose a new model, OakNet, for retrieval` · `OakNet is a model for retrieval`
NAMED = (
    pattern_of(
        rf"{OPEN}(?:the\s+)?(?P<name>{NAME}{{0,4}})\s*(?:,|:|–|—| -)\s+(?:which is\s+)?{ARTICLE}\s+(?P<rest>.+)"
    ),
    pattern_of(
        rf"{OPEN}{ARTICLE}\s+(?P<rest>[^,.;:]+?),?\s+(?:called|named|dubbed|termed|namely|coined|titled),?\s+"
        rf"[\"“]?(?P<name>{NAME}{{0,4}})[\"”]?(?P<more>.*)"
    ),
    pattern_of(rf"{OPEN}{ARTICLE}\s+(?P<rest>[^,.;:]+?),\s+(?P<name>{NAME}{{0,2}})(?P<more>\s*[,.].*)"),
    pattern_of(rf"^(?P<name>{NAME}{{0,2}}) is {ARTICLE}\s+(?P<rest>.+)"),
)  # fmt: skip
# We propose the OakNet framework
HEADED = pattern_of(rf"{OPEN}(?:the\s+)?(?P<name>{NAME}{{0,2}})\s+(?P<rest>[a-z].+)")
NAMELESS = pattern_of(rf"{OPEN}(?:an?|the)\s+(?P<rest>.+)")  # We propose a new model
TWO_GIVEN = pattern_of(
    r"\band (?:\w+ly )?(?:train|build|develop|construct|creat|releas|introduc|propos|present|collect)(?:e|s|es)?\b"
)
"""`a training pipeline and train a family of models, OakLM`: the name is that of the second thing."""
ANOTHER = pattern_of(r",? and (?=[A-Z][\w-]+, (?:an?|the) )")
"""`OakBench, a benchmark for planning in gardens, and OakNet, the first …`: what follows is another thing."""
# We further release the data · Finally
SUBORDINATE = pattern_of(
    r"\b(?:[Ww]e|work|paper) (?:also|further|additionally|then|initially)\b"
    r"|^(?:Additionally|Furthermore|Moreover|In addition|Finally|Also)\b"
)
"""A contribution beside the main one."""
# This survey · we review
SURVEY = pattern_of(
    r"\b(?:this|our|the present) (?:\w+ )?(?:survey|review)\b|\bwe (?:\w+ly )?(?:survey|review)\b", re.I
)
