"""`huggingface_hub.InferenceClient` for `treadle conform-client`."""

from collections.abc import Iterator

import huggingface_hub
from _lines import MESSAGES, PROMPT, serve
from huggingface_hub import InferenceClient

STATUS = {
    "ValidationError": 422,
    "GenerationError": 424,
    "OverloadedError": 429,
}  # of its classes


def do(kind: str, url: str) -> "str | Iterator[str | None]":
    """The text of one answer, or its pieces."""
    client = InferenceClient(url if kind.startswith("chat") else f"{url}/{kind}")
    if kind == "generate":
        return client.text_generation(PROMPT)
    if kind == "chat":
        return client.chat_completion(MESSAGES).choices[0].message.content or ""
    return pieces(kind, client)


def pieces(kind: str, client: InferenceClient) -> "Iterator[str | None]":
    """The pieces of a stream; the client closes its connections when nothing holds it any more."""
    if kind == "generate_stream":
        yield from client.text_generation(PROMPT, stream=True)
        return
    for chunk in client.chat_completion(MESSAGES, stream=True):
        yield from (choice.delta.content for choice in chunk.choices)


serve(
    f"huggingface_hub {huggingface_hub.__version__}",
    ["generate", "generate_stream", "chat", "chat_stream"],
    do,
    STATUS,
)
