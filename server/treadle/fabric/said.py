"""What an invocation's caller says, as moderation reads it: all text that may reach the model; and images."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from treadle.fabric.shapes import given
from treadle_contracts.fabric import models as wire

USUAL_ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})


def texts(body: wire.InvokeModelServiceRequest) -> Iterator[tuple[str, bool]]:
    """The texts with whether each is JSON; what messages say is one text, so that no cut hides anything.

    Parts of a message are read apart, and as the model gets them, with nothing between. Roles of the
    caller's own, names of functions and ids are texts as well: templates write them.
    """
    asked = given(body.messages) or ()
    yield "\n".join(part for message in asked for part in _said(message)), False
    several = [list(_contents(message)) for message in asked]
    whole = ["".join(parts) for parts in several if len(parts) > 1]
    if whole:
        yield "\n".join(whole), False
    labelled = [(labels, message) for message in asked if (labels := _labels(message))]
    if labelled:
        yield "\n".join(part for labels, said in labelled for part in (*labels, *_contents(said))), False
    for message in asked:
        for call in given(message.tool_calls) or ():
            yield call.function.arguments, True
    for each in (body.tools, body.response_format):
        if given(each):
            yield msgspec.json.encode(each).decode(), True


def image_at(body: wire.InvokeModelServiceRequest) -> str | None:
    """Where the first image is, as a pointer without its first slash; None where there is none."""
    for number, message in enumerate(given(body.messages) or ()):
        content = given(message.content)
        if isinstance(content, wire.ImagePart):
            return f"messages/{number}/content"
        for place, part in enumerate(content if isinstance(content, list) else ()):
            if isinstance(part, wire.ImagePart):
                return f"messages/{number}/content/{place}"
    return None


def continued(body: wire.InvokeModelServiceRequest) -> str:
    """What the assistant has said already, where the answer goes on with it."""
    asked = given(body.messages)
    if not asked or asked[-1].role != "assistant":
        return ""
    return "".join(_contents(asked[-1]))


def _labels(message: wire.ChatMessage) -> list[str]:
    labels = [] if message.role in USUAL_ROLES else [message.role]
    if given(message.tool_call_id):
        labels.append(str(message.tool_call_id))
    for call in given(message.tool_calls) or ():
        labels += [call.id, call.function.name]
    return labels


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
