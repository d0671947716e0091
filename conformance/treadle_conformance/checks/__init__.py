"""The checks, by area; importing them registers them, in the order in which they run."""

from treadle_conformance.checks import (  # noqa: I001 - the order is the running order
    http,
    json_,
    errors,
    stream,
    generate,
    openai,
    service,
    auth,
    fabric,
)

__all__ = ["auth", "errors", "fabric", "generate", "http", "json_", "openai", "service", "stream"]
