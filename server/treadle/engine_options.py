"""The engine's settings, from what the server was started with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from treadle.engine.adapters import distinct
from treadle.engine.hardware import present_gpus, visible_gpus
from treadle.engine.settings import EngineSettings, cpu_caches_in_8_bits, embedded_settings
from treadle.engine.template import chat_template

if TYPE_CHECKING:
    from treadle.config import ServerSettings

EMBEDDED_NAME = "HuggingFaceTB/SmolLM2-135M-Instruct"
DEFAULT_TOTAL_TOKENS = 2048
CPU_KV_CACHE = 1 << 30  # bytes; without a size vLLM takes a share of all memory and may not start

CACHES = {"fp8_e4m3fn": "fp8_e4m3", "fp8_e5m2": "fp8_e5m2"}
"""vLLM's names of TGI's types of key-value cache."""

QUANTIZATIONS = {
    "marlin": "gptq_marlin",
    "bitsandbytes-nf4": "bitsandbytes",
    "bitsandbytes-fp4": "bitsandbytes",
}
"""vLLM's names of TGI's quantisations, where they differ."""


def engine_settings(settings: ServerSettings, embedded: Path | None, device: str) -> EngineSettings:
    """The engine's settings; `embedded` is the directory of the embedded model where it is the one.

    Raises ValueError for what this machine or vLLM does not have, and for a file that is none.
    """
    quantize = None if settings.quantize is None else QUANTIZATIONS.get(settings.quantize, settings.quantize)
    if quantize in ("eetq", "exl2"):
        raise ValueError(f"`quantize`: vLLM has no {quantize}")
    common: dict[str, Any] = {
        "max_total_tokens": settings.max_total_tokens,
        "max_num_batched_tokens": settings.max_batch_prefill_tokens,
        "threads": settings.threads,
        "enforce_eager": True if settings.eager is None and settings.graphs_off else settings.eager,
        "validation_workers": settings.validation_workers,
        "max_input_tokens": settings.max_input_tokens,
        "logprobs_mode": settings.logprobs_mode,
        "images": settings.max_images,
        "adapters": distinct(adapter for some in settings.lora_adapters for adapter in some),
        "watermark_gamma": settings.watermark_gamma,
        "watermark_delta": settings.watermark_delta,
        "dtype": settings.dtype,
        "quantize": quantize,
        "num_shard": shards(settings, device),
        # All of it, which is TGI's default, no engine of vLLM gets: then its own default.
        "gpu_memory_fraction": None if settings.cuda_memory_fraction == 1 else settings.cuda_memory_fraction,
        "kv_cache_dtype": _cache(settings, device),
        "rope": _rope(settings),
        "hub_cache": settings.huggingface_hub_cache,
    }
    if settings.tokenizer_config_path is not None:
        common["chat_template"] = chat_template(settings.tokenizer_config_path)
    if embedded is not None:
        changes = common | {"max_total_tokens": settings.max_total_tokens or DEFAULT_TOTAL_TOKENS}
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
        trust_remote_code=settings.trust_remote_code,
        kv_cache_bytes=kv_cache,
        max_num_seqs=settings.max_batch_size,
        **common,
    )


def shards(settings: ServerSettings, device: str) -> int:
    """How many GPUs the model is spread over, by TGI's rules; raises ValueError."""
    if settings.num_shard is not None:
        return settings.num_shard
    if settings.sharded == "true":
        named = visible_gpus()
        found = present_gpus() if named is None else named
        if found <= 1:
            raise ValueError(f"`sharded` is true but only found {found} CUDA devices")
        return found
    if settings.sharded == "false" or settings.model_id is None or device == "cpu":
        return 1
    return max(1, visible_gpus() or 1)


def _cache(settings: ServerSettings, device: str) -> str | None:
    kind = settings.kv_cache_dtype
    if kind is None:
        return None
    if device == "cpu" and not cpu_caches_in_8_bits():
        raise ValueError(f"`kv_cache_dtype`: vLLM has {kind} on CPUs with AVX-512 or AMX alone")
    return CACHES[kind]


def _rope(settings: ServerSettings) -> tuple[str, float] | None:
    kind, factor = settings.rope_scaling, settings.rope_factor
    return None if kind is None and factor is None else (kind or "linear", factor or 1.0)
