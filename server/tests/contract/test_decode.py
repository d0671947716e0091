"""Which bytes are JSON, and how those that are not are refused."""

from __future__ import annotations

import pytest

from treadle.contract.decode import MAXIMUM_DEPTH, decode, require_json
from treadle.contract.problem import Kind, Problem

PREFIX = "Failed to parse the request body as JSON: "
EXPECTED = "Expected request with `Content-Type: application/json`"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "the body is empty"),
        (b" \n", "the body is empty"),
        (b"\xef\xbb\xbf{}", "a byte order mark is not allowed at line 1 column 1"),
        (b'{"a":NaN}', "invalid character at line 1 column 6"),
        (b'{"a":1,\n "b":tru}', "invalid character at line 2 column 10"),
        (b'{"a" 1}', "expected ':' at line 1 column 6"),
        (b'{"a":1}\n\nx', "trailing characters at line 3 column 2"),
        (b"[1,2", "unexpected end at line 1 column 5"),
        (b"[" * 900, "unexpected end at line 1 column 901"),
        (b'"\xff"', "invalid UTF-8 at line 1 column 2"),
        (b'{"k":\n"abc\xff"}', "invalid UTF-8 at line 2 column 5"),
        (b'"\xed\xa0\x80"', "invalid UTF-8 at line 1 column 2"),
        (rb'"\ud800"', "lone surrogate at line 1 column 9"),
        (rb'"\udc00"', "invalid utf-16 surrogate pair at line 1 column 8"),
        (b'"\x00"', "invalid character at line 1 column 2"),
        (b"1e999", "number out of range"),
        (b"[-1e999]", "number out of range"),
        (b"9" * 310, "number out of range"),
        (b'{"a":[-' + b"9" * 400 + b"]}", "number out of range"),
        (b"9" * 5000, "number out of range"),
        (b"[" * 5000, "it is nested more than 128 levels deep"),
        (b"[" * 500_000, "it is nested more than 128 levels deep"),
        (b"[" * 129 + b"]" * 129, "it is nested more than 128 levels deep"),
        (b'{"a":' * 129 + b"1" + b"}" * 129, "it is nested more than 128 levels deep"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_malformed(raw: bytes, reason: str) -> None:
    with pytest.raises(Problem) as caught:
        decode(raw)
    assert caught.value.kind is Kind.MALFORMED
    assert caught.value.message == PREFIX + reason


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a":1,"a":2}', {"a": 2}),
        (rb'"\u0000"', "\0"),
        (rb'"\ud83d\ude00"', "😀"),
        (b" 1 ", 1),
        (b"1" * 300, int("1" * 300)),
        (b'"' + b"9" * 400 + b'"', "9" * 400),
        (b"[" * 100 + b"]" * 100 + b" " * 60, None),
        (b"[" + b"{}," * 200 + b"1]", [{}] * 200 + [1]),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_json(raw: bytes, value: object) -> None:
    decoded = decode(raw)
    assert value is None or decoded == value


def test_the_deepest_nesting() -> None:
    assert decode(b"[" * MAXIMUM_DEPTH + b"]" * MAXIMUM_DEPTH)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json; version=2",
        "application/vnd.api+json",
    ],
)
def test_content_types_that_are_json(content_type: str) -> None:
    require_json({"content-type": content_type})
    require_json({"content-type": content_type, "content-encoding": "Identity"})


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "Expected request with `Content-Type: application/json`, but none was given"),
        (
            {"content-type": "text/plain"},
            "Expected request with `Content-Type: application/json`, but `text/plain` was given",
        ),
        (
            {"content-type": "application/json; charset=utf-16"},
            f"{EXPECTED}, but `application/json; charset=utf-16` was given",
        ),
        (
            {"content-type": "application/json, application/json"},
            f"{EXPECTED}, but `application/json, application/json` was given",
        ),
        (
            {"content-type": "application/json", "content-encoding": "gzip"},
            "Content-Encoding gzip is not supported: send the body unencoded",
        ),
    ],
)
def test_other_content_types(headers: dict[str, str], message: str) -> None:
    with pytest.raises(Problem) as caught:
        require_json(headers)
    assert caught.value.kind is Kind.MEDIA_TYPE
    assert caught.value.message == message


def test_a_long_content_type_is_shortened() -> None:
    with pytest.raises(Problem) as caught:
        require_json({"content-type": "x" * 60_000})
    assert len(caught.value.message) < 200
