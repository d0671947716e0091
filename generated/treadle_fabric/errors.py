"""What can go wrong with a call.

APIError                           every error of this package
  ├─ APIConnectionError            no answer: refused, reset, cut off
  │    └─ APITimeoutError          no answer in time
  ├─ APIStatusError                an answer, and it is a refusal
  │    ├─ BadRequestError          400
  │    ├─ AuthenticationError      401
  │    ├─ PermissionDeniedError    403
  │    ├─ NotFoundError            404
  │    ├─ RequestTimeoutError      408
  │    ├─ ConflictError            409
  │    ├─ PayloadTooLargeError     413
  │    ├─ MediaTypeError           415
  │    ├─ UnprocessableError       422
  │    ├─ GenerationFailedError    424
  │    ├─ RateLimitError           429
  │    └─ ServerError              500 and above
  ├─ StreamError                   an event says that the stream failed
  ├─ IncompleteStreamError         the stream ended before its end
  └─ ResponseValidationError       an answer that is not what the contract says
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "GenerationFailedError",
    "IncompleteStreamError",
    "MediaTypeError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestTimeoutError",
    "ResponseValidationError",
    "ServerError",
    "StreamError",
    "UnprocessableError",
]


class APIError(Exception):
    """Any failure of a call. `request_id` is the server's, where an answer came that has one."""

    def __init__(self, message: str, *, request_id: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.request_id = request_id

    def __str__(self) -> str:
        return self.message if self.request_id is None else f"{self.message} (request {self.request_id})"


class APIConnectionError(APIError):
    """No answer. `sent` is false when the request certainly did not reach the server."""

    def __init__(self, message: str, *, request_id: str | None = None, sent: bool = True) -> None:
        super().__init__(message, request_id=request_id)
        self.sent = sent


class APITimeoutError(APIConnectionError):
    """No answer, or no next piece of one, within the timeout."""


class APIStatusError(APIError):
    """The server refused. `body` is its JSON, or its text where that is none."""

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        headers: Mapping[str, str],
        body: Any,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.status_code = status_code
        self.headers = headers
        self.body = body


class BadRequestError(APIStatusError):
    """400."""


class AuthenticationError(APIStatusError):
    """401: the credential is missing or means nothing."""


class PermissionDeniedError(APIStatusError):
    """403."""


class NotFoundError(APIStatusError):
    """404."""


class RequestTimeoutError(APIStatusError):
    """408: the server's own deadline passed."""


class ConflictError(APIStatusError):
    """409."""


class PayloadTooLargeError(APIStatusError):
    """413."""


class MediaTypeError(APIStatusError):
    """415."""


class UnprocessableError(APIStatusError):
    """422: the request is understood and not allowed."""


class GenerationFailedError(APIStatusError):
    """424: the model failed."""


class RateLimitError(APIStatusError):
    """429: the server is full; `headers` may say when to come back."""


class ServerError(APIStatusError):
    """500 and above."""


class StreamError(APIError):
    """An event of a stream reports a failure; `body` is that event."""

    def __init__(self, message: str, *, body: Any, request_id: str | None = None) -> None:
        super().__init__(message, request_id=request_id)
        self.body = body


class IncompleteStreamError(APIError):
    """The connection ended, and the last event had not come."""


class ResponseValidationError(APIError):
    """An answer or an event is not what the contract says; `body` is what came."""

    def __init__(self, message: str, *, body: Any, request_id: str | None = None) -> None:
        super().__init__(message, request_id=request_id)
        self.body = body


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    408: RequestTimeoutError,
    409: ConflictError,
    413: PayloadTooLargeError,
    415: MediaTypeError,
    422: UnprocessableError,
    424: GenerationFailedError,
    429: RateLimitError,
}


def said(body: Any) -> str | None:
    """What an error body says, in whichever of the known forms it is; None when it is none of them."""
    match body:
        case {"error": {"message": str(message)}} | {"error": str(message)} | {"error_msg": str(message)}:
            return message
        case _:
            return None


def from_answer(status: int, headers: Mapping[str, str], content: bytes) -> APIStatusError:
    """The error that a refusal means."""
    try:
        body = json.loads(content)
    except ValueError:
        body = content.decode("utf-8", "replace")
    text = said(body) or (body if isinstance(body, str) else json.dumps(body))
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else APIStatusError)
    return kind(
        f"{status}: {text[:2000]}",
        status_code=status,
        headers=headers,
        body=body,
        request_id=headers.get("x-request-id"),
    )
