"""The contract of `treadle conform-client`: one JSON object per line on stdin, one answer on stdout."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

PROMPT = "Tell me about looms."
MESSAGES = [{"role": "user", "content": PROMPT}]
# kind, url -> the text, its pieces, or the text and when each piece came
Do = Callable[[str, str], "str | Iterable[str | None] | tuple[str, list[float]]"]


def timed(pieces: Iterable[str | None], times: list[float]) -> Iterator[str]:
    """The pieces that say something, and when each came."""
    for piece in pieces:
        if piece:
            times.append(time.time())
            yield piece


def serve(client: str, can: list[str], do: Do, classes: dict[str, int] | None = None) -> None:
    """Answer until stdin ends. Every exception of the client is an error that it reported.

    `classes` are the statuses that the client's own kinds of error stand for.
    """
    for line in sys.stdin:
        message = json.loads(line)
        if message["do"] == "hello":
            answer: dict[str, Any] = {"client": client, "can": can}
        else:
            times: list[float] = []
            try:
                found = do(message["do"], message["url"])
                if isinstance(found, tuple):
                    text, times = found
                else:
                    text = found if isinstance(found, str) else "".join(timed(found, times))
                answer = {"text": text, "times": times}
            except Exception as error:
                answer = {"error": described(error)}
                if answer["error"]["status"] is None:
                    answer["error"]["status"] = (classes or {}).get(type(error).__name__)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def described(error: Exception) -> dict[str, Any]:
    """An exception's kind, message and HTTP status, wherever the client keeps it."""
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    if status is None:
        status = getattr(error, "status", None)
    told = " ".join(
        str(part) for part in (error, getattr(error, "body", ""), getattr(error, "message", "")) if part
    )
    return {"kind": type(error).__name__, "message": told, "status": status}
