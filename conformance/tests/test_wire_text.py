from __future__ import annotations

import json

import pytest

from treadle_conformance import wire_text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"a":NaN}', wire_text.NotFinite),
        (b'{"a":-Infinity}', wire_text.NotFinite),
        (b'{"a":{"b":1,"b":2}}', wire_text.Repeated),
        (b'{"a":1}{"a":1}', json.JSONDecodeError),
        (b'{"a":1', json.JSONDecodeError),
        (b"", json.JSONDecodeError),
        (b'"\xe9"', UnicodeDecodeError),
    ],
)
def test_a_strict_reader_refuses(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        wire_text.read(body)


def test_a_strict_reader_reads() -> None:
    assert wire_text.read('{"a":[1,"é"]}'.encode()) == {"a": [1, "é"]}


@pytest.mark.parametrize(
    ("text", "lone"),
    [
        (rb'"\ud83d"', True),
        (rb'"\ude00"', True),
        (rb'"\ud83d\ud83d\ude00"', True),
        (rb'"\ud83d\ude00"', False),
        (rb'"\\ud83d"', False),
        (rb'"\u00e9"', False),
        ("\U0001f600".encode(), False),
    ],
)
def test_half_surrogate_pairs_are_found(text: bytes, lone: bool) -> None:
    assert wire_text.has_lone_surrogate(text) is lone
