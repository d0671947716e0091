"""Two tenants: what is one's is not there for the other, in every operation that the contract has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from tests.fabric.access.guarded import Guarded, Reply
from tests.fabric.access.requests import UNKNOWN, body_of, target_of
from treadle.contract.operation import Operation
from treadle.fabric.store import defaults
from treadle.fabric.store.records import User
from treadle_contracts.fabric.routes import OPERATIONS

WITHIN = [operation for operation in OPERATIONS if "{" in operation.path]
BENEATH = [operation for operation in WITHIN if operation.path.count("{") > 1]


@dataclass
class Tenant:
    """A project with a workspace and, in it, one private thing of every kind; `ids` by path parameter."""

    guarded: Guarded
    token: str
    ids: dict[str, str]
    public_instance: str

    async def send(self, method: str, target: str, body: bytes = b"") -> Reply:
        headers = [("X-Auth-Token", self.token), ("Content-Type", "application/json")]
        return await self.guarded.send(method, target, headers, body)

    async def ask(self, operation: Operation, ids: Mapping[str, str]) -> Reply:
        """Ask with an example's body, whose references are to `ids` too."""
        references = {
            "source": {"id": ids.get("model_id", UNKNOWN)},
            "endpoint_id": ids.get("endpoint_id", UNKNOWN),
            "name": "another",
        }
        return await self.send(operation.method, target_of(operation, ids), body_of(operation, references))

    async def read(self, target: str) -> Any:
        reply = await self.send("GET", target)
        assert reply.status == 200, reply
        return reply.json

    async def everything(self) -> list[Any]:
        """All that can be listed."""
        within = [op for op in OPERATIONS if op.method == "GET" and op.id.startswith("list_")]
        pages = [await self.read(target_of(op, self.ids) + "?limit=100") for op in within]
        for page in pages:
            for instance in page.get("service_instances", []):
                instance["duration"] = 0  # the only thing that time alone changes
        return pages


async def tenant(guarded: Guarded, name: str) -> Tenant:
    user = User(name=name, domain=name, project=name)
    made = await defaults.ensure(
        guarded.fabric.store, user, model=name, base_model_type="BYTES", spec_code="mu.default", replicas=100
    )
    token = await guarded.token(user=name, projects=(name,))
    ids = {"workspace_id": made.workspace_id, "endpoint_id": made.endpoint_id}
    found = Tenant(guarded, token, ids, made.instance_id)
    workspace = f"/v1/workspaces/{made.workspace_id}"
    model = {"name": "private", "type": "LLM_MODEL", "version": {"name": "1"}}
    created = await found.send("POST", f"{workspace}/models", msgspec.json.encode(model))
    ids |= {"model_id": created.json["id"], "version_id": created.json["version_id"]}
    instance = {"source": {"id": ids["model_id"]}, "name": "private", "endpoint_id": ids["endpoint_id"]}
    deployed = await found.send("POST", f"{workspace}/services/instances", msgspec.json.encode(instance))
    ids["instance_id"] = deployed.json["id"]
    return found


@pytest_asyncio.fixture(scope="module")
async def tenants(guarded: Guarded) -> AsyncIterator[tuple[Tenant, Tenant]]:
    mine, other = await tenant(guarded, "mine"), await tenant(guarded, "other")
    before = await mine.everything()
    yield mine, other
    assert await mine.everything() == before  # whatever the other did


def as_unknown(reply: Reply, ids: Mapping[str, str]) -> Reply:
    content = reply.content.decode()
    for value in ids.values():
        content = content.replace(value, UNKNOWN)
    return Reply(reply.status, content.encode())


@pytest.mark.parametrize("operation", WITHIN, ids=[operation.id for operation in WITHIN])
async def test_anothers_workspace_is_not_there(tenants: tuple[Tenant, Tenant], operation: Operation) -> None:
    mine, other = tenants
    reply = await other.ask(operation, mine.ids)
    assert (reply.status, reply.json["error_code"]) == (404, "common.01000001")
    assert as_unknown(reply, mine.ids) == await other.ask(operation, {})


@pytest.mark.parametrize("operation", BENEATH, ids=[operation.id for operation in BENEATH])
async def test_anothers_things_are_not_there(tenants: tuple[Tenant, Tenant], operation: Operation) -> None:
    mine, other = tenants
    own = {"workspace_id": other.ids["workspace_id"]}
    reply = await other.ask(operation, {**mine.ids, **own})
    assert (reply.status, reply.json["error_code"]) == (404, "common.01000001")
    assert as_unknown(reply, mine.ids) == await other.ask(operation, own)


@pytest.mark.parametrize("foreign", ["model_id", "endpoint_id"])
async def test_anothers_things_cannot_be_named_in_a_body(
    tenants: tuple[Tenant, Tenant], foreign: str
) -> None:
    mine, other = tenants
    deploy = next(operation for operation in OPERATIONS if operation.id == "deploy_service_instance")
    reply = await other.ask(deploy, {**other.ids, foreign: mine.ids[foreign]})
    assert reply.status == 404
    assert as_unknown(reply, mine.ids) == await other.ask(deploy, {**other.ids, foreign: UNKNOWN})


async def test_lists_are_empty_of_anothers_things(tenants: tuple[Tenant, Tenant]) -> None:
    mine, other = tenants
    workspace = f"/v1/workspaces/{other.ids['workspace_id']}"
    assert (await other.read(f"/v1/workspaces?id={mine.ids['workspace_id']}"))["total"] == 0
    assert (await other.read("/v1/workspaces"))["total"] == 1
    for path, id_ in (("models", "model_id"), ("services/instances", "instance_id")):
        for visibility in ("", "&visibility=PRIVATE", "&visibility=PUBLIC"):
            page = await other.read(f"{workspace}/{path}?id={mine.ids[id_]}{visibility}")
            assert page["total"] == 0
            assert mine.ids[id_] not in str(await other.read(f"{workspace}/{path}?limit=100{visibility}"))
    text = str(await other.everything())
    assert not [id_ for id_ in mine.ids.values() if id_ in text]


async def test_what_is_public_is_seen_and_used_but_not_changed(tenants: tuple[Tenant, Tenant]) -> None:
    mine, other = tenants
    listed = await other.read(
        f"/v1/workspaces/{other.ids['workspace_id']}/services/instances?visibility=PUBLIC&limit=100"
    )
    assert mine.public_instance in {instance["id"] for instance in listed["service_instances"]}
    ids = {**mine.ids, "instance_id": mine.public_instance}
    for operation in WITHIN:
        if "{instance_id}" in operation.path:
            allowed = operation.id in ("show_service_instance_detail", "invoke_model_service")
            assert (await other.ask(operation, ids)).status == (200 if allowed else 404), operation.id


async def test_the_owner_gets_past_all_this(guarded: Guarded) -> None:
    """The same requests from the owner are served: the 404s above are of the tenant, not of the request."""
    owner = await tenant(guarded, "owner")
    destructive_last = sorted(WITHIN, key=lambda op: (op.method == "DELETE", -op.path.count("/")))
    for operation in destructive_last:
        reply = await owner.ask(operation, owner.ids)
        assert reply.status in (200, 202, 400), (operation.id, reply)
