"""The limit of the cache of weights: what is unused for the longest goes, and nothing that is used."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fabric.conftest import Permits, client_of
from tests.fabric.deployed import MIB, FakeBuilder, deploy, eventually, gone, said
from tests.fabric.object_store import ACCESS, SECRET, ObjectServer, listening
from treadle.engine.fake import FakeEngine
from treadle.fabric.deploying.port import DeployFailed
from treadle.fabric.service import Fabric
from treadle.fabric.weights.fetcher import ObsFetcher
from treadle.fabric.weights.keeping import Keeping
from treadle.fabric.weights.objects import StoreSettings
from treadle.fabric.weights.signature import Credentials

SIZE = 100_000  # bytes of a model's weights
LIMIT = SIZE * 2 + 1000


def put(server: ObjectServer, *names: str) -> None:
    for name in names:
        server.put(
            "bucket",
            {
                f"{name}/config.json": f'{{"name": "{name}"}}'.encode(),
                f"{name}/reply.txt": f"I am {name}.".encode(),
                f"{name}/model.safetensors": name.encode() * (SIZE // len(name)),
            },
        )


def fetcher(server: ObjectServer, folder: Path, limit: int | None = LIMIT) -> ObsFetcher:
    settings = StoreSettings(endpoint=server.url, credentials=Credentials(ACCESS, SECRET))
    return ObsFetcher(settings, folder / "cache", limit=10 * MIB, cache_limit=limit)


async def fetch(fetcher: ObsFetcher, name: str) -> Path:
    async def sized(size: int) -> None:
        assert size == SIZE

    return await fetcher.fetch(f"obs://bucket/{name}/", lambda text: None, sized)


def contents(folder: Path) -> int:
    """Bytes in the cache, each content once."""
    return sum(path.stat().st_size for path in (folder / "cache" / "blobs").iterdir())


async def test_the_longest_unused_goes(tmp_path: Path) -> None:
    async with listening(ObjectServer()) as server:
        put(server, "aa", "bb", "cc", "dd")
        one = fetcher(server, tmp_path)
        places = {name: await fetch(one, name) for name in ("aa", "bb")}
        for age, name in enumerate(("aa", "bb")):
            one.release(places[name])
            os.utime(places[name], (1000 + age, 1000 + age))
        one.release(await fetch(one, "aa"))  # used again: now it is the younger one
        places["cc"] = await fetch(one, "cc")
        assert (places["aa"].exists(), places["bb"].exists()) == (True, False)
        assert contents(tmp_path) <= LIMIT
        assert (places["cc"] / "model.safetensors").read_bytes() == b"c" * SIZE
        # What went is fetched again, and is whole.
        one.release(places["cc"])
        again = await fetch(one, "bb")
        assert (again / "model.safetensors").read_bytes() == b"b" * SIZE
        notes = {note.read_text() for note in (tmp_path / "cache" / "objects").iterdir()}
        assert notes == {blob.name for blob in (tmp_path / "cache" / "blobs").iterdir()}


async def test_what_is_used_stays(tmp_path: Path) -> None:
    async with listening(ObjectServer()) as server:
        put(server, "aa", "bb", "cc")
        one, other = fetcher(server, tmp_path), fetcher(server, tmp_path)
        first, second = await fetch(one, "aa"), await fetch(other, "bb")
        sent = server.sent
        with pytest.raises(DeployFailed, match="--weights-cache-limit-mib"):
            await fetch(one, "cc")
        assert server.sent == sent  # it is known before anything is fetched
        assert first.exists()
        assert second.exists()
        # Held twice, it is used until both have let go.
        assert await fetch(other, "aa") == first
        one.release(first)
        with pytest.raises(DeployFailed):
            await fetch(one, "cc")
        other.release(first)
        await fetch(one, "cc")
        assert not first.exists()
        assert second.exists()


async def test_what_another_process_uses_stays_until_that_ends(tmp_path: Path) -> None:
    async with listening(ObjectServer()) as server:
        put(server, "aa", "bb", "cc")
        one = fetcher(server, tmp_path)
        first = await fetch(one, "aa")
        program = (
            "import asyncio, pathlib, sys\n"
            "from treadle.fabric.weights.keeping import Keeping\n"
            "keeping = Keeping(pathlib.Path(sys.argv[1]))\n"
            "asyncio.run(keeping.hold(sys.argv[2]))\n"
            "print('holds', flush=True)\n"
            "sys.stdin.read()\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "cache"), first.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "holds\n"
        one.release(first)
        second = await fetch(one, "bb")
        with pytest.raises(DeployFailed):
            await fetch(one, "cc")
        process.kill()
        process.communicate()
        await fetch(one, "cc")
        assert (first.exists(), second.exists()) == (False, True)


async def test_shared_contents_and_leftovers(tmp_path: Path) -> None:
    async with listening(ObjectServer()) as server:
        put(server, "aa", "bb")
        weights = server.objects["bucket", "aa/model.safetensors"]
        server.put("bucket", {"ab/config.json": b"{}", "ab/model.safetensors": weights})
        one = fetcher(server, tmp_path)
        cache = tmp_path / "cache"
        first = await fetch(one, "aa")
        one.release(first)
        both = await fetch(one, "ab")  # other objects with the content that is there
        # A fetch that was killed, and a content that no model has.
        (cache / "partial" / "killed").mkdir()
        (cache / "partial" / "killed" / "data").write_bytes(bytes(SIZE))
        (cache / "blobs" / "alone").write_bytes(bytes(SIZE))
        assert (both / "model.safetensors").samefile(first / "model.safetensors")
        await fetch(one, "bb")
        assert (both / "model.safetensors").read_bytes() == b"a" * SIZE
        assert os.listdir(cache / "partial") == []
        assert not (cache / "blobs" / "alone").exists()
        assert contents(tmp_path) <= LIMIT


async def test_many_at_once(tmp_path: Path) -> None:
    async with listening(ObjectServer()) as server:
        names = ["aa", "bb", "cc", "dd", "ee", "ff"]
        put(server, *names)
        fetchers = fetcher(server, tmp_path), fetcher(server, tmp_path)

        async def use(number: int, name: str) -> None:
            one = fetchers[number % 2]
            while True:
                try:
                    place = await fetch(one, name)
                    break
                except DeployFailed as full:  # the cache has room for two, and others may still hold theirs
                    if "are not in use" not in str(full):
                        raise
                    await asyncio.sleep(0.01)
            assert (place / "model.safetensors").read_bytes() == name[:1].encode() * SIZE
            one.release(place)

        await asyncio.gather(*(use(number, name) for number, name in enumerate(names * 3)))
        assert contents(tmp_path) <= LIMIT


async def test_without_a_limit_nothing_goes(tmp_path: Path) -> None:
    async with listening(ObjectServer()) as server:
        put(server, "aa", "bb", "cc")
        one = fetcher(server, tmp_path, None)
        for name in ("aa", "bb", "cc"):
            one.release(await fetch(one, name))
        assert contents(tmp_path) > LIMIT


async def test_a_release_too_many_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    (tmp_path / "models").mkdir()
    keeping = Keeping(tmp_path)
    keeping.release("never held")
    await keeping.hold("it")
    keeping.release("it")
    keeping.release("it")


async def test_an_instance_holds_its_weights(engine: FakeEngine, permits: Permits, tmp_path: Path) -> None:
    async with listening(ObjectServer()) as server:
        put(server, "aa", "bb", "cc")
        fabric = await Fabric.open(
            engine,
            tmp_path / "s.db",
            admission=permits,
            builder=FakeBuilder(),
            fetcher=fetcher(server, tmp_path),
        )
        workspace, endpoint = f"/v1/workspaces/{fabric.defaults.workspace_id}", fabric.defaults.endpoint_id
        async with client_of(fabric) as client:
            first = await deploy(client, workspace, endpoint, "aa", "obs://bucket/aa/")
            second = await deploy(client, workspace, endpoint, "bb", "obs://bucket/bb/")
            await eventually(client, first, "RUNNING")
            await eventually(client, second, "RUNNING")
            third = await deploy(client, workspace, endpoint, "cc", "obs://bucket/cc/")
            detail = await eventually(client, third, "RUNNING", "FAILED")
            assert "do not fit into the cache" in detail["error_msg"]
            assert (await client.delete(first)).status_code == 200
            await gone(client, first)
            again = await deploy(client, workspace, endpoint, "cc again", "obs://bucket/cc/")
            detail = await eventually(client, again, "RUNNING", "FAILED")
            assert detail["status"] == "RUNNING", detail
            assert await said(client, again) == "I am cc."
            assert await said(client, second) == "I am bb."
        await fabric.close()
