"""What every test stands on: checked outgoing traffic, and one real engine for the whole run."""

from __future__ import annotations

import asyncio
import gc
import os
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

os.environ["TREADLE_SPEC_CHECK"] = "1"

from make_vision_model import write_vision_model
from treadle.contract import check
from treadle.engine.embedded import MODEL_ID, embedded_model
from treadle.engine.settings import EngineSettings, embedded_settings, prepare_environment
from treadle.engine.vllm_engine import VllmEngine
from treadle.fabric.store.store import Store


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The real engine's tests come last and together: between them, its event loop would stand still."""
    items.sort(key=lambda item: item.get_closest_marker("engine") is not None)


@pytest.fixture(autouse=True)
def breaches() -> Iterator[list[check.SpecBreach]]:
    """The breaches of this test; one that expects some clears them."""
    check.breaches.clear()
    yield check.breaches
    assert check.breaches == []


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest revision, made once: every revision in turn takes a third of a second."""
    path = tmp_path_factory.mktemp("template") / "state.db"

    async def make() -> None:
        await (await Store.open(path)).close()

    asyncio.run(make())
    return path


@asynccontextmanager
async def started(settings: EngineSettings) -> AsyncIterator[VllmEngine]:
    """An engine while the context lasts."""
    prepare_environment(settings)
    engine = VllmEngine(settings)
    await engine.start()
    yield engine
    await engine.stop()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what vLLM leaves to the collector
        gc.collect()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def real_engine() -> AsyncIterator[VllmEngine]:
    """The embedded model on one thread, small enough to stand beside the tests."""
    settings = embedded_settings(
        embedded_model(),
        MODEL_ID,
        max_total_tokens=1024,
        max_num_seqs=16,
        kv_cache_bytes=128 << 20,
        threads=1,
    )
    async with started(settings) as engine:
        yield engine


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tiny_engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[VllmEngine]:
    """A tiny model that sees, with random weights: the real engine where words need make no sense."""
    folder = write_vision_model(tmp_path_factory.mktemp("tiny"), embedded_model())
    settings = EngineSettings(
        model=str(folder),
        name="tiny/sees",
        device="cpu",
        dtype="float32",
        max_total_tokens=1024,
        max_num_seqs=16,
        kv_cache_bytes=64 << 20,
        threads=1,
        images=2,
    )
    async with started(settings) as engine:
        yield engine
