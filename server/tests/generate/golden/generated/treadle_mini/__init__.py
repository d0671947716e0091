"""A client for the Mini contract.

    Client           for code that waits
    AsyncClient      for code that awaits
    models           what is sent and answered
    errors           what can go wrong, as a tree under APIError

Written by `make generate`; never edited.
"""

from . import errors, models
from ._streams import AsyncStream, Stream
from ._version import CONTRACT_VERSION
from .client import AsyncClient, Client
from .errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    GenerationFailedError,
    IncompleteStreamError,
    MediaTypeError,
    NotFoundError,
    PayloadTooLargeError,
    PermissionDeniedError,
    RateLimitError,
    RequestTimeoutError,
    ResponseValidationError,
    ServerError,
    StreamError,
    UnprocessableError,
)
from .types import UNSET, Response, Timeout, Unset

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncClient",
    "AsyncStream",
    "AuthenticationError",
    "BadRequestError",
    "CONTRACT_VERSION",
    "Client",
    "ConflictError",
    "GenerationFailedError",
    "IncompleteStreamError",
    "MediaTypeError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestTimeoutError",
    "Response",
    "ResponseValidationError",
    "ServerError",
    "Stream",
    "StreamError",
    "Timeout",
    "UNSET",
    "UnprocessableError",
    "Unset",
    "errors",
    "models",
]
