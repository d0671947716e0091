# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ListModelsOrderBy = Literal["ASC", "DESC"]


def check_list_models_order_by(value: Any) -> ListModelsOrderBy:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ListModelsOrderBy, value)
