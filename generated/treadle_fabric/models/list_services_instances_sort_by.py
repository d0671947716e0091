# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ListServicesInstancesSortBy = Literal["CREATE_TIME", "DURATION"]


def check_list_services_instances_sort_by(value: Any) -> ListServicesInstancesSortBy:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ListServicesInstancesSortBy, value)
