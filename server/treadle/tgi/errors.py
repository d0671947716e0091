"""TGI's way to say what went wrong: `{"error", "error_type"}` and one status per kind.

Statuses and `error_type`s are TGI 3.3.7's. TGI sends body faults (400, 413, 415) and 401 as plain
text or empty; here they have the same JSON form, because both Python clients read it
(`plain_text_errors` gives TGI's own bytes back). On `/v1/*` the form is the same, or OpenAI's nested
one by setting: no shape shows its text to every client.

After a stream's first byte: native `{"error", "error_type"}`; `/v1` nested, then `[DONE]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from treadle.contract.call import Call
from treadle.contract.errors import ErrorAnswer
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem

PLAIN_TEXT = "text/plain; charset=utf-8"
PREFIX = "Input validation error: "

_STATUS: dict[Kind, tuple[int, str]] = {
    Kind.MALFORMED: (400, "validation"),
    Kind.INVALID: (422, "validation"),
    Kind.MEDIA_TYPE: (415, "validation"),
    Kind.TOO_LARGE: (413, "validation"),
    Kind.UNAUTHENTICATED: (401, "unauthorized"),
    Kind.FORBIDDEN: (401, "unauthorized"),
    Kind.NOT_FOUND: (404, "not_found"),
    Kind.METHOD: (405, "method_not_allowed"),
    Kind.OVERLOADED: (429, "overloaded"),
    Kind.GENERATION: (424, "generation"),
    Kind.TIMEOUT: (424, "generation"),
    Kind.INCOMPLETE: (500, "incomplete_generation"),
    Kind.UNHEALTHY: (503, "healthcheck"),
    Kind.INTERNAL: (500, "internal"),
}
_BODY_FAULTS = (Kind.MALFORMED, Kind.MEDIA_TYPE, Kind.TOO_LARGE)
BODY_STATUSES = (400, 413, 415)
NESTED_UNDER = "/v1/"
"""Where `openai_errors` changes the form: of what is there, and of what is not."""


@dataclass(frozen=True, slots=True)
class TgiErrors:
    """TGI's `ErrorForm`."""

    openai_errors: bool = False  # OpenAI's nested form on /v1/*
    plain_text_errors: bool = False  # TGI's own plain text for 400, 413 and 415
    stream_errors: bool = False  # TGI's 200 and an error event for a stream that is refused

    def answer(self, problem: Problem, operation: Operation | None, call: Call) -> ErrorAnswer:  # noqa: ARG002
        """The answer before the first byte."""
        status, error_type = self._status(problem)
        text = sentence(problem)
        if self.plain_text_errors and problem.kind in _BODY_FAULTS:
            return ErrorAnswer(status, text, media_type=PLAIN_TEXT)
        if self.openai_errors and call.path.startswith(NESTED_UNDER):
            return ErrorAnswer(status, _nested(status, error_type, text))
        return ErrorAnswer(status, {"error": text, "error_type": error_type})

    def event(self, problem: Problem, operation: Operation, call: Call) -> object:
        """The event after the first byte."""
        status, error_type = self._status(problem)
        text = sentence(problem)
        if _openai_stream(operation) and call.ends_with_done:
            return _nested(status, error_type, text)
        return {"error": text, "error_type": error_type}

    @staticmethod
    def _status(problem: Problem) -> tuple[int, str]:
        status, error_type = _STATUS[problem.kind]
        return status, problem.type or error_type


def in_stream(problem: Problem) -> bool:
    """Which refusals of a stream TGI tells by an event: those that come once the body has its types."""
    if problem.kind is Kind.INVALID:
        typed = problem.keyword is None or problem.message.startswith(PREFIX)
        return typed and problem.type in (None, "validation")
    return problem.kind in (Kind.OVERLOADED, Kind.GENERATION, Kind.TIMEOUT, Kind.INCOMPLETE)


def sentence(problem: Problem) -> str:
    """What a client reads: TGI begins every refusal of a value in the same words."""
    plain = problem.kind is Kind.INVALID and problem.type in (None, "validation")
    return PREFIX + problem.message if plain and not problem.message.startswith(PREFIX) else problem.message


def _openai_stream(operation: Operation) -> bool:
    answer = operation.answers.get(200)
    return answer is not None and answer.stream is not None and answer.stream.done


def _nested(status: int, error_type: str, text: str) -> dict[str, Any]:
    return {
        "error": {
            "message": text,
            "type": error_type,
            "code": error_type,
            "http_status_code": status,
        }
    }
