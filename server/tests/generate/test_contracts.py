"""The generated contracts hold what their documents say: types, table and interfaces."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, get_type_hints

import jsonschema_rs
import msgspec
import openapi_spec_validator
import pytest

from generate.__main__ import ROOT
from generate.bundle import resolve
from generate.tools import BINARIES, run

CONTRACTS = sorted(path.parent.name for path in (ROOT / "spec").glob("*/openapi.yaml"))


def module(contract: str, name: str) -> Any:
    return importlib.import_module(f"treadle_contracts.{contract}.{name}")


def document(contract: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        (ROOT / "generated/treadle_contracts" / contract / "spec.json").read_bytes()
    )
    return data


def operations() -> list[Any]:
    return [
        pytest.param(contract, operation, id=f"{contract}-{operation.id}")
        for contract in CONTRACTS
        for operation in module(contract, "routes").OPERATIONS
    ]


def examples(spec: dict[str, Any], media: dict[str, Any]) -> list[Any]:
    found = []
    for example in media.get("examples", {}).values():
        while "$ref" in example:
            example = resolve(spec, example["$ref"].removeprefix("#"))
        found.append(example["value"])
    return found


def validator(spec: dict[str, Any], pointer: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#{pointer}", "components": spec["components"], "paths": spec["paths"]}
    )


@pytest.mark.parametrize("contract", CONTRACTS)
def test_table_holds_every_operation_once(contract: str) -> None:
    spec = document(contract)
    declared = {
        (method.upper(), path, operation["operationId"])
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict) and "operationId" in operation
    }
    table = [(item.method, item.path, item.id) for item in module(contract, "routes").OPERATIONS]
    assert len(table) == len(set(table))
    assert set(table) == declared


@pytest.mark.parametrize(("contract", "operation"), operations())
def test_pointers_lead_to_schemas(contract: str, operation: Any) -> None:
    spec = document(contract)
    pointers = [item.schema for item in operation.parameters]
    pointers += [operation.body.schema] if operation.body else []
    for answer in operation.answers.values():
        pointers += [header.schema for header in answer.headers]
        pointers += [answer.json] if answer.json else []
        pointers += [answer.stream.event] if answer.stream else []
    for pointer in pointers:
        schema = resolve(spec, pointer)
        assert isinstance(schema, dict), pointer
        assert "$ref" not in schema, pointer


@pytest.mark.parametrize(("contract", "operation"), operations())
def test_interface_has_the_method_that_the_table_names(contract: str, operation: Any) -> None:
    service = getattr(module(contract, "services"), operation.service)
    hints = get_type_hints(getattr(service, operation.handler))
    expected = {"call", "return"} | {item.attribute for item in operation.parameters}
    expected |= {"body"} if operation.body else set()
    assert set(hints) == expected
    assert operation.handler in service.__abstractmethods__
    for item in operation.parameters:
        assert hints[item.attribute] in (item.type, item.type | None)


@pytest.mark.parametrize(("contract", "operation"), [case for case in operations() if case.values[1].body])
def test_examples_fit_the_types(contract: str, operation: Any) -> None:
    """What the document's own examples of a request hold is what its Struct takes, and gives back."""
    spec = document(contract)
    media = spec["paths"][operation.path][operation.method.lower()]["requestBody"]["content"][
        "application/json"
    ]
    msgspec.json.Decoder(operation.body.type)
    found = examples(spec, media)
    assert found
    for example in found:
        typed = msgspec.convert(example, operation.body.type, strict=False)
        assert validator(spec, operation.body.schema).is_valid(json.loads(msgspec.json.encode(typed))), (
            example
        )


@pytest.mark.parametrize(("contract", "operation"), operations())
def test_answers_fit_the_types(contract: str, operation: Any) -> None:
    spec = document(contract)
    service = getattr(module(contract, "services"), operation.service)
    returned = get_type_hints(getattr(service, operation.handler))["return"]
    responses = spec["paths"][operation.path][operation.method.lower()]["responses"]
    for status, answer in operation.answers.items():
        if not 200 <= status < 300 or answer.json is None or answer.stream is not None:
            continue
        for example in examples(spec, responses[str(status)]["content"]["application/json"]):
            typed = msgspec.convert(example, returned, strict=False)
            assert json.loads(msgspec.json.encode(typed)) == example


@pytest.mark.parametrize("seed", [0, 2**63, 2**64 - 1])
def test_seeds_are_unsigned_64_bit(seed: int) -> None:
    models = module("tgi", "models")
    request = msgspec.convert(
        {"inputs": "", "parameters": {"seed": seed}}, models.GenerateRequest, strict=False
    )
    assert request.parameters.seed == seed


def test_absent_null_and_unknown_members() -> None:
    models = module("tgi", "models")
    absent = msgspec.convert({"inputs": "", "new": 1}, models.GenerateRequest, strict=False)
    null = msgspec.convert({"inputs": "", "parameters": {"seed": None}}, models.GenerateRequest, strict=False)
    assert absent.parameters is msgspec.UNSET
    assert null.parameters.seed is None
    assert null.parameters.top_k is msgspec.UNSET
    assert msgspec.json.encode(absent) == b'{"inputs":""}'


def test_whole_floats_are_integers() -> None:
    models = module("tgi", "models")
    data = {"inputs": "", "parameters": {"max_new_tokens": 4.0}}
    typed = msgspec.convert(data, models.GenerateRequest, strict=False)
    assert typed.parameters.max_new_tokens == 4


@pytest.mark.slow
@pytest.mark.parametrize("contract", CONTRACTS)
def test_rendering_is_clean_for_the_client_generator_itself(contract: str, tmp_path: Path) -> None:
    """What others get from the 3.1 rendering with the tool's own templates, warnings being errors."""
    source = ROOT / "generated" / "treadle_contracts" / contract / "spec-3.1.json"
    command = ["openapi-python-client", "generate", "--meta=none", "--fail-on-warning", f"--path={source}"]
    run([BINARIES / command[0], *command[1:], f"--output-path={tmp_path / 'client'}"])
    assert (tmp_path / "client" / "client.py").exists()


@pytest.mark.parametrize("contract", CONTRACTS)
def test_documents_are_valid_openapi(contract: str) -> None:
    for name in ("spec.json", "spec-3.1.json"):
        source = ROOT / "generated" / "treadle_contracts" / contract / name
        openapi_spec_validator.validate(json.loads(source.read_bytes()))
