"""TGI's tokenisation routes; offsets are UTF-8 bytes."""

from __future__ import annotations

from collections.abc import Iterable

from treadle.contract.call import Call
from treadle.engine.port import EngineError, Span
from treadle.tgi.chat import Chat
from treadle.tgi.desk import Desk, problem_of
from treadle_contracts.tgi.models import ChatRequest, ChatTokenizeResponse, SimpleToken, TokenizeRequest
from treadle_contracts.tgi.services import TokenizationService


class TokenizationRoutes(TokenizationService):
    """`/tokenize` and `/chat_tokenize`; neither takes a permit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._chat = Chat(desk)

    async def tokenize(self, call: Call, *, body: TokenizeRequest) -> list[SimpleToken]:
        """The tokens of `inputs`, special ones included; `truncate` has no effect here, as in TGI."""
        del call
        return _tokens(await self._desk.engine.spans(body.inputs))

    async def chat_tokenize(self, call: Call, *, body: ChatRequest) -> ChatTokenizeResponse:
        """The tokens of a chat as the model's template writes it, which carries the special ones."""
        del call
        self._desk.metrics.request_arrived()
        try:
            rendered = await self._chat.render(body)
        except EngineError as error:
            raise problem_of(error) from error
        engine, text = self._desk.engine, rendered.text
        if rendered.sight is not None:  # as in TGI, with every place that an image takes
            text = engine.decode(rendered.tokens, skip_special=False)
        spans = await engine.spans(text, special=False)
        return ChatTokenizeResponse(tokenize_response=_tokens(spans), templated_text=text)


def _tokens(spans: Iterable[Span]) -> list[SimpleToken]:
    return [SimpleToken(id=span.id, text=span.text, start=span.start, stop=span.stop) for span in spans]
