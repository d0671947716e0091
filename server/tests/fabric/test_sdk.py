"""Huawei's SDK from nothing to an invoked model and back, by key, by token and by both; see `sdk_chain`."""

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

from tests.fabric.access.guarded import Guarded, access_settings
from tests.fabric.conftest import Permits
from tests.fabric.deployed import FakeBuilder, model_directory
from treadle.contract.mount import mount
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings

PROJECT = "0123456789abcdef" * 2


class Live:
    """A Fabric on the fake engine, served by uvicorn in a thread with a loop of its own; `asks` for credentials."""

    def __init__(self, folder: Path, *, asks: bool = False) -> None:
        self.folder = folder
        self.guarded: Any = None
        self._asks = asks
        self.url = ""
        self.fabric: Any = None
        self._ready, self._server = threading.Event(), None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    async def _serve(self) -> None:
        engine = FakeEngine(reply="Hello, world.")
        await engine.start()
        settings = FabricSettings(local_model_roots=(self.folder,))
        self.fabric = await Fabric.open(
            engine,
            self.folder / "live.db",
            admission=Permits(),
            settings=settings,
            access=access_settings(self.folder) if self._asks else None,
            builder=FakeBuilder(),
        )
        if self._asks:
            self.guarded = Guarded(self.fabric, self.folder / "fabric.key")
            self.token = await self.guarded.token(projects=(PROJECT,))
            self.key = await self.guarded.key(projects=(PROJECT,))
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


@pytest.mark.parametrize("by", ["key", "token", "both"])
def test_the_whole_chain_with_credentials(
    by: str, tmp_path: Path, breaches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deployed model answers, and not as the one that the server was started with."""
    monkeypatch.setenv("HOME", str(tmp_path))
    path = model_directory(tmp_path, "mine")
    with Live(tmp_path, asks=True) as live:
        from tests.fabric import sdk_chain

        access, secret = live.key if by != "token" else ("NOBODY", "nothing")
        sdk = sdk_chain.Sdk(
            live.url,
            token=None if by == "key" else live.token,
            sign=by != "token",
            access_key=access,
            secret_key=secret,
            project=PROJECT,
        )
        made = sdk_chain.make_resources(sdk, path)
        instance = sdk_chain.deploy(sdk, made, sdk_chain.data.SourceRef(made.model, made.version))
        assert sdk_chain.invoke(sdk, made, instance, "Who are you?") == "I am mine."
        assert sdk_chain.invoke(sdk, made, instance, "Who are you?", stream=True) == "I am mine."
        first = sdk_chain.Made(workspace=live.fabric.defaults.workspace_id)
        public = live.fabric.defaults.instance_id
        assert sdk_chain.invoke(sdk, first, public, "Who are you?") == "Hello, world."
        sdk_chain.change(sdk, made)
        assert sdk_chain.invoke(sdk, made, instance, "Who are you now?") == "I am mine."
        nobody = sdk_chain.Sdk(live.url, access_key=access, secret_key="another", project=PROJECT)
        listing = sdk_chain.control.ListModelsRequest(made.workspace)
        assert nobody.refused(nobody.control.list_models, listing).status_code == 401
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
