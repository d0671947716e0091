# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ListInstancesSortBy = Literal["created", "name"]


def check_list_instances_sort_by(value: Any) -> ListInstancesSortBy:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ListInstancesSortBy, value)
