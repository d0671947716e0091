"""`POST /vertex`: texts and chats side by side, for Vertex AI; one text of each comes back.

A permit per sequence, as elsewhere. TGI 3.3.7 reads two parameters of a text; here all of them count
that say how to generate, and those that say how to answer do not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from treadle.chat.grown import collect_all
from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.engine.port import Generation
from treadle.tgi.chat import Chat
from treadle.tgi.desk import Desk, Visit
from treadle.tgi.members import given
from treadle.tgi.parameters import native
from treadle_contracts.tgi.models import ChatRequest, GenerateParameters, VertexRequest, VertexResponse


class Vertex:
    """Vertex AI's route on one engine."""

    def __init__(self, desk: Desk, chat: Chat) -> None:
        self._desk = desk
        self._chat = chat

    async def answer(self, call: Call, body: VertexRequest) -> VertexResponse:
        """Continue every instance; one that fails fails all."""
        parts = [_read(instance) for instance in body.instances]
        with self._desk.admit(call, sum(_sequences(part) for part in parts)) as visit:
            generations = [
                await self._generation(call, part, visit, f"{call.request_id}-{place}")
                for place, part in enumerate(parts)
            ]
            results = await collect_all(self._desk.engine, generations)
            if not all(result.complete for result in results):
                raise Problem(Kind.INCOMPLETE, "Incomplete generation")
            visit.finished(sum(result.generated for result in results), results[0].timing)
        best = [max(result.sequences, key=lambda grown: grown.mean_logprob) for result in results]
        return VertexResponse(predictions=[grown.text for grown in best])

    async def _generation(self, call: Call, part: Text | ChatRequest, visit: Visit, name: str) -> Generation:
        if isinstance(part, ChatRequest):
            generation, _, _ = await self._chat.prepare(call, part, visit)
            return replace(generation, id=name, sequences=1, tokens=False, logprobs=False, top_tokens=0)
        desk = self._desk
        request = await native(part.inputs, part.parameters, desk, full_text=False)
        visit.validated(len(part.inputs), len(request.prompt), request.sampling.max_new_tokens)
        ranked = request.best_of > 1
        return Generation(
            id=name,
            prompt=request.prompt,
            sight=request.sight,
            sampling=request.sampling,
            sequences=request.best_of,
            tokens=ranked,
            logprobs=ranked,
            adapter=request.adapter,
        )


class Text(msgspec.Struct):
    """An instance that is a text."""

    inputs: str
    parameters: GenerateParameters


def _read(instance: dict[str, Any]) -> Text | ChatRequest:
    if "inputs" not in instance:
        return msgspec.convert(instance, ChatRequest, strict=False)
    asked: dict[str, Any] = instance.get("parameters") or {}
    wishes = {name: value for name, value in asked.items() if value is not None}
    parameters = msgspec.convert({"do_sample": True, **wishes}, GenerateParameters, strict=False)
    return Text(instance["inputs"], parameters)


def _sequences(part: Text | ChatRequest) -> int:
    return 1 if isinstance(part, ChatRequest) else given(part.parameters.best_of) or 1
