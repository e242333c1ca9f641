"""Which paper or page is meant: arXiv id / DOI / URL → one canonical key (docs/services.md: arXiv, KakaoTalk).

Pure. The key is for comparing; the address a reader opens is `paper_url(key)` or the URL as it was found.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, unquote_to_bytes, urlencode, urlsplit

from digest.lazy import pattern_of

OLD_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|quant-ph|solv-int|supr-con"
)
# 2408.10188: `08`
MONTH = "(?:0[1-9]|1[0-2])"
# 2408.08152v2 · 0704.0001 · hep-th/9901001 · math.GT/0309136
ID = pattern_of(
    rf"(?P<new>(?:0[7-9]|1[0-4]){MONTH}\.[0-9]{{4}}|(?:1[5-9]|[2-9][0-9]){MONTH}\.[0-9]{{5}})"
    rf"(?:v[0-9]+)?(?![0-9a-z])"
    rf"|(?P<archive>{OLD_ARCHIVES})(?:\.[a-z]{{2}})?/(?P<number>(?:9[1-9]|0[0-7]){MONTH}[0-9]{{3}})"
    rf"(?:v[0-9]+)?(?![0-9a-z])",
    re.IGNORECASE,
)
# 2408.1091 · 2408.109142 · none are short or long since 2015
NEARLY_ID = pattern_of(
    rf"(?<![0-9.])((?:1[5-9]|[2-9][0-9]){MONTH}\.(?:[0-9]{{1,4}}|[0-9]{{6,}}))(?:v[0-9]+)?(?![0-9a-z])"
)
DOI = pattern_of(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")  # 10.48550/arXiv.2408.08152
ARXIV_DOI = "10.48550/arxiv."

# https://orcid.org/0000-0002-1825-0097
ORCID = pattern_of(r"(?:https?://(?:www\.)?orcid\.org/)?([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])/?", re.IGNORECASE)
# export.arxiv.org · ar5iv.labs.arxiv.org
ARXIV_HOST = pattern_of(
    r"(?:[a-z0-9-]+\.)?(?:arxiv\.org|alphaxiv\.org|ar5iv\.org)|ar5iv\.labs\.arxiv\.org|xxx\.lanl\.gov"
)
# /abs/2408.08152 · /pdf/arXiv:2408.08152
ARXIV_PATH = pattern_of(r"/(?:abs|pdf|html|format|ps|src|e-print|overview|forum)/(?:arxiv:)?", re.IGNORECASE)
HUGGINGFACE_HOST = pattern_of(r"huggingface\.co|hf\.co")  # huggingface.co
# /papers/2408.08152 · /ko/papers/2408.08152
HUGGINGFACE_PATH = pattern_of(r"/(?:[a-z]{2}/)?(?:api/)?papers/", re.IGNORECASE)
DOI_PATH = pattern_of(r"/doi/(?:(?:abs|pdf|epdf|full|reader)/)?(?=10\.)", re.IGNORECASE)  # /doi/abs/10.1145/3580305
# mobile.twitter.com · x.com · nitter.net
POST_HOST = pattern_of(r"(?:mobile\.)?(?:twitter|x|fxtwitter|vxtwitter|fixupx)\.com|nitter\.[a-z0-9.-]+|xcancel\.com")
POST_PATH = pattern_of(r"/(?:[^/]+|i/web)/status(?:es)?/([0-9]+)")  # /someone/status/1824700000000000000

# utm_source · fbclid · ref
TRACKING = pattern_of(
    r"utm_.*|ref|ref_src|ref_url|referrer|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hsenc|_hsmi|spm|si|"
    r"trk|trackingid|cmpid|share|s?feature",
    re.IGNORECASE,
)
PARTICLES = (
    "을|를|이|가|은|는|에|에서|에게|의|로|으로|와|과|도|만|랑|이랑|하고|이나|나|까지|부터|라고|이라고|라는|이라는|"
    "입니다|이에요|예요|에요|이고|인데|임|요|이요|처럼|보다|참고|추천|링크"
)
AFTER_SLASH = (
    "을|를|은|는|에|에서|에게|의|가|로|으로|와|과|만|까지|부터|하고|처럼|라고|이라고|"
    "라는|이라는|입니다|이에요|예요|에요"
)
# the 를 of `https://arxiv.org/abs/2408.08152를` and of `https://arxiv.org/를`; no page's name: `/w/추천`, `/논문-추천`
GLUED = pattern_of(rf"(?<=[!-,.0-<>-~])(?:{PARTICLES})\Z|(?<=[/=-])(?:{AFTER_SLASH})\Z")
GLUED_LENGTH = 1 + max(map(len, PARTICLES.split("|")))
"""Letters at the end of a link that are enough to see a particle and what it is glued to."""
TRAILING = ".,;:!?'*_~·"
# `(see https://arxiv.org/abs/2408.10188)`: the last bracket is not of the link
BRACKETS = {")": "(", "]": "[", "}": "{"}
LONGEST_LINK = 2000
"""Characters of a link or of its normal form; longer ones are no page that somebody reads."""
STOP = r"\x00-\x20\x7f\s<>\"`|\\^\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff「」『』【】〈〉《》（）［］，。、…“”‘’"
# https://arxiv.org/abs/2408.08152 · arxiv.org/abs/2408.08152 · hf.co/papers/2408.08152
LINK = pattern_of(
    # a second scheme starts a new link unless it is an argument or a path of the first; `](` is markdown
    rf"https?://(?:(?!\]\(|(?<![=/:?&])https?://)[^{STOP}])+"
    rf"|(?<![\w./@-])(?:www\.)?(?:arxiv\.org|alphaxiv\.org|huggingface\.co/papers|hf\.co/papers|doi\.org)/[^{STOP}]+",
    re.IGNORECASE,
)
NAMED_DOI = pattern_of(rf"(?<![\w./])doi:\s?(10\.[0-9]{{4,9}}/[^{STOP}]+)", re.IGNORECASE)  # `doi:10.1109/5.771073`
MENTION = pattern_of(rf"\barxiv[:\s]\s?(?={ID.pattern})", re.IGNORECASE)  # `arXiv:2408.08152` · `arXiv 2408.08152`


def canonical_key(url_or_id: str) -> str | None:
    """The one key of a paper or page: `arxiv:<id>`, `doi:<doi>` or `url:<normalised url>`; None for anything else.

    url_or_id: one URL, id or DOI, possibly with Korean particles or brackets glued to it. A key gives itself.
    """
    text = clean_link(url_or_id.removeprefix("url:"))
    if len(text) > LONGEST_LINK:
        return None
    paper = arxiv_id(text)
    if paper:
        return f"arxiv:{paper}"
    doi = _doi(text)
    if doi:
        return f"doi:{doi}"
    url = _normalised(text)
    while url and url != (again := _normalised(clean_link(url))):  # dropping a fragment may bare new punctuation
        url = again
    return f"url:{url}" if url else None


def arxiv_id(text: str) -> str | None:
    """The arXiv id without version that a whole URL, DOI or id names (`2408.08152`, `math/0309136`), else None."""
    text = clean_link(text)
    if len(text) > LONGEST_LINK:
        return None
    parts = _split(text)
    if parts is None:
        # oai:arXiv.org:2408.10188 → 2408.10188 · arXiv: 2408.10188v2 → 2408.10188v2
        bare = re.sub(r"^(?:oai:arxiv\.org:|arxiv:|arxiv\s+)\s*", "", text, flags=re.IGNORECASE)
        return _id(bare, whole=True) or _arxiv_doi(_doi(text))
    host, path, _ = parts
    if ARXIV_HOST.fullmatch(host):
        rest, marks = ARXIV_PATH.subn("", path, count=1)
    elif HUGGINGFACE_HOST.fullmatch(host):
        rest, marks = HUGGINGFACE_PATH.subn("", path, count=1)
    else:
        return _arxiv_doi(_doi(text))
    return _id(rest, whole=False) if marks and not path.startswith(rest) else None


def misspelt_arxiv_id(text: str) -> str:
    """What a text gives for an arXiv id although it has too few or too many digits (`2408.1091`), else "".

    text: one id or URL. Since 2015 there are five digits behind the point (https://info.arxiv.org/help/arxiv_identifier.html).
    """
    text = clean_link(text)[:LONGEST_LINK]
    host, path, _ = _split(text) or ("arxiv.org", text, "")
    asked = ARXIV_HOST.fullmatch(host) or (HUGGINGFACE_HOST.fullmatch(host) and HUGGINGFACE_PATH.match(path))
    found = NEARLY_ID.search(path) if asked and not arxiv_id(text) else None
    return found[1] if found else ""


def orcid_of(text: str) -> str:
    """The ORCID iD that a text is (`https://orcid.org/0000-0002-1825-0097`, or its digits alone); "" for anything else.

    The last character is a check digit, ISO 7064 MOD 11-2
    (https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier).
    """
    found = ORCID.fullmatch(text.strip())
    if not found:
        return ""
    digits, total = found[1].replace("-", "").upper(), 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return found[1].upper() if digits[-1] == ("X" if check == 10 else str(check)) else ""


def paper_url(key: str) -> str:
    """The page a reader opens for a canonical key (`https://arxiv.org/abs/2408.08152`)."""
    kind, _, rest = key.partition(":")
    if kind == "arxiv":
        return f"https://arxiv.org/abs/{rest}"
    return f"https://doi.org/{quote(rest, safe='/:;()._-')}" if kind == "doi" else rest


def find_links(text: str) -> tuple[str, ...]:
    """The http(s) URLs in free text, cleaned, in order, each once; known paper sites also without `https://`."""
    found = (clean_link(match[0]) for match in LINK.finditer(text))
    links = (link if link.lower().startswith("http") else f"https://{link}" for link in found)
    return tuple(dict.fromkeys(link for link in links if canonical_key(link)))


def find_papers(text: str) -> tuple[str, ...]:
    """Canonical keys of the papers that free text links or names (`arXiv:2408.08152`, `doi:…`), each once.

    Links come first, in order.
    """
    keys = [canonical_key(link) for link in find_links(text)]
    keys += [f"arxiv:{_id(text[m.end() : m.end() + 40], whole=False)}" for m in MENTION.finditer(text)]
    keys += [canonical_key(f"https://doi.org/{m[1]}") for m in NAMED_DOI.finditer(text)]
    return tuple(dict.fromkeys(key for key in keys if key and not key.startswith("url:")))


def clean_link(text: str) -> str:
    """A link without the punctuation, unbalanced brackets and Korean particles glued to its end."""
    text = text.strip().strip("<>\"'`“”‘’「」")
    unopened = {closing: text.count(closing) - text.count(opening) for closing, opening in BRACKETS.items()}
    end = len(text)
    while end:
        last = text[end - 1]
        if last in TRAILING:
            end -= 1
        elif unopened.get(last, 0) > 0:
            unopened[last] -= 1
            end -= 1
        elif glued := GLUED.search(text[max(0, end - GLUED_LENGTH) : end]):
            end -= len(glued[0])
        else:
            break
    return text[:end]


def _split(url: str) -> tuple[str, str, str] | None:
    """(host without www., path as found, query) of an http(s) URL, else None."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return None
    # export.arxiv.org:443
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:-]+", host):
        return None
    if ":" in host:
        host = f"[{host}]"
    return (host if port in (None, 80, 443) else f"{host}:{port}"), parts.path, parts.query


def _id(text: str, *, whole: bool) -> str | None:
    text = unquote(text)
    match = ID.match(text)
    if not match or (whole and match.end() != len(text)):
        return None
    return match["new"] or f"{match['archive']}/{match['number']}".lower()


def _doi(text: str) -> str | None:
    """The lower-case DOI a whole text or URL names, else None."""
    parts = _split(text)
    if parts is None:
        # doi: 10.1145/3292500 → 10.1145/3292500
        bare = re.sub(r"^doi:\s*", "", text, flags=re.IGNORECASE)
    else:
        host, path, _ = parts
        if host in ("doi.org", "dx.doi.org"):
            bare = unquote(path).lstrip("/")
        else:
            mark = DOI_PATH.match(path)
            bare = unquote(path[mark.end() :]) if mark else ""
    while bare != (shorter := clean_link(bare).rstrip("/")):
        bare = shorter
    return bare.lower() if DOI.fullmatch(bare) else None


def _arxiv_doi(doi: str | None) -> str | None:
    return _id(doi.removeprefix(ARXIV_DOI), whole=False) if doi and doi.startswith(ARXIV_DOI) else None


def _normalised(url: str) -> str | None:
    parts = _split(url)
    if parts is None:
        return None
    host, path, query = parts
    post = POST_PATH.match(path) if POST_HOST.fullmatch(host) else None
    if post:
        return f"https://x.com/i/status/{post[1]}"
    path = quote(unquote_to_bytes(path), safe="/:@!$&'()*+,;=~").rstrip("/")
    kept = sorted(
        p for p in parse_qsl(query, keep_blank_values=True, errors="surrogateescape") if not TRACKING.fullmatch(p[0])
    )
    url = f"https://{host}{path}" + (f"?{urlencode(kept, errors='surrogateescape')}" if kept else "")
    return url if len(url) <= LONGEST_LINK else None
