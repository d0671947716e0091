"""Images over HTTP, and a request's images one after the other within their bounds.

Nothing of the environment counts (proxies, .netrc); no cookie and no credential is sent; a body is read
no further than its limit, and taken only as it is, for what is compressed says nothing of its size.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from functools import cache

import httpcore

from treadle.engine.port import InvalidImage, Picture
from treadle.images.addresses import Place, embedded, place, too_large
from treadle.images.decode import decoded
from treadle.images.network import CheckedNetwork, Resolver, resolved
from treadle.images.refused import Refused, unreachable
from treadle.images.settings import ImageSettings

AT_ONCE = 16
"""Images that a server fetches or decodes at the same time; more wait for their turn."""

_REDIRECTS = (301, 302, 303, 307, 308)
_OPAQUE = ("application/octet-stream", "binary/octet-stream")  # what stores say of files they know nothing of


class Images:
    """Where handlers get images from."""

    def __init__(
        self,
        settings: ImageSettings,
        *,
        resolver: Resolver = resolved,
        inner: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        """`resolver` and `inner` are for tests: who knows names, and who connects to checked addresses."""
        self._settings = settings
        self._resolver, self._inner = resolver, inner
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def brought(self, addresses: Sequence[str]) -> list[Picture]:
        """The images of one request, in order; raises InvalidImage for the first that is refused.

        They are fetched side by side and decoded one by one: each may have the points the others have left.
        """
        tasks = [self._content(address) for address in addresses]
        contents = await asyncio.gather(*tasks, return_exceptions=True)
        left, pictures = self._settings.points, list[Picture]()
        for index, content in enumerate(contents):
            if isinstance(content, Refused):
                raise InvalidImage(index, content.message) from content
            if isinstance(content, BaseException):
                raise content
            try:
                async with self._turns:
                    picture = await asyncio.to_thread(decoded, content, left)
            except Refused as error:
                raise InvalidImage(index, error.message) from error
            left -= picture.width * picture.height
            pictures.append(picture)
        return pictures

    async def _content(self, address: str) -> bytes:
        content = embedded(address, self._settings.fetch_size)
        if content is not None:
            return content
        where = place(address)
        async with self._turns:
            return await self._fetched(where)

    async def _fetched(self, where: Place) -> bytes:
        try:
            async with asyncio.timeout(self._settings.timeout):
                for _ in range(self._settings.redirects + 1):
                    answer = await self._asked(where)
                    if isinstance(answer, bytes):
                        return answer
                    where = answer
        except TimeoutError:
            raise unreachable(f"it took longer than {self._settings.timeout:g} s") from None
        raise unreachable(f"there are more than {self._settings.redirects} redirects")

    async def _asked(self, where: Place) -> bytes | Place:
        """The body, or where a redirect points."""
        headers = [
            ("host", where.authority),
            ("accept", "image/*"),
            ("accept-encoding", "identity"),
            ("user-agent", "treadle"),
            ("connection", "close"),
        ]
        url = httpcore.URL(scheme=where.scheme, host=where.host, port=where.port, target=where.target)
        network = CheckedNetwork(self._settings.allowed, self._resolver, self._inner)
        try:
            async with (
                httpcore.AsyncConnectionPool(_trusted(), network_backend=network) as pool,
                pool.stream("GET", url, headers=headers) as response,
            ):
                return await self._read(where, response)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
            raise unreachable("the connection failed") from None
        finally:
            await network.close()

    async def _read(self, where: Place, response: httpcore.Response) -> bytes | Place:
        told = {name.lower(): value.decode("latin-1").strip() for name, value in response.headers}
        if response.status in _REDIRECTS and b"location" in told:
            return where.redirected(told[b"location"])
        if response.status != 200:
            raise unreachable(f"the answer has status {response.status}")
        kind = told.get(b"content-type", "").partition(";")[0].strip().lower()
        if kind and not kind.startswith("image/") and kind not in _OPAQUE:
            raise unreachable("the answer is no image")
        if told.get(b"content-encoding", "identity").lower() != "identity":
            raise unreachable("the answer is compressed")
        limit = self._settings.fetch_size
        length = told.get(b"content-length", "")
        if length.isdecimal() and int(length[:20]) > limit:
            raise too_large(limit)
        content = bytearray()
        async for part in response.aiter_stream():
            content += part
            if len(content) > limit:
                raise too_large(limit)
        return bytes(content)


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
