"""The client objects: one method for each operation.

Written by `make generate`; never edited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, overload

from . import models
from ._base import AsyncBase, SyncBase, request_body
from ._streams import AsyncStream, Stream
from ._transport import AsyncHttpClient, HttpClient
from ._version import USER_AGENT
from .api.base_models import list_base_models as _list_base_models
from .api.documentation import fabric_document as _fabric_document
from .api.endpoints import create_endpoint as _create_endpoint
from .api.endpoints import delete_endpoint as _delete_endpoint
from .api.endpoints import list_endpoints as _list_endpoints
from .api.endpoints import show_endpoint as _show_endpoint
from .api.endpoints import subscribe_endpoint as _subscribe_endpoint
from .api.endpoints import update_endpoint as _update_endpoint
from .api.features import list_features as _list_features
from .api.health import show_health_check as _show_health_check
from .api.invocations import invoke_model_service as _invoke_model_service
from .api.models import cleanup_model as _cleanup_model
from .api.models import create_model_definition as _create_model_definition
from .api.models import delete_model_version as _delete_model_version
from .api.models import list_model_versions as _list_model_versions
from .api.models import list_models as _list_models
from .api.models import update_model_definition as _update_model_definition
from .api.service_instances import delete_service_instance as _delete_service_instance
from .api.service_instances import deploy_service_instance as _deploy_service_instance
from .api.service_instances import list_services_instances as _list_services_instances
from .api.service_instances import show_service_instance_detail as _show_service_instance_detail
from .api.service_instances import update_service_instance as _update_service_instance
from .api.specs import list_specs as _list_specs
from .api.workspaces import create_workspace as _create_workspace
from .api.workspaces import delete_workspace as _delete_workspace
from .api.workspaces import list_workspaces as _list_workspaces
from .api.workspaces import update_workspace as _update_workspace
from .types import UNSET, Timeout, Unset

__all__ = ["AsyncClient", "Client"]

DEFAULT_BASE_URL: Final = "http://127.0.0.1:8080"


def _headers(token: str | None, headers: Mapping[str, str] | None) -> dict[str, str]:
    given = {name.lower(): value for name, value in (headers or {}).items()}
    if token is not None:
        given = {"x-auth-token": f"{token}", **given}
    return {"user-agent": USER_AGENT, "accept": "*/*", **given}


class Client(SyncBase):
    """A client of a server that answers the Fabric contract.

    Close it, or use it in a `with` block. `timeout` is in seconds. `max_retries` counts the tries after the
    first; only what cannot have had an effect is tried again. `http_client` stays the caller's to close.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_BASE_URL,
        *,
        token: str | None = None,
        timeout: Timeout | float | None = None,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: HttpClient | None = None,
    ) -> None:
        super().__init__(
            base_url,
            _headers(token, headers),
            timeout=timeout,
            max_retries=max_retries,
            http_client=http_client,
        )

    def list_workspaces(
        self,
        *,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        name: str | Unset = UNSET,
        id: str | Unset = UNSET,
        enterprise_project_id: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListWorkspacesResponse:
        """List workspaces; raises APIError.

        Lists the workspaces that the caller sees, the newest first. There is no call that shows a single
        one: ask with `id`.

        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        name: Part of a workspace's name, in upper or lower case.
        id_: Workspace ID.
        enterprise_project_id: Enterprise project ID; `all_granted_eps` stands for all of them.
        """

        return _list_workspaces.sync(
            offset=offset,
            limit=limit,
            name=name,
            id=id,
            enterprise_project_id=enterprise_project_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def create_workspace(
        self,
        *,
        name: str,
        description: str | Unset = UNSET,
        metastore_id: str | Unset = UNSET,
        enterprise_project_id: str | Unset = UNSET,
        tags: Sequence[models.WorkspaceTag | Mapping[str, Any]] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Workspace: ...
    @overload
    def create_workspace(
        self,
        *,
        body: models.CreateWorkspaceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Workspace: ...
    def create_workspace(
        self,
        *,
        body: models.CreateWorkspaceRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Workspace:
        """Create a workspace; raises APIError.

        Creates a workspace. Its name is unique among those of the caller's project, whose number is
        bounded.

        name: Name of 4 to 32 letters (A to Z), digits and hyphens.
        description: Description of 0 to 255 characters, none of them NUL.
        metastore_id: Identifier given by the server, 32 to 36 letters, digits and hyphens.
        enterprise_project_id: Identifier of the enterprise project; `0` is the default one. Default: "0".
        tags: Marks of the workspace; of a key that stands twice the last value counts.
        """

        sent = request_body(body, members, {})
        return _create_workspace.sync(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def update_workspace(
        self,
        *,
        workspace_id: str,
        name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        metastore_id: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Workspace: ...
    @overload
    def update_workspace(
        self,
        *,
        workspace_id: str,
        body: models.UpdateWorkspaceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Workspace: ...
    def update_workspace(
        self,
        *,
        workspace_id: str,
        body: models.UpdateWorkspaceRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Workspace:
        """Update a workspace; raises APIError.

        Changes a workspace's name, description or metastore; what the body leaves out stays as it is.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        name: Name of 4 to 32 letters (A to Z), digits and hyphens.
        description: Description of 0 to 255 characters, none of them NUL.
        metastore_id: Identifier given by the server, 32 to 36 letters, digits and hyphens.
        """

        sent = request_body(body, members, {})
        return _update_workspace.sync(
            body=sent,
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def delete_workspace(
        self,
        *,
        workspace_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Delete a workspace; raises APIError.

        Deletes a workspace. One that holds models, endpoints or service instances is in use and is refused
        with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        """

        return _delete_workspace.sync(
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def list_models(
        self,
        *,
        workspace_id: str,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        name: str | Unset = UNSET,
        id: str | Unset = UNSET,
        type_: str | Unset = UNSET,
        visibility: models.ListModelsVisibility | Unset = UNSET,
        sort_by: models.ListModelsSortBy | Unset = UNSET,
        order_by: models.ListModelsOrderBy | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListModelsResponse:
        """List models; raises APIError.

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
        """

        return _list_models.sync(
            workspace_id=workspace_id,
            offset=offset,
            limit=limit,
            name=name,
            id=id,
            type_=type_,
            visibility=visibility,
            sort_by=sort_by,
            order_by=order_by,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def create_model_definition(
        self,
        *,
        workspace_id: str,
        name: str,
        type_: models.ModelType,
        version: models.ModelVersionInput | Mapping[str, Any],
        description: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.CreateModelDefinitionResponse: ...
    @overload
    def create_model_definition(
        self,
        *,
        workspace_id: str,
        body: models.CreateModelDefinitionRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.CreateModelDefinitionResponse: ...
    def create_model_definition(
        self,
        *,
        workspace_id: str,
        body: models.CreateModelDefinitionRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.CreateModelDefinitionResponse:
        """Create a model; raises APIError.

        Creates a model by name, description, version name, version description, base model type and OBS
        path, and returns the model ID and the version ID. The call is asynchronous in that the files are
        looked at later; the model stands in the list of models at once. Names are unique within a
        workspace: a second model of the same name is refused with 400. A name is free again after its model
        was deleted.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        name: Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally: nothing is trimmed, and upper and lower case differ.
        type_: Kind of model; `LLM_MODEL` is a large language model.
        version: Details of a model version. The server generates the version's identifier; one that the
        request gives has no effect.
        description: Description of 0 to 1024 characters, none of them NUL.
        """

        sent = request_body(
            body,
            members,
            {
                "type_": "type",
            },
        )
        return _create_model_definition.sync(
            body=sent,
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def update_model_definition(
        self,
        *,
        workspace_id: str,
        model_id: str,
        name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        current_version_id: str | Unset = UNSET,
        version: models.ModelVersionInput | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ModelInfo: ...
    @overload
    def update_model_definition(
        self,
        *,
        workspace_id: str,
        model_id: str,
        body: models.UpdateModelDefinitionRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ModelInfo: ...
    def update_model_definition(
        self,
        *,
        workspace_id: str,
        model_id: str,
        body: models.UpdateModelDefinitionRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.ModelInfo:
        """Update a model; raises APIError.

        Changes a model's name or description, makes another version the current one, adds a version, or
        several of these at once; what the body leaves out stays as it is. A new version becomes the current
        one only by `current_version_id` in a later call. A local path under which there is nothing is
        refused with 400, a version that the model does not have with 404.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        name: Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally: nothing is trimmed, and upper and lower case differ.
        description: Description of 0 to 1024 characters, none of them NUL.
        current_version_id: Identifier given by the server, 32 to 36 letters, digits and hyphens.
        version: Details of a model version. The server generates the version's identifier; one that the
        request gives has no effect.
        """

        sent = request_body(body, members, {})
        return _update_model_definition.sync(
            body=sent,
            workspace_id=workspace_id,
            model_id=model_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def cleanup_model(
        self,
        *,
        workspace_id: str,
        model_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Delete a model; raises APIError.

        Deletes a model with all its versions. A model of which a version is deployed is in use and is
        refused with 400: delete the service instances first. The model's name is free again.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        """

        return _cleanup_model.sync(
            workspace_id=workspace_id,
            model_id=model_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def list_model_versions(
        self,
        *,
        workspace_id: str,
        model_id: str,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        version_id: str | Unset = UNSET,
        name: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListModelVersionsResponse:
        """List versions of a model; raises APIError.

        Lists the versions of a model, the newest first. `name` matches any part of a name, in upper and
        lower case.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        version_id: Model version ID.
        name: Part of a name, in upper or lower case.
        """

        return _list_model_versions.sync(
            workspace_id=workspace_id,
            model_id=model_id,
            offset=offset,
            limit=limit,
            version_id=version_id,
            name=name,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def delete_model_version(
        self,
        *,
        workspace_id: str,
        model_id: str,
        version_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Delete a version of a model; raises APIError.

        Deletes a version of a model. The current version stays until another one is the current one, and a
        version that is deployed is in use; both are refused with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        version_id: Model version ID, 1 to 36 letters, digits and hyphens.
        """

        return _delete_model_version.sync(
            workspace_id=workspace_id,
            model_id=model_id,
            version_id=version_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def list_base_models(
        self,
        *,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListBaseModelsResponse:
        """List base models; raises APIError.

        Lists the base models that a model version may name in `base_model_type`.

        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        """

        return _list_base_models.sync(
            offset=offset,
            limit=limit,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def list_specs(
        self,
        *,
        spec_code: str | Unset = UNSET,
        spec_types: Sequence[models.SpecType] | Unset = UNSET,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        scenario: models.ListSpecsScenario | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListSpecsResponse:
        """List resource specifications; raises APIError.

        Lists the codes that endpoints and service instances name in `spec_code`, with their steps and
        limits.

        spec_code: Code of a resource specification.
        spec_types: Types of specifications; the parameter is repeated for several.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        scenario: What the specifications are for.
        """

        return _list_specs.sync(
            spec_code=spec_code,
            spec_types=spec_types,
            offset=offset,
            limit=limit,
            scenario=scenario,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def list_endpoints(
        self,
        *,
        workspace_id: str,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        model_id: str | Unset = UNSET,
        name: str | Unset = UNSET,
        endpoint_id: str | Unset = UNSET,
        type_: models.EndpointType | Unset = UNSET,
        visibility: models.ListEndpointsVisibility | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListEndpointsResponse:
        """List endpoints; raises APIError.

        Lists the endpoints of a workspace, the newest first. Without `visibility` these are its own, public
        and private; `PUBLIC` lists the public ones of all workspaces, `ALL` both. Another workspace's
        public endpoint is `INACTIVE` until this workspace has subscribed to it. A filter that nothing
        matches gives an empty list.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        model_id: ID of a model; the endpoints on which it is deployed are listed.
        name: Part of a name, in upper or lower case.
        endpoint_id: Endpoint ID.
        type_: Type of the endpoints.
        visibility: `PRIVATE` lists the workspace's own private endpoints, `PUBLIC` the public ones of all
        workspaces; `ALL` lists its own and the public ones. Without it the workspace's own are listed.
        """

        return _list_endpoints.sync(
            workspace_id=workspace_id,
            offset=offset,
            limit=limit,
            model_id=model_id,
            name=name,
            endpoint_id=endpoint_id,
            type_=type_,
            visibility=visibility,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def create_endpoint(
        self,
        *,
        workspace_id: str,
        name: str,
        type_: models.CreateEndpointRequestType,
        description: str | Unset = UNSET,
        reserved_resource: models.ReservedResource | Mapping[str, Any] | Unset = UNSET,
        cap: models.Capability | Mapping[str, Any] | Unset = UNSET,
        public_access: bool | Unset = UNSET,
        custom_image_id: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint: ...
    @overload
    def create_endpoint(
        self,
        *,
        workspace_id: str,
        body: models.CreateEndpointRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint: ...
    def create_endpoint(
        self,
        *,
        workspace_id: str,
        body: models.CreateEndpointRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Endpoint:
        """Create an endpoint; raises APIError.

        Creates an endpoint: a pool of resources that bounds what the service instances on it take together.
        Its name is unique within the workspace. The call is asynchronous in the contract; here the endpoint
        is `RUNNING` when the answer comes. A public endpoint is seen, and can be subscribed to, from every
        workspace.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        name: Name of 1 to 128 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally.
        type_: Kind of endpoint; this server has endpoints for inference only.
        description: Description of 0 to 1024 characters, none of them NUL.
        reserved_resource: What an endpoint reserves. For language models `mu` counts; `apu` and `dpu` are
        kept and shown.
        cap: A capability that an endpoint is bound to; it is kept and shown.
        public_access: Whether the endpoint is public. Default: false.
        custom_image_id: ID of an image; it is kept and shown, and has no effect on inference.
        """

        sent = request_body(
            body,
            members,
            {
                "type_": "type",
            },
        )
        return _create_endpoint.sync(
            body=sent,
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def show_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        version: models.ShowEndpointVersion | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint:
        """Show an endpoint; raises APIError.

        Shows an endpoint of the workspace, or a public one.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.
        version: Which state of the endpoint to show. An inference endpoint keeps no earlier one: `PREVIOUS`
        is a 404.
        """

        return _show_endpoint.sync(
            workspace_id=workspace_id,
            endpoint_id=endpoint_id,
            version=version,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def update_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        reserved_resource: models.ReservedResource | Mapping[str, Any] | Unset = UNSET,
        cap: models.Capability | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint: ...
    @overload
    def update_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        body: models.UpdateEndpointRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint: ...
    def update_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        body: models.UpdateEndpointRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Endpoint:
        """Update an endpoint; raises APIError.

        Changes an endpoint's name, description, capability or resources; what the body leaves out stays as
        it is. Fewer resources than the service instances on the endpoint take together are refused with
        400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.
        name: Name of 1 to 128 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally.
        description: Description of 0 to 1024 characters, none of them NUL.
        reserved_resource: What an endpoint reserves. For language models `mu` counts; `apu` and `dpu` are
        kept and shown.
        cap: A capability that an endpoint is bound to; it is kept and shown.
        """

        sent = request_body(body, members, {})
        return _update_endpoint.sync(
            body=sent,
            workspace_id=workspace_id,
            endpoint_id=endpoint_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def delete_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.DeleteEndpointResponse:
        """Delete an endpoint; raises APIError.

        Deletes an endpoint. One with service instances on it is in use and is refused with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.
        """

        return _delete_endpoint.sync(
            workspace_id=workspace_id,
            endpoint_id=endpoint_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def subscribe_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Subscribe to a public endpoint; raises APIError.

        Lets this workspace deploy on another's public endpoint; on its own it may anyway. The request has
        no body. A second subscription changes nothing.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.
        """

        return _subscribe_endpoint.sync(
            workspace_id=workspace_id,
            endpoint_id=endpoint_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def list_services_instances(
        self,
        *,
        workspace_id: str,
        id: str | Unset = UNSET,
        name: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        endpoint_id: str | Unset = UNSET,
        source_id: str | Unset = UNSET,
        version_id: str | Unset = UNSET,
        type_: models.ServiceType | Unset = UNSET,
        visibility: models.Visibility | Unset = UNSET,
        sort_by: models.ListServicesInstancesSortBy | Unset = UNSET,
        order_by: models.ListServicesInstancesOrderBy | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListServicesInstancesResponse:
        """List service instances; raises APIError.

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
        """

        return _list_services_instances.sync(
            workspace_id=workspace_id,
            id=id,
            name=name,
            limit=limit,
            offset=offset,
            endpoint_id=endpoint_id,
            source_id=source_id,
            version_id=version_id,
            type_=type_,
            visibility=visibility,
            sort_by=sort_by,
            order_by=order_by,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def deploy_service_instance(
        self,
        *,
        workspace_id: str,
        source: models.SourceInput | Mapping[str, Any],
        name: str,
        endpoint_id: str,
        description: str | Unset = UNSET,
        config: models.InstanceConfig | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.DeployServiceInstanceResponse: ...
    @overload
    def deploy_service_instance(
        self,
        *,
        workspace_id: str,
        body: models.DeployServiceInstanceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.DeployServiceInstanceResponse: ...
    def deploy_service_instance(
        self,
        *,
        workspace_id: str,
        body: models.DeployServiceInstanceRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.DeployServiceInstanceResponse:
        """Deploy a model; raises APIError.

        Deploys a version of a model on an endpoint as a service instance, and returns its ID. The call is
        asynchronous: an instance with weights of its own is `PENDING`, then `CREATING`, then `RUNNING`; one
        that cannot run turns `FAILED` and says why when it is shown. `max` is not below `min`; all
        instances on an endpoint together stay within the endpoint's limit; names are unique within a
        workspace.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        source: The model to deploy.
        name: Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally: nothing is trimmed, and upper and lower case differ.
        endpoint_id: Identifier of the endpoint that the instance is placed on.
        description: Description of 0 to 1024 characters, none of them NUL, `!`, `<`, `>`, `=`, `&`, `"` or
        `'`.
        config: Configuration of a service instance.
        """

        sent = request_body(body, members, {})
        return _deploy_service_instance.sync(
            body=sent,
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def show_service_instance_detail(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ServiceInstanceDetail:
        """Show a service instance; raises APIError.

        Shows a service instance with its address, its configuration and, if it failed, the reason.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.
        """

        return _show_service_instance_detail.sync(
            workspace_id=workspace_id,
            instance_id=instance_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def update_service_instance(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        source: models.SourceInput | Mapping[str, Any] | Unset = UNSET,
        name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        config: models.UpdateInstanceConfig | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.UpdateServiceInstanceResponse: ...
    @overload
    def update_service_instance(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        body: models.UpdateServiceInstanceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.UpdateServiceInstanceResponse: ...
    def update_service_instance(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        body: models.UpdateServiceInstanceRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.UpdateServiceInstanceResponse:
        """Update a service instance; raises APIError.

        Changes a service instance's name, its description, or the most replicas that it may have; what the
        body leaves out stays as it is. Another model, another version or another minimum cannot be given to
        an instance: the call refuses them with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.
        source: The model to deploy.
        name: Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally: nothing is trimmed, and upper and lower case differ.
        description: Description of 0 to 1024 characters, none of them NUL, `!`, `<`, `>`, `=`, `&`, `"` or
        `'`.
        config: Configuration of a service instance.
        """

        sent = request_body(body, members, {})
        return _update_service_instance.sync(
            body=sent,
            workspace_id=workspace_id,
            instance_id=instance_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def delete_service_instance(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.DeleteServiceInstanceResponse:
        """Delete a service instance; raises APIError.

        Deletes a service instance. The call is asynchronous: what runs on the instance is finished first,
        and until then it is shown as `DELETING`; one that has nothing to finish is gone when the answer
        comes.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.
        """

        return _delete_service_instance.sync(
            workspace_id=workspace_id,
            instance_id=instance_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        messages: Sequence[models.ChatMessage | Mapping[str, Any]] | Unset = UNSET,
        max_tokens: int | Unset = UNSET,
        temperature: float | Unset = UNSET,
        logit_bias: models.InvokeModelServiceRequestLogitBias | Mapping[str, Any] | Unset = UNSET,
        top_p: float | Unset = UNSET,
        frequency_penalty: float | Unset = UNSET,
        presence_penalty: float | Unset = UNSET,
        n: int | Unset = UNSET,
        model: str | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | Unset = UNSET,
        tool_choice: models.NamedToolChoice | Mapping[str, Any] | models.ToolChoiceMode | Unset = UNSET,
        parallel_tool_calls: bool | Unset = UNSET,
        response_format: models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        user: str | Unset = UNSET,
        moderation: bool | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatCompletion: ...
    @overload
    def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        body: models.InvokeModelServiceRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatCompletion: ...
    @overload
    def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        stream: Literal[True],
        messages: Sequence[models.ChatMessage | Mapping[str, Any]] | Unset = UNSET,
        max_tokens: int | Unset = UNSET,
        temperature: float | Unset = UNSET,
        logit_bias: models.InvokeModelServiceRequestLogitBias | Mapping[str, Any] | Unset = UNSET,
        top_p: float | Unset = UNSET,
        frequency_penalty: float | Unset = UNSET,
        presence_penalty: float | Unset = UNSET,
        n: int | Unset = UNSET,
        model: str | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | Unset = UNSET,
        tool_choice: models.NamedToolChoice | Mapping[str, Any] | models.ToolChoiceMode | Unset = UNSET,
        parallel_tool_calls: bool | Unset = UNSET,
        response_format: models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        user: str | Unset = UNSET,
        moderation: bool | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.ChatCompletionChunk]: ...
    @overload
    def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        stream: Literal[True],
        body: models.InvokeModelServiceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.ChatCompletionChunk]: ...
    def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        body: models.InvokeModelServiceRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.ChatCompletion | Stream[models.ChatCompletionChunk]:
        """Invoke a deployed model; raises APIError.

        Invokes a deployed large model inference instance. The call is synchronous: the answer comes on the
        same connection, and there is no job to ask for. The content is moderated where the server has a
        moderator: what does not meet the requirements is shielded, not refused; `moderation` asks for it to
        be disabled, and the header `X-Content-Moderation` says what was done. The instance has to be
        `RUNNING`; any other status is a 400 that names it. 429 is an extension of the contract for a server
        that is full.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.
        messages: The conversation so far, 1 to 100000 messages.
        max_tokens: Most tokens to generate for each choice; prompt and answer together are bounded by the
        model's context. 0 means 4096; absent means as many as the context allows. Not together with
        `max_completion_tokens`.
        temperature: Degree of randomness. A larger value (for example, 0.8) leads to a more random output,
        a smaller one (for example, 0.2) to a more centralized and deterministic output; 0 always takes the
        likeliest token, and then `n` is 1. Default: 1.
        logit_bias: What to add to the logit of a token before it is sampled, by token id; ids are in the
        vocabulary.
        top_p: Only the likeliest tokens whose probabilities add up to this are sampled. 0 always takes the
        likeliest token, and then `n` is 1.
        stream: Whether the answer is streamed. If so, it is sent line by line as server-sent events,
        otherwise all at once. Null is false.
        frequency_penalty: Controls the repetition of words. A positive value penalizes new tokens by how
        often they have appeared in the generated text.
        presence_penalty: Controls the repetition of topics. A positive value penalizes new tokens that have
        appeared in the generated text, which makes new topics likelier.
        n: Number of choices to generate. The tokens of all of them count in `usage`. The contract gives no
        range; this server takes OpenAI's.
        model: Name of a model. The instance decides which model answers, whatever stands here.
        max_completion_tokens: OpenAI's newer name of `max_tokens`. Not together with it.
        stop: Up to four texts that end the generation; they are not part of the answer.
        seed: The same seed and the same request give the same answer, as far as the engine can.
        logprobs: Whether the log probabilities of the generated tokens are part of the answer.
        top_logprobs: How many alternatives each token's log probabilities carry. Without `logprobs` it has
        no effect.
        stream_options: How to stream; only with `stream` set to true.
        tools: Functions that the model may call.
        tool_choice: Whether and which function the model calls.
        parallel_tool_calls: Whether the model may call several functions at once. Absent means that it may
        if it was taught to. Without `tools`, or where a function is named, it has no effect.
        response_format: Form that the answer has to take.
        user: Name of the end user; it has no effect on the answer.
        moderation: False asks for an answer that no moderator has looked at, which is refused where the
        server's policy does not let a request opt out; true asks for one that it has, which is refused
        where none is configured. Absent, the instance decides. An extension: the contract says that
        moderation can be disabled, and not how.
        """

        sent = request_body(body, members, {})
        if stream:
            return _invoke_model_service.stream(
                body=sent,
                workspace_id=workspace_id,
                instance_id=instance_id,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return _invoke_model_service.sync(
            body=sent,
            workspace_id=workspace_id,
            instance_id=instance_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def list_features(
        self,
        *,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListFeaturesResponse:
        """List features; raises APIError.

        Lists what this server was set to do, as pairs of texts: whether credentials are asked for, whether
        content is moderated, and what create model takes.

        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        """

        return _list_features.sync(
            offset=offset,
            limit=limit,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def show_health_check(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> str:
        """Health check; raises APIError.

        Says that the service answers. It needs no token.

        """

        return _show_health_check.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def fabric_document(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.FabricDocumentResponse200:
        """This document; raises APIError.

        The contract as an OpenAPI 3.2 document. It needs no token.

        """

        return _fabric_document.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )


class AsyncClient(AsyncBase):
    """A client of a server that answers the Fabric contract, for code that awaits.

    Close it, or use it in an `async with` block. `timeout` is in seconds. `max_retries` counts the tries after the
    first; only what cannot have had an effect is tried again. `http_client` stays the caller's to close.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_BASE_URL,
        *,
        token: str | None = None,
        timeout: Timeout | float | None = None,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: AsyncHttpClient | None = None,
    ) -> None:
        super().__init__(
            base_url,
            _headers(token, headers),
            timeout=timeout,
            max_retries=max_retries,
            http_client=http_client,
        )

    async def list_workspaces(
        self,
        *,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        name: str | Unset = UNSET,
        id: str | Unset = UNSET,
        enterprise_project_id: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListWorkspacesResponse:
        """List workspaces; raises APIError.

        Lists the workspaces that the caller sees, the newest first. There is no call that shows a single
        one: ask with `id`.

        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        name: Part of a workspace's name, in upper or lower case.
        id_: Workspace ID.
        enterprise_project_id: Enterprise project ID; `all_granted_eps` stands for all of them.
        """

        return await _list_workspaces.asyncio(
            offset=offset,
            limit=limit,
            name=name,
            id=id,
            enterprise_project_id=enterprise_project_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def create_workspace(
        self,
        *,
        name: str,
        description: str | Unset = UNSET,
        metastore_id: str | Unset = UNSET,
        enterprise_project_id: str | Unset = UNSET,
        tags: Sequence[models.WorkspaceTag | Mapping[str, Any]] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Workspace: ...
    @overload
    async def create_workspace(
        self,
        *,
        body: models.CreateWorkspaceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Workspace: ...
    async def create_workspace(
        self,
        *,
        body: models.CreateWorkspaceRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Workspace:
        """Create a workspace; raises APIError.

        Creates a workspace. Its name is unique among those of the caller's project, whose number is
        bounded.

        name: Name of 4 to 32 letters (A to Z), digits and hyphens.
        description: Description of 0 to 255 characters, none of them NUL.
        metastore_id: Identifier given by the server, 32 to 36 letters, digits and hyphens.
        enterprise_project_id: Identifier of the enterprise project; `0` is the default one. Default: "0".
        tags: Marks of the workspace; of a key that stands twice the last value counts.
        """

        sent = request_body(body, members, {})
        return await _create_workspace.asyncio(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def update_workspace(
        self,
        *,
        workspace_id: str,
        name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        metastore_id: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Workspace: ...
    @overload
    async def update_workspace(
        self,
        *,
        workspace_id: str,
        body: models.UpdateWorkspaceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Workspace: ...
    async def update_workspace(
        self,
        *,
        workspace_id: str,
        body: models.UpdateWorkspaceRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Workspace:
        """Update a workspace; raises APIError.

        Changes a workspace's name, description or metastore; what the body leaves out stays as it is.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        name: Name of 4 to 32 letters (A to Z), digits and hyphens.
        description: Description of 0 to 255 characters, none of them NUL.
        metastore_id: Identifier given by the server, 32 to 36 letters, digits and hyphens.
        """

        sent = request_body(body, members, {})
        return await _update_workspace.asyncio(
            body=sent,
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def delete_workspace(
        self,
        *,
        workspace_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Delete a workspace; raises APIError.

        Deletes a workspace. One that holds models, endpoints or service instances is in use and is refused
        with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        """

        return await _delete_workspace.asyncio(
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def list_models(
        self,
        *,
        workspace_id: str,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        name: str | Unset = UNSET,
        id: str | Unset = UNSET,
        type_: str | Unset = UNSET,
        visibility: models.ListModelsVisibility | Unset = UNSET,
        sort_by: models.ListModelsSortBy | Unset = UNSET,
        order_by: models.ListModelsOrderBy | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListModelsResponse:
        """List models; raises APIError.

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
        """

        return await _list_models.asyncio(
            workspace_id=workspace_id,
            offset=offset,
            limit=limit,
            name=name,
            id=id,
            type_=type_,
            visibility=visibility,
            sort_by=sort_by,
            order_by=order_by,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def create_model_definition(
        self,
        *,
        workspace_id: str,
        name: str,
        type_: models.ModelType,
        version: models.ModelVersionInput | Mapping[str, Any],
        description: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.CreateModelDefinitionResponse: ...
    @overload
    async def create_model_definition(
        self,
        *,
        workspace_id: str,
        body: models.CreateModelDefinitionRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.CreateModelDefinitionResponse: ...
    async def create_model_definition(
        self,
        *,
        workspace_id: str,
        body: models.CreateModelDefinitionRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.CreateModelDefinitionResponse:
        """Create a model; raises APIError.

        Creates a model by name, description, version name, version description, base model type and OBS
        path, and returns the model ID and the version ID. The call is asynchronous in that the files are
        looked at later; the model stands in the list of models at once. Names are unique within a
        workspace: a second model of the same name is refused with 400. A name is free again after its model
        was deleted.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        name: Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally: nothing is trimmed, and upper and lower case differ.
        type_: Kind of model; `LLM_MODEL` is a large language model.
        version: Details of a model version. The server generates the version's identifier; one that the
        request gives has no effect.
        description: Description of 0 to 1024 characters, none of them NUL.
        """

        sent = request_body(
            body,
            members,
            {
                "type_": "type",
            },
        )
        return await _create_model_definition.asyncio(
            body=sent,
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def update_model_definition(
        self,
        *,
        workspace_id: str,
        model_id: str,
        name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        current_version_id: str | Unset = UNSET,
        version: models.ModelVersionInput | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ModelInfo: ...
    @overload
    async def update_model_definition(
        self,
        *,
        workspace_id: str,
        model_id: str,
        body: models.UpdateModelDefinitionRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ModelInfo: ...
    async def update_model_definition(
        self,
        *,
        workspace_id: str,
        model_id: str,
        body: models.UpdateModelDefinitionRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.ModelInfo:
        """Update a model; raises APIError.

        Changes a model's name or description, makes another version the current one, adds a version, or
        several of these at once; what the body leaves out stays as it is. A new version becomes the current
        one only by `current_version_id` in a later call. A local path under which there is nothing is
        refused with 400, a version that the model does not have with 404.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        name: Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally: nothing is trimmed, and upper and lower case differ.
        description: Description of 0 to 1024 characters, none of them NUL.
        current_version_id: Identifier given by the server, 32 to 36 letters, digits and hyphens.
        version: Details of a model version. The server generates the version's identifier; one that the
        request gives has no effect.
        """

        sent = request_body(body, members, {})
        return await _update_model_definition.asyncio(
            body=sent,
            workspace_id=workspace_id,
            model_id=model_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def cleanup_model(
        self,
        *,
        workspace_id: str,
        model_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Delete a model; raises APIError.

        Deletes a model with all its versions. A model of which a version is deployed is in use and is
        refused with 400: delete the service instances first. The model's name is free again.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        """

        return await _cleanup_model.asyncio(
            workspace_id=workspace_id,
            model_id=model_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def list_model_versions(
        self,
        *,
        workspace_id: str,
        model_id: str,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        version_id: str | Unset = UNSET,
        name: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListModelVersionsResponse:
        """List versions of a model; raises APIError.

        Lists the versions of a model, the newest first. `name` matches any part of a name, in upper and
        lower case.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        version_id: Model version ID.
        name: Part of a name, in upper or lower case.
        """

        return await _list_model_versions.asyncio(
            workspace_id=workspace_id,
            model_id=model_id,
            offset=offset,
            limit=limit,
            version_id=version_id,
            name=name,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def delete_model_version(
        self,
        *,
        workspace_id: str,
        model_id: str,
        version_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Delete a version of a model; raises APIError.

        Deletes a version of a model. The current version stays until another one is the current one, and a
        version that is deployed is in use; both are refused with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        model_id: Model ID, 1 to 36 letters, digits and hyphens.
        version_id: Model version ID, 1 to 36 letters, digits and hyphens.
        """

        return await _delete_model_version.asyncio(
            workspace_id=workspace_id,
            model_id=model_id,
            version_id=version_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def list_base_models(
        self,
        *,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListBaseModelsResponse:
        """List base models; raises APIError.

        Lists the base models that a model version may name in `base_model_type`.

        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        """

        return await _list_base_models.asyncio(
            offset=offset,
            limit=limit,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def list_specs(
        self,
        *,
        spec_code: str | Unset = UNSET,
        spec_types: Sequence[models.SpecType] | Unset = UNSET,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        scenario: models.ListSpecsScenario | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListSpecsResponse:
        """List resource specifications; raises APIError.

        Lists the codes that endpoints and service instances name in `spec_code`, with their steps and
        limits.

        spec_code: Code of a resource specification.
        spec_types: Types of specifications; the parameter is repeated for several.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        scenario: What the specifications are for.
        """

        return await _list_specs.asyncio(
            spec_code=spec_code,
            spec_types=spec_types,
            offset=offset,
            limit=limit,
            scenario=scenario,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def list_endpoints(
        self,
        *,
        workspace_id: str,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        model_id: str | Unset = UNSET,
        name: str | Unset = UNSET,
        endpoint_id: str | Unset = UNSET,
        type_: models.EndpointType | Unset = UNSET,
        visibility: models.ListEndpointsVisibility | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListEndpointsResponse:
        """List endpoints; raises APIError.

        Lists the endpoints of a workspace, the newest first. Without `visibility` these are its own, public
        and private; `PUBLIC` lists the public ones of all workspaces, `ALL` both. Another workspace's
        public endpoint is `INACTIVE` until this workspace has subscribed to it. A filter that nothing
        matches gives an empty list.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        model_id: ID of a model; the endpoints on which it is deployed are listed.
        name: Part of a name, in upper or lower case.
        endpoint_id: Endpoint ID.
        type_: Type of the endpoints.
        visibility: `PRIVATE` lists the workspace's own private endpoints, `PUBLIC` the public ones of all
        workspaces; `ALL` lists its own and the public ones. Without it the workspace's own are listed.
        """

        return await _list_endpoints.asyncio(
            workspace_id=workspace_id,
            offset=offset,
            limit=limit,
            model_id=model_id,
            name=name,
            endpoint_id=endpoint_id,
            type_=type_,
            visibility=visibility,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def create_endpoint(
        self,
        *,
        workspace_id: str,
        name: str,
        type_: models.CreateEndpointRequestType,
        description: str | Unset = UNSET,
        reserved_resource: models.ReservedResource | Mapping[str, Any] | Unset = UNSET,
        cap: models.Capability | Mapping[str, Any] | Unset = UNSET,
        public_access: bool | Unset = UNSET,
        custom_image_id: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint: ...
    @overload
    async def create_endpoint(
        self,
        *,
        workspace_id: str,
        body: models.CreateEndpointRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint: ...
    async def create_endpoint(
        self,
        *,
        workspace_id: str,
        body: models.CreateEndpointRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Endpoint:
        """Create an endpoint; raises APIError.

        Creates an endpoint: a pool of resources that bounds what the service instances on it take together.
        Its name is unique within the workspace. The call is asynchronous in the contract; here the endpoint
        is `RUNNING` when the answer comes. A public endpoint is seen, and can be subscribed to, from every
        workspace.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        name: Name of 1 to 128 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally.
        type_: Kind of endpoint; this server has endpoints for inference only.
        description: Description of 0 to 1024 characters, none of them NUL.
        reserved_resource: What an endpoint reserves. For language models `mu` counts; `apu` and `dpu` are
        kept and shown.
        cap: A capability that an endpoint is bound to; it is kept and shown.
        public_access: Whether the endpoint is public. Default: false.
        custom_image_id: ID of an image; it is kept and shown, and has no effect on inference.
        """

        sent = request_body(
            body,
            members,
            {
                "type_": "type",
            },
        )
        return await _create_endpoint.asyncio(
            body=sent,
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def show_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        version: models.ShowEndpointVersion | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint:
        """Show an endpoint; raises APIError.

        Shows an endpoint of the workspace, or a public one.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.
        version: Which state of the endpoint to show. An inference endpoint keeps no earlier one: `PREVIOUS`
        is a 404.
        """

        return await _show_endpoint.asyncio(
            workspace_id=workspace_id,
            endpoint_id=endpoint_id,
            version=version,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def update_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        reserved_resource: models.ReservedResource | Mapping[str, Any] | Unset = UNSET,
        cap: models.Capability | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint: ...
    @overload
    async def update_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        body: models.UpdateEndpointRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Endpoint: ...
    async def update_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        body: models.UpdateEndpointRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Endpoint:
        """Update an endpoint; raises APIError.

        Changes an endpoint's name, description, capability or resources; what the body leaves out stays as
        it is. Fewer resources than the service instances on the endpoint take together are refused with
        400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.
        name: Name of 1 to 128 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally.
        description: Description of 0 to 1024 characters, none of them NUL.
        reserved_resource: What an endpoint reserves. For language models `mu` counts; `apu` and `dpu` are
        kept and shown.
        cap: A capability that an endpoint is bound to; it is kept and shown.
        """

        sent = request_body(body, members, {})
        return await _update_endpoint.asyncio(
            body=sent,
            workspace_id=workspace_id,
            endpoint_id=endpoint_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def delete_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.DeleteEndpointResponse:
        """Delete an endpoint; raises APIError.

        Deletes an endpoint. One with service instances on it is in use and is refused with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.
        """

        return await _delete_endpoint.asyncio(
            workspace_id=workspace_id,
            endpoint_id=endpoint_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def subscribe_endpoint(
        self,
        *,
        workspace_id: str,
        endpoint_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Subscribe to a public endpoint; raises APIError.

        Lets this workspace deploy on another's public endpoint; on its own it may anyway. The request has
        no body. A second subscription changes nothing.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        endpoint_id: Endpoint ID, 1 to 36 letters, digits and hyphens.
        """

        return await _subscribe_endpoint.asyncio(
            workspace_id=workspace_id,
            endpoint_id=endpoint_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def list_services_instances(
        self,
        *,
        workspace_id: str,
        id: str | Unset = UNSET,
        name: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        endpoint_id: str | Unset = UNSET,
        source_id: str | Unset = UNSET,
        version_id: str | Unset = UNSET,
        type_: models.ServiceType | Unset = UNSET,
        visibility: models.Visibility | Unset = UNSET,
        sort_by: models.ListServicesInstancesSortBy | Unset = UNSET,
        order_by: models.ListServicesInstancesOrderBy | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListServicesInstancesResponse:
        """List service instances; raises APIError.

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
        """

        return await _list_services_instances.asyncio(
            workspace_id=workspace_id,
            id=id,
            name=name,
            limit=limit,
            offset=offset,
            endpoint_id=endpoint_id,
            source_id=source_id,
            version_id=version_id,
            type_=type_,
            visibility=visibility,
            sort_by=sort_by,
            order_by=order_by,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def deploy_service_instance(
        self,
        *,
        workspace_id: str,
        source: models.SourceInput | Mapping[str, Any],
        name: str,
        endpoint_id: str,
        description: str | Unset = UNSET,
        config: models.InstanceConfig | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.DeployServiceInstanceResponse: ...
    @overload
    async def deploy_service_instance(
        self,
        *,
        workspace_id: str,
        body: models.DeployServiceInstanceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.DeployServiceInstanceResponse: ...
    async def deploy_service_instance(
        self,
        *,
        workspace_id: str,
        body: models.DeployServiceInstanceRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.DeployServiceInstanceResponse:
        """Deploy a model; raises APIError.

        Deploys a version of a model on an endpoint as a service instance, and returns its ID. The call is
        asynchronous: an instance with weights of its own is `PENDING`, then `CREATING`, then `RUNNING`; one
        that cannot run turns `FAILED` and says why when it is shown. `max` is not below `min`; all
        instances on an endpoint together stay within the endpoint's limit; names are unique within a
        workspace.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        source: The model to deploy.
        name: Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally: nothing is trimmed, and upper and lower case differ.
        endpoint_id: Identifier of the endpoint that the instance is placed on.
        description: Description of 0 to 1024 characters, none of them NUL, `!`, `<`, `>`, `=`, `&`, `"` or
        `'`.
        config: Configuration of a service instance.
        """

        sent = request_body(body, members, {})
        return await _deploy_service_instance.asyncio(
            body=sent,
            workspace_id=workspace_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def show_service_instance_detail(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ServiceInstanceDetail:
        """Show a service instance; raises APIError.

        Shows a service instance with its address, its configuration and, if it failed, the reason.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.
        """

        return await _show_service_instance_detail.asyncio(
            workspace_id=workspace_id,
            instance_id=instance_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def update_service_instance(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        source: models.SourceInput | Mapping[str, Any] | Unset = UNSET,
        name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        config: models.UpdateInstanceConfig | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.UpdateServiceInstanceResponse: ...
    @overload
    async def update_service_instance(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        body: models.UpdateServiceInstanceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.UpdateServiceInstanceResponse: ...
    async def update_service_instance(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        body: models.UpdateServiceInstanceRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.UpdateServiceInstanceResponse:
        """Update a service instance; raises APIError.

        Changes a service instance's name, its description, or the most replicas that it may have; what the
        body leaves out stays as it is. Another model, another version or another minimum cannot be given to
        an instance: the call refuses them with 400.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.
        source: The model to deploy.
        name: Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
        taken literally: nothing is trimmed, and upper and lower case differ.
        description: Description of 0 to 1024 characters, none of them NUL, `!`, `<`, `>`, `=`, `&`, `"` or
        `'`.
        config: Configuration of a service instance.
        """

        sent = request_body(body, members, {})
        return await _update_service_instance.asyncio(
            body=sent,
            workspace_id=workspace_id,
            instance_id=instance_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def delete_service_instance(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.DeleteServiceInstanceResponse:
        """Delete a service instance; raises APIError.

        Deletes a service instance. The call is asynchronous: what runs on the instance is finished first,
        and until then it is shown as `DELETING`; one that has nothing to finish is gone when the answer
        comes.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.
        """

        return await _delete_service_instance.asyncio(
            workspace_id=workspace_id,
            instance_id=instance_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        messages: Sequence[models.ChatMessage | Mapping[str, Any]] | Unset = UNSET,
        max_tokens: int | Unset = UNSET,
        temperature: float | Unset = UNSET,
        logit_bias: models.InvokeModelServiceRequestLogitBias | Mapping[str, Any] | Unset = UNSET,
        top_p: float | Unset = UNSET,
        frequency_penalty: float | Unset = UNSET,
        presence_penalty: float | Unset = UNSET,
        n: int | Unset = UNSET,
        model: str | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | Unset = UNSET,
        tool_choice: models.NamedToolChoice | Mapping[str, Any] | models.ToolChoiceMode | Unset = UNSET,
        parallel_tool_calls: bool | Unset = UNSET,
        response_format: models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        user: str | Unset = UNSET,
        moderation: bool | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatCompletion: ...
    @overload
    async def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        body: models.InvokeModelServiceRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatCompletion: ...
    @overload
    async def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        stream: Literal[True],
        messages: Sequence[models.ChatMessage | Mapping[str, Any]] | Unset = UNSET,
        max_tokens: int | Unset = UNSET,
        temperature: float | Unset = UNSET,
        logit_bias: models.InvokeModelServiceRequestLogitBias | Mapping[str, Any] | Unset = UNSET,
        top_p: float | Unset = UNSET,
        frequency_penalty: float | Unset = UNSET,
        presence_penalty: float | Unset = UNSET,
        n: int | Unset = UNSET,
        model: str | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | Unset = UNSET,
        tool_choice: models.NamedToolChoice | Mapping[str, Any] | models.ToolChoiceMode | Unset = UNSET,
        parallel_tool_calls: bool | Unset = UNSET,
        response_format: models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        user: str | Unset = UNSET,
        moderation: bool | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.ChatCompletionChunk]: ...
    @overload
    async def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        stream: Literal[True],
        body: models.InvokeModelServiceRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.ChatCompletionChunk]: ...
    async def invoke_model_service(
        self,
        *,
        workspace_id: str,
        instance_id: str,
        body: models.InvokeModelServiceRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.ChatCompletion | AsyncStream[models.ChatCompletionChunk]:
        """Invoke a deployed model; raises APIError.

        Invokes a deployed large model inference instance. The call is synchronous: the answer comes on the
        same connection, and there is no job to ask for. The content is moderated where the server has a
        moderator: what does not meet the requirements is shielded, not refused; `moderation` asks for it to
        be disabled, and the header `X-Content-Moderation` says what was done. The instance has to be
        `RUNNING`; any other status is a 400 that names it. 429 is an extension of the contract for a server
        that is full.

        workspace_id: Workspace ID, 1 to 36 letters, digits and hyphens.
        instance_id: Instance ID, 1 to 36 letters, digits and hyphens.
        messages: The conversation so far, 1 to 100000 messages.
        max_tokens: Most tokens to generate for each choice; prompt and answer together are bounded by the
        model's context. 0 means 4096; absent means as many as the context allows. Not together with
        `max_completion_tokens`.
        temperature: Degree of randomness. A larger value (for example, 0.8) leads to a more random output,
        a smaller one (for example, 0.2) to a more centralized and deterministic output; 0 always takes the
        likeliest token, and then `n` is 1. Default: 1.
        logit_bias: What to add to the logit of a token before it is sampled, by token id; ids are in the
        vocabulary.
        top_p: Only the likeliest tokens whose probabilities add up to this are sampled. 0 always takes the
        likeliest token, and then `n` is 1.
        stream: Whether the answer is streamed. If so, it is sent line by line as server-sent events,
        otherwise all at once. Null is false.
        frequency_penalty: Controls the repetition of words. A positive value penalizes new tokens by how
        often they have appeared in the generated text.
        presence_penalty: Controls the repetition of topics. A positive value penalizes new tokens that have
        appeared in the generated text, which makes new topics likelier.
        n: Number of choices to generate. The tokens of all of them count in `usage`. The contract gives no
        range; this server takes OpenAI's.
        model: Name of a model. The instance decides which model answers, whatever stands here.
        max_completion_tokens: OpenAI's newer name of `max_tokens`. Not together with it.
        stop: Up to four texts that end the generation; they are not part of the answer.
        seed: The same seed and the same request give the same answer, as far as the engine can.
        logprobs: Whether the log probabilities of the generated tokens are part of the answer.
        top_logprobs: How many alternatives each token's log probabilities carry. Without `logprobs` it has
        no effect.
        stream_options: How to stream; only with `stream` set to true.
        tools: Functions that the model may call.
        tool_choice: Whether and which function the model calls.
        parallel_tool_calls: Whether the model may call several functions at once. Absent means that it may
        if it was taught to. Without `tools`, or where a function is named, it has no effect.
        response_format: Form that the answer has to take.
        user: Name of the end user; it has no effect on the answer.
        moderation: False asks for an answer that no moderator has looked at, which is refused where the
        server's policy does not let a request opt out; true asks for one that it has, which is refused
        where none is configured. Absent, the instance decides. An extension: the contract says that
        moderation can be disabled, and not how.
        """

        sent = request_body(body, members, {})
        if stream:
            return await _invoke_model_service.astream(
                body=sent,
                workspace_id=workspace_id,
                instance_id=instance_id,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return await _invoke_model_service.asyncio(
            body=sent,
            workspace_id=workspace_id,
            instance_id=instance_id,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def list_features(
        self,
        *,
        offset: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ListFeaturesResponse:
        """List features; raises APIError.

        Lists what this server was set to do, as pairs of texts: whether credentials are asked for, whether
        content is moderated, and what create model takes.

        offset: How many matches to leave out before the page begins.
        limit: Most matches on the page.
        """

        return await _list_features.asyncio(
            offset=offset,
            limit=limit,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def show_health_check(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> str:
        """Health check; raises APIError.

        Says that the service answers. It needs no token.

        """

        return await _show_health_check.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def fabric_document(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.FabricDocumentResponse200:
        """This document; raises APIError.

        The contract as an OpenAPI 3.2 document. It needs no token.

        """

        return await _fabric_document.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )
