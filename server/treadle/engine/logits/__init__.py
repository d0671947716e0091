"""What TGI does to logits and vLLM does not: typical_p, the watermark, a relative frequency penalty.

    rules    the mathematics, on tensors
    v1       processors for vLLM's first model runner (CPU)
    v2       processors for its second (GPU)

A processor has no work, and costs nothing, in a batch in which nobody asks for it. Requests ask
through `SamplingParams.extra_args` (see `treadle.engine.sampling`).
"""

from __future__ import annotations


def processors(second_runner: bool) -> list[str]:
    """The processors for the model runner in use, as vLLM's "module:Class" names."""
    names = ("Watermark", "RelativeFrequency", "Heat", "Typical")
    module = f"treadle.engine.logits.{'v2' if second_runner else 'v1'}"
    return [f"{module}:{name}" for name in names]
