"""The operations of the Fabric contract, in its order.

Pointers lead into `spec.json`. Written by `make generate`; never edited.
"""

from __future__ import annotations

from typing import Final, Literal

from treadle.contract.operation import Answer, Body, Header, Operation, Parameter, Stream

from . import models

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        id="list_workspaces",
        method="GET",
        path="/v1/workspaces",
        service="WorkspacesService",
        handler="list_workspaces",
        parameters=(
            Parameter(
                name="offset",
                attribute="offset",
                location="query",
                required=False,
                schema="/components/parameters/offset/schema",
                type=int,
                default=0,
            ),
            Parameter(
                name="limit",
                attribute="limit",
                location="query",
                required=False,
                schema="/components/parameters/limit/schema",
                type=int,
                default=10,
            ),
            Parameter(
                name="name",
                attribute="name",
                location="query",
                required=False,
                schema="/components/parameters/workspace_name_filter/schema",
                type=str,
            ),
            Parameter(
                name="id",
                attribute="id_",
                location="query",
                required=False,
                schema="/components/parameters/workspace_id_filter/schema",
                type=str,
            ),
            Parameter(
                name="enterprise_project_id",
                attribute="enterprise_project_id",
                location="query",
                required=False,
                schema="/components/parameters/enterprise_project_id/schema",
                type=str,
                default="all_granted_eps",
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ListWorkspacesResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:workspace:list",
    ),
    Operation(
        id="create_workspace",
        method="POST",
        path="/v1/workspaces",
        service="WorkspacesService",
        handler="create_workspace",
        body=Body(
            required=True,
            schema="/components/schemas/CreateWorkspaceRequest",
            type=models.CreateWorkspaceRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/Workspace",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:workspace:create",
    ),
    Operation(
        id="update_workspace",
        method="PUT",
        path="/v1/workspaces/{workspace_id}",
        service="WorkspacesService",
        handler="update_workspace",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
        ),
        body=Body(
            required=True,
            schema="/components/schemas/UpdateWorkspaceRequest",
            type=models.UpdateWorkspaceRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/Workspace",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:workspace:alter",
    ),
    Operation(
        id="delete_workspace",
        method="DELETE",
        path="/v1/workspaces/{workspace_id}",
        service="WorkspacesService",
        handler="delete_workspace",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:workspace:drop",
    ),
    Operation(
        id="create_model_definition",
        method="POST",
        path="/v1/workspaces/{workspace_id}/models",
        service="ModelsService",
        handler="create_model_definition",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
        ),
        body=Body(
            required=True,
            schema="/components/schemas/CreateModelDefinitionRequest",
            type=models.CreateModelDefinitionRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/CreateModelDefinitionResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:model:create",
    ),
    Operation(
        id="list_models",
        method="GET",
        path="/v1/workspaces/{workspace_id}/models",
        service="ModelsService",
        handler="list_models",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="offset",
                attribute="offset",
                location="query",
                required=False,
                schema="/components/parameters/offset/schema",
                type=int,
                default=0,
            ),
            Parameter(
                name="limit",
                attribute="limit",
                location="query",
                required=False,
                schema="/components/parameters/limit/schema",
                type=int,
                default=10,
            ),
            Parameter(
                name="name",
                attribute="name",
                location="query",
                required=False,
                schema="/components/parameters/model_name_filter/schema",
                type=str,
            ),
            Parameter(
                name="id",
                attribute="id_",
                location="query",
                required=False,
                schema="/components/parameters/id_filter/schema",
                type=str,
            ),
            Parameter(
                name="type",
                attribute="type_",
                location="query",
                required=False,
                schema="/components/parameters/model_type_filter/schema",
                type=str,
            ),
            Parameter(
                name="visibility",
                attribute="visibility",
                location="query",
                required=False,
                schema="/components/parameters/model_visibility/schema",
                type=Literal["PRIVATE", "PUBLIC", "ALL"],
            ),
            Parameter(
                name="sort_by",
                attribute="sort_by",
                location="query",
                required=False,
                schema="/components/parameters/model_sort_by/schema",
                type=Literal["CREATE_TIME", "UPDATE_TIME", "NAME"],
                default="CREATE_TIME",
            ),
            Parameter(
                name="order_by",
                attribute="order_by",
                location="query",
                required=False,
                schema="/components/parameters/order_by/schema",
                type=Literal["ASC", "DESC"],
                default="DESC",
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ListModelsResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:model:list",
    ),
    Operation(
        id="update_model_definition",
        method="PUT",
        path="/v1/workspaces/{workspace_id}/models/{model_id}",
        service="ModelsService",
        handler="update_model_definition",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="model_id",
                attribute="model_id",
                location="path",
                required=True,
                schema="/components/parameters/model_id/schema",
                type=str,
            ),
        ),
        body=Body(
            required=True,
            schema="/components/schemas/UpdateModelDefinitionRequest",
            type=models.UpdateModelDefinitionRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ModelInfo",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:model:alter",
    ),
    Operation(
        id="cleanup_model",
        method="DELETE",
        path="/v1/workspaces/{workspace_id}/models/{model_id}",
        service="ModelsService",
        handler="cleanup_model",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="model_id",
                attribute="model_id",
                location="path",
                required=True,
                schema="/components/parameters/model_id/schema",
                type=str,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:model:drop",
    ),
    Operation(
        id="list_model_versions",
        method="GET",
        path="/v1/workspaces/{workspace_id}/models/{model_id}/versions",
        service="ModelsService",
        handler="list_model_versions",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="model_id",
                attribute="model_id",
                location="path",
                required=True,
                schema="/components/parameters/model_id/schema",
                type=str,
            ),
            Parameter(
                name="offset",
                attribute="offset",
                location="query",
                required=False,
                schema="/components/parameters/offset/schema",
                type=int,
                default=0,
            ),
            Parameter(
                name="limit",
                attribute="limit",
                location="query",
                required=False,
                schema="/components/parameters/limit/schema",
                type=int,
                default=10,
            ),
            Parameter(
                name="version_id",
                attribute="version_id",
                location="query",
                required=False,
                schema="/components/parameters/version_id_filter/schema",
                type=str,
            ),
            Parameter(
                name="name",
                attribute="name",
                location="query",
                required=False,
                schema="/components/parameters/model_name_filter/schema",
                type=str,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ListModelVersionsResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:model:show",
    ),
    Operation(
        id="delete_model_version",
        method="DELETE",
        path="/v1/workspaces/{workspace_id}/models/{model_id}/versions/{version_id}",
        service="ModelsService",
        handler="delete_model_version",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="model_id",
                attribute="model_id",
                location="path",
                required=True,
                schema="/components/parameters/model_id/schema",
                type=str,
            ),
            Parameter(
                name="version_id",
                attribute="version_id",
                location="path",
                required=True,
                schema="/components/parameters/version_id/schema",
                type=str,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:model:drop",
    ),
    Operation(
        id="list_base_models",
        method="GET",
        path="/v1/base-models",
        service="BaseModelsService",
        handler="list_base_models",
        parameters=(
            Parameter(
                name="offset",
                attribute="offset",
                location="query",
                required=False,
                schema="/components/parameters/offset/schema",
                type=int,
                default=0,
            ),
            Parameter(
                name="limit",
                attribute="limit",
                location="query",
                required=False,
                schema="/components/parameters/limit/schema",
                type=int,
                default=10,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ListBaseModelsResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
    ),
    Operation(
        id="list_specs",
        method="GET",
        path="/v1/specs",
        service="SpecsService",
        handler="list_specs",
        parameters=(
            Parameter(
                name="spec_code",
                attribute="spec_code",
                location="query",
                required=False,
                schema="/components/schemas/SpecCode",
                type=models.SpecCode,
            ),
            Parameter(
                name="spec_types",
                attribute="spec_types",
                location="query",
                required=False,
                schema="/components/parameters/spec_types_filter/schema",
                type=list[models.SpecType],
            ),
            Parameter(
                name="offset",
                attribute="offset",
                location="query",
                required=False,
                schema="/components/parameters/offset/schema",
                type=int,
                default=0,
            ),
            Parameter(
                name="limit",
                attribute="limit",
                location="query",
                required=False,
                schema="/components/parameters/limit/schema",
                type=int,
                default=10,
            ),
            Parameter(
                name="scenario",
                attribute="scenario",
                location="query",
                required=False,
                schema="/components/parameters/spec_scenario/schema",
                type=Literal["COMPUTE", "ENDPOINT"],
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ListSpecsResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
    ),
    Operation(
        id="create_endpoint",
        method="POST",
        path="/v1/workspaces/{workspace_id}/endpoints",
        service="EndpointsService",
        handler="create_endpoint",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
        ),
        body=Body(
            required=True,
            schema="/components/schemas/CreateEndpointRequest",
            type=models.CreateEndpointRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/Endpoint",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:endpoint:create",
    ),
    Operation(
        id="list_endpoints",
        method="GET",
        path="/v1/workspaces/{workspace_id}/endpoints",
        service="EndpointsService",
        handler="list_endpoints",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="offset",
                attribute="offset",
                location="query",
                required=False,
                schema="/components/parameters/offset/schema",
                type=int,
                default=0,
            ),
            Parameter(
                name="limit",
                attribute="limit",
                location="query",
                required=False,
                schema="/components/parameters/limit/schema",
                type=int,
                default=10,
            ),
            Parameter(
                name="model_id",
                attribute="model_id",
                location="query",
                required=False,
                schema="/components/parameters/endpoint_model_id_filter/schema",
                type=str,
            ),
            Parameter(
                name="name",
                attribute="name",
                location="query",
                required=False,
                schema="/components/parameters/endpoint_name_filter/schema",
                type=str,
            ),
            Parameter(
                name="endpoint_id",
                attribute="endpoint_id",
                location="query",
                required=False,
                schema="/components/parameters/endpoint_id_filter/schema",
                type=str,
            ),
            Parameter(
                name="type",
                attribute="type_",
                location="query",
                required=False,
                schema="/components/schemas/EndpointType",
                type=models.EndpointType,
            ),
            Parameter(
                name="visibility",
                attribute="visibility",
                location="query",
                required=False,
                schema="/components/parameters/endpoint_visibility/schema",
                type=Literal["PRIVATE", "PUBLIC", "ALL"],
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ListEndpointsResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:endpoint:list",
    ),
    Operation(
        id="show_endpoint",
        method="GET",
        path="/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}",
        service="EndpointsService",
        handler="show_endpoint",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="endpoint_id",
                attribute="endpoint_id",
                location="path",
                required=True,
                schema="/components/parameters/endpoint_id/schema",
                type=str,
            ),
            Parameter(
                name="version",
                attribute="version",
                location="query",
                required=False,
                schema="/components/parameters/endpoint_version/schema",
                type=Literal["CURRENT", "PREVIOUS"],
                default="CURRENT",
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/Endpoint",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:endpoint:show",
    ),
    Operation(
        id="update_endpoint",
        method="PUT",
        path="/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}",
        service="EndpointsService",
        handler="update_endpoint",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="endpoint_id",
                attribute="endpoint_id",
                location="path",
                required=True,
                schema="/components/parameters/endpoint_id/schema",
                type=str,
            ),
        ),
        body=Body(
            required=True,
            schema="/components/schemas/UpdateEndpointRequest",
            type=models.UpdateEndpointRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/Endpoint",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:endpoint:alter",
    ),
    Operation(
        id="delete_endpoint",
        method="DELETE",
        path="/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}",
        service="EndpointsService",
        handler="delete_endpoint",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="endpoint_id",
                attribute="endpoint_id",
                location="path",
                required=True,
                schema="/components/parameters/endpoint_id/schema",
                type=str,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/DeleteEndpointResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:endpoint:drop",
    ),
    Operation(
        id="subscribe_endpoint",
        method="POST",
        path="/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}/subscribe",
        service="EndpointsService",
        handler="subscribe_endpoint",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="endpoint_id",
                attribute="endpoint_id",
                location="path",
                required=True,
                schema="/components/parameters/endpoint_id/schema",
                type=str,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:endpoint:subscribe",
    ),
    Operation(
        id="deploy_service_instance",
        method="POST",
        path="/v1/workspaces/{workspace_id}/services/instances",
        service="ServiceInstancesService",
        handler="deploy_service_instance",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
        ),
        body=Body(
            required=True,
            schema="/components/schemas/DeployServiceInstanceRequest",
            type=models.DeployServiceInstanceRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/DeployServiceInstanceResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:service:deploy",
    ),
    Operation(
        id="list_services_instances",
        method="GET",
        path="/v1/workspaces/{workspace_id}/services/instances",
        service="ServiceInstancesService",
        handler="list_services_instances",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="id",
                attribute="id_",
                location="query",
                required=False,
                schema="/components/parameters/id_filter/schema",
                type=str,
            ),
            Parameter(
                name="name",
                attribute="name",
                location="query",
                required=False,
                schema="/components/parameters/instance_name_filter/schema",
                type=str,
            ),
            Parameter(
                name="limit",
                attribute="limit",
                location="query",
                required=False,
                schema="/components/parameters/limit/schema",
                type=int,
                default=10,
            ),
            Parameter(
                name="offset",
                attribute="offset",
                location="query",
                required=False,
                schema="/components/parameters/offset/schema",
                type=int,
                default=0,
            ),
            Parameter(
                name="endpoint_id",
                attribute="endpoint_id",
                location="query",
                required=False,
                schema="/components/parameters/endpoint_id_filter/schema",
                type=str,
            ),
            Parameter(
                name="source_id",
                attribute="source_id",
                location="query",
                required=False,
                schema="/components/parameters/source_id_filter/schema",
                type=str,
            ),
            Parameter(
                name="version_id",
                attribute="version_id",
                location="query",
                required=False,
                schema="/components/parameters/version_id_filter/schema",
                type=str,
            ),
            Parameter(
                name="type",
                attribute="type_",
                location="query",
                required=False,
                schema="/components/schemas/ServiceType",
                type=models.ServiceType,
            ),
            Parameter(
                name="visibility",
                attribute="visibility",
                location="query",
                required=False,
                schema="/components/schemas/Visibility",
                type=models.Visibility,
            ),
            Parameter(
                name="sort_by",
                attribute="sort_by",
                location="query",
                required=False,
                schema="/components/parameters/instance_sort_by/schema",
                type=Literal["CREATE_TIME", "DURATION"],
                default="CREATE_TIME",
            ),
            Parameter(
                name="order_by",
                attribute="order_by",
                location="query",
                required=False,
                schema="/components/parameters/order_by/schema",
                type=Literal["ASC", "DESC"],
                default="DESC",
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ListServicesInstancesResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:service:listInstance",
    ),
    Operation(
        id="show_service_instance_detail",
        method="GET",
        path="/v1/workspaces/{workspace_id}/services/instances/{instance_id}",
        service="ServiceInstancesService",
        handler="show_service_instance_detail",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="instance_id",
                attribute="instance_id",
                location="path",
                required=True,
                schema="/components/parameters/instance_id/schema",
                type=str,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ServiceInstanceDetail",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:service:showInstance",
    ),
    Operation(
        id="update_service_instance",
        method="PUT",
        path="/v1/workspaces/{workspace_id}/services/instances/{instance_id}",
        service="ServiceInstancesService",
        handler="update_service_instance",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="instance_id",
                attribute="instance_id",
                location="path",
                required=True,
                schema="/components/parameters/instance_id/schema",
                type=str,
            ),
        ),
        body=Body(
            required=True,
            schema="/components/schemas/UpdateServiceInstanceRequest",
            type=models.UpdateServiceInstanceRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/UpdateServiceInstanceResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:service:alterInstance",
    ),
    Operation(
        id="delete_service_instance",
        method="DELETE",
        path="/v1/workspaces/{workspace_id}/services/instances/{instance_id}",
        service="ServiceInstancesService",
        handler="delete_service_instance",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="instance_id",
                attribute="instance_id",
                location="path",
                required=True,
                schema="/components/parameters/instance_id/schema",
                type=str,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/DeleteServiceInstanceResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:service:destroyInstance",
    ),
    Operation(
        id="invoke_model_service",
        method="POST",
        path="/v1/workspaces/{workspace_id}/services/instances/{instance_id}/invocations",
        service="InvocationsService",
        handler="invoke_model_service",
        parameters=(
            Parameter(
                name="workspace_id",
                attribute="workspace_id",
                location="path",
                required=True,
                schema="/components/parameters/workspace_id/schema",
                type=str,
            ),
            Parameter(
                name="instance_id",
                attribute="instance_id",
                location="path",
                required=True,
                schema="/components/parameters/instance_id/schema",
                type=str,
            ),
        ),
        body=Body(
            required=True,
            schema="/components/schemas/InvokeModelServiceRequest",
            type=models.InvokeModelServiceRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ChatCompletion",
                stream=Stream(
                    event="/components/responses/ChatCompletion/content/text~1event-stream/itemSchema/properties/data/oneOf/1/contentSchema",
                    done=True,
                ),
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                    Header(
                        name="X-Content-Moderation",
                        required=True,
                        schema="/components/headers/X-Content-Moderation/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                    Header(
                        name="Retry-After", required=True, schema="/components/headers/Retry-After/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/InferenceError",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
        action="DataArtsFabric:model:inference",
        stream_member="stream",
    ),
    Operation(
        id="list_features",
        method="GET",
        path="/v1/features",
        service="FeaturesService",
        handler="list_features",
        parameters=(
            Parameter(
                name="offset",
                attribute="offset",
                location="query",
                required=False,
                schema="/components/parameters/offset/schema",
                type=int,
                default=0,
            ),
            Parameter(
                name="limit",
                attribute="limit",
                location="query",
                required=False,
                schema="/components/parameters/limit/schema",
                type=int,
                default=10,
            ),
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ListFeaturesResponse",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            403: Answer(
                status=403,
                json="/components/schemas/Forbidden",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
        security=(
            ("token",),
            ("aksk",),
        ),
    ),
    Operation(
        id="show_health_check",
        method="GET",
        path="/healthcheck",
        service="HealthService",
        handler="show_health_check",
        answers={
            200: Answer(
                status=200,
                json="/paths/~1healthcheck/get/responses/200/content/application~1json/schema",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="fabric_document",
        method="GET",
        path="/openapi/fabric.json",
        service="DocumentationService",
        handler="fabric_document",
        answers={
            200: Answer(
                status=200,
                json="/paths/~1openapi~1fabric.json/get/responses/200/content/application~1json/schema",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            408: Answer(
                status=408,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="X-request-id", required=True, schema="/components/headers/X-request-id/schema"
                    ),
                ),
            ),
        },
    ),
)
