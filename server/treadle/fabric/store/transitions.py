"""An instance's way through its states, each step one transaction that expects the state before it.

    PENDING ─ begin ─▶ CREATING ─ run ─▶ RUNNING
       └─────────┬─────────┴─ fail ─▶ FAILED
    any ─ doom ─▶ DELETING ─ remove ─▶ gone

What has been RUNNING does not fail, it is postponed: PENDING, for any server that can run it. Steps of a
server apply to its own instances alone: one that was taken over, or is being deleted, stays as it is, and
the step says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, delete, select, update

from treadle.fabric.store.leases import NOBODY, changes, room
from treadle.fabric.store.records import Missing, Refused, User, now
from treadle.fabric.store.store import Store
from treadle.fabric.store.tables import ModelVersion, ServiceInstance, Workspace

MOST_ATTEMPTS = 3  # processes that may die of bringing up one instance


class GivenUp(Refused):
    """Processes have died of an instance too often."""


@dataclass(frozen=True, slots=True)
class Doomed:
    """An instance that is being deleted, and the server it belongs to."""

    instance_id: str
    server_id: str | None


class Transitions:
    """The steps as one server takes them."""

    def __init__(self, store: Store, server_id: str) -> None:
        self._store = store
        self._server_id = server_id

    async def begin(self, instance_id: str) -> tuple[ServiceInstance, ModelVersion] | None:
        """PENDING to CREATING; None where there is nothing to bring up.

        Raises GivenUp when processes have died of it too often: it would take this one, too.
        """
        async with self._store.write() as session:
            query = (
                select(ServiceInstance)
                .where(ServiceInstance.id == instance_id)
                .with_for_update(of=ServiceInstance)
            )
            instance = (await session.scalars(query)).unique().one_or_none()
            if instance is None or instance.server_id != self._server_id or instance.status != "PENDING":
                return None
            if instance.attempts >= MOST_ATTEMPTS:
                raise GivenUp(
                    f"the server ended {instance.attempts} times while it brought this instance up; "
                    "see its log, then delete the instance and deploy it again"
                )
            instance.status, instance.update_time = "CREATING", now()
            instance.attempts += 1
            return instance, instance.version

    async def reserve(self, instance_id: str, memory: int) -> None:
        """Have an instance take so many bytes; raises Refused when the server has not got them."""
        refused: Refused | None = None
        async with self._store.write() as session:
            try:
                await room(session, self._server_id, memory, besides=instance_id)
            except Refused as error:
                refused = error  # what it needs is noted all the same: no server without that takes it
            await session.execute(self._own(instance_id, "PENDING", "CREATING").values(memory=memory))
        if refused is not None:
            raise refused

    async def tell(self, instance_id: str, progress: str) -> None:
        """What is being done for an instance that comes up."""
        async with self._store.write() as session:
            await session.execute(self._own(instance_id, "CREATING").values(progress=progress[:255]))

    async def run(self, instance_id: str) -> bool:
        """CREATING to RUNNING; False where it is wanted no more."""
        moment = now()
        values = {"running_since": moment, "update_time": moment, "attempts": 0, "progress": None}
        return await self._step(instance_id, "CREATING", status="RUNNING", ran=True, **values)

    async def fail(self, instance_id: str, code: str, message: str) -> bool:
        """PENDING or CREATING to FAILED, with what a person needs to know; it takes nothing any more."""
        values = {"error_code": code, "error_msg": message[:4096], "progress": None, "memory": 0}
        return await self._step(
            instance_id, "PENDING", "CREATING", status="FAILED", update_time=now(), **values
        )

    async def postpone(self, instance_id: str, message: str) -> bool:
        """Leave what has been RUNNING to whoever can run it, in a while; False for all others."""
        begun = case((ServiceInstance.status == "CREATING", 1), else_=0)  # nothing has died of it
        values = {
            "server_id": NOBODY,
            "status": "PENDING",
            "attempts": ServiceInstance.attempts - begun,
            "progress": f"waiting to be tried again: {message}"[:255],
            "update_time": now(),
        }
        ran = self._own(instance_id, "PENDING", "CREATING").where(ServiceInstance.ran)
        async with self._store.write() as session:
            return await changes(session, ran.values(**values))

    async def park(self, instance_id: str) -> None:
        """CREATING back to PENDING, because the server stops: this attempt does not count."""
        own = self._own(instance_id, "CREATING")
        async with self._store.write() as session:
            await session.execute(
                own.values(status="PENDING", attempts=ServiceInstance.attempts - 1, progress=None)
            )

    async def doom(self, user: User, workspace_id: str, instance_id: str) -> Doomed:
        """To DELETING, once or again; raises Missing, and Refused for the one a server keeps itself."""
        async with self._store.write() as session:
            workspace = await session.get(Workspace, workspace_id)
            if workspace is None or workspace.project_id != user.project:
                raise Missing("workspace", workspace_id)
            query = (
                select(ServiceInstance)
                .where(ServiceInstance.id == instance_id)
                .with_for_update(of=ServiceInstance)
            )
            instance = (await session.scalars(query)).unique().one_or_none()
            if instance is None or instance.workspace_id != workspace_id:
                raise Missing("service instance", instance_id)
            if instance.own:
                raise Refused(
                    "this instance serves the model that the server was started with; it cannot be deleted"
                )
            if instance.status != "DELETING":
                instance.status, instance.update_time = "DELETING", now()
                instance.update_user, instance.running_since = user.text, None
            return Doomed(instance.id, instance.server_id)

    async def remove(self, instance_id: str) -> bool:
        """DELETING to gone; False where it was not DELETING."""
        async with self._store.write() as session:
            doomed = delete(ServiceInstance).where(
                ServiceInstance.id == instance_id, ServiceInstance.status == "DELETING"
            )
            return await changes(session, doomed)

    async def _step(self, instance_id: str, *before: str, **values: Any) -> bool:
        async with self._store.write() as session:
            return await changes(session, self._own(instance_id, *before).values(**values))

    def _own(self, instance_id: str, *statuses: str) -> Any:
        return update(ServiceInstance).where(
            ServiceInstance.id == instance_id,
            ServiceInstance.server_id == self._server_id,
            ServiceInstance.status.in_(statuses),
        )
