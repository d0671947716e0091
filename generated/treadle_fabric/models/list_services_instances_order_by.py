# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ListServicesInstancesOrderBy = Literal["ASC", "DESC"]


def check_list_services_instances_order_by(value: Any) -> ListServicesInstancesOrderBy:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ListServicesInstancesOrderBy, value)
