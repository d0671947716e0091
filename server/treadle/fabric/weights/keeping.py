"""What stays in the cache of weights when there is a limit: what is used, then what was used last.

    hold, release     a model that an instance runs on is held by a shared lock, which the kernel drops
                      with its process; nobody removes what is held
    make_room         what no model refers to goes first, then models, the longest unused first

With a limit, fetches take turns (`Cache.turn(TURN)`), so nobody counts or removes what another is bringing.
A model's last use is the time of its directory.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from treadle.fabric.deploying.port import DeployFailed

TURN = "room"


class Keeping:
    """Who uses what in the cache at `root`, and what has to go."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._held: dict[str, list[int]] = {}

    async def hold(self, name: str) -> None:
        """Use a model from now on, there or not; once for each `release`."""
        descriptor = self._open(name)
        try:
            while not _locked(descriptor, fcntl.LOCK_SH):  # it is just being removed
                await asyncio.sleep(0.05)
        except BaseException:
            os.close(descriptor)
            raise
        self._held.setdefault(name, []).append(descriptor)
        if (directory := self._root / "models" / name).is_dir():
            os.utime(directory)

    def release(self, name: str) -> None:
        """Use it no longer."""
        held = self._held.get(name)
        if held:
            os.close(held.pop())
            if not held:
                del self._held[name]

    def make_room(self, need: int, limit: int, objects: Collection[str]) -> None:
        """Have `need` bytes fit under `limit`; blocking, within the turn. Raises DeployFailed if they do not.

        `objects` are the states that are being fetched: their contents, and their parts, stay.
        """
        kept = {self._content(name) for name in objects}
        if self._size(objects) + need <= limit:
            return
        self._sweep(kept, objects)
        models = [path for path in (self._root / "models").iterdir() if not path.name.startswith(".")]
        for model in sorted(models, key=lambda path: path.stat().st_mtime):
            if self._size(objects) + need <= limit:
                return
            if self._remove(model):
                self._sweep(kept, objects)
        left = max(0, limit - self._size(objects))
        if need > left:
            raise DeployFailed(
                f"{need} bytes of weights do not fit into the cache: of its {limit} bytes "
                f"(--weights-cache-limit-mib) {left} are not in use"
            )

    def _size(self, objects: Collection[str]) -> int:
        """Bytes of contents, and of parts of others than `objects`."""
        blobs = sum(path.stat().st_size for path in (self._root / "blobs").iterdir())
        partial = (self._root / "partial").iterdir()
        return blobs + sum(
            (path / "data").stat().st_size
            for path in partial
            if path.name not in objects and (path / "data").exists()
        )

    def _sweep(self, kept: Collection[str | None], objects: Collection[str]) -> None:
        """Remove what no model refers to, with the notes of where it came from."""
        for folder in (self._root / "models").glob(".*"):
            shutil.rmtree(folder)
        for folder in (self._root / "partial").iterdir():
            if folder.name not in objects:
                shutil.rmtree(folder)
        blobs = self._root / "blobs"
        for blob in blobs.iterdir():
            if blob.stat().st_nlink == 1 and blob.name not in kept:
                blob.unlink()
        for note in (self._root / "objects").iterdir():
            if not (blobs / note.read_text()).exists():
                note.unlink()

    def _remove(self, model: Path) -> bool:
        """Remove a model that nobody holds; whether it was so."""
        descriptor = self._open(model.name)
        try:
            if not _locked(descriptor, fcntl.LOCK_EX):
                return False
            doomed = model.with_name(f".{model.name}")
            shutil.rmtree(doomed, ignore_errors=True)
            model.rename(doomed)  # it goes whole, as it came
            shutil.rmtree(doomed)
            return True
        finally:
            os.close(descriptor)

    def _content(self, object_digest: str) -> str | None:
        try:
            return (self._root / "objects" / object_digest).read_text()
        except OSError:
            return None

    def _open(self, name: str) -> int:
        path = self._root / "locks" / f"{name}.use"
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
