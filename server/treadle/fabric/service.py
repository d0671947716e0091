"""Fabric put together: the store with its defaults, the services, and the contract to mount.

fabric = await Fabric.open(engine, database, admission=permits, settings=…, access=…)
fabric.defaults      ids to print
fabric.contract()    for `treadle.contract.mount`
await fabric.close()
"""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from treadle.chat.images import Gallery
from treadle.contract.admission import Gate, Permits, overloaded
from treadle.contract.call import Call
from treadle.contract.contract import Contract, Cors
from treadle.contract.problem import Kind, Problem
from treadle.engine.port import Engine
from treadle.fabric.access.grants import ANYBODY
from treadle.fabric.access.settings import AccessSettings
from treadle.fabric.auth import FabricGuard, OpenGuard
from treadle.fabric.catalogue import BaseModels, Features, Specs
from treadle.fabric.deploying.manager import Deployments
from treadle.fabric.deploying.port import Builder, Fetcher
from treadle.fabric.document import in_force
from treadle.fabric.endpoints import Endpoints
from treadle.fabric.errors import FabricErrors
from treadle.fabric.forwarding import Forwarder
from treadle.fabric.instances import ServiceInstances
from treadle.fabric.invocations import Invocations
from treadle.fabric.models import Models
from treadle.fabric.moderation.policy import Moderation, ModerationSettings
from treadle.fabric.settings import FabricSettings, ServedModel
from treadle.fabric.store import defaults
from treadle.fabric.store.credentials import Credentials
from treadle.fabric.store.defaults import Defaults
from treadle.fabric.store.records import User
from treadle.fabric.store.store import Store
from treadle.fabric.workspaces import Workspaces
from treadle.telemetry.families import Metrics
from treadle_contracts.fabric.routes import OPERATIONS
from treadle_contracts.fabric.services import DocumentationService, HealthService

DOCUMENT = files("treadle_contracts.fabric").joinpath("spec.json")
# What pages of another origin may send and read; the SDK's own headers, as its signatures need them.
HEADERS_OF_CALLERS = (
    "content-type",
    "authorization",
    "x-auth-token",
    "x-project-id",
    "x-sdk-date",
    "x-sdk-content-sha256",
    "x-request-id",
)
HEADERS_OF_ANSWERS = ("x-request-id", "x-content-moderation", "retry-after")
INVOCATIONS = frozenset({"invoke_model_service"})  # the operations that take permits


class Health(HealthService):
    """Whether an invocation would be answered now."""

    def __init__(self, engine: Engine, permits: Permits) -> None:
        self._engine = engine
        self._permits = permits

    async def show_health_check(self, call: Call) -> str:
        """Say so, or raise UNHEALTHY."""
        del call
        if self._permits.draining:
            raise Problem(Kind.UNHEALTHY, "the server is stopping")
        if not await self._engine.healthy():
            raise Problem(Kind.UNHEALTHY, "the engine does not generate")
        return "success"


def _full(permits: Permits) -> Problem:
    """What an invocation hears that gets no permit; a server that is stopping is a 500, not the load."""
    if permits.draining:
        return Problem(Kind.UNHEALTHY, "the server is stopping", headers=(("connection", "close"),))
    return overloaded(f"the server answers {permits.limit} sequences at once, and no more", draining=False)


def _count(metrics: Metrics, problem: Problem) -> None:
    if problem.kind in (Kind.OVERLOADED, Kind.UNHEALTHY):
        metrics.request_turned_away("overloaded")
    elif problem.kind is Kind.INVALID:
        metrics.request_turned_away("validation")


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
        deployments: Deployments,
        *,
        admission: Permits,
        settings: FabricSettings,
        access: AccessSettings | None,
        moderation: Moderation,
    ) -> None:
        self.store = store
        self.defaults = found
        self.deployments = deployments
        self.guard = self._guard = OpenGuard() if access is None else FabricGuard(store, access)
        self.forwarder = Forwarder(None if access is None else Credentials(store))
        self._engine, self._permits, self._settings = engine, admission, settings
        self._document = in_force(DOCUMENT.read_bytes(), settings)
        served = ServedModel.of(engine.card, settings)
        self._classifier = moderation.classifier
        self._policy = moderation.policy(self._judging)
        self.services: dict[str, object] = {
            "WorkspacesService": Workspaces(store, settings),
            "ModelsService": Models(store, served, settings),
            "BaseModelsService": BaseModels(served, settings),
            "SpecsService": Specs(settings),
            "EndpointsService": Endpoints(store, settings),
            "FeaturesService": Features(
                settings.features(asks=self.guard.asks, moderation=moderation.feature)
            ),
            "ServiceInstancesService": ServiceInstances(store, deployments, self._policy, settings),
            "HealthService": Health(engine, admission),
            "DocumentationService": Documentation(self._document),
        }

    @classmethod
    async def open(
        cls,
        engine: Engine,
        database: str | Path,
        *,
        admission: Permits,
        settings: FabricSettings | None = None,
        access: AccessSettings | None = None,
        user: User = ANYBODY,
        builder: Builder | None = None,
        fetcher: Fetcher | None = None,
        moderation: Moderation | None = None,
    ) -> Fabric:
        """Open `database` (a path or a URL), have `user`'s defaults in it, and take over what has no server.

        `engine` must have been started: the defaults are named after its model. Without `access` nobody is
        asked for credentials, without a `builder` nothing else than its model runs; `fetcher` reads the
        weights of `obs://` paths.
        """
        settings = settings or FabricSettings()
        served = ServedModel.of(engine.card, settings)
        store = await Store.open(database)
        deployments = Deployments(store, engine, served, settings, builder=builder, fetcher=fetcher)
        try:
            await deployments.enter()
            found = await defaults.ensure(
                store,
                user,
                model=served.id,
                base_model_type=served.base_model_type,
                spec_code=settings.spec_code,
                replicas=settings.endpoint_replicas,
                others=[other.id for other in await deployments.others()],
            )
            await deployments.open()
        except BaseException:
            await store.close()
            raise
        return cls(
            engine,
            store,
            found,
            deployments,
            admission=admission,
            settings=settings,
            access=access,
            moderation=moderation or Moderation(ModerationSettings()),
        )

    def contract(
        self,
        *,
        metrics: Metrics | None = None,
        payload_limit: int = 2_000_000,
        cors: Cors | None = None,
        gallery: Gallery | None = None,
    ) -> Contract:
        """The contract as the runtime mounts it; `payload_limit` is in bytes, `metrics` the server's.

        `gallery` brings images to models that take some.
        """
        limit = self._engine.card.max_total_tokens
        counts = metrics or Metrics(
            model=self._engine.card.id, max_total_tokens=limit, max_input_tokens=limit - 1
        )
        invocations = Invocations(
            self.deployments, self._policy, self._settings, counts, self.forwarder, gallery
        )
        return Contract(
            name="fabric",
            document=self._document,
            operations=OPERATIONS,
            errors=FabricErrors(),
            services={**self.services, "InvocationsService": invocations},
            guard=self.guard,
            gate=Gate(
                permits=self._permits,
                operations=INVOCATIONS,
                refusal=_full,
                refused=lambda problem: _count(counts, problem),
            ),
            payload_limit=payload_limit,
            cors=replace(cors or Cors(), methods=None, headers=HEADERS_OF_CALLERS, expose=HEADERS_OF_ANSWERS),
            request_id_header="X-request-id",
            event_stream="text/event-stream; charset=utf-8",
        )

    async def _judging(self) -> Engine:
        """The engine of the instance that moderates; raises as for an invocation of it."""
        assert self._classifier is not None, "nobody asks without one"
        workspace_id, _, instance_id = self._classifier.partition("/")
        if not instance_id:
            workspace_id, instance_id = self.defaults.workspace_id, self.defaults.instance_id
        return (await self.deployments.running(ANYBODY, workspace_id, instance_id)).engine

    async def close(self) -> None:
        """Stop what was deployed and give up the database, in which it stays."""
        await self.deployments.close()
        await self.forwarder.close()
        await self._guard.close()
        await self.store.close()
