# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

EndpointType = Literal[
    "container_job", "inference", "job", "notebook", "ray", "ray_service", "service", "sql"
]


def check_endpoint_type(value: Any) -> EndpointType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(EndpointType, value)
