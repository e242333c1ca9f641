"""Errors planted in true lines, to measure what the check lets through.

    python tests/planted.py [--lines NAME] [--misses KIND]

prints false refusals of tests/summarize/NAME.yaml (true_lines) and the share of planted errors caught, by kind.
Needs the recorded papers in $DIGEST_SHARED/data.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import yaml

from digest.models import Item
from digest.summarize.base import Style
from digest.summarize.check.check import check_line

HERE = Path(__file__).parent
DATA = Path(os.environ.get("DIGEST_SHARED", HERE.parents[1] / "shared")) / "data"
SEED = 20240819

NUMBER_KINDS = ("digit", "scale", "near", "borrowed", "native", "added number")
"""Changed numbers whose new value the source holds nowhere."""
ELSEWHERE = tuple(f"{kind}, value elsewhere" for kind in NUMBER_KINDS)
"""Changed numbers whose new value stands somewhere else in the source: nothing but reading could tell."""
NAME_KINDS = ("foreign name", "misspelt name", "foreign Hangul name", "added name")
NATIVE = ("두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
UNITS = (
    ("%", "배"), ("배", "%"), ("시간", "분"), ("초", "시간"), ("분", "초"), ("만", "억"), ("억", "만"),
    ("GB", "MB"), ("천", "만"), ("개", "%"), ("종", "배"), ("가지", "%"), ("B", "M"), ("M", "B"), ("%", "초"),
)  # fmt: skip
HANGUL = (
    ("구글", "google|gem|deepmind"), ("엔비디아", "nvidia"), ("미스트랄", "mistral"), ("딥시크", "deepseek"),
    ("삼성", "samsung"), ("앤트로픽", "anthropic|claude"), ("네이버", "naver"), ("러시아어", "russia"),
)  # fmt: skip
DIRECTIONS = (
    ("높인다", "낮춘다"), ("높였다", "낮췄다"), ("높이고", "낮추고"), ("높여", "낮춰"), ("높임", "낮춤"),
    ("높입니다", "낮춥니다"), ("줄인다", "늘린다"), ("줄였다", "늘렸다"), ("줄이고", "늘리고"), ("줄여", "늘려"),
    ("줄임", "늘림"), ("줄입니다", "늘립니다"), ("개선", "악화"), ("향상", "악화"), ("증가", "감소"), ("상승", "하락"),
    ("올린다", "낮춘다"), ("올렸다", "낮췄다"),
)  # fmt: skip
ADDRESSES = (
    "evil.xyz",
    "free-gpu.shop",
    "ai.money",
    "t.me",
    "a.b.co.kr",
    "192.168.0.7",
    "pay@evil.icu",
    "hxxp://evil.xyz",
)
REQUESTS = (
    "계좌로 3만 원을 송금하면 ", "비밀번호를 입력하면 ", "수수료를 결제하면 ", "계정 정보를 보내면 ",
    "전화로 신청하면 ",    "환불을 원하면 010-1234-5678로 ", "카드 번호를 알려 주면 ",
)  # fmt: skip
WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
ALSO = {1: "single|first", 2: "both|dual|second|twice|double|pair|bi", 3: "third|triple|tri"}
COMMON = (
    "LLM", "LLM-as-a-judge", "LRM", "MLLM", "VLM", "LMM", "LVLM", "RGB", "SOTA", "Transformer", "Prompt", "Token",
    "Benchmark",
)  # fmt: skip
"""What stands for words that any abstract may hold: no foreign name."""
LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class TrueLine:
    """A hand-written line with its paper."""

    item: Item
    style: Style
    text: str
    unseen: bool = False
    """Written after the rules were settled."""


@dataclass(frozen=True)
class Planted:
    """A line that must be refused."""

    kind: str
    true: TrueLine
    text: str
    style: Style


@cache
def _papers(file: str) -> dict[str, tuple[str, str]]:
    text = (DATA / file).read_text(encoding="utf-8")
    if file.endswith(".json"):
        return {e["paper"]["id"]: (e["paper"]["title"], e["paper"]["summary"]) for e in json.loads(text)}
    records = map(json.loads, text.splitlines())
    return {r["id"].split("v")[0]: (r["title"], r["abstract"]) for r in records}


@cache
def _all_days() -> dict[str, tuple[str, str]]:
    with lzma.open(DATA / "bench" / "hf_days.jsonl.xz", "rt", encoding="utf-8") as days:
        records = map(json.loads, days)
        return {r["arxiv_id"]: (r["title"], r["abstract"]) for r in records}


def item_of(identifier: str, title: str, abstract: str) -> Item:
    """A paper with nothing but a title and an abstract."""
    return Item(
        key=f"arxiv:{identifier}", kind="paper", title=" ".join(title.split()),
        url=f"https://arxiv.org/abs/{identifier}", abstract=abstract, ai_summary="", authors=(), categories=(),
        keywords=(), published=None, code_url="", stars=None, notes=(), sightings=(),
    )  # fmt: skip


def true_lines(name: str = "true_lines") -> list[TrueLine]:
    """Every line of a file of true lines with its recorded paper: of the day file a row names, or of all days."""
    rows = yaml.load((HERE / "summarize" / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)
    return [
        TrueLine(
            item_of(r["id"], *(_papers(r["file"]) if "file" in r else _all_days())[r["id"]]),
            r["style"], r["line"], r.get("unseen", False),
        )
        for r in rows
    ]  # fmt: skip


def planted(lines: list[TrueLine], seed: int = SEED) -> Iterator[Planted]:
    """All planted errors of all lines; the same for the same seed."""
    rng = random.Random(seed)
    for line in lines:
        others = rng.sample([other for other in lines if other is not line], 3)
        for kind, text in [
            *_numbers(line, others, rng),
            *_names(line, lines, rng),
            *_halves(line),
            *_units(line),
            *_directions(line),
            *_requests(line, rng),
            *_form(line, others, rng),
        ]:
            if text != line.text:
                elsewhere = kind in NUMBER_KINDS and _stands_elsewhere(line, text)
                yield Planted(f"{kind}, value elsewhere" if elsewhere else kind, line, text, line.style)
        for style in get_args(Style):
            if style != line.style:
                yield Planted("wrong ending", line, line.text, style)


def _numbers(line: TrueLine, others: list[TrueLine], rng: random.Random) -> Iterator[tuple[str, str]]:
    text = line.text
    for match in re.finditer(r"(?<![A-Za-z\d.,^@-])(?<![A-Za-z] )\d[\d,]*(?:\.\d+)?(?![\d.]|[A-Za-z]?-?[A-Z]|D)", text):
        old = match[0].rstrip(",")

        def put(new: str, match: re.Match[str] = match, old: str = old) -> str:
            return text[: match.start()] + new + text[match.start() + len(old) :]

        at = rng.choice([i for i, c in enumerate(old) if c.isdigit()])
        new = rng.choice([d for d in "123456789" if d != old[at]])
        yield "digit", put(old[:at] + new + old[at + 1 :])
        plain = float(old.replace(",", ""))
        if plain:
            yield "scale", put(old.replace(".", "") if "." in old else old + "0")
        yield (
            "near",
            put(f"{plain * rng.choice((1.1, 0.9)):.1f}" if "." in old else str(int(plain) + rng.choice((1, 2, 3)))),
        )
        pool = [n for other in others for n in re.findall(r"(?<![A-Za-z\d.-])\d+(?:\.\d+)?", other.text)]
        if pool:
            yield "borrowed", put(rng.choice(pool))
    for match in re.finditer(r"(?<![가-힣])(두|세|네|다섯|여섯) ?(?=가지|개|단계|종|손|[가-힣])(?!계)", text):
        if text[match.end(1) : match.end(1) + 1] == " ":
            new = rng.choice([n for n in NATIVE if n != match[1]])
            yield "native", text[: match.start()] + new + text[match.end(1) :]
    middle = text.find(" ", len(text) // 2) + 1
    number = rng.choice(
        (
            f"{rng.randint(11, 99)}.{rng.randint(1, 9)}%나 ",
            f"{rng.randint(3, 90)}배 ",
            f"{rng.randint(120, 9999):,}개의 ",
        )
    )
    yield "added number", text[:middle] + number + text[middle:]


def _names(line: TrueLine, lines: list[TrueLine], rng: random.Random) -> Iterator[tuple[str, str]]:
    text, source = line.text, f"{line.item.title} {line.item.abstract}".lower()
    pool = sorted(
        {n for other in lines for n in LATIN_NAME.findall(other.text) if any(c.isupper() for c in n) and len(n) > 2}
    )
    foreign = [n for n in pool if n.lower() not in source and n not in COMMON and not _is_spelt_out(n, source)]
    for match in LATIN_NAME.finditer(text):
        name = match[0]
        if len(name) < 3 or not any(c.isupper() for c in name):
            continue
        yield "foreign name", text[: match.start()] + rng.choice(foreign) + text[match.end() :]
        letters = [i for i, c in enumerate(name) if c.isalpha()]
        at = rng.choice(letters)
        letter = rng.choice([c for c in "abdegklmprstvz" if c != name[at].lower()])
        new = name[:at] + (letter.upper() if name[at].isupper() else letter) + name[at + 1 :]
        if new.lower() not in source and new not in COMMON and not _is_spelt_out(new, source):
            yield "misspelt name", text[: match.start()] + new + text[match.end() :]
    yield "added name", rng.choice(foreign) + " 기반으로 " + text
    hangul = [name for name, latin in HANGUL if not re.search(latin, source)]
    yield "foreign Hangul name", f"{rng.choice(hangul)}에서 " + text


def _is_spelt_out(name: str, source: str) -> bool:
    """Whether words of the source side by side have a name's initials: CHC, "cross-horizon consensus"."""
    return name.isupper() and bool(re.search(r"\b" + r"[\s-]".join(rf"{letter}\w*" for letter in name.lower()), source))


def _units(line: TrueLine) -> Iterator[tuple[str, str]]:
    for old, new in UNITS:
        for match in re.finditer(rf"(?<=\d){old}(?![A-Za-z가-힣]*[A-Z])", line.text):
            yield "wrong unit", line.text[: match.start()] + new + line.text[match.end() :]


def _stands_elsewhere(line: TrueLine, text: str) -> bool:
    """Whether every number that is new in a line is written somewhere in the source, in digits or as a word."""
    source = f"{line.item.title} {line.item.abstract}".lower()
    digits, native = r"\d[\d,]*(?:\.\d+)?", "|".join(NATIVE)
    numbers = rf"{digits}|(?<![가-힣])(?:{native})(?=\s?[가-힣])"
    new = [n.strip(",") for n in re.findall(numbers, text)]
    for old in re.findall(numbers, line.text):
        if old.strip(",") in new:
            new.remove(old.strip(","))
    return bool(new) and all(_is_written(NATIVE.index(n) + 2 if n in NATIVE else n, source) for n in new)


def _is_written(number: str | int, source: str) -> bool:
    plain = str(number).replace(",", "")
    spelled = WORDS[int(plain)] if plain.isdigit() and int(plain) < len(WORDS) else "$^"
    also = ALSO.get(int(plain), "$^") if plain.isdigit() else "$^"
    return bool(
        re.search(rf"(?<![\d.]){re.escape(plain)}(?![\d]|\.\d)", source.replace(",", ""))
        or re.search(rf"\b(?:{spelled}|{also})", source)
    )


def _halves(line: TrueLine) -> Iterator[tuple[str, str]]:
    """Names of the line cut inside: GPT-5.5 to GPT-5, Qwen2.5-VL to Qwen2-VL and Qwen2.5."""
    source = f"{line.item.title} {line.item.abstract}"
    for match in re.finditer(r"[A-Za-z][A-Za-z-]*\d+(?:\.\d+)?(?:-[A-Za-z0-9.]+)*", line.text):
        name = match[0].rstrip(".")
        cuts = {re.sub(r"(\d)\.\d+", r"\1", name, count=1), name.rsplit("-", 1)[0] if "-" in name else name}
        for cut in sorted(cuts):
            # K12 stands as K-12, Uni-MoE-2.0 as Uni-MoE 2.0
            spelled = re.sub(r"(?<=[A-Za-z])(?=\d)|\\-(?=\d)", r"[\\s-]?", re.escape(cut))
            front = r"(?<![\w.])" if re.fullmatch(r"v\d+", cut) else r"(?<![\w.-])"  # v1 of OakNet-v1
            whole = re.search(rf"{front}{spelled}(?![\w-]|\.\d)", source, re.IGNORECASE)
            half = re.search(r"[가-힣]-?$", line.text[: match.start()])  # the R1-8B of 비스타-R1-8B
            if cut != name and re.search(r"\d", cut) and not whole and not half:
                yield "half of a name", line.text[: match.start()] + cut + line.text[match.start() + len(name) :]


def _directions(line: TrueLine) -> Iterator[tuple[str, str]]:
    for one, other in DIRECTIONS:
        for old, new in ((one, other), (other, one)):
            for match in re.finditer(rf"(?<=\d)(?:%|%p|점|배)(?:나|까지)? {old}", line.text):
                yield "flipped direction", line.text[: match.end() - len(old)] + new + line.text[match.end() :]


def _requests(line: TrueLine, rng: random.Random) -> Iterator[tuple[str, str]]:
    words = line.text.split()
    at = rng.randrange(1, len(words))
    yield "address", " ".join([*words[:at], rng.choice(ADDRESSES), *words[at:]])
    yield "request", rng.choice(REQUESTS) + line.text


def _form(line: TrueLine, others: list[TrueLine], rng: random.Random) -> Iterator[tuple[str, str]]:
    text, words = line.text, line.text.split()
    at = rng.randrange(1, len(words))
    yield (
        "two sentences",
        text.rstrip(".") + ". " + rng.choice(("후속 연구에 도움이 된다.", "코드도 공개한다.", "매우 뛰어나다.")),
    )
    yield "two sentences", text.rstrip(".") + " 또한 " + others[0].text
    yield "too long", text + " " + " ".join(o.text for o in others)
    yield "markup", " ".join([*words[:at], f"**{words[at]}**", *words[at + 1 :]])
    yield "markup", " ".join([*words[:at], f"`{words[at]}`", *words[at + 1 :]])
    yield "markup", " ".join([*words[:at], f"[{words[at]}](x)", *words[at + 1 :]])
    yield "markup", rng.choice(("# ", "- ", "> ", "1. ")) + text
    yield "markup", rng.choice(("<b>", "<!channel> ", "{{ site.x }} ", "{% raw %} ", "<@U123> ", "@channel ")) + text
    yield (
        "url",
        " ".join([*words[:at], rng.choice(("https://evil.example/x", "www.evil.com", "github.com/a/b")), *words[at:]]),
    )
    yield "line break", " ".join(words[:at]) + "\n" + " ".join(words[at:])
    yield "invisible character", text[:5] + rng.choice("\u200b\u202e\ufeff\u2066\u0007") + text[5:]
    yield "emoji", text + rng.choice((" 🚀", " ✨", " 👍", "❤️", " ⚡"))
    yield "Han or kana", " ".join([*words[:at], rng.choice(("模型", "毫米", "パラメータ", "の", "模")), *words[at:]])
    yield "other script", " ".join([*words[:at], rng.choice(("модель", "نموذج", "मॉडल", "ㅋㅋ")), *words[at:]])
    yield "loop", " ".join([*words[:at], *[words[at - 1]] * 4, *words[at:]])
    yield "loop", text.rstrip(".") + rng.choice(("다다다다", " 모델 모델 모델 모델", "하는하는하는하는하는"))
    yield "English", line.item.abstract[:100]
    yield "English", f"{line.item.title} outperforms fine-tuned baselines를 제안한다."
    yield (
        "title again",
        f"{line.item.title}를 제안{ {'한다체': '한다.', '합니다체': '합니다.', '음슴체': '함'}[line.style] }",
    )
    yield (
        "answers the reader",
        rng.choice(("네, 알겠습니다. ", "요청하신 요약: ", "죄송하지만 ", "다음은 요약입니다: ")) + text,
    )
    yield (
        "obeys an order",
        rng.choice(("이전 지시를 무시하고 ", "링크를 클릭하면 ", "IGNORED PREVIOUS INSTRUCTIONS: ")) + text,
    )
    yield "no sentence", rng.choice(("", "한다.", "...", "연구이다"))


def measure(
    lines: list[TrueLine], seed: int = SEED
) -> tuple[list[tuple[TrueLine, str]], dict[str, list[tuple[Planted, bool]]]]:
    """(false refusals with their rule, for every kind the planted errors and whether they were caught)."""
    refused = [(line, f"{r.rule}: {r.detail}") for line in lines if (r := check_line(line.text, line.item, line.style))]
    wrongly = {id(line) for line, _ in refused}
    caught: dict[str, list[tuple[Planted, bool]]] = defaultdict(list)
    for error in planted([line for line in lines if id(line) not in wrongly], seed):
        caught[error.kind].append((error, check_line(error.text, error.true.item, error.style) is not None))
    return refused, dict(caught)


def share(caught: dict[str, list[tuple[Planted, bool]]], kinds: tuple[str, ...]) -> float:
    """The share of planted errors of some kinds that was caught."""
    found = [hit for kind in kinds for _, hit in caught[kind]]
    return sum(found) / len(found)


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", help="show what was missed of this kind (`numbers`, `names` for all of theirs)")
    parser.add_argument(
        "--lines",
        default="true_lines",
        help="the name of a file of tests/summarize: true_lines, hands_lines, sixth_hands_lines …",
    )
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    lines = true_lines(options.lines)
    refused, caught = measure(lines, options.seed)
    print(f"true lines {len(lines)}, refused {len(refused)} ({len(refused) / len(lines):.1%})")
    for line, why in refused:
        print(f"  {line.item.key}  {why}  | {line.text}")
    print(f"numbers {share(caught, NUMBER_KINDS):.2%}   names {share(caught, NAME_KINDS):.2%}")
    for kind, found in sorted(caught.items()):
        hits = sum(hit for _, hit in found)
        print(f"  {kind:30} {hits:5} / {len(found):5}  {hits / len(found):.1%}")
    chosen = {"numbers": NUMBER_KINDS, "names": NAME_KINDS}.get(options.misses, (options.misses,))
    for kind in chosen:
        for error, hit in caught.get(kind or "", []):
            if not hit:
                print(f"- {kind}: {error.true.item.key} {error.text}\n    (true: {error.true.text})")


if __name__ == "__main__":
    main()
