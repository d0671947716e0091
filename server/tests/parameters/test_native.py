"""Rows of docs/parameters.md: the native routes, each parameter on each of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.engine.port import Generation

ROUTES = ["/", "/generate", "/generate_stream"]
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}

on_each = pytest.mark.parametrize("route", ROUTES)


async def ask(tgi: Caller, route: str, *, inputs: str = "Hello", **parameters: Any) -> dict[str, Any]:
    """The answer of a route, or its stream's last event; `tokens` are those of the whole stream."""
    body = {"inputs": inputs, "parameters": parameters}
    if route == "/generate_stream":
        events = await tgi.events(route, body)
        assert not any("error" in event for event in events)
        last: dict[str, Any] = events[-1]
        return last | {"tokens": [event["token"] for event in events], "events": events}
    answer = await tgi.post(route, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()[0] if route == "/" else answer.json()
    return found | {"tokens": found["details"]["tokens"] if "details" in found else None}


async def generation(tgi: Caller, route: str, **parameters: Any) -> Generation:
    """What the engine was asked for."""
    await ask(tgi, route, **parameters)
    return tgi.engine.generations[-1]


async def refused(tgi: Caller, route: str, **parameters: Any) -> str:
    answer = await tgi.post(route, {"inputs": "Hello", "parameters": parameters})
    assert answer.status_code == 422, answer.text
    text: str = answer.json()["error"]
    return text


@on_each
async def test_inputs(tgi: Caller, route: str) -> None:
    await ask(tgi, route, inputs="né", max_new_tokens=1)
    assert tgi.engine.decode(tgi.engine.generations[-1].prompt, skip_special=False) == "<s>né"
    assert "`inputs` cannot be empty" in (await tgi.post(route, {"inputs": ""})).json()["error"]


@on_each
async def test_parameters(tgi: Caller, route: str) -> None:
    assert (await tgi.post(route, {"inputs": "a"})).status_code == 200
    assert tgi.engine.generations[-1].sampling.temperature == 1.0
    assert (await generation(tgi, route)).sampling.temperature == 0.0


async def test_stream(tgi: Caller) -> None:
    body: dict[str, Any] = {"inputs": "a", "parameters": {"max_new_tokens": 2}}
    assert len(await tgi.events("/", {**body, "stream": True})) == 2
    for stream in (None, False):
        assert len((await tgi.post("/", {**body, "stream": stream})).json()) == 1
    # The other two routes have their form by their path.
    assert (await tgi.post("/generate", {**body, "stream": True})).json()["generated_text"]
    assert len(await tgi.events("/generate_stream", {**body, "stream": False})) == 2


@on_each
async def test_adapter_id(tgi: Caller, route: str) -> None:
    assert (await generation(tgi, route, adapter_id="mine")).adapter == "mine"
    assert (await generation(tgi, route, adapter_id=None)).adapter is None


@pytest.mark.parametrize("route", ["/", "/generate"])
async def test_best_of(tgi: Caller, route: str) -> None:
    found = await ask(tgi, route, best_of=2, do_sample=True, details=True, max_new_tokens=5)
    assert tgi.engine.generations[-1].sequences == 2
    (other,) = found["details"]["best_of_sequences"]

    def mean(tokens: list[dict[str, float]]) -> float:
        return sum(token["logprob"] for token in tokens) / len(tokens)

    assert mean(found["details"]["tokens"]) >= mean(other["tokens"])
    assert "best_of_sequences" not in (await ask(tgi, route, details=True))["details"]
    assert "sampling" in await refused(tgi, route, best_of=2)
    assert "`seed`" in await refused(tgi, route, best_of=2, do_sample=True, seed=1)


async def test_best_of_on_a_stream(tgi: Caller) -> None:
    assert "streaming" in await refused(tgi, "/generate_stream", best_of=2, do_sample=True)
    assert (await generation(tgi, "/generate_stream", best_of=1)).sequences == 1


@pytest.mark.parametrize("route", ["/", "/generate"])
async def test_decoder_input_details(tgi: Caller, route: str) -> None:
    details = (await ask(tgi, route, inputs="ab", decoder_input_details=True))["details"]
    assert [token["text"] for token in details["prefill"]] == ["<s>", "a", "b"]
    assert [token["logprob"] is None for token in details["prefill"]] == [True, False, False]
    assert (await ask(tgi, route, details=True))["details"]["prefill"] == []


async def test_decoder_input_details_on_a_stream(tgi: Caller) -> None:
    assert "streaming" in await refused(tgi, "/generate_stream", decoder_input_details=True)
    assert not (await generation(tgi, "/generate_stream", decoder_input_details=False)).prefill


@on_each
async def test_details(tgi: Caller, route: str) -> None:
    found = (await ask(tgi, route, details=True, max_new_tokens=3))["details"]
    assert (found["finish_reason"], found["generated_tokens"], found["seed"]) == ("length", 3, None)
    assert not (await ask(tgi, route, max_new_tokens=3)).get("details")


@on_each
async def test_do_sample(tgi: Caller, route: str) -> None:
    assert (await generation(tgi, route, do_sample=True)).sampling.temperature == 1.0
    assert (await generation(tgi, route, do_sample=False)).sampling.temperature == 0.0


@on_each
async def test_frequency_penalty(tgi: Caller, route: str) -> None:
    sampling = (await generation(tgi, route, frequency_penalty=-1.5)).sampling
    assert (sampling.relative_frequency_penalty, sampling.frequency_penalty) == (-1.5, 0.0)
    assert "frequency_penalty" in await refused(tgi, route, frequency_penalty=2.5)


@on_each
@pytest.mark.parametrize(
    "value",
    [
        {"type": "json", "value": SCHEMA},
        {"type": "json_object", "value": SCHEMA},
        {"type": "json", "value": '{"type": "object", "properties": {"a": {"type": "integer"}}}'},
        {
            "type": "json_schema",
            "value": {"name": "n", "schema": SCHEMA, "strict": False, "description": "d"},
        },
        {"type": "regex", "value": "[0-9]{3}"},
    ],
)
async def test_grammar(tgi: Caller, route: str, value: dict[str, Any]) -> None:
    found = await ask(tgi, route, grammar=value, details=True)
    grammar = tgi.engine.generations[-1].sampling.grammar
    assert grammar is not None
    if value["type"] == "regex":
        assert (grammar.kind, grammar.source) == ("regex", "[0-9]{3}")
    else:
        assert grammar.kind == "json_schema"
        assert isinstance(grammar.source, dict)
        assert grammar.source["properties"] == SCHEMA["properties"]
    assert found["details"]["finish_reason"] == "eos_token"
    assert await refused(tgi, route, grammar={"type": value["type"]})
    assert await refused(tgi, route, grammar={"type": "yaml", "value": "a"})


@on_each
async def test_max_new_tokens(tgi: Caller, route: str) -> None:
    found = await ask(tgi, route, max_new_tokens=4, details=True)
    assert found["details"]["generated_tokens"] == len(found["tokens"]) == 4
    whole = await generation(tgi, route)
    assert whole.sampling.max_new_tokens == 2048 - len(whole.prompt)


@on_each
async def test_repetition_penalty(tgi: Caller, route: str) -> None:
    assert (await generation(tgi, route, repetition_penalty=1.25)).sampling.repetition_penalty == 1.25
    assert (await generation(tgi, route)).sampling.repetition_penalty == 1.0
    assert "strictly positive" in await refused(tgi, route, repetition_penalty=0)


@on_each
async def test_return_full_text(tgi: Caller, route: str) -> None:
    full = (await ask(tgi, route, return_full_text=True, max_new_tokens=3))["generated_text"]
    bare = (await ask(tgi, route, return_full_text=False, max_new_tokens=3))["generated_text"]
    assert full == "Hello" + bare
    usual = (await ask(tgi, route, max_new_tokens=3))["generated_text"]
    assert usual == (full if route == "/" else bare)


@on_each
async def test_seed(tgi: Caller, route: str) -> None:
    for seed in (0, 2**64 - 1):
        found = await ask(tgi, route, do_sample=True, seed=seed, details=True, max_new_tokens=9)
        assert tgi.engine.generations[-1].sampling.seed == found["details"]["seed"] == seed
        again = await ask(tgi, route, do_sample=True, seed=seed, details=True, max_new_tokens=9)
        assert again["generated_text"] == found["generated_text"]
    assert (await ask(tgi, route, seed=3, details=True))["details"]["seed"] is None


@on_each
async def test_stop(tgi: Caller, route: str) -> None:
    found = await ask(tgi, route, stop=["zzz", "brown"], details=True, return_full_text=False)
    assert found["generated_text"] == "The quick brown"
    assert found["details"]["finish_reason"] == "stop_sequence"
    sampling = tgi.engine.generations[-1].sampling
    assert (sampling.stop, sampling.keep_stop) == (("zzz", "brown"), True)


@on_each
async def test_temperature(tgi: Caller, route: str) -> None:
    assert (await generation(tgi, route, temperature=0.25)).sampling.temperature == 0.25
    assert "strictly positive" in await refused(tgi, route, temperature=0)


@on_each
async def test_top_k(tgi: Caller, route: str) -> None:
    sampling = (await generation(tgi, route, top_k=7)).sampling
    assert (sampling.top_k, sampling.temperature) == (7, 1.0)
    assert (await generation(tgi, route)).sampling.top_k == 0


@on_each
async def test_top_n_tokens(tgi: Caller, route: str) -> None:
    found = await ask(tgi, route, top_n_tokens=2, details=True, max_new_tokens=2)
    asked = tgi.engine.generations[-1]
    assert (asked.top_tokens, asked.top_ties) == (2, True)
    events = found.get("events")
    top = [event["top_tokens"] for event in events] if events else found["details"]["top_tokens"]
    assert [len(each) for each in top] == [3, 3]  # this engine's last two tie
    for number in (None, 0):
        none = await ask(tgi, route, top_n_tokens=number, details=True)
        assert "top_tokens" not in (none["events"][0] if "events" in none else none["details"])


@on_each
async def test_top_p(tgi: Caller, route: str) -> None:
    sampling = (await generation(tgi, route, top_p=0.5)).sampling
    assert (sampling.top_p, sampling.temperature) == (0.5, 1.0)
    assert "top_p" in await refused(tgi, route, top_p=1)


@on_each
async def test_truncate(tgi: Caller, route: str) -> None:
    await ask(tgi, route, inputs="abcdef", truncate=3)
    assert tgi.engine.decode(tgi.engine.generations[-1].prompt, skip_special=False) == "<s>ef"
    assert "`truncate` must be strictly positive and less than 2047" in await refused(
        tgi, route, truncate=2048
    )


@on_each
async def test_typical_p(tgi: Caller, route: str) -> None:
    sampling = (await generation(tgi, route, typical_p=0.75)).sampling
    assert (sampling.typical_p, sampling.temperature) == (0.75, 1.0)
    assert (await generation(tgi, route)).sampling.typical_p == 1.0


@on_each
async def test_watermark(tgi: Caller, route: str) -> None:
    sampling = (await generation(tgi, route, watermark=True)).sampling
    assert (sampling.watermark, sampling.temperature) == (True, 0.0)
    assert not (await generation(tgi, route)).sampling.watermark
