"""Before the first check: is there a server, does it speak the contract, may we talk to it.

What goes wrong here is not non-conformance but an address, a credential or a profile that does not
fit, and it is said in those words. What is learned (model, limits, Fabric's ids) goes to `Facts`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import Unreachable
from treadle_conformance.server import Server
from treadle_conformance.shape import is_array, is_object


async def smoke(server: Server, *, wait: float = 0.0) -> None:
    """Raise Unreachable unless a conversation is possible; `wait` is seconds to wait for the server."""
    await _answers(server, wait)
    contracts = {document.name for document in server.documents}
    if "tgi" in contracts and server.speaks("tgi"):
        await _tgi(server)
    if server.speaks("models") or server.speaks("chat"):
        await _openai(server)
    if "fabric" in contracts:
        await _fabric(server)
    server.forget()  # the same requests are made again, and judged, by the checks


async def _answers(server: Server, wait: float) -> None:
    path = "/health" if server.speaks("tgi") else "/healthcheck" if server.speaks("fabric") else "/v1/models"
    loop = asyncio.get_running_loop()
    end = loop.time() + wait
    while True:
        answer = await server.get(path, again=True)
        if answer.status not in {0, 503} or loop.time() >= end:
            break
        await asyncio.sleep(0.2)
    if answer.status == 0:
        raise Unreachable(f"nothing answers at {server.url}: {answer.broken}")
    if answer.status == 503:
        raise Unreachable(f"{server.url} answers, and says that it is not healthy: {answer.summary}")
    if answer.status == 404:
        raise Unreachable(f"something answers at {server.url}, but it does not have {path}: another profile?")


async def _tgi(server: Server) -> None:
    info = _object(await server.get("/info", again=True), "GET /info")
    server.facts.info = info
    server.facts.model = str(info.get("model_id", server.facts.model))
    if not server.speaks("generate"):
        return
    answer = await server.post("/generate", {"inputs": "x", "parameters": {"max_new_tokens": 1}}, again=True)
    _allowed(answer)


async def _openai(server: Server) -> None:
    listed = _object(await server.get("/v1/models", again=True), "GET /v1/models")
    names = [str(entry["id"]) for entry in _rows(listed, "data") if "id" in entry]
    server.facts.model = names[0] if names else server.facts.model


async def _fabric(server: Server) -> None:
    answer = await server.get("/v1/workspaces", again=True)
    _allowed(answer)
    for workspace in _rows(_object(answer, "GET /v1/workspaces"), "workspaces"):
        path = f"/v1/workspaces/{workspace['id']}/services/instances?visibility=PUBLIC&limit=100"
        answer = await server.get(path, again=True)
        rows = _rows(_object(answer, "list of service instances"), "service_instances")
        running = [row for row in rows if row.get("status") == "RUNNING"]
        if running:
            server.facts.workspace, server.facts.instance = workspace["id"], running[0]["id"]
            return
    raise Unreachable(
        f"{server.url} has no workspace with a RUNNING public service instance, which Fabric's checks need"
    )


def _allowed(answer: Exchange) -> None:
    if answer.status in {401, 403}:
        raise Unreachable(
            f"the server asks for a credential, and refuses what it got (--header): {answer.summary}"
        )


def _object(answer: Exchange, what: str) -> dict[str, Any]:
    _allowed(answer)
    if answer.status != 200:
        raise Unreachable(f"{what} is no 200: {answer.summary}")
    if answer.media_type is not None and "json" not in answer.media_type and "text" in answer.media_type:
        raise Unreachable(
            f"{what} is not even called JSON, so this is another kind of server: {answer.summary}"
        )
    try:
        value: Any = answer.json
    except ValueError:
        value = None  # meant as JSON, and broken: that is for the checks to say
    return value if is_object(value) else {}


def _rows(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = value.get(name)
    return [row for row in rows if is_object(row)] if is_array(rows) else []
