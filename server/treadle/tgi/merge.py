"""Several streams as one, in the order in which their items come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import TypeVar

T = TypeVar("T")


async def merge(sources: Sequence[AsyncIterator[T]]) -> AsyncGenerator[tuple[int, T], None]:
    """Yield (source, item) until all have ended; the first fault ends it."""
    queue: asyncio.Queue[tuple[int, T] | BaseException | None] = asyncio.Queue(maxsize=len(sources))

    async def forward(place: int, source: AsyncIterator[T]) -> None:
        try:
            async for item in source:
                await queue.put((place, item))
        except Exception as fault:
            await queue.put(fault)
        else:
            await queue.put(None)

    tasks = [asyncio.create_task(forward(place, source)) for place, source in enumerate(sources)]
    try:
        ended = 0
        while ended < len(tasks):
            found = await queue.get()
            if found is None:
                ended += 1
            elif isinstance(found, BaseException):
                raise found
            else:
                yield found
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
