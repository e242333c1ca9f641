"""The whole program as a shell would run it, for tests of what a person sees."""

from __future__ import annotations

import pytest

from digest.cli import main

NOW = "2024-08-23T07:30:00+09:00"


class Said:
    """Runs the whole program as a shell would; an exception that comes out of it is a traceback on the screen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self._monkeypatch.setattr("sys.argv", ["digest", "--now", NOW, *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code or 0
        assert isinstance(code, int)
        return code, "".join(self._capsys.readouterr())
