"""Types of the Mini contract.

Written by `make generate`; never edited.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import UNSET, Struct, UnsetType


class Chat(Struct, kw_only=True):
    id: str
    object: Literal["chat.completion"] = "chat.completion"
    choices: list[Message]


class ChatRequest(Struct, kw_only=True):
    messages: list[Message]
    stream: bool | None = False
    tool_choice: Literal["auto", "none"] | NamedTool | None | UnsetType = UNSET
    logit_bias: dict[str, float] | list[float] | UnsetType = UNSET
    prompt: str | list[str | int | list[int]] | UnsetType = UNSET


class Chunk(Struct, kw_only=True):
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    delta: str


class Error(Struct, kw_only=True):
    """What went wrong."""

    error: str
    error_type: Literal["validation", "generation", "overloaded"]


FinishReason: TypeAlias = Literal["length", "eos_token", "stop_sequence"]


class Function(Struct, kw_only=True):
    name: str


class GenerateRequest(Struct, kw_only=True):
    inputs: str
    """The prompt."""
    parameters: Parameters | UnsetType = UNSET
    stream: bool = False


class GenerateResponse(Struct, kw_only=True):
    generated_text: str
    tokens: list[Token]
    finish: FinishReason
    details: dict[str, float] | None | UnsetType = UNSET
    note: str | UnsetType = UNSET


class ImagePart(Struct, kw_only=True, tag_field="type", tag="image_url"):
    image_url: ImageUrl


class ImageUrl(Struct, kw_only=True):
    url: str


class Instance(Struct, kw_only=True):
    id: str
    type: str
    created_at: str | UnsetType = UNSET
    self: str | UnsetType = UNSET


class JsonGrammar(Struct, kw_only=True, tag_field="type", tag="json"):
    value: Any


class Message(Struct, kw_only=True):
    role: str
    content: str | list[Content] | None | UnsetType = UNSET


class NamedTool(Struct, kw_only=True):
    type: Literal["function"] | UnsetType = UNSET
    function: Function | UnsetType = UNSET
    FunctionName: str | UnsetType = UNSET


class Page(Struct, kw_only=True):
    total: int
    instances: list[Instance]


class Parameters(Struct, kw_only=True):
    do_sample: bool = False
    seed: int | None | UnsetType = UNSET
    temperature: float | None | UnsetType = UNSET
    """Randomness."""
    stop: str | list[str] | None | UnsetType = UNSET
    grammar: JsonGrammar | RegexGrammar | None | UnsetType = UNSET


class RegexGrammar(Struct, kw_only=True, tag_field="type", tag="regex"):
    value: str


class StreamError(Struct, kw_only=True):
    error: str
    error_type: str | UnsetType = UNSET


class TextPart(Struct, kw_only=True, tag_field="type", tag="text"):
    text: str


Content: TypeAlias = TextPart | ImagePart


class Token(Struct, kw_only=True):
    id: int
    text: str
    logprob: float | None
    special: bool | UnsetType = UNSET
    top: list[Token] | UnsetType = UNSET
