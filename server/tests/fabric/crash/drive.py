"""Drives a server through whole lives of resources, kills it at random moments, and compares.

    endpoint ─▶ model ─▶ deploy ─▶ RUNNING ─▶ invoke ─▶ delete instance ─▶ endpoint ─▶ model

By hand: `make crash`, see `by_hand.py`.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, text

from tests.fabric.crash.ledger import Entry, Kind, Ledger
from tests.fabric.deployed import HELLO, model_directory
from treadle.fabric.store import database as databases

LISTS: dict[Kind, tuple[str, str]] = {
    "model": ("models", "models"),
    "endpoint": ("endpoints", "endpoints"),
    "instance": ("services/instances", "service_instances"),
}
# Each finds rows that no sequence of whole operations leaves.
HALF_MADE = {
    "a model without its current version": """SELECT id FROM models WHERE current_version_id NOT IN
        (SELECT id FROM model_versions WHERE model_versions.model_id = models.id)""",
    "a version without a model": "SELECT id FROM model_versions WHERE model_id NOT IN (SELECT id FROM models)",
    "an instance without its version or endpoint": """SELECT id FROM service_instances WHERE version_id NOT IN
        (SELECT id FROM model_versions) OR endpoint_id NOT IN (SELECT id FROM endpoints)""",
    "an instance of no living server": """SELECT id FROM service_instances WHERE status <> 'FAILED'
        AND server_id IS NOT NULL AND server_id NOT IN (SELECT id FROM servers)""",
    "a second server": "SELECT id FROM servers ORDER BY expires LIMIT 9 OFFSET 1",
}


class Died(Exception):
    """The server was killed under a request."""


class Fakes:
    """Servers of `program.py`."""

    most = 1000  # instances there may be before a life begins
    operations = 20  # a server is killed when it has been asked for up to so many,
    seconds = 0.05  # and up to so much later
    patience = 20.0

    def __init__(self, bug: str = "") -> None:
        self._bug = bug
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.fabric.crash.program"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )

    def start(self, port: int, database: str, root: Path) -> int:
        """A server; its process id."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.write(f"{port} {database} {root} {self._bug}\n")
        self._mother.stdin.flush()
        return int(self._mother.stdout.readline())

    def close(self) -> None:
        """No more servers."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.close()
        self._mother.wait(10)
        self._mother.stdout.close()


class Reals:
    """`treadle serve` itself; `model` is a directory under the root."""

    most = 1  # each is an engine, and each comes up again after each kill
    operations = 6
    seconds = 15.0
    patience = 600.0

    def start(self, port: int, database: str, root: Path) -> int:
        """A server; its process id."""
        flags = f"--port {port} --database-url {database} --local-model-root {root} --threads 1"
        limits = "--kv-cache-mib 128 --deploy-kv-cache-mib 64 --max-batch-size 8 --max-total-tokens 512"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "treadle.cli", "serve", *flags.split(), *limits.split()],
            stderr=subprocess.DEVNULL,
        )
        return self._process.pid

    def close(self) -> None:
        """The corpse."""
        self._process.wait(10)


class Crashes:
    """A database, a server on it, and the ledger of both."""

    def __init__(
        self, servers: Fakes | Reals, database: str, root: Path, *, creates_only: bool = False
    ) -> None:
        self.servers = servers
        self.database = database
        self.root = root
        self.ledger = Ledger()
        self.kills = 0
        self.wrong: list[str] = []
        self._creates_only = creates_only
        self._count = 0
        self._lives = 0
        self._left = 0  # operations until the next kill
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        self._pid = 0
        self.workspace = ""
        self.default_endpoint = ""

    async def run(self, kills: int, workers: int = 3) -> list[str]:
        """So many kills, each followed by a comparison; what was found to be wrong."""
        try:
            await self._start()
            while self.kills < kills and not self.wrong:
                self._left = random.randint(1, self.servers.operations)
                killer = asyncio.create_task(self._kill_after_operations())
                await asyncio.gather(killer, *(self._work(random.random()) for _ in range(workers)))
                await self._start()
                # Recovery is a moment like others; but three deaths while it comes up fail an instance.
                if random.random() < 0.3 and self.kills < kills:
                    await self._kill(random.uniform(0, self.servers.seconds))
                    await self._start()
                await self._compare()
        finally:
            if self._pid:
                os.kill(self._pid, signal.SIGKILL)
            self.servers.close()
        return self.wrong

    async def _start(self) -> None:
        self._lives += 1
        database = self.database
        if database.startswith("postgresql"):
            database += f"&application_name=life-{self._lives}"
        self._pid = self.servers.start(self._port, database, self.root)
        deadline = time.monotonic() + self.servers.patience
        async with self._client() as client:
            while True:
                try:
                    found = (await client.get("/v1/workspaces")).json()["workspaces"]
                    break
                except httpx.TransportError:
                    assert time.monotonic() < deadline, "the server does not start"
                    await asyncio.sleep(0.01)
            self.workspace = f"/v1/workspaces/{found[0]['id']}"

    async def _kill_after_operations(self) -> None:
        while self._left > 0 and not self.wrong:
            await asyncio.sleep(0.001)
        await self._kill(random.uniform(0, self.servers.seconds))

    async def _kill(self, after: float) -> None:
        await asyncio.sleep(after)
        os.kill(self._pid, signal.SIGKILL)
        if isinstance(self.servers, Reals):
            self.servers.close()
        while True:
            try:
                os.kill(self._pid, 0)
            except ProcessLookupError:
                break
            await asyncio.sleep(0.001)
        self.kills += 1

    def _client(self) -> httpx.AsyncClient:
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self._port}", timeout=self.servers.patience, limits=limits
        )

    async def _work(self, seed: float) -> None:
        choose = random.Random(seed)
        async with self._client() as client:
            try:
                while True:
                    await self._life(client, choose)
            except Died:
                return
            except AssertionError as error:
                self.wrong.append(str(error))

    async def _life(self, client: httpx.AsyncClient, choose: random.Random) -> None:
        while len(left := self.ledger.leftovers("instance")) >= self.servers.most:
            await self._delete(client, choose.choice(left))
        self._count += 1
        name, path = f"x-{self._count}", choose.choice(sorted(self.root.iterdir()))
        config = {"llm_model_config": {"base_model_type": "ANY", "local_model_path": str(path)}}
        body: dict[str, Any] = {"name": name, "type": "LLM_MODEL", "version": {"name": "1", "config": config}}
        model = await self._create(client, "model", name, body)
        if self._creates_only:
            return
        mu = {"mu": {"spec_code": "mu.default", "min": 0, "max": 1}}
        body = {"name": name, "type": "inference", "reserved_resource": mu}
        endpoint = await self._create(client, "endpoint", name, body)
        body = {"source": {"id": model.id}, "name": name, "endpoint_id": endpoint.id}
        answer = (path / "reply.txt").read_text() if (path / "reply.txt").exists() else ""
        instance = await self._create(client, "instance", name, body, model, endpoint, answer=answer)
        await self._runs(client, instance)
        instance.free = endpoint.free = model.free = True
        for kind in ("instance", "endpoint", "model"):
            left = self.ledger.leftovers(kind)
            if left and choose.random() < 0.9:
                await self._delete(client, choose.choice(left))

    async def _create(
        self,
        client: httpx.AsyncClient,
        kind: Kind,
        name: str,
        body: dict[str, Any],
        *needs: Entry,
        answer: str = "",
    ) -> Entry:
        entry = self.ledger.ask(kind, name, *needs, answer=answer)
        made = await self._send(client, "POST", LISTS[kind][0], json=body)
        assert made.status_code == 200, f"creating {kind} {name}: {made.text}"
        self.ledger.made(entry, made.json()["id"])
        return entry

    async def _delete(self, client: httpx.AsyncClient, entry: Entry) -> None:
        entry.state = "DYING"
        answer = await self._send(client, "DELETE", f"{LISTS[entry.kind][0]}/{entry.id}")
        assert answer.status_code == 200, f"deleting {entry.kind} {entry.name}: {answer.text}"
        self.ledger.gone(entry)

    async def _runs(self, client: httpx.AsyncClient, entry: Entry, *, recovered: bool = False) -> None:
        """It comes up and answers as itself; after a crash it may say why it does not, if it never ran."""
        path = f"services/instances/{entry.id}"
        deadline = time.monotonic() + self.servers.patience
        while True:
            answer = await self._send(client, "GET", path)
            assert answer.status_code == 200, f"instance {entry.name}: {answer.text}"
            detail = answer.json()
            if detail["status"] == "RUNNING":
                break
            if detail["status"] == "FAILED" and recovered and not entry.ran:
                assert detail["error_msg"], f"instance {entry.name} failed and does not say why"
                return
            assert detail["status"] in ("PENDING", "CREATING"), f"instance {entry.name} is {detail}"
            assert time.monotonic() < deadline, f"instance {entry.name} stays {detail['status']}"
            await asyncio.sleep(0.01)
        entry.ran = True
        answer = await self._send(client, "POST", f"{path}/invocations", json=HELLO | {"max_tokens": 16})
        assert answer.status_code == 200, f"invoking {entry.name}: {answer.text}"
        said = answer.json()["choices"][0]["message"]["content"]
        assert said.startswith(entry.answer), f"{entry.name} says {said!r}"

    async def _send(self, client: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
        self._left -= method != "GET"
        try:
            return await client.request(method, f"{self.workspace}/{path}", **more)
        except httpx.TransportError as error:
            raise Died from error

    async def _compare(self) -> None:
        if self.database.startswith("postgresql"):
            await asyncio.to_thread(self._outlive)
        async with self._client() as client:
            try:
                for kind in LISTS:
                    self.wrong += self.ledger.compare(kind, await self._listed(client, kind))
                for entry in list(self.ledger.entries.values()):
                    if entry.kind == "instance" and not self.wrong:
                        await self._runs(client, entry, recovered=True)
            except AssertionError as error:
                self.wrong.append(str(error))
        self.wrong += await asyncio.to_thread(self._half_made)

    async def _listed(self, client: httpx.AsyncClient, kind: Kind) -> list[dict[str, Any]]:
        """All of a kind that are not the server's own, once none is being deleted any more."""
        path, member = LISTS[kind]
        deadline = time.monotonic() + self.servers.patience
        while True:
            rows: list[dict[str, Any]] = []
            while True:
                query = {"limit": 100, "offset": len(rows), "order_by": "ASC"}
                if kind == "endpoint":
                    del query["order_by"]
                page = (await self._send(client, "GET", path, params=query)).json()
                rows += page[member]
                if len(rows) >= page["total"]:
                    break
            if not any(row.get("status") == "DELETING" for row in rows):
                return [row for row in rows if row["name"].startswith("x-")]
            assert time.monotonic() < deadline, f"{kind}s stay DELETING"
            await asyncio.sleep(0.01)

    def _outlive(self) -> None:
        """Wait for what PostgreSQL still does for the dead: it may commit what a server sent last."""
        others = text(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'life-%' AND application_name <> :own"
        )
        engine = create_engine(databases.address(self.database))
        with engine.connect() as connection:
            while connection.scalar(others, {"own": f"life-{self._lives}"}):
                time.sleep(0.01)
        engine.dispose()

    def _half_made(self) -> list[str]:
        url = databases.address(self.database)
        url = url.set(drivername=url.drivername.replace("+aiosqlite", ""))
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                return [
                    f"{what}: {row[0]}"
                    for what, query in HALF_MADE.items()
                    for row in connection.execute(text(query))
                ]
        finally:
            engine.dispose()


def directories(root: Path) -> Path:
    """Two models for fake engines."""
    for name in ("a", "b"):
        model_directory(root, name)
    return root
