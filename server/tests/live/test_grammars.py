"""Twenty-one JSON Schemas and ten regular expressions, greedy on the real model: documents that end by themselves."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import httpx
import jsonschema_rs
import pytest

from tests.live.conftest import Live

pytestmark = pytest.mark.engine

AT_ONCE = 16
TEXT: dict[str, Any] = {"type": "string"}


def thing(properties: dict[str, Any], *required: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required or properties), **more}


def some(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


SCHEMAS: dict[str, dict[str, Any]] = {
    "booleans": thing({"sunny": {"type": "boolean"}, "cold": {"type": "boolean"}}),
    "an enum": thing({"unit": {"enum": ["celsius", "fahrenheit", "kelvin"]}}),
    "an enum of many types": thing({"value": {"enum": [1, "two", None, True, 2.5, ["six"]]}}),
    "a constant": thing({"kind": {"const": "weather"}, "version": {"const": 3}}),
    "an integer": thing({"days": {"type": "integer"}}),
    "a number": thing({"price": {"type": "number"}}),
    "numbers within limits": thing(
        {"a": {"type": "integer", "minimum": 1, "maximum": 6}, "b": {"type": "number", "minimum": 0, "maximum": 1}}
    ),
    "multiples": thing({"minutes": {"type": "integer", "multipleOf": 15, "minimum": 0, "maximum": 60}}),
    "a text": thing({"city": TEXT}),
    "texts": thing({"firstName": TEXT, "lastName": TEXT, "hobby": TEXT, "numCats": {"type": "integer"}}),
    "a text within limits": thing({"code": {"type": "string", "minLength": 3, "maxLength": 8}}),
    "a list of texts": thing({"tags": some(TEXT)}),
    "nested lists": thing({"grid": some(some({"type": "integer"}, maxItems=3), minItems=1, maxItems=3)}),
    "things in lists": thing({"people": some(thing({"name": TEXT, "age": {"type": "integer"}}))}),
    "optional members": thing({"name": TEXT, "nickname": TEXT, "age": {"type": "integer"}}, "name"),
    "null or not": thing({"middle": {"type": ["string", "null"]}, "size": {"anyOf": [{"type": "null"}, {"type": "integer"}]}}),
    "unicode": thing({"größe": {"enum": ["groß", "klein"]}, "名前": {"const": "東京 🗼"}, "émotion": {"enum": ["😀", "😢"]}}),
    "references": {
        "$defs": {"point": thing({"x": {"type": "number"}, "y": {"type": "number"}})},
        **thing({"from": {"$ref": "#/$defs/point"}, "to": {"$ref": "#/$defs/point"}}),
    },
    "patterns and dates": thing(
        {"id": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"}, "day": {"type": "string", "format": "date"}}
    ),
    "things in things": thing(
        {
            "address": thing({"street": TEXT, "city": TEXT, "zip": {"type": "string", "pattern": "^[0-9]{5}$"}}),
            "contact": thing({"email": {"type": "string", "format": "email"}, "verified": {"type": "boolean"}}),
        }
    ),
    "no type, as in TGI's documentation": {
        "properties": {
            "location": TEXT,
            "activity": TEXT,
            "animals_seen": {"type": "integer", "minimum": 1, "maximum": 5},
            "animals": some(TEXT),
            "guide": {"properties": {"name": TEXT}, "required": ["name"]},
        },
        "required": ["location", "activity", "animals_seen", "animals", "guide"],
    },
}  # fmt: skip
QUESTION = (
    "John Smith is 30 years old and lives on Maple Street in Boston. Yesterday it was sunny, and he paid 12 dollars "
    "for lunch. Answer as JSON: {}.\n"
)

REGEXES = {
    r"\d{3}-\d{4}": "My phone number is ",
    r"(19|20)\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])": "Today is ",
    r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}": "His name was ",
    r"(yes|no|maybe)": "Is the sky blue? Answer: ",
    r"#[0-9a-f]{6}": "The colour red in HTML is ",
    r"((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)": "The address of the server is ",
    r"\w{2,12}@\w{2,12}\.(com|org)": "Write to ",
    r"(red|green|blue)(, (red|green|blue)){2}": "Three colours: ",
    r"[+-]?\d{1,3}(\.\d{1,2})?": "The temperature is ",
    r"größe: (groß|klein) 🤗": "Auf Deutsch: ",
}


async def at_once(live: Live, path: str, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers to requests, of which as many run at a time as the engine takes."""
    turns = asyncio.Semaphore(AT_ONCE)

    async with httpx.AsyncClient(base_url=live.url, timeout=280) as client:

        async def turn(body: dict[str, Any]) -> dict[str, Any]:
            async with turns:
                answer = await client.post(path, json=body)
            assert answer.status_code == 200, answer.text
            found: dict[str, Any] = answer.json()
            return found

        return list(await asyncio.gather(*map(turn, bodies)))


def faults(texts: dict[str, tuple[str, str]], ended: str) -> dict[str, Any]:
    """The documents that were cut, or do not fit, or have blanks where none need be."""
    found = {}
    for name, (text, reason) in texts.items():
        if reason != ended:
            found[name] = f"{reason}: {text[:200]}"
            continue
        document = json.loads(text)
        if not jsonschema_rs.is_valid(SCHEMAS[name], document):
            found[name] = text
        if set(document) - set(SCHEMAS[name]["properties"]) or re.search(r"[:,]\s\s|[{\[]\s|\s[}\]]", text):
            found[name] = text
    return found


async def test_schemas_on_generate(live: Live) -> None:
    assert len(SCHEMAS) == 21
    bodies = [
        {
            "inputs": QUESTION.format(", ".join(schema["properties"])),
            "parameters": {
                "grammar": {"type": "json", "value": schema},
                "max_new_tokens": 200,
                "details": True,
            },
        }
        for schema in SCHEMAS.values()
    ]
    answers = await at_once(live, "/generate", bodies)
    texts = {
        name: (answer["generated_text"], answer["details"]["finish_reason"])
        for name, answer in zip(SCHEMAS, answers, strict=True)
    }
    assert faults(texts, "eos_token") == {}


async def test_schemas_as_response_formats(live: Live) -> None:
    bodies = [
        {
            "messages": [{"role": "user", "content": QUESTION.format(", ".join(schema["properties"]))}],
            "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}},
            "max_tokens": 200,
            "temperature": 0,
        }
        for schema in SCHEMAS.values()
    ]
    answers = await at_once(live, "/v1/chat/completions", bodies)
    texts = {
        name: (answer["choices"][0]["message"]["content"], answer["choices"][0]["finish_reason"])
        for name, answer in zip(SCHEMAS, answers, strict=True)
    }
    assert faults(texts, "stop") == {}


async def test_ten_regexes(live: Live) -> None:
    assert len(REGEXES) == 10
    bodies = [
        {
            "inputs": prompt,
            "parameters": {
                "grammar": {"type": "regex", "value": regex},
                "max_new_tokens": 60,
                "details": True,
            },
        }
        for regex, prompt in REGEXES.items()
    ]
    answers = await at_once(live, "/generate", bodies)
    for regex, answer in zip(REGEXES, answers, strict=True):
        assert re.fullmatch(regex, answer["generated_text"]), (regex, answer["generated_text"])
        assert answer["details"]["finish_reason"] == "eos_token"
