"""From an `obs://` path to a directory: what is not in the cache is fetched, in parts and several at a time.

A connection that breaks is made again where it broke; one that brings nothing several times in a row ends it.
Where not even a list is to be had, the model that was last found at the path will do, if it is in the cache.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import TypeVar, cast

from treadle.fabric.deploying.directory import WEIGHTS
from treadle.fabric.deploying.port import REQUEST_FAULT, DeployFailed, Sized, Tell
from treadle.fabric.weights.cache import Cache, Partial
from treadle.fabric.weights.keeping import TURN, Keeping
from treadle.fabric.weights.manifest import Manifest, digest, manifest, parsed
from treadle.fabric.weights.objects import ObjectStore, StoredObject, StoreSettings, TryAgain, encrypted

log = logging.getLogger("treadle.fabric.weights")

T = TypeVar("T")

PART = 16 << 20  # bytes
_BUFFER = 1 << 20  # bytes between two writes
_MOST_TRIES = 8
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 10.0  # seconds


class ObsFetcher:
    """The `Fetcher` of an object store; `buckets` are those that may be read, all where there are none."""

    def __init__(
        self,
        settings: StoreSettings,
        cache: Path,
        *,
        limit: int,
        buckets: tuple[str, ...] = (),
        cache_limit: int | None = None,
        part: int = PART,
    ) -> None:
        """`limit` is the size of the largest model, `cache_limit` that of all that is kept, in bytes."""
        self._settings = settings
        self._root = cache
        self._limit = limit
        self._buckets = buckets
        self._part = part
        self._cache_limit = cache_limit
        self._keeping = Keeping(cache)

    async def fetch(self, path: str, tell: Tell, sized: Sized) -> Path:
        """The directory that holds what is under `path`, held until `release`; raises DeployFailed."""
        bucket, _ = parsed(path)
        if self._buckets and bucket not in self._buckets:
            raise DeployFailed(f"this server does not read the bucket {bucket} (--obs-bucket)", REQUEST_FAULT)
        cache = await asyncio.to_thread(Cache, self._root)
        store = ObjectStore(self._settings)
        try:
            tell("listing the weights")
            try:
                found = await _trying(lambda: manifest(store, path, self._limit))
            except TryAgain as error:
                return await self._last(cache, path, sized, error)
            await sized(found.weights)
            return await self._model(cache, store, found, path, tell)
        except TryAgain as error:
            raise DeployFailed(f"the object store cannot be reached: {error}") from error
        except OSError as error:
            raise DeployFailed(f"the weights' cache {self._root} cannot be used: {error.strerror}") from error
        finally:
            await store.close()

    def release(self, directory: Path) -> None:
        """The directory of one fetch is not used any more."""
        self._keeping.release(directory.name)

    async def _model(self, cache: Cache, store: ObjectStore, found: Manifest, path: str, tell: Tell) -> Path:
        name = found.digest(self._settings.endpoint)
        await self._keeping.hold(name)
        try:
            directory = await self._held(cache, store, found, path, tell)
            await asyncio.to_thread(cache.found, self._where(path), name)
            return directory
        except BaseException:
            self._keeping.release(name)
            raise

    async def _last(self, cache: Cache, path: str, sized: Sized, error: TryAgain) -> Path:
        """What the cache has of a path whose objects cannot be listed; raises `error` if it has nothing."""
        name = await asyncio.to_thread(cache.last, self._where(path))
        if name is None:
            raise error
        await self._keeping.hold(name)
        try:
            directory = cache.model(name)
            if not directory.is_dir():
                raise error
            await sized(await asyncio.to_thread(_weights, directory))
        except BaseException:
            self._keeping.release(name)
            raise
        log.warning("weights of %s: as they were last found, for %s", path, error)
        return directory

    def _where(self, path: str) -> str:
        return " ".join((self._settings.endpoint, *parsed(path)))

    async def _held(self, cache: Cache, store: ObjectStore, found: Manifest, path: str, tell: Tell) -> Path:
        endpoint = self._settings.endpoint
        name = found.digest(endpoint)
        async with AsyncExitStack() as turns:
            await turns.enter_async_context(cache.turn(name))
            if cache.model(name).is_dir():
                log.info("weights of %s: in the cache", path)
                return cache.model(name)
            if self._cache_limit is not None:
                tell("waiting for other fetches")
                await turns.enter_async_context(cache.turn(TURN))
            keys = {place: digest(endpoint, found.bucket, one) for place, one in found.files.items()}
            missing = {key for place, key in keys.items() if not cache.blob(key, found.files[place].size)}
            progress = _Progress(
                path, sum(one.size for place, one in found.files.items() if keys[place] in missing), tell
            )
            if self._cache_limit is not None:
                needs = progress.total, self._cache_limit, set(keys.values())
                await asyncio.to_thread(self._keeping.make_room, *needs)
            await asyncio.to_thread(cache.require, progress.total)
            gate = asyncio.Semaphore(self._settings.connections)
            places: dict[str, Path] = {}

            async def one(place: str, stored: StoredObject) -> None:
                places[place] = await self._object(cache, store, found.bucket, stored, gate, progress)

            await _all([one(place, stored) for place, stored in sorted(found.files.items())])
            return await asyncio.to_thread(cache.assemble, name, places)

    async def _object(
        self,
        cache: Cache,
        store: ObjectStore,
        bucket: str,
        stored: StoredObject,
        gate: asyncio.Semaphore,
        progress: _Progress,
    ) -> Path:
        key = digest(self._settings.endpoint, bucket, stored)
        async with cache.turn(key):
            blob = await asyncio.to_thread(cache.blob, key, stored.size)
            if blob is not None:
                return blob
            partial = Partial(self._root, key, stored.size)
            try:
                starts = range(0, stored.size, self._part)
                progress.add(
                    sum(min(self._part, stored.size - start) for start in starts if start in partial.done)
                )

                async def part(start: int) -> None:
                    async with gate:
                        stop = min(start + self._part, stored.size)
                        await self._range(store, bucket, stored, start, stop, partial, progress)
                        await asyncio.to_thread(partial.note, start)

                await _all([part(start) for start in starts if start not in partial.done])
                return await asyncio.to_thread(partial.finish, stored.etag)
            finally:
                partial.close()

    async def _range(
        self,
        store: ObjectStore,
        bucket: str,
        stored: StoredObject,
        start: int,
        stop: int,
        partial: Partial,
        progress: _Progress,
    ) -> None:
        at, tries = start, 0
        buffer = bytearray()

        async def flush() -> None:
            nonlocal at
            content = bytes(buffer)
            buffer.clear()
            if at + len(content) > stop:
                raise DeployFailed("the object store sends more than it was asked for")
            await asyncio.to_thread(partial.write, at, content)
            at += len(content)
            progress.add(len(content))

        while at < stop:
            before = at
            try:
                try:
                    async with store.range(bucket, stored, at, stop) as answer:
                        if encrypted(answer.headers):
                            partial.opaque()
                        async with aclosing(
                            cast("AsyncGenerator[bytes, None]", answer.aiter_raw())
                        ) as chunks:
                            async for chunk in chunks:
                                buffer += chunk
                                if len(buffer) >= _BUFFER:
                                    await flush()
                finally:
                    await flush()  # what came before the connection broke is kept
                if at < stop:
                    raise TryAgain("the answer ended too early")
            except TryAgain as error:
                tries = 1 if at > before else tries + 1
                if tries >= _MOST_TRIES:
                    raise
                log.warning("%s: %s; going on at byte %d", stored.key, error, at)
                await asyncio.sleep(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (tries - 1)))


class _Progress:
    """How much is there, told to the instance and, in tenths, to the log."""

    def __init__(self, path: str, total: int, tell: Tell) -> None:
        self.total = total
        self._path = path
        self._tell = tell
        self._there = 0
        self._tenths = 0

    def add(self, size: int) -> None:
        """So many bytes more."""
        self._there += size
        share = self._there / self.total if self.total else 1.0
        text = f"weights: {share:.0%} of {self.total / (1 << 20):.1f} MiB"
        self._tell(text)
        if int(share * 10) > self._tenths:
            self._tenths = int(share * 10)
            log.info("%s: %s", self._path, text)


def _weights(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.name.endswith(WEIGHTS))


async def _trying(ask: Callable[[], Awaitable[T]]) -> T:
    for count in range(_MOST_TRIES):
        try:
            return await ask()
        except TryAgain:
            if count == _MOST_TRIES - 1:
                raise
            await asyncio.sleep(min(_LONGEST_WAIT, _FIRST_WAIT * 2**count))
    raise AssertionError("unreachable")


async def _all(work: list[Awaitable[None]]) -> None:
    """All of it; when one fails, the others are ended before that is said."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
