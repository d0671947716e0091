"""`treadle_contracts/<contract>`: the served documents, the types, the interfaces and the table."""

from __future__ import annotations

from generate.bundle import Document, serialize
from generate.models import models
from generate.render31 import render31
from generate.routes import routes
from generate.services import services


def contract(name: str, document: Document) -> dict[str, bytes]:
    """The files of one contract's package, by their paths under `generated/`."""
    folder = f"treadle_contracts/{name}"
    title = document["info"]["title"]
    header = f'"""The {title} contract as a server needs it. Written by `make generate`; never edited."""\n'
    return {
        f"{folder}/__init__.py": header.encode(),
        f"{folder}/spec.json": serialize(document),
        f"{folder}/spec-3.1.json": serialize(render31(document)),
        f"{folder}/models.py": models(document).encode(),
        f"{folder}/services.py": services(document).encode(),
        f"{folder}/routes.py": routes(document).encode(),
    }


def root() -> dict[str, bytes]:
    """The files that all contracts share."""
    header = '"""What servers need of the contracts. Written by `make generate`; never edited."""\n'
    return {"treadle_contracts/__init__.py": header.encode(), "treadle_contracts/py.typed": b""}
