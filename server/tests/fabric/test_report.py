"""What invocations tell the request metrics."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from tests.fabric.test_invocations import ASK
from treadle.contract.admission import Permits
from treadle.contract.mount import mount
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric
from treadle.telemetry.families import Metrics


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(model="fake", max_total_tokens=2048, max_input_tokens=2047)


@pytest_asyncio.fixture
async def client(fabric: Fabric, metrics: Metrics) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mount(app, [fabric.contract(metrics=metrics)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://fabric.test") as client:
        yield client


@pytest.fixture
def count(metrics: Metrics) -> Callable[[str], float]:
    """A value of the exposition; 0 where it has none yet."""

    def value(series: str) -> float:
        found = re.search(rf"^{re.escape(series)} (\S+)$", metrics.render().decode(), re.MULTILINE)
        return float(found[1]) if found else 0.0

    return value


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_is_counted(
    client: httpx.AsyncClient, invocations: str, count: Callable[[str], float], stream: bool
) -> None:
    answer = await client.post(invocations, json=ASK | {"stream": stream})
    assert answer.status_code == 200
    assert count("tgi_request_count") == count("tgi_request_success") == 1
    assert count("tgi_request_input_length_count") == count("tgi_request_duration_count") == 1
    assert count("tgi_request_generated_tokens_sum") == 14


@pytest.mark.parametrize("stream", [False, True])
async def test_failures_are_counted_by_their_kind(
    client: httpx.AsyncClient,
    invocations: str,
    count: Callable[[str], float],
    engine: FakeEngine,
    permits: Permits,
    stream: bool,
) -> None:
    body = ASK | {"stream": stream}
    await client.post(invocations, json=body | {"logit_bias": {"258": 1}})
    assert count('tgi_request_failure{err="validation"}') == 1
    permits.limit = 0
    await client.post(invocations, json=body)
    permits.limit = 128
    assert count('tgi_request_failure{err="overloaded"}') == 1
    engine.fail_after = 3
    await client.post(invocations, json=body)
    assert count('tgi_request_failure{err="generation"}') == 1
    engine.fail_after, engine.delay = None, 0.05
    task = asyncio.create_task(client.post(invocations, json=body))
    while not engine.active:
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert count('tgi_request_failure{err="dropped"}') == 1
    assert count("tgi_request_count") == 4
    assert count("tgi_request_success") == 0
