"""A server that keeps every rule of the contracts with a toy model of forty words.

    model  ─▶ tokens, deterministic in prompt, seed and position
    tgi    ─▶ TGI's operations, and OpenAI's as TGI has them
    fabric ─▶ Fabric's operations, in memory
    app    ─▶ ASGI: bytes in, bytes out, cancellation

It is the suite's own measure: every check must be green against it, and a mutated copy must be
caught by the check that the mutation is meant for. It shares no code with Treadle's server.
"""

from treadle_conformance.reference.app import Reference

__all__ = ["Reference"]
