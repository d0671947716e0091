"""How schemathesis is set up for one document: credentials for its schemes, and what is known to exist.

Secrets go to its environment; the file that it reads names variables alone.
"""

from __future__ import annotations

from pathlib import Path

from treadle_conformance.documents import Document
from treadle_conformance.exchange import SECRET_HEADERS
from treadle_conformance.server import Server

HERE = Path(__file__).parent


def schemes(document: Document, server: Server) -> dict[str, tuple[str, str]]:
    """The security schemes that a given credential serves: name to (kind, secret)."""
    given = {name.lower(): value for name, value in server.headers.items() if name.lower() in SECRET_HEADERS}
    found: dict[str, tuple[str, str]] = {}
    for name, scheme in document.data.get("components", {}).get("securitySchemes", {}).items():
        if scheme["type"] == "http" and scheme.get("scheme") == "bearer":
            kind, value, prefix = "bearer", given.get("authorization", ""), "Bearer "
        else:
            kind, value, prefix = "api_key", given.get(str(scheme.get("name", "")).lower(), ""), ""
        bearer = value.startswith("Bearer ")
        if value and (bearer if kind == "bearer" else not bearer):
            found[name] = (kind, value.removeprefix(prefix))
    return found


def configure(path: Path, document: Document, server: Server) -> dict[str, str]:
    """Write the configuration; returns the environment that holds the secrets it names."""
    lines = [(HERE / "schemathesis.toml").read_text("utf-8")]
    secrets: dict[str, str] = {}
    for number, (name, (kind, secret)) in enumerate(schemes(document, server).items()):
        variable = f"TREADLE_CONFORM_SECRET_{number}"
        secrets[variable] = secret
        lines.append(f'[auth.openapi.{name}]\n{kind} = "${{{variable}}}"\n')
    if document.name == "fabric":
        lines += _known_identifiers(server)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return secrets


def _known_identifiers(server: Server) -> list[str]:
    """Have most cases hit what exists. The instance is for invoking alone: nobody's instance is deleted."""
    lines: list[str] = []
    if server.facts.workspace:
        lines.append(f'[dictionaries.workspaces]\nvalues = ["{server.facts.workspace}"]\n')
        lines.append(f'[parameters]\n"path.workspace_id" = {_drawn_from("workspaces")}\n')
    if server.facts.instance:
        lines.append(f'[dictionaries.instances]\nvalues = ["{server.facts.instance}"]\n')
        lines.append('[[operations]]\ninclude-operation-id = "invoke_model_service"')
        lines.append("[operations.parameters]")
        lines.append(f'"path.workspace_id" = {_drawn_from("workspaces")}')
        lines.append(f'"path.instance_id" = {_drawn_from("instances")}\n')
    return lines


def _drawn_from(dictionary: str) -> str:
    return f'{{ dictionary = "{dictionary}", probability = 0.8 }}'
