# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

Visibility = Literal["PRIVATE", "PUBLIC"]


def check_visibility(value: Any) -> Visibility:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(Visibility, value)
