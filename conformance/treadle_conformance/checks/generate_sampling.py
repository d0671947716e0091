"""Sampling, prefill, truncation, best_of and grammars on TGI's native routes."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs

from treadle_conformance.checks.generate import SAMPLED, details
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import PROMPT, chat, completion, greedy
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound
from treadle_conformance.shape import is_array

KEPT = 3  # tokens that truncate leaves
PATTERN = "[0-9]{3}-[a-c]{2}"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"loom": {"type": "string", "enum": ["hand", "power"]}, "threads": {"type": "boolean"}},
    "required": ["loom", "threads"],
    "additionalProperties": False,
}
OF_A_GRAMMAR = 128  # tokens, more than any text that fits needs
SEEDS = (1, 2, 3, 4)


async def _tokens(server: Server, text: str = PROMPT) -> list[int]:
    answer = sound(await server.post("/tokenize", {"inputs": text}))
    return [token["id"] for token in answer.json]


@check("GEN-15", "SVC-12", features="tgi generate tokenize prefill")
async def prefill_is_the_prompt(server: Server) -> None:
    """decoder_input_details gives the prompt's tokens, the first without a logprob."""
    answer = await server.post("/generate", greedy(2, decoder_input_details=True))
    prefill = details(answer)["prefill"]
    ids, wanted = [token["id"] for token in prefill], await _tokens(server)
    require(ids == wanted, f"prefill has the ids {ids}, /tokenize says {wanted}", answer)
    require(prefill[0]["logprob"] is None, f"the first token has the logprob {prefill[0]['logprob']}", answer)
    missing = [token for token in prefill[1:] if token["logprob"] is None]
    require(not missing, f"tokens after the first without a logprob: {missing}", answer)


@check("GEN-16", features="tgi generate streams tokenize input_length")
async def truncate_keeps_the_end(server: Server) -> None:
    """Truncate keeps that many tokens from the prompt's end."""
    cut = sound(await server.post("/generate_stream", greedy(6, truncate=KEPT)))
    length = cut.events[-1]["details"]["input_length"]
    require(length == KEPT, f"truncate is {KEPT}, and input_length {length}", cut)
    other = sound(await server.post("/generate_stream", greedy(6, f"Before that, {PROMPT}", truncate=KEPT)))
    texts = [answer.events[-1]["generated_text"] for answer in (cut, other)]
    require(
        texts[0] == texts[1], f"prompts that end alike, truncated alike: {texts[0]!r} and {texts[1]!r}", other
    )


@check("GEN-17", features="tgi generate best_of")
async def best_of_gives_the_others(server: Server) -> None:
    """best_of 2 gives one sequence in best_of_sequences."""
    answer = await server.post("/generate", greedy(4, best_of=2, **SAMPLED))
    others: list[Any] = details(answer).get("best_of_sequences") or []
    require(len(others) == 1, f"best_of is 2, and best_of_sequences has {len(others)}", answer)


@check("GEN-18", features="tgi generate best_of")
async def best_of_is_the_best(server: Server) -> None:
    """The chosen sequence has the highest mean logprob."""
    answer = await server.post("/generate", greedy(6, best_of=2, **SAMPLED))
    found = details(answer)
    chosen = _mean(found)
    others: list[dict[str, Any]] = found.get("best_of_sequences") or []
    for other in others:
        mean = _mean(other)
        require(mean <= chosen + 1e-4, f"the mean logprob is {chosen:.4f}, another's {mean:.4f}", answer)


def _mean(sequence: dict[str, Any]) -> float:
    logprobs = [token["logprob"] for token in sequence["tokens"]]
    return float(sum(logprobs) / len(logprobs))


@check("GEN-19", features="tgi generate grammar")
async def grammar_regex_holds(server: Server) -> None:
    """With a regular expression the whole text matches it."""
    answer = sound(await server.post("/generate", _by({"type": "regex", "value": PATTERN})))
    _matches(answer.json["generated_text"], answer)


@check("GEN-20", features="tgi generate grammar")
async def grammar_schema_holds(server: Server) -> None:
    """With a JSON schema the text is JSON that it allows."""
    answer = sound(await server.post("/generate", _by({"type": "json", "value": SCHEMA})))
    fits(answer.json["generated_text"], SCHEMA, answer)


@check("GEN-21", features="tgi generate grammar streams")
async def grammar_holds_in_a_stream(server: Server) -> None:
    """A grammar holds for a stream as well."""
    answer = sound(await server.post("/generate_stream", _by({"type": "regex", "value": PATTERN})))
    _matches(answer.events[-1]["generated_text"], answer)


def _by(grammar: dict[str, Any]) -> dict[str, Any]:
    return greedy(OF_A_GRAMMAR, "A loom number: ", grammar=grammar)


def _matches(text: str, answer: Exchange) -> None:
    require(re.fullmatch(PATTERN, text), f"{text!r} does not match {PATTERN}", answer)


def fits(text: str, schema: dict[str, Any], answer: Exchange) -> None:
    """Raise Violation unless `text` is JSON that `schema` allows."""
    try:
        value: Any = json.loads(text)
    except ValueError as error:
        require(False, f"{text!r} is no JSON: {error}", answer)
        return
    complaint = next(
        (error.message for error in jsonschema_rs.validator_for(schema).iter_errors(value)), None
    )
    require(complaint is None, f"{text!r}: {complaint}", answer)


@check("GEN-22", features="tgi generate")
async def top_k_of_1_is_greedy(server: Server) -> None:
    """Sampling from one token is greedy."""
    plain = sound(await server.post("/generate", greedy(6))).json["generated_text"]
    answer = sound(await server.post("/generate", greedy(6, do_sample=True, top_k=1, seed=5)))
    text = answer.json["generated_text"]
    require(text == plain, f"greedy: {plain!r}; top_k 1: {text!r}", answer)


@check("GEN-23", features="tgi generate")
async def sampling_samples(server: Server) -> None:
    """Four seeds do not all give one text."""
    answers = [
        sound(await server.post("/generate", greedy(8, do_sample=True, temperature=1.5, seed=seed)))
        for seed in SEEDS
    ]
    texts = {answer.json["generated_text"] for answer in answers}
    require(len(texts) > 1, f"{len(SEEDS)} seeds all gave {min(texts)!r}", answers[-1])


@check("GEN-24", features="tgi generate")
async def neutral_penalties_change_nothing(server: Server) -> None:
    """repetition_penalty 1 and frequency_penalty 0 change nothing."""
    plain = sound(await server.post("/generate", greedy(6))).json["generated_text"]
    answer = sound(await server.post("/generate", greedy(6, repetition_penalty=1.0, frequency_penalty=0.0)))
    text = answer.json["generated_text"]
    require(text == plain, f"without penalties {plain!r}, with neutral ones {text!r}", answer)


@check("GEN-26", features="tgi generate chat completions")
async def invocations_take_every_form(server: Server) -> None:
    """POST /invocations answers native, chat and completion bodies, each in its form."""
    plain: Any = sound(await server.post("/invocations", greedy(2))).json
    native = plain[0] if is_array(plain) else plain
    require("generated_text" in native, f"a native body was answered {str(plain)[:200]}")
    for body, kind in (
        (chat(server.facts.model, 2), "chat.completion"),
        (completion(server.facts.model, 2), "text_completion"),
    ):
        answer = sound(await server.post("/invocations", body))
        found = answer.json.get("object")
        require(found == kind, f"expected a {kind}, got {answer.summary}", answer)


@check("GEN-27", features="tgi generate grammar")
async def special_tokens_are_no_text(server: Server) -> None:
    """The end token is marked as special, and its text is not part of generated_text."""
    answer = await server.post("/generate", _by({"type": "regex", "value": PATTERN}))
    found = details(answer)
    if found["finish_reason"] != "eos_token":
        return  # a server may end at the grammar's last character
    last = found["tokens"][-1]
    require(last["special"], f"the reason is eos_token, and the last token is {last}", answer)
    text = answer.json["generated_text"]
    require(not last["text"] or last["text"] not in text, f"{last['text']!r} is in {text!r}", answer)
