"""What an invocation's caller says, as moderation reads it: every text that may reach the model."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from treadle.fabric.shapes import given
from treadle_contracts.fabric import models as wire


def texts(body: wire.InvokeModelServiceRequest) -> Iterator[tuple[str, bool]]:
    """The texts with whether each is JSON; what messages say is one text, so that no cut hides anything."""
    asked = given(body.messages) or ()
    yield "\n".join(part for message in asked for part in _said(message)), False
    for message in asked:
        for call in given(message.tool_calls) or ():
            yield call.function.arguments, True
    for each in (body.tools, body.response_format):
        if given(each):
            yield msgspec.json.encode(each).decode(), True


def continued(body: wire.InvokeModelServiceRequest) -> str:
    """What the assistant has said already, where the answer goes on with it."""
    asked = given(body.messages)
    if not asked or asked[-1].role != "assistant":
        return ""
    return "".join(_contents(asked[-1]))


def _said(message: wire.ChatMessage) -> Iterator[str]:
    yield from _contents(message)
    name = given(message.name)
    if name:
        yield name


def _contents(message: wire.ChatMessage) -> Iterator[str]:
    content = given(message.content)
    for part in content if isinstance(content, list) else [content]:
        if isinstance(part, str):
            yield part
        elif isinstance(part, wire.TextPart):
            yield part.text
