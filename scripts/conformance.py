"""`make conformance`: start the embedded server, hold it to every profile, stop it.

Arguments go on to `treadle conform`; credentials are made here, so that they are asked for.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request


def main() -> int:
    key, token = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as state:
        environment = {**os.environ, "API_KEY": key, "FABRIC_TOKEN": token, "TREADLE_STATE": state}
        command = [
            sys.executable,
            "-m",
            "treadle.cli",
            "serve",
            "--hostname",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        server = subprocess.Popen(command, env={**environment, "TREADLE_SPEC_CHECK": "1"})
        try:
            wait(server, url)
            suite = [sys.executable, "-m", "treadle.cli", "conform", url]
            suite += ["--profile", "all", "--profile", "auth"]
            suite += sys.argv[1:]
            return subprocess.call(suite, env={**environment, "TREADLE_API_KEY": key, "TREADLE_TOKEN": token})
        finally:
            server.terminate()
            server.wait(timeout=60)


def wait(server: subprocess.Popen[bytes], url: str) -> None:
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


if __name__ == "__main__":
    sys.exit(main())
