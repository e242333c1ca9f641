"""A day that digest makes in a site's folder is published: proved by real builds."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path

import pytest

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.journal.write.generator import post_text, site_of
from digest.store import Store
from journal_kit import DATE, FIRST, NOW, SECOND, digest_of
from page_oracle import needs

NEXT = DATE + dt.timedelta(days=1)
THEIRS = (
    "---\nlayout: post\ntitle: 첫 글\ndate: 2024-08-01 10:00:00 +0900\ncategories: [AI]\ntags:\n  - 논문\n---\n\n글\n"
)


def target(folder: Path, store: Store, create: str | None = None) -> JournalTarget:
    settings = JournalSettings.model_validate({"folder": str(folder), "create": create})
    return JournalTarget(settings, store, lambda: NOW, "main")


def jekyll(root: Path) -> list[str]:
    """The pages of the built site; built on a machine that lives in UTC, at the next day's 07:30 in Seoul."""
    built = subprocess.run(
        ["jekyll", "build", "--source", root, "--destination", root / "_site", "--disable-disk-cache"],
        env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert "Warning" not in built.stdout + built.stderr
    return sorted(str(page.relative_to(root / "_site")) for page in (root / "_site").rglob("*.html"))


@needs("jekyll")
@pytest.mark.parametrize("zone", ["", "timezone: Asia/Seoul\n"])
def test_a_new_jekyll_site_shows_the_day(tmp_path: Path, store: Store, zone: str) -> None:
    (tmp_path / "_config.yml").write_text(f"title: 저널\n{zone}")
    (tmp_path / "_layouts").mkdir()
    (tmp_path / "_layouts/post.html").write_text("<h1>{{ page.title }}</h1>{{ content }}")
    bot = target(tmp_path / "_posts", store)
    assert any("-digest.md" in line for line in bot.explain(DATE))
    assert bot.deliver(digest_of(FIRST)).state == "sent"
    assert bot.deliver(digest_of(SECOND, date=NEXT)).state == "sent"
    file = tmp_path / "_posts/2024-08-19-digest.md"
    before = file.read_bytes()
    assert bot.deliver(digest_of(FIRST)).state == "sent"
    assert file.read_bytes() == before
    pages = jekyll(tmp_path)
    assert len(pages) == 2
    assert "2024/08/19/digest.html" in pages or not zone  # without a zone the site dates by its machine's
    shown = "".join((tmp_path / "_site" / page).read_text() for page in pages)
    assert "<h1>2024-08-19 데일리 트렌드</h1>" in shown
    assert FIRST in shown
    assert SECOND in shown
    assert bot.undo(DATE).detail == "만들었던 2024-08-19-digest.md 파일을 지웠습니다"
    assert not file.exists()


@needs("hugo")
def test_a_new_hugo_site_shows_the_day(tmp_path: Path, store: Store) -> None:
    (tmp_path / "layouts/_default").mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text('title = "journal"\n')
    (tmp_path / "layouts/_default/single.html").write_text("{{ .Title }}|{{ .Date }}|{{ .Content }}")
    (tmp_path / "layouts/_default/list.html").write_text("{{ range .Pages }}{{ .Title }}{{ end }}")
    bot = target(tmp_path / "content/posts", store)
    assert bot.deliver(digest_of(FIRST)).state == "sent"
    built = subprocess.run(["hugo", "--source", tmp_path], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "public/posts/2024-08-19-digest/index.html").read_text()
    assert page.startswith("2024-08-19 데일리 트렌드|2024-08-19 00:00:00 ")
    assert FIRST in page
    assert "2024-08-19 데일리 트렌드" in (tmp_path / "public/posts/index.html").read_text()


@needs("jekyll")
def test_beside_the_welcome_post_of_a_new_site(tmp_path: Path, store: Store) -> None:
    posts = tmp_path / "_posts"
    posts.mkdir()
    (tmp_path / "_config.yml").write_text("title: 저널\ntimezone: Asia/Seoul\n")
    (tmp_path / "_layouts").mkdir()
    (tmp_path / "_layouts/post.html").write_text("{{ content }}")
    (posts / "2024-08-01-welcome-to-jekyll.markdown").write_text(THEIRS)
    assert target(posts, store).deliver(digest_of(FIRST)).state == "pending"
    bot = target(posts, store, "file")
    for date in (DATE, NEXT, NEXT + dt.timedelta(days=1)):
        assert bot.deliver(digest_of(FIRST, date=date)).state == "sent"
    made = (posts / "2024-08-19-digest.md").read_text()
    matter = '---\nlayout: post\ntitle: "2024-08-19 데일리 트렌드"\ndate: 2024-08-19 00:00:00 +0900\n---\n\n'
    assert made.startswith(matter + "## ")
    assert [page for page in jekyll(tmp_path) if page.endswith("digest.html")] == [
        f"2024/08/{day}/digest.html" for day in (19, 20, 21)
    ]


def test_front_matter_follows_what_the_neighbours_share(tmp_path: Path) -> None:
    posts = tmp_path / "_posts"
    posts.mkdir()
    (posts / "2024-08-01-a.md").write_text(THEIRS)
    (posts / "2024-08-02-b.md").write_text(THEIRS.replace("AI", "일상") + "\n{{ x }}")
    (posts / "2024-08-03-c.md").write_text("앞글 없는 글\n")
    assert post_text(posts, "jekyll", DATE, '절 "하나": 둘', "Asia/Seoul") == (
        '---\nlayout: post\ntitle: "2024-08-19 절 \\"하나\\": 둘"\ndate: 2024-08-19 00:00:00 +0900\n'
        "tags:\n  - 논문\n---\n\n"
    )


def test_toml_neighbours_give_toml(tmp_path: Path) -> None:
    (tmp_path / "2024-08-01.md").write_text('+++\ntitle = "a"\ndate = 2024-08-01\ndraft = true\n[extra]\nx = 1\n+++\n')
    assert post_text(tmp_path, "hugo", DATE, "트렌드", "Asia/Seoul") == (
        '+++\ntitle = "2024-08-19 트렌드"\ndate = 2024-08-19T00:00:00+09:00\n+++\n\n'
    )


def test_only_what_a_site_publishes_gets_a_post(tmp_path: Path, store: Store) -> None:
    (tmp_path / "_config.yml").write_text("title: x\n")
    assert site_of(tmp_path / "_posts") == site_of(tmp_path / "_posts/2024") == "jekyll"
    assert site_of(tmp_path / "journal") is None
    assert target(tmp_path / "journal", store).deliver(digest_of(FIRST)).receipt["file"].endswith("/2024-08-19.md")


def test_a_plain_file_of_an_earlier_version_stays_the_days_file(tmp_path: Path, store: Store) -> None:
    posts = tmp_path / "_posts"
    bot = target(posts, store)
    assert bot.deliver(digest_of(FIRST, date=NEXT)).state == "sent"
    (posts / "2024-08-19.md").write_text("# 2024-08-19\n\n## 데일리 트렌드\n\n- 글\n")
    assert bot.deliver(digest_of(FIRST)).receipt["file"].endswith("/2024-08-19.md")
    assert not (posts / "2024-08-19-digest.md").exists()


def test_persons_with_habits_get_no_digest_post(tmp_path: Path, store: Store) -> None:
    posts = tmp_path / "_posts"
    posts.mkdir()
    for name in ("2024-08-15-rust", "2024-08-16-go-generics"):
        (posts / f"{name}.md").write_text(THEIRS)
    outcome = target(posts, store, "file").deliver(digest_of(FIRST))
    assert outcome.state == "pending"
    assert "직접 만들어 두면" in outcome.detail
