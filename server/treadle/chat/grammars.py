"""A JSON Schema as a caller gives it, as the engine's grammar."""

from __future__ import annotations

from typing import Any

import msgspec
from jsonschema_rs import Draft202012Validator, ValidationError

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
    schema: dict[str, Any] = source
    try:
        Draft202012Validator(schema)
    except ValidationError as error:
        raise NotASchema(error.message) from None
    except ValueError as error:
        raise NotASchema(str(error)) from None
    return Grammar(kind="json_schema", source=schema)
