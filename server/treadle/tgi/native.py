"""TGI's native routes: `POST /`, `/generate`, `/generate_stream`.

body ─▶ parameters.native ─▶ Generation ─▶ Step… ─▶ GenerateResponse
                                                └▶ StreamResponse, one event per token
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from treadle.chat.grown import Grown, collect
from treadle.contract.call import Call, Events
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem
from treadle.contract.values import members
from treadle.engine.port import Alternative, Finish, Generation, PromptToken, Step, Timing, Token
from treadle.tgi.chat import Chat
from treadle.tgi.completions import Completions
from treadle.tgi.desk import Desk, cut_off
from treadle.tgi.members import given, unless_empty
from treadle.tgi.parameters import Native, native, sequences
from treadle.tgi.vertex import Vertex
from treadle_contracts.tgi.models import (
    BestOfSequence,
    ChatCompletion,
    ChatCompletionChunk,
    ChatRequest,
    CompatGenerateRequest,
    Completion,
    CompletionChunk,
    CompletionRequest,
    Details,
    GenerateParameters,
    GenerateRequest,
    GenerateResponse,
    GenerateStreamRequest,
    PrefillToken,
    StreamDetails,
    StreamResponse,
    VertexRequest,
    VertexResponse,
)
from treadle_contracts.tgi.models import Token as WireToken
from treadle_contracts.tgi.services import GenerationService


class NativeRoutes(GenerationService):
    """The native routes on one engine."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._chat = Chat(desk)
        self._completions = Completions(desk)
        self._vertex = Vertex(desk, self._chat)

    async def compat_generate(
        self, call: Call, *, body: CompatGenerateRequest
    ) -> list[GenerateResponse] | GenerateResponse | Events[StreamResponse]:
        """`POST /`: what `/generate` and `/generate_stream` do, by the body's `stream`."""
        full_text = self._desk.full_text_by_default
        if given(body.stream):
            return self._stream(call, body.inputs, body.parameters, full_text)
        answer = await self._generate(call, body.inputs, body.parameters, full_text)
        return answer if self._desk.settings.compat_object else [answer]

    async def generate(self, call: Call, *, body: GenerateRequest) -> GenerateResponse:
        """`POST /generate`."""
        return await self._generate(call, body.inputs, body.parameters, full_text=False)

    async def generate_stream(self, call: Call, *, body: GenerateStreamRequest) -> Events[StreamResponse]:
        """`POST /generate_stream`."""
        return self._stream(call, body.inputs, body.parameters, full_text=False)

    async def invocations(
        self, call: Call, *, body: dict[str, Any]
    ) -> (
        list[GenerateResponse]
        | GenerateResponse
        | ChatCompletion
        | Completion
        | Events[StreamResponse | ChatCompletionChunk | CompletionChunk]
    ):
        """SageMaker's route: `inputs`, else `messages`, else `prompt` decides which route answers."""
        if "inputs" in body:
            return await self.compat_generate(
                call, body=msgspec.convert(body, CompatGenerateRequest, strict=False)
            )
        if "messages" in body:
            return await self._chat.answer(call, msgspec.convert(body, ChatRequest, strict=False))
        return await self._completions.answer(call, msgspec.convert(body, CompletionRequest, strict=False))

    async def vertex(self, call: Call, *, body: VertexRequest) -> VertexResponse:
        """Vertex AI's route: texts and chats side by side."""
        return await self._vertex.answer(call, body)

    async def _generate(
        self, call: Call, inputs: str, parameters: GenerateParameters | UnsetType, full_text: bool
    ) -> GenerateResponse:
        desk = self._desk
        with desk.admit(call, sequences(parameters)) as visit:
            request = await native(
                inputs,
                parameters,
                desk,
                full_text=full_text,
            )
            visit.validated(len(inputs), len(request.prompt), request.sampling.max_new_tokens)
            result = await collect(desk.engine, _generation(call, request))
            if not result.complete:
                raise Problem(Kind.INCOMPLETE, "Incomplete generation")
            grown, prefill = result.sequences, result.prefill
            winner = max(range(len(grown)), key=lambda index: grown[index].mean_logprob)
            best = grown[winner]
            finish = _finish(best)
            call.reply.update(visit.finished(finish.generated_tokens, result.timing))
        details: Details | UnsetType = UNSET
        if request.details:
            others = [
                _best_of(other, request, request.seed(index), prefill)
                for index, other in enumerate(grown)
                if index != winner
            ]
            details = Details(
                finish_reason=request.reason(finish),
                generated_tokens=finish.generated_tokens,
                seed=request.seed(winner),
                prefill=[_prefill(token) for token in prefill],
                tokens=[_token(token) for token in best.tokens],
                best_of_sequences=unless_empty(others),
                top_tokens=_top_tokens(best, request),
            )
        return GenerateResponse(generated_text=_text(best, request), details=details)

    async def _stream(
        self, call: Call, inputs: str, parameters: GenerateParameters | UnsetType, full_text: bool
    ) -> AsyncIterator[list[StreamResponse]]:
        desk = self._desk
        with desk.admit(call, 1) as visit:
            request = await native(
                inputs,
                parameters,
                desk,
                full_text=full_text,
            )
            visit.validated(len(inputs), len(request.prompt), request.sampling.max_new_tokens)
            call.reply.update(visit.stream_headers())
            stream = Stream(request)
            async with aclosing(desk.engine.generate(_generation(call, request, stream=True))) as steps:
                async for step in steps:
                    if events := stream.events(step):
                        yield events
            if stream.finish is None:
                raise cut_off()
            visit.finished(stream.finish.generated_tokens, stream.timing)


class Stream:
    """The events of one stream: one per token, of which the last carries the whole text."""

    def __init__(self, request: Native) -> None:
        self._request = request
        self._texts: list[str] = []
        self._index = 0
        self.finish: Finish | None = None
        self.timing: Timing | None = None

    def events(self, step: Step) -> list[StreamResponse]:
        """What a step brought."""
        events: list[StreamResponse] = []
        for delta in step.deltas:
            self._texts.append(delta.text)
            for token in delta.tokens:
                self._index += 1
                shown = WireToken(id=token.id, text=token.text, logprob=token.logprob, special=token.special)
                event = StreamResponse(index=self._index, token=shown, generated_text=None, details=None)
                if token.top:
                    event.top_tokens = [_alternative(top) for top in token.top]
                events.append(event)
            if delta.finish is not None:
                if not events:
                    raise cut_off()
                self.finish, self.timing = delta.finish, step.timing
                self._end(events[-1], delta.finish)
        return events

    def _end(self, last: StreamResponse, finish: Finish) -> None:
        request = self._request
        text = "".join(self._texts)
        last.generated_text = request.inputs + text if request.full_text else text
        if request.details:
            last.details = StreamDetails(
                finish_reason=request.reason(finish),
                generated_tokens=finish.generated_tokens,
                seed=request.seed(),
                input_length=len(request.prompt),
            )


def _generation(call: Call, request: Native, *, stream: bool = False) -> Generation:
    return Generation(
        id=call.request_id,
        prompt=request.prompt,
        sight=request.sight,
        sampling=request.sampling,
        sequences=request.best_of,
        tokens=stream or request.details or request.best_of > 1,
        logprobs=stream or request.details or request.best_of > 1,
        top_tokens=request.top_tokens,
        top_ties=True,
        prefill=request.prefill,
        adapter=request.adapter,
    )


def _text(sequence: Grown, request: Native) -> str:
    return request.inputs + sequence.text if request.full_text else sequence.text


def _finish(sequence: Grown) -> Finish:
    assert sequence.finish is not None, "only complete results come here"
    return sequence.finish


def _token(token: Token) -> WireToken:
    return WireToken(id=token.id, text=token.text, logprob=token.logprob, special=token.special)


def _alternative(token: Alternative) -> WireToken:
    return WireToken(id=token.id, text=token.text, logprob=token.logprob, special=token.special)


def _prefill(token: PromptToken) -> PrefillToken:
    return PrefillToken(id=token.id, text=token.text, logprob=token.logprob)


def _top_tokens(sequence: Grown, request: Native) -> list[list[WireToken]] | UnsetType:
    if not request.top_tokens:
        return UNSET
    return [[_alternative(top) for top in token.top] for token in sequence.tokens]


def ends_with_done(operation: Operation, body: Any) -> bool:
    """Whether the stream that `body` asks of /invocations is one of /v1's: all but those of `inputs`."""
    return operation.id != "invocations" or "inputs" not in dict(members(body))


def _best_of(
    sequence: Grown, request: Native, seed: int | None, prefill: Sequence[PromptToken]
) -> BestOfSequence:
    finish = _finish(sequence)
    return BestOfSequence(
        generated_text=_text(sequence, request),
        finish_reason=request.reason(finish),
        generated_tokens=finish.generated_tokens,
        seed=seed,
        prefill=[_prefill(token) for token in prefill],
        tokens=[_token(token) for token in sequence.tokens],
        top_tokens=_top_tokens(sequence, request),
    )
