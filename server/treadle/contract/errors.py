"""How a contract words a failed call.

The runtime knows faults as `Problem`s. Each contract has one `ErrorForm`, which alone decides status,
body and headers:

    before the first byte    answer(problem, operation, call)   an ordinary HTTP answer
    inside an event stream   event(problem, operation, call)    the JSON of one last `data:` frame

`operation` is None where there is none yet: an unknown path, or a method that the path does not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from treadle.contract.call import Call
from treadle.contract.operation import Operation
from treadle.contract.problem import Problem

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """A failed call in its contract's form.

    `body` is anything `msgspec` encodes when `media_type` is JSON, a string otherwise, and None for
    an empty body. `headers` go out as they are; `Problem.headers` are added by the runtime.
    """

    status: int
    body: object = None
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = JSON


class ErrorForm(Protocol):
    """A contract's way to say what went wrong; neither method may raise."""

    def answer(self, problem: Problem, operation: Operation | None, call: Call) -> ErrorAnswer:
        """The answer to a call that failed before its first byte went out."""
        ...

    def event(self, problem: Problem, operation: Operation, call: Call) -> object:
        """The JSON of the event that ends a stream which failed after its first byte."""
        ...
