"""How a large refused value is cut down to the part at fault, so that describing it stays cheap.

    reduce(data, is_valid) ──▶ smaller data, still refused, and where its first items came from
    locate(path, moved)    ──▶ the path in the original

Each array, and each object of more than 32 members, is bisected for its first bad member with the
validator's quick verdict; 96 verdicts are the most that one value may cost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from treadle.contract.values import Key, Path, members, size

Moved = dict[tuple[str, ...], int]  # path of a reduced array → index that its only item had

_LARGE = 200  # values
_MAP = 32  # members; of smaller objects each is likely a member that the schema names
_FEW = 4  # items that stand for an array whose items are not at fault
_VERDICTS = 96


def locate(path: Path, moved: Moved) -> Path:
    """Where `path` of a reduced value is in the original."""
    names = tuple(str(step) for step in path)  # the validator has 2 for the member "2"
    return tuple(moved.get(names[:depth], step) for depth, step in enumerate(path))


def reduce(data: Any, is_valid: Callable[[Any], bool]) -> tuple[Any, Moved]:
    """A value that is refused as `data` is, with large containers cut to the member at fault."""
    if size(data, _LARGE) < _LARGE:
        return data, {}
    return _Reduction(data, is_valid).run()


class _Reduction:
    def __init__(self, data: Any, is_valid: Callable[[Any], bool]) -> None:
        self.root: dict[Key, Any] = {0: data}  # in a box, so that the top is a member like any other
        self.is_valid = is_valid
        self.moved: Moved = {}
        self.verdicts = _VERDICTS

    def run(self) -> tuple[Any, Moved]:
        pending: list[tuple[Any, Key, Path]] = [(self.root, 0, ())]
        while pending and self.verdicts > 0:
            parent, key, path = pending.pop()
            found = members(parent[key])
            if len(found) > (1 if isinstance(parent[key], list) else _MAP):
                found = self.cut(parent, key, path, found)
            if len(found) <= _MAP:
                node = parent[key] = _container(parent[key], found)  # the caller's data stays as it is
                pending.extend((node, name, (*path, name)) for name, child in members(node) if members(child))
        return self.root[0], self.moved

    def cut(self, parent: Any, key: Key, path: Path, found: list[tuple[Key, Any]]) -> list[tuple[Key, Any]]:
        """The member at fault of the container at `key`, or all of them where no one is."""
        node = parent[key]

        def refused(chosen: list[tuple[Key, Any]]) -> bool:
            self.verdicts -= 1
            parent[key] = _container(node, chosen)
            verdict = not self.is_valid(self.root[0])
            parent[key] = node
            return verdict

        low, high = 0, len(found)
        if refused([]):  # the fault is elsewhere, or it must not be empty
            low = min(_FEW, high)
            if isinstance(node, dict):
                return found
            if refused(found[:low]):
                return found[:low]
        # From here on found[:low] passes and found[:high] does not.
        while high - low > 1:
            middle = (low + high) // 2
            if refused(found[:middle]):
                high = middle
            else:
                low = middle
        alone = found[high - 1 : high]
        if not refused(alone):
            # Too many, or two that do not go together: in an array the first so many show it.
            return found[:high] if isinstance(node, list) else found
        if isinstance(node, list):
            self.moved[tuple(str(step) for step in path)] = high - 1
        return alone


def _container(like: object, found: list[tuple[Key, Any]]) -> Any:
    return dict(found) if isinstance(like, dict) else [child for _, child in found]
