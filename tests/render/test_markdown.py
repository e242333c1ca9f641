"""One text for every renderer: the table in docs/journal-writing.md, then the real programs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.models import Line
from digest.render.clean import visible
from digest.render.markdown import BULLET, bullet, digest_markdown, entry_bullet, escape_text, escape_url
from makers import digest, entry, item
from page_oracle import Kramdown, cmark, needs

URL = "https://huggingface.co/papers/2408.08152"

HOSTILE = [
    "{{ x }}",
    "{% raw %} {% include a %}",
    "{{< figure >}} {{% note %}}",
    "{# c #} {: .x} {::comment}",
    "A|B p(x|y)",
    "<think>속마음</think> List<T> a<b <!-- x -->",
    "[MASK] [Re]Thinking ] [ [[위키]] ![[그림]]",
    "1~2배 빠르고 3~4배 싸다 ~~x~~",
    "**용어(Term)**을 *x* __d__ snake_case_name",
    "`code` ``x`` \\alpha \\",
    "==x== %%y%% ^id a ^block-id",
    "#태그 C# #1",
    "&copy; &lt;b&gt; R&D &#35;",
    "https://arxiv.org/abs/2408.08152에서 www.example.org",
    "key:: v std::move",
    "# 1위",
    "1. 첫째",
    "- 목록",
    "> 인용",
    "+ 더",
    ": 정의",
    "TODO 하기",
    "*[HTML]: x",
    "[^1] 각주",
    "[ ] 할 일",
    "a -- b ... \"c\" 'd'",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A|B", r"A\|B"),
        ("{{ x }}", r"\{\{ x }}"),
        ("{% raw %}", r"\{&#37; raw %}"),
        ("{{< x >}}", r"\{\{\< x >}}"),
        ("<think>", r"\<think>"),
        ("1~2배", r"1\~2배"),
        ("[MASK]", r"\[MASK\]"),
        ("a_b*c`d\\", r"a\_b\*c\`d\\"),
        ("#태그", r"\#태그"),
        ("C# 언어", "C# 언어"),
        ("%%", "&#37;&#37;"),
        ("100%", "100%"),
        ("끝 ^id", "끝 &#94;id"),
        ("$5에서", "5달러에서"),
        ("US$3.5M", "3.5M달러"),
        ("$2 million", "2 million 달러"),
        (r"a $212\times$ speedup", r"a `$212\times$` speedup"),
        (r"recover $41.7\%$ of it", r"recover `$41.7\%$` of it"),
        ("fit $m$ 4D curves for $7", "fit `$m$` 4D curves for 7달러"),
        ("from $5 to $10", "from 5달러 to 10달러"),
        ("$5-$10", "5달러-10달러"),
        (r"$\theta$ 추정", r"`$\theta$` 추정"),
        ("$${x}$$", "`$${x}$$`"),
        ("$a|b$", r"`$`a\|b`$`"),
        ("${{x}}$", r"\{\{x}}"),
        ("&copy;", "&amp;copy;"),
        ("R&D", "R&D"),
        ("http://a.b", r"http\://a.b"),
        ("두\n줄\t탭\u200b\u202e끝", "두 줄 탭끝"),
        ("DeepSeek-Prover-V1.5: Proof (RL)!", "DeepSeek-Prover-V1.5: Proof (RL)!"),
    ],
)
def test_escapes(text: str, expected: str) -> None:
    assert escape_text(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.b/c_(d)", "https://a.b/c_%28d%29"),
        ("https://a.b/c d|e\\f", "https://a.b/c%20d%7Ce%5Cf"),
        ("https://a.b/{{x}}", "https://a.b/%7B%7Bx%7D%7D"),
        ("https://a.b/%ED%95%9C?x=1&y=2#z", "https://a.b/%ED%95%9C?x=1&y=2#z"),
        ("https://a.b/한?q=100%", "https://a.b/%ED%95%9C?q=100%25"),
        ("https://a.b/?a&copy;", "https://a.b/?a&amp;copy;"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("//a.b", ""),
        ("https://[bad", ""),
        ("", ""),
    ],
)
def test_urls(url: str, expected: str) -> None:
    assert escape_url(url) == expected


def test_bullets() -> None:
    assert bullet(BULLET, "제목", URL, "한 줄") == f"- [제목]({URL}): 한 줄"
    assert bullet(BULLET, "제목", URL, "") == f"- [제목]({URL})"
    assert bullet(BULLET, "0", URL, "") == f"- [0]({URL})"
    assert bullet(BULLET, " \n", URL, "") == f"- [(제목 없음)]({URL})"
    assert bullet(BULLET, "제목", "javascript:x", "한 줄") == "- 제목: 한 줄"
    assert bullet("* {line} [링크]({url})", "제목", URL, "1. 한 줄") == f"* 1\\. 한 줄 [링크]({URL})"
    assert bullet("- {title} – {line} ([글]({url}))", "제목", URL, "") == f"- 제목 ([글]({URL}))"


REASONED = "- [{title}]({url}): {line} ({reasons})"


def test_a_bullet_may_tell_why() -> None:
    assert bullet(REASONED, "제목", URL, "한 줄", "HF ▲9 · a*b") == f"- [제목]({URL}): 한 줄 (HF ▲9 · a\\*b)"
    assert bullet(REASONED, "제목", URL, "한 줄") == f"- [제목]({URL}): 한 줄"
    assert bullet("- {reasons} – [{title}]({url})", "제목", URL, "", "HF ▲9") == f"- HF ▲9 – [제목]({URL})"
    reasons, line = ("추천: 추천받음", "HF ▲9"), Line(text="줄", producer="m")
    noted = entry(item=item(notes=("추천받음",)), reasons=reasons, line=line)
    assert entry_bullet(noted, REASONED).endswith(": 줄 (추천: 추천받음 · HF ▲9)")  # the note is not told twice


def test_a_template_word_inside_a_title_is_a_word() -> None:
    assert bullet(BULLET, "{url} {line}", URL, "x") == f"- [{{url}} {{line}}]({URL}): x"


def test_who_wrote_the_line_and_the_readers_note() -> None:
    composed = entry(line=Line(text="한 줄", producer="composed"))
    assert entry_bullet(composed).endswith(": 한 줄 (자동 정리)")
    assert entry_bullet(composed, mark="※ {label}").endswith(": 한 줄 ※ 자동 정리")
    assert entry_bullet(composed, mark="※").endswith(": 한 줄 ※")
    assert entry_bullet(composed, mark="").endswith(": 한 줄")
    assert "(제목만)" not in entry_bullet(entry(line=Line(text="", producer="title")))
    noted = entry(item=item(notes=("멘토님 추천",)), line=Line(text="한 줄", producer="openai:m"))
    assert entry_bullet(noted).endswith(": 한 줄 (멘토님 추천)")


def test_the_label_of_a_composed_line_needs_no_backslash() -> None:
    composed = entry(line=Line(text="[모델] LongVILA — [긴] 문맥 모델", producer="composed"))
    assert entry_bullet(composed).endswith(r": (모델) LongVILA — \[긴\] 문맥 모델 (자동 정리)")
    glued = entry_bullet(composed, "- {url} [{title}]{line}")
    assert r"]\(모델) LongVILA" in glued, "a label must not become the address of a link"
    written = entry(line=Line(text="[모델] 이라 쓴 줄", producer="openai:x"))
    assert entry_bullet(written).endswith(r": \[모델\] 이라 쓴 줄")


def test_a_whole_digest_to_paste() -> None:
    text = digest_markdown(digest("2408.08152", "2408.08872"))
    assert text.startswith("## 데일리 트렌드\n\n- [Paper 2408.08152")
    assert text.endswith("\n")
    assert digest_markdown(digest(entries=(), empty_reason="주말에는 목록이 없습니다")).strip().endswith("없습니다")


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_bullet_is_always_one_line(title: str, line: str) -> None:
    made = bullet(BULLET, title, URL, line)
    assert len(made.splitlines()) == 1
    assert made.startswith("- [")
    assert not re.search(r"\{[{%#]", made)
    assert made == made.rstrip()


def shown(page: str) -> str:
    """What a reader reads on a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


def typographic(text: str) -> str:
    """Without what smart punctuation may change: the look, not the words."""
    for smart, plain in (("[-–—]+", "-"), ("…", "..."), ("[“”]", '"'), ("[‘’]", "'")):
        text = re.sub(smart, plain, text)
    return " ".join(text.split())


@pytest.fixture(scope="module")
def kramdown() -> Iterator[Kramdown]:
    with Kramdown() as running:
        yield running


@needs("ruby")
@pytest.mark.parametrize("text", [*HOSTILE, r"$\theta$와 $\pi_0$"])
def test_96_kramdown_shows_it_literally(text: str, kramdown: Kramdown) -> None:
    check_literal(kramdown.page(page(text)), text)


@needs("cmark-gfm")
@pytest.mark.parametrize("text", [*HOSTILE, r"$\theta$와 $\pi_0$"])
def test_97_cmark_gfm_shows_it_literally(text: str) -> None:
    check_literal(cmark(page(text)), text)


def page(text: str) -> str:
    return f"- 내 글\n{bullet(BULLET, text, URL, text)}\n- 내 글\n"


def check_literal(made: str, text: str) -> None:
    assert made.count("<li>") == 3, made
    assert made.count("<ul>") == 1
    assert not re.search(r"<(?:table|h\d|del|em|strong|think|img|blockquote|ol|dl|input)\b", made), made
    assert typographic(shown(made)) == typographic(f"내 글 {visible(text)}: {visible(text)} 내 글")


@needs("ruby")
@given(text=st.text(st.sampled_from("{}%#<>|*_`~[]()!\\$&;:=^-+.1a 가/\"'"), max_size=24))
def test_96_97_any_mixture_is_literal(text: str, kramdown: Kramdown) -> None:
    told = visible(text)
    if not told or "$" in told:  # dollars are rewritten on purpose
        return
    check_literal(kramdown.page(page(text)), text)
    check_literal(cmark(page(text)), text)


def test_a_title_without_an_address_is_no_link_in_any_template() -> None:
    for template in ("- [{title}]({url}): {line}", "- [{title}](<{url}>): {line}"):
        assert bullet(template, "제목", "ftp://x", "한 줄") == "- 제목: 한 줄"
