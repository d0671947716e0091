# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ListModelsVisibility = Literal["ALL", "PRIVATE", "PUBLIC"]


def check_list_models_visibility(value: Any) -> ListModelsVisibility:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ListModelsVisibility, value)
