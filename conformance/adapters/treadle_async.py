"""treadle_tgi's `AsyncClient` for `treadle conform-client`."""

import asyncio
import time

from _lines import MESSAGES, PROMPT, serve

from treadle_tgi import AsyncClient

TIMES: list[float] = []


async def said(kind: str, url: str) -> list[str]:
    """The pieces of one answer."""
    async with AsyncClient(url) as client:
        if kind == "generate":
            return [(await client.generate(inputs=PROMPT)).generated_text]
        if kind == "chat":
            return [(await client.chat_completions(messages=MESSAGES)).choices[0].message.content or ""]
        if kind == "completion":
            return [(await client.completions(prompt=PROMPT)).choices[0].text]
        found: list[str] = []

        def take(text: "str | None") -> None:
            if text:
                TIMES.append(time.time())
                found.append(text)

        if kind == "generate_stream":
            async with await client.generate_stream(inputs=PROMPT) as stream:
                async for event in stream:
                    take(event.token.text)
        elif kind == "chat_stream":
            async with await client.chat_completions(messages=MESSAGES, stream=True) as stream:
                async for chunk in stream:
                    for choice in chunk.choices:
                        take(choice.delta.content or None)
        else:
            async with await client.completions(prompt=PROMPT, stream=True) as stream:
                async for chunk in stream:
                    for choice in chunk.choices:
                        take(choice.text)
        return found


def do(kind: str, url: str) -> "tuple[str, list[float]]":
    """The text of one answer, or its pieces."""
    TIMES.clear()
    return "".join(asyncio.run(said(kind, url))), list(TIMES)


serve(
    "treadle_tgi, async",
    ["generate", "generate_stream", "chat", "chat_stream", "completion", "completion_stream"],
    do,
)
