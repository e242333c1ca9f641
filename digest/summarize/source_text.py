"""English source text as a reader should see it: one line, no LaTeX debris, split into sentences.

Numbers and names come out unchanged; only their wrapping goes.
"""

from __future__ import annotations

import re
import unicodedata

from digest.lazy import pattern_of

MOST_SOURCE = 10_000
"""Real abstracts end at about 3,000 characters; more is an accident or an attack."""
X_POST = "X 글은 원문을 옮기지 않음"
"""Why a post has no line without a model: X's terms let us link it, not show its words."""
# \times → ×
SYMBOLS = {
    "times": "×", "approx": "≈", "sim": "~", "simeq": "≈", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "neq": "≠", "pm": "±", "cdot": "·", "to": "→", "rightarrow": "→", "infty": "∞", "ell": "ℓ", "log": "log",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "lambda": "λ",
    "mu": "μ", "pi": "π", "sigma": "σ", "tau": "τ", "theta": "θ", "phi": "φ", "omega": "ω", "eta": "η",
    "Delta": "Δ", "Sigma": "Σ", "Theta": "Θ", "Omega": "Ω", "deg": "°", "ldots": "…", "dots": "…", "LaTeX": "LaTeX",
    "eg": "e.g.", "ie": "i.e.", "etc": "etc.",
}  # fmt: skip
# \'e is é: \u0301
ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303"}

_DROPPED = pattern_of(r"~?\\(?:cite[a-z]*|footnote|label|ref|vspace|hspace)\s*\{[^{}]*\}")  # ~\cite{someone2024}
_GROUPED = pattern_of(r"(?<=\d)\\,(?=\d{3}(?!\d))")  # 12\,345
_HREF = pattern_of(r"\\href\s*\{[^{}]*\}\s*\{([^{}]*)\}")  # \href{https://oaknet.example}{project page}
_WRAPPED = pattern_of(r"\\[a-zA-Z]+\*?\s*\{([^{}]*)\}")  # \textbf{OakNet}
_FRACTION = pattern_of(r"\\?[dt]?frac\s?\{([^{}]{1,20})\}\s?\{([^{}]{1,20})\}")  # \frac{1}{16}
_OLD_STYLE = pattern_of(r"\{\\(?:em|it|bf|sc|tt|sl|rm)\b\s*([^{}]*)\}")  # {\em OakNet}
_ACCENTED = pattern_of(r"\\(['`\"^~])\s*\{?([A-Za-z])\}?")  # Poincar\'e
_APOSTROPHE = pattern_of(r"(?<=[a-z])\\'(?=(?:s|t|re|ve|ll)\b)")  # `object\'s` is English, not `objectś`
_COMMAND = pattern_of(r"\\([a-zA-Z]+)\*?")  # \alpha
# 91\%
_ESCAPED = pattern_of(r"\\([%&_$#{}])")
_MATH = pattern_of(r"\$([^$\n]{1,200}?)\$")  # $\alpha = 2$
_BARE_STYLE = pattern_of(r"\b(?:text|math)(?:bf|it|tt|sc|rm|cal|bb)\{([^{}]*)\}")  # textbf{OakNet}
_MARKDOWN = pattern_of(r"(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\1")  # **OakNet**

_LOST = (
    (pattern_of(r"(?<=\d)times(?: (?=\d))?(?!(?!sim\d)[a-z])"), "×"),  # 4.41times, 36times 64, 15timessim50times
    (pattern_of(r"(?<![A-Za-z])sim ?(?=\d)(?!2real)"), "~"),  # sim39K, 20sim 100, but sim2real
    (pattern_of(r"(?<![\w/.-])approx (?=\d)"), "≈"),  # approx 30K
    (pattern_of(r"(?<![A-Za-z])leq ?(?=[\d.])"), "≤"),  # leq5%
    (pattern_of(r"(?<![A-Za-z])geq ?(?=[\d.])"), "≥"),  # geq5
    (pattern_of(r"(?<![A-Za-z]) ?rightarrow(?![a-z]) ?"), " → "),  # 62.9 %rightarrow68.7 %
    (pattern_of(r"(?<=[\d%])uparrow(?![a-z])"), "↑"),  # 5%uparrow
    (pattern_of(r"(?<![A-Za-z])uparrow ?(?=\d)"), "↑"),  # uparrow5.3%
    (pattern_of(r"(?<=\d) ?pm ?(?=\d+\.\d)"), " ± "),  # 90.1pm0.3
)
"""LaTeX whose `$` and `\\` were taken away on the way, as Hugging Face's abstracts have it."""
_NAMELESS = pattern_of(r"\b([Ww]e|paper|work) (propose|introduce|present|develop)(s?),(?= (?:an?|the) )")
"""Where the macro of a name was lost: `We present, a unified framework …`."""
_ODD_CAPITALS = pattern_of(r"[a-z][A-Z]|[A-Z]{2}[a-z]")  # OakNet · LLMs
_LETTERS = pattern_of(r"[A-Za-z]{6,}")  # themodel
_CAMEL = pattern_of(r"(?:[A-Z][a-z]{2,})+")  # OakNet
# retrieval · attention
_WORD_END = pattern_of(
    r"(?:tion|sion|ment|ing|ness|ity|ance|ence|[iu]al|ral|nal|cal|tal|ive|ized?|ated?|red|ted|ded|tor|ier|der|cher|"
    r"rmer|ic|ics|ous|able|ible|age|ure|ory|ward|ledge|xture)s?$"
)
_COMPOUND = pattern_of(r"(?:Inference|Diffusion|Decoder|Encoder|Coder|Fusion|Figures|Directed|Date|ING)$")
"""A name put before a word (`MInference`, `OpenING`)."""
# `of` may stand between the capitals of `Mixture of Experts`
_SMALL = frozenset(["of", "for", "and", "the", "with", "via", "to", "in", "by", "on", "from", "a", "an"])

# et al. · Fig. · U.
_ABBREVIATED = pattern_of(
    r"(?:\b(?:e\.g|i\.e|et al|etc|vs|cf|Fig|Figs|Eq|Eqs|Sec|Tab|Dr|Mr|Mrs|Prof|No|Vol|approx|resp|w\.r\.t|St|Jr)"
    r"|\b[A-Z]|\b[a-z]\.[a-z])\.$"
)
_MAY_END = pattern_of(r"[A-Z]\.|etc\.|et al\.")  # etc.
_OPENS = pattern_of(r"(?:To|We|In|However|This|Our|These|The|It|For|With|By|While|When|As|Here|Moreover|Finally)\b")
"""A word that follows no initial: `best-of-N. To address …` are two sentences, `J. Smith` is a name."""
# `It is fast. It is small.` · `It is fast.We show`
_END = pattern_of(
    r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]?(?:[A-Z0-9α-ω$τπ]|[a-z]+[A-Z]))|(?<=[a-z]{3}\.)(?=(?:We|In|To|Our|This|The)\s)"
)


def is_x_post(key: str) -> bool:
    """Whether an item is a post on X, of which no word may be shown, quoted or machine-translated."""
    return key.startswith("url:https://x.com/i/status/")


def plain(text: str) -> str:
    """The text in one line without LaTeX, control characters and doubled spaces; at most MOST_SOURCE characters."""
    text = " ".join(text[: 2 * MOST_SOURCE].split())[:MOST_SOURCE]
    if "\\" in text or "{" in text or "$" in text:
        text = _without_latex(text)
    text = text.replace("``", "“").replace("''", "”").replace(" -- ", " – ").replace("---", " — ")
    text = _MARKDOWN.sub(r"\2", text)
    for pattern, symbol in _LOST:
        text = pattern.sub(symbol, text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    # fast , small . Then → fast, small. Then
    text = _NAMELESS.sub(r"\1 \2\3", re.sub(r"\s+([,.;:])(?=\s|$)", r"\1", text))
    return _without_odd_capitals(" ".join(text.split()))


def _without_odd_capitals(text: str) -> str:
    """`MapLe (Mask-Aware EnHancEmEnt)`, where an acronym is spelt → `Enhancement`; names and CamelCase stay."""
    if not _ODD_CAPITALS.search(text):
        return text
    words = text.split(" ")
    for at, word in enumerate(words):
        if _ODD_CAPITALS.search(word) and _spells(words, at):
            words[at] = _LETTERS.sub(_folded, word)
    return " ".join(words)


def _folded(match: re.Match[str]) -> str:
    word = match[0]
    named = _CAMEL.fullmatch(word) or _COMPOUND.search(word) or not _ODD_CAPITALS.search(word)
    return word if named or not _WORD_END.search(word.lower()) else word[0] + word[1:].lower()


def _spells(words: list[str], at: int) -> bool:
    """Whether two neighbours or more are capitalised, too, as the words of an acronym are, small words aside."""
    found = 0
    for step in (-1, 1):
        place = at + step
        # the comma of `fast,`
        while 0 <= place < len(words) and not re.search(r"[,.;:()]", words[min(place, place - step)][-1:]):
            word = words[place]
            # OpenING
            if re.search(r"[A-Z]", word):
                found += 1
            elif word.lower() not in _SMALL:
                break
            place += step
    return found >= 2


def _without_latex(text: str) -> str:
    text = _FRACTION.sub(r"\1/\2", text)
    text = _APOSTROPHE.sub("'", text)
    text = _ACCENTED.sub(lambda m: unicodedata.normalize("NFC", m[2] + ACCENTS[m[1]]), text)
    text = _DROPPED.sub("", _GROUPED.sub(",", text)).replace("\\(", "").replace("\\)", "").replace("\\,", " ")
    text = _HREF.sub(r"\1", text)
    text = _ESCAPED.sub(lambda m: "\x00" if m[1] == "$" else m[1], text)
    text = _MATH.sub(lambda m: _math(m[1]), text)
    for pattern in (_OLD_STYLE, _WRAPPED, _BARE_STYLE):
        for _ in range(3):
            text = pattern.sub(r"\1", text)
    text = _COMMAND.sub(lambda m: SYMBOLS.get(m[1], ""), text)
    # Table~3 → Table 3
    text = re.sub(r"(?<=\w)~(?=\w)", " ", text.replace("\\", ""))
    # {BERT}-base → BERT-base
    return re.sub(r"[{}]", "", text).replace("\x00", "$")


def _math(inner: str) -> str:
    """What stands between two dollars; prices (`$5 and $7`) are given back as they were."""
    if re.match(r"\d[\d.,]*\s?[a-z]*\s[a-z]+", inner) and "\\" not in inner:
        return f"${inner}$"
    for _ in range(3):
        inner = _WRAPPED.sub(r"\1", inner)
    # 3 \times 10
    inner = re.sub(r"\\([a-zA-Z]+)", lambda m: SYMBOLS.get(m[1], m[1]), inner)
    # 10^{ 6 } → 10^6
    return re.sub(r"\s*([{}])\s*", "", inner).replace("\\", "")


def sentences(text: str) -> list[str]:
    """The sentences of one line of English; decimals, initials and `et al.` do not end one."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        before = _ABBREVIATED.search(text[start : match.start()])
        if before and not (_MAY_END.fullmatch(before[0]) and _OPENS.match(text, match.end())):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    return [s for s in [*found, text[start:].strip()] if s]
