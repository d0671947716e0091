"""The routes under `/v1`: which part of the package answers which."""

from __future__ import annotations

from treadle.contract.call import Call, Events
from treadle.tgi.chat import Chat
from treadle.tgi.completions import Completions
from treadle.tgi.desk import Desk
from treadle_contracts.tgi.models import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatRequest,
    Completion,
    CompletionChunk,
    CompletionRequest,
    Model,
    ModelList,
)
from treadle_contracts.tgi.services import OpenaiService


class OpenAiRoutes(OpenaiService):
    """`/v1/chat/completions`, `/v1/completions`, `/v1/models`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._chat = Chat(desk)
        self._completions = Completions(desk)

    async def chat_completions(
        self, call: Call, *, body: ChatRequest
    ) -> ChatCompletion | Events[ChatCompletionChunk]:
        """Continue a chat."""
        return await self._chat.answer(call, body)

    async def completions(
        self, call: Call, *, body: CompletionRequest
    ) -> Completion | Events[CompletionChunk]:
        """Continue prompts."""
        return await self._completions.answer(call, body)

    async def list_models(self, call: Call) -> ModelList:
        """The served model, as TGI lists it: made at 0, owned by itself."""
        del call
        name = self._desk.engine.card.id
        return ModelList(data=[Model(id=name, created=0, owned_by=name)])
