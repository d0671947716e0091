"""The checks, by area; importing them registers them, in the order in which they run.

A module is of the area that the first part of its name says.
"""

from treadle_conformance.checks import (  # noqa: I001 - the order is the running order
    http,
    http_bodies,
    json_,
    errors,
    errors_deep,
    stream,
    stream_native,
    stream_chat,
    generate,
    generate_sampling,
    openai,
    openai_members,
    openai_tools,
    service,
    service_arithmetic,
    auth,
    fabric,
    fabric_lists,
    fabric_instances,
    load,
)

__all__ = [
    "auth",
    "errors",
    "errors_deep",
    "fabric",
    "fabric_instances",
    "fabric_lists",
    "generate",
    "generate_sampling",
    "http",
    "http_bodies",
    "json_",
    "load",
    "openai",
    "openai_members",
    "openai_tools",
    "service",
    "service_arithmetic",
    "stream",
    "stream_chat",
    "stream_native",
]
