# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ToolType = Literal["function"]


def check_tool_type(value: Any) -> ToolType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ToolType, value)
