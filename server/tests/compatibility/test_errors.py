"""Rows of docs/compatibility.md about errors, limits and the key: what Treadle does there."""

from __future__ import annotations

import pytest

from tests.tgi.conftest import Caller
from treadle.config import ServerSettings

CHAT = "/v1/chat/completions"
JSON = {"content-type": "application/json"}


async def test_an_error_has_a_type_and_says_what_is_wrong(tgi: Caller) -> None:
    answer = await tgi.post("/generate", {"inputs": "a", "parameters": {"top_k": 0}})
    assert answer.status_code == 422
    assert answer.json() == {
        "error": "Input validation error: `top_k` must be strictly positive",
        "error_type": "validation",
    }


async def test_a_wrong_type_is_named_by_its_place(tgi: Caller) -> None:
    answer = await tgi.post("/generate", {"inputs": "a", "parameters": {"top_k": "x"}})
    assert answer.status_code == 422
    assert "/parameters/top_k" in answer.json()["error"]
    assert answer.json()["error_type"] == "validation"


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"inputs": NaN}', "application/json", 400),
        (b'{"inputs": "a"}', "text/plain", 415),
        (b'{"inputs": "' + b"a" * 2_000_000 + b'"}', "application/json", 413),
    ],
)
async def test_faults_of_the_body_are_json(tgi: Caller, content: bytes, media: str, status: int) -> None:
    answer = await tgi.http.post("/generate", content=content, headers={"content-type": media})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
    assert answer.json()["error_type"] == "validation"


class TestPlainText:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(plain_text_errors=True)

    async def test_faults_of_the_body_are_text_by_setting(self, tgi: Caller) -> None:
        answer = await tgi.http.post("/generate", content=b"{", headers=JSON)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
        typed = await tgi.post("/generate", {"inputs": 1})
        assert (typed.status_code, typed.headers["content-type"]) == (422, "application/json")


class TestOpenAiErrors:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(openai_errors=True)

    async def test_v1_has_openais_form_by_setting(self, tgi: Caller) -> None:
        answer = await tgi.post(CHAT, {"messages": []})
        assert answer.status_code == 422
        assert set(answer.json()["error"]) == {"message", "type", "code", "http_status_code"}
        assert isinstance((await tgi.post("/generate", {})).json()["error"], str)


async def test_v1_has_tgis_form(tgi: Caller) -> None:
    answer = await tgi.post(CHAT, {"messages": []})
    assert answer.status_code == 422
    assert isinstance(answer.json()["error"], str)


class TestKey:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(api_key="Secret")

    async def test_a_wrong_key_gets_json_and_a_challenge(self, tgi: Caller) -> None:
        answer = await tgi.post("/generate", {"inputs": "a"})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["error_type"] == "unauthorized"

    async def test_the_key_is_compared_exactly(self, tgi: Caller) -> None:
        body = {"inputs": "a"}
        assert (await tgi.post("/tokenize", body, authorization="bearer Secret")).status_code == 200
        assert (await tgi.post("/tokenize", body, authorization="Bearer SECRET")).status_code == 401

    async def test_which_routes_are_open(self, tgi: Caller) -> None:
        for path in ("/", "/health", "/ping", "/info", "/metrics", "/v1/models", "/docs", "/openapi.json"):
            assert (await tgi.get(path)).status_code == 200, path
        assert (await tgi.post("/chat_tokenize", {"messages": [{"role": "user", "content": "a"}]})).is_success
        for path in ("/", "/generate", "/generate_stream", "/tokenize", "/invocations", "/vertex", CHAT):
            assert (await tgi.post(path, {})).status_code == 401, path


async def test_unknown_paths_and_methods_answer_json(tgi: Caller) -> None:
    nowhere = await tgi.get("/nothing")
    assert (nowhere.status_code, nowhere.json()["error_type"]) == (404, "not_found")
    method = await tgi.http.delete("/")
    assert (method.status_code, method.json()["error_type"]) == (405, "method_not_allowed")
    assert set(method.headers["allow"].replace(" ", "").split(",")) >= {"GET", "POST"}


async def test_overload_comes_before_any_other_check(tgi: Caller) -> None:
    with tgi.server.permits.hold(tgi.server.permits.limit):
        answers = [
            await tgi.post("/generate", {"inputs": "a", "parameters": {"top_k": 0}}),
            await tgi.post("/generate", {"inputs": "x" * 3000}),
            await tgi.http.post(CHAT, content=b"{", headers=JSON),
            await tgi.http.post("/", content=b'{"inputs": "a"}', headers={"content-type": "text/plain"}),
        ]
        tokens = await tgi.post("/tokenize", {"inputs": "a"})
        chat = await tgi.post("/chat_tokenize", {"messages": [{"role": "user", "content": "a"}]})
        health = await tgi.get("/health")
    for answer in answers:
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
        assert answer.json() == {"error": "Model is overloaded", "error_type": "overloaded"}
    assert (tokens.status_code, chat.status_code, health.status_code) == (200, 200, 200)


class TestPermits:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(max_concurrent_requests=2)

    async def test_a_permit_is_a_sequence(self, tgi: Caller) -> None:
        chat = {"messages": [{"role": "user", "content": "a"}], "max_tokens": 1}
        assert (await tgi.post(CHAT, {**chat, "n": 2})).status_code == 200
        prompts = {"prompt": ["a", "b"], "max_tokens": 1}
        assert (await tgi.post("/v1/completions", prompts)).status_code == 200
        with tgi.server.permits.hold(1):
            assert (await tgi.post(CHAT, {**chat, "n": 2})).status_code == 429
            assert (await tgi.post("/v1/completions", prompts)).status_code == 429

    async def test_more_than_there_are_permits_is_no_overload(self, tgi: Caller) -> None:
        asked = {"prompt": ["a", "b"], "n": 2, "max_tokens": 1}
        answer = await tgi.post("/v1/completions", asked)
        assert (answer.status_code, answer.json()["error"]) == (
            422,
            "Input validation error: the request asks for 4 sequences at once, but the server runs 2 at most",
        )


async def test_an_engine_that_is_away_is_a_429(tgi: Caller) -> None:
    tgi.engine.die()
    answer = await tgi.post("/generate", {"inputs": "a"})
    assert (answer.status_code, answer.json()["error_type"]) == (429, "overloaded")
    assert "retry-after" in answer.headers
    assert (await tgi.get("/health")).status_code == 503


class TestPayload:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(payload_limit=100)

    async def test_the_payload_limit_is_a_setting(self, tgi: Caller) -> None:
        assert (await tgi.post("/tokenize", {"inputs": "a" * 200})).status_code == 413
        assert (await tgi.post("/tokenize", {"inputs": "a" * 20})).status_code == 200


async def test_best_of_and_top_tokens_have_tgis_limits(tgi: Caller) -> None:
    async def said(**parameters: object) -> str:
        answer = await tgi.post("/generate", {"inputs": "a", "parameters": parameters})
        assert answer.status_code == 422
        return str(answer.json()["error"])

    assert await said(best_of=3, do_sample=True) == (
        "Input validation error: `best_of` must be > 0 and <= 2. Given: 3"
    )
    assert await said(top_n_tokens=6) == (
        "Input validation error: `top_n_tokens` must be >= 0 and <= 5. Given: 6"
    )
    for count in (5, 20_000):
        assert await said(stop=["a"] * count) == (
            f"Input validation error: `stop` supports up to 4 stop sequences. Given: {count}"
        )


async def test_the_first_fault_in_tgis_order_is_told(tgi: Caller) -> None:
    faults: dict[str, object] = {"truncate": 9999, "stop": ["a"] * 5, "top_p": 2, "temperature": 0}
    words = ["`temperature`", "`top_p`", "`stop`", "`truncate`"]
    while faults:
        answer = await tgi.post("/generate", {"inputs": "a", "parameters": faults})
        assert answer.json()["error"].startswith(f"Input validation error: {words.pop(0)}")
        faults.popitem()
    both = {"inputs": "a", "parameters": {"temperature": 0, "top_k": "x"}}
    assert "/parameters/top_k" in (await tgi.post("/generate", both)).json()["error"]


async def test_a_server_that_stops_lets_nobody_in(tgi: Caller) -> None:
    tgi.server.permits.draining = True
    refused = await tgi.post("/generate", {"inputs": "a"})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.headers["connection"] == "close"
    assert (await tgi.get("/health")).status_code == 503
    assert (await tgi.post("/tokenize", {"inputs": "a"})).status_code == 200
