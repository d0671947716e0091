"""Weights from an object store: byte for byte, over broken connections, from the cache, and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import shutil
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.fabric.conftest import Permits, client_of
from tests.fabric.deployed import MIB, FakeBuilder, deploy, eventually, said
from tests.fabric.object_store import ACCESS, SECRET, ObjectServer, listening
from treadle.engine.fake import FakeEngine
from treadle.fabric.deploying import patience
from treadle.fabric.deploying.port import DeployFailed
from treadle.fabric.service import Fabric
from treadle.fabric.weights import fetcher as module
from treadle.fabric.weights.fetcher import ObsFetcher
from treadle.fabric.weights.objects import StoreSettings
from treadle.fabric.weights.signature import Credentials, query_string, signed

PART = 64 << 10
PATH = "obs://bucket/models/one/"
KEYS = Credentials(ACCESS, SECRET)


def files(seed: int = 1) -> dict[str, bytes]:
    content = random.Random(seed)
    return {
        "models/one/": b"",
        "models/one/config.json": b"{}",
        "models/one/empty.txt": b"",
        "models/one/reply.txt": b"I came from afar.",
        "models/one/model.safetensors": content.randbytes(PART * 9 + 17),
        "models/one/a folder/größe & co.txt": content.randbytes(1000),
        "models/one-and-more/config.json": b"not this one",
    }


@pytest_asyncio.fixture
async def server() -> AsyncIterator[ObjectServer]:
    async with listening(ObjectServer()) as server:
        server.put("bucket", files())
        yield server


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST_WAIT", 0.001)


def fetcher(server: ObjectServer, folder: Path, **more: Any) -> ObsFetcher:
    store = {
        "credentials": KEYS,
        **{key: more.pop(key) for key in ("addressing", "credentials") if key in more},
    }
    settings = StoreSettings(endpoint=server.url, **store)
    return ObsFetcher(settings, folder / "cache", **{"limit": 10 * MIB, "part": PART, **more})


async def fetch(fetcher: ObsFetcher, path: str = PATH) -> Path:
    async def sized(size: int) -> None:
        assert size == PART * 9 + 17

    return await fetcher.fetch(path, lambda text: None, sized)


def check(directory: Path, seed: int = 1) -> None:
    prefix = "models/one/"
    wanted = {
        key.removeprefix(prefix): content for key, content in files(seed).items() if key.startswith(prefix)
    }
    del wanted[""]
    found = {
        str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }
    assert found == wanted


def test_signatures_are_those_of_the_published_examples() -> None:
    credentials = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    moment = datetime(2013, 5, 24, tzinfo=UTC)
    host = "examplebucket.s3.amazonaws.com"

    def signature(path: str, query: list[tuple[str, str]], headers: dict[str, str]) -> str:
        made = signed(credentials, "us-east-1", "GET", host, path, query_string(query), headers, moment)
        return made["authorization"].rsplit("=", 1)[1]

    assert (
        signature("/test.txt", [], {"Range": "bytes=0-9"})
        == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )
    assert (
        signature("/", [("prefix", "J"), ("max-keys", "2")], {})
        == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    )
    assert "wJalr" not in repr(credentials)


async def test_broken_connections_and_busy_servers_cost_no_byte(server: ObjectServer, tmp_path: Path) -> None:
    server.page = 2
    server.statuses = [503]
    server.breaks = [PART // 2, 100, 0, PART - 1]
    check(await fetch(fetcher(server, tmp_path)))
    assert server.breaks == []
    size = sum(len(content) for key, content in files().items() if key.startswith("models/one/"))
    assert server.sent < size + PART  # what was there was not fetched again


async def test_a_second_time_comes_from_the_cache(server: ObjectServer, tmp_path: Path) -> None:
    first, second = await asyncio.gather(fetch(fetcher(server, tmp_path)), fetch(fetcher(server, tmp_path)))
    assert first == second
    sent = server.sent
    assert await fetch(fetcher(server, tmp_path)) == first
    assert server.sent == sent
    # Another model with the same contents fetches what is new alone.
    server.put("bucket", {"models/one/new.txt": b"new"})
    other = await fetch(fetcher(server, tmp_path))
    assert other != first
    assert server.sent == sent + 3
    assert (other / "model.safetensors").samefile(first / "model.safetensors")


async def test_a_fetch_that_was_killed_goes_on_where_it_was(server: ObjectServer, tmp_path: Path) -> None:
    def parts() -> int:
        noted = (tmp_path / "cache" / "partial").glob("*/done")
        return sum(len(done.read_text().splitlines()) for done in noted)

    running = asyncio.create_task(fetch(fetcher(server, tmp_path)))
    while not running.done() and parts() < 4:
        await asyncio.sleep(0)
    server.hold = held = asyncio.Event()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    server.hold = None
    held.set()  # what the server had begun to answer is let go, or it would never stop
    kept = parts()
    assert 4 <= kept < 10
    server.sent = 0
    server.requests.clear()
    check(await fetch(fetcher(server, tmp_path)))
    assert sum("safetensors" in request for request in server.requests) <= 10 - kept + 3  # others were small


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"path": "obs://elsewhere/"}, "NoSuchBucket"),
        ({"path": "obs://bucket/nothing/"}, "holds no objects"),
        ({"path": "obs://bucket/models/one-and-more/"}, "has no weights"),
        ({"path": "obs://bucket/"}, "has no config.json"),
        ({"limit": 1000}, "this server takes 1000"),
        ({"buckets": ("mine",)}, "does not read the bucket bucket"),
        ({"credentials": Credentials(ACCESS, "wrong")}, "SignatureDoesNotMatch"),
        ({"credentials": None}, "SignatureDoesNotMatch"),
        ({"put": {"models/one/../../escape": b""}}, "cannot be a file's name"),
        ({"put": {"models/one//etc/passwd": b""}}, "cannot be a file's name"),
        ({"put": {"models/one/\\up": b""}}, "cannot be a file's name"),
        ({"put": {"models/one/" + "x" * 256: b""}}, "cannot be a file's name"),
        ({"put": {"models/one/config.json/inside": b""}}, "cannot be made"),
        ({"statuses": [503] * 8}, "cannot be reached"),
        ({"statuses": [301]}, "another endpoint"),
        ({"statuses": [501]}, "answers 501"),
    ],
)
async def test_what_cannot_be_fetched_says_why(
    server: ObjectServer, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    path = changes.pop("path", PATH)
    server.put("bucket", changes.pop("put", {}))
    server.statuses = changes.pop("statuses", [])
    with pytest.raises(DeployFailed, match=words):
        await fetch(fetcher(server, tmp_path, **changes), path)
    assert [name for name in (tmp_path / "cache" / "models").glob("*") if not name.name.startswith(".")] == []
    assert not (tmp_path / "escape").exists()


async def test_an_object_that_changes_under_the_fetch_is_not_mixed(
    server: ObjectServer, tmp_path: Path
) -> None:
    server.hold = asyncio.Event()
    running = asyncio.create_task(fetch(fetcher(server, tmp_path)))
    while not any("safetensors" in request for request in server.requests):
        await asyncio.sleep(0.001)
    server.put("bucket", files(2))
    server.hold.set()
    with pytest.raises(DeployFailed, match="was changed while it was being read"):
        await running
    check(await fetch(fetcher(server, tmp_path)), 2)


async def test_a_path_that_cannot_be_listed_is_what_it_was(
    server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_TRIES", 2)
    one = fetcher(server, tmp_path)
    first = await fetch(one)
    server.put("bucket", {"models/one/new.txt": b"new"})
    second = await fetch(one)
    server.statuses, sent = [503] * 4, server.sent
    assert await fetch(one) == second
    assert await fetch(one, PATH.removesuffix("/")) == second  # the same path
    assert server.sent == sent
    for status, path in ((503, "obs://bucket/models/one-and-more/"), (403, PATH)):
        server.statuses = [status] * 2
        with pytest.raises(DeployFailed, match=r"object store (cannot be reached|refuses)"):
            await fetch(one, path)
    for directory in (first, second):
        shutil.rmtree(directory)
    server.statuses = [503] * 2
    with pytest.raises(DeployFailed, match="answers 503"):
        await fetch(one)
    assert (await fetch(one) / "new.txt").read_bytes() == b"new"


async def test_a_wrong_checksum_is_noticed(
    server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_etag", lambda content: hashlib.md5(content + b"!").hexdigest())
    with pytest.raises(DeployFailed, match="checksum differs"):
        await fetch(fetcher(server, tmp_path))
    # Where the store encrypts, its ETag is no checksum.
    server.extra = {"x-amz-server-side-encryption": "aws:kms"}
    directory = await fetch(fetcher(server, tmp_path / "again"))
    assert (directory / "model.safetensors").read_bytes() == files()["models/one/model.safetensors"]


async def test_buckets_in_the_hosts_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **more: Any) -> Any:
        known = host in ("bucket.obs.test", b"bucket.obs.test")
        return real("127.0.0.1" if known else host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    async with listening(ObjectServer(virtual="obs.test", token="temporary")) as server:
        server.put("bucket", files())
        keys = Credentials(ACCESS, SECRET, "temporary")
        check(await fetch(fetcher(server, tmp_path, addressing="virtual", credentials=keys)))


def test_obs_is_known_by_its_host() -> None:
    obs = StoreSettings(endpoint="https://obs.cn-north-4.myhuaweicloud.com")
    assert (obs.virtual, obs.signing_region) == (True, "cn-north-4")
    other = StoreSettings(endpoint="http://127.0.0.1:9000", region="here")
    assert (other.virtual, other.signing_region) == (False, "here")
    assert StoreSettings(endpoint="http://minio").signing_region == "us-east-1"


async def test_a_restart_without_the_object_store(
    server: ObjectServer,
    engine: FakeEngine,
    permits: Permits,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_MOST_TRIES", 2)
    monkeypatch.setattr(patience, "FIRST", 0.0)

    async def start() -> Fabric:
        builder, weights = FakeBuilder(), fetcher(server, tmp_path)
        return await Fabric.open(
            engine, tmp_path / "s.db", admission=permits, builder=builder, fetcher=weights
        )

    fabric = await start()
    workspace = f"/v1/workspaces/{fabric.defaults.workspace_id}"
    async with client_of(fabric) as client:
        path = await deploy(client, workspace, fabric.defaults.endpoint_id, "i", PATH)
        await eventually(client, path, "RUNNING")
    await fabric.close()
    server.statuses = [503] * 1000
    fabric = await start()
    async with client_of(fabric) as client:
        await eventually(client, path, "RUNNING")
        assert await said(client, path) == "I came from afar."
    await fabric.close()
    shutil.rmtree(tmp_path / "cache")
    fabric = await start()
    async with client_of(fabric) as client:
        detail: dict[str, Any] = {}
        while "cannot be reached" not in detail.get("progress", ""):
            await asyncio.sleep(0.01)
            detail = (await client.get(path)).json()
        assert detail["status"] == "PENDING"
        server.statuses = []
        while fabric.deployments._work:
            await asyncio.sleep(0.01)
        await fabric.deployments._take_over()
        await eventually(client, path, "RUNNING")
    await fabric.close()


async def test_a_model_is_deployed_from_an_object_store(
    server: ObjectServer, engine: FakeEngine, permits: Permits, tmp_path: Path
) -> None:
    builder = FakeBuilder(7 * MIB // 2)
    server.breaks = [PART // 3]
    fabric = await Fabric.open(
        engine, tmp_path / "s.db", admission=permits, builder=builder, fetcher=fetcher(server, tmp_path)
    )
    workspace, endpoint = f"/v1/workspaces/{fabric.defaults.workspace_id}", fabric.defaults.endpoint_id
    async with client_of(fabric) as client:
        server.hold = asyncio.Event()
        path = await deploy(client, workspace, endpoint, "first", PATH)
        detail = await eventually(client, path, "CREATING")
        while "progress" not in detail:
            detail = (await client.get(path)).json()
        assert detail["progress"] == "listing the weights"
        server.hold.set()
        await eventually(client, path, "RUNNING")
        assert "progress" not in (await client.get(path)).json()
        assert await said(client, path) == "I came from afar."
        sent = server.sent
        # The memory of the weights is known when they have been listed: these are too many.
        server.put("bucket", {"models/one/more.safetensors": bytes(MIB)})
        other = await deploy(client, workspace, endpoint, "too many", PATH)
        detail = await eventually(client, other, "FAILED")
        assert "of memory" in detail["error_msg"]
        del server.objects["bucket", "models/one/more.safetensors"]
        again = await deploy(client, workspace, endpoint, "second", PATH)
        await eventually(client, again, "RUNNING")
        assert server.sent == sent
    await fabric.close()
    assert os.listdir(tmp_path / "cache" / "partial") == []
