"""Steps from hand-made engine outputs."""

import math
from types import SimpleNamespace
from typing import Any

import pytest
from tokenizers import Tokenizer as FastTokenizer

from treadle.engine.embedded import embedded_model
from treadle.engine.port import Finish, Generation, GenerationFailed, InvalidGeneration, Sampling
from treadle.engine.sampling import extra_arguments, fold_seed, refusal, requested_logprobs
from treadle.engine.stream import finish, step_converter
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


def output(
    text: str, ids: list[int], reason: str | None = None, flat: Any = None, index: int = 0, stop: Any = None
) -> Any:
    out = SimpleNamespace(
        index=index, text=text, token_ids=ids, finish_reason=reason, stop_reason=stop, logprobs=flat
    )
    metrics = SimpleNamespace(queued_ts=1.0, scheduled_ts=2.0, first_token_ts=3.0, last_token_ts=4.0)
    return SimpleNamespace(outputs=[out], finished=reason is not None, prompt_logprobs=None, metrics=metrics)


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


def test_text_only(tokenizer: Tokenizer) -> None:
    convert = step_converter(generation(), tokenizer)
    first = convert(output("a", [1]))
    assert (first.deltas[0].text, first.deltas[0].count, first.deltas[0].tokens) == ("a", 1, ())
    last = convert(output("bc", [2, 3], "stop"))
    assert last.deltas[0].finish == Finish("eos", 3)
    assert first.timing is None
    assert last.timing is not None


def test_merged_tokens_are_told_apart_even_inside_a_character(tokenizer: Tokenizer) -> None:
    convert = step_converter(generation(tokens=True), tokenizer)
    texts = []
    for out in (
        output(" Paris", [7042]),
        output("", BANG[:1]),
        output("🤗.", [*BANG[1:], 30]),
        output("", [2], "stop"),
    ):
        texts.append([token.text for token in convert(out).deltas[0].tokens])
    assert texts == [[" Paris"], [""], ["", "🤗", "."], ["<|im_end|>"]]


def test_held_back_text_is_not_a_tokens_text(tokenizer: Tokenizer) -> None:
    convert = step_converter(generation(tokens=True, stop=("zzzz",)), tokenizer)
    assert [token.text for token in convert(output("", [7042])).deltas[0].tokens] == [" Paris"]
    assert [token.text for token in convert(output(" Par", [30])).deltas[0].tokens] == ["."]


def test_ties_stay_and_what_was_removed_goes(tokenizer: Tokenizer) -> None:
    ties = flat([(30, -0.5, 1), (30, -0.5, 1), (28, -2.0, 2), (284, -2.0, 3), (595, -3.0, 4)])
    asked = generation(top_tokens=2, top_ties=True)
    (token,) = step_converter(asked, tokenizer, 4)(output(".", [30], flat=ties)).deltas[0].tokens
    assert [top.id for top in token.top] == [30, 28, 284]
    assert [top.text for top in token.top] == [".", ",", " and"]
    gone = flat([(30, 0.0, 1), (30, 0.0, 1), (28, -math.inf, 2), (284, -math.inf, 3), (595, -math.inf, 4)])
    (token,) = step_converter(asked, tokenizer, 4)(output(".", [30], flat=gone)).deltas[0].tokens
    assert [top.id for top in token.top] == [30]
    clamped = generation(top_tokens=2)
    (token,) = step_converter(clamped, tokenizer, 4)(output(".", [30], flat=gone)).deltas[0].tokens
    assert [top.logprob for top in token.top] == [0.0, -9999.0]


def test_merged_positions_have_the_chosen_token_once(tokenizer: Tokenizer) -> None:
    chosen_second = flat([(28, -2.0, 2), (30, -0.5, 1)])
    asked = generation(top_tokens=2)
    (token,) = step_converter(asked, tokenizer, 2)(output(",", [28], flat=chosen_second)).deltas[0].tokens
    assert token.logprob == -2.0
    assert [top.id for top in token.top] == [30, 28]
    chosen_far = flat([(595, -9.0, 40), (30, -0.5, 1), (28, -2.0, 2)])
    (token,) = step_converter(asked, tokenizer, 2)(output(").", [595], flat=chosen_far)).deltas[0].tokens
    assert [top.id for top in token.top] == [30, 28]


def test_prefill_comes_once(tokenizer: Tokenizer) -> None:
    convert = step_converter(generation(prefill=True), tokenizer)
    first = output("a", [30])
    first.prompt_logprobs = flat([], [(3575, -7.5, 3)])
    prefill = convert(first).prefill
    assert prefill is not None
    assert [(token.text, token.logprob) for token in prefill] == [("The", None), (" capital", -7.5)]
    again = output("b", [30])
    again.prompt_logprobs = first.prompt_logprobs
    assert convert(again).prefill is None


def test_greedy_sequences_are_copies(tokenizer: Tokenizer) -> None:
    convert = step_converter(generation(sequences=3, temperature=0.0), tokenizer)
    step = convert(output("x", [30], "length"))
    assert [(delta.index, delta.text, delta.finish) for delta in step.deltas] == [
        (index, "x", Finish("length", 1)) for index in range(3)
    ]


def test_ends() -> None:
    assert finish("stop", None, 4) == Finish("eos", 4)
    assert finish("stop", 7, 4) == Finish("eos", 4)
    assert finish("stop", "END", 4) == Finish("stop", 4, "END")
    for reason in ("abort", "error"):
        with pytest.raises(GenerationFailed):
            finish(reason, None, 4)


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
