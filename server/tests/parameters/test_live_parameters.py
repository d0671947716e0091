"""Rows of docs/parameters.md that only a real model shows, over HTTP."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import httpx
import jsonschema_rs
import pytest

from tests.live.conftest import Live
from treadle.watermark import detect

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="session")]

FRANCE = "The capital of France is"
REPEATS = "a a a a a a a a"
SCHEMA = {
    "type": "object",
    "properties": {"ok": {"type": "boolean"}, "size": {"enum": ["small", "large"]}},
    "required": ["ok", "size"],
}
CHAT, COMPLETIONS, FABRIC = "/v1/chat/completions", "/v1/completions", "fabric"

on_each = pytest.mark.parametrize("route", [CHAT, COMPLETIONS, FABRIC])


async def post(live: Live, route: str, body: dict[str, Any]) -> dict[str, Any]:
    path = live.instance if route == FABRIC else route
    async with httpx.AsyncClient(base_url=live.url, timeout=120) as client:
        answer = await client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def generate(live: Live, inputs: str = FRANCE, /, **parameters: Any) -> dict[str, Any]:
    chosen = {"max_new_tokens": 12, "details": True, **parameters}
    return await post(live, "/generate", {"inputs": inputs, "parameters": chosen})


async def text(live: Live, inputs: str = FRANCE, /, **parameters: Any) -> str:
    found: str = (await generate(live, inputs, **parameters))["generated_text"]
    return found


async def said(live: Live, route: str, prompt: str = FRANCE, **members: Any) -> list[str]:
    """The texts of the choices."""
    body: dict[str, Any] = {"max_tokens": 12, **members}
    if route == COMPLETIONS:
        body["prompt"] = prompt
    else:
        body["messages"] = [{"role": "user", "content": prompt}]
    choices = (await post(live, route, body))["choices"]
    return [choice["text"] if route == COMPLETIONS else choice["message"]["content"] for choice in choices]


# native


async def test_do_sample_and_seed(live: Live) -> None:
    assert await text(live) == await text(live, do_sample=False)
    first, second = await text(live, do_sample=True), await text(live, do_sample=True)
    assert first != second
    assert await text(live, do_sample=True, seed=2**64 - 1) == await text(
        live, do_sample=True, seed=2**64 - 1
    )
    assert len({await text(live, do_sample=True, seed=seed) for seed in (1, 2, 3)}) == 3


async def test_temperature_divides_the_logits(live: Live) -> None:
    async def gap(temperature: float) -> float:
        found = await generate(live, temperature=temperature, top_n_tokens=2, max_new_tokens=1)
        first, second = found["details"]["top_tokens"][0][:2]
        distance: float = first["logprob"] - second["logprob"]
        return distance

    cold, hot = await gap(0.5), await gap(2.0)
    assert cold == pytest.approx(4 * hot, rel=0.02)


async def test_top_k_and_top_p_leave_the_likeliest(live: Live) -> None:
    greedy = await text(live)
    for parameters in ({"top_k": 1}, {"top_p": 0.001}):
        found = await generate(live, do_sample=True, **parameters)
        assert found["generated_text"] == greedy
        assert all(token["logprob"] == 0.0 for token in found["details"]["tokens"])


async def test_typical_p_leaves_fewer_tokens(live: Live) -> None:
    async def most(**parameters: Any) -> int:
        found = await generate(live, do_sample=True, seed=5, top_n_tokens=5, **parameters)
        return min(len(top) for top in found["details"]["top_tokens"])

    assert await most(typical_p=0.2) < await most() == 5


async def test_penalties(live: Live) -> None:
    plain = await text(live, REPEATS)
    assert await text(live, REPEATS, repetition_penalty=1.8) != plain

    for_it = await text(live, REPEATS, frequency_penalty=-2.0)
    assert await text(live, REPEATS, frequency_penalty=2.0) != for_it


async def test_best_of(live: Live) -> None:
    details = (await generate(live, best_of=2, do_sample=True, temperature=1.5))["details"]
    (other,) = details["best_of_sequences"]

    def mean(tokens: list[dict[str, float]]) -> float:
        return sum(token["logprob"] for token in tokens) / len(tokens)

    assert mean(details["tokens"]) > mean(other["tokens"])
    assert details["tokens"] != other["tokens"]


async def test_decoder_input_details_and_top_n_tokens(live: Live) -> None:
    details = (await generate(live, decoder_input_details=True, top_n_tokens=3))["details"]
    assert [token["text"] for token in details["prefill"]] == ["The", " capital", " of", " France", " is"]
    assert details["prefill"][0]["logprob"] is None
    assert all(token["logprob"] < 0 for token in details["prefill"][1:])
    for token, top in zip(details["tokens"], details["top_tokens"], strict=True):
        assert len(top) >= 3
        assert top[0]["id"] == token["id"]
        assert top[0]["logprob"] >= top[1]["logprob"] >= top[2]["logprob"]


async def test_truncate(live: Live) -> None:
    cut = await generate(live, f"Once upon a time there was a dog.\n{FRANCE}", truncate=5)
    assert cut["generated_text"] == await text(live)


async def test_stop_stays(live: Live) -> None:
    found = await generate(live, stop=["Paris"], return_full_text=True)
    assert found["generated_text"] == f"{FRANCE} Paris"
    assert found["details"]["finish_reason"] == "stop_sequence"


@pytest.mark.parametrize("kind", ["json", "json_object", "json_schema"])
async def test_json_grammars(live: Live, kind: str) -> None:
    value = {"name": "n", "schema": SCHEMA} if kind == "json_schema" else SCHEMA
    found = await generate(live, "JSON:", grammar={"type": kind, "value": value}, max_new_tokens=80)
    assert found["details"]["finish_reason"] == "eos_token"
    jsonschema_rs.validate(SCHEMA, json.loads(found["generated_text"]))


async def test_regex_grammar(live: Live) -> None:
    found = await text(live, grammar={"type": "regex", "value": r"\d{3}-\d{4}"}, max_new_tokens=30)
    assert re.fullmatch(r"\d{3}-\d{4}", found)


async def test_watermark(live: Live) -> None:
    last = (await live.engine.encode(FRANCE))[-1]

    async def score(watermark: bool) -> float:
        found = await generate(live, do_sample=True, seed=5, max_new_tokens=100, watermark=watermark)
        ids = [token["id"] for token in found["details"]["tokens"]]
        return detect(ids, vocabulary=live.engine.card.vocabulary, before=last).z_score

    marked, plain = await asyncio.gather(score(True), score(False))
    assert marked > 4 > plain


async def test_an_unknown_adapter_is_the_base_model(live: Live) -> None:
    assert await text(live, adapter_id="no/such") == await text(live)


# chats, completions, invocations


@on_each
async def test_temperature_and_seed_of_openais_routes(live: Live, route: str) -> None:
    greedy = await said(live, route, temperature=0)
    assert greedy == await said(live, route, temperature=0, seed=9)
    first = await said(live, route, seed=7, temperature=1.5)
    assert first == await said(live, route, seed=7, temperature=1.5)
    assert first != await said(live, route, seed=8, temperature=1.5)
    assert greedy == await said(live, route, temperature=1.0, top_p=0.001)


@on_each
async def test_logit_bias_of_openais_routes(live: Live, route: str) -> None:
    (paris,) = await live.engine.encode(" Paris")
    (other,) = await said(live, route, temperature=0, logit_bias={str(paris): 100}, max_tokens=3)
    assert other == " Paris" * 3


@on_each
@pytest.mark.parametrize("name", ["frequency_penalty", "presence_penalty"])
async def test_penalties_of_openais_routes(live: Live, route: str, name: str) -> None:
    bodies = ({"temperature": 0, "max_tokens": 40, name: value} for value in (-2, 2))
    for_it, against = await asyncio.gather(*(said(live, route, REPEATS, **body) for body in bodies))
    assert for_it != against


@on_each
async def test_n_of_openais_routes(live: Live, route: str) -> None:
    assert len(set(await said(live, route, n=3, temperature=1.5, seed=1))) == 3


@on_each
async def test_stop_of_openais_routes(live: Live, route: str) -> None:
    (whole,) = await said(live, route, temperature=0)
    stop = whole.split()[1]
    (cut,) = await said(live, route, temperature=0, stop=stop)
    assert cut == whole.partition(stop)[0]


async def test_repetition_penalty_of_completions(live: Live) -> None:
    plain = await said(live, COMPLETIONS, REPEATS, temperature=0)
    assert await said(live, COMPLETIONS, REPEATS, temperature=0, repetition_penalty=1.8) != plain
    assert await said(live, COMPLETIONS, REPEATS, temperature=0, repetition_penalty=0) == plain


async def test_best_of_completions(live: Live) -> None:
    body = {"prompt": FRANCE, "n": 2, "best_of": 4, "seed": 3, "temperature": 1.5, "logprobs": 0}
    both = (await post(live, COMPLETIONS, {**body, "max_tokens": 8}))["choices"]
    means = [sum(choice["logprobs"]["token_logprobs"]) / len(choice["logprobs"]["tokens"]) for choice in both]
    assert means[0] > means[1]


@pytest.mark.parametrize(
    ("route", "form"),
    [
        (CHAT, {"type": "json_object", "value": SCHEMA}),
        (CHAT, {"type": "json_schema", "json_schema": {"name": "n", "schema": SCHEMA}}),
        (FABRIC, {"type": "json_schema", "json_schema": {"name": "n", "schema": SCHEMA}}),
    ],
)
async def test_response_format_of_openais_routes(live: Live, route: str, form: dict[str, Any]) -> None:
    (found,) = await said(live, route, "Answer in JSON.", temperature=0, max_tokens=80, response_format=form)
    jsonschema_rs.validate(SCHEMA, json.loads(found))
