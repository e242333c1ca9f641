"""`.env` files: where they are looked for, which wins, and their values; the one file that knows python-dotenv."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from digest.errors import ConfigError

log = logging.getLogger(__name__)


def with_dotenv(env: Mapping[str, str], config: Path | None, here: Path) -> Mapping[str, str]:
    """The environment of the process, which wins, and what `.env` files add to it.

    Of a variable that several files name, that beside the configuration counts, else that in the folder where digest
    runs, else that in the folder above the configuration's (`config/digest.yaml` → `.env`). Raises ConfigError for a
    file that cannot be read.
    """
    merged: dict[str, str] = {}
    for file in _files(config, here):
        try:
            merged |= read_dotenv(file)
        except UnicodeDecodeError as error:
            raise ConfigError(f"{file}: UTF-8로 저장한 파일이 아닙니다", hint="UTF-8로 다시 저장하세요") from error
        except OSError as error:
            raise ConfigError(f"{file}: {error.strerror}") from error
    return merged | dict(env)


def _files(config: Path | None, here: Path) -> Iterator[Path]:
    """Every `.env` that counts, the one that wins last."""
    beside = config.absolute().parent if config else here
    above = beside.parent / ".env"
    if config and above.parent not in (here, beside) and above.is_file():
        if _is_ours(above):
            yield above
        else:
            log.warning("%s: 다른 사용자의 파일이라 읽지 않음", above)
    yield from (folder / ".env" for folder in dict.fromkeys((here, beside)) if (folder / ".env").is_file())


def _is_ours(file: Path) -> bool:
    """Whether nobody else put the file there: nobody chose the folder above a configuration, which may be `/tmp`."""
    return os.name != "posix" or file.stat().st_uid in (0, os.getuid())


def read_dotenv(file: Path) -> dict[str, str]:
    """The variables of a file; a line that is no assignment is told once, by its number alone, and left out.

    Raises OSError, UnicodeDecodeError.
    """
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    text = file.read_text(encoding="utf-8-sig")
    wrong = [binding.original.line for binding in parse_stream(io.StringIO(text)) if binding.error]
    if wrong:
        lines = f"{', '.join(map(str, wrong))}번째 줄"
        log.warning("%s: %s: 이름=값이 아니어서 건너뜀", file, lines)
    logging.getLogger("dotenv").setLevel(logging.ERROR)  # the same once more, without the file's name
    found = dotenv_values(stream=io.StringIO(text))
    return {name: value for name, value in found.items() if value is not None}
