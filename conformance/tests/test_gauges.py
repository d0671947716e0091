"""A check that waits looks at the metrics many times, and keeps what it saw last."""

from __future__ import annotations

import math

import httpx
import pytest

from treadle_conformance.checks.service import histograms, read_metrics
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


@pytest.mark.parametrize(
    "text",
    [
        'vllm:num_requests_running{{engine="0",model_name="a {{b}}"}} 2.0\n',
        'vllm:num_requests_running{{ engine = "0" , model_name="b", }}\t2 1795392107100\n',
        "\ttgi_batch_current_size  2 \n",
        "# TYPE tgi_batch_current_size gauge\ntgi_batch_current_size_total 0\ntgi_queue_size\t2\n",
    ],
    ids=["a brace in a label", "blanks and a time", "blanks around", "another of the name"],
)
async def test_gauges_are_found_in_every_form(text: str) -> None:
    async with server(Metrics(text)) as seen:
        assert not await idle(seen)
    async with server(Metrics(text.replace("2", "0", 1))) as seen:
        assert await idle(seen)


RIGHT = (
    "",
    "# any comment\n#\n# HELPER is no keyword\n\n \t\n",
    "# HELP a\n# HELP\ta\tof looms \n#  TYPE  a \tgauge \na 1\n",
    'a{b="c", d="e"} 1\n',
    'a { b = "c" , d="}\\"\\n" , }1 -5\n',
    "a{}\t+Inf\n  a:b  NaN  \n",
)
WRONG = (
    "a\n",
    "a 1",
    "a b\n",
    'a{b="c"d="e"} 1\n',
    "a{b=c} 1\n",
    "# TYPE a thread\n",
    "# TYPE a\n",
    "# HELP\n",
    "1a 1\n",
    "All is well.\n",
)


@pytest.mark.parametrize("text", RIGHT)
def test_every_form_of_prometheus_text_is_read(text: str) -> None:
    assert all(name in {"a", "a:b"} for name, _ in read_metrics(text))


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_prometheus_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"line|convert"):
        read_metrics(text)


def test_labels_are_told_apart_whatever_is_between_them() -> None:
    text = 'a_bucket{le="1" , b="c"} 2\na_bucket{b = "c",le="+Inf"}\t3\na_count{ b="c" } 3\n'
    (found,) = histograms(read_metrics(text)).values()
    assert (sorted(found.bounds), found.count) == ([(1.0, 2.0), (math.inf, 3.0)], 3.0)
