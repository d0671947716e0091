"""Invocations: a chat with a deployed model, whole or streamed.

body ─▶ conversation.chat_input ─▶ chat.begin ─▶ ChatCompletion
                                              └▶ ChatCompletionChunk, one per choice and engine step
"""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import aclosing, contextmanager
from functools import partial

from treadle.chat.frames import around_text
from treadle.chat.run import REASON, ChatRun, begin
from treadle.chat.tool_reader import CallReader
from treadle.contract.call import Call, Events
from treadle.contract.problem import Kind, Problem
from treadle.engine.port import Calls, Delta, Engine, EngineError, EngineUnavailable, InvalidGeneration
from treadle.fabric.conversation import chat_input, choice, choice_logprobs, shown_usage, usage
from treadle.fabric.deadline import framed, limited
from treadle.fabric.instances import Statuses
from treadle.fabric.refusal import refuse
from treadle.fabric.settings import FabricSettings
from treadle.fabric.shapes import given
from treadle.fabric.tools import deltas_of
from treadle.telemetry.families import Failure, Metrics
from treadle.telemetry.tally import Tally
from treadle_contracts.fabric import models as wire
from treadle_contracts.fabric.services import InvocationsService

MODERATION_HEADER = "X-Content-Moderation"

# How the engine's words for a parameter differ from the contract's.
_MEMBERS = {"max_new_tokens": "max_tokens", "sequences": "n"}


class Invocations(InvocationsService):
    """Invocations of the instances that run on the served model."""

    def __init__(
        self, engine: Engine, statuses: Statuses, settings: FabricSettings, metrics: Metrics
    ) -> None:
        self._engine = engine
        self._metrics = metrics
        self._statuses = statuses
        self._settings = settings

    async def invoke_model_service(
        self, call: Call, *, body: wire.InvokeModelServiceRequest, workspace_id: str, instance_id: str
    ) -> wire.ChatCompletion | Events[wire.ChatCompletionChunk]:
        """Invoke an instance; `stream` decides the form of the answer."""
        call.reply[MODERATION_HEADER] = "disabled"
        visit = Visit(call, self._metrics)
        with visit.failures():
            async with framed(call, self._settings.deadline):
                status = await self._statuses.of(call.principal, workspace_id, instance_id)
                if status != "RUNNING":
                    raise Problem(Kind.INVALID, f"the instance is not RUNNING, its status is {status}")
                chat = chat_input(body, self._engine.card, self._settings)
                visit.admit(chat.choices)
                with _faults():
                    run = await begin(self._engine, f"fabric-{uuid.uuid4()}", chat)
                visit.validated(run)
                if given(body.stream):
                    options = given(body.stream_options)
                    include_usage = options is not None and bool(given(options.include_usage))
                    events = self._stream(call, run, visit, chat.logprobs, include_usage)
                    return limited(events, call, self._settings.deadline)
                with _faults():
                    answers = await run.whole()
            visit.succeeded(run)
        route = route_id(call)
        return wire.ChatCompletion(
            id=f"chatcmpl-{route}",
            created=int(time.time()),
            model=self._engine.card.id,
            choices=[choice(index, answer, logprobs=chat.logprobs) for index, answer in enumerate(answers)],
            usage=usage(run.prompt_tokens, run.generated_tokens),
            route_id=route,
        )

    async def _stream(
        self, call: Call, run: ChatRun, visit: Visit, logprobs: bool, include_usage: bool
    ) -> AsyncGenerator[Sequence[wire.ChatCompletionChunk], None]:
        writer = ChunkWriter(
            route_id(call), self._engine.card.id, run.generation.sequences, include_usage, run.calls
        )
        with visit.failures(), _faults():
            async with aclosing(run.steps()) as steps:
                async for deltas in steps:
                    chunks = writer.chunks(deltas, logprobs)
                    if chunks:
                        yield chunks
            visit.succeeded(run)
            if include_usage:
                yield [writer.usage(run)]


_FAILURES: dict[Kind, Failure] = {Kind.OVERLOADED: "overloaded", Kind.INVALID: "validation"}


class Visit:
    """One invocation: its permits and its place in the metrics."""

    def __init__(self, call: Call, metrics: Metrics) -> None:
        assert call.permit is not None, "the gate gives one to every invocation"
        self._permit = call.permit
        self._tally = Tally(metrics, call.started)

    def admit(self, sequences: int) -> None:
        """Hold a permit for each sequence; raises the gate's refusal when there are not enough."""
        self._permit.grow(sequences)

    def validated(self, run: ChatRun) -> None:
        """The prompt is known."""
        self._tally.validated(run.prompt_tokens, run.generation.sampling.max_new_tokens)

    def succeeded(self, run: ChatRun) -> None:
        """It was answered."""
        self._permit.release()
        timing = run.timing
        self._tally.succeeded(
            run.generated_tokens,
            queue=timing.scheduled - timing.queued if timing else 0.0,
            inference=timing.last_token - timing.scheduled if timing else None,
        )

    @contextmanager
    def failures(self) -> Generator[None, None, None]:
        """Count what goes wrong in the block."""
        try:
            yield
        except Problem as problem:
            self._tally.failed(_FAILURES.get(problem.kind, "generation"))
            raise
        except BaseException:
            self._tally.failed("dropped")
            raise


class ChunkWriter:
    """The chunks of one stream; what is the same in all of them is made once."""

    __slots__ = ("_created", "_fresh", "_id", "_model", "_readers", "_route", "_said", "_usage")

    def __init__(
        self, route: str, model: str, choices: int, include_usage: bool, calls: Calls | None = None
    ) -> None:
        self._id = f"chatcmpl-{route}"
        self._created = int(time.time())
        self._model = model
        self._route: str | None = route
        self._fresh = set(range(choices))  # choices whose role has not been told yet
        self._usage = shown_usage(include_usage)
        self._readers = None if calls is None else [CallReader(calls) for _ in range(choices)]
        self._said: dict[int, Callable[[str], wire.ChatCompletionChunk]] = {}

    def chunks(self, deltas: Sequence[Delta], logprobs: bool) -> list[wire.ChatCompletionChunk]:
        """One chunk per choice that has something to say; with tools, one per piece of text or of a call."""
        if self._readers is not None:
            return [
                chunk
                for delta in deltas
                for chunk in self._called(delta, self._readers[delta.index], logprobs)
            ]
        made: list[wire.ChatCompletionChunk] = []
        for delta in deltas:
            finish = delta.finish
            if not delta.text and finish is None and not (logprobs and delta.tokens):
                continue  # a token in the middle of a character, or a special one
            if finish is None and not logprobs and delta.index in self._said:
                made.append(self._said[delta.index](delta.text))
                continue
            said = wire.Delta(content=delta.text)
            if delta.index in self._fresh:
                self._fresh.discard(delta.index)
                said.role = "assistant"
            elif not logprobs:  # from now on only the text changes
                self._said[delta.index] = around_text(partial(self._text, delta.index))
            moved = wire.ChunkChoice(
                index=delta.index, delta=said, finish_reason=None if finish is None else REASON[finish.reason]
            )
            if logprobs:
                moved.logprobs = choice_logprobs(delta.tokens)
            made.append(self._chunk([moved]))
        return made

    def _text(self, index: int, text: str) -> wire.ChatCompletionChunk:
        said = wire.Delta(content=text)
        return self._chunk([wire.ChunkChoice(index=index, delta=said, finish_reason=None)])

    def _called(self, delta: Delta, reader: CallReader, logprobs: bool) -> list[wire.ChatCompletionChunk]:
        finish = delta.finish
        tokens = logprobs and bool(delta.tokens)
        said = deltas_of(reader.read(delta.text, ended=finish is not None))
        if not said and (finish or tokens):
            said = [wire.Delta()]
        moved = [wire.ChunkChoice(index=delta.index, delta=each, finish_reason=None) for each in said]
        if moved and delta.index in self._fresh:
            self._fresh.discard(delta.index)
            moved[0].delta.role = "assistant"
        if tokens:
            moved[0].logprobs = choice_logprobs(delta.tokens)
        if finish is not None:
            moved[-1].finish_reason = reader.reason(finish)
        return [self._chunk([choice]) for choice in moved]

    def usage(self, run: ChatRun) -> wire.ChatCompletionChunk:
        """The chunk that says what the run cost."""
        chunk = self._chunk([])
        chunk.usage = usage(run.prompt_tokens, run.generated_tokens)
        return chunk

    def _chunk(self, choices: list[wire.ChunkChoice]) -> wire.ChatCompletionChunk:
        chunk = wire.ChatCompletionChunk(
            id=self._id, created=self._created, model=self._model, choices=choices, usage=self._usage
        )
        if self._route is not None:
            chunk.route_id, self._route = self._route, None
        return chunk


def route_id(call: Call) -> str:
    """The request's id where it is a UUID, else one that always belongs to it."""
    try:
        return str(uuid.UUID(call.request_id))
    except ValueError:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, call.request_id))


@contextmanager
def _faults() -> Generator[None, None, None]:
    """Engine faults as Problems. An engine that is away is a 500 here, not a 429 (it is not the load)."""
    try:
        yield
    except InvalidGeneration as error:
        if error.parameter is None:
            raise Problem(Kind.INVALID, error.message) from error
        raise refuse(
            _MEMBERS.get(error.parameter, error.parameter), f"cannot be used: {error.message}"
        ) from error
    except EngineUnavailable as error:
        raise Problem(Kind.UNHEALTHY, f"the engine is not available: {error}") from error
    except EngineError as error:
        raise Problem(Kind.GENERATION, f"the generation failed: {error}") from error
