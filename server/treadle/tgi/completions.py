"""`POST /v1/completions`: OpenAI's semantics on TGI's route; several prompts run side by side.

Choice `index` is prompt · n + choice. `suffix` is ignored and `repetition_penalty: 0` means off,
because the contract's own example sends both.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing

from msgspec import UnsetType

from treadle.chat.grown import collect_all
from treadle.chat.wishes import Wishes, sampling
from treadle.contract.call import Call, Events
from treadle.contract.problem import Kind, Problem
from treadle.engine.port import Generation, Step
from treadle.tgi.chat import adapter
from treadle.tgi.chat_chunks import FINISH, completion_id
from treadle.tgi.completion_chunks import Chunks, Echo, Prepared
from treadle.tgi.desk import Desk, Visit, cut_off
from treadle.tgi.limits import refuse
from treadle.tgi.members import given
from treadle.tgi.merge import merge
from treadle.tgi.offsets import decoding, places_of
from treadle.tgi.parameters import room
from treadle_contracts.tgi.models import (
    Completion,
    CompletionChoice,
    CompletionChunk,
    CompletionRequest,
    Usage,
)


class Completions:
    """Completions on one engine."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, call: Call, body: CompletionRequest) -> Completion | Events[CompletionChunk]:
        """Answer prompts, plain or streamed."""
        if given(body.stream):
            return self._stream(call, body)
        prompts = prompts_of(body)
        with self._desk.admit(call, len(prompts) * _runs(body)) as visit:
            prepared = await self._prepare(call, body, prompts, visit)
            results = await collect_all(self._desk.engine, prepared.generations)
            if not all(result.complete for result in results):
                raise Problem(Kind.INCOMPLETE, "Incomplete generation")
            generated = sum(result.generated for result in results)
            call.reply.update(visit.finished(generated, results[0].timing))
        choices: list[CompletionChoice] = []
        for result, echo in zip(results, prepared.echoes, strict=True):
            ranked = result.sequences
            if len(ranked) > prepared.choices:
                ranked = sorted(ranked, key=lambda grown: grown.mean_logprob, reverse=True)[
                    : prepared.choices
                ]
            for grown in ranked:
                assert grown.finish is not None
                columns = prepared.columns(echo)
                choices.append(
                    CompletionChoice(
                        index=len(choices),
                        text=echo.text + grown.text,
                        logprobs=None if columns is None else columns.of(result.prefill, grown.tokens),
                        finish_reason=FINISH[grown.finish.reason],
                    )
                )
        usage = prepared.usage
        usage.completion_tokens = generated
        usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
        return Completion(
            id=completion_id(call),
            created=int(time.time()),
            model=given(body.model) or self._desk.engine.card.id,
            system_fingerprint=self._desk.settings.system_fingerprint,
            choices=choices,
            usage=usage,
        )

    async def _prepare(
        self, call: Call, body: CompletionRequest, prompts: Sequence[str | list[int]], visit: Visit
    ) -> Prepared:
        desk = self._desk
        choices = given(body.n) or 1
        runs = _runs(body)
        bias = None if isinstance(body.logit_bias, UnsetType) else body.logit_bias
        wishes = Wishes(
            temperature=given(body.temperature),
            top_p=given(body.top_p),
            frequency_penalty=given(body.frequency_penalty),
            presence_penalty=given(body.presence_penalty),
            repetition_penalty=given(body.repetition_penalty),
            logit_bias=bias,
            seed=given(body.seed),
            stop=given(body.stop),
        )
        desk.limits.check_stops(wishes.stops, "/stop")
        asked = given(body.logprobs)
        # True is no 1 here: it asks for the chosen tokens alone.
        logprobs = None if asked is None or asked is False else 0 if asked is True else int(asked)
        echo = bool(given(body.echo))
        engine = desk.engine
        usage = Usage(prompt_tokens=0, completion_tokens=0, total_tokens=0)
        prepared = Prepared([], [], choices, logprobs, usage, decoding(engine))
        told = echo and logprobs is not None
        for place, prompt in enumerate(prompts):
            tokens = await engine.encode(prompt) if isinstance(prompt, str) else prompt
            for token in tokens if isinstance(prompt, list) else ():
                if token >= engine.card.vocabulary:
                    raise refuse(f"`prompt` has token {token}, which the model lacks", pointer="/prompt")
            text = prompt if isinstance(prompt, str) else engine.decode(prompt, skip_special=False)
            new_tokens = room(len(tokens), given(body.max_tokens), desk.limits)
            visit.validated(len(text), len(tokens), new_tokens)
            chosen = sampling(wishes, max_new_tokens=new_tokens, vocabulary=engine.card.vocabulary)
            detailed = logprobs is not None or runs > choices
            prepared.usage.prompt_tokens += len(tokens)
            places = await places_of(engine, prompt) if told else ()
            prepared.echoes.append(Echo(text, places) if echo else Echo())
            prepared.generations.append(
                Generation(
                    id=call.request_id if len(prompts) == 1 else f"{call.request_id}-{place}",
                    prompt=tokens,
                    sampling=chosen,
                    sequences=runs,
                    tokens=detailed,
                    logprobs=detailed,
                    top_tokens=logprobs or 0,
                    prefill=told,
                    prefill_top_tokens=logprobs or 0,
                    adapter=adapter(given(body.model)),
                )
            )
        return prepared

    async def _stream(self, call: Call, body: CompletionRequest) -> AsyncIterator[Sequence[CompletionChunk]]:
        desk = self._desk
        prompts = prompts_of(body)
        options = given(body.stream_options)
        model = given(body.model) or desk.engine.card.id
        with desk.admit(call, len(prompts) * _runs(body)) as visit:
            prepared = await self._prepare(call, body, prompts, visit)
            call.reply.update(visit.stream_headers())
            chunks = Chunks(call, model, desk.settings.system_fingerprint, prepared)
            async with AsyncExitStack() as stack:
                sources: list[AsyncGenerator[Step, None]] = [
                    await stack.enter_async_context(aclosing(desk.engine.generate(each)))
                    for each in prepared.generations
                ]
                if len(sources) == 1:
                    async for step in sources[0]:
                        if made := chunks.of(0, step):
                            yield made
                else:
                    steps = await stack.enter_async_context(aclosing(merge(sources)))
                    async for place, step in steps:
                        if made := chunks.of(place, step):
                            yield made
            if chunks.open:
                raise cut_off()
            visit.finished(prepared.usage.completion_tokens, chunks.timing)
        if options is not None and given(options.include_usage):
            yield [chunks.usage()]


def prompts_of(body: CompletionRequest) -> list[str | list[int]]:
    """The prompts: one text, several, one list of token ids or several."""
    if isinstance(body.prompt, str):
        return [body.prompt]
    if all(isinstance(item, int) for item in body.prompt):
        return [[item for item in body.prompt if isinstance(item, int)]]
    return [item for item in body.prompt if not isinstance(item, int)]


def _runs(body: CompletionRequest) -> int:
    """Sequences per prompt: `best_of` of which the best `n` are answered."""
    choices = given(body.n) or 1
    runs = given(body.best_of) or choices
    if runs < choices:
        raise refuse(f"`best_of` must be >= `n`. Given: {runs} and {choices}", pointer="/best_of")
    return runs
