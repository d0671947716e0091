"""One document out of a contract's files, in an order that the files alone decide.

The schemas of `openapi.yaml` come first, then those of `schemas/*.yaml` by file name, each in the
order it is written in. Every reference inside the result is a pointer into the result itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from generate import yaml12
from generate.errors import GenerationError

Document: TypeAlias = dict[str, Any]

SCHEMAS = "#/components/schemas/"


def bundle(folder: Path) -> Document:
    """The contract in `folder` as one document; raises GenerationError for a reference that leads nowhere."""
    source = folder / "openapi.yaml"
    if not source.is_file():
        raise GenerationError(f"{source}: there is no such contract")
    document: Document = yaml12.load(source)
    files = {path.name: yaml12.load(path) or {} for path in sorted((folder / "schemas").glob("*.yaml"))}
    components = document.setdefault("components", {})
    components["schemas"] = _merge(components.get("schemas", {}), files, folder.name)
    bundled: Document = _with_local_references(document)
    for pointer, reference in references(bundled):
        _check(bundled, pointer, reference, folder.name)
    return bundled


def _merge(own: Document, files: dict[str, Document], contract: str) -> Document:
    merged: Document = {}
    origin: dict[str, str] = {}
    for name, schema in own.items():
        reference = schema.get("$ref", "") if isinstance(schema, dict) else ""
        file, hash_mark, target = reference.rpartition("#/")
        if hash_mark and file.endswith(".yaml"):
            file = file.rpartition("/")[2]
            if target != name or target not in files.get(file, {}):
                raise GenerationError(
                    f"{contract}: /components/schemas/{name} refers to {reference}, which is not it"
                )
            merged[name] = files[file][name]
            origin[name] = file
        else:
            merged[name] = schema
            origin[name] = "openapi.yaml"
    for file, schemas in files.items():
        for name, schema in schemas.items():
            if origin.setdefault(name, file) != file:
                raise GenerationError(
                    f"{contract}: schema {name} stands in {origin[name]} and in schemas/{file}"
                )
            merged.setdefault(name, schema)
    return merged


def _with_local_references(value: Any) -> Any:
    match value:
        case dict():
            copy = {key: _with_local_references(member) for key, member in value.items()}
            reference = copy.get("$ref")
            if isinstance(reference, str) and ".yaml#/" in reference:
                copy["$ref"] = SCHEMAS + reference.rpartition("#/")[2]
            return copy
        case list():
            return [_with_local_references(item) for item in value]
        case _:
            return value


def references(value: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Every `$ref` in a document, as (where it stands, what it says). Examples are data and hold none."""
    match value:
        case dict():
            if isinstance(value.get("$ref"), str):
                yield pointer, value["$ref"]
            for key, member in value.items():
                if key not in ("example", "examples", "default", "const", "enum") or pointer.endswith(
                    "/properties"
                ):
                    yield from references(member, f"{pointer}/{escape(key)}")
        case list():
            for index, item in enumerate(value):
                yield from references(item, f"{pointer}/{index}")
        case _:
            return


def _check(document: Document, pointer: str, reference: str, contract: str) -> None:
    try:
        resolve(document, reference.removeprefix("#"))
    except (KeyError, IndexError, ValueError, TypeError):
        raise GenerationError(f"{contract}: {pointer} refers to {reference}, which does not exist") from None


def escape(key: str) -> str:
    """A key as a step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def resolve(document: Any, pointer: str) -> Any:
    """What a JSON pointer names; raises KeyError or IndexError when it names nothing."""
    value = document
    if pointer and not pointer.startswith("/"):
        raise KeyError(pointer)
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def serialize(document: Document) -> bytes:
    """The document as the server hands it out: stable bytes, readable, a line feed at the end."""
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
