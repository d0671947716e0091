"""A scripted server over a real socket, and canned bodies, for the clients' tests."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TOKEN = {"id": 1, "text": "é", "logprob": -0.5, "special": False}
GENERATED = {"generated_text": "é"}


def event(index: int, *, text: str | None = None) -> dict[str, Any]:
    """An event of TGI's native stream."""
    return {"index": index, "token": TOKEN, "generated_text": text, "details": None}


def chunk(text: str) -> dict[str, Any]:
    """An event of a chat's stream, in TGI's contract."""
    choice = {"index": 0, "delta": {"content": text}, "logprobs": None, "finish_reason": None}
    return {
        "object": "chat.completion.chunk",
        "id": "c",
        "created": 1,
        "model": "m",
        "system_fingerprint": "s",
        "choices": [choice],
    }


def sse(*events: Any) -> bytes:
    """Events as bytes; a text stands for itself."""
    return b"".join(
        b"data: "
        + (item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)).encode()
        + b"\n\n"
        for item in events
    )


def answer(status: int, body: Any, **headers: str) -> bytes:
    """A whole HTTP answer with a length."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"content-type": "application/json", "content-length": str(len(content)), "x-request-id": "r-1"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"\r\n" + content


def stream_head() -> bytes:
    """The head of a chunked event stream."""
    return (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n"
        b"x-request-id: r-2\r\n\r\n"
    )


def http_chunk(data: bytes) -> bytes:
    """One chunk of a chunked body; an empty one ends it."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


class Script:
    """What the server says, connection by connection; `requests` is what it heard."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.closed_by_peer = threading.Event()
        self.url = ""


@contextmanager
def scripted(*answers: bytes, hold: bool = False) -> Iterator[Script]:
    """A server that gives each connection's requests the next answer and then closes it.

    With `hold` it waits after the answer until the client goes away, and notes that it did.
    """
    script = Script(*answers)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    script.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread = threading.Thread(target=_serve, args=(listener, script, hold), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        listener.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits in accept
        thread.join(10)
        listener.close()


def _serve(listener: socket.socket, script: Script, hold: bool) -> None:
    while script.answers:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(10)
            script.requests.append(_request(connection))
            connection.sendall(script.answers.pop(0))
            if hold and connection.recv(1) == b"":
                script.closed_by_peer.set()


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < lengths[0]:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
