"""Invocations: a chat with a deployed model, whole or streamed, moderated or not.

body ─▶ conversation.chat_input ─▶ chat.begin ─▶ ChatCompletion
                                              └▶ ChatCompletionChunk (chunks.ChunkWriter)

With a moderator, what the caller says is judged before the engine is asked, and what the model says
goes through a `Shield`. The header that tells so leaves with the head: of a stream it says what was known
until then, and the finish reasons say the rest.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from treadle.chat.images import Gallery, with_pictures
from treadle.chat.run import Answer, ChatInput, ChatRun, begin
from treadle.contract.call import Call, Events
from treadle.engine.port import Delta
from treadle.fabric.chunks import ChunkWriter
from treadle.fabric.conversation import chat_input, choice, usage
from treadle.fabric.deadline import framed, limited
from treadle.fabric.deploying.live import Live
from treadle.fabric.deploying.manager import Deployments, Elsewhere
from treadle.fabric.faults import faults
from treadle.fabric.forwarding import MODERATION_HEADER, Forwarder, handed_on
from treadle.fabric.moderation.panel import Panel
from treadle.fabric.moderation.policy import Policy
from treadle.fabric.moderation.shield import REFUSED, Shield, told
from treadle.fabric.report import Visit
from treadle.fabric.said import continued, image_at, texts
from treadle.fabric.settings import FabricSettings
from treadle.fabric.shapes import given
from treadle.telemetry.families import Metrics
from treadle_contracts.fabric import models as wire
from treadle_contracts.fabric.services import InvocationsService


class Invocations(InvocationsService):
    """Invocations of whatever instances run."""

    def __init__(
        self,
        deployments: Deployments,
        policy: Policy,
        settings: FabricSettings,
        metrics: Metrics,
        forwarder: Forwarder,
        gallery: Gallery | None = None,
    ) -> None:
        self._deployments = deployments
        self._policy = policy
        self._settings = settings
        self._metrics = metrics
        self._forwarder = forwarder
        self._gallery = gallery

    async def invoke_model_service(
        self, call: Call, *, body: wire.InvokeModelServiceRequest, workspace_id: str, instance_id: str
    ) -> wire.ChatCompletion | Events[wire.ChatCompletionChunk]:
        """Invoke an instance; `stream` decides the form of the answer."""
        visit = Visit(call, self._metrics)
        with visit.watched():
            async with framed(call, self._settings.deadline):
                try:
                    with faults():
                        job = await self._begin(call, body, visit, workspace_id, instance_id)
                except Elsewhere as elsewhere:
                    if elsewhere.address is None or handed_on(call):
                        raise
                    if not given(body.stream):
                        return await self._forwarder.whole(elsewhere.address, call)
                    events = self._handed_on(elsewhere.address, call, visit)
                else:
                    visit.validated(job.run)
                    if not given(body.stream):
                        return await self._whole(job, visit)
                    events = self._stream(job, visit)
        return limited(events, call, self._settings.deadline)

    async def _handed_on(
        self, address: str, call: Call, visit: Visit
    ) -> AsyncGenerator[Sequence[wire.ChatCompletionChunk], None]:
        with visit.watched():
            async with aclosing(self._forwarder.stream(address, call)) as events:
                async for chunks in events:
                    yield chunks

    async def _begin(
        self,
        call: Call,
        body: wire.InvokeModelServiceRequest,
        visit: Visit,
        workspace_id: str,
        instance_id: str,
    ) -> Job:
        live = await self._deployments.running(call.principal, workspace_id, instance_id)
        chat = chat_input(body, live.engine.card, self._settings)
        visit.admit(chat.choices)
        panel = self._policy.panel(given(body.moderation), live.moderation)
        call.reply[MODERATION_HEADER] = self._policy.told(panel, image_at(body))
        messages = await with_pictures(chat.messages, self._gallery, live.engine.card.images)
        chat = replace(chat, messages=messages)
        run = await begin(live.engine, f"fabric-{uuid.uuid4()}", chat)
        return Job(call, body, live, chat, run, panel)

    async def _whole(self, job: Job, visit: Visit) -> wire.ChatCompletion:
        run = job.run
        masked: set[int] = set()
        with faults(), job.live.hold():
            if job.panel is None:
                answers = await run.whole()
            else:
                answers, masked = await self._shielded(job, job.panel)
        visit.finished(run)
        route = route_id(job.call)
        return wire.ChatCompletion(
            id=f"chatcmpl-{route}",
            created=int(time.time()),
            model=run.engine.card.id,
            choices=[
                choice(index, answer, logprobs=job.chat.logprobs, masked=index in masked)
                for index, answer in enumerate(answers)
            ],
            usage=usage(run.prompt_tokens, run.generated_tokens),
            route_id=route,
        )

    async def _stream(
        self, job: Job, visit: Visit
    ) -> AsyncGenerator[Sequence[wire.ChatCompletionChunk], None]:
        run = job.run
        options = given(job.body.stream_options)
        include_usage = options is not None and bool(given(options.include_usage))
        writer = ChunkWriter(route_id(job.call), run, logprobs=job.chat.logprobs, include_usage=include_usage)
        with visit.watched(), faults(), job.live.hold():
            if job.panel is None:
                async with aclosing(run.steps()) as steps:
                    async for deltas in steps:
                        chunks = writer.chunks(deltas)
                        if chunks:
                            yield chunks
            else:
                async with aclosing(self._moderated(job, job.panel, writer)) as moderated:
                    async for shown in moderated:
                        yield shown
            visit.finished(run)
            if include_usage:
                yield [writer.usage(run.prompt_tokens, run.generated_tokens)]

    async def _shielded(self, job: Job, panel: Panel) -> tuple[list[Answer], set[int]]:
        """The answers as moderation leaves them, and which of them it has cut."""
        if await self._condemned(job, panel):
            return [Answer(REFUSED, "stop") for _ in range(job.chat.choices)], set(range(job.chat.choices))
        shield = job.shield(panel)
        answers = [await shield.whole(index, answer) for index, answer in enumerate(await job.run.whole())]
        if shield.masked:
            self._mask(job)
        return answers, shield.masked

    async def _moderated(
        self, job: Job, panel: Panel, writer: ChunkWriter
    ) -> AsyncGenerator[Sequence[wire.ChatCompletionChunk], None]:
        """The chunks as moderation leaves them; a generation of which nothing is left is aborted."""
        if await self._condemned(job, panel):
            for index in range(job.chat.choices):
                yield [*writer.moved(index, [REFUSED]), *writer.moved(index, (), (), "content_filter")]
            return
        shield, begun, spent = job.shield(panel), False, 0
        async with aclosing(job.run.steps()) as steps:
            async for deltas in steps:
                chunks: list[wire.ChatCompletionChunk] = []
                for delta in deltas:
                    spent += delta.count
                    if delta.index not in shield.masked:
                        chunks += await _shown(shield, writer, delta, logprobs=job.chat.logprobs)
                if shield.masked and not begun:
                    self._mask(job)
                if chunks:
                    begun = True
                    yield chunks
                if len(shield.masked) == job.chat.choices:
                    job.run.generated_tokens = spent
                    return

    async def _condemned(self, job: Job, panel: Panel) -> bool:
        """Whether what the caller says is not allowed; then there is no generation."""
        for text, json in texts(job.body):
            finding = await panel.finding(text, json=json)
            if finding is not None:
                told(job.call.request_id, "the request", finding)
                self._mask(job)
                return True
        return False

    def _mask(self, job: Job) -> None:
        """Something is not allowed, and nothing has left yet; raises FORBIDDEN where the policy says so."""
        self._policy.condemned()
        job.call.reply[MODERATION_HEADER] = "masked"


@dataclass(frozen=True, slots=True)
class Job:
    """An invocation that is ready to run."""

    call: Call
    body: wire.InvokeModelServiceRequest
    live: Live
    chat: ChatInput
    run: ChatRun
    panel: Panel | None

    def shield(self, panel: Panel) -> Shield:
        """What its answer goes through."""
        grammar = self.chat.sampling.grammar
        return Shield(panel, self.call.request_id, json=grammar is not None, begun=continued(self.body))


async def _shown(
    shield: Shield, writer: ChunkWriter, delta: Delta, *, logprobs: bool
) -> list[wire.ChatCompletionChunk]:
    """What a step brought to a choice, as far as it may leave."""
    index, ended = delta.index, delta.finish is not None
    pieces, reason = writer.pieces(delta)
    shown = await shield.read(index, pieces, ended=ended)
    if index in shield.masked:
        return [*writer.moved(index, shown), *writer.moved(index, (), (), "content_filter")]
    if not logprobs:
        return writer.moved(index, shown, (), reason)
    shield.keep(index, delta.tokens)
    return writer.moved(index, shown, shield.tokens(index) if ended else (), reason)


def route_id(call: Call) -> str:
    """The request's id where it is a UUID, else one that always belongs to it."""
    try:
        return str(uuid.UUID(call.request_id))
    except ValueError:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, call.request_id))
