"""Bundling: order, references, and every fault with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generate.bundle import bundle, references, resolve, serialize
from generate.errors import GenerationError
from generate.names import attribute_name, class_name
from generate.render31 import render31
from generate.yaml12 import load

SPEC = Path(__file__).parent / "spec"


def contract(folder: Path, document: str, **schemas: str) -> Path:
    (folder / "schemas").mkdir()
    (folder / "openapi.yaml").write_text("openapi: 3.2.0\ninfo: {title: T, version: '1'}\n" + document)
    for name, text in schemas.items():
        (folder / "schemas" / f"{name}.yaml").write_text(text)
    return folder


def test_schemas_come_in_the_order_of_the_files() -> None:
    document = bundle(SPEC / "mini")
    names = list(document["components"]["schemas"])
    assert names[:3] == ["Error", "ChatRequest", "Message"]
    assert names[-2:] == ["Page", "Instance"]


def test_bundle_has_no_reference_out_of_itself() -> None:
    document = bundle(SPEC / "mini")
    found = [reference for _, reference in references(document)]
    assert len(found) > 20
    assert all(resolve(document, reference.removeprefix("#")) for reference in found)


def test_bytes_are_stable_and_valid_json() -> None:
    data = serialize(bundle(SPEC / "mini"))
    assert data == serialize(bundle(SPEC / "mini"))
    assert data.endswith(b"}\n")
    assert json.loads(data)["openapi"] == "3.2.0"


@pytest.mark.parametrize(
    ("document", "schemas", "message"),
    [
        ("paths: {}\na: {$ref: '#/nowhere'}\n", {}, "/a refers to #/nowhere, which does not exist"),
        ("paths: {}\n", {"a": "X: {}\n", "b": "X: {}\n"}, "schema X stands in a.yaml and in schemas/b.yaml"),
        (
            "paths: {}\ncomponents: {schemas: {X: {$ref: './schemas/a.yaml#/Y'}}}\n",
            {"a": "X: {}\nY: {}\n"},
            "/components/schemas/X refers to ./schemas/a.yaml#/Y, which is not it",
        ),
        ("paths: {}\n", {"a": "X: {}\nX: {}\n"}, "the key 'X' stands twice"),
        ("paths: {\n", {}, "openapi.yaml"),
    ],
)
def test_fault_is_named_with_its_place(
    tmp_path: Path, document: str, schemas: dict[str, str], message: str
) -> None:
    with pytest.raises(GenerationError) as caught:
        bundle(contract(tmp_path, document, **schemas))
    assert message in str(caught.value)


def test_contract_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match="there is no such contract"):
        bundle(tmp_path)


def test_reference_in_an_example_is_data(tmp_path: Path) -> None:
    folder = contract(
        tmp_path, "paths: {}\nx: {example: {$ref: '#/nowhere'}, properties: {example: {$ref: '#/info'}}}\n"
    )
    assert [reference for _, reference in references(bundle(folder))] == ["#/info"]


def test_yaml_is_read_as_version_1_2(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("a: no\nb: 2024-01-31T00:00:00Z\nc: 1e3\nd: 012\ne: true\nf: ~\n200: 1:30\n")
    assert load(file) == {
        "a": "no",
        "b": "2024-01-31T00:00:00Z",
        "c": 1000.0,
        "d": 12,
        "e": True,
        "f": None,
        "200": "1:30",
    }


def test_rendering_has_no_word_of_3_2_and_leaves_the_original() -> None:
    document = bundle(SPEC / "mini")
    before = serialize(document)
    rendered = render31(document)
    assert rendered["openapi"].startswith("3.1.")
    assert b'"itemSchema"' not in serialize(rendered)
    media = rendered["paths"]["/generate_stream"]["post"]["responses"]["200"]["content"]["text/event-stream"]
    assert media["schema"] == {"type": "string"}
    assert media["x-item-schema"]["required"] == ["data"]
    assert serialize(document) == before


@pytest.mark.parametrize(
    ("name", "of_class", "of_attribute"),
    [
        ("service instances", "ServiceInstances", "service_instances"),
        ("X-Auth-Token", "XAuthToken", "x_auth_token"),
        ("listModels", "ListModels", "list_models"),
        ("type", "Type", "type_"),
        ("class", "Class", "class_"),
        ("body", "Body", "body_"),
        ("OpenAI", "OpenAI", "open_ai"),
    ],
)
def test_names(name: str, of_class: str, of_attribute: str) -> None:
    assert (class_name(name), attribute_name(name)) == (of_class, of_attribute)


def test_name_that_makes_no_identifier_is_an_error() -> None:
    with pytest.raises(GenerationError, match="'名'"):
        class_name("名")
