"""Fabric's operations in the reference server: resources in memory, invocations by the toy model."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

from treadle_conformance.reference import model, openai
from treadle_conformance.reference.base import DONE, Refusal, Reply, Request, frame
from treadle_conformance.reference.control import Control, shown, version_of
from treadle_conformance.reference.generation import Machine
from treadle_conformance.reference.rows import NAMES, USER, Row, now, page, some

NOTICE = "This is not answered: its content is not allowed."


class Fabric(Control):
    """Fabric's contract, with one workspace, one model and one running public instance of it."""

    def __init__(self, delay: float, blocked: str | None = None) -> None:
        super().__init__()
        self.blocked = blocked
        self.machine = Machine(delay)
        workspace: str = self.add_workspace({"name": "default"})["id"]
        version = {"name": "1", "config": {"llm_model_config": {"base_model_type": "REFERENCE"}}}
        base = self._add_model(
            workspace, {"name": model.NAME.split("/")[1], "type": "LLM_MODEL", "version": version}
        )
        wish = {"source": _source(base), "name": "reference", "endpoint_id": str(uuid.uuid4())}
        self._add_instance(workspace, wish, "PUBLIC")

    def refusal(self, status: int, message: str) -> Refusal:
        """An error in Fabric's flat form."""
        code = {401: "APIG.1002", 408: "common.00000408", 500: "common.00000500"}.get(
            status, "common.01000001"
        )
        return Refusal(status, {"error_code": code, "error_msg": message[:500]})

    def authorize(self, headers: dict[str, str], secret: str | None) -> None:
        """X-Auth-Token; a missing and an unknown one are both 401."""
        if secret is not None and headers.get("x-auth-token") != secret:
            raise self.refusal(401, "Incorrect token or token resolution failed")

    def forbidden(self) -> Refusal:
        """403 in its own, nested form."""
        text, title = "X-Auth-Token is invalid in the request", "Forbidden"
        error = {"code": "403", "message": text, "title": title}
        return Refusal(403, {"error": error, "error_code": 403, "error_msg": text, "title": title})

    def invalid(self, complaint: str) -> Refusal:
        """400: Fabric has no 422."""
        return self.refusal(400, complaint)

    def wrong_method(self, allow: str) -> Refusal:
        """404: Fabric has no 405."""
        return self.refusal(404, f"no such operation; the path has {allow}")

    def wrong_media_type(self, media_type: str) -> Refusal:
        """400: Fabric has no 415."""
        return self.refusal(400, f"expected application/json, got {media_type or 'nothing'}")

    def too_large(self, size: int) -> Refusal:
        """400: Fabric has no 413."""
        return self.refusal(400, f"the body has {size} bytes, which is too many")

    async def handle(self, request: Request) -> Reply:
        """One of Fabric's operations, by its operationId."""
        given = request.parameters
        workspace: str = given.get("workspace_id", "")
        if workspace and workspace not in self.workspaces:
            raise self.refusal(404, f"there is no workspace {workspace}")
        match request.route.id:
            case "list_workspaces":
                return page("workspaces", self.workspaces.values(), given)
            case "create_model_definition":
                created = self._add_model(workspace, request.body)
                return Reply(json={"id": created["id"], "version_id": created["current_version"]["id"]})
            case "list_models":
                return page("models", map(shown, self.models[workspace]), given)
            case "list_model_versions":
                found = self.model(workspace, given["model_id"])
                given = {**given, "id": given.get("version_id")}
                return page("versions", found["versions"], given)
            case "list_base_models":
                row = {"base_model_type": "REFERENCE", "max_tokens": model.MAX_TOTAL_TOKENS, "num_of_mu": 1}
                return page("models", [row], given)
            case "deploy_service_instance":
                return Reply(json={"id": self._deploy(workspace, request.body)})
            case "list_services_instances":
                return page("service_instances", map(_brief, self._listed(workspace, given)), given)
            case "show_service_instance_detail":
                return Reply(json=self._instance(workspace, given["instance_id"]))
            case "update_service_instance":
                return Reply(json=self._update(self._instance(workspace, given["instance_id"]), request.body))
            case "delete_service_instance":
                gone = self._instance(workspace, given["instance_id"])
                self.instances[workspace].remove(gone)
                return Reply(json={"id": gone["id"]})
            case "invoke_model_service":
                return await self._invoke(self._instance(workspace, given["instance_id"]), request.body)
            case "show_health_check":
                return Reply(json="success")
            case "fabric_document":
                return Reply(json=request.route.document.data)
            case _:
                reply = self.control(request)
                assert reply is not None, f"{request.route.id} is not implemented"
                return reply

    def _instance(self, workspace: str, identifier: str) -> Row:
        for row in self.instances[workspace]:
            if row["id"] == identifier:
                return row
        raise self.refusal(404, f"there is no service instance {identifier}")

    def _add_model(self, workspace: str, body: Row) -> Row:
        if any(row["name"] == body["name"] for row in self.models[workspace]):
            raise self.refusal(400, f"a model named {body['name']!r} exists already")
        if len(self.models[workspace]) >= 10_000:
            raise self.refusal(400, "a workspace holds at most 10000 models")
        moment, version = now(), version_of(body["version"])
        row: Row = {
            "visibility": "PRIVATE",
            "id": str(uuid.uuid4()),
            **some(body, "name", "description", "type"),
            "create_time": moment,
            "update_time": moment,
            "current_version": version,
            "versions": [version],
            "create_user": USER,
        }
        self.models[workspace].insert(0, row)
        return row

    def _deploy(self, workspace: str, body: Row) -> str:
        found = self.model(workspace, body["source"]["id"])
        wanted = body["source"].get("version_id", found["current_version"]["id"])
        source = {"id": found["id"], "version_id": self.version(found, wanted)["id"]}
        resource = body.get("config", {}).get("model_instance_config", {}).get("resource")
        if resource and resource["max"] < resource["min"]:
            raise self.refusal(400, "max is below min")
        if any(row["name"] == body["name"] for row in self.instances[workspace]):
            raise self.refusal(400, f"an instance named {body['name']!r} exists already")
        return str(self._add_instance(workspace, {**body, "source": source}, "PRIVATE")["id"])

    def _add_instance(self, workspace: str, body: Row, visibility: str) -> Row:
        identifier, moment = str(uuid.uuid4()), now()
        address = f"/v1/workspaces/{workspace}/services/instances/{identifier}/invocations"
        row: Row = {
            "visibility": visibility,
            "source": body["source"],
            "id": identifier,
            "name": body["name"],
            **some(body, "description"),
            "endpoint_id": body["endpoint_id"].ljust(32, "0"),
            "status": "RUNNING",
            "create_time": moment,
            "update_time": moment,
            "create_user": NAMES,
            "type": "LLM_MODEL",
            "update_user": NAMES,
            "url": {"name": "ApiInvoke", "address": f"http://localhost{address}", "type": "PUBLIC"},
            "config": body.get("config", {}),
        }
        self.instances[workspace].insert(0, row)
        return row

    def _update(self, row: Row, body: Row) -> Row:
        if any(value != row["source"].get(key) for key, value in body.get("source", {}).items()):
            raise self.refusal(400, "the source cannot be changed")
        name = body.get("name", row["name"])
        if any(
            other["name"] == name for rows in self.instances.values() for other in rows if other is not row
        ):
            raise self.refusal(400, f"an instance named {name!r} exists already")
        resource = body.get("config", {}).get("model_instance_config", {}).get("resource")
        if resource and resource["max"] < resource["min"]:
            raise self.refusal(400, f"max ({resource['max']}) is below min ({resource['min']})")
        row.update(some(body, "name", "description"), update_time=now())
        return {"id": row["id"]}

    def _listed(self, workspace: str, given: Row) -> list[Row]:
        rows = self.instances[workspace]
        wanted = {
            "visibility": given.get("visibility"),
            "endpoint_id": given.get("endpoint_id"),
            "type": given.get("type"),
        }
        rows = [row for row in rows if all(value in (None, row[key]) for key, value in wanted.items())]
        for key, name in (("id", "source_id"), ("version_id", "version_id")):
            rows = [row for row in rows if given.get(name) in (None, row["source"][key])]
        return rows

    async def _invoke(self, instance: Row, body: Row) -> Reply:
        if instance["status"] != "RUNNING":
            raise self.refusal(400, f"the instance is {instance['status']}")
        if not body.get("messages"):
            raise self.refusal(400, "/messages: there is nothing to answer without messages")
        if self.blocked is not None and body.get("moderation") is False:
            raise self.refusal(400, "/moderation: nobody goes without")
        if self.blocked is None and body.get("moderation"):
            raise self.refusal(400, "/moderation: no moderator is configured")
        prompt = [piece.id for piece in model.pieces(openai.render(body["messages"]))]
        room = model.MAX_TOTAL_TOKENS - len(prompt)
        if room < 1:
            raise self.refusal(400, f"/messages: {len(prompt)} tokens do not leave room for an answer")
        wanted = body.get("max_completion_tokens") or body.get("max_tokens") or 4096
        work = openai.jobs(body, prompt, min(room, wanted), 7)
        route = str(uuid.uuid4())
        head = {
            "id": f"chatcmpl-{route}",
            "created": int(time.time()),
            "model": model.NAME,
            "route_id": route,
        }
        headers = {"x-content-moderation": "disabled" if self.blocked is None else "passed"}
        if self.blocked is not None and self.finds(self.blocked, body):
            return shielded(head, body, len(prompt))
        if body.get("stream"):
            frames: AsyncIterator[bytes] = openai.chat_stream(self.machine, work, head, body)
            return Reply(frames=frames, headers=headers)
        return Reply(json=await openai.chat_whole(self.machine, work, head, body), headers=headers)

    def finds(self, blocked: str, body: Row) -> bool:
        """Whether anything that the caller says is not allowed."""
        said = json.dumps([body["messages"], body.get("tools")], ensure_ascii=False)
        return blocked in said


def shielded(head: Row, body: Row, prompt: int) -> Reply:
    """What is answered instead of an answer: a notice for every choice."""
    headers = {"x-content-moderation": "masked"}
    count = body.get("n") or 1
    usage = {"prompt_tokens": prompt, "completion_tokens": 0, "total_tokens": prompt}
    if not body.get("stream"):
        said = {"role": "assistant", "content": NOTICE}
        choices = [{"index": n, "message": said, "finish_reason": "content_filter"} for n in range(count)]
        whole = {**head, "object": "chat.completion", "choices": choices, "usage": usage}
        return Reply(json=whole, headers=headers)
    return Reply(frames=_notices(head, body, count, usage), headers=headers)


async def _notices(head: Row, body: Row, count: int, usage: Row) -> AsyncIterator[bytes]:
    chunk = {**head, "object": "chat.completion.chunk"}
    options: Row = body.get("stream_options") or {}
    wanted: Any = options.get("include_usage")
    none: Row = {"usage": None} if wanted else {}
    for index in range(count):
        for delta, reason in (
            ({"role": "assistant", "content": NOTICE}, None),
            ({}, "content_filter"),
        ):
            choice = {"index": index, "delta": delta, "finish_reason": reason}
            yield frame({**chunk, "choices": [choice], **none})
    if wanted:
        yield frame({**chunk, "choices": [], "usage": usage})
    yield DONE


def _source(row: Row) -> Row:
    return {"id": row["id"], "version_id": row["current_version"]["id"]}


def _brief(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in {"update_user", "url", "config"}}
