"""TGI's chat messages as the model's template takes them.

Parts are joined without a separator. For models that take text alone an image becomes Markdown, as in
TGI 3.3.7; for the others it stays a part.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from treadle.chat.images import image_part, text_part
from treadle.chat.messages import Message as Plain
from treadle.chat.messages import message, tool_call
from treadle.tgi.members import given
from treadle_contracts.tgi.models import ImagePart, Message, PastToolCall, TextPart


def plain_messages(messages: Iterable[Message], *, images: bool) -> list[Plain]:
    """The messages, for the template; `images` says whether the model takes some."""
    return [
        message(
            each.role,
            _content(each.content, f"messages/{place}/content", images=images),
            name=given(each.name),
            tool_calls=[_tool_call(call) for call in given(each.tool_calls) or ()],
            tool_call_id=given(each.tool_call_id),
        )
        for place, each in enumerate(messages)
    ]


def _content(
    content: str | list[TextPart | ImagePart] | msgspec.UnsetType | None, place: str, *, images: bool
) -> str | list[dict[str, Any]] | None:
    if content is None or isinstance(content, msgspec.UnsetType):
        return None
    if isinstance(content, str):
        return content
    if not images or all(isinstance(part, TextPart) for part in content):
        return "".join(_part(part) for part in content)
    return [
        text_part(part.text)
        if isinstance(part, TextPart)
        else image_part(part.image_url.url, f"{place}/{index}/image_url/url")
        for index, part in enumerate(content)
    ]


def _part(part: TextPart | ImagePart) -> str:
    return part.text if isinstance(part, TextPart) else f"![]({part.image_url.url})"


def _tool_call(call: PastToolCall) -> Plain:
    arguments = call.function.arguments
    if isinstance(arguments, msgspec.UnsetType):
        arguments = call.function.parameters
    text = arguments if isinstance(arguments, str) else msgspec.json.encode(arguments).decode()
    return tool_call(call.id, call.function.name, text)
