"""Before the first check: which workspace and instance Fabric's checks are held with."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from treadle_conformance.documents import load
from treadle_conformance.faults import Unreachable
from treadle_conformance.server import Server
from treadle_conformance.smoke import PAGE, smoke

LISTED = re.compile("/v1/workspaces/([^/]+)/services/instances")
SHOWN = re.compile("/v1/workspaces/([^/]+)/services/instances/([^/]+)")


def answer(status: int, body: Any) -> httpx.Response:
    return httpx.Response(
        status,
        headers={"content-type": "application/json"},
        stream=httpx.ByteStream(json.dumps(body).encode()),
    )


class Many:
    """A server with many workspaces: a public instance is listed in each, and shown in the one that has it."""

    def __init__(self, workspaces: int, home: int | None, status: str = "RUNNING") -> None:
        self.workspaces = workspaces
        self.home = home
        self.status = status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/healthcheck":
            return answer(200, {})
        if path == "/v1/workspaces":
            first = int(request.url.params["offset"])
            ids = range(first, min(first + int(request.url.params["limit"]), self.workspaces))
            rows = [{"id": f"w{number}"} for number in ids]
            return answer(200, {"total": self.workspaces, "workspaces": rows})
        if LISTED.fullmatch(path):
            rows = [{"id": "i", "status": self.status}]
            return answer(200, {"total": 1, "service_instances": rows})
        if (shown := SHOWN.fullmatch(path)) and shown[1] == f"w{self.home}":
            return answer(200, {"id": "i"})
        return answer(404, {"error_code": "common.01000001", "error_msg": "there is none"})


async def met(server: Many) -> tuple[str | None, str | None]:
    async with Server(
        "http://server",
        headers={},
        documents=[load("fabric")],
        features=frozenset({"fabric"}),
        transport=httpx.MockTransport(server),
    ) as seen:
        await smoke(seen)
        return seen.facts.workspace, seen.facts.instance


@pytest.mark.parametrize("home", [0, 3, PAGE + 1])
async def test_it_is_the_workspace_that_has_the_instance(home: int) -> None:
    assert await met(Many(PAGE + 2, home)) == (f"w{home}", "i")


async def test_a_server_that_shows_no_instance_is_left_to_the_checks() -> None:
    assert await met(Many(2, None)) == ("w0", "i")


async def test_without_a_running_one_there_is_nothing_to_check() -> None:
    with pytest.raises(Unreachable, match="RUNNING public instance"):
        await met(Many(2, 0, "CREATING"))
