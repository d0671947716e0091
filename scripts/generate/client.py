"""`treadle_<contract>`: the typed client, through openapi-python-client and our own templates.

The tool reads the 3.1 rendering and writes the models, as it always does. Our templates write the
operations (plain, and as streams) and the client objects; `client_runtime/` is copied beside them.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import ClassName, PythonIdentifier

from generate.bundle import Document, resolve
from generate.errors import GenerationError
from generate.operations import Operation, operations
from generate.render31 import render31
from generate.tools import BINARIES, ruff_options, run

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates" / "client"
RUNTIME = HERE / "client_runtime"
_PREFIX = "field_"
# The tool's own code takes JSON apart without annotations: strict mypy accepts that, strict pyright does not.
_LENIENT = b"""# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")


@dataclass(frozen=True, kw_only=True)
class ClientStream:
    """What a template needs to know of an operation's stream."""

    events: tuple[str, ...]  # class names
    done: bool
    last: str | None
    only: bool  # whether nothing but the stream answers a success
    member: str | None


@dataclass(frozen=True, kw_only=True)
class Credential:
    """How a client says who it is: the argument's name, and the header it becomes."""

    argument: str
    header: str
    prefix: str


def package(contract: str) -> str:
    """The name of a contract's client."""
    return f"treadle_{contract}"


def client(contract: str, document: Document) -> dict[str, bytes]:
    """The files of the client's package, by their paths under `generated/`."""
    name = package(contract)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / name
        _build(document, name, target)
        for source in sorted(RUNTIME.glob("*.py")):
            if source.name != "__init__.py":
                (target / source.name).write_bytes(source.read_bytes())
        (target / "py.typed").touch()
        for part in ("models", "api"):
            for path in (target / part).rglob("*.py"):
                path.write_bytes(_LENIENT + path.read_bytes())
        ruff = BINARIES / "ruff"
        run([ruff, "check", *ruff_options(), "--select=F401,I,UP", "--fix-only", "--quiet", target])
        run([ruff, "format", *ruff_options(), "--quiet", target])
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(target.rglob("*"))
            if path.is_file()
        }


def _build(document: Document, name: str, target: Path) -> None:
    settings = ConfigFile(literal_enums=True, package_name_override=name, post_hooks=[], field_prefix=_PREFIX)
    config = Config.from_sources(settings, MetaType.NONE, target, "utf-8", False, target)
    data = GeneratorData.from_dict(client_view(document), config=config)
    if isinstance(data, GeneratorError):
        raise GenerationError(f"{name}: {data.header}: {data.detail}")
    project = Project(openapi=data, config=config, custom_template_path=TEMPLATES)
    found = operations(document)
    objects: set[str] = {model.class_info.name for model in data.models}
    classes = objects | {enum.class_info.name for enum in data.enums}
    project.env.globals.update(
        operations={_identifier(operation.id): operation for operation in found},
        streams={_identifier(operation.id): client_stream(document, operation) for operation in found},
        credential=credential(document),
        qualified=lambda code: qualified(code, classes),
        accepted=lambda code: accepted(code, classes, objects),
        contract_title=document["info"]["title"],
        contract_version=document["info"]["version"],
    )
    with contextlib.redirect_stdout(io.StringIO()):
        warnings = project.build()
    version = project.env.get_template("_version.py.jinja")
    (target / "_version.py").write_text(version.render(), encoding="utf-8")
    if warnings:
        said = "\n".join(f"  {warning.header}: {warning.detail}" for warning in warnings)
        raise GenerationError(f"{name}: openapi-python-client warns:\n{said}")


def _identifier(name: str) -> str:
    return PythonIdentifier(UntrustedString(name), _PREFIX)


def client_view(document: Document) -> Document:
    """The 3.1 rendering as the tool should see it.

    It reads an answer's first media type only, so JSON hides a stream beside it. Answers are read
    leniently: a closed object keeps a member that a newer server adds.
    """
    view: Any = _opened(render31(document))
    components = view.get("components", {}).get("responses", {})
    answers: list[Any] = list(components.values())
    for item in view["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "responses" in operation:
                answers.extend(operation["responses"].values())
    for answer in answers:
        content = answer.get("content", {})
        if "application/json" in content:
            answer["content"] = {"application/json": content["application/json"]}
    return dict(view)


def _opened(value: Any) -> Any:
    """Schemas without what closes an object, and with defaults as words: what is not given is not sent."""
    match value:
        case dict():
            copy = {key: _opened(member) for key, member in value.items()}
            if copy.get("additionalProperties") is False:
                del copy["additionalProperties"]
            if "default" in copy and not isinstance(copy["default"], dict):
                default = copy.pop("default")
                words = "" if default is None else f" Default: {json.dumps(default)}."
                copy["description"] = (copy.get("description", "").rstrip() + words).strip()
            return copy
        case list():
            return [_opened(item) for item in value]
        case _:
            return value


def client_stream(document: Document, operation: Operation) -> ClientStream | None:
    """The stream of an operation's successful answer; None when it has none."""
    successes = operation.successes()
    for answer in successes:
        if answer.stream is not None:
            names = answer.stream.events
            if any(
                resolve(document, f"/components/schemas/{name}").get("type") != "object" for name in names
            ):
                raise GenerationError(f"{operation.id}: the events of a stream must be objects")
            return ClientStream(
                events=tuple(ClassName(UntrustedString(name), _PREFIX) for name in names),
                done=answer.stream.done,
                last=operation.stream_last_member,
                only=all(other.json is None and other.text is None for other in successes),
                member=operation.stream_member,
            )
    return None


def credential(document: Document) -> Credential | None:
    """The first of the contract's credentials that a header carries."""
    for scheme in document.get("components", {}).get("securitySchemes", {}).values():
        match scheme:
            case {"type": "http", "scheme": "bearer"}:
                return Credential(argument="api_key", header="authorization", prefix="Bearer ")
            case {"type": "apiKey", "in": "header", "name": str(header)}:
                return Credential(argument="token", header=header.lower(), prefix="")
            case _:
                pass
    return None


def qualified(code: str, classes: Iterable[str]) -> str:
    """A type expression with the models' names under `models.`."""
    return _renamed(code, {name: f"models.{name}" for name in classes})


def accepted(code: str, classes: set[str], objects: set[str]) -> str:
    """A type expression for what a caller may give: mappings for objects, any sequence for a list."""
    names = {name: f"models.{name}" for name in classes}
    names |= {name: f"models.{name} | Mapping[str, Any]" for name in objects}
    return _renamed(code, names | {"list": "Sequence"})


def _renamed(code: str, names: dict[str, str]) -> str:
    """Replace whole names outside of quotes."""
    parts = _QUOTED.split(code)
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, sorted(names))) + r")\b")
    parts[::2] = [pattern.sub(lambda match: names[match[0]], part) for part in parts[::2]]
    return "".join(parts)
