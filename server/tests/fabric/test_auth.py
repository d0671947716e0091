"""The guard and the error form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.fabric.conftest import Permits, client_of
from treadle.contract.problem import Kind, Problem
from treadle.engine.fake import FakeEngine
from treadle.fabric.auth import ANYBODY, Grant, ListedTokens
from treadle.fabric.errors import FabricErrors
from treadle.fabric.service import Fabric
from treadle.fabric.store.records import User
from treadle_contracts.fabric.routes import OPERATIONS

LONG = "x" * 65_534
TOKENS = ListedTokens(
    [
        ("right", Grant(ANYBODY)),
        ("stranger", Grant(User(project="other"))),
        ("revoked", Grant(ANYBODY, active=False)),
        (LONG, Grant(ANYBODY)),
        (LONG + "x", Grant(ANYBODY)),
    ]
)
FORBIDDEN = {
    "error": {"code": "403", "message": "X-Auth-Token is invalid in the request", "title": "Forbidden"},
    "error_code": 403,
    "error_msg": "X-Auth-Token is invalid in the request",
    "title": "Forbidden",
}
UNAUTHORIZED = {"error_code": "APIG.1002", "error_msg": "Incorrect token or token resolution failed"}


@pytest_asyncio.fixture
async def guarded(engine: FakeEngine, permits: Permits, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits, tokens=TOKENS)
    assert fabric.guard.asks
    async with client_of(fabric) as client:
        yield client
    await fabric.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"X-Auth-Token": ""}, 401),
        ({"X-Auth-Token": "wrong"}, 401),
        ({"X-Auth-Token": "Right"}, 401),
        ({"X-Auth-Token": "right"}, 200),
        ({"X-Auth-Token": "right", "Authorization": " "}, 200),
        ({"X-Auth-Token": LONG}, 200),
        ({"X-Auth-Token": LONG + "x"}, 401),
        ({"X-Auth-Token": "revoked"}, 403),
        ({"X-Auth-Token": "stranger"}, 200),
    ],
)
async def test_tokens(guarded: httpx.AsyncClient, headers: dict[str, str], status: int) -> None:
    answer = await guarded.get("/v1/workspaces", headers=headers)
    assert answer.status_code == status
    if status == 401:
        assert answer.json() == UNAUTHORIZED
    if status == 403:
        assert answer.json() == FORBIDDEN
    if status == 200:
        assert answer.json()["total"] == (headers["X-Auth-Token"] != "stranger")


@pytest.mark.parametrize(
    "scheme", ["SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=0", "Bearer right"]
)
async def test_signatures_are_refused_until_there_are_keys(guarded: httpx.AsyncClient, scheme: str) -> None:
    answer = await guarded.get("/v1/workspaces", headers={"X-Auth-Token": "right", "Authorization": scheme})
    assert answer.status_code == 401
    assert answer.json()["error_code"] == "APIG.0301"


async def test_what_needs_no_token(guarded: httpx.AsyncClient) -> None:
    assert (await guarded.get("/healthcheck")).status_code == 200
    assert (await guarded.get("/openapi/fabric.json")).status_code == 200


async def test_nobody_is_asked_without_tokens(client: httpx.AsyncClient) -> None:
    headers = {"Authorization": "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=0"}
    assert (await client.get("/v1/workspaces", headers=headers)).status_code == 200


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_an_answer_that_its_operation_declares(kind: Kind) -> None:
    for operation in OPERATIONS:
        for message in ("", "x" * 10_000):
            answer = FabricErrors().answer(Problem(kind, message), operation)
            if operation.security:
                assert answer.status in operation.answers
            limit = 4096 if "instances" in operation.path else 512
            assert 2 <= len(getattr(answer.body, "error_msg", "")) <= limit
            event = FabricErrors().event(Problem(kind, message), operation)
            assert 2 <= len(getattr(event, "error_msg", "")) <= 4096


def test_faults_of_ours_say_nothing() -> None:
    answer = FabricErrors().answer(Problem(Kind.INTERNAL, "secret"), None)
    assert "secret" not in str(answer)
    invoke = next(one for one in OPERATIONS if one.id == "invoke_model_service")
    given = FabricErrors().answer(Problem(Kind.OVERLOADED, "full", headers=(("Retry-After", "9"),)), invoke)
    assert (given.status, given.headers) == (429, ())
