"""`python -m treadle_conformance.reference [PORT]`: serve the reference server on loopback."""

from __future__ import annotations

import os
import sys

import uvicorn

from treadle_conformance.reference import Reference

if __name__ == "__main__":
    application = Reference(api_key=os.environ.get("API_KEY"), token=os.environ.get("AUTH_TOKEN"))
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8090
    uvicorn.run(application, host="127.0.0.1", port=port, log_level="warning")
