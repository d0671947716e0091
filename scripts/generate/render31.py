"""The same contract in OpenAPI 3.1, for tools that do not know 3.2.

3.1 cannot say what the events of a stream are, so a stream becomes a text there and keeps the
schema of its items under `x-item-schema`.
"""

from __future__ import annotations

from typing import Any

from generate.bundle import Document

VERSION = "3.1.1"
_TAG_MEMBERS = ("summary", "parent", "kind")  # 3.2's additions to the tag object


def render31(document: Document) -> Document:
    """A copy of `document` that a 3.1 tool accepts; the original stays as it is."""
    rendered: Document = _lowered(document)
    rendered["openapi"] = VERSION
    rendered.pop("$self", None)
    for tag in rendered.get("tags", []):
        for member in _TAG_MEMBERS:
            tag.pop(member, None)
    return rendered


def _lowered(value: Any) -> Any:
    match value:
        case dict():
            copy = {key: _lowered(member) for key, member in value.items()}
            if "itemSchema" in copy:
                copy["x-item-schema"] = copy.pop("itemSchema")
                copy.setdefault("schema", {"type": "string"})
            return copy
        case list():
            return [_lowered(item) for item in value]
        case _:
            return value
