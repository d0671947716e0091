"""What vLLM reports after each engine step, counted in our families.

vLLM adds its own Prometheus logger to every engine unless one is handed in; that one costs about
5 µs per token and a second engine's start erases the first's series. So ours is handed in under
its class, with none of its construction.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from treadle.telemetry.families import Metrics
from treadle.telemetry.steps import EngineStep, FinishedRequest


def stat_logger(metrics: Metrics, beat: Callable[[], None]) -> type[Any]:
    """A stat logger class for AsyncLLM's `stat_loggers`: counts into `metrics`, and tells of each step."""
    from vllm.v1.metrics.loggers import PrometheusStatLogger

    base: Any = PrometheusStatLogger

    class StepStats(base):  # type: ignore[misc]
        def __init__(self, vllm_config: Any, engine_indexes: list[int] | None = None) -> None:
            self.engine_indexes = engine_indexes or [0]
            self._kv_tokens = int(getattr(vllm_config.cache_config, "kv_cache_size_tokens", None) or 0)

        def record(
            self,
            scheduler_stats: Any,
            iteration_stats: Any,
            mm_cache_stats: Any = None,  # noqa: ARG002 - the interface has it
            engine_idx: int = 0,  # noqa: ARG002
        ) -> None:
            if scheduler_stats is not None:
                cache = scheduler_stats.prefix_cache_stats
                metrics.scheduler(
                    running=scheduler_stats.num_running_reqs,
                    waiting=scheduler_stats.num_waiting_reqs + scheduler_stats.num_skipped_waiting_reqs,
                    kv_usage=scheduler_stats.kv_cache_usage,
                    kv_tokens=self._kv_tokens,
                    prefix_queries=cache.queries if cache else 0,
                    prefix_hits=cache.hits if cache else 0,
                )
            if iteration_stats is not None:
                beat()
                metrics.engine_step(_step(iteration_stats))

        def log_engine_initialized(self) -> None:
            pass

        def log(self) -> None:
            pass

        def record_sleep_state(self, sleep: int = 0, level: int = 0) -> None:
            pass

        def record_admission_rejection(self, reason: str) -> None:
            pass

    return StepStats


def _step(stats: Any) -> EngineStep:
    return EngineStep(
        prompt_tokens=stats.num_prompt_tokens,
        generated_tokens=stats.num_generation_tokens,
        preempted=stats.num_preempted_reqs,
        decoding_seconds=max(0.0, time.time() - stats.iteration_timestamp),
        first_token_seconds=stats.time_to_first_tokens_iter,
        inter_token_seconds=stats.inter_token_latencies_iter,
        finished=[
            FinishedRequest(
                reason=str(request.finish_reason),
                prompt_tokens=request.num_prompt_tokens,
                generated_tokens=request.num_generation_tokens,
                total_seconds=request.e2e_latency,
                queue_seconds=request.queued_time,
                prefill_seconds=request.prefill_time,
                decode_seconds=request.decode_time,
                inference_seconds=request.inference_time,
            )
            for request in stats.finished_requests
        ],
    )
