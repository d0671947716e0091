"""The services of the Fabric contract: what a server must implement.

A class that lacks a method cannot be instantiated. Written by `make generate`; never edited.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Literal

from treadle.contract.call import Call, Events

from . import models

__all__ = [
    "BaseModelsService",
    "DocumentationService",
    "EndpointsService",
    "FeaturesService",
    "HealthService",
    "InvocationsService",
    "ModelsService",
    "ServiceInstancesService",
    "SpecsService",
    "WorkspacesService",
]


class WorkspacesService(ABC):
    """Isolation units; models, endpoints and service instances live in one."""

    @abstractmethod
    async def list_workspaces(
        self,
        call: Call,
        *,
        offset: int = 0,
        limit: int = 10,
        name: str | None = None,
        id_: str | None = None,
        enterprise_project_id: str = "all_granted_eps",
    ) -> models.ListWorkspacesResponse:
        """List workspaces. GET `/v1/workspaces`.

        Lists the workspaces that the caller sees, the newest first. There is no call that shows a single
        one: ask with `id`.

        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        name: Part of a workspace's name, in upper or lower case.
        id_: Workspace ID.
        enterprise_project_id: Enterprise project ID; `all_granted_eps` stands for all of them.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def create_workspace(self, call: Call, *, body: models.CreateWorkspaceRequest) -> models.Workspace:
        """Create a workspace. POST `/v1/workspaces`.

        Creates a workspace. Its name is unique among those of the caller's project, whose number is
        bounded.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def update_workspace(
        self, call: Call, *, body: models.UpdateWorkspaceRequest, workspace_id: str
    ) -> models.Workspace:
        """Update a workspace. PUT `/v1/workspaces/{workspace_id}`.

        Changes a workspace's name, description or metastore; what the body leaves out stays as it is.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def delete_workspace(self, call: Call, *, workspace_id: str) -> None:
        """Delete a workspace. DELETE `/v1/workspaces/{workspace_id}`.

        Deletes a workspace. One that holds models, endpoints or service instances is in use and is refused
        with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """


class ModelsService(ABC):
    """Models and their versions."""

    @abstractmethod
    async def create_model_definition(
        self, call: Call, *, body: models.CreateModelDefinitionRequest, workspace_id: str
    ) -> models.CreateModelDefinitionResponse:
        """Create a model. POST `/v1/workspaces/{workspace_id}/models`.

        Creates a model by name, description, version name, version description, base model type and OBS
        path, and returns the model ID and the version ID. The call is asynchronous in that the files are
        looked at later; the model stands in the list of models at once. Names are unique within a
        workspace: a second model of the same name is refused with 400. A name is free again after its
        model was deleted.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def list_models(
        self,
        call: Call,
        *,
        workspace_id: str,
        offset: int = 0,
        limit: int = 10,
        name: str | None = None,
        id_: str | None = None,
        type_: str | None = None,
        visibility: Literal["PRIVATE", "PUBLIC", "ALL"] | None = None,
        sort_by: Literal["CREATE_TIME", "UPDATE_TIME", "NAME"] = "CREATE_TIME",
        order_by: Literal["ASC", "DESC"] = "DESC",
    ) -> models.ListModelsResponse:
        """List models. GET `/v1/workspaces/{workspace_id}/models`.

        Lists the models of a workspace. `name` matches any part of a name, in upper and lower case. A
        filter that nothing matches gives an empty list.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        name: Part of a name, in upper or lower case.
        id_: ID of the resource.
        type_: Type of the models, for example `LLM_MODEL`.
        visibility: `PRIVATE` and `PUBLIC` list such models, `PUBLIC` those of all workspaces; `ALL` lists
        both. Without it the workspace's own are listed.
        sort_by: What to sort by.
        order_by: Ascending or descending.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def update_model_definition(
        self, call: Call, *, body: models.UpdateModelDefinitionRequest, workspace_id: str, model_id: str
    ) -> models.ModelInfo:
        """Update a model. PUT `/v1/workspaces/{workspace_id}/models/{model_id}`.

        Changes a model's name or description, makes another version the current one, adds a version, or
        several of these at once; what the body leaves out stays as it is. A new version becomes the
        current one only by `current_version_id` in a later call. A local path under which there is nothing
        is refused with 400, a version that the model does not have with 404.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def cleanup_model(self, call: Call, *, workspace_id: str, model_id: str) -> None:
        """Delete a model. DELETE `/v1/workspaces/{workspace_id}/models/{model_id}`.

        Deletes a model with all its versions. A model of which a version is deployed is in use and is
        refused with 400: delete the service instances first. The model's name is free again.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def list_model_versions(
        self,
        call: Call,
        *,
        workspace_id: str,
        model_id: str,
        offset: int = 0,
        limit: int = 10,
        version_id: str | None = None,
        name: str | None = None,
    ) -> models.ListModelVersionsResponse:
        """List versions of a model. GET `/v1/workspaces/{workspace_id}/models/{model_id}/versions`.

        Lists the versions of a model, the newest first. `name` matches any part of a name, in upper and
        lower case.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        version_id: Model version ID.
        name: Part of a name, in upper or lower case.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def delete_model_version(
        self, call: Call, *, workspace_id: str, model_id: str, version_id: str
    ) -> None:
        """Delete a version of a model. DELETE
        `/v1/workspaces/{workspace_id}/models/{model_id}/versions/{version_id}`.

        Deletes a version of a model. The current version stays until another one is the current one, and a
        version that is deployed is in use; both are refused with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        version_id: Model version ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """


class BaseModelsService(ABC):
    """The catalogue that a model version's `base_model_type` names."""

    @abstractmethod
    async def list_base_models(
        self, call: Call, *, offset: int = 0, limit: int = 10
    ) -> models.ListBaseModelsResponse:
        """List base models. GET `/v1/base-models`.

        Lists the base models that a model version may name in `base_model_type`.

        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """


class SpecsService(ABC):
    """The resource codes that endpoints and service instances name."""

    @abstractmethod
    async def list_specs(
        self,
        call: Call,
        *,
        spec_code: models.SpecCode | None = None,
        spec_types: list[models.SpecType] | None = None,
        offset: int = 0,
        limit: int = 10,
        scenario: Literal["COMPUTE", "ENDPOINT"] | None = None,
    ) -> models.ListSpecsResponse:
        """List resource specifications. GET `/v1/specs`.

        Lists the codes that endpoints and service instances name in `spec_code`, with their steps and
        limits.

        spec_code: Code of a resource specification.
        spec_types: Types of specifications; the parameter is repeated for several.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        scenario: What the specifications are for.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """


class EndpointsService(ABC):
    """Pools of resources that service instances are placed on."""

    @abstractmethod
    async def create_endpoint(
        self, call: Call, *, body: models.CreateEndpointRequest, workspace_id: str
    ) -> models.Endpoint:
        """Create an endpoint. POST `/v1/workspaces/{workspace_id}/endpoints`.

        Creates an endpoint: a pool of resources that bounds what the service instances on it take
        together. Its name is unique within the workspace. The call is asynchronous in the contract; here
        the endpoint is `RUNNING` when the answer comes. A public endpoint is seen, and can be subscribed
        to, from every workspace.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def list_endpoints(
        self,
        call: Call,
        *,
        workspace_id: str,
        offset: int = 0,
        limit: int = 10,
        model_id: str | None = None,
        name: str | None = None,
        endpoint_id: str | None = None,
        type_: models.EndpointType | None = None,
        visibility: Literal["PRIVATE", "PUBLIC", "ALL"] | None = None,
    ) -> models.ListEndpointsResponse:
        """List endpoints. GET `/v1/workspaces/{workspace_id}/endpoints`.

        Lists the endpoints of a workspace, the newest first. Without `visibility` these are its own,
        public and private; `PUBLIC` lists the public ones of all workspaces, `ALL` both. Another
        workspace's public endpoint is `INACTIVE` until this workspace has subscribed to it. A filter that
        nothing matches gives an empty list.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        model_id: ID of a model; the endpoints on which it is deployed are listed.
        name: Part of a name, in upper or lower case.
        endpoint_id: Endpoint ID.
        type_: Type of the endpoints.
        visibility: `PRIVATE` lists the workspace's own private endpoints, `PUBLIC` the public ones of all
        workspaces; `ALL` lists its own and the public ones. Without it the workspace's own are listed.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def show_endpoint(
        self,
        call: Call,
        *,
        workspace_id: str,
        endpoint_id: str,
        version: Literal["CURRENT", "PREVIOUS"] = "CURRENT",
    ) -> models.Endpoint:
        """Show an endpoint. GET `/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}`.

        Shows an endpoint of the workspace, or a public one.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.
        version: Which state of the endpoint to show. An inference endpoint keeps no earlier one:
        `PREVIOUS` is a 404.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def update_endpoint(
        self, call: Call, *, body: models.UpdateEndpointRequest, workspace_id: str, endpoint_id: str
    ) -> models.Endpoint:
        """Update an endpoint. PUT `/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}`.

        Changes an endpoint's name, description, capability or resources; what the body leaves out stays as
        it is. Fewer resources than the service instances on the endpoint take together are refused with
        400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def delete_endpoint(
        self, call: Call, *, workspace_id: str, endpoint_id: str
    ) -> models.DeleteEndpointResponse:
        """Delete an endpoint. DELETE `/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}`.

        Deletes an endpoint. One with service instances on it is in use and is refused with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def subscribe_endpoint(self, call: Call, *, workspace_id: str, endpoint_id: str) -> None:
        """Subscribe to a public endpoint. POST
        `/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}/subscribe`.

        Lets this workspace deploy on another's public endpoint; on its own it may anyway. The request has
        no body. A second subscription changes nothing.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """


class ServiceInstancesService(ABC):
    """Models that were deployed."""

    @abstractmethod
    async def deploy_service_instance(
        self, call: Call, *, body: models.DeployServiceInstanceRequest, workspace_id: str
    ) -> models.DeployServiceInstanceResponse:
        """Deploy a model. POST `/v1/workspaces/{workspace_id}/services/instances`.

        Deploys a version of a model on an endpoint as a service instance, and returns its ID. The call is
        asynchronous: an instance with weights of its own is `PENDING`, then `CREATING`, then `RUNNING`;
        one that cannot run turns `FAILED` and says why when it is shown. `max` is not below `min`; all
        instances on an endpoint together stay within the endpoint's limit; names are unique within a
        workspace.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
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
        type_: models.ServiceType | None = None,
        visibility: models.Visibility | None = None,
        sort_by: Literal["CREATE_TIME", "DURATION"] = "CREATE_TIME",
        order_by: Literal["ASC", "DESC"] = "DESC",
    ) -> models.ListServicesInstancesResponse:
        """List service instances. GET `/v1/workspaces/{workspace_id}/services/instances`.

        Lists the service instances of a workspace. Without `visibility` these are its own, public and
        private; `PUBLIC` lists the public ones of all workspaces. A filter that nothing matches gives an
        empty list.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        id_: ID of the resource.
        name: Part of a name, in upper or lower case.
        limit: Most matches on the page.
        offset: How many matches to leave out before the page begins.
        endpoint_id: Endpoint ID.
        source_id: ID of the model that the instances run.
        version_id: Model version ID.
        type_: Type of the instances.
        visibility: `PRIVATE` lists the workspace's own private instances, `PUBLIC` the public ones of all
        workspaces. Without it the workspace's own are listed, public and private.
        sort_by: What to sort by.
        order_by: Ascending or descending.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def show_service_instance_detail(
        self, call: Call, *, workspace_id: str, instance_id: str
    ) -> models.ServiceInstanceDetail:
        """Show a service instance. GET `/v1/workspaces/{workspace_id}/services/instances/{instance_id}`.

        Shows a service instance with its address, its configuration and, if it failed, the reason.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def update_service_instance(
        self, call: Call, *, body: models.UpdateServiceInstanceRequest, workspace_id: str, instance_id: str
    ) -> models.UpdateServiceInstanceResponse:
        """Update a service instance. PUT `/v1/workspaces/{workspace_id}/services/instances/{instance_id}`.

        Changes a service instance's name, its description, or the most replicas that it may have; what the
        body leaves out stays as it is. Another model, another version or another minimum cannot be given
        to an instance: the call refuses them with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """

    @abstractmethod
    async def delete_service_instance(
        self, call: Call, *, workspace_id: str, instance_id: str
    ) -> models.DeleteServiceInstanceResponse:
        """Delete a service instance. DELETE `/v1/workspaces/{workspace_id}/services/instances/{instance_id}`.

        Deletes a service instance. The call is asynchronous: what runs on the instance is finished first,
        and until then it is shown as `DELETING`; one that has nothing to finish is gone when the answer
        comes.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """


class InvocationsService(ABC):
    """Calls of a deployed model."""

    @abstractmethod
    async def invoke_model_service(
        self, call: Call, *, body: models.InvokeModelServiceRequest, workspace_id: str, instance_id: str
    ) -> models.ChatCompletion | Events[models.ChatCompletionChunk]:
        """Invoke a deployed model. POST
        `/v1/workspaces/{workspace_id}/services/instances/{instance_id}/invocations`.

        Invokes a deployed large model inference instance. The call is synchronous: the answer comes on the
        same connection, and there is no job to ask for. The content is moderated where the server has a
        moderator: what does not meet the requirements is shielded, not refused; `moderation` asks for it
        to be disabled, and the header `X-Content-Moderation` says what was done. The instance has to be
        `RUNNING`; any other status is a 400 that names it. 429 is an extension of the contract for a
        server that is full.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.

        Answers: 200, 400, 401, 403, 404, 408, 429, 500.
        """


class FeaturesService(ABC):
    """What a server was set to do."""

    @abstractmethod
    async def list_features(
        self, call: Call, *, offset: int = 0, limit: int = 10
    ) -> models.ListFeaturesResponse:
        """List features. GET `/v1/features`.

        Lists what this server was set to do, as pairs of texts: whether credentials are asked for, whether
        content is moderated, and what create model takes.

        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.

        Answers: 200, 400, 401, 403, 404, 408, 500.
        """


class HealthService(ABC):
    """Whether the service answers."""

    @abstractmethod
    async def show_health_check(self, call: Call) -> str:
        """Health check. GET `/healthcheck`.

        Says that the service answers. It needs no token.

        Answers: 200, 408, 500.
        """


class DocumentationService(ABC):
    """This document."""

    @abstractmethod
    async def fabric_document(self, call: Call) -> dict[str, Any]:
        """This document. GET `/openapi/fabric.json`.

        The contract as an OpenAPI 3.2 document. It needs no token.

        Answers: 200, 408, 500.
        """
