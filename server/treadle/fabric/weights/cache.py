"""Where fetched weights are kept: each content once, each model a directory of links to contents.

    blobs/<sha256>         a content
    objects/<digest>       the sha256 of a state of an object that was fetched
    partial/<digest>/      one that is being fetched: `data`, and in `done` the parts that are there
    models/<digest>/       a model; it appears whole, by a rename, or not at all
    paths/<sha256>         the digest of the model that was last found at a path

A part is noted when it is on the disk, so a fetch that was killed goes on where it was. Processes take turns
by locks on files, which the kernel drops with them.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import re
import shutil
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from treadle.fabric.deploying.port import DeployFailed

_PLAIN_MD5 = re.compile(r"[0-9a-f]{32}")
_OPAQUE = "opaque"  # in `done`: the ETag says nothing of the content, because the store encrypts it
_BLOCK = 1 << 20


class Cache:
    """A directory of contents and models."""

    def __init__(self, root: Path) -> None:
        self._root = root
        for name in ("blobs", "objects", "partial", "models", "locks", "paths"):
            (root / name).mkdir(parents=True, exist_ok=True)

    def model(self, digest: str) -> Path:
        """Where a model is, or will be."""
        return self._root / "models" / digest

    def blob(self, object_digest: str, size: int) -> Path | None:
        """The content of an object's state, None where it is not here."""
        try:
            blob = self._root / "blobs" / (self._root / "objects" / object_digest).read_text()
            return blob if blob.stat().st_size == size else None
        except OSError:
            return None

    def found(self, where: str, digest: str) -> None:
        """Note which model is at a path now; blocking."""
        note = self._path(where)
        new = note.with_name(f"{note.name}.{uuid.uuid4().hex}")
        new.write_text(digest)
        new.rename(note)

    def last(self, where: str) -> str | None:
        """The digest of the model that was last found at a path."""
        try:
            return self._path(where).read_text()
        except OSError:
            return None

    def require(self, size: int) -> None:
        """Raise DeployFailed when the disk has less left than `size`."""
        free = shutil.disk_usage(self._root).free
        if free < size:
            raise DeployFailed(
                f"{size} bytes of weights do not fit into {self._root}, which has {free} bytes left"
            )

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncGenerator[None, None]:
        """Wait until nobody else, of this process or another, is at it."""
        descriptor = os.open(self._root / "locks" / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    await asyncio.sleep(0.2)
            yield
        finally:
            os.close(descriptor)

    def _path(self, where: str) -> Path:
        return self._root / "paths" / hashlib.sha256(where.encode()).hexdigest()

    def assemble(self, digest: str, places: dict[str, Path]) -> Path:
        """A model's directory out of contents; blocking, within its turn."""
        target, partial = self.model(digest), self._root / "models" / f".{digest}"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            for place, blob in places.items():
                (partial / place).parent.mkdir(parents=True, exist_ok=True)
                os.link(blob, partial / place)
        except OSError as error:  # such as a file where another key wants a directory
            raise DeployFailed(
                f"{error.filename2 or error.filename} cannot be made: {error.strerror}"
            ) from error
        partial.rename(target)
        return target


class Partial:
    """A file that is being fetched in parts; within its turn."""

    def __init__(self, cache: Path, object_digest: str, size: int) -> None:
        self._cache = cache
        self._digest = object_digest
        self._size = size
        self._folder = cache / "partial" / object_digest
        self._folder.mkdir(exist_ok=True)
        self._data = os.open(self._folder / "data", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.ftruncate(self._data, size)
        try:
            lines = (self._folder / "done").read_text().split("\n")[:-1]  # a last one without its end is none
        except FileNotFoundError:
            lines = []
        self.done = {int(line) for line in lines if line.isdigit()}
        self._opaque = _OPAQUE in lines
        self._notes = (self._folder / "done").open("a")

    def write(self, at: int, content: bytes) -> None:
        """Bytes of the file; blocking."""
        os.pwrite(self._data, content, at)

    def note(self, start: int) -> None:
        """The part that begins at `start` is whole; blocking."""
        os.fdatasync(self._data)
        self._note(str(start))
        self.done.add(start)

    def opaque(self) -> None:
        """The ETag is no digest of the content."""
        if not self._opaque:
            self._opaque = True
            self._note(_OPAQUE)

    def finish(self, etag: str) -> Path:
        """Check the whole file and make it a content; blocking. Raises DeployFailed when it is not right."""
        sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
        # Of an empty file no answer has said whether it is encrypted.
        plain = self._size > 0 and not self._opaque and _PLAIN_MD5.fullmatch(etag) is not None
        at = 0
        while block := os.pread(self._data, _BLOCK, at):
            at += len(block)
            sha256.update(block)
            if plain:
                md5.update(block)
        self.close()
        if plain and md5.hexdigest() != etag:
            shutil.rmtree(self._folder)
            raise DeployFailed(
                "what was read is not what the object store has: its checksum differs; try again"
            )
        blob = self._cache / "blobs" / sha256.hexdigest()
        if not blob.exists():  # else models are linked to that file already
            (self._folder / "data").rename(blob)
        note = self._folder / "sha256"
        note.write_text(sha256.hexdigest())
        note.rename(self._cache / "objects" / self._digest)
        shutil.rmtree(self._folder)
        return blob

    def close(self) -> None:
        """Leave what is there for the next one."""
        if self._data >= 0:
            os.close(self._data)
            self._notes.close()
            self._data = -1

    def _note(self, line: str) -> None:
        self._notes.write(line + "\n")
        self._notes.flush()
        os.fsync(self._notes.fileno())
