"""What an invocation needs to know of an instance, looked up once a second at most.

Other processes may write the database, so what was read is believed for that second alone, and no longer
than this server's own next write.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from treadle.fabric.settings import ServedModel
from treadle.fabric.store.leases import Leases
from treadle.fabric.store.records import User
from treadle.fabric.store.store import Store
from treadle.fabric.store.tables import ModelVersion, ServiceInstance

_FRESH = 1.0  # seconds
_MOST_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class State:
    """An instance as it was at its last look."""

    until: float
    status: str
    moderation: bool
    own: bool  # it has weights of its own, so one server alone runs it
    address: str | None = None  # that server's, where it is another one and has said so


class Lookup:
    """The states of the instances that are invoked here."""

    def __init__(self, store: Store, leases: Leases, served: ServedModel) -> None:
        self._store = store
        self._leases = leases
        self._served = served
        self._states: dict[tuple[str, str, str], State] = {}

    def forget(self) -> None:
        """Something was written: nothing that was looked up is believed any more."""
        self._states.clear()

    async def state(self, user: User, workspace_id: str, instance_id: str, *, here: bool) -> State:
        """An instance's state; `here` says that this server runs it. Raises Missing."""
        key = (user.project, workspace_id, instance_id)
        moment = time.monotonic()
        known = self._states.get(key)
        if known is not None and known.until > moment:
            return known
        row = await self._store.instance(user, workspace_id, instance_id)
        own = row.server_id is not None
        status = row.status
        if not own and status == "RUNNING" and self._served.verdict(row.version) is not None:
            own = True  # another server's model
        address = await self._address(row) if own and not here else None
        if len(self._states) >= _MOST_REMEMBERED:
            self._states.clear()
        state = self._states[key] = State(moment + _FRESH, status, row.moderation, own, address)
        return state

    async def verdict(self, version: ModelVersion) -> tuple[str, str] | None:
        """Why no server of this database runs a version without weights of its own; None if one does."""
        reason = self._served.verdict(version)
        if reason is None:
            return None
        others = [ServedModel(one.served, one.base_model_type, 0) for one in await self._leases.others()]
        return None if any(other.verdict(version) is None for other in others) else reason

    async def _address(self, row: ServiceInstance) -> str | None:
        """Where another server answers this instance: the one that runs it, or any of its model."""
        for other in await self._leases.others():
            served = ServedModel(other.served, other.base_model_type, 0)
            if row.server_id == other.id or (row.server_id is None and served.verdict(row.version) is None):
                return other.address
        return None
