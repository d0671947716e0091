"""Which families there are, and what is counted in them.

    tgi_*    names, labels, buckets and help texts of TGI 3.3.7, so that its dashboards go on working
    vllm:*   the most used of vLLM's own, with its names, labels and buckets

Handlers report requests (`request_*`), the engine reports its steps (`scheduler`, `engine_step`).
Of a step's outputs TGI times two parts: its decoding, and the sending of its tokens (filter). vLLM does
both in one pass, whose time is decode's. Two of TGI's families stay at zero, because vLLM does nothing
of the kind apart from a step: filter and concat durations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from treadle.telemetry.bounds import FIRST_TOKEN, INTER_TOKEN, LATENCY, durations, linear, one_two_five
from treadle.telemetry.metrics import Family, Histogram, Registry, Value
from treadle.telemetry.steps import EngineStep, FinishedRequest

Failure = Literal["overloaded", "validation", "template", "incomplete", "dropped", "generation"]
FAILURES: tuple[Failure, ...] = (
    "overloaded",
    "validation",
    "template",
    "incomplete",
    "dropped",
    "generation",
)


class Metrics:
    """Everything that `/metrics` shows."""

    def __init__(self, *, model: str, max_total_tokens: int, max_input_tokens: int) -> None:
        self.registry = Registry()
        self._tgi(max_total_tokens, max_input_tokens)
        self._vllm(model, max_total_tokens)

    def render(self) -> bytes:
        """The text exposition."""
        return self.registry.render()

    # requests, as the handlers see them

    def request_arrived(self) -> None:
        """A request to generate came. One is one: TGI counts a chat twice, and each prompt beside."""
        self._request_count.increase()

    def request_turned_away(self, error: Failure) -> None:
        """A request came and was refused before anybody looked what it was."""
        self.request_arrived()
        self.request_failed(error)

    def request_validated(self, input_length: int, max_new_tokens: int) -> None:
        """A request passed validation with this many prompt tokens and this budget."""
        self._input_length.observe(input_length)
        self._max_new_tokens.observe(max_new_tokens)

    def request_failed(self, error: Failure) -> None:
        """A request ended in an error of this kind; "dropped" is a client that left."""
        self._failures[error].increase()

    def request_succeeded(
        self,
        *,
        total: float,
        validation: float,
        queue: float,
        inference: float,
        generated_tokens: int,
    ) -> None:
        """A request was answered; seconds."""
        self._success.increase()
        self._duration.observe(total)
        self._validation_duration.observe(validation)
        self._queue_duration.observe(queue)
        self._inference_duration.observe(inference)
        self._per_token_duration.observe(inference / max(generated_tokens, 1))
        self._generated_tokens.observe(generated_tokens)

    # the engine

    def scheduler(
        self,
        *,
        running: int,
        waiting: int,
        kv_usage: float,
        kv_tokens: int = 0,
        prefix_queries: int = 0,
        prefix_hits: int = 0,
    ) -> None:
        """The scheduler's state after a step; `kv_usage` is a fraction of `kv_tokens`."""
        self._queue_size.value = self._waiting.value = waiting
        self._batch_size.value = self._running.value = running
        self._batch_tokens.value = int(kv_usage * kv_tokens) if running else 0
        self._kv_usage.value = kv_usage
        self._prefix_queries.increase(prefix_queries)
        self._prefix_hits.increase(prefix_hits)

    def engine_step(self, step: EngineStep) -> None:
        """What a step brought."""
        self._prompt_tokens.increase(step.prompt_tokens)
        self._generation_tokens.increase(step.generated_tokens)
        self._preemptions.increase(step.preempted)
        sequences = len(step.first_token_seconds) + len(step.inter_token_seconds)
        if sequences:
            # More than one token of a sequence is one that was speculated.
            self._skipped.observe((step.generated_tokens - sequences) / sequences, sequences)
            decoding = self._decode_decoding if step.inter_token_seconds else self._prefill_decoding
            decoding.observe(step.decoding_seconds)
        if step.first_token_seconds:
            self._batch_next_size.observe(len(step.first_token_seconds))
            self._prefill_count.increase()
            self._prefill_success.increase()
            if step.inter_token_seconds:
                self._concat.increase()
            for seconds in step.first_token_seconds:
                self._first_token.observe(seconds)
        if step.inter_token_seconds:
            self._decode_count.increase()
            self._decode_success.increase()
            longest = max(step.inter_token_seconds)
            self._decode_duration.observe(longest)
            self._decode_forward.observe(longest)
            for seconds in step.inter_token_seconds:
                self._inter_token.observe(seconds)
        for request in step.finished:
            self._finished(request)

    def engine_failed(self) -> None:
        """The engine core died with whatever it was doing."""
        self._decode_failure.increase()
        self.scheduler(running=0, waiting=0, kv_usage=0.0)

    def _finished(self, request: FinishedRequest) -> None:
        self._request_success.labels(self._model, "0", request.reason).increase()
        self._prefill_duration.observe(request.prefill_seconds)
        self._prefill_forward.observe(request.prefill_seconds)
        self._e2e.observe(request.total_seconds)
        self._queue_time.observe(request.queue_seconds)
        self._prefill_time.observe(request.prefill_seconds)
        self._decode_time.observe(request.decode_seconds)
        self._inference_time.observe(request.inference_seconds)
        self._request_prompt.observe(request.prompt_tokens)
        self._request_generation.observe(request.generated_tokens)

    # the families

    def _tgi(self, max_total_tokens: int, max_input_tokens: int) -> None:
        registry = self.registry
        seconds = durations()

        def duration(name: str, text: str) -> Histogram:
            return registry.histogram(f"tgi_request_{name}", seconds, text).labels()

        def by_method(name: str, text: str | None) -> Family[Histogram]:
            family = registry.histogram(f"tgi_batch_{name}_duration", seconds, text, ["method"])
            if name != "concat":
                family.labels("prefill")
            family.labels("decode")
            return family

        def calls(name: str, text: str | None) -> tuple[Value, Value]:
            family = registry.counter(f"tgi_batch_inference_{name}", text, ["method"])
            return family.labels("prefill"), family.labels("decode")

        self._request_count = registry.counter("tgi_request_count", "Total number of requests").labels()
        self._success = registry.counter("tgi_request_success", "Number of successful requests").labels()
        failures = registry.counter("tgi_request_failure", None, ["err"])
        self._failures: dict[Failure, Value] = {error: failures.labels(error) for error in FAILURES}
        self._duration = duration("duration", "Request duration")
        self._validation_duration = duration("validation_duration", "Request validation duration")
        self._queue_duration = duration("queue_duration", "Request queue duration")
        self._inference_duration = duration("inference_duration", "Request inference duration")
        self._per_token_duration = duration("mean_time_per_token_duration", "Mean time per token per request")
        total, inputs = linear(max_total_tokens), linear(max_input_tokens)
        self._generated_tokens = registry.histogram(
            "tgi_request_generated_tokens", total, "Generated tokens per request"
        ).labels()
        self._input_length = registry.histogram(
            "tgi_request_input_length", inputs, "Input token length per request"
        ).labels()
        self._max_new_tokens = registry.histogram(
            "tgi_request_max_new_tokens", total, "Maximum new tokens per request"
        ).labels()
        self._skipped = registry.histogram(
            "tgi_request_skipped_tokens", [0.0], "Speculated tokens per request"
        ).labels()
        self._queue_size = registry.gauge("tgi_queue_size", "Current queue size").labels()
        self._batch_size = registry.gauge("tgi_batch_current_size", "Current batch size").labels()
        self._batch_tokens = registry.gauge(
            "tgi_batch_current_max_tokens", "Maximum tokens for the current batch"
        ).labels()
        self._batch_next_size = registry.histogram(
            "tgi_batch_next_size", [float(size) for size in range(1, 1025)], "Batch size of the next batch"
        ).labels()
        self._prefill_count, self._decode_count = calls(
            "count", "Inference calls per method (prefill or decode)"
        )
        self._prefill_success, self._decode_success = calls(
            "success", "Number of successful inference calls per method (prefill or decode)"
        )
        _, self._decode_failure = calls("failure", None)
        inference = by_method("inference", "Batch inference duration")
        forward = by_method("forward", "Batch forward duration per method (prefill or decode)")
        decoding = by_method("decode", "Time spent decoding a batch per method (prefill or decode)")
        by_method(
            "filter",
            "Time spent filtering batches and sending generated tokens per method (prefill or decode)",
        )
        by_method("concat", None)
        self._prefill_decoding = decoding.labels("prefill")
        self._decode_decoding = decoding.labels("decode")
        self._prefill_duration = inference.labels("prefill")
        self._decode_duration = inference.labels("decode")
        self._prefill_forward = forward.labels("prefill")
        self._decode_forward = forward.labels("decode")
        concat = registry.counter("tgi_batch_concat", None, ["reason"])
        for reason in ("backpressure", "wait_exceeded"):
            concat.labels(reason)
        # New requests join a running batch chunk by chunk: the only reason that vLLM has.
        self._concat = concat.labels("chunking")

    def _vllm(self, model: str, max_total_tokens: int) -> None:
        registry = self.registry
        self._model = model
        names = ["model_name", "engine"]
        tokens = one_two_five(max_total_tokens)

        def gauge(name: str, text: str) -> Value:
            return registry.gauge(f"vllm:{name}", text, names).labels(model, "0")

        def counter(name: str, text: str) -> Value:
            return registry.counter(f"vllm:{name}_total", text, names).labels(model, "0")

        def histogram(name: str, bounds: Sequence[float], text: str) -> Histogram:
            return registry.histogram(f"vllm:{name}", bounds, text, names).labels(model, "0")

        self._running = gauge("num_requests_running", "Number of requests in model execution batches.")
        self._waiting = gauge("num_requests_waiting", "Number of requests waiting to be processed.")
        self._kv_usage = gauge("kv_cache_usage_perc", "KV-cache usage. 1 means 100 percent usage.")
        self._prefix_queries = counter(
            "prefix_cache_queries", "Prefix cache queries, in terms of number of queried tokens."
        )
        self._prefix_hits = counter(
            "prefix_cache_hits", "Prefix cache hits, in terms of number of cached tokens."
        )
        self._preemptions = counter("num_preemptions", "Cumulative number of preemption from the engine.")
        self._prompt_tokens = counter("prompt_tokens", "Number of prefill tokens processed.")
        self._generation_tokens = counter("generation_tokens", "Number of generation tokens processed.")
        self._request_success = registry.counter(
            "vllm:request_success_total",
            "Count of successfully processed requests.",
            [*names, "finished_reason"],
        )
        for reason in ("stop", "length", "abort", "error", "repetition"):
            self._request_success.labels(model, "0", reason)
        self._request_prompt = histogram(
            "request_prompt_tokens", tokens, "Number of prefill tokens processed."
        )
        self._request_generation = histogram(
            "request_generation_tokens", tokens, "Number of generation tokens processed."
        )
        self._first_token = histogram(
            "time_to_first_token_seconds", FIRST_TOKEN, "Histogram of time to first token in seconds."
        )
        self._inter_token = histogram(
            "inter_token_latency_seconds", INTER_TOKEN, "Histogram of inter-token latency in seconds."
        )
        self._e2e = histogram(
            "e2e_request_latency_seconds", LATENCY, "Histogram of e2e request latency in seconds."
        )

        def phase(name: str, shown: str) -> Histogram:
            text = f"Histogram of time spent in {shown} phase for request."
            return histogram(f"request_{name}_time_seconds", LATENCY, text)

        self._queue_time = phase("queue", "WAITING")
        self._inference_time = phase("inference", "RUNNING")
        self._prefill_time = phase("prefill", "PREFILL")
        self._decode_time = phase("decode", "DECODE")
