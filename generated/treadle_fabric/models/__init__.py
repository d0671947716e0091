# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Contains all the data models used in inputs/outputs"""

from .assistant_message import AssistantMessage
from .base_model import BaseModel
from .capability import Capability
from .chat_completion import ChatCompletion
from .chat_completion_chunk import ChatCompletionChunk
from .chat_message import ChatMessage
from .choice import Choice
from .choice_logprobs import ChoiceLogprobs
from .chunk_choice import ChunkChoice
from .create_endpoint_request import CreateEndpointRequest
from .create_endpoint_request_type import CreateEndpointRequestType
from .create_model_definition_request import CreateModelDefinitionRequest
from .create_model_definition_response import CreateModelDefinitionResponse
from .create_workspace_request import CreateWorkspaceRequest
from .delete_endpoint_response import DeleteEndpointResponse
from .delete_service_instance_response import DeleteServiceInstanceResponse
from .delta import Delta
from .deploy_service_instance_request import DeployServiceInstanceRequest
from .deploy_service_instance_response import DeployServiceInstanceResponse
from .endpoint import Endpoint
from .endpoint_brief_info import EndpointBriefInfo
from .endpoint_runtime_env_type import EndpointRuntimeEnvType
from .endpoint_status import EndpointStatus
from .endpoint_type import EndpointType
from .endpoint_url import EndpointUrl
from .error import Error
from .fabric_document_response_200 import FabricDocumentResponse200
from .feature import Feature
from .finish_reason import FinishReason
from .forbidden import Forbidden
from .forbidden_detail import ForbiddenDetail
from .function_call import FunctionCall
from .function_call_delta import FunctionCallDelta
from .function_definition import FunctionDefinition
from .function_definition_parameters import FunctionDefinitionParameters
from .function_name import FunctionName
from .image_part import ImagePart
from .image_url import ImageUrl
from .image_url_detail import ImageUrlDetail
from .inference_error import InferenceError
from .instance_config import InstanceConfig
from .instance_resource import InstanceResource
from .instance_status import InstanceStatus
from .instance_url import InstanceUrl
from .instance_user import InstanceUser
from .invoke_model_service_request import InvokeModelServiceRequest
from .invoke_model_service_request_logit_bias import InvokeModelServiceRequestLogitBias
from .json_object_format import JsonObjectFormat
from .json_schema_format import JsonSchemaFormat
from .list_base_models_response import ListBaseModelsResponse
from .list_endpoints_response import ListEndpointsResponse
from .list_endpoints_visibility import ListEndpointsVisibility
from .list_features_response import ListFeaturesResponse
from .list_model_versions_response import ListModelVersionsResponse
from .list_models_order_by import ListModelsOrderBy
from .list_models_response import ListModelsResponse
from .list_models_sort_by import ListModelsSortBy
from .list_models_visibility import ListModelsVisibility
from .list_services_instances_order_by import ListServicesInstancesOrderBy
from .list_services_instances_response import ListServicesInstancesResponse
from .list_services_instances_sort_by import ListServicesInstancesSortBy
from .list_specs_response import ListSpecsResponse
from .list_specs_scenario import ListSpecsScenario
from .list_workspaces_response import ListWorkspacesResponse
from .llm_model_config import LlmModelConfig
from .message_tool_call import MessageToolCall
from .message_tool_call_type import MessageToolCallType
from .model_config import ModelConfig
from .model_info import ModelInfo
from .model_instance_config import ModelInstanceConfig
from .model_type import ModelType
from .model_version_info import ModelVersionInfo
from .model_version_input import ModelVersionInput
from .named_json_schema import NamedJsonSchema
from .named_json_schema_schema import NamedJsonSchemaSchema
from .named_tool_choice import NamedToolChoice
from .named_tool_choice_type import NamedToolChoiceType
from .reserved_resource import ReservedResource
from .resource_definition import ResourceDefinition
from .resource_demand import ResourceDemand
from .service_instance_detail import ServiceInstanceDetail
from .service_instance_info import ServiceInstanceInfo
from .service_type import ServiceType
from .show_endpoint_version import ShowEndpointVersion
from .source import Source
from .source_input import SourceInput
from .spec import Spec
from .spec_type import SpecType
from .stream_failure import StreamFailure
from .stream_options import StreamOptions
from .text_format import TextFormat
from .text_part import TextPart
from .token_logprob import TokenLogprob
from .tokens_quota import TokensQuota
from .tool import Tool
from .tool_call_delta import ToolCallDelta
from .tool_call_delta_type import ToolCallDeltaType
from .tool_choice_mode import ToolChoiceMode
from .tool_type import ToolType
from .top_logprob import TopLogprob
from .update_endpoint_request import UpdateEndpointRequest
from .update_instance_config import UpdateInstanceConfig
from .update_instance_resource import UpdateInstanceResource
from .update_model_definition_request import UpdateModelDefinitionRequest
from .update_model_instance_config import UpdateModelInstanceConfig
from .update_service_instance_request import UpdateServiceInstanceRequest
from .update_service_instance_response import UpdateServiceInstanceResponse
from .update_workspace_request import UpdateWorkspaceRequest
from .usage import Usage
from .user import User
from .visibility import Visibility
from .workspace import Workspace
from .workspace_tag import WorkspaceTag

__all__ = (
    "AssistantMessage",
    "BaseModel",
    "Capability",
    "ChatCompletion",
    "ChatCompletionChunk",
    "ChatMessage",
    "Choice",
    "ChoiceLogprobs",
    "ChunkChoice",
    "CreateEndpointRequest",
    "CreateEndpointRequestType",
    "CreateModelDefinitionRequest",
    "CreateModelDefinitionResponse",
    "CreateWorkspaceRequest",
    "DeleteEndpointResponse",
    "DeleteServiceInstanceResponse",
    "Delta",
    "DeployServiceInstanceRequest",
    "DeployServiceInstanceResponse",
    "Endpoint",
    "EndpointBriefInfo",
    "EndpointRuntimeEnvType",
    "EndpointStatus",
    "EndpointType",
    "EndpointUrl",
    "Error",
    "FabricDocumentResponse200",
    "Feature",
    "FinishReason",
    "Forbidden",
    "ForbiddenDetail",
    "FunctionCall",
    "FunctionCallDelta",
    "FunctionDefinition",
    "FunctionDefinitionParameters",
    "FunctionName",
    "ImagePart",
    "ImageUrl",
    "ImageUrlDetail",
    "InferenceError",
    "InstanceConfig",
    "InstanceResource",
    "InstanceStatus",
    "InstanceUrl",
    "InstanceUser",
    "InvokeModelServiceRequest",
    "InvokeModelServiceRequestLogitBias",
    "JsonObjectFormat",
    "JsonSchemaFormat",
    "ListBaseModelsResponse",
    "ListEndpointsResponse",
    "ListEndpointsVisibility",
    "ListFeaturesResponse",
    "ListModelsOrderBy",
    "ListModelsResponse",
    "ListModelsSortBy",
    "ListModelsVisibility",
    "ListModelVersionsResponse",
    "ListServicesInstancesOrderBy",
    "ListServicesInstancesResponse",
    "ListServicesInstancesSortBy",
    "ListSpecsResponse",
    "ListSpecsScenario",
    "ListWorkspacesResponse",
    "LlmModelConfig",
    "MessageToolCall",
    "MessageToolCallType",
    "ModelConfig",
    "ModelInfo",
    "ModelInstanceConfig",
    "ModelType",
    "ModelVersionInfo",
    "ModelVersionInput",
    "NamedJsonSchema",
    "NamedJsonSchemaSchema",
    "NamedToolChoice",
    "NamedToolChoiceType",
    "ReservedResource",
    "ResourceDefinition",
    "ResourceDemand",
    "ServiceInstanceDetail",
    "ServiceInstanceInfo",
    "ServiceType",
    "ShowEndpointVersion",
    "Source",
    "SourceInput",
    "Spec",
    "SpecType",
    "StreamFailure",
    "StreamOptions",
    "TextFormat",
    "TextPart",
    "TokenLogprob",
    "TokensQuota",
    "Tool",
    "ToolCallDelta",
    "ToolCallDeltaType",
    "ToolChoiceMode",
    "ToolType",
    "TopLogprob",
    "UpdateEndpointRequest",
    "UpdateInstanceConfig",
    "UpdateInstanceResource",
    "UpdateModelDefinitionRequest",
    "UpdateModelInstanceConfig",
    "UpdateServiceInstanceRequest",
    "UpdateServiceInstanceResponse",
    "UpdateWorkspaceRequest",
    "Usage",
    "User",
    "Visibility",
    "Workspace",
    "WorkspaceTag",
)
