"""Workspaces, models, versions, base models and service instances, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fabric.conftest import Permits, client_of
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric
from treadle.fabric.settings import CatalogueRow, FabricSettings, type_code

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
NOBODY = "00000000-0000-4000-8000-000000000000"


def model(name: str, **llm: str) -> dict[str, Any]:
    config = {"config": {"llm_model_config": llm}} if llm else {}
    return {"name": name, "type": "LLM_MODEL", "version": {"name": "1", **config}}


async def test_a_created_model_is_listed_at_once_as_it_was_given(
    client: httpx.AsyncClient, workspace: str
) -> None:
    created = await client.post(f"{workspace}/models", json=CREATE | {"id": "mine"})
    assert created.status_code == 200
    ids = created.json()
    assert len(ids["id"]) == len(ids["version_id"]) == 36
    listed = (await client.get(f"{workspace}/models", params={"id": ids["id"]})).json()
    assert listed["total"] == 1
    found = listed["models"][0]
    assert {key: found[key] for key in ("name", "description", "type", "visibility")} == {
        "name": "LLama3-8b",
        "description": "description",
        "type": "LLM_MODEL",
        "visibility": "PRIVATE",
    }
    assert found["current_version"]["id"] == ids["version_id"]
    assert found["current_version"]["config"] == CREATE["version"]["config"]
    assert found["create_time"].endswith("Z")
    versions = (await client.get(f"{workspace}/models/{ids['id']}/versions")).json()
    assert versions == {"total": 1, "versions": [found["current_version"]]}


async def test_a_name_is_taken_once(client: httpx.AsyncClient, workspace: str) -> None:
    assert (await client.post(f"{workspace}/models", json=model("  "))).status_code == 200
    again = await client.post(f"{workspace}/models", json=model("  "))
    assert again.status_code == 400
    assert again.json()["error_code"] == "common.01000001"
    assert "'  '" in again.json()["error_msg"]
    assert (await client.post(f"{workspace}/models", json=model(" "))).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (CREATE | {"type": "llm_model"}, "/type"),
        (CREATE | {"name": "a" * 65}, "/name"),
        (CREATE | {"name": "naïve"}, "/name"),
        (CREATE | {"name": "line\n"}, "/name"),
        (CREATE | {"version": None}, "/version"),
        (CREATE | {"description": "\0"}, "/description"),
        (model("m", base_model_type="a", model_path="s3://bucket/key"), "model_path"),
        (model("m", base_model_type="a", model_path="obs://bucket/../key"), "model_path"),
        (model("m", base_model_type="a", model_path="obs://bucket//key"), "model_path"),
        (model("m", base_model_type="a", local_model_path="relative/path"), "local_model_path"),
        (model("m", base_model_type="a", local_model_path="/etc"), "local_model_path"),
        (model("m", base_model_type="a", model_path="obs://bucket", local_model_path="/m"), "together"),
        (model("m", model_path="obs://bucket"), "base_model_type"),
    ],
)
async def test_bad_models_are_refused_with_the_place(
    client: httpx.AsyncClient, workspace: str, body: dict[str, Any], pointer: str
) -> None:
    answer = await client.post(f"{workspace}/models", json=body)
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "common.01000001"
    assert pointer in answer.json()["error_msg"]


async def test_lists_page_filter_and_sort(client: httpx.AsyncClient, workspace: str) -> None:
    for name in ("b", "a", "C"):
        await client.post(f"{workspace}/models", json=model(name))

    async def names(**query: Any) -> list[str]:
        answer = await client.get(f"{workspace}/models", params=query)
        assert answer.status_code == 200
        return [found["name"] for found in answer.json()["models"]]

    assert await names(visibility="PRIVATE", sort_by="NAME", order_by="ASC") == ["C", "a", "b"]
    assert await names(name="c") == ["C"]
    assert await names(visibility="PRIVATE") == ["C", "a", "b"]
    assert await names(limit=1, offset=1) == ["a"]
    assert await names(offset=1_000_000_000) == []
    assert (await client.get(f"{workspace}/models", params={"limit": 101})).status_code == 400
    assert (await client.get(f"{workspace}/models", params={"sort_by": "SIZE"})).status_code == 400


async def test_workspaces_and_base_models(client: httpx.AsyncClient, fabric: Fabric) -> None:
    found = (await client.get("/v1/workspaces", params={"name": "DEF"})).json()
    assert found["total"] == 1
    assert found["workspaces"][0]["id"] == fabric.defaults.workspace_id
    assert (await client.get("/v1/workspaces", params={"enterprise_project_id": "9"})).json()["total"] == 0
    assert (await client.get("/v1/workspaces", params={"id": NOBODY})).json()["total"] == 0
    catalogue = (await client.get("/v1/base-models")).json()
    assert catalogue == {
        "total": 1,
        "models": [{"base_model_type": "BYTES", "max_tokens": 2048, "num_of_mu": 1}],
    }
    assert (await client.get("/v1/base-models", params={"offset": 1})).json() == {"total": 1, "models": []}


async def test_settings_of_the_catalogue(engine: FakeEngine, permits: Permits, tmp_path: Path) -> None:
    (tmp_path / "models" / "one").mkdir(parents=True)
    (tmp_path / "models" / "out").symlink_to(tmp_path)
    settings = FabricSettings(
        base_model_type="SERVED",
        base_models=(CatalogueRow("OTHER", 16_000, 8), CatalogueRow("SERVED", 1)),
        strict_base_models=True,
        local_model_roots=(tmp_path / "models",),
        public_url="https://fabric.example/",
    )
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits, settings=settings)
    models = f"/v1/workspaces/{fabric.defaults.workspace_id}/models"
    async with client_of(fabric) as client:
        listed = (await client.get("/v1/base-models")).json()["models"]
        assert [(row["base_model_type"], row["num_of_mu"]) for row in listed] == [("SERVED", 1), ("OTHER", 8)]
        inside = model("a", base_model_type="OTHER", local_model_path=f"{tmp_path}/models/one")
        assert (await client.post(models, json=inside)).status_code == 200
        outside = model("b", base_model_type="OTHER", local_model_path=f"{tmp_path}/models/out/x")
        assert (await client.post(models, json=outside)).status_code == 400
        assert (await client.post(models, json=model("c", base_model_type="ELSE"))).status_code == 400
        path = (
            f"/v1/workspaces/{fabric.defaults.workspace_id}/services/instances/{fabric.defaults.instance_id}"
        )
        detail = (await client.get(path)).json()
        assert detail["url"]["address"] == f"https://fabric.example{path}/invocations"
    await fabric.close()
    assert type_code("HuggingFaceTB/SmolLM2-135M-Instruct") == "SMOLLM2_135M_INSTRUCT"
    assert type_code("///") == "MODEL"


async def deploy(
    client: httpx.AsyncClient, fabric: Fabric, workspace: str, llm: dict[str, str], **more: Any
) -> httpx.Response:
    created = await client.post(f"{workspace}/models", json=model("deployed", **llm))
    assert created.status_code == 200, created.text
    body = {
        "source": {"id": created.json()["id"]},
        "name": "service",
        "endpoint_id": fabric.defaults.endpoint_id,
        **more,
    }
    return await client.post(f"{workspace}/services/instances", json=body)


@pytest.mark.parametrize(
    ("llm", "status", "reason"),
    [
        ({}, "RUNNING", None),
        ({"base_model_type": "BYTES"}, "RUNNING", None),
        ({"base_model_type": "fake/bytes"}, "RUNNING", None),
        ({"base_model_type": "QWEN_2_72B"}, "FAILED", "no weights of the base model type QWEN_2_72B"),
        ({"base_model_type": "BYTES", "model_path": "obs://bucket/m/"}, "FAILED", "loads no weights"),
    ],
)
async def test_an_instance_runs_what_the_server_has(
    client: httpx.AsyncClient,
    fabric: Fabric,
    workspace: str,
    llm: dict[str, str],
    status: str,
    reason: str | None,
) -> None:
    answer = await deploy(client, fabric, workspace, llm, description="mine")
    assert answer.status_code == 200
    path = f"{workspace}/services/instances/{answer.json()['id']}"
    detail = (await client.get(path)).json()
    assert detail["status"] == status
    assert detail["url"] == {
        "name": "ApiInvoke",
        "address": f"http://fabric.test:8080{path}/invocations",
        "type": "PRIVATE",
    }
    resource = detail["config"]["model_instance_config"]["resource"]
    assert resource == {"min": 1, "max": 1, "spec_code": "mu.default"}
    if reason is None:
        assert "error_code" not in detail
        assert detail["duration"] == 0
    else:
        assert reason in detail["error_msg"]
        assert "duration" not in detail
    asked = await client.post(f"{path}/invocations", json={"messages": [{"role": "user", "content": "Hi"}]})
    assert asked.status_code == (200 if reason is None else 400)
    if reason is not None:
        assert "its status is FAILED" in asked.json()["error_msg"]
    assert (await client.delete(path)).json() == {"id": detail["id"]}
    assert (await client.get(path)).status_code == 404
    assert (await client.delete(path)).status_code == 404
    gone = await client.post(f"{path}/invocations", json={"messages": [{"role": "user", "content": "Hi"}]})
    assert gone.status_code == 404


async def test_deployments_are_checked(client: httpx.AsyncClient, fabric: Fabric, workspace: str) -> None:
    resource = {"min": 2, "max": 1, "spec_code": "mu.x"}
    config = {"config": {"model_instance_config": {"resource": resource}}}
    answer = await deploy(client, fabric, workspace, {}, **config)
    assert answer.status_code == 400
    assert "/config/model_instance_config/resource/max" in answer.json()["error_msg"]
    instances = f"{workspace}/services/instances"
    body = {"source": {"id": NOBODY}, "name": "a", "endpoint_id": fabric.defaults.endpoint_id}
    assert (await client.post(instances, json=body)).status_code == 404
    body |= {"source": {"id": fabric.defaults.model_id, "version_id": NOBODY}}
    assert (await client.post(instances, json=body)).status_code == 404
    body |= {"source": {"id": fabric.defaults.model_id}, "endpoint_id": "nowhere"}
    assert (await client.post(instances, json=body)).status_code == 404
    body |= {"endpoint_id": fabric.defaults.endpoint_id, "description": "a=b"}
    assert (await client.post(instances, json=body)).status_code == 400
    del body["description"]
    assert (await client.post(instances, json=body)).status_code == 200
    assert (await client.post(instances, json=body)).status_code == 400
    found = (await client.get(instances, params={"source_id": fabric.defaults.model_id})).json()
    assert found["total"] == 2
    for query in (
        {"name": "A"},
        {"status": "x", "name": "a"},
        {"type": "LLM_MODEL", "visibility": "PRIVATE"},
    ):
        assert [
            one["name"] for one in (await client.get(instances, params=query)).json()["service_instances"]
        ] == ["a"]
    assert (await client.get(instances, params={"sort_by": "DURATION", "order_by": "ASC"})).json()[
        "total"
    ] == 2
    assert (await client.get(instances, params={"type": "PGSQL_SERVICE"})).json()["total"] == 0


async def test_the_servers_own_instance_stays(
    client: httpx.AsyncClient, fabric: Fabric, workspace: str
) -> None:
    path = f"{workspace}/services/instances/{fabric.defaults.instance_id}"
    refused = await client.delete(path)
    assert refused.status_code == 400
    assert "cannot be deleted" in refused.json()["error_msg"]
    assert (
        (await client.get(path, headers={"host": "bad host"}))
        .json()["url"]["address"]
        .startswith("http://localhost/")
    )


@pytest.mark.parametrize("path", ["/v1/workspaces/a_b/models", f"/v1/workspaces/{'a' * 37}/models"])
async def test_ids_have_their_syntax(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 400


async def test_unknown_things_are_404(client: httpx.AsyncClient, workspace: str) -> None:
    for path in (
        f"/v1/workspaces/{NOBODY}/models",
        f"/v1/workspaces/{NOBODY}/services/instances",
        f"{workspace}/models/{NOBODY}/versions",
        f"{workspace}/services/instances/{NOBODY}",
        "/v1/agency",
    ):
        answer = await client.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["error_code"] == "common.01000001"
    wrong = await client.put(f"{workspace}/models")
    assert wrong.status_code == 404
    assert wrong.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_health_and_document(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    assert (await client.get("/healthcheck")).json() == "success"
    engine.die()
    ill = await client.get("/healthcheck")
    assert (ill.status_code, ill.json()["error_code"]) == (500, "common.00000500")
    document = (await client.get("/openapi/fabric.json")).json()
    assert document["openapi"] == "3.2.0"
    assert len(document["paths"]) == 17


async def test_pages_of_another_origin_may_send_credentials_and_delete(
    client: httpx.AsyncClient, workspace: str
) -> None:
    asked = {"origin": "http://a.test", "access-control-request-method": "DELETE"}
    answer = await client.options(workspace, headers=asked)
    assert answer.status_code == 200
    assert "DELETE" in answer.headers["access-control-allow-methods"]
    assert "x-auth-token" in answer.headers["access-control-allow-headers"].split(",")
    read = await client.get("/v1/workspaces", headers={"origin": "http://a.test"})
    assert "x-request-id" in read.headers["access-control-expose-headers"]
