# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ChatFinishReason = Literal["eos_token", "length", "stop", "stop_sequence", "tool_calls"]


def check_chat_finish_reason(value: Any) -> ChatFinishReason:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ChatFinishReason, value)
