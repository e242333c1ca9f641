"""What a new post of a Jekyll or Hugo site takes from its neighbours, and what belongs to one post alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.journal.write.generator import is_post_name, post_name, post_text, site_of
from journal_kit import DATE


def posts(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def shared(folder: Path) -> list[str]:
    """The front matter lines of a new post besides title and date."""
    lines = post_text(folder, "jekyll", DATE, "트렌드", "Asia/Seoul").split("\n")
    assert lines[0] == "---"
    assert lines[-3:] == ["---", "", ""]
    return [line for line in lines[1:-3] if not line.startswith(("title", "date"))]


def test_the_five_newest_posts_are_asked(tmp_path: Path) -> None:
    newest = {f"2024-08-{day}-a.md": "---\nlayout: post\ntags: til\n---\n" for day in range(11, 16)}
    posts(tmp_path, {**newest, "2024-08-10-old.md": "---\nlayout: page\n---\n"})
    assert shared(tmp_path) == ["layout: post", "tags: til"]
    posts(tmp_path, {"2024-08-11-a.md": "---\nlayout: post\n---\n"})
    assert shared(tmp_path) == ["layout: post"], "the fifth is asked too"
    posts(tmp_path, {"2024-08-16-b.markdown": "---\nlayout: note\n---\n"})
    assert shared(tmp_path) == [], "the newest of both endings"


def test_what_is_no_post_is_not_asked(tmp_path: Path) -> None:
    posts(
        tmp_path,
        {
            "2024-08-14-a.md": "---\nlayout: post\ntags: til\n---\n",
            "2024-08-15-b.md": "---\nlayout: post\ntags: til\n---\n",
            "2024-08-16-no-matter.md": "글\n",
            "2024-08-16-rule.md": "***\n글\n***\n",
            "_index.md": "---\nlayout: list\n---\n",
            "2024-08-17-list.txt": "---\nlayout: list\n---\n",
        },
    )
    (tmp_path / "2024-08-18-old.md").write_bytes("---\nlayout: 글\n---\n".encode("cp949"))
    (tmp_path / "2024-08-19-folder.md").mkdir()
    assert shared(tmp_path) == ["layout: post", "tags: til"]


@pytest.mark.parametrize(
    "key",
    [
        *("title", "date", "draft", "published", "hidden", "slug", "permalink", "url", "aliases", "id", "lastmod"),
        *("last_modified_at", "expirydate", "publishdate", "Draft", "expiryDate"),
    ],
)
def test_what_belongs_to_one_post_is_never_copied(tmp_path: Path, key: str) -> None:
    """A draft, or a post that has expired, would hide the new one; two posts of one address would hide each other."""
    text = f"---\nlayout: post\n{key}: true\nmath: true\n---\n"
    posts(tmp_path, {f"2024-08-{day}-a.md": text for day in (14, 15)})
    assert shared(tmp_path) == ["layout: post", "math: true"]


def test_of_a_post_that_is_alone_only_its_form_is_taken(tmp_path: Path) -> None:
    posts(tmp_path, {"2024-08-14-a.md": "---\ntype: note\nlayout: post\ntags: til\n---\n"})
    assert shared(tmp_path) == ["layout: post", "type: note"], "the layout first, as people write it"


def test_lists_are_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    text = "---\ntags:\n  - til\n  - {}\nauthor: 나\ncategories: [a]\n\n---\n"
    posts(tmp_path, {"2024-08-14-a.md": text.format("x"), "2024-08-15-b.md": text.format("y")})
    assert shared(tmp_path) == ["author: 나", "categories: [a]"]
    posts(tmp_path, {"2024-08-15-b.md": text.format("x")})
    assert shared(tmp_path) == ["tags:", "  - til", "  - x", "author: 나", "categories: [a]"]


def test_a_key_that_one_of_them_lacks_is_not_taken(tmp_path: Path) -> None:
    posts(
        tmp_path, {"2024-08-14-a.md": "---\nmath: true\n---\n", "2024-08-15-b.md": "---\nmath: true\ntoc: true\n---\n"}
    )
    assert shared(tmp_path) == ["math: true"]
    posts(
        tmp_path, {"2024-08-14-a.md": "---\nmath: true\ntoc: true\n---\n", "2024-08-15-b.md": "---\nmath: false\n---\n"}
    )
    assert shared(tmp_path) == []


def test_line_ends_and_a_byte_order_mark_are_no_part_of_a_line(tmp_path: Path) -> None:
    (tmp_path / "2024-08-14-a.md").write_bytes(b"\xef\xbb\xbf---\r\nlayout: post  \r\n---\r\n")
    (tmp_path / "2024-08-15-b.md").write_bytes(b"---\rlayout: post\r---\r")
    assert shared(tmp_path) == ["layout: post"]


def test_toml_is_answered_in_toml_without_what_stands_in_tables(tmp_path: Path) -> None:
    text = "+++\ntitle = 'a'\ntags = ['til']\ndraft = true\n[params]\nmath = true\n+++\n"
    posts(tmp_path, {"2024-08-14-a.md": text, "2024-08-15-b.md": text})
    told = post_text(tmp_path, "hugo", DATE, "트렌드", "Asia/Seoul")
    assert told == "+++\ntitle = \"2024-08-19 트렌드\"\ndate = 2024-08-19T00:00:00+09:00\ntags = ['til']\n+++\n\n"
    posts(tmp_path, {"2024-08-16-c.md": "---\nmath: true\n---\n"})
    told = post_text(tmp_path, "hugo", DATE, "트렌드", "UTC")
    assert told == '---\ntitle: "2024-08-19 트렌드"\ndate: 2024-08-19T00:00:00+00:00\n---\n\n', "the newest decides"


@pytest.mark.parametrize(
    ("files", "layout"),
    [
        ({}, False),
        ({"_layouts/post.html": ""}, True),
        ({"_layouts/post.liquid": ""}, True),
        ({"_layouts/page.html": ""}, False),
        ({"_config.yml": "title: x\ntheme: minima\n"}, True),
        ({"_config.yml": "remote_theme: someone/theirs\n"}, True),
        ({"_config.yml": "# theme: minima\n"}, False),
        ({"_config.yml": "theme:\n"}, False),
        ({"_config.yaml": "theme: minima\n"}, True),
    ],
)
def test_a_first_post_has_a_layout_where_the_site_has_one(tmp_path: Path, files: dict[str, str], layout: bool) -> None:
    site = posts(tmp_path, {"_config.yml": "title: x\n", **files} if "_config.yaml" not in files else files)
    (site / "_posts").mkdir()
    assert shared(site / "_posts") == (["layout: post"] if layout else [])
    assert "layout" not in post_text(site / "_posts", "hugo", DATE, "트렌드", "UTC")
    posts(site / "_posts", {"2024-08-14-a.md": "---\nmath: true\n---\n"})
    assert shared(site / "_posts") == [], "a neighbour without one shows that none is needed"


@pytest.mark.parametrize(
    ("files", "folder", "site"),
    [
        (["_config.yml"], "_posts", "jekyll"),
        (["_config.yml"], "ko/_posts/2024", "jekyll"),
        (["_config.yml"], "notes", None),
        ([], "_posts", "jekyll"),
        (["hugo.toml"], "content", "hugo"),
        (["hugo.toml"], "content/posts/2024", "hugo"),
        (["hugo.toml"], "archive/content", None),
        (["hugo.toml"], "notes", None),
        ([], "content", "hugo"),
        ([], "notes", None),
        ([".obsidian/app.json"], "content", None),
    ],
)
def test_a_post_is_made_only_where_the_site_looks_for_one(
    tmp_path: Path, files: list[str], folder: str, site: str | None
) -> None:
    posts(tmp_path, dict.fromkeys(files, ""))
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    assert site_of(tmp_path / folder) == site


@pytest.mark.parametrize(
    ("name", "ours"),
    [("2024-08-19-digest.md", True), ("2024-08-19-digest.md.bak", False), ("a/2024-08-19-digest.md", False)],
)
def test_our_posts_are_known_by_their_whole_name(name: str, ours: bool) -> None:
    assert is_post_name(name) is ours
    assert is_post_name(post_name(DATE))
