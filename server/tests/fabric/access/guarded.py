"""A Fabric that asks for credentials, and a way to send it any bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
from fastapi import FastAPI

from treadle.contract.mount import mount
from treadle.fabric.access.key_file import KeyFile, new_access, new_salt
from treadle.fabric.access.settings import AccessSettings
from treadle.fabric.access.tokens import digest_of, new_token
from treadle.fabric.service import Fabric
from treadle.fabric.store.credentials import Credentials, NewCredential

HOST = "fabric.test:8080"


@dataclass(frozen=True)
class Reply:
    """An answer as it came."""

    status: int
    content: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.content)


class Guarded:
    """A Fabric, its credentials, and its application."""

    def __init__(self, fabric: Fabric, key_file: Path) -> None:
        self.fabric = fabric
        self.credentials = Credentials(fabric.store)
        self.key_file = KeyFile.ensure(key_file)
        self.app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        mount(self.app, [fabric.contract()])

    def new(
        self,
        *actions: str,
        user: str = "default",
        projects: tuple[str, ...] = ("default",),
        expires: datetime | None = None,
    ) -> NewCredential:
        return NewCredential(
            user_name=user,
            domain="default",
            projects=projects,
            actions=actions or ("DataArtsFabric:*:*",),
            expire_time=expires,
        )

    async def token(self, *actions: str, **more: Any) -> str:
        token = new_token()
        await self.credentials.add_token(self.new(*actions, **more), digest_of(token))
        return token

    async def key(self, *actions: str, **more: Any) -> tuple[str, str]:
        access, salt = new_access(), new_salt()
        await self.credentials.add_key(self.new(*actions, **more), access, salt, self.key_file.id)
        return access, self.key_file.secret(access, salt)

    async def send(
        self, method: str, target: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b""
    ) -> Reply:
        """Send a request as these bytes; names and values of headers are latin-1."""
        path, _, query = target.partition("?")
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        if body:
            raw.append((b"content-length", str(len(body)).encode()))
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": raw,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        messages = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop()
            await asyncio.get_running_loop().create_future()  # the client stays
            raise AssertionError

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        content = b"".join(message.get("body", b"") for message in sent)
        return Reply(sent[0]["status"], content)


def access_settings(folder: Path, **more: Any) -> AccessSettings:
    return AccessSettings(key_file=folder / "fabric.key", **more)
