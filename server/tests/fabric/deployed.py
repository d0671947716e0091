"""What tests of deployments share: model directories, and a builder of fake engines for them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from treadle.engine.fake import FakeEngine
from treadle.engine.port import EngineError

MIB = 1 << 20
HELLO = {"messages": [{"role": "user", "content": "Hi"}], "temperature": 0}


class SlowEngine(FakeEngine):
    """A fake engine that starts when it is told to, or not at all."""

    def __init__(self, builder: FakeBuilder, reply: str, name: str, delay: float) -> None:
        super().__init__(reply=reply, model=name, delay=delay)
        self._builder = builder

    async def start(self) -> None:
        await self._builder.gate.wait()
        if self._builder.fault is not None:
            raise EngineError(self._builder.fault)
        await super().start()


class FakeBuilder:
    """Fake engines that answer with their directory's `reply.txt`; each takes its weights and a MiB."""

    def __init__(self, budget: int = 1 << 40) -> None:
        self.budget = budget
        self.gate = asyncio.Event()
        self.gate.set()
        self.fault: str | None = None
        self.delay = 0.0
        self.built: list[SlowEngine] = []

    def memory(self, weights: int) -> int:
        return weights + MIB

    def build(self, name: str, directory: Path) -> FakeEngine:
        reply = directory / "reply.txt"
        text = reply.read_text() if reply.exists() else "Nothing."
        self.built.append(SlowEngine(self, text, name, self.delay))
        return self.built[-1]


def model_directory(root: Path, name: str, size: int = MIB) -> Path:
    """A directory that looks like a model's."""
    directory = root / name
    directory.mkdir(parents=True)
    (directory / "config.json").write_text("{}")
    (directory / "reply.txt").write_text(f"I am {name}.")
    with (directory / "model.safetensors").open("wb") as file:
        file.truncate(size)
    return directory


async def create(client: httpx.AsyncClient, workspace: str, name: str, **llm: Any) -> str:
    """A model; its id."""
    config = {"llm_model_config": {"base_model_type": "ANY", **llm}}
    body = {"name": name, "type": "LLM_MODEL", "version": {"name": "1", "config": config}}
    answer = await client.post(f"{workspace}/models", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def post(
    client: httpx.AsyncClient, workspace: str, endpoint_id: str, model_id: str, name: str
) -> httpx.Response:
    """Ask for a deployment."""
    body = {"source": {"id": model_id}, "name": name, "endpoint_id": endpoint_id}
    return await client.post(f"{workspace}/services/instances", json=body)


async def deploy(
    client: httpx.AsyncClient, workspace: str, endpoint_id: str, name: str, path: Path | str
) -> str:
    """A model on a local path or on an `obs://` one, deployed; the address of its instance."""
    kind = "model_path" if str(path).startswith("obs://") else "local_model_path"
    model_id = await create(client, workspace, f"model of {name}", **{kind: str(path)})
    answer = await post(client, workspace, endpoint_id, model_id, name)
    assert answer.status_code == 200, answer.text
    return f"{workspace}/services/instances/{answer.json()['id']}"


async def eventually(
    client: httpx.AsyncClient, path: str, *statuses: str, seconds: float = 60.0
) -> dict[str, Any]:
    """The instance once it has one of the statuses."""
    detail: dict[str, Any] = {}

    async def there() -> bool:
        nonlocal detail
        detail = (await client.get(path)).json()
        return detail.get("status") in statuses

    await until(there, lambda: str(detail), seconds)
    return detail


async def gone(client: httpx.AsyncClient, path: str) -> None:
    """Return once there is no such thing."""

    async def away() -> bool:
        return (await client.get(path)).status_code == 404

    await until(away)


async def until(
    condition: Callable[[], Awaitable[bool]], seen: Callable[[], str] = str, seconds: float = 60.0
) -> None:
    """Return once `condition` holds; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, f"waited in vain: {seen()}"
        await asyncio.sleep(0.01)


async def said(client: httpx.AsyncClient, path: str) -> str:
    """What the instance answers."""
    answer = await client.post(f"{path}/invocations", json=HELLO)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["choices"][0]["message"]["content"])
