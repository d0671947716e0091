"""The statistics and the tables made of them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from bench import report
from bench.cases import CASES
from bench.servers import KINDS, process_cpu_ns
from bench.summary import Spread, ratios, there_and_back

OURS, THEIRS = KINDS["treadle"], KINDS["vllm"]
CASE = CASES[0]


def sample(server: str, number: int, cost: float) -> report.Sample:
    return report.Sample(
        case=CASE.key,
        server=server,
        round=number,
        cpu_us_per_token=cost,
        cpu_us_per_request=cost * 128,
        latency_ms=10.0,
        first_byte_ms=1.0,
        tokens_per_second=1e6 / cost,
        events_per_token=1.0,
        client_load=0.2,
    )


def samples() -> list[report.Sample]:
    costs = [(10.0, 40.0), (20.0, 50.0), (12.0, 60.0)]
    return [
        sample(server, number, cost)
        for number, pair in enumerate(costs)
        for server, cost in zip(("treadle", "vllm"), pair, strict=True)
    ]


def test_a_spread_is_median_lowest_and_highest() -> None:
    assert Spread.of([3.0, 1.0, 8.0, 2.0]) == Spread(2.5, 1.0, 8.0)


def test_a_ratio_is_taken_within_its_round() -> None:
    assert ratios([10.0, 30.0], [20.0, 40.0]) == [0.5, 0.75]
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0], [1.0, 2.0])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_server_is_as_often_early_as_late(count: int) -> None:
    for number in range(4):
        order = there_and_back(count, number)
        places = {
            server: [at for at, which in enumerate(order) if which == server] for server in range(count)
        }
        assert {sum(at) for at in places.values()} == {2 * count - 1}
        assert order[0] == number % count


def test_bursts_of_a_round_are_averaged() -> None:
    assert report.mean([sample("vllm", 2, 10.0), sample("vllm", 2, 30.0)]) == replace(
        sample("vllm", 2, 20.0), tokens_per_second=(1e5 + 1e6 / 30) / 2
    )


def test_a_row_has_both_servers_and_the_ratio_of_the_first_to_the_other() -> None:
    (row,) = report.rows(samples(), [OURS, THEIRS])
    assert row.case is CASE
    assert row.values == {"treadle": Spread(12.0, 10.0, 20.0), "vllm": Spread(50.0, 40.0, 60.0)}
    assert row.ratio == {"vllm": Spread(0.25, 0.2, 0.4)}


def test_a_case_that_a_server_was_not_asked_has_no_row() -> None:
    assert report.rows([sample("treadle", 0, 1.0)], [OURS, THEIRS]) == []


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    kinds = [OURS, THEIRS]
    table = report.rows(samples(), kinds)
    report.write(tmp_path / "out", samples(), table, kinds, {"cores": "2"}, ["a note"])
    document = json.loads((tmp_path / "out" / "bench.json").read_text())
    assert document["machine"] == {"cores": "2"}
    assert document["rows"][0]["ratio"]["vllm"]["median"] == 0.25
    assert len(document["samples"]) == 6
    head, line, first, *rest = (tmp_path / "out" / "bench.md").read_text().splitlines()
    assert head.count("|") == line.count("|") == first.count("|") == 6
    assert "0.25 (0.20–0.40)" in first
    assert "* a note" in rest
    dots = ET.parse(tmp_path / "out" / "bench.svg").findall(".//{http://www.w3.org/2000/svg}circle")
    assert len(dots) == 6


def test_the_text_table_is_aligned() -> None:
    lines = report.text_table([["", "quantity"], ["a long title", "x"]]).splitlines()
    assert lines[0].index("quantity") == lines[2].index("x")


def test_the_cpu_clock_of_a_process_counts_its_work() -> None:
    import os
    import time

    own = process_cpu_ns(os.getpid())
    assert abs(own - time.process_time_ns()) < 50_000_000
    end = time.process_time_ns() + 20_000_000
    while time.process_time_ns() < end:
        pass
    assert process_cpu_ns(os.getpid()) - own >= 20_000_000
