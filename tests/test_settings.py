from __future__ import annotations

from pathlib import Path

import pytest

from digest.config_file import find_config, load_settings
from digest.errors import ConfigError
from digest.settings import Settings

ROOT = Path(__file__).parents[1]


def mistake(tmp_path: Path, text: str) -> str:
    path = tmp_path / "digest.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    return str(caught.value).replace(str(path), "digest.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "store: postgresql://me:hunter2@db/digest\nstore: sqlite:///x.db",
        "store: sqlite:///x.db\nstore: postgresql://me:hunter2@db/digest",
        "sources: [{kind: arxiv, base_url: {host: hunter2}}]",
        "sources: [{kind: huggingface, token_env: hf_hunter2}]",
        "summarizer: {kind: openai, model: m, base_url: 'ftp://me:hunter2@llm'}",
        "summarizer: {kind: openai, model: m, api_key: hunter2}",
        "summarizer: {kind: openai, model: m, api_key_env: sk-hunter2}",
        "digests: [{publish: [{kind: slack_webhook, url_env: 'https://hooks.slack.com/services/T/B/hunter2'}]}]",
        "digests: [{publish: [{kind: slack, channel: hunter2 hunter2}]}]",
        "net: {contact: [hunter2]}",
    ],
)
def test_no_mistake_repeats_what_may_be_a_secret(tmp_path: Path, text: str) -> None:
    told = mistake(tmp_path, text)
    assert "line " in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("timezone: Asia/Seoul\ncutof: '07:00'\n", "line 2: cutof: unknown key; did you mean `cutoff`?"),
        (
            "digests:\n  - name: main\n    keyword: [a]\n",
            "line 3: digests.0.keyword: unknown key; did you mean `keywords`?",
        ),
        (
            "sources:\n  - {kind: huggingfase}\n",
            "line 2: sources.0: unknown kind 'huggingfase'; did you mean `huggingface`?",
        ),
        (
            "sources:\n  - kind: arxiv\n    categorys: [cs.CL]\n",
            "line 3: sources.0.categorys: unknown key; did you mean `categories`?",
        ),
        ("sources:\n  - base_url: x\n", "line 2: sources.0: needs a `kind:`"),
        ("timezone: Asia/Seul\n", "line 1: timezone: unknown time zone 'Asia/Seul'"),
        ("days: mon-fri\ndays: daily\n", 'line 2: found duplicate key "days"'),
        ("days: [a\n", "line 2"),
        ("- a\n", "line 1: expected `key: value` lines"),
        ("digests:\n  - size: many\n", "line 2: digests.0.size: Input should be a valid integer"),
        ("digests:\n  - keywords: [{nt: x}]\n", "line 2: digests.0.keywords.0.nt: unknown key; did you mean `not`?"),
        ("digests: [{name: a}, {name: a}]\n", "digest name 'a' is used twice"),
        ("skip: {holidays: Korea}\n", "line 1: skip.holidays: no holiday calendar for country 'Korea'"),
        ("skip: {dates: [2026-12-24..2026-12-01]}\n", "ends before it begins"),
    ],
)
def test_mistakes_are_told_with_line_key_and_the_nearest_name(tmp_path: Path, text: str, told: str) -> None:
    assert told in mistake(tmp_path, text)


def test_no_value_of_the_file_is_shown_in_an_error(tmp_path: Path) -> None:
    assert "xoxb-secret" not in mistake(tmp_path, "digests: [{publish: [{kind: slack, token: xoxb-secret}]}]\n")


def test_the_annotated_example_loads_and_shows_the_defaults() -> None:
    example = load_settings(ROOT / "config" / "digest.yaml")
    assert example.model_copy(update={"digests": (), "sources": ()}) == Settings(digests=(), sources=())


@pytest.mark.parametrize("preset", sorted((ROOT / "config" / "presets").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_preset_is_a_summarizer(preset: Path, tmp_path: Path) -> None:
    assert load_settings(preset).summarizer.kind == "openai"


def test_yaml_1_2_keeps_no_and_on_as_words(tmp_path: Path) -> None:
    path = tmp_path / "digest.yaml"
    path.write_text("digests: [{keywords: [no, on, off]}]\n")
    assert [k.any for k in load_settings(path).digests[0].keywords] == [("no",), ("on",), ("off",)]


def test_digests_may_stand_in_files_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "digests.d").mkdir()
    (tmp_path / "digest.yaml").write_text("digests: [{name: main}]\n")
    (tmp_path / "digests.d" / "a.yaml").write_text("name: team-a\n")
    (tmp_path / "digests.d" / "b.yaml").write_text("- {name: team-b}\n- {name: team-c}\n")
    names = [d.name for d in load_settings(tmp_path / "digest.yaml").digests]
    assert names == ["main", "team-a", "team-b", "team-c"]


def test_the_places_of_the_configuration_in_order(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    usual, other = tmp_path / "config" / "digest.yaml", tmp_path / "other.yaml"
    assert find_config(None, {}, tmp_path) is None
    usual.write_text("")
    other.write_text("")
    assert find_config(None, {}, tmp_path) == usual
    assert find_config(None, {"DIGEST_CONFIG": str(other)}, tmp_path) == other
    assert find_config(str(usual), {"DIGEST_CONFIG": str(other)}, tmp_path) == usual
    with pytest.raises(ConfigError, match=r"\$DIGEST_CONFIG"):
        find_config(None, {"DIGEST_CONFIG": "nowhere"}, tmp_path)
