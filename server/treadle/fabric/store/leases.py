"""Which server processes run, and which of them an instance belongs to.

Each process has a row that it renews; once that has expired, or its process is seen to be gone, what it
ran is free. An instance is taken by one conditional update, so of two servers that want it one gets it; one
for which a server has no memory left waits for another, or for that server's next process. The database's
clock counts, because the servers' own may differ.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, Update, UpdateBase, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from treadle.fabric.store.records import Refused, new_id, now
from treadle.fabric.store.store import HOLDING, Store
from treadle.fabric.store.tables import ServerLease, ServiceInstance

NOBODY = "nobody"  # the server of an instance that waits for one: never alive, so whoever has room takes it


@dataclass(frozen=True, slots=True)
class Claim:
    """An instance that this server is responsible for from now on; `status` is the one it had."""

    instance_id: str
    status: str


class Leases:
    """A process among the servers of a database; `seconds` is how long its silence is borne."""

    def __init__(self, store: Store, seconds: float = 15.0) -> None:
        self._store = store
        self._length = timedelta(seconds=seconds)
        self.server_id = new_id()

    async def renew(self, *, served: str, base_model_type: str, memory: int, address: str | None) -> None:
        """Enter this process, or live on; `memory` is the bytes that it has for deployments.

        One that had been given up is entered again, without what others took from it meanwhile.
        """
        async with self._store.write() as session:
            await session.merge(
                ServerLease(
                    id=self.server_id,
                    host=_host(),
                    process=_process(os.getpid()) or str(os.getpid()),
                    served=served,
                    base_model_type=base_model_type,
                    memory=memory,
                    address=address,
                    expires=await _clock(session) + self._length,
                )
            )

    async def release(self) -> None:
        """Leave: everything of this process is free at once."""
        async with self._store.write() as session:
            await session.execute(delete(ServerLease).where(ServerLease.id == self.server_id))

    async def alive(self) -> list[ServerLease]:
        """The servers that run; those that do not are removed."""
        async with self._store.write() as session:
            return await _alive(session)

    async def others(self) -> list[ServerLease]:
        """The other servers, as their leases say; nothing is removed."""
        async with self._store.read() as session:
            query = select(ServerLease).where(
                ServerLease.expires > await _clock(session), ServerLease.id != self.server_id
            )
            return list(await session.scalars(query))

    async def claim(self, at_work: Callable[[], Collection[str]]) -> list[Claim]:
        """Take what is unfinished or running, has no server, and fits into this one's memory.

        What does not is PENDING until somebody has the room. `at_work` says what this process works on. An
        instance without weights of its own runs on any server of its model and is not claimed.
        """
        async with self._store.write() as session:
            alive = {server.id: server for server in await _alive(session)}
            here = alive.pop(self.server_id, None)
            if here is None:
                return []
            open_ = select(ServiceInstance).where(
                ServiceInstance.server_id.is_not(None),
                ServiceInstance.status.in_((*HOLDING, "DELETING")),
            )
            # What people use comes first.
            open_ = open_.order_by(ServiceInstance.ran.desc(), ServiceInstance.create_time)
            claims: list[Claim] = []
            found = (await session.scalars(open_)).unique().all()
            known = at_work()  # after the query: work is noted before it writes
            left = here.memory - await _taken(session, self.server_id)  # its row is locked, see `room`
            for instance in found:
                if instance.server_id in alive or instance.id in known:
                    continue
                counted = instance.server_id == self.server_id or instance.status == "DELETING"
                need = 0 if counted else instance.memory
                if need > max(0, left):
                    await self._leave(session, instance)
                elif await self._take(session, instance):
                    claims.append(Claim(instance.id, instance.status))
                    left -= need
            return claims

    async def _take(self, session: AsyncSession, instance: ServiceInstance) -> bool:
        going = instance.status == "DELETING"  # and no engine of it is left
        values: dict[str, Any] = {"memory": 0} if going else {"status": "PENDING"}
        if instance.status not in ("DELETING", "PENDING"):
            values["update_time"] = now()
        if instance.status == "CREATING" and instance.server_id == self.server_id:
            values["attempts"] = max(0, instance.attempts - 1)  # this process has not died of it
        values |= {"server_id": self.server_id, "running_since": None, "progress": None}
        return await changes(session, _free(instance).values(**values))

    async def _leave(self, session: AsyncSession, instance: ServiceInstance) -> None:
        if instance.server_id == NOBODY:
            return
        waits = {
            "server_id": NOBODY,
            "status": "PENDING",
            "running_since": None,
            "progress": f"waiting for a server that has {mebibytes(instance.memory)} of memory left for it",
            "update_time": now(),
        }
        await changes(session, _free(instance).values(**waits))

    async def mine(self) -> dict[str, str]:
        """Ids and statuses of the instances that belong to this process."""
        async with self._store.read() as session:
            query = select(ServiceInstance.id, ServiceInstance.status)
            rows = await session.execute(query.where(ServiceInstance.server_id == self.server_id))
            return {row[0]: row[1] for row in rows}


async def room(session: AsyncSession, server_id: str, need: int, besides: str | None = None) -> None:
    """Refuse what does not fit into a server's memory; its row is locked until the transaction ends.

    `besides` is the instance whose own share does not count.
    """
    server = await session.get(ServerLease, server_id, with_for_update=True)
    if server is None:
        raise Refused("this server is no longer entered among those of its database; try again")
    taken = await _taken(session, server_id, besides)
    if taken + need > server.memory:
        left = mebibytes(max(0, server.memory - taken))
        raise Refused(
            f"the deployment needs {mebibytes(need)} of memory, but of the {mebibytes(server.memory)} "
            f"that the server has for deployments {left} are left"
        )


async def changes(session: AsyncSession, statement: UpdateBase) -> bool:
    """Execute an update or a delete; whether it met a row."""
    return bool(cast("CursorResult[Any]", await session.execute(statement)).rowcount)


def mebibytes(size: int) -> str:
    """A size for people, rounded up."""
    return f"{-(-size // (1 << 20))} MiB"


async def _taken(session: AsyncSession, server_id: str, besides: str | None = None) -> int:
    query = select(func.coalesce(func.sum(ServiceInstance.memory), 0)).where(
        ServiceInstance.server_id == server_id, ServiceInstance.status.in_((*HOLDING, "DELETING"))
    )
    if besides is not None:
        query = query.where(ServiceInstance.id != besides)
    return int(await session.scalar(query) or 0)


def _free(instance: ServiceInstance) -> Update:
    """A change of an instance that is still as it was read."""
    free = update(ServiceInstance).where(
        ServiceInstance.id == instance.id,
        ServiceInstance.server_id == instance.server_id,
        ServiceInstance.status == instance.status,
    )
    return free.execution_options(synchronize_session=False)


async def _alive(session: AsyncSession) -> list[ServerLease]:
    moment = await _clock(session)
    alive: list[ServerLease] = []
    query = select(ServerLease).order_by(ServerLease.id).with_for_update()  # all lock in one order
    for server in await session.scalars(query):
        if server.expires <= moment or _gone(server):
            await session.delete(server)
        else:
            alive.append(server)
    await session.flush()
    return alive


async def _clock(session: AsyncSession) -> datetime:
    if session.get_bind().dialect.name == "sqlite":
        return now()  # one machine, one clock
    return await session.scalar(select(func.clock_timestamp())) or now()


def _host() -> str:
    """Where process ids mean what they mean here: machine, boot, and name space."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{socket.gethostname()} {boot} {os.readlink('/proc/self/ns/pid')}"[:255]
    except OSError:
        return f"{socket.gethostname()} {new_id()}"  # nobody can look: the lease alone decides


def _process(pid: int) -> str | None:
    """A process id with the moment of its start, None where there is no such process (or only its corpse)."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if after_name[0] in "ZX" else f"{pid} {after_name[19]}"


def _gone(server: ServerLease) -> bool:
    if server.host != _host():
        return False
    pid = server.process.split(" ")[0]
    return _process(int(pid)) != server.process
