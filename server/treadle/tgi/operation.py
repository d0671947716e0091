"""TGI's routes about the server itself: health, info, metrics."""

from __future__ import annotations

from msgspec import UNSET

from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.tgi.desk import Desk
from treadle_contracts.tgi.models import Info
from treadle_contracts.tgi.services import OperationService


class OperationRoutes(OperationService):
    """`/health` and its two other names, `/info`, `/metrics`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def health(self, call: Call) -> None:
        """Empty while a generation would be answered, 503 otherwise; needs no permit."""
        del call
        if self._desk.permits.draining or not await self._desk.engine.healthy():
            raise Problem(Kind.UNHEALTHY, "unhealthy")

    async def root_health(self, call: Call) -> None:
        """The same at `GET /`."""
        await self.health(call)

    async def ping(self, call: Call) -> None:
        """The same at `/ping`, for SageMaker."""
        await self.health(call)

    async def info(self, call: Call) -> Info:
        """The model and the limits in force, under both generations of names."""
        del call
        desk, card, limits = self._desk, self._desk.engine.card, self._desk.limits
        return Info(
            model_id=card.id,
            model_sha=card.revision,
            model_dtype=f"torch.{card.dtype}",
            model_device_type=card.device,
            model_pipeline_tag=card.pipeline_tag,
            max_concurrent_requests=limits.max_concurrent_requests,
            max_best_of=limits.max_best_of,
            max_stop_sequences=limits.max_stop_sequences,
            max_input_tokens=limits.max_input_tokens,
            max_input_length=limits.max_input_tokens,
            max_total_tokens=limits.max_total_tokens,
            validation_workers=limits.validation_workers,
            max_client_batch_size=limits.max_client_batch_size,
            max_batch_size=desk.settings.max_batch_size,
            # vLLM lets waiting requests in at every step, however few they are.
            waiting_served_ratio=0.0,
            max_waiting_tokens=0,
            max_batch_total_tokens=UNSET if card.cache_tokens is None else card.cache_tokens,
            router="treadle",
            version=desk.settings.version,
            sha=desk.settings.sha,
            docker_label=desk.settings.docker_label,
        )

    async def metrics(self, call: Call) -> str:
        """Prometheus text: TGI's families and vLLM's."""
        del call
        return self._desk.metrics.render().decode()
