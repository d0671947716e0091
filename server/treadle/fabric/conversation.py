"""An invocation's body as a neutral chat, and the chat's answers as the contract writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, UnsetType

from treadle.chat import messages as chat_messages
from treadle.chat.grammars import NotASchema, json_grammar
from treadle.chat.images import image_part, text_part
from treadle.chat.logprobs import finite, utf8
from treadle.chat.run import Answer, ChatInput
from treadle.chat.wishes import Wishes, sampling
from treadle.engine.port import Alternative, Grammar, ModelCard, Sampling, Token
from treadle.fabric.refusal import refuse
from treadle.fabric.settings import FabricSettings
from treadle.fabric.shapes import given
from treadle.fabric.tools import message_of, toolset_of
from treadle_contracts.fabric import models as wire

DEFAULT_MAX_TOKENS = 4096  # what max_tokens 0 means


def chat_input(body: wire.InvokeModelServiceRequest, card: ModelCard, settings: FabricSettings) -> ChatInput:
    """The body as a chat.

    Raises INVALID and InvalidGeneration for what needs the model or the settings to be judged.
    """
    asked = given(body.messages)
    if asked is None:
        raise refuse("messages", "is required: nothing else prompts the model")
    choices = given(body.n) or 1
    if choices > settings.max_choices:
        raise refuse("n", f"must be at most {settings.max_choices} on this server, but {choices} was given")
    logprobs = bool(given(body.logprobs))
    return ChatInput(
        toolset=toolset_of(body),
        messages=[
            _message(message, f"messages/{index}", images=bool(card.images))
            for index, message in enumerate(asked)
        ],
        sampling=_sampling(body, card),
        max_new_tokens=_max_new_tokens(body),
        choices=choices,
        logprobs=logprobs,
        top_logprobs=(given(body.top_logprobs) or 0) if logprobs else 0,
    )


def _message(message: wire.ChatMessage, place: str, *, images: bool) -> chat_messages.Message:
    calls = [
        chat_messages.tool_call(call.id, call.function.name, call.function.arguments)
        for call in given(message.tool_calls) or ()
    ]
    return chat_messages.message(
        message.role,
        _content(message.content, f"{place}/content", images=images),
        name=given(message.name),
        tool_calls=calls,
        tool_call_id=given(message.tool_call_id),
    )


def _content(
    content: str | list[wire.ContentPart] | wire.ContentPart | UnsetType | None, place: str, *, images: bool
) -> str | list[dict[str, Any]] | None:
    """Text as it stands, parts put together; an image stays a part, or is refused of a model without eyes."""
    if content is None or isinstance(content, (str, UnsetType)):
        return given(content)
    several = isinstance(content, list)
    parts: list[dict[str, Any]] = []
    for index, part in enumerate(content if isinstance(content, list) else [content]):
        if isinstance(part, wire.TextPart):
            parts.append(text_part(part.text))
        elif images:
            at = f"{place}/{index}" if several else place
            parts.append(image_part(part.image_url.url, f"{at}/image_url/url"))
        else:
            raise refuse(place, "has an image, but the served model reads text alone")
    if all(part["type"] == "text" for part in parts):
        return "".join(part["text"] for part in parts)
    return parts


def _sampling(body: wire.InvokeModelServiceRequest, card: ModelCard) -> Sampling:
    wishes = Wishes(
        temperature=float(body.temperature),
        top_p=given(body.top_p),
        presence_penalty=given(body.presence_penalty),
        frequency_penalty=given(body.frequency_penalty),
        logit_bias=given(body.logit_bias),
        seed=given(body.seed),
        stop=given(body.stop),
        grammar=_grammar(None if isinstance(body.response_format, UnsetType) else body.response_format),
    )
    return sampling(wishes, max_new_tokens=0, vocabulary=card.vocabulary)


def _grammar(
    form: wire.TextFormat | wire.JsonObjectFormat | wire.JsonSchemaFormat | None,
) -> Grammar | None:
    match form:
        case None | wire.TextFormat():
            return None
        case wire.JsonObjectFormat():
            return Grammar(kind="json_object")
        case wire.JsonSchemaFormat():
            schema = form.json_schema.schema
            if isinstance(schema, UnsetType):
                return Grammar(kind="json_object")
            try:
                return json_grammar(schema)
            except NotASchema as error:
                raise refuse("response_format", f"is no grammar: {error}") from None


def _max_new_tokens(body: wire.InvokeModelServiceRequest) -> int | None:
    tokens = given(body.max_tokens)
    if tokens is None:
        return given(body.max_completion_tokens)
    return tokens or DEFAULT_MAX_TOKENS


def choice(index: int, answer: Answer, *, logprobs: bool, masked: bool = False) -> wire.Choice:
    """A whole choice; one that moderation has cut has no tokens to show."""
    return wire.Choice(
        index=index,
        message=message_of(answer.text, answer.calls),
        finish_reason="content_filter" if masked else answer.reason,
        logprobs=choice_logprobs(answer.tokens) if logprobs and not masked else None,
    )


def choice_logprobs(tokens: Sequence[Token]) -> wire.ChoiceLogprobs:
    """Log probabilities of generated tokens."""
    return wire.ChoiceLogprobs(
        content=[
            wire.TokenLogprob(
                token=token.text,
                logprob=finite(token.logprob),
                bytes=utf8(token),
                top_logprobs=[_alternative(other) for other in token.top],
            )
            for token in tokens
        ]
    )


def _alternative(other: Alternative) -> wire.TopLogprob:
    return wire.TopLogprob(token=other.text, logprob=finite(other.logprob), bytes=utf8(other))


def usage(prompt_tokens: int, generated_tokens: int) -> wire.Usage:
    """Tokens used, over all choices."""
    return wire.Usage(
        prompt_tokens=prompt_tokens,
        completion_tokens=generated_tokens,
        total_tokens=prompt_tokens + generated_tokens,
    )


def shown_usage(asked: bool) -> UnsetType | None:
    """`usage` of the chunks before the last: null where one was asked for, else absent."""
    return None if asked else UNSET
