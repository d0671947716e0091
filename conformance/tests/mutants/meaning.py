"""Faults of what generation means (41 to 58 of the list): every body and status is valid."""

from __future__ import annotations

import itertools
from typing import Any

from mutants.middleware import Answer, Wrap, answer, asked, events, mutant


def _detailed(edit: Any) -> Any:
    def change(a: Answer) -> None:
        value = a.json
        if "details" in value:
            edit(value, a)
            a.json = value

    return change


@mutant(41, "GEN-03", "generate.token_count_is_the_number_of_tokens", "generate.length_is_kept")
def token_count_is_off() -> Wrap:
    def edit(value: Any, _: Answer) -> None:
        value["details"]["generated_tokens"] += 1

    return answer("POST /generate", _detailed(edit))


@mutant(
    42,
    "GEN-04",
    "generate.token_texts_make_the_text",
    "generate.greedy_is_repeatable",
    "stream.equals_plain",
    "generate.full_text_begins_with_the_prompt",
    "generate.stop_sequence_ends_the_text",
    "stream.tears_no_character",
    "generate.grammar_regex_holds",
    "generate.grammar_schema_holds",
)
def text_is_not_the_tokens() -> Wrap:
    def edit(value: Any, _: Answer) -> None:
        value["generated_text"] += " more"

    return answer("POST /generate", _detailed(edit))


@mutant(43, "GEN-02", "generate.details_only_when_asked", "errors.wrong_type_is_refused")
def details_always() -> Wrap:
    def wish(body: Any) -> Any:
        wishes = body.get("parameters", {})
        return {**body, "parameters": {**wishes, "details": True}} if isinstance(wishes, dict) else body

    return asked("POST /generate", wish)


@mutant(43, "GEN-02", "generate.details_only_when_asked")
def details_never() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {k: v for k, v in a.json.items() if k != "details"}

    return answer("POST /generate", edit)


@mutant(44, "GEN-05", "generate.length_is_kept", "generate.stop_sequence_ends_the_text")
def one_token_too_many() -> Wrap:
    def edit(body: Any) -> Any:
        wishes = dict(body.get("parameters") or {})
        if isinstance(wishes.get("max_new_tokens"), int) and wishes["max_new_tokens"] > 0:
            wishes["max_new_tokens"] += 1
        return {**body, "parameters": wishes} if wishes else body

    return asked("POST /generate", edit)


@mutant(45, "GEN-06", "generate.finish_reason_is_true", "generate.length_is_kept")
def length_called_end() -> Wrap:
    def edit(value: Any, _: Answer) -> None:
        if value["details"]["finish_reason"] == "length":
            value["details"]["finish_reason"] = "eos_token"

    return answer("POST /generate", _detailed(edit))


@mutant(46, "GEN-07", "generate.stop_sequence_ends_the_text", "service.told_limits_are_enforced")
def stop_is_ignored() -> Wrap:
    def edit(body: Any) -> Any:
        wishes = {k: v for k, v in (body.get("parameters") or {}).items() if k != "stop"}
        return {**body, "parameters": wishes} if wishes else body

    return asked("POST /generate", edit)


@mutant(47, "GEN-08", "generate.full_text_begins_with_the_prompt")
def full_text_is_ignored() -> Wrap:
    def edit(body: Any) -> Any:
        wishes = dict(body.get("parameters") or {})
        if "return_full_text" in wishes:
            wishes["return_full_text"] = False
        return {**body, "parameters": wishes} if wishes else body

    return asked("POST /generate", edit)


@mutant(48, "GEN-09", "generate.seed_repeats_the_text")
def seed_is_ignored() -> Wrap:
    numbers = itertools.count()

    def edit(body: Any) -> Any:
        wishes = dict(body.get("parameters") or {})
        if isinstance(wishes.get("seed"), int) and 0 < wishes["seed"] < 2**32:
            wishes["seed"] += next(numbers)
        return {**body, "parameters": wishes} if wishes else body

    return asked("POST /generate", edit)


@mutant(
    48,
    "GEN-10",
    "generate.greedy_is_repeatable",
    "generate.greedy_token_is_the_first_alternative",
    "stream.equals_plain",
    "generate.stop_sequence_ends_the_text",
    "stream.tears_no_character",
    "generate.full_text_begins_with_the_prompt",
    "generate.contradictions_are_refused",
    "generate.top_k_of_1_is_greedy",
    "generate.neutral_penalties_change_nothing",
)
def greedy_is_sampled() -> Wrap:
    def edit(body: Any) -> Any:
        wishes = dict(body.get("parameters") or {})
        return {**body, "parameters": {**wishes, "do_sample": True}} if wishes else body

    return asked("POST /generate", edit)


@mutant(50, "GEN-12", "generate.alternatives_are_ordered_and_counted")
def one_alternative_too_few() -> Wrap:
    def edit(value: Any, _: Answer) -> None:
        if "top_tokens" in value["details"]:
            value["details"]["top_tokens"] = [tokens[:-1] for tokens in value["details"]["top_tokens"]]

    return answer("POST /generate", _detailed(edit))


@mutant(
    50,
    "GEN-12",
    "generate.alternatives_are_ordered_and_counted",
    "generate.greedy_token_is_the_first_alternative",
)
def alternatives_backwards() -> Wrap:
    def edit(value: Any, _: Answer) -> None:
        if "top_tokens" in value["details"]:
            value["details"]["top_tokens"] = [tokens[::-1] for tokens in value["details"]["top_tokens"]]

    return answer("POST /generate", _detailed(edit))


@mutant(51, "GEN-11", "generate.no_logprob_is_above_0")
def positive_logprob() -> Wrap:
    def edit(value: Any, _: Answer) -> None:
        for token in value["details"]["tokens"]:
            token["logprob"] = abs(token["logprob"])

    return answer("POST /generate", _detailed(edit))


@mutant(49, "GEN-13", "generate.contradictions_are_refused")
def best_of_with_seed_is_taken() -> Wrap:
    def edit(body: Any) -> Any:
        wishes = dict(body.get("parameters") or {})
        if wishes.get("best_of") == 2:
            wishes.pop("seed", None)
            wishes["do_sample"] = True
        return {**body, "parameters": wishes} if wishes else body

    return asked("POST /generate", edit)


@mutant(53, "SVC-05", "service.token_offsets_are_bytes", "service.tokens_cover_the_input")
def offsets_in_characters() -> Wrap:
    def edit(a: Answer) -> None:
        text = a.wishes["inputs"].encode()
        tokens = a.json
        for token in tokens:
            token["start"] = len(text[: token["start"]].decode("utf-8", "ignore"))
            token["stop"] = len(text[: token["stop"]].decode("utf-8", "ignore"))
        a.json = tokens

    return answer("POST /tokenize", edit)


@mutant(53, "SVC-06", "service.tokens_cover_the_input", "service.told_limits_are_enforced")
def a_token_is_left_out() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = a.json[:2] + a.json[3:]

    return answer("POST /tokenize", edit)


@mutant(54, "SVC-03", "service.told_limits_are_enforced")
def told_limit_is_too_low() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "max_input_tokens": 100}

    return answer("GET /info", edit)


@mutant(54, "SVC-03", "service.told_limits_are_enforced")
def told_limit_is_too_high() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "max_input_tokens": 3000, "max_total_tokens": 3001}

    return answer("GET /info", edit)


@mutant(55, "OAI-01", "openai.usage_adds_up")
def usage_does_not_add_up() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {
            **a.json,
            "usage": {**a.json["usage"], "total_tokens": a.json["usage"]["completion_tokens"]},
        }

    return answer("POST /v1/chat/completions", edit)


@mutant(44, "OAI-03", "openai.max_tokens_is_kept")
def chat_is_longer_than_asked() -> Wrap:
    return asked(
        "POST /v1/chat/completions",
        lambda body: (
            {**body, "max_tokens": 9 + (body.get("max_tokens") or 0)}
            if isinstance(body.get("max_tokens"), int) and body["max_tokens"] > 0
            else body
        ),
    )


@mutant(45, "OAI-03", "openai.max_tokens_is_kept")
def chat_that_is_cut_says_stop() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        for choice in value["choices"]:
            choice["finish_reason"] = choice["finish_reason"].replace("length", "stop")
        a.json = value

    return answer("POST /v1/chat/completions", edit)


@mutant(46, "OAI-08", "openai.stop_is_left_out", "openai.stop_may_be_one_text")
def stop_stays_in_chat() -> Wrap:
    def edit(a: Answer) -> None:
        stop = a.wishes.get("stop")
        value = a.json
        if stop:
            value["choices"][0]["message"]["content"] += stop[0]
            a.json = value

    return answer("POST /v1/chat/completions", edit)


@mutant(49, "OAI-09", "openai.n_gives_n_choices")
def one_choice_only() -> Wrap:
    return asked(
        "POST /v1/chat/completions", lambda body: {**body, "n": 1} if isinstance(body.get("n"), int) else body
    )


@mutant(51, "OAI-07", "openai.logprobs_are_complete")
def logprobs_of_all_but_one() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        for choice in value["choices"]:
            if choice["logprobs"]:
                choice["logprobs"]["content"].pop()
        a.json = value

    return answer("POST /v1/chat/completions", edit)


@mutant(
    58,
    "SVC-01",
    "service.metrics_are_prometheus_text",
    "service.requests_are_counted",
    "stream.ends_when_the_client_leaves",
    "service.generated_tokens_are_counted",
)
def metrics_are_prose() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = b"All is well. Three requests so far.\n"

    return answer("GET /metrics", edit)


@mutant(58, "SVC-01", "service.metrics_are_prometheus_text")
def buckets_are_not_cumulative() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = a.body.replace(b'le="1.0"} ', b'le="1.0"} -')

    return answer("GET /metrics", edit)


@mutant(
    58,
    "SVC-01",
    "service.metrics_are_prometheus_text",
    "service.requests_are_counted",
    "service.generated_tokens_are_counted",
)
def labels_have_no_commas() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = a.body + b'loom_threads{warp="1"weft="2"} 3\n'

    return answer("GET /metrics", edit)


@mutant(58, "SVC-02", "service.requests_are_counted")
def requests_are_not_counted() -> Wrap:
    def edit(a: Answer) -> None:
        lines = a.body.decode().splitlines()
        a.body = "\n".join(
            "tgi_request_count 1" if x.startswith("tgi_request_count ") else x for x in lines
        ).encode()
        a.body += b"\n"

    return answer("GET /metrics", edit)


@mutant(57, "STREAM-11", "stream.equals_plain", "stream.native_tokens_make_the_text")
def stream_says_something_else() -> Wrap:
    first: list[str] = []

    def whole(event: Any, number: int) -> Any:
        if number == 1:
            first[:] = [event["token"]["text"]]
            event["token"]["text"] = " Well,"
        if event["generated_text"] is not None:
            event["generated_text"] = " Well," + event["generated_text"].removeprefix(first[0])
        return event

    return events("POST /generate_stream", whole)


@mutant(50, "GEN-14", "generate.greedy_token_is_the_first_alternative")
def alternatives_of_another_token() -> Wrap:
    def edit(value: Any, _: Answer) -> None:
        for alternatives in value["details"].get("top_tokens", []):
            alternatives[0]["id"], alternatives[1]["id"] = alternatives[1]["id"], alternatives[0]["id"]

    return answer("POST /generate", _detailed(edit))


@mutant(30, "OAI-11", "openai.chat_needs_messages")
def chat_without_messages_is_taken() -> Wrap:
    def edit(body: Any) -> Any:
        messages = body.get("messages")
        return (
            body if isinstance(messages, list) else {**body, "messages": [{"role": "user", "content": "hi"}]}
        )

    return asked("POST /v1/chat/completions", edit)


@mutant(49, "OAI-10", "openai.prompts_keep_their_index")
def every_prompt_has_index_0() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        for choice in value["choices"]:
            choice["index"] = 0
        a.json = value

    return answer("POST /v1/completions", edit)


@mutant(59, "SVC-04", "service.health_is_ok_while_it_generates")
def ping_is_unhealthy_while_it_generates() -> Wrap:
    def edit(a: Answer) -> None:
        a.status, a.json = 503, {"error": "unhealthy", "error_type": "healthcheck"}
        a.headers["content-type"] = "application/json"

    return answer("GET /ping", edit)


@mutant(54, "SVC-07", "service.info_names_the_listed_model")
def info_names_another_model() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "model_id": "another/model"}

    return answer("GET /info", edit)
