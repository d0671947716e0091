# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

MessageToolCallType = Literal["function"]


def check_message_tool_call_type(value: Any) -> MessageToolCallType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(MessageToolCallType, value)
