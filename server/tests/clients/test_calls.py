"""Plain calls: what is sent, what comes back, what is tried again and what is raised."""

from __future__ import annotations

import json
from typing import Any

import pytest

import treadle_fabric
import treadle_tgi
from treadle_tgi import UNSET, _retry, errors, models
from treadle_tgi.api.generation import generate

from .wire import GENERATED, answer, scripted


def sent(request: bytes) -> Any:
    return json.loads(request.partition(b"\r\n\r\n")[2])


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "FIRST", 0.001)


def test_members_models_mappings_and_bodies_send_the_same() -> None:
    ways: list[dict[str, Any]] = [
        {"inputs": "hi", "parameters": {"seed": 2**64 - 1, "stop": ["."]}},
        {"inputs": "hi", "parameters": models.GenerateParameters(seed=2**64 - 1, stop=["."])},
        {"body": {"inputs": "hi", "parameters": {"seed": 2**64 - 1, "stop": ["."]}}},
        {
            "body": models.GenerateRequest(
                inputs="hi", parameters=models.GenerateParameters(seed=2**64 - 1, stop=["."])
            )
        },
    ]
    for way in ways:
        with (
            scripted(answer(200, GENERATED)) as server,
            treadle_tgi.Client(server.url, api_key="k") as client,
        ):
            assert client.generate(**way).generated_text == "é"
        assert sent(server.requests[0]) == {"inputs": "hi", "parameters": {"seed": 2**64 - 1, "stop": ["."]}}
        assert b"authorization: bearer k" in server.requests[0].lower()
        assert b"user-agent: treadle_tgi/" in server.requests[0].lower()


def test_null_and_absent_differ() -> None:
    with scripted(answer(200, GENERATED)) as server, treadle_tgi.Client(server.url) as client:
        client.generate(inputs="hi", parameters=models.GenerateParameters(seed=None, top_k=UNSET))
    assert sent(server.requests[0]) == {"inputs": "hi", "parameters": {"seed": None}}


async def test_asynchronous_call() -> None:
    with scripted(answer(200, GENERATED)) as server:
        async with treadle_tgi.AsyncClient(server.url) as client:
            assert (await client.generate(inputs="hi")).generated_text == "é"


def test_unknown_members_are_kept_and_unknown_values_pass() -> None:
    details = {
        "finish_reason": "a_newer_reason",
        "generated_tokens": 1,
        "seed": None,
        "prefill": [],
        "tokens": [{"id": 1, "text": "é", "logprob": -1.0, "special": False}],
    }
    body = {"generated_text": "é", "details": details, "newer": [1]}
    with scripted(answer(200, body)) as server, treadle_tgi.Client(server.url) as client:
        generated = client.generate(inputs="hi")
    assert generated.additional_properties == {"newer": [1]}
    assert isinstance(generated.details, models.Details)
    assert generated.details.finish_reason == "a_newer_reason"
    assert generated.to_dict() == body


def test_detailed_call_has_status_headers_and_request_id() -> None:
    with scripted(answer(200, GENERATED)) as server, treadle_tgi.Client(server.url) as client:
        response = generate.sync_detailed(client=client, body={"inputs": "hi"})
    assert (response.status_code, response.request_id) == (200, "r-1")
    assert response.parsed.generated_text == "é"


def test_parameters_are_escaped_and_absent_ones_left_out() -> None:
    page = {"total": 0, "models": []}
    with scripted(answer(200, page)) as server, treadle_fabric.Client(server.url, token="t") as client:
        assert client.list_models(workspace_id="a/b", name="x y", limit=2).total == 0
    assert server.requests[0].startswith(b"GET /v1/workspaces/a%2Fb/models?")
    assert b"offset" not in server.requests[0]
    assert b"name=x" in server.requests[0]


def test_empty_and_text_answers() -> None:
    with (
        scripted(answer(200, b""), answer(200, b"tgi_x 1\n")) as server,
        treadle_tgi.Client(server.url) as client,
    ):
        client.health()
    with scripted(answer(200, b"tgi_x 1\n")) as server, treadle_tgi.Client(server.url) as client:
        assert client.metrics() == "tgi_x 1\n"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequestError),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (408, errors.RequestTimeoutError),
        (409, errors.ConflictError),
        (413, errors.PayloadTooLargeError),
        (415, errors.MediaTypeError),
        (422, errors.UnprocessableError),
        (424, errors.GenerationFailedError),
        (429, errors.RateLimitError),
        (500, errors.ServerError),
        (418, errors.APIStatusError),
    ],
)
def test_each_status_has_its_error(status: int, kind: type[errors.APIStatusError]) -> None:
    body = {"error": "why", "error_type": "validation"}
    with (
        scripted(answer(status, body)) as server,
        treadle_tgi.Client(server.url, max_retries=0) as client,
        pytest.raises(kind) as caught,
    ):
        client.generate(inputs="hi")
    assert type(caught.value) is kind
    assert (caught.value.status_code, caught.value.request_id) == (status, "r-1")
    assert caught.value.body == body
    assert str(caught.value) == f"{status}: why (request r-1)"


def test_error_body_that_is_no_json_is_text() -> None:
    with (
        scripted(answer(502, b"<h1>bad</h1>")) as server,
        treadle_tgi.Client(server.url, max_retries=0) as client,
        pytest.raises(errors.ServerError) as caught,
    ):
        client.generate(inputs="hi")
    assert caught.value.body == "<h1>bad</h1>"


@pytest.mark.parametrize("body", [b"{", b"{}", b"[]", b"null"])
def test_answer_of_another_form_is_an_error(body: bytes) -> None:
    with (
        scripted(answer(200, body)) as server,
        treadle_tgi.Client(server.url) as client,
        pytest.raises(errors.ResponseValidationError),
    ):
        client.generate(inputs="hi")


def test_overloaded_server_is_asked_again_when_it_says() -> None:
    busy = answer(429, {"error": "full", "error_type": "overloaded"}, retry_after="0")
    with scripted(busy, busy, answer(200, GENERATED)) as server, treadle_tgi.Client(server.url) as client:
        assert client.generate(inputs="hi").generated_text == "é"
        assert len(server.requests) == 3


def test_retries_are_bounded() -> None:
    busy = answer(429, {"error": "full", "error_type": "overloaded"})
    with scripted(busy, busy) as server, treadle_tgi.Client(server.url, max_retries=1) as client:
        with pytest.raises(errors.RateLimitError):
            client.generate(inputs="hi")
        assert len(server.requests) == 2


def test_status_with_a_meaning_of_its_own_is_not_tried_again() -> None:
    sick = answer(503, {"error": "unhealthy", "error_type": "healthcheck"})
    with scripted(sick, sick) as server, treadle_tgi.Client(server.url) as client:
        with pytest.raises(errors.ServerError):
            client.health()
        assert len(server.requests) == 1


def test_gateway_failure_is_tried_again() -> None:
    with (
        scripted(answer(502, b""), answer(200, GENERATED)) as server,
        treadle_tgi.Client(server.url) as client,
    ):
        assert client.generate(inputs="hi").generated_text == "é"


def test_post_that_was_sent_is_not_repeated() -> None:
    with scripted(b"", b"") as server, treadle_tgi.Client(server.url) as client:
        with pytest.raises(errors.APIConnectionError) as caught:
            client.generate(inputs="hi")
        assert caught.value.sent
        assert len(server.requests) == 1


def test_get_is_repeated() -> None:
    with scripted(b"", answer(200, b"tgi_x 1\n")) as server, treadle_tgi.Client(server.url) as client:
        assert client.metrics() == "tgi_x 1\n"


def test_no_server_is_a_connection_error() -> None:
    with scripted() as server:
        pass
    with (
        treadle_tgi.Client(server.url, max_retries=1) as client,
        pytest.raises(errors.APIConnectionError) as caught,
    ):
        client.generate(inputs="hi")
    assert not caught.value.sent


def test_silence_is_a_timeout_error() -> None:
    with (
        scripted(b"HTTP/1.1 200 OK\r\n", hold=True) as server,
        treadle_tgi.Client(server.url) as client,
        pytest.raises(errors.APITimeoutError),
    ):
        client.generate(inputs="hi", timeout=0.2)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("-1", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("soon", None),
        ("nan", None),
        ("", None),
    ],
)
def test_retry_after_has_two_forms(value: str, seconds: float | None) -> None:
    assert _retry.asked_delay({"retry-after": value}) == seconds


def test_a_server_that_asks_for_an_hour_is_not_waited_for() -> None:
    busy = answer(429, {"error": "full", "error_type": "overloaded"}, retry_after="3600")
    with (
        scripted(busy) as server,
        treadle_tgi.Client(server.url) as client,
        pytest.raises(errors.RateLimitError),
    ):
        client.generate(inputs="hi")


def test_error_tree_is_the_one_in_the_docstring() -> None:
    drawn: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines()[2:]:
        name = line.strip("│├└─ ").split(" ")[0]
        if not name:
            continue
        depth = line.index(name)
        while above and above[-1][0] >= depth:
            above.pop()
        drawn[name] = above[-1][1] if above else "Exception"
        above.append((depth, name))
    real = {name: getattr(errors, name).__base__.__name__ for name in errors.__all__}
    assert drawn == real
