"""How messages and texts are written for a model that sees; what it sees is in test_sight.py."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from treadle.engine.port import InvalidGeneration, Picture
from treadle.engine.sight import Sight, prompt_of, sight_of
from treadle.engine.tokenizer import text_of

ONE, TWO = Picture(1, 1, b"\0\0\0"), Picture(1, 1, b"\1\1\1")
MESSAGES = [
    {"role": "user", "content": [{"type": "image", "image": ONE}, {"type": "text", "text": "What?"}]},
    {"role": "assistant", "content": "A cat."},
    {"role": "assistant", "content": None, "tool_calls": []},
    {"role": "user", "content": [{"type": "text", "text": "And "}, {"type": "image", "image": TWO}]},
]


def sight(*, in_parts: bool, mark: Any = lambda kind, number: f"<{kind} {number}>") -> Sight:
    made = Sight.__new__(Sight)
    made._in_parts, made._mark, made.most = in_parts, mark, 2
    return made


def test_templates_that_take_parts() -> None:
    shown, pictures = sight(in_parts=True).shown(MESSAGES)
    assert pictures == [ONE, TWO]
    assert [message["content"] for message in shown] == [
        [{"type": "image"}, {"type": "text", "text": "What?"}],
        [{"type": "text", "text": "A cat."}],
        [{"type": "text", "text": ""}],
        [{"type": "text", "text": "And "}, {"type": "image"}],
    ]
    assert shown[2]["tool_calls"] == []


def test_templates_that_take_text_alone() -> None:
    shown, pictures = sight(in_parts=False).shown(MESSAGES)
    assert pictures == [ONE, TWO]
    assert [message["content"] for message in shown] == [
        "<image 1>\nWhat?",
        "A cat.",
        "",
        "And <image 2>\n",
    ]


def test_texts() -> None:
    assert sight(in_parts=True).written(["a", ONE, TWO, "b"]) == ("a<image 1><image 2>b", [ONE, TWO])


def test_models_without_a_mark() -> None:
    with pytest.raises(InvalidGeneration, match="no mark for images"):
        sight(in_parts=True, mark=lambda kind, number: None).written([ONE])


def test_models_that_read_text_alone() -> None:
    assert sight_of(SimpleNamespace()) is None
    assert sight_of(SimpleNamespace(renderer=SimpleNamespace(mm_processor=None))) is None


def test_prompts() -> None:
    plain = prompt_of((1, 2), None)
    assert (plain["type"], plain["prompt_token_ids"]) == ("token", [1, 2])
    seen = prompt_of((1, 2), {"type": "multimodal", "prompt_token_ids": [0], "mm_kwargs": 5})
    assert (seen["type"], seen["prompt_token_ids"], seen["mm_kwargs"]) == ("multimodal", [1, 2], 5)
    assert seen["arrival_time"] >= plain["arrival_time"]


def test_text_of_contents() -> None:
    assert [text_of(each) for each in ("a", None, [{"type": "text", "text": "b"}, {"type": "image"}])] == [
        "a",
        "",
        "b",
    ]
