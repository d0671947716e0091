"""Sequences as they grow, step by step: what a plain (not streamed) answer is made of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from treadle.engine.port import Delta, Engine, Finish, Generation, PromptToken, Step, Timing, Token


@dataclass(slots=True)
class Grown:
    """One sequence."""

    pieces: list[str] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    finish: Finish | None = None

    def add(self, delta: Delta) -> None:
        """What a step brought."""
        self.pieces.append(delta.text)
        self.tokens.extend(delta.tokens)
        self.finish = delta.finish or self.finish

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.pieces)

    @property
    def mean_logprob(self) -> float:
        """Mean log probability of its tokens: what `best_of` compares."""
        return sum(token.logprob or 0.0 for token in self.tokens) / max(1, len(self.tokens))


@dataclass(slots=True)
class Result:
    """A finished request."""

    sequences: list[Grown]
    prefill: Sequence[PromptToken] = ()
    timing: Timing | None = None

    @property
    def complete(self) -> bool:
        """Whether every sequence ended as it should."""
        return all(sequence.finish is not None for sequence in self.sequences)

    @property
    def generated(self) -> int:
        """Tokens of all sequences."""
        return sum(grown.finish.generated_tokens for grown in self.sequences if grown.finish)


async def collect(engine: Engine, generation: Generation) -> Result:
    """Run a request to its end."""
    result = Result([Grown() for _ in range(generation.sequences)])
    steps: AsyncGenerator[Step, None]
    async with aclosing(engine.generate(replace(generation, streamed=False))) as steps:
        async for step in steps:
            result.prefill = step.prefill or result.prefill
            result.timing = step.timing or result.timing
            for delta in step.deltas:
                result.sequences[delta.index].add(delta)
    return result


async def collect_all(engine: Engine, generations: Sequence[Generation]) -> list[Result]:
    """Run several requests side by side; the first fault ends them all, and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(collect(engine, each)) for each in generations]
    except ExceptionGroup as faults:
        raise faults.exceptions[0] from None
    return [task.result() for task in tasks]
