from __future__ import annotations

from pathlib import Path

import pytest

from digest.config.file import find_config, load_settings
from digest.config.settings import Settings
from digest.errors import ConfigError

ROOT = Path(__file__).parents[2]


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
    assert "번째 줄: " in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("timezone: Asia/Seoul\ncutof: '07:00'\n", "2번째 줄: cutof: 모르는 키입니다 (혹시 `cutoff`?)"),
        (
            "digests:\n  - name: main\n    keyword: [a]\n",
            "3번째 줄: digests.0.keyword: 모르는 키입니다 (혹시 `keywords`?)",
        ),
        (
            "digests:\n  - name: main\n    authors: [{name: A B, orcid: 0000-0002-1825-0098}]\n",
            "3번째 줄: digests.0.authors.0.orcid: ORCID 번호가 아닙니다: 0000-0002-1825-0098. 예: 0000-0002-1825-0097",
        ),
        (
            "sources:\n  - {kind: huggingfase}\n",
            "2번째 줄: sources.0: 모르는 kind입니다: huggingfase (혹시 `huggingface`?)",
        ),
        (
            "sources:\n  - kind: arxiv\n    categorys: [cs.CL]\n",
            "3번째 줄: sources.0.categorys: 모르는 키입니다 (혹시 `categories`?)",
        ),
        (
            "sources:\n  - {kind: feed, name: x,\n     url: foo}\n",
            "3번째 줄: sources.0.url: http:// 또는 https://로 시작하는 주소여야 합니다",
        ),
        (
            "skip: {dates: [\n  2024-13-01]}\n",
            "1번째 줄: skip.dates: 날짜(2026-12-24)나 기간(2026-12-24..2027-01-02)이 아닙니다: 2024-13-01",
        ),
        (
            "digests: [{publish: [{kind: kakao, to: [a, b, c, d, e, f]}]}]\n",
            "1번째 줄: digests.0.publish.0.to: 5개 이하여야 합니다",
        ),
        ("sources:\n  - base_url: x\n", "2번째 줄: sources.0: `kind:`가 있어야 합니다"),
        ("timezone: Asia/Seul\n", "1번째 줄: timezone: 모르는 시간대입니다: Asia/Seul"),
        ("days: mon-fri\ndays: daily\n", "2번째 줄: 같은 키가 두 번 있습니다: days"),
        ("days: [a\n", "2번째 줄"),
        ("- a\n", "1번째 줄: `키: 값` 줄이어야 합니다"),
        ("digests:\n  - size: many\n", "2번째 줄: digests.0.size: 정수여야 합니다"),
        ("digests:\n  - keywords: [{nt: x}]\n", "2번째 줄: digests.0.keywords.0.nt: 모르는 키입니다 (혹시 `not`?)"),
        ("digests: [{name: a}, {name: a}]\n", "다이제스트 이름이 두 번 쓰였습니다: a"),
        ("skip: {holidays: Korea}\n", "1번째 줄: skip.holidays: 공휴일을 모르는 나라입니다: Korea"),
        ("skip: {dates: [2026-12-24..2026-12-01]}\n", "앞입니다"),
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
    with pytest.raises(ConfigError, match=r"\$DIGEST_CONFIG") as nowhere:
        find_config(None, {"DIGEST_CONFIG": "nowhere"}, tmp_path)
    assert nowhere.value.hint.startswith("digest init:"), "which obeys the variable, too"


def test_a_named_store_that_the_environment_does_not_tell_is_no_licence_for_another() -> None:
    settings = Settings(store_env="DATABASE_URL", store="sqlite:///data/digest.db")
    assert settings.store_url({"DATABASE_URL": "sqlite:///there.db"}) == "sqlite:///there.db"
    for env in ({}, {"DATABASE_URL": ""}, {"DATABASE_URL": " "}):
        with pytest.raises(ConfigError, match=r"환경 변수가 비어 있습니다: DATABASE_URL\n.*store_env 줄을 지우세요"):
            settings.store_url(env)
    assert Settings().store_url({}) == "sqlite:///data/digest.db"


def several(tmp_path: Path, main: str, **files: str) -> str:
    """The error that a configuration with files in `digests.d` gives; paths are shortened."""
    (tmp_path / "digests.d").mkdir()
    for name, text in files.items():
        (tmp_path / "digests.d" / f"{name}.yaml").write_text(text, "utf-8")
    return mistake(tmp_path, main).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: team\nsise: 3\n", "digests.d/b.yaml: 2번째 줄: sise: 모르는 키입니다 (혹시 `size`?)"),
        ("- name: x\n- name: y\n  size: 99\n", "digests.d/b.yaml: 3번째 줄: 1.size: 50 이하여야 합니다"),
        ("name: x\nkeywords: [{nt: a}]\n", "digests.d/b.yaml: 2번째 줄: keywords.0.nt: 모르는 키입니다 (혹시 `not`?)"),
        ("just words\n", "digests.d/b.yaml: 1번째 줄: (맨 위): `키: 값` 줄이어야 합니다"),
        ("name: x\npublish: [{kind: slak}]\n", "digests.d/b.yaml: 2번째 줄: publish.0: 모르는 kind입니다: slak"),
        ("name: x\npublish: [{kind: slack, token_env: xoxb-1}]\n", "digests.d/b.yaml: 2번째 줄: publish.0.token_env"),
        ("name: x\n  size: 1\n", "digests.d/b.yaml: 2번째 줄: "),
        (
            "name: x\npublish: [{kind: console}, {kind: console}]\n",
            "digests.d/b.yaml: 2번째 줄: publish: 대상이 두 번 쓰였습니다: console",
        ),
    ],
)
def test_a_mistake_in_digests_d_names_its_own_file_and_line(tmp_path: Path, text: str, told: str) -> None:
    found = several(tmp_path, "timezone: Asia/Seoul\ndigests:\n  - name: main\n", a="name: fine\n", b=text)
    assert told in found
    assert "digest.yaml" not in found


def test_a_name_given_in_two_files_names_both(tmp_path: Path) -> None:
    told = several(tmp_path, "digests:\n  - size: 3\n    name: team\n", a="size: 1\nname: team\n", b="name: other\n")
    assert (
        told
        == "digests.d/a.yaml: 2번째 줄: 다이제스트 이름이 두 번 쓰였습니다: team (다른 하나는 digest.yaml: 3번째 줄)"
    )


def test_two_digests_without_a_name_are_both_called_main(tmp_path: Path) -> None:
    told = several(tmp_path, "timezone: Asia/Seoul\n", a="- size: 3\n- size: 4\n")
    twice = "다이제스트 이름이 두 번 쓰였습니다: main (다른 하나는 digests.d/a.yaml: 1번째 줄)"
    assert told == f"digests.d/a.yaml: 2번째 줄: {twice}"


TWO = """\
digests:
  - name: main
    publish:
      - {{kind: {kind}, path: {first}}}
  - name: team
    publish:
      - {{kind: console}}
      - kind: {kind}
        path: {second}
"""


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("site", "arch", "./arch/"),
        ("file", "out/today.md", "out/today.md"),
        ("file", "out/{date}.md", "out/{year}-{month}-{day}.md"),
        ("file", "out/team.json", "out/{name}.json"),
    ],
)
def test_two_digests_may_not_write_over_each_other(tmp_path: Path, kind: str, first: str, second: str) -> None:
    told = mistake(tmp_path, TWO.format(kind=kind, first=f"'{first}'", second=f"'{second}'")).replace(
        f"{tmp_path}/", ""
    )
    what = f"다이제스트 main와(과) 같은 곳에 써서 서로의 것을 지웁니다: {second}"
    assert told.splitlines()[0] == f"digest.yaml: 9번째 줄: {what} (다른 하나는 digest.yaml: 4번째 줄)"
    assert "{name}을 넣어도 됩니다" in told


def test_two_digests_in_two_files_may_not_write_over_each_other(tmp_path: Path) -> None:
    publish = "publish: [{kind: site, path: arch}]\n"
    told = several(tmp_path, "timezone: Asia/Seoul\n", a=f"name: a\n{publish}", b=f"name: b\n{publish}")
    assert told.startswith("digests.d/b.yaml: 2번째 줄: 다이제스트 a와(과) 같은 곳에")
    assert "(다른 하나는 digests.d/a.yaml: 2번째 줄)" in told


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("site", "a", "b"),
        ("file", "{name}.md", "{name}.md"),
        ("atom", "feed.xml", "feed.xml"),
        ("file", "a.md", "a.json"),
    ],
)
def test_digests_that_spare_each_other_are_fine(tmp_path: Path, kind: str, first: str, second: str) -> None:
    (tmp_path / "digest.yaml").write_text(TWO.format(kind=kind, first=f"'{first}'", second=f"'{second}'"))
    assert len(load_settings(tmp_path / "digest.yaml").digests) == 2


def test_a_wrong_main_file_is_mended_first(tmp_path: Path) -> None:
    assert several(tmp_path, "digests: 3\n", a="name: x\n") == (
        "digest.yaml: 1번째 줄: digests: 목록이어야 합니다: `[a, b]`, 또는 `- `로 시작하는 줄"
    )


def test_of_very_many_mistakes_the_first_are_told(tmp_path: Path) -> None:
    told = several(tmp_path, "", a="- {name: x}\n" * 5000).splitlines()
    assert len(told) == 21
    assert told[-1] == "… 그 밖에 4979가지"


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
    assert f"digest.yaml: 2번째 줄: {key}: " in told
    assert "하나는 있어야 합니다" in told
    assert example in told


def test_an_empty_list_beside_digests_d_and_an_inbox_alone_are_fine(tmp_path: Path) -> None:
    (tmp_path / "digests.d").mkdir()
    (tmp_path / "digest.yaml").write_text("sources: [{kind: inbox}]\ndigests: []\n")
    (tmp_path / "digests.d" / "a.yaml").write_text("name: a\n")
    assert len(load_settings(tmp_path / "digest.yaml").digests) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("digests:\n  main: {size: 3}\n", "1번째 줄: digests: 목록이어야 합니다"),
        ("digests: [{name: m, keywords: diffusion}]\n", "1번째 줄: digests.0.keywords: 목록이어야 합니다"),
        ("days: daily\nskip:\n", "2번째 줄: skip: 비어 있습니다. 값을 적거나, 줄을 지우면"),
        ("skip: none\n", "1번째 줄: skip: `키: 값` 줄이어야 합니다"),
        ("sources: [{kind: inbox},\n  {kind: inbox}]\n", "1번째 줄: sources: 출처가 두 번 쓰였습니다: inbox"),
    ],
)
def test_what_pydantic_says_is_put_in_words_for_yaml(tmp_path: Path, text: str, told: str) -> None:
    assert told in mistake(tmp_path, text)


def test_ten_times_the_digests_take_about_ten_times_as_long(tmp_path: Path) -> None:
    """10,000 names were compared with each other: 10⁸ comparisons."""
    from digest.config.settings import refuse_twice

    compared = 0

    class Name(str):
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    refuse_twice("digest name", [Name(f"team{n}") for n in range(10_000)])
    assert compared < 1_000
