"""A second model on the real engine: deployed from its path, it answers as itself and leaves the first alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fabric.conftest import Permits, client_of
from tests.fabric.deployed import create, eventually, gone, post
from treadle.builder import VllmBuilder
from treadle.config import ServerSettings
from treadle.engine.embedded import embedded_model
from treadle.engine.vllm_engine import VllmEngine
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings

pytestmark = pytest.mark.engine

QUESTION = {
    "messages": [{"role": "user", "content": "What is the capital of France?"}],
    "temperature": 0,
    "max_tokens": 12,
}


def another_model(folder: Path) -> Path:
    """The embedded model with the weights of its last layers mixed up."""
    folder.mkdir(parents=True)
    for part in embedded_model().iterdir():
        if part.suffix == ".safetensors":
            content = bytearray(part.read_bytes())
            end = len(content)
            content[end - (8 << 20) : end - (6 << 20)] = content[end - (4 << 20) : end - (2 << 20)]
            (folder / part.name).write_bytes(content)
        else:
            os.link(part, folder / part.name)
    return folder


async def test_two_models_answer_from_one_server(real_engine: VllmEngine, tmp_path: Path) -> None:
    root = tmp_path / "models"
    path = another_model(root / "mixed")
    builder = VllmBuilder(ServerSettings(deploy_kv_cache_mib=64), real_engine.settings)
    weights = sum(part.stat().st_size for part in path.glob("*.safetensors"))
    assert 0 < builder.memory(weights) < builder.budget
    settings = FabricSettings(local_model_roots=(root,))
    fabric = await Fabric.open(
        real_engine, tmp_path / "state.db", admission=Permits(), settings=settings, builder=builder
    )
    workspace, endpoint = f"/v1/workspaces/{fabric.defaults.workspace_id}", fabric.defaults.endpoint_id
    default = f"{workspace}/services/instances/{fabric.defaults.instance_id}"
    async with client_of(fabric) as client:

        async def asked(instance: str) -> str:
            answer = await client.post(f"{instance}/invocations", json=QUESTION)
            assert answer.status_code == 200, answer.text
            return str(answer.json()["choices"][0]["message"]["content"])

        before = await asked(default)
        model_id = await create(client, workspace, "mixed", local_model_path=str(path))
        deployed = await post(client, workspace, endpoint, model_id, "mixed")
        instance = f"{workspace}/services/instances/{deployed.json()['id']}"
        detail = await eventually(client, instance, "RUNNING", "FAILED", seconds=200)
        assert detail["status"] == "RUNNING", detail
        answers = [await asked(instance), await asked(default), await asked(instance)]
        assert answers == [answers[0], before, answers[0]]
        assert answers[0] != before
        assert "Paris" in before
        streamed = await client.post(f"{instance}/invocations", json=QUESTION | {"stream": True})
        assert streamed.text.rstrip().endswith("data: [DONE]")
        await client.delete(instance)
        await gone(client, instance)
        assert await asked(default) == before
    await fabric.close()
    assert real_engine.running
