"""Health, info, metrics, tokens and the documents, on the fake engine."""

from __future__ import annotations

import json

import pytest

from tests.tgi.conftest import Caller
from treadle.config import ServerSettings


@pytest.mark.parametrize("path", ["/health", "/ping", "/"])
async def test_health_follows_the_engine(tgi: Caller, path: str) -> None:
    well = await tgi.get(path)
    assert (well.status_code, well.content) == (200, b"")
    await tgi.engine.stop()
    ill = await tgi.get(path)
    assert ill.status_code == 503
    assert ill.json() == {"error": "unhealthy", "error_type": "healthcheck"}
    generation = await tgi.post("/generate", {"inputs": "a"})
    assert generation.status_code == 429
    assert "retry-after" in generation.headers


class TestInfo:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(max_best_of=3, max_stop_sequences=2, max_input_tokens=100, max_top_n_tokens=7)

    async def test_info_tells_what_is_enforced(self, tgi: Caller) -> None:
        info = (await tgi.get("/info")).json()
        assert info["max_input_tokens"] == info["max_input_length"] == 100
        assert info["max_best_of"] == 3
        stops = {"inputs": "a", "parameters": {"stop": ["a", "b", "c"]}}
        assert (
            (await tgi.post("/generate", stops)).json()["error"].endswith("up to 2 stop sequences. Given: 3")
        )
        best = {"inputs": "a", "parameters": {"best_of": 3, "do_sample": True, "max_new_tokens": 1}}
        assert (await tgi.post("/generate", best)).status_code == 200
        top = {"inputs": "a", "parameters": {"top_n_tokens": 7, "max_new_tokens": 1, "details": True}}
        assert (await tgi.post("/generate", top)).status_code == 200
        long = await tgi.post("/generate", {"inputs": "x" * 200})
        assert "less than 100 tokens" in long.json()["error"]

    async def test_the_document_states_the_limits_in_force(self, tgi: Caller) -> None:
        document = (await tgi.get("/openapi.json")).json()
        members = document["components"]["schemas"]["GenerateParameters"]["properties"]
        assert members["best_of"]["maximum"] == 3
        assert members["stop"]["maxItems"] == 2


async def test_metrics_are_there_from_the_first_scrape(tgi: Caller) -> None:
    before = (await tgi.get("/metrics")).text
    assert "\ntgi_request_count 0\n" in before
    await tgi.post("/generate", {"inputs": "a", "parameters": {"max_new_tokens": 1}})
    answer = await tgi.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "\ntgi_request_count 1\n" in answer.text
    assert "\ntgi_request_success 1\n" in answer.text


async def test_tokenize_gives_byte_offsets(tgi: Caller) -> None:
    tokens = (await tgi.post("/tokenize", {"inputs": "aé"})).json()
    assert tokens[-1]["stop"] == 3
    assert (await tgi.post("/tokenize", {"inputs": ""})).status_code == 200


async def test_documents_and_page(tgi: Caller) -> None:
    document = (await tgi.get("/openapi.json")).json()
    assert document == (await tgi.get("/api-doc/openapi.json")).json()
    assert document["openapi"] == "3.2.0"
    assert tgi.app.openapi()["paths"] == document["paths"]
    page = await tgi.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "swagger" in page.text


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nothing", 404, "tgi"),
        ("GET", "/v1/nothing", 404, "tgi"),
        ("GET", "/v1/workspaces/a/nothing", 404, "fabric"),
        ("DELETE", "/generate", 405, "tgi"),
        ("PUT", "/v1/base-models", 404, "fabric"),
        ("GET", "/generate/", 404, "tgi"),
    ],
)
async def test_unknown_places_answer_in_their_contracts_form(
    tgi: Caller, method: str, path: str, status: int, kind: str
) -> None:
    answer = await tgi.http.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()) >= ({"error", "error_type"} if kind == "tgi" else {"error_code", "error_msg"})


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"inputs": "\xff"}', "application/json", 400),
        (b'{"inputs": "\\ud800"}', "application/json", 400),
        (b'{"inputs": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"inputs": "a"}', "text/plain", 415),
        (b'{"inputs": "a", "parameters": {"seed": ' + b"9" * 400 + b"}}", "application/json", 400),
        (json.dumps({"inputs": "a" * 2_000_001}).encode(), "application/json", 413),
    ],
)
async def test_bad_bodies(tgi: Caller, content: bytes, media: str, status: int) -> None:
    answer = await tgi.http.post("/generate", content=content, headers={"content-type": media})
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "error_type"}
