# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

SpecType = Literal["APU", "DPU", "MU", "RESOURCE_USAGE_UNIT", "TOKENS_USAGE_UNIT"]


def check_spec_type(value: Any) -> SpecType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(SpecType, value)
