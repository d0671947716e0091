"""TGI's `tools` and `tool_choice` as a neutral toolset, and what was called as TGI's contract writes it.

`finish_reason` is `tool_calls` for every answer that ends with a whole call, a named function's too, where
OpenAI and TGI say `stop`: OpenAI's own helpers read the calls either way, and loops that run tools look
for `tool_calls` alone. Ids are unique, where TGI 3.3.7 says "0".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, UnsetType

from treadle.chat.tool_reader import Call, CallPart, Piece
from treadle.chat.tools import BadTool, Mode, Tool, Toolset, UnknownTool, toolset
from treadle.contract.problem import Kind, Problem
from treadle.tgi.limits import refuse
from treadle.tgi.members import given
from treadle_contracts.tgi.models import (
    ChatDelta,
    ChatMessage,
    ChatRequest,
    FunctionCall,
    FunctionCallDelta,
    ToolCall,
    ToolCallDelta,
    ToolChoice,
    ToolFunction,
)

_MODES: dict[str, Mode] = {"auto": "auto", "none": "none", "required": "required"}


def toolset_of(body: ChatRequest) -> Toolset | None:
    """What the request may call, None where it has no tools; raises INVALID with TGI's sentences."""
    wanted = given(body.tools)
    if not wanted:
        return None
    mode, name = _choice(body.tool_choice)
    try:
        return toolset(
            [_tool(each.function) for each in wanted],
            mode=mode,
            name=name,
            parallel=given(body.parallel_tool_calls),
            prompt=given(body.tool_prompt),
        )
    except UnknownTool as error:
        raise Problem(
            Kind.INVALID,
            f"Tool error: Tool with name {error} not found",
            pointer="/tool_choice",
            type="tool_error",
        ) from None
    except BadTool as error:
        raise refuse(str(error), pointer=f"/tools/{error.place}") from None


def _choice(choice: str | ToolChoice | UnsetType | None) -> tuple[Mode, str | None]:
    """How freely a tool is chosen, and its name where it is named."""
    if choice is None or isinstance(choice, UnsetType):
        return "auto", None
    if isinstance(choice, str):
        mode = _MODES.get(choice)
        return (mode, None) if mode else ("auto", choice)
    function, name = choice.function, choice.FunctionName
    if not isinstance(function, UnsetType):
        return "auto", function.name
    return "auto", None if isinstance(name, UnsetType) else name


def _tool(function: ToolFunction) -> Tool:
    parameters: dict[str, Any] | None = given(function.parameters)
    if parameters is None:
        parameters = given(function.arguments)
    return Tool(name=function.name, description=given(function.description), parameters=parameters)


def message_of(text: str | None, calls: Iterable[Call]) -> ChatMessage:
    """A whole message; without calls its content is a text, though it be empty."""
    called = [
        ToolCall(id=call.id, function=FunctionCall(name=call.name, arguments=call.arguments))
        for call in calls
    ]
    if not called:
        return ChatMessage(content=text or "")
    return ChatMessage(content=text, tool_calls=called)


def deltas_of(pieces: Iterable[Piece]) -> list[ChatDelta]:
    """One delta per piece: some clients read no delta that has text and calls, or two parts of a call."""
    return [
        ChatDelta(role="assistant", content=piece)
        if isinstance(piece, str)
        else ChatDelta(role="assistant", tool_calls=[_part(piece)])
        for piece in pieces
    ]


def _part(part: CallPart) -> ToolCallDelta:
    if part.id is None:
        return ToolCallDelta(index=part.index, function=FunctionCallDelta(arguments=part.arguments))
    return ToolCallDelta(
        index=part.index,
        id=part.id,
        type="function",
        function=FunctionCallDelta(arguments=part.arguments, name=UNSET if part.name is None else part.name),
    )
