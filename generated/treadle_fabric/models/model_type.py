# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ModelType = Literal["LLM_MODEL"]


def check_model_type(value: Any) -> ModelType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ModelType, value)
