"""Log probabilities and distributions against a plain `transformers` forward pass of the same weights.

The pass is in float32 and what follows it is worked out here, over the whole vocabulary, in numpy:
none of it is the code that it judges.
"""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import numpy as np
import pytest

from tests.live.conftest import Live
from treadle.engine.embedded import embedded_model
from treadle.engine.port import Generation, Sampling, Token

pytestmark = pytest.mark.engine

FRANCE = "The capital of France is"
PROMPTS = (FRANCE, "Once upon a time there was a", "The weather today is", "She opened the door and")
CLOSE = 0.12
"""How far apart two distributions may be for the rounding of bfloat16's logits."""
Logits = Callable[[Sequence[int]], Any]
_ids = (f"reference-{number}" for number in itertools.count())


@pytest.fixture(scope="module")
def logits() -> Logits:
    """The logits after each of some tokens, [tokens, vocabulary], in double precision."""
    import torch
    from transformers import AutoModelForCausalLM

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other people's deprecations
        model = AutoModelForCausalLM.from_pretrained(embedded_model(), dtype=torch.float32).eval()

    def forward(tokens: Sequence[int]) -> Any:
        with torch.no_grad():
            return model(torch.tensor([list(tokens)])).logits[0].double().numpy()

    return forward


@pytest.fixture
def near(live: Live) -> float:
    """How far a log probability may be off: logits of 16 to 32 have steps of 1/8 in bfloat16."""
    return 0.25 if live.engine.card.dtype == "bfloat16" else 0.005


def softened(values: Any) -> Any:
    """log_softmax over the last axis."""
    shifted = values - values.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


async def generate(live: Live, inputs: str, **parameters: Any) -> dict[str, Any]:
    chosen = {"max_new_tokens": 16, "details": True, "decoder_input_details": True, **parameters}
    async with httpx.AsyncClient(base_url=live.url, timeout=120) as client:
        answer = await client.post("/generate", json={"inputs": inputs, "parameters": chosen})
    assert answer.status_code == 200, answer.text
    details: dict[str, Any] = answer.json()["details"]
    return details


def behind(details: dict[str, Any], sequence: dict[str, Any], logits: Logits) -> Any:
    """The logits that each token of a sequence was chosen from, [tokens, vocabulary]."""
    prompt = [token["id"] for token in details["prefill"]]
    output = [token["id"] for token in sequence["tokens"]]
    return logits([*prompt, *output])[len(prompt) - 1 : -1]


async def test_prefill(live: Live, logits: Logits, near: float) -> None:
    text = "In the beginning the Universe was created. This has made a lot of people very angry."
    prefill = (await generate(live, text, max_new_tokens=1))["prefill"]
    ids = [token["id"] for token in prefill]
    expected = softened(logits(ids))
    assert prefill[0]["logprob"] is None
    told = [token["logprob"] for token in prefill[1:]]
    np.testing.assert_allclose(told, expected[np.arange(len(ids) - 1), ids[1:]], atol=near)


async def test_tokens_and_top_tokens(live: Live, logits: Logits, near: float) -> None:
    more = 0
    for prompt in PROMPTS:
        details = await generate(live, prompt, top_n_tokens=5)
        expected = softened(behind(details, details, logits))
        for token, top, row in zip(details["tokens"], details["top_tokens"], expected, strict=True):
            assert token["logprob"] == pytest.approx(row[token["id"]], abs=near)
            assert row[token["id"]] >= row.max() - 2 * near  # greedy
            told = [each["logprob"] for each in top]
            np.testing.assert_allclose(told, row[[each["id"] for each in top]], atol=near)
            assert told == sorted(told, reverse=True)
            assert len({each["id"] for each in top}) == len(top) >= 5
            # nobody outside is clearly likelier than the last of them
            outside = np.delete(row, [each["id"] for each in top])
            assert outside.max() <= told[-1] + 2 * near
            # more than five are those that tie with the fifth
            assert all(value == told[4] for value in told[5:])
            more += len(top) > 5
    if live.engine.card.dtype == "bfloat16":
        assert more  # its steps are so wide that ties are common


async def test_sampled_tokens_are_told_with_their_chance(live: Live, logits: Logits, near: float) -> None:
    parameters = {"temperature": 0.7, "top_k": 8, "seed": 11}
    details = await generate(live, PROMPTS[1], **parameters)
    rows = behind(details, details, logits) / 0.7
    for token, row in zip(details["tokens"], rows, strict=True):
        eighth = np.sort(row)[-8]
        assert row[token["id"]] >= eighth - 2 * near / 0.7
        left = softened(np.where(row >= min(eighth, row[token["id"]]), row, -np.inf))
        assert token["logprob"] == pytest.approx(left[token["id"]], abs=2 * near / 0.7)


async def test_the_best_of_two_is_the_likelier(live: Live, logits: Logits, near: float) -> None:
    details = await generate(live, PROMPTS[1], temperature=1.4, best_of=2)
    sequences = [details, *details["best_of_sequences"]]
    assert len(sequences) == 2
    means = []
    for sequence in sequences:
        rows = softened(behind(details, sequence, logits) / 1.4)
        expected = rows[np.arange(len(rows)), [token["id"] for token in sequence["tokens"]]]
        told = [token["logprob"] for token in sequence["tokens"]]
        np.testing.assert_allclose(told, expected, atol=near)
        means.append(expected.mean())
    assert means[0] > means[1]


async def test_openais_logprobs(live: Live, logits: Logits, near: float) -> None:
    body = {"prompt": FRANCE, "max_tokens": 8, "temperature": 0, "logprobs": 3, "echo": True}
    chat = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 8, "temperature": 0}
    async with httpx.AsyncClient(base_url=live.url, timeout=120) as client:
        echoed = (await client.post("/v1/completions", json=body)).json()["choices"][0]
        said = (
            await client.post("/v1/chat/completions", json={**chat, "logprobs": True, "top_logprobs": 3})
        ).json()["choices"][0]
    tokens = list(await live.engine.encode(echoed["text"]))
    rows = softened(logits(tokens))
    told = echoed["logprobs"]["token_logprobs"]
    assert told[0] is None
    np.testing.assert_allclose(told[1:], rows[np.arange(len(tokens) - 1), tokens[1:]], atol=near)
    none, *tops = echoed["logprobs"]["top_logprobs"]
    assert none is None
    for top, row in zip(tops, rows[:-1], strict=True):
        np.testing.assert_allclose(sorted(top.values()), np.sort(row)[-3:], atol=near)
    places = [span.start for span in await live.engine.spans(echoed["text"])]  # in ASCII
    assert echoed["logprobs"]["text_offset"] == places

    prompt = list((await live.engine.render_chat(chat["messages"])).tokens)  # type: ignore[arg-type]
    answer = list(await live.engine.encode(said["message"]["content"], special=False))
    rows = softened(logits([*prompt, *answer]))[len(prompt) - 1 : -1]
    content = said["logprobs"]["content"][: len(answer)]
    np.testing.assert_allclose(
        [each["logprob"] for each in content], rows[np.arange(len(answer)), answer], atol=near
    )
    for each, row in zip(content, rows, strict=True):
        best = np.sort(row)[::-1][:3]
        np.testing.assert_allclose([other["logprob"] for other in each["top_logprobs"]], best, atol=near)


# what typical_p and the watermark make of a distribution


def typical(values: Any, mass: float, top_k: int = 0, top_p: float = 1.0) -> Any:
    """Locally typical sampling as its paper has it, after top-k and top-p, token by token."""
    order = [int(token) for token in np.argsort(-values, kind="stable")]
    order = order[: top_k or None]
    chances = np.exp(softened(values[order]))
    enough = int(np.searchsorted(np.cumsum(chances), top_p)) + 1
    order = order[:enough]
    chances = np.exp(softened(values[order]))
    entropy = -(chances * np.log(chances)).sum()
    surprise = np.abs(-np.log(chances) - entropy)
    reached, last, kept = 0.0, 0.0, []
    for place in np.argsort(surprise, kind="stable"):
        if reached >= mass and surprise[place] > last + 1e-6:  # ties stay
            break
        kept.append(order[place])
        reached += chances[place]
        last = surprise[place]
    made = np.zeros(len(values))
    made[kept] = np.exp(softened(values[kept]))
    return made


def marked(values: Any, previous: int, top_k: int, *, gamma: float = 0.5, delta: float = 2.0) -> Any:
    """Kirchenbauer's soft list with TGI's key: delta for the first gamma of a permutation, then top-k."""
    import torch

    generator = torch.Generator().manual_seed(15485863 * previous)
    raised = values.copy()
    raised[torch.randperm(len(values), generator=generator)[: int(len(values) * gamma)].numpy()] += delta
    left = np.where(raised >= np.sort(raised)[-top_k], raised, -np.inf)
    return np.exp(softened(left))


async def first_tokens(live: Live, text: str, sequences: int, **sampling: Any) -> list[Token]:
    """The first token of so many continuations, with the thirty likeliest of what is left."""
    request = Generation(
        id=next(_ids),
        prompt=await live.engine.encode(text),
        sampling=Sampling(max_new_tokens=1, seed=5, **sampling),
        sequences=sequences,
        logprobs=True,
        top_tokens=30,
        top_ties=True,
    )
    return [
        token
        async for step in live.engine.generate(request)
        for delta in step.deltas
        for token in delta.tokens
    ]


def apart(told: dict[int, float], expected: Any) -> float:
    """The distance of two distributions: 0 are the same, 1 share nothing."""
    seen = np.zeros(len(expected))
    for token, chance in told.items():
        seen[token] = chance
    return float(np.abs(seen - expected).sum() / 2)


async def compare(live: Live, text: str, expected: Any, unfiltered: Any, **sampling: Any) -> None:
    """The distribution that is told is the expected one and not the plain one."""
    tokens = await first_tokens(live, text, 1, **sampling)
    told = {other.id: float(np.exp(other.logprob)) for other in tokens[0].top}
    assert apart(told, expected) < CLOSE < apart(told, unfiltered), text


@pytest.mark.parametrize(
    ("text", "mass", "top_k", "top_p"),
    [(FRANCE, 0.5, 10, 1.0), (PROMPTS[2], 0.5, 10, 1.0), (PROMPTS[3], 0.6, 20, 0.9)],
)
async def test_typical_p_makes_the_papers_distribution(
    live: Live, logits: Logits, text: str, mass: float, top_k: int, top_p: float
) -> None:
    values = logits(await live.engine.encode(text))[-1]
    expected, plain = typical(values, mass, top_k, top_p), np.exp(softened(values))
    await compare(live, text, expected, plain, typical_p=mass, top_k=top_k, top_p=top_p)


@pytest.mark.parametrize("mass", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("text", PROMPTS)
async def test_typical_p_of_what_the_engine_itself_says(live: Live, text: str, mass: float) -> None:
    """Where it matters which token is the last one in, from the engine's own thirty likeliest."""

    async def likeliest(**sampling: Any) -> dict[int, float]:
        (token,) = await first_tokens(live, text, 1, top_k=30, **sampling)
        return {other.id: other.logprob for other in token.top}

    plain = await likeliest()
    assert len(plain) >= 30
    ids = list(plain)
    made = typical(np.array([plain[token] for token in ids]), mass)
    expected = {ids[place]: np.log(made[place]) for place in np.flatnonzero(made)}
    assert await likeliest(typical_p=mass) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("text", PROMPTS[1:])
async def test_the_watermark_makes_its_distribution(live: Live, logits: Logits, text: str) -> None:
    prompt = await live.engine.encode(text)
    values = logits(prompt)[-1]
    expected = marked(values, prompt[-1], 20)
    assert (expected > 0).sum() == 20
    await compare(live, text, expected, marked(values, prompt[-1], 20, delta=0.0), watermark=True, top_k=20)


async def test_draws_follow_it(live: Live, logits: Logits) -> None:
    draws, text = 160, PROMPTS[3]
    prompt = await live.engine.encode(text)
    expected = marked(logits(prompt)[-1], prompt[-1], 20)
    tokens = await first_tokens(live, text, draws, watermark=True, top_k=20)
    assert len(tokens) == draws
    drawn = {token: count / draws for token, count in Counter(token.id for token in tokens).items()}
    noise = float((np.sqrt(expected * (1 - expected) / draws)).sum() / 2)
    assert apart(drawn, expected) < CLOSE + 2 * noise
