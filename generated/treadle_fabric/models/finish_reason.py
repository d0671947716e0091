# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

FinishReason = Literal["content_filter", "length", "stop", "tool_calls"]


def check_finish_reason(value: Any) -> FinishReason:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(FinishReason, value)
