"""Public holidays of one country, from the `holidays` package without importing its other 250 countries.

Asked the usual way, that package imports every country before it answers (0.3 s of each fresh process).
"""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import Any


def known_country(code: str) -> str:
    """The code of a country with a holiday calendar, as given. Raises ValueError (for people)."""
    if code not in _modules():
        raise ValueError(f"공휴일을 모르는 나라입니다: {code} (KR 같은 ISO 코드를 쓰세요)")
    return code


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> dict[dt.date, str]:
    """Date → name in the country's own language, substitutes included; country: a code that `known_country` knows."""
    calendar = _calendar(country)
    return dict(calendar(years=year, language=calendar.default_language))


@cache
def _modules() -> dict[str, tuple[str, str]]:
    """ISO code → (module, class)."""
    from holidays.registry import COUNTRIES

    codes = {code: (module, names[0]) for module, names in COUNTRIES.items() for code in names[1:]}
    return {code: found for code, found in codes.items() if len(code) in (2, 3)}  # not `Korea`, `HolidaysAX`


@cache
def _calendar(country: str) -> Any:
    """The class of a country, from its own file."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    import holidays

    module, name = _modules()[country]
    spec = PathFinder.find_spec(module, [f"{path}/countries" for path in holidays.__path__])
    if spec is None or spec.loader is None:  # laid out differently: the slow way is right, too
        return getattr(holidays, name)
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return getattr(loaded, name)
