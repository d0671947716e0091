"""Log probabilities of completions: an echoed prompt's as the answer's, streamed as plain."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from itertools import chain
from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.engine.fake import FakeEngine
from treadle.engine.port import Alternative, Generation, Span, Step, Token
from treadle.tgi.completion_chunks import Columns, Echo
from treadle.tgi.offsets import beginnings, found

PATH = "/v1/completions"


async def told(tgi: Caller, **members: Any) -> tuple[str, dict[str, Any]]:
    """A choice's text and its columns, which are the same in a stream."""
    body = {"prompt": "Hi", "max_tokens": 3, "temperature": 0, "logprobs": 2, **members}
    answer = await tgi.post(PATH, body)
    assert answer.status_code == 200, answer.text
    choice = answer.json()["choices"][0]
    text, columns = choice["text"], choice["logprobs"]
    *events, done = await tgi.events(PATH, {**body, "stream": True})
    assert done == "[DONE]"
    parts = [event["choices"][0] for event in events]
    assert "".join(part["text"] for part in parts) == text
    for name, column in columns.items():
        streamed: list[list[Any]] = [part["logprobs"][name] for part in parts if part["logprobs"]]
        assert (None if column is None else list(chain(*streamed))) == column, name
    return text, columns


async def test_an_echoed_prompt_has_alternatives_but_for_its_first_token(tgi: Caller) -> None:
    _, columns = await told(tgi, echo=True)
    none, *tops = columns["top_logprobs"]
    assert none is None
    assert [len(top) for top in tops] == [2] * 5
    # Whether a token is the likeliest is seen by comparing the two, as lm-evaluation-harness does.
    assert [max(top.values()) for top in tops] == columns["token_logprobs"][1:]
    assert list(tops[0]) == ["H", "I"]


@pytest.mark.parametrize("none", [0, True])
async def test_alternatives_of_a_prompt_that_nobody_asked_for_are_not_fetched(tgi: Caller, none: int) -> None:
    _, columns = await told(tgi, echo=True, logprobs=none)
    assert columns["top_logprobs"] is None
    assert columns["token_logprobs"][0] is None
    asked = tgi.engine.generations[-1]
    assert (asked.prefill, asked.prefill_top_tokens) == (True, 0)
    await told(tgi)
    assert not tgi.engine.generations[-1].prefill
    parameters = {"decoder_input_details": True, "top_n_tokens": 3, "max_new_tokens": 1}
    await tgi.post("/generate", {"inputs": "Hi", "parameters": parameters})
    asked = tgi.engine.generations[-1]
    assert (asked.prefill, asked.top_tokens, asked.prefill_top_tokens) == (True, 3, 0)


@pytest.mark.parametrize(
    ("prompt", "tokens", "offsets"),
    [
        ("Hi", ["<s>", "H", "i"], [0, 0, 1]),
        ([72, 105], ["H", "i"], [0, 1]),
        ([256, 72, 105], ["<s>", "H", "i"], [0, 3, 4]),
        ("😀 é x", ["<s>", *"\ufffd" * 4, " ", *"\ufffd" * 2, " ", "x"], [0, 0, 0, 0, 0, 1, 2, 2, 3, 4]),
        (list("😀 é x".encode()), [*"\ufffd" * 4, " ", *"\ufffd" * 2, " ", "x"], [0, 0, 0, 0, 1, 2, 2, 3, 4]),
        ([0x9F, 72, 0xF0, 105], ["\ufffd", "H", "\ufffd", "i"], [0, 1, 2, 3]),
    ],
)
async def test_offsets_of_an_echoed_prompt(
    tgi: Caller, prompt: Any, tokens: list[str], offsets: list[int]
) -> None:
    text, columns = await told(tgi, prompt=prompt, echo=True)
    assert columns["tokens"] == [*tokens, "T", "h", "e"]
    assert columns["text_offset"][: len(offsets)] == offsets
    assert [text[place] for place in columns["text_offset"][-3:]] == ["T", "h", "e"]


@pytest.mark.parametrize("echo", [True, False])
async def test_offsets_of_what_was_generated(tgi: Caller, echo: bool) -> None:
    tgi.engine.reply = "é😀x"
    text, columns = await told(tgi, echo=echo, max_tokens=9)
    assert text == ("Hié😀x" if echo else "é😀x")
    begin = 2 if echo else 0
    assert columns["text_offset"][-8:] == [begin + place for place in (0, 0, 1, 1, 1, 1, 2, 3)]


async def test_a_tokenizer_that_knows_no_places(tgi: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    known = tgi.engine.spans

    async def unknown(text: str) -> Any:
        spans = await known(text)
        for span in spans:
            span.text, span.start, span.stop = "", 0, 0
        return spans

    monkeypatch.setattr(tgi.engine, "spans", unknown)
    _, columns = await told(tgi, echo=True, prompt="H😀 é.")
    assert columns["text_offset"] == [0, 0, 1, 1, 1, 1, 2, 3, 3, 4, 5, 6, 7]
    assert found("a b", ["a", "b"]) == [0, 1]


def test_places_without_white_space_and_special_tokens_at_both_ends() -> None:
    spans = [Span(256, "", 0, 0), Span(1, "Größe", 0, 7), Span(2, "da", 8, 10), Span(257, "", 0, 0)]
    assert beginnings("Größe da", spans) == [0, 0, 5, 8]


def decode(tokens: Any) -> str:
    return bytes(tokens).decode(errors="replace")


def offsets(*tokens: tuple[int, str]) -> list[int]:
    made = [Token(token, text, -1.0, token == 257) for token, text in tokens]
    whole = Columns(Echo(), 0, decode).of((), made).text_offset
    columns = Columns(Echo(), 0, decode)
    assert [place for one in made for place in columns.of((), [one]).text_offset] == whole
    return whole


def test_special_tokens_take_no_room() -> None:
    assert offsets((257, "</s>"), (65, "A"), (257, "</s>"), (66, "B")) == [0, 0, 1, 1]


def test_tokens_whose_text_comes_late() -> None:
    assert offsets((0xF0, ""), (65, "\ufffdA"), (66, "B")) == [0, 1, 2]
    assert offsets((0xC3, ""), (0xA9, "é"), (65, "A")) == [0, 0, 1]


def test_a_blank_and_a_part_of_a_character_in_one_token() -> None:
    texts = {1: b" \xf0\x9f", 2: b"\x98", 3: b"\x80", 4: b"."}
    columns = Columns(
        Echo(), 0, lambda tokens: b"".join(texts[each] for each in tokens).decode(errors="replace")
    )
    tokens = [
        Token(1, "", 0.0, False),
        Token(2, "", 0.0, False),
        Token(3, " 😀", 0.0, False),
        Token(4, ".", 0.0, False),
    ]
    assert columns.of((), tokens).text_offset == [0, 1, 1, 2]


def test_the_likeliest_of_alternatives_with_the_same_text_counts() -> None:
    top = [Alternative(200, "\ufffd", -0.5, False), Alternative(201, "\ufffd", -2.0, False)]
    columns = Columns(Echo(), 2, decode).of((), [Token(200, "", -0.5, False, top)])
    assert columns.top_logprobs == [{"\ufffd": -0.5}]


class Late(FakeEngine):
    """An engine that begins with the second sequence when the first has ended."""

    async def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        steps = [step async for step in super().generate(generation)]
        prefill = steps[0].prefill
        for index in range(generation.sequences):
            for step in steps:
                deltas = [delta for delta in step.deltas if delta.index == index]
                yield Step(deltas, prefill, step.timing)
                prefill = None


class TestLate:
    @pytest.fixture
    def engine(self) -> FakeEngine:
        return Late()

    async def test_each_choice_of_a_stream_has_the_prompt(self, tgi: Caller) -> None:
        body = {
            "prompt": "Hi",
            "max_tokens": 2,
            "n": 2,
            "seed": 1,
            "echo": True,
            "logprobs": 1,
            "stream": True,
        }
        *events, _ = await tgi.events(PATH, body)
        parts = [event["choices"][0] for event in events]
        for index in range(2):
            first, *_ = [part for part in parts if part["index"] == index]
            assert first["logprobs"]["tokens"][:3] == ["<s>", "H", "i"]
            assert first["text"].startswith("Hi")
