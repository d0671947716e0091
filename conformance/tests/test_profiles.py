"""Profiles are promises: a server of their kind keeps them, and a server that is read only is only read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mutants  # noqa: F401 - importing registers
import pytest
from mutants.middleware import (
    MUTANTS,
    Answer,
    App,
    Frames,
    Receive,
    Scope,
    Send,
    answer,
    as_frame,
    asked,
    events,
    stream,
)
from serving import HEADERS, served

from treadle_conformance import Options, Unreachable, Verdict, run
from treadle_conformance.profile import profiles
from treadle_conformance.reference import Reference

LATER = {"/v1/models", "/chat_tokenize", "/openapi.json"}  # paths that TGI 2.2 does not have


def of_2024(app: App) -> App:
    """The reference server as TGI 2.2 was: text for body errors, refused streams as events, less on its paths."""

    def plain(a: Answer) -> None:
        message = a.json["error"]
        form = any(words in message for words in ("is not of type", "is a required", "not valid under any"))
        if form or a.status in {400, 413, 415}:
            a.body, a.headers["content-type"] = message.encode(), "text/plain; charset=utf-8"

    def any_error(a: Answer) -> None:
        if a.status >= 400 and a.status not in {404, 405}:
            plain(a)
        elif a.status in {404, 405}:
            a.body = b""
            a.headers.pop("content-type", None)

    def refused(a: Answer) -> None:
        a.status, a.body = 200, as_frame(a.json)
        a.headers |= {"content-type": "text/event-stream", "cache-control": "no-cache"}

    def shorter(event: Any, _: int) -> Any:
        if event.get("details"):
            event["details"].pop("input_length")
        return event

    def lost(a: Answer) -> None:
        if a.scope["path"] in LATER:
            a.status, a.body = 404, b""
            a.headers.pop("content-type", None)

    return answer("POST /generate_stream", refused, status=422)(
        answer("*", lost, status=None)(answer("*", any_error, status=None)(events("*", shorter)(app)))
    )


def judged(url: str, profile: str) -> Any:
    return run(Options(url=url, profiles=(profile,), schema=False, headers=HEADERS))


def test_a_server_of_2024_is_what_tgi_2_2_promises_and_not_tgi_3_3() -> None:
    with served(of_2024(Reference())) as url:
        old = judged(url, "tgi-2.2")
        with pytest.raises(Unreachable, match="/v1/models"):
            judged(url, "tgi-3.3")
    assert [(r.id, r.message) for r in old.results if r.status != "passed"] == []
    assert old.verdict is Verdict.CONFORMANT
    assert len(old.results) >= 60


def test_read_only_reads_only() -> None:
    methods: set[tuple[str, str]] = set()

    def noted(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            methods.add((scope["method"], scope["path"]))
            await app(scope, receive, send)

        return wrapped

    with served(noted(Reference())) as url:
        report = judged(url, "read-only")
    assert report.verdict is Verdict.CONFORMANT, [(r.id, r.message) for r in report.results if r.message]
    assert {method for method, _ in methods} <= {"GET", "HEAD"}
    assert len(report.results) >= 20


def test_profiles_have_only_what_they_can_look_at() -> None:
    listed = {name: [check.id for check in profile.checks()] for name, profile in profiles().items()}
    for name in ("read-only", "auth", "fabric-access", "fabric-control-plane"):
        assert [check for check in listed[name] if check.startswith(("stream.", "openai.created"))] == []
    for name in ("openai", "fabric-inference", "fabric-moderation"):
        assert [check for check in listed[name] if check.startswith("stream.native_")] == []
        assert "stream.openai_ends_with_done" in listed[name]
    for name in ("load", "tgi-2.2"):
        assert {"stream.native_never_says_done", "stream.framing_is_exact"} <= {*listed[name]}
        assert "stream.openai_ends_with_done" not in listed[name]


ODD: dict[str, Callable[[bytes], bytes]] = {
    "CR LF": lambda frame: frame.replace(b"\n", b"\r\n"),
    "CR": lambda frame: frame.replace(b"\n", b"\r"),
    "no blanks": lambda frame: frame.replace(b"data: ", b"data:"),
    "fields": lambda frame: b"event: token\nid: 7\nretry: 9\n: a comment\nloom: 1\n" + frame,
    "two lines": lambda frame: frame.replace(b',"', b',\ndata: "', 1),
    "comments inside": lambda frame: frame[:-1] + b": still here\n\n",
}


@pytest.mark.parametrize("form", ODD)
def test_openai_promises_server_sent_events_in_any_form(form: str) -> None:
    async def edit(frames: Frames) -> Frames:
        yield b"\xef\xbb\xbf" if form == "CR LF" else b""
        async for frame in frames:
            yield ODD[form](frame)

    with served(stream("*", edit)(Reference())) as url:
        options = Options(url=url, profiles=("openai",), schema=False, only="stream.*,openai.*_equals_plain")
        report = run(options)
    assert [(result.id, result.message) for result in report.results if result.status != "passed"] == []


def test_what_openai_does_not_promise_is_a_should() -> None:
    for name in ("chat_seed_is_ignored", "greedy_chat_is_sampled", "completion_stream_leaves_out_a_chunk"):
        mutant = MUTANTS[name]
        with served(mutant.wrap(Reference())) as url:
            found = {
                names: run(Options(url=url, profiles=names, schema=False, only=mutant.kills)).results[0]
                for names in (("openai",), ("tgi-3.3",), ("tgi-3.3", "openai"), ("openai", "tgi-3.3"))
            }
        assert {names: (result.status, result.level) for names, result in found.items()} == {
            ("openai",): ("warned", "SHOULD"),
            ("tgi-3.3",): ("failed", "MUST"),
            ("tgi-3.3", "openai"): ("failed", "MUST"),
            ("openai", "tgi-3.3"): ("failed", "MUST"),
        }


def test_every_profile_says_what_it_is() -> None:
    for profile in profiles().values():
        assert profile.title
        assert profile.checks(), profile.id


def test_what_a_profile_needs_and_does_not_find_is_a_failure() -> None:
    without = asked(
        "*",
        lambda body: (
            {**body, "parameters": {**body["parameters"], "grammar": None}} if "parameters" in body else body
        ),
    )
    with served(without(Reference())) as url:
        report = run(
            Options(url=url, profiles=("tgi-3.3",), schema=False, only="generate.grammar_regex_holds")
        )
    assert [result.status for result in report.results] == ["failed"]
