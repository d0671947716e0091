"""Text and calls told apart, wherever the output is cut into pieces."""

from __future__ import annotations

import json
from typing import Any

import pytest

from treadle.chat.tool_reader import CallPart, CallReader, Spoken, spoken
from treadle.engine.port import Calls, Finish

ODD = 'größe "x" \\ {'
FUNCTIONS: dict[str, dict[str, Any]] = {"f": {}, ODD: {}}
MARKS: dict[str, str] = {"opening": "<tool_call>\n", "closing": "\n</tool_call>", "arguments": "arguments"}


def bare(name: str, arguments: str, member: str = "parameters") -> str:
    return f'{{"name": {json.dumps(name, ensure_ascii=False)}, "{member}": {arguments}}}'


def marked(name: str, arguments: str) -> str:
    return f"<tool_call>\n{bare(name, arguments, 'arguments')}\n</tool_call>"


def said(calls: Calls, output: str, size: int) -> Spoken:
    reader = CallReader(calls)
    pieces = [piece for at in range(0, len(output), size) for piece in reader.read(output[at : at + size])]
    return spoken(pieces + reader.read("", ended=True))


def called(found: Spoken) -> list[tuple[str, str]]:
    return [(call.name, call.arguments) for call in found.calls]


TRICKY = r'{"a": "}\"{]", "b": [{"c": "\\"}, {}], "d": {}}'


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("text", [False, True])
@pytest.mark.parametrize("arguments", ["{}", TRICKY, "[1, [2]]", '"a}\\""', "17", "true"])
def test_calls(size: int, text: bool, arguments: str) -> None:
    plain = Calls(functions=FUNCTIONS, most=3, text=text)
    assert called(said(plain, bare("f", arguments), size)) == [("f", arguments)]
    two = said(plain, f"{bare(ODD, arguments)}\n{bare('f', arguments)}", size)
    assert called(two) == [(ODD, arguments), ("f", arguments)]
    assert two.text is None
    assert len({call.id for call in two.calls}) == 2
    marks = Calls(functions=FUNCTIONS, most=3, text=text, **MARKS)
    two = said(marks, f"{marked(ODD, arguments)}\n{marked('f', arguments)}", size)
    assert called(two) == [(ODD, arguments), ("f", arguments)]


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize(
    "output",
    ["", " \n", "Hello.", " Hello", '"{}"', "a {}", '[{"name": "f"}]'],
)
def test_text_without_calls(size: int, output: str) -> None:
    found = said(Calls(functions=FUNCTIONS, text=True), output, size)
    assert (found.text, found.calls) == (output, [])


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_text_before_marked_calls(size: int) -> None:
    calls = Calls(functions=FUNCTIONS, text=True, most=2, **MARKS)
    found = said(calls, f"I look <it> up. \n{marked('f', '{}')}", size)
    assert (found.text, called(found)) == ("I look <it> up.", [("f", "{}")])
    for output in ("", "a <tool_cal", "a\n", "a < b <tool"):
        assert said(calls, output, size) == Spoken(output, [])
    spaced = f'<tool_call>{{ "name" : "f" ,\n"arguments":  {TRICKY}}}\n</tool_call>'
    assert called(said(calls, spaced, size)) == [("f", TRICKY)]


def test_text_is_held_back_only_while_it_may_be_a_call() -> None:
    reader = CallReader(Calls(functions=FUNCTIONS, text=True))
    assert reader.read("  ") == []
    assert reader.read("Bob ") == ["  Bob "]
    assert reader.read('{"name": "f"') == ['{"name": "f"']
    marks = CallReader(Calls(functions=FUNCTIONS, text=True, **MARKS))
    assert marks.read("Well <") == ["Well"]
    assert marks.read("b> ") == [" <b>"]


def test_parts_of_a_stream() -> None:
    reader = CallReader(Calls(functions=FUNCTIONS, text=True))
    assert reader.read('{"name": "f", "parameters": ') == []
    first, more = reader.read('{"a')
    assert isinstance(first, CallPart)
    assert (first.index, first.name, first.arguments) == (0, "f", "")
    assert first.id
    assert more == CallPart(0, '{"a')
    assert reader.read('": 1}}') == [CallPart(0, '": 1}')]
    assert reader.reason(Finish("eos", 9)) == "tool_calls"


def test_the_only_call_there_can_be_is_told_at_once() -> None:
    reader = CallReader(Calls(functions={"f": {}}))
    (first,) = reader.read("{")
    assert isinstance(first, CallPart)
    assert first.name == "f"
    assert called(spoken([first, *reader.read('"name": "f", "parameters": {}}', ended=True)])) == [
        ("f", "{}")
    ]


@pytest.mark.parametrize(
    ("output", "ended", "reason", "calls"),
    [
        (bare("f", "{}"), "eos", "tool_calls", 1),
        (bare("f", "{}"), "length", "length", 1),  # another one might have followed
        (f"{bare('f', '{}')}\n{bare('f', '{}')}"[:-1], "length", "tool_calls", 2),
        (bare("f", '{"a": 1}')[:-3], "length", "length", 1),
        (bare("f", '{"a": 1}')[:-3], "stop", "stop", 1),
        ('{"name": "f', "length", "length", 0),
        ('{"name": "f', "stop", "stop", 0),
        ("Hi", "eos", "stop", 0),
        ("Hi", "stop", "stop", 0),
        ("Hi", "length", "length", 0),
    ],
)
def test_reasons(output: str, ended: Any, reason: str, calls: int) -> None:
    reader = CallReader(Calls(functions=FUNCTIONS, text=True, most=2))
    assert len(spoken(reader.read(output, ended=True)).calls) == calls
    assert reader.reason(Finish(ended, 9)) == reason
