"""What is loaded when it is first needed: classes of settings by their `kind:`, and regular expressions.

A morning's run that imports every source, every chat and every pattern spends more time on that than on the morning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import Any, AnyStr, cast

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Kinds:
    """The classes that a mapping with `kind:` can be read into; a class is imported when its kind is met.

    Stands in an annotation: `Annotated[SourceSettings, Kinds(feed="digest.collect.feed.source:FeedSource")]` reads
    `{kind: feed, …}` into a FeedSource, and complains as pydantic's own discriminated unions do.
    """

    def __init__(self, **places: str) -> None:
        self.places = places
        """Kind → `module:Class`."""

    def __getitem__(self, kind: str) -> type[BaseModel]:
        module, _, name = self.places[kind].partition(":")
        return cast(type[BaseModel], getattr(import_module(module), name))

    def __iter__(self) -> Iterator[type[BaseModel]]:
        """All classes, for what documents or explains them."""
        return map(self.__getitem__, self.places)

    def make(self, kind: str) -> Any:
        """An object of a kind as it is when nothing but the kind is said."""
        return self[kind]()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A union told apart by `kind`."""
        read = {kind: core_schema.no_info_plain_validator_function(partial(self._read, kind)) for kind in self.places}
        return core_schema.tagged_union_schema(dict(read), discriminator="kind")

    def _read(self, kind: str, value: Any) -> BaseModel:
        return self[kind].model_validate(value)


class Pattern:
    """Stands for a compiled pattern until something is asked of it."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        for method in ("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "flags"):
            setattr(self, method, getattr(compiled, method))  # found without __getattr__ from now on
        return getattr(compiled, name)


def pattern_of(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, which happens at the first use; a mistake in the pattern shows there, and in the tests."""
    return cast("re.Pattern[AnyStr]", Pattern(text, flags))
