# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

CompletionFinishReason = Literal["eos_token", "length", "stop", "stop_sequence"]


def check_completion_finish_reason(value: Any) -> CompletionFinishReason:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(CompletionFinishReason, value)
