"""Rows of docs/parameters.md: `/invocations`, `/vertex` and `/tokenize`, which take what other routes take."""

from __future__ import annotations

from typing import Any

from tests.tgi.conftest import Caller

EVERYTHING: dict[str, Any] = {
    "adapter_id": "mine",
    "decoder_input_details": False,
    "details": True,
    "do_sample": True,
    "frequency_penalty": 0.5,
    "grammar": {"type": "regex", "value": "[0-9]{3}"},
    "max_new_tokens": 7,
    "repetition_penalty": 1.5,
    "return_full_text": True,
    "seed": 5,
    "stop": ["z"],
    "temperature": 0.5,
    "top_k": 3,
    "top_n_tokens": 2,
    "top_p": 0.5,
    "truncate": 9,
    "typical_p": 0.5,
    "watermark": True,
    "best_of": 1,
}


async def test_invocations_take_every_member_of_the_route_that_the_body_is_for(tgi: Caller) -> None:
    document = (await tgi.get("/openapi.json")).json()
    members = document["components"]["schemas"]["GenerateParameters"]["properties"]
    assert set(EVERYTHING) == set(members)
    chat: dict[str, Any] = {
        "messages": [{"role": "user", "content": "a"}],
        "max_tokens": 3,
        "top_p": 0.5,
        "seed": 1,
        "n": 2,
    }
    completion: dict[str, Any] = {
        "prompt": "a",
        "max_tokens": 3,
        "repetition_penalty": 2,
        "echo": True,
        "seed": 1,
    }
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("/", {"inputs": "a", "parameters": EVERYTHING}),
        ("/v1/chat/completions", chat),
        ("/v1/completions", completion),
    ]
    for path, body in bodies:
        for stream in (False, True):
            asked = {**body, "stream": stream}
            assert (await tgi.post(path, asked)).status_code == 200
            assert (await tgi.post("/invocations", asked)).status_code == 200
            first, second = tgi.engine.generations[-2:]
            assert first.sampling == second.sampling
            assert first.prompt == second.prompt
            assert (first.sequences, first.top_tokens, first.adapter) == (
                second.sequences,
                second.top_tokens,
                second.adapter,
            )


async def test_vertex_takes_every_member_of_the_route_that_an_instance_is_for(tgi: Caller) -> None:
    chat = {"messages": [{"role": "user", "content": "a"}], "max_tokens": 3, "top_p": 0.5, "seed": 1}
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("/generate", {"inputs": "a", "parameters": EVERYTHING}),
        ("/v1/chat/completions", chat),
    ]
    for path, body in bodies:
        assert (await tgi.post(path, body)).status_code == 200
        answer = await tgi.post("/vertex", {"instances": [body]})
        assert answer.status_code == 200
        first, second = tgi.engine.generations[-2:]
        assert (first.sampling, first.prompt) == (second.sampling, second.prompt)
        assert (first.sequences, first.adapter) == (second.sequences, second.adapter)
    (prediction,) = answer.json()["predictions"]
    assert len(prediction) == 3


async def test_tokenize_inputs(tgi: Caller) -> None:
    tokens = (await tgi.post("/tokenize", {"inputs": "né"})).json()
    assert [(token["start"], token["stop"]) for token in tokens[:2]] == [(0, 0), (0, 1)]
    assert tokens[-1]["text"] == "é"


async def test_tokenize_checks_parameters_and_does_not_use_them(tgi: Caller) -> None:
    plain = (await tgi.post("/tokenize", {"inputs": "abcdefghijkl"})).json()
    asked = await tgi.post("/tokenize", {"inputs": "abcdefghijkl", "parameters": EVERYTHING})
    assert asked.json() == plain
    for name in EVERYTHING:
        wrong = await tgi.post("/tokenize", {"inputs": "a", "parameters": {name: {"no": "such"}}})
        assert wrong.status_code == 422, name
    assert tgi.engine.generations == []
