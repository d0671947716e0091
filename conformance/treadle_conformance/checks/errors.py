"""How bad input is refused, and that good input is not."""

from __future__ import annotations

import re
from typing import Any

from treadle_conformance.documents import Route
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import MANY_SCRIPTS, PROMPT, greedy
from treadle_conformance.rules import Layer, check, wire
from treadle_conformance.server import Server, sound
from treadle_conformance.shape import is_object

INTERNALS = re.compile(
    rb'Traceback \(most recent call last\)|File \\?"[^"]*\.py\\?", line \d|\bat [\w.]+\.(java|rs):\d'
)

OUT_OF_RANGE: dict[str, Any] = {
    "temperature": 0,
    "top_p": 1.5,
    "top_k": 0,
    "typical_p": -0.5,
    "repetition_penalty": 0,
    "frequency_penalty": 2.5,
    "max_new_tokens": 0,
    "best_of": 0,
    "seed": -1,
}
BOUNDARIES: dict[str, Any] = {
    "frequency_penalty": 2.0,
    "seed": 18446744073709551615,
    "top_k": 1,
    "top_n_tokens": 0,
    "top_p": 0.999,
    "max_new_tokens": 1,
    "repetition_penalty": 0.01,
}
NULLABLE = (
    "best_of",
    "seed",
    "top_k",
    "top_p",
    "typical_p",
    "temperature",
    "truncate",
    "grammar",
    "return_full_text",
)
TEXTS = (
    MANY_SCRIPTS,
    "a\u0000b",
    "\u202e\u200d\ufeff",
    "\U0001f9f5" * 20,
    "\\\"'`${}<script>",
    " ",
    "\r\n\t",
)


@wire(Layer.FORM, "ERR-06")
def show_no_internals(exchange: Exchange, _: Route | None) -> str | None:
    """No error shows a stack trace or a source file."""
    if exchange.status < 400:
        return None
    found = INTERNALS.search(exchange.body)
    return f"the body shows {found.group().decode('utf-8', 'replace')!r}" if found else None


@check("ERR-01", features="tgi generate json_errors methods")
async def form_is_the_contracts(server: Server) -> None:
    """Errors outside any operation have the contract's form as well."""
    answers = [
        sound(await server.get("/no/such/path"), 404),
        sound(await server.ask("DELETE", "/info"), 405),
        await server.ask("POST", "/generate", content=b"{", valid=False),
        await server.ask(
            "POST", "/generate", content=b"x", headers={"Content-Type": "text/plain"}, valid=False
        ),
    ]
    for answer in answers:
        require(answer.status >= 400, f"expected an error, got {answer.summary}", answer)
        body = answer.json if answer.media_type == "application/json" else None
        sound_form = is_object(body) and all(isinstance(body.get(k), str) for k in ("error", "error_type"))
        require(sound_form, f"expected {{error, error_type}}, got {answer.summary}", answer)


@check("ERR-02", features="tgi generate")
async def value_out_of_range_is_refused(server: Server) -> None:
    """A value outside its range is a 422 that names the parameter."""
    for name, value in OUT_OF_RANGE.items():
        body = {"inputs": PROMPT, "parameters": {"max_new_tokens": 1, name: value}}
        answer = sound(await server.post("/generate", body, valid=False), 422)
        require(
            name in answer.json["error"], f"the error does not name {name}: {answer.json['error']!r}", answer
        )


@check("ERR-03", features="tgi generate")
async def wrong_type_is_refused(server: Server) -> None:
    """A value of the wrong type is a 422."""
    bodies: list[Any] = [
        {"inputs": 3, "parameters": {"max_new_tokens": 1}},
        {"inputs": [PROMPT], "parameters": {"max_new_tokens": 1}},
        {"inputs": PROMPT, "parameters": {"max_new_tokens": "5"}},
        {"inputs": PROMPT, "parameters": {"details": 1}},
        {"inputs": PROMPT, "parameters": []},
        [],
    ]
    for body in bodies:
        sound(await server.post("/generate", body, valid=False), 422)


@check("ERR-04", features="tgi generate")
async def malformed_json_is_refused(server: Server) -> None:
    """A body that is no JSON text is a 400 or 422."""
    texts = (
        b"",
        b"{",
        b'{"inputs":"x"',
        b'{"inputs":"x"}}',
        b"\xff\xfe",
        b'{"inputs":"x","parameters":{"seed":NaN}}',
    )
    for text in texts:
        answer = await server.ask("POST", "/generate", content=text, valid=False)
        require(answer.status in {400, 422}, f"{text!r} was answered {answer.summary}", answer)
        sound(answer, answer.status)


@check("ERR-05", features="tgi generate")
async def missing_member_is_refused(server: Server) -> None:
    """A body without a required member is a 422."""
    sound(await server.post("/generate", {"parameters": {"max_new_tokens": 1}}, valid=False), 422)
    sound(await server.post("/generate", {}, valid=False), 422)


@check("ERR-07", features="tgi generate")
async def type_of_a_refused_input_is_validation(server: Server) -> None:
    """The error_type of a refused value is "validation"."""
    body = {"inputs": PROMPT, "parameters": {"max_new_tokens": 1, "temperature": 0}}
    answer = sound(await server.post("/generate", body, valid=False), 422)
    require(answer.json["error_type"] == "validation", f"error_type is {answer.json['error_type']!r}", answer)


@check("ERR-08", features="tgi generate")
async def boundary_values_are_accepted(server: Server) -> None:
    """Values at the edge of their range, and explicit nulls, are accepted."""
    for name, value in BOUNDARIES.items():
        sound(
            await server.post(
                "/generate", {"inputs": PROMPT, "parameters": {"max_new_tokens": 1, name: value}}
            )
        )
    nulls = dict.fromkeys(NULLABLE)
    sound(await server.post("/generate", {"inputs": PROMPT, "parameters": {"max_new_tokens": 1, **nulls}}))


@check("ERR-09", features="tgi generate")
async def any_text_is_accepted(server: Server) -> None:
    """Any text is an input, whatever its characters."""
    for text in TEXTS:
        sound(await server.post("/generate", greedy(1, text)))


@check("ERR-10", features="tgi generate")
async def unknown_members_are_ignored(server: Server) -> None:
    """Members that the request schema does not name are ignored."""
    sound(await server.post("/generate", {**greedy(1), "loom": {"threads": 3}}))


@check("ERR-11", features="tgi generate early_refusal")
async def refused_stream_has_an_error_status(server: Server) -> None:
    """A stream that is refused before its first event has an error status and a JSON body."""
    body = {"inputs": PROMPT, "parameters": {"max_new_tokens": 1, "temperature": 0}}
    answer = sound(await server.post("/generate_stream", body, valid=False), 422)
    require(answer.media_type == "application/json", f"expected application/json: {answer.summary}", answer)
