"""Every request example of both contracts answers 200 as it stands, on the real engine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
import pytest_asyncio

from tests.live.conftest import Live
from treadle.engine.vllm_engine import VllmEngine

pytestmark = pytest.mark.engine

CONTEXT = 256  # tokens; the longest prompt among the examples has 150


class Example(NamedTuple):
    """A request that a contract shows."""

    operation: str
    name: str
    method: str
    path: str
    body: Any

    @property
    def id(self) -> str:
        return f"{self.operation}-{self.name}"


def _examples() -> Iterator[Example]:
    for contract in ("tgi", "fabric"):
        text = files(f"treadle_contracts.{contract}").joinpath("spec.json").read_bytes()
        document: Any = msgspec.json.decode(text)
        shared = document["components"].get("examples", {})
        for path, item in document["paths"].items():
            for method, operation in item.items():
                content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
                for name, example in content.get("examples", {}).items():
                    value = shared[example["$ref"].rsplit("/", 1)[-1]] if "$ref" in example else example
                    yield Example(operation["operationId"], name, method.upper(), path, value["value"])


EXAMPLES = list(_examples())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def answers(live: Live) -> dict[str, httpx.Response]:
    """The answers to all examples, asked side by side.

    One sets no bound, and fills the context if the model does not end by itself: so it is a short one.
    """
    ids = live.server.defaults
    source = {"id": ids.model_id, "version_id": ids.version_id}
    async with httpx.AsyncClient(base_url=live.url, timeout=280) as client:

        async def make(path: str, **body: Any) -> str:
            made = await client.post(f"/v1/workspaces{path}", json=body)
            assert made.status_code == 200, made.text
            return str(made.json()["id"])

        # What examples change is not what the other tests look at.
        home = f"/{ids.workspace_id}"
        model = {"type": "LLM_MODEL", "version": {"name": "1"}}
        own = {
            "{workspace_id}": await make("", name="examples"),
            "{model_id}": await make(f"{home}/models", name="examples", **model),
            "{endpoint_id}": await make(f"{home}/endpoints", name="examples", type="inference"),
        }
        place = {"source": source, "endpoint_id": own["{endpoint_id}"]}
        own["{instance_id}"] = await make(f"{home}/services/instances", name="examples", **place)

        async def ask(example: Example) -> httpx.Response:
            path, body = example.path, example.body
            if path.endswith("/services/instances"):
                body = {**body, "source": source, "endpoint_id": ids.endpoint_id}
            if example.method == "PUT":
                changed = path.rpartition("/")[2]
                path = path.replace(changed, own[changed])
            path = path.replace("{workspace_id}", ids.workspace_id).replace("{instance_id}", ids.instance_id)
            return await client.request(example.method, path, json=body)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(VllmEngine, "card", replace(live.engine.card, max_total_tokens=CONTEXT))
            found = await asyncio.gather(*map(ask, EXAMPLES))
    return {example.id: answer for example, answer in zip(EXAMPLES, found, strict=True)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
async def test_example_is_answered(answers: dict[str, httpx.Response], example: Example) -> None:
    answer = answers[example.id]
    assert answer.status_code == 200, answer.text
    if example.body.get("stream") or example.operation == "generate_stream":
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert '"error"' not in answer.text


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 20
