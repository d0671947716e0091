"""How schemathesis is set up for one document: credentials for its schemes, and what is known to exist.

Secrets go to its environment; the file that it reads names variables alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from treadle_conformance.credentials import bare
from treadle_conformance.documents import Document
from treadle_conformance.server import Server

HERE = Path(__file__).parent


def schemes(document: Document, server: Server) -> dict[str, tuple[str, str]]:
    """The security schemes that a given credential serves: name to (kind, secret)."""
    given = {name.lower(): value for name, value in _own(document, server).items()}
    found: dict[str, tuple[str, str]] = {}
    for name, scheme in document.data.get("components", {}).get("securitySchemes", {}).items():
        if scheme["type"] == "http" and scheme.get("scheme") == "bearer":
            kind, header = "bearer", "authorization"
        else:
            kind, header = "api_key", str(scheme.get("name", "")).lower()
        value = given.get(header, "")
        if value and document.claims(header, value):
            found[name] = (kind, bare(value))
    return found


def document_for(document: Document, server: Server) -> dict[str, Any]:
    """The document as it is; without a credential for it, one that asks for none.

    A server that needs no key is right to answer without one, and schemathesis holds that a case without what
    the document asks for has to be refused.
    """
    if schemes(document, server):
        return document.data
    data: dict[str, Any] = json.loads(json.dumps(document.data))
    data.pop("security", None)
    for route in document.routes:
        data["paths"][route.path][route.method.lower()].pop("security", None)
    return data


def _own(document: Document, server: Server) -> dict[str, str]:
    """The given headers that go to this document's operations."""
    return {name: value for name, value in server.headers.items() if server.belongs(document, name, value)}


def configure(path: Path, document: Document, server: Server) -> dict[str, str]:
    """Write the configuration; returns the environment that holds the secrets it names."""
    # what belongs to no table comes first
    lines = [f"tls-verify = {json.dumps(str(server.ca_file.resolve()))}"] if server.ca_file else []
    lines.append((HERE / "schemathesis.toml").read_text("utf-8"))
    secrets: dict[str, str] = {}
    for number, (name, (kind, secret)) in enumerate(schemes(document, server).items()):
        variable = f"TREADLE_CONFORM_SECRET_{number}"
        secrets[variable] = secret
        lines.append(f'[auth.openapi.{name}]\n{kind} = "${{{variable}}}"\n')
    given = _own(document, server).items()
    further = [(name, value) for name, value in given if not document.claims(name, value)]
    if further:
        lines.append("[headers]")
    for number, (name, value) in enumerate(further):
        variable = f"TREADLE_CONFORM_HEADER_{number}"
        secrets[variable] = value
        lines.append(f'{json.dumps(name)} = "${{{variable}}}"')
    if document.name == "fabric":
        lines += _known_identifiers(document, server)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return secrets


def _known_identifiers(document: Document, server: Server) -> list[str]:
    """Have most cases hit what exists.

    The instance is for invoking alone, the workspace for what lies in it: neither is changed or deleted.
    """
    lines: list[str] = []
    if server.facts.workspace:
        lines.append(f'[dictionaries.workspaces]\nvalues = ["{server.facts.workspace}"]\n')
        lines.append(f"[[operations]]\ninclude-operation-id = {json.dumps(_inside_a_workspace(document))}")
        lines.append(f'[operations.parameters]\n"path.workspace_id" = {_drawn_from("workspaces")}\n')
    if server.facts.instance:
        lines.append(f'[dictionaries.instances]\nvalues = ["{server.facts.instance}"]\n')
        lines.append('[[operations]]\ninclude-operation-id = "invoke_model_service"')
        lines.append("[operations.parameters]")
        lines.append(f'"path.workspace_id" = {_drawn_from("workspaces")}')
        lines.append(f'"path.instance_id" = {_drawn_from("instances")}\n')
    return lines


def _inside_a_workspace(document: Document) -> list[str]:
    """The operations on what a workspace holds, without the invocation, which has an entry of its own."""
    return [
        route.id
        for route in document.routes
        if "{workspace_id}/" in route.path and not route.path.endswith("/invocations")
    ]


def _drawn_from(dictionary: str) -> str:
    return f'{{ dictionary = "{dictionary}", probability = 0.8 }}'
