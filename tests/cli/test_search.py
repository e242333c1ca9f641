"""`digest search`: what a person types, and what they read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from digest.cli.query import english_terms, in_english, meant_by
from digest.errors import ConfigError
from digest.store import Store
from makers import DATE, NOW, digest, entry, sighting


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digest.yaml").write_text("store: sqlite:///digest.db\ndigests: [{name: main}, {name: lab}]\n", "utf-8")
    store = Store.open("sqlite:///digest.db")
    store.sightings.add(
        [
            sighting("2408.00001", title="Long-Context Agents", note="발표 때\x1b[31m 볼 것"),
            sighting("2408.00002", title="Retrieval for law", abstract="We read long contexts."),
        ],
        DATE,
    )
    store.digests.save(digest(entries=(entry("2408.00003", "긴 문맥을 읽는다."),)), NOW)
    store.close()
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--config", "digest.yaml", "search", *arguments])


@pytest.mark.usefixtures("home")
def test_a_korean_query_finds_korean_lines_and_english_papers() -> None:
    answer = json.loads(run("긴", "문맥", "--json").stdout)
    assert answer["total"] == 3
    found = {row["id"]: (row["via"], row["shown"]) for row in answer["results"]}
    assert found == {
        "2408.00003": ("", "2024-08-19"),
        "2408.00001": ("long context", None),
        "2408.00002": ("long context", None),
    }
    assert set(answer["results"][0]) == {"id", "title", "url", "line", "first_day", "shown", "via"}


@pytest.mark.usefixtures("home")
def test_pages_say_where_they_are_and_control_characters_are_gone() -> None:
    first = run("긴 문맥", "--size", "2").stdout
    assert first.startswith("3건 가운데 1–2 · 영어 ‘long context’ 포함")
    assert "다음 쪽: --page 2" in first
    assert "\x1b" not in first
    second = run("긴 문맥", "--size", "2", "--page", "2").stdout
    assert second.startswith("3건 가운데 3–3")
    assert "찾은 것이 없습니다" in run("긴 문맥", "--page", "9").stdout
    assert "메모: 발표 때[31m 볼 것" in run("발표", "--noted").stdout


@pytest.mark.usefixtures("home")
def test_an_id_or_address_finds_its_paper() -> None:
    for query in ("2408.00002", "arXiv:2408.00002v2", "https://huggingface.co/papers/2408.00002"):
        assert [row["id"] for row in json.loads(run(query, "--json").stdout)["results"]] == ["2408.00002"]


@pytest.mark.usefixtures("home")
def test_mistakes_are_told_with_what_to_do() -> None:
    wordless = run("??")
    assert (wordless.exit_code, "찾을 말이 없습니다" in wordless.output) == (2, True)
    unknown = run("agent", "--digest", "labs")
    assert isinstance(unknown.exception, ConfigError)
    assert "main, lab" in str(unknown.exception)
    none = run("존재하지않는말")
    assert (none.exit_code, "찾은 것이 없습니다" in none.output) == (0, True)


@pytest.mark.parametrize(
    ("words", "via"),
    [
        (("긴", "문맥"), "long context"),
        (("긴", "문맥", "에이전트"), "long context, agent"),
        (("확산모델",), "diffusion"),
        (("LLM", "추론"), "LLM, reasoning"),
        (("에이전트의", "환각을"), "agent, hallucination"),
        (("이미지생성에이전트",), "image generation, agent"),
        (("혐오", "발언"), "hate speech"),
        (("모르는말",), ""),
        (("agent",), ""),
    ],
)
def test_whole_korean_terms_are_turned_the_longest_first(words: tuple[str, ...], via: str) -> None:
    assert in_english(words, english_terms(None))[1] == via


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("RAG", (("RAG", "retrieval augmented generation"),)),
        ("open vla", (("open", "openvla"), ("vla", "openvla"))),
        ("pre-training", (("pre-training", "pretraining"),)),
        ("모델의", (("모델의", "모델"),)),
        ("효과", (("효과",),)),
        ("최신 벤치마크 논문", (("벤치마크",),)),
        ("관련 논문", (("관련", "관련논문"), ("논문", "관련논문"))),
    ],
)
def test_a_word_is_looked_for_in_its_spellings(typed: str, words: tuple[tuple[str, ...], ...]) -> None:
    assert meant_by(typed, english_terms(None))[0].words == words


@pytest.mark.usefixtures("home")
def test_where_nothing_holds_all_words_those_with_some_are_shown_and_said_so() -> None:
    answer = json.loads(run("긴 문맥", "법률", "에이전트", "--json").stdout)
    (best, *_) = answer["results"]
    assert (best["id"], best["partly"]) == ("2408.00001", True)
    assert answer["total"] == len(answer["results"])
    shown = run("긴 문맥", "법률", "에이전트").stdout
    assert "낱말의 일부만" in shown
    assert json.loads(run('"긴 문맥" "법률"', "--json").stdout)["total"] == 0


@pytest.mark.usefixtures("home")
def test_pages_go_on_from_what_holds_all_words_to_what_holds_some() -> None:
    whole = json.loads(run("긴 문맥", "읽는다", "--size", "20", "--json").stdout)
    ids = [row["id"] for row in whole["results"]]
    assert (ids[0], "partly" in whole["results"][0], len(ids)) == ("2408.00003", False, whole["total"])
    paged = [
        row["id"]
        for page in range(1, len(ids) + 1)
        for row in json.loads(run("긴 문맥", "읽는다", "--size", "1", "--page", str(page), "--json").stdout)["results"]
    ]
    assert paged == ids


def test_on_a_terminal_what_matched_is_marked(home: Path) -> None:
    from digest.cli.search import in_lines, marks_of
    from digest.store.search import SearchQuery

    store = Store.open(f"sqlite:///{home}/digest.db")
    query = SearchQuery(words=(("긴 문맥",),), turned=(("long context",),))
    found = store.search.find(query)
    store.close()
    titles = [in_lines(paper, 1, marks_of(query), "long context", 60) for paper in found.results]
    assert any("\x1b[1;33mLong-Context\x1b[0m" in title for title in titles)
    assert any("\x1b[1;33m긴 문맥\x1b[0m" in title for title in titles)


@pytest.mark.usefixtures("home")
def test_the_index_can_be_made_anew() -> None:
    made = CliRunner().invoke(cli, ["--config", "digest.yaml", "db", "reindex"])
    assert (made.exit_code, made.stdout.splitlines()[-1]) == (0, "3건을 색인했습니다")
    assert json.loads(run("agents", "--json").stdout)["total"] == 1
