# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ListModelsSortBy = Literal["CREATE_TIME", "NAME", "UPDATE_TIME"]


def check_list_models_sort_by(value: Any) -> ListModelsSortBy:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ListModelsSortBy, value)
