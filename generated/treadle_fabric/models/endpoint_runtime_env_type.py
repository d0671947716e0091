# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

EndpointRuntimeEnvType = Literal["GRAY", "RELEASE"]


def check_endpoint_runtime_env_type(value: Any) -> EndpointRuntimeEnvType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(EndpointRuntimeEnvType, value)
