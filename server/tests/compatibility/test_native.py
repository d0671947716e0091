"""Rows of docs/compatibility.md about the native routes: what Treadle does there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import llguidance
import pytest

from tests.compatibility.test_compatibility import DOCUMENT
from tests.tgi.conftest import Caller
from treadle.config import ServerSettings
from treadle.engine.grammar import bounded_schema
from treadle.engine.settings import engine_arguments

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}


async def generate(tgi: Caller, inputs: str = "Hello", /, **parameters: Any) -> dict[str, Any]:
    answer = await tgi.post("/generate", {"inputs": inputs, "parameters": parameters})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refused(tgi: Caller, **parameters: Any) -> str:
    answer = await tgi.post("/generate", {"inputs": "Hello", "parameters": parameters})
    assert answer.status_code == 422, answer.text
    text: str = answer.json()["error"]
    return text


async def test_post_root_is_an_array(tgi: Caller) -> None:
    answer = await tgi.post("/", {"inputs": "a", "parameters": {"max_new_tokens": 1}})
    assert isinstance(answer.json(), list)
    assert len(answer.json()) == 1


class TestCompatObject:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(compat_object=True)

    async def test_post_root_is_an_object_by_setting(self, tgi: Caller) -> None:
        answer = await tgi.post("/", {"inputs": "a", "parameters": {"max_new_tokens": 1}})
        assert set(answer.json()) == {"generated_text"}


async def test_full_text_defaults(tgi: Caller) -> None:
    body = {"inputs": "Hello", "parameters": {"max_new_tokens": 3}}
    (root,) = (await tgi.post("/", body)).json()
    assert root["generated_text"].startswith("Hello")
    assert not (await tgi.post("/generate", body)).json()["generated_text"].startswith("Hello")
    streamed = await tgi.events("/generate_stream", body)
    assert not streamed[-1]["generated_text"].startswith("Hello")


async def test_finish_reasons(tgi: Caller) -> None:
    tgi.engine.reply = "one two"
    assert (await generate(tgi, details=True, max_new_tokens=2))["details"]["finish_reason"] == "length"
    assert (await generate(tgi, details=True))["details"]["finish_reason"] == "eos_token"
    assert (await generate(tgi, details=True, stop=["two"]))["details"]["finish_reason"] == "stop_sequence"


async def test_only_what_was_asked_for_is_there(tgi: Caller) -> None:
    plain = await generate(tgi, max_new_tokens=1)
    assert set(plain) == {"generated_text"}
    details = (await generate(tgi, max_new_tokens=1, details=True))["details"]
    assert set(details) == {"finish_reason", "generated_tokens", "seed", "prefill", "tokens"}
    assert details["prefill"] == []


async def test_default_length_is_the_rest_of_the_context(tgi: Caller) -> None:
    for parameters in ({}, {"max_new_tokens": None}):
        await generate(tgi, **parameters)
        generation = tgi.engine.generations[-1]
        assert generation.sampling.max_new_tokens == 2048 - len(generation.prompt)


@pytest.mark.parametrize("asked", [1025, 1500])
async def test_length_is_exact_above_1024(tgi: Caller, asked: int) -> None:
    tgi.engine.reply = "x" * 3000
    details = (await generate(tgi, details=True, max_new_tokens=asked))["details"]
    assert details["generated_tokens"] == asked


async def test_length_over_the_context(tgi: Caller) -> None:
    await generate(tgi, max_new_tokens=1_000_000)
    generation = tgi.engine.generations[-1]
    assert generation.sampling.max_new_tokens == 2048 - len(generation.prompt)
    long = {"inputs": "x" * 1500, "parameters": {"max_new_tokens": 1_000_000}}
    answer = await tgi.post("/generate", long)
    assert answer.status_code == 422
    assert "1501 `inputs` tokens and 1000000 `max_new_tokens`" in answer.json()["error"]


async def test_absent_parameters_sample_and_empty_ones_do_not(tgi: Caller) -> None:
    await tgi.post("/generate", {"inputs": "a"})
    assert tgi.engine.generations[-1].sampling.temperature == 1.0
    await tgi.post("/generate", {"inputs": "a", "parameters": {}})
    assert tgi.engine.generations[-1].sampling.temperature == 0.0


async def test_a_neutral_temperature_is_greedy(tgi: Caller) -> None:
    await generate(tgi, temperature=1.0)
    assert tgi.engine.generations[-1].sampling.temperature == 0.0
    await generate(tgi, temperature=0.9)
    assert tgi.engine.generations[-1].sampling.temperature == 0.9


async def test_prefill_is_filled_whenever_asked(tgi: Caller) -> None:
    details = (await generate(tgi, "abc", decoder_input_details=True, max_new_tokens=1))["details"]
    assert [token["text"] for token in details["prefill"]] == ["<s>", "a", "b", "c"]
    assert details["prefill"][0]["logprob"] is None


async def test_seeds(tgi: Caller) -> None:
    given = await generate(tgi, seed=2**64 - 1, do_sample=True, details=True, max_new_tokens=1)
    assert given["details"]["seed"] == 2**64 - 1
    for _ in range(20):
        drawn = await generate(tgi, do_sample=True, details=True, max_new_tokens=1)
        assert 0 <= drawn["details"]["seed"] < 2**63
    greedy = await generate(tgi, seed=7, details=True, max_new_tokens=1)
    assert greedy["details"]["seed"] is None


async def test_best_of_sequences_have_their_own_seeds(tgi: Caller) -> None:
    details = (await generate(tgi, best_of=2, do_sample=True, details=True, max_new_tokens=2))["details"]
    (other,) = details["best_of_sequences"]
    first = tgi.engine.generations[-1].sampling.seed
    assert first is not None
    assert {other["seed"], details["seed"]} == {first, first + 1}


async def test_best_of_zero_is_refused(tgi: Caller) -> None:
    assert "best_of" in await refused(tgi, best_of=0)


async def test_frequency_penalty_is_relative(tgi: Caller) -> None:
    await generate(tgi, frequency_penalty=0.5)
    sampling = tgi.engine.generations[-1].sampling
    assert (sampling.relative_frequency_penalty, sampling.frequency_penalty) == (0.5, 0.0)


async def test_typical_p_reaches_the_engine(tgi: Caller) -> None:
    await generate(tgi, typical_p=0.95)
    assert tgi.engine.generations[-1].sampling.typical_p == 0.95


async def test_watermark_settings(tgi: Caller) -> None:
    await generate(tgi, watermark=True)
    assert tgi.engine.generations[-1].sampling.watermark
    chosen = ServerSettings(watermark_gamma=0.25, watermark_delta=4.0).engine(Path("model"), "cpu")
    marks = engine_arguments(chosen)["additional_config"]["treadle"]
    assert marks == {"watermark_gamma": 0.25, "watermark_delta": 4.0}
    usual = engine_arguments(ServerSettings().engine(Path("model"), "cpu"))["additional_config"]["treadle"]
    assert usual == {"watermark_gamma": 0.5, "watermark_delta": 2.0}


async def test_truncate_keeps_the_end_and_the_full_text_the_whole(tgi: Caller) -> None:
    found = await generate(tgi, "abcdef", truncate=3, return_full_text=True, max_new_tokens=1)
    assert tgi.engine.decode(tgi.engine.generations[-1].prompt, skip_special=False) == "<s>ef"
    assert found["generated_text"].startswith("abcdef")


async def test_stop_text_stays(tgi: Caller) -> None:
    found = await generate(tgi, stop=["brown"], details=True)
    assert found["generated_text"] == "The quick brown"
    assert "".join(token["text"] for token in found["details"]["tokens"]) == "The quick brown"


async def test_an_empty_stop_text_stops_after_a_token(tgi: Caller) -> None:
    found = await generate(tgi, stop=[""], details=True)
    assert (found["generated_text"], found["details"]["finish_reason"]) == ("T", "stop_sequence")


async def test_the_end_token_is_a_token_and_no_text(tgi: Caller) -> None:
    tgi.engine.reply = "ab"
    found = await generate(tgi, details=True)
    assert found["generated_text"] == "ab"
    assert found["details"]["generated_tokens"] == 3
    assert found["details"]["tokens"][-1] == {"id": 257, "text": "</s>", "logprob": -0.75, "special": True}


async def test_text_before_an_unfinished_character_is_kept(tgi: Caller) -> None:
    tgi.engine.reply = "Größe"
    assert (await generate(tgi, max_new_tokens=3))["generated_text"] == "Gr"


async def test_ties_are_among_the_top_tokens(tgi: Caller) -> None:
    details = (await generate(tgi, details=True, top_n_tokens=2, max_new_tokens=1))["details"]
    assert tgi.engine.generations[-1].top_ties
    assert len(details["top_tokens"][0]) == 3  # this engine's last two tie


def test_logprobs_are_processed_ones_or_raw_by_setting() -> None:
    def mode(settings: ServerSettings) -> object:
        return engine_arguments(settings.engine(Path("model"), "cpu"))["logprobs_mode"]

    assert mode(ServerSettings()) == "processed_logprobs"
    assert mode(ServerSettings(logprobs_mode="raw")) == "raw_logprobs"


@pytest.mark.parametrize(
    "name", ["decoder_input_details", "details", "do_sample", "stop", "watermark", "top_k", "seed"]
)
async def test_null_counts_as_absent(tgi: Caller, name: str) -> None:
    await generate(tgi, **{name: None, "max_new_tokens": 1})
    assert tgi.engine.generations[-1].sampling.temperature == 0.0


async def test_null_parameters_are_refused(tgi: Caller) -> None:
    assert (await tgi.post("/generate", {"inputs": "a", "parameters": None})).status_code == 422


async def test_a_whole_float_is_an_integer(tgi: Caller) -> None:
    await generate(tgi, top_k=10.0)
    assert tgi.engine.generations[-1].sampling.top_k == 10
    await refused(tgi, top_k=10.5)
    await refused(tgi, top_k="10")


async def test_any_temperature_above_zero(tgi: Caller) -> None:
    await generate(tgi, temperature=50.0)
    assert tgi.engine.generations[-1].sampling.temperature == 50.0
    assert await refused(tgi, temperature=0) == (
        "Input validation error: `temperature` must be strictly positive"
    )
    assert await refused(tgi, top_p=1.0) == "Input validation error: `top_p` must be > 0.0 and < 1.0"


@pytest.mark.parametrize(
    "grammar",
    [
        {"type": "json", "value": SCHEMA},
        {"type": "json", "value": '{"type": "object", "properties": {}}'},
        {"type": "json_object", "value": SCHEMA},
        {"type": "json_schema", "value": {"name": "a", "schema": SCHEMA}},
        {"type": "regex", "value": "[0-9]{3}"},
    ],
)
async def test_kinds_of_grammar(tgi: Caller, grammar: dict[str, Any]) -> None:
    await generate(tgi, grammar=grammar)
    chosen = tgi.engine.generations[-1].sampling.grammar
    assert chosen is not None
    assert chosen.kind == ("regex" if grammar["type"] == "regex" else "json_schema")


async def test_a_schema_needs_no_properties(tgi: Caller) -> None:
    await generate(tgi, grammar={"type": "json", "value": {"type": "array", "items": {"type": "integer"}}})
    assert tgi.engine.generations[-1].sampling.grammar is not None


async def test_a_grammar_that_is_none_is_refused(tgi: Caller) -> None:
    for value in ({"type": "regex", "value": "((("}, {"type": "json", "value": {"type": "nonsense"}}):
        text = await refused(tgi, grammar=value)
        assert text.startswith("Input validation error: grammar is not valid: ")
    assert tgi.engine.generations == []


async def backend_takes(tgi: Caller, schema: dict[str, Any], document: str) -> bool:
    """Whether the grammar of a request with this schema takes a document."""
    await generate(tgi, grammar={"type": "json", "value": schema})
    chosen = tgi.engine.generations[-1].sampling.grammar
    assert chosen is not None
    made = json.dumps(bounded_schema(chosen.source, 256))
    bytewise = llguidance.LLTokenizer("byte")
    matcher = llguidance.LLMatcher(bytewise, llguidance.LLMatcher.grammar_from_json_schema(made))
    assert not matcher.get_error()
    tokens = bytewise.tokenize_str(document)
    return matcher.validate_tokens(tokens) == len(tokens)


async def test_a_schema_with_properties_and_no_type_is_an_object(tgi: Caller) -> None:
    schema = {"properties": {"a": {"properties": {"b": {"type": "integer"}}}}}
    assert await backend_takes(tgi, schema, '{"a": {"b": 1}}')
    assert not await backend_takes(tgi, schema, '"text"')
    assert not await backend_takes(tgi, schema, '{"a": "text"}')
    assert await backend_takes(tgi, {**SCHEMA, "type": ["object", "null"]}, "null")


NOT_ENFORCED: dict[str, dict[str, Any]] = {
    "uniqueItems": {"type": "array", "uniqueItems": True},
    "contains": {"type": "array", "contains": {"const": 2}},
    "minContains": {"type": "array", "contains": True, "minContains": 2},
    "maxContains": {"type": "array", "contains": True, "maxContains": 0},
    "unevaluatedItems": {"type": "array", "unevaluatedItems": False},
    "propertyNames": {"type": "object", "propertyNames": {"maxLength": 0}},
    "dependentRequired": {"type": "object", "dependentRequired": {"a": ["b"]}},
    "dependentSchemas": {"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}},
    "if": {"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}},
    "then": {"type": "object", "if": True, "then": {"required": ["b"]}},
    "else": {"type": "object", "if": False, "else": {"required": ["b"]}},
    "not": {"type": "object", "not": {"required": ["a"]}},
    "unevaluatedProperties": {"type": "object", "unevaluatedProperties": False},
    "oneOf": {"oneOf": [{"type": "object"}, {"type": ["object", "array"]}]},
    "format": {"additionalProperties": {"type": "string", "format": "colour"}},
    "minProperties": {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "minProperties": 3},
    "maxProperties": {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 0},
}


@pytest.mark.parametrize("keyword", NOT_ENFORCED)
async def test_what_cannot_be_enforced_is_ignored(tgi: Caller, keyword: str) -> None:
    schema = NOT_ENFORCED[keyword]
    document = "[1, 1]" if schema.get("type") == "array" else '{"a": "x"}'
    assert await backend_takes(tgi, schema, document)
    (row,) = (line for line in DOCUMENT.read_text().splitlines() if line.startswith("| N37 |"))
    assert f"`{keyword}`" in row


async def test_an_adapter_is_passed_on_and_an_unknown_one_is_no_error(tgi: Caller) -> None:
    await generate(tgi, adapter_id="somebody/adapter")
    assert tgi.engine.generations[-1].adapter == "somebody/adapter"
    await generate(tgi)
    assert tgi.engine.generations[-1].adapter is None
