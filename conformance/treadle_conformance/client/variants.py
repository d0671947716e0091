"""What the reference server sends to a client, and what the client has to make of it.

    Variant   one way to answer one kind of request: id, rule, requirement
      ├─ whole(body)     bytes of a plain answer          expects Text
      ├─ stream(frames)  pieces of an event stream        expects Text, or Fault
      └─ refusal         a status and a body              expects Fault

The text is always TEXT, so a client that loses, doubles or tears anything shows it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

TEXT = 'été — 織機 🧵 \\ "loom"\n the shuttle flies'
TOKENS = ("été", " —", " 織", "機", " 🧵", " \\", ' "loom"', "\n", " the", " shuttle", " flies")
Kind = Literal["generate", "generate_stream", "chat", "chat_stream", "completion", "completion_stream"]
STREAMS: tuple[Kind, ...] = ("generate_stream", "chat_stream", "completion_stream")
PLAIN: tuple[Kind, ...] = ("generate", "chat", "completion")
REFUSED = "the loom is out of thread"
Piece = tuple[float, bytes]  # seconds to wait before it, bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What goes over the wire. `length` is a Content-Length that is told instead of the chunked coding."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    pieces: tuple[Piece, ...] = ()
    length: int | None = None
    cut: bool = False  # the connection is closed without the end that was announced


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way to answer."""

    name: str
    title: str
    requirement: str
    kinds: tuple[Kind, ...]
    told: Callable[[Kind], Told]
    expects: Literal["text", "error", "text or error"] = "text"
    status: int | None = None  # that the error has to tell
    message: str | None = None  # that the error has to tell
    live: bool = False  # the first piece has to be there before the last one is sent
    tries: int = 1  # requests at most

    def ids(self) -> Iterator[tuple[str, Kind]]:
        """The check ids, one per kind of request."""
        for kind in self.kinds:
            yield f"client.{kind}.{self.name}", kind


@dataclass(slots=True)
class Odd:
    """How the frames of a stream are made; the defaults are the contract's own form."""

    newline: bytes = b"\n"
    prefix: bytes = b"data: "
    before: bytes = b""  # of the whole stream
    between: bytes = b""  # before every event
    done: bytes | None = b"data: [DONE]"
    events: list[Any] = field(default_factory=list)


def events_of(kind: Kind, **extra: Any) -> list[Any]:
    """The events of TEXT, one per token."""
    made: list[Any] = []
    for number, text in enumerate(TOKENS, 1):
        last = number == len(TOKENS)
        if kind == "generate_stream":
            event: Any = {
                "index": number,
                "token": {"id": number, "text": text, "logprob": -0.5, "special": False, **extra},
                "generated_text": TEXT if last else None,
                "details": {
                    "finish_reason": "length",
                    "generated_tokens": number,
                    "seed": None,
                    "input_length": 3,
                }
                if last
                else None,
            }
        elif kind == "chat_stream":
            choice = {
                "index": 0,
                "delta": {"role": "assistant", "content": text, **extra},
                "logprobs": None,
                "finish_reason": "length" if last else None,
            }
            event = {"object": "chat.completion.chunk", **HEAD, "choices": [choice], "usage": None}
        else:
            part = {"index": 0, "text": text, "logprobs": None, "finish_reason": "length" if last else None}
            event = {"object": "text_completion", **HEAD, "choices": [{**part, **extra}], "usage": None}
        made.append({**event, **extra})
    return made


HEAD = {"id": "conform-1", "created": 1_700_000_000, "model": "loom", "system_fingerprint": "conform"}
USAGE = {"prompt_tokens": 3, "completion_tokens": len(TOKENS), "total_tokens": 3 + len(TOKENS)}


def whole_of(kind: Kind, *, finish: str = "length", **extra: Any) -> bytes:
    """A plain answer with TEXT."""
    if kind == "generate":
        return dump({"generated_text": TEXT, **extra})
    if kind == "chat":
        message = {"role": "assistant", "content": TEXT, **extra}
        choice: Any = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return dump({"object": "chat.completion", **HEAD, "choices": [choice], "usage": USAGE, **extra})
    choice = {"index": 0, "text": TEXT, "logprobs": None, "finish_reason": finish, **extra}
    return dump({"object": "text_completion", **HEAD, "choices": [choice], "usage": USAGE, **extra})


def dump(value: Any) -> bytes:
    """JSON as servers write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def frames(kind: Kind, odd: Odd | None = None) -> list[bytes]:
    """The frames of a stream, each with its end."""
    odd = odd or Odd()
    end = odd.newline * 2
    made = [odd.between + odd.prefix + dump(event) + end for event in odd.events or events_of(kind)]
    if odd.done is not None and kind != "generate_stream":
        made.append(odd.done + end)
    if made:
        made[0] = odd.before + made[0]
    return made


EVENTS = ("Content-Type", "text/event-stream")
JSON = ("Content-Type", "application/json")


def stream(pieces: list[bytes], *, pause: float = 0.0, cut: bool = False, header: str | None = None) -> Told:
    """An event stream in these pieces."""
    head = EVENTS if header is None else ("Content-Type", header)
    waits = [pause if number == 1 else 0.0 for number in range(len(pieces))]
    return Told(
        headers=(head, ("Cache-Control", "no-cache")), pieces=tuple(zip(waits, pieces, strict=True)), cut=cut
    )


def whole(body: bytes, *, status: int = 200, media: str = "application/json", **more: Any) -> Told:
    """A plain answer."""
    return Told(status=status, headers=(("Content-Type", media),), pieces=((0.0, body),), **more)


def chopped(data: bytes, sizes: Callable[[], int]) -> list[bytes]:
    """Bytes in pieces whose boundaries fall anywhere."""
    pieces: list[bytes] = []
    while data:
        size = sizes()
        pieces.append(data[:size])
        data = data[size:]
    return pieces


def by_chance(data: bytes, seed: int) -> list[bytes]:
    """Bytes in pieces of 1 to 40, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - nothing is hidden by it
    return chopped(data, lambda: chance.randint(1, 40))


def torn(data: bytes) -> list[bytes]:
    """Bytes in pieces, cut inside every character that has more than one byte."""
    pieces: list[bytes] = []
    start = 0
    for place in range(1, len(data)):
        if data[place] & 0xC0 == 0x80 and data[place - 1] & 0xC0 == 0xC0:
            pieces.append(data[start:place])
            start = place
    return [*pieces, data[start:]]
