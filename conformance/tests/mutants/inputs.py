"""Faults in what is accepted and how the rest is refused (30 to 40 of the list)."""

from __future__ import annotations

from typing import Any

from mutants.middleware import Answer, Wrap, answer, as_frame, asked, mutant


@mutant(30, "ERR-03", "errors.wrong_type_is_refused")
def wrong_type_is_taken() -> Wrap:
    return asked(
        "POST /generate",
        lambda body: {**body, "inputs": str(body.get("inputs", ""))} if "inputs" in body else body,
    )


@mutant(31, "ERR-02", "errors.value_out_of_range_is_refused", "errors.type_of_a_refused_input_is_validation")
def out_of_range_is_taken() -> Wrap:
    def edit(body: Any) -> Any:
        wishes = body.get("parameters")
        if (
            isinstance(wishes, dict)
            and isinstance(wishes.get("temperature"), int | float)
            and wishes["temperature"] <= 0
        ):
            return {**body, "parameters": {**wishes, "temperature": 1.0}}
        return body

    return asked("POST /generate", edit)


@mutant(33, "ERR-05", "errors.missing_member_is_refused")
def missing_inputs_is_taken() -> Wrap:
    return asked("POST /generate", lambda body: {"inputs": "x", **body})


@mutant(34, "ERR-08", "errors.boundary_values_are_accepted")
def boundary_is_refused() -> Wrap:
    def edit(body: Any) -> Any:
        wishes = body.get("parameters")
        if isinstance(wishes, dict) and wishes.get("frequency_penalty") == 2.0:
            return {**body, "parameters": {**wishes, "frequency_penalty": 2.1}}
        return body

    return asked("POST /generate", edit)


@mutant(35, "ERR-08", "errors.boundary_values_are_accepted")
def null_is_refused() -> Wrap:
    def edit(body: Any) -> Any:
        wishes = body.get("parameters")
        if isinstance(wishes, dict) and "seed" in wishes and wishes["seed"] is None:
            return {**body, "parameters": {**wishes, "seed": "null"}}
        return body

    return asked("POST /generate", edit)


@mutant(36, "HTTP-07", "http.nothing_is_an_internal_error", "errors.any_text_is_accepted")
def strange_text_is_a_500() -> Wrap:
    def edit(a: Answer) -> None:
        if "\N{SPOOL OF THREAD}" in a.asked.decode():
            a.status, a.json = 500, {"error": "unexpected", "error_type": "incomplete_generation"}

    return answer("POST /generate", edit)


@mutant(36, "ERR-09", "errors.any_text_is_accepted")
def strange_text_is_refused() -> Wrap:
    def edit(a: Answer) -> None:
        if "\\u0000" in a.asked.decode():
            a.status, a.json = 422, {"error": "no NUL please", "error_type": "validation"}

    return answer("POST /generate", edit)


@mutant(32, "ERR-10", "errors.unknown_members_are_ignored")
def unknown_member_is_refused() -> Wrap:
    def edit(a: Answer) -> None:
        if "loom" in a.wishes:
            a.status, a.json = 422, {"error": "unknown member loom", "error_type": "validation"}

    return answer("POST /generate", edit)


@mutant(
    37,
    "ERR-02",
    "errors.value_out_of_range_is_refused",
    "errors.wrong_type_is_refused",
    "errors.missing_member_is_refused",
    "errors.type_of_a_refused_input_is_validation",
    "generate.contradictions_are_refused",
    "service.told_limits_are_enforced",
    "errors.broken_grammar_is_refused",
    "errors.empty_inputs_are_refused",
    "errors.too_many_alternatives_are_refused",
    "errors.truncate_beyond_the_limit_is_refused",
    "errors.unknown_grammar_is_refused",
)
def bad_request_for_unprocessable() -> Wrap:
    def edit(a: Answer) -> None:
        a.status = 400

    return answer("POST /generate", edit, status=422)


@mutant(38, "ERR-01", "json.body_matches_schema")
def another_error_form() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {"detail": [{"loc": ["body"], "msg": a.json["error"]}]}

    return answer("POST /generate", edit, status=422)


@mutant(38, "ERR-01", "errors.form_is_the_contracts")
def plain_404() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {"detail": "Not Found"}

    return answer("*", edit, status=404)


@mutant(39, "ERR-07", "errors.type_of_a_refused_input_is_validation", "errors.empty_inputs_are_refused")
def wrong_error_type() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "error_type": "overloaded"}

    return answer("POST /generate", edit, status=422)


@mutant(40, "ERR-06", "errors.show_no_internals")
def stack_trace_in_error() -> Wrap:
    def edit(a: Answer) -> None:
        trace = 'Traceback (most recent call last):\n  File "/srv/app/main.py", line 12, in generate\n'
        a.json = {**a.json, "error": trace + a.json["error"]}

    return answer("POST /generate", edit, status=422)


@mutant(
    30,
    "ERR-04",
    "errors.malformed_json_is_refused",
    "errors.form_is_the_contracts",
    "errors.deep_nesting_is_refused",
)
def malformed_json_is_forgiven() -> Wrap:
    def edit(a: Answer) -> None:
        a.status, a.json = 200, {"generated_text": ""}

    return answer("POST /generate", edit, status=400)


@mutant(
    68,
    "ERR-11",
    "errors.refused_stream_has_an_error_status",
    "generate.contradictions_are_refused",
    "errors.broken_grammar_is_refused",
)
def refused_stream_is_ok_with_an_event() -> Wrap:
    def edit(a: Answer) -> None:
        a.status, a.body = 200, as_frame(a.json)
        a.headers |= {"content-type": "text/event-stream", "cache-control": "no-cache"}

    return answer("POST /generate_stream", edit, status=422)
