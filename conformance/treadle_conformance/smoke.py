"""Before the first check: is there a server, does it speak the contract, may we talk to it.

What goes wrong here is not non-conformance but an address, a credential or a profile that does not
fit, and it is said in those words. What is learned (model, limits, Fabric's ids) goes to `Facts`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import Unreachable
from treadle_conformance.requests import chat, completion
from treadle_conformance.server import Server
from treadle_conformance.shape import is_array, is_object

PAGE = 100  # workspaces, the most that a list may be asked for
PAGES = 20  # in which one that serves has to be found


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
    fabric = all(document.name == "fabric" for document in server.documents)
    path = "/health" if server.speaks("tgi") else "/healthcheck" if fabric else "/v1/models"
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
    _talks(answer)


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
    # a list of models is often open where generating is not
    if server.speaks("chat"):
        _allowed(await server.post("/v1/chat/completions", chat(server.facts.model, 1), again=True))
    elif server.speaks("completions"):
        _allowed(await server.post("/v1/completions", completion(server.facts.model, 1), again=True))


async def _fabric(server: Server) -> None:
    """Find a RUNNING public instance, in the workspace that has it: others list it, and do not show it."""
    listed: tuple[str, str] | None = None
    async for workspace in _workspaces(server):
        path = f"/v1/workspaces/{workspace}/services/instances"
        answer = await server.get(f"{path}?visibility=PUBLIC&limit=100", again=True)
        rows = _rows(_object(answer, "list of service instances"), "service_instances")
        for row in rows:
            if row.get("status") == "RUNNING" and "id" in row:
                listed = listed or (workspace, row["id"])
                if (await server.get(f"{path}/{row['id']}", again=True)).status == 200:
                    server.facts.workspace, server.facts.instance = workspace, row["id"]
                    return
    if listed is None:
        raise Unreachable(
            f"{server.url} has no workspace with a RUNNING public instance, which Fabric's checks need"
        )
    server.facts.workspace, server.facts.instance = listed  # that it is not shown is for the checks to say


async def _workspaces(server: Server) -> AsyncIterator[str]:
    """The ids of all workspaces: a server that was tried often has many."""
    for page in range(PAGES):
        answer = await server.get(f"/v1/workspaces?limit={PAGE}&offset={PAGE * page}", again=True)
        rows = _rows(_object(answer, "GET /v1/workspaces"), "workspaces")
        for row in rows:
            if "id" in row:
                yield str(row["id"])
        if len(rows) < PAGE:
            return


def _talks(answer: Exchange) -> None:
    """Hold that this is an answer, and not the beginning of one or the way to another server."""
    asked = f"{answer.sent.method} {answer.sent.path}"
    if answer.endless:
        raise Unreachable(f"the answer to {asked} has no end: {answer.broken}")
    if 300 <= answer.status < 400:
        raise Unreachable(f"{asked} is redirected to {answer.header('location')}: another address?")


def _allowed(answer: Exchange) -> None:
    _talks(answer)
    if answer.status in {401, 403}:
        raise Unreachable(
            f"the server asks for a credential, and refuses what it got (--header): {answer.summary}"
        )


def _object(answer: Exchange, what: str) -> dict[str, Any]:
    _allowed(answer)
    if answer.status != 200:
        another = ": another profile?" if answer.status == 404 else ""
        raise Unreachable(f"{what} is no 200: {answer.summary}{another}")
    if answer.media_type is not None and "json" not in answer.media_type and "text" in answer.media_type:
        raise Unreachable(
            f"{what} is not even called JSON, so this is another kind of server: {answer.summary}"
        )
    try:
        value: Any = answer.json
    except (ValueError, RecursionError):
        value = None  # meant as JSON, and broken: that is for the checks to say
    return value if is_object(value) else {}


def _rows(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = value.get(name)
    return [row for row in rows if is_object(row)] if is_array(rows) else []
