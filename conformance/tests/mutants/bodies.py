"""Faults of JSON bodies (1 to 16 of the list)."""

from __future__ import annotations

from mutants.middleware import Answer, Wrap, answer, mutant

DETAILS = ("generate.token_count_is_the_number_of_tokens",)


@mutant(1, "JSON-06", "json.body_matches_schema")
def required_member_removed() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {k: v for k, v in a.json.items() if k != "generated_text"}

    return answer("POST /generate", edit)


@mutant(2, "JSON-06", "json.body_matches_schema")
def required_member_is_null() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "generated_text": None}

    return answer("POST /generate", edit)


@mutant(3, "JSON-06", "json.body_matches_schema")
def number_as_text() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {
            **a.json,
            "usage": {**a.json["usage"], "total_tokens": str(a.json["usage"]["total_tokens"])},
        }

    return answer("POST /v1/chat/completions", edit)


@mutant(0, "JSON-06", "json.body_matches_schema")
def usage_without_total() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        value["usage"].pop("total_tokens")
        a.json = value

    return answer("POST /v1/chat/completions", edit)


@mutant(4, "JSON-06", "json.body_matches_schema")
def integer_as_fraction() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "created": a.json["created"] + 0.5}

    return answer("POST /v1/completions", edit)


@mutant(5, "JSON-06", "json.body_matches_schema")
def unknown_enum_value() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        if "details" in value:
            value["details"]["finish_reason"] = "Length"
        a.json = value

    return answer("POST /generate", edit)


@mutant(6, "JSON-07", "json.no_undeclared_members")
def undeclared_member() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "powered_by": "looms"}

    return answer("GET /info", edit)


@mutant(7, "JSON-06", "json.body_matches_schema")
def member_in_camel_case() -> Wrap:
    def edit(a: Answer) -> None:
        value = a.json
        value["generatedText"] = value.pop("generated_text")
        a.json = value

    return answer("POST /generate", edit)


@mutant(8, "JSON-06", "json.body_matches_schema")
def array_as_single_object() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = a.json[0]

    return answer("POST /tokenize", edit)


@mutant(9, "JSON-06", "json.body_matches_schema")
def negative_counter() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {**a.json, "usage": {**a.json["usage"], "prompt_tokens": -1}}

    return answer("POST /v1/completions", edit)


@mutant(10, "JSON-03", "json.numbers_are_finite")
def not_a_number() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = a.body.replace(b'"logprob":-', b'"logprob":NaN,"x":-', 1)

    return answer("POST /generate", edit)


@mutant(11, "JSON-01", "json.is_one_document")
def truncated_text() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = a.body[:-1]

    return answer("GET /info", edit)


@mutant(12, "JSON-01", "json.is_one_document")
def two_documents() -> Wrap:
    def edit(a: Answer) -> None:
        a.body += a.body

    return answer("GET /v1/models", edit)


@mutant(13, "JSON-04", "json.members_are_unique")
def member_twice() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = a.body.replace(b'{"generated_text"', b'{"generated_text":"","generated_text"', 1)

    return answer("POST /generate", edit)


@mutant(14, "JSON-02", "json.is_plain_utf8")
def byte_order_mark() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = b"\xef\xbb\xbf" + a.body

    return answer("GET /info", edit)


@mutant(14, "JSON-02", "json.is_plain_utf8")
def latin_1_bytes() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = a.body.decode().encode("latin-1", "replace")

    return answer("POST /generate", edit)


@mutant(15, "HTTP-04", "http.charset_is_utf_8")
def charset_latin_1() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers["content-type"] += "; charset=latin-1"

    return answer("POST /generate", edit)


@mutant(16, "JSON-05", "json.texts_are_whole")
def half_a_surrogate_pair() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = a.body.replace(b'"generated_text":"', b'"generated_text":"\\ud83d', 1)

    return answer("POST /generate", edit)
