import pytest

from treadle.telemetry.bounds import durations, one_two_five
from treadle.telemetry.families import Metrics
from treadle.telemetry.metrics import Registry
from treadle.telemetry.steps import EngineStep, FinishedRequest


def test_counters_keep_their_names_and_appear_at_once() -> None:
    registry = Registry()
    counter = registry.counter("tgi_request_count", "Total number of requests").labels()
    assert registry.render() == (
        b"# HELP tgi_request_count Total number of requests\n# TYPE tgi_request_count counter\n"
        b"tgi_request_count 0\n"
    )
    counter.increase()
    counter.increase(2.5)
    assert b"\ntgi_request_count 3.5\n" in registry.render()


def test_labels_are_escaped_and_counted_apart() -> None:
    registry = Registry()
    family = registry.gauge("g", None, ["a", "b"])
    family.labels('x"\\\n', "1").set(2)
    family.labels("y", "2").set(-1.25)
    assert registry.render().decode().splitlines() == [
        "# TYPE g gauge",
        'g{a="x\\"\\\\\\n",b="1"} 2',
        'g{a="y",b="2"} -1.25',
    ]
    with pytest.raises(ValueError, match="has labels"):
        family.labels("only one")


def test_histogram_buckets_are_cumulative_and_bounds_inclusive() -> None:
    registry = Registry()
    histogram = registry.histogram("h", [0.1, 1.0], "Help\nme").labels()
    for value in (0.1, 0.5, 1.0, 7.0):
        histogram.observe(value)
    histogram.observe(0.05, times=2)
    assert registry.render().decode().splitlines() == [
        "# HELP h Help\\nme",
        "# TYPE h histogram",
        'h_bucket{le="0.1"} 3',
        'h_bucket{le="1"} 5',
        'h_bucket{le="+Inf"} 6',
        "h_sum 8.7",
        "h_count 6",
    ]
    assert histogram.count == 6


def test_a_name_is_given_once_and_bounds_grow() -> None:
    registry = Registry()
    registry.counter("a")
    with pytest.raises(ValueError, match="exists already"):
        registry.gauge("a")
    with pytest.raises(ValueError, match="do not grow"):
        registry.histogram("b", [1.0, 1.0])


def test_tgi_duration_bounds_are_the_exact_floats() -> None:
    bounds = durations()
    assert len(bounds) == 35
    assert repr(bounds[0]) == "0.00015000000000000001"
    assert repr(bounds[1]) == "0.00022500000000000002"
    assert repr(bounds[-2]) == "97.07397373664756"
    assert repr(bounds[-1]) == "145.61096060497135"
    assert one_two_five(60) == [1, 2, 5, 10, 20, 50]


def scrape(metrics: Metrics) -> dict[str, float]:
    lines = metrics.render().decode().splitlines()
    samples = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in samples}


TGI_FAMILIES = {
    "tgi_request_count": "counter",
    "tgi_request_success": "counter",
    "tgi_request_failure": "counter",
    "tgi_request_duration": "histogram",
    "tgi_request_validation_duration": "histogram",
    "tgi_request_queue_duration": "histogram",
    "tgi_request_inference_duration": "histogram",
    "tgi_request_mean_time_per_token_duration": "histogram",
    "tgi_request_generated_tokens": "histogram",
    "tgi_request_input_length": "histogram",
    "tgi_request_max_new_tokens": "histogram",
    "tgi_request_skipped_tokens": "histogram",
    "tgi_queue_size": "gauge",
    "tgi_batch_current_size": "gauge",
    "tgi_batch_current_max_tokens": "gauge",
    "tgi_batch_next_size": "histogram",
    "tgi_batch_inference_count": "counter",
    "tgi_batch_inference_success": "counter",
    "tgi_batch_inference_failure": "counter",
    "tgi_batch_inference_duration": "histogram",
    "tgi_batch_forward_duration": "histogram",
    "tgi_batch_decode_duration": "histogram",
    "tgi_batch_filter_duration": "histogram",
    "tgi_batch_concat_duration": "histogram",
    "tgi_batch_concat": "counter",
}


def test_every_tgi_family_is_there_before_anything_happened() -> None:
    text = Metrics(model="m", max_total_tokens=2048, max_input_tokens=2047).render().decode()
    types = dict(line.split()[2:] for line in text.splitlines() if line.startswith("# TYPE"))
    assert {name: kind for name, kind in types.items() if name.startswith("tgi_")} == TGI_FAMILIES
    for error in ("overloaded", "validation", "template", "incomplete", "dropped", "generation"):
        assert f'tgi_request_failure{{err="{error}"}} 0\n' in text
    assert 'tgi_batch_inference_duration_bucket{method="prefill",le="0.00015000000000000001"} 0\n' in text


def test_requests_are_counted() -> None:
    metrics = Metrics(model="m", max_total_tokens=1000, max_input_tokens=999)
    metrics.request_arrived()
    metrics.request_validated(input_length=7, max_new_tokens=20)
    metrics.request_succeeded(total=2.0, validation=0.001, queue=0.5, inference=1.5, generated_tokens=15)
    metrics.request_arrived()
    metrics.request_failed("dropped")
    samples = scrape(metrics)
    assert samples["tgi_request_count"] == 2
    assert samples["tgi_request_success"] == 1
    assert samples['tgi_request_failure{err="dropped"}'] == 1
    assert samples["tgi_request_mean_time_per_token_duration_sum"] == pytest.approx(0.1)
    assert samples['tgi_request_generated_tokens_bucket{le="10"}'] == 0
    assert samples['tgi_request_generated_tokens_bucket{le="20"}'] == 1
    assert samples["tgi_request_input_length_sum"] == 7


def test_engine_steps_feed_both_kinds_of_families() -> None:
    metrics = Metrics(model="m", max_total_tokens=1000, max_input_tokens=999)
    metrics.scheduler(running=2, waiting=3, kv_usage=0.25, kv_tokens=400, prefix_queries=10, prefix_hits=4)
    finished = FinishedRequest(
        reason="length",
        prompt_tokens=5,
        generated_tokens=9,
        total_seconds=1.0,
        queue_seconds=0.1,
        prefill_seconds=0.2,
        decode_seconds=0.6,
        inference_seconds=0.8,
    )
    metrics.engine_step(
        EngineStep(
            prompt_tokens=5,
            generated_tokens=3,
            preempted=1,
            first_token_seconds=[0.3],
            inter_token_seconds=[0.02, 0.03],
            finished=[finished],
            decoding_seconds=0.004,
        )
    )
    labels = '{model_name="m",engine="0"}'
    samples = scrape(metrics)
    assert samples["tgi_queue_size"] == samples[f"vllm:num_requests_waiting{labels}"] == 3
    assert samples["tgi_batch_current_size"] == samples[f"vllm:num_requests_running{labels}"] == 2
    assert samples["tgi_batch_current_max_tokens"] == 100
    assert samples[f"vllm:kv_cache_usage_perc{labels}"] == 0.25
    assert samples[f"vllm:prefix_cache_hits_total{labels}"] == 4
    assert samples[f"vllm:prompt_tokens_total{labels}"] == 5
    assert samples[f"vllm:generation_tokens_total{labels}"] == 3
    assert samples[f"vllm:inter_token_latency_seconds_count{labels}"] == 2
    assert samples['vllm:request_success_total{model_name="m",engine="0",finished_reason="length"}'] == 1
    assert samples['tgi_batch_inference_count{method="decode"}'] == 1
    assert samples['tgi_batch_inference_duration_sum{method="decode"}'] == 0.03
    assert samples['tgi_batch_inference_duration_sum{method="prefill"}'] == 0.2
    assert samples['tgi_batch_concat{reason="chunking"}'] == 1
    assert samples['tgi_batch_decode_duration_sum{method="decode"}'] == 0.004
    assert (
        samples['tgi_request_skipped_tokens_bucket{le="0"}']
        == samples["tgi_request_skipped_tokens_count"]
        == 3
    )
    speculated = EngineStep(
        prompt_tokens=0,
        generated_tokens=3,
        preempted=0,
        first_token_seconds=[],
        inter_token_seconds=[0.02],
        finished=[],
    )
    metrics.engine_step(speculated)
    assert scrape(metrics)["tgi_request_skipped_tokens_sum"] == 2
    metrics.engine_failed()
    samples = scrape(metrics)
    assert samples["tgi_batch_current_size"] == samples["tgi_queue_size"] == 0
    assert samples['tgi_batch_inference_failure{method="decode"}'] == 1
