"""`python scripts/spec_lint.py FOLDER…`: our own rules for the contracts, and the OpenAPI validator's.

Every finding is one line, `folder#/json/pointer: rule: what is wrong`. The exit status is 1 if there is any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from openapi_spec_validator import OpenAPIV32SpecValidator

from generate.bundle import bundle
from generate.errors import GenerationError
from spec_rules import RULES, Document


def findings(document: Document) -> Iterator[tuple[str, str, str]]:
    """Everything that is wrong with a bundled contract, as (rule, JSON pointer, message)."""
    invalid = False
    for error in OpenAPIV32SpecValidator(document).iter_errors():
        invalid = True
        pointer = "".join(
            f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in error.absolute_path
        )
        yield "openapi", pointer, error.message.splitlines()[0][:300]
    if invalid:
        return  # our rules read the document as OpenAPI
    for name, rule in RULES.items():
        for pointer, message in rule(document):
            yield name, pointer, message


def main(folders: Sequence[str]) -> int:
    """Lint the contracts in these folders; 0 when nothing is wrong, 2 when there is no folder."""
    if not folders:
        print(__doc__, file=sys.stderr)
        return 2
    count = 0
    for folder in folders:
        try:
            document = bundle(Path(folder))
        except GenerationError as error:
            print(f"{folder}: bundle: {error}")
            count += 1
            continue
        for rule, pointer, message in findings(document):
            print(f"{folder}#{pointer}: {rule}: {message}")
            count += 1
    print(f"spec_lint: {len(folders)} contracts, {len(RULES)} rules, {count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
