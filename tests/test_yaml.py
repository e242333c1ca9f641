"""YAML 1.2 as values, and the lines that keys stand on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from digest.collect import deadlines
from digest.errors import ConfigError
from digest.summarize.composed.glossary import load_glossary
from digest.yaml import DEEPEST, Lines, parse_yaml, read_yaml

ROOT = Path(__file__).parents[1]
FILES = [file for folder in ("config", "deploy", ".") for file in sorted((ROOT / folder).glob("**/*.yaml"))]


def written(tmp_path: Path, data: str | bytes) -> Path:
    path = tmp_path / "x.yaml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_scalars_mean_what_yaml_1_2_says(tmp_path: Path) -> None:
    text = "[no, on, yes, off, true, 07:00, 0823, 0o17, 0x1f, 1e3, 1_000, ~, null, '', 1.5, 2024-08-19, 1:30, -3, =]"
    assert read_yaml(written(tmp_path, text)) == [
        *("no", "on", "yes", "off", True, "07:00", 823, 15, 31, 1000.0, "1_000", None, None, "", 1.5),
        *(dt.date(2024, 8, 19), "1:30", -3, "="),
    ]


@pytest.mark.parametrize("file", [file for file in FILES if ".venv" not in file.parts], ids=lambda file: file.name)
def test_the_projects_own_files_mean_the_same_to_another_reader(file: Path) -> None:
    documents = list(yaml.safe_load_all(file.read_text("utf-8")))
    if len(documents) == 1:
        assert read_yaml(file) == documents[0]


def test_a_day_that_is_none_stays_a_word(tmp_path: Path) -> None:
    assert read_yaml(written(tmp_path, "a: 2024-02-31")) == {"a": "2024-02-31"}


def test_anchors_and_merges_are_followed(tmp_path: Path) -> None:
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n"
    assert read_yaml(written(tmp_path, text))["b"] == {"x": 1, "y": 3}


def test_windows_line_ends_and_a_byte_order_mark_are_no_matter(tmp_path: Path) -> None:
    assert read_yaml(written(tmp_path, "\ufeffa: 1\r\nb: [가, 나]\r\n")) == {"a": 1, "b": ["가", "나"]}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("a:\n\tb: 1\n", ["2번째 줄", "탭을 빈칸으로"]),
        ("a: 1\n b: 2\n", ["2번째 줄", "들여쓰기를 맞추고"]),
        ("a: [1\nb: 2\n", ["2번째 줄", "쉼표가 빠졌습니다"]),
        ("a: [\n", ["`[ ]`나 `{ }`가 닫히지 않았거나"]),
        ("a: 'it's'\n", ["1번째 줄", "따옴표나 괄호 뒤에 글자가 더"]),
        ("a: [1]]\n", ["1번째 줄", "따옴표나 괄호 뒤에 글자가 더"]),
        ("? [a]\n: b\n", ["1번째 줄", "키는 글자여야"]),
        ("a: @everyone\n", ["1번째 줄", "따옴표"]),
        ("a: 1\nb: \x01\n", ["2번째 줄", "쓸 수 없는 문자"]),
        ("a: 1\n---\nb: 2\n", ["2번째 줄", "`---`로 나눈 문서가 둘"]),
        ("a: !!python/object/apply:os.getcwd []\n", ["1번째 줄", "`!`로 시작하는 값은 따옴표로"]),
        ("a: {b: 1, b: 2}\n", ["1번째 줄", "같은 키가 두 번 있습니다: b"]),
        ("저널: 길\n".encode("cp949"), ["UTF-8로 저장한 파일이 아닙니다", "메모장"]),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_do(tmp_path: Path, data: str | bytes, told: list[str]) -> None:
    path = written(tmp_path, data)
    with pytest.raises(ConfigError) as caught:
        read_yaml(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert [part for part in told if part not in str(caught.value)] == []


def test_lines_of_keys_and_of_what_is_missing(tmp_path: Path) -> None:
    lines = Lines(written(tmp_path, "# c\na:\n  - b: 1\n    c: {d: 2,\n        1: 3}\n  - e\n"))
    found = [lines.of(keys) for keys in (["a"], ["a", 0, "c"], ["a", 0, "c", 1], ["a", 1], ["a", 9], ["x"], [])]
    assert found == [2, 4, 5, 6, 2, 1, 1]


OLD = """
a: yes
b: no
c: on
d: off
e: 017
f: 0o17
h: 2025-06-15
k: 23:59
n: 1e3
o: 0x1F
p: y
q: 12:30:45
r: 2025-6-5
s: +12
y: TBA
"""


def test_lists_and_glossaries_of_the_last_version_keep_their_values() -> None:
    """What the reader of that version (YAML 1.2 throughout) made of the words on which 1.1 and 1.2 differ."""
    assert parse_yaml(OLD, "old") == {
        **{"a": "yes", "b": "no", "c": "on", "d": "off", "e": 17, "f": 15, "h": dt.date(2025, 6, 15), "k": "23:59"},
        **{"n": 1000.0, "o": 31, "p": "y", "q": "12:30:45", "r": "2025-6-5", "s": 12, "y": "TBA"},
    }


@pytest.mark.parametrize(
    ("written_as", "due"),
    [
        ("2025-06-15", "2025-06-15T23:59:59-12:00"),
        ("2025-06-15 23:59:00", "2025-06-15T23:59:00-12:00"),
        ("'2025-06-15 23:59'", "2025-06-15T23:59:00-12:00"),
        ("2025-06-15T23:59:00Z", "2025-06-15T23:59:00+00:00"),
        ("2025-06-15T23:59:00+09:00", "2025-06-15T23:59:00+09:00"),
        ("2025-6-5 1:02:03", "2025-06-05T01:02:03-12:00"),
    ],
)
def test_deadlines_of_the_last_version_keep_their_instants(written_as: str, due: str) -> None:
    text = f"- {{title: CVPR, deadline: {written_as}, timezone: AoE}}\n"
    (found,), unclear = deadlines.parse(text.encode())
    assert (found.due.isoformat(), unclear) == (due, 0)


def test_words_of_a_glossary_stay_words(tmp_path: Path) -> None:
    own = tmp_path / "glossary.yaml"
    own.write_text("thing:\n  on: 켬\n  yes: 예\n  no: 아니요\n", "utf-8")
    found = load_glossary(own).terms
    assert {word: found[word].ko for word in ("on", "yes", "no")} == {"on": "켬", "yes": "예", "no": "아니요"}


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 200_000, "a: {" * 50_000, "? " * 50_000])
def test_what_is_nested_without_end_is_refused_and_ends_nobody(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_yaml(text, "deep")


def test_many_brackets_side_by_side_are_no_depth() -> None:
    text = "\n".join(f"- [{n}, {{a: {n}}}]" for n in range(DEEPEST * 2))
    assert len(parse_yaml(text, "wide")) == DEEPEST * 2
