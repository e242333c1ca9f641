"""The ladder without a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.clock import Deadline
from digest.models import Item
from digest.summarize.keyless import ComposedWriter, KeylessSummarizer, KeySentenceWriter, keyless_writers
from digest.summarize.source_text import X_POST
from digest.summarize.translate.model_files import folder_of
from digest.summarize.translate.translated import TranslatedWriter


def item(key: str, abstract: str) -> Item:
    return Item(
        key=key,
        kind="paper",
        title="OakNet: Trees",
        url="https://arxiv.org/abs/2408.00001",
        abstract=abstract,
        ai_summary="",
        authors=(),
        categories=(),
        keywords=(),
        published=None,
        code_url="",
        stars=None,
        notes=(),
        sightings=(),
    )


CLEAR = item("a", "We propose OakNet, a unified framework for long medical video generation.")
ODD = item("b", "We propose OakNet, which quuxes the frobs of every tree in the wood until they are all very well.")
BARE = item("c", "")


@pytest.mark.parametrize("settings", [KeylessSummarizer(mt="off"), KeylessSummarizer(model_dir=Path("/nowhere"))])
def test_without_a_model_two_rungs(settings: KeylessSummarizer) -> None:
    assert [type(writer) for writer in keyless_writers(settings)] == [ComposedWriter, KeySentenceWriter]


def test_with_a_model_the_translator_comes_first(tmp_path: Path) -> None:
    pytest.importorskip("fxtranslate", reason="extra [mt]")
    folder = tmp_path / "en-ko"
    folder.mkdir()
    for name in ("model.enko.bin", "srcvocab.enko.spm", "trgvocab.enko.spm"):
        (folder / name).write_bytes(b"x")
    first, *rest = keyless_writers(KeylessSummarizer(model_dir=tmp_path, style="음슴체"))
    assert isinstance(first, TranslatedWriter)
    assert first.cache_id.startswith("mt:")
    assert first.cache_id.endswith(":음슴체")
    assert [type(writer) for writer in rest] == [ComposedWriter, KeySentenceWriter]


def test_no_word_of_a_post_on_x_is_shown(deadline: Deadline, tmp_path: Path) -> None:
    post = CLEAR.model_copy(update={"key": "url:https://x.com/i/status/1825", "kind": "post"})

    class Never:
        def translate(self, text: str) -> str:
            raise AssertionError(text)

    translated = TranslatedWriter(Never(), folder_of(tmp_path), "한다체")  # type: ignore[arg-type]
    for writer in (translated, ComposedWriter(), KeySentenceWriter()):
        written = writer.write([post, CLEAR] if writer is not translated else [post], deadline, lambda _n: None)
        assert post.key not in written.lines
        assert written.refused[post.key] == X_POST


def test_every_rung_says_what_it_cannot(deadline: Deadline) -> None:
    told: list[int] = []
    composed = ComposedWriter().write([CLEAR, ODD, BARE], deadline, told.append)
    assert composed.lines["a"].text == "[제안] OakNet — 긴 의료 영상 생성을 위한 통합 프레임워크"
    assert composed.lines["a"].producer == "composed"
    assert composed.refused == {"b": "규칙으로 정리할 수 없는 초록", "c": "초록이 없음"}
    key = KeySentenceWriter().write([ODD, BARE], deadline, told.append)
    assert key.lines["b"].text == ODD.abstract
    assert key.lines["b"].producer == "key-sentence"
    assert key.refused == {"c": "초록이 없음"}
    assert sum(told) == 2


def test_own_glossary(tmp_path: Path, deadline: Deadline) -> None:
    own = tmp_path / "glossary.yaml"
    own.write_text("thing: {frob: 프롭}\n")
    paper = item("d", "We propose OakNet, a unified framework for medical frob generation.")
    assert ComposedWriter(own).write([paper], deadline, lambda _n: None).lines["d"].text.count("프롭") == 1
    assert not ComposedWriter().write([paper], deadline, lambda _n: None).lines
