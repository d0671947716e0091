# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ChatRequestToolChoiceType0 = Literal["auto", "none"]


def check_chat_request_tool_choice_type_0(value: Any) -> ChatRequestToolChoiceType0:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ChatRequestToolChoiceType0, value)
