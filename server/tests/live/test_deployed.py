"""A second model on the real engine: deployed by Huawei's SDK with a key, it answers as itself and leaves the first alone."""

from __future__ import annotations

import asyncio
import os
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.fabric.access.guarded import Guarded
from tests.live.conftest import Live, serving
from treadle.builder import VllmBuilder
from treadle.config import ServerSettings
from treadle.engine.embedded import embedded_model
from treadle.engine.vllm_engine import VllmEngine

pytestmark = pytest.mark.engine

QUESTION = "What is the capital of France?"
PROJECT = "0123456789abcdef" * 2


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


async def test_the_whole_chain_on_two_models(
    real_engine: VllmEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # the SDK leaves a file there
    path = await asyncio.to_thread(another_model, tmp_path / "models" / "mixed")
    settings = ServerSettings(
        state_directory=tmp_path, fabric_open=False, local_model_root=(path.parent,), deploy_kv_cache_mib=64
    )
    builder = VllmBuilder(settings, real_engine.settings)
    weights = sum(part.stat().st_size for part in path.glob("*.safetensors"))
    assert 0 < builder.memory(weights) < builder.budget
    async with serving(real_engine, settings, builder) as live:
        fabric = live.server.fabric
        assert fabric is not None
        assert live.server.fabric_asks
        keys = await Guarded(fabric, tmp_path / "fabric.key").key(projects=(PROJECT,))
        await asyncio.to_thread(chain, live, path, keys)
    assert real_engine.running


def chain(live: Live, path: Path, keys: tuple[str, str]) -> None:
    """From nothing to an invoked model and back, in a thread, as the SDK does not know asyncio."""
    from tests.fabric import sdk_chain

    sdk = sdk_chain.Sdk(live.url, access_key=keys[0], secret_key=keys[1], project=PROJECT)
    made = sdk_chain.make_resources(sdk, path)
    own = live.server.defaults
    first = sdk_chain.Made(workspace=own.workspace_id)

    seeds = count()

    def asked(place: sdk_chain.Made, instance: str, **members: Any) -> str:
        # Equal calls within a second would have one signature, and a write's is accepted once.
        return sdk_chain.invoke(sdk, place, instance, QUESTION, seed=next(seeds), **members)

    before = asked(first, own.instance_id)
    assert "Paris" in before
    instance = sdk_chain.deploy(sdk, made, sdk_chain.data.SourceRef(made.model, made.version), seconds=200)
    answers = [asked(made, instance), asked(first, own.instance_id), asked(made, instance, stream=True)]
    assert answers == [answers[0], before, answers[0]]
    assert answers[0] != before
    sdk_chain.change(sdk, made)
    assert asked(made, instance) == answers[0]
    sdk_chain.remove(sdk, made)
    assert asked(first, own.instance_id) == before
