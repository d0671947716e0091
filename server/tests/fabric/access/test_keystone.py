"""An external Keystone v3: a small one on a real socket, good, slow, broken and gone."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.fabric.access.guarded import Guarded, Reply, access_settings
from tests.fabric.access.test_guard import FORBIDDEN, UNAUTHORIZED
from tests.fabric.conftest import Permits
from treadle.contract.problem import Kind, Problem
from treadle.engine.fake import FakeEngine
from treadle.fabric.access import keystone
from treadle.fabric.access.keystone import FRESH, FRESH_UNKNOWN, Keystone
from treadle.fabric.service import Fabric


def answer(
    *roles: str, project: str | None = "default", expires: float | None = 3600, user: str = "ann"
) -> dict[str, Any]:
    """What Keystone says of a token, with more than we read."""
    token: dict[str, Any] = {
        "methods": ["password"],
        "user": {
            "id": "u1",
            "name": user,
            "domain": {"id": "d1", "name": "org"},
            "password_expires_at": None,
        },
        "roles": [{"id": "r", "name": role} for role in roles],
        "issued_at": "2024-01-02T03:04:05.000000Z",
        "catalog": [{"type": "identity", "endpoints": []}],
    }
    if project is not None:
        token["project"] = {"id": project, "name": "p", "domain": {"id": "d1", "name": "org"}}
    if expires is not None:
        moment = datetime.now(UTC) + timedelta(seconds=expires)
        token["expires_at"] = f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"
    return {"token": token}


@dataclass
class Identity:
    """A Keystone: tokens with their answers, and what it was asked."""

    tokens: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    delay: float = 0.0
    status: int | None = None
    raw: bytes | None = None
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                line, *lines = head.split("\r\n")
                headers = {k.lower(): v.strip() for k, _, v in (item.partition(":") for item in lines)}
                writer.write(await self.reply(line, headers))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def reply(self, line: str, headers: dict[str, str]) -> bytes:
        assert line == "GET /v3/auth/tokens HTTP/1.1"
        token = headers["x-subject-token"]
        assert headers["x-auth-token"] == token
        self.asked.append(token)
        await asyncio.sleep(self.delay)
        status = self.status or (200 if token in self.tokens else 401)
        content = self.raw if self.raw is not None else json.dumps(self.tokens.get(token, {})).encode()
        top = f"HTTP/1.1 {status} X\r\ncontent-length: {len(content)}\r\nx-subject-token: {token}\r\n\r\n"
        return top.encode() + content


@pytest_asyncio.fixture
async def identity() -> AsyncIterator[Identity]:
    identity = Identity()
    server = await asyncio.start_server(identity.serve, "127.0.0.1", 0)
    identity.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield identity
    server.close()


@asynccontextmanager
async def asking(url: str, **more: Any) -> AsyncIterator[Keystone]:
    client = Keystone(url, **more)
    try:
        yield client
    finally:
        await client.close()


@pytest_asyncio.fixture
async def guarded_by(identity: Identity, template: Path, tmp_path: Path) -> AsyncIterator[Guarded]:
    shutil.copy(template, tmp_path / "state.db")
    engine = FakeEngine()
    await engine.start()
    access = access_settings(tmp_path, iam_url=f"{identity.url}/v3/", iam_roles={"sommelier": "invoker"})
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=Permits(), access=access)
    yield Guarded(fabric, tmp_path / "fabric.key")
    await fabric.close()


async def ask(guarded: Guarded, token: str, target: str = "/v1/workspaces", **headers: str) -> Reply:
    given = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return await guarded.send("GET", target, [("X-Auth-Token", token), *given])


async def test_who_holds_a_token_and_what_the_roles_allow(identity: Identity, guarded_by: Guarded) -> None:
    models = f"/v1/workspaces/{guarded_by.fabric.defaults.workspace_id}/models"
    identity.tokens = {
        "reader": answer("reader"),
        "upper": answer("Admin"),
        "mapped": answer("sommelier"),
        "foreign": answer("reader", project="elsewhere"),
        "unscoped": answer("reader", project=None),
        "domain": answer("admin", project=None),
        "useless": answer("cook"),
        "roleless": answer(),
        "endless": answer("reader", expires=None),
    }
    assert (await ask(guarded_by, "reader", models)).status == 200
    assert (await ask(guarded_by, "upper", models)).status == 200
    assert (await ask(guarded_by, "endless", models)).status == 200
    assert (await ask(guarded_by, "mapped")).status == 200
    assert await ask(guarded_by, "mapped", models) == FORBIDDEN
    assert (await ask(guarded_by, "foreign", models)).status == 404
    assert (await ask(guarded_by, "foreign")).json["total"] == 0
    for token in ("unscoped", "domain", "useless", "roleless"):
        assert await ask(guarded_by, token) == FORBIDDEN
    assert await ask(guarded_by, "reader", X_Project_Id="elsewhere") == FORBIDDEN
    assert (await ask(guarded_by, "reader", X_Project_Id="default")).status == 200
    assert await ask(guarded_by, "stranger") == UNAUTHORIZED
    create = await guarded_by.send("POST", models, [("X-Auth-Token", "reader")], b"{}")
    assert create == FORBIDDEN


async def test_who_made_a_thing_is_the_iams_user(identity: Identity, guarded_by: Guarded) -> None:
    identity.tokens["t"] = answer("member", user="a/nn\n" + "x" * 300)
    models = f"/v1/workspaces/{guarded_by.fabric.defaults.workspace_id}/models"
    headers = [("X-Auth-Token", "t"), ("Content-Type", "application/json")]
    body = b'{"name": "m", "type": "LLM_MODEL", "version": {"name": "1"}}'
    assert (await guarded_by.send("POST", models, headers, body)).status == 200
    (made,) = (await ask(guarded_by, "t", f"{models}?name=m&visibility=PRIVATE")).json["models"]
    assert made["create_user"]["domain_name"] == "org"
    assert made["create_user"]["user_name"] == ("ann" + "x" * 300)[:128]


async def test_our_own_tokens_and_odd_ones_are_never_shown_to_the_iam(
    identity: Identity, guarded_by: Guarded
) -> None:
    token = await guarded_by.token()
    assert (await ask(guarded_by, token)).status == 200
    for odd in ("treadle-unknown", "with blank", "é", "x" * 65_535):
        assert await ask(guarded_by, odd) == UNAUTHORIZED
    assert identity.asked == []


async def test_answers_are_remembered_and_asked_for_once_at_a_time(identity: Identity) -> None:
    identity.tokens["t"] = answer("reader")
    identity.delay = 0.05
    moment = 0.0
    async with asking(identity.url, clock=lambda: moment) as client:
        grants = await asyncio.gather(*(client.find("t") for _ in range(20)))
        assert {grant and grant.user.name for grant in grants} == {"ann"}
        moment = FRESH - 1
        await client.find("t")
        assert identity.asked == ["t"]
        del identity.tokens["t"]  # revoked there
        moment = FRESH
        assert await client.find("t") is None
        assert await client.find("t") is None  # that is remembered, too, but not as long
        assert identity.asked == ["t"] * 2
        moment = FRESH + FRESH_UNKNOWN
        assert await client.find("t") is None
        assert identity.asked == ["t"] * 3


async def test_who_gives_up_waiting_takes_nobody_along(identity: Identity) -> None:
    identity.tokens["t"] = answer("reader")
    identity.delay = 0.1
    async with asking(identity.url) as client:
        first, second = (asyncio.create_task(client.find("t")) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        assert (await second) is not None
        assert identity.asked == ["t"]


async def test_an_answer_ends_with_its_token(identity: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    identity.tokens = {"t": answer("reader", expires=60), "past": answer("reader", expires=-1)}
    async with asking(identity.url) as client:
        grant, past = await client.find("t"), await client.find("past")
        assert grant is not None
        assert grant.refusal is None
        assert past is not None
        assert past.refusal == "it is expired"
        monkeypatch.setattr(keystone, "now", lambda: datetime.now(UTC) + timedelta(seconds=61))
        grant = await client.find("t")
        assert grant is not None
        assert grant.refusal == "it is expired"
        assert identity.asked == ["t", "past"]


async def test_memory_is_bounded(identity: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keystone, "_MOST_REMEMBERED", 3)
    identity.tokens["t"] = answer("reader")
    async with asking(identity.url) as client:
        await client.find("t")
        for number in range(8):
            assert await client.find(f"invented-{number}") is None
        await client.find("t")  # strangers do not displace it
        assert identity.asked.count("t") == 1
        assert len(client._unknown) == 3


BROKEN = {
    "an error": {"status": 500},
    "overload": {"status": 503},
    "forbidden to ask": {"status": 403},
    "elsewhere": {"status": 302},
    "no JSON": {"raw": b"<html>"},
    "another form": {"raw": b'{"token": {"user": "ann"}}'},
    "an odd time": {"raw": json.dumps({"token": {**answer()["token"], "expires_at": "soon"}}).encode()},
    "an odd project": {"raw": json.dumps(answer("reader", project="x" * 65)).encode()},
    "too much": {"raw": b" " * ((1 << 20) + 1)},
}


@pytest.mark.parametrize("fault", BROKEN.values(), ids=list(BROKEN))
async def test_an_iam_that_fails_is_a_500(
    identity: Identity, guarded_by: Guarded, fault: dict[str, Any]
) -> None:
    identity.tokens["t"] = answer("reader")
    for name, value in fault.items():
        setattr(identity, name, value)
    reply = await ask(guarded_by, "t")
    assert (reply.status, reply.json) == (
        500,
        {
            "error_code": "common.00000500",
            "error_msg": "internal error: the identity service cannot be asked",
        },
    )
    identity.status = identity.raw = None
    assert (await ask(guarded_by, "t")).status == 200  # a failure is not remembered


async def test_an_iam_that_is_slow_or_gone(identity: Identity) -> None:
    identity.tokens["t"] = answer("reader")
    identity.delay = 1.0
    for url in (identity.url, "http://127.0.0.1:1"):
        async with asking(url, deadline=0.1) as client:
            with pytest.raises(Problem) as caught:
                await client.find("t")
            assert caught.value.kind is Kind.UNHEALTHY
