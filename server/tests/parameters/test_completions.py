"""Rows of docs/parameters.md: completions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.engine.port import Sampling


async def ask(tgi: Caller, **members: Any) -> dict[str, Any]:
    answer = await tgi.post("/v1/completions", {"prompt": "Hi", **members})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def sampling(tgi: Caller, **members: Any) -> Sampling:
    await ask(tgi, **members)
    return tgi.engine.generations[-1].sampling


async def refused(tgi: Caller, **members: Any) -> str:
    answer = await tgi.post("/v1/completions", {"prompt": "Hi", **members})
    assert answer.status_code == 422, answer.text
    text: str = answer.json()["error"]
    return text


async def test_prompt(tgi: Caller) -> None:
    await ask(tgi, max_tokens=1)
    assert tgi.engine.generations[-1].prompt == [256, 72, 105]
    await ask(tgi, prompt=[72, 105], max_tokens=1)
    assert tgi.engine.generations[-1].prompt == [72, 105]
    assert len((await ask(tgi, prompt=["a", "b"], max_tokens=1))["choices"]) == 2
    assert len((await ask(tgi, prompt=[[1], [2, 3]], max_tokens=1))["choices"]) == 2


async def test_model(tgi: Caller) -> None:
    assert (await ask(tgi, model="mine"))["model"] == "mine"
    assert tgi.engine.generations[-1].adapter == "mine"
    await ask(tgi, model="tgi")
    assert tgi.engine.generations[-1].adapter is None


async def test_max_tokens(tgi: Caller) -> None:
    assert (await ask(tgi, prompt=["a", "b"], max_tokens=4))["usage"]["completion_tokens"] == 8
    assert (await sampling(tgi)).max_new_tokens == 2048 - 3


async def test_temperature(tgi: Caller) -> None:
    assert (await sampling(tgi, temperature=0.25)).temperature == 0.25
    assert (await sampling(tgi, temperature=0)).temperature == 0.0
    assert (await sampling(tgi)).temperature == 1.0


async def test_top_p(tgi: Caller) -> None:
    assert (await sampling(tgi, top_p=0.5)).top_p == 0.5
    assert (await sampling(tgi, top_p=1)).top_p == 1.0
    assert "top_p" in await refused(tgi, top_p=0)


async def test_stream(tgi: Caller) -> None:
    plain = await ask(tgi, temperature=0, max_tokens=5)
    body = {"prompt": "Hi", "temperature": 0, "max_tokens": 5, "stream": True}
    *chunks, done = await tgi.events("/v1/completions", body)
    assert done == "[DONE]"
    assert "".join(chunk["choices"][0]["text"] for chunk in chunks) == plain["choices"][0]["text"]
    assert not any(chunk.get("usage") for chunk in chunks)
    *_, last, _ = await tgi.events("/v1/completions", {**body, "stream_options": {"include_usage": True}})
    assert (last["choices"], last["usage"]) == ([], plain["usage"])


async def test_seed(tgi: Caller) -> None:
    assert (await sampling(tgi, seed=2**64 - 1)).seed == 2**64 - 1
    first = await ask(tgi, seed=5, max_tokens=9)
    assert (await ask(tgi, seed=5, max_tokens=9))["choices"] == first["choices"]


async def test_suffix(tgi: Caller) -> None:
    plain = await ask(tgi, temperature=0, max_tokens=5)
    assert (await ask(tgi, suffix="end", temperature=0, max_tokens=5))["choices"] == plain["choices"]
    assert tgi.engine.generations[-1].prompt == tgi.engine.generations[-2].prompt


async def test_penalties(tgi: Caller) -> None:
    found = await sampling(tgi, repetition_penalty=1.5, frequency_penalty=0.5, presence_penalty=-0.5)
    assert (found.repetition_penalty, found.frequency_penalty, found.presence_penalty) == (1.5, 0.5, -0.5)
    assert found.relative_frequency_penalty == 0.0
    assert (await sampling(tgi, repetition_penalty=0)).repetition_penalty == 1.0
    for name in ("frequency_penalty", "presence_penalty"):
        assert name in await refused(tgi, **{name: 2.5})


async def test_logit_bias(tgi: Caller) -> None:
    assert (await sampling(tgi, logit_bias={"65": -100})).logit_bias == {65: -100}
    assert (await sampling(tgi, logit_bias=[0])).logit_bias == {}
    assert "258" in await refused(tgi, logit_bias={"258": 1})


@pytest.mark.parametrize("stop", ["brown", ["zzz", "brown"]])
async def test_stop(tgi: Caller, stop: Any) -> None:
    choice = (await ask(tgi, stop=stop, temperature=0))["choices"][0]
    assert (choice["text"], choice["finish_reason"]) == ("The quick ", "stop")


async def test_n(tgi: Caller) -> None:
    found = await ask(tgi, prompt=["a", "b"], n=2, max_tokens=2)
    assert [choice["index"] for choice in found["choices"]] == [0, 1, 2, 3]
    assert tgi.engine.generations[-1].sequences == 2


async def test_best_of(tgi: Caller) -> None:
    found = await ask(tgi, n=2, best_of=4, max_tokens=3, logprobs=0)
    assert tgi.engine.generations[-1].sequences == 4
    means = [sum(choice["logprobs"]["token_logprobs"]) for choice in found["choices"]]
    assert len(means) == 2
    assert means == sorted(means, reverse=True)
    assert "best_of" in await refused(tgi, n=3, best_of=2)
    assert "streaming" in await refused(tgi, best_of=2, stream=True)


async def test_echo(tgi: Caller) -> None:
    assert (await ask(tgi, echo=True, temperature=0, max_tokens=3))["choices"][0]["text"] == "HiThe"
    assert (await ask(tgi, echo=False, temperature=0, max_tokens=3))["choices"][0]["text"] == "The"


async def test_logprobs(tgi: Caller) -> None:
    columns = (await ask(tgi, logprobs=2, temperature=0, max_tokens=3))["choices"][0]["logprobs"]
    assert columns["tokens"] == ["T", "h", "e"]
    assert [len(top) for top in columns["top_logprobs"]] == [2, 2, 2]
    for none in (0, True):
        bare = (await ask(tgi, logprobs=none, temperature=0, max_tokens=3))["choices"][0]["logprobs"]
        assert bare["top_logprobs"] is None
        assert bare["token_logprobs"] == columns["token_logprobs"]
    assert (await ask(tgi, logprobs=None))["choices"][0]["logprobs"] is None
    echoed = (await ask(tgi, logprobs=2, echo=True, max_tokens=1))["choices"][0]["logprobs"]
    assert [top and len(top) for top in echoed["top_logprobs"]] == [None, 2, 2, 2]
