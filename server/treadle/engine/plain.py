"""An engine that takes no grammars, for those who switched them off."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, cast

from treadle.engine.port import Engine, Generation, InvalidGeneration, Step


def without_grammars(engine: Engine) -> Engine:
    """`engine`, but that a generation with a grammar is refused, in TGI's words."""
    return cast("Engine", _WithoutGrammars(engine))


class _WithoutGrammars:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        if generation.sampling.grammar is not None:
            raise InvalidGeneration(None, "grammar is not supported")
        return self._engine.generate(generation)
