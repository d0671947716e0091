# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

CompletionChunkChoiceFinishReasonType3Type1 = Literal["", "eos_token", "length", "stop", "stop_sequence"]


def check_completion_chunk_choice_finish_reason_type_3_type_1(
    value: Any,
) -> CompletionChunkChoiceFinishReasonType3Type1:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(CompletionChunkChoiceFinishReasonType3Type1, value)
