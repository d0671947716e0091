"""Messages as chat templates take them: plain mappings with a role, and content as one text.

Where there are images, content is a list of the parts of `treadle.chat.images`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

Message = dict[str, Any]


def message(
    role: str,
    content: str | Sequence[Mapping[str, Any]] | None,
    *,
    name: str | None = None,
    tool_calls: Sequence[Message] = (),
    tool_call_id: str | None = None,
) -> Message:
    """A message; members that were not given are left out, but content always is there."""
    made: Message = {"role": role, "content": "" if content is None else content}
    if name is not None:
        made["name"] = name
    if tool_calls:
        made["tool_calls"] = list(tool_calls)
    if tool_call_id is not None:
        made["tool_call_id"] = tool_call_id
    return made


def tool_call(id: str, name: str, arguments: str) -> Message:  # noqa: A002 - the word of both contracts
    """A function call of the past.

    Templates expect the arguments as an object. A model's text need not be one, and must not make the
    conversation unusable: then the text stands as the only argument.
    """
    return {"id": id, "type": "function", "function": {"name": name, "arguments": _arguments(arguments)}}


def _arguments(text: str) -> Mapping[str, Any]:
    try:
        parsed: Any = json.loads(text)
    except (ValueError, RecursionError):
        return {"arguments": text}
    return cast("Message", parsed) if isinstance(parsed, dict) else {"arguments": text}
