"""docs/fabric-errors.md says what the server does: each status, its code, and no code more or less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from treadle.contract.call import Call
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem
from treadle.fabric.errors import SIGNATURE_CODE, FabricErrors
from treadle_contracts.fabric.models import Error, Forbidden
from treadle_contracts.fabric.routes import OPERATIONS

CALL = Call("id", "POST", "/", "", {}, b"", 0.0)
ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "fabric-errors.md").read_text()
CODE = re.compile(r"\b(?:common\.\d{8}|APIGW?\.\d{4})\b")


def table(heads: str) -> list[list[str]]:
    lines = PAGE.partition(heads)[2].splitlines()
    rows = []
    for line in lines[2 if not heads.endswith("\n") else 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


BEGINNINGS = {
    (int(status), code.strip("`").partition(" ")[0]): begins.strip("`")
    for status, code, begins, *_ in table(
        "| status | `error_code` | `error_msg` begins | what it means | what to do |"
    )
}
ANSWERS = set(BEGINNINGS)
INVOKE = next(operation for operation in OPERATIONS if operation.id == "invoke_model_service")


def answered(problem: Problem, operation: Operation) -> tuple[int, str]:
    answer = FabricErrors().answer(problem, operation, CALL)
    assert isinstance(answer.body, (Error, Forbidden))
    found = answer.status, str(answer.body.error_code)
    assert answer.body.error_msg.startswith(BEGINNINGS[found])
    return found


@pytest.mark.parametrize("kind", Kind)
def test_every_fault_has_its_row(kind: Kind) -> None:
    assert answered(Problem(kind, "what"), INVOKE) in ANSWERS


def test_every_row_is_a_fault() -> None:
    given = {answered(Problem(kind, "what"), INVOKE) for kind in Kind}
    said = "Incorrect IAM authentication information: what"
    signature = Problem(Kind.UNAUTHENTICATED, said, type=SIGNATURE_CODE)
    given.add(answered(signature, INVOKE))
    assert given == ANSWERS


def test_no_code_is_missing() -> None:
    used: set[str] = set()
    for path in (ROOT / "server" / "treadle" / "fabric").rglob("*.py"):
        used.update(CODE.findall(path.read_text()))
    assert used == set(CODE.findall(PAGE))
    instances = {code.strip("`") for code, _ in table("| `error_code` | what it means |\n")}
    assert instances == {"common.01000001", "common.00000500"}


def test_the_page_knows_every_status_of_the_document() -> None:
    declared = {status for operation in OPERATIONS for status in operation.answers if status >= 400}
    assert declared == {status for status, _ in ANSWERS}
