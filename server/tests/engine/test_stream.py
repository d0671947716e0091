"""Steps from hand-made engine outputs."""

import math
from collections.abc import AsyncGenerator
from types import SimpleNamespace
from typing import Any

import pytest
from tokenizers import Tokenizer as FastTokenizer

from treadle.engine.embedded import embedded_model
from treadle.engine.generated import Generated, rows_of
from treadle.engine.port import (
    Alternative,
    Delta,
    Finish,
    Generation,
    GenerationFailed,
    InvalidGeneration,
    Sampling,
    Step,
)
from treadle.engine.sampling import extra_arguments, fold_seed, refusal, requested_logprobs
from treadle.engine.stream import copied, finish, prompt_tokens, reader
from treadle.engine.tokenizer import Tokenizer

BANG = [10813, 114, 241]  # the three tokens of one emoji


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    fast = FastTokenizer.from_file(str(embedded_model() / "tokenizer.json"))

    class Slim:
        _tokenizer = fast
        all_special_ids = (2,)
        added_tokens_decoder = fast.get_added_tokens_decoder()

        def __len__(self) -> int:
            return fast.get_vocab_size()

    return Tokenizer(Slim())


def generation(**changes: Any) -> Generation:
    sampling = Sampling(
        max_new_tokens=9, temperature=changes.pop("temperature", 1.0), stop=changes.pop("stop", ())
    )
    return Generation(**({"id": "g", "prompt": [504, 3575], "sampling": sampling} | changes))


Row = tuple[list[int], list[float]]


def read(
    tokenizer: Tokenizer, asked: Generation, *steps: tuple[str, list[int]], rows: list[Row] | None = None
) -> list[Delta]:
    moved = reader(asked, tokenizer, 0).moved
    return [moved(text, ids, rows or [], None, None) for text, ids in steps]


def test_text_only(tokenizer: Tokenizer) -> None:
    moved = reader(generation(), tokenizer, 1).moved
    first = moved("a", [1], [], None, None)
    assert (first.index, first.text, first.count, first.tokens, first.finish) == (1, "a", 1, (), None)
    assert moved("bc", [2, 3], [], "stop", None).finish == Finish("eos", 3)


def test_many_tokens_are_told_apart_even_inside_a_character(tokenizer: Tokenizer) -> None:
    steps = ((" Paris", [7042]), ("", BANG[:1]), ("🤗.", [*BANG[1:], 30]), ("", [2]))
    deltas = read(tokenizer, generation(tokens=True), *steps)
    texts = [[token.text for token in delta.tokens] for delta in deltas]
    assert texts == [[" Paris"], [""], ["", "🤗", "."], ["<|im_end|>"]]


def test_held_back_text_is_not_a_tokens_text(tokenizer: Tokenizer) -> None:
    first, second = read(tokenizer, generation(tokens=True, stop=("zzzz",)), ("", [7042]), (" Par", [30]))
    assert [token.text for token in first.tokens] == [" Paris"]
    assert [token.text for token in second.tokens] == ["."]


def test_ties_stay_and_what_was_removed_goes(tokenizer: Tokenizer) -> None:
    ids = [30, 30, 28, 284, 595]
    asked = generation(top_tokens=2, top_ties=True)
    ties = [(ids, [-0.5, -0.5, -2.0, -2.0, -3.0])]
    (token,) = read(tokenizer, asked, (".", [30]), rows=ties)[0].tokens
    assert [top.id for top in token.top] == [30, 28, 284]
    assert [top.text for top in token.top] == [".", ",", " and"]
    gone = [(ids, [0.0, 0.0, -math.inf, -math.inf, -math.inf])]
    (token,) = read(tokenizer, asked, (".", [30]), rows=gone)[0].tokens
    assert [top.id for top in token.top] == [30]
    (token,) = read(tokenizer, generation(top_tokens=2), (".", [30]), rows=gone)[0].tokens
    assert [top.logprob for top in token.top] == [0.0, -9999.0]
    removed = [([30, 28], [-math.inf, 0.0])]
    (token,) = read(tokenizer, generation(logprobs=True), (".", [30]), rows=removed)[0].tokens
    assert (token.logprob, token.top) == (-9999.0, ())


def test_prompt_tokens(tokenizer: Tokenizer) -> None:
    prefill = prompt_tokens([504, 3575], [([3575], [-math.inf])], tokenizer)
    assert [(token.text, token.logprob, token.top) for token in prefill] == [
        ("The", None, ()),
        (" capital", -9999.0, ()),
    ]
    rows = [([3575, 30, 2], [-7.5, -0.5, -math.inf])]
    first, second = prompt_tokens([504, 3575], rows, tokenizer)
    assert (first.top, second.logprob) == ((), -7.5)
    assert second.top == [Alternative(30, ".", -0.5, False), Alternative(2, "<|im_end|>", -9999.0, True)]


@pytest.mark.asyncio
async def test_what_ids_add_to_a_text(tokenizer: Tokenizer) -> None:
    text = "<|im_start|>é 😀😀.\ufffdb"
    tokens = await tokenizer.encode(text, special=False, truncate=None)
    texts = await tokenizer.texts(tokens)
    assert texts == ["<|im_start|>", "é", "", " 😀", "", "", "😀", ".", "", "\ufffdb"]
    assert tokenizer.decode(tokens, skip_special=False) == text

    class Slow:
        all_special_ids = (2,)

        def __len__(self) -> int:
            return 3

        def decode(self, tokens: list[int], *, skip_special_tokens: bool) -> str:
            assert not skip_special_tokens
            return f"<{tokens}>"

    assert await Tokenizer(Slow()).texts([1, 2]) == ["<[1]>", "<[2]>"]


def test_greedy_sequences_are_copies() -> None:
    step = copied(Step([Delta(0, "x", 1, (), Finish("length", 1))]), 3)
    assert [(delta.index, delta.text, delta.finish) for delta in step.deltas] == [
        (index, "x", Finish("length", 1)) for index in range(3)
    ]


# The way for a vLLM that is not known: RequestOutputs, merged for a slow reader.


def flat(*positions: list[tuple[int, float, int]]) -> Any:
    starts, ends, ids, values, ranks = [], [], [], [], []
    for position in positions:
        starts.append(len(ids))
        for token, value, rank in position:
            ids.append(token)
            values.append(value)
            ranks.append(rank)
        ends.append(len(ids))
    return SimpleNamespace(
        start_indices=starts, end_indices=ends, token_ids=ids, logprobs=values, ranks=ranks
    )


def output(text: str, ids: list[int], reason: str | None = None, index: int = 0) -> Any:
    out = SimpleNamespace(
        index=index, text=text, token_ids=ids, finish_reason=reason, stop_reason=None, logprobs=None
    )
    metrics = SimpleNamespace(queued_ts=1.0, scheduled_ts=2.0, first_token_ts=3.0, last_token_ts=4.0)
    return SimpleNamespace(outputs=[out], finished=reason is not None, prompt_logprobs=None, metrics=metrics)


def test_merged_positions_have_the_chosen_token_once() -> None:
    second = [(28, -2.0, 2), (30, -0.5, 1)]
    far = [(595, -9.0, 40), (30, -0.5, 1), (28, -2.0, 2)]
    plain = [(30, -0.5, 1), (30, -0.5, 1), (28, -2.0, 2)]
    assert rows_of(flat(second, far, plain), 2) == [
        ([28, 30, 28], [-2.0, -0.5, -2.0]),
        ([595, 30, 28], [-9.0, -0.5, -2.0]),
        ([30, 30, 28], [-0.5, -0.5, -2.0]),
    ]
    assert rows_of(None, 2) == []


@pytest.mark.asyncio
async def test_steps_from_generate(tokenizer: Tokenizer) -> None:
    async def outputs() -> AsyncGenerator[Any, None]:
        again = output("c", [28])
        again.prompt_logprobs = first.prompt_logprobs
        yield again
        yield output("", [2], "stop")

    first = output("ab", [30, 30])
    first.prompt_logprobs = flat([], [(3575, -7.5, 3), (30, -0.5, 1)])
    asked = generation(prefill=True, prefill_top_tokens=1)
    generated = Generated(outputs(), first, asked, tokenizer, 0)
    steps = [await generated.next() for _ in range(4)]
    assert steps.pop() is None
    assert [step.deltas[0].count for step in steps if step] == [2, 1, 1]
    assert [step.prefill is None for step in steps if step] == [False, True, True]
    assert steps[0] is not None
    assert [[top.id for top in token.top] for token in steps[0].prefill or ()] == [[], [30]]
    assert [step.timing is None for step in steps if step] == [True, True, False]
    await generated.close()


def test_ends() -> None:
    assert finish("stop", None, 4, {}) == Finish("eos", 4)
    assert finish("stop", 7, 4, {8: "<|x|>"}) == Finish("eos", 4)
    assert finish("stop", 8, 4, {8: "<|x|>"}) == Finish("stop", 4, "<|x|>")
    assert finish("stop", "END", 4, {}) == Finish("stop", 4, "END")
    for reason in ("abort", "error"):
        with pytest.raises(GenerationFailed):
            finish(reason, None, 4, {})


def test_special_tokens_among_stop_texts(tokenizer: Tokenizer) -> None:
    assert tokenizer.special_stops(()) == {}
    assert tokenizer.special_stops(["END", "<|im_start|>", "<|im_end|>\n"]) == {1: "<|im_start|>"}


def test_seeds_fold_into_a_signed_integer_with_room_for_sequences() -> None:
    assert [fold_seed(seed) for seed in (0, 42, 2**62)] == [0, 42, 2**62]
    for seed in (2**63 - 1, 2**63, 2**64 - 1):
        assert 0 <= fold_seed(seed) < 2**63 - 10_000


def test_only_what_is_asked_for_travels() -> None:
    assert extra_arguments(Sampling(max_new_tokens=1, temperature=0.7, top_p=0.5)) is None
    assert extra_arguments(Sampling(max_new_tokens=1, temperature=0.0, typical_p=0.5)) is None
    sampling = Sampling(
        max_new_tokens=1,
        temperature=5.0,
        typical_p=0.9,
        top_k=4,
        top_p=0.8,
        watermark=True,
        relative_frequency_penalty=-1.0,
    )
    assert extra_arguments(sampling) == {
        "typical": [0.9, 4, 0.8],
        "watermark": True,
        "frequency": -1.0,
        "heat": 2.5,
    }


def test_how_many_alternatives_are_fetched() -> None:
    assert requested_logprobs(generation(), 32) is None
    assert requested_logprobs(generation(logprobs=True), 32) == 0
    assert requested_logprobs(generation(top_tokens=5), 32) == 5
    assert requested_logprobs(generation(top_tokens=5, top_ties=True), 32) == 17
    assert requested_logprobs(generation(top_tokens=30, top_ties=True), 32) == 32
    with pytest.raises(InvalidGeneration):
        requested_logprobs(generation(top_tokens=33), 32)


def test_refusals_are_named() -> None:
    named = ValueError("Requested sample logprobs of 99")
    named.parameter = "logprobs"  # type: ignore[attr-defined]
    assert refusal(named).parameter == "top_tokens"
    assert refusal(ValueError("top_k must be 0 (disable), or at least 1")).parameter == "top_k"
    assert refusal(ValueError("max_tokens must be at least 1, got 0.")).parameter == "max_new_tokens"
    assert refusal(ValueError("Grammar error: x")).parameter == "grammar"
    assert refusal(ValueError("Something else")).parameter is None
