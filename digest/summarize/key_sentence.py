"""The one English sentence of an abstract that says what was done: cue phrases and title overlap.

No model and no library; about half a millisecond an abstract (benchmarks/key_sentences.py measures the choice).
"""

from __future__ import annotations

import re
from collections import Counter

from digest.lazy import pattern_of
from digest.models import Item, Line
from digest.summarize.source_text import plain, sentences

MOST_CHARACTERS = 200
LAST_RESORT = 260
"""Where no sentence fits or can be cut, a longer one is better than no line at all."""
FEWEST_WORDS = 7
"""`This work presents Depth Anything V2.` says no more than the title."""

# `we propose`, `this paper introduces`
_AUTHORS = (
    r"\b(?:we|(?:this|our) (?:[\w-]+ )?(?:paper|work|study|report|article|survey|review))\s+"
    r"(?:\w+ly\s+|(?:also|then|further|here|first|thereby|thus|hence|therefore|instead|now)\s+){0,2}"
)
# We propose OakNet
_GIVES = pattern_of(
    _AUTHORS + r"(?:\w+ [^.;:]{4,140}? and (?:\w+ly )?)?(?:propose|introduce|present|develop|release|unveil)", re.I
)
"""`we propose X`, `we conduct a study of Y and propose X`."""
# We investigate retrieval
_TELLS = pattern_of(
    _AUTHORS + r"(?:propose|introduce|present|develop|release|unveil|design|devise|describe|build|construct|create|"
    r"contribute|open-source|curate|formulate|offer|provide|study|investigate|explore|examine|analy[sz]e|show|"
    r"demonstrate|find|identify|observe|evaluate|compare|train|argue|survey|review|revisit|establish|address|tackle|aim|conduct)",
    re.I,
)
# OakNet outperforms all baselines
_RESULT = pattern_of(
    r"\b(?:outperform|achiev|surpass|improv|state-of-the-art|reduc|enabl|superior|significant|effective|demonstrat)\w*",
    re.I,
)
# The code is available at https://github.com/someone/oaknet
_AWAY = pattern_of(
    r"https?:|\bgithub\b|\b(?:code|project page|weights?) (?:is|are|will be)\b|\bopen-source our\b|\bavailable at\b",
    re.I,
)
# In this paper we … · experimental results show
_OWN = pattern_of(
    r"\b(?:we|our|this (?:[\w-]+ )?(?:paper|work|study|report|article|survey|review|thesis|"
    r"technical report|dissertation)|"
    r"(?:the|this) (?:proposed|presented|present)|(?:is|are) (?:proposed|presented|introduced|developed|studied|"
    r"investigated|explored|described|examined|analy[sz]ed|released)|"
    r"(?:the|experimental) results (?:show|indicate|suggest|demonstrate))\b",
    re.I,
)
"""The authors speak of what they did, not of the field."""
_HOLE = pattern_of(r"\b(?:propose|introduce|present|called|named|of|with|by),(?= (?:an?|the|which)\b)", re.I)
"""Where a macro of the authors was lost: `we propose, a novel …`."""
# However, … · LLMs have recently emerged
_BACKGROUND = pattern_of(
    r"^(?:however|but|unfortunately|recent\w*|despite|existing|previous|prior|current\w*|while|although|traditional\w*|"
    r"the (?:rapid|recent|growing)|with the|as [a-z ]+ (?:become|grow)|most)\b"
    r"|\b(?:has|have) (?:recently |also )?(?:inspired|emerged|become|revolutioni[sz]ed|attracted|gained|garnered|led)\b"
    r"|\b(?:is|are) (?:rapidly |quickly )?(?:evolving|growing|crucial|essential|emerging|critical|challenging)\b",
    re.I,
)
# It learns … · We tackle this problem
_POINTING = pattern_of(
    r"^(?:it|its|they|their|those|th(?:is|ese)"
    r"(?! (?:[\w-]+ )?(?:paper|work|study|report|article|survey|review|thesis|technical))|"
    r"such|here|even|stage \d|the (?:first|second|third|former|latter|other|key idea)|one|another|both|in particular)\b"
    r"|^(?:we|this (?:paper|work|study)) (?:\w+ly )?\w+ (?:it|them)\b"
    r"|^(?:we|this (?:paper|work|study)) (?:\w+ly )?(?:address|tackle|solve|bridge|fill|mitigate|overcome|explore|"
    r"study)\w* (?:this|these|that|those|such)\b(?!.* (?:by|through|via|with) )",
    re.I,
)
"""Starts with, or is about, what only the sentence before explains."""
# To solve these challenges
_POINTED = pattern_of(
    r"\b(?:this|these|those|such|both|aforementioned|above) (?:\w+ ){0,2}(?:issue|challenge|limitation|problem|gap|"
    r"shortcoming|question|finding|insight|observation|paradigm|failure|bottleneck|concern|direction|drawback|need|obstacle)s?\b"
    r"|\b(?:address|tackl|solv|resolv|overcom|mitigat|achiev|explor|investigat)\w* "
    r"(?:it|this|them|that|these)\b(?! [a-z])",
    re.I,
)
"""Names something that only the sentence before explains."""
# In addition, … · we also release
_BESIDE = pattern_of(
    r"^(?:beyond|in addition|additionally|furthermore|moreover|besides|finally|also|lastly|apart from|to further)\b"
    r"|\b(?:we|can|paper|work) (?:also|further)\b",
    re.I,
)
"""What comes on top of the main thing."""
_LEANING = pattern_of(
    r"^(?:[\w'-]+[^\w'-]+){1,4}?(?:this|these|those|such|said)\s+(?!(?:paper|work|study|report|article|survey|review|thesis|"
    r"technical|position|project|research|end|way|as|that)\b)(?:[\w-]+)"
    r"|^(?:[\w'-]+,? ){0,2}(?:on|with|from|to|for|by|using|via|of) (?:it|them)\b"
    r"|^(?:under|following|using|with|from|based on|building on) (?:these|this|such|it|them)\b"
    r"|\btwo (?:main|key) (?:ingredients|components|ideas|observations|insights)\.?$",
    re.I,
)
"""Needs a neighbour: `We develop this prompt …`, `Trained on it, …`, `… two main ingredients.`"""
_INSIDE = pattern_of(
    r"\b(?:that|which|where|and|so|while|because|show|find|demonstrate)\b[^,;]*\b(?:this|these|those|such)\b", re.I
)
"""`… and show that this helps`: what is pointed at stands in the same sentence."""
_SOLVES_BY = pattern_of(
    r"\b(?:address|tackl|solv|bridg|fill|mitigat|overcom|resolv)\w* (?:this|these|that|those|such) [\w -]{3,40}?"
    r"(?: by| through| via| with|,)\b",
    re.I,
)
"""`Oak addresses these limitations by …`: how is told, and that is what counts."""
# We conduct experiments · To validate our claim
_STEP = pattern_of(
    r"^(?:next|then|subsequently|afterwards?|alternatively|as an alternative|as a first step|meanwhile|in parallel)\b"
    r"|^(?:for (?:\w+ )?(?:evaluation|comparison|validation|training|testing)|extensive|(?:our )?"
    r"(?:experiment|evaluation|result|ablation)s?|to (?:validate|verify|evaluate|test|assess|demonstrate|support|"
    r"facilitate|train|ensure|enable|make) (?:this|it|our|these|the|its|that))\b"
    r"|\bwe (?:\w+ly )?(?:organi[sz]e|conduct|perform|carry out|run|select|collect|gather|recruit|report|discuss|"
    r"outline|summari[sz]e|conclude|hope|believe|plan|note|follow)\b",
    re.I,
)
"""A step of the work rather than what came of it."""
_HANDED_OUT = pattern_of(
    r"\bwe (?:\w+ly )?(?:release|open-source|share|publish|provide|make) (?:\w+ ){0,3}?"
    r"(?:our|the|all|its|code|weights?|(?:pre-?)?trained|checkpoints?|model along)\b",
    re.I,
)
"""`We release our code along with …`."""
_HOLLOW = pattern_of(
    r"\b(?:demonstrat|show|confirm|validat|underscor|highlight|verif|support|reveal)\w* (?:the |our |its )?(?:\w+ )?"
    r"(?:effectiveness|superiority|utility|efficacy|potential|hypothes[ie]s|readiness|validity|experimental results)\b"
    r"|\bwe hope\b|\baims? to showcase\b|\bpav\w+ the way\b",
    re.I,
)
"""Praise that could stand under any paper: `Extensive results demonstrate the effectiveness of …`."""
# Existing methods struggle · future work
_LIMIT = pattern_of(
    r"\b(?:our|this|the) (?:[\w-]+ ){0,2}limitations?\b|\blimitations? of (?:our|this)\b"
    r"|\bfuture (?:work|research|directions?)\b|\bwe (?:acknowledge|leave|caution)\b"
    r"|\b(?:remains?|is|are) (?:still )?(?:an open|challenging|under-?explored|unclear|unexplored|difficult|limited)\b"
    r"|\b(?:suffers?|hindered|bottlenecked|plagued) (?:from|by)\b"
    r"|^(?:existing|current|previous|prior|most|many|conventional|standard) [\w -]{3,60} "
    r"(?:fail|struggle|lack|rely|require|ignore|overlook|neglect|focus|suffer|remain|are|is|do|cannot)\b",
    re.I,
)
"""What is not possible, of the field or of the work, in place of what was done."""
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an the of for in on to and or with by from via as at is are be can using towards toward into through its "
        "their your our how what when why do does not this that these it we based new beyond",
    )
)
_WORD = pattern_of(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")  # retrieval · gpt-4.5


def shown_sentence(title: str, abstract: str) -> str:
    """The best sentence that fits MOST_CHARACTERS without its lead-in, cut only where the claim stays; else "".

    Where the authors speak of their work anywhere, a sentence that does not is background and never shown; one that
    leans on the sentence before (`We address it by …`) or hardly says anything comes last.
    """
    ranked = ranked_sentences(title, plain(abstract))
    own = [sentence for sentence in ranked if _own(sentence, _name(title))]
    asks_or_lists = ("?", ":")
    tried = [(one, without_lead_in(one)) for one in (own or ranked)[:8] if not one.endswith(asks_or_lists)]
    whole = [
        (said, bare)
        for said, bare in tried
        if not leans(bare) and len(bare.split()) >= FEWEST_WORDS and not _says_little(said, bare)
    ]
    ordered = [*whole, *(pair for pair in tried if pair not in whole)]
    for most in (MOST_CHARACTERS, LAST_RESORT):
        for place, (sentence, bare) in enumerate(ordered):
            text = shortened(bare, most)
            if text and (place == 0 or not own or _TELLS.search(sentence)):
                return text
    return ""


def key_sentence_line(item: Item) -> Line | None:
    """The last writer above the bare title; None when the item has no abstract."""
    text = shown_sentence(item.title, item.abstract)
    return Line(text=text, producer="key-sentence") if text else None


def ranked_sentences(title: str, abstract: str) -> list[str]:
    """The sentences of a plain abstract, best first; ties go to the earlier one."""
    found = sentences(abstract)
    contents = [_content(sentence) for sentence in found]
    wanted, seen = _content(title), Counter(word for content in contents for word in content)
    name = _name(title)
    scores = [
        _score(sentence, content, i / len(found), wanted, seen)
        + 0.6 * bool(name and name in _joined(sentence))
        - 0.5 * (not _own(sentence, name))
        for i, (sentence, content) in enumerate(zip(found, contents, strict=True))
    ]
    return [found[i] for i in sorted(range(len(found)), key=lambda i: (-scores[i], i))]


def leans(bare: str) -> bool:
    """Whether a sentence without its lead-in is understood only beside its neighbours."""
    return bool(
        _POINTING.search(bare) or (_LEANING.search(bare) and not _INSIDE.search(bare) and not _SOLVES_BY.search(bare))
    )


def _says_little(said: str, bare: str) -> bool:
    """Whether a sentence praises, limits, tells a step or comes on top, and gives nothing of its own."""
    aside = _HOLLOW.search(said) or _STEP.search(bare) or _LIMIT.search(said)
    return bool(_HANDED_OUT.search(bare) or _BESIDE.search(bare) or (aside and not _GIVES.search(said)))


def _own(sentence: str, name: str) -> bool:
    """Whether a sentence is about this paper: the authors speak, or what the title names is in it."""
    return bool(_OWN.search(sentence) or (name and name in _joined(sentence)))


def _joined(text: str) -> str:
    """`SkyReels V4` and `SkyReels-V4` alike."""
    return re.sub(r"[\s-]", "", text).lower()


def _name(title: str) -> str:
    """What stands before the colon of a title, if it may be a name; in lower case."""
    # `SkyReels V4: Video at Once`
    return _joined(title.split(":")[0]) if re.match(r"[A-Z][\w-]*(?: [\w.-]+)?: ", title) else ""


def _score(sentence: str, content: set[str], place: float, wanted: set[str], seen: Counter[str]) -> float:
    """How well a sentence stands for its abstract.

    place: 0 first … 1 last. wanted: words of the title. seen: in how many sentences each word stands.
    The weights were tuned on 1,000 papers and kept because 2,272 others agree (benchmarks/key_sentences.py).
    """
    words = len(sentence.split())
    score = 2.0 * len(wanted & content) / max(1, len(wanted))
    score += 1.2 * sum(seen[word] - 1 for word in content) / (len(content) + 4)
    score += (
        0.4 * bool(_TELLS.search(sentence)) + 0.8 * bool(_GIVES.search(sentence)) + 0.1 * bool(_RESULT.search(sentence))
    )
    score -= (
        1.0 * bool(_AWAY.search(sentence))
        + 1.5 * bool(_HOLE.search(sentence))
        + 1.0 * bool(_BACKGROUND.search(sentence))
        + 0.7 * bool(_HOLLOW.search(sentence) and not _GIVES.search(sentence))
        + 0.4 * bool(_LIMIT.search(sentence) and not _GIVES.search(sentence))
        + 1.5 * sentence.endswith("?")
    )
    bare = without_lead_in(sentence)
    score -= (
        0.2 * bool(_POINTING.search(bare))
        + 0.1 * bool(_POINTED.search(bare))
        + 0.3 * bool(_BESIDE.search(sentence))
        + 0.3 * leans(bare)
        + 0.3 * bool((_STEP.search(bare) and not _GIVES.search(sentence)) or _HANDED_OUT.search(bare))
    )
    score -= 0.6 * (words > 45) + 0.9 * (words < 14)
    return score - 0.3 * (place > 0.7)


def _content(text: str) -> set[str]:
    """Content words, hyphens opened and plurals folded."""
    words = (part for word in _WORD.findall(text.lower()) for part in word.split("-"))
    return {w[:-1] if len(w) > 3 and w.endswith("s") else w for w in words if w not in _STOP}


_PURPOSE = (
    "address|tackle|bridge|overcome|mitigate|fill|solve|resolve|remedy|alleviate|combat|meet|close|handle|"
    "counter|this end|that end|achieve the best of both worlds|fill this gap"
)
# To this end, we … · In this paper, we …
_LEAD_INS = pattern_of(
    rf"^(?:(?:to|in order to) (?:\w+ly )?(?:{_PURPOSE})\b"
    r"(?:[^.;:]{0,160}?,(?= (?:we|this (?:paper|work))\b)|[^,]{0,120},)"
    r"|(?:to|in order to|for|under|unlike|in contrast to|addressing|beyond|among|in|with|on) [^.;:]{0,120}?"
    r"\b(?:this|these|those|such|it|them)\b[^.;:]{0,100}?,(?= (?:we|our)\b)"
    r"|(?:(?:guided|motivated|inspired) by|using|with|given|leveraging|following|based on) "
    r"(?:these|this|such)\b[^,]{0,60},(?= (?:we|our)\b)"
    r"|(?:to|toward|towards) (?:this|that) (?:end|goal|aim),"
    r"|in (?:this|the present|our) (?:[\w-]+ ){0,2}(?:paper|work|study|report|article|survey)[^,]{0,50},"
    r"|here(?:in)?,?(?= we\b)"
    r"|(?:building|based|motivated|inspired|informed|drawing|grounded) (?:up)?(?:on|by|from|in)[^,]{0,120},"
    r"(?= (?:we|this|our)\b)"
    r"|(?:therefore|thus|hence|consequently|accordingly|furthermore|moreover|additionally|finally|specifically|notably|"
    r"in response|in light of this|as a (?:result|remedy|solution)|for this purpose|in addition|in summary|in contrast|"
    r"first(?:ly)?|second(?:ly)?|lastly|overall),"
    r"|(?:next|then|subsequently|afterwards?|alternatively|as an alternative|as a first step|meanwhile|in parallel|"
    r"instead),"
    r"(?= (?:we|this (?:paper|work)|our)\b)"
    r"|(?:however|but|and|so|thus|therefore),?(?= we\b)"
    r")\s*",
    re.I,
)


def without_lead_in(sentence: str) -> str:
    """The sentence from where it starts to say something: `To address this gap, we …` → `We …`."""
    for _ in range(3):
        rest = _LEAD_INS.sub("", sentence, count=1)
        if rest == sentence or len(rest.split()) < 4:
            break
        sentence = rest
    return sentence[:1].upper() + sentence[1:]


_ASIDE = pattern_of(r"\s\([^()]*\)")  # retrieval (RAG)
# `a model, which is small` · `a model; it is small`
_CLAUSES = pattern_of(
    r"(?:;|:| [–—]|,(?= (?:which|where|thereby|thus|as well as|and (?:we|it|show|demonstrat|achiev)|\w+ing\b))"
    r"|(?= (?:by \w+ing|via|through|using|thereby)\b))\s+",
    re.I,
)
# `a model that is small`
_PHRASES = pattern_of(
    r"(?:,?(?= (?:that|which|designed|built|based|comprising|consisting|with|for|across|to|in)\b))\s+"
)
# fast but weak · doesn't
_TURN = pattern_of(
    r"\b(?:but|yet|except|excluding|unless|only|however|although|though|if|provided|rather|instead|expense|whereas|"
    r"despite|albeit|subject to|as long|fail\w*|cannot|limited)\b|n't\b",
    re.I,
)
# without labels
_DENIAL = pattern_of(r"\b(?:no|not|nor|never|neither|without|under|than|hardly|rarely|few|lack\w*)\b", re.I)
# a model with
_OPEN_END = pattern_of(
    r"\b(?:of|the|a|an|and|or|with|for|in|on|to|by|that|namely|i\.e\.|e\.g\.|following|demonstrate|show|find|observe)$",
    re.I,
)


def shortened(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text if it fits (perhaps without brackets or purpose clause), else cut before a clause or phrase, with `…`.

    "" when every cut could change the claim: a cut is refused inside brackets or quotes, and when a turn
    (but, unless, only, not …) stands in what would go or in the clause that would end the line.
    """
    bare = _ASIDE.sub("", text)
    # To close this gap, we train a judge → we train a judge
    direct = re.sub(r"^To [^,]{10,160}, (?=we\b)", "", bare)
    for whole in (text, bare, direct[:1].upper() + direct[1:]):
        if len(whole) <= most:
            return whole
    for boundary, fewest in ((_CLAUSES, 90), (_PHRASES, 90), (_CLAUSES, 50)):
        for match in reversed(list(boundary.finditer(whole))):
            kept, rest = whole[: match.start()].rstrip(" ,;:–—"), whole[match.end() :]
            if fewest <= len(kept) <= most - 2 and _may_end(kept, rest):
                return kept + " …"
    return ""


def _may_end(kept: str, rest: str) -> bool:
    """Whether a line may stop after `kept` without saying more, or other, than the sentence says."""
    if _OPEN_END.search(kept) or kept.count("“") != kept.count("”") or kept.count('"') % 2 or "(" in kept:
        return False
    first, last = " ".join(rest.split()[:6]), kept[-60:]
    return not (_TURN.search(rest) or _TURN.search(last) or _DENIAL.search(first) or _DENIAL.search(last))
