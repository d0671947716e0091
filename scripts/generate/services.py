"""`services.py`: one abstract class per tag, one typed method per operation, no logic."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from generate.bundle import Document
from generate.operations import Operation, Parameter, class_name_of, operations
from generate.tools import LINE_LENGTH, formatted


def services(document: Document) -> str:
    """The source of `services.py`."""
    title = document["info"]["title"]
    found = operations(document)
    blocks = [
        f'''"""The services of the {title} contract: what a server must implement.

A class that lacks a method cannot be instantiated. Written by `make generate`; never edited.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Literal

from treadle.contract.call import Call, Events

from . import models
'''
    ]
    descriptions = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    names = dict.fromkeys(operation.service for operation in found)
    for name in names:
        members = [operation for operation in found if operation.service == name]
        description = descriptions.get(members[0].tag) or f"The operations tagged {members[0].tag}."
        blocks.append(f"class {name}(ABC):\n{_docstring([description], 4)}\n")
        blocks.extend(_method(operation) for operation in members)
    exported = ", ".join(repr(name) for name in sorted(names))
    blocks.insert(1, f"__all__ = [{exported}]\n")
    return formatted("\n".join(blocks))


def _method(operation: Operation) -> str:
    arguments = ["self", "call: Call", *_keywords(operation)]
    signature = f"async def {operation.handler}({', '.join(arguments)}) -> {returned(operation)}:"
    paragraphs = [f"{operation.summary.rstrip('.')}. {operation.method} `{operation.path}`."]
    if operation.description:
        paragraphs.extend(" ".join(part.split()) for part in operation.description.split("\n\n"))
    documented = [
        f"{item.attribute}: {' '.join(item.description.split())}"
        for item in operation.parameters
        if item.description
    ]
    if documented:
        paragraphs.append("\n".join(documented))
    paragraphs.append("Answers: " + ", ".join(str(answer.status) for answer in operation.answers) + ".")
    return f"    @abstractmethod\n    {signature}\n{_docstring(paragraphs, 8)}\n"


def _keywords(operation: Operation) -> Iterator[str]:
    if operation.body or operation.parameters:
        yield "*"
    if operation.body:
        yield f"body: {operation.body.type}" + ("" if operation.body.required else " | None = None")
    for parameter in sorted(operation.parameters, key=lambda item: not item.required):
        yield f"{parameter.attribute}: {_argument(parameter)}"


def _argument(parameter: Parameter) -> str:
    if parameter.required:
        return parameter.type
    if parameter.default is None:
        return f"{parameter.type} | None = None"
    return f"{parameter.type} = {parameter.default!r}"


def returned(operation: Operation) -> str:
    """The type of what the method answers with."""
    types: dict[str, None] = {}
    for answer in operation.successes():
        if answer.type is not None:
            types[answer.type] = None
        if answer.text is not None:
            types["str"] = None
        if answer.stream is not None:
            events = " | ".join(f"models.{class_name_of(name)}" for name in answer.stream.events)
            types[f"Events[{events}]"] = None
        if answer.json is None and answer.text is None and answer.stream is None:
            types["None"] = None
    return " | ".join(types) or "None"


def _docstring(paragraphs: list[str], indent: int) -> str:
    margin = " " * indent
    safe = [paragraph.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"') for paragraph in paragraphs]
    if len(safe) == 1 and "\n" not in safe[0] and len(safe[0]) + indent + 6 <= LINE_LENGTH:
        return f'{margin}"""{safe[0]}"""\n'
    lines = [
        textwrap.fill(line, LINE_LENGTH - indent - 3, break_long_words=False, break_on_hyphens=False)
        for paragraph in safe
        for line in [*paragraph.splitlines(), ""]
    ]
    body = textwrap.indent("\n".join(lines).strip(), margin).strip()
    return f'{margin}"""{body}\n{margin}"""\n'
