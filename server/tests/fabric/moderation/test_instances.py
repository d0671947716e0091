"""An instance's own switch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fabric.conftest import Permits, client_of
from treadle.engine.fake import FakeEngine
from treadle.fabric.moderation.policy import Moderation, ModerationSettings, OptOut
from treadle.fabric.moderation.shield import REMOVED
from treadle.fabric.service import Fabric


@pytest.mark.parametrize("policy", ["never", "instance", "request"])
async def test_an_instance_without_moderation(
    engine: FakeEngine, permits: Permits, tmp_path: Path, policy: OptOut
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("world")
    moderation = Moderation(ModerationSettings(words=words, opt_out=policy))
    fabric = await Fabric.open(engine, tmp_path / "a.db", admission=permits, moderation=moderation)
    ids = fabric.defaults
    workspace = f"/v1/workspaces/{ids.workspace_id}"
    new: dict[str, Any] = {
        "source": {"id": ids.model_id},
        "name": "free",
        "endpoint_id": ids.endpoint_id,
        "config": {"model_instance_config": {"moderation": False}},
    }
    ask = {"messages": [{"role": "user", "content": "Hi"}], "temperature": 0}
    async with client_of(fabric) as client:
        deployed = await client.post(f"{workspace}/services/instances", json=new)
        features = (await client.get("/v1/features")).json()["configs"]
        assert {"key": "moderation", "value": "words"} in features
        if policy == "never":
            assert deployed.status_code == 400
            assert "/config/model_instance_config/moderation" in deployed.json()["error_msg"]
        else:
            place = f"{workspace}/services/instances/{deployed.json()['id']}"
            shown = (await client.get(place)).json()["config"]["model_instance_config"]
            assert shown["moderation"] is False
            for asked, header, said in (
                ({}, "disabled", "Hello, world."),
                ({"moderation": False}, "disabled", "Hello, world."),
                ({"moderation": True}, "masked", "Hello, " + REMOVED),
            ):
                answer = await client.post(f"{place}/invocations", json=ask | asked)
                assert answer.headers["x-content-moderation"] == header
                assert answer.json()["choices"][0]["message"]["content"] == said
        own = await client.post(f"{workspace}/services/instances/{ids.instance_id}/invocations", json=ask)
        assert own.headers["x-content-moderation"] == "masked"
    await fabric.close()
