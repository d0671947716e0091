"""What TGI's Grafana board and Datadog's check ask for is in the very first scrape."""

from __future__ import annotations

import re
from collections import defaultdict

from prometheus_client.parser import text_string_to_metric_families

from treadle.telemetry.families import Metrics

# Every selector of TGI's tgi_grafana.json, with the labels that its queries match or group by.
BOARD = """
tgi_request_count
tgi_request_queue_duration_bucket
tgi_batch_inference_duration_bucket{method="prefill"}
tgi_batch_inference_duration_bucket{method="decode"}
tgi_batch_forward_duration_bucket{method="decode"}
tgi_batch_decode_duration_bucket{method="decode"}
tgi_batch_filter_duration_bucket{method="decode"}
tgi_batch_concat_duration_bucket{method="decode"}
tgi_request_generated_tokens_sum
tgi_request_generated_tokens_count
tgi_request_generated_tokens_bucket
tgi_request_input_length_bucket
tgi_request_success
tgi_request_failure{err}
tgi_request_mean_time_per_token_duration_bucket
tgi_queue_size
tgi_batch_current_max_tokens
tgi_request_skipped_tokens_bucket
tgi_request_duration_bucket
tgi_batch_current_size
tgi_batch_concat{reason}
"""

# The names that Datadog's hugging_face_tgi check maps: TGI's own, as the exposition has them.
DATADOG = {
    "tgi_batch_concat": "counter",
    "tgi_batch_concat_duration": "histogram",
    "tgi_batch_current_max_tokens": "gauge",
    "tgi_batch_current_size": "gauge",
    "tgi_batch_decode_duration": "histogram",
    "tgi_batch_filter_duration": "histogram",
    "tgi_batch_forward_duration": "histogram",
    "tgi_batch_inference_count": "counter",
    "tgi_batch_inference_duration": "histogram",
    "tgi_batch_inference_success": "counter",
    "tgi_batch_next_size": "histogram",
    "tgi_queue_size": "gauge",
    "tgi_request_count": "counter",
    "tgi_request_duration": "histogram",
    "tgi_request_failure": "counter",
    "tgi_request_generated_tokens": "histogram",
    "tgi_request_inference_duration": "histogram",
    "tgi_request_input_length": "histogram",
    "tgi_request_max_new_tokens": "histogram",
    "tgi_request_mean_time_per_token_duration": "histogram",
    "tgi_request_queue_duration": "histogram",
    "tgi_request_skipped_tokens": "histogram",
    "tgi_request_success": "counter",
    "tgi_request_validation_duration": "histogram",
}


def text() -> str:
    return Metrics(model="m", max_total_tokens=2048, max_input_tokens=2047).render().decode()


def series() -> dict[str, list[dict[str, str]]]:
    """The labels of every series, by the name that it has on the wire."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in text().splitlines():
        if not line.startswith("#"):
            name, labels = re.fullmatch(r"([a-z0-9_:]+)(?:\{(.*)\})? \S+", line).groups()  # type: ignore[union-attr]
            found[name].append(dict(re.findall(r'(\w+)="([^"]*)"', labels or "")))
    return found


def test_every_query_of_the_board_finds_its_series() -> None:
    found = series()
    for selector in BOARD.split():
        name, _, condition = selector.rstrip("}").partition("{")
        label, _, value = condition.partition("=")
        there = [labels for labels in found[name] if not label or labels.get(label, value) is not None]
        if value:
            there = [labels for labels in there if labels[label] == value.strip('"')]
        assert there, selector
        if label:
            assert all(label in labels for labels in there), selector
        if name.endswith("_bucket"):
            assert {"+Inf"} < {labels["le"] for labels in there}, selector


def test_datadog_finds_its_families() -> None:
    # The parser writes counters as OpenMetrics does; on the wire they have no suffix.
    types = {family.name: family.type for family in text_string_to_metric_families(text())}
    assert {name: types.get(name) for name in DATADOG} == DATADOG
    assert "_total" not in "".join(name for name in series() if name.startswith("tgi_"))
    errors = {labels["err"] for labels in series()["tgi_request_failure"]}
    assert errors == {"overloaded", "validation", "template", "incomplete", "dropped", "generation"}
