"""A real vision-language model, tiny and with random weights, on an engine of its own: what it sees counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from make_vision_model import IMAGE, LENGTH
from tests.images.web import Web, data_url, png, running
from treadle.app import Server
from treadle.config import ServerSettings
from treadle.contract import check
from treadle.engine.port import Generation, InvalidGeneration, Picture, RenderedChat, Sampling, Token
from treadle.engine.vllm_engine import VllmEngine
from treadle.images.decode import decoded

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]  # its engine starts within the first test

RED, BLUE = png("red", (64, 48)), png("blue", (64, 48))
QUESTION = "What is it?"


@pytest.fixture(scope="module")
def engine(tiny_engine: VllmEngine) -> VllmEngine:
    return tiny_engine


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(
    engine: VllmEngine, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """A client of a server on that engine, and where Fabric's invocations are."""
    settings = ServerSettings(state_directory=tmp_path_factory.mktemp("state"), image_host=("127.0.0.1",))
    server = Server(settings, engine)
    await server.open_store()
    place = server.defaults
    fabric = f"/v1/workspaces/{place.workspace_id}/services/instances/{place.instance_id}/invocations"
    transport = httpx.ASGITransport(server.application(engine.metrics))
    async with httpx.AsyncClient(transport=transport, base_url="http://sees.test", timeout=60) as client:
        yield client, fabric
    assert server.fabric is not None
    await server.fabric.close()
    assert check.breaches == []


def picture(content: bytes) -> Picture:
    return decoded(content, 10_000)


def chat(*urls: str, **more: Any) -> dict[str, Any]:
    images = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    content = [*images, {"type": "text", "text": QUESTION}]
    return {"messages": [{"role": "user", "content": content}], "temperature": 0, "max_tokens": 8, **more}


async def tokens(engine: VllmEngine, prompt: RenderedChat, name: str) -> list[Token]:
    generation = Generation(
        id=name,
        prompt=prompt.tokens,
        sight=prompt.sight,
        sampling=Sampling(max_new_tokens=8, temperature=0.0),
        tokens=True,
        logprobs=True,
        prefill=True,
    )
    made: list[Token] = []
    async for step in engine.generate(generation):
        if step.prefill is not None:
            assert [token.id for token in step.prefill] == list(prompt.tokens)
        made += [token for delta in step.deltas for token in delta.tokens]
    return made


async def test_what_is_seen_counts(engine: VllmEngine) -> None:
    """The same image gives the same logits, another one others; in a chat and in a text."""
    assert engine.card.images == 2

    async def asked(content: bytes) -> RenderedChat:
        parts = [{"type": "image", "image": picture(content)}, {"type": "text", "text": QUESTION}]
        return await engine.render_chat([{"role": "user", "content": parts}])

    async def looked(content: bytes) -> RenderedChat:
        return await engine.look(["It is ", picture(content), "which"])

    for ask in (asked, looked):
        red, again, blue = [await ask(content) for content in (RED, RED, BLUE)]
        assert red.tokens == blue.tokens
        assert red.text.count(IMAGE) == 1
        assert len(red.tokens) == len(await engine.encode(red.text, special=False)) - 1 + LENGTH
        first = await tokens(engine, red, "red")
        assert await tokens(engine, again, "again") == first
        other = await tokens(engine, blue, "blue")
        assert [token.id for token in other] != [token.id for token in first]
        assert abs((other[0].logprob or 0) - (first[0].logprob or 0)) > 1e-3


async def test_order_and_number_of_images(engine: VllmEngine) -> None:
    red, blue = picture(RED), picture(BLUE)
    one, other = [await engine.look(list(pair)) for pair in ((red, blue), (blue, red))]
    assert one.tokens == other.tokens
    assert await tokens(engine, one, "one") != await tokens(engine, other, "other")
    with pytest.raises(InvalidGeneration, match="takes 2 images") as caught:
        await engine.look([red, blue, red])
    assert caught.value.parameter == "images"


async def test_truncation_cuts_text_and_no_image(engine: VllmEngine) -> None:
    parts = ["one two three four ", picture(RED), " five six"]
    whole = await engine.look(parts)
    cut = await engine.look(parts, truncate=len(whole.tokens) - 2)
    assert cut.tokens == whole.tokens[2:]
    assert len(await tokens(engine, cut, "cut")) == 8
    with pytest.raises(InvalidGeneration, match="would cut an image"):
        await engine.look(parts, truncate=5)


async def test_marks_without_images_are_text(
    engine: VllmEngine, server: tuple[httpx.AsyncClient, str]
) -> None:
    """Whoever writes the model's own mark gets an answer, and the engine lives on."""
    client, _ = server
    body = {"messages": [{"role": "user", "content": f"{IMAGE} and {IMAGE}"}], "max_tokens": 4}
    assert (await client.post("/v1/chat/completions", json=body)).status_code == 200
    mark = engine.card.vocabulary - 4
    for prompt in (f"{IMAGE}{IMAGE}", [mark] * 5):
        answer = await client.post("/v1/completions", json={"prompt": prompt, "max_tokens": 4})
        assert answer.status_code == 200
    parts = [
        {"type": "text", "text": IMAGE * 3},
        {"type": "image_url", "image_url": {"url": data_url(RED)}},
    ]
    body = {"messages": [{"role": "user", "content": parts}], "max_tokens": 4}
    assert (await client.post("/v1/chat/completions", json=body)).status_code in (200, 422)
    assert await engine.healthy()


async def test_every_route_and_both_ways_to_name_an_image(server: tuple[httpx.AsyncClient, str]) -> None:
    client, fabric = server
    async with running() as web:
        web.serve("/red.png", RED, "content-type: image/png")
        await _routes(client, fabric, web)


async def _routes(client: httpx.AsyncClient, fabric: str, web: Web) -> None:
    async def said(path: str, body: dict[str, Any]) -> Any:
        answer = await client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def streamed(text: str) -> str:
        chunks = [httpx.Response(200, text=each[6:]).json() for each in text.split("\n\n") if "{" in each]
        return "".join(choice["delta"].get("content") or "" for each in chunks for choice in each["choices"])

    path = "/v1/chat/completions"
    by_value = await said(path, chat(data_url(RED)))
    by_address = await said(path, chat(web.url("/red.png")))
    blue = await said(path, chat(data_url(BLUE)))
    text: str = by_value["choices"][0]["message"]["content"]
    assert by_address["choices"] == by_value["choices"]
    assert by_address["usage"] == by_value["usage"]
    assert blue["choices"][0]["message"]["content"] != text
    counted = await said("/chat_tokenize", chat(data_url(RED)))
    assert len(counted["tokenize_response"]) == by_value["usage"]["prompt_tokens"]
    assert streamed((await client.post(path, json=chat(data_url(RED), stream=True))).text) == text
    assert (await said(fabric, chat(data_url(RED))))["choices"][0]["message"]["content"] == text
    assert streamed((await client.post(fabric, json=chat(data_url(RED), stream=True))).text) == text
    assert (await said("/vertex", {"instances": [chat(data_url(RED))]}))["predictions"] == [text]
    native = [
        await said("/generate", {"inputs": f"![]({url})It is", "parameters": {"max_new_tokens": 8}})
        for url in (data_url(RED), web.url("/red.png"), data_url(BLUE))
    ]
    assert native[0] == native[1] != native[2]
    long = await client.post(path, json=chat(data_url(RED), max_tokens=1020))
    assert long.status_code == 422
    assert "must be <= 1024" in long.json()["error"]
    for url in (
        "http://10.0.0.1/",
        web.url("/none").replace("127.0.0.1", "[::1]"),
        "data:image/png;base64,AA==",
    ):
        assert (await client.post(path, json=chat(url))).status_code == 422
        assert (await client.post(fabric, json=chat(url))).status_code == 400
