"""What the TGI contract accepts and refuses, answers and names: the facts that are easy to get wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from generate.bundle import bundle
from spec_rules.walk import answers, operations, resolve, schemas

DOCUMENT = bundle(Path(__file__).parents[3] / "spec" / "tgi")

# Operations of the TGI contract document, then what TGI 3.3.7 has beside them.
OPERATIONS = {
    "POST /": "compat_generate",
    "POST /generate": "generate",
    "POST /generate_stream": "generate_stream",
    "GET /health": "health",
    "GET /info": "info",
    "GET /metrics": "metrics",
    "POST /tokenize": "tokenize",
    "POST /v1/chat/completions": "chat_completions",
    "POST /v1/completions": "completions",
    "GET /": "root_health",
    "GET /ping": "ping",
    "GET /v1/models": "list_models",
    "POST /chat_tokenize": "chat_tokenize",
    "POST /invocations": "invocations",
    "POST /vertex": "vertex",
    "GET /openapi.json": "openapi_document",
    "GET /api-doc/openapi.json": "api_doc",
    "GET /docs": "docs",
}
GENERATION = {
    "compat_generate",
    "generate",
    "generate_stream",
    "chat_completions",
    "completions",
    "invocations",
    "vertex",
}
CONTRACT_EXAMPLES = {
    "compat_generate": "compat_generate_contract",
    "generate": "generate_contract",
    "generate_stream": "generate_contract",
    "tokenize": "generate_contract",
    "chat_completions": "chat_contract",
    "completions": "completion_contract",
}


def parameters(**members: Any) -> dict[str, Any]:
    return {"inputs": "x", "parameters": members}


def chat(**members: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": "x"}], **members}


def message(**members: Any) -> dict[str, Any]:
    return {"messages": [members]}


def prompt(value: Any, **members: Any) -> dict[str, Any]:
    return {"prompt": value, **members}


CALL = {"id": "0", "type": "function", "function": {"name": "f", "arguments": "{}"}}
TOOL = {"type": "function", "function": {"name": "f"}}
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}

ACCEPTED: tuple[tuple[str, Any], ...] = (
    ("GenerateRequest", {"inputs": "x", "unknown": {}, "stream": "ignored here"}),
    ("GenerateRequest", parameters()),
    ("GenerateRequest", parameters(seed=0)),
    ("GenerateRequest", parameters(seed=2**64 - 1)),
    ("GenerateRequest", parameters(top_k=1.0)),  # JSON Schema's integer
    ("GenerateRequest", parameters(max_new_tokens=2**32 - 1)),
    ("GenerateRequest", parameters(top_n_tokens=0)),
    ("GenerateRequest", parameters(frequency_penalty=-2)),
    ("GenerateRequest", parameters(frequency_penalty=2)),
    ("GenerateRequest", parameters(stop=["a", "b", "c", "d"])),
    (
        "GenerateRequest",
        parameters(do_sample=None, details=None, watermark=None, decoder_input_details=None, stop=None),
    ),
    (
        "GenerateRequest",
        parameters(temperature=None, top_k=None, top_p=None, typical_p=None, seed=None, best_of=None),
    ),
    ("GenerateRequest", parameters(best_of=2, do_sample=True)),
    ("GenerateRequest", parameters(best_of=2, top_p=0.5, seed=None)),
    ("GenerateRequest", parameters(best_of=1, seed=1)),
    ("GenerateRequest", parameters(grammar={"type": "json", "value": SCHEMA})),
    ("GenerateRequest", parameters(grammar={"type": "json_object", "value": '{"type": "object"}'})),
    ("GenerateRequest", parameters(grammar={"type": "regex", "value": "[a-z]+"})),
    (
        "GenerateRequest",
        parameters(grammar={"type": "json_schema", "value": {"name": "n", "schema": SCHEMA}}),
    ),
    ("GenerateRequest", parameters(grammar=None)),
    ("CompatGenerateRequest", {"inputs": "x", "stream": None}),
    ("CompatGenerateRequest", {**parameters(best_of=2, do_sample=True), "stream": False}),
    ("CompatGenerateRequest", {**parameters(best_of=1, decoder_input_details=False), "stream": True}),
    ("GenerateStreamRequest", parameters(best_of=1, decoder_input_details=False)),
    ("TokenizeRequest", {"inputs": ""}),
    ("ChatRequest", chat(top_p=1, temperature=0, frequency_penalty=-2, presence_penalty=2)),
    ("ChatRequest", chat(stop="x")),
    ("ChatRequest", chat(stop=["x"], n=128, top_logprobs=20, logprobs=True)),
    ("ChatRequest", chat(logit_bias={"50256": -100})),
    ("ChatRequest", chat(logit_bias=[0.5])),
    ("ChatRequest", chat(tool_choice={"FunctionName": "f"})),
    ("ChatRequest", chat(tool_choice={"function": {"name": "f"}})),
    ("ChatRequest", chat(tool_choice={"type": "function", "function": {"name": "f"}})),
    ("ChatRequest", chat(tool_choice="required", tools=[TOOL])),
    ("ChatRequest", chat(tool_choice=None, tools=[])),
    ("ChatRequest", chat(max_tokens=1, max_completion_tokens=2)),
    ("ChatRequest", chat(stream_options=None, parallel_tool_calls=True, user="u", metadata={})),
    ("ChatRequest", chat(response_format={"type": "text"}, tools=[TOOL])),
    ("ChatRequest", chat(response_format={"type": "json_object"})),
    ("ChatRequest", chat(response_format={"type": "json_object", "value": SCHEMA})),
    (
        "ChatRequest",
        chat(response_format={"type": "json_schema", "json_schema": {"name": "n", "schema": SCHEMA}}),
    ),
    ("ChatRequest", chat(response_format={"type": "json_schema", "value": {"schema": SCHEMA}})),
    ("ChatRequest", message(role="assistant", content=None, tool_calls=[CALL])),
    ("ChatRequest", message(role="assistant", tool_calls=[CALL])),
    ("ChatRequest", message(role="tool", tool_call_id="0", content="x", name=None, tool_calls=None)),
    ("ChatRequest", message(role="user", content=[{"type": "text", "text": "x"}])),
    ("ChatRequest", message(role="user", content=[{"type": "image_url", "image_url": {"url": "data:,"}}])),
    ("CompletionRequest", prompt("x", repetition_penalty=0, suffix="x", echo=True, logprobs=5, best_of=2)),
    ("CompletionRequest", prompt(["x", "y"])),
    ("CompletionRequest", prompt([1, 2, 3, 4, 5, 6])),
    ("CompletionRequest", prompt([[1], [2, 3]])),
    ("CompletionRequest", prompt("x", logprobs=True, do_sample=True, details=False)),
    ("InvocationRequest", {"inputs": "x", "messages": "not looked at"}),
    ("InvocationRequest", chat(prompt=0)),
    ("InvocationRequest", prompt("x")),
)

REFUSED: tuple[tuple[str, Any, str], ...] = (
    ("GenerateRequest", [], ""),
    ("GenerateRequest", {}, ""),
    ("GenerateRequest", {"inputs": ""}, "/inputs"),
    ("GenerateRequest", {"inputs": ["x"]}, "/inputs"),
    ("GenerateRequest", {"inputs": "x", "parameters": None}, "/parameters"),
    ("GenerateRequest", parameters(seed=-1), "/parameters/seed"),
    ("GenerateRequest", parameters(seed=2**64), "/parameters/seed"),
    ("GenerateRequest", parameters(top_k=0), "/parameters/top_k"),
    ("GenerateRequest", parameters(top_k=2**31), "/parameters/top_k"),
    ("GenerateRequest", parameters(top_k="5"), "/parameters/top_k"),
    ("GenerateRequest", parameters(top_k=1.5), "/parameters/top_k"),
    ("GenerateRequest", parameters(top_p=0), "/parameters/top_p"),
    ("GenerateRequest", parameters(top_p=1.0), "/parameters/top_p"),
    ("GenerateRequest", parameters(typical_p=1), "/parameters/typical_p"),
    ("GenerateRequest", parameters(temperature=0), "/parameters/temperature"),
    ("GenerateRequest", parameters(temperature=True), "/parameters/temperature"),
    ("GenerateRequest", parameters(repetition_penalty=0), "/parameters/repetition_penalty"),
    ("GenerateRequest", parameters(frequency_penalty=2.1), "/parameters/frequency_penalty"),
    ("GenerateRequest", parameters(max_new_tokens=0), "/parameters/max_new_tokens"),
    ("GenerateRequest", parameters(max_new_tokens=2**32), "/parameters/max_new_tokens"),
    ("GenerateRequest", parameters(top_n_tokens=6), "/parameters/top_n_tokens"),
    ("GenerateRequest", parameters(truncate=0), "/parameters/truncate"),
    ("GenerateRequest", parameters(best_of=0), "/parameters/best_of"),
    ("GenerateRequest", parameters(best_of=3, do_sample=True), "/parameters/best_of"),
    ("GenerateRequest", parameters(best_of=2), "/parameters"),
    ("GenerateRequest", parameters(best_of=2, do_sample=False, temperature=None), "/parameters"),
    ("GenerateRequest", parameters(best_of=2, do_sample=True, seed=1), "/parameters/seed"),
    ("GenerateRequest", parameters(stop="x"), "/parameters/stop"),
    ("GenerateRequest", parameters(stop=["a", "b", "c", "d", "e"]), "/parameters/stop"),
    ("GenerateRequest", parameters(watermark="yes"), "/parameters/watermark"),
    ("GenerateRequest", parameters(grammar={"type": "regex"}), "/parameters/grammar"),
    ("GenerateRequest", parameters(grammar={"type": "xml", "value": ""}), "/parameters/grammar"),
    ("GenerateRequest", parameters(grammar={"type": "json", "value": "[]"}), "/parameters/grammar"),
    ("GenerateRequest", parameters(grammar={"type": "regex", "value": 5}), "/parameters/grammar"),
    ("CompatGenerateRequest", {"inputs": "x", "stream": "yes"}, "/stream"),
    (
        "CompatGenerateRequest",
        {**parameters(best_of=2, do_sample=True), "stream": True},
        "/parameters/best_of",
    ),
    (
        "CompatGenerateRequest",
        {**parameters(decoder_input_details=True), "stream": True},
        "/parameters/decoder_input_details",
    ),
    ("GenerateStreamRequest", parameters(best_of=2, do_sample=True), "/parameters/best_of"),
    ("GenerateStreamRequest", parameters(decoder_input_details=True), "/parameters/decoder_input_details"),
    ("TokenizeRequest", {"inputs": "x", "parameters": {"top_p": 2}}, "/parameters/top_p"),
    ("ChatRequest", {"messages": []}, "/messages"),
    ("ChatRequest", chat(top_p=0), "/top_p"),
    ("ChatRequest", chat(top_p=1.01), "/top_p"),
    ("ChatRequest", chat(temperature=-0.1), "/temperature"),
    ("ChatRequest", chat(n=0), "/n"),
    ("ChatRequest", chat(n=129), "/n"),
    ("ChatRequest", chat(top_logprobs=21), "/top_logprobs"),
    ("ChatRequest", chat(logit_bias={"a": 1}), "/logit_bias"),
    ("ChatRequest", chat(logit_bias={"1": 101}), "/logit_bias"),
    ("ChatRequest", chat(tool_choice={}), "/tool_choice"),
    ("ChatRequest", chat(tool_choice={"type": "function"}), "/tool_choice"),
    ("ChatRequest", chat(tool_choice={"FunctionName": 1}), "/tool_choice"),
    ("ChatRequest", chat(tools=[], response_format={"type": "json_object"}), "/response_format/type"),
    ("ChatRequest", chat(response_format={"type": "json_schema"}), "/response_format"),
    ("ChatRequest", chat(response_format={"type": "grammar"}), "/response_format"),
    ("ChatRequest", chat(stream_options=True), "/stream_options"),
    ("ChatRequest", message(role="user"), "/messages/0"),
    ("ChatRequest", message(role="user", content=None), "/messages/0/content"),
    ("ChatRequest", message(content="x"), "/messages/0"),
    ("ChatRequest", message(role="user", content=[{"type": "video"}]), "/messages/0/content"),
    (
        "ChatRequest",
        message(role="assistant", tool_calls=[{**CALL, "function": {"name": "f"}}]),
        "/messages/0/tool_calls/0/function",
    ),
    ("CompletionRequest", prompt(""), "/prompt"),
    ("CompletionRequest", prompt([]), "/prompt"),
    ("CompletionRequest", prompt([1, "x"]), "/prompt/0"),
    ("CompletionRequest", prompt([[1], 2]), "/prompt/1"),
    ("CompletionRequest", prompt([[]]), "/prompt"),
    ("CompletionRequest", prompt(["a", "b", "c", "d", "e"]), "/prompt"),
    ("CompletionRequest", prompt("x", logprobs=6), "/logprobs"),
    ("CompletionRequest", prompt("x", repetition_penalty=-1), "/repetition_penalty"),
    ("CompletionRequest", prompt("x", stream=True, best_of=2), "/best_of"),
    ("InvocationRequest", {}, ""),
    ("InvocationRequest", {"inputs": 1, "prompt": "x"}, "/inputs"),
    ("InvocationRequest", {"messages": [], "prompt": "x"}, "/messages"),
    ("ErrorResponse", {"error": "x"}, ""),
    ("GenerateResponse", {"details": {}}, ""),
    ("StreamResponse", {"index": 1, "token": {"id": 1, "text": "", "logprob": None, "special": False}}, ""),
    ("Info", {"model_id": "m"}, ""),
)


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def row_id(row: tuple[Any, ...]) -> str:
    return f"{row[0]} {str(row[1])[:60]}"


def test_operations_are_those_of_the_contract_and_of_tgi() -> None:
    assert {f"{o.method.upper()} {o.path}": o.body["operationId"] for o in operations(DOCUMENT)} == OPERATIONS


def test_generation_declares_every_status_of_its_errors() -> None:
    for operation in operations(DOCUMENT):
        statuses = {status for _, status, _ in answers(DOCUMENT, operation)}
        name = operation.body["operationId"]
        if name in GENERATION:
            assert statuses == {"200", "400", "401", "413", "415", "422", "424", "429", "500"}, name
        if "503" in statuses:
            assert name in ("health", "ping", "root_health")


def test_an_error_of_a_stream_is_declared_in_both_media_types() -> None:
    for operation in operations(DOCUMENT):
        declared = {
            status: set(response.get("content", {})) for _, status, response in answers(DOCUMENT, operation)
        }
        if "text/event-stream" in declared["200"]:
            assert {frozenset(kinds) for status, kinds in declared.items() if status != "200"} == {
                frozenset({"application/json", "text/event-stream"})
            }


def test_the_key_guards_generation_and_tokenisation_alone() -> None:
    secured = {o.body["operationId"] for o in operations(DOCUMENT) if o.body["security"]}
    assert secured == GENERATION | {"tokenize"}


@pytest.mark.parametrize(("operation_id", "example"), CONTRACT_EXAMPLES.items())
def test_a_request_example_of_the_contract_document_is_valid(operation_id: str, example: str) -> None:
    operation = next(o for o in operations(DOCUMENT) if o.body["operationId"] == operation_id)
    body = operation.body["requestBody"]["content"]["application/json"]
    value = resolve(DOCUMENT, body["examples"][example])["value"]
    assert validator(body["schema"]["$ref"].rpartition("/")[2]).is_valid(value)


@pytest.mark.parametrize("row", ACCEPTED, ids=row_id)
def test_accepted(row: tuple[str, Any]) -> None:
    name, value = row
    assert [error.message for error in validator(name).iter_errors(value)] == []


@pytest.mark.parametrize("row", REFUSED, ids=row_id)
def test_refused_where_the_fault_is(row: tuple[str, Any, str]) -> None:
    name, value, pointer = row
    places = {
        "".join(f"/{step}" for step in error.instance_path) for error in validator(name).iter_errors(value)
    }
    assert pointer in places


def test_a_refusal_names_only_what_can_be_filled_in() -> None:
    for schema in schemas(DOCUMENT):
        if isinstance(schema.value, dict) and "x-refusal" in schema.value:
            limit = schema.value.get("x-limit")
            known = {"given", "count", *([limit] if limit else [])}
            assert set(re.findall(r"\{(\w+)\}", schema.value["x-refusal"])) <= known, schema.pointer


def test_a_limit_stands_beside_the_number_it_sets() -> None:
    limits = {
        schema.value["x-limit"]
        for schema in schemas(DOCUMENT)
        if isinstance(schema.value, dict)
        and "x-limit" in schema.value
        and {"maximum", "maxItems"} & set(schema.value)
    }
    assert limits == {
        "max_best_of",
        "max_stop_sequences",
        "max_top_n_tokens",
        "max_input_tokens",
        "max_client_batch_size",
    }
