# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ShowEndpointVersion = Literal["CURRENT", "PREVIOUS"]


def check_show_endpoint_version(value: Any) -> ShowEndpointVersion:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ShowEndpointVersion, value)
