"""LoRA adapters: how they are named, where their files are, what vLLM is told of them.

    "name=/path", "owner/repository@revision", …  ─▶ Adapter ─▶ located ─▶ LoRARequest
                                                                        └▶ engine arguments

Adapters are loaded when the engine starts, as with TGI 3.3.7, and stay. A request that names one that
was not loaded gets the base model, as with TGI too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treadle.engine.port import EngineError

RANKS = (8, 16, 32, 64, 128, 256, 320, 512)
"""The ranks that vLLM makes room for."""

MOST_IN_BATCH = 8
"""Different adapters in one engine step on a GPU; requests for more of them wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """An adapter: what requests call it, and its directory or hub repository."""

    name: str
    source: str
    revision: str | None = None


class LoraAdapters(tuple[Adapter, ...]):
    """The adapters of `--lora-adapters`: `id`, `id@revision`, `name=path` or `name=path@revision`, by commas.

    Raises ValueError for anything else, and for a name that comes twice.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> LoraAdapters:
        """Read `text`."""
        return super().__new__(cls, distinct(_adapter(part) for part in text.split(",") if part.strip()))


def distinct(adapters: Any) -> tuple[Adapter, ...]:
    """The adapters; raises ValueError where two have the same name."""
    found: dict[str, Adapter] = {}
    for adapter in adapters:
        if adapter.name in found:
            raise ValueError(f"two adapters are called {adapter.name!r}")
        found[adapter.name] = adapter
    return tuple(found.values())


def _adapter(text: str) -> Adapter:
    named, *revision = text.strip().split("@")
    name, *path = named.split("=")
    parts = [name, *path, *revision]
    if len(path) > 1 or len(revision) > 1 or not all(part.strip() for part in parts):
        raise ValueError(f"{text.strip()!r} is not id, id@revision, name=path or name=path@revision")
    return Adapter(name=name, source=path[0] if path else name, revision=revision[0] if revision else None)


def located(adapter: Adapter) -> Path:
    """The directory of an adapter, downloaded first if it is a hub repository; raises EngineError."""
    directory = Path(adapter.source)
    if not directory.is_dir():
        import huggingface_hub

        hub: Any = huggingface_hub
        try:
            directory = Path(hub.snapshot_download(adapter.source, revision=adapter.revision))
        except (OSError, ValueError) as error:  # the hub's own faults are both
            raise EngineError(f"the adapter {adapter.name}: {str(error).splitlines()[0]}") from error
    _rank(adapter, directory)
    return directory


def adapter_arguments(
    adapters: Sequence[Adapter], directories: Mapping[str, Path], device: str
) -> dict[str, Any]:
    """Keyword arguments of vLLM's AsyncEngineArgs; none without adapters. Raises EngineError."""
    if not adapters:
        return {}
    highest = max(_rank(adapter, directories[adapter.name]) for adapter in adapters)
    if highest > RANKS[-1]:
        raise EngineError(f"adapters can have a rank of at most {RANKS[-1]}, one has {highest}")
    # On the CPU vLLM 0.32 finds the adapter of a base request at place -1: in a mixed batch it gets the last
    # one's weights. So the last place stays empty there.
    places = len(adapters) + 1 if device == "cpu" else min(len(adapters), MOST_IN_BATCH)
    return {
        "enable_lora": True,
        "max_loras": places,
        "max_cpu_loras": max(places, len(adapters)),
        "max_lora_rank": next(rank for rank in RANKS if rank >= highest),
    }


def lora_requests(adapters: Sequence[Adapter], directories: Mapping[str, Path]) -> dict[str, Any]:
    """What vLLM is given with a request, by the adapter's name."""
    from vllm.lora.request import LoRARequest

    return {
        adapter.name: LoRARequest(adapter.name, number, str(directories[adapter.name]))
        for number, adapter in enumerate(adapters, 1)
    }


async def load(core: Any, requests: Mapping[str, Any]) -> None:
    """Load adapters now: a first request would wait for its own, and nobody would be told of its fault."""
    for name, request in requests.items():
        try:
            await core.add_lora(request)
        except Exception as error:
            raise EngineError(f"the adapter {name} does not load: {error}") from error


def _rank(adapter: Adapter, directory: Path) -> int:
    path = directory / "adapter_config.json"
    try:
        rank = json.loads(path.read_text(encoding="utf-8"))["r"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EngineError(f"the adapter {adapter.name} has no readable {path.name}: {error}") from error
    if type(rank) is not int or rank < 1:
        raise EngineError(f"the adapter {adapter.name}: {rank!r} is no rank")
    return rank
