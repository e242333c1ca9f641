"""Ctrl-C, a wrong option and --help through the real entry point."""

from __future__ import annotations

from typing import Any

import pytest

from digest import cli as program


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    monkeypatch.setattr("sys.argv", ["digest", *arguments])
    with pytest.raises(SystemExit) as end:
        program.main()
    return end.value.code or 0


def test_ctrl_c_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(program.cli, "invoke", interrupted)
    assert ended(monkeypatch, "run") == 130
    assert "이어서" in capsys.readouterr().err


def test_a_wrong_option_shows_the_usage_and_help_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "run", "--frm", "2024-08-19") == 2
    assert "--from" in capsys.readouterr().err
    assert ended(monkeypatch, "--help") == 0
    assert ended(monkeypatch, "run", "--help") == 0
