# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

InstanceStatus = Literal[
    "CREATING",
    "DELETED",
    "DELETING",
    "FAILED",
    "PENDING",
    "RUNNING",
    "STOPPED",
    "STOPPING",
    "SUCCEEDED",
    "UPDATING",
]


def check_instance_status(value: Any) -> InstanceStatus:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(InstanceStatus, value)
