"""Types of the Fabric contract.

Written by `make generate`; never edited.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import UNSET, Struct, UnsetType


class AssistantMessage(Struct, kw_only=True):
    """What the model answered."""

    role: Literal["assistant"] = "assistant"
    content: str | None
    """The generated text; null where the model called a function instead."""
    tool_calls: list[MessageToolCall] | UnsetType = UNSET
    """Function calls that the model generated."""


class BaseModel(Struct, kw_only=True):
    """A row of the catalogue of base models."""

    base_model_type: str
    """The code that a model version names."""
    max_tokens: int
    """Most tokens that the model takes, prompt and answer together."""
    num_of_mu: int
    """Model units that one replica takes."""


class Capability(Struct, kw_only=True):
    """A capability that an endpoint is bound to; it is kept and shown."""

    cap_id: str
    """Capability ID."""
    version_id: str | UnsetType = UNSET
    """ID of the capability's version."""


class ChatCompletion(Struct, kw_only=True):
    """A chat completion."""

    id: str
    """Identifier of the completion."""
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    """When it was made, in seconds since 1970."""
    model: str
    """The model that answered."""
    choices: list[Choice]
    """As many as `n` asked for."""
    usage: Usage
    route_id: str
    """Identifier of this invocation on its way through the service."""


class ChatCompletionChunk(Struct, kw_only=True):
    """A piece of a streamed chat completion. All chunks of a stream have the same id."""

    id: str
    """Identifier of the completion."""
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    """When the stream began, in seconds since 1970."""
    model: str
    """The model that answers."""
    choices: list[ChunkChoice]
    """What moved; empty in the chunk that carries `usage`."""
    usage: Usage | None | UnsetType = UNSET
    """Tokens used, in the last chunk where `include_usage` asked for it; null in those before."""
    route_id: str | UnsetType = UNSET
    """Identifier of this invocation on its way through the service; in the first chunk."""


class ChatMessage(Struct, kw_only=True):
    """One message of a conversation. At least one of `content` and `tool_calls` is not empty."""

    role: str
    """
    Role of 1 to 64 characters, none of them `!`, `<`, `>`, `=`, `&`, `"` or `'`. Which roles are understood,
    the model's chat template decides.
    """
    content: str | list[ContentPart] | ContentPart | None | UnsetType = UNSET
    """What is said, as text, as a list of parts or as a single part."""
    name: str | UnsetType = UNSET
    """Tells participants of the same role apart."""
    tool_calls: list[MessageToolCall] | UnsetType = UNSET
    """Function calls that a model generated earlier."""
    tool_call_id: str | UnsetType = UNSET
    """Identifier of the function call that this message answers."""


class Choice(Struct, kw_only=True):
    """One of the generated answers."""

    index: int
    """Which choice this is, from 0."""
    message: AssistantMessage
    finish_reason: FinishReason
    logprobs: ChoiceLogprobs | None | UnsetType = UNSET
    """Log probabilities, where `logprobs` asked for them."""


class ChoiceLogprobs(Struct, kw_only=True):
    """Log probabilities of a choice's tokens."""

    content: list[TokenLogprob]
    """One entry per generated token."""


class ChunkChoice(Struct, kw_only=True):
    """What was added to one choice."""

    index: int
    """Which choice this belongs to, from 0."""
    delta: Delta
    finish_reason: FinishReason | None
    """Why the choice ended; null until it does."""
    logprobs: ChoiceLogprobs | None | UnsetType = UNSET
    """Log probabilities of the tokens of this piece, where `logprobs` asked for them."""


class CreateEndpointRequest(Struct, kw_only=True):
    """
    An endpoint. Without `reserved_resource.mu` it has room for one replica of the server's own specification.
    """

    name: EndpointName
    type: Literal["inference"] = "inference"
    """Kind of endpoint; this server has endpoints for inference only."""
    description: str | UnsetType = UNSET
    """Description of 0 to 1024 characters, none of them NUL."""
    reserved_resource: ReservedResource | UnsetType = UNSET
    cap: Capability | UnsetType = UNSET
    public_access: bool = False
    """Whether the endpoint is public."""
    custom_image_id: str | UnsetType = UNSET
    """ID of an image; it is kept and shown, and has no effect on inference."""


class CreateModelDefinitionRequest(Struct, kw_only=True):
    """A model and its first version."""

    name: ResourceName
    type: ModelType
    version: ModelVersionInput
    description: str | UnsetType = UNSET
    """Description of 0 to 1024 characters, none of them NUL."""


class CreateModelDefinitionResponse(Struct, kw_only=True):
    """What was created."""

    id: ResourceId
    """Model ID, 32 to 36 letters, digits and hyphens."""
    version_id: str
    """
    Model version ID, generated by the server, 32 to 36 letters, digits and hyphens. One that the request
    gives has no effect.
    """


class CreateWorkspaceRequest(Struct, kw_only=True):
    """A workspace."""

    name: WorkspaceName
    description: str | UnsetType = UNSET
    """Description of 0 to 255 characters, none of them NUL."""
    metastore_id: ResourceId | UnsetType = UNSET
    enterprise_project_id: str = "0"
    """Identifier of the enterprise project; `0` is the default one."""
    tags: list[WorkspaceTag] | UnsetType = UNSET
    """Marks of the workspace; of a key that stands twice the last value counts."""


class DeleteEndpointResponse(Struct, kw_only=True):
    """What was deleted."""

    id: ResourceId


class DeleteServiceInstanceResponse(Struct, kw_only=True):
    """What is being deleted."""

    id: ResourceId


class Delta(Struct, kw_only=True):
    """The role in a choice's first chunk, then text or parts of function calls."""

    role: Literal["assistant"] | UnsetType = UNSET
    content: str | UnsetType = UNSET
    """The text that was added."""
    tool_calls: list[ToolCallDelta] | UnsetType = UNSET
    """What was added to function calls."""


class DeployServiceInstanceRequest(Struct, kw_only=True):
    """What to deploy, where, and under which name."""

    source: SourceInput
    name: ResourceName
    endpoint_id: str
    """Identifier of the endpoint that the instance is placed on."""
    description: str | UnsetType = UNSET
    """Description of 0 to 1024 characters, none of them NUL, `!`, `<`, `>`, `=`, `&`, `"` or `'`."""
    config: InstanceConfig | UnsetType = UNSET


class DeployServiceInstanceResponse(Struct, kw_only=True):
    """What is being deployed."""

    id: ResourceId
    """Instance ID, 32 to 36 letters, digits and hyphens."""


class Endpoint(Struct, kw_only=True):
    """An endpoint in full."""

    id: ResourceId
    name: EndpointName
    type: EndpointType
    status: EndpointStatus
    create_time: Timestamp
    update_time: Timestamp
    owner: User
    description: str | UnsetType = UNSET
    """Description that the creator gave."""
    visibility: Visibility | UnsetType = UNSET
    cap: Capability | UnsetType = UNSET
    custom_image_id: str | UnsetType = UNSET
    """ID of an image."""
    reserved_resource: ReservedResource | UnsetType = UNSET
    error_code: str | UnsetType = UNSET
    """Why an endpoint failed, as a code."""
    error_msg: str | UnsetType = UNSET
    """Why an endpoint failed, in words."""
    urls: list[EndpointUrl] | UnsetType = UNSET
    """
    Addresses of the endpoint itself. An inference endpoint has none: its instances are called at theirs.
    """
    business_engine_instance_ids: list[str] | UnsetType = UNSET
    """Engine instances that serve the endpoint's business; none for inference."""
    tokens_quota: TokensQuota | UnsetType = UNSET
    runtime_env_type: Literal["RELEASE", "GRAY"] | UnsetType = UNSET
    """Which release of the runtime the endpoint has."""


class EndpointBriefInfo(Struct, kw_only=True):
    """An endpoint as a list shows it."""

    id: ResourceId
    name: EndpointName
    type: EndpointType
    status: EndpointStatus
    create_time: Timestamp
    update_time: Timestamp
    owner: User
    description: str | UnsetType = UNSET
    """Description that the creator gave."""
    visibility: Visibility | UnsetType = UNSET
    cap: Capability | UnsetType = UNSET
    custom_image_id: str | UnsetType = UNSET
    """ID of an image."""
    reserved_resource: ReservedResource | UnsetType = UNSET
    error_code: str | UnsetType = UNSET
    """Why an endpoint failed, as a code."""
    error_msg: str | UnsetType = UNSET
    """Why an endpoint failed, in words."""


EndpointName: TypeAlias = str
"""
Name of 1 to 128 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is taken literally.
"""


EndpointStatus: TypeAlias = Literal[
    "CREATING",
    "RUNNING",
    "CREATE_FAILED",
    "DELETING",
    "DELETED",
    "UPDATING",
    "UPDATE_FAILED",
    "DELETE_FAILED",
    "FROZEN",
    "INACTIVE",
]
"""
Where an endpoint is in its life. `INACTIVE` is a public endpoint of another workspace that was not subscribed
to.
"""


EndpointType: TypeAlias = Literal[
    "service", "ray", "inference", "job", "ray_service", "sql", "container_job", "notebook"
]
"""Kind of endpoint. This server has `inference` alone; the others are for jobs, queries and containers."""


class EndpointUrl(Struct, kw_only=True):
    """An address of an endpoint."""

    name: str
    """What the address is for."""
    address: str
    """The address."""
    type: Visibility
    token: str | UnsetType = UNSET
    """Token that the address takes, where it takes one of its own."""


class Error(Struct, kw_only=True):
    """What went wrong, as the control-plane pages give it (create model and the other catalogue calls)."""

    error_code: str
    """Error code, 8 to 36 characters. The same code may stand under two statuses; the status decides."""
    error_msg: str
    """What is wrong, in words."""
    solution_msg: str | UnsetType = UNSET
    """What can be done about it."""


class Feature(Struct, kw_only=True):
    """One setting of the server that callers can see."""

    key: str
    """Name of the feature."""
    value: str
    """How the feature is set."""


FinishReason: TypeAlias = Literal["stop", "length", "tool_calls", "content_filter"]
"""Why a choice ended: a natural end or a stop text, the token limit, a function call, or moderation."""


class Forbidden(Struct, kw_only=True):
    """
    A caller who is known and may not do this. Both contract documents show this nested form, with an integer
    `error_code` and a `code` of three characters, and give it no table.
    """

    error: ForbiddenDetail
    error_code: Literal[403] = 403
    error_msg: str
    """What is forbidden, in words; equal to `error.message`."""
    title: Literal["Forbidden"] = "Forbidden"


class ForbiddenDetail(Struct, kw_only=True):
    """The nested half of a 403 body."""

    code: Literal["403"] = "403"
    message: str
    """What is forbidden, in words."""
    title: Literal["Forbidden"] = "Forbidden"


class FunctionCall(Struct, kw_only=True):
    """The function and its arguments."""

    name: str
    """Name of the function."""
    arguments: str
    """
    Arguments in JSON format, as a model generated them. A model does not always generate valid JSON, so any
    text is taken.
    """


class FunctionCallDelta(Struct, kw_only=True):
    """A part of the function and its arguments."""

    arguments: str
    """More of the arguments' JSON text."""
    name: str | UnsetType = UNSET
    """Name of the function."""


class FunctionDefinition(Struct, kw_only=True):
    """A function with the JSON Schema of its arguments."""

    name: str
    """Name of the function."""
    description: str | UnsetType = UNSET
    """What the function does, for the model to read."""
    parameters: dict[str, Any] | UnsetType = UNSET
    """JSON Schema of the arguments."""
    strict: bool | None | UnsetType = UNSET
    """Whether arguments have to match `parameters` exactly."""


class FunctionName(Struct, kw_only=True):
    """A function by its name."""

    name: str
    """Name of the function."""


class ImagePart(Struct, kw_only=True, tag_field="type", tag="image_url"):
    """An image; only a model that sees takes it."""

    image_url: ImageUrl


class ImageUrl(Struct, kw_only=True):
    """Where an image is, as an address or as a data URL."""

    url: str
    """Address or data URL."""
    detail: Literal["auto", "low", "high"] | UnsetType = UNSET
    """How closely the model looks."""


class InferenceError(Struct, kw_only=True):
    """What went wrong, as the data-plane pages give it (service instances and invocations)."""

    error_code: str
    """Error code, 8 to 36 characters. The same code may stand under two statuses; the status decides."""
    error_msg: str
    """What is wrong, in words."""
    solution_msg: str | UnsetType = UNSET
    """What can be done about it."""


class InstanceConfig(Struct, kw_only=True):
    """Configuration of a service instance."""

    model_instance_config: ModelInstanceConfig | UnsetType = UNSET


class InstanceResource(Struct, kw_only=True):
    """
    Replicas of an instance: never fewer than `min`, never more than `max`. `max` is not below `min`, and all
    instances on an endpoint together stay within the endpoint's limit.
    """

    min: int
    """Fewest replicas."""
    max: int
    """Most replicas."""
    spec_code: str
    """Code of the resource specification, for example `mu.llama3.8b`."""


InstanceStatus: TypeAlias = Literal[
    "PENDING",
    "CREATING",
    "RUNNING",
    "UPDATING",
    "SUCCEEDED",
    "FAILED",
    "STOPPING",
    "STOPPED",
    "DELETING",
    "DELETED",
]
"""Where a service instance is in its life. An instance never is `SUCCEEDED`; jobs share the list."""


class InstanceUrl(Struct, kw_only=True):
    """Where an instance is called; `ApiInvoke` marks the address of its invocations."""

    name: str
    """What the address is for; `ApiInvoke` marks invocations."""
    address: str
    """The address."""
    type: Visibility


class InstanceUser(Struct, kw_only=True):
    """Who created or changed a service instance; the data plane gives the two names only."""

    domain_name: str
    """Name of the user's account."""
    user_name: str
    """Name of the user."""


class InvokeModelServiceRequest(Struct, kw_only=True):
    """
    A chat to be continued. `messages` is not mandatory in the contract, but nothing else can prompt a model:
    a request without it is answered with 400. Members that are not listed are ignored.
    """

    messages: list[ChatMessage] | UnsetType = UNSET
    """The conversation so far, 1 to 100000 messages."""
    max_tokens: int | UnsetType = UNSET
    """
    Most tokens to generate for each choice; prompt and answer together are bounded by the model's context. 0
    means 4096; absent means as many as the context allows. Not together with `max_completion_tokens`.
    """
    temperature: float = 1
    """
    Degree of randomness. A larger value (for example, 0.8) leads to a more random output, a smaller one (for
    example, 0.2) to a more centralized and deterministic output; 0 always takes the likeliest token, and then
    `n` is 1.
    """
    logit_bias: dict[str, float] | UnsetType = UNSET
    """What to add to the logit of a token before it is sampled, by token id; ids are in the vocabulary."""
    top_p: float | UnsetType = UNSET
    """
    Only the likeliest tokens whose probabilities add up to this are sampled. 0 always takes the likeliest
    token, and then `n` is 1.
    """
    stream: bool | None | UnsetType = UNSET
    """
    Whether the answer is streamed. If so, it is sent line by line as server-sent events, otherwise all at
    once. Null is false.
    """
    frequency_penalty: float | UnsetType = UNSET
    """
    Controls the repetition of words. A positive value penalizes new tokens by how often they have appeared in
    the generated text.
    """
    presence_penalty: float | UnsetType = UNSET
    """
    Controls the repetition of topics. A positive value penalizes new tokens that have appeared in the
    generated text, which makes new topics likelier.
    """
    n: int | UnsetType = UNSET
    """
    Number of choices to generate. The tokens of all of them count in `usage`. The contract gives no range;
    this server takes OpenAI's.
    """
    model: str | UnsetType = UNSET
    """Name of a model. The instance decides which model answers, whatever stands here."""
    max_completion_tokens: int | None | UnsetType = UNSET
    """OpenAI's newer name of `max_tokens`. Not together with it."""
    stop: str | list[str] | None | UnsetType = UNSET
    """Up to four texts that end the generation; they are not part of the answer."""
    seed: int | None | UnsetType = UNSET
    """The same seed and the same request give the same answer, as far as the engine can."""
    logprobs: bool | None | UnsetType = UNSET
    """Whether the log probabilities of the generated tokens are part of the answer."""
    top_logprobs: int | None | UnsetType = UNSET
    """How many alternatives each token's log probabilities carry. Without `logprobs` it has no effect."""
    stream_options: StreamOptions | None | UnsetType = UNSET
    """How to stream; only with `stream` set to true."""
    tools: list[Tool] | UnsetType = UNSET
    """Functions that the model may call."""
    tool_choice: ToolChoiceMode | NamedToolChoice | UnsetType = UNSET
    """Whether and which function the model calls."""
    parallel_tool_calls: bool | UnsetType = UNSET
    """
    Whether the model may call several functions at once. Absent means that it may if it was taught to.
    Without `tools`, or where a function is named, it has no effect.
    """
    response_format: TextFormat | JsonObjectFormat | JsonSchemaFormat | UnsetType = UNSET
    """Form that the answer has to take."""
    user: str | UnsetType = UNSET
    """Name of the end user; it has no effect on the answer."""
    moderation: bool | UnsetType = UNSET
    """
    False asks for an answer that no moderator has looked at, which is refused where the server's policy does
    not let a request opt out; true asks for one that it has, which is refused where none is configured.
    Absent, the instance decides. An extension: the contract says that moderation can be disabled, and not
    how.
    """


class JsonObjectFormat(Struct, kw_only=True, tag_field="type", tag="json_object"):
    """A JSON object."""


class JsonSchemaFormat(Struct, kw_only=True, tag_field="type", tag="json_schema"):
    """JSON that a schema accepts."""

    json_schema: NamedJsonSchema


class ListBaseModelsResponse(Struct, kw_only=True):
    """One page of base models."""

    total: int
    """Number of base models, on all pages together."""
    models: list[BaseModel]
    """The base models of this page."""


class ListEndpointsResponse(Struct, kw_only=True):
    """One page of endpoints."""

    total: int
    """Number of endpoints that match, on all pages together."""
    endpoints: list[EndpointBriefInfo]
    """The endpoints of this page."""


class ListFeaturesResponse(Struct, kw_only=True):
    """One page of features."""

    configs: list[Feature]
    """The features of this page."""
    total: int
    """Number of features, on all pages together."""


class ListModelVersionsResponse(Struct, kw_only=True):
    """One page of a model's versions."""

    total: int
    """Number of versions that match, on all pages together."""
    versions: list[ModelVersionInfo]
    """The versions of this page."""


class ListModelsResponse(Struct, kw_only=True):
    """One page of models."""

    total: int
    """Number of models that match, on all pages together."""
    models: list[ModelInfo]
    """The models of this page."""


class ListServicesInstancesResponse(Struct, kw_only=True):
    """One page of service instances."""

    total: int
    """Number of instances that match, on all pages together."""
    service_instances: list[ServiceInstanceInfo]
    """The instances of this page."""


class ListSpecsResponse(Struct, kw_only=True):
    """One page of resource specifications."""

    total: int
    """Number of specifications that match, on all pages together."""
    spec_codes: list[Spec]
    """The specifications of this page."""


class ListWorkspacesResponse(Struct, kw_only=True):
    """One page of workspaces."""

    total: int
    """Number of workspaces that match, on all pages together."""
    workspaces: list[Workspace]
    """The workspaces of this page."""


class LlmModelConfig(Struct, kw_only=True):
    """
    Configuration of a large language model. At most one of `model_path` and `local_model_path` is given; with
    neither, the version stands for the base model's own weights.
    """

    base_model_type: str
    """
    Base model type, from the list of base models. Whether it is on the list is looked at when the version is
    deployed.
    """
    model_path: str | UnsetType = UNSET
    """
    Where the model's files lie in OBS, `obs://bucket/prefix/`. No path segment is empty, `.` or `..`. Whether
    the files exist is looked at when the version is deployed.
    """
    local_model_path: str | UnsetType = UNSET
    """
    Where the model's files lie on the server's own disk: an absolute path, no segment of which is empty, `.`
    or `..`. It is taken only under the roots that the server's operator allows.
    """


class MessageToolCall(Struct, kw_only=True):
    """A function call that a model generated."""

    id: str
    """Tool call ID."""
    type: Literal["function"] = "function"
    """Tool type; only `function` so far."""
    function: FunctionCall


class ModelConfig(Struct, kw_only=True):
    """Model configuration."""

    llm_model_config: LlmModelConfig | UnsetType = UNSET


class ModelInfo(Struct, kw_only=True):
    """A model with its current version."""

    visibility: Visibility
    id: ResourceId
    name: ResourceName
    type: ModelType
    create_time: Timestamp
    update_time: Timestamp
    current_version: ModelVersionInfo
    description: str | UnsetType = UNSET
    """Description that the creator gave."""
    create_user: User | UnsetType = UNSET
    update_user: User | UnsetType = UNSET


class ModelInstanceConfig(Struct, kw_only=True):
    """Configuration of an instance that serves a model."""

    resource: InstanceResource | UnsetType = UNSET
    moderation: bool | UnsetType = UNSET
    """
    Whether the instance's invocations are moderated where the server has a moderator. False is refused where
    the server's policy lets nobody go without. An extension, named as ModelArts names its own.
    """


ModelType: TypeAlias = Literal["LLM_MODEL"]
"""Kind of model; `LLM_MODEL` is a large language model."""


class ModelVersionInfo(Struct, kw_only=True):
    """A version of a model."""

    id: ResourceId
    name: ResourceName
    config: ModelConfig
    description: str | UnsetType = UNSET
    """Description that the creator gave."""
    cap_white_list: list[str] | UnsetType = UNSET
    """Capabilities that the version may be used with; absent when there is no restriction."""
    create_time: Timestamp | UnsetType = UNSET
    create_user: User | UnsetType = UNSET


class ModelVersionInput(Struct, kw_only=True):
    """
    Details of a model version. The server generates the version's identifier; one that the request gives has
    no effect.
    """

    name: ResourceName
    description: str | UnsetType = UNSET
    """Description; the contract gives no range, this server takes up to 1024 characters, none of them NUL."""
    config: ModelConfig | UnsetType = UNSET


class NamedJsonSchema(Struct, kw_only=True):
    """A JSON Schema with a name."""

    name: str
    """Name of the form."""
    description: str | UnsetType = UNSET
    """What the form is for, for the model to read."""
    schema: dict[str, Any] | UnsetType = UNSET
    """The JSON Schema."""
    strict: bool | None | UnsetType = UNSET
    """Whether the answer has to match the schema exactly."""


class NamedToolChoice(Struct, kw_only=True):
    """This very function."""

    type: Literal["function"] = "function"
    """Tool type; only `function` so far."""
    function: FunctionName


class ReservedResource(Struct, kw_only=True):
    """What an endpoint reserves. For language models `mu` counts; `apu` and `dpu` are kept and shown."""

    apu: ResourceDefinition | UnsetType = UNSET
    dpu: ResourceDefinition | UnsetType = UNSET
    mu: ResourceDemand | UnsetType = UNSET


class ResourceDefinition(Struct, kw_only=True):
    """Processing units of one kind that an endpoint keeps warm and may grow to."""

    spec_code: SpecCode
    warm_up_num: int
    """Units that are kept warm."""
    max_num: int
    """Most units."""


class ResourceDemand(Struct, kw_only=True):
    """
    Model units that an endpoint reserves (`min`, which may be none) and may grow to (`max`). All service
    instances on the endpoint together stay within `max` replicas; `max` is not below `min`.
    """

    spec_code: SpecCode
    min: int
    """Units that are reserved."""
    max: int
    """Most units."""


ResourceId: TypeAlias = str
"""Identifier given by the server, 32 to 36 letters, digits and hyphens."""


ResourceName: TypeAlias = str
"""
Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is taken literally:
nothing is trimmed, and upper and lower case differ.
"""


class ServiceInstanceDetail(Struct, kw_only=True):
    """A service instance in full. A `FAILED` one says why in `error_code` and `error_msg`."""

    visibility: Visibility
    source: Source
    id: ResourceId
    name: ResourceName
    endpoint_id: ResourceId
    status: InstanceStatus
    create_time: Timestamp
    update_time: Timestamp
    type: ServiceType
    url: InstanceUrl
    config: InstanceConfig
    description: str | UnsetType = UNSET
    """Description that the deployer gave."""
    duration: int | UnsetType = UNSET
    """Seconds since the instance began to run; absent when it does not run."""
    create_user: InstanceUser | UnsetType = UNSET
    update_user: InstanceUser | UnsetType = UNSET
    progress: str | UnsetType = UNSET
    """
    What is being done for an instance that is `CREATING`, in words, for example how much of its weights has
    been fetched; of one that is `PENDING`, what it waits for. An extension of the contract.
    """
    error_code: str | UnsetType = UNSET
    """Why a `FAILED` instance failed, as a code."""
    error_msg: str | UnsetType = UNSET
    """Why a `FAILED` instance failed, in words."""


class ServiceInstanceInfo(Struct, kw_only=True):
    """A service instance as a list shows it."""

    visibility: Visibility
    source: Source
    id: ResourceId
    name: ResourceName
    endpoint_id: ResourceId
    status: InstanceStatus
    create_time: Timestamp
    update_time: Timestamp
    type: ServiceType
    description: str | UnsetType = UNSET
    """Description that the deployer gave."""
    duration: int | UnsetType = UNSET
    """Seconds since the instance began to run; absent when it does not run."""
    create_user: InstanceUser | UnsetType = UNSET


ServiceType: TypeAlias = Literal["LLM_MODEL", "PGSQL_SERVICE"]
"""Kind of service instance."""


class Source(Struct, kw_only=True):
    """The model that a service instance runs."""

    id: ResourceId
    version_id: ResourceId


class SourceInput(Struct, kw_only=True):
    """The model to deploy."""

    id: ResourceId
    """Model ID, 32 to 36 letters, digits and hyphens."""
    version_id: ResourceId | UnsetType = UNSET
    """Model version ID; without it the model's current version is deployed."""


class Spec(Struct, kw_only=True):
    """A resource specification."""

    spec_code: SpecCode
    spec_type: SpecType
    resource_type: str
    """Type of the resource, as bills name it."""
    stride: int
    """Units in one step."""
    unit: str
    """What is counted."""
    min_stride_num: int
    """Fewest steps."""
    max_stride_num: int
    """Most steps."""
    usage_measure_id: int | UnsetType = UNSET
    """Identifier of the measure that usage is billed in; 0 where nothing is billed."""
    usage_factor: str | UnsetType = UNSET
    """What usage is billed by."""
    stride_num_whitelist: list[int] | UnsetType = UNSET
    """The only numbers of steps that are allowed; empty when every number within the limits is."""


SpecCode: TypeAlias = str
"""Code of a resource specification, for example `mu.llama3.8b`."""


SpecType: TypeAlias = Literal["APU", "DPU", "MU", "RESOURCE_USAGE_UNIT", "TOKENS_USAGE_UNIT"]
"""Kind of resource; language models are measured in model units (`MU`)."""


class StreamFailure(Struct, kw_only=True):
    """The event that stands for an error once a stream has begun; `[DONE]` follows it."""

    error_code: str
    """Error code, 8 to 36 characters."""
    error_msg: str
    """What is wrong, in words."""


class StreamOptions(Struct, kw_only=True):
    """How to stream."""

    include_usage: bool | UnsetType = UNSET
    """Whether a last chunk, without choices, says how many tokens were used."""


class TextFormat(Struct, kw_only=True, tag_field="type", tag="text"):
    """Any text."""


class TextPart(Struct, kw_only=True, tag_field="type", tag="text"):
    """Text."""

    text: str
    """What is said."""


ContentPart: TypeAlias = TextPart | ImagePart
"""A piece of a message, told apart by its type."""


Timestamp: TypeAlias = str
"""Moment in UTC with milliseconds, for example `2023-05-30T12:24:30.401Z`."""


class TokenLogprob(Struct, kw_only=True):
    """A generated token and its likeliest alternatives."""

    token: str
    """The token's text; empty within a character that later tokens complete."""
    logprob: float
    """Natural logarithm of the probability; -9999 stands for impossible."""
    bytes: list[int]
    """The token's text as UTF-8."""
    top_logprobs: list[TopLogprob]
    """The likeliest alternatives, as many as `top_logprobs` asked for."""


class TokensQuota(Struct, kw_only=True):
    """How many tokens may be generated on an endpoint; absent where there is no bound."""

    total: int
    """Tokens in all."""
    used: int
    """Tokens that were used."""
    expire_time: Timestamp | UnsetType = UNSET


class Tool(Struct, kw_only=True):
    """A function that the model may call."""

    type: Literal["function"] = "function"
    """Tool type; only `function` so far."""
    function: FunctionDefinition


class ToolCallDelta(Struct, kw_only=True):
    """
    A part of a function call. The first one has its id, its type and the function's name, those that follow
    have more of the arguments.
    """

    index: int
    """Which call of the choice this belongs to, from 0."""
    function: FunctionCallDelta
    id: str | UnsetType = UNSET
    """Tool call ID."""
    type: Literal["function"] | UnsetType = UNSET
    """Tool type; only `function` so far."""


ToolChoiceMode: TypeAlias = Literal["none", "auto", "required"]
"""Never, at the model's discretion, or always."""


class TopLogprob(Struct, kw_only=True):
    """A token that might have been chosen."""

    token: str
    """The token's text."""
    logprob: float
    """Natural logarithm of the probability; -9999 stands for impossible."""
    bytes: list[int]
    """The token's text as UTF-8."""


class UpdateEndpointRequest(Struct, kw_only=True):
    """What to change of an endpoint."""

    name: EndpointName | UnsetType = UNSET
    description: str | UnsetType = UNSET
    """Description of 0 to 1024 characters, none of them NUL."""
    reserved_resource: ReservedResource | UnsetType = UNSET
    cap: Capability | UnsetType = UNSET


class UpdateInstanceConfig(Struct, kw_only=True):
    """Configuration of a service instance."""

    model_instance_config: UpdateModelInstanceConfig | UnsetType = UNSET


class UpdateInstanceResource(Struct, kw_only=True):
    """Replicas of an instance. The minimum has to be the one that the instance was deployed with."""

    min: int
    """Fewest replicas."""
    max: int
    """Most replicas."""


class UpdateModelDefinitionRequest(Struct, kw_only=True):
    """What to change of a model."""

    name: ResourceName | UnsetType = UNSET
    description: str | UnsetType = UNSET
    """Description of 0 to 1024 characters, none of them NUL."""
    current_version_id: ResourceId | UnsetType = UNSET
    """ID of the version that is to be the current one."""
    version: ModelVersionInput | UnsetType = UNSET
    """A version to add."""


class UpdateModelInstanceConfig(Struct, kw_only=True):
    """Configuration of an instance that serves a model."""

    resource: UpdateInstanceResource | UnsetType = UNSET


class UpdateServiceInstanceRequest(Struct, kw_only=True):
    """What to change of a service instance."""

    source: SourceInput | UnsetType = UNSET
    """The model and version that the instance runs; others are refused."""
    name: ResourceName | UnsetType = UNSET
    description: str | UnsetType = UNSET
    """Description of 0 to 1024 characters, none of them NUL, `!`, `<`, `>`, `=`, `&`, `"` or `'`."""
    config: UpdateInstanceConfig | UnsetType = UNSET


class UpdateServiceInstanceResponse(Struct, kw_only=True):
    """What is being updated."""

    id: ResourceId
    """Instance ID, 32 to 36 letters, digits and hyphens."""


class UpdateWorkspaceRequest(Struct, kw_only=True):
    """What to change of a workspace."""

    name: WorkspaceName | UnsetType = UNSET
    description: str | UnsetType = UNSET
    """Description of 0 to 255 characters, none of them NUL."""
    metastore_id: ResourceId | UnsetType = UNSET


class Usage(Struct, kw_only=True):
    """Tokens used, over all choices."""

    prompt_tokens: int
    """Tokens of the prompt."""
    completion_tokens: int
    """Tokens of all choices."""
    total_tokens: int
    """The sum of the two."""


class User(Struct, kw_only=True):
    """Who created or changed a control-plane resource."""

    domain_name: str
    """Name of the user's account."""
    domain_id: str
    """Identifier of the user's account."""
    user_name: str
    """Name of the user."""
    user_id: str
    """Identifier of the user."""


Visibility: TypeAlias = Literal["PRIVATE", "PUBLIC"]
"""Who sees the resource, its owner alone or every user."""


class Workspace(Struct, kw_only=True):
    """Isolation unit; models, endpoints and service instances live in one."""

    id: ResourceId
    name: WorkspaceName
    create_time: Timestamp
    description: str | UnsetType = UNSET
    """Description that the creator gave."""
    create_domain_name: str | UnsetType = UNSET
    """Name of the account that created the workspace."""
    create_user_name: str | UnsetType = UNSET
    """Name of the user who created the workspace."""
    metastore_id: str | UnsetType = UNSET
    """Identifier of the metastore bound to the workspace."""
    access_url: str | UnsetType = UNSET
    """Address under which the workspace is reached."""
    enterprise_project_id: str | UnsetType = UNSET
    """Identifier of the enterprise project; `0` is the default one."""
    tags: list[WorkspaceTag] | UnsetType = UNSET
    """Marks of the workspace."""


WorkspaceName: TypeAlias = str
"""Name of 4 to 32 letters (A to Z), digits and hyphens."""


class WorkspaceTag(Struct, kw_only=True):
    """A mark that a workspace bears."""

    key: str
    """
    Key of 1 to 128 letters of any language, spaces, tabs, digits, and `_`, `.`, `:`, `/`, `=`, `+`, `-`, `@`.
    """
    value: str | UnsetType = UNSET
    """Value of up to 255 such characters; without it the value is empty."""
