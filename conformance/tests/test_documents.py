from __future__ import annotations

import pytest

from treadle_conformance.documents import Document, event_schema, load

OPEN = {
    "paths": {},
    "components": {
        "schemas": {
            "Base": {"type": "object", "properties": {"a": {"type": "integer"}}},
            "Both": {
                "allOf": [{"$ref": "#/components/schemas/Base"}],
                "properties": {"b": {"type": "integer"}},
            },
            "Map": {"type": "object", "properties": {"a": {}}, "additionalProperties": {}},
        }
    },
}


@pytest.mark.parametrize("name", ["tgi", "fabric"])
def test_every_schema_of_a_document_compiles(name: str) -> None:
    document = load(name)
    for route in document.routes:
        for status in route.node["responses"]:
            answer, pointer = route.answer(int(status)) or ({}, "")
            for media_type in answer.get("content", {}):
                place = f"{pointer}/content/{media_type.replace('/', '~1')}/schema"
                if media_type == "text/event-stream":
                    event = event_schema(document, answer, pointer)
                    assert event, f"{route.id} {status}"
                    place = event
                for strict in (False, True):
                    document.complaint(place, {}, strict=strict)


def test_paths_find_their_operation() -> None:
    tgi, fabric = load("tgi"), load("fabric")
    assert tgi.route("POST", "/generate").id == "generate"  # type: ignore[union-attr]
    assert tgi.route("HEAD", "/info").id == "info"  # type: ignore[union-attr]
    assert tgi.route("POST", "/generate/") is None
    assert tgi.template("/nope") is None
    assert fabric.route("GET", "/v1/workspaces/w/models?limit=1").id == "list_models"  # type: ignore[union-attr]
    assert tgi.methods("/") == {"GET", "POST"}


def test_complaints_say_where() -> None:
    route = load("tgi").route("POST", "/generate")
    assert route
    schema = route.request_schema()
    assert schema
    complaint = route.document.complaint(schema, {"inputs": "x", "parameters": {"max_new_tokens": "5"}})
    assert complaint
    assert complaint.startswith("/parameters/max_new_tokens: ")


def test_strict_refuses_members_that_no_part_names() -> None:
    document = Document("open", OPEN)
    both = "/components/schemas/Both"
    assert document.complaint(both, {"a": 1, "b": 2}, strict=True) is None
    assert document.complaint(both, {"a": 1, "c": 2}) is None
    assert document.complaint(both, {"a": 1, "c": 2}, strict=True)
    assert document.complaint("/components/schemas/Map", {"z": 1}, strict=True) is None
