"""A JSON Schema as a caller gives it, as the engine's grammar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec
from jsonschema_rs import ValidationError, meta

from treadle.engine.port import Grammar


class NotASchema(ValueError):
    """What was given is no JSON Schema; the text says why."""


def json_grammar(source: Any) -> Grammar:
    """The grammar of a schema given as an object, or as its text; raises NotASchema."""
    if isinstance(source, str):
        try:
            source = msgspec.json.decode(source)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise NotASchema(str(error)) from None
    if not isinstance(source, dict):
        raise NotASchema("a JSON Schema must be an object")
    schema = cast("dict[str, Any]", source)
    check_schema(schema)
    return Grammar(kind="json_schema", source=schema)


def check_schema(schema: Mapping[str, Any]) -> None:
    """Raise NotASchema for what is no JSON Schema 2020-12. Nothing that it refers to is fetched."""
    # Without `$schema`: whatever it names would be.
    own = {key: value for key, value in schema.items() if key != "$schema"}
    try:
        meta.validate(own)
    except (ValidationError, ValueError) as error:
        raise NotASchema(str(error).partition("\n")[0]) from None
