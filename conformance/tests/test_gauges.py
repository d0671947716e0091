"""A check that waits looks at the metrics many times, and keeps what it saw last."""

from __future__ import annotations

import httpx
import pytest

from treadle_conformance.exchange import Fault
from treadle_conformance.faults import Violation
from treadle_conformance.gauges import idle
from treadle_conformance.server import Server


class Metrics:
    """Metrics of a server that was asked for them `calls` times."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.calls = 0

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        self.calls += 1
        return httpx.Response(200, stream=httpx.ByteStream(self.text.format(self.calls).encode()))


def server(metrics: Metrics) -> Server:
    return Server("http://server", headers={}, documents=[], transport=httpx.MockTransport(metrics))


async def test_looks_that_found_nothing_are_let_go() -> None:
    metrics = Metrics("tgi_queue_size 0\ntgi_batch_current_size {}\n")
    async with server(metrics) as seen:
        seen.current = "one"
        before = await seen.get("/health")
        for _ in range(5):
            assert not await idle(seen)
        assert metrics.calls == 6
        assert seen.exchanges[0] is before
        assert [each.body for each in seen.exchanges[1:]] == [b"tgi_queue_size 0\ntgi_batch_current_size 6\n"]
        assert seen.used["one"] == seen.exchanges
        seen.current = "two"
        assert not await idle(seen)
        assert len(seen.exchanges) == 3, "the last look of another check is its own"


async def test_a_look_that_broke_a_rule_stays() -> None:
    async with server(Metrics("vllm:num_requests_running 0\n")) as seen:
        assert await idle(seen)
        seen.exchanges[-1].faults.append(Fault("http.some_rule", "seen", must=False))
        assert await idle(seen)
        assert len(seen.exchanges) == 2


async def test_metrics_without_a_gauge_are_found() -> None:
    async with server(Metrics("tgi_request_count 1\n")) as seen:
        with pytest.raises(Violation, match="no gauge"):
            await idle(seen)
