"""Every lint rule finds what it is for, and nothing in a sound document or in our contracts."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import spec_lint
from spec_rules import RULES

SPEC = Path(__file__).parents[3] / "spec"

SOUND = yaml.safe_load(
    """
openapi: 3.2.0
info: {title: Sound, version: "1"}
tags: [{name: things}]
paths:
  /things:
    post:
      operationId: make_thing
      tags: [things]
      summary: Make a thing
      description: Makes it.
      security: [{Key: []}]
      x-stream-member: stream
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Thing"}
            examples:
              small: {summary: A small thing, value: {size: 1}}
      responses:
        "200":
          description: The thing
          headers:
            x-request-id: {$ref: "#/components/headers/RequestId"}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Thing"}
            text/event-stream:
              itemSchema:
                type: object
                properties:
                  data:
                    type: string
                    oneOf:
                      - const: "[DONE]"
                      - contentMediaType: application/json
                        contentSchema: {$ref: "#/components/schemas/Thing"}
        "401": {$ref: "#/components/responses/Refused"}
        "422": {$ref: "#/components/responses/Refused"}
components:
  securitySchemes:
    Key: {type: http, scheme: bearer}
  headers:
    RequestId:
      description: Id of the call.
      required: true
      schema: {type: string}
  responses:
    Refused:
      description: Refused
      headers:
        x-request-id: {$ref: "#/components/headers/RequestId"}
      content:
        application/json:
          schema: {$ref: "#/components/schemas/Thing"}
  schemas:
    Thing:
      type: object
      description: A thing.
      required: [size]
      properties:
        size: {type: integer, minimum: 0, maximum: 9, default: 1, description: Its size., examples: [3]}
        kind:
          description: Its kind.
          oneOf:
            - {$ref: "#/components/schemas/Round"}
            - {$ref: "#/components/schemas/Square"}
            - type: array
              items: {type: string}
            - type: "null"
        stream: {type: [boolean, "null"], default: false, description: Whether to stream.}
      if: {required: [stream], properties: {size: {type: integer, minimum: 1}}}
      then: {required: [kind]}
    Round:
      type: object
      description: A round kind.
      required: [shape]
      properties: {shape: {const: round}}
    Square:
      type: object
      description: A square kind.
      required: [shape]
      properties: {shape: {const: square}}
"""
)

Break = Callable[[dict[str, Any]], None]


def operation(document: dict[str, Any]) -> dict[str, Any]:
    return document["paths"]["/things"]["post"]


def thing(document: dict[str, Any]) -> dict[str, Any]:
    return document["components"]["schemas"]["Thing"]


def events(document: dict[str, Any]) -> dict[str, Any]:
    return operation(document)["responses"]["200"]["content"]["text/event-stream"]


def second_operation(document: dict[str, Any]) -> None:
    document["paths"]["/other"] = {"post": copy.deepcopy(operation(document))}


POST = "/paths/~1things/post"
OK = f"{POST}/responses/200"
THING = "/components/schemas/Thing"
BODY = f"{POST}/requestBody/content/application~1json"

# rule, where it is found, how the sound document is broken
BROKEN: tuple[tuple[str, str, Break], ...] = (
    ("operation-id", POST, lambda d: operation(d).update(operationId="makeThing")),
    ("operation-id", POST, lambda d: operation(d).pop("operationId")),
    ("operation-id", "/paths/~1other/post", second_operation),
    ("operation-described", POST, lambda d: operation(d).pop("summary")),
    ("operation-described", POST, lambda d: operation(d).update(summary="two\nlines")),
    ("operation-described", POST, lambda d: operation(d).pop("description")),
    ("operation-tag", POST, lambda d: operation(d).update(tags=["others"])),
    ("operation-tag", POST, lambda d: operation(d).update(tags=[])),
    ("operation-security", POST, lambda d: operation(d).pop("security")),
    ("operation-security", f"{POST}/security", lambda d: operation(d).update(security=[{"Other": []}])),
    ("operation-security", POST, lambda d: operation(d)["responses"].pop("401")),
    ("request-examples", f"{POST}/requestBody", lambda d: request(d).pop("examples")),
    ("request-refused", POST, lambda d: operation(d)["responses"].pop("422")),
    ("answer-schema", POST, lambda d: operation(d)["responses"].pop("200")),
    ("answer-schema", OK, lambda d: operation(d)["responses"]["200"].pop("content")),
    ("answer-schema", f"{POST}/responses/422", lambda d: refused(d).pop("content")),
    ("answer-schema", f"{POST}/responses/422", lambda d: refused(d).update(description="")),
    (
        "answer-schema",
        f"{POST}/responses/4XX",
        lambda d: operation(d)["responses"].update({"4XX": refused(d)}),
    ),
    ("answer-schema", f"{OK}/content", lambda d: events(d).clear()),
    ("answer-request-id", OK, lambda d: operation(d)["responses"]["200"].pop("headers")),
    ("answer-request-id", OK, lambda d: d["components"]["headers"]["RequestId"].update(required=False)),
    (
        "header-text",
        "/components/headers/RequestId",
        lambda d: d["components"]["headers"]["RequestId"]["schema"].update(type="boolean"),
    ),
    (
        "header-text",
        "/components/headers/RequestId",
        lambda d: d["components"]["headers"]["RequestId"].pop("description"),
    ),
    (
        "stream-items",
        f"{OK}/content/text~1event-stream",
        lambda d: events(d).update(schema={"type": "string"}),
    ),
    (
        "stream-items",
        f"{OK}/content/text~1event-stream/itemSchema",
        lambda d: events(d)["itemSchema"]["properties"]["data"]["oneOf"].pop(),
    ),
    ("stream-member", POST, lambda d: operation(d).pop("x-stream-member")),
    ("stream-member", POST, lambda d: operation(d)["responses"]["200"]["content"].pop("text/event-stream")),
    ("action", "/paths/~1things/get", lambda d: add_read(d, security=[{"Key": []}])),
    ("action", "/paths/~1things/get", lambda d: add_read(d, security=[], **{"x-action": "none"})),
    ("action", POST, lambda d: operation(d).update({"x-action": "things:make"})),
    ("integer-bounds", f"{THING}/properties/size", lambda d: size(d).pop("maximum")),
    ("integer-bounds", f"{THING}/properties/size", lambda d: size(d).pop("minimum")),
    ("no-number-format", f"{THING}/properties/size", lambda d: size(d).update(format="int32")),
    ("no-boolean-schema", f"{THING}/properties/size", lambda d: thing(d)["properties"].update(size=True)),
    ("no-boolean-schema", f"{THING}/not", lambda d: thing(d).update({"not": False})),
    (
        "no-required-alternatives",
        f"{THING}/anyOf",
        lambda d: thing(d).update(anyOf=[{"required": ["size"]}, {"required": ["kind"]}]),
    ),
    (
        "tagged-union",
        f"{THING}/properties/kind/oneOf",
        lambda d: d["components"]["schemas"]["Round"]["properties"].update(
            shape={"description": "Its shape.", "enum": ["round"]}
        ),
    ),
    (
        "tagged-union",
        f"{THING}/properties/kind/oneOf",
        lambda d: d["components"]["schemas"]["Round"]["properties"].update(shape={"const": "square"}),
    ),
    ("one-array-variant", f"{THING}/properties/kind/oneOf", lambda d: kinds(d).insert(2, {"type": "array"})),
    ("null-style", f"{THING}/properties/size", lambda d: size(d).update(nullable=True)),
    ("null-style", f"{THING}/properties/size", lambda d: size(d).update(type=["null", "integer"])),
    ("null-style", f"{THING}/properties/kind/oneOf", lambda d: kinds(d).reverse()),
    (
        "null-style",
        f"{THING}/properties/stream",
        lambda d: thing(d)["properties"]["stream"].update(enum=[True, False]),
    ),
    ("described", THING, lambda d: thing(d).pop("description")),
    ("described", f"{THING}/properties/size", lambda d: size(d).pop("description")),
    ("required-declared", THING, lambda d: thing(d).update(required=["size", "colour"])),
    (
        "component-used",
        "/components/schemas/Lonely",
        lambda d: d["components"]["schemas"].update(Lonely={"type": "object", "description": "Unused."}),
    ),
    (
        "component-used",
        "/components/securitySchemes/Key",
        lambda d: operation(d).update(security=[]),
    ),
    ("default-valid", f"{THING}/properties/size/default", lambda d: size(d).update(default=12)),
    ("schema-example-valid", f"{THING}/properties/size/examples/0", lambda d: size(d).update(examples=["3"])),
    ("schema-example-valid", f"{THING}/properties/size", lambda d: size(d).update(example=3)),
    ("example-valid", f"{BODY}/examples/small", lambda d: request(d)["examples"]["small"].update(value={})),
    (
        "example-valid",
        f"{BODY}/examples/small/size",
        lambda d: request(d)["examples"]["small"]["value"].update(size=10),
    ),
    ("example-valid", f"{BODY}/examples/small", lambda d: request(d)["examples"]["small"].pop("value")),
    ("example-valid", f"{BODY}/examples/small", lambda d: request(d)["examples"]["small"].pop("summary")),
)


def add_read(document: dict[str, Any], **members: Any) -> None:
    """A second operation, in a contract whose first one has a permission."""
    operation(document)["x-action"] = "Things:thing:make"
    document["paths"]["/things"]["get"] = {"operationId": "read_thing", **members}


def request(document: dict[str, Any]) -> dict[str, Any]:
    return operation(document)["requestBody"]["content"]["application/json"]


def refused(document: dict[str, Any]) -> dict[str, Any]:
    return document["components"]["responses"]["Refused"]


def size(document: dict[str, Any]) -> dict[str, Any]:
    return thing(document)["properties"]["size"]


def kinds(document: dict[str, Any]) -> list[Any]:
    return thing(document)["properties"]["kind"]["oneOf"]


def found(document: dict[str, Any]) -> set[tuple[str, str]]:
    """What our own rules say, whatever the OpenAPI validator thinks."""
    return {(name, pointer) for name, rule in RULES.items() for pointer, _ in rule(document)}


def test_a_sound_document_passes() -> None:
    assert list(spec_lint.findings(SOUND)) == []


@pytest.mark.parametrize(
    ("rule", "pointer", "damage"), BROKEN, ids=[f"{i}-{row[0]}" for i, row in enumerate(BROKEN)]
)
def test_a_rule_finds_its_fault(rule: str, pointer: str, damage: Break) -> None:
    document = copy.deepcopy(SOUND)
    damage(document)
    assert (rule, pointer) in found(document)


def test_every_rule_has_a_broken_document() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


def test_what_is_no_openapi_is_reported_once_and_not_read_further() -> None:
    document = copy.deepcopy(SOUND)
    operation(document)["responses"] = []
    assert {rule for rule, _, _ in spec_lint.findings(document)} == {"openapi"}


@pytest.mark.parametrize("contract", sorted(path.parent.name for path in SPEC.glob("*/openapi.yaml")))
def test_our_contracts_pass(contract: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = spec_lint.main([str(SPEC / contract)])
    assert (status, capsys.readouterr().out.splitlines()[:-1]) == (0, [])


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = copy.deepcopy(SOUND)
    size(document).pop("maximum")
    (tmp_path / "openapi.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    assert spec_lint.main([str(tmp_path), str(tmp_path / "nothing")]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path}#/components/schemas/Thing/properties/size: integer-bounds: an integer has a maximum",
        f"{tmp_path / 'nothing'}: bundle: {tmp_path / 'nothing' / 'openapi.yaml'}: there is no such contract",
        f"spec_lint: 2 contracts, {len(RULES)} rules, 2 findings",
    ]
    assert spec_lint.main([]) == 2
