"""A whole server on the fake engine, as a process: `python fake_server.py PORT STATE [--flag value …]`.

For tests that need many requests and no model. FAKE_ENGINE_DELAY is seconds before each of its steps; with
LOG_LEVEL in the environment it logs as the server does.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import sys
from pathlib import Path

import uvicorn

from treadle import serve
from treadle.app import Server
from treadle.config import ServerSettings
from treadle.drain import DrainingServer, StopSignals
from treadle.engine.fake import FakeEngine
from treadle.options import parse
from treadle.telemetry.families import Metrics


async def main(port: int, state: Path, flags: list[str]) -> None:
    settings = dataclasses.replace(
        parse(ServerSettings, flags, {}, prog="fake_server", text=""), state_directory=state
    )
    stop = StopSignals()
    engine = FakeEngine(delay=float(os.environ.get("FAKE_ENGINE_DELAY", "0")))
    if "LOG_LEVEL" in os.environ:
        serve.configure_logging(settings)
    await engine.start()
    server = Server(settings, engine)
    await server.open_store()
    limit = engine.card.max_total_tokens
    metrics = Metrics(model="fake", max_total_tokens=limit, max_input_tokens=limit - 1)
    app = server.application(metrics)
    config = uvicorn.Config(app, port=port, lifespan="off", log_level="warning", access_log=False, ws="none")
    web = DrainingServer(config, server.permits, settings.graceful_termination_timeout)
    stop.then(web.told_to_stop)
    await web.serve()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
