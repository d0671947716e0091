"""Every operation's ids, pages, filters and bodies: what breaks the contract is a flat 400 at once, and nothing is stored.

Create model has a table of its own (`test_create_model`), invocations too.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.fabric.conftest import Permits, client_of
from tests.fabric.test_lives import ENDPOINT
from tests.fabric.test_resources import CREATE, NOBODY, model
from treadle.app import FABRIC_PATHS
from treadle.contract.operation import Operation
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric
from treadle_contracts.fabric.routes import OPERATIONS

BAD_IDS = ("a" * 37, "a_b", "a.b", "a%20b", "%C3%BC", "a%00", "%ff", "a%2Fb", "a*")
BODIES: dict[str, dict[str, Any]] = {
    "create_workspace": {"name": "name"},
    "update_workspace": {},
    "create_model_definition": CREATE,
    "update_model_definition": {},
    "create_endpoint": ENDPOINT,
    "update_endpoint": {},
    "deploy_service_instance": {"source": {"id": NOBODY}, "name": "a", "endpoint_id": NOBODY},
    "update_service_instance": {},
    "invoke_model_service": {"messages": [{"role": "user", "content": "Hi"}]},
}
WITH_IDS = [
    (operation, parameter.name)
    for operation in OPERATIONS
    for parameter in operation.parameters
    if parameter.location == "path"
]


@pytest_asyncio.fixture(scope="module")
async def database(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all: what is refused changes nothing."""
    path = tmp_path_factory.mktemp("refused") / "state.db"
    shutil.copy(template, path)
    return path


@pytest_asyncio.fixture(scope="module")
async def fabric(database: Path) -> AsyncIterator[Fabric]:
    engine = FakeEngine()
    await engine.start()
    fabric = await Fabric.open(engine, database, admission=Permits())
    yield fabric
    await fabric.close()


@pytest_asyncio.fixture(scope="module")
async def client(fabric: Fabric) -> AsyncIterator[httpx.AsyncClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TREADLE_SPEC_CHECK", "1")
        client = client_of(fabric)
    async with client:
        yield client


def stored(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in a database, but when its servers were last alive."""
    with sqlite3.connect(path) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in names
            if name != "servers"
        }


def flat(answer: httpx.Response, *, status: int = 400) -> str:
    """The message of a flat refusal, in the form that the contract gives it."""
    assert answer.status_code == status, answer.text
    failure = answer.json()
    assert failure.keys() == {"error_code", "error_msg"}
    assert failure["error_code"] == "common.01000001"
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-request-id"]
    begins = (
        "failed to read http request, please check your input, code: 400, reason: " if status == 400 else ""
    )
    assert failure["error_msg"].startswith(begins or "response status exception, code: 404")
    assert 2 <= len(failure["error_msg"]) <= 512
    message: str = failure["error_msg"]
    return message


def target(operation: Operation, fabric: Fabric, **given: str) -> str:
    ids = fabric.defaults
    known = {
        name: getattr(ids, name)
        for name in ("workspace_id", "model_id", "version_id", "endpoint_id", "instance_id")
    }
    return operation.path.format(**known | given)


@pytest.mark.parametrize(("operation", "name"), WITH_IDS, ids=lambda value: getattr(value, "id", value))
async def test_ids(
    client: httpx.AsyncClient, fabric: Fabric, database: Path, operation: Operation, name: str
) -> None:
    before = stored(database)
    for bad in BAD_IDS:
        path = target(operation, fabric, **{name: bad})
        answer = await client.request(operation.method, path, json=BODIES.get(operation.id))
        assert name in flat(answer), bad
    for unknown in (NOBODY, "0", "a" * 36):
        path = target(operation, fabric, **{name: unknown})
        flat(await client.request(operation.method, path, json=BODIES.get(operation.id)), status=404)
    assert stored(database) == before


PAGES: list[tuple[str, str]] = [
    (f"{name}={value}", name)
    for name, values in {
        "offset": ("-1", "1000000001", "1.5", "a", "", "1e3", "+1", "%201", "9" * 30),
        "limit": ("0", "101", "-1", "10.5", "ten", "", "null"),
    }.items()
    for value in values
]
LISTS = [
    operation
    for operation in OPERATIONS
    if operation.method == "GET" and any(parameter.name == "limit" for parameter in operation.parameters)
]


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.id)
async def test_pages(client: httpx.AsyncClient, fabric: Fabric, operation: Operation) -> None:
    path = target(operation, fabric)
    for query, name in (*PAGES, ("limit=1&limit=2", "limit")):
        assert name in flat(await client.get(f"{path}?{query}")), query
    for query in ("offset=0&limit=1", "offset=1000000000&limit=100", "unknown=1", "limit=5"):
        assert (await client.get(f"{path}?{query}")).status_code == 200, query


LONG = "a" * 129
FILTERS: list[tuple[str, str]] = [
    ("list_workspaces", "name="),
    ("list_workspaces", f"name={'a' * 33}"),
    ("list_workspaces", "name=a%20b"),
    ("list_workspaces", f"id={'a' * 37}"),
    ("list_workspaces", "enterprise_project_id="),
    ("list_models", "name="),
    ("list_models", f"name={LONG}"),
    ("list_models", "name=%E6%A8%A1"),
    ("list_models", "id=a_b"),
    ("list_models", f"type={LONG}"),
    ("list_models", "visibility=private"),
    ("list_models", "visibility=public"),
    ("list_models", "sort_by=SIZE"),
    ("list_models", "sort_by=name"),
    ("list_models", "order_by=asc"),
    ("list_models", "order_by=UP"),
    ("list_model_versions", "version_id=a.b"),
    ("list_model_versions", "name=%0A"),
    ("list_specs", "spec_types=CPU"),
    ("list_specs", "spec_types=MU&spec_types=mu"),
    ("list_specs", "spec_types=" + "&spec_types=".join(["MU"] * 101)),
    ("list_specs", "spec_code="),
    ("list_specs", "spec_code=a%20b"),
    ("list_specs", "scenario=endpoint"),
    ("list_endpoints", "type=INFERENCE"),
    ("list_endpoints", "type=gpu"),
    ("list_endpoints", "visibility=OWN"),
    ("list_endpoints", f"name={LONG}"),
    ("list_endpoints", "endpoint_id=a_b"),
    ("list_endpoints", "model_id=a_b"),
    ("show_endpoint", "version=NEXT"),
    ("list_services_instances", "type=llm_model"),
    ("list_services_instances", "visibility=ALL"),
    ("list_services_instances", "sort_by=NAME"),
    ("list_services_instances", "order_by=desc"),
    ("list_services_instances", f"name={'a' * 65}"),
    ("list_services_instances", "source_id=a_b"),
    ("list_services_instances", "version_id=a_b"),
    ("list_services_instances", "endpoint_id=a_b"),
    ("list_services_instances", "id=%ff"),
]


@pytest.mark.parametrize(("name", "query"), FILTERS, ids=lambda value: value[:40])
async def test_filters(client: httpx.AsyncClient, fabric: Fabric, name: str, query: str) -> None:
    operation = next(one for one in OPERATIONS if one.id == name)
    assert query.partition("=")[0] in flat(await client.get(f"{target(operation, fabric)}?{query}"))


def units(minimum: object = 0, maximum: object = 1, **more: object) -> dict[str, Any]:
    mu = {"spec_code": "mu.x", "min": minimum, "max": maximum, **more}
    return {"reserved_resource": {"mu": mu}}


def replicas(minimum: object, maximum: object, **more: object) -> dict[str, Any]:
    resource = {"min": minimum, "max": maximum, "spec_code": "mu.x", **more}
    return {"config": {"model_instance_config": {"resource": resource}}}


INSIDE = "/config/model_instance_config/resource"
# Operation, what is added to a body that would be taken, and the place that the refusal names.
WRONG: list[tuple[str, dict[str, Any] | Any, str]] = [
    ("create_workspace", {"name": "abc"}, "/name"),
    ("create_workspace", {"name": "a" * 33}, "/name"),
    ("create_workspace", {"name": "with_underscore"}, "/name"),
    ("create_workspace", {"name": "with space"}, "/name"),
    ("create_workspace", {"name": "naïve"}, "/name"),
    ("create_workspace", {"name": None}, "/name"),
    ("create_workspace", {"name": 1234}, "/name"),
    ("create_workspace", {"description": "x" * 256}, "/description"),
    ("create_workspace", {"description": "\0"}, "/description"),
    ("create_workspace", {"metastore_id": "m" * 31}, "/metastore_id"),
    ("create_workspace", {"metastore_id": "m" * 37}, "/metastore_id"),
    ("create_workspace", {"enterprise_project_id": ""}, "/enterprise_project_id"),
    ("create_workspace", {"enterprise_project_id": "e" * 65}, "/enterprise_project_id"),
    ("create_workspace", {"enterprise_project_id": "a_b"}, "/enterprise_project_id"),
    ("create_workspace", {"tags": {}}, "/tags"),
    ("create_workspace", {"tags": [{}]}, "/tags/0"),
    ("create_workspace", {"tags": [{"key": ""}]}, "/tags/0/key"),
    ("create_workspace", {"tags": [{"key": "k" * 129}]}, "/tags/0/key"),
    ("create_workspace", {"tags": [{"key": "a*b"}]}, "/tags/0/key"),
    ("create_workspace", {"tags": [{"key": "k", "value": "v" * 256}]}, "/tags/0/value"),
    ("create_workspace", {"tags": [{"key": "k"}] * 21}, "/tags"),
    ("update_workspace", {"name": "abc"}, "/name"),
    ("update_workspace", {"description": 1}, "/description"),
    ("update_workspace", {"metastore_id": "short"}, "/metastore_id"),
    ("update_model_definition", {"name": ""}, "/name"),
    ("update_model_definition", {"name": "a" * 65}, "/name"),
    ("update_model_definition", {"description": "x" * 1025}, "/description"),
    ("update_model_definition", {"current_version_id": "short"}, "/current_version_id"),
    ("update_model_definition", {"version": {}}, "/version"),
    ("update_model_definition", {"version": model("a", base_model_type="")["version"]}, "base_model_type"),
    (
        "update_model_definition",
        {"version": model("a", base_model_type="x", model_path="s3://a")["version"]},
        "model_path",
    ),
    (
        "update_model_definition",
        {"version": model("a", base_model_type="x", local_model_path="/etc")["version"]},
        "under none",
    ),
    ("create_endpoint", {"name": ""}, "/name"),
    ("create_endpoint", {"name": "a" * 129}, "/name"),
    ("create_endpoint", {"name": "a/b"}, "/name"),
    ("create_endpoint", {"type": "ray"}, "/type"),
    ("create_endpoint", {"type": "INFERENCE"}, "/type"),
    ("create_endpoint", {"type": None}, "/type"),
    ("create_endpoint", {"description": "x" * 1025}, "/description"),
    ("create_endpoint", {"public_access": "true"}, "/public_access"),
    ("create_endpoint", {"custom_image_id": "i"}, "/custom_image_id"),
    ("create_endpoint", {"cap": {}}, "/cap"),
    ("create_endpoint", {"reserved_resource": []}, "/reserved_resource"),
    ("create_endpoint", {"reserved_resource": {"mu": {}}}, "/reserved_resource/mu"),
    (
        "create_endpoint",
        {"reserved_resource": {"apu": {"spec_code": "a", "warm_up_num": 0, "max_num": 1}}},
        "warm_up_num",
    ),
    (
        "create_endpoint",
        {"reserved_resource": {"dpu": {"spec_code": "a", "warm_up_num": 1, "max_num": 1001}}},
        "max_num",
    ),
    ("create_endpoint", units(-1), "/reserved_resource/mu/min"),
    ("create_endpoint", units(0, 0), "/reserved_resource/mu/max"),
    ("create_endpoint", units(0, 1.5), "/reserved_resource/mu/max"),
    ("create_endpoint", units(0, "1"), "/reserved_resource/mu/max"),
    ("create_endpoint", units(0, 2**31), "/reserved_resource/mu/max"),
    ("create_endpoint", units(3, 2), "/reserved_resource/mu/max"),
    ("create_endpoint", units(spec_code=""), "/reserved_resource/mu/spec_code"),
    ("create_endpoint", units(spec_code="a b"), "/reserved_resource/mu/spec_code"),
    ("update_endpoint", {"name": ""}, "/name"),
    ("update_endpoint", {"cap": {"cap_id": "a_b"}}, "/cap/cap_id"),
    ("update_endpoint", units(5, 4), "/reserved_resource/mu/max"),
    ("update_endpoint", units(0, None), "/reserved_resource/mu/max"),
    ("deploy_service_instance", {"name": ""}, "/name"),
    ("deploy_service_instance", {"name": "a:b"}, "/name"),
    ("deploy_service_instance", {"source": None}, "/source"),
    ("deploy_service_instance", {"source": {}}, "/source"),
    ("deploy_service_instance", {"source": {"id": "short"}}, "/source/id"),
    ("deploy_service_instance", {"source": {"id": NOBODY, "version_id": "a" * 37}}, "/source/version_id"),
    ("deploy_service_instance", {"endpoint_id": ""}, "/endpoint_id"),
    ("deploy_service_instance", {"endpoint_id": "a_b"}, "/endpoint_id"),
    *(("deploy_service_instance", {"description": f"a{sign}b"}, "/description") for sign in "!<>=&\"'"),
    ("deploy_service_instance", {"description": "x" * 1025}, "/description"),
    ("deploy_service_instance", replicas(0, 1), f"{INSIDE}/min"),
    ("deploy_service_instance", replicas(1, 1001), f"{INSIDE}/max"),
    ("deploy_service_instance", replicas(1, True), f"{INSIDE}/max"),
    ("deploy_service_instance", replicas(2, 1), f"{INSIDE}/max"),
    ("deploy_service_instance", replicas(1, 1, spec_code="a b"), f"{INSIDE}/spec_code"),
    ("deploy_service_instance", {"config": []}, "/config"),
    ("update_service_instance", {"name": "a:b"}, "/name"),
    ("update_service_instance", {"description": "a<b"}, "/description"),
    ("update_service_instance", {"source": {"id": "short"}}, "/source/id"),
    ("update_service_instance", replicas(0, 1), f"{INSIDE}/min"),
    ("update_service_instance", replicas(1, 0), f"{INSIDE}/max"),
    ("update_service_instance", replicas(2, 1), INSIDE),
]


@pytest.mark.parametrize(
    ("name", "more", "place"), WRONG, ids=[f"{name}-{place}-{n}" for n, (name, _, place) in enumerate(WRONG)]
)
async def test_bodies(
    client: httpx.AsyncClient, fabric: Fabric, database: Path, name: str, more: dict[str, Any], place: str
) -> None:
    operation = next(one for one in OPERATIONS if one.id == name)
    ids = fabric.defaults
    deploy = {"source": {"id": ids.model_id}, "name": "svc", "endpoint_id": ids.endpoint_id}
    body = {**(deploy if name == "deploy_service_instance" else BODIES[name]), **more}
    before = stored(database)
    answer = await client.request(operation.method, target(operation, fabric), json=body)
    assert place in flat(answer)
    assert stored(database) == before


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.body], ids=lambda operation: operation.id
)
async def test_what_is_no_object(
    client: httpx.AsyncClient, fabric: Fabric, database: Path, operation: Operation
) -> None:
    before = stored(database)
    for content in (b"", b"{", b"[]", b'"text"', b"null", b"\xff", b'{"name": NaN}', b"[" * 10_000):
        headers = {"content-type": "application/json"}
        answer = await client.request(
            operation.method, target(operation, fabric), content=content, headers=headers
        )
        flat(answer)
    assert stored(database) == before


def of_the_sdk() -> list[tuple[str, str]]:
    """Method and path of every operation of Huawei's SDK, both planes."""
    found: list[tuple[str, str]] = []
    for name in ("dataartsfabric", "dataartsfabricep"):
        client = files(f"huaweicloudsdk{name}.v1").joinpath(f"{name}_client.py").read_text()
        found += re.findall(r'"method": "(\w+)",\s*"resource_path": "([^"]+)"', client)
    return found


SERVED = {(operation.method, operation.path) for operation in OPERATIONS}
# What else the SDK can ask for, none of which serves language models; and what nobody should.
UNSERVED = [pair for pair in of_the_sdk() if pair not in SERVED]
ELSEWHERE = [
    *((method, re.sub(r"\{workspace_id\}", "{w}", path)) for method, path in UNSERVED),
    ("GET", "/v1/workspaces/"),
    ("GET", "/v1/workspaces/{w}"),
    ("PATCH", "/v1/workspaces/{w}"),
    ("GET", "/v1/workspaces/{w}/models/"),
    ("GET", "/v1/workspaces/{w}/models/m"),
    ("GET", "/v1/base-models/"),
    ("POST", "/v1/base-models"),
    ("GET", "/v1/specs/s"),
]


@pytest.mark.parametrize(("method", "path"), ELSEWHERE, ids=lambda value: value)
async def test_what_else_the_sdk_asks_for(
    client: httpx.AsyncClient, fabric: Fabric, method: str, path: str
) -> None:
    path = re.sub(r"\{(?!w\})\w+\}", "x", path).format(w=fabric.defaults.workspace_id)
    flat(await client.request(method, path, json={}), status=404)
    assert FABRIC_PATHS.match(path)  # where TGI's contract is served too, this is Fabric's form still


def test_which_operations_of_the_sdk_are_served() -> None:
    """Those that the coverage page counts; the SDK's Python has no invocations, and documents are ours."""
    sdk = of_the_sdk()
    assert (len(sdk), len(UNSERVED)) == (54, 29)
    own = {operation.id for operation in OPERATIONS if (operation.method, operation.path) not in sdk}
    assert own == {"invoke_model_service", "fabric_document"}


@pytest.mark.parametrize(
    "path", ["/v1/models", "/v1/chat/completions", "/v1/agencyx", "/v1/specsheet", "/v1", "/generate"]
)
def test_what_is_not_fabrics(path: str) -> None:
    assert FABRIC_PATHS.match(path) is None
