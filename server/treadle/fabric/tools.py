"""An invocation's `tools` and `tool_choice` as a neutral toolset, and calls as the contract writes them.

The contract has calls in its answers and not the tools they come from; those are OpenAI's members, with
OpenAI's meaning. `finish_reason` is `tool_calls` for every answer that ends with a whole call.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from treadle.chat.tool_reader import Call, CallPart, Piece
from treadle.chat.tools import BadTool, Mode, Tool, Toolset, UnknownTool, toolset
from treadle.fabric.refusal import refuse
from treadle.fabric.shapes import given
from treadle_contracts.fabric import models as wire


def toolset_of(body: wire.InvokeModelServiceRequest) -> Toolset | None:
    """What the body may call, None where it has no tools; raises INVALID."""
    choice = body.tool_choice
    mode: Mode = "auto"
    name = None
    if isinstance(choice, wire.NamedToolChoice):
        name = choice.function.name
    elif not isinstance(choice, UnsetType):
        mode = choice
    tools = given(body.tools)
    if not tools:
        if name is not None or mode == "required":
            raise refuse("tool_choice", "asks for a function, but there are no `tools`")
        return None
    try:
        found = toolset(
            [_tool(each.function) for each in tools],
            mode=mode,
            name=name,
            parallel=given(body.parallel_tool_calls),
        )
    except UnknownTool as error:
        raise refuse("tool_choice/function/name", f"is {error}, which is none of the `tools`") from None
    except BadTool as error:
        raise refuse(f"tools/{error.place}/function", f"cannot be used: {error}") from None
    form = given(body.response_format)
    if found is not None and form is not None and not isinstance(form, wire.TextFormat):
        raise refuse("response_format", "cannot be used together with `tools`, but for the type text")
    return found


def _tool(function: wire.FunctionDefinition) -> Tool:
    return Tool(
        name=function.name, description=given(function.description), parameters=given(function.parameters)
    )


def message_of(text: str | None, calls: Iterable[Call]) -> wire.AssistantMessage:
    """A whole message; `content` is null where a function was called instead."""
    called = [
        wire.MessageToolCall(id=call.id, function=wire.FunctionCall(name=call.name, arguments=call.arguments))
        for call in calls
    ]
    return wire.AssistantMessage(content=text, tool_calls=called or UNSET)


def deltas_of(pieces: Iterable[Piece]) -> list[wire.Delta]:
    """One delta per piece: some clients read no delta that has text and calls, or two parts of a call."""
    return [
        wire.Delta(content=piece) if isinstance(piece, str) else wire.Delta(tool_calls=[_part(piece)])
        for piece in pieces
    ]


def _part(part: CallPart) -> wire.ToolCallDelta:
    if part.id is None:
        return wire.ToolCallDelta(index=part.index, function=wire.FunctionCallDelta(arguments=part.arguments))
    return wire.ToolCallDelta(
        index=part.index,
        id=part.id,
        type="function",
        function=wire.FunctionCallDelta(
            arguments=part.arguments, name=UNSET if part.name is None else part.name
        ),
    )
