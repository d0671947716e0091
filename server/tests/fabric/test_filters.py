"""Every filter, order and page of every list does what its name says: one value that finds, one that does not."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import httpx
import pytest_asyncio

from tests.fabric import test_lives
from tests.fabric.test_resources import NOBODY, model
from treadle.fabric.service import Fabric
from treadle_contracts.fabric.routes import OPERATIONS

LISTS = {
    operation.id: operation
    for operation in OPERATIONS
    if operation.method == "GET" and any(parameter.name == "offset" for parameter in operation.parameters)
}
QUERIES = {
    (operation.id, parameter.name)
    for operation in LISTS.values()
    for parameter in operation.parameters
    if parameter.location == "query" and parameter.name not in ("offset", "limit", "sort_by", "order_by")
}
ARRAYS = {
    "list_workspaces": "workspaces",
    "list_models": "models",
    "list_model_versions": "versions",
    "list_base_models": "models",
    "list_specs": "spec_codes",
    "list_endpoints": "endpoints",
    "list_services_instances": "service_instances",
    "list_features": "configs",
}
# Operation, parameter, value, names that are found; {…} are ids of what `world` made.
ROWS: list[tuple[str, str, str, list[str]]] = [
    ("list_workspaces", "name", "ORLD", ["world-1"]),
    ("list_workspaces", "name", "_", []),
    ("list_workspaces", "id", "{workspace}", ["world-1"]),
    ("list_workspaces", "id", NOBODY, []),
    ("list_workspaces", "enterprise_project_id", "e-1", ["world-1"]),
    ("list_workspaces", "enterprise_project_id", "e-2", []),
    ("list_workspaces", "enterprise_project_id", "all_granted_eps", ["world-1", "default"]),
    ("list_models", "name", "A.", ["a.a", "a.b"]),
    ("list_models", "name", ".c", []),
    ("list_models", "id", "{second}", ["a.b"]),
    ("list_models", "id", NOBODY, []),
    ("list_models", "type", "LLM_MODEL", ["a.a", "a.b", "_"]),
    ("list_models", "type", "llm_model", []),
    ("list_models", "visibility", "PRIVATE", ["a.a", "a.b", "_"]),
    ("list_models", "visibility", "PUBLIC", ["bytes"]),
    ("list_models", "visibility", "ALL", ["a.a", "a.b", "_", "bytes"]),
    ("list_model_versions", "name", "V", ["v2"]),
    ("list_model_versions", "name", "_", []),
    ("list_model_versions", "version_id", "{version}", ["v2"]),
    ("list_model_versions", "version_id", "{of_second}", []),
    ("list_specs", "spec_code", "mu.default", ["mu.default"]),
    ("list_specs", "spec_code", "mu", []),
    ("list_specs", "spec_types", "MU", ["mu.default"]),
    ("list_specs", "spec_types", "DPU", []),
    ("list_specs", "scenario", "ENDPOINT", ["mu.default"]),
    ("list_specs", "scenario", "COMPUTE", []),
    ("list_endpoints", "name", "ED", ["shared"]),
    ("list_endpoints", "name", "a d", []),
    ("list_endpoints", "endpoint_id", "{shared}", ["shared"]),
    ("list_endpoints", "endpoint_id", NOBODY, []),
    ("list_endpoints", "type", "inference", ["own", "shared"]),
    ("list_endpoints", "type", "ray", []),
    ("list_endpoints", "visibility", "PRIVATE", ["own"]),
    ("list_endpoints", "visibility", "PUBLIC", ["shared"]),
    ("list_endpoints", "visibility", "ALL", ["own", "shared"]),
    ("list_endpoints", "model_id", "{first}", ["own"]),
    ("list_endpoints", "model_id", "{second}", ["shared"]),
    ("list_endpoints", "model_id", NOBODY, []),
    ("list_services_instances", "id", "{on_own}", ["on own"]),
    ("list_services_instances", "id", NOBODY, []),
    ("list_services_instances", "name", "ON S", ["on shared"]),
    ("list_services_instances", "name", "on_", []),
    ("list_services_instances", "endpoint_id", "{shared}", ["on shared"]),
    ("list_services_instances", "endpoint_id", "{default_endpoint}", []),
    ("list_services_instances", "source_id", "{first}", ["on own"]),
    ("list_services_instances", "source_id", NOBODY, []),
    ("list_services_instances", "version_id", "{of_second}", ["on shared"]),
    ("list_services_instances", "version_id", "{version}", []),
    ("list_services_instances", "type", "LLM_MODEL", ["on own", "on shared"]),
    ("list_services_instances", "type", "PGSQL_SERVICE", []),
    ("list_services_instances", "visibility", "PRIVATE", ["on own", "on shared"]),
    ("list_services_instances", "visibility", "PUBLIC", ["bytes"]),
]


async def made(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Made in a millisecond of its own, which is what times are told to."""
    await asyncio.sleep(0.002)
    return await test_lives.made(client, path, body)


@pytest_asyncio.fixture
async def world(client: httpx.AsyncClient, fabric: Fabric) -> dict[str, str]:
    return await fill(client, fabric)


async def fill(client: httpx.AsyncClient, fabric: Fabric) -> dict[str, str]:
    """A workspace with two of everything; the ids by name."""
    workspace = (await made(client, "/v1/workspaces", {"name": "world-1", "enterprise_project_id": "e-1"}))[
        "id"
    ]
    path = f"/v1/workspaces/{workspace}"
    models = [
        (await made(client, f"{path}/models", model(name, base_model_type="BYTES")))
        for name in ("a.a", "a.b", "_")
    ]
    first = f"{path}/models/{models[0]['id']}"
    assert (await client.put(first, json={"version": {"name": "v2"}})).status_code == 200
    versions = (await client.get(f"{first}/versions", params={"name": "v2"})).json()["versions"]
    endpoints = [
        await made(
            client,
            f"{path}/endpoints",
            {"name": name, "type": "inference", "public_access": name == "shared"},
        )
        for name in ("own", "shared")
    ]
    instances = [
        await made(
            client,
            f"{path}/services/instances",
            {"source": {"id": source["id"]}, "name": f"on {endpoint['name']}", "endpoint_id": endpoint["id"]},
        )
        for source, endpoint in zip(models, endpoints, strict=False)
    ]
    return {
        "workspace": workspace,
        "first": models[0]["id"],
        "second": models[1]["id"],
        "of_second": models[1]["version_id"],
        "version": versions[0]["id"],
        "own": endpoints[0]["id"],
        "shared": endpoints[1]["id"],
        "on_own": instances[0]["id"],
        "default_endpoint": fabric.defaults.endpoint_id,
    }


async def listed(
    client: httpx.AsyncClient, world: dict[str, str], operation: str, **query: Any
) -> tuple[int, list[str]]:
    path = LISTS[operation].path.format(workspace_id=world["workspace"], model_id=world["first"])
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    key = {"list_base_models": "base_model_type", "list_specs": "spec_code", "list_features": "key"}
    return page["total"], [row[key.get(operation, "name")] for row in page[ARRAYS[operation]]]


def test_every_filter_is_tried_both_ways() -> None:
    assert {(operation, name) for operation, name, _, _ in ROWS} == QUERIES
    found = {(operation, name) for operation, name, _, names in ROWS if names}
    assert found == QUERIES
    missed = {(operation, name) for operation, name, _, names in ROWS if not names}
    assert QUERIES - missed == {
        (f"list_{kind}", "visibility") for kind in ("models", "endpoints", "services_instances")
    }


async def test_filters(client: httpx.AsyncClient, world: dict[str, str]) -> None:
    for operation, name, value, names in ROWS:
        total, found = await listed(client, world, operation, **{name: value.format(**world)}, limit=100)
        assert (total, sorted(found)) == (len(names), sorted(names)), (operation, name, value)


async def test_filters_narrow_each_other(client: httpx.AsyncClient, world: dict[str, str]) -> None:
    """Any two of a list's filters find what both find."""
    for operation in ARRAYS:
        rows = [row for row in ROWS if row[0] == operation and "visibility" not in row]
        for one, other in itertools.combinations(rows, 2):
            if one[1] == other[1]:
                continue
            query = {row[1]: row[2].format(**world) for row in (one, other)}
            _, found = await listed(client, world, operation, **query, limit=100)
            assert set(found) == set(one[3]) & set(other[3]), (operation, query)


SORTS = [
    (operation.id, parameter.name)
    for operation in LISTS.values()
    for parameter in operation.parameters
    if parameter.name in ("sort_by", "order_by")
]


async def test_orders(client: httpx.AsyncClient, world: dict[str, str]) -> None:
    assert {name for name, _ in SORTS} == {"list_models", "list_services_instances"}
    path = f"/v1/workspaces/{world['workspace']}/models/{world['first']}"
    assert (await client.put(path, json={"description": "changed last"})).status_code == 200
    for sort, rising in (
        (None, ["a.a", "a.b", "_"]),
        ("CREATE_TIME", ["a.a", "a.b", "_"]),
        ("UPDATE_TIME", ["a.b", "_", "a.a"]),
        ("NAME", ["_", "a.a", "a.b"]),
    ):
        query = {} if sort is None else {"sort_by": sort}
        assert (await listed(client, world, "list_models", order_by="ASC", **query))[1] == rising
        for down in ({}, {"order_by": "DESC"}):  # which is the default
            assert (await listed(client, world, "list_models", **down, **query))[1] == rising[::-1]
    for sort, rising in (
        (None, ["on own", "on shared"]),
        ("CREATE_TIME", ["on own", "on shared"]),
        ("DURATION", ["on shared", "on own"]),
    ):
        query = {} if sort is None else {"sort_by": sort}
        for order, names in (("ASC", rising), ("DESC", rising[::-1]), (None, rising[::-1])):
            asked = query if order is None else {**query, "order_by": order}
            assert (await listed(client, world, "list_services_instances", **asked))[1] == names
    assert (await listed(client, world, "list_workspaces"))[1] == ["world-1", "default"]
    assert (await listed(client, world, "list_endpoints"))[1] == ["shared", "own"]
    assert (await listed(client, world, "list_model_versions"))[1] == ["v2", "1"]


async def test_pages(client: httpx.AsyncClient, world: dict[str, str]) -> None:
    """`total` counts what all pages have, ten are a page, and one page behind another is the whole."""
    for operation in ARRAYS:
        total, whole = await listed(client, world, operation, limit=100)
        assert total == len(whole) > 0
        single = [(await listed(client, world, operation, limit=1, offset=n)) for n in range(total + 1)]
        assert [page[0] for page in single] == [total] * (total + 1)
        assert [name for _, names in single for name in names] == whole
        assert (await listed(client, world, operation)) == (total, whole[:10])
