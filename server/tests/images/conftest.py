from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.images.web import Web, running


@pytest_asyncio.fixture
async def web() -> AsyncIterator[Web]:
    async with running() as web:
        yield web
