"""The embedded server as a process on a free port of loopback, for scripts that need one."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def embedded_server(
    *flags: str, environment: Mapping[str, str] | None = None, quiet: bool = False
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Its address and process once it is well; it ends with the block. `quiet` hides what it prints."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "treadle.cli", "serve", "--hostname", "127.0.0.1", "--port", str(port)]
    out = subprocess.DEVNULL if quiet else None
    server = subprocess.Popen([*command, *flags], env=environment, stdout=out, stderr=out)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(server, url)
        yield url, server
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    """Until it answers; a server that ends instead is a failure."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit("the server did not start")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    sys.exit("the server was not ready in 180 s")
