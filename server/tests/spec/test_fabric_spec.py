"""The Fabric contract, row by row: what create model and invocations take, refuse and answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from generate.bundle import bundle
from treadle_contracts.fabric.routes import OPERATIONS

DOCUMENT: dict[str, Any] = bundle(Path(__file__).parents[3] / "spec" / "fabric")
COMPONENTS: dict[str, Any] = DOCUMENT["components"]

MESSAGES = [{"role": "user", "content": "Summarize the development of LLMs in 2023."}]
CREATE: dict[str, Any] = {
    "name": "LLama3-8b",
    "description": "description",
    "type": "LLM_MODEL",
    "version": {
        "name": "name",
        "description": "description",
        "config": {
            "llm_model_config": {
                "base_model_type": "string",
                "model_path": "obs://bucketname/objectdir/modelpath/",
            }
        },
    },
}
CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{not json"}}

# The error examples of both contract documents, as they stand.
ERRORS: dict[int, dict[str, Any]] = {
    400: {
        "error_code": "common.01000001",
        "error_msg": "failed to read http request, please check your input, code: 400, "
        "reason: Type mismatch., cause: TypeMismatchException",
    },
    401: {"error_code": "APIG.1002", "error_msg": "Incorrect token or token resolution failed"},
    403: {
        "error": {"code": "403", "message": "X-Auth-Token is invalid in the request", "title": "Forbidden"},
        "error_code": 403,
        "error_msg": "X-Auth-Token is invalid in the request",
        "title": "Forbidden",
    },
    404: {"error_code": "common.01000001", "error_msg": "response status exception, code: 404"},
    408: {"error_code": "common.00000408", "error_msg": "timeout exception occurred"},
    500: {"error_code": "common.00000500", "error_msg": "internal error"},
}
# Operation → method and path of the SDK, and the statuses beside 200.
EXPECTED = {
    "list_workspaces": ("GET", "/v1/workspaces"),
    "create_model_definition": ("POST", "/v1/workspaces/{workspace_id}/models"),
    "list_models": ("GET", "/v1/workspaces/{workspace_id}/models"),
    "list_model_versions": ("GET", "/v1/workspaces/{workspace_id}/models/{model_id}/versions"),
    "list_base_models": ("GET", "/v1/base-models"),
    "deploy_service_instance": ("POST", "/v1/workspaces/{workspace_id}/services/instances"),
    "list_services_instances": ("GET", "/v1/workspaces/{workspace_id}/services/instances"),
    "show_service_instance_detail": (
        "GET",
        "/v1/workspaces/{workspace_id}/services/instances/{instance_id}",
    ),
    "delete_service_instance": (
        "DELETE",
        "/v1/workspaces/{workspace_id}/services/instances/{instance_id}",
    ),
    "invoke_model_service": (
        "POST",
        "/v1/workspaces/{workspace_id}/services/instances/{instance_id}/invocations",
    ),
    "create_workspace": ("POST", "/v1/workspaces"),
    "update_workspace": ("PUT", "/v1/workspaces/{workspace_id}"),
    "delete_workspace": ("DELETE", "/v1/workspaces/{workspace_id}"),
    "update_model_definition": ("PUT", "/v1/workspaces/{workspace_id}/models/{model_id}"),
    "cleanup_model": ("DELETE", "/v1/workspaces/{workspace_id}/models/{model_id}"),
    "delete_model_version": (
        "DELETE",
        "/v1/workspaces/{workspace_id}/models/{model_id}/versions/{version_id}",
    ),
    "list_specs": ("GET", "/v1/specs"),
    "create_endpoint": ("POST", "/v1/workspaces/{workspace_id}/endpoints"),
    "list_endpoints": ("GET", "/v1/workspaces/{workspace_id}/endpoints"),
    "show_endpoint": ("GET", "/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}"),
    "update_endpoint": ("PUT", "/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}"),
    "delete_endpoint": ("DELETE", "/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}"),
    "subscribe_endpoint": ("POST", "/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}/subscribe"),
    "update_service_instance": ("PUT", "/v1/workspaces/{workspace_id}/services/instances/{instance_id}"),
    "list_features": ("GET", "/v1/features"),
    "show_health_check": ("GET", "/healthcheck"),
    "fabric_document": ("GET", "/openapi/fabric.json"),
}


def operation(name: str) -> dict[str, Any]:
    method, path = EXPECTED[name]
    found: dict[str, Any] = DOCUMENT["paths"][path][method.lower()]
    return found


def answer(name: str, status: int) -> dict[str, Any]:
    found: dict[str, Any] = operation(name)["responses"][str(status)]
    reference = found.get("$ref")
    return COMPONENTS["responses"][reference.rsplit("/", 1)[-1]] if reference else found


def validator(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(schema | {"components": COMPONENTS}, validate_formats=True)


def named(name: str) -> jsonschema_rs.Validator:
    return validator({"$ref": f"#/components/schemas/{name}"})


def version(**llm: Any) -> dict[str, Any]:
    return CREATE | {"version": {"name": "1", "config": {"llm_model_config": llm}}}


def test_operations_are_the_sdks() -> None:
    assert {one.id: (one.method, one.path) for one in OPERATIONS} == EXPECTED
    for name in EXPECTED:
        statuses = {int(status) for status in operation(name)["responses"]}
        if name in ("show_health_check", "fabric_document"):
            assert statuses == {200, 408, 500}
            assert operation(name)["security"] == []
            continue
        extension = {429} if name == "invoke_model_service" else set()
        assert statuses == {200, 400, 401, 403, 404, 408, 500} | extension
        assert operation(name)["security"] == [{"token": []}, {"aksk": []}]


def test_every_answer_has_a_request_id() -> None:
    for name in EXPECTED:
        for status in operation(name)["responses"]:
            headers = answer(name, int(status))["headers"]
            assert "X-request-id" in headers
            assert ("Retry-After" in headers) == (status == "429")
    moderation = answer("invoke_model_service", 200)["headers"]["X-Content-Moderation"]
    assert COMPONENTS["headers"][moderation["$ref"].rsplit("/", 1)[-1]]["required"] is True


@pytest.mark.parametrize("name", ["create_model_definition", "invoke_model_service"])
def test_error_examples_are_the_documents(name: str) -> None:
    for status, example in ERRORS.items():
        content = answer(name, status)["content"]["application/json"]
        assert content["examples"]["documented"]["value"] == example
        assert validator(content["schema"]).is_valid(example)


def test_request_examples_are_the_documents() -> None:
    for name, expected in (
        ("create_model_definition", CREATE),
        ("invoke_model_service", {"messages": MESSAGES}),
    ):
        examples = operation(name)["requestBody"]["content"]["application/json"]["examples"]
        assert [example["value"] for example in examples.values()] == [expected]


def test_every_example_is_valid() -> None:
    checked = 0
    for name in EXPECTED:
        bodies = [operation(name)["requestBody"]] if "requestBody" in operation(name) else []
        for body in [*bodies, *(answer(name, int(status)) for status in operation(name)["responses"])]:
            if "content" not in body:
                continue  # what deletes or subscribes is answered by nothing
            content = body["content"]["application/json"]
            for example in content["examples"].values():
                validator(content["schema"]).validate(example["value"])
                checked += 1
    for parameter in COMPONENTS["parameters"].values():
        validator(parameter["schema"]).validate(parameter["example"])
    assert checked == 187


def test_stream_examples_are_events() -> None:
    content = answer("invoke_model_service", 200)["content"]["text/event-stream"]
    done, chunk = content["itemSchema"]["properties"]["data"]["oneOf"]
    events = [item["data"] for item in content["examples"]["stream"]["value"]]
    assert events[-1] == done["const"]
    for event in events[:-1]:
        validator(chunk["contentSchema"]).validate(msgspec.json.decode(event))
    validator(chunk["contentSchema"]).validate(
        {"error_code": "common.00000500", "error_msg": "internal error"}
    )


def test_every_request_type_decodes() -> None:
    types = [one.body.type for one in OPERATIONS if one.body is not None]
    assert len(types) == 9
    for type_ in types:
        msgspec.json.Decoder(type_)


@pytest.mark.parametrize(
    "body",
    [
        CREATE,
        CREATE | {"description": ""},
        CREATE | {"description": "ü" * 1024},
        CREATE | {"name": " "},
        CREATE | {"name": "aZ09-_. " * 8},
        CREATE | {"id": "mine", "version_id": "mine"},
        CREATE | {"version": {"name": "1"}},
        CREATE | {"version": {"name": "1", "id": "mine", "config": {}}},
        version(base_model_type="a"),
        version(base_model_type="a", model_path="obs://bucket"),
        version(base_model_type="a", model_path="obs://bucket/..."),
        version(base_model_type="a", model_path="obs://bucket/.hidden/a b"),
        version(base_model_type="a", local_model_path="/srv/models/a.b"),
    ],
)
def test_create_model_takes(body: dict[str, Any]) -> None:
    named("CreateModelDefinitionRequest").validate(body)


@pytest.mark.parametrize(
    "body",
    [
        *(
            {key: value for key, value in CREATE.items() if key != gone}
            for gone in ("name", "type", "version")
        ),
        CREATE | {"name": ""},
        CREATE | {"name": "a" * 65},
        CREATE | {"name": "模型"},
        CREATE | {"name": "a\n"},
        CREATE | {"name": "a/b"},
        CREATE | {"description": "a" * 1025},
        CREATE | {"description": "\0"},
        CREATE | {"description": None},
        CREATE | {"type": "llm_model"},
        CREATE | {"version": None},
        CREATE | {"version": {}},
        CREATE | {"version": {"name": "a:b"}},
        CREATE | {"version": {"name": "1", "config": {"llm_model_config": {}}}},
        version(base_model_type=""),
        version(base_model_type="a" * 65),
        version(base_model_type="a", model_path="obs://B"),
        version(base_model_type="a", model_path="http://bucket/a"),
        version(base_model_type="a", model_path="file:///a"),
        version(base_model_type="a", model_path="/a"),
        version(base_model_type="a", model_path="obs://bucket//a"),
        version(base_model_type="a", model_path="obs://bucket/a/../b"),
        version(base_model_type="a", model_path="obs://bucket/a\0"),
        version(base_model_type="a", model_path="obs://bucket/" + "a" * 1024),
        version(base_model_type="a", local_model_path="a/b"),
        version(base_model_type="a", local_model_path="file:///a"),
        version(base_model_type="a", local_model_path="/a/../b"),
        version(base_model_type="a", local_model_path="/~/a"),
        version(base_model_type="a", local_model_path="/"),
        version(base_model_type="a", model_path="obs://bucket", local_model_path="/a"),
    ],
)
def test_create_model_refuses(body: dict[str, Any]) -> None:
    assert not named("CreateModelDefinitionRequest").is_valid(body)


@pytest.mark.parametrize(
    "body",
    [
        {},  # literally: the contract does not make messages mandatory
        {"messages": MESSAGES},
        {"messages": MESSAGES, "unknown": 1},
        *(
            {"messages": MESSAGES, key: value}
            for key, value in {
                "max_tokens": 0,
                "temperature": 0,
                "logit_bias": {"0": -100, "49151": 100},
                "top_p": 0,
                "stream": None,
                "frequency_penalty": -2.0,
                "presence_penalty": 2.0,
                "n": 128,
                "stop": ["a"] * 4,
                "seed": -(2**63),
                "top_logprobs": 20,
                "tool_choice": "none",
                "response_format": {"type": "text"},
            }.items()
        ),
        {"messages": MESSAGES, "max_tokens": 1, "max_completion_tokens": None},
        {"messages": MESSAGES, "temperature": 0, "n": 1},
        {"messages": MESSAGES, "stream": True, "stream_options": {"include_usage": True}},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": ""}]}]},
        {"messages": [{"role": "user", "content": {"type": "text", "text": "x"}}]},
        {"messages": [{"role": "a b", "content": "x", "name": "n", "tool_call_id": "1"}]},
        {"messages": [{"role": "assistant", "tool_calls": [CALL]}]},
        {"messages": [{"role": "assistant", "content": None, "tool_calls": [CALL]}]},
    ],
)
def test_invocations_take(body: dict[str, Any]) -> None:
    named("InvokeModelServiceRequest").validate(body)


@pytest.mark.parametrize(
    "body",
    [
        {"messages": []},
        {"messages": None},
        {"messages": MESSAGES[0]},
        *(
            {"messages": MESSAGES, key: value}
            for key, value in {
                "max_tokens": -1,
                "temperature": 2.1,
                "logit_bias": {"-1": 1},
                "top_p": 1.1,
                "stream": "true",
                "frequency_penalty": -2.1,
                "presence_penalty": 2.1,
                "n": 0,
                "max_completion_tokens": 0,
                "stop": ["a"] * 5,
                "seed": 2**63,
                "top_logprobs": 21,
                "tool_choice": "f",
                "response_format": {"type": "regex"},
                "stream_options": {},
            }.items()
        ),
        {"messages": MESSAGES, "logit_bias": {"1": 100.5}},
        {"messages": MESSAGES, "max_tokens": 1, "max_completion_tokens": 1},
        {"messages": MESSAGES, "temperature": 0.0, "n": 2},
        {"messages": MESSAGES, "top_p": 0, "n": 2},
        {"messages": [{"content": "x"}]},
        {"messages": [{"role": "", "content": "x"}]},
        {"messages": [{"role": "r" * 65, "content": "x"}]},
        *({"messages": [{"role": f"a{sign}", "content": "x"}]} for sign in "!<>=&\"'"),
        {"messages": [{"role": "user"}]},
        {"messages": [{"role": "user", "content": ""}]},
        {"messages": [{"role": "user", "content": None}]},
        {"messages": [{"role": "user", "content": []}]},
        {"messages": [{"role": "user", "content": {"text": "x"}}]},
        {"messages": [{"role": "user", "content": 1}]},
        {"messages": [{"role": "assistant", "content": "", "tool_calls": []}]},
        *(
            {
                "messages": [
                    {"role": "assistant", "tool_calls": [{k: v for k, v in CALL.items() if k != gone}]}
                ]
            }
            for gone in CALL
        ),
        {"messages": [{"role": "assistant", "tool_calls": [CALL | {"type": "tool"}]}]},
        {"messages": [{"role": "assistant", "tool_calls": [CALL | {"function": {"name": "f"}}]}]},
    ],
)
def test_invocations_refuse(body: dict[str, Any]) -> None:
    assert not named("InvokeModelServiceRequest").is_valid(body)


def test_lengths_of_errors_are_the_documents() -> None:
    def limits(name: str) -> dict[str, tuple[int, int]]:
        properties = COMPONENTS["schemas"][name]["properties"]
        return {key: (value["minLength"], value["maxLength"]) for key, value in properties.items()}

    assert limits("Error") == {"error_code": (8, 36), "error_msg": (2, 512), "solution_msg": (0, 4096)}
    assert limits("InferenceError") == {
        "error_code": (8, 36),
        "error_msg": (2, 4096),
        "solution_msg": (2, 4096),
    }
    for name, schema in (("create_model_definition", "Error"), ("invoke_model_service", "InferenceError")):
        for status in (400, 401, 404, 408, 500):
            content = answer(name, status)["content"]["application/json"]
            assert content["schema"]["$ref"] == f"#/components/schemas/{schema}"


def test_defaults_are_the_documents() -> None:
    properties = COMPONENTS["schemas"]["InvokeModelServiceRequest"]["properties"]
    assert {name: schema["default"] for name, schema in properties.items() if "default" in schema} == {
        "temperature": 1
    }
    parameters = {key: value["schema"].get("default") for key, value in COMPONENTS["parameters"].items()}
    assert {key: value for key, value in parameters.items() if value is not None} == {
        "offset": 0,
        "limit": 10,
        "enterprise_project_id": "all_granted_eps",
        "model_sort_by": "CREATE_TIME",
        "instance_sort_by": "CREATE_TIME",
        "order_by": "DESC",
        "endpoint_version": "CURRENT",
    }
