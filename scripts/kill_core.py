"""Kill the engine core under load, round after round: what streams hear, how long it takes, what memory does.

    python scripts/kill_core.py [ROUNDS]

Starts the embedded server on a free port of loopback. A round: ten streams on three routes, SIGKILL for the
core, the last event of each stream, `/health` until it is well again, the server's own memory. Prints
a line for each, and fails where a stream did not end with its contract's error or `/health` was not 503.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psutil

from embedded_server import embedded_server

NATIVE: dict[str, Any] = {
    "inputs": "Once upon a time",
    "parameters": {"max_new_tokens": 900, "do_sample": True},
}
CHAT: dict[str, Any] = {"messages": [{"role": "user", "content": "Tell a long story."}], "max_tokens": 900}
RUNNING = "vllm:num_requests_running"
STREAMS = 10


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as state:
        flags = ["--state-directory", state, "--threads", "1", "--kv-cache-mib", "512"]
        with (
            embedded_server(*flags, quiet=True) as (url, process),
            httpx.Client(base_url=url, timeout=120) as client,
        ):
            routes = ["/generate_stream", "/v1/chat/completions", invocations(client)]
            server = psutil.Process(process.pid)
            print(f"{'round':>5}  {'streams end in':>14}  {'well again in':>13}  {'memory':>8}")
            for number in range(1, rounds + 1):
                ended, well = kill(client, server, routes)
                memory = server.memory_info().rss / 2**20
                print(f"{number:>5}  {ended:>12.2f} s  {well:>11.1f} s  {memory:>4.0f} MiB", flush=True)
    return 0


def invocations(client: httpx.Client) -> str:
    """Where the served model's instance is invoked."""
    workspace = client.get("/v1/workspaces").json()["workspaces"][0]["id"]
    place = f"/v1/workspaces/{workspace}/services/instances"
    return f"{place}/{client.get(place).json()['service_instances'][0]['id']}/invocations"


def kill(client: httpx.Client, server: psutil.Process, routes: list[str]) -> tuple[float, float]:
    """One round; seconds until the last stream ended, and until the server was well again."""
    with ThreadPoolExecutor(STREAMS) as threads:
        streams = [
            threads.submit(last_event, client, routes[place % len(routes)]) for place in range(STREAMS)
        ]
        while running(client) < STREAMS:
            time.sleep(0.02)
        core = next(child for child in server.children(recursive=True) if "EngineCor" in child.name())
        os.kill(core.pid, signal.SIGKILL)
        killed = time.monotonic()
        events = [stream.result() for stream in streams]
        ended = time.monotonic() - killed
    for event in events:
        if "Request failed during generation" not in event and "common.00000500" not in event:
            sys.exit(f"a stream ended with {event}")
    if (ill := client.get("/health").status_code) != 503:
        sys.exit(f"/health said {ill} while there was no core")
    until_well(client)
    return ended, time.monotonic() - killed


def last_event(client: httpx.Client, route: str) -> str:
    """The last event of a stream, but for the `[DONE]` that may follow it."""
    body = NATIVE if route == "/generate_stream" else {**CHAT, "stream": True}
    text = client.post(route, json=body).text
    return [json.dumps(frame) for frame in text.split("data: ") if frame.strip() != "[DONE]"][-1]


def running(client: httpx.Client) -> float:
    """How many requests the engine has in its batch."""
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(RUNNING))


def until_well(client: httpx.Client) -> None:
    """Until `/health` says 200; three minutes at most."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            if client.get("/health").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    sys.exit("the server was not well within 180 s")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
