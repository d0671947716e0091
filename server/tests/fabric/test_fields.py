"""Every member of every answer: those that the document declares are given, or stand here with the reason why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs

from tests.fabric.conftest import Permits, client_of
from tests.fabric.deployed import FakeBuilder, model_directory, until
from tests.fabric.test_create_model import Refusing
from tests.fabric.test_invocations import ASK, events
from tests.fabric.test_lives import ENDPOINT, made
from tests.fabric.test_resources import model
from treadle.contract.problem import Kind, Problem
from treadle.engine.fake import FakeEngine
from treadle.fabric.errors import INVALID_TOKEN
from treadle.fabric.service import DOCUMENT, Fabric
from treadle.fabric.settings import FabricSettings

SPEC: dict[str, Any] = json.loads(DOCUMENT.read_bytes())
SCHEMAS: dict[str, Any] = SPEC["components"]["schemas"]
# Schema, member: declared because Huawei's SDK has it, and nothing here has anything to say in it.
NEVER = {
    ("Workspace", "access_url"),  # a workspace has no address of its own
    ("ModelVersionInfo", "cap_white_list"),  # versions have no restrictions
    ("EndpointBriefInfo", "error_code"),  # an endpoint reserves numbers, which cannot fail
    ("EndpointBriefInfo", "error_msg"),
    ("Endpoint", "error_code"),
    ("Endpoint", "error_msg"),
    ("Endpoint", "tokens_quota"),  # tokens are not bounded
    *(("TokensQuota", name) for name in ("total", "used", "expire_time")),
    *(("EndpointUrl", name) for name in ("name", "address", "type", "token")),  # instances have them
    ("Error", "solution_msg"),  # no documented example has one; the message says what to do
    ("InferenceError", "solution_msg"),
}
Found = set[tuple[str, str]]


@cache
def validator(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(
        {"components": SPEC["components"], "$ref": f"#/components/schemas/{name}"}
    )


def note(name: str, value: Any, found: Found) -> None:
    """Note the members that a value of a named schema has, and those of what is in it."""
    assert validator(name).is_valid(value), (name, value)
    _note(SCHEMAS[name], name, value, found)


def _note(schema: dict[str, Any], name: str, value: Any, found: Found) -> None:
    if "$ref" in schema:
        inner = schema["$ref"].rpartition("/")[2]
        if validator(inner).is_valid(value):
            _note(SCHEMAS[inner], inner, value, found)
        return
    for branch in schema.get("oneOf", ()):
        _note(branch, name, value, found)
    if isinstance(value, dict):
        for key, member in schema.get("properties", {}).items():
            if key in value:
                found.add((name, key))
                _note(member, name, value[key], found)
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for each in value:
            _note(schema["items"], name, each, found)


def answers() -> Iterator[str]:
    """The names of the schemas that answers and events have, and of those in them."""
    waiting = [json.dumps(SPEC["components"]["responses"])]
    waiting += [
        json.dumps(operation["responses"]) for path in SPEC["paths"].values() for operation in path.values()
    ]
    seen: set[str] = set()
    while waiting:
        for piece in waiting.pop().split('"#/components/schemas/')[1:]:
            name = piece.partition('"')[0]
            if name not in seen:
                seen.add(name)
                waiting.append(json.dumps(SCHEMAS[name]))
                yield name


DECLARED = {(name, key) for name in answers() for key in SCHEMAS[name].get("properties", ())}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}


async def invocations(client: httpx.AsyncClient, path: str, found: Found) -> None:
    """Everything that an invocation may say."""
    path = f"{path}/invocations"
    for members in (
        {"logprobs": True, "top_logprobs": 2, "max_tokens": 3},
        {"tools": [TOOL], "tool_choice": "required"},
    ):
        note("ChatCompletion", (await client.post(path, json=ASK | members)).json(), found)
        options = {"stream": True, "stream_options": {"include_usage": True}}
        for event in events(await client.post(path, json=ASK | members | options)):
            note("ChatCompletionChunk", event, found)


async def refusals(client: httpx.AsyncClient, fabric: Fabric, workspace: str, found: Found) -> None:
    note("Error", (await client.post(f"{workspace}/models", json={})).json(), found)
    note("InferenceError", (await client.post(f"{workspace}/services/instances", json={})).json(), found)
    fabric.guard = Refusing(Problem(Kind.FORBIDDEN, INVALID_TOKEN))  # type: ignore[assignment]
    async with client_of(fabric) as stranger:
        note("Forbidden", (await stranger.get("/v1/workspaces")).json(), found)


async def test_every_member_is_given_or_known_not_to_be(
    engine: FakeEngine, permits: Permits, tmp_path: Path
) -> None:
    builder = FakeBuilder()
    builder.gate.clear()
    settings = FabricSettings(local_model_roots=(tmp_path / "models",))
    fabric = await Fabric.open(
        engine, tmp_path / "state.db", admission=permits, settings=settings, builder=builder
    )
    found: Found = set()
    async with client_of(fabric) as client:
        given = {
            "name": "full-1",
            "description": "d",
            "metastore_id": "m" * 32,
            "enterprise_project_id": "e-1",
            "tags": [{"key": "k", "value": "v"}],
        }
        workspace = f"/v1/workspaces/{(await made(client, '/v1/workspaces', given))['id']}"
        local = str(model_directory(tmp_path / "models", "one"))
        sources = []
        for number, llm in enumerate(
            ({"model_path": "obs://bucket/a/"}, {"local_model_path": local}, {"base_model_type": "NOWHERE"})
        ):
            body = model(f"m{number}", **{"base_model_type": "BYTES", **llm}) | {"description": "d"}
            body["version"]["description"] = "d"
            sources.append(await made(client, f"{workspace}/models", body))
            note("CreateModelDefinitionResponse", sources[-1], found)
        units = {"spec_code": "x", "warm_up_num": 1, "max_num": 2}
        mu = {"spec_code": "mu.x", "min": 0, "max": 9}
        more = {"cap": {"cap_id": "c", "version_id": "1"}, "custom_image_id": "i" * 32}
        reserved = {"reserved_resource": {"apu": units, "dpu": units, "mu": mu}}
        endpoint = await made(client, f"{workspace}/endpoints", ENDPOINT | reserved | more)
        note("Endpoint", endpoint, found)
        instances = f"{workspace}/services/instances"
        deployed = []
        for number, source in enumerate([*sources[1:], {"id": fabric.defaults.model_id}]):
            body = {"source": {"id": source["id"]}, "name": f"i{number}", "endpoint_id": endpoint["id"]}
            answer = await made(client, instances, body | {"description": "d"})
            note("DeployServiceInstanceResponse", answer, found)
            deployed.append(f"{instances}/{answer['id']}")
        coming, failed, running = deployed

        async def comes_up() -> bool:
            detail = (await client.get(coming)).json()
            note("ServiceInstanceDetail", detail, found)
            return "progress" in detail

        await until(comes_up)
        for path in (failed, running):
            note("ServiceInstanceDetail", (await client.get(path)).json(), found)
        for path, name in (
            ("/v1/workspaces", "ListWorkspacesResponse"),
            (f"{workspace}/models", "ListModelsResponse"),
            (f"{workspace}/models/{sources[0]['id']}/versions", "ListModelVersionsResponse"),
            (f"{workspace}/endpoints", "ListEndpointsResponse"),
            (instances, "ListServicesInstancesResponse"),
            ("/v1/base-models", "ListBaseModelsResponse"),
            ("/v1/specs", "ListSpecsResponse"),
            ("/v1/features", "ListFeaturesResponse"),
        ):
            note(name, (await client.get(path)).json(), found)
        await invocations(client, running, found)
        engine.fail_after = 1
        for event in events(await client.post(f"{running}/invocations", json=ASK | {"stream": True}))[-1:]:
            note("StreamFailure", event, found)
        engine.fail_after = None
        note("UpdateServiceInstanceResponse", (await client.put(running, json={})).json(), found)
        note("DeleteServiceInstanceResponse", (await client.delete(running)).json(), found)
        plain = await made(client, f"{workspace}/endpoints", {"name": "plain", "type": "inference"})
        gone = await client.delete(f"{workspace}/endpoints/{plain['id']}")
        note("DeleteEndpointResponse", gone.json(), found)
        await refusals(client, fabric, workspace, found)
    builder.gate.set()
    await fabric.close()
    assert NEVER <= DECLARED
    assert DECLARED - found == NEVER
