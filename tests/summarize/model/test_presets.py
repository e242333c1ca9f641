"""Every preset is a whole `summarizer:` block that loads, and none chooses a model for the person."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from digest.summarize.model.model_writer import OpenAISummarizer

PRESETS = sorted((Path(__file__).parents[3] / "config" / "presets").glob("*.yaml"))


def test_there_is_one_for_every_server_we_know() -> None:
    assert {p.stem for p in PRESETS} == {"openai", "gemini", "upstage", "openrouter", "ollama", "vllm", "llamacpp"}


@pytest.mark.parametrize("path", PRESETS, ids=lambda p: p.stem)
def test_a_preset_loads(path: Path) -> None:
    block = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(block) == ["summarizer"]
    settings = OpenAISummarizer(**block["summarizer"])
    assert settings.model == "YOUR-MODEL"
    assert settings.missing({}) == ((settings.api_key_env,) if settings.api_key_env else ())
    assert settings.writer({settings.api_key_env: "k"}).cache_id.startswith("openai:YOUR-MODEL:한다체:")


def test_no_model_is_named_in_code() -> None:
    code = Path(__file__).parents[3] / "digest"
    for file in code.rglob("*.py"):
        assert 'model: str = "' not in file.read_text(encoding="utf-8"), file


def test_an_empty_base_url_means_openai() -> None:
    assert OpenAISummarizer(model="m", base_url=None).base_url == "https://api.openai.com/v1"  # type: ignore[arg-type]
