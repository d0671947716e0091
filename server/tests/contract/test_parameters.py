"""How path, query and header parameters are read and refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.contract.miniature import Client, Miniature
from treadle.contract.parameters import coerce, parse_query


async def shown(client: Client, path: str = "/things/7", query: bytes = b"", **headers: str) -> Any:
    """The arguments that the handler got, or the error."""
    raw = path.encode()
    reply = await client.call(
        "GET",
        path,
        query=query,
        raw_path=raw,
        headers={name.replace("_", "-"): text for name, text in headers.items()},
    )
    body = reply.json()
    assert reply.status == (200 if "text" in body else 422)
    return msgspec.json.decode(body["text"]) if "text" in body else body["error"]


DEFAULTS = {
    "thing_id": 7,
    "limit": 5,
    "tag": None,
    "field": None,
    "ratio": None,
    "loose": None,
    "color": None,
}


@pytest.mark.parametrize(
    ("query", "changes"),
    [
        (b"", {}),
        (b"limit=3", {"limit": 3}),
        (b"unknown=3&=4&&x", {}),
        (b"tag=1&tag=2", {"tag": [1, 2]}),
        (b"tag=1", {"tag": [1]}),
        (b"field=a,%20b", {"field": ["a", "b"]}),
        (b"ratio=0.5", {"ratio": 0.5}),
        (b"ratio=-1e3", {"ratio": -1000.0}),
        (b"ratio=true", {"ratio": True}),
        (b"lim%69t=4", {"limit": 4}),
        (b"%ff=4", {}),
    ],
)
async def test_query(client: Client, query: bytes, changes: dict[str, Any]) -> None:
    assert await shown(client, query=query) == DEFAULTS | changes


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (b"limit=0", "The query parameter `limit` must be at least 1, but 0 was given"),
        (b"limit=x", 'The query parameter `limit` must be an integer or null, but "x" was given'),
        (b"limit=", 'The query parameter `limit` must be an integer or null, but "" was given'),
        (b"limit=+1", 'The query parameter `limit` must be an integer or null, but " 1" was given'),
        (b"limit=01", 'The query parameter `limit` must be an integer or null, but "01" was given'),
        (b"limit=1&limit=1", "The query parameter `limit` must be given once, but was given 2 times"),
        (b"field=a&field=b", "The query parameter `field` must be given once, but was given 2 times"),
        (b"limit=%ff", "The query parameter `limit` is not valid UTF-8"),
        (b"tag=1&tag=x", 'The query parameter `tag` item 1 must be an integer, but "x" was given'),
        (b"ratio=1e999", 'The query parameter `ratio` must be a boolean or a number, but "1e999" was given'),
        (b"ratio=nan", 'The query parameter `ratio` must be a boolean or a number, but "nan" was given'),
        (b"loose=1.5", "The query parameter `loose` cannot be used"),
        (b"loose=" + b"9" * 5000, None),
    ],
)
async def test_refused_query(client: Client, query: bytes, error: str | None) -> None:
    told = await shown(client, query=query)
    assert isinstance(told, str)
    assert error is None or told == error


async def test_path(client: Client) -> None:
    assert (await shown(client, "/things/%37"))["thing_id"] == 7
    assert (
        await shown(client, "/things/x")
        == 'The path parameter `thing_id` must be an integer, but "x" was given'
    )
    assert (
        await shown(client, "/things/0")
        == "The path parameter `thing_id` must be at least 1, but 0 was given"
    )
    assert await shown(client, "/things/%ff") == "The path parameter `thing_id` is not valid UTF-8"
    assert await shown(client, "/things/a%2Fb%00") == (
        'The path parameter `thing_id` must be an integer, but "a/b\\u0000" was given'
    )


async def test_header(client: Client) -> None:
    assert (await shown(client, x_color="red"))["color"] == "red"
    told = await shown(client, x_color="secret")
    assert told == 'The header parameter `X-Color` must be "red" or "green"'


async def test_required(client: Client, service: Miniature) -> None:
    """A path parameter is required, and never missing; the rule is the query's too."""
    from dataclasses import replace

    from tests.contract.miniature import OPERATIONS, application, contract

    thing = next(operation for operation in OPERATIONS if operation.id == "show_thing")
    strict = replace(thing, parameters=tuple(replace(item, required=True) for item in thing.parameters))
    other = Client(application(contract(service, operations=[strict])))
    assert await shown(other) == "The query parameter `limit` is required but missing"


def test_coercion_prefers_the_narrowest_type() -> None:
    assert coerce("1", frozenset({"integer", "number"})) == 1
    assert isinstance(coerce("1", frozenset({"number"})), float)
    assert coerce("1", frozenset({"string"})) == "1"
    assert coerce("maybe", frozenset({"boolean"})) == "maybe"


def test_query_strings() -> None:
    assert parse_query(b"a=1&b=%2B+&a=%zz&c&=d&%ff=1&e=%ff") == {
        "a": ["1", "%zz"],
        "b": ["+ "],
        "c": [""],
        "e": [None],
    }
