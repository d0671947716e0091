"""The `openai` package for `treadle conform-client`."""

from collections.abc import Iterator

import openai
from _lines import MESSAGES, PROMPT, serve


def do(kind: str, url: str) -> "str | Iterator[str | None]":
    """The text of one answer, or its pieces."""
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="-")
    if kind == "chat":
        return (
            client.chat.completions.create(model="loom", messages=MESSAGES).choices[0].message.content or ""
        )
    if kind == "completion":
        return client.completions.create(model="loom", prompt=PROMPT).choices[0].text
    if kind == "chat_stream":
        chunks = client.chat.completions.create(model="loom", messages=MESSAGES, stream=True)
        return (choice.delta.content for chunk in chunks for choice in chunk.choices)
    parts = client.completions.create(model="loom", prompt=PROMPT, stream=True)
    return (choice.text for part in parts for choice in part.choices)


serve(f"openai {openai.__version__}", ["chat", "chat_stream", "completion", "completion_stream"], do)
