"""The rest of text-generation-launcher's flags, so that a command line of its starts this server too.

Some do here what they do there, in vLLM's terms; the others are taken, checked, and said to have no effect:
`NO_EFFECT` has the reasons, docs/operations.md the table.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from treadle.options import option

SAKE = "Accepted for text-generation-launcher's sake, without effect"
PORTS = 65535

_SCHEDULING = "vLLM lets waiting requests in at every step"
_PROCESSES = "vLLM's processes find each other by themselves"
_TRACES = "no traces are sent"
_TUNNEL = "there is no tunnel, as in TGI since ngrok was removed from it"
_SENT = "nothing is ever sent"

NO_EFFECT: Mapping[str, str] = {
    "max_batch_total_tokens": "it is what the key-value cache holds",
    "waiting_served_ratio": _SCHEDULING,
    "max_waiting_tokens": _SCHEDULING,
    "speculate": "typical_p, TGI's penalty and the watermark exclude vLLM's speculation",
    "disable_custom_kernels": "vLLM chooses its kernels",
    "prometheus_port": "/metrics is on the main port, as in TGI",
    "shard_uds_path": _PROCESSES,
    "master_addr": _PROCESSES,
    "master_port": _PROCESSES,
    "weights_cache_override": "a directory with weights is a --model-id",
    "otlp_endpoint": _TRACES,
    "otlp_service_name": _TRACES,
    "ngrok": _TUNNEL,
    "ngrok_authtoken": _TUNNEL,
    "ngrok_edge": _TUNNEL,
    "enable_prefill_logprobs": "decoder_input_details always has them",
    "usage_stats": _SENT,
    "disable_usage_stats": _SENT,
    "disable_crash_reports": _SENT,
}
"""Why a setting does nothing."""

VARIABLES = (
    "ATTENTION",
    "PREFIX_CACHING",
    "PREFILL_CHUNKING",
    "USE_FLASH_ATTENTION",
    "TGI_WIGGLE_ROOM",
    "REQUEST_LOGPROBS",
    "LOG_COLORIZE",
)
"""Variables of TGI that are no flag there, and nothing here."""


class GraphSizes(tuple[int, ...]):
    """The batch sizes of `--cuda-graphs`, by commas; raises ValueError for anything else."""

    __slots__ = ()

    def __new__(cls, text: str) -> GraphSizes:
        """Read `text`."""
        parts = [part.strip() for part in text.split(",")]
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
            raise ValueError(f"{text!r} is no list of sizes")
        return super().__new__(cls, map(int, parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class LauncherSettings:
    """What text-generation-launcher 2.2 or 3.3 takes, and Treadle would not have of itself."""

    sharded: Literal["true", "false"] | None = option(
        None, "Model", "true: --num-shard of 2 or more, or all visible GPUs; false: one, without --num-shard."
    )
    kv_cache_dtype: Literal["fp8_e4m3fn", "fp8_e5m2"] | None = option(
        None, "Model", "Type of the key-value cache; default: the model's."
    )
    rope_scaling: Literal["linear", "dynamic"] | None = option(
        None, "Model", "Scale the positions of a RoPE model; default with --rope-factor: linear."
    )
    rope_factor: float | None = option(
        None, "Model", "By so much; default with --rope-scaling: 1.", minimum=1, maximum=1 << 20
    )
    cuda_graphs: tuple[GraphSizes, ...] = option(
        (), "Model", "0: --eager on a GPU. Sizes have no effect, vLLM chooses them."
    )
    tokenizer_config_path: Path | None = option(  # noqa: RUF009 - it makes a field
        None, "Model", "A tokenizer_config.json whose chat template is used in place of the model's."
    )
    huggingface_hub_cache: Path | None = option(  # noqa: RUF009 - it makes a field
        None, "Model", "Where what comes from the hub is kept; default: huggingface_hub's place."
    )
    disable_grammar_support: bool = option(
        False, "Limits", "Refuse grammars on TGI's and OpenAI's routes, those of formats and tools included."
    )
    env: bool = option(False, "Server", "Print what this runs on, then go on.", "-e", env="")

    max_batch_total_tokens: int | None = option(None, SAKE, "Tokens in one batch.", minimum=1)
    waiting_served_ratio: float | None = option(None, SAKE, "When waiting requests are let in.", minimum=0)
    max_waiting_tokens: int | None = option(None, SAKE, "The same, in tokens.", minimum=0)
    speculate: int | None = option(None, SAKE, "Tokens to guess ahead.", minimum=0)
    disable_custom_kernels: bool = option(False, SAKE, "No CUDA kernels of TGI's own.")
    prometheus_port: int | None = option(None, SAKE, "Port of the metrics.", minimum=0, maximum=PORTS)
    shard_uds_path: str | None = option(None, SAKE, "Socket of the shards.")
    master_addr: str | None = option(None, SAKE, "Address of the first shard.")
    master_port: int | None = option(None, SAKE, "Port of the first shard.", minimum=0, maximum=PORTS)
    weights_cache_override: str | None = option(None, SAKE, "Directory with the weights.")
    otlp_endpoint: str | None = option(None, SAKE, "Where traces would go.")
    otlp_service_name: str | None = option(None, SAKE, "What they would say of this server.")
    ngrok: bool = option(False, SAKE, "A tunnel.")
    ngrok_authtoken: str | None = option(None, SAKE, "Its token.")
    ngrok_edge: str | None = option(None, SAKE, "Its edge.")
    enable_prefill_logprobs: bool = option(False, SAKE, "Log probabilities of prompts: always there.")
    usage_stats: Literal["on", "off", "no-stack"] | None = option(None, SAKE, "What Hugging Face is sent.")
    disable_usage_stats: bool = option(False, SAKE, "The same, before TGI 2.3.")
    disable_crash_reports: bool = option(False, SAKE, "The same, before TGI 2.3.")

    @property
    def graphs_off(self) -> bool:
        """Whether CUDA graphs were switched off: sizes were given, and none above 0."""
        return bool(self.cuda_graphs) and not any(size for sizes in self.cuda_graphs for size in sizes)

    def unused(self) -> dict[str, str]:
        """What was given of those that have no effect, by flag, and why."""
        given = {
            name: why
            for name, why in NO_EFFECT.items()
            if getattr(self, name) is not None and getattr(self, name) is not False
        }
        if self.speculate == 0:
            del given["speculate"]  # none is what there is
        if self.cuda_graphs and not self.graphs_off:
            given["cuda_graphs"] = "vLLM chooses their sizes, and heeds 0 alone"
        return {flag(name): why for name, why in given.items()}


def unused_variables(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Those of VARIABLES that are set, and why they do nothing."""
    return {name: "what it sets is TGI's own" for name in VARIABLES if environment.get(name)}


def flag(name: str) -> str:
    """The flag of a setting."""
    return "--" + name.replace("_", "-")
