# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from typing import Any, Literal, cast

ImageUrlDetail = Literal["auto", "high", "low"]


def check_image_url_detail(value: Any) -> ImageUrlDetail:
    """A value that a newer server sends passes, whatever the type says."""
    return cast(ImageUrlDetail, value)
