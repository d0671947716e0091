# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ToolCallDeltaType = Literal["function"]


def check_tool_call_delta_type(value: Any) -> ToolCallDeltaType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ToolCallDeltaType, value)
