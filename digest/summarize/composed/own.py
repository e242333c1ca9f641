"""Whose a number is: the parts of an abstract that surely speak of the paper's own thing.

A claim begins behind `OakNet`, `our method`, `it` or `we` where that is the subject of a clause, and reaches as far
as no other thing can be meant. Everything else is nobody's: variants, baselines, other systems, one setting of several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from digest.lazy import pattern_of
from digest.models import Value
from digest.summarize.source_text import sentences

COINED = r"(?=[\w.-]*(?:\d|[A-Z]{2}|[a-z][A-Z]))[A-Z][\w.-]*\w(?: [A-Z0-9][\w.-]*\w)*"
"""A name that somebody made up, as a pattern: `DeepSeek R1`, `Qwen3-8B`."""
# our `framework`
_THING = (
    r"(?:method|approach|framework|model|system|algorithm|pipeline|technique|agent|solution|strategy|architecture|"
    r"network|paradigm|policy|scheme|mechanism)s?"
)
# `Our proposed method`, `this framework`
_OURS = rf"(?:[Oo]ur|[Tt]he proposed|[Tt]his)(?: (?:proposed|new|novel|full|final|overall|unified))? {_THING}"
# we `introduce`
_GIVES = r"(?:propos|introduc|present|develop|design|build|construct|releas|creat|contribut)(?:e|es|ing)?"
# we `also `introduce
_ADVERBS = r"(?:\w+ly |also |then |further |first |therefore |thus )*"

# What else a paper gives.
# `we introduce OakBench`, `a memory called OakMem`
_INTRODUCED = pattern_of(
    rf"\b(?:[Ww]e|paper|work) {_ADVERBS}{_GIVES} "
    rf"(?:(?:the )?(?P<direct>{COINED})|an? [^,.;:]{{3,90}}?,? (?:called|named|dubbed|termed"
    rf"|namely) (?P<called>{COINED}))"
)
# `we introduce OakBench, a benchmark, and OakMem, a memory`
_SECOND = pattern_of(
    rf"\b(?:[Ww]e|paper|work) {_ADVERBS}{_GIVES} (?:[^.;]{{3,160}}?,? )?and "
    rf"(?:{_GIVES} )?(?:the )?(?P<direct>{COINED})(?:,| \(| as)? (?:an?|the|which)\b"
)
_UNNAMED = pattern_of(rf"\b[Ww]e {_ADVERBS}{_GIVES} an? ")
"""`We introduce a training pipeline … with 10x lower cost`: the pipeline's, not that of what the line names."""

# What stands before the subject.
_EDGE = pattern_of(r"(?:^|\b(?:that|show|shows|demonstrates?|indicates?|reveals?) |[,;:–—] ?(?:and |while )?|\band )$")
"""Where a clause may begin: `Experiments show that `, `It is small, and `."""
_PART = pattern_of(
    r"\b(?:using|under|with(?:out)?|when|at|for|before|after|settings?|budget|trained|only|if|variants?|given"
    r"|study|in|on|regimes?|whereas"
    r"|baselines?|prior|existing)\b",
    re.I,
)
"""An opening that may narrow what follows to a part: `Under the 1-shot setting, `."""
_EVERYWHERE = pattern_of(
    r"\b(?:experiment|evaluat|results?\b|analys[ei]s|studies|compared (?:to|with)|relative to|across|test"
    r"|comparison|deployed)",
    re.I,
)
"""One that does not: `Extensive experiments on six benchmarks show that `, `Across four tasks, `."""
_FILLER = pattern_of(r"\b(?:for (?:example|instance)|in (?:particular|addition|total|fact|summary)),? ?", re.I)
"""One that says nothing: `In particular, `."""
_MEANS = pattern_of(
    r"^\W*(?:\w+ly,? |moreover,? )?(?:through|by|thanks to|leveraging|combining|integrating"
    r"|with (?:only |just )?[\d.]+[BM] parameters)\b",
    re.I,
)
"""One that tells how: `Through careful training, `."""
_MADE = pattern_of(
    r"\b(?:built|building|based|trained|fine-?tuned|starting|distilled|initiali[sz]ed) (?:on|from"
    r"|upon|with)\b",
    re.I,
)
"""One that tells of what the thing is made, which is no place of its results: `Trained on OakSet-10K, `."""
_NARROW = pattern_of(
    r"\b(?:(?:only|just) \d+%|under|when|before|after|budget|if|variants?|given|regimes?|whereas|ablations?"
    r"|user study|at [\d.]+|extreme|matched|subset|early"
    r"|(?:shot|low\w*) settings?)\b",
    re.I,
)
"""What narrows even an opening about experiments: `Experiments under tight budgets show that `."""
# on the GSM8K` dataset`
_KIND_OF_PLACE = r"(?: (?:benchmark|dataset|leaderboard|test set|validation set|test split|corpus))"
# on `the challenging GSM8K`
_PLACE = rf"(?:the )?(?:(?:challenging|public|real-world|standard|popular|held-out) )?(?P<place>{COINED})"
_ONE_PLACE = pattern_of(
    rf"\bon (?:the )?(?:(?:challenging|public|standard|popular|recent|widely[ -](?:used|studied|adopted)) )?"
    rf"(?P<place>(?-i:{COINED}|[A-Z][\w-]+(?={_KIND_OF_PLACE}))){_KIND_OF_PLACE}?(?:, | \w+(?: that)? )$",
    re.I,
)
"""The one benchmark or model that an opening names: `On GSM8K, `, `Experiments on the GSM8K dataset show that `."""
_ONE_OF_SEVERAL = pattern_of(r"\b(?:including|such as|e\.g\.|among)", re.I)
"""An opening whose benchmark is only one of those meant: `Across three sets, including new data on OakSet, `."""

# The subject and what it does.
_DO = r"(?:achieve|obtain|reach|attain|improve|reduce|outperform|surpass|boost|increase|accelerate|deliver|yield)\b"
"""Of several, or of us: our models `achieve`, we `reduce`."""
# OakNet` also improves`, our models` achieve`
_VERB = (
    r"(?: \([^()]{1,40}\))?(?: (?:\w+ly|also|further|even|not only|both|still))* "
    r"(?!(?:as|its|this|across|versus|less|based|thus|always)\b)"
    rf"(?P<verb>[a-z]+(?:s|ed)\b|can\b|cut\b|ran\b|(?<=s ){_DO})"
)

# Between the subject and the number.
_OTHERS = pattern_of(
    r"\b(?:that|which|whose|whom|where|whereas|although|though|but(?! also)|when|if|unless|because|since"
    r"|variants?|ablat\w+"
    r"|enabl\w+|allow\w*|help\w*|let(?:s|ting)?|mak(?:es|ing)|guid\w+|teach\w*|fails?|cannot|never|not(?! only)"
    r"|neither|nor"
    r"|could|would|may|might|goal|aims?|hopes?|at the cost|versions?|its \w+ (?:achiev|reach)\w*|it|they|we"
    r"|and (?:on|for|in|under|with|at)|(?:produc|train|yield|creat|generat|build)\w* [A-Z]\w*[A-Z]\w*)\b|;"
    r"|\bwhile (?!\w+ing\b)"
    rf"|{COINED} (?:\w+ly )?(?:(?:achiev|reach|attain|obtain|scor|improv|reduc|requir|boost)(?:es|s|ing)|lifts"
    rf"|needs|uses|has"
    r"|is)\b|\bwith [^,;]{1,40} (?:achiev|reach|attain|obtain|lift|improv|boost|show)ing\b"
)
"""Behind these words the subject may be another, or the claim is turned round."""
_CONFUSED = pattern_of(r"\b(?:respectively|needle|haystack|prior work|far below|attack success|random guess\w*)\b")
"""Sentences whose numbers belong to several things or mean the opposite: `respectively`, `far below`."""

# Around the number.
_FIGURES = ("most", "low", "old", "value")
"""Groups of a match where what is told of the number may begin: `low` for the 4 of 4 to 8 times."""
_LISTED = pattern_of(
    r"\d\s?(?:%|x|×|-?fold|points?|pp|K|M)?(?: \([^()]*\))?(?:,? and|,|/| or| to)(?: (?:by|an?|of|up to|over"
    r"|about))? ?$"
)
"""The number before, of a list of which the match is the end: `8.1% and `6.7% gains."""
_LEADS = pattern_of(
    r"(?:^|\(|, |\(up to )$|\b(?:by|of|an?|the|and|with|is|are|being|runs?|running|up|to|yet|in|while)\s$"
    r"|\b(?:\w+(?:es|s|ing|ed|ial|able|ant|ive)|achieve|reach|attain|obtain|improve|demonstrate|report|observe"
    r"|overall|average|mean|consistent)\s$"
)
"""What may stand before a number; anything else is a bound that is not understood: `within`, `less than`."""
_RUNS_ON = pattern_of(r"\s?(?:-{1,2}|–|—|~|±|to|/)\s?[+\d]|\s?±|p\b|,? (?:and )?\+\d| \((?![+\d]|vs|from|up)")
"""The number begins a range or list, has an error or a label: 1.2`--1.4`, 81.6` ± 2.6`, 63.5` (single-hop)`."""
# on `six` benchmarks, for `various` tasks
_GENERAL = (
    r"(?:the |all |both |our |a )?(?:average|multiple|several|various|diverse|standard|public|challenging|two"
    r"|three|four|five"
    r"|six|seven|eight|nine|ten|\d+|different|widely|popular|real-world|benchmarks?|datasets?|range|variety"
    r"|suite|set|wide"
    r"|models|tasks|domains|established|representative|extensive|comprehensive)\b"
)
_OVERALL = pattern_of(rf"\s(?:on|in|for) {_GENERAL}")
"""No part but everything: 4.1 points` on six benchmarks`."""
# 31 FPS` on a single A100 GPU`
_DEVICE = r" on (?:an? |one |a single |the )?(?:[\w-]+ ){0,4}(?:GPU|CPU|device|card|processor|RTX \d+|[AHV]\d00)s?\b"
_ENDS = pattern_of(
    rf"\)?(?:\s*$|[.:;](?:\s|$)|,(?! (?:when|if|under|on|for|in|at|\d|respectively)\b)|\)| \(| ?[–—] |{_DEVICE}"
    r"|\s(?:while|yet|as well as|thereby|thus|without|alongside|outperform\w*|surpass\w*|exceed\w*|demonstrat\w+"
    r"|overall|compared"
    r"|over|relative to|versus|vs\.?|than|against|across|at (?:no|negligible|minimal|comparable|similar)"
    rf"|with (?:no|negligible|minimal|comparable|little|near|a minimal)|(?:on|in|for|over) (?:{_GENERAL}))\b"
    rf"|\sand\b)"
)
"""What may follow a result; anything else narrows it to a part."""
_SAME_AGAIN = pattern_of(
    r",? and (?:by |up to |over |about |an? )?\+?\d[\d.]*(?:%|x|×| points?"
    r"| pp)?(?: \w+)? (?:on|for|in|under|at)\b"
)
"""Another number of the same kind for another part: 4x` and 2x for single images`."""
_ON_PLACE = pattern_of(
    rf"\s(?:on|for) {_PLACE}"
    rf"(?=[;:)]|,(?! (?:and )?{COINED})|\.(?: |$)|$| \(| (?:and(?! [A-Z])|with|without|while|using|benchmark|dataset"
    r"|test|validation|compared|over|by)\b)"
)
"""The one benchmark behind a result: improves accuracy by 5.2 points` on SearchQA`."""
_ON_PART = pattern_of(r"\s(?:on|for|in)\s")
"""The part that a number holds for: 44%` on video understanding`."""
_ON_SEVERAL = pattern_of(rf"\s(?:on|for|in) (?:the )?{COINED}, (?:and )?{COINED}")
"""A list of places, of which none is that of the number: 38%` on OakIQ, OakCIRR`, and OakRCO."""
_AGAINST = pattern_of(
    r"\s(?:over|compared (?:to|with)|relative to|versus|than)\s[^,;.()]*?(?=\s(?:on|for|in"
    r"|under|when|at)\s)"
)
"""With whom it is compared, before the part it holds for: 24.3%` over the baseline` in one-shot classification."""
_BEFORE_PLACE = pattern_of(
    rf"\bon (?:the )?(?P<place>{COINED}"
    rf"|[A-Z][\w-]+(?={_KIND_OF_PLACE})){_KIND_OF_PLACE}?,(?! (?:while|and|but)\b)[^,;\d]*$"
)
"""The benchmark of a claim that goes on: `achieves new results on the Chameleon benchmark, reaching `82%."""

# What else the sentence says.
_RESTRICTED = pattern_of(
    r"\b(?:under(?! (?:the same|comparable|similar|identical|an? (?:second|minute)|one|[\d.]+ (?:m?s|seconds?|minutes?"
    r"|hours?|GB))\b)|when|if|only (?:on|for|in|at)|at (?:an? |the )?(?:[\d.]++(?! ?(?:FPS|fps|Hz|frames))"
    r"|(?:extreme|aggressive|high|low|matched)\w*(?! (?:cost|latency|quality|fidelity))))\b"
)
"""The sentence holds for a setting that the line does not tell: `at extreme rates`, `under high sparsity`, `at 3x`."""
_NEXT_PART = pattern_of(
    r", (?!(?:but )?(?:under|when|if|only|at)\b)| and (?=\d)"
)  # up to 7 times on OakSet, and 18 times when distilled
_FOLD = r"\s?(?:×|[xX]\b|-?fold|times)(?! ?\d)"  # 3`x`
_PERCENT = r"\s?(?:%|pp\b|-?points?\b|percentage points?\b)"  # 3`%`, 4` points`
_OTHER_PART = (
    r"(?: [\w@-]+){0,3}? (?:on|for|under|at|across|when|over"
    r"|(?<!tion )(?<!ment )(?<!ease )(?<!gain )(?<!ains )(?<!ings )in)\b"
)
"""Behind a number that holds for a part or against a rival of its own: 1.8%` on image benchmarks`."""
_LATER_PLACE = pattern_of(
    rf"(?<!and )\bon (?:the )?(?!NVIDIA|RTX|GPU|CPU|[AHLV]\d+\b)(?:{COINED}|[A-Z][\w-]+(?={_KIND_OF_PLACE}))"
)
"""Where all of a sentence may hold: 10.7% and 25.9% lower latency than a large model` on AIME25`."""
_OTHERS_FIGURE = pattern_of(r"\b(?:from|than|(?<!up )to|with|versus|vs\.?|against)(?: (?:only|just|an?|the))? $")
"""Before the figure of whom the paper is compared with: compared `with `59.8% for the baseline."""


class Claim(Value):
    """What a sentence says of the paper's own thing."""

    sentence: str
    at: int
    """Where it begins in the sentence."""
    end: int
    """Where the next subject stands."""
    place: str
    """The one benchmark or model that the sentence's opening names; "" for none."""
    after: str
    """The next sentence; "" behind the last."""


class Held(Value):
    """A number that is the claim's own, and where it holds."""

    place: str
    """The one benchmark or model it is measured on; "" when none is named."""
    part: str
    """The words behind it that narrow it, which have to be said: ` on video understanding`; "" for none."""


def claims(abstract: str, name: str) -> list[Claim]:
    """All claims of an abstract about what is called `name` ("" for a thing without a name), in order.

    Where the paper gives other things beside it, only the name itself counts as its subject.
    """
    others = _gives_others(abstract, name)
    found: list[Claim] = []
    known = False
    told = [*sentences(abstract), ""]
    for sentence, after in pairwise(told):
        own = [] if _CONFUSED.search(sentence) else list(_of(sentence, after, name, others, known))
        # We propose OakNet
        given = name and re.search(rf"\b[Ww]e {_GIVES} (?:the )?{re.escape(name)}(?![\w-])", sentence)
        known = bool(own or given)
        found += own
    return found


def held(claim: Claim, match: re.Match[str]) -> Held | None:
    """Where a number found in the claim's sentence holds; None when it is not surely the claim's own and whole."""
    if not claim.at <= match.start() < claim.end or _OTHERS.search(claim.sentence, claim.at, match.end()):
        return None
    first = min(match.start(group) for group, value in match.groupdict().items() if value and group in _FIGURES)
    if match.start() == first and not _LEADS.search(claim.sentence[:first]):
        return None
    after = claim.sentence[match.end() :]
    if _RESTRICTED.search(claim.sentence[claim.at : match.end()] + _NEXT_PART.split(after)[0]):
        return None
    if _RUNS_ON.match(after) or _SAME_AGAIN.match(after):
        return None
    if any(_LISTED.search(claim.sentence[max(0, at - 60) : at]) for at in (first, match.start())):
        return None
    against = _AGAINST.match(after)
    if against and not _OVERALL.match(after, against.end()):
        after = after[against.end() :]
    behind, before = _ON_PLACE.match(after), _BEFORE_PLACE.search(claim.sentence[claim.at : match.start()])
    if behind or "bench" in match.groupdict():
        return Held(place=behind["place"] if behind else "", part="")
    place = before["place"] if before else claim.place
    if _ENDS.match(after):
        divided = _LATER_PLACE.search(claim.sentence, match.end(), claim.end) or _other_parts(claim, match)
        return Held(place=place, part="") if place or not divided else None
    # of two places one may be another number's
    one = _ON_PART.match(after) and not place and not _ON_SEVERAL.match(after)
    return Held(place="", part=after) if one else None


def unit_of(match: re.Match[str]) -> str:
    """The unit behind a found number as a pattern, that of percents or of times; "" when it has none of them."""
    return next((one for one in (_FOLD, _PERCENT) if re.match(one, match.string[match.end("value") :])), "")


def _other_parts(claim: Claim, match: re.Match[str]) -> bool:
    """Whether another number of the same kind holds for another part: 2.2%` over GRPO on code, 1.8% on images`."""
    unit = unit_of(match)
    if not unit:
        return False
    figure = re.compile(rf"(?<![\w.])\d[\d.]*{unit}{_OTHER_PART}")
    here = [one.start() for one in figure.finditer(claim.sentence, claim.at)]
    apart = [at for at in here if not match.start() <= at < match.end()]
    return bool(figure.search(claim.after)) or any(not _OTHERS_FIGURE.search(claim.sentence[:at]) for at in apart)


def _gives_others(abstract: str, name: str) -> bool:
    """Whether the paper gives anything with a name beside `name`."""
    found = [match for pattern in (_INTRODUCED, _SECOND) for match in pattern.finditer(abstract)]
    called = [(match["direct"] or match.groupdict().get("called") or "", abstract[match.end() :]) for match in found]
    # we introduce Oak Network` for segmentation (OakNet)`
    spelt = rf"[^.]{{0,40}}\({re.escape(name)}\)"
    return bool(name) and any(not _alike(one, name) and not re.match(spelt, after) for one, after in called)


def _alike(one: str, other: str) -> bool:
    # OakNet-7B → OakNet7B
    bare = [re.sub(r"\W", "", text).lower() for text in (one, other)]
    return bare[0].startswith(bare[1]) or bare[1].startswith(bare[0])


def _of(sentence: str, after: str, name: str, others: bool, known: bool) -> Iterator[Claim]:
    """The claims of one sentence; after: the next one; known: the sentence before speaks of the paper's own thing."""
    if name and _UNNAMED.search(sentence):
        return
    pattern = re.compile("|".join(_subjects(name, others)))
    found = [match for match in pattern.finditer(sentence) if _EDGE.search(sentence[: match.start()])]
    while found and found[0]["it"] and not known:
        del found[0]  # nothing that it could mean
    ends = [match.start() for match in found[1:]] + [len(sentence)]
    for number, (match, end) in enumerate(zip(found, ends, strict=False)):
        opening = sentence[: match.start()]
        if number:
            before, _, clause = re.sub(r"\.(?=[A-Z])", ";", opening).rpartition(";")  # to `baselines.On `ElmSet, OakNet
            opening = clause if before else ""
        narrow, place = _narrowed(opening)
        if not narrow:
            at = match.start("verb") if match["verb"] else match.end() - 1
            yield Claim(sentence=sentence, at=at, end=end, place=place, after=after)


def _subjects(name: str, others: bool) -> Iterator[str]:
    """How a clause about the paper's own thing begins, as patterns with the groups `it` and `verb`."""
    # OakNet · OakNet-7B · OakNet-v1.0 · our OakNet framework
    size = r"(?:-[vV]?\d[\w.]*)?(?![\w-])"
    called = rf"(?:[Oo]ur )?(?<![\w-])(?i:{re.escape(name)}){size}(?: (?:[a-z]+ )?{_THING}|'s)?" if name else ""
    subjects = [called] * bool(name) + [_OURS] * (not others) + [r"(?P<it>[Ii]t)"]
    yield rf"(?:{'|'.join(subjects)}){_VERB}"
    if not others:
        yield rf"\b[Ww]e (?:\w+ly )?(?:{_DO}|(?:achiev|obtain|reach|improv|reduc)ed\b|demonstrate\b|report\b|observe\b)"
    if name and not others:
        yield rf"\b[Ww]e (?:evaluate|{_ADVERBS}{_GIVES}) {called}(?=,| on )"


def _narrowed(opening: str) -> tuple[bool, str]:
    """Whether the words before the subject narrow the claim, and the one place they name."""
    opening = _FILLER.sub("", opening)
    if _NARROW.search(opening):
        return True, ""
    made = _MADE.search(opening)
    one = None if made or _ONE_OF_SEVERAL.search(opening) else _ONE_PLACE.search(opening)
    general = one or made or _MEANS.search(opening) or _EVERYWHERE.search(opening)
    return bool(_PART.search(opening) and not general), one["place"] if one else ""
