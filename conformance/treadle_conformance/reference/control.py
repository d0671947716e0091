"""What the reference server does for resources: workspaces, models' lives, endpoints, the catalogues."""

from __future__ import annotations

import uuid
from typing import Any

from treadle_conformance.reference import model
from treadle_conformance.reference.base import Reply, Request, Service
from treadle_conformance.reference.rows import USER, Row, now, page, some

LIVE = "service_instances"


class Control(Service):
    """The rows of each kind by workspace, and the operations that need nothing else."""

    def __init__(self) -> None:
        self.workspaces: dict[str, Row] = {}
        self.models: dict[str, list[Row]] = {}
        self.endpoints: dict[str, list[Row]] = {}
        self.instances: dict[str, list[Row]] = {}

    def control(self, request: Request) -> Reply | None:
        """One of the resource operations, by its operationId; None for any other."""
        given, body = request.parameters, request.body
        workspace: str = given.get("workspace_id", "")
        match request.route.id:
            case "create_workspace":
                return Reply(json=self.add_workspace(body))
            case "update_workspace":
                row = self.workspaces[workspace]
                self._free(self.workspaces.values(), body, row)
                return Reply(json=_changed(row, body, "description", "metastore_id"))
            case "delete_workspace":
                if self.models[workspace] or self.endpoints[workspace] or self.instances[workspace]:
                    raise self.refusal(400, f"the workspace {workspace} is in use")
                for table in (self.workspaces, self.models, self.endpoints, self.instances):
                    del table[workspace]
                return Reply()
            case "list_specs":
                return _specs(given)
            case "list_features":
                return page("configs", [{"key": "authentication", "value": "none"}], given)
            case "create_endpoint":
                return Reply(json=self._add_endpoint(workspace, body))
            case "list_endpoints":
                return self._endpoints(workspace, given)
            case "show_endpoint":
                if given["version"] == "PREVIOUS":
                    raise self.refusal(404, "there is no previous version")
                return Reply(json=self._endpoint(workspace, given["endpoint_id"]))
            case "update_endpoint":
                row = self._endpoint(workspace, given["endpoint_id"])
                self._free(self.endpoints[workspace], body, row)
                resource = {**row["reserved_resource"], **self._reserved(body)}
                return Reply(json=_changed(row, {**body, "reserved_resource": resource}, "reserved_resource"))
            case "delete_endpoint":
                row = self._endpoint(workspace, given["endpoint_id"])
                if any(one["endpoint_id"] == row["id"] for one in self.instances[workspace]):
                    raise self.refusal(400, f"the endpoint {row['id']} is in use")
                self.endpoints[workspace].remove(row)
                return Reply(json={"id": row["id"]})
            case "subscribe_endpoint":
                self._endpoint(workspace, given["endpoint_id"])
                return Reply()
            case _:
                return self._model_operation(request)

    def add_workspace(self, body: Row) -> Row:
        """A workspace, with room for everything that lies in one."""
        if len(self.workspaces) >= 1000:
            raise self.refusal(
                400, "a project has at most 1000 workspaces; one that exists already goes first"
            )
        identifier = str(uuid.uuid4())
        row = {
            "id": identifier,
            **some(body, "name", "description", "metastore_id", "enterprise_project_id", "tags"),
            "create_time": now(),
        }
        self._free(self.workspaces.values(), body, row)
        self.workspaces = {identifier: row, **self.workspaces}
        for table in (self.models, self.endpoints, self.instances):
            table[identifier] = []
        return row

    def _model_operation(self, request: Request) -> Reply | None:
        given, body = request.parameters, request.body
        workspace: str = given.get("workspace_id", "")
        match request.route.id:
            case "update_model_definition":
                row = self.model(workspace, given["model_id"])
                self._free(self.models[workspace], body, row)
                self._update_versions(row, body)
                return Reply(json=shown(_changed(row, body, "description")))
            case "cleanup_model":
                row = self.model(workspace, given["model_id"])
                if any(one["source"]["id"] == row["id"] for one in self.instances[workspace]):
                    raise self.refusal(400, f"the model {row['id']} is in use")
                self.models[workspace].remove(row)
                return Reply()
            case "delete_model_version":
                row = self.model(workspace, given["model_id"])
                version = self.version(row, given["version_id"])
                if version is row["current_version"]:
                    raise self.refusal(400, "the current version is in use")
                row["versions"].remove(version)
                return Reply()
            case _:
                return None

    def model(self, workspace: str, identifier: str) -> Row:
        """A model of a workspace."""
        return self._found("model", self.models[workspace], identifier)

    def version(self, row: Row, identifier: str) -> Row:
        """A version of a model."""
        return self._found("version", row["versions"], identifier)

    def _update_versions(self, row: Row, body: Row) -> None:
        current = body.get("current_version_id")
        if current is not None:
            row["current_version"] = self.version(row, current)
        if "version" in body:
            self._free(row["versions"], body["version"], {})
            row["versions"].insert(0, version_of(body["version"]))

    def _endpoint(self, workspace: str, identifier: str) -> Row:
        return self._found("endpoint", self.endpoints[workspace], identifier)

    def _found(self, kind: str, rows: list[Row], identifier: str) -> Row:
        for row in rows:
            if row["id"] == identifier:
                return row
        raise self.refusal(404, f"there is no {kind} {identifier}")

    def _free(self, rows: Any, body: Row, own: Row) -> None:
        name = body.get("name")
        if name is not None and any(row["name"] == name and row is not own for row in rows):
            raise self.refusal(400, f"the name {name!r} exists already")

    def _reserved(self, body: Row) -> Row:
        resource: Row = body.get("reserved_resource", {})
        units = resource.get("mu")
        if units and units["max"] < units["min"]:
            raise self.refusal(400, f"max ({units['max']}) is below min ({units['min']})")
        return resource

    def _add_endpoint(self, workspace: str, body: Row) -> Row:
        mu = {"spec_code": "mu.reference", "min": 0, "max": 1}
        moment = now()
        row: Row = {
            "id": str(uuid.uuid4()),
            "name": body["name"],
            "type": body["type"],
            "status": "RUNNING",
            "create_time": moment,
            "update_time": moment,
            "owner": USER,
            **some(body, "description", "cap", "custom_image_id"),
            "visibility": "PUBLIC" if body.get("public_access") else "PRIVATE",
            "reserved_resource": {"mu": mu, **self._reserved(body)},
        }
        self._free(self.endpoints[workspace], body, row)
        self.endpoints[workspace].insert(0, row)
        return row

    def _endpoints(self, workspace: str, given: Row) -> Reply:
        rows = self.endpoints[workspace]
        if given["visibility"] in {"PUBLIC", "PRIVATE"}:
            rows = [row for row in rows if row["visibility"] == given["visibility"]]
        if given["type"] is not None:
            rows = [row for row in rows if row["type"] == given["type"]]
        if given["model_id"] is not None:
            on = [one for one in self.instances[workspace] if one["source"]["id"] == given["model_id"]]
            rows = [row for row in rows if any(one["endpoint_id"] == row["id"] for one in on)]
        return page("endpoints", rows, {**given, "id": given["endpoint_id"]})


def version_of(body: Row) -> Row:
    """A version as a list shows it."""
    return {
        "id": str(uuid.uuid4()),
        **some(body, "name", "description"),
        "config": body.get("config", {}),
        "create_time": now(),
        "create_user": USER,
    }


def shown(row: Row) -> Row:
    """A model as it is shown: the current version alone."""
    return {key: value for key, value in row.items() if key != "versions"}


def _changed(row: Row, body: Row, *names: str) -> Row:
    row.update(some(body, "name", *names))
    if "update_time" in row:
        row["update_time"] = now()
    return row


def _specs(given: Row) -> Reply:
    row = {
        "spec_code": "mu.reference",
        "spec_type": "MU",
        "resource_type": "mu",
        "stride": 1,
        "unit": "MU",
        "min_stride_num": 1,
        "max_stride_num": model.MAX_TOTAL_TOKENS,
    }
    types = given["spec_types"] or ["MU"]
    wanted = given["spec_code"] in (None, row["spec_code"]) and "MU" in types
    return page("spec_codes", [row] if wanted and given["scenario"] != "COMPUTE" else [], given)
