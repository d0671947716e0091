"""The contract documents, and what they say about one operation.

A `Document` answers: which operation is this request, is its body valid, what may come back under
this status. The schemas in the document are the validators; nothing is restated here.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

import jsonschema_rs

from treadle_conformance.shape import is_array, is_object
from treadle_conformance.strict import closed

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JsonObject: TypeAlias = dict[str, Any]


class MissingDocument(Exception):
    """A contract document that is neither installed with the suite nor beside it."""


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One operation of a document."""

    document: Document
    method: str  # upper case
    path: str  # with {parameters}
    node: JsonObject
    pointer: str  # JSON pointer of `node`

    @property
    def id(self) -> str:
        """The operationId."""
        return str(self.node.get("operationId", f"{self.method} {self.path}"))

    @property
    def secured(self) -> bool:
        """Whether the operation asks for a credential (and does not also work without)."""
        inherited: list[JsonObject] = self.document.data.get("security", [])
        alternatives: list[JsonObject] = self.node.get("security", inherited)
        return bool(alternatives) and {} not in alternatives

    def answer(self, status: int) -> tuple[JsonObject, str] | None:
        """The declared answer for `status`, with its pointer."""
        answers = self.node.get("responses", {})
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in answers:
                return self.document.resolve(answers[key], f"{self.pointer}/responses/{key}")
        return None

    def request_schema(self) -> str | None:
        """Pointer to the schema of the JSON request body."""
        if "requestBody" not in self.node:
            return None
        body, pointer = self.document.resolve(self.node["requestBody"], f"{self.pointer}/requestBody")
        if "application/json" not in body.get("content", {}):
            return None
        return f"{pointer}/content/application~1json/schema"


@dataclass(frozen=True, eq=False)
class Document:
    """One contract document."""

    name: str
    data: JsonObject

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Every operation, in the document's order."""
        return tuple(self._routes())

    def _routes(self) -> Iterator[Route]:
        for path, item in self.data["paths"].items():
            for method in METHODS:
                if method in item:
                    pointer = f"/paths/{escape(path)}/{method}"
                    yield Route(self, method.upper(), path, item[method], pointer)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        paths = sorted(self.data["paths"], key=lambda path: path.count("{"))
        return [
            (re.compile(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(path)) + r"\Z"), path) for path in paths
        ]

    def claims(self, name: str, value: str) -> bool:
        """Whether a header is the credential of one of the document's security schemes.

        `Authorization` is told by its first word, in any case: `Basic` and `Digest` are no document's.
        """
        words = value.lower().split(" ")
        for scheme in self.data.get("components", {}).get("securitySchemes", {}).values():
            if scheme["type"] == "http" and name.lower() == "authorization" and words[0] == "bearer":
                return True
            if scheme["type"] == "apiKey" and scheme.get("name", "").lower() == name.lower():
                return name.lower() != "authorization" or words[0] not in {"bearer", "basic", "digest"}
        return False

    def template(self, path: str) -> str | None:
        """The document's path that `path` (without query) is an instance of."""
        return next((template for pattern, template in self._patterns if pattern.match(path)), None)

    def route(self, method: str, path: str) -> Route | None:
        """The operation that a request is for; HEAD is looked up as GET."""
        template = self.template(path.split("?")[0])
        wanted = "GET" if method == "HEAD" else method
        return next(
            (route for route in self.routes if route.path == template and route.method == wanted), None
        )

    def methods(self, template: str) -> set[str]:
        """The methods of one path."""
        return {route.method for route in self.routes if route.path == template}

    def resolve(self, node: JsonObject, pointer: str) -> tuple[JsonObject, str]:
        """Follow `$ref`s of reference objects; returns the object and where it stands."""
        while "$ref" in node:
            pointer = unquote(node["$ref"].removeprefix("#"))
            node = self.at(pointer)
        return node, pointer

    def at(self, pointer: str) -> Any:
        """What stands at a JSON pointer; raises KeyError when nothing does."""
        return _at(self.data, pointer)

    def complaint(self, pointer: str, value: Any, *, strict: bool = False) -> str | None:
        """Why `value` is not valid against the schema at `pointer`, or None.

        `strict` also refuses members that the schema does not name.
        """
        validator = self._validator(pointer, strict)
        errors = list(validator.iter_errors(value))
        if not errors:
            return None
        error = min(errors, key=lambda error: len(error.instance_path))
        place = "".join(f"/{part}" for part in error.instance_path) or "the value itself"
        return f"{place}: {error.message[:400]}"

    def _validator(self, pointer: str, strict: bool) -> Any:
        key = (pointer, strict)
        if key not in self._built:
            self._built[key] = jsonschema_rs.validator_for(
                self.schema(pointer, strict), validate_formats=True
            )
        return self._built[key]

    @cached_property
    def _built(self) -> dict[tuple[str, bool], Any]:
        return {}

    @cached_property
    def _closed(self) -> JsonObject:
        return closed(self.data)

    def schema(self, pointer: str, strict: bool) -> JsonObject:
        """A schema by itself, with the components that it leads to, so that its references resolve.

        Only those: a validator holds all that it is given, and there is one for every answer.
        """
        target = _at(self._closed if strict else self.data, pointer)
        needed = self._reachable(target, strict)
        components: JsonObject = {}
        for reference in sorted(needed):
            _, _, kind, name = reference.split("/")
            components.setdefault(kind, {})[unescape(name)] = needed[reference]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$ref": "#/$defs/target",
            "$defs": {"target": target},
            "components": components,
        }

    def _reachable(self, node: Any, strict: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        waiting: list[Any] = [node]
        while waiting:
            for reference in references(waiting.pop()):
                component = "/".join(reference.split("/")[:4])  # a pointer into a component needs all of it
                if component not in found:
                    data = self._closed if strict else self.data
                    found[component] = _at(data, unquote(component.removeprefix("#")))
                    waiting.append(found[component])
        return found


def event_schema(document: Document, answer: Mapping[str, Any], pointer: str) -> str | None:
    """Pointer to the schema of the JSON inside an event stream's `data:`."""
    media = answer.get("content", {}).get("text/event-stream")
    if not media or "itemSchema" not in media:
        return None
    base = f"{pointer}/content/text~1event-stream/itemSchema"
    item, base = document.resolve(media["itemSchema"], base)
    data, base = document.resolve(item["properties"]["data"], f"{base}/properties/data")
    if "contentSchema" in data:
        return f"{base}/contentSchema"
    for union in ("oneOf", "anyOf"):
        for index, variant in enumerate(data.get(union, [])):
            inner, place = document.resolve(variant, f"{base}/{union}/{index}")
            if "contentSchema" in inner:
                return f"{place}/contentSchema"
    return None


def references(node: Any) -> Iterator[str]:
    """Every `$ref` in a piece of a document."""
    if is_object(node):
        reference = node.get("$ref")
        if isinstance(reference, str):
            yield reference
        for value in node.values():
            yield from references(value)
    elif is_array(node):
        for value in node:
            yield from references(value)


def _at(node: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        key = unescape(part)
        node = node[int(key) if type(node) is list else key]
    return node


def unescape(part: str) -> str:
    """What a reference token of a JSON pointer stands for."""
    return part.replace("~1", "/").replace("~0", "~")


def escape(part: str) -> str:
    """A reference token of a JSON pointer."""
    return part.replace("~", "~0").replace("/", "~1")


def locate(name: str) -> Path:
    """The file of a contract document: packaged with the suite, or generated beside it."""
    packaged = Path(__file__).parent / "documents" / f"{name}.json"
    if packaged.is_file():
        return packaged
    found = importlib.util.find_spec("treadle_contracts")  # finds it without importing the server's tables
    for place in (found.submodule_search_locations or []) if found else []:
        if (path := Path(place) / name / "spec.json").is_file():
            return path
    raise MissingDocument(f"the {name} contract document is not installed")


@cache
def load(name: str) -> Document:
    """A contract document by name: "tgi" or "fabric"; raises MissingDocument."""
    return Document(name, json.loads(locate(name).read_bytes()))
