"""treadle_tgi's `Client` for `treadle conform-client`."""

from collections.abc import Iterator

from _lines import MESSAGES, PROMPT, serve

from treadle_tgi import Client


def do(kind: str, url: str) -> "str | Iterator[str | None]":
    """The text of one answer, or its pieces."""
    if kind == "generate":
        with Client(url) as client:
            return client.generate(inputs=PROMPT).generated_text
    if kind == "chat":
        with Client(url) as client:
            return client.chat_completions(messages=MESSAGES).choices[0].message.content or ""
    if kind == "completion":
        with Client(url) as client:
            return client.completions(prompt=PROMPT).choices[0].text
    return pieces(kind, url)


def pieces(kind: str, url: str) -> "Iterator[str | None]":
    """The pieces of a stream."""
    with Client(url) as client:
        if kind == "generate_stream":
            with client.generate_stream(inputs=PROMPT) as stream:
                for event in stream:
                    yield event.token.text
        elif kind == "chat_stream":
            with client.chat_completions(messages=MESSAGES, stream=True) as stream:
                for chunk in stream:
                    yield from (choice.delta.content or None for choice in chunk.choices)
        else:
            with client.completions(prompt=PROMPT, stream=True) as stream:
                for chunk in stream:
                    yield from (choice.text for choice in chunk.choices)


serve(
    "treadle_tgi, sync",
    ["generate", "generate_stream", "chat", "chat_stream", "completion", "completion_stream"],
    do,
)
