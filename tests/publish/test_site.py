"""The archive: what stands on its pages, what never does, and what a morning changes."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import html.parser
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from digest.errors import Undelivered
from digest.files import replace
from digest.models import CorePaper, Digest, Line, OwnWords, Review, WeekPaper, WeekTopic
from digest.publish.site.archive import SiteOptions
from digest.publish.site.build import MARKER, Hidden, Shelf, build
from digest.publish.site.cards import day_of, slug_of, topics_of
from digest.publish.site.target import SitePublisher
from digest.store import Store
from makers import DATE, NOW, digest, entry, item, sighting
from publish_channels import channel

BASE = "https://papers.example/archive/"
SECRET = "비밀 메모 48151623"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %}",
    "</title><b>",
    "\u202eevil\x1b[31m",
    "javascript:alert(1)",
)


def made(day: int, *papers: str, topics: tuple[str, ...] = ("world model",), title: str = "") -> Digest:
    entries = tuple(
        entry(paper).model_copy(
            update={
                "item": item(paper, title=title or f"Paper {paper}", keywords=topics),
                "line": Line(text=f"{paper}을 다룬다.", producer="openai:test-model"),
                "reasons": ("키워드: 긴 문맥", "HF ▲20"),
            }
        )
        for paper in papers
    )
    return digest(date=DATE + dt.timedelta(days=day), entries=entries)


def days(count: int) -> dict[dt.date, Digest]:
    return {d.date: d for d in (made(n, f"2408.{n:03}01", f"2408.{n:03}02") for n in range(count))}


def write(folder: Path, held: dict[dt.date, Digest], **options: Any) -> Any:
    asked = {name: options.pop(name) for name in ("hide", "show") if name in options}
    reviews = shelf(options.pop("reviews", {}))
    return build(folder, SiteOptions(**{"base_url": BASE, **options}), shelf(held), reviews, **asked)


def shelf(held: dict[dt.date, Digest]) -> Shelf:
    marks = {date: hashlib.sha256(one.model_dump_json().encode()).hexdigest() for date, one in held.items()}
    return Shelf(lambda: marks, held.get)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


class Page(html.parser.HTMLParser):
    """What a browser would load, follow and run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.handlers: list[str] = []
        self.inline: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.handlers += [name for name in values if name.startswith("on") or name == "style"]
        if tag in ("script", "img", "iframe", "object", "embed"):
            self.loads.append(values.get("src") or "")
        if tag == "link":
            (self.loads if values.get("rel") == "stylesheet" else self.links).append(values.get("href") or "")
        if tag == "a":
            self.links.append(values.get("href") or "")
        self._in_script = tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.inline.append(data)


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    write(tmp_path / "site", days(5))
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) == 5 + 10 + 2 + 5 - 1  # days, papers, topics, and front, all days, all topics, search
    for page in pages:
        seen = Page(page.read_text("utf-8"))
        assert not seen.handlers
        assert not seen.inline
        for load in seen.loads:
            assert (page.parent / load).is_file(), load
        for link in seen.links:
            if not re.match(r"https://(arxiv|huggingface|www\.alphaxiv)\.", link) and not link.startswith("#"):
                assert (page.parent / unquote(link.partition("?")[0])).is_file(), (page, link)


def test_a_morning_touches_only_what_changed_and_ends_as_from_nothing(tmp_path: Path) -> None:
    held = days(40)
    *_, last = held
    yesterday = {date: one for date, one in held.items() if date != last}
    write(tmp_path / "daily", yesterday)
    before = contents(tmp_path / "daily")
    write(tmp_path / "daily", held)
    write(tmp_path / "anew", held)
    after = contents(tmp_path / "daily")
    assert after == contents(tmp_path / "anew")
    changed = {path for path in after if after[path] != before.get(path)}
    previous = sorted(held)[-2]
    assert {f"days/{last}.html", f"days/{previous}.html", "index.html", "feed.xml", MARKER} <= changed
    assert not [path for path in changed if path.startswith("papers/") and path in before]
    assert write(tmp_path / "daily", held).written == 0


def test_a_day_that_was_made_again_is_shown_as_it_is_now(tmp_path: Path) -> None:
    held = days(3)
    write(tmp_path, held)
    held[DATE] = made(0, "2408.00001", title="Another title")
    built = write(tmp_path, held)
    assert built.removed == 1  # the page of the paper that is gone
    assert "Another title" in (tmp_path / "papers/2408.00001.html").read_text("utf-8")
    assert not (tmp_path / "papers/2408.00002.html").exists()
    anew = tmp_path / "anew"
    write(anew, held)
    assert {path: data for path, data in contents(tmp_path).items() if not path.startswith("anew/")} == contents(anew)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_changes_the_archive_ends_as_from_nothing(tmp_path: Path, seed: int) -> None:
    """Days come late, are made again, are taken back; topics gain and lose their pages."""
    chance = random.Random(seed)
    names = ("world model", "agents", "speech", "긴 문맥", "rare")
    held: dict[dt.date, Digest] = {}
    for step in range(8):
        for _ in range(chance.randint(1, 3)):
            day = chance.randrange(20)
            papers = [f"2408.{day:03}0{n}" for n in range(chance.randint(0, 3))] + chance.sample(["2408.99901"], 1)
            one = made(day, *papers, topics=tuple(chance.sample(names, 2)), title=f"Title {chance.randrange(3)}")
            held[one.date] = one
        if chance.random() < 0.3:
            del held[chance.choice(sorted(held))]
        write(tmp_path / "daily", held)
        write(tmp_path / f"anew{step}", held)
        assert contents(tmp_path / "daily") == contents(tmp_path / f"anew{step}")


def test_a_new_repository_is_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/gh-pages\n")
    (tmp_path / ".nojekyll").touch()
    write(tmp_path, days(1))
    assert (tmp_path / "index.html").exists()
    assert (tmp_path / ".git/HEAD").exists()


def test_it_is_a_guest_that_writes_into_its_own_folder_only(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "index.html").write_text("mine")
    with pytest.raises(Undelivered, match="digest가 만든 폴더가 아니라서"):
        write(theirs, days(1))
    assert contents(theirs) == {"index.html": b"mine"}
    ours = tmp_path / "ours"
    write(ours, days(2))
    (ours / "CNAME").write_text("papers.example")
    write(ours, days(1))
    assert (ours / "CNAME").read_text() == "papers.example"
    assert not (ours / f"days/{DATE + dt.timedelta(days=1)}.html").exists()


def test_a_damaged_memory_makes_the_archive_anew_and_removes_nothing_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside.html"
    outside.write_text("mine")
    site = tmp_path / "site"
    write(site, days(2))
    whole = contents(site)
    (site / MARKER).write_text(json.dumps({"files": ["../outside.html", "/etc/hosts", "days/2020-01-01.html"]}))
    write(site, days(2))
    assert contents(site) == whole
    assert outside.read_text() == "mine"


def test_nothing_of_the_persons_own_is_on_any_page(tmp_path: Path) -> None:
    noted = entry("2408.00001").model_copy(
        update={
            "item": item(
                "2408.00001",
                notes=(SECRET,),
                sightings=(sighting("2408.00001"), sighting("2408.00001", source="inbox", note=SECRET)),
            ),
            "reasons": (f"추천: {SECRET}", "HF ▲20"),
        }
    )
    alone = entry("2408.00002").model_copy(
        update={"item": item("2408.00002", title="Put aside", sightings=(sighting("2408.00002", source="inbox"),))}
    )
    one = digest(entries=(noted, alone), notices=(SECRET,))
    write(tmp_path / "public", {DATE: one})
    everything = b"\n".join(contents(tmp_path / "public").values()).decode()
    assert SECRET not in everything
    assert "Put aside" not in everything
    assert "HF ▲20" in everything
    write(tmp_path / "own", {DATE: one}, notes=True)
    own = b"\n".join(contents(tmp_path / "own").values()).decode()
    assert SECRET in own
    assert "Put aside" in own


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_are_text(tmp_path: Path, title: str) -> None:
    held = {DATE: made(0, "2408.00001", "2408.00002", "2408.00003", topics=(title,), title=title)}
    write(tmp_path, held)
    for page in tmp_path.rglob("*.html"):
        seen = Page(page.read_text("utf-8"))
        assert not seen.handlers
        assert not seen.inline
        assert not [load for load in seen.loads if load == "x"]
        assert all(not link.startswith("javascript:") for link in seen.links)
        assert "\x1b" not in page.read_text("utf-8")
    index = (tmp_path / "search/2024.js").read_text("utf-8")
    assert "<" not in index
    json.loads(index.removeprefix("digestIndex(").removesuffix(");\n"))
    assert ET.parse(tmp_path / "feed.xml").getroot().tag.endswith("feed")


def test_feeds_and_sitemap_stand_only_where_the_address_is_known(tmp_path: Path) -> None:
    write(tmp_path / "with", days(3))
    feed = json.loads((tmp_path / "with/feed.json").read_text("utf-8"))
    assert feed["items"][0]["url"] == f"{BASE}days/{DATE + dt.timedelta(days=2)}.html"
    sitemap = (tmp_path / "with/sitemap.xml").read_text("utf-8")
    assert f"<loc>{BASE}papers/2408.00001.html</loc>" in sitemap
    write(tmp_path / "without", days(3), base_url="")
    assert not [path for path in contents(tmp_path / "without") if path.endswith((".xml", ".json")) and path != MARKER]


def test_topics_join_their_spellings_and_need_three_papers() -> None:
    held = [
        made(0, "2408.00001", topics=("World Model",)),
        made(1, "2408.00002", topics=("world-model",)),
        made(2, "2408.00003", topics=("world model", "rare")),
    ]
    (first, second) = topics_of([day_of(one, "v", notes=False) for one in held])
    assert {first.slug, second.slug} == {"world-model", "긴-문맥"}
    assert first.newest(3) == ["2408.00003", "2408.00002", "2408.00001"]
    assert slug_of("../../etc") == "etc"
    assert slug_of("…").startswith("topic-")


def test_a_store_knows_that_a_digest_was_made_again(store: Store) -> None:
    store.digests.save(made(0, "2408.00001"), NOW)
    (first,) = store.digests.versions("main").values()
    store.digests.save(made(0, "2408.00001", topics=("other",)), NOW + dt.timedelta(minutes=1))
    (second,) = store.digests.versions("main").values()
    assert first != second


def test_the_target_adds_a_day_and_takes_it_back(tmp_path: Path, store: Store) -> None:
    target = SitePublisher(path=str(tmp_path / "site"))
    way = channel(store, {})
    for day in (made(0, "2408.00001"), made(1, "2408.00002")):
        store.digests.save(day, NOW)
        (part,) = target.parts(day)
        receipt = target.send(day, part, way, {})
    assert (tmp_path / "site/papers/2408.00002.html").exists()
    assert target.retract("main", receipt, way)
    assert not (tmp_path / "site/papers/2408.00002.html").exists()
    target.send(made(0, "2408.00001"), part, way, {})
    assert not (tmp_path / "site/papers/2408.00002.html").exists()  # another day's send does not bring it back
    target.send(made(1, "2408.00002"), part, way, {})
    assert (tmp_path / "site/papers/2408.00002.html").exists()
    assert "2일치" in target.test(way)


def test_two_thousand_papers_fit_a_phone(tmp_path: Path) -> None:
    long = (
        "긴 문장으로 쓴 한 줄이 여든 글자쯤 되도록 이어서 적어 둔 것이라 실제 다이제스트의 줄과 비슷한 길이를 가진다. "
    )
    held = {}
    for n in range(250):
        one = made(n % 365, *(f"24{n:02}.{k:05}" for k in range(8)), topics=("world model", "agents", "reasoning"))
        titled = tuple(
            e.model_copy(update={"item": e.item.model_copy(update={"title": "A Rather Long Title of Some Paper " * 2})})
            for e in one.entries
        )
        lined = tuple(e.model_copy(update={"line": Line(text=long, producer="mt")}) for e in titled)
        held[DATE + dt.timedelta(days=n)] = one.model_copy(
            update={"entries": lined, "date": DATE + dt.timedelta(days=n)}
        )
    write(tmp_path, held)
    index = sum(path.stat().st_size for path in (tmp_path / "search").iterdir())
    assert index <= 1.5 * 2**20
    front = sum((tmp_path / name).stat().st_size for name in ("index.html", "style.css"))
    assert front <= 60_000


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--virtual-time-budget=5000", "--dump-dom",
)  # fmt: skip


@pytest.mark.skipif(not CHROMIUM, reason="no chromium")
@pytest.mark.parametrize(("asked", "found"), [("긴 문맥", 10), ("2408.00101", 1), ("zebra", 0)])
def test_the_search_page_answers_in_a_real_browser(tmp_path: Path, asked: str, found: int) -> None:
    write(tmp_path / "site", days(5))
    address = f"{(tmp_path / 'site' / 'search.html').as_uri()}?q={asked.replace(' ', '%20')}"
    command = [str(CHROMIUM), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", address]
    env = {**os.environ, "HOME": str(tmp_path)}
    dom = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True, env=env).stdout
    listed = re.search(r'<ul id="found".*?</ul>', dom, re.DOTALL)
    assert listed
    assert listed[0].count("<li>") == found


def review(week: str = "2024-W34", **fields: Any) -> Digest:
    year, number = week.split("-W")
    monday = dt.date.fromisocalendar(int(year), int(number), 1)
    held = Review(
        week=week,
        first=monday,
        last=monday + dt.timedelta(days=6),
        movements=(WeekTopic(topic="world <b>model", count=11, size=112, usual_count=14, usual_size=450),),
        topics=(WeekTopic(topic="agents", count=30, size=112, usual_count=90, usual_size=450),),
        talked=(
            WeekPaper(key="arxiv:2408.00001", title="Shown <script>", url="https://arxiv.org/abs/1", votes=90),
            WeekPaper(key="arxiv:2408.77777", title="Elsewhere", url="javascript:alert(1)", votes=80),
        ),
        core=(
            CorePaper(key="arxiv:2305.18290", title="DPO", url="https://arxiv.org/abs/2305.18290", citing=4, known=7),
        ),
        own=(OwnWords(key="wrote", text=SECRET),),
    )
    return Digest(
        date=monday + dt.timedelta(days=4), name="main:weekly", entries=(), review=held.model_copy(update=fields)
    )


def test_a_review_has_a_page_that_the_front_page_names(tmp_path: Path) -> None:
    reviews = {one.date: one for one in (review("2024-W33"), review("2024-W34"))}
    write(tmp_path, {DATE: made(0, "2408.00001")}, reviews=reviews)
    page = (tmp_path / "weeks/2024-W34.html").read_text("utf-8")
    assert "world &lt;b&gt;model – 이번 주 목록의 9.8% (그 전 4주 3.1%), 논문 11편" in page
    assert "이번 주 7편 가운데 4편이 함께 인용" in page
    assert SECRET not in page
    links = Page(page).links
    assert "../papers/2408.00001.html" in links  # shown by a digest, so it has a page here
    assert {"../days/2024-08-19.html", "2024-W33.html"} <= {link.removeprefix("../weeks/") for link in links}
    assert not [link for link in links if link.startswith("javascript:")]
    assert "weeks/2024-W34.html" in Page((tmp_path / "index.html").read_text("utf-8")).links
    assert Page((tmp_path / "weeks/index.html").read_text("utf-8")).links.count("../weeks/2024-W33.html") == 1
    write(tmp_path / "own", {DATE: made(0, "2408.00001")}, reviews=reviews, notes=True)
    assert SECRET in (tmp_path / "own/weeks/2024-W34.html").read_text("utf-8")


def test_a_review_changes_with_its_neighbours_its_days_and_its_papers(tmp_path: Path) -> None:
    held, reviews = {DATE: made(0, "2408.00009")}, {one.date: one for one in (review("2024-W33"),)}
    steps: list[Callable[[], object]] = [
        lambda: reviews.update({one.date: one for one in (review("2024-W34"),)}),
        lambda: held.update({one.date: one for one in (made(1, "2408.00003"),)}),  # another day of the week
        lambda: held.update({one.date: one for one in (made(-30, "2408.00001"),)}),  # a paper that it names
        lambda: held.pop(DATE),
        lambda: reviews.update({one.date: one for one in (review("2024-W33", movements=()),)}),
        lambda: reviews.pop(review("2024-W34").date),
        reviews.clear,
    ]
    for number, step in enumerate(steps):
        write(tmp_path / "daily", held, reviews=reviews)
        step()
        write(tmp_path / "daily", held, reviews=reviews)
        write(tmp_path / f"anew{number}", held, reviews=reviews)
        assert contents(tmp_path / "daily") == contents(tmp_path / f"anew{number}")


def test_the_target_takes_reviews_and_takes_them_back(tmp_path: Path, store: Store) -> None:
    target, way = SitePublisher(path=str(tmp_path / "site")), channel(store, {})
    store.digests.save(made(0, "2408.00001"), NOW)
    store.digests.save(review(), NOW)
    (part,) = target.parts(review())
    receipt = target.send(review(), part, way, {})
    assert (tmp_path / "site/weeks/2024-W34.html").exists()
    assert (tmp_path / "site/papers/2408.00001.html").exists()
    assert target.retract("main", receipt, way)
    assert not (tmp_path / "site/weeks/2024-W34.html").exists()
    target.send(review(), part, way, {})
    assert (tmp_path / "site/weeks/2024-W34.html").exists()


class Killed(BaseException):
    """Ends a run at once, as a signal would."""


@pytest.mark.parametrize("before", [0, 1])
def test_a_run_that_was_killed_anywhere_is_made_good_by_the_next(
    tmp_path: Path, before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = days(2)
    first = {date: held[date] for date in sorted(held)[:before]}
    write(tmp_path / "whole", held)
    kills = 0
    for step in itertools.count():
        site = tmp_path / f"killed{step}"
        if before:
            write(site, first)
        left = iter(range(step))

        def replace(source: Path, target: Path, left: Iterator[int] = left) -> Path:
            if next(left, None) is None:
                patched.setattr(Path, "unlink", lambda *_, **__: None)  # a kill cleans nothing up
                raise Killed
            return Path(shutil.move(source, target))

        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", replace)
            try:
                write(site, held)
            except Killed:
                kills += 1
            else:
                break
        assert list(site.glob(".digest-*.tmp"))
        write(site, held)
        assert contents(site) == contents(tmp_path / "whole")
    assert kills > 10


@pytest.mark.parametrize("then", ["made again", "taken back"])
@pytest.mark.parametrize("pages", [0, 3, None])
def test_what_a_failed_run_wrote_and_no_day_has_any_more_is_removed(
    tmp_path: Path, then: str, pages: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full after so many pages, or only for the marker that is written last."""
    site, held = tmp_path / "site", days(6)
    added = made(6, "2408.00601", "2408.00602", topics=("other",))
    write(site, held)
    held[added.date] = added
    done: list[Path] = []

    def full(path: Path, content: bytes, **options: Any) -> None:
        finished = path.name == MARKER and json.loads(content).get("mark")
        if finished or (path.name != MARKER and len(done) == pages):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        replace(path, content, **options)
        done.extend([path] if path.name != MARKER else [])

    with monkeypatch.context() as patched:
        patched.setattr("digest.publish.site.build.replace", full)
        with pytest.raises(Undelivered, match="아카이브를 쓸 수 없습니다"):
            write(site, held)
    assert pages is None or len(done) == pages
    hide = Hidden(days=(added.date,)) if then == "taken back" else None
    if then == "made again":
        held[added.date] = made(6, "2408.00699", topics=("third",))
    write(site, held, hide=hide)
    write(tmp_path / "anew", held, hide=hide)
    assert contents(site) == contents(tmp_path / "anew")
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    assert write(site, held).written == 0
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_what_was_taken_back_stays_so_after_a_failed_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = days(3)
    write(tmp_path, held, hide=Hidden(days=(DATE,)))

    def fail(*_: object) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patched:
        patched.setattr("digest.publish.site.build._Writer.remove", fail)
        with pytest.raises(Undelivered):
            write(tmp_path, days(4))
    write(tmp_path, days(4))
    assert not (tmp_path / f"days/{DATE}.html").exists()


def test_what_the_last_version_left_half_written_is_removed(tmp_path: Path) -> None:
    write(tmp_path, days(1))
    (tmp_path / "papers/.2408.00001.html.digest-tmp").write_text("half")
    memory = json.loads((tmp_path / MARKER).read_text("utf-8"))
    old = {"mark": "0123", "days": [], "hidden": ["2024-08-19"], "files": memory["files"]}
    (tmp_path / MARKER).write_text(json.dumps(old), "utf-8")
    write(tmp_path, days(2))
    assert not list(tmp_path.rglob("*.digest-tmp"))
    assert not (tmp_path / "days/2024-08-19.html").exists()  # what was taken back stays so
    assert (tmp_path / "days/2024-08-20.html").exists()


def test_two_runs_at_once_write_one_after_the_other_and_lose_nothing(tmp_path: Path) -> None:
    """One waits for the other and asks the store only then, so that it does not take back what that one added."""
    site, held = tmp_path / "site", days(6)
    oldest = {date: held[date] for date in sorted(held)[:2]}
    write(site, oldest)
    there, inside, go = dict(oldest), threading.Event(), threading.Event()

    def slowly(date: dt.date) -> Digest | None:
        inside.set()
        go.wait(30)
        return there.get(date)

    versions = shelf(held).versions()
    one, other = sorted(held)[2:4], sorted(held)[4:]
    slow = Shelf(lambda: {date: versions[date] for date in there}, slowly)
    there |= {date: held[date] for date in one}
    first = threading.Thread(target=build, args=(site, SiteOptions(base_url=BASE), slow))
    first.start()
    assert inside.wait(30)
    there |= {date: held[date] for date in other}
    quick = Shelf(lambda: {date: versions[date] for date in there}, there.get)
    second = threading.Thread(target=build, args=(site, SiteOptions(base_url=BASE), quick))
    second.start()
    go.set()
    first.join(60)
    second.join(60)
    write(tmp_path / "anew", held)
    assert contents(site) == contents(tmp_path / "anew")


def test_a_run_that_never_ends_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    write(tmp_path, days(1))
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    monkeypatch.setattr("digest.publish.site.build.LOCK_WAIT_S", 0.0)
    with pytest.raises(Undelivered, match="다른 실행이 아카이브를 쓰고 있습니다"):
        write(tmp_path, days(2))
    os.close(handle)
    assert write(tmp_path, days(2)).written


@pytest.mark.parametrize("answer", ["EBADF", "ENOTSUP", "ENOLCK"])
def test_where_folders_have_no_locks_it_is_written_all_the_same(
    tmp_path: Path, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(getattr(errno, answer), "no locks here")

    monkeypatch.setattr("fcntl.flock", refuse)
    assert write(tmp_path, days(2)).written


def test_a_lock_that_fails_for_another_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(Undelivered, match="아카이브를 쓸 수 없습니다"):
        write(tmp_path, days(2))
