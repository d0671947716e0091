"""Service instances: deployed, listed, shown, updated and deleted."""

from __future__ import annotations

from typing import Literal

from treadle.contract.call import Call
from treadle.fabric import shapes
from treadle.fabric.catalogue import MOST_ROWS
from treadle.fabric.deadline import framed
from treadle.fabric.deploying.manager import Deployments
from treadle.fabric.moderation.policy import Policy
from treadle.fabric.settings import FabricSettings
from treadle.fabric.shapes import given
from treadle.fabric.store import models
from treadle.fabric.store.records import InstanceChange, InstanceFilter, NewInstance, Paging, now
from treadle.fabric.store.store import Store
from treadle_contracts.fabric import models as wire
from treadle_contracts.fabric.services import ServiceInstancesService


class ServiceInstances(ServiceInstancesService):
    """The service instances of a workspace."""

    def __init__(
        self, store: Store, deployments: Deployments, policy: Policy, settings: FabricSettings
    ) -> None:
        self._store = store
        self._deployments = deployments
        self._policy = policy
        self._settings = settings

    async def deploy_service_instance(
        self, call: Call, *, body: wire.DeployServiceInstanceRequest, workspace_id: str
    ) -> wire.DeployServiceInstanceResponse:
        """Deploy a model version; a path's weights are loaded after the answer."""
        async with framed(call, self._settings.deadline):
            model, version = await models.source(
                self._store, call.principal, workspace_id, body.source.id, given(body.source.version_id)
            )
            config = given(body.config)
            model_config = None if config is None else given(config.model_instance_config)
            resource = None if model_config is None else given(model_config.resource)
            moderation = model_config is None or given(model_config.moderation) is not False
            self._policy.may_deploy(moderation)
            instance = await self._deployments.deploy(
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
                    moderation=moderation,
                ),
                version,
            )
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
        """Delete a service instance; it is gone on return unless it has much to finish."""
        async with framed(call, self._settings.deadline):
            await self._deployments.delete(call.principal, workspace_id, instance_id)
        return wire.DeleteServiceInstanceResponse(id=instance_id)
