# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ServiceType = Literal["LLM_MODEL", "PGSQL_SERVICE"]


def check_service_type(value: Any) -> ServiceType:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ServiceType, value)
