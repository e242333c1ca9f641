"""A contribution as an abstract describes it → Korean: `unified framework for X` → X를 위한 통합 프레임워크."""

from __future__ import annotations

from collections.abc import Sequence

from digest.lazy import pattern_of
from digest.models import Value
from digest.summarize.composed.adjunct import with_adjuncts
from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.parse import noun_end, read_noun, read_purpose, read_verb, verb
from digest.summarize.composed.phrase import Phrase, noun_phrase, takes_object, with_object
from digest.summarize.composed.size import size
from digest.summarize.composed.worth import GOOD, worth
from digest.summarize.word_tables import word_list

# [벤치마크] GAIA — 일반 비서 평가 벤치마크
_BENCHMARKS = ("벤치마크", "리더보드", "아레나", "테스트베드", "챌린지", "테스트셋", "평가 모음", "테스트 모음")
# [데이터] FineWeb — 웹 말뭉치
_DATASETS = ("데이터셋", "말뭉치", "데이터 모음")
# [서베이] 에이전트 메모리 서베이
_SURVEYS = ("서베이", "리뷰", "개관")
# [분석] 양자화의 영향 분석
_STUDIES_KO = ("연구", "분석", "평가")
# 성능 향상 · 추론 효율·속도 개선 → `효율·속도 개선`
_VAGUE = pattern_of(
    r"(?:정확도|성능|효율|품질|강건성|일반화|학습|추론|생성|능력|안정성|확장성|모델 성능)(?:·\w+)* "
    r"(?:향상|개선|최적화|지원|가속)"
)
_LEANS = pattern_of(r"(?:[한된는은인운]|중심|기반|인지|통합|종합|zero-shot)$")  # 빠른 · 학습 기반
_SIZED = pattern_of(r"\d[KMB]\b")
"""`16K 쌍 데이터셋` tells its size already."""
# 추론 속도 향상
_BETTERED = ("향상", "개선", "강화", "지원", "가속", "감축", "완화", "고도화")


class Description(Value):
    """A contribution in Korean."""

    text: str
    head: str
    """Its head noun: 프레임워크, 벤치마크 …"""
    says_more: bool
    """Whether it says anything beyond the head noun."""
    says_task: bool
    """Whether it says what the contribution is for."""


def describe(words: Sequence[str], glossary: Glossary, extra: Phrase | None = None) -> Description | None:
    """`unified framework for video generation that …` → 영상 생성을 위한 통합 프레임워크; None when not understood.

    extra: a purpose known from the title, used when the words themselves give none.
    """
    end = _head_end(words, glossary)
    head, modifiers, about = _head(words[:end], glossary)
    if not head:
        return None
    purpose, joined, after = purpose_of(words, end, glossary)
    if head in ("계열", "시리즈") and purpose and joined != "of" and not modifiers:
        head = f"모델 {head}"
    if purpose and joined == "of":
        second, how, further = purpose_of(words, after, glossary)
        if second and how == "for":
            head, purpose, joined, after = f"{purpose.ko} {head}", second, how, further
    generic = head in word_list("composed/generic_heads")
    if purpose is None and extra and generic and (about is None or about.nouns == 0):
        purpose, joined = extra, "for"
    if about is None and (purpose is None or not generic):
        return None
    bare = purpose and (purpose.ko in word_list("composed/bare_purposes") or _VAGUE.fullmatch(purpose.ko))
    if bare and joined != "based":
        purpose = None
        if about is None:
            return None
    if purpose and about and modifiers.split()[-1:] == purpose.ko.split()[-1:]:
        purpose = None  # 4D 생성 … 장면 생성: said already
    text = _withpurpose_of(purpose, modifiers, head, joined) if purpose else f"{modifiers} {head}".strip()
    if purpose is None and extra and worth(text) < GOOD and extra.ko.split()[-1] not in text:
        purpose, text = extra, _withpurpose_of(extra, modifiers, head, "for")
    sized = head.endswith((*_BENCHMARKS, *_DATASETS))
    counted = (size(words, end, glossary) or size(words, after, glossary)) if sized else ""
    if counted and len(text) + len(counted) < 80 and not _SIZED.search(text):
        text = f"{text}({counted})"
    specific = " " in head or "-" in head
    says = bool(purpose) or specific or (about is not None and about.nouns > 0)
    return Description(text=text, head=head, says_more=says, says_task=_tells(purpose, about))


def _head_end(words: Sequence[str], glossary: Glossary) -> int:
    """Where the contribution's own noun phrase ends: `a benchmark | evaluating …` has no comma."""
    end = noun_end(words, 0, glossary)
    for at in range(1, end - 1):
        if glossary.head(words[at - 1]) and verb(words[at], "gerund", glossary) and not glossary.head(words[at + 1]):
            return at
    return end


def _tells(purpose: Phrase | None, about: Phrase | None) -> bool:
    """Whether a line without a name says enough: a purpose of some substance, or a task before the head."""
    if purpose and purpose.ko.endswith(("활용", "접목", "도입", "채택")) and about is None:
        return False
    if purpose:
        return purpose.nouns + (about.nouns if about else 0) >= 2 or " " in purpose.ko
    return about is not None and about.kind in ("task", "method") and about.nouns >= 2


def _is_model(head: str) -> bool:
    return head.endswith(tuple(word_list("composed/model_heads")))


def _head(words: Sequence[str], glossary: Glossary) -> tuple[str, str, Phrase | None]:
    """The Korean head noun, its modifiers, and what they are as a phrase (None when one of them is unknown)."""
    whole = noun_phrase(words, glossary)
    if whole:
        cut = len(words) - whole.last
        last = " ".join(words[cut:])
        term = glossary.head(last) or glossary.term(last)
        if not term or not whole.ko.endswith(term.ko) or not (glossary.head(last) or _is_model(term.ko)):
            return "", "", None
        modifiers = whole.ko.removesuffix(term.ko)
        about = noun_phrase(words[:cut], glossary)
        if modifiers.endswith("·"):
            return whole.ko, "", Phrase(ko="", kind="quality", nouns=0)
        return term.ko, modifiers.strip(), about or Phrase(ko=modifiers, kind="quality", nouns=max(0, whole.nouns - 1))
    for length in range(min(5, len(words)), 0, -1):
        term = glossary.head(" ".join(words[-length:]))
        if term and any(glossary.head(word) or verb(word, "gerund", glossary) for word in words[:-length]):
            break  # a benchmark comparing dense and late-interaction models: no model
        if term:
            return term.ko, "", None
    return "", "", None


def purpose_of(words: Sequence[str], at: int, glossary: Glossary) -> tuple[Phrase | None, str, int]:
    """What stands after the head: what it is for (`for`), does (`does`), of or based on; how it is joined; its end."""
    while at < len(words) and words[at].lower() in (",", "specifically", "explicitly", "carefully", "purposely"):
        at += 1
    made = word_list("composed/made")
    word = words[at].lower() if at < len(words) else ""
    if word in made and at + 1 < len(words) and words[at + 1].lower() in ("specifically", "explicitly"):
        at += 1
    following = words[at + 1].lower() if at + 1 < len(words) else ""
    found, told = None, False
    if word == "for":
        found = read_purpose(words, at + 1, glossary)
    elif word == "to":
        found = read_verb(words, at + 1, "base", glossary)
    elif (word in made and following in ("for", "at", "of", "in")) or (word == "dedicated" and following == "to"):
        found = read_purpose(words, at + 2, glossary)
    elif word in made and following == "to":
        found = read_verb(words, at + 2, "base", glossary)
    elif word == "that" and following == "is" and words[at + 2 : at + 3] == ["designed"]:
        found = read_verb(words, at + 4, "base", glossary)
    elif word in ("that", "which") and following == "can":
        found, word = read_verb(words, at + 2, "base", glossary), "does"
    elif word in ("that", "which") and following == "aims":
        found = read_verb(words, at + 3, "base", glossary)
    elif word in ("that", "which") and following in word_list("composed/uses"):
        found, word = _used_to(words, at + 2, glossary), "does"
        told = bool(found and "활용해" in found[0].does)
    elif word in ("that", "which"):
        found, word = read_verb(words, at + 1, "finite", glossary), "does"
    elif verb(word, "gerund", glossary) and words[at - 1 : at] != [","]:
        found, word = read_verb(words, at, "gerund", glossary), "does"
    elif word == "of":
        found = read_noun(words, at + 1, glossary)
    elif word == "based" and following == "on":
        found = read_noun(words, at + 2, glossary)
    joined = word if word in ("of", "based", "does") else "for"
    if found and joined in ("for", "does"):
        phrase = found[0] if joined == "does" else found[0].model_copy(update={"does": ""})
        found = with_adjuncts(phrase, words, found[1], glossary, told)
    if not found or (joined == "does" and not found[0].does):
        return None, "", at
    return found[0], joined, found[1]


def _used_to(words: Sequence[str], at: int, glossary: Glossary) -> tuple[Phrase, int] | None:
    """`that leverages X to generate Y`: what it does, and by what when that is understood."""
    for to in range(at, min(at + 14, len(words))):
        if words[to].lower() == "to":
            found = read_verb(words, to + 1, "base", glossary)
            used = noun_phrase(words[at:to], glossary)
            if found and found[0].does and used and takes_object(used.ko):
                does = f"{with_object(used.ko)} 활용해 {found[0].does}"
                return found[0].model_copy(update={"does": does}), found[1]
            return found
        if words[to].lower() in ("that", "which", ";", ".", "where", "we", "for"):
            break
    return read_verb(words, at - 1, "finite", glossary)


def _withpurpose_of(purpose: Phrase, modifiers: str, head: str, joined: str) -> str:
    """Purpose, modifiers and head in the order and with the particles that Korean wants.

    What a thing does is no purpose (`입력 질문을 제거하는 방법`), and a verb's noun leans on a plain head only: before
    `학습 방법` it would make another term of both (`표현` + `학습 방법`).
    """
    modifiers = _said_once(modifiers, purpose.ko)
    if joined == "does":
        return " ".join(part for part in (purpose.does, modifiers, head) if part)
    if joined == "based":
        return " ".join(part for part in (purpose.ko, "기반", modifiers, head) if part)
    if joined == "of" or head.endswith(_STUDIES_KO):
        if head.endswith((*_STUDIES_KO, *_SURVEYS)) and modifiers:
            return f"{purpose.ko}에 대한 {modifiers} {head}"
        return f"{modifiers} {purpose.ko} {head}".strip()
    long = purpose.ko.endswith(_BETTERED) and len(purpose.ko.split()) > 2
    if purpose.kind == "task" and not modifiers and not long and " " not in head:
        return f"{purpose.ko} {head}"
    if takes_object(purpose.ko):
        return " ".join(part for part in (with_object(purpose.ko), "위한", modifiers, head) if part)
    return " ".join(part for part in (f"{purpose.ko}용", modifiers, head) if part)


def _said_once(modifiers: str, purpose: str) -> str:
    """The modifiers without the ones they begin with that the purpose has already."""
    words = modifiers.split()
    for length in range(min(3, len(words)), 0, -1):
        if " ".join(words[:length]) in purpose and _LEANS.search(words[length - 1]):
            return " ".join(words[length:])
    return modifiers


def fits(verb: str, head: str) -> bool:
    """`conduct`, `perform`, `provide`, `offer` make a contribution only of studies and surveys."""
    return not verb.startswith(("conduct", "perform", "provid", "offer")) or head.endswith((*_STUDIES_KO, *_SURVEYS))


def label(head: str, verb: str) -> str:
    """The kind of contribution in brackets."""
    for kind, heads in (
        ("벤치마크", _BENCHMARKS),
        ("데이터셋", _DATASETS),
        ("서베이", _SURVEYS),
        ("분석", _STUDIES_KO),
    ):
        if head.endswith(heads):
            return kind
    if verb.lower().startswith(("releas", "open-sourc")):
        return "공개"
    return "모델" if _is_model(head) and not head.endswith(("보상 모델", "에이전트", "시스템")) else "제안"
