"""The rows of the table: which requests each sends, and how the text is found in what comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

PROMPT = (
    "Explain to a visitor in a museum of textiles how a hand loom works, which parts it has,"
    " and what the weaver does with hands and feet."
)

Quantity = Literal["cpu_us_per_token", "cpu_us_per_request", "latency_ms"]

UNITS: dict[Quantity, str] = {
    "cpu_us_per_token": "CPU µs per token",
    "cpu_us_per_request": "CPU µs per request",
    "latency_ms": "ms per request",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row: `connections` at once, each sending `each` requests for `tokens` tokens."""

    key: str
    title: str
    path: str
    body: dict[str, Any]
    quantity: Quantity
    connections: int = 32
    each: int = 2
    tokens: int = 128
    peer_path: str | None = None  # vLLM's route where it has not got this one
    peer_body: dict[str, Any] | None = None

    @property
    def stream(self) -> bool:
        """Whether the answer is an event stream."""
        return bool(self.body.get("stream")) or self.path == "/generate_stream"

    def request(self, program: str) -> bytes:
        """The bytes to send to a server that runs `program`."""
        peer = program == "vllm" and self.peer_path is not None
        path, body = (self.peer_path, self.peer_body) if peer else (self.path, self.body)
        payload = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(payload)}\r\n\r\n"
        )
        return head.encode() + payload


def _chat(tokens: int, *, stream: bool) -> dict[str, Any]:
    messages = [{"role": "user", "content": PROMPT}]
    return {"model": "bench", "messages": messages, "max_tokens": tokens, "temperature": 0, "stream": stream}


def _completion(tokens: int, *, stream: bool) -> dict[str, Any]:
    return {"model": "bench", "prompt": PROMPT, "max_tokens": tokens, "temperature": 0, "stream": stream}


CASES = (
    Case(
        key="chat-stream",
        title="/v1/chat/completions, stream",
        path="/v1/chat/completions",
        body=_chat(128, stream=True),
        quantity="cpu_us_per_token",
    ),
    Case(
        key="completions-stream",
        title="/v1/completions, stream",
        path="/v1/completions",
        body=_completion(128, stream=True),
        quantity="cpu_us_per_token",
    ),
    Case(
        key="generate-stream",
        title="/generate_stream (vLLM: /v1/completions, stream)",
        path="/generate_stream",
        body={"inputs": PROMPT, "parameters": {"max_new_tokens": 128}},
        quantity="cpu_us_per_token",
        peer_path="/v1/completions",
        peer_body=_completion(128, stream=True),
    ),
    Case(
        key="chat-plain",
        title="/v1/chat/completions, one answer",
        path="/v1/chat/completions",
        body=_chat(128, stream=False),
        quantity="cpu_us_per_token",
    ),
    Case(
        key="chat-short",
        title="/v1/chat/completions, stream of 1 token",
        path="/v1/chat/completions",
        body=_chat(1, stream=True),
        quantity="cpu_us_per_request",
        each=8,
        tokens=1,
    ),
    Case(
        key="completions-short",
        title="/v1/completions, stream of 1 token",
        path="/v1/completions",
        body=_completion(1, stream=True),
        quantity="cpu_us_per_request",
        each=8,
        tokens=1,
    ),
    Case(
        key="chat-single",
        title="/v1/chat/completions, stream, one client",
        path="/v1/chat/completions",
        body=_chat(128, stream=True),
        quantity="latency_ms",
        connections=1,
        each=8,
    ),
)


class WrongAnswerError(Exception):
    """A server did not answer what was asked."""


def read_answer(status: int, body: bytes, *, stream: bool) -> tuple[str, int]:
    """The text of an answer and how many events carried it; raises WrongAnswerError."""
    if status != 200:
        raise WrongAnswerError(f"status {status}: {body[:500].decode(errors='replace')}")
    if not stream:
        return _text_of(json.loads(body)), 1
    texts: list[str] = []
    for event in body.decode().split("\n\n"):
        data = event.removeprefix("data:").strip()
        if data and data != "[DONE]":
            texts.append(_text_of(json.loads(data)))
    return "".join(texts), sum(map(bool, texts))


def _text_of(answer: dict[str, Any]) -> str:
    if "token" in answer:  # TGI's event
        return str(answer["token"]["text"])
    if "choices" not in answer:
        raise WrongAnswerError(json.dumps(answer)[:500])
    choices = answer["choices"]
    if not choices:  # usage alone
        return ""
    choice = choices[0]
    part = choice.get("delta") or choice.get("message") or choice
    return str(part.get("content") or part.get("text") or "")
