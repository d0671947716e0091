"""What a path of an object store holds, and whether that may become a directory here.

A file's place is what its key has after the prefix. A key that would lead out of the directory, or could not
be a file's name, is refused, and with it the whole model.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from treadle.fabric.deploying.directory import MOST_FILES, WEIGHTS
from treadle.fabric.deploying.port import REQUEST_FAULT, DeployFailed
from treadle.fabric.weights.objects import ObjectStore, StoredObject

_PATH = re.compile(r"obs://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a model in a bucket, by their places."""

    bucket: str
    files: dict[str, StoredObject]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(found.size for found in self.files.values())

    @property
    def weights(self) -> int:
        """Bytes of the weights."""
        return sum(found.size for place, found in self.files.items() if place.endswith(WEIGHTS))

    def digest(self, endpoint: str) -> str:
        """The same for the same files of the same place."""
        rows = [[place, digest(endpoint, self.bucket, found)] for place, found in sorted(self.files.items())]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def digest(endpoint: str, bucket: str, found: StoredObject) -> str:
    """The same for the same state of an object."""
    row = [endpoint, bucket, found.key, found.size, found.etag]
    return hashlib.sha256(json.dumps(row).encode()).hexdigest()


def parsed(path: str) -> tuple[str, str]:
    """Bucket and prefix of an `obs://` path; the prefix ends with a slash or is empty."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise DeployFailed(f"{path} is no path of the form obs://bucket/prefix/", REQUEST_FAULT)
    prefix = match[2] or ""
    return match[1], prefix if not prefix or prefix.endswith("/") else f"{prefix}/"


async def manifest(store: ObjectStore, path: str, limit: int) -> Manifest:
    """List what is under an `obs://` path; raises DeployFailed, TryAgain. `limit` is in bytes."""
    bucket, prefix = parsed(path)
    files: dict[str, StoredObject] = {}
    after, more = "", True
    while more:
        page, more = await store.page(bucket, prefix, after)
        for found in page:
            if not found.key.startswith(prefix) or found.key <= after:
                raise DeployFailed("the object store's list is not in order")
            after = found.key
            place = found.key[len(prefix) :]
            if place and not (place.endswith("/") and not found.size):  # else it marks a directory
                files[_checked(place)] = found
        if len(files) > MOST_FILES:
            raise DeployFailed(f"{path} holds more than {MOST_FILES} objects", REQUEST_FAULT)
    made = Manifest(bucket, files)
    if not files:
        raise DeployFailed(f"{path} holds no objects", REQUEST_FAULT)
    if "config.json" not in files:
        raise DeployFailed(f"{path} has no config.json, so it is no model", REQUEST_FAULT)
    if not made.weights:
        raise DeployFailed(f"{path} has no weights ({', '.join(WEIGHTS)})", REQUEST_FAULT)
    if made.size > limit:
        raise DeployFailed(
            f"{path} holds {made.size} bytes; this server takes {limit} (--weights-limit-mib)", REQUEST_FAULT
        )
    return made


def _checked(place: str) -> str:
    for part in place.split("/"):
        if part in ("", ".", "..") or len(part.encode()) > 255 or "\\" in part or not part.isprintable():
            raise DeployFailed(f"the key {place!r} cannot be a file's name", REQUEST_FAULT)
    return place
