"""The contract document of invocations, row by row: what it says, in the document and on the wire.

The numbers are those of the forty statements that the document makes, from its first sentence to its
silence about a client that leaves.
"""

from __future__ import annotations

import asyncio
import dataclasses
import re
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import pytest

from tests.fabric.conftest import Permits, client_of
from tests.fabric.test_invocations import events
from treadle.contract.call import Call
from treadle.contract.contract import Contract
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem
from treadle.engine.fake import FakeEngine
from treadle.fabric.errors import INCORRECT_TOKEN, INVALID_TOKEN
from treadle.fabric.service import DOCUMENT, Fabric
from treadle.fabric.settings import FabricSettings

SPEC: dict[str, Any] = msgspec.json.decode(DOCUMENT.read_bytes())
PATH = "/v1/workspaces/{workspace_id}/services/instances/{instance_id}/invocations"
OPERATION = SPEC["paths"][PATH]["post"]
SCHEMAS = SPEC["components"]["schemas"]
REQUEST = SCHEMAS["InvokeModelServiceRequest"]
MESSAGE = SCHEMAS["ChatMessage"]
USER = {"role": "user", "content": "Hi"}
ASK: dict[str, Any] = {"messages": [USER], "temperature": 0}
UNKNOWN = "0" * 32

MISMATCH = "failed to read http request, please check your input, code: 400, reason: "


@dataclass
class Place:
    """Where a row is tried: the default instance on the fake engine."""

    client: httpx.AsyncClient
    fabric: Fabric
    engine: FakeEngine
    path: str
    permits: Permits

    async def ask(self, path: str | None = None, **members: Any) -> httpx.Response:
        return await self.client.post(path or self.path, json=ASK | members)

    async def fine(self, **members: Any) -> dict[str, Any]:
        answer = await self.ask(**members)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def refused(self, said: str, **members: Any) -> None:
        """Refused with 400, whole and streamed alike, before the engine hears of it."""
        before = len(self.engine.generations)
        for stream in (False, True):
            answer = await self.ask(**members | {"stream": stream})
            assert answer.status_code == 400, answer.text
            body = answer.json()
            assert set(body) == {"error_code", "error_msg"}
            assert body["error_code"] == "common.01000001"
            assert body["error_msg"].startswith(MISMATCH)
            assert said in body["error_msg"]
        assert len(self.engine.generations) == before

    def sibling(self, **changes: str) -> str:
        ids = {
            "workspace_id": self.fabric.defaults.workspace_id,
            "instance_id": self.fabric.defaults.instance_id,
        }
        return PATH.format(**ids | changes)


Row = Callable[[Place], Awaitable[None]]
ROWS: dict[int, Row] = {}


def row(*numbers: int) -> Callable[[Row], Row]:
    def keep(check: Row) -> Row:
        for number in numbers:
            assert number not in ROWS
            ROWS[number] = check
        return check

    return keep


@pytest.fixture
def place(
    client: httpx.AsyncClient, fabric: Fabric, engine: FakeEngine, invocations: str, permits: Permits
) -> Place:
    return Place(client, fabric, engine, invocations, permits)


@pytest.mark.parametrize("number", range(1, 41))
async def test_row(place: Place, number: int) -> None:
    await ROWS[number](place)


@row(1)
async def a_deployed_instance_is_invoked(place: Place) -> None:
    assert OPERATION["operationId"] == "invoke_model_service"
    found = await place.fine()
    assert found["model"] == place.engine.card.id
    async with place.fabric.store.write() as session:
        from treadle.fabric.store.tables import ServiceInstance

        instance = await session.get(ServiceInstance, place.fabric.defaults.instance_id)
        assert instance is not None
        instance.status = "UPDATING"
    place.fabric.deployments.changed()
    await place.refused("the instance is not RUNNING, its status is UPDATING")


@row(2)
async def the_answer_comes_on_the_same_connection(place: Place) -> None:
    assert "synchronous" in OPERATION["description"]
    assert (await place.fine())["choices"][0]["finish_reason"] == "stop"


@row(3, 4)
async def moderation_is_told_and_can_be_disabled(place: Place) -> None:
    assert REQUEST["properties"]["moderation"]["type"] == "boolean"
    assert SCHEMAS["ModelInstanceConfig"]["properties"]["moderation"]["type"] == "boolean"
    for members in ({}, {"moderation": False}):
        assert (await place.ask(**members)).headers["x-content-moderation"] == "disabled"
    await place.refused("no moderator", moderation=True)


@row(5)
async def the_path_is_the_contracts(place: Place) -> None:
    assert (await place.ask()).status_code == 200
    for path in (place.path + "/", place.path[:-1]):
        answer = await place.client.post(path, json=ASK)
        assert (answer.status_code, answer.json()["error_code"]) == (404, "common.01000001")
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = await place.client.request(method, place.path)
        assert (answer.status_code, answer.json()["error_code"]) == (404, "common.01000001")


@row(6)
async def a_workspace_has_an_id(place: Place) -> None:
    await ids(place, "workspace_id")


@row(7)
async def an_instance_has_an_id(place: Place) -> None:
    await ids(place, "instance_id")
    other = await place.client.post("/v1/workspaces", json={"name": "other"})
    assert (await place.ask(place.sibling(workspace_id=other.json()["id"]))).status_code == 404


async def ids(place: Place, name: str) -> None:
    for bad in ("a_b", "a.b", "%20", "a" * 37, "é"):
        answer = await place.ask(place.sibling(**{name: bad}))
        assert (answer.status_code, answer.json()["error_code"]) == (400, "common.01000001"), bad
        assert name in answer.json()["error_msg"]
    for unknown in ("a", "a" * 36, UNKNOWN):
        answer = await place.ask(place.sibling(**{name: unknown}))
        assert (answer.status_code, answer.json()["error_code"]) == (404, "common.01000001")


@row(8)
async def a_token_is_optional(place: Place) -> None:
    assert {"token": []} in [{name: [] for name in each} for each in OPERATION["security"]]
    assert (await place.ask()).status_code == 200
    answer = await place.client.post(place.path, json=ASK, headers={"X-Auth-Token": "whatever"})
    assert answer.status_code == 200


@row(9)
async def messages_are_not_mandatory_and_yet_needed(place: Place) -> None:
    messages = REQUEST["properties"]["messages"]
    assert "messages" not in REQUEST.get("required", ())
    assert (messages["minItems"], messages["maxItems"]) == (1, 100_000)
    answer = await place.client.post(place.path, json={})
    assert answer.status_code == 400
    assert "`/messages` is required" in answer.json()["error_msg"]
    for bad in ([], {}, "Hi", [1], None):
        await place.refused("/messages", messages=bad)


@row(10)
async def max_tokens_is_an_integer(place: Place) -> None:
    assert REQUEST["properties"]["max_tokens"]["minimum"] == 0
    assert (await place.fine(max_tokens=3))["usage"]["completion_tokens"] == 3
    await place.fine(max_tokens=0)
    room = 2048 - len(place.engine.generations[-1].prompt)
    assert place.engine.generations[-1].sampling.max_new_tokens == min(4096, room)
    for bad in (-1, 1.5, "1", None):
        await place.refused("/max_tokens", max_tokens=bad)
    await place.refused("max_completion_tokens", max_tokens=1, max_completion_tokens=1)


@row(11, 12)
async def temperature_is_from_0_to_2_and_1_by_default(place: Place) -> None:
    asked = REQUEST["properties"]["temperature"]
    assert (asked["minimum"], asked["maximum"], asked["default"]) == (0, 2, 1)
    for given, meant in (({}, 1.0), ({"temperature": 2}, 2.0), ({"temperature": 0.2}, 0.2)):
        answer = await place.client.post(place.path, json={"messages": [USER], **given})
        assert answer.status_code == 200
        assert place.engine.generations[-1].sampling.temperature == meant
    for bad in (-0.1, 2.1, "1", None, True):
        await place.refused("/temperature", temperature=bad)


@row(13)
async def logit_bias_is_an_object(place: Place) -> None:
    await place.fine(logit_bias={"0": -100, "257": 100})
    assert place.engine.generations[-1].sampling.logit_bias == {0: -100, 257: 100}
    for bad in ([], {"a": 1}, {"-1": 1}, {"1": 101}, {"1": "1"}, "x"):
        await place.refused("/logit_bias", logit_bias=bad)
    await place.refused("/logit_bias/258", logit_bias={"258": 1})


@row(14)
async def top_p_is_from_0_to_1(place: Place) -> None:
    for given, meant in ((0.5, (0.0, 0.5)), (1, (0.0, 1.0)), (0, (0.0, 1.0))):
        await place.fine(top_p=given)
        sampling = place.engine.generations[-1].sampling
        assert (sampling.temperature, sampling.top_p) == meant
    for bad in (-0.1, 1.1, "1", None):
        await place.refused("/top_p", top_p=bad)


@row(15)
async def stream_sends_line_by_line(place: Place) -> None:
    for whole in (None, False):
        assert (await place.fine(stream=whole))["object"] == "chat.completion"
    answer = await place.ask(stream=True)
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.text.endswith("data: [DONE]\n\n")
    chunks = events(answer)
    assert len(chunks) > 2
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    for bad in ("true", 1, []):
        answer = await place.ask(stream=bad)
        assert answer.status_code == 400
        assert "/stream" in answer.json()["error_msg"]


@row(16)
async def frequency_penalty_is_from_minus_2_to_2(place: Place) -> None:
    await penalty(place, "frequency_penalty")


@row(17)
async def presence_penalty_is_from_minus_2_to_2(place: Place) -> None:
    await penalty(place, "presence_penalty")


async def penalty(place: Place, name: str) -> None:
    asked = REQUEST["properties"][name]
    assert (asked["minimum"], asked["maximum"]) == (-2, 2)
    for given in (-2, 0, 2.0):
        await place.fine(**{name: given})
        assert getattr(place.engine.generations[-1].sampling, name) == given
    for bad in (-2.01, 2.01, "1", None):
        await place.refused(f"/{name}", **{name: bad})


@row(18)
async def n_choices_are_all_paid(place: Place) -> None:
    one = (await place.fine())["usage"]["completion_tokens"]
    found = await place.fine(n=3, temperature=1)
    assert [choice["index"] for choice in found["choices"]] == [0, 1, 2]
    assert found["usage"]["completion_tokens"] == 3 * one
    for bad in (0, -1, 1.5, "1", None, 129):
        await place.refused("/n", n=bad, temperature=1)
    await place.refused("/n", n=2, temperature=0)


@row(19)
async def roles_are_free_but_for_seven_characters(place: Place) -> None:
    assert MESSAGE["required"] == ["role"]
    role = MESSAGE["properties"]["role"]
    assert (role["minLength"], role["maxLength"]) == (1, 64)
    for good in ("user", "a" * 64, "角色", "a b", "a-b_c.d"):
        await place.fine(messages=[{"role": good, "content": "x"}])
    for bad in (*(f"a{character}b" for character in "!<>=&\"'"), "", "a" * 65, 1, None):
        await place.refused("/messages/0/role", messages=[{"role": bad, "content": "x"}])
    await place.refused("role", messages=[{"content": "x"}])
    await place.refused("unknown role", messages=[{"role": "poet", "content": "x"}])


@row(20)
async def content_has_four_forms(place: Place) -> None:
    part = {"type": "text", "text": "x"}
    for good in ("x", [part, part], part):
        await place.fine(messages=[{"role": "user", "content": good}])
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    await place.fine(messages=[USER, {"role": "assistant", "content": None, "tool_calls": [call]}])
    for bad in (1, {"text": "x"}, {"type": "audio"}, [[]], ["x"], True, None):
        await place.refused("/messages/0/content", messages=[{"role": "user", "content": bad}])
    image = {"type": "image_url", "image_url": {"url": "data:"}}
    await place.refused("reads text alone", messages=[{"role": "user", "content": [image]}])


@row(21)
async def a_name_is_text(place: Place) -> None:
    await place.fine(messages=[USER | {"name": "somebody"}])
    await place.refused("/messages/0/name", messages=[USER | {"name": 1}])


@row(22)
async def content_or_tool_calls(place: Place) -> None:
    for bad in ({}, {"content": ""}, {"content": []}, {"tool_calls": []}, {"content": "", "tool_calls": []}):
        await place.refused("/messages/0/content", messages=[{"role": "assistant", **bad}])


@row(23)
async def a_tool_call_id_is_text(place: Place) -> None:
    await place.fine(messages=[USER, {"role": "tool", "content": "x", "tool_call_id": "1"}])
    await place.refused("/tool_call_id", messages=[{"role": "tool", "content": "x", "tool_call_id": 1}])


@row(24, 25, 26, 27)
async def a_tool_call_has_all_its_members(place: Place) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    said = {"role": "assistant", "tool_calls": [call]}
    await place.fine(messages=[USER, said])
    for member in call:
        less = {name: value for name, value in call.items() if name != member}
        await place.refused(member, messages=[USER, said | {"tool_calls": [less]}])
    for member in ("name", "arguments"):
        function = {name: value for name, value in call["function"].items() if name != member}  # type: ignore[attr-defined]
        await place.refused(member, messages=[USER, said | {"tool_calls": [call | {"function": function}]}])
    for member, bad in (("id", 1), ("type", "tool"), ("function", "f"), ("type", "FUNCTION")):
        await place.refused(
            f"/messages/1/tool_calls/0/{member}",
            messages=[USER, said | {"tool_calls": [call | {member: bad}]}],
        )


@row(28)
async def arguments_are_text_that_need_not_be_json(place: Place) -> None:
    for arguments in ("", "{not json", "[1]", '{"a": 1}', "null", "[" * 5000):
        call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": arguments}}
        await place.fine(messages=[USER, {"role": "assistant", "tool_calls": [call]}])
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": {"a": 1}}}
    await place.refused("/arguments", messages=[USER, {"role": "assistant", "tool_calls": [call]}])


@row(29, 32)
async def the_answer_is_a_chat_completion_with_a_route(place: Place) -> None:
    assert SCHEMAS["ChatCompletion"]["properties"]["route_id"]["format"] == "uuid"
    given = str(uuid.uuid4())
    answer = await place.client.post(place.path, json=ASK, headers={"X-Request-Id": given})
    found = answer.json()
    assert found["object"] == "chat.completion"
    assert found["route_id"] == given == answer.headers["x-request-id"]
    assert found["choices"][0]["message"] == {"role": "assistant", "content": "Hello, world."}
    chunks = events(await place.ask(stream=True))
    uuid.UUID(chunks[0]["route_id"])
    assert all("route_id" not in chunk for chunk in chunks[1:])


@row(30)
async def error_bodies_have_the_documents_lengths(place: Place) -> None:
    schema = SCHEMAS["InferenceError"]["properties"]
    bounds = {name: (schema[name]["minLength"], schema[name]["maxLength"]) for name in schema}
    assert bounds == {"error_code": (8, 36), "error_msg": (2, 4096), "solution_msg": (2, 4096)}
    answer = await place.ask(messages=[{"role": "user", "content": {"type": "x" * 10_000}}])
    assert answer.status_code == 400
    assert 2 <= len(answer.json()["error_msg"]) <= 4096


@row(31)
async def the_example_request_works(place: Place) -> None:
    examples = OPERATION["requestBody"]["content"]["application/json"]["examples"]
    body = {"messages": [{"role": "user", "content": "Summarize the development of LLMs in 2023."}]}
    assert body in [example["value"] for example in examples.values()]
    assert (await place.client.post(place.path, json=body)).status_code == 200


@row(33)
async def the_example_of_400(place: Place) -> None:
    documented = (
        "failed to read http request, please check your input, code: 400, reason: Type mismatch., "
        "cause: TypeMismatchException"
    )
    answer = await place.ask(max_tokens="many")
    assert answer.json()["error_code"] == "common.01000001"
    ours = answer.json()["error_msg"]
    assert ours.startswith(documented.removesuffix("TypeMismatchException"))
    for body in (b"", b"{", b"[]", b'"x"', b"\xff", b'{"a": NaN}'):
        answer = await place.client.post(
            place.path, content=body, headers={"content-type": "application/json"}
        )
        assert (answer.status_code, answer.json()["error_code"]) == (400, "common.01000001")
    answer = await place.client.post(place.path, content=b"a=b", headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "common.01000001")


class Refusing:
    """The same Fabric with a guard that lets nobody in: who it lets in, its own tests say."""

    def __init__(self, place: Place, problem: Problem) -> None:
        self._problem = problem
        self._contract = dataclasses.replace(place.fabric.contract(), guard=self)

    def contract(self) -> Contract:
        return self._contract

    def needs_body(self, call: Call, operation: Operation) -> bool:
        return False

    async def check(self, call: Call, operation: Operation) -> None:
        assert operation.security
        raise self._problem


@row(34)
async def the_example_of_401(place: Place) -> None:
    async with client_of(Refusing(place, Problem(Kind.UNAUTHENTICATED, INCORRECT_TOKEN))) as client:
        answer = await client.post(place.path, json=ASK)
    assert answer.status_code == 401
    assert answer.json() == {
        "error_code": "APIG.1002",
        "error_msg": "Incorrect token or token resolution failed",
    }


@row(35)
async def the_example_of_403(place: Place) -> None:
    async with client_of(Refusing(place, Problem(Kind.FORBIDDEN, INVALID_TOKEN))) as client:
        answer = await client.post(place.path, json=ASK)
    said = "X-Auth-Token is invalid in the request"
    assert answer.status_code == 403
    assert answer.json() == {
        "error": {"code": "403", "message": said, "title": "Forbidden"},
        "error_code": 403,
        "error_msg": said,
        "title": "Forbidden",
    }


@row(36)
async def the_example_of_404(place: Place) -> None:
    answer = await place.ask(place.sibling(instance_id=UNKNOWN))
    assert answer.status_code == 404
    assert answer.json()["error_code"] == "common.01000001"
    assert answer.json()["error_msg"].startswith("response status exception, code: 404")


@row(37)
async def the_example_of_408(place: Place) -> None:
    place.fabric._settings = dataclasses.replace(FabricSettings(), deadline=0.2)
    place.engine.delay = 10
    async with client_of(place.fabric) as client:
        for stream in (False, True):
            answer = await client.post(place.path, json=ASK | {"stream": stream})
            assert answer.status_code == 408
            assert answer.json()["error_code"] == "common.00000408"
            assert answer.json()["error_msg"].startswith("timeout exception occurred")
            assert not place.engine.active
    assert len(place.engine.aborted) == 2
    assert place.permits.taken == 0


@row(38)
async def the_example_of_500(place: Place) -> None:
    place.engine.fail_after = 0
    answer = await place.ask()
    assert answer.status_code == 500
    assert answer.json()["error_code"] == "common.00000500"
    assert answer.json()["error_msg"].startswith("internal error")
    assert "Traceback" not in answer.text


@row(39)
async def the_statuses_are_the_documents(place: Place) -> None:
    documented = {"200", "400", "401", "403", "404", "408", "500"}
    assert set(OPERATION["responses"]) == documented | {"429"}  # the extension for a full server
    place.permits.limit = 0
    answer = await place.ask()
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert re.fullmatch(r"APIG\.\d{4}", answer.json()["error_code"])
    for kind in Kind:
        problem = Problem(kind, "a")
        call = Call("id", "POST", "/", "", {}, b"", 0.0)
        answer_ = place.fabric.contract().errors.answer(problem, None, call)
        assert str(answer_.status) in documented


@row(40)
async def a_client_that_leaves_costs_nothing_more(place: Place) -> None:
    place.engine.delay = 0.05
    for stream in (False, True):
        task = asyncio.create_task(place.ask(stream=stream))
        began = time.monotonic()
        while not place.engine.active:
            assert time.monotonic() - began < 30
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not place.engine.active
    assert len(place.engine.aborted) == 2
    assert place.permits.taken == 0


PASSED_THROUGH: dict[str, tuple[Any, Any]] = {
    "tools": ([{"type": "function", "function": {"name": "f"}}], [{"type": "function", "function": {}}]),
    "tool_choice": ("none", "sometimes"),
    "parallel_tool_calls": (True, "yes"),
    "response_format": ({"type": "json_object"}, {"type": "xml"}),
    "stop": (["a"], ["a"] * 5),
    "seed": (1, "1"),
    "stream_options": (None, "x"),
    "logprobs": (True, "x"),
    "top_logprobs": (2, 21),
    "max_completion_tokens": (5, 0),
    "user": ("me", 1),
    "model": ("any", 1),
}


@pytest.mark.parametrize("name", PASSED_THROUGH)
async def test_openais_members_are_passed_through(place: Place, name: str) -> None:
    good, bad = PASSED_THROUGH[name]
    assert name in REQUEST["properties"]
    await place.fine(**{name: good})
    await place.refused(name, **{name: bad})


async def test_unknown_members_are_ignored(place: Place) -> None:
    assert await place.fine(top_k=1, best_of=2, x={"y": [1]})
    header = {"X-Infer-Service-Id": "anything"}
    assert (await place.client.post(place.path, json=ASK, headers=header)).status_code == 200


def test_every_row_is_there() -> None:
    assert sorted(ROWS) == list(range(1, 41))
