"""Huawei's own SDK, unmodified, against a server on a socket: the calls that lead from nothing to an instance and back.

Sdk(url)                     clients of both planes
make_resources(sdk, …)       workspace → catalogues → model → version → endpoint
deploy(sdk, made, source)    an instance, once it is RUNNING
invoke(sdk, made, …)         what a model says, whole or streamed
change(sdk, made)            each resource's update
remove(sdk, made)            in the order that nothing is in use
"""

from __future__ import annotations

import json
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the SDK's, not ours
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
    from huaweicloudsdkcore.http.http_config import HttpConfig
    from huaweicloudsdkdataartsfabric import v1 as control
    from huaweicloudsdkdataartsfabricep import v1 as data

ACCESS_KEY, SECRET_KEY, PROJECT = "AKEXAMPLE0000000001", "SKexample/0000+secret==", "0123456789abcdef" * 2


class Sdk:
    """Both clients. `token` is sent instead of a signature, unless `sign` asks for both."""

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        sign: bool = False,
        access_key: str = ACCESS_KEY,
        secret_key: str = SECRET_KEY,
        project: str = PROJECT,
    ) -> None:
        self.url = url
        self._made_of = (access_key, secret_key, project)
        self.control = self._client(control.DataArtsFabricClient, token, sign)
        self.data = self._client(data.DataArtsFabricEpClient, token, sign)

    def _client(self, kind: Any, token: str | None, sign: bool) -> Any:
        builder = kind.new_builder().with_http_config(HttpConfig(timeout=(5, 60)))
        client = builder.with_credentials(BasicCredentials(*self._made_of)).with_endpoint(self.url).build()
        if token is not None:
            client.preset_headers["X-Auth-Token"] = token
        if token is not None and not sign:
            client.preset_headers["Authorization"] = ""  # a present one stops the SDK's signing
        return client

    def refused(self, call: Any, request: Any) -> ClientRequestException:
        """The exception of a call that has to be refused."""
        try:
            call(request)
        except ClientRequestException as error:
            return error
        raise AssertionError(f"{request} was not refused")


@dataclass
class Made:
    """What the chain made; instances are those that still have to go."""

    workspace: str = ""
    model: str = ""
    version: str = ""
    second_version: str = ""
    endpoint: str = ""
    instances: list[str] = field(default_factory=list)


def make_resources(sdk: Sdk, local_path: Path, *, base_model_type: str | None = None) -> Made:
    """A workspace with a model of two versions, the first from `local_path`, and an endpoint for two replicas."""
    made = Made()
    body = control.CreateWorkspaceRequestInput(name="chain", description="工作空间")
    workspace = sdk.control.create_workspace(control.CreateWorkspaceRequest(body=body))
    assert workspace.x_request_id
    made.workspace = workspace.id
    listed = sdk.control.list_workspaces(control.ListWorkspacesRequest(id=made.workspace))
    assert (listed.total, listed.workspaces[0].description) == (1, "工作空间")
    assert listed.workspaces[0].create_time.tzinfo is not None  # a `datetime`: the SDK could read it

    bases = sdk.control.list_base_models(control.ListBaseModelsRequest())
    base = base_model_type or bases.models[0].base_model_type
    assert base in [row.base_model_type for row in bases.models]
    config = control.ModelConfig(
        # `local_model_path` is in the document and not in the SDK, which sends what it is given.
        llm_model_config={"base_model_type": base, "local_model_path": str(local_path)}
    )
    version = control.ModelVersionInput(name="first", description="from the disk", config=config)
    created = sdk.control.create_model_definition(
        control.CreateModelDefinitionRequest(
            made.workspace, control.CreateModelInput("mine", "a model", control.ModelType.LLM_MODEL, version)
        )
    )
    made.model, made.version = created.id, created.version_id
    models = sdk.control.list_models(
        control.ListModelsRequest(
            made.workspace, name="MINE", sort_by="NAME", order_by="ASC", visibility="PRIVATE"
        )
    )
    assert [row.id for row in models.models] == [made.model]
    assert models.models[0].current_version.id == made.version

    second = control.ModelVersionInput(
        name="second",
        config=control.ModelConfig(
            control.LlmModelConfig(base_model_type=base, model_path="obs://bucket/m/")
        ),
    )
    update = control.UpdateModelInput(version=second)
    shown = sdk.control.update_model_definition(
        control.UpdateModelDefinitionRequest(made.workspace, made.model, update)
    )
    assert shown.current_version.id == made.version
    versions = sdk.control.list_model_versions(control.ListModelVersionsRequest(made.workspace, made.model))
    made.second_version = next(row.id for row in versions.versions if row.name == "second")
    assert versions.total == 2

    specs = sdk.control.list_specs(control.ListSpecsRequest(spec_types=["DPU", "MU"], scenario="ENDPOINT"))
    code = specs.spec_codes[0].spec_code
    reserved = control.ReservedResource(mu=control.ResourceDemand(spec_code=code, min=0, max=2))
    endpoint = sdk.control.create_endpoint(
        control.CreateEndpointRequest(
            made.workspace, control.EndpointInput(name="pool", type="inference", reserved_resource=reserved)
        )
    )
    made.endpoint = endpoint.id
    until(lambda: str(show_endpoint(sdk, made).status), "RUNNING")
    endpoints = sdk.control.list_endpoints(
        control.ListEndpointsRequest(made.workspace, name="POOL", type="inference")
    )
    assert [row.id for row in endpoints.endpoints] == [made.endpoint]
    features = sdk.control.list_features(control.ListFeaturesRequest(limit=100))
    assert features.total == len(features.configs)
    return made


def show_endpoint(sdk: Sdk, made: Made) -> Any:
    return sdk.control.show_endpoint(control.ShowEndpointRequest(made.workspace, made.endpoint))


def deploy(sdk: Sdk, made: Made, source: data.SourceRef, name: str = "service", seconds: float = 60.0) -> str:
    """An instance of `source` on the chain's endpoint, once it is RUNNING."""
    code = show_endpoint(sdk, made).reserved_resource.mu.spec_code
    resource = data.ResourceDemand(min=1, max=1, spec_code=code)
    config = data.ServiceInstanceConfig(
        model_instance_config=data.ModelServiceInstanceConfig(resource=resource)
    )
    instance = sdk.data.deploy_service_instance(
        data.DeployServiceInstanceRequest(
            made.workspace,
            data.ServiceInstanceInput(source=source, name=name, endpoint_id=made.endpoint, config=config),
        )
    )
    made.instances.append(instance.id)
    until(lambda: str(show_instance(sdk, made, instance.id).status), "RUNNING", seconds)
    listed = sdk.data.list_services_instances(
        data.ListServicesInstancesRequest(made.workspace, id=instance.id)
    )
    assert listed.service_instances[0].endpoint_id == made.endpoint
    identifier: str = instance.id
    return identifier


def show_instance(sdk: Sdk, made: Made, instance: str) -> Any:
    return sdk.data.show_service_instance_detail(
        data.ShowServiceInstanceDetailRequest(made.workspace, instance)
    )


def invoke(sdk: Sdk, made: Made, instance: str, question: str, **members: Any) -> str:
    """What an instance says. The SDK has no method for it; its client sends any request that it is asked for."""
    answer = sdk.data.do_http_request(
        method="POST",
        resource_path="/v1/workspaces/{workspace_id}/services/instances/{instance_id}/invocations",
        path_params={"workspace_id": made.workspace, "instance_id": instance},
        body={
            "messages": [{"role": "user", "content": question}],
            "temperature": 0,
            "max_tokens": 16,
            **members,
        },
        response_type="DeleteServiceInstanceResponse",  # of no members, as Java's of this call
    )
    assert answer.status_code == 200
    if not members.get("stream"):
        return str(json.loads(answer.raw_content)["choices"][0]["message"]["content"])
    *events, done = answer.raw_content.decode().split("\n\n")[:-1]
    assert done == "data: [DONE]"
    chunks = [json.loads(event.removeprefix("data: ")) for event in events]
    assert chunks[0]["route_id"]
    return "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])


def until(look: Any, wanted: str, seconds: float = 60.0) -> None:
    """Ask until the status is `wanted`; a status that leads nowhere else ends the wait."""
    end = time.monotonic() + seconds
    while (status := look()) != wanted:
        assert status not in {"FAILED", "CREATE_FAILED", "UPDATE_FAILED"}, status
        assert time.monotonic() < end, f"still {status}"
        time.sleep(0.05)


def change(sdk: Sdk, made: Made) -> None:
    """Give every resource another name."""
    workspace = sdk.control.update_workspace(
        control.UpdateWorkspaceRequest(made.workspace, control.UpdateWorkspaceRequestInput(name="chain-2"))
    )
    assert workspace.name == "chain-2"
    model = sdk.control.update_model_definition(
        control.UpdateModelDefinitionRequest(
            made.workspace,
            made.model,
            control.UpdateModelInput(name="mine too", current_version_id=made.second_version),
        )
    )
    assert (model.name, model.current_version.id) == ("mine too", made.second_version)
    endpoint = sdk.control.update_endpoint(
        control.UpdateEndpointRequest(
            made.workspace, made.endpoint, control.UpdateEndpointRequestBody(name="pool too")
        )
    )
    assert endpoint.name == "pool too"
    for number, instance in enumerate(made.instances):
        body = data.UpdateServiceInstanceInput(name=f"service {number}", description="changed")
        sdk.data.update_service_instance(data.UpdateServiceInstanceRequest(made.workspace, instance, body))
        until(lambda instance=instance: str(show_instance(sdk, made, instance).status), "RUNNING")  # type: ignore[misc]
        assert show_instance(sdk, made, instance).name == f"service {number}"


def remove(sdk: Sdk, made: Made, seconds: float = 60.0) -> None:
    """Delete everything, from the instances down; what is in use is refused until then."""
    if made.instances:
        request = control.DeleteEndpointRequest(made.workspace, made.endpoint)
        assert "in use" in sdk.refused(sdk.control.delete_endpoint, request).error_msg
    for instance in made.instances:
        sdk.data.delete_service_instance(data.DeleteServiceInstanceRequest(made.workspace, instance))
    end = time.monotonic() + seconds
    while sdk.data.list_services_instances(data.ListServicesInstancesRequest(made.workspace)).total:
        assert time.monotonic() < end
        time.sleep(0.05)
    made.instances.clear()
    _another_second()
    gone = sdk.control.delete_endpoint(control.DeleteEndpointRequest(made.workspace, made.endpoint))
    assert gone.id == made.endpoint
    current = control.DeleteModelVersionRequest(made.workspace, made.model, made.second_version)
    assert "current" in sdk.refused(sdk.control.delete_model_version, current).error_msg
    sdk.control.delete_model_version(
        control.DeleteModelVersionRequest(made.workspace, made.model, made.version)
    )
    in_use = control.DeleteWorkspaceRequest(made.workspace)
    assert sdk.refused(sdk.control.delete_workspace, in_use).error_code == "common.01000001"
    sdk.control.cleanup_model(control.CleanupModelRequest(made.workspace, made.model))
    _another_second()
    assert sdk.control.delete_workspace(control.DeleteWorkspaceRequest(made.workspace)).x_request_id
    left = sdk.control.list_workspaces(control.ListWorkspacesRequest(id=made.workspace))
    assert left.total == 0


def _another_second() -> None:
    """A write's signature is accepted once, and its date has whole seconds: a call again is another one then."""
    time.sleep(1.1)
