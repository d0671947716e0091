"""Faults of the native routes beyond the list: bodies, refusals, streams, sampling, grammars."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from mutants.middleware import (
    Answer,
    App,
    Frames,
    Message,
    Receive,
    Scope,
    Send,
    Wrap,
    answer,
    asked,
    before,
    events,
    mutant,
    stream,
    wanted,
)

Json = dict[str, Any]
ALONE = 0.5  # seconds that a stream waits for others, which a busy machine may bring late


def refuse(status: int, body: Json) -> Answer:
    raw = json.dumps(body).encode()
    return Answer(status, {"content-type": "application/json"}, raw, {})


def header(scope: Scope, name: str) -> str:
    found = [v.decode() for k, v in scope["headers"] if k.decode().lower() == name]
    return found[0] if found else ""


def wishing(where: str, change: Any) -> Wrap:
    """Change the `parameters` of what is asked; `change` returns them, or None to leave them."""

    def edit(body: Json) -> Json:
        wishes = body.get("parameters")
        if not isinstance(wishes, dict):
            return body
        changed = change(dict(wishes))
        return body if changed is None else {**body, "parameters": changed}

    return asked(where, edit)


def both(change: Any) -> Wrap:
    """`wishing` on the plain and the streamed route."""

    def wrap(app: App) -> App:
        return wishing("/generate", change)(wishing("/generate_stream", change)(app))

    return wrap


# HTTP


@mutant(0, "HTTP-19", "http.unknown_query_is_ignored")
def query_is_refused() -> Wrap:
    def rule(scope: Scope) -> Answer | None:
        strange = scope["path"] == "/generate" and scope["query_string"]
        return refuse(422, {"error": "unknown query", "error_type": "validation"}) if strange else None

    return before(rule)


@mutant(0, "HTTP-16", "http.body_beyond_the_limit_is_refused")
def large_body_is_a_bad_request() -> Wrap:
    def edit(a: Answer) -> None:
        a.status = 400

    return answer("POST /generate", edit, status=413)


@mutant(0, "HTTP-17", "http.media_types_of_json_are_taken")
def charset_is_refused() -> Wrap:
    def rule(scope: Scope) -> Answer | None:
        strange = scope["path"] == "/generate" and "charset" in header(scope, "content-type")
        return refuse(415, {"error": "expected application/json", "error_type": "media"}) if strange else None

    return before(rule)


@mutant(0, "HTTP-18", "http.chunked_bodies_are_read")
def length_is_demanded() -> Wrap:
    def rule(scope: Scope) -> Answer | None:
        strange = "chunked" in header(scope, "transfer-encoding")
        return refuse(400, {"error": "a length is needed", "error_type": "length"}) if strange else None

    return before(rule)


@mutant(0, "HTTP-20", "http.browsers_may_read_answers")
def no_origin_is_allowed() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers.pop("access-control-allow-origin", None)

    return answer("*", edit, status=None)


@mutant(0, "HTTP-21", "http.preflight_names_methods_and_headers")
def preflight_is_silent() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers.pop("access-control-allow-headers", None)

    return answer("OPTIONS /generate", edit)


@mutant(0, "HTTP-22", "http.refusals_keep_the_connection")
def refusals_close() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers["connection"] = "close"

    return answer("POST /generate", edit, status=422)


@mutant(0, "JSON-08", "json.counts_are_written_as_integers")
def counts_have_fractions() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = a.body.replace(b'"generated_tokens":12,', b'"generated_tokens":12.0,')

    return answer("POST /generate", edit)


# Refusals


@mutant(0, "ERR-12", "errors.empty_inputs_are_refused")
def empty_inputs_are_taken() -> Wrap:
    return asked("POST /generate", lambda body: {**body, "inputs": " "} if body.get("inputs") == "" else body)


@mutant(0, "ERR-13", "errors.too_many_alternatives_are_refused")
def six_alternatives_are_taken() -> Wrap:
    return wishing("/generate", lambda w: {**w, "top_n_tokens": 5} if w.get("top_n_tokens") == 6 else None)


@mutant(0, "ERR-14", "errors.unknown_grammar_is_refused")
def unknown_grammar_is_dropped() -> Wrap:
    def change(w: Json) -> Json | None:
        return {**w, "grammar": None} if (w.get("grammar") or {}).get("type") == "weave" else None

    return both(change)


@mutant(0, "ERR-15", "errors.broken_grammar_is_refused")
def broken_grammar_is_dropped() -> Wrap:
    def change(w: Json) -> Json | None:
        return {**w, "grammar": None} if (w.get("grammar") or {}).get("value") == "([0-9]" else None

    return both(change)


@mutant(0, "ERR-17", "errors.tokenize_needs_inputs")
def tokenizing_nothing_is_ok() -> Wrap:
    return asked("POST /tokenize", lambda body: {"inputs": "", **body} if "inputs" not in body else body)


@mutant(0, "ERR-19", "errors.truncate_beyond_the_limit_is_refused")
def truncate_is_clamped() -> Wrap:
    return both(lambda w: {**w, "truncate": 1000} if (w.get("truncate") or 0) > 10_000 else None)


@mutant(0, "ERR-16", "errors.deep_nesting_is_refused")
def deep_nesting_is_taken() -> Wrap:
    def edit(a: Answer) -> None:
        if len(a.asked) > 100_000 and len(a.asked) < 2_000_000:
            a.status, a.json = 200, {"generated_text": ""}

    return answer("POST /generate", edit, status=None)


@mutant(0, "ERR-20", "errors.say_something", "errors.value_out_of_range_is_refused")
def errors_are_blank() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "error": " "}

    return answer("POST /generate", edit, status=422)


# Streams


@mutant(0, "STREAM-18", "stream.comments_stand_between_events")
def keep_alive_inside_an_event() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame[:-1] + b": still here\n\n"

    return stream("POST /generate_stream", edit)


@mutant(0, "STREAM-20", "stream.events_have_their_alternatives")
def stream_has_one_alternative() -> Wrap:
    def edit(event: Json, _: int) -> Json:
        if event.get("top_tokens"):
            event["top_tokens"] = event["top_tokens"][:1]
        return event

    return events("POST /generate_stream", edit)


@mutant(0, "STREAM-21", "stream.details_tell_the_seed")
def stream_tells_no_seed() -> Wrap:
    def edit(event: Json, _: int) -> Json:
        if event.get("details"):
            event["details"]["seed"] = None
        return event

    return events("POST /generate_stream", edit)


@mutant(0, "STREAM-22", "stream.stop_sequence_ends_the_stream")
def stream_ignores_stop() -> Wrap:
    return wishing("/generate_stream", lambda w: {k: v for k, v in w.items() if k != "stop"})


@mutant(0, "STREAM-29", "stream.input_length_is_the_prompts", "generate.truncate_keeps_the_end")
def input_length_is_off() -> Wrap:
    def edit(event: Json, _: int) -> Json:
        if event.get("details"):
            event["details"]["input_length"] += 1
        return event

    return events("POST /generate_stream", edit)


@mutant(0, "STREAM-24", "stream.streams_do_not_mix", delay=0.004)
def streams_share_their_prompt() -> Wrap:
    running: list[str] = []
    company = asyncio.Event()  # set while several run

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not wanted(scope, "POST /generate_stream"):
                await app(scope, receive, send)
                return
            mine: list[str] = []
            short = False

            def edit(body: Json) -> Json:
                nonlocal short
                short = body.get("parameters", {}).get("max_new_tokens") == 4  # those that are asked at once
                mine.append(str(body.get("inputs")))
                running.append(mine[0])
                return {**body, "inputs": running[0]} if body.get("inputs") else body

            async def linger(message: Message) -> None:
                """Send the answer's head when others have come, or when nobody does."""
                if message["type"] == "http.response.start" and len(running) > 1:
                    company.set()
                elif message["type"] == "http.response.start" and short:
                    company.clear()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(company.wait(), ALONE)
                await send(message)

            try:
                await asked("*", edit)(app)(scope, receive, linger)
            finally:
                for prompt in mine:
                    running.remove(prompt)

        return wrapped

    return wrap


@mutant(0, "STREAM-25", "stream.plain_generation_ends_when_the_client_leaves", delay=0.002)
def plain_generation_goes_on() -> Wrap:
    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not wanted(scope, "POST /generate"):
                await app(scope, receive, send)
                return

            async def hear() -> Message:
                message = await receive()
                while message["type"] == "http.disconnect":
                    await asyncio.sleep(60)
                return message

            await app(scope, hear, send)

        return wrapped

    return wrap


# Sampling and grammars


@mutant(0, "GEN-15", "generate.prefill_is_the_prompt")
def prefill_is_empty() -> Wrap:
    return wishing("/generate", lambda w: {**w, "decoder_input_details": False})


@mutant(0, "SVC-12", "generate.prefill_is_the_prompt")
def prefill_has_a_token_more() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        if value.get("details", {}).get("prefill"):
            value["details"]["prefill"].insert(0, {"id": 1, "text": "<s>", "logprob": None})
            a.json = value

    return answer("POST /generate", edit)


@mutant(0, "GEN-16", "generate.truncate_keeps_the_end")
def truncate_is_ignored() -> Wrap:
    return wishing("/generate_stream", lambda w: {k: v for k, v in w.items() if k != "truncate"})


@mutant(0, "GEN-16", "generate.truncate_keeps_the_end")
def truncate_keeps_the_beginning() -> Wrap:
    def edit(body: Json) -> Json:
        kept = (body.get("parameters") or {}).get("truncate")
        if not isinstance(kept, int) or kept > 10:
            return body
        return {**body, "inputs": " ".join(str(body["inputs"]).split()[:kept])}

    return asked("POST /generate_stream", edit)


@mutant(0, "GEN-17", "generate.best_of_gives_the_others")
def others_are_left_out() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        value.get("details", {}).pop("best_of_sequences", None)
        a.json = value

    return answer("POST /generate", edit)


@mutant(0, "GEN-18", "generate.best_of_is_the_best")
def best_of_is_the_worst() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        others = value.get("details", {}).pop("best_of_sequences", None)
        if others:
            worst, chosen = others[0], {"generated_text": value["generated_text"], **value["details"]}
            a.json = {
                "generated_text": worst.pop("generated_text"),
                "details": {**worst, "best_of_sequences": [chosen]},
            }

    return answer("POST /generate", edit)


def without_grammar(kind: str) -> Any:
    def change(w: Json) -> Json | None:
        grammar = w.get("grammar") or {}
        return (
            {**w, "grammar": None}
            if (grammar.get("type"), grammar.get("value") == "([0-9]") == (kind, False)
            else None
        )

    return change


@mutant(0, "GEN-19", "generate.grammar_regex_holds")
def regex_is_ignored() -> Wrap:
    return wishing("/generate", without_grammar("regex"))


@mutant(0, "GEN-20", "generate.grammar_schema_holds")
def schema_is_ignored() -> Wrap:
    return wishing("/generate", without_grammar("json"))


@mutant(0, "GEN-20", "generate.grammar_schema_holds")
def schema_is_cut_short() -> Wrap:
    def change(w: Json) -> Json | None:
        return {**w, "max_new_tokens": 4} if (w.get("grammar") or {}).get("type") == "json" else None

    return wishing("/generate", change)


@mutant(0, "GEN-21", "generate.grammar_holds_in_a_stream")
def stream_ignores_grammar() -> Wrap:
    return wishing("/generate_stream", without_grammar("regex"))


@mutant(0, "GEN-22", "generate.top_k_of_1_is_greedy")
def top_k_is_ignored() -> Wrap:
    return wishing(
        "/generate", lambda w: {**w, "top_k": 5} if w.get("top_k") == 1 and w.get("seed") else None
    )


@mutant(0, "GEN-23", "generate.sampling_samples")
def every_seed_is_one() -> Wrap:
    return wishing("/generate", lambda w: {**w, "seed": 1} if w.get("temperature") == 1.5 else None)


@mutant(0, "GEN-24", "generate.neutral_penalties_change_nothing")
def neutral_penalty_samples() -> Wrap:
    def change(w: Json) -> Json | None:
        return {**w, "do_sample": True, "seed": 9} if w.get("repetition_penalty") == 1.0 else None

    return wishing("/generate", change)


@mutant(0, "GEN-25", "generate.watermark_and_adapter_are_taken")
def unknown_adapter_is_refused() -> Wrap:
    return wishing("/generate", lambda w: {**w, "adapter_id": 3} if w.get("adapter_id") else None)


@mutant(0, "GEN-25", "generate.watermark_and_adapter_are_taken")
def watermark_is_refused() -> Wrap:
    return wishing("/generate", lambda w: {**w, "watermark": "no"} if w.get("watermark") else None)


@mutant(0, "GEN-26", "generate.invocations_take_every_form")
def invocations_know_no_completions() -> Wrap:
    def edit(a: Answer) -> None:
        if "prompt" in a.wishes:
            a.status, a.json = 422, {"error": "missing field `messages`", "error_type": "validation"}

    return answer("POST /invocations", edit)


@mutant(
    0,
    "GEN-27",
    "generate.special_tokens_are_no_text",
    "generate.token_texts_make_the_text",
    "generate.finish_reason_is_true",
)
def end_token_is_not_special() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        for token in value.get("details", {}).get("tokens", []):
            token["special"] = False
        a.json = value

    return answer("POST /generate", edit)


# The service


@mutant(0, "SVC-08", "service.chat_template_is_told")
def template_is_not_told() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "templated_text": ""}

    return answer("POST /chat_tokenize", edit)


@mutant(0, "OAI-32", "service.prompt_tokens_count_the_template", "service.chat_template_is_told")
def template_has_a_token_less() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "tokenize_response": a.json["tokenize_response"][:-1]}

    return answer("POST /chat_tokenize", edit)


@mutant(0, "SVC-09", "service.generated_tokens_are_counted")
def generated_tokens_are_requests() -> Wrap:
    def edit(a: Answer) -> None:
        lines = a.body.decode().splitlines()
        count = next(line.split()[1] for line in lines if line.startswith("tgi_request_count "))
        name = "tgi_request_generated_tokens_sum"
        a.body = ("\n".join(f"{name} {count}" if x.startswith(name) else x for x in lines) + "\n").encode()

    return answer("GET /metrics", edit)


@mutant(0, "SVC-10", "service.batch_limit_is_enforced")
def any_batch_is_taken() -> Wrap:
    def edit(body: Json) -> Json:
        prompt = body.get("prompt")
        return {**body, "prompt": prompt[:4]} if isinstance(prompt, list) else body

    return asked("POST /v1/completions", edit)


@mutant(0, "SVC-11", "service.best_of_limit_is_enforced")
def best_of_is_clamped() -> Wrap:
    return wishing("/generate", lambda w: {**w, "best_of": 2} if (w.get("best_of") or 0) > 2 else None)


def _after(late: Any, early: Any) -> Wrap:
    """Answer `late` paths only when no `early` one is being answered."""
    running: set[object] = set()

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            if late(path):
                while running:
                    await asyncio.sleep(0.002)
            if not early(path):
                await app(scope, receive, send)
                return
            mark = object()
            running.add(mark)
            try:
                await app(scope, receive, send)
            finally:
                running.discard(mark)

        return wrapped

    return wrap


# Load


@mutant(0, "LOAD-01", "load.health_answers_under_load", delay=0.004)
def health_waits_for_generations() -> Wrap:
    return _after(lambda path: path == "/health", lambda path: path == "/generate_stream")


@mutant(0, "LOAD-02", "load.streams_run_side_by_side", delay=0.004)
def one_stream_at_a_time() -> Wrap:
    return _after(lambda path: path == "/generate_stream", lambda path: path == "/generate_stream")


@mutant(0, "LOAD-03", "load.overload_is_429", delay=0.02)
def overload_is_a_bad_request() -> Wrap:
    def edit(a: Answer) -> None:
        a.status = 400

    refused = answer("POST /generate", edit, status=429)
    # long enough that on a busy machine, too, more run at once than the server takes
    longer = wishing("/generate", lambda w: {**w, "max_new_tokens": 40} if w["max_new_tokens"] == 8 else None)
    return lambda app: refused(longer(app))


@mutant(0, "LOAD-03", "load.overload_is_429", delay=0.02)
def refuses_at_once() -> Wrap:
    busy: list[int] = []

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["path"] != "/generate":
                await app(scope, receive, send)
                return
            if len(busy) >= 2:
                told = refuse(429, {"error": "Model is overloaded", "error_type": "overloaded"})
                await before(lambda _: told)(app)(scope, receive, send)
                return
            busy.append(1)
            try:
                await app(scope, receive, send)
            finally:
                busy.pop()

        return wrapped

    return wrap


@mutant(0, "LOAD-04", "load.gauges_are_0_after_a_burst")
def gauge_keeps_growing() -> Wrap:
    seen: list[int] = []

    def edit(a: Answer) -> None:
        if a.scope["path"] == "/generate" and b"shuttles" in a.asked:
            seen.append(1)
        elif a.scope["path"] == "/metrics":
            a.body = a.body.replace(b"tgi_queue_size 0", f"tgi_queue_size {len(seen)}".encode())

    return answer("*", edit)
