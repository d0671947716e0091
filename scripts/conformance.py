"""`make conformance`: start the embedded server, hold it to every profile, stop it.

Arguments go on to `treadle conform`; credentials are made here, so that they are asked for.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile

from embedded_server import embedded_server


def main() -> int:
    key, token = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as state:
        environment = {**os.environ, "API_KEY": key, "FABRIC_TOKEN": token, "TREADLE_STATE": state}
        with embedded_server(environment={**environment, "TREADLE_SPEC_CHECK": "1"}) as (url, _):
            suite = [sys.executable, "-m", "treadle.cli", "conform", url]
            suite += ["--profile", "all", "--profile", "auth"]
            suite += sys.argv[1:]
            return subprocess.call(suite, env={**environment, "TREADLE_API_KEY": key, "TREADLE_TOKEN": token})


if __name__ == "__main__":
    sys.exit(main())
