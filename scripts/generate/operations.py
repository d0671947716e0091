"""The operations of a contract, read once and with every reference followed.

Services, routes and clients are written from these; nothing but this module looks into `paths`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generate.bundle import SCHEMAS, Document, escape, resolve
from generate.errors import GenerationError
from generate.names import attribute_name, class_name

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SCALARS = {"integer": "int", "number": "float", "string": "str", "boolean": "bool"}
DONE = "[DONE]"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter; `type` is a Python expression over `models`."""

    name: str
    attribute: str
    location: str
    required: bool
    pointer: str
    type: str
    default: Any
    description: str


@dataclass(frozen=True, kw_only=True)
class Body:
    """A JSON request body."""

    required: bool
    pointer: str
    type: str


@dataclass(frozen=True, kw_only=True)
class Header:
    """A declared header of an answer."""

    name: str
    required: bool
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Stream:
    """An event stream: the pointer to an event's schema, and the names of the schemas a handler sends.

    Events that report an error (those that must hold `error` or `error_code`) are the runtime's to send.
    """

    pointer: str
    done: bool
    events: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What stands under one status."""

    status: int
    description: str
    json: str | None
    type: str | None  # of the JSON body
    text: str | None
    stream: Stream | None
    headers: tuple[Header, ...]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation."""

    id: str
    method: str
    path: str
    tag: str
    service: str
    handler: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    answers: tuple[Answer, ...]
    security: tuple[tuple[str, ...], ...]
    action: str | None
    stream_member: str | None
    stream_last_member: str | None  # what is not null in the last event of a stream without [DONE]

    def successes(self) -> tuple[Answer, ...]:
        """The answers that a handler returns."""
        return tuple(answer for answer in self.answers if 200 <= answer.status < 300)


def operations(document: Document) -> tuple[Operation, ...]:
    """Every operation in the document's order; raises GenerationError for what has no place in the tables."""
    found = tuple(_Reader(document, path, method).operation() for path, method in _places(document))
    seen: dict[str, str] = {}
    for operation in found:
        name = f"{operation.service}.{operation.handler}"
        if name in seen:
            raise GenerationError(f"operations {seen[name]} and {operation.id} would both be {name}")
        seen[name] = operation.id
    return found


def _places(document: Document) -> Iterator[tuple[str, str]]:
    for path, item in document["paths"].items():
        for method in item:
            if method in METHODS:
                yield path, method


class _Reader:
    """Reads one operation."""

    def __init__(self, document: Document, path: str, method: str) -> None:
        self.document = document
        self.path = path
        self.method = method
        self.item = document["paths"][path]
        self.data = self.item[method]
        self.pointer = f"/paths/{escape(path)}/{method}"

    def operation(self) -> Operation:
        for member in ("operationId", "tags", "summary", "responses"):
            if not self.data.get(member):
                raise self.error(f"has no {member}")
        tag = self.data["tags"][0]
        name = class_name(tag)
        security = self.data.get("security", self.document.get("security", []))
        return Operation(
            id=self.data["operationId"],
            method=self.method.upper(),
            path=self.path,
            tag=tag,
            service=name if name.endswith("Service") else f"{name}Service",
            handler=attribute_name(self.data["operationId"]),
            summary=self.data["summary"],
            description=self.data.get("description", ""),
            parameters=tuple(self.parameters()),
            body=self.body(),
            answers=tuple(self.answer(status) for status in self.data["responses"]),
            security=tuple(tuple(alternative) for alternative in security),
            action=self.action(),
            stream_member=self.data.get("x-stream-member"),
            stream_last_member=self.data.get("x-stream-last-member"),
        )

    def action(self) -> str | None:
        """The permission that the operation needs; `none` says that it needs none."""
        action: str | None = self.data.get("x-action")
        return None if action == "none" else action

    def error(self, what: str) -> GenerationError:
        return GenerationError(f"{self.pointer} {what}")

    def follow(self, pointer: str) -> tuple[str, Any]:
        """Where a chain of references ends, and what is there."""
        value = resolve(self.document, pointer)
        while isinstance(value, dict) and "$ref" in value:
            pointer = value["$ref"].removeprefix("#")
            value = resolve(self.document, pointer)
        return pointer, value

    def parameters(self) -> Iterator[Parameter]:
        declared: dict[tuple[str, str], str] = {}
        for base, owner in ((self.pointer.rpartition("/")[0], self.item), (self.pointer, self.data)):
            for index in range(len(owner.get("parameters", []))):
                pointer, value = self.follow(f"{base}/parameters/{index}")
                declared[value["name"], value["in"]] = pointer
        for (name, location), place in declared.items():
            parameter = resolve(self.document, place)
            if location not in ("path", "query", "header"):
                raise self.error(
                    f"has the {location} parameter {name}: only path, query and header are served"
                )
            pointer, schema = self.follow(f"{place}/schema")
            yield Parameter(
                name=name,
                attribute=attribute_name(name),
                location=location,
                required=parameter.get("required", False),
                pointer=pointer,
                type=self.type(f"{place}/schema"),
                default=schema.get("default"),
                description=parameter.get("description", ""),
            )

    def body(self) -> Body | None:
        if "requestBody" not in self.data:
            return None
        place, body = self.follow(f"{self.pointer}/requestBody")
        if set(body["content"]) != {"application/json"}:
            raise self.error(f"takes {', '.join(body['content'])}: only application/json is served")
        schema = f"{place}/content/application~1json/schema"
        if "$ref" not in resolve(self.document, schema):
            raise self.error(f"{schema} needs a name: move it to components/schemas")
        return Body(
            required=body.get("required", False), pointer=self.follow(schema)[0], type=self.type(schema)
        )

    def answer(self, status: str) -> Answer:
        if not status.isdigit():
            raise self.error(f"has the response {status}: every status is declared by itself")
        place, response = self.follow(f"{self.pointer}/responses/{status}")
        json = text = type_ = stream = None
        for media in response.get("content", {}):
            content = f"{place}/content/{escape(media)}"
            if media == "application/json":
                json, type_ = self.follow(f"{content}/schema")[0], self.type(f"{content}/schema")
            elif media == "text/event-stream":
                stream = self.stream(f"{content}/itemSchema")
            elif text is None:
                text = media
            else:
                raise self.error(f"answers {status} with both {text} and {media}")
        return Answer(
            status=int(status),
            description=response.get("description", ""),
            json=json,
            type=type_,
            text=text,
            stream=stream,
            headers=tuple(self.headers(place, response)),
        )

    def headers(self, place: str, response: Document) -> Iterator[Header]:
        for name in response.get("headers", {}):
            pointer, header = self.follow(f"{place}/headers/{escape(name)}")
            schema, _ = self.follow(f"{pointer}/schema")
            yield Header(name=name, required=header.get("required", False), pointer=schema)

    def stream(self, item: str) -> Stream:
        """An event stream's `data` is a schema with `contentSchema`, alone or beside the const "[DONE]"."""
        try:
            item, _ = self.follow(item)
            data, schema = self.follow(f"{item}/properties/data")
        except KeyError:
            raise self.error(f"{item} must be an object with the member `data`") from None
        key = next((key for key in ("oneOf", "anyOf") if key in schema), None)
        places = [data] if key is None else [f"{data}/{key}/{index}" for index in range(len(schema[key]))]
        variants = [self.follow(place) for place in places]
        contents = [place for place, variant in variants if "contentSchema" in variant]
        if len(contents) != 1:
            raise self.error(f"{data} must have one contentSchema, not {len(contents)}")
        pointer, event = self.follow(f"{contents[0]}/contentSchema")
        return Stream(
            pointer=pointer,
            done=any(variant.get("const") == DONE for _, variant in variants),
            events=tuple(self.events(pointer, event)),
        )

    def events(self, pointer: str, event: Document) -> Iterator[str]:
        key = next((key for key in ("oneOf", "anyOf") if key in event), None)
        if key is None:
            yield self.component(pointer)
            return
        for index in range(len(event[key])):
            variant, schema = self.follow(f"{pointer}/{key}/{index}")
            if not {"error", "error_code"} & set(schema.get("required", ())):
                yield self.component(variant)

    def component(self, pointer: str) -> str:
        """The name of the schema at `pointer`."""
        prefix = SCHEMAS.removeprefix("#")
        if not pointer.startswith(prefix) or "/" in pointer.removeprefix(prefix):
            raise self.error(f"{pointer} needs a name: move it to components/schemas")
        return pointer.removeprefix(prefix)

    def type(self, pointer: str) -> str:
        """The schema at `pointer` as a Python expression."""
        schema = resolve(self.document, pointer)
        match schema:
            case {"$ref": str(reference)}:
                return f"models.{class_name_of(self.component(reference.removeprefix('#')))}"
            case {"enum": list(values)} if all(isinstance(value, str) for value in values):
                return f"Literal[{', '.join(map(repr, values))}]"
            case {"type": "array", "items": dict()}:
                return f"list[{self.type(f'{pointer}/items')}]"
            case {"oneOf": list(variants)} | {"anyOf": list(variants)}:
                key = "oneOf" if "oneOf" in schema else "anyOf"
                types = [self.type(f"{pointer}/{key}/{index}") for index in range(len(variants))]
                return " | ".join(dict.fromkeys(types))
            case {"type": "null"}:
                return "None"
            case {"type": "object"}:
                return "dict[str, Any]"
            case {"type": str(kind)} if kind in _SCALARS:
                return _SCALARS[kind]
            case _:
                raise self.error(f"{pointer} needs a name: move it to components/schemas")


def class_name_of(component: str) -> str:
    """What datamodel-code-generator calls the class of a component."""
    return component[0].upper() + component[1:]
