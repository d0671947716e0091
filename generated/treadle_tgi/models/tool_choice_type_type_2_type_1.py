# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ToolChoiceTypeType2Type1 = Literal["function"]


def check_tool_choice_type_type_2_type_1(value: Any) -> ToolChoiceTypeType2Type1:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ToolChoiceTypeType2Type1, value)
