"""The real engine, under the name that its own tests know it by."""

import pytest

from treadle.engine.vllm_engine import VllmEngine


@pytest.fixture(scope="session")
def engine(real_engine: VllmEngine) -> VllmEngine:
    return real_engine
