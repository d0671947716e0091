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
    "HealthService",
    "InvocationsService",
    "ModelsService",
    "ServiceInstancesService",
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


class ServiceInstancesService(ABC):
    """Models that were deployed."""

    @abstractmethod
    async def deploy_service_instance(
        self, call: Call, *, body: models.DeployServiceInstanceRequest, workspace_id: str
    ) -> models.DeployServiceInstanceResponse:
        """Deploy a model. POST `/v1/workspaces/{workspace_id}/services/instances`.

        Deploys a version of a model on an endpoint as a service instance, and returns its ID. The call is
        asynchronous: an instance that cannot run turns `FAILED` and says why when it is shown. `max` is
        not below `min`; all instances on an endpoint together stay within the endpoint's limit; names are
        unique within a workspace.

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
    async def delete_service_instance(
        self, call: Call, *, workspace_id: str, instance_id: str
    ) -> models.DeleteServiceInstanceResponse:
        """Delete a service instance. DELETE `/v1/workspaces/{workspace_id}/services/instances/{instance_id}`.

        Deletes a service instance. The call is asynchronous in the contract; here the instance is gone
        when the answer comes.

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
