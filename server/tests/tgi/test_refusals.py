"""TGI's refusals word for word, and which of several is told: the first in TGI's order."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.config import ServerSettings

CHAT = "/v1/chat/completions"
PREFIX = "Input validation error: "

# In TGI 3.3.7's order: members of `parameters` (`inputs` beside them), and what is said of them.
NATIVE: list[tuple[dict[str, Any], str]] = [
    ({"best_of": 3, "do_sample": True}, "`best_of` must be > 0 and <= 2. Given: 3"),
    ({"best_of": 2, "do_sample": False}, "you must use sampling when `best_of` is > 1"),
    ({"temperature": 0}, "`temperature` must be strictly positive"),
    ({"repetition_penalty": 0}, "`repetition_penalty` must be strictly positive"),
    ({"frequency_penalty": 2.1}, "`frequency_penalty` must be >= -2.0 and <= 2.0"),
    ({"top_p": 1}, "`top_p` must be > 0.0 and < 1.0"),
    ({"typical_p": 0}, "`typical_p` must be > 0.0 and < 1.0"),
    ({"top_k": 0}, "`top_k` must be strictly positive"),
    ({"max_new_tokens": 0}, "`max_new_tokens` must be strictly positive"),
    ({"stop": ["a"] * 5}, "`stop` supports up to 4 stop sequences. Given: 5"),
    ({"best_of": 2, "do_sample": True, "seed": 1}, "`seed` must not be set when `best_of` > 1"),
    ({"top_n_tokens": 6}, "`top_n_tokens` must be >= 0 and <= 5. Given: 6"),
    ({"inputs": ""}, "`inputs` cannot be empty"),
    ({"truncate": 2048}, "`truncate` must be strictly positive and less than 2047. Given: 2048"),
    (
        {"inputs": "x" * 2041, "max_new_tokens": 7},
        "`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 2042 `inputs` tokens and 7 `max_new_tokens`",
    ),
    ({"inputs": "x" * 2048}, "`inputs` must have less than 2047 tokens. Given: 2049"),
    ({"grammar": {"type": "json", "value": "{"}}, "grammar is not valid: "),
]


async def said(tgi: Caller, parameters: dict[str, Any], path: str = "/generate", **beside: Any) -> str:
    parameters = dict(parameters)
    body = {"inputs": parameters.pop("inputs", "a"), "parameters": parameters, **beside}
    answer = await tgi.post(path, body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["error_type"] == "validation"
    words = str(answer.json()["error"])
    assert words.startswith(PREFIX)
    return words.removeprefix(PREFIX)


@pytest.mark.parametrize(("parameters", "words"), NATIVE)
async def test_words(tgi: Caller, parameters: dict[str, Any], words: str) -> None:
    if words.endswith(": "):
        assert (await said(tgi, parameters)).startswith(words)
    else:
        assert await said(tgi, parameters) == words


async def test_order(tgi: Caller) -> None:
    for (first, words), (second, _) in itertools.combinations(NATIVE, 2):
        if first.keys() & second.keys():
            continue
        # A sampling parameter in the second would heal the first's "you must use sampling".
        if "sampling" in words and second.keys() & {"temperature", "top_k", "top_p", "typical_p"}:
            continue
        assert (await said(tgi, {**first, **second})).startswith(words), (first, second)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"best_of": 2, "do_sample": True}, "`best_of` != 1 is not supported when streaming tokens"),
        (
            {"decoder_input_details": True},
            "`decoder_input_details` == true is not supported when streaming tokens",
        ),
    ],
)
async def test_words_on_streams(tgi: Caller, parameters: dict[str, Any], words: str) -> None:
    wrong = {"temperature": 0, "inputs": ""}  # TGI looks at these later
    assert await said(tgi, parameters | wrong, "/generate_stream") == words
    assert await said(tgi, parameters | wrong, "/", stream=True) == words


async def test_a_wrong_type_goes_first(tgi: Caller) -> None:
    assert "/parameters/watermark" in await said(tgi, {"temperature": 0, "watermark": "x", "inputs": ""})


class TestNoBestOf:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(max_best_of=1)

    async def test_words(self, tgi: Caller) -> None:
        sampled = {"best_of": 2, "do_sample": True}
        assert await said(tgi, sampled) == "`best_of` != 1 is not allowed for this endpoint"


# Members of a chat, what is said of them, and of what type that is.
V1 = [
    ({"temperature": -1}, PREFIX + "`temperature` must be strictly positive", "validation"),
    ({"frequency_penalty": 3}, PREFIX + "`frequency_penalty` must be >= -2.0 and <= 2.0", "validation"),
    ({"max_tokens": 0}, PREFIX + "`max_new_tokens` must be strictly positive", "validation"),
    ({"stop": ["a"] * 5}, PREFIX + "`stop` supports up to 4 stop sequences. Given: 5", "validation"),
]
CHATS = [
    *V1,
    ({"max_completion_tokens": 0}, PREFIX + "`max_new_tokens` must be strictly positive", "validation"),
    (
        {"tools": [], "response_format": {"type": "json_object"}},
        "Tool error: Grammar and tools are mutually exclusive",
        "tool_error",
    ),
    (
        {
            "tools": [{"type": "function", "function": {"name": "x", "parameters": {}}}],
            "tool_choice": {"type": "function", "function": {"name": "y"}},
        },
        "Tool error: Tool with name y not found",
        "tool_error",
    ),
]
COMPLETIONS = [
    *V1,
    ({"repetition_penalty": -1}, PREFIX + "`repetition_penalty` must be strictly positive", "validation"),
    (
        {"prompt": ["a"] * 5},
        "Number of prompts exceeds the maximum allowed batch size of 4",
        "batch size exceeded",
    ),
]


@pytest.mark.parametrize(("members", "words", "kind"), CHATS)
async def test_words_on_chats(tgi: Caller, members: dict[str, Any], words: str, kind: str) -> None:
    answer = await tgi.post(CHAT, {"messages": [{"role": "user", "content": "a"}], **members})
    assert (answer.status_code, answer.json()) == (422, {"error": words, "error_type": kind})


@pytest.mark.parametrize(("members", "words", "kind"), COMPLETIONS)
async def test_words_on_completions(tgi: Caller, members: dict[str, Any], words: str, kind: str) -> None:
    answer = await tgi.post("/v1/completions", {"prompt": "a", **members})
    assert (answer.status_code, answer.json()) == (422, {"error": words, "error_type": kind})


async def test_words_of_a_template(tgi: Caller) -> None:
    answer = await tgi.post(CHAT, {"messages": [{"role": "nobody", "content": "a"}]})
    assert (answer.status_code, answer.json()["error_type"]) == (422, "template_error")
    assert answer.json()["error"].startswith("Template error: ")


async def test_a_number_too_large_is_not_told_that_it_is_too_small(tgi: Caller) -> None:
    for name, number in (("max_new_tokens", 2**32), ("top_k", 2**31), ("temperature", 1e39)):
        answer = await tgi.post("/generate", {"inputs": "a", "parameters": {name: number}})
        assert answer.status_code == 422
        assert f"/parameters/{name}` must be at most" in answer.json()["error"]
