# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ToolChoiceTypeType1 = Literal["function"]


def check_tool_choice_type_type_1(value: Any) -> ToolChoiceTypeType1:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ToolChoiceTypeType1, value)
