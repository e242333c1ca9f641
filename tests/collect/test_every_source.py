"""What holds for every source: the contract of `digest/collect/`, so that a new one cannot forget a part."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path
from typing import get_args

import pytest
import yaml

import digest.collect
from digest.collect.base import SourceSettings
from docs_script import script

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
MODULES = [
    importlib.import_module(found.name) for found in pkgutil.walk_packages(digest.collect.__path__, "digest.collect.")
]
SOURCES = sorted(
    {
        value
        for module in MODULES
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, SourceSettings) and value is not SourceSettings
    },
    key=lambda source: source.__name__,
)
every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
PARSED_BY = {"x": ("digest.collect.x.posts", "read_page"), "inbox": ("digest.collect.inbox.page_title", "parse")}
"""Where the bytes of a source become values, when not in `parse` of its own module."""
VENDORS = {
    "arxiv": "digest.collect.arxiv.source",
    "feedparser": "digest.collect.feed.format",
    "apprise": "digest.publish.apprise.target",
}


def kind_of(source: type[SourceSettings]) -> str:
    return str(source.model_fields["kind"].default)


def test_sources_are_found() -> None:
    assert {"arxiv", "feed", "deadlines", "huggingface"} <= {kind_of(source) for source in SOURCES}


@every_source
def test_it_says_what_it_gives(source: type[SourceSettings]) -> None:
    assert (inspect.getdoc(source) or "").split("\n")[0].endswith(".")
    assert inspect.getdoc(source.collect)
    assert inspect.getdoc(source.collect) != inspect.getdoc(SourceSettings.collect)


@every_source
def test_its_kind_is_its_own(source: type[SourceSettings]) -> None:
    field = source.model_fields["kind"]
    assert get_args(field.annotation) == (field.default,)
    assert [kind_of(other) for other in SOURCES].count(kind_of(source)) == 1


@every_source
def test_it_has_a_pure_parse(source: type[SourceSettings]) -> None:
    module, name = PARSED_BY.get(kind_of(source), (source.__module__, "parse"))
    parse = getattr(importlib.import_module(module), name)
    assert inspect.getdoc(parse)
    assert not {"context", "http", "store", "clock"} & set(inspect.signature(parse).parameters)


@every_source
def test_it_has_golden_pairs(source: type[SourceSettings]) -> None:
    folder = GOLDEN / kind_of(source)
    assert folder.is_dir(), f"no golden pair: put an input and its .expected.json into {folder}"
    expected = {p.name.removesuffix(".expected.json") for p in folder.iterdir() if p.name.endswith(".expected.json")}
    inputs = {p.stem for p in folder.iterdir() if not p.name.endswith(".expected.json")}
    assert inputs
    assert inputs == expected


@every_source
def test_it_has_an_example_in_the_configuration(source: type[SourceSettings]) -> None:
    lines = (ROOT / "config" / "digest.yaml").read_text("utf-8").splitlines()
    marked = [
        line.strip() for line in lines if f"kind: {kind_of(source)}," in line or f"kind: {kind_of(source)}}}" in line
    ]
    assert marked, f"config/digest.yaml shows no `kind: {kind_of(source)}`"
    example = marked[0].lstrip("# ").split("}")[0] + "}"
    (settings,) = yaml.safe_load(example)
    parsed = source.model_validate(settings)
    assert parsed.source


@every_source
def test_it_can_be_configured(source: type[SourceSettings]) -> None:
    assert source in digest.collect.SOURCES, f"{source.__name__} is missing in the list of kinds"


@every_source
def test_its_settings_explain_themselves(source: type[SourceSettings]) -> None:
    obvious = {"kind", "base_url", "rss_url", "oembed_url", "url", "timeout_s", "retries", "categories"}
    obvious |= {"token_env", "retweets", "replies"}
    silent = [name for name in source.model_fields if name not in obvious and not script().docstring(source, name)]
    assert not silent


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_lives_in_one_file(vendor: str) -> None:
    importers = [
        path
        for path in sorted((ROOT / "digest").rglob("*.py"))
        if any(
            line.split()[:2] in (["import", vendor], ["from", vendor]) for line in path.read_text("utf-8").splitlines()
        )
    ]
    assert [str(p.relative_to(ROOT)) for p in importers] == [VENDORS[vendor].replace(".", "/") + ".py"]
