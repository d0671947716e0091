"""Running the toy model for one request: lengths, stop texts, details; in neither contract's form."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from treadle_conformance.reference import model


@dataclass(slots=True, kw_only=True)
class Job:
    """What to generate. `seed` None is greedy."""

    prompt: Sequence[int]
    limit: int
    seed: int | None = None
    number: int = 0  # which of several sequences
    stop: tuple[str, ...] = ()
    lead: str = ""  # text that is put before the generated one
    narrow: bool = False  # sampling has one token to choose from
    recite: str | None = None  # what a grammar or a tool makes of it


@dataclass(slots=True)
class Step:
    """A generated token, and on the last one why it was the last: "length", "eos_token", "stop_sequence"."""

    made: model.Made
    finish: str | None
    text: str  # everything so far, special tokens left out


@dataclass(slots=True)
class Outcome:
    """A finished generation."""

    steps: list[Step] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The generated text."""
        return self.steps[-1].text

    @property
    def finish(self) -> str:
        """Why it ended."""
        return self.steps[-1].finish or ""


class Machine:
    """Runs jobs, one token every `delay` seconds, and counts those that run."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.running = 0
        self.generated = 0  # tokens, of all jobs

    async def run(self, job: Job) -> AsyncIterator[Step]:
        """The steps of a job; closing the iterator ends it."""
        text = ""
        self.running += 1
        try:
            made_of = (
                model.generate(job.prompt, seed=job.seed, number=job.number, narrow=job.narrow)
                if job.recite is None
                else model.recited(job.recite)
            )
            for count, made in enumerate(made_of, 1):
                await asyncio.sleep(self.delay)
                self.generated += 1
                if not made.choice.special:
                    text += made.choice.text
                finish = None
                if any(stop and text.endswith(stop) for stop in job.stop):
                    finish = "stop_sequence"
                elif made.choice.special:
                    finish = "eos_token"
                elif count == job.limit:
                    finish = "length"
                yield Step(made, finish, text)
                if finish:
                    return
        finally:
            self.running -= 1

    async def whole(self, job: Job) -> Outcome:
        """A job from beginning to end."""
        return Outcome([step async for step in self.run(job)])


def trimmed(text: str, finish: str | None, stop: Sequence[str]) -> str:
    """`text` without the stop text it ended at, as OpenAI's clients expect it."""
    if finish == "stop_sequence":
        ends = [end for end in stop if end and text.endswith(end)]
        return text.removesuffix(max(ends, key=len))
    return text


def safe(text: str, stop: Sequence[str]) -> str:
    """The part of `text` that no stop text can still take back."""
    held = 0
    for end in stop:
        for size in range(min(len(end), len(text)), 0, -1):
            if text.endswith(end[:size]):
                held = max(held, size)
                break
    return text[: len(text) - held]
