# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ListSpecsScenario = Literal["COMPUTE", "ENDPOINT"]


def check_list_specs_scenario(value: Any) -> ListSpecsScenario:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ListSpecsScenario, value)
