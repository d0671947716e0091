"""Rows of docs/compatibility.md about completions: what Treadle does there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tgi.conftest import Caller


async def complete(tgi: Caller, **members: Any) -> dict[str, Any]:
    answer = await tgi.post("/v1/completions", {"prompt": "Hi", "max_tokens": 3, **members})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refused(tgi: Caller, **members: Any) -> dict[str, Any]:
    answer = await tgi.post("/v1/completions", {"prompt": "Hi", **members})
    assert answer.status_code == 422, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("prompt", "choices"), [("a", 1), (["a", "b"], 2), ([97, 98], 1), ([[97], [98, 99]], 2)]
)
async def test_forms_of_prompt(tgi: Caller, prompt: Any, choices: int) -> None:
    assert len((await complete(tgi, prompt=prompt))["choices"]) == choices


@pytest.mark.parametrize("prompt", ["", [], [""]])
async def test_an_empty_prompt_is_refused(tgi: Caller, prompt: Any) -> None:
    await refused(tgi, prompt=prompt)


async def test_a_suffix_is_ignored(tgi: Caller) -> None:
    plain = await complete(tgi, temperature=0)
    assert (await complete(tgi, suffix="string", temperature=0))["choices"] == plain["choices"]


async def test_a_repetition_penalty_of_zero_is_off(tgi: Caller) -> None:
    await complete(tgi, repetition_penalty=0)
    assert tgi.engine.generations[-1].sampling.repetition_penalty == 1.0
    await complete(tgi, repetition_penalty=1.5)
    assert tgi.engine.generations[-1].sampling.repetition_penalty == 1.5


async def test_an_answer_is_a_completion(tgi: Caller) -> None:
    found = await complete(tgi)
    assert found["object"] == "text_completion"
    assert found["id"].startswith("cmpl-")
    assert found["model"] == "fake/bytes"
    assert (await complete(tgi, model="dummy"))["model"] == "dummy"


async def test_without_max_tokens_the_context_is_the_limit(tgi: Caller) -> None:
    await complete(tgi, max_tokens=None)
    assert tgi.engine.generations[-1].sampling.max_new_tokens == 2048 - 3


async def test_choices_are_in_order(tgi: Caller) -> None:
    found = await complete(tgi, prompt=["a", "b", "c"], n=2)
    assert [choice["index"] for choice in found["choices"]] == [0, 1, 2, 3, 4, 5]


async def test_openais_members_work(tgi: Caller) -> None:
    found = await complete(tgi, echo=True, logprobs=2, temperature=0)
    choice = found["choices"][0]
    assert choice["text"] == "HiThe"
    assert choice["logprobs"]["tokens"] == ["<s>", "H", "i", "T", "h", "e"]
    assert choice["logprobs"]["token_logprobs"][0] is None
    assert [top is None for top in choice["logprobs"]["top_logprobs"]] == [True] + [False] * 5
    assert choice["logprobs"]["text_offset"] == [0, 0, 1, 2, 3, 4]
    best = await complete(tgi, n=1, best_of=3)
    assert (len(best["choices"]), best["usage"]["completion_tokens"]) == (1, 9)
    await complete(tgi, presence_penalty=1, logit_bias={"65": 1})
    sampling = tgi.engine.generations[-1].sampling
    assert (sampling.presence_penalty, sampling.logit_bias) == (1, {65: 1})


async def test_too_many_prompts(tgi: Caller) -> None:
    assert await refused(tgi, prompt=["a"] * 5) == {
        "error": "Number of prompts exceeds the maximum allowed batch size of 4",
        "error_type": "batch size exceeded",
    }


async def test_reasons_and_stop_texts_are_openais(tgi: Caller) -> None:
    found = await complete(tgi, stop="brown", max_tokens=99, temperature=0)
    choice = found["choices"][0]
    assert (choice["text"], choice["finish_reason"]) == ("The quick ", "stop")
    tgi.engine.reply = "ab"
    found = await complete(tgi, max_tokens=99, temperature=0)
    assert found["choices"][0]["finish_reason"] == "stop"


async def test_a_prompt_has_its_special_tokens(tgi: Caller) -> None:
    await complete(tgi)
    assert tgi.engine.generations[-1].prompt == [256, 72, 105]
