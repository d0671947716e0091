"""How LoRA adapters are named, found and handed to vLLM; then two of them and the base in one batch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from make_adapter import write_adapter
from treadle.app import Server
from treadle.config import ServerSettings
from treadle.engine.adapters import Adapter, LoraAdapters, adapter_arguments, located, lora_requests
from treadle.engine.embedded import MODEL_ID, embedded_model
from treadle.engine.port import EngineError
from treadle.engine.settings import embedded_settings
from treadle.engine.vllm_engine import VllmEngine
from treadle.options import parse

FRANCE = "The capital of France is"


def test_names_in_tgis_forms() -> None:
    read = LoraAdapters("predibase/dbpedia, mine=/data/mine,other=/data/other@main , some/one@v1")
    assert read == (
        Adapter(name="predibase/dbpedia", source="predibase/dbpedia"),
        Adapter(name="mine", source="/data/mine"),
        Adapter(name="other", source="/data/other", revision="main"),
        Adapter(name="some/one", source="some/one", revision="v1"),
    )


@pytest.mark.parametrize("text", ["a=b=c", "a@b@c", "=x", "a=", "a@", "a=/x,a=/y"])
def test_other_names_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"two adapters|is not id"):
        LoraAdapters(text)


def test_flags_and_environment() -> None:
    def adapters(*flags: str, **environment: str) -> list[tuple[str, str]]:
        settings = parse(ServerSettings, flags, environment, prog="", text="")
        return [(each.name, each.source) for each in settings.engine(Path("/model"), "cpu").adapters]

    assert adapters() == []
    assert adapters("--lora-adapters", "a=/x,b=/y") == [("a", "/x"), ("b", "/y")]
    assert adapters("--lora-adapters", "a=/x", "--lora-adapters", "c") == [("a", "/x"), ("c", "c")]
    assert adapters(LORA_ADAPTERS="a=/x, b=/y") == [("a", "/x"), ("b", "/y")]
    with pytest.raises(SystemExit):
        adapters("--lora-adapters", "a=b=c")
    with pytest.raises(ValueError, match="two adapters are called 'a'"):
        adapters("--lora-adapters", "a=/x", "--lora-adapters", "a=/y")


def adapter(folder: Path, rank: Any) -> Adapter:
    folder.mkdir()
    (folder / "adapter_config.json").write_text(json.dumps({"r": rank}))
    return Adapter(name=folder.name, source=str(folder))


def test_what_vllm_is_told(tmp_path: Path) -> None:
    adapters = [adapter(tmp_path / "small", 4), adapter(tmp_path / "large", 48)]
    directories = {each.name: located(each) for each in adapters}
    told = {"enable_lora": True, "max_loras": 2, "max_cpu_loras": 2, "max_lora_rank": 64}
    assert adapter_arguments(adapters, directories, "cuda") == told
    # one place more, which stays empty
    assert adapter_arguments(adapters, directories, "cpu") == told | {"max_loras": 3, "max_cpu_loras": 3}
    assert adapter_arguments([], {}, "cpu") == {}
    many = [Adapter(name=str(number), source=adapters[0].source) for number in range(20)]
    places = adapter_arguments(many, {each.name: Path(each.source) for each in many}, "cuda")
    assert (places["max_loras"], places["max_cpu_loras"]) == (8, 20)
    requests = lora_requests(adapters, directories)
    assert [(name, each.lora_int_id, each.lora_path) for name, each in requests.items()] == [
        ("small", 1, str(tmp_path / "small")),
        ("large", 2, str(tmp_path / "large")),
    ]


def test_why_the_last_place_stays_empty_on_a_cpu() -> None:
    """vLLM's CPU kernels take a base request, place -1, to the last place: with zeros there nothing is added."""
    import torch
    from vllm.lora.ops.torch_ops import bgmv_expand

    places = torch.ones(3, 1, 4, 2)
    places[2] = 0.0
    output = torch.zeros(2, 4)
    bgmv_expand(torch.ones(2, 2), places, output, torch.tensor([0, -1]), add_inputs=True)
    assert output.tolist() == [[2.0] * 4, [0.0] * 4]


def test_adapters_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EngineError, match=r"the adapter empty has no readable adapter_config\.json"):
        located(Adapter(name="empty", source=str(tmp_path / "empty")))
    with pytest.raises(EngineError, match="'eight' is no rank"):
        located(adapter(tmp_path / "wrong", "eight"))
    with pytest.raises(EngineError, match="the adapter gone"):
        located(Adapter(name="gone", source=str(tmp_path / "no such")))
    huge = adapter(tmp_path / "huge", 1024)
    with pytest.raises(EngineError, match="at most 512, one has 1024"):
        adapter_arguments([huge], {"huge": located(huge)}, "cpu")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """A server with two adapters, on an engine of its own."""
    model = embedded_model()
    folder = tmp_path_factory.mktemp("adapters")
    names = ",".join(f"{name}={write_adapter(folder / name, model, seed=n)}" for n, name in enumerate("ab"))
    settings = ServerSettings(lora_adapters=(LoraAdapters(names),), state_directory=folder)
    engine = VllmEngine(
        embedded_settings(
            model,
            MODEL_ID,
            adapters=settings.engine(model, "cpu").adapters,
            max_total_tokens=512,
            max_num_seqs=8,
            kv_cache_bytes=64 << 20,
            threads=1,
        )
    )
    await engine.start()
    server = Server(settings, engine)
    await server.open_store()
    transport = httpx.ASGITransport(app=server.application(engine.metrics))
    async with httpx.AsyncClient(transport=transport, base_url="http://treadle", timeout=120) as client:
        yield client
    await server.stop()


async def generated(client: httpx.AsyncClient, name: str | None) -> str:
    body = {"inputs": FRANCE, "parameters": {"max_new_tokens": 16, "adapter_id": name}}
    answer = await client.post("/generate", json=body)
    assert answer.status_code == 200, answer.text
    text: str = answer.json()["generated_text"]
    return text


@pytest.mark.engine
@pytest.mark.asyncio(loop_scope="session")
async def test_two_adapters_and_the_base_in_one_batch(served: httpx.AsyncClient) -> None:
    alone = [await generated(served, name) for name in ("a", "b", None)]
    assert len(set(alone)) == 3
    assert alone[2].startswith(" Paris")
    together = await asyncio.gather(*(generated(served, name) for name in ("a", "b", None, "b", "a", None)))
    assert together == [alone[0], alone[1], alone[2], alone[1], alone[0], alone[2]]
    # a name that was not loaded is the base model, as with TGI
    assert await generated(served, "no/such") == alone[2]

    async def completed(model: str | None) -> str:
        members = {"prompt": FRANCE, "max_tokens": 16, "temperature": 0}
        answer = await served.post("/v1/completions", json=members | ({"model": model} if model else {}))
        assert answer.status_code == 200, answer.text
        text: str = answer.json()["choices"][0]["text"]
        return text

    by_model = await asyncio.gather(*(completed(model) for model in ("a", "b", None, "tgi", "dummy")))
    assert by_model == [alone[0], alone[1], alone[2], alone[2], alone[2]]

    async def said(model: str) -> str:
        members = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 16, "temperature": 0}
        answer = await served.post("/v1/chat/completions", json={**members, "model": model})
        assert answer.json()["model"] == model
        text: str = answer.json()["choices"][0]["message"]["content"]
        return text

    assert len(set(await asyncio.gather(*(said(model) for model in ("a", "b", "tgi"))))) == 3
