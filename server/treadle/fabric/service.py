"""Fabric put together: the store with its defaults, the services, and the contract to mount.

fabric = await Fabric.open(engine, database, admission=permits, settings=…, tokens=…)
fabric.defaults      ids to print
fabric.contract()    for `treadle.contract.mount`
await fabric.close()
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from treadle.contract.call import Call
from treadle.contract.contract import Contract, Cors
from treadle.contract.problem import Kind, Problem
from treadle.engine.port import Engine
from treadle.fabric.auth import ANYBODY, FabricGuard, Tokens
from treadle.fabric.catalogue import BaseModels, Models, Workspaces
from treadle.fabric.errors import FabricErrors
from treadle.fabric.instances import ServiceInstances, Statuses
from treadle.fabric.invocations import Admission, Invocations
from treadle.fabric.settings import FabricSettings, ServedModel
from treadle.fabric.store import defaults
from treadle.fabric.store.defaults import Defaults
from treadle.fabric.store.records import User
from treadle.fabric.store.store import Store
from treadle_contracts.fabric.routes import OPERATIONS
from treadle_contracts.fabric.services import DocumentationService, HealthService

DOCUMENT = files("treadle_contracts.fabric").joinpath("spec.json")


class Health(HealthService):
    """Whether an invocation would be answered now."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def show_health_check(self, call: Call) -> str:
        """Say so, or raise UNHEALTHY."""
        del call
        if not self._engine.running:
            raise Problem(Kind.UNHEALTHY, "the engine is not running")
        return "success"


class Documentation(DocumentationService):
    """The contract itself."""

    def __init__(self, document: bytes) -> None:
        self._document: dict[str, Any] = msgspec.json.decode(document)

    async def fabric_document(self, call: Call) -> dict[str, Any]:
        """The document."""
        del call
        return self._document


class Fabric:
    """Fabric's side of a running server."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        found: Defaults,
        *,
        admission: Admission,
        settings: FabricSettings,
        tokens: Tokens | None,
    ) -> None:
        self.store = store
        self.defaults = found
        self.guard = FabricGuard(tokens)
        self._document = DOCUMENT.read_bytes()
        served = ServedModel.of(engine.card, settings)
        statuses = Statuses(store)
        self.services: dict[str, object] = {
            "WorkspacesService": Workspaces(store, settings),
            "ModelsService": Models(store, served, settings),
            "BaseModelsService": BaseModels(served, settings),
            "ServiceInstancesService": ServiceInstances(store, statuses, served, settings),
            "InvocationsService": Invocations(engine, statuses, admission, settings),
            "HealthService": Health(engine),
            "DocumentationService": Documentation(self._document),
        }

    @classmethod
    async def open(
        cls,
        engine: Engine,
        database: str | Path,
        *,
        admission: Admission,
        settings: FabricSettings | None = None,
        tokens: Tokens | None = None,
        user: User = ANYBODY,
    ) -> Fabric:
        """Open `database` (a path or a URL), have `user`'s defaults in it, and review all instances.

        `engine` must have been started: the defaults are named after its model.
        """
        settings = settings or FabricSettings()
        served = ServedModel.of(engine.card, settings)
        store = await Store.open(database)
        try:
            found = await defaults.ensure(
                store,
                user,
                model=served.id,
                base_model_type=served.base_model_type,
                spec_code=settings.spec_code,
                replicas=settings.endpoint_replicas,
            )
            await defaults.review(store, served.verdict)
        except BaseException:
            await store.close()
            raise
        return cls(engine, store, found, admission=admission, settings=settings, tokens=tokens)

    def contract(self, *, payload_limit: int = 2_000_000, cors: Cors | None = None) -> Contract:
        """The contract as the runtime mounts it; `payload_limit` is in bytes."""
        return Contract(
            name="fabric",
            document=self._document,
            operations=OPERATIONS,
            errors=FabricErrors(),
            services=self.services,
            guard=self.guard,
            payload_limit=payload_limit,
            cors=cors or Cors(),
            request_id_header="X-request-id",
            event_stream="text/event-stream; charset=utf-8",
        )

    async def close(self) -> None:
        """Give up the database."""
        await self.store.close()
