"""The error form, and the guard that asks nobody; `access/test_guard.py` has the one that asks."""

from __future__ import annotations

import httpx
import pytest

from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.fabric.errors import FabricErrors
from treadle_contracts.fabric.routes import OPERATIONS

CALL = Call("id", "POST", "/", "", {}, b"", 0.0)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_an_answer_that_its_operation_declares(kind: Kind) -> None:
    for operation in OPERATIONS:
        for message in ("", "x" * 10_000):
            answer = FabricErrors().answer(Problem(kind, message), operation, CALL)
            if operation.security:
                assert answer.status in operation.answers
            limit = 4096 if "instances" in operation.path else 512
            assert 2 <= len(getattr(answer.body, "error_msg", "")) <= limit
            event = FabricErrors().event(Problem(kind, message), operation, CALL)
            assert 2 <= len(getattr(event, "error_msg", "")) <= 4096


def test_faults_of_ours_say_nothing() -> None:
    answer = FabricErrors().answer(Problem(Kind.INTERNAL, "secret"), None, CALL)
    assert "secret" not in str(answer)
    invoke = next(one for one in OPERATIONS if one.id == "invoke_model_service")
    full = Problem(Kind.OVERLOADED, "full", headers=(("Retry-After", "9"),))
    given = FabricErrors().answer(full, invoke, CALL)
    assert (given.status, given.headers) == (429, ())


async def test_nobody_is_asked_without_access_settings(client: httpx.AsyncClient) -> None:
    headers = {
        "Authorization": "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=0",
        "X-Auth-Token": "x",
    }
    assert (await client.get("/v1/workspaces", headers=headers)).status_code == 200
