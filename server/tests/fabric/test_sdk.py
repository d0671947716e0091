"""Huawei's SDK from nothing to an instance and back, on resources; see `sdk_chain` for the calls."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from tests.fabric.conftest import Permits
from treadle.contract.mount import mount
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings


class Live:
    """A Fabric on the fake engine, served by uvicorn in a thread with a loop of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.fabric: Any = None
        self._ready, self._server = threading.Event(), None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    async def _serve(self) -> None:
        engine = FakeEngine(reply="Hello, world.")
        await engine.start()
        settings = FabricSettings(local_model_roots=(self.folder,))
        self.fabric = await Fabric.open(
            engine, self.folder / "live.db", admission=Permits(), settings=settings
        )
        app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        mount(app, [self.fabric.contract()])
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
            asyncio.get_running_loop().call_later(0.01, self._wait_for_start)
            await self._server.serve(sockets=[listener])
        await self.fabric.close()

    def _wait_for_start(self) -> None:
        if self._server is not None and self._server.started:
            self._ready.set()
        else:
            asyncio.get_running_loop().call_later(0.01, self._wait_for_start)

    def __enter__(self) -> Live:
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *reason: object) -> None:
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def live(tmp_path: Path, breaches: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    monkeypatch.setenv("HOME", str(tmp_path))  # the SDK leaves a file there
    with Live(tmp_path) as live:
        yield live


def test_the_chain_of_resources(live: Live, tmp_path: Path) -> None:
    from tests.fabric import sdk_chain

    (tmp_path / "weights").mkdir()
    sdk = sdk_chain.Sdk(live.url)
    made = sdk_chain.make_resources(sdk, tmp_path / "weights")
    # What the server was started with is public, and runs everywhere.
    own = live.fabric.defaults
    instance = sdk_chain.deploy(sdk, made, sdk_chain.data.SourceRef(own.model_id, own.version_id))
    detail = sdk_chain.show_instance(sdk, made, instance)
    assert detail.url.address.endswith(f"/services/instances/{instance}/invocations")
    assert str(detail.type) == "LLM_MODEL"
    sdk_chain.change(sdk, made)
    sdk_chain.remove(sdk, made)


def test_faults_as_the_sdk_sees_them(live: Live) -> None:
    from tests.fabric import sdk_chain

    control, sdk = sdk_chain.control, sdk_chain.Sdk(live.url)
    nobody = "00000000-0000-4000-8000-000000000000"
    missing = sdk.refused(sdk.control.list_models, control.ListModelsRequest(nobody))
    assert (missing.status_code, missing.error_code) == (404, "common.01000001")
    assert missing.request_id
    wrong = sdk.refused(sdk.control.list_models, control.ListModelsRequest("a b/ü%"))
    assert (wrong.status_code, wrong.error_code) == (400, "common.01000001")
    body = control.CreateWorkspaceRequestInput(name="bad name")
    refused = sdk.refused(sdk.control.create_workspace, control.CreateWorkspaceRequest(body=body))
    assert "`/name`" in refused.error_msg
    elsewhere = sdk.refused(sdk.control.list_jobs, control.ListJobsRequest(live.fabric.defaults.workspace_id))
    assert (elsewhere.status_code, elsewhere.error_code) == (404, "common.01000001")


def test_subscribing(live: Live) -> None:
    from tests.fabric import sdk_chain

    control, sdk = sdk_chain.control, sdk_chain.Sdk(live.url)
    body = control.CreateWorkspaceRequestInput(name="owner")
    owner = sdk.control.create_workspace(control.CreateWorkspaceRequest(body=body)).id
    given = control.EndpointInput(name="open", type="inference", public_access=True)
    endpoint = sdk.control.create_endpoint(control.CreateEndpointRequest(owner, given)).id
    mine = live.fabric.defaults.workspace_id
    seen = control.ShowEndpointRequest(mine, endpoint)
    assert str(sdk.control.show_endpoint(seen).status) == "INACTIVE"
    sdk.control.subscribe_endpoint(control.SubscribeEndpointRequest(mine, endpoint))
    assert str(sdk.control.show_endpoint(seen).status) == "RUNNING"
