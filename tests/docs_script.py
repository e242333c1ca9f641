"""scripts/write_docs.py as a module, for tests of what it reads and writes."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

PLACE = Path(__file__).resolve().parent.parent / "scripts" / "write_docs.py"


@cache
def script() -> ModuleType:
    """Loaded once."""
    spec = importlib.util.spec_from_file_location("write_docs", PLACE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
