"""The engine's settings, from what the server was started with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from treadle.engine.adapters import distinct
from treadle.engine.settings import EngineSettings, embedded_settings

if TYPE_CHECKING:
    from treadle.config import ServerSettings

EMBEDDED_NAME = "HuggingFaceTB/SmolLM2-135M-Instruct"
DEFAULT_TOTAL_TOKENS = 2048
CPU_KV_CACHE = 1 << 30  # bytes; without a size vLLM takes a share of all memory and may not start


def engine_settings(settings: ServerSettings, embedded: Path | None, device: str) -> EngineSettings:
    """The engine's settings; `embedded` is the directory of the embedded model where it is the one."""
    common: dict[str, Any] = {
        "max_total_tokens": settings.max_total_tokens,
        "max_num_batched_tokens": settings.max_batch_prefill_tokens,
        "threads": settings.threads,
        "enforce_eager": settings.eager,
        "validation_workers": settings.validation_workers,
        "max_input_tokens": settings.max_input_tokens,
        "logprobs_mode": settings.logprobs_mode,
        "images": settings.max_images,
        "adapters": distinct(adapter for some in settings.lora_adapters for adapter in some),
        "watermark_gamma": settings.watermark_gamma,
        "watermark_delta": settings.watermark_delta,
    }
    if embedded is not None:
        changes = common | {
            "max_total_tokens": settings.max_total_tokens or DEFAULT_TOTAL_TOKENS,
            "dtype": settings.dtype,
            "quantize": settings.quantize,
            "num_shard": settings.num_shard,
            "gpu_memory_fraction": settings.cuda_memory_fraction,
        }
        if settings.kv_cache_mib is not None:
            changes["kv_cache_bytes"] = settings.kv_cache_mib << 20
        if settings.max_batch_size is not None:
            changes["max_num_seqs"] = settings.max_batch_size
        if device != "cpu":
            changes["device"] = device
        return embedded_settings(embedded, EMBEDDED_NAME, **changes)
    if settings.model_id is None:
        raise ValueError("neither a model id nor the embedded model")
    kv_cache = None if settings.kv_cache_mib is None else settings.kv_cache_mib << 20
    if kv_cache is None and device == "cpu":
        kv_cache = CPU_KV_CACHE
    return EngineSettings(
        model=settings.model_id,
        revision=settings.revision,
        tokenizer=settings.tokenizer_name,
        dtype=settings.dtype,
        quantize=settings.quantize,
        num_shard=settings.num_shard,
        trust_remote_code=settings.trust_remote_code,
        gpu_memory_fraction=settings.cuda_memory_fraction,
        kv_cache_bytes=kv_cache,
        max_num_seqs=settings.max_batch_size,
        **common,
    )
