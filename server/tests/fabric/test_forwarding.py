"""Two servers on one database: each answers for what the other runs, to whoever may ask, and in its own words."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from tests.fabric.access.guarded import Guarded, access_settings
from tests.fabric.access.signing import signed
from tests.fabric.conftest import Permits
from tests.fabric.deployed import HELLO, FakeBuilder, deploy, eventually, model_directory, until
from treadle.contract.mount import mount
from treadle.engine.fake import FakeEngine
from treadle.fabric.forwarding import UNKEPT, VIA
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings
from treadle.fabric.store.credentials import Credentials


@dataclass
class Served:
    """A server on a socket, and where its own instance is."""

    fabric: Fabric
    client: httpx.AsyncClient
    builder: FakeBuilder
    permits: Permits
    web: uvicorn.Server
    path: str = ""


@asynccontextmanager
async def server(
    folder: Path,
    database: str | Path,
    *,
    advertises: bool = True,
    asks: bool = False,
    model: str = "fake/bytes",
    **settings: Any,
) -> AsyncGenerator[Served, None]:
    engine = FakeEngine(reply=f"I am {model}.", model=model)
    await engine.start()
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    builder, permits = FakeBuilder(), Permits()
    fabric = await Fabric.open(
        engine,
        database,
        admission=permits,
        settings=FabricSettings(
            local_model_roots=(folder,), lease=60, advertise=url if advertises else None, **settings
        ),
        access=access_settings(folder, tokens=("static",)) if asks else None,
        builder=builder,
    )
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mount(app, [fabric.contract()])
    web = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, ws="none"))
    web.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]  # the test runner has them
    task = asyncio.create_task(web.serve(sockets=[listener]))
    while not web.started:
        await asyncio.sleep(0.01)
    headers = {"X-Auth-Token": "static"} if asks else {}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30, limits=UNKEPT) as client:
            yield Served(fabric, client, builder, permits, web)
    finally:
        web.should_exit = True
        await task
        await fabric.close()


@asynccontextmanager
async def pair(
    folder: Path, database: str | Path, **more: Any
) -> AsyncGenerator[tuple[Served, Served], None]:
    """The owner of an instance, and another server."""
    async with server(folder, database, **more) as owner, server(folder, database, **more) as other:
        ids = owner.fabric.defaults
        path = model_directory(folder, "mine")
        workspace = f"/v1/workspaces/{ids.workspace_id}"
        owner.path = await deploy(owner.client, workspace, ids.endpoint_id, "mine", path)
        await eventually(owner.client, owner.path, "RUNNING")
        yield owner, other


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_another_server_answers_as_the_one_that_runs_it(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = tmp_path / "s.db" if kind == "sqlite" else request.getfixturevalue("postgres")
    async with pair(tmp_path, database) as (owner, other):
        place, headers = f"{owner.path}/invocations", {"X-request-id": "8f0d6bd7-4d53-4b4c-9f3a-1f1e1d1c1b1a"}
        answers = [
            await one.client.post(place, json=HELLO | {"logprobs": True}, headers=headers)
            for one in (owner, other)
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        first, second = (answer.json() | {"created": 0} for answer in answers)
        assert first == second
        assert first["choices"][0]["message"]["content"] == "I am mine."
        assert answers[1].headers["x-content-moderation"] == "disabled"
        streams = [
            await one.client.post(
                place, json=HELLO | {"stream": True, "n": 2, "temperature": 1}, headers=headers
            )
            for one in (owner, other)
        ]
        assert streams[0].headers["content-type"] == streams[1].headers["content-type"]
        assert streams[1].text.endswith("data: [DONE]\n\n")
        assert len(other.builder.built) == 0
        # What the owner refuses is refused in the same words.
        for body in (
            {"messages": [{"role": "user", "content": "x" * 3000}]},
            HELLO | {"logit_bias": {"999999": 1}},
        ):
            refused = [await one.client.post(place, json=body) for one in (owner, other)]
            assert refused[0].status_code == 400
            assert refused[0].json() == refused[1].json()


async def test_who_may_ask_the_one_may_ask_the_other(tmp_path: Path) -> None:
    async with pair(tmp_path, tmp_path / "s.db", asks=True) as (owner, other):
        guarded = Guarded(other.fabric, tmp_path / "fabric.key")
        place = f"{owner.path}/invocations"
        token, (access, secret) = await guarded.token(), await guarded.key()
        host = {"Host": other.client.base_url.netloc.decode(), "Content-Type": "application/json"}
        before = len(await Credentials(other.fabric.store).tokens())
        body = b'{"messages": [{"role": "user", "content": "Hi"}], "temperature": 0}'

        async def ask(headers: dict[str, str], content: bytes = body) -> httpx.Response:
            async with httpx.AsyncClient(base_url=other.client.base_url) as client:
                return await client.post(place, content=content, headers=headers)

        by_token = {"X-Auth-Token": token, "Content-Type": "application/json"}
        by_key = signed("POST", place, body, access=access, secret=secret, headers=host)
        streamed = body.replace(b'"temperature"', b'"stream": true, "temperature"')
        by_both = signed(
            "POST", place, streamed, access=access, secret=secret, headers={**host, "X-Auth-Token": token}
        )
        answers = [await ask(by_token), await ask(by_key), await ask(by_both, streamed)]
        assert [answer.status_code for answer in answers] == [200, 200, 200], [a.text for a in answers]
        assert "I am mine." in answers[1].text
        # A signature is good for one call here, too, and the token that stood for it is gone.
        assert (await ask(by_key)).status_code == 401
        assert len(await Credentials(other.fabric.store).tokens()) == before
        # Who may not, or is of another project, is told by the first server already.
        stranger = await guarded.token(projects=("other",))
        assert (await ask({**by_token, "X-Auth-Token": stranger})).status_code == 404
        viewer = await guarded.token("DataArtsFabric:model:list")
        assert (await ask({**by_token, "X-Auth-Token": viewer})).status_code == 403


async def test_what_cannot_be_handed_on(tmp_path: Path) -> None:
    async with pair(tmp_path, tmp_path / "s.db") as (owner, other):
        place = f"{owner.path}/invocations"
        # Handed on once already: the answer is an error, not a circle.
        again = await other.client.post(place, json=HELLO, headers={"Via": VIA})
        assert (again.status_code, "another server" in again.json()["error_msg"]) == (500, True)
        # The owner is gone, and nobody has noticed yet.
        owner.web.should_exit = True
        while owner.web.started and owner.web.servers and owner.web.servers[0].is_serving():
            await asyncio.sleep(0.01)
        for stream in (False, True):
            answer = await other.client.post(place, json=HELLO | {"stream": stream})
            assert answer.status_code == 500, answer.text
            assert answer.json()["error_code"] == "common.00000500"
            assert "does not answer" in answer.json()["error_msg"]


async def test_without_an_address_it_is_said(tmp_path: Path) -> None:
    async with pair(tmp_path, tmp_path / "s.db", advertises=False) as (owner, other):
        answer = await other.client.post(f"{owner.path}/invocations", json=HELLO)
        assert (answer.status_code, "another server" in answer.json()["error_msg"]) == (500, True)


async def test_a_caller_that_leaves_frees_the_other_server(tmp_path: Path) -> None:
    async with pair(tmp_path, tmp_path / "s.db") as (owner, other):
        owner.builder.built[0].delay = 0.2

        async def busy() -> bool:
            return owner.permits.taken == 1

        async def idle() -> bool:
            return owner.permits.taken == other.permits.taken == 0

        for stream in (False, True):
            asking = asyncio.create_task(
                other.client.post(f"{owner.path}/invocations", json=HELLO | {"stream": stream})
            )
            await until(busy)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await until(idle)


async def test_an_owner_that_breaks_off(tmp_path: Path) -> None:
    async with pair(tmp_path, tmp_path / "s.db") as (owner, other):
        owner.builder.built[0].delay = 0.1
        place = f"{owner.path}/invocations"
        async with other.client.stream("POST", place, json=HELLO | {"stream": True}) as answer:
            assert answer.status_code == 200
            lines = answer.aiter_lines()
            assert (await anext(lines)).startswith("data: ")
            await owner.builder.built[0].stop()
            rest = [line async for line in lines if line]
        assert '"error_code":"common.00000500"' in rest[-2]
        assert "internal error: internal error" not in rest[-2]
        assert rest[-1] == "data: [DONE]"


async def test_a_deadline_of_either(tmp_path: Path) -> None:
    async with pair(tmp_path, tmp_path / "s.db", deadline=1.0) as (owner, other):
        owner.builder.built[0].delay = 5.0
        answer = await other.client.post(f"{owner.path}/invocations", json=HELLO)
        assert answer.status_code == 408
        assert answer.json()["error_msg"] == "timeout exception occurred: the call took longer than 1 s"


async def test_a_model_that_another_server_was_started_with(tmp_path: Path) -> None:
    database = tmp_path / "s.db"
    async with (
        server(tmp_path, database, model="org/one") as one,
        server(tmp_path, database, model="org/two") as two,
    ):
        ids = one.fabric.defaults
        place = f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}/invocations"
        answer = await two.client.post(place, json=HELLO)
        assert answer.json()["choices"][0]["message"]["content"].startswith("I am org/one"), answer.text
