# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

FinishReason = Literal["eos_token", "length", "stop_sequence"]


def check_finish_reason(value: Any) -> FinishReason:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(FinishReason, value)
