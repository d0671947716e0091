# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

NamedToolChoiceType = Literal["function"]


def check_named_tool_choice_type(value: Any) -> NamedToolChoiceType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(NamedToolChoiceType, value)
