"""The contract's document as this server enforces it: the alphabet of names is a setting.

Names have ASCII letters in the create-model document; the Chinese API pages and the SDK allow Chinese
characters beside them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from treadle.fabric.settings import FabricSettings

NAME = "^[A-Za-z0-9_. -]+$"
NAME_WITH_CJK = "^[A-Za-z0-9_. \u4e00-\u9fa5-]+$"
_FILTERS = ("model_name_filter", "instance_name_filter")


def in_force(document: bytes, settings: FabricSettings) -> bytes:
    """The document for a server with these settings."""
    if not settings.cjk_names:
        return document
    contract: Any = msgspec.json.decode(document)
    components = contract["components"]
    named = [components["schemas"]["ResourceName"]]
    named += [components["parameters"][name]["schema"] for name in _FILTERS]
    for schema in named:
        assert schema["pattern"] == NAME, "the document's names have another alphabet now"
        schema["pattern"] = NAME_WITH_CJK
    return msgspec.json.encode(contract)
