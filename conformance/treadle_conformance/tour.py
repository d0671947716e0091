"""One request of each kind that a profile promises, so that the wire checks have something to look at."""

from __future__ import annotations

from treadle_conformance.requests import chat, completion, greedy, invocation
from treadle_conformance.server import Server


async def tour(server: Server) -> None:
    """Ask for one answer of each kind; what comes back is judged as it arrives."""
    if server.speaks("contract"):
        for document in server.documents:
            for route in document.routes:
                described = "documentation" in route.node.get("tags", [])
                if route.method == "GET" and "{" not in route.path and not described:
                    await server.get(route.path)
    model = server.facts.model
    if server.speaks("generate"):
        await server.post("/generate", greedy())
        await server.post("/generate_stream", greedy())
        await server.post("/", greedy())
        await server.post("/", {**greedy(), "stream": True})
        await server.post("/generate", {"inputs": 3}, valid=False)
        await server.post("/generate", greedy(4, seed=7, do_sample=True, top_n_tokens=2))
    if server.speaks("tokenize"):
        await server.post("/tokenize", {"inputs": "The weaver sat down"})
    if server.speaks("chat"):
        await server.post("/v1/chat/completions", chat(model))
        await server.post("/v1/chat/completions", chat(model, stream=True))
    if server.speaks("completions"):
        await server.post("/v1/completions", completion(model))
        await server.post("/v1/completions", completion(model, stream=True))
    if server.speaks("fabric"):
        base = f"/v1/workspaces/{server.facts.workspace}"
        await server.get(f"{base}/models")
        await server.get(f"{base}/services/instances")
        await server.get(f"{base}/models?limit=0", valid=False)
    if server.speaks("invocations"):
        path = (
            f"/v1/workspaces/{server.facts.workspace}/services/instances/{server.facts.instance}/invocations"
        )
        await server.post(path, invocation())
        await server.post(path, invocation(stream=True))
        await server.post(path, {"messages": 3}, valid=False)
