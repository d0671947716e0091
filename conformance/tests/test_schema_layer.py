"""The schema layer on a contract of one operation: what it reports, and that it notices."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from serving import HEADERS, served

from treadle_conformance import schema_layer
from treadle_conformance.documents import Document
from treadle_conformance.report import SchemaResult
from treadle_conformance.schema_layer import Rule
from treadle_conformance.server import Server

EXAMPLES = 5
ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
GENERATED = {
    "type": "object",
    "required": ["generated_text"],
    "properties": {"generated_text": {"type": "string"}},
}
REQUEST = {
    "type": "object",
    "required": ["inputs"],
    "properties": {
        "inputs": {"type": "string"},
        "parameters": {
            "type": "object",
            "properties": {"max_new_tokens": {"type": "integer", "minimum": 1, "maximum": 4294967295}},
        },
    },
}


def answers(schema: Any, description: str) -> Any:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


DOCUMENT = Document(
    "tiny",
    {
        "openapi": "3.2.0",
        "info": {"title": "tiny", "version": "1"},
        "paths": {
            "/generate": {
                "post": {
                    "operationId": "generate",
                    "security": [{"ApiKey": []}],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": REQUEST}}},
                    "responses": {
                        "200": answers(GENERATED, "text"),
                        **{str(status): answers(ERROR, "refused") for status in (400, 401, 405, 415, 422)},
                    },
                }
            }
        },
        "components": {"securitySchemes": {"ApiKey": {"type": "http", "scheme": "bearer"}}},
    },
)


class Tiny:
    """A server that keeps the tiny contract, and remembers how many tokens it was asked for."""

    def __init__(
        self,
        *,
        text_member: str = "generated_text",
        refuses: tuple[str, str] | None = None,
        key: bytes | None = b"Bearer key",
    ) -> None:
        self.text_member = text_member
        self.key = key
        self.told: set[tuple[bytes | None, bytes | None]] = set()
        self.refuses = refuses
        self.asked: list[Any] = []

    async def __call__(
        self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        raw = b""
        more = True
        while more:
            message = await receive()
            raw, more = raw + message.get("body", b""), message.get("more_body", False)
        status, body = self.answer(scope["method"], dict(scope["headers"]), raw)
        headers = [(b"content-type", b"application/json"), *([(b"allow", b"POST")] if status == 405 else [])]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    def answer(self, method: str, headers: dict[bytes, bytes], raw: bytes) -> tuple[int, Any]:
        if method != "POST":
            return 405, {"error": "POST only"}
        self.told.add((headers.get(b"authorization"), headers.get(b"x-proxy")))
        if self.key and headers.get(b"authorization") != self.key:
            return 401, {"error": "who are you?"}
        if headers.get(b"content-type") != b"application/json":
            return 415, {"error": "JSON only"}
        try:
            body = json.loads(raw.decode())
        except ValueError:
            return 400, {"error": "no JSON"}
        if complaint := DOCUMENT.complaint(
            "/paths/~1generate/post/requestBody/content/application~1json/schema", body
        ):
            return 422, {"error": complaint}
        self.asked.append(body["parameters"]["max_new_tokens"])
        if self.refuses:
            return 422, {"error": self.refuses[len(self.asked) % 8 > 0]}
        return 200, {self.text_member: "text"}


async def judged(application: Tiny, headers: dict[str, str] = HEADERS, *, fast: bool = False) -> SchemaResult:
    with served(application) as url:
        async with Server(url, headers=headers, documents=[DOCUMENT], fast=fast) as server:
            return await schema_layer.run(DOCUMENT, server, EXAMPLES, lambda *_: None)


async def test_a_right_server_is_found_right_twice_by_the_same_cases() -> None:
    application = Tiny()
    first, second = await judged(application), await judged(application)
    assert first.good, (first.failures, first.faults, first.coverage)
    assert first.operations == 1
    assert first.cases > 30
    assert 0 < first.accepted < first.cases
    assert {part.part: part.percent for part in first.coverage}["operations"] == 100.0
    assert set(application.asked) <= {1, 2, 3, 4}, "a generation was not bounded"
    assert (first.cases, first.accepted) == (second.cases, second.accepted)


async def test_a_fast_run_leaves_out_the_phase_of_every_keyword_and_its_gates() -> None:
    whole, fast = await judged(Tiny()), await judged(Tiny(), fast=True)
    assert set(whole.phases) - set(fast.phases) == {"coverage"}
    assert 0 < fast.cases < whole.cases
    assert [part.part for part in fast.coverage if part.minimum is not None] == ["operations"]
    assert [part.part for part in whole.coverage if part.minimum] == ["operations", "parameters", "keywords"]
    assert fast.good


async def test_a_missing_member_is_noticed_with_a_curl_line_that_shows_no_secret() -> None:
    result = await judged(Tiny(text_member="text"))
    assert {failure.check for failure in result.failures} == {"response_schema_conformance"}
    curl = result.failures[0].curl
    assert "max_new_tokens" in curl
    assert "Bearer key" not in curl
    assert not result.good


async def test_only_named_refusals_of_valid_cases_are_excused() -> None:
    result = await judged(
        Tiny(refuses=("I do not like it", "`inputs` must have less than 7 tokens. Given: 9"))
    )
    assert result.failures
    assert all("I do not like it" in failure.answer for failure in result.failures)
    assert sum(result.excused.values()) > 0


async def test_without_a_credential_the_left_out_check_is_said() -> None:
    result = await judged(Tiny(), headers={})
    assert "ignored_auth" in [exclusion.what for exclusion in result.exclusions]


async def test_a_server_that_needs_no_key_is_right_to_answer_without() -> None:
    result = await judged(Tiny(key=None), headers={})
    assert result.good, (result.failures, result.faults, result.coverage)


async def test_headers_of_no_scheme_are_sent_and_not_shown() -> None:
    application = Tiny(text_member="text", key=b"Basic d2VhdmVyOnNlY3JldA==")
    given = {"Authorization": "Basic d2VhdmVyOnNlY3JldA==", "X-Proxy": "behind-a-proxy"}
    result = await judged(application, headers=given)
    assert application.told == {(b"Basic d2VhdmVyOnNlY3JldA==", b"behind-a-proxy")}
    assert result.failures
    assert all("behind-a" not in failure.curl and "d2Vh" not in failure.curl for failure in result.failures)


async def test_a_run_that_breaks_off_is_the_suites_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema_layer, "PHASES", "nonsense")
    result = await judged(Tiny())
    assert result.faults
    assert not result.good


def test_every_exclusion_has_a_reason() -> None:
    rules = schema_layer.read_rules()
    assert rules
    for rule in rules:
        assert len(rule.reason) > 20, rule
        assert rule.when in {"always", "open"}
        assert rule.check or rule.operation or rule.refusal
        assert isinstance(rule, Rule)
