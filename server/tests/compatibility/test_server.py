"""Rows of docs/compatibility.md about the routes around generation: what Treadle does there."""

from __future__ import annotations

import pytest

from tests.tgi.conftest import Caller
from treadle.telemetry.steps import EngineStep

CHAT = "/v1/chat/completions"
QUESTION = [{"role": "user", "content": "a"}]


async def test_routes(tgi: Caller) -> None:
    paths = (await tgi.get("/openapi.json")).json()["paths"]
    assert set(paths) == {
        "/",
        "/generate",
        "/generate_stream",
        "/health",
        "/ping",
        "/info",
        "/metrics",
        "/tokenize",
        "/chat_tokenize",
        "/invocations",
        "/vertex",
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/models",
        "/openapi.json",
        "/api-doc/openapi.json",
        "/docs",
    }


async def test_vertex_takes_texts_and_chats(tgi: Caller) -> None:
    tgi.engine.reply = "weft"  # wherever sampling starts in it, a token is a letter
    text = {"inputs": "a", "parameters": {"max_new_tokens": 2, "top_k": 3}}
    chat = {"messages": QUESTION, "max_tokens": 3, "temperature": 0, "n": 2, "stream": True}
    answer = await tgi.post("/vertex", {"instances": [text, chat]})
    assert answer.status_code == 200
    assert [len(text) for text in answer.json()["predictions"]] == [2, 3]
    first, second = sorted(tgi.engine.generations, key=lambda one: one.sampling.max_new_tokens)
    assert (first.sampling.top_k, first.sampling.temperature, second.sequences) == (3, 1.0, 1)
    greedy = {"inputs": "a", "parameters": {"max_new_tokens": 2, "do_sample": False}}
    assert (await tgi.post("/vertex", {"instances": [greedy]})).status_code == 200
    assert tgi.engine.generations[-1].sampling.temperature == 0
    empty = await tgi.post("/vertex", {"instances": []})
    words = {"error": "Input validation error", "error_type": "Input validation error"}
    assert (empty.status_code, empty.json()) == (422, words)
    wrong = await tgi.post("/vertex", {"instances": [text, {"inputs": "a", "parameters": {"top_k": 0}}]})
    assert (wrong.status_code, wrong.json()["error"]) == (
        422,
        "Input validation error: `top_k` must be strictly positive",
    )
    assert (await tgi.post("/vertex", {"instances": [text] * 129})).status_code == 422
    with tgi.server.permits.hold(100):
        assert (await tgi.post("/vertex", {"instances": [text] * 29})).status_code == 429
    tgi.engine.fail_after = 0
    assert (await tgi.post("/vertex", {"instances": [text, chat]})).status_code == 424
    assert tgi.server.permits.taken == 0


async def test_info_has_both_generations_of_names(tgi: Caller) -> None:
    info = (await tgi.get("/info")).json()
    assert info["max_input_tokens"] == info["max_input_length"] == 2047
    assert (info["model_dtype"], info["model_device_type"]) == ("torch.float32", "cpu")
    assert info["max_batch_size"] is None
    assert (info["waiting_served_ratio"], info["max_waiting_tokens"]) == (0.0, 0)
    assert info["max_batch_total_tokens"] == 16 * 2048


async def test_info_says_which_tgi_and_whose_router(tgi: Caller) -> None:
    info = (await tgi.get("/info")).json()
    assert (info["version"], info["router"]) == ("3.3.7", "treadle")
    assert (info["sha"], info["docker_label"]) == (None, None)


async def test_info_has_tgis_default_limits(tgi: Caller) -> None:
    info = (await tgi.get("/info")).json()
    assert info["max_client_batch_size"] == info["max_stop_sequences"] == 4
    assert (info["max_concurrent_requests"], info["max_best_of"]) == (128, 2)


async def test_tokenize_counts_bytes(tgi: Caller) -> None:
    answer = await tgi.post("/tokenize", {"inputs": "é1"})
    assert answer.json()[0] == {"id": 256, "text": "", "start": 0, "stop": 0}
    assert answer.json()[-1] == {"id": 49, "text": "1", "start": 2, "stop": 3}


async def test_tokenize_is_never_a_404_and_ignores_parameters(tgi: Caller) -> None:
    plain = await tgi.post("/tokenize", {"inputs": "abc"})
    cut = await tgi.post("/tokenize", {"inputs": "abc", "parameters": {"truncate": 1, "max_new_tokens": 5}})
    assert plain.status_code == 200
    assert cut.json() == plain.json()
    assert (await tgi.post("/tokenize", {"inputs": "a", "parameters": {"top_k": 0}})).status_code == 422


async def test_chat_tokenize_gives_the_text_and_its_tokens(tgi: Caller) -> None:
    answer = (await tgi.post("/chat_tokenize", {"messages": QUESTION})).json()
    assert set(answer) == {"tokenize_response", "templated_text"}
    assert len(answer["tokenize_response"]) == len(answer["templated_text"].encode())


async def test_models_are_one_made_at_zero(tgi: Caller) -> None:
    (model,) = (await tgi.get("/v1/models")).json()["data"]
    assert model == {"id": "fake/bytes", "object": "model", "created": 0, "owned_by": "fake/bytes"}
    assert (await tgi.get("/v1/models/fake%2Fbytes")).status_code == 404


async def test_metrics_of_tgi_and_vllm_are_there_from_the_start(tgi: Caller) -> None:
    text = (await tgi.get("/metrics")).text
    assert "\ntgi_request_count 0\n" in text
    assert "tgi_request_count_total" not in text
    assert 'tgi_request_failure{err="overloaded"} 0' in text
    assert "\nvllm:num_requests_running" in text
    assert "# TYPE tgi_request_skipped_tokens histogram" in text


async def test_a_chat_counts_once(tgi: Caller) -> None:
    await tgi.post(CHAT, {"messages": QUESTION, "max_tokens": 1})
    assert "\ntgi_request_count 1\n" in (await tgi.get("/metrics")).text


async def test_health_is_a_generation_after_a_failure_or_a_long_silence(tgi: Caller) -> None:
    well = await tgi.get("/health")
    assert (well.status_code, well.content) == (200, b"")
    assert tgi.engine.generations == []  # it was started just now
    tgi.engine.fail_after = 0
    assert (await tgi.post("/generate", {"inputs": "a"})).status_code == 424
    ill = await tgi.get("/health")
    assert (ill.status_code, ill.json()) == (503, {"error": "unhealthy", "error_type": "healthcheck"})
    tgi.engine.fail_after = None
    assert (await tgi.get("/health")).status_code == 200
    assert [one.sampling.max_new_tokens for one in tgi.engine.generations[1:]] == [1, 1]
    assert (await tgi.get("/health")).status_code == 200
    assert len(tgi.engine.generations) == 3
    tgi.engine.die()
    assert (await tgi.get("/health")).status_code == 503


async def test_invocations_dispatch_by_member(tgi: Caller) -> None:
    everything = {"inputs": "a", "messages": QUESTION, "prompt": "a", "max_tokens": 1}
    assert isinstance((await tgi.post("/invocations", everything)).json(), list)
    del everything["inputs"]
    assert (await tgi.post("/invocations", everything)).json()["object"] == "chat.completion"
    del everything["messages"]
    assert (await tgi.post("/invocations", everything)).json()["object"] == "text_completion"
    wrong = await tgi.post("/invocations", {"inputs": "a", "parameters": {"top_k": 0}})
    assert wrong.json()["error"] == "Input validation error: `top_k` must be strictly positive"


async def test_headers_of_plain_answers(tgi: Caller) -> None:
    names = {"x-compute-type", "x-compute-time", "x-total-time", "x-prompt-tokens", "x-time-per-token"}
    for path, body in (
        ("/generate", {"inputs": "a"}),
        (CHAT, {"messages": QUESTION}),
        ("/v1/completions", {"prompt": "a"}),
    ):
        assert names <= set((await tgi.post(path, body)).headers), path


async def test_every_answer_has_a_request_id(tgi: Caller) -> None:
    for answer in (await tgi.get("/health"), await tgi.get("/nothing"), await tgi.post("/generate", {})):
        assert answer.headers["x-request-id"]
    echoed = await tgi.get("/health", **{"x-request-id": "mine-1"})
    assert echoed.headers["x-request-id"] == "mine-1"


async def test_browsers_may_send_a_key(tgi: Caller) -> None:
    asked = {"origin": "http://a.test", "access-control-request-method": "POST"}
    answer = await tgi.http.options("/generate", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == "content-type,authorization"


async def test_the_document_is_served_under_both_names(tgi: Caller) -> None:
    first, second = await tgi.get("/openapi.json"), await tgi.get("/api-doc/openapi.json")
    assert first.json() == second.json()
    assert first.json()["openapi"] == "3.2.0"
    assert (await tgi.get("/docs")).status_code == 200


async def test_times_that_vllm_does_not_have_stay_zero(tgi: Caller) -> None:
    step = EngineStep(
        prompt_tokens=0,
        generated_tokens=2,
        preempted=0,
        first_token_seconds=[0.1],
        inter_token_seconds=[0.1],
        finished=[],
        decoding_seconds=0.01,
    )
    tgi.metrics.engine_step(step)
    text = (await tgi.get("/metrics")).text
    assert '\ntgi_batch_decode_duration_count{method="decode"} 1\n' in text
    assert '\ntgi_batch_forward_duration_count{method="decode"} 1\n' in text
    assert '\ntgi_batch_filter_duration_count{method="decode"} 0\n' in text
    assert '\ntgi_batch_concat_duration_count{method="decode"} 0\n' in text


async def test_compute_type_is_the_hardware_or_what_the_environment_says(
    tgi: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await tgi.post("/generate", {"inputs": "a"})).headers["x-compute-type"] == "1-cpu"
    monkeypatch.setenv("COMPUTE_TYPE", "gpu+optimized")
    other = Caller(tgi.server, tgi.metrics, tgi.engine)
    assert (await other.post("/generate", {"inputs": "a"})).headers["x-compute-type"] == "gpu+optimized"
    await other.http.aclose()


async def test_invocations_of_fabric_are_counted(tgi: Caller) -> None:
    ids = tgi.server.defaults
    path = f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}/invocations"
    assert (await tgi.post(path, {"messages": QUESTION, "max_tokens": 1})).status_code == 200
    assert "\ntgi_request_success 1\n" in (await tgi.get("/metrics")).text
