"""What the checks made on a Fabric server and did not take away again: at the end of a run it is deleted.

Told by the suite's own creations, in the order in which one may need another. What a server does not let go
stays, and no verdict comes of it.
"""

from __future__ import annotations

import re
from typing import Any

from treadle_conformance.exchange import Exchange
from treadle_conformance.kinds import asked
from treadle_conformance.server import Server
from treadle_conformance.shape import is_object

MADE_BY_US = "conform-"  # beginning of the names that the checks give
COLLECTIONS = ("services/instances", "models", "endpoints")
WORKSPACE = r"/v1/workspaces"
IDENTIFIER = re.compile(r"[\w-]{1,64}")


async def remove(server: Server) -> None:
    """Delete what the run's own POSTs made."""
    made = [path for exchange in list(server.exchanges) if (path := _made(exchange))]
    gone = {
        exchange.sent.path
        for exchange in server.exchanges
        if exchange.sent.method == "DELETE" and exchange.status == 200
    }
    for path in sorted((path for path in made if path not in gone), key=_order):
        await server.ask("DELETE", path, valid=False, again=True)


def _order(path: str) -> int:
    return next((place for place, name in enumerate(COLLECTIONS) if f"/{name}/" in path), len(COLLECTIONS))


def _made(exchange: Exchange) -> str | None:
    """The path of what a request made; None if it made nothing that is ours to delete."""
    path = exchange.sent.path
    collection = path == WORKSPACE or any(
        re.fullmatch(f"{WORKSPACE}/[^/]+/{name}", path) for name in COLLECTIONS
    )
    if exchange.sent.method != "POST" or exchange.status != 200 or not collection:
        return None
    name: Any = asked(exchange).get("name")
    if not isinstance(name, str) or not name.startswith(MADE_BY_US) or exchange.unreadable:
        return None
    answer: Any = exchange.json
    identifier: Any = answer.get("id") if is_object(answer) else None
    if not isinstance(identifier, str) or not IDENTIFIER.fullmatch(identifier):
        return None
    return f"{path}/{identifier}"
