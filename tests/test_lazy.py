"""What the configuration does not name is not loaded; what it names reads and complains as if it had been."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, ValidationError

from digest.lazy import Kinds, pattern_of

LOADED = "import sys; print(' '.join(sorted(sys.modules)))"


def loaded(code: str) -> set[str]:
    """Modules in a fresh process after some code."""
    made = subprocess.run([sys.executable, "-c", f"{code}\n{LOADED}"], capture_output=True, text=True, check=True)
    return set(made.stdout.split())


def test_settings_load_only_the_kinds_they_name() -> None:
    found = loaded(
        "from digest.config.settings import Settings\n"
        "Settings.model_validate({'sources': [{'kind': 'feed', 'name': 'a', 'url': 'https://a.example/rss'}]})"
    )
    assert "digest.collect.feed.source" in found
    others = ("arxiv", "x", "huggingface", "inbox", "deadlines")
    assert not [name for name in found for kind in others if name.startswith(f"digest.collect.{kind}")]
    assert not [name for name in found if name.startswith(("digest.publish.slack", "digest.publish.kakao"))]
    vendors = {"openai", "arxiv", "slack_sdk", "apscheduler", "apprise", "fxtranslate", "alembic", "feedparser"}
    assert not vendors & found


def test_help_loads_neither_models_nor_database() -> None:
    found = loaded("import digest.cli, contextlib\nwith contextlib.suppress(SystemExit): digest.cli.cli(['--help'])")
    assert not found & {"pydantic", "sqlalchemy", "httpx", "yaml", "rich"}


def test_the_end_of_a_process_looks_through_nothing_it_made() -> None:
    watched = "import atexit, gc\natexit.register(lambda: print(gc.get_freeze_count(), gc.get_count()[0]))\n"
    code = f"{watched}import sys; sys.argv = ['digest', '--version']\nfrom digest.cli import main\nmain()"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    frozen, left = map(int, told.splitlines()[-1].split())
    assert frozen > 10_000
    assert left < 1_000


CONFIG = """
store: sqlite:///{folder}/digest.db
sources: [{{kind: inbox}}]
digests: [{{journal: null, publish: [{{kind: console}}]}}]
"""


def test_status_loads_neither_the_network_nor_a_journal_nor_chats(tmp_path: Path) -> None:
    config = tmp_path / "digest.yaml"
    config.write_text(CONFIG.format(folder=tmp_path), "utf-8")
    told = f"['status', '--config', {str(config)!r}]"
    found = loaded(f"import digest.cli, contextlib\nwith contextlib.suppress(SystemExit): digest.cli.cli({told})")
    assert "digest.store.engine" in found
    heavy = (
        "httpx",
        "markdown_it",
        "openai",
        "regex",
        "rich",
        "sqlalchemy.dialects.postgresql",
        "digest.journal.target",
    )
    assert not found.intersection(heavy)


class Holder(BaseModel):
    """One member of a union that is read lazily."""

    one: Annotated[
        BaseModel, Kinds(feed="digest.collect.feed.source:FeedSource", inbox="digest.collect.inbox.source:InboxSource")
    ]


def test_a_kind_is_read_into_its_class_and_written_back_whole() -> None:
    held = Holder.model_validate({"one": {"kind": "feed", "name": "a", "url": "https://a.example/rss"}})
    assert type(held.one).__name__ == "FeedSource"
    again = Holder.model_validate({"one": held.one})
    assert again.one == held.one
    assert held.model_dump()["one"]["url"] == "https://a.example/rss"


@pytest.mark.parametrize(
    ("value", "kind", "where"),
    [
        ({"kind": "feeed"}, "union_tag_invalid", ("one",)),
        ({}, "union_tag_not_found", ("one",)),
        (
            {"kind": "feed", "name": "a", "url": "https://a.example", "ulr": 1},
            "extra_forbidden",
            ("one", "feed", "ulr"),
        ),
    ],
)
def test_mistakes_are_those_of_a_union(value: object, kind: str, where: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        Holder.model_validate({"one": value})
    (problem,) = caught.value.errors()
    assert (problem["type"], problem["loc"]) == (kind, where)


def test_a_pattern_is_compiled_when_it_is_used_and_is_then_the_compiled_one() -> None:
    lazy = pattern_of(r"a(\d+)", re.IGNORECASE)
    assert "search" not in vars(lazy)
    found = lazy.search("xA12")
    assert found
    assert found[1] == "12"
    assert "search" in vars(lazy)
    assert lazy.pattern == r"a(\d+)"
    assert lazy.flags & re.IGNORECASE
    assert lazy.sub("b", "a1 a2") == "b b"
    assert lazy.groups == 1
    with pytest.raises(AttributeError):
        lazy.serach("x")
