"""Workspaces, models, versions, endpoints and instances from their making to their end, and what keeps them alive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fabric.conftest import Permits, client_of
from tests.fabric.test_resources import CREATE, NOBODY, model
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings, SpecRow
from treadle.fabric.store import workspaces as stored_workspaces
from treadle.fabric.store.records import User

ENDPOINT: dict[str, Any] = {
    "name": "apie_test",
    "description": "create endpoint test",
    "type": "inference",
    "reserved_resource": {"mu": {"spec_code": "mu.llama3.8b", "min": 0, "max": 1}},
}


async def made(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refused(answer: httpx.Response, words: str) -> None:
    assert (answer.status_code, answer.json()["error_code"]) == (400, "common.01000001"), answer.text
    assert words in answer.json()["error_msg"]


async def test_a_workspace(client: httpx.AsyncClient) -> None:
    given = {
        "name": "research-1",
        "description": "工作空间",
        "metastore_id": "m" * 32,
        "enterprise_project_id": "e-1",
        "tags": [{"key": "团队 a:b", "value": "x"}, {"key": "k"}, {"key": "k", "value": "last"}],
    }
    row = await made(client, "/v1/workspaces", given)
    assert row | given | {"tags": []} == row | {"tags": []}
    assert row["tags"] == [{"key": "团队 a:b", "value": "x"}, {"key": "k", "value": "last"}]
    assert (row["create_domain_name"], row["create_user_name"]) == ("default", "default")
    path = f"/v1/workspaces/{row['id']}"
    listed = (await client.get("/v1/workspaces", params={"enterprise_project_id": "e-1"})).json()
    assert listed == {"total": 1, "workspaces": [row]}
    await refused(
        await client.post("/v1/workspaces", json={"name": "research-1"}), "exists already in this project"
    )

    changed = await client.put(path, json={"name": "research-2", "description": ""})
    assert changed.json() == row | {"name": "research-2", "description": ""}
    assert (await client.put(path, json={})).json() == changed.json()
    assert (await client.put(path, json={"name": "research-2"})).status_code == 200
    await refused(await client.put(path, json={"name": "default"}), "exists already")

    created = await made(client, f"{path}/models", CREATE)
    await refused(await client.delete(path), "in use: it has models (1)")
    assert (await client.delete(f"{path}/models/{created['id']}")).status_code == 200
    endpoint = await made(client, f"{path}/endpoints", ENDPOINT)
    await refused(await client.delete(path), "in use: it has endpoints (1)")
    assert (await client.delete(f"{path}/endpoints/{endpoint['id']}")).status_code == 200
    gone = await client.delete(path)
    assert (gone.status_code, gone.content) == (200, b"")
    assert gone.headers["x-request-id"]
    for answer in (await client.delete(path), await client.put(path, json={})):
        assert answer.status_code == 404
    assert (await client.get("/v1/workspaces")).json()["total"] == 1
    assert (await made(client, "/v1/workspaces", {"name": "research-2"}))["enterprise_project_id"] == "0"


async def test_workspaces_are_bounded(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_workspaces, "MOST_WORKSPACES", 2)
    await made(client, "/v1/workspaces", {"name": "second"})
    await refused(await client.post("/v1/workspaces", json={"name": "third"}), "at most 2 workspaces")


async def test_the_servers_own_things_stay(client: httpx.AsyncClient, fabric: Fabric, workspace: str) -> None:
    ids = fabric.defaults
    await refused(await client.delete(workspace), "in use: it has service instances")
    await refused(await client.delete(f"{workspace}/models/{ids.model_id}"), "in use")
    await refused(await client.delete(f"{workspace}/endpoints/{ids.endpoint_id}"), "in use")


async def test_a_models_versions(client: httpx.AsyncClient, fabric: Fabric, workspace: str) -> None:
    created = await made(client, f"{workspace}/models", CREATE)
    path = f"{workspace}/models/{created['id']}"

    async def versions() -> dict[str, str]:
        rows = (await client.get(f"{path}/versions")).json()["versions"]
        return {row["name"]: row["id"] for row in rows}

    before = (await client.get(f"{workspace}/models", params={"id": created["id"]})).json()["models"][0]
    assert (await client.put(path, json={})).json() == before
    added = {"name": "2", "config": {"llm_model_config": {"base_model_type": "BYTES"}}}
    changed = (await client.put(path, json={"name": "renamed", "description": "", "version": added})).json()
    assert changed["current_version"] == before["current_version"]
    assert (changed["name"], changed["description"], changed["create_time"]) == (
        "renamed",
        "",
        before["create_time"],
    )
    assert changed["update_time"] > before["update_time"] or changed["update_time"] == before["update_time"]
    found = await versions()
    assert found.keys() == {"name", "2"}
    await refused(await client.put(path, json={"version": added}), "`/version/name`")
    await refused(await client.delete(f"{path}/versions/{found['name']}"), "current one")

    second = (await client.put(path, json={"current_version_id": found["2"]})).json()
    assert second["current_version"]["name"] == "2"
    for unknown in (NOBODY, fabric.defaults.version_id):
        assert (await client.put(path, json={"current_version_id": unknown})).status_code == 404
        assert (await client.delete(f"{path}/versions/{unknown}")).status_code == 404
    deployed = await made(
        client,
        f"{workspace}/services/instances",
        {
            "source": {"id": created["id"], "version_id": found["name"]},
            "name": "svc",
            "endpoint_id": fabric.defaults.endpoint_id,
        },
    )
    await refused(await client.delete(f"{path}/versions/{found['name']}"), "in use")
    await refused(await client.delete(path), "in use")
    assert (await client.delete(f"{workspace}/services/instances/{deployed['id']}")).status_code == 200
    gone = await client.delete(f"{path}/versions/{found['name']}")
    assert (gone.status_code, gone.content) == (200, b"")
    assert (await versions()).keys() == {"2"}
    await made(client, f"{workspace}/models", model("other"))
    await refused(await client.put(path, json={"name": "other"}), "exists already")
    gone = await client.delete(path)
    assert (gone.status_code, gone.content) == (200, b"")
    for answer in (
        await client.delete(path),
        await client.put(path, json={}),
        await client.get(f"{path}/versions"),
    ):
        assert answer.status_code == 404
    await made(client, f"{workspace}/models", model("renamed"))


async def test_a_local_path_that_leads_to_nothing(
    engine: FakeEngine, permits: Permits, tmp_path: Path
) -> None:
    settings = FabricSettings(local_model_roots=(tmp_path,))
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits, settings=settings)
    models = f"/v1/workspaces/{fabric.defaults.workspace_id}/models"

    def body(path: Path) -> dict[str, Any]:
        return {"version": model("x", base_model_type="a", local_model_path=str(path))["version"]}

    async with client_of(fabric) as client:
        path = f"{models}/{(await made(client, models, {**CREATE}))['id']}"
        await refused(await client.put(path, json=body(tmp_path / "nothing")), "leads to nothing")
        (tmp_path / "nothing").mkdir()
        assert (await client.put(path, json=body(tmp_path / "nothing"))).status_code == 200
    await fabric.close()


async def test_an_endpoint(client: httpx.AsyncClient, fabric: Fabric, workspace: str) -> None:
    endpoints = f"{workspace}/endpoints"
    row = await made(client, endpoints, ENDPOINT)
    assert (
        row | ENDPOINT | {"status": "RUNNING", "visibility": "PRIVATE", "runtime_env_type": "RELEASE"} == row
    )
    assert row["owner"]["domain_name"] == "default"
    path = f"{endpoints}/{row['id']}"
    assert (await client.get(path)).json() == row
    brief = {
        key: value
        for key, value in row.items()
        if key not in ("urls", "business_engine_instance_ids", "runtime_env_type")
    }
    for query in (
        {"name": "PIE"},
        {"endpoint_id": row["id"]},
        {"name": "apie", "type": "inference", "visibility": "PRIVATE"},
    ):
        assert (await client.get(endpoints, params=query)).json() == {"total": 1, "endpoints": [brief]}
    for query in ({"type": "ray"}, {"endpoint_id": NOBODY}, {"visibility": "PUBLIC"}, {"model_id": NOBODY}):
        assert (await client.get(endpoints, params=query)).json() == {"total": 0, "endpoints": []}
    await refused(await client.post(endpoints, json=ENDPOINT), "exists already")
    assert (await client.get(path, params={"version": "CURRENT"})).json() == row
    assert (await client.get(path, params={"version": "PREVIOUS"})).status_code == 404

    plain = await made(client, endpoints, {"name": "plain", "type": "inference"})
    assert plain["reserved_resource"] == {"mu": {"spec_code": "mu.default", "min": 0, "max": 1}}
    units = {"spec_code": "apu.x", "warm_up_num": 1, "max_num": 2}
    more = {"cap": {"cap_id": "c"}, "custom_image_id": "i" * 32, "reserved_resource": {"apu": units}}
    kept = await made(client, endpoints, {"name": "kept", "type": "inference", **more})
    assert (kept["cap"], kept["custom_image_id"]) == ({"cap_id": "c"}, "i" * 32)
    assert kept["reserved_resource"].keys() == {"apu", "mu"}

    source = {"source": {"id": fabric.defaults.model_id}, "endpoint_id": row["id"]}
    instances = f"{workspace}/services/instances"
    first = await made(client, instances, {**source, "name": "first"})
    await refused(await client.post(instances, json={**source, "name": "second"}), "0 of 1 replicas left")
    found = (await client.get(endpoints, params={"model_id": fabric.defaults.model_id})).json()
    assert {one["name"] for one in found["endpoints"]} == {"default", "apie_test"}
    mu = {"spec_code": "mu.big", "min": 1, "max": 2}
    grown = (await client.put(path, json={"name": "grown", "reserved_resource": {"mu": mu}})).json()
    assert (grown["name"], grown["reserved_resource"]) == ("grown", {"mu": mu})
    second = await made(client, instances, {**source, "name": "second"})
    less = {"reserved_resource": {"mu": mu | {"max": 1}}}
    await refused(await client.put(path, json=less), "in use: its service instances take 2 replicas")
    await refused(await client.put(path, json={"reserved_resource": {"mu": mu | {"min": 3}}}), "below min")
    await refused(await client.put(path, json={"name": "plain"}), "exists already")
    await refused(await client.delete(path), "in use: service instances are on it (2)")
    for one in (first, second):
        assert (await client.delete(f"{instances}/{one['id']}")).status_code == 200
    assert (await client.delete(path)).json() == {"id": row["id"]}
    for answer in (await client.get(path), await client.put(path, json={}), await client.delete(path)):
        assert answer.status_code == 404


async def test_a_public_endpoint_is_subscribed_to(
    fabric: Fabric, client: httpx.AsyncClient, workspace: str
) -> None:
    other = f"/v1/workspaces/{(await made(client, '/v1/workspaces', {'name': 'other'}))['id']}"
    public = await made(client, f"{other}/endpoints", {**ENDPOINT, "name": "open", "public_access": True})
    private = await made(client, f"{other}/endpoints", {**ENDPOINT, "name": "closed"})
    seen = f"{workspace}/endpoints/{public['id']}"
    assert public["visibility"] == "PUBLIC"
    assert (await client.get(f"{other}/endpoints/{public['id']}")).json()["status"] == "RUNNING"

    async def status() -> tuple[str, str]:
        listed = (await client.get(f"{workspace}/endpoints", params={"visibility": "PUBLIC"})).json()
        return (await client.get(seen)).json()["status"], listed["endpoints"][0]["status"]

    assert await status() == ("INACTIVE", "INACTIVE")
    assert (await client.get(f"{workspace}/endpoints", params={"visibility": "ALL"})).json()["total"] == 2
    assert (await client.get(f"{workspace}/endpoints")).json()["total"] == 1
    instances = f"{workspace}/services/instances"
    body = {"source": {"id": fabric.defaults.model_id}, "name": "svc", "endpoint_id": public["id"]}
    await refused(await client.post(instances, json=body), "subscribe to it first")
    for _ in range(2):
        answer = await client.post(f"{seen}/subscribe")
        assert (answer.status_code, answer.content) == (200, b"")
    assert await status() == ("RUNNING", "RUNNING")
    deployed = await made(client, instances, body)
    await refused(await client.delete(f"{other}/endpoints/{public['id']}"), "in use")
    for path in (f"{workspace}/endpoints/{private['id']}", f"{workspace}/endpoints/{NOBODY}"):
        assert (await client.post(f"{path}/subscribe")).status_code == 404
        assert (await client.get(path)).status_code == 404
    assert (await client.put(seen, json={"name": "mine"})).status_code == 404
    assert (await client.delete(seen)).status_code == 404
    own = f"{workspace}/endpoints/{fabric.defaults.endpoint_id}/subscribe"
    assert (await client.post(own)).status_code == 200
    assert (await client.delete(f"{instances}/{deployed['id']}")).status_code == 200
    for endpoint in (public, private):
        assert (await client.delete(f"{other}/endpoints/{endpoint['id']}")).status_code == 200
    assert (await client.delete(other)).status_code == 200


async def test_an_instance_changes(client: httpx.AsyncClient, fabric: Fabric, workspace: str) -> None:
    ids, instances = fabric.defaults, f"{workspace}/services/instances"
    units = {"mu": {"spec_code": "mu.x", "min": 0, "max": 3}}
    endpoint = await made(client, f"{workspace}/endpoints", {**ENDPOINT, "reserved_resource": units})
    created = await made(
        client, instances, {"source": {"id": ids.model_id}, "name": "svc", "endpoint_id": endpoint["id"]}
    )
    path = f"{instances}/{created['id']}"

    def sized(minimum: int, maximum: int) -> dict[str, Any]:
        return {"config": {"model_instance_config": {"resource": {"min": minimum, "max": maximum}}}}

    same = {"source": {"id": ids.model_id, "version_id": ids.version_id}}
    answer = await client.put(path, json={"name": "svc2", "description": "new", **same, **sized(1, 3)})
    assert answer.json() == {"id": created["id"]}
    shown = (await client.get(path)).json()
    assert (shown["name"], shown["description"]) == ("svc2", "new")
    assert shown["config"]["model_instance_config"]["resource"]["max"] == 3
    await refused(await client.put(path, json=sized(1, 4)), "exceeds the endpoint's own (3)")
    await refused(await client.put(path, json=sized(2, 3)), "resource/min`: cannot be changed")
    await refused(await client.put(path, json={"source": {"id": NOBODY}}), "/source/id`: cannot be changed")
    await refused(await client.put(path, json={"name": "bytes"}), "exists already")
    assert (await client.put(f"{instances}/{NOBODY}", json={})).status_code == 404


async def test_specifications_and_features(engine: FakeEngine, permits: Permits, tmp_path: Path) -> None:
    settings = FabricSettings(
        specs=(
            SpecRow(spec_code="dpu.x", spec_type="DPU", scenario="COMPUTE"),
            SpecRow(spec_code="mu.default"),
        ),
        endpoint_replicas=20_000,
        local_model_roots=(tmp_path,),
    )
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits, settings=settings)
    async with client_of(fabric) as client:

        async def codes(query: str = "") -> list[str]:
            page = (await client.get(f"/v1/specs{query}")).json()
            assert page["total"] == len(page["spec_codes"])
            return [row["spec_code"] for row in page["spec_codes"]]

        assert await codes() == ["mu.default", "dpu.x"]
        assert await codes("?spec_types=DPU&spec_types=APU") == ["dpu.x"]
        assert await codes("?spec_types=MU&scenario=ENDPOINT") == ["mu.default"]
        assert await codes("?spec_code=mu.default&scenario=COMPUTE") == []
        row = (await client.get("/v1/specs", params={"limit": 1})).json()
        assert (row["total"], row["spec_codes"][0]["max_stride_num"]) == (2, 10_000)
        features = (await client.get("/v1/features", params={"limit": 100})).json()
        told = {row["key"]: row["value"] for row in features["configs"]}
        assert features["total"] == len(told)
        assert (told["authentication"], told["moderation"]) == ("none", "disabled")
        assert (told["base_models"], told["local_model_paths"]) == ("open", "allowed")
        page = (await client.get("/v1/features", params={"offset": 1, "limit": 1})).json()
        assert page["configs"] == features["configs"][1:2]
    await fabric.close()


async def test_tenants_do_not_meet(fabric: Fabric, client: httpx.AsyncClient, workspace: str) -> None:
    """Another project's caller finds nothing of this one's, and changes nothing."""
    ids = fabric.defaults
    created = await made(client, f"{workspace}/models", CREATE)

    class Another:
        def needs_body(self, call: Any, operation: Any) -> bool:
            return False

        async def check(self, call: Any, operation: Any) -> None:
            call.principal = User(name="b", domain="b", project="b")

    fabric.guard = Another()  # type: ignore[assignment]
    async with client_of(fabric) as other:
        assert (await other.get("/v1/workspaces")).json() == {"total": 0, "workspaces": []}
        await made(other, "/v1/workspaces", {"name": "default"})
        for method, path, body in (
            ("PUT", workspace, {"name": "taken"}),
            ("DELETE", workspace, None),
            ("GET", f"{workspace}/models", None),
            ("POST", f"{workspace}/models", CREATE),
            ("PUT", f"{workspace}/models/{created['id']}", {"name": "taken"}),
            ("DELETE", f"{workspace}/models/{created['id']}", None),
            ("DELETE", f"{workspace}/models/{created['id']}/versions/{created['version_id']}", None),
            ("GET", f"{workspace}/endpoints", None),
            ("POST", f"{workspace}/endpoints", ENDPOINT),
            ("GET", f"{workspace}/endpoints/{ids.endpoint_id}", None),
            ("PUT", f"{workspace}/endpoints/{ids.endpoint_id}", {"name": "taken"}),
            ("DELETE", f"{workspace}/endpoints/{ids.endpoint_id}", None),
            ("POST", f"{workspace}/endpoints/{ids.endpoint_id}/subscribe", None),
            ("PUT", f"{workspace}/services/instances/{ids.instance_id}", {"name": "taken"}),
        ):
            answer = await other.request(method, path, json=body)
            assert (answer.status_code, answer.json()["error_code"]) == (404, "common.01000001"), (
                method,
                path,
            )
