# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ErrorErrorType = Literal["generation", "overloaded", "validation"]


def check_error_error_type(value: Any) -> ErrorErrorType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ErrorErrorType, value)
