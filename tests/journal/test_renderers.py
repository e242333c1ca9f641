"""Real pages: `render(new) − ours == render(old)` and sites that build."""

from __future__ import annotations

import html
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from digest.journal.read.document import JournalRefused
from digest.journal.write.plan import Bullet
from digest.journal.write.section import check_page, spliced
from digest.journal.write.verify import NoRenderer, render
from digest.render.markdown import BULLET
from digest.render.markdown import bullet as render_bullet
from journal_kit import NAMES, bullet, day_of, planned
from page_oracle import Kramdown, cmark, needs, shape, texts

URL = "https://huggingface.co/papers/2408.0{number}"
TITLES = [
    "{{ site.title }} 모델",
    "{% raw %} 태그",
    "{{< figure >}} 숏코드 {{% note %}}",
    "A|B p(x|y)",
    "<think> 토큰 List<T>",
    "[MASK] 채우기",
    r"$\theta$ 추정",
    "1~2배 3~4배",
    "**용어(Term)**을 쓴다",
    "#태그 ==강조== %%주석%%",
]
DAYS = [
    "## 1일차\n\n앞 글\n\n### 공부\n\n- 하나\n- 둘\n\n## 2일차\n",
    "## 1일차\n\n- 글\n- 글\n\n## 2일차\n\n- 글\n",
    "## 1일차\n\n### 데일리 트렌드\n\n- 하나\n\n- 둘\n    - 셋\n\n### 공부\n\n글\n",
    "## 1일차\n\n### 데일리 트렌드\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n### 공부\n",
    "## 1일차\n\n### 데일리 트렌드\n\n> 인용\n\n### 공부\n",
    "## 1일차\n\n### 데일리 트렌드\n\n1. 하나\n2. 둘\n\n### 공부\n",
    "## 1일차\n\n### 데일리 트렌드\n\n- [ ] 하나\n\n### 공부\n",
    "## 1일차\n\n글[^1]\n\n[^1]: 각주\n",
    "## 1일차\n\n<details>\n<summary>x</summary>\n\n글\n\n</details>\n",
    "## 1일차\n\n글\n\n---\n\n## 2일차\n",
]


def hostile_bullets() -> list[Bullet]:
    return [
        Bullet(f"k{number}", render_bullet(BULLET, title, URL.format(number=number), title))
        for number, title in enumerate(TITLES)
    ]


@pytest.fixture(scope="module")
def kramdown() -> Iterator[Kramdown]:
    with Kramdown() as running:
        yield running


@needs("ruby")
@pytest.mark.parametrize("text", DAYS)
def test_96_kramdown_page_minus_ours_is_the_old_page(text: str, kramdown: Kramdown) -> None:
    day = day_of(text, "1일차", "jekyll")
    old, new = texts(day.document, planned(day, hostile_bullets()).splices)
    assert shape(kramdown.page(old)) == shape(kramdown.page(new))


@needs("cmark-gfm")
@pytest.mark.parametrize("text", DAYS)
def test_97_github_page_minus_ours_is_the_old_page(text: str) -> None:
    day = day_of(text, "1일차")
    old, new = texts(day.document, planned(day, hostile_bullets()).splices)
    assert shape(cmark(old)) == shape(cmark(new))


@needs("cmark-gfm")
def test_a_comment_of_ours_is_no_difference_on_a_page() -> None:
    day = day_of("## 1일차\n\n### 데일리 트렌드\n\n1. 하나\n2. 둘\n\n### 공부\n", "1일차")
    plan = planned(day)
    assert b"<!-- -->" in plan.splices[0].inserted
    check_page("gfm", day.document, plan.splices)


@needs("hugo")
@pytest.mark.parametrize("text", DAYS)
def test_98_goldmark_page_minus_ours_is_the_old_page(text: str) -> None:
    day = day_of(text, "1일차", "hugo")
    check_page("hugo", day.document, planned(day, hostile_bullets()[3:]).splices)


@needs("ruby")
def test_the_gate_sees_a_heading_that_kramdown_would_show_anew() -> None:
    day = day_of("## 1일차\n\n### 데일리 트렌드\n\n- 글\n### 삼켜진 제목\n", "1일차")
    plan = planned(day)
    with pytest.raises(JournalRefused, match="jekyll"):
        check_page("jekyll", day.document, plan.splices)
    check_page("gfm", day.document, plan.splices)


def test_a_missing_renderer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(NoRenderer, match="cmark-gfm"):
        render("gfm", "글\n")


def journal_with_hostile_titles(matter: str) -> bytes:
    day = day_of(f"{matter}## 1일차\n\n### 공부\n\n글\n", "1일차", "jekyll")
    return spliced(day.document, planned(day, hostile_bullets()).splices)


def check_site(page: str, titles: Sequence[str]) -> None:
    """Every title is on the page as it was typed, twice: as link and in its line."""
    body = page[page.index(NAMES[0]) :]
    assert "<table" not in body
    shown = " ".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())
    for title in titles:
        assert f"{title}: {title}" in shown, title


@needs("jekyll")
def test_99_jekyll_builds_and_shows_hostile_titles(tmp_path: Path) -> None:
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_config.yml").write_text("title: 저널\n")
    (tmp_path / "_posts/2024-08-19-week.md").write_bytes(journal_with_hostile_titles("---\ntitle: 주간\n---\n"))
    built = subprocess.run(
        ["jekyll", "build", "--source", tmp_path, "--destination", tmp_path / "_site", "--disable-disk-cache"],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert "Warning" not in built.stdout + built.stderr
    check_site((tmp_path / "_site/2024/08/19/week.html").read_text(), TITLES)


@needs("hugo")
def test_99_hugo_builds_and_shows_hostile_titles(tmp_path: Path) -> None:
    (tmp_path / "layouts/_default").mkdir(parents=True)
    (tmp_path / "content").mkdir()
    (tmp_path / "config.toml").write_text('title = "journal"\n')
    (tmp_path / "layouts/_default/single.html").write_text("{{ .Content }}")
    (tmp_path / "content/week.md").write_bytes(journal_with_hostile_titles("---\ntitle: 주간\n---\n"))
    built = subprocess.run(["hugo", "--source", tmp_path], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    check_site((tmp_path / "public/week/index.html").read_text(), TITLES)


def test_our_own_bullet_in_the_kit_is_plain() -> None:
    assert bullet().text.startswith("- [제목](")
