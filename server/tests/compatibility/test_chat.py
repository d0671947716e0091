"""Rows of docs/compatibility.md about chat completions: what Treadle does there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.engine.fake import FakeEngine

CHAT = "/v1/chat/completions"
QUESTION: list[dict[str, Any]] = [{"role": "user", "content": "What is Deep Learning?"}]
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}


async def chat(tgi: Caller, **members: Any) -> dict[str, Any]:
    answer = await tgi.post(CHAT, {"messages": QUESTION, "max_tokens": 8, **members})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refused(tgi: Caller, **members: Any) -> dict[str, Any]:
    answer = await tgi.post(CHAT, {"messages": QUESTION, **members})
    assert answer.status_code == 422, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def text_of(tgi: Caller, **members: Any) -> str:
    answer = await tgi.post("/chat_tokenize", {"messages": QUESTION, **members})
    assert answer.status_code == 200, answer.text
    text: str = answer.json()["templated_text"]
    return text


@pytest.mark.parametrize("model", ["tgi", "dummy", "gpt-4", "http://127.0.0.1:8080"])
async def test_any_model_is_served_and_echoed(tgi: Caller, model: str) -> None:
    assert (await chat(tgi, model=model))["model"] == model
    assert tgi.engine.generations[-1].adapter == (None if model == "tgi" else model)


async def test_without_a_model_the_answer_names_the_served_one(tgi: Caller) -> None:
    assert (await chat(tgi))["model"] == "fake/bytes"


async def test_an_answer_has_an_id_of_its_own(tgi: Caller) -> None:
    first, second = (await chat(tgi))["id"], (await chat(tgi))["id"]
    assert first.startswith("cmpl-")
    assert first != second


async def test_object_and_role(tgi: Caller) -> None:
    found = await chat(tgi)
    assert found["object"] == "chat.completion"
    message = found["choices"][0]["message"]
    assert message["role"] == "assistant"
    assert not {"name", "tool_calls"} & set(message)


async def test_reasons_are_openais(tgi: Caller) -> None:
    tgi.engine.reply = "one two three"
    for members, reason in (({"max_tokens": 2}, "length"), ({}, "stop"), ({"stop": ["two"]}, "stop")):
        found = await chat(tgi, **{"max_tokens": 99, "temperature": 0, **members})
        assert found["choices"][0]["finish_reason"] == reason


@pytest.mark.parametrize("stop", ["brown", ["brown"]])
async def test_stop_text_is_cut_and_may_be_one_text(tgi: Caller, stop: Any) -> None:
    found = await chat(tgi, stop=stop, temperature=0, max_tokens=99)
    assert found["choices"][0]["message"]["content"] == "The quick "


async def test_empty_stop_texts_stop_nothing(tgi: Caller) -> None:
    await chat(tgi, stop=["", "brown"])
    assert tgi.engine.generations[-1].sampling.stop == ("brown",)


async def test_n_is_a_number_of_choices(tgi: Caller) -> None:
    assert len((await chat(tgi, n=2))["choices"]) == 2


async def test_a_map_biases_and_an_array_does_nothing(tgi: Caller) -> None:
    await chat(tgi, logit_bias={"65": -100})
    assert tgi.engine.generations[-1].sampling.logit_bias == {65: -100}
    await chat(tgi, logit_bias=[0])
    assert tgi.engine.generations[-1].sampling.logit_bias == {}


async def test_top_logprobs_to_twenty_and_never_alone(tgi: Caller) -> None:
    found = await chat(tgi, logprobs=True, top_logprobs=20)
    assert len(found["choices"][0]["logprobs"]["content"][0]["top_logprobs"]) == 20
    await refused(tgi, logprobs=True, top_logprobs=21)
    assert (await chat(tgi, logprobs=False, top_logprobs=5))["choices"][0]["logprobs"] is None


async def test_logprobs_have_bytes(tgi: Caller) -> None:
    tgi.engine.reply = "é"
    found = await chat(tgi, logprobs=True, temperature=0)
    tokens = found["choices"][0]["logprobs"]["content"]
    assert [token["token"] for token in tokens] == ["", "é", "</s>"]
    assert tokens[1]["bytes"] == [195, 169]


async def test_penalties_are_openais(tgi: Caller) -> None:
    await chat(tgi, presence_penalty=0, frequency_penalty=1)
    sampling = tgi.engine.generations[-1].sampling
    assert (sampling.presence_penalty, sampling.repetition_penalty) == (0.0, 1.0)
    assert (sampling.frequency_penalty, sampling.relative_frequency_penalty) == (1.0, 0.0)


async def test_temperature_zero_is_greedy_whatever_else(tgi: Caller) -> None:
    await chat(tgi, temperature=0, top_p=0.5)
    assert tgi.engine.generations[-1].sampling.temperature == 0.0
    await chat(tgi)
    assert tgi.engine.generations[-1].sampling.temperature == 1.0


async def test_temperature_may_pass_two(tgi: Caller) -> None:
    await chat(tgi, temperature=3)
    assert tgi.engine.generations[-1].sampling.temperature == 3


async def test_top_p_of_one_is_off_and_zero_refused(tgi: Caller) -> None:
    await chat(tgi, top_p=1.0)
    assert tgi.engine.generations[-1].sampling.top_p == 1.0
    await refused(tgi, top_p=0)


async def test_the_newer_name_of_max_tokens_wins(tgi: Caller) -> None:
    await chat(tgi, max_tokens=9, max_completion_tokens=3)
    assert tgi.engine.generations[-1].sampling.max_new_tokens == 3


async def test_without_max_tokens_the_context_is_the_limit(tgi: Caller) -> None:
    await chat(tgi, max_tokens=None)
    generation = tgi.engine.generations[-1]
    assert generation.sampling.max_new_tokens == 2048 - len(generation.prompt)


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ({"type": "json_object", "value": SCHEMA}, "json_schema"),
        ({"type": "json_object", "schema": SCHEMA}, "json_schema"),
        ({"type": "json", "value": SCHEMA}, "json_schema"),
        ({"type": "json_schema", "value": {"name": "a", "schema": SCHEMA}}, "json_schema"),
        ({"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}, "json_schema"),
        ({"type": "regex", "value": "[0-9]"}, "regex"),
        ({"type": "json_object"}, "json_object"),
        ({"type": "text"}, None),
    ],
)
async def test_response_formats_of_both(tgi: Caller, form: dict[str, Any], kind: str | None) -> None:
    await chat(tgi, response_format=form)
    grammar = tgi.engine.generations[-1].sampling.grammar
    assert (grammar and grammar.kind) == kind


async def test_usage_counts_the_end_token_and_the_templates_prompt(tgi: Caller) -> None:
    tgi.engine.reply = "ab"
    usage = (await chat(tgi, temperature=0))["usage"]
    tokens = (await tgi.post("/chat_tokenize", {"messages": QUESTION})).json()["tokenize_response"]
    assert usage == {
        "prompt_tokens": len(tokens),
        "completion_tokens": 3,
        "total_tokens": len(tokens) + 3,
    }


async def test_a_chats_prompt_has_no_second_beginning(tgi: Caller) -> None:
    await chat(tgi)
    assert 256 not in tgi.engine.generations[-1].prompt


async def test_a_last_assistant_message_is_continued(tgi: Caller) -> None:
    text = await text_of(tgi, messages=[*QUESTION, {"role": "assistant", "content": "It is "}])
    assert text.endswith("assistant: It is")


async def test_parts_are_joined_and_images_are_markdown(tgi: Caller) -> None:
    url = "http://a.test/b.png"
    parts = [
        {"type": "text", "text": "a"},
        {"type": "image_url", "image_url": {"url": url}},
        {"type": "text", "text": "b"},
    ]
    assert f"user: a![]({url})b\n" in await text_of(tgi, messages=[{"role": "user", "content": parts}])


async def test_no_content_only_beside_tool_calls(tgi: Caller) -> None:
    call = {"id": "0", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    assistant = {"role": "assistant", "content": None, "tool_calls": [call]}
    await text_of(tgi, messages=[*QUESTION, assistant, {"role": "tool", "content": "6", "tool_call_id": "0"}])
    await refused(tgi, messages=[{"role": "user", "content": None}])
    await refused(tgi, messages=[{"role": "user"}])


async def test_unknown_members_are_ignored(tgi: Caller) -> None:
    await chat(tgi, user="me", metadata={"a": 1}, service_tier="auto", store=True, guideline="x")


class TestNoTemplate:
    @pytest.fixture
    def engine(self) -> FakeEngine:
        return FakeEngine(chat_template=False)

    async def test_a_model_without_a_template(self, tgi: Caller) -> None:
        assert await refused(tgi) == {
            "error": "Template error: template not found",
            "error_type": "template_error",
        }
