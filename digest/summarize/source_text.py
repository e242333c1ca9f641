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
SYMBOLS = {
    "times": "×", "approx": "≈", "sim": "~", "simeq": "≈", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "neq": "≠", "pm": "±", "cdot": "·", "to": "→", "rightarrow": "→", "infty": "∞", "ell": "ℓ", "log": "log",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "lambda": "λ",
    "mu": "μ", "pi": "π", "sigma": "σ", "tau": "τ", "theta": "θ", "phi": "φ", "omega": "ω", "eta": "η",
    "Delta": "Δ", "Sigma": "Σ", "Theta": "Θ", "Omega": "Ω", "deg": "°", "ldots": "…", "dots": "…", "LaTeX": "LaTeX",
    "eg": "e.g.", "ie": "i.e.", "etc": "etc.",
}  # fmt: skip
ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303"}

_DROPPED = pattern_of(r"~?\\(?:cite[a-z]*|footnote|label|ref|vspace|hspace)\s*\{[^{}]*\}")
_HREF = pattern_of(r"\\href\s*\{[^{}]*\}\s*\{([^{}]*)\}")
_WRAPPED = pattern_of(r"\\[a-zA-Z]+\*?\s*\{([^{}]*)\}")
_OLD_STYLE = pattern_of(r"\{\\(?:em|it|bf|sc|tt|sl|rm)\b\s*([^{}]*)\}")
_ACCENTED = pattern_of(r"\\(['`\"^~])\s*\{?([A-Za-z])\}?")
_APOSTROPHE = pattern_of(r"(?<=[a-z])\\'(?=(?:s|t|re|ve|ll)\b)")  # `object\'s` is English, not `objectś`
_COMMAND = pattern_of(r"\\([a-zA-Z]+)\*?\s?")
_ESCAPED = pattern_of(r"\\([%&_$#{}])")
_MATH = pattern_of(r"\$([^$\n]{1,200}?)\$")
_BARE_STYLE = pattern_of(r"\b(?:text|math)(?:bf|it|tt|sc|rm|cal|bb)\{([^{}]*)\}")
_MARKDOWN = pattern_of(r"(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\1")

_ABBREVIATED = pattern_of(
    r"(?:\b(?:e\.g|i\.e|et al|etc|vs|cf|Fig|Figs|Eq|Eqs|Sec|Tab|Dr|Mr|Mrs|Prof|No|Vol|approx|resp|w\.r\.t|St|Jr)"
    r"|\b[A-Z]|\b[a-z]\.[a-z])\.$"
)
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
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    text = re.sub(r"\s+([,.;:])(?=\s|$)", r"\1", text)
    return " ".join(text.split())


def _without_latex(text: str) -> str:
    text = _APOSTROPHE.sub("'", text)
    text = _ACCENTED.sub(lambda m: unicodedata.normalize("NFC", m[2] + ACCENTS[m[1]]), text)
    text = _DROPPED.sub("", text).replace("\\(", "").replace("\\)", "").replace("\\,", " ")
    text = _HREF.sub(r"\1", text)
    text = _ESCAPED.sub(lambda m: "\x00" if m[1] == "$" else m[1], text)
    text = _MATH.sub(lambda m: _math(m[1]), text)
    for pattern in (_OLD_STYLE, _WRAPPED, _BARE_STYLE):
        for _ in range(3):
            text = pattern.sub(r"\1", text)
    text = _COMMAND.sub(lambda m: SYMBOLS.get(m[1], ""), text)
    text = re.sub(r"(?<=\w)~(?=\w)", " ", text.replace("\\", ""))
    return re.sub(r"[{}]", "", text).replace("\x00", "$")


def _math(inner: str) -> str:
    """What stands between two dollars; prices (`$5 and $7`) are given back as they were."""
    if re.match(r"\d[\d.,]*\s?[a-z]*\s[a-z]+", inner) and "\\" not in inner:
        return f"${inner}$"
    for _ in range(3):
        inner = _WRAPPED.sub(r"\1", inner)
    inner = re.sub(r"\\([a-zA-Z]+)", lambda m: SYMBOLS.get(m[1], m[1]), inner)
    return re.sub(r"\s*([{}])\s*", "", inner).replace("\\", "")


def sentences(text: str) -> list[str]:
    """The sentences of one line of English; decimals, initials and `et al.` do not end one."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATED.search(text[start : match.start()]):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    return [s for s in [*found, text[start:].strip()] if s]
