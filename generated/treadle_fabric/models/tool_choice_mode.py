# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ToolChoiceMode = Literal["auto", "none", "required"]


def check_tool_choice_mode(value: Any) -> ToolChoiceMode:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ToolChoiceMode, value)
