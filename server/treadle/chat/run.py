"""One chat on the engine: the prompt from the template, the choices, and what they cost.

A run is streamed (`steps`) or answered at once (`whole`), over the same code. What a step brought
goes through as it came; only the end of each choice and the number of tokens are looked at here.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, cast

from treadle.chat.grown import Grown, collect
from treadle.chat.tool_prompt import held, render
from treadle.chat.tool_reader import Call, CallReader, Reason, spoken
from treadle.chat.tools import Toolset
from treadle.engine.port import (
    Calls,
    Delta,
    Engine,
    Finish,
    Generation,
    GenerationFailed,
    InvalidGeneration,
    Sampling,
    Step,
    Timing,
    Token,
)

REASON: Mapping[str, Reason] = {"eos": "stop", "stop": "stop", "length": "length"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatInput:
    """A chat to be continued. `max_new_tokens` None takes what the context leaves.

    `sampling.max_new_tokens` is not read: the run sets it once the prompt is known.
    """

    messages: Sequence[Mapping[str, Any]]
    sampling: Sampling
    max_new_tokens: int | None = None
    choices: int = 1
    logprobs: bool = False
    top_logprobs: int = 0
    toolset: Toolset | None = None
    adapter: str | None = None


class IncompleteChat(GenerationFailed):
    """The engine ended before every choice had."""


@dataclass(slots=True)
class Answer:
    """One choice, whole; `text` is None where calls took its place."""

    text: str | None
    reason: Reason
    tokens: list[Token] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


@dataclass(slots=True)
class ChatRun:
    """A chat that is ready to run, or running."""

    engine: Engine
    generation: Generation
    calls: Calls | None = None  # what calls look like in the output, where there can be some
    generated_tokens: int = 0  # over all choices; whole once the run has ended
    timing: Timing | None = None
    _open: int = 0

    @property
    def prompt_tokens(self) -> int:
        """Tokens of the prompt, counted once however many choices there are."""
        return len(self.generation.prompt)

    async def steps(self) -> AsyncGenerator[Sequence[Delta], None]:
        """What each engine step brought; closing the iterator aborts the generation.

        Raises EngineError, IncompleteChat among them.
        """
        self._open = self.generation.sequences
        async with aclosing(_generator(self.engine.generate(self.generation))) as steps:
            async for step in steps:
                deltas = step.deltas
                for delta in deltas:
                    if delta.finish is not None:
                        self._ended(delta.finish)
                if step.timing is not None:
                    self.timing = step.timing
                if deltas:
                    yield deltas
        if self._open:
            raise IncompleteChat("the engine ended without a final token")

    async def whole(self) -> list[Answer]:
        """All choices, in order; raises EngineError, IncompleteChat among them."""
        result = await collect(self.engine, self.generation)
        if not result.complete:
            raise IncompleteChat("the engine ended without a final token")
        self.generated_tokens, self.timing = result.generated, result.timing
        return [self._answer(grown) for grown in result.sequences]

    def _answer(self, grown: Grown) -> Answer:
        assert grown.finish is not None
        if self.calls is None:
            return Answer(grown.text, REASON[grown.finish.reason], grown.tokens)
        reader = CallReader(self.calls)
        said = spoken(reader.read(grown.text, ended=True))
        return Answer(said.text, reader.reason(grown.finish), grown.tokens, said.calls)

    def _ended(self, finish: Finish) -> None:
        self._open -= 1
        self.generated_tokens += finish.generated_tokens


async def begin(engine: Engine, id: str, chat: ChatInput) -> ChatRun:  # noqa: A002 - the port's word
    """Render the prompt and bound the output by the context; `id` names the generation.

    Raises InvalidGeneration("messages", …) for what the template or the context refuses.
    """
    sampling, calls = chat.sampling, None
    if chat.toolset is None:
        rendered = await engine.render_chat(chat.messages)
    else:
        rendered, calls = await render(engine, chat.messages, chat.toolset)
        sampling = held(sampling, calls)
    limit = engine.card.max_total_tokens
    room = limit - len(rendered.tokens)
    if room < 1:
        raise InvalidGeneration(
            "messages",
            f"the prompt has {len(rendered.tokens)} tokens; prompt and answer together may have {limit}",
        )
    new_tokens = room if chat.max_new_tokens is None else min(chat.max_new_tokens, room)
    generation = Generation(
        id=id,
        prompt=rendered.tokens,
        sight=rendered.sight,
        sampling=replace(sampling, max_new_tokens=new_tokens),
        sequences=chat.choices,
        tokens=chat.logprobs,
        logprobs=chat.logprobs,
        top_tokens=chat.top_logprobs if chat.logprobs else 0,
        adapter=chat.adapter,
    )
    return ChatRun(engine, generation, calls)


def _generator(steps: AsyncIterator[Step]) -> AsyncGenerator[Step, None]:
    # "Closing the iterator aborts it", says the port, so it can be closed.
    return cast("AsyncGenerator[Step, None]", steps)
