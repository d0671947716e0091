"""What every client has to show of the same answers."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs

PROMPT = "The capital of France is"
ENVIRONMENTS = ("previous", "current")
TOO_LONG = "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 1024. Given: "
NO_KEY = "A valid API key is required"
WEATHER = {
    "type": "object",
    "properties": {
        "place": {"type": "string", "maxLength": 24},
        "unit": {"enum": ["celsius", "fahrenheit"]},
    },
    "required": ["place", "unit"],
    "additionalProperties": False,
}
DAY = {
    "type": "object",
    "properties": {
        "place": {"enum": ["Paris", "Rome"]},
        "unit": {"enum": ["celsius", "fahrenheit"]},
        "sunny": {"type": "boolean"},
    },
    "required": ["place", "sunny"],
    "additionalProperties": False,
}


def fits(found: Any, schema: dict[str, Any] = WEATHER) -> None:
    """The value, or the JSON text of it, is valid under the schema."""
    value = json.loads(found) if isinstance(found, str) else found
    jsonschema_rs.validate(schema, value)
