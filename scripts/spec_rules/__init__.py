"""Our own rules for the contract documents, beside what an OpenAPI validator checks.

    walk         where things stand in a document: operations, answers, schemas
    operations   what every operation says about itself, its request and its answers
    schemas      the idioms that schemathesis, openapi-python-client and datamodel-codegen accept at once
    examples     defaults and examples are valid data

A rule is a function from a bundled document to findings; its name, with dashes, is its id.
"""

from __future__ import annotations

from spec_rules import examples, operations, schemas
from spec_rules.walk import Document, Rule

RULES: dict[str, Rule] = {
    rule.__name__.replace("_", "-"): rule
    for module in (operations, schemas, examples)
    for rule in module.RULES
}

__all__ = ["RULES", "Document", "Rule"]
