"""Servers that are wrong in one way each, made by a middleware before the reference server.

Every mutant comes from a requirement row and names the one check that has to notice it. Importing the
package registers all of them.
"""

from mutants import (  # noqa: I001 - the order is that of the tables
    transport,
    bodies,
    inputs,
    streams,
    meaning,
    native_more,
    chat_more,
    resources,
    control_plane_more,
    credentials,
    signatures,
    moderated,
    in_use,
)

__all__ = [
    "bodies",
    "chat_more",
    "control_plane_more",
    "credentials",
    "in_use",
    "inputs",
    "meaning",
    "moderated",
    "native_more",
    "resources",
    "signatures",
    "streams",
    "transport",
]
