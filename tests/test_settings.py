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
    usual = Settings()
    assert example.model_copy(update={"digests": usual.digests, "sources": usual.sources}) == usual


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


def several(tmp_path: Path, main: str, **files: str) -> str:
    """The error that a configuration with files in `digests.d` gives; paths are shortened."""
    (tmp_path / "digests.d").mkdir()
    for name, text in files.items():
        (tmp_path / "digests.d" / f"{name}.yaml").write_text(text, "utf-8")
    return mistake(tmp_path, main).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: team\nsise: 3\n", "digests.d/b.yaml: line 2: sise: unknown key; did you mean `size`?"),
        ("- name: x\n- name: y\n  size: 99\n", "digests.d/b.yaml: line 3: 1.size: Input should be less than"),
        ("name: x\nkeywords: [{nt: a}]\n", "digests.d/b.yaml: line 2: keywords.0.nt: unknown key; did you mean `not`?"),
        ("just words\n", "digests.d/b.yaml: line 1: (top level): expected `key: value` lines"),
        ("name: x\npublish: [{kind: slak}]\n", "digests.d/b.yaml: line 2: publish.0: unknown kind 'slak'"),
        ("name: x\npublish: [{kind: slack, token_env: xoxb-1}]\n", "digests.d/b.yaml: line 2: publish.0.token_env"),
        ("name: x\n  size: 1\n", "digests.d/b.yaml: line 2: "),
        (
            "name: x\npublish: [{kind: console}, {kind: console}]\n",
            "digests.d/b.yaml: line 2: publish: target 'console",
        ),
    ],
)
def test_a_mistake_in_digests_d_names_its_own_file_and_line(tmp_path: Path, text: str, told: str) -> None:
    found = several(tmp_path, "timezone: Asia/Seoul\ndigests:\n  - name: main\n", a="name: fine\n", b=text)
    assert told in found
    assert "digest.yaml" not in found


def test_a_name_given_in_two_files_names_both(tmp_path: Path) -> None:
    told = several(tmp_path, "digests:\n  - size: 3\n    name: team\n", a="size: 1\nname: team\n", b="name: other\n")
    assert told == "digests.d/a.yaml: line 2: digest name 'team' is used twice; the other is in digest.yaml: line 3"


def test_two_digests_without_a_name_are_both_called_main(tmp_path: Path) -> None:
    told = several(tmp_path, "timezone: Asia/Seoul\n", a="- size: 3\n- size: 4\n")
    assert (
        told == "digests.d/a.yaml: line 2: digest name 'main' is used twice; the other is in digests.d/a.yaml: line 1"
    )


def test_a_wrong_main_file_is_mended_first(tmp_path: Path) -> None:
    assert several(tmp_path, "digests: 3\n", a="name: x\n") == (
        "digest.yaml: line 1: digests: expected a list: `[a, b]`, or lines that begin with `- `"
    )


def test_of_very_many_mistakes_the_first_are_told(tmp_path: Path) -> None:
    told = several(tmp_path, "", a="- {name: x}\n" * 5000).splitlines()
    assert len(told) == 21
    assert told[-1] == "… and 4979 more"


def test_files_of_editors_are_no_digests_and_yml_is_read(tmp_path: Path) -> None:
    (tmp_path / "digests.d").mkdir()
    (tmp_path / "digest.yaml").write_text("")
    (tmp_path / "digests.d" / "a.yml").write_text("name: a\n")
    (tmp_path / "digests.d" / "._a.yaml").write_bytes(b"\x00\x05\x16\x07")
    assert [digest.name for digest in load_settings(tmp_path / "digest.yaml").digests] == ["a"]


@pytest.mark.parametrize("empty", ["[]", "", "~"])
@pytest.mark.parametrize(("key", "example"), [("sources", "[{kind: inbox}]"), ("digests", "[{name: main}]")])
def test_a_list_that_would_make_nothing_is_refused(tmp_path: Path, key: str, example: str, empty: str) -> None:
    told = mistake(tmp_path, f"days: daily\n{key}: {empty}\n")
    assert f"digest.yaml: line 2: {key}: at least one" in told
    assert example in told


def test_an_empty_list_beside_digests_d_and_an_inbox_alone_are_fine(tmp_path: Path) -> None:
    (tmp_path / "digests.d").mkdir()
    (tmp_path / "digest.yaml").write_text("sources: [{kind: inbox}]\ndigests: []\n")
    (tmp_path / "digests.d" / "a.yaml").write_text("name: a\n")
    assert len(load_settings(tmp_path / "digest.yaml").digests) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("digests:\n  main: {size: 3}\n", "line 1: digests: expected a list"),
        ("digests: [{name: m, keywords: diffusion}]\n", "line 1: digests.0.keywords: expected a list"),
        ("days: daily\nskip:\n", "line 2: skip: is empty; fill it in, or delete the line"),
        ("skip: none\n", "line 1: skip: expected `key: value` lines"),
        ("sources: [{kind: inbox},\n  {kind: inbox}]\n", "line 1: sources: source 'inbox' is used twice"),
    ],
)
def test_what_pydantic_says_is_put_in_words_for_yaml(tmp_path: Path, text: str, told: str) -> None:
    assert told in mistake(tmp_path, text)


def test_ten_times_the_digests_take_about_ten_times_as_long(tmp_path: Path) -> None:
    """10,000 names were compared with each other: 10⁸ comparisons."""
    from digest.settings import refuse_twice

    compared = 0

    class Name(str):
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    refuse_twice("digest name", [Name(f"team{n}") for n in range(10_000)])
    assert compared < 1_000
