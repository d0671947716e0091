"""The real engine: one for the whole run, on the embedded model."""

import asyncio
import itertools
import json
import os
import re
import signal
import time
from collections.abc import Sequence
from typing import Any

import pytest

from treadle.engine import outputs
from treadle.engine.port import (
    EngineUnavailable,
    Finish,
    Generation,
    GenerationFailed,
    Grammar,
    InvalidGeneration,
    Sampling,
    Step,
    Token,
)
from treadle.engine.stream import TokenReader
from treadle.engine.vllm_engine import VllmEngine
from treadle.engine.watermark import detect

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="session")]

FRANCE = "The capital of France is"
_ids = (f"test-{number}" for number in itertools.count())


async def generation(engine: VllmEngine, text: str, **changes: Any) -> Generation:
    chosen = {name: changes.pop(name) for name in list(changes) if name in Sampling.__dataclass_fields__}
    sampling = Sampling(**({"max_new_tokens": 8, "temperature": 0.0} | chosen))
    prompt = await engine.encode(text)
    return Generation(**({"id": next(_ids), "prompt": prompt, "sampling": sampling} | changes))


async def run(engine: VllmEngine, text: str, **changes: Any) -> list[Step]:
    request = await generation(engine, text, **changes)
    return [step async for step in engine.generate(request)]


def text_of(steps: Sequence[Step], index: int = 0) -> str:
    return "".join(delta.text for step in steps for delta in step.deltas if delta.index == index)


def tokens_of(steps: Sequence[Step], index: int = 0) -> list[Token]:
    return [
        token for step in steps for delta in step.deltas if delta.index == index for token in delta.tokens
    ]


def finish_of(steps: Sequence[Step], index: int = 0) -> Finish:
    (finish,) = (d.finish for step in steps for d in step.deltas if d.index == index and d.finish)
    return finish


async def test_the_model_speaks(engine: VllmEngine) -> None:
    steps = await run(engine, FRANCE)
    assert text_of(steps).startswith(" Paris.")
    assert finish_of(steps) == Finish("length", 8)
    assert sum(delta.count for step in steps for delta in step.deltas) == 8
    assert not tokens_of(steps)
    timing = steps[-1].timing
    assert timing is not None
    assert timing.queued <= timing.scheduled < timing.first_token <= timing.last_token <= time.monotonic()
    assert all(step.timing is None for step in steps[:-1])


async def test_card(engine: VllmEngine) -> None:
    card = engine.card
    assert (card.max_total_tokens, card.vocabulary, card.device) == (1024, 49152, "cpu")
    assert card.has_chat_template
    assert engine.running
    assert await engine.healthy()


async def test_tokens_have_texts_that_join_to_the_text(engine: VllmEngine) -> None:
    chat = await engine.render_chat([{"role": "user", "content": "Say hello."}])
    request = Generation(
        id=next(_ids), prompt=chat.tokens, sampling=Sampling(max_new_tokens=60, temperature=0.0), tokens=True
    )
    steps = [step async for step in engine.generate(request)]
    tokens = tokens_of(steps)
    assert finish_of(steps) == Finish("eos", len(tokens))
    assert tokens[-1].special
    assert tokens[-1].text == "<|im_end|>"
    assert "".join(token.text for token in tokens) == text_of(steps) + "<|im_end|>"
    assert all(token.logprob is None for token in tokens)


async def test_a_slow_reader_gets_every_token_once(engine: VllmEngine) -> None:
    expected = await run(engine, "Once upon a time", max_new_tokens=24, logprobs=True, top_tokens=3)
    request = await generation(engine, "Once upon a time", max_new_tokens=24, logprobs=True, top_tokens=3)
    got: list[Step] = []
    async for step in engine.generate(request):
        got.append(step)
        await asyncio.sleep(0.4)
    assert len(got) < len(expected)
    assert max(len(step.deltas) for step in got) > 1
    assert [token.id for token in tokens_of(got)] == [token.id for token in tokens_of(expected)]
    assert [token.text for token in tokens_of(got)] == [token.text for token in tokens_of(expected)]
    for merged, single in zip(tokens_of(got), tokens_of(expected), strict=True):
        assert [top.id for top in merged.top] == [top.id for top in single.top]
        assert merged.logprob == pytest.approx(single.logprob, abs=1e-3)
    assert text_of(got) == text_of(expected)


ASKED: list[dict[str, Any]] = [
    {},
    {"logprobs": True, "top_tokens": 3, "top_ties": True, "prefill": True},
    {"tokens": True, "stop": ("answer", "zzz")},
    {"tokens": True, "max_new_tokens": 6, "grammar": Grammar(kind="regex", source="🤗🤗")},
    {"sequences": 3, "temperature": 1.0, "seed": 7, "logprobs": True, "prefill": True},
    {"prefill": True, "prefill_top_tokens": 2},
    {"sequences": 2, "tokens": True},
]


def whole(steps: Sequence[Step], sequences: int) -> list[Any]:
    """All that does not depend on how the steps were cut."""
    prefill = [
        (token.id, token.text, [top.id for top in token.top], token.logprob)
        for step in steps
        for token in step.prefill or ()
    ]
    answers = [
        (
            text_of(steps, index),
            [(token.id, token.text, token.special) for token in tokens_of(steps, index)],
            [[top.id for top in token.top] for token in tokens_of(steps, index)],
            finish_of(steps, index),
            sum(delta.count for step in steps for delta in step.deltas if delta.index == index),
        )
        for index in range(sequences)
    ]
    return [answers, [token[:3] for token in prefill], [step.timing is not None for step in steps][-1:]]


@pytest.mark.parametrize("asked", ASKED)
async def test_a_whole_answer_is_what_a_stream_brings(engine: VllmEngine, asked: dict[str, Any]) -> None:
    sequences = asked.get("sequences", 1)
    streamed = await run(engine, FRANCE, **asked)
    answer = await run(engine, FRANCE, **asked, streamed=False)
    assert whole(answer, sequences) == whole(streamed, sequences)
    assert sum(len(step.deltas) for step in answer) == sequences
    assert [delta.finish is not None for step in answer for delta in step.deltas] == [True] * sequences


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("streamed", [True, False])
async def test_without_taps_the_same_comes(
    engine: VllmEngine, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], streamed: bool
) -> None:
    sequences = asked.get("sequences", 1)
    expected = await run(engine, FRANCE, **asked)
    assert engine.tapped, "the installed vLLM is a known one"
    monkeypatch.setattr(engine, "tapped", False)
    assert whole(await run(engine, FRANCE, **asked, streamed=streamed), sequences) == whole(
        expected, sequences
    )


async def test_another_vllm_is_noticed(engine: VllmEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    from vllm.v1.engine.output_processor import RequestState

    assert engine.running
    assert outputs.taps_fit()
    with monkeypatch.context() as patch:
        patch.setattr(RequestState, "make_request_output", lambda _self, _tokens: None)
        assert not outputs.taps_fit()
        patch.delattr(RequestState, "make_request_output")
        assert not outputs.taps_fit()


async def test_taps_that_fail_when_tried_are_not_used(
    engine: VllmEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise AttributeError("there is no such member")

    core = engine.supervisor.core()
    with monkeypatch.context() as patch:
        patch.setattr(outputs, "Tap", broken)
        await engine._attach(core)
        assert not engine.tapped
        assert text_of(await run(engine, FRANCE)).startswith(" Paris.")
    await engine._attach(core)
    assert engine.tapped


async def test_a_fault_in_a_tap_ends_its_own_request_alone(
    engine: VllmEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = asyncio.create_task(run(engine, "Once upon a time", max_new_tokens=40))
    await asyncio.sleep(0.2)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("as told")

    monkeypatch.setattr(TokenReader, "moved", broken)
    with pytest.raises(GenerationFailed, match="as told"):
        await run(engine, FRANCE, tokens=True, max_new_tokens=40)
    assert finish_of(await other) == Finish("length", 40)
    assert engine.running


async def test_log_probabilities_and_alternatives(engine: VllmEngine) -> None:
    steps = await run(engine, FRANCE, logprobs=True, top_tokens=5, top_ties=True, prefill=True)
    for token in tokens_of(steps):
        values = [top.logprob for top in token.top]
        assert len(values) >= 5
        assert values == sorted(values, reverse=True)
        assert all(value == values[4] for value in values[5:])
        assert token.top[0].id == token.id
        assert token.top[0].logprob == pytest.approx(token.logprob)
    prefill = steps[0].prefill
    assert prefill is not None
    assert [part.text for part in prefill] == ["The", " capital", " of", " France", " is"]
    assert prefill[0].logprob is None
    assert all(part.logprob is not None and part.logprob < 0 for part in prefill[1:])
    assert all(step.prefill is None for step in steps[1:])
    assert not any(part.top for part in prefill)


async def test_alternatives_to_a_prompts_tokens(engine: VllmEngine) -> None:
    """A token is its first alternative exactly where nothing is likelier, to the last bit of its value."""
    first, *others = (await run(engine, FRANCE, prefill=True, prefill_top_tokens=3))[0].prefill or ()
    assert (first.logprob, first.top) == (None, ())
    assert len(others) == 4
    for part in others:
        values = [top.logprob for top in part.top]
        assert len(values) == 3
        assert values == sorted(values, reverse=True)
        assert part.logprob is not None
        assert part.logprob <= values[0]
        assert (part.logprob == values[0]) == (part.id == part.top[0].id)
    assert others[-1].id == others[-1].top[0].id  # France, is


async def test_log_probabilities_are_the_processed_ones(engine: VllmEngine) -> None:
    only = await run(engine, FRANCE, temperature=1.5, top_k=1, logprobs=True, top_tokens=3, top_ties=True)
    assert [token.logprob for token in tokens_of(only)] == [0.0] * 8
    assert all(len(token.top) == 1 for token in tokens_of(only))
    clamped = await run(engine, FRANCE, temperature=1.5, top_k=1, logprobs=True, top_tokens=3)
    assert [top.logprob for top in tokens_of(clamped)[0].top] == [0.0, -9999.0, -9999.0]


async def test_characters_of_several_tokens_come_whole(engine: VllmEngine) -> None:
    emoji = await engine.encode("🤗")
    assert len(emoji) == 3
    steps = await run(
        engine, "a", tokens=True, max_new_tokens=6, grammar=Grammar(kind="regex", source="🤗🤗")
    )
    assert text_of(steps) == "🤗🤗"
    texts = [token.text for token in tokens_of(steps)]
    assert texts[:6] == ["", "", "🤗", "", "", "🤗"]


async def test_a_grammar_that_the_vocabulary_cannot_write(engine: VllmEngine) -> None:
    """It has no token for the first byte of this character: the request is at fault, not the engine."""
    for kind, source in (("regex", "a\U00091cde"), ("json_schema", {"const": "\U00091cde"})):
        with pytest.raises(InvalidGeneration, match="vocabulary"):
            await run(engine, FRANCE, grammar=Grammar(kind=kind, source=source), max_new_tokens=40)
    assert await engine.healthy()


@pytest.mark.parametrize("keep", [True, False])
async def test_stop_texts(engine: VllmEngine, keep: bool) -> None:
    full = text_of(await run(engine, FRANCE))
    steps = await run(engine, FRANCE, stop=("answer", "zzz"), keep_stop=keep, tokens=True)
    before, _, _ = full.partition("answer")
    assert text_of(steps) == (before + "answer" if keep else before)
    assert finish_of(steps).reason == "stop"
    assert finish_of(steps).stop == "answer"
    assert finish_of(steps).generated_tokens == len(tokens_of(steps)) == 6


@pytest.mark.parametrize("tokens", [True, False])
async def test_a_stop_text_that_is_a_special_token(engine: VllmEngine, tokens: bool) -> None:
    """Its text is in no text of vLLM's, but it is a stop text as any other."""
    start = "<|im_start|>"
    forced = await run(engine, FRANCE, logit_bias={1: 100.0}, max_new_tokens=3, tokens=True)
    assert [token.text for token in tokens_of(forced)] == [start] * 3
    steps = await run(
        engine, FRANCE, logit_bias={1: 100.0}, max_new_tokens=3, tokens=tokens, stop=("END", start)
    )
    assert finish_of(steps) == Finish("stop", 1, start)
    assert text_of(steps) == ""
    assert [token.text for token in tokens_of(steps)] == [start] * tokens


async def test_seeds_repeat_and_differ(engine: VllmEngine) -> None:
    async def sample(seed: int) -> str:
        return text_of(await run(engine, FRANCE, temperature=1.0, seed=seed, max_new_tokens=12))

    huge = 2**64 - 1
    assert await sample(huge) == await sample(huge)
    assert len({await sample(seed) for seed in (1, 2, 2**63)}) == 3


async def test_sequences(engine: VllmEngine) -> None:
    sampled = await run(engine, FRANCE, sequences=3, temperature=1.0, seed=1, tokens=True, max_new_tokens=6)
    assert len({text_of(sampled, index) for index in range(3)}) == 3
    assert [finish_of(sampled, index).generated_tokens for index in range(3)] == [6, 6, 6]
    greedy = await run(engine, FRANCE, sequences=2)
    assert text_of(greedy, 0) == text_of(greedy, 1) == text_of(await run(engine, FRANCE))
    assert finish_of(greedy, 1) == Finish("length", 8)


async def test_sampling_parameters_are_in_effect(engine: VllmEngine) -> None:
    async def greedy(**changes: Any) -> str:
        return text_of(await run(engine, "a a a a a a a a", max_new_tokens=12, **changes))

    plain = await greedy()
    assert await greedy(repetition_penalty=1.8) != plain
    assert await greedy(frequency_penalty=2.0) != plain
    assert await greedy(relative_frequency_penalty=2.0) != await greedy(relative_frequency_penalty=-2.0)
    (paris,) = await engine.encode(" Paris")
    assert " Paris" not in text_of(await run(engine, FRANCE, logit_bias={paris: -100.0}))
    # Nearly all of the mass is outside a nucleus this small, however hot.
    cold = await run(engine, FRANCE, temperature=4.0, top_k=1, typical_p=0.9, seed=3)
    assert text_of(cold) == text_of(await run(engine, FRANCE))


async def test_typical_p_filters_after_the_other_filters(engine: VllmEngine) -> None:
    settings = {"temperature": 1.0, "seed": 5, "logprobs": True, "top_tokens": 15, "top_ties": True}
    steps = await run(engine, FRANCE, typical_p=0.3, top_k=10, max_new_tokens=12, **settings)
    assert all(len(token.top) <= 10 for token in tokens_of(steps))
    assert min(len(token.top) for token in tokens_of(steps)) < 10
    assert all(token.logprob is not None and token.logprob <= 0 for token in tokens_of(steps))


async def test_a_watermark_shows(engine: VllmEngine) -> None:
    prompt = await engine.encode("Once upon a time")

    async def score(watermark: bool) -> float:
        steps = await run(
            engine,
            "Once upon a time",
            temperature=1.0,
            seed=5,
            max_new_tokens=100,
            tokens=True,
            watermark=watermark,
        )
        ids = [token.id for token in tokens_of(steps)]
        return detect(ids, vocabulary=engine.card.vocabulary, before=prompt[-1]).z_score

    marked, plain = await asyncio.gather(score(True), score(False))
    assert marked > 4 > plain


PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 12}, "age": {"type": "integer", "maximum": 120}},
    "required": ["name", "age"],
}


@pytest.mark.parametrize(
    "schema",
    [
        PERSON,
        {
            "type": "object",
            "properties": {"ok": {"type": "boolean"}, "kind": {"enum": ["a", "b"]}},
            "required": ["ok"],
        },
        {
            "$defs": {"p": PERSON},
            "type": "object",
            "properties": {"p": {"$ref": "#/$defs/p"}},
            "required": ["p"],
        },
        {"type": "array", "items": {"type": "integer", "multipleOf": 5, "maximum": 50}, "maxItems": 3},
    ],
)
async def test_json_ends_and_fits(engine: VllmEngine, schema: dict[str, Any]) -> None:
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    grammar = Grammar(kind="json_schema", source=schema)
    steps = await run(engine, "JSON:", grammar=grammar, max_new_tokens=120)
    assert finish_of(steps).reason == "eos"
    jsonschema_rs.validate(schema, json.loads(text_of(steps)))
    assert not re.search(r"\s\s|\n", text_of(steps))


async def test_a_schemas_numbers_may_have_any_size(engine: VllmEngine) -> None:
    """Also where nobody reads them: the socket to the core has no integers of more than 64 bits."""
    huge = 93229459709489733173248000
    schema = {"enum": [-huge, 7], "not-a-keyword": [huge], "maximum": huge}
    grammar = Grammar(kind="json_schema", source=schema)
    steps = await run(engine, "A number:", grammar=grammar, max_new_tokens=40)
    assert text_of(steps) in {str(-huge), "7"}


async def test_other_grammars(engine: VllmEngine) -> None:
    steps = await run(engine, "Call", grammar=Grammar(kind="regex", source=r"\d{3}-\d{4}"), max_new_tokens=30)
    assert re.fullmatch(r"\d{3}-\d{4}", text_of(steps))
    steps = await run(engine, "An object:", grammar=Grammar(kind="json_object"), max_new_tokens=3)
    assert text_of(steps).startswith("{")


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"prompt": []}, "prompt"),
        ({"prompt": [1] * 2048}, "prompt"),
        ({"prompt": [49152]}, "prompt"),
        ({"temperature": -1.0}, "temperature"),
        ({"top_p": 0.0}, "top_p"),
        ({"presence_penalty": 3.0}, "presence_penalty"),
        ({"logit_bias": {49152: 1.0}}, "logit_bias"),
        ({"stop": ("",)}, "stop"),
        ({"top_tokens": 99}, "top_tokens"),
        ({"max_new_tokens": 0}, "max_new_tokens"),
        ({"grammar": Grammar(kind="regex", source="(((")}, "grammar"),
        ({"grammar": Grammar(kind="json_schema", source={"type": "nonsense"})}, "grammar"),
    ],
)
async def test_refusals_name_the_parameter(engine: VllmEngine, changes: Any, parameter: str) -> None:
    with pytest.raises(InvalidGeneration) as caught:
        await run(engine, "x", **changes)
    assert caught.value.parameter == parameter
    assert "(parameter=" not in caught.value.message


def gauge(engine: VllmEngine, name: str) -> float:
    text = engine.metrics.render().decode()
    (line,) = (line for line in text.splitlines() if line.startswith((f"{name} ", f"{name}{{")))
    return float(line.rsplit(" ", 1)[1])


async def test_leaving_frees_the_slot(engine: VllmEngine) -> None:
    async def idle() -> None:
        deadline = time.monotonic() + 2.0
        while gauge(engine, "tgi_batch_current_size"):
            # The core reports only with its next step.
            await run(engine, "x", max_new_tokens=1)
            assert time.monotonic() < deadline

    left = engine.generate(await generation(engine, "One", max_new_tokens=2000))
    await anext(left)
    await left.aclose()
    await idle()
    for asked in ({}, {"streamed": False}, {"sequences": 3, "temperature": 1.0}):
        task = asyncio.create_task(run(engine, "Two", max_new_tokens=2000, **asked))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await idle()


async def test_steps_are_counted(engine: VllmEngine) -> None:
    names = ("vllm:generation_tokens_total", "vllm:prompt_tokens_total", "tgi_batch_next_size_count")
    before = [gauge(engine, name) for name in names]
    await run(engine, FRANCE)
    await asyncio.sleep(0.05)
    after = [gauge(engine, name) for name in names]
    assert [late - early for early, late in zip(before, after, strict=True)] == [8, 5, 1]


async def test_encode_truncates_on_the_left_and_spans_count_bytes(engine: VllmEngine) -> None:
    assert engine.decode(await engine.encode("one two three four five six", truncate=3)) == " four five six"
    assert len(await engine.encode("word " * 5000)) == 5001
    text = "né 🤗 1"
    spans = await engine.spans(text)
    assert [span.id for span in spans] == list(await engine.encode(text))
    for span in spans:
        assert text.encode()[span.start : span.stop].decode() == span.text
    assert spans[-1].stop == len(text.encode())


async def test_chats(engine: VllmEngine) -> None:
    ask = {"role": "user", "content": "Hi"}
    chat = await engine.render_chat([ask])
    assert chat.text.endswith("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")
    assert engine.decode(chat.tokens, skip_special=False) == chat.text
    continued = await engine.render_chat([ask, {"role": "assistant", "content": "Hello th "}])
    assert continued.text.endswith("<|im_start|>assistant\nHello th")
    with pytest.raises(InvalidGeneration) as caught:
        await engine.render_chat([{"role": "user"}])
    assert caught.value.parameter == "messages"


async def test_a_killed_core_is_replaced(engine: VllmEngine) -> None:
    async def outcome(number: int) -> tuple[type[Exception] | None, float]:
        try:
            await run(engine, f"Story {number}", max_new_tokens=2000)
        except (GenerationFailed, EngineUnavailable) as error:
            return type(error), time.monotonic()
        return None, time.monotonic()

    streams = [asyncio.create_task(outcome(number)) for number in range(10)]
    while gauge(engine, "tgi_batch_current_size") < 10:
        await asyncio.sleep(0.05)
    (core,) = engine.supervisor.children
    assert core.pid is not None
    started = engine.supervisor.started
    killed = time.monotonic()
    os.kill(core.pid, signal.SIGKILL)
    outcomes = await asyncio.gather(*streams)
    assert {kind for kind, _ in outcomes} == {GenerationFailed}
    assert max(at for _, at in outcomes) - killed < 1.0
    assert not engine.running
    assert not await engine.healthy()
    with pytest.raises(EngineUnavailable):
        await run(engine, FRANCE)
    assert gauge(engine, "tgi_batch_current_size") == 0
    while not engine.running:
        assert time.monotonic() - killed < 200
        await asyncio.sleep(0.05)
    assert engine.supervisor.started == started + 1
    assert text_of(await run(engine, FRANCE)).startswith(" Paris.")


async def test_an_idle_core_is_missed_at_once(engine: VllmEngine) -> None:
    (core,) = engine.supervisor.children
    assert core.pid is not None
    killed = time.monotonic()
    os.kill(core.pid, signal.SIGKILL)
    while engine.running:
        assert time.monotonic() - killed < 1.0
        await asyncio.sleep(0.005)
    while not engine.running:
        assert time.monotonic() - killed < 200
        await asyncio.sleep(0.05)
    assert text_of(await run(engine, FRANCE)).startswith(" Paris.")
