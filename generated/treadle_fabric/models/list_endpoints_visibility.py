# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ListEndpointsVisibility = Literal["ALL", "PRIVATE", "PUBLIC"]


def check_list_endpoints_visibility(value: Any) -> ListEndpointsVisibility:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ListEndpointsVisibility, value)
