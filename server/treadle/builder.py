"""Engines for deployed models: vLLM's, with what the server was told for its own model.

Each has a key-value cache of a fixed size, so that what it takes is known before it starts.
"""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path

import msgspec

from treadle.config import ServerSettings
from treadle.engine import memory
from treadle.engine.port import Engine, EngineError
from treadle.engine.settings import Device, EngineSettings
from treadle.engine.vllm_engine import VllmEngine

log = logging.getLogger("treadle.builder")

CACHE = {"cpu": 256 << 20, "cuda": 4 << 30}  # bytes


class VllmBuilder:
    """The `Builder` of a real server; made after its own engine started, so that what is left is known."""

    def __init__(self, settings: ServerSettings, own: EngineSettings) -> None:
        cache = settings.deploy_kv_cache_mib
        self._template = dataclasses.replace(
            own,
            model="",
            name=None,
            revision=None,
            tokenizer=None,
            quantize=None,
            trust_remote_code=False,  # what tenants bring is not run
            pipeline_tag=None,
            rope=None,
            chat_template=None,
            kv_cache_bytes=CACHE[own.resolved_device] if cache is None else cache << 20,
        )
        limit = settings.deploy_memory_mib
        self._budget = _left(own.resolved_device) if limit is None else limit << 20

    @property
    def budget(self) -> int:
        """Bytes for all deployed engines together: the setting, or what the machine had left."""
        return self._budget

    def memory(self, weights: int) -> int:
        """Bytes that an engine takes."""
        return memory.taken(self._template, weights)

    def build(self, name: str, directory: Path) -> Engine:
        """An engine on a directory."""
        context = _context(directory, self._template.max_total_tokens)
        return VllmEngine(
            dataclasses.replace(self._template, model=str(directory), name=name, max_total_tokens=context)
        )


def _left(device: Device) -> int:
    try:
        return memory.left(device)
    except EngineError as error:
        log.warning(
            "nothing can be deployed beside the server's own model without --deploy-memory-mib: %s", error
        )
        return 0


def _context(directory: Path, limit: int | None) -> int | None:
    """The server's limit of prompt and output, or the model's own where that is lower."""
    try:
        own = msgspec.json.decode(
            (directory / "config.json").read_bytes(), type=_Config
        ).max_position_embeddings
    except (OSError, msgspec.MsgspecError):
        return limit  # the engine says what is wrong with it
    return own if limit is None or (own is not None and own < limit) else limit


class _Config(msgspec.Struct):
    max_position_embeddings: int | None = None
