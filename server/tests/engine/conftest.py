"""The one real engine of a test run."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from treadle.engine.embedded import MODEL_ID, embedded_model
from treadle.engine.settings import embedded_settings
from treadle.engine.vllm_engine import VllmEngine


def pytest_configure(config: pytest.Config) -> None:
    # vLLM leaves one ZeroMQ context to the garbage collector at each engine start.
    config.addinivalue_line("filterwarnings", "ignore:Unclosed context:ResourceWarning")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine() -> AsyncIterator[VllmEngine]:
    """The embedded model on one thread, small enough to stand beside the tests."""
    settings = embedded_settings(
        embedded_model(),
        MODEL_ID,
        max_total_tokens=2048,
        max_num_seqs=16,
        max_num_batched_tokens=512,
        kv_cache_bytes=128 << 20,
        threads=1,
    )
    engine = VllmEngine(settings)
    await engine.start()
    yield engine
    await engine.stop()
