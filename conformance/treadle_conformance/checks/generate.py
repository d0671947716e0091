"""What generation means on TGI's native routes."""

from __future__ import annotations

from typing import Any

from treadle_conformance.faults import Blocked, require
from treadle_conformance.requests import PROMPT, TOKENS, greedy
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound
from treadle_conformance.shape import is_array

SAMPLED: dict[str, Any] = {"do_sample": True, "temperature": 0.9}


def details(answer: Any) -> dict[str, Any]:
    """The details of a native answer; raises Blocked when they are missing though asked for."""
    value: dict[str, Any] = sound(answer).json
    if "details" not in value:
        raise Blocked(
            "generate.details_only_when_asked", "details are missing, though they were asked for", answer
        )
    found: dict[str, Any] = value["details"]
    return found


@check("GEN-01", features="tgi generate")
async def stream_decides_the_form(server: Server) -> None:
    """POST / answers an array of one object, or an event stream if `stream` is true."""
    plain = sound(await server.post("/", {**greedy(), "stream": False}))
    body: Any = plain.json
    one = is_array(body) and len(body) == 1
    require(one, f"expected an array of one object: {plain.summary}", plain)
    absent = sound(await server.post("/", greedy()))
    require(isinstance(absent.json, list), f"expected an array without `stream`: {absent.summary}", absent)
    streamed = sound(await server.post("/", {**greedy(), "stream": True}))
    require(streamed.streamed, f"expected an event stream: {streamed.summary}", streamed)


@check("GEN-02", features="tgi generate")
async def details_only_when_asked(server: Server) -> None:
    """`details` is there when asked for, and absent otherwise."""
    given = sound(await server.post("/generate", greedy()))
    require("details" in given.json, "details were asked for, and are missing", given)
    without = sound(await server.post("/generate", greedy(4, details=False)))
    require("details" not in without.json, "details were not asked for, and are there", without)


@check("GEN-03", features="tgi generate")
async def token_count_is_the_number_of_tokens(server: Server) -> None:
    """generated_tokens is the number of entries of tokens."""
    answer = await server.post("/generate", greedy())
    found = details(answer)
    count, tokens = found["generated_tokens"], len(found["tokens"])
    require(count == tokens, f"generated_tokens is {count}, and tokens has {tokens} entries", answer)


@check("GEN-04", features="tgi generate")
async def token_texts_make_the_text(server: Server) -> None:
    """The texts of the tokens, special ones left out, make generated_text."""
    answer = await server.post("/generate", greedy())
    joined = "".join(token["text"] for token in details(answer)["tokens"] if not token["special"])
    text = answer.json["generated_text"]
    require(joined == text, f"the tokens say {joined!r}, generated_text says {text!r}", answer)


@check("GEN-05", features="tgi generate")
async def length_is_kept(server: Server) -> None:
    """Not more than max_new_tokens tokens, and `length` as the reason when they were used up."""
    for limit in (1, TOKENS):
        answer = await server.post("/generate", greedy(limit))
        found = details(answer)
        count, reason = found["generated_tokens"], found["finish_reason"]
        require(count <= limit, f"max_new_tokens is {limit}, and {count} were generated", answer)
        require(
            count == limit or reason != "length",
            f"{count} of {limit} tokens, and the reason is length",
            answer,
        )
        ended = found["tokens"][-1]["special"] if found["tokens"] else False
        require(
            count < limit or ended or reason == "length",
            f"{count} of {limit} tokens, and the reason is {reason}",
            answer,
        )


@check("GEN-06", features="tgi generate")
async def finish_reason_is_true(server: Server) -> None:
    """`eos_token` ends with a special token, `stop_sequence` needs a stop."""
    answer = await server.post("/generate", greedy())
    found = details(answer)
    reason = found["finish_reason"]
    require(reason != "stop_sequence", "the reason is stop_sequence, and no stop was given", answer)
    last = found["tokens"][-1]
    require(
        reason != "eos_token" or last["special"],
        f"the reason is eos_token, and the last token is {last}",
        answer,
    )


@check("GEN-07", features="tgi generate")
async def stop_sequence_ends_the_text(server: Server) -> None:
    """Generation ends at a stop sequence, which stays at the end of the text."""
    free = await server.post("/generate", greedy())
    texts = [token["text"] for token in details(free)["tokens"][2:] if token["text"].strip()]
    require(texts, "the model generated no text to stop at", free)
    stop = texts[0]
    answer = await server.post("/generate", greedy(stop=[stop]))
    reason, text = details(answer)["finish_reason"], answer.json["generated_text"]
    require(reason == "stop_sequence", f"stop is {stop!r}, and the reason is {reason}", answer)
    require(text.endswith(stop), f"stop is {stop!r}, and the text is {text!r}", answer)
    whole = free.json["generated_text"]
    require(whole.startswith(text), f"with stop the text is {text!r}, without {whole!r}", answer)


@check("GEN-08", features="tgi generate")
async def full_text_begins_with_the_prompt(server: Server) -> None:
    """return_full_text puts the prompt before the text."""
    full = sound(await server.post("/generate", greedy(return_full_text=True)))
    bare = sound(await server.post("/generate", greedy(return_full_text=False)))
    expected = PROMPT + bare.json["generated_text"]
    require(
        full.json["generated_text"] == expected,
        f"expected {expected!r}, got {full.json['generated_text']!r}",
        full,
    )


@check("GEN-09", features="tgi generate")
async def seed_repeats_the_text(server: Server) -> None:
    """The same seed gives the same text, and details tell it."""
    body = greedy(seed=42, **SAMPLED)
    first, second = await server.post("/generate", body), await server.post("/generate", body, again=True)
    require(details(first)["seed"] == 42, f"the seed is 42, and details say {details(first)['seed']}", first)
    texts = sound(first).json["generated_text"], sound(second).json["generated_text"]
    require(texts[0] == texts[1], f"seed 42 gave {texts[0]!r} and then {texts[1]!r}", second)
    unseeded = await server.post("/generate", greedy(**SAMPLED))
    require(details(unseeded)["seed"] is not None, "a sampled generation does not tell its seed", unseeded)


@check("GEN-10", features="tgi generate")
async def greedy_is_repeatable(server: Server) -> None:
    """A greedy generation gives the same text again, and no seed."""
    first = await server.post("/generate", greedy())
    second = await server.post("/generate", greedy(), again=True)
    require(
        details(first)["seed"] is None, f"greedy, and details tell the seed {details(first)['seed']}", first
    )
    texts = first.json["generated_text"], sound(second).json["generated_text"]
    require(texts[0] == texts[1], f"greedy gave {texts[0]!r} and then {texts[1]!r}", second)


@check("GEN-11", features="tgi generate")
async def no_logprob_is_above_0(server: Server) -> None:
    """Log probabilities are not above 0."""
    answer = await server.post("/generate", greedy())
    found = [token["logprob"] for token in details(answer)["tokens"] if token["logprob"] is not None]
    require(found, "no token has a logprob", answer)
    require(max(found) <= 0, f"a logprob is {max(found)}", answer)


@check("GEN-12", features="tgi generate")
async def alternatives_are_ordered_and_counted(server: Server) -> None:
    """top_n_tokens gives each token that many alternatives, most probable first."""
    answer = await server.post("/generate", greedy(top_n_tokens=3))
    found = details(answer)
    lists = found.get("top_tokens", [])
    require(
        len(lists) == len(found["tokens"]), f"{len(found['tokens'])} tokens, {len(lists)} top_tokens", answer
    )
    for alternatives in lists:
        logprobs = [token["logprob"] for token in alternatives]
        require(len(logprobs) >= 3, f"top_n_tokens is 3, and there are {len(logprobs)} alternatives", answer)
        require(
            logprobs == sorted(logprobs, reverse=True),
            f"the alternatives are not in order: {logprobs}",
            answer,
        )
        tied = all(value == logprobs[2] for value in logprobs[3:])
        require(tied, f"more than 3 alternatives, and they do not tie: {logprobs}", answer)


@check("GEN-14", features="tgi generate")
async def greedy_token_is_the_first_alternative(server: Server) -> None:
    """What greedy decoding takes is the most probable alternative."""
    answer = await server.post("/generate", greedy(top_n_tokens=3))
    found = details(answer)
    for token, alternatives in zip(found["tokens"], found.get("top_tokens", []), strict=False):
        best = alternatives[0]["logprob"]
        ids = [other["id"] for other in alternatives if other["logprob"] == best]
        require(
            token["id"] in ids,
            f"token {token} is not its most probable alternative {alternatives[0]}",
            answer,
        )


@check("GEN-13", features="tgi generate early_refusal")
async def contradictions_are_refused(server: Server) -> None:
    """best_of with a seed, without sampling, or streamed, is refused."""
    sound(await server.post("/generate", greedy(1, best_of=2, seed=7, **SAMPLED), valid=False), 422)
    sound(await server.post("/generate", greedy(1, best_of=2), valid=False), 422)
    sound(await server.post("/generate_stream", greedy(1, best_of=2, **SAMPLED), valid=False), 422)
