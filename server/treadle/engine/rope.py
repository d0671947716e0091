"""TGI's `--rope-scaling` and `--rope-factor`, as an override of the model's configuration in vLLM."""

from __future__ import annotations

from functools import partial
from typing import Any

KEPT = ("rope_theta", "partial_rotary_factor")
"""What stays of the model's own parameters: what they are scaled from."""


def override(kind: str, factor: float) -> Any:
    """The function for vLLM's `hf_overrides`; it can be pickled, for it goes to the core."""
    return partial(scaled, kind=kind, factor=factor)


def scaled(config: Any, *, kind: str, factor: float) -> Any:
    """The configuration with its positions scaled; one of a model without RoPE as it is.

    Raises ValueError for a model whose layers differ: TGI has no word for which are meant.
    """
    text = config.get_text_config()
    own: dict[str, Any] = getattr(text, "rope_parameters", None) or {}
    if any(isinstance(value, dict) for value in own.values()):
        raise ValueError("`rope_scaling`: the model's layers have positions of their own each")
    if own or getattr(text, "rope_theta", None) is not None:
        kept = {key: own[key] for key in KEPT if key in own}
        text.rope_parameters = {**kept, "rope_type": kind, "factor": factor}
    return config
