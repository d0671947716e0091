"""Which actions a credential allows: Fabric's action names, patterns of them, and roles that stand for some.

DataArtsFabric:model:create      one action, as the operation's `x-action` has it
DataArtsFabric:model:*           a `*` ends a part and stands for any rest of it

role        may
admin       everything
developer   everything but make, change and drop workspaces
viewer      list and show, not invoke
invoker     invoke, and find what to invoke
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

SERVICE = "DataArtsFabric"
EVERYTHING = f"{SERVICE}:*:*"

_READS = (f"{SERVICE}:*:list*", f"{SERVICE}:*:show*")

ROLES: Mapping[str, tuple[str, ...]] = {
    "admin": (EVERYTHING,),
    "developer": (
        f"{SERVICE}:model:*",
        f"{SERVICE}:endpoint:*",
        f"{SERVICE}:service:*",
        *_READS,
    ),
    "viewer": _READS,
    "invoker": (
        f"{SERVICE}:model:inference",
        f"{SERVICE}:workspace:list",
        f"{SERVICE}:service:listInstance",
        f"{SERVICE}:service:showInstance",
    ),
}

_PATTERN = re.compile(rf"{SERVICE}:(?:[A-Za-z]+\*?|\*):(?:[A-Za-z]+\*?|\*)")


def is_pattern(text: str) -> bool:
    """Whether `text` is an action name or a pattern of action names."""
    return _PATTERN.fullmatch(text) is not None


def permits(patterns: Iterable[str], action: str | None) -> bool:
    """Whether one of `patterns` covers `action`; None is an action that needs no permission."""
    return action is None or any(_covers(pattern, action) for pattern in patterns)


def _covers(pattern: str, action: str) -> bool:
    parts, wanted = pattern.split(":"), action.split(":")
    return len(parts) == len(wanted) and all(
        value.startswith(part[:-1]) if part.endswith("*") else value == part
        for part, value in zip(parts, wanted, strict=True)
    )
