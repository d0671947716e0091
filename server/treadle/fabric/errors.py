"""How Fabric words a failed call: flat bodies, and one nested form for 403.

    400  common.01000001   anything wrong with the request; 413, 415 and 422 do not exist here
    401  APIG.1002         nobody, or nobody we know (a signature's fault has APIG.0301)
    403  nested            somebody who may not do this
    404  common.01000001   no such resource, path or method
    408  common.00000408   the deadline passed
    429  APIG.0308         the server is full, where the operation declares it
    500  common.00000500   the engine is away, or a fault of ours

The sentences begin as the contract documents' examples do; what follows "reason:" is ours.
"""

from __future__ import annotations

import re

from treadle.contract.call import Call
from treadle.contract.errors import ErrorAnswer
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem
from treadle_contracts.fabric.models import Error, Forbidden, ForbiddenDetail, StreamFailure

INCORRECT_TOKEN = "Incorrect token or token resolution failed"  # noqa: S105 - a sentence
INVALID_TOKEN = "X-Auth-Token is invalid in the request"  # noqa: S105 - a sentence
SIGNATURE_CODE = "APIG.0301"

_STATUS: dict[Kind, int] = {
    Kind.MALFORMED: 400,
    Kind.INVALID: 400,
    Kind.MEDIA_TYPE: 400,
    Kind.TOO_LARGE: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.METHOD: 404,
    Kind.TIMEOUT: 408,
    Kind.OVERLOADED: 429,
    Kind.GENERATION: 500,
    Kind.INCOMPLETE: 500,
    Kind.UNHEALTHY: 500,
    Kind.INTERNAL: 500,
}
_CODE: dict[int, str] = {
    400: "common.01000001",
    401: "APIG.1002",
    404: "common.01000001",
    408: "common.00000408",
    429: "APIG.0308",
    500: "common.00000500",
}
_CONTROL_PLANE_LIMIT = 512  # characters of error_msg
_DATA_PLANE_LIMIT = 4096
_TYPE_MISMATCH = re.compile(r"must be (?:an? (?:array|boolean|integer|number|object|string)|null)\b")

_BEGINNINGS = {
    400: re.compile(
        r"failed to read http request, please check your input, code: 400, reason: "
        r"(Type mismatch\., cause: )?"
    ),
    404: re.compile(r"response status exception, code: 404, reason: "),
    408: re.compile(r"timeout exception occurred: "),
    500: re.compile(r"internal error(: |$)"),
}


class FabricErrors:
    """Fabric's `ErrorForm`."""

    def answer(self, problem: Problem, operation: Operation | None, call: Call) -> ErrorAnswer:  # noqa: ARG002
        """The answer before the first byte."""
        status = _status(problem, operation)
        text = _sentence(problem, status)
        if status == 403:
            text = shortened(text, _CONTROL_PLANE_LIMIT)
            return ErrorAnswer(403, Forbidden(error=ForbiddenDetail(message=text), error_msg=text))
        code = problem.type if status == 401 and problem.type else _CODE[status]
        headers: tuple[tuple[str, str], ...] = ()
        if status == 429 and all(name.lower() != "retry-after" for name, _ in problem.headers):
            headers = (("Retry-After", "1"),)
        body = Error(error_code=code, error_msg=shortened(text, _limit(operation, status)))
        return ErrorAnswer(status, body, headers)

    def event(self, problem: Problem, operation: Operation, call: Call) -> object:  # noqa: ARG002
        """The event after the first byte; `[DONE]` follows it."""
        status = _status(problem, operation)
        code = _CODE.get(status, _CODE[500])
        return StreamFailure(
            error_code=code, error_msg=shortened(_sentence(problem, status), _DATA_PLANE_LIMIT)
        )


def shortened(text: str, limit: int) -> str:
    """A message within the contract's 2 to `limit` characters."""
    if len(text) > limit:
        return text[: limit - 1] + "…"
    return text if len(text) >= 2 else "no further information"


def heard(status: int, message: str) -> str:
    """What `_sentence` was made of: the reason in another server's error."""
    return _BEGINNINGS[status].sub("", message, count=1) if status in _BEGINNINGS else message


def _status(problem: Problem, operation: Operation | None) -> int:
    status = _STATUS[problem.kind]
    if status == 429 and (operation is None or 429 not in operation.answers):
        return 500
    return status


def _sentence(problem: Problem, status: int) -> str:
    message = problem.message
    match status:
        case 400:
            reason = f"Type mismatch., cause: {message}" if _TYPE_MISMATCH.search(message) else message
            return f"failed to read http request, please check your input, code: 400, reason: {reason}"
        case 401 if problem.type is None:
            return INCORRECT_TOKEN
        case 404:
            return f"response status exception, code: 404, reason: {message}"
        case 408:
            return f"timeout exception occurred: {message}"
        case 500:
            # What a fault of ours says is for the log, not for a caller.
            return "internal error" if problem.kind is Kind.INTERNAL else f"internal error: {message}"
        case _:
            return message


def _limit(operation: Operation | None, status: int) -> int:
    answer = None if operation is None else operation.answers.get(status)
    data_plane = answer is not None and (answer.json or "").endswith("/InferenceError")
    return _DATA_PLANE_LIMIT if data_plane else _CONTROL_PLANE_LIMIT
