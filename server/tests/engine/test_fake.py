import asyncio
from typing import Any

import pytest

from treadle.engine.fake import BOS, EOS, REPLY, FakeEngine
from treadle.engine.port import (
    Engine,
    EngineUnavailable,
    Generation,
    GenerationFailed,
    Grammar,
    InvalidGeneration,
    Sampling,
    Step,
)


def generation(**changes: Any) -> Generation:
    sampling = {name: changes.pop(name) for name in list(changes) if name in Sampling.__dataclass_fields__}
    settings = Sampling(**({"max_new_tokens": 20, "temperature": 0.0} | sampling))
    return Generation(**({"id": "one", "prompt": [72, 105], "sampling": settings} | changes))


async def steps(engine: Engine, **changes: Any) -> list[Step]:
    return [step async for step in engine.generate(generation(**changes))]


def text(steps: list[Step], index: int = 0) -> str:
    return "".join(delta.text for step in steps for delta in step.deltas if delta.index == index)


@pytest.fixture
async def engine() -> FakeEngine:
    engine = FakeEngine()
    await engine.start()
    return engine


async def test_greedy_text_is_the_reply_and_stops_at_the_budget(engine: FakeEngine) -> None:
    got = await steps(engine)
    assert text(got) == REPLY[:20]
    finish = got[-1].deltas[0].finish
    assert finish is not None
    assert (finish.reason, finish.generated_tokens) == ("length", 20)
    assert got[-1].timing is not None
    assert all(step.timing is None for step in got[:-1])


async def test_ends_with_a_special_token_that_text_leaves_out() -> None:
    engine = FakeEngine(reply="né")
    await engine.start()
    got = await steps(engine, tokens=True)
    tokens = [token for step in got for token in step.deltas[0].tokens]
    assert [token.text for token in tokens] == ["n", "", "é", "</s>"]
    assert [token.special for token in tokens] == [False, False, False, True]
    assert tokens[-1].id == EOS
    assert text(got) == "né"
    finish = got[-1].deltas[0].finish
    assert finish is not None
    assert (finish.reason, finish.generated_tokens) == ("eos", 4)


@pytest.mark.parametrize(("keep", "expected"), [(True, "The quick"), (False, "The ")])
async def test_stop_text(engine: FakeEngine, keep: bool, expected: str) -> None:
    got = await steps(engine, stop=("quick", "never"), keep_stop=keep)
    assert text(got) == expected
    finish = got[-1].deltas[0].finish
    assert finish is not None
    assert (finish.reason, finish.stop, finish.generated_tokens) == ("stop", "quick", 9)


async def test_seeds_decide_and_sequences_differ(engine: FakeEngine) -> None:
    first = await steps(engine, temperature=1.0, seed=7, sequences=3)
    again = await steps(engine, temperature=1.0, seed=7, sequences=3)
    assert [text(first, index) for index in range(3)] == [text(again, index) for index in range(3)]
    assert len({text(first, index) for index in range(3)}) > 1


async def test_log_probabilities_alternatives_and_prefill(engine: FakeEngine) -> None:
    got = await steps(engine, logprobs=True, top_tokens=2, top_ties=True, prefill=True)
    token = got[0].deltas[0].tokens[0]
    assert token.logprob is not None
    assert token.logprob < 0
    assert [top.logprob for top in token.top] == sorted((top.logprob for top in token.top), reverse=True)
    assert len(token.top) == 3
    assert token.top[1].logprob == token.top[2].logprob
    prefill = got[0].prefill
    assert prefill is not None
    assert [part.logprob is None for part in prefill] == [True, False]
    assert [len(part.top) for part in prefill] == [0, 0]
    told = (await steps(engine, prefill=True, prefill_top_tokens=2))[0].prefill
    assert told is not None
    assert [len(part.top) for part in told] == [0, 2]
    assert told[1].top[0].logprob == told[1].logprob
    assert all(step.prefill is None for step in got[1:])


async def test_tokenizer_round_trips_and_places_are_bytes(engine: FakeEngine) -> None:
    written = "aé🤗 1"
    tokens = await engine.encode(written)
    assert tokens[0] == BOS
    assert engine.decode(tokens) == written
    assert await engine.encode(written, truncate=3) == [BOS, *written.encode()[-2:]]
    texts = await engine.texts(tokens)
    assert texts == ["<s>", "a", "", "é", "", "", "", "🤗", " ", "1"]
    spans = await engine.spans(written, special=False)
    assert [(span.start, span.stop) for span in spans[:4]] == [(0, 1), (1, 3), (1, 3), (3, 7)]
    assert [written.encode()[span.start : span.stop].decode() for span in spans] == [s.text for s in spans]


async def test_refuses_what_cannot_run(engine: FakeEngine) -> None:
    for changes, parameter in (
        ({"prompt": []}, "prompt"),
        ({"prompt": [1] * 2048}, "prompt"),
        ({"prompt": [258]}, "prompt"),
        ({"stop": ("",)}, "stop"),
        ({"grammar": Grammar(kind="regex", source="(")}, "grammar"),
    ):
        with pytest.raises(InvalidGeneration) as caught:
            await steps(engine, **changes)
        assert caught.value.parameter == parameter
    with pytest.raises(InvalidGeneration):
        await engine.encode("\ud800")
    with pytest.raises(InvalidGeneration):
        await engine.render_chat([{"role": "nobody", "content": "x"}])


async def test_grammars_get_a_text_that_fits(engine: FakeEngine) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"enum": ["x"]}}}
    got = await steps(engine, grammar=Grammar(kind="json_schema", source=schema), max_new_tokens=99)
    assert text(got) == '{"a": 0, "b": "x"}'
    got = await steps(engine, grammar=Grammar(kind="regex", source=r"\d{3}-[x-z]+(?:a|b)?"))
    assert text(got) == "000-x"


async def test_leaving_is_an_abort(engine: FakeEngine) -> None:
    stream = engine.generate(generation(id="left"))
    await anext(stream)
    assert engine.active == {"left"}
    await stream.aclose()
    engine.delay = 60.0
    task = asyncio.create_task(steps(engine, id="cancelled"))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert engine.aborted == ["left", "cancelled"]
    assert not engine.active


async def test_death_and_return(engine: FakeEngine) -> None:
    stream = engine.generate(generation())
    await anext(stream)
    engine.die()
    assert not await engine.healthy()
    with pytest.raises(GenerationFailed):
        await anext(stream)
    with pytest.raises(EngineUnavailable):
        await steps(engine)
    engine.revive()
    assert await steps(engine)
    engine.fail_after = 3
    with pytest.raises(GenerationFailed):
        await steps(engine)
    assert engine.aborted == []


async def test_a_trailing_assistant_message_is_continued(engine: FakeEngine) -> None:
    ask = {"role": "user", "content": "hi"}
    assert (await engine.render_chat([ask])).text == "user: hi\nassistant:"
    assert (await engine.render_chat([ask, {"role": "assistant", "content": "He "}])).text.endswith(": He")
