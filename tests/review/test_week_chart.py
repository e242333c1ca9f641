"""The picture of a week in the journal's own image folder, and its address in each tool's form."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digest.journal.week import image_link
from digest.render import chart
from digest.review.weekly import compose_review
from fake_chat import chatting
from loopback import serving
from weekly_kit import WEEK, House, month

drawn = pytest.mark.skipif(not chart.can_draw(), reason="matplotlib is not installed (extra [chart])")


@drawn
def test_the_picture_is_the_same_every_time_and_its_words_are_words() -> None:
    review = compose_review(WEEK, month(), (), ())
    svg = chart.week_svg(review)
    assert svg == chart.week_svg(review)
    text = svg.decode()
    assert "월드 모델" in text
    assert "18.2%" in text
    assert "<text" in text
    assert not re.search(r"\d{4}-\d\d-\d\dT", text)


@drawn
def test_a_png_is_drawn_only_with_a_korean_face(monkeypatch: pytest.MonkeyPatch) -> None:
    review = compose_review(WEEK, month(), (), ())
    if chart.korean_font():
        assert chart.week_png(review).startswith(b"\x89PNG")
    monkeypatch.setattr(chart, "FONTS", ("No Such Face",))
    assert chart.week_png(review) == b""


@pytest.mark.parametrize(
    ("site", "page", "image", "flavour", "link"),
    [
        ("_config.yml", "_posts/2024-08-23-a.md", "assets/img/w.svg", "jekyll", "![주간 주제](/assets/img/w.svg)"),
        ("static/x", "content/posts/a.md", "static/img/w.svg", "hugo", "![주간 주제](/img/w.svg)"),
        (".obsidian/x", "Daily/a.md", "files/w.svg", "obsidian", "![[w.svg]]"),
        ("x", "journal/2024/a.md", "journal/img/w w.svg", "plain", "![주간 주제](../img/w%20w.svg)"),
        ("x", "_posts/a.md", "img/w.svg", "jekyll", "![주간 주제](../img/w.svg)"),
    ],
)
def test_the_address_is_the_one_each_tool_wants(
    site: str, page: str, image: str, flavour: Any, link: str, tmp_path: Path
) -> None:
    (tmp_path / site).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / site).write_text("", "utf-8")
    assert image_link(tmp_path / image, tmp_path / page, flavour) == link


@drawn
def test_the_journal_gets_its_picture_and_undo_takes_it_back(tmp_path: Path) -> None:
    with serving() as services, chatting() as chat:
        house = House(tmp_path, services, chat)
        text = house.config.read_text("utf-8")
        folder = f"journal: {{folder: {tmp_path}/journal"
        house.config.write_text(text.replace(folder, f"{folder}, images: {tmp_path}/img"), "utf-8")
        house.remember_the_month()
        before = house.file.read_bytes()
        assert house.run("weekly").exit_code == 0
        picture = tmp_path / "img" / "digest-2024-W34-main.svg"
        assert "월드 모델" in picture.read_text("utf-8")
        assert "- ![주간 주제](../img/digest-2024-W34-main.svg)" in house.file.read_text("utf-8")
        stamp = picture.stat().st_mtime_ns
        assert house.run("weekly").exit_code == 0
        assert picture.stat().st_mtime_ns == stamp
        assert house.run("undo", "--week", "2024-W34").exit_code == 0
        assert house.file.read_bytes() == before
        assert not picture.exists()


def test_the_picture_is_committed_with_its_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.journal.week.can_draw", lambda: True)
    monkeypatch.setattr("digest.journal.week.week_svg", lambda _review: b"<svg/>")

    def git(*words: str) -> str:
        told = subprocess.run(["git", *words], cwd=tmp_path, capture_output=True, text=True, check=True)
        return told.stdout

    with serving() as services, chatting() as chat:
        house = House(tmp_path, services, chat)
        text = house.config.read_text("utf-8")
        more = f"images: {tmp_path}/img, git: {{commit: true}}"
        folder = f"journal: {{folder: {tmp_path}/journal"
        house.config.write_text(text.replace(folder, f"{folder}, {more}"), "utf-8")
        house.remember_the_month()
        git("init", "--quiet")
        git("add", "journal")
        git("-c", "user.name=me", "-c", "user.email=me@example.com", "commit", "--quiet", "--message", "mine")
        assert house.run("weekly").exit_code == 0
    assert git("status", "--porcelain", "--", "journal", "img") == ""
    assert (
        git("log", "--format=%s", "--name-only", "-2")
        .split("\n\n")[0]
        .startswith("2024-W34 주간 트렌드: digest-2024-W34")
    )


@pytest.mark.slow
def test_without_the_library_there_is_no_picture_and_the_person_is_told_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.journal.week.can_draw", lambda: False)
    with serving() as services, chatting() as chat:
        house = House(tmp_path, services, chat)
        text = house.config.read_text("utf-8")
        folder = f"journal: {{folder: {tmp_path}/journal"
        house.config.write_text(text.replace(folder, f"{folder}, images: {tmp_path}/img"), "utf-8")
        house.remember_the_month()
        done = house.run("weekly")
    assert "그리려면: " in done.output
    assert "matplotlib" in done.output
    assert "![" not in house.file.read_text("utf-8")


@drawn
def test_a_picture_of_the_persons_own_is_left_alone(tmp_path: Path) -> None:
    with serving() as services, chatting() as chat:
        house = House(tmp_path, services, chat)
        text = house.config.read_text("utf-8")
        folder = f"journal: {{folder: {tmp_path}/journal"
        house.config.write_text(text.replace(folder, f"{folder}, images: {tmp_path}/img"), "utf-8")
        house.remember_the_month()
        picture = tmp_path / "img" / "digest-2024-W34-main.svg"
        picture.parent.mkdir()
        picture.write_text("mine", "utf-8")
        assert house.run("weekly").exit_code == 0
        assert house.run("undo", "--week", "2024-W34").exit_code == 0
        assert picture.read_text("utf-8") == "mine"


@pytest.mark.slow
def test_the_library_is_not_loaded_on_other_days() -> None:
    code = "import sys, digest.journal.week, digest.app; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
