"""Create model, row by row of its document: what is taken, what is refused, in which words, and what is stored."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.fabric.conftest import Permits, client_of
from tests.fabric.test_resources import CREATE, NOBODY
from treadle.contract.call import Call
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem
from treadle.engine.fake import FakeEngine
from treadle.fabric.errors import INCORRECT_TOKEN, INVALID_TOKEN
from treadle.fabric.service import DOCUMENT, Fabric
from treadle.fabric.settings import FabricSettings

SPEC: dict[str, Any] = json.loads(DOCUMENT.read_bytes())
OPERATION: dict[str, Any] = SPEC["paths"]["/v1/workspaces/{workspace_id}/models"]["post"]
SCHEMAS: dict[str, Any] = SPEC["components"]["schemas"]
INPUT = "failed to read http request, please check your input, code: 400, reason: "
ID = re.compile(r"[A-Za-z0-9-]{32,36}")


def body(**members: Any) -> dict[str, Any]:
    """The example with other members; None takes one away."""
    return {key: value for key, value in {**CREATE, **members}.items() if value is not None}


def version(**members: Any) -> dict[str, Any]:
    return body(version={**CREATE["version"], **members})


def llm(**members: Any) -> dict[str, Any]:
    return version(config={"llm_model_config": {"base_model_type": "string", **members}})


@pytest_asyncio.fixture
async def rooted(engine: FakeEngine, permits: Permits, tmp_path: Path) -> AsyncIterator[Fabric]:
    """A Fabric that takes local models from one directory."""
    (tmp_path / "models" / "mine").mkdir(parents=True)
    settings = FabricSettings(local_model_roots=(tmp_path / "models",))
    fabric = await Fabric.open(engine, tmp_path / "rooted.db", admission=permits, settings=settings)
    yield fabric
    await fabric.close()


def stored(path: Path) -> list[tuple[Any, ...]]:
    """Every model and version in a database."""
    with sqlite3.connect(path) as connection:
        return [
            row
            for table in ("models", "model_versions")
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
        ]


# Row of the document, what is sent, and whether it is taken (None) or which words the refusal has.
ROWS: list[tuple[int, dict[str, Any], str | None]] = [
    (10, body(name="a"), None),
    (10, body(name="Az09-_. x" + "a" * 55), None),
    (10, body(name=" "), None),
    (10, body(name="-"), None),
    (10, body(name=""), "/name"),
    (10, body(name="a" * 65), "/name"),
    (10, body(name="a\n"), "/name"),
    (10, body(name="a/b"), "/name"),
    (10, body(name="ä"), "/name"),
    (10, body(name="模型"), "/name"),
    (10, body(name=None), "name"),
    (10, body(name=7), "/name"),
    (11, body(description=""), None),
    (11, body(description=None), None),
    (11, body(description="ü" * 1024), None),
    (11, body(description="🧵" * 1024), None),
    (11, body(description="ü" * 1025), "/description"),
    (11, body(description=7), "/description"),
    (12, body(type="llm_model"), "/type"),
    (12, body(type="PGSQL_SERVICE"), "/type"),
    (12, body(type=None), "type"),
    (13, body(version=None), "version"),
    (13, {**CREATE, "version": None}, "/version"),
    (13, body(version=[]), "/version"),
    (14, version(name=""), "/version/name"),
    (14, version(name="a" * 65), "/version/name"),
    (14, version(name="a,b"), "/version/name"),
    (14, body(version={}), "/version"),
    (15, version(description="x" * 1024), None),
    (15, version(description="x" * 1025), "/version/description"),
    (16, body(version={"name": "1"}), None),
    (17, version(config={}), None),
    (17, version(config=7), "/version/config"),
    (18, version(config={"llm_model_config": {}}), "base_model_type"),
    (18, llm(base_model_type=""), "base_model_type"),
    (18, llm(base_model_type="x" * 64), None),
    (18, llm(base_model_type="x" * 65), "base_model_type"),
    (18, llm(base_model_type="QWEN_2_72B"), None),
    (19, llm(model_path="obs://bucket"), None),
    (19, llm(model_path="obs://bucket/a/b"), None),
    (19, llm(model_path="obs://bucket/a/b/"), None),
    (19, llm(model_path="s3://bucket/a/"), "model_path"),
    (19, llm(model_path="http://bucket/a/"), "model_path"),
    (19, llm(model_path="file:///models"), "model_path"),
    (19, llm(model_path="/models"), "model_path"),
    (19, llm(model_path="obs://"), "model_path"),
    (19, llm(model_path="obs://b/a"), "model_path"),
    (19, llm(model_path="obs://Bucket/a"), "model_path"),
    (19, llm(model_path="obs://bucket/a//b"), "model_path"),
    (19, llm(model_path="obs://bucket/a/../b"), "model_path"),
    (19, llm(model_path="obs://bucket/" + "a" * 1024), "model_path"),
    (20, llm(local_model_path="file:///models"), "local_model_path"),
    (20, llm(local_model_path="obs://bucket/a"), "local_model_path"),
    (20, llm(local_model_path="models/mine"), "local_model_path"),
    (20, llm(local_model_path="/etc"), "under none of the directories"),
    (20, llm(local_model_path="/etc/../etc"), "local_model_path"),
    (20, llm(model_path="obs://bucket/a", local_model_path="/etc"), "local_model_path"),
    (23, {**CREATE, "id": "mine", "version_id": 7, "version": {**CREATE["version"], "id": []}}, None),
    (25, CREATE, None),
]


@pytest.mark.parametrize(
    ("row", "sent", "refused"), ROWS, ids=[f"{row}-{number}" for number, (row, _, _) in enumerate(ROWS)]
)
async def test_a_row_of_the_table(
    client: httpx.AsyncClient,
    workspace: str,
    tmp_path: Path,
    row: int,
    sent: dict[str, Any],
    refused: str | None,
) -> None:
    before = stored(tmp_path / "state.db")
    answer = await client.post(f"{workspace}/models", json=sent)
    after = stored(tmp_path / "state.db")
    if refused is None:
        assert answer.status_code == 200, answer.text
        assert set(answer.json()) == {"id", "version_id"}  # rows 2, 22, 26
        assert all(ID.fullmatch(value) for value in answer.json().values())
        assert len(after) == len(before) + 2  # row 1: the model and its first version, together
        listed = (await client.get(f"{workspace}/models", params={"id": answer.json()["id"]})).json()
        assert [found["name"] for found in listed["models"]] == [
            sent["name"]
        ]  # row 3: at once; row 10: literally
    else:
        assert answer.status_code == 400, answer.text
        failure = answer.json()
        assert failure.keys() == {"error_code", "error_msg"}
        assert failure["error_code"] == "common.01000001"
        assert failure["error_msg"].startswith(INPUT)
        assert refused in failure["error_msg"]
        assert 2 <= len(failure["error_msg"]) <= 512  # row 24
        assert after == before
    assert answer.headers["x-request-id"]


async def test_row_4_a_name_is_refused_while_it_is_taken(client: httpx.AsyncClient, workspace: str) -> None:
    first = await client.post(f"{workspace}/models", json=CREATE)
    again = await client.post(f"{workspace}/models", json=CREATE)
    assert (again.status_code, again.json()["error_code"]) == (400, "common.01000001")
    assert "'LLama3-8b'" in again.json()["error_msg"]
    assert (await client.post(f"{workspace}/models", json=body(name="llama3-8b"))).status_code == 200
    other = (await client.post("/v1/workspaces", json={"name": "other"})).json()["id"]
    assert (await client.post(f"/v1/workspaces/{other}/models", json=CREATE)).status_code == 200
    assert (await client.delete(f"{workspace}/models/{first.json()['id']}")).status_code == 200
    assert (await client.post(f"{workspace}/models", json=CREATE)).status_code == 200


async def test_row_5_the_path_is_exact(client: httpx.AsyncClient, workspace: str) -> None:
    for path in (f"{workspace}/models/", f"{workspace}//models", f"{workspace}/Models"):
        answer = await client.post(path, json=CREATE)
        assert answer.status_code in (400, 404), path
        assert answer.json()["error_code"] == "common.01000001"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("a_b", 400),
        ("a" * 37, 400),
        ("a.b", 400),
        ("%20", 400),
        ("%C3%BC", 400),
        ("a%2Fb", 400),
        (NOBODY, 404),
        ("x", 404),
    ],
)
async def test_rows_6_and_30_the_workspace(client: httpx.AsyncClient, given: str, status: int) -> None:
    answer = await client.post(f"/v1/workspaces/{given}/models", json=CREATE)
    assert answer.status_code == status
    assert answer.json()["error_code"] == "common.01000001"
    if status == 404:
        assert answer.json()["error_msg"].startswith("response status exception, code: 404")


async def test_row_7_workspaces_are_listed(client: httpx.AsyncClient) -> None:
    found = (await client.get("/v1/workspaces")).json()["workspaces"][0]["id"]
    assert (await client.post(f"/v1/workspaces/{found}/models", json=CREATE)).status_code == 200


class Refusing:
    """A guard that refuses everybody in one way."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def needs_body(self, call: Call, operation: Operation) -> bool:
        return False

    async def check(self, call: Call, operation: Operation) -> None:
        raise self.problem


async def test_rows_8_28_and_29_who_may(fabric: Fabric, workspace: str) -> None:
    assert OPERATION["security"] == [{"token": []}, {"aksk": []}]
    fabric.guard = Refusing(Problem(Kind.UNAUTHENTICATED, "whatever"))  # type: ignore[assignment]
    async with client_of(fabric) as client:
        answer = await client.post(f"{workspace}/models", json=CREATE)
    assert answer.status_code == 401
    assert answer.json() == {"error_code": "APIG.1002", "error_msg": INCORRECT_TOKEN}
    fabric.guard = Refusing(Problem(Kind.FORBIDDEN, INVALID_TOKEN))  # type: ignore[assignment]
    async with client_of(fabric) as client:
        answer = await client.post(f"{workspace}/models", json=CREATE)
    assert answer.status_code == 403
    assert answer.content == (
        b'{"error":{"code":"403","message":"X-Auth-Token is invalid in the request","title":"Forbidden"},'
        b'"error_code":403,"error_msg":"X-Auth-Token is invalid in the request","title":"Forbidden"}'
    )


async def test_row_9_a_tokens_length(client: httpx.AsyncClient, workspace: str) -> None:
    assert "65534" in SPEC["components"]["securitySchemes"]["token"]["description"]
    answer = await client.post(f"{workspace}/models", json=CREATE, headers={"x-auth-token": "x" * 65_534})
    assert answer.status_code == 200  # nobody is asked here, and the header is not too long for the server


async def test_row_10_chinese_names_are_a_setting(
    engine: FakeEngine, permits: Permits, tmp_path: Path
) -> None:
    settings = FabricSettings(cjk_names=True)
    fabric = await Fabric.open(engine, tmp_path / "cjk.db", admission=permits, settings=settings)
    path = f"/v1/workspaces/{fabric.defaults.workspace_id}/models"
    async with client_of(fabric) as client:
        for name, status in {
            "模型 1": 200,
            "型" * 64: 200,
            "型" * 65: 400,
            "ä": 400,
            "モデル": 400,
            "한": 400,
        }.items():
            assert (await client.post(path, json=body(name=name))).status_code == status, name
        assert (await client.get(path, params={"name": "模型"})).json()["total"] == 1
        told = (await client.get("/openapi/fabric.json")).json()["components"]["schemas"]["ResourceName"]
        assert "\u4e00" in told["pattern"]
    await fabric.close()


async def test_row_18_the_list_of_base_models_is_a_setting(
    engine: FakeEngine, permits: Permits, tmp_path: Path
) -> None:
    settings = FabricSettings(strict_base_models=True)
    fabric = await Fabric.open(engine, tmp_path / "strict.db", admission=permits, settings=settings)
    path = f"/v1/workspaces/{fabric.defaults.workspace_id}/models"
    async with client_of(fabric) as client:
        refused = await client.post(path, json=CREATE)
        assert (refused.status_code, "list of base models" in refused.json()["error_msg"]) == (400, True)
        listed = (await client.get("/v1/base-models")).json()["models"][0]["base_model_type"]
        known = version(config={"llm_model_config": {"base_model_type": listed}})
        assert (await client.post(path, json=known)).status_code == 200
    await fabric.close()


async def test_row_20_a_local_path(rooted: Fabric, tmp_path: Path) -> None:
    models = f"/v1/workspaces/{rooted.defaults.workspace_id}/models"
    (tmp_path / "models" / "out").symlink_to(tmp_path)
    async with client_of(rooted) as client:
        for number, (path, status) in enumerate(
            {
                f"{tmp_path}/models/mine": 200,
                f"{tmp_path}/models/mine/": 200,
                f"{tmp_path}/models": 200,
                f"{tmp_path}/models/later": 200,
                f"{tmp_path}": 400,
                f"{tmp_path}/models/out": 400,
                f"{tmp_path}/models/out/rooted.db": 400,
                f"{tmp_path}/models2": 400,
            }.items()
        ):
            sent = {**llm(local_model_path=path), "name": f"m{number}"}
            assert (await client.post(models, json=sent)).status_code == status, path


def test_rows_1_to_5_and_33_of_the_description() -> None:
    assert OPERATION["operationId"] == "create_model_definition"
    assert OPERATION["requestBody"]["required"] is True
    assert OPERATION["responses"].keys() == {"200", "400", "401", "403", "404", "408", "500"}
    assert SCHEMAS["CreateModelDefinitionRequest"]["required"] == ["name", "type", "version"]
    assert SCHEMAS["CreateModelDefinitionResponse"]["required"] == ["id", "version_id"]
    link = OPERATION["responses"]["200"]["links"]["ListModels"]
    assert link["operationId"] == "list_models"


def test_row_21_no_defaults() -> None:
    for name in ("CreateModelDefinitionRequest", "ModelVersionInput", "ModelConfig", "LlmModelConfig"):
        assert not any("default" in member for member in SCHEMAS[name]["properties"].values())


def test_row_23_the_version_id_is_the_servers() -> None:
    assert SCHEMAS["CreateModelDefinitionResponse"]["properties"]["version_id"]["readOnly"] is True
    assert "version_id" not in SCHEMAS["CreateModelDefinitionRequest"]["properties"]


def test_row_24_lengths() -> None:
    members = SCHEMAS["Error"]["properties"]
    assert (members["error_code"]["minLength"], members["error_code"]["maxLength"]) == (8, 36)
    assert (members["error_msg"]["minLength"], members["error_msg"]["maxLength"]) == (2, 512)
    assert (members["solution_msg"]["minLength"], members["solution_msg"]["maxLength"]) == (0, 4096)


@pytest.mark.parametrize("sent", [{"name": 7}, {"version": 7}, {"description": []}])
async def test_row_27_a_wrong_type(client: httpx.AsyncClient, workspace: str, sent: dict[str, Any]) -> None:
    failure = (await client.post(f"{workspace}/models", json=body(**sent))).json()
    assert failure["error_msg"].startswith(f"{INPUT}Type mismatch., cause: ")


async def test_row_31_the_deadline(engine: FakeEngine, permits: Permits, tmp_path: Path) -> None:
    fabric = await Fabric.open(
        engine, tmp_path / "late.db", admission=permits, settings=FabricSettings(deadline=1e-9)
    )
    async with client_of(fabric) as client:
        answer = await client.post(f"/v1/workspaces/{fabric.defaults.workspace_id}/models", json=CREATE)
    assert answer.status_code == 408
    assert answer.json()["error_code"] == "common.00000408"
    assert answer.json()["error_msg"].startswith("timeout exception occurred")
    before = stored(tmp_path / "late.db")
    assert len(before) == 2  # the server's own
    await fabric.close()


async def test_row_32_a_fault_says_nothing(client: httpx.AsyncClient, workspace: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute("ALTER TABLE models RENAME TO lost")
    answer = await client.post(f"{workspace}/models", json=CREATE)
    assert answer.status_code == 500
    assert answer.json() == {"error_code": "common.00000500", "error_msg": "internal error"}


async def test_row_33_other_faults_have_these_statuses(client: httpx.AsyncClient, workspace: str) -> None:
    models = f"{workspace}/models"
    for content, media_type in (
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"\xff", "application/json"),
        (b'{"name":"\\ud800"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"[]", "application/json"),
        (b"{}", "text/plain"),
        (b"x" * 2_000_001, "application/json"),
    ):
        answer = await client.post(models, content=content, headers={"content-type": media_type})
        assert (answer.status_code, answer.json()["error_code"]) == (400, "common.01000001"), content[:9]
    for method in ("PUT", "PATCH", "DELETE"):
        answer = await client.request(method, models)
        assert (answer.status_code, answer.json()["error_code"]) == (404, "common.01000001")


def test_row_34_the_codes_are_published() -> None:
    page = (Path(__file__).parents[3] / "docs" / "fabric-errors.md").read_text("utf-8")
    for code in (
        "common.01000001",
        "common.00000408",
        "common.00000500",
        "APIG.1002",
        "APIG.0301",
        "APIG.0308",
    ):
        assert f"`{code}`" in page
