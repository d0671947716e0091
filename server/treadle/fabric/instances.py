"""Service instances: deployed, listed, shown, deleted, and looked up for each invocation."""

from __future__ import annotations

import time
from typing import Literal

from treadle.contract.call import Call
from treadle.fabric import shapes
from treadle.fabric.catalogue import MOST_ROWS
from treadle.fabric.deadline import framed
from treadle.fabric.settings import FabricSettings, ServedModel
from treadle.fabric.shapes import given
from treadle.fabric.store import models
from treadle.fabric.store.records import InstanceChange, InstanceFilter, NewInstance, Paging, User, now
from treadle.fabric.store.store import Store
from treadle_contracts.fabric import models as wire
from treadle_contracts.fabric.services import ServiceInstancesService

_FRESH = 1.0  # seconds for which a looked-up status is believed; other processes may write the database
_MOST_REMEMBERED = 1024


class Statuses:
    """The status of an instance without a query for each invocation."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str, str], tuple[float, str]] = {}

    async def of(self, user: User, workspace_id: str, instance_id: str) -> str:
        """The instance's status; raises Missing."""
        key = (user.project, workspace_id, instance_id)
        moment = time.monotonic()
        known = self._known.get(key)
        if known is not None and known[0] > moment:
            return known[1]
        status = (await self._store.instance(user, workspace_id, instance_id)).status
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = (moment + _FRESH, status)
        return status

    def forget(self) -> None:
        """Something was written."""
        self._known.clear()


class ServiceInstances(ServiceInstancesService):
    """The service instances of a workspace."""

    def __init__(
        self, store: Store, statuses: Statuses, served: ServedModel, settings: FabricSettings
    ) -> None:
        self._store = store
        self._statuses = statuses
        self._served = served
        self._settings = settings

    async def deploy_service_instance(
        self, call: Call, *, body: wire.DeployServiceInstanceRequest, workspace_id: str
    ) -> wire.DeployServiceInstanceResponse:
        """Deploy a model version; what the server cannot run becomes FAILED at once, with the reason."""
        async with framed(call, self._settings.deadline):
            model, version = await models.source(
                self._store, call.principal, workspace_id, body.source.id, given(body.source.version_id)
            )
            config = given(body.config)
            model_config = None if config is None else given(config.model_instance_config)
            resource = None if model_config is None else given(model_config.resource)
            reason = self._served.verdict(version)
            instance = await self._store.deploy(
                call.principal,
                workspace_id,
                NewInstance(
                    model_id=model.id,
                    version_id=version.id,
                    endpoint_id=body.endpoint_id,
                    name=body.name,
                    description=given(body.description),
                    minimum=1 if resource is None else resource.min,
                    maximum=1 if resource is None else resource.max,
                    spec_code=None if resource is None else resource.spec_code,
                    status="RUNNING" if reason is None else "FAILED",
                    error_code=None if reason is None else reason[0],
                    error_msg=None if reason is None else reason[1],
                ),
            )
        self._statuses.forget()
        return wire.DeployServiceInstanceResponse(id=instance.id)

    async def list_services_instances(
        self,
        call: Call,
        *,
        workspace_id: str,
        id_: str | None = None,
        name: str | None = None,
        limit: int = 10,
        offset: int = 0,
        endpoint_id: str | None = None,
        source_id: str | None = None,
        version_id: str | None = None,
        type_: wire.ServiceType | None = None,
        visibility: wire.Visibility | None = None,
        sort_by: Literal["CREATE_TIME", "DURATION"] = "CREATE_TIME",
        order_by: Literal["ASC", "DESC"] = "DESC",
    ) -> wire.ListServicesInstancesResponse:
        """List the service instances that a workspace sees."""
        wanted = InstanceFilter(
            name=name,
            id=id_,
            type=type_,
            visibility=visibility,
            endpoint_id=endpoint_id,
            source_id=source_id,
            version_id=version_id,
        )
        async with framed(call, self._settings.deadline):
            page = await self._store.instances(
                call.principal,
                workspace_id,
                wanted,
                Paging(offset, limit, sort_by, order_by == "DESC", call.client),
            )
        moment = now()
        return wire.ListServicesInstancesResponse(
            total=min(page.total, MOST_ROWS),
            service_instances=[shapes.instance(row, moment) for row in page.rows],
        )

    async def show_service_instance_detail(
        self, call: Call, *, workspace_id: str, instance_id: str
    ) -> wire.ServiceInstanceDetail:
        """Show a service instance."""
        async with framed(call, self._settings.deadline):
            row = await self._store.instance(call.principal, workspace_id, instance_id)
        return shapes.instance_detail(row, now(), shapes.origin(call, self._settings.public_url))

    async def update_service_instance(
        self, call: Call, *, body: wire.UpdateServiceInstanceRequest, workspace_id: str, instance_id: str
    ) -> wire.UpdateServiceInstanceResponse:
        """Change a service instance's name, description or most replicas."""
        source, config = given(body.source), given(body.config)
        model_config = None if config is None else given(config.model_instance_config)
        resource = None if model_config is None else given(model_config.resource)
        async with framed(call, self._settings.deadline):
            await self._store.update_instance(
                call.principal,
                workspace_id,
                instance_id,
                InstanceChange(
                    name=given(body.name),
                    description=given(body.description),
                    model_id=None if source is None else source.id,
                    version_id=None if source is None else given(source.version_id),
                    minimum=None if resource is None else resource.min,
                    maximum=None if resource is None else resource.max,
                ),
            )
        return wire.UpdateServiceInstanceResponse(id=instance_id)

    async def delete_service_instance(
        self, call: Call, *, workspace_id: str, instance_id: str
    ) -> wire.DeleteServiceInstanceResponse:
        """Delete a service instance; it is gone when this returns."""
        async with framed(call, self._settings.deadline):
            await self._store.delete_instance(call.principal, workspace_id, instance_id)
        self._statuses.forget()
        return wire.DeleteServiceInstanceResponse(id=instance_id)
