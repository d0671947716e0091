"""What every operation says about itself, its request and its answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spec_rules.walk import Document, Finding, Rule, answers, headers, media, operations, resolve, types

_ACTION = re.compile(r"[A-Za-z]+:[a-z][A-Za-z]*:[a-z][A-Za-z]*")
_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def operation_id(document: Document) -> Iterator[Finding]:
    """An `operationId` is there, in snake_case, and stands once."""
    seen: dict[str, str] = {}
    for operation in operations(document):
        name = operation.body.get("operationId", "")
        if not _SNAKE_CASE.fullmatch(name):
            yield operation.pointer, f"operationId {name!r} is not in snake_case"
        elif name in seen:
            yield operation.pointer, f"operationId {name!r} stands at {seen[name]} too"
        else:
            seen[name] = operation.pointer


def operation_described(document: Document) -> Iterator[Finding]:
    """An operation has a one-line summary and a description."""
    for operation in operations(document):
        summary = operation.body.get("summary", "")
        if not summary or "\n" in summary:
            yield operation.pointer, "a summary of one line is missing"
        if not operation.body.get("description"):
            yield operation.pointer, "a description is missing"


def operation_tag(document: Document) -> Iterator[Finding]:
    """An operation has exactly one tag, and the document declares it: the tag names its service class."""
    declared = {tag["name"] for tag in document.get("tags", [])}
    for operation in operations(document):
        tags = operation.body.get("tags", [])
        if len(tags) != 1:
            yield operation.pointer, f"one tag is needed, not {len(tags)}"
        for tag in tags:
            if tag not in declared:
                yield operation.pointer, f"the tag {tag!r} is not declared"


def operation_security(document: Document) -> Iterator[Finding]:
    """An operation states its `security`, be it `[]`; a secured one declares 401 or 403."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    for operation in operations(document):
        if "security" not in operation.body:
            yield operation.pointer, "security is not stated; say [] if it is open"
            continue
        required = operation.body["security"]
        for scheme in {name for alternative in required for name in alternative} - set(schemes):
            yield f"{operation.pointer}/security", f"the security scheme {scheme!r} is not declared"
        if required and not {"401", "403"} & {status for _, status, _ in answers(document, operation)}:
            yield operation.pointer, "a secured operation declares a 401 or a 403"


def request_examples(document: Document) -> Iterator[Finding]:
    """A request body has at least one example for each media type."""
    for operation in operations(document):
        body = resolve(document, operation.body.get("requestBody", {}))
        for name, content in body.get("content", {}).items():
            if not content.get("examples"):
                yield f"{operation.pointer}/requestBody", f"an example of {name} is missing"


def request_refused(document: Document) -> Iterator[Finding]:
    """An operation that takes a JSON body declares a status for bodies that it refuses."""
    for operation in operations(document):
        statuses = {status for _, status, _ in answers(document, operation)}
        if "requestBody" in operation.body and not {"400", "422"} & statuses:
            yield operation.pointer, "an operation with a body declares a 400 or a 422"


def answer_schema(document: Document) -> Iterator[Finding]:
    """Every answer has a description and a schema; a success without content says that it is empty."""
    for operation in operations(document):
        if not any(status.startswith("2") for _, status, _ in answers(document, operation)):
            yield operation.pointer, "an answer with a 2xx status is missing"
        for pointer, status, response in answers(document, operation):
            description = response.get("description", "")
            if not re.fullmatch(r"[1-5][0-9][0-9]", status):
                yield pointer, "a status is a number of three digits"
            if not description:
                yield pointer, "a description is missing"
            if not response.get("content") and not (status.startswith("2") and "empty" in description):
                yield (
                    pointer,
                    "content is missing; an empty success says in its description that it is empty",
                )
            for name, content in response.get("content", {}).items():
                if "schema" not in content and "itemSchema" not in content:
                    yield f"{pointer}/content", f"{name} has no schema"


def answer_request_id(document: Document) -> Iterator[Finding]:
    """Every answer declares `x-request-id` as a required header."""
    for operation in operations(document):
        for pointer, _, response in answers(document, operation):
            declared = {
                name.lower(): resolve(document, header)
                for name, header in response.get("headers", {}).items()
            }
            if not declared.get("x-request-id", {}).get("required"):
                yield pointer, "the required header x-request-id is missing"


def header_text(document: Document) -> Iterator[Finding]:
    """A header has a description and a schema of type string: that is what is on the wire."""
    for pointer, _, header in headers(document):
        if "$ref" in header:
            continue
        if not header.get("description"):
            yield pointer, "a description is missing"
        if types(resolve(document, header.get("schema", {}))) != ("string",):
            yield pointer, "a header's schema has the type string"


def stream_items(document: Document) -> Iterator[Finding]:
    """An event stream describes its events by `itemSchema`, with `data` as JSON in `contentSchema`."""
    for pointer, name, content in media(document):
        if name != "text/event-stream":
            continue
        if "schema" in content or "itemSchema" not in content:
            yield pointer, "an event stream has itemSchema and no schema"
            continue
        data = content["itemSchema"].get("properties", {}).get("data", {})
        forms = [form for form in data.get("oneOf", [data]) if form != {"const": "[DONE]"}]
        for form in forms or [{}]:
            if form.get("contentMediaType") != "application/json" or "contentSchema" not in form:
                yield (
                    f"{pointer}/itemSchema",
                    "data has contentMediaType application/json and contentSchema",
                )


def stream_member(document: Document) -> Iterator[Finding]:
    """An operation that answers JSON or an event stream names the deciding body member."""
    for operation in operations(document):
        response = resolve(document, operation.body.get("responses", {}).get("200", {}))
        both = {"application/json", "text/event-stream"} <= set(response.get("content", {}))
        if both and "x-stream-member" not in operation.body:
            yield operation.pointer, "x-stream-member is missing"
        if not both and "x-stream-member" in operation.body:
            yield operation.pointer, "x-stream-member stands where there is nothing to decide"


def action(document: Document) -> Iterator[Finding]:
    """In a contract with permissions, a secured operation names its own in `x-action`, or says `none`."""
    if not any("x-action" in operation.body for operation in operations(document)):
        return
    for operation in operations(document):
        name = operation.body.get("x-action")
        if not operation.body.get("security"):
            if name is not None:
                yield operation.pointer, "x-action stands at an operation that asks nobody"
        elif name is None:
            yield operation.pointer, "x-action is missing; say none if every caller may"
        elif name != "none" and not _ACTION.fullmatch(name):
            yield operation.pointer, f"x-action {name!r} is not of the form Service:resource:operation"


RULES: tuple[Rule, ...] = (
    operation_id,
    operation_described,
    operation_tag,
    operation_security,
    request_examples,
    request_refused,
    answer_schema,
    answer_request_id,
    header_text,
    stream_items,
    stream_member,
    action,
)
