# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

CreateEndpointRequestType = Literal["inference"]


def check_create_endpoint_request_type(value: Any) -> CreateEndpointRequestType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(CreateEndpointRequestType, value)
