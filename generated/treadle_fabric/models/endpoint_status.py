# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

EndpointStatus = Literal[
    "CREATE_FAILED",
    "CREATING",
    "DELETE_FAILED",
    "DELETED",
    "DELETING",
    "FROZEN",
    "INACTIVE",
    "RUNNING",
    "UPDATE_FAILED",
    "UPDATING",
]


def check_endpoint_status(value: Any) -> EndpointStatus:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(EndpointStatus, value)
