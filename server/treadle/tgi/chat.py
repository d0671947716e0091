"""`POST /v1/chat/completions`: OpenAI's semantics on TGI's route.

    ChatRequest ─▶ render, Wishes ─▶ Generation ─▶ ChatCompletion
                                               └▶ ChatCompletionChunk, one per step and choice
                                                  (with tools, one per piece of text or of a call)

Every delta says `role: assistant`, as TGI's do (its own clients need it, OpenAI's do not mind). The
last chunk of a choice carries its finish reason; usage is one more chunk without choices.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

from msgspec import UnsetType

from treadle.chat.grown import collect
from treadle.chat.images import with_pictures
from treadle.chat.tool_prompt import held, render
from treadle.chat.tool_reader import CallReader, Reason, spoken
from treadle.chat.tools import Toolset
from treadle.chat.wishes import Wishes, sampling
from treadle.contract.call import Call, Events
from treadle.contract.problem import Kind, Problem
from treadle.engine.port import Calls, Finish, Generation, RenderedChat
from treadle.tgi.chat_chunks import FINISH, Chunks, completion_id, logprobs_of
from treadle.tgi.desk import Desk, Visit, cut_off
from treadle.tgi.grammars import response_format
from treadle.tgi.members import given
from treadle.tgi.messages import plain_messages
from treadle.tgi.parameters import room
from treadle.tgi.tools import message_of, toolset_of
from treadle_contracts.tgi.models import (
    ChatChoice,
    ChatCompletion,
    ChatCompletionChunk,
    ChatMessage,
    ChatRequest,
    Usage,
)


class Chat:
    """Chat completions on one engine."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, call: Call, body: ChatRequest) -> ChatCompletion | Events[ChatCompletionChunk]:
        """Answer a chat, plain or streamed."""
        if given(body.stream):
            return self._stream(call, body)
        with self._desk.admit(call, given(body.n) or 1) as visit:
            request, usage, calls = await self.prepare(call, body, visit)
            result = await collect(self._desk.engine, request)
            if not result.complete:
                raise Problem(Kind.INCOMPLETE, "Incomplete generation")
            call.reply.update(visit.finished(result.generated, result.timing))
        choices: list[ChatChoice] = []
        top = given(body.top_logprobs) or 0
        for index, grown in enumerate(result.sequences):
            assert grown.finish is not None
            usage.completion_tokens += grown.finish.generated_tokens
            message, reason = _message(grown.text, grown.finish, calls)
            choices.append(
                ChatChoice(
                    index=index,
                    message=message,
                    logprobs=logprobs_of(grown.tokens, top) if given(body.logprobs) else None,
                    finish_reason=reason,
                )
            )
        usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
        return ChatCompletion(
            id=completion_id(call),
            created=int(time.time()),
            model=given(body.model) or self._desk.engine.card.id,
            system_fingerprint=self._desk.settings.system_fingerprint,
            choices=choices,
            usage=usage,
        )

    async def render(self, body: ChatRequest) -> RenderedChat:
        """The chat as the model's template writes it, its tools included."""
        rendered, _ = await self._told(body, toolset_of(body))
        return rendered

    async def _told(self, body: ChatRequest, tools: Toolset | None) -> tuple[RenderedChat, Calls | None]:
        desk = self._desk
        plain = plain_messages(body.messages, images=bool(desk.images))
        messages = await with_pictures(plain, desk.gallery, desk.images)
        if tools is None:
            return await self._desk.engine.render_chat(messages), None
        return await render(self._desk.engine, messages, tools)

    async def prepare(
        self, call: Call, body: ChatRequest, visit: Visit
    ) -> tuple[Generation, Usage, Calls | None]:
        """A chat ready for the engine, what its prompt costs, and what calls look like in its output."""
        desk = self._desk
        tools = toolset_of(body)
        bias = None if isinstance(body.logit_bias, UnsetType) else body.logit_bias
        form = None if isinstance(body.response_format, UnsetType) else body.response_format
        wishes = Wishes(
            temperature=given(body.temperature),
            top_p=given(body.top_p),
            frequency_penalty=given(body.frequency_penalty),
            presence_penalty=given(body.presence_penalty),
            logit_bias=bias,
            seed=given(body.seed),
            stop=given(body.stop),
            grammar=response_format(form),
        )
        desk.limits.check_stops(wishes.stops, "/stop")
        rendered, calls = await self._told(body, tools)
        prompt = rendered.tokens
        asked = given(body.max_completion_tokens) or given(body.max_tokens)
        new_tokens = room(len(prompt), asked, desk.limits)
        visit.validated(len(rendered.text), len(prompt), new_tokens)
        chosen = sampling(wishes, max_new_tokens=new_tokens, vocabulary=desk.engine.card.vocabulary)
        logprobs = bool(given(body.logprobs))
        generation = Generation(
            id=call.request_id,
            prompt=prompt,
            sight=rendered.sight,
            sampling=chosen if calls is None else held(chosen, calls),
            sequences=given(body.n) or 1,
            tokens=logprobs,
            logprobs=logprobs,
            top_tokens=(given(body.top_logprobs) or 0) if logprobs else 0,
            adapter=adapter(given(body.model)),
        )
        return generation, Usage(prompt_tokens=len(prompt), completion_tokens=0, total_tokens=0), calls

    async def _stream(self, call: Call, body: ChatRequest) -> AsyncIterator[Sequence[ChatCompletionChunk]]:
        desk = self._desk
        options = given(body.stream_options)
        with desk.admit(call, given(body.n) or 1) as visit:
            request, usage, calls = await self.prepare(call, body, visit)
            call.reply.update(visit.stream_headers())
            model = given(body.model) or desk.engine.card.id
            chunks = Chunks(call, model, desk.settings.system_fingerprint, request, usage, calls)
            async with aclosing(desk.engine.generate(request)) as steps:
                async for step in steps:
                    if made := chunks.of(step):
                        yield made
            if chunks.open:
                raise cut_off()
            visit.finished(usage.completion_tokens, chunks.timing)
        if options is not None and given(options.include_usage):
            yield [chunks.usage()]


def _message(text: str, finish: Finish, calls: Calls | None) -> tuple[ChatMessage, Reason]:
    if calls is None:
        return ChatMessage(content=text), FINISH[finish.reason]
    reader = CallReader(calls)
    said = spoken(reader.read(text, ended=True))
    return message_of(said.text, said.calls), reader.reason(finish)


def adapter(model: str | None) -> str | None:
    """TGI's rule: any model name but "tgi" may be an adapter's; an unknown one is the base model."""
    return None if model == "tgi" else model
