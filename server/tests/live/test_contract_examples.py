"""Every request example of both contracts answers 200 as it stands, on the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import httpx
import msgspec
import pytest

from tests.live.conftest import Live

pytestmark = pytest.mark.engine

# Examples that need what this server does not do yet; it refuses them by name instead.
NOT_YET = {"chat_tools", "invocation_tools"}


def examples() -> Iterator[Any]:
    for contract in ("tgi", "fabric"):
        document: Any = msgspec.json.decode(
            files(f"treadle_contracts.{contract}").joinpath("spec.json").read_bytes()
        )
        shared = document["components"].get("examples", {})
        for path, item in document["paths"].items():
            for method, operation in item.items():
                content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
                for name, example in content.get("examples", {}).items():
                    value = shared[example["$ref"].rsplit("/", 1)[-1]] if "$ref" in example else example
                    yield pytest.param(
                        method, path, name, value["value"], id=f"{operation['operationId']}-{name}"
                    )


@pytest.mark.parametrize(("method", "path", "name", "body"), list(examples()))
async def test_example_is_answered(live: Live, method: str, path: str, name: str, body: Any) -> None:
    ids = live.server.defaults
    path = path.replace("{workspace_id}", ids.workspace_id).replace("{instance_id}", ids.instance_id)
    if path.endswith("/services/instances"):
        body = {
            **body,
            "source": {"id": ids.model_id, "version_id": ids.version_id},
            "endpoint_id": ids.endpoint_id,
        }
    async with httpx.AsyncClient(base_url=live.url, timeout=120) as client:
        answer = await client.request(method.upper(), path, json=body)
    if name in NOT_YET:
        assert answer.status_code in (400, 422)
        assert "tools" in answer.text
    else:
        assert answer.status_code == 200, answer.text
