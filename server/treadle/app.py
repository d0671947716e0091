"""The parts of a server, put together: one engine, one database, two contracts, one application."""

from __future__ import annotations

import os
import re

from fastapi import FastAPI

from treadle.access import access_of, database_of
from treadle.config import ServerSettings
from treadle.contract.admission import Permits
from treadle.contract.contract import Contract, Cors
from treadle.contract.mount import mount
from treadle.engine.embedded import cache_root
from treadle.engine.hardware import hardware_name
from treadle.engine.plain import without_grammars
from treadle.engine.port import Engine
from treadle.engine_options import shards
from treadle.fabric.deploying.port import Builder
from treadle.fabric.moderation.policy import Moderation
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings
from treadle.fabric.store.defaults import Defaults
from treadle.fabric.weights.fetcher import ObsFetcher
from treadle.fabric.weights.objects import StoreSettings
from treadle.fabric.weights.signature import Credentials
from treadle.images.fetch import Images
from treadle.telemetry.families import Metrics
from treadle.tgi import service as tgi
from treadle.tgi.desk import Desk, TgiSettings
from treadle.tgi.errors import TgiErrors
from treadle.tgi.limits import Limits

# Fabric's side of /v1, with what its SDK asks for and is not served; the rest of the origin is TGI's.
FABRIC_PATHS = re.compile(
    r"/v1/(workspaces|base-models|specs|features|agency|agreement|agreement-rule|[^/]+/fabric-workspace)(?![^/])"
    r"|/healthcheck|/openapi/"
)


class Server:
    """A server from its start to its stop.

    start(engine) ─▶ open_store() ─▶ application() ─▶ … ─▶ stop()
    """

    def __init__(self, settings: ServerSettings, engine: Engine) -> None:
        """Raises UnusableModerator."""
        self.settings = settings
        self.engine = engine
        self.permits = Permits(settings.max_concurrent_requests)
        self.access = access_of(settings)
        self.moderation = Moderation(settings.moderation())
        self.gallery = Images(settings.images())
        self.fabric: Fabric | None = None

    @property
    def fabric_asks(self) -> bool:
        """Whether Fabric's routes want credentials."""
        return self.access is not None

    @property
    def defaults(self) -> Defaults:
        """Ids of Fabric's default workspace, endpoint and instance."""
        assert self.fabric is not None, "open_store() first"
        return self.fabric.defaults

    async def open_store(self, builder: Builder | None = None) -> None:
        """Open the database and have its defaults there; the engine must have been started.

        `builder` makes the engines of deployed models; without one there are none.
        """
        settings = self.settings
        self.fabric = await Fabric.open(
            self.engine,
            database_of(settings),
            admission=self.permits,
            settings=FabricSettings(
                deadline=settings.fabric_deadline,
                strict_base_models=settings.fabric_strict_base_models,
                cjk_names=settings.fabric_cjk_names,
                drain=settings.fabric_drain,
                advertise=settings.fabric_advertise_url,
                local_model_roots=settings.local_model_root,
            ),
            access=self.access,
            moderation=self.moderation,
            builder=builder,
            fetcher=_fetcher(settings),
        )

    def application(self, metrics: Metrics) -> FastAPI:
        """The application to serve."""
        assert self.fabric is not None, "open_store() first"
        cors = Cors(origins=self.settings.cors_allow_origin or ("*",))
        errors = TgiErrors(
            openai_errors=self.settings.openai_errors,
            plain_text_errors=self.settings.plain_text_errors,
            stream_errors=self.settings.stream_errors_as_events,
        )
        contracts = [
            tgi.contract(self._desk(metrics), errors=errors, api_key=self.settings.api_key, cors=cors),
            self.fabric.contract(
                metrics=metrics, payload_limit=self.settings.payload_limit, cors=cors, gallery=self.gallery
            ),
        ]
        app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

        def owner(path: str) -> Contract:
            return contracts[FABRIC_PATHS.match(path) is not None]

        mount(app, contracts, owner=owner)
        return app

    async def stop(self) -> None:
        """Release everything; safe at any point."""
        try:
            if self.fabric is not None:
                await self.fabric.close()
        finally:
            await self.engine.stop()

    def _desk(self, metrics: Metrics) -> Desk:
        settings, card = self.settings, self.engine.card
        total = card.max_total_tokens
        limits = Limits(
            max_total_tokens=total,
            max_input_tokens=settings.max_input_tokens or total - 1,
            max_concurrent_requests=settings.max_concurrent_requests,
            max_best_of=settings.max_best_of,
            max_stop_sequences=settings.max_stop_sequences,
            max_top_n_tokens=settings.max_top_n_tokens,
            max_client_batch_size=settings.max_client_batch_size,
            payload_limit=settings.payload_limit,
            validation_workers=settings.validation_workers,
        )
        tgi_settings = TgiSettings(
            compute_type=os.environ.get("COMPUTE_TYPE")
            or f"{shards(settings, card.device)}-{hardware_name(card.device)}",
            compat_object=settings.compat_object,
            max_batch_size=settings.max_batch_size,
        )
        return Desk(
            engine=without_grammars(self.engine) if settings.disable_grammar_support else self.engine,
            limits=limits,
            permits=self.permits,
            metrics=metrics,
            settings=tgi_settings,
            gallery=self.gallery,
        )


def _fetcher(settings: ServerSettings) -> ObsFetcher | None:
    if settings.obs_endpoint is None:
        return None
    access, secret = settings.obs_access_key, settings.obs_secret_key
    credentials = Credentials(access, secret, settings.obs_security_token) if access and secret else None
    store = StoreSettings(
        endpoint=settings.obs_endpoint,
        region=settings.obs_region,
        credentials=credentials,
        addressing=settings.obs_addressing,
    )
    cache = settings.weights_cache or cache_root() / "weights"
    most = settings.weights_cache_limit_mib
    return ObsFetcher(
        store,
        cache,
        limit=settings.weights_limit_mib << 20,
        buckets=settings.obs_bucket,
        cache_limit=None if most is None else most << 20,
    )
