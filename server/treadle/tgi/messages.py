"""TGI's chat messages as the model's template takes them.

Parts are joined without a separator and an image becomes Markdown, as TGI 3.3.7 does for models that
take text alone.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from treadle.chat.messages import Message as Plain
from treadle.chat.messages import message, tool_call
from treadle.tgi.members import given
from treadle_contracts.tgi.models import ImagePart, Message, PastToolCall, TextPart


def plain_messages(messages: Iterable[Message]) -> list[Plain]:
    """The messages, for the template."""
    return [
        message(
            each.role,
            _text(each.content),
            name=given(each.name),
            tool_calls=[_tool_call(call) for call in given(each.tool_calls) or ()],
            tool_call_id=given(each.tool_call_id),
        )
        for each in messages
    ]


def _text(content: str | list[TextPart | ImagePart] | msgspec.UnsetType | None) -> str | None:
    if content is None or isinstance(content, msgspec.UnsetType):
        return None
    return content if isinstance(content, str) else "".join(_part(part) for part in content)


def _part(part: TextPart | ImagePart) -> str:
    return part.text if isinstance(part, TextPart) else f"![]({part.image_url.url})"


def _tool_call(call: PastToolCall) -> Plain:
    arguments = call.function.arguments
    if isinstance(arguments, msgspec.UnsetType):
        arguments = call.function.parameters
    text = arguments if isinstance(arguments, str) else msgspec.json.encode(arguments).decode()
    return tool_call(call.id, call.function.name, text)
