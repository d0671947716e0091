"""Reading an object store over S3's protocol: lists, and ranges of objects.

    virtual   https://<bucket>.<endpoint>/<key>     all that OBS takes
    path      https://<endpoint>/<bucket>/<key>     what MinIO and most others take

Where it is and who asks comes from the server's settings alone; redirects are not followed.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

import httpx

from treadle.fabric.deploying.port import REQUEST_FAULT, SERVER_FAULT, DeployFailed
from treadle.fabric.weights.signature import Credentials, encoded, query_string, signed

PAGE = 1000
_LONGEST_PAGE = 16 << 20  # bytes of one page of a list
_HUAWEI = re.compile(r"^obs\.([a-z0-9-]+)\.myhuaweicloud\.(com|eu)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """Where objects are read; region and addressing are guessed from the endpoint if not given."""

    endpoint: str
    region: str | None = None
    credentials: Credentials | None = None
    addressing: Literal["auto", "virtual", "path"] = "auto"
    connections: int = 8

    @property
    def virtual(self) -> bool:
        """Whether the bucket stands in the host's name."""
        if self.addressing != "auto":
            return self.addressing == "virtual"
        host = httpx.URL(self.endpoint).host
        return bool(_HUAWEI.match(host)) or host.endswith(".amazonaws.com")

    @property
    def signing_region(self) -> str:
        """The region that signatures name."""
        found = _HUAWEI.match(httpx.URL(self.endpoint).host)
        return self.region or (found[1] if found else "us-east-1")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object of a list; `etag` without its quotes."""

    key: str
    size: int
    etag: str


class TryAgain(Exception):
    """The store or the way to it failed; the same request may succeed."""


class ObjectStore:
    """One endpoint, with one set of credentials."""

    def __init__(self, settings: StoreSettings) -> None:
        self.settings = settings
        limits = httpx.Limits(max_connections=settings.connections)
        trusted = ssl.create_default_context()  # the machine's certificates; httpx has a list of its own
        self._client = httpx.AsyncClient(
            verify=trusted, timeout=httpx.Timeout(30.0, pool=None), limits=limits
        )

    async def close(self) -> None:
        """Give up its connections."""
        await self._client.aclose()

    async def page(self, bucket: str, prefix: str, after: str) -> tuple[list[StoredObject], bool]:
        """Objects under `prefix` that follow the key `after`, and whether there are more.

        Raises DeployFailed, TryAgain.
        """
        query = [("prefix", prefix), ("max-keys", str(PAGE))] + ([("marker", after)] if after else [])
        async with self._get(bucket, "", query_string(query), {}) as answer:
            body = bytearray()
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > _LONGEST_PAGE:
                    raise DeployFailed("the object store's list is too long to be one")
        return _listed(bytes(body))

    @asynccontextmanager
    async def range(
        self, bucket: str, found: StoredObject, start: int, stop: int
    ) -> AsyncGenerator[httpx.Response, None]:
        """Bytes [start, stop) of an object as it was listed; raises DeployFailed, TryAgain."""
        headers = {
            "range": f"bytes={start}-{stop - 1}",
            "if-match": f'"{found.etag}"',
            "accept-encoding": "identity",
        }
        async with self._get(bucket, found.key, "", headers) as answer:
            whole = start == 0 and stop == found.size
            if answer.status_code != 206 and not (whole and answer.status_code == 200):
                raise DeployFailed("the object store does not answer with parts of an object")
            yield answer

    @asynccontextmanager
    async def _get(
        self, bucket: str, key: str, query: str, headers: dict[str, str]
    ) -> AsyncGenerator[httpx.Response, None]:
        settings = self.settings
        url = httpx.URL(settings.endpoint)
        path = "/" + encoded(key, "/")
        if settings.virtual:
            url = url.copy_with(host=f"{bucket}.{url.host}")
        else:
            path = f"/{bucket}{path}"
        host = url.netloc.decode()
        if settings.credentials is not None:
            headers = signed(settings.credentials, settings.signing_region, "GET", host, path, query, headers)
        url = url.copy_with(raw_path=(f"{path}?{query}" if query else path).encode())
        try:
            async with self._client.stream("GET", url, headers=headers) as answer:
                if answer.status_code not in (200, 206):
                    raise await _refused(answer, bucket, key)
                yield answer
        except httpx.TransportError as error:
            if isinstance(error.__cause__ or error.__context__, ssl.SSLCertVerificationError):
                raise DeployFailed(f"the object store's certificate is not trusted: {error}") from error
            raise TryAgain(f"{type(error).__name__}: {error}") from error


def encrypted(headers: httpx.Headers) -> bool:
    """Whether an object is encrypted in a way that makes its ETag no digest of it."""
    kind = headers.get("x-amz-server-side-encryption", "AES256")
    return kind != "AES256" or "x-amz-server-side-encryption-customer-algorithm" in headers


async def _refused(answer: httpx.Response, bucket: str, key: str) -> Exception:
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > 65_536:
            break
    named = re.search(rb"<Code>([A-Za-z0-9.]{1,64})</Code>", body)
    code = named[1].decode() if named else ""
    status = answer.status_code
    what = f"obs://{bucket}/{key}"
    if status == 429 or (status >= 500 and status != 501):
        return TryAgain(f"the object store answers {status} {code}")
    if status == 412:
        return DeployFailed(f"{what} was changed while it was being read; deploy it again", REQUEST_FAULT)
    if status == 404:
        return DeployFailed(f"{what} does not exist ({code or status})", REQUEST_FAULT)
    if status in (401, 403):
        hint = "--obs-addressing virtual" if code == "VirtualHostDomainRequired" else "--obs-access-key"
        return DeployFailed(f"the object store refuses {what}: {code or status} (see {hint})", SERVER_FAULT)
    if 300 <= status < 400:
        return DeployFailed(f"{what} is at another endpoint or in another region (see --obs-endpoint)")
    return DeployFailed(f"the object store answers {status} {code} for {what}")


def _listed(body: bytes) -> tuple[list[StoredObject], bool]:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise DeployFailed("the object store's list is not one: it declares entities")
    try:
        tree = ElementTree.fromstring(body)  # noqa: S314 - no entities, see above
        found = [
            StoredObject(
                entry.findtext("{*}Key") or "",
                int(entry.findtext("{*}Size") or ""),
                (entry.findtext("{*}ETag") or "").strip('"'),
            )
            for entry in tree.findall("{*}Contents")
        ]
    except (ElementTree.ParseError, ValueError) as error:
        raise DeployFailed(f"the object store's list cannot be read: {error}") from error
    return found, (tree.findtext("{*}IsTruncated") or "").strip() == "true" and bool(found)
