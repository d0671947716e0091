"""The routes under /v1 on the fake engine."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.config import ServerSettings
from treadle.engine.fake import FakeEngine

QUESTION = [{"role": "user", "content": "What is Deep Learning?"}]
CHAT = "/v1/chat/completions"


async def test_the_contracts_chat_example(tgi: Caller) -> None:
    body = {
        "frequency_penalty": 1,
        "logit_bias": [0],
        "logprobs": False,
        "max_tokens": 32,
        "messages": QUESTION,
        "model": "mistralai/Mistral-7B-Instruct-v0.2",
        "n": 2,
        "presence_penalty": 0.1,
        "seed": 42,
        "stop": None,
        "stream": True,
        "temperature": 1,
        "tool_choice": {"FunctionName": "string"},
        "tool_prompt": '"You will be presented with a JSON schema representing a set of tools.\n"',
        "tools": None,
        "top_logprobs": 5,
        "top_p": 0.95,
    }
    events = await tgi.events(CHAT, body)
    assert events.pop() == "[DONE]"
    assert {event["choices"][0]["index"] for event in events} == {0, 1}
    ends = [e["choices"][0]["finish_reason"] for e in events if e["choices"][0]["finish_reason"]]
    assert len(ends) == 2
    assert {event["model"] for event in events} == {"mistralai/Mistral-7B-Instruct-v0.2"}
    sampling = tgi.engine.generations[-1].sampling
    assert (sampling.frequency_penalty, sampling.presence_penalty) == (1, 0.1)
    assert (sampling.temperature, sampling.top_p, sampling.seed) == (1, 0.95, 42)
    assert sampling.relative_frequency_penalty == 0


async def test_the_contracts_completions_example(tgi: Caller) -> None:
    body = {
        "frequency_penalty": 1,
        "max_tokens": 32,
        "model": "mistralai/Mistral-7B-Instruct-v0.2",
        "prompt": "What is Deep Learning?",
        "repetition_penalty": 0,
        "seed": 42,
        "stream": True,
        "suffix": "string",
        "temperature": 1,
        "top_p": 0.95,
        "stop": None,
    }
    events = await tgi.events("/v1/completions", body)
    assert events.pop() == "[DONE]"
    assert events[-1]["choices"][0]["finish_reason"] == "length"
    assert tgi.engine.generations[-1].sampling.repetition_penalty == 1.0


async def test_stream_and_plain_are_the_same_text(tgi: Caller) -> None:
    body: dict[str, Any] = {"messages": QUESTION, "max_tokens": 9, "temperature": 0}
    plain = (await tgi.post(CHAT, body)).json()
    events = await tgi.events(CHAT, {**body, "stream": True})
    assert (
        "".join(e["choices"][0]["delta"]["content"] for e in events[:-1])
        == plain["choices"][0]["message"]["content"]
    )
    assert all(e["choices"][0]["delta"]["role"] == "assistant" for e in events[:-1])
    assert plain["usage"]["total_tokens"] == plain["usage"]["prompt_tokens"] + 9
    assert plain["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize("temperature", [0, 1])
async def test_n_gives_n_choices(tgi: Caller, temperature: float) -> None:
    body = {"messages": QUESTION, "max_tokens": 3, "n": 3, "temperature": temperature}
    answer = (await tgi.post(CHAT, body)).json()
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2]
    assert answer["usage"]["completion_tokens"] == 9
    events = await tgi.events(CHAT, {**body, "stream": True, "stream_options": {"include_usage": True}})
    assert events.pop() == "[DONE]"
    usage = events.pop()
    assert usage["choices"] == []
    assert usage["usage"] == answer["usage"]
    assert all(event["usage"] is None for event in events)
    for index in range(3):
        mine = [e for e in events if e["choices"][0]["index"] == index]
        assert mine[-1]["choices"][0]["finish_reason"] == "length"


async def test_stop_text_is_cut_off(tgi: Caller) -> None:
    body = {"messages": QUESTION, "temperature": 0, "stop": "brown"}
    choice = (await tgi.post(CHAT, body)).json()["choices"][0]
    assert choice["message"]["content"] == "The quick "
    assert choice["finish_reason"] == "stop"


async def test_logprobs_cover_every_token(tgi: Caller) -> None:
    body: dict[str, Any] = {
        "messages": QUESTION,
        "max_tokens": 4,
        "logprobs": True,
        "top_logprobs": 2,
        "temperature": 0,
    }
    content = (await tgi.post(CHAT, body)).json()["choices"][0]["logprobs"]["content"]
    assert len(content) == 4
    assert all(len(each["top_logprobs"]) == 2 for each in content)
    events = await tgi.events(CHAT, {**body, "stream": True})
    streamed = [each for e in events[:-1] for each in e["choices"][0]["logprobs"]["content"]]
    assert streamed == content


async def test_top_logprobs_without_logprobs_is_ignored(tgi: Caller) -> None:
    answer = await tgi.post(CHAT, {"messages": QUESTION, "max_tokens": 2, "top_logprobs": 5})
    assert answer.json()["choices"][0]["logprobs"] is None


async def test_logit_bias_map_works_and_an_unknown_token_is_refused(tgi: Caller) -> None:
    await tgi.post(CHAT, {"messages": QUESTION, "max_tokens": 1, "logit_bias": {"65": 100}})
    assert tgi.engine.generations[-1].sampling.logit_bias == {65: 100}
    answer = await tgi.post(CHAT, {"messages": QUESTION, "logit_bias": {"999": 1}})
    assert answer.status_code == 422
    assert "token 999" in answer.json()["error"]


@pytest.mark.parametrize(
    "form",
    [
        {"type": "json_object"},
        {"type": "json_object", "value": {"type": "object", "properties": {"a": {"type": "integer"}}}},
        {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}}},
        {"type": "regex", "value": "[0-9]+"},
    ],
)
async def test_response_format_reaches_the_engine(tgi: Caller, form: dict[str, Any]) -> None:
    answer = await tgi.post(CHAT, {"messages": QUESTION, "response_format": form, "max_tokens": 20})
    assert answer.status_code == 200, answer.text
    assert tgi.engine.generations[-1].sampling.grammar is not None


async def test_content_parts_and_past_tool_calls(tgi: Caller) -> None:
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
        {
            "role": "assistant",
            "tool_calls": [{"id": "0", "type": "function", "function": {"name": "f", "arguments": "{"}}],
        },
        {"role": "tool", "tool_call_id": "0", "content": "6.7"},
    ]
    assert (await tgi.post(CHAT, {"messages": messages, "max_tokens": 2})).status_code == 200
    assert "ab" in (await tgi.post("/chat_tokenize", {"messages": messages})).json()["templated_text"]


async def test_completions_take_several_prompts(tgi: Caller) -> None:
    body: dict[str, Any] = {"prompt": ["one", "two", "three"], "max_tokens": 3, "temperature": 0, "n": 2}
    answer = (await tgi.post("/v1/completions", body)).json()
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2, 3, 4, 5]
    assert answer["usage"]["completion_tokens"] == 18
    events = await tgi.events("/v1/completions", {**body, "stream": True})
    texts = [""] * 6
    for event in events[:-1]:
        texts[event["choices"][0]["index"]] += event["choices"][0]["text"]
    assert texts == [choice["text"] for choice in answer["choices"]]


async def test_completions_take_token_ids(tgi: Caller) -> None:
    answer = await tgi.post("/v1/completions", {"prompt": [65, 66], "max_tokens": 1, "echo": True})
    assert answer.json()["choices"][0]["text"].startswith("AB")
    assert (await tgi.post("/v1/completions", {"prompt": [999999], "max_tokens": 1})).status_code == 422
    two = await tgi.post("/v1/completions", {"prompt": [[65], [66, 67]], "max_tokens": 1})
    assert len(two.json()["choices"]) == 2


async def test_completions_logprobs_and_echo(tgi: Caller) -> None:
    body: dict[str, Any] = {"prompt": "Hi", "max_tokens": 3, "echo": True, "logprobs": 2, "temperature": 0}
    choice = (await tgi.post("/v1/completions", body)).json()["choices"][0]
    columns = choice["logprobs"]
    assert columns["token_logprobs"][0] is None
    assert "".join(columns["tokens"]).endswith(choice["text"])
    assert columns["text_offset"] == sorted(columns["text_offset"])
    events = await tgi.events("/v1/completions", {**body, "stream": True})
    assert [t for e in events[:-1] for t in e["choices"][0]["logprobs"]["tokens"]] == columns["tokens"]


async def test_best_of_keeps_the_n_best(tgi: Caller) -> None:
    body = {"prompt": "Hi", "max_tokens": 3, "n": 1, "best_of": 3}
    answer = (await tgi.post("/v1/completions", body)).json()
    assert len(answer["choices"]) == 1
    assert answer["usage"]["completion_tokens"] == 9
    assert (await tgi.post("/v1/completions", {**body, "n": 3, "best_of": 2})).status_code == 422


async def test_too_many_prompts(tgi: Caller) -> None:
    answer = await tgi.post("/v1/completions", {"prompt": ["a"] * 5})
    assert answer.status_code == 422
    assert answer.json() == {
        "error": "Number of prompts exceeds the maximum allowed batch size of 4",
        "error_type": "batch size exceeded",
    }


class TestFailures:
    @pytest.fixture
    def engine(self) -> FakeEngine:
        return FakeEngine(fail_after=2)

    @pytest.mark.parametrize("path", [CHAT, "/v1/completions"])
    async def test_failure_after_the_first_event(self, tgi: Caller, path: str) -> None:
        body = {"messages": QUESTION} if path == CHAT else {"prompt": "a"}
        events = await tgi.events(path, {**body, "stream": True, "max_tokens": 9})
        assert events[-1] == "[DONE]"
        assert events[-2]["error"]["http_status_code"] == 424
        assert events[-2]["error"]["message"].startswith("Request failed during generation")

    @pytest.mark.parametrize("path", ["/", "/invocations"])
    async def test_failure_of_a_native_stream(self, tgi: Caller, path: str) -> None:
        events = await tgi.events(path, {"inputs": "a", "stream": True, "parameters": {}})
        assert set(events[-1]) == {"error", "error_type"}


class TestErrorForms:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(openai_errors=True)

    async def test_openais_form_by_setting(self, tgi: Caller) -> None:
        answer = await tgi.post(CHAT, {"messages": "no"})
        assert answer.json()["error"]["http_status_code"] == 422
        native = await tgi.post("/generate", {"inputs": 1})
        assert isinstance(native.json()["error"], str)

    async def test_so_has_what_is_not_there(self, tgi: Caller) -> None:
        for answer in (await tgi.get("/v1/nothing"), await tgi.http.put(CHAT, json={})):
            assert set(answer.json()["error"]) == {"message", "type", "code", "http_status_code"}
        assert isinstance((await tgi.get("/nothing")).json()["error"], str)

    async def test_the_document_says_so(self, tgi: Caller) -> None:
        document = (await tgi.get("/openapi.json")).json()
        chat = document["paths"][CHAT]["post"]["responses"]["422"]["content"]["application/json"]
        assert chat == {"schema": {"$ref": "#/components/schemas/StreamError"}}
        assert "$ref" in document["paths"]["/generate"]["post"]["responses"]["422"]


class TestRefusedInTheStream:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(openai_errors=True, stream_errors_as_events=True)

    async def test_invocations_have_the_form_of_the_route_that_answers(self, tgi: Caller) -> None:
        chat = {"messages": [{"role": "user", "content": "a"}], "stream": True, "temperature": -1}
        answer = await tgi.post("/invocations", chat)
        assert answer.status_code == 200
        assert answer.text.startswith('data: {"error":{"message":')
        assert answer.text.endswith("\n\ndata: [DONE]\n\n")
        native = {"inputs": "a", "stream": True, "parameters": {"top_k": 0}}
        answer = await tgi.post("/invocations", native)
        assert answer.status_code == 200
        assert answer.text.startswith('data: {"error":"')
        assert '"error_type":"validation"' in answer.text
        assert "[DONE]" not in answer.text


class TestPlainText:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(plain_text_errors=True)

    async def test_body_faults_are_text(self, tgi: Caller) -> None:
        answer = await tgi.http.post("/generate", content=b"{", headers={"content-type": "application/json"})
        assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
        assert (await tgi.post("/generate", {"inputs": 1})).headers["content-type"] == "application/json"


class TestKey:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(api_key="Secret")

    async def test_which_routes_ask_for_the_key(self, tgi: Caller) -> None:
        for path in (
            "/",
            "/generate",
            "/generate_stream",
            CHAT,
            "/v1/completions",
            "/tokenize",
            "/invocations",
        ):
            answer = await tgi.post(path, {})
            assert answer.status_code == 401, path
            assert answer.json()["error_type"] == "unauthorized"
        right = await tgi.post("/tokenize", {"inputs": "a"}, authorization="Bearer Secret")
        assert right.status_code == 200
        assert (
            await tgi.post("/tokenize", {"inputs": "a"}, authorization="Bearer secret")
        ).status_code == 401
        for path in ("/info", "/health", "/metrics", "/v1/models", "/ping", "/"):
            assert (await tgi.get(path)).status_code == 200
        assert (await tgi.post("/chat_tokenize", {"messages": QUESTION})).status_code == 200


async def test_models(tgi: Caller) -> None:
    assert (await tgi.get("/v1/models")).json() == {
        "object": "list",
        "data": [{"id": "fake/bytes", "object": "model", "created": 0, "owned_by": "fake/bytes"}],
    }


async def test_an_end_that_the_model_chose_is_a_stop_even_on_the_last_token(tgi: Caller) -> None:
    tgi.engine.reply = "abc"
    for most, expected in ((3, "length"), (4, "stop"), (5, "stop")):
        asked = {"max_tokens": most, "temperature": 0}
        chat = await tgi.post(
            "/v1/chat/completions", {"messages": [{"role": "user", "content": "a"}], **asked}
        )
        completion = await tgi.post("/v1/completions", {"prompt": "a", **asked})
        assert [answer.json()["choices"][0]["finish_reason"] for answer in (chat, completion)] == [
            expected
        ] * 2


async def test_several_prompts_fail_as_one_does(tgi: Caller) -> None:
    tgi.engine.fail_after = 0
    answer = await tgi.post("/v1/completions", {"prompt": ["a", "b"], "max_tokens": 3})
    assert (answer.status_code, answer.json()["error_type"]) == (424, "generation")
