"""No input gives a 5xx, and none is accepted that breaks the contract."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.miniature import Client, Miniature, Reply, application, contract
from treadle.contract import check

PATHS = st.sampled_from(["/echo", "/say", "/tokens", "/things/1", "/things/latest", "/health", "/optional"])
METHODS = st.sampled_from(["GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "TRACE", "PATCH"])
RAW_PATHS = st.one_of(
    PATHS.map(str.encode),
    st.binary(max_size=40).map(lambda raw: b"/" + raw),
    st.text("/%0123456789abcdefthings", max_size=30).map(lambda text: b"/things/" + text.encode()),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
BODIES = st.one_of(
    st.binary(max_size=200),
    VALUES.map(lambda value: msgspec.json.encode(value)),
    st.fixed_dictionaries(
        {"text": st.text() | VALUES},
        optional={
            "times": st.integers(-2, 3) | VALUES,
            "stream": st.booleans() | VALUES,
            "parts": st.lists(VALUES, max_size=4) | VALUES,
            "weights": st.dictionaries(st.text(max_size=4), st.integers() | st.floats(allow_nan=False))
            | VALUES,
            "free": VALUES,
        },
    ).map(lambda value: msgspec.json.encode(value)),
    st.text('{}[]:,"\\u0dtrue19.eE-+ \n', max_size=60).map(str.encode),
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.sampled_from(
            ["application/json"] * 5 + ["text/plain", "application/json;charset=x"]
        ),
        "authorization": st.sampled_from(["Bearer key"] * 5 + ["Signature", "x"]),
        "x-request-id": st.text(st.characters(max_codepoint=255), max_size=20),
        "x-color": st.text(st.characters(max_codepoint=255), max_size=6),
        "content-encoding": st.sampled_from(["identity", "gzip", "br", ""]),
        "content-length": st.sampled_from(["0", "1", "99999999999999999999999"]),
        "expect": st.just("100-continue"),
        "origin": st.text(st.characters(max_codepoint=255), max_size=20),
    },
)


@pytest.fixture(scope="module")
def run() -> Iterator[Callable[..., Reply]]:
    """Calls the miniature in a loop of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TREADLE_SPEC_CHECK", "1")
        app = application(contract(Miniature()))
    loop = asyncio.new_event_loop()
    yield lambda *args, **more: loop.run_until_complete(Client(app).call(*args, **more))
    loop.close()


@settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    method=METHODS,
    path=RAW_PATHS,
    query=st.binary(max_size=60) | st.text("limtagfeldros=&%01,", max_size=60).map(str.encode),
    headers=HEADERS,
    body=BODIES,
)
def test_nothing_gives_a_5xx(
    run: Callable[..., Reply], method: str, path: bytes, query: bytes, headers: dict[str, str], body: bytes
) -> None:
    text = path.decode(errors="replace")
    reply = run(method, text, raw_path=path, query=query, headers=headers, body=body)
    assert 200 <= reply.status < 500
    assert check.breaches == []


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(body=BODIES)
def test_no_body_gives_a_5xx(run: Callable[..., Reply], body: bytes) -> None:
    reply = run("POST", "/say", body=body)
    assert reply.status in (200, 400, 422)
    if reply.status == 422:
        assert reply.json()["error"]
    assert check.breaches == []
