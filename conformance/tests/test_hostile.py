"""Servers, addresses and headers that nobody wishes for: each is named for what it is, and nothing is given away."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import ssl
import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest
from serving import GIVEN, TOKEN, guarded, served
from test_cli import CREDENTIALS, invoke

from treadle_conformance import (
    Options,
    Verdict,
    address,
    cli,
    compare,
    connection,
    credentials,
    leftovers,
    run,
    runner,
)
from treadle_conformance.documents import Document, load
from treadle_conformance.faults import Misuse
from treadle_conformance.known import Known
from treadle_conformance.reference import Reference
from treadle_conformance.report import Report, from_json
from treadle_conformance.rules import Check, all_checks
from treadle_conformance.runner import apply_known
from treadle_conformance.schema_config import configure
from treadle_conformance.server import Server

Scope = Any
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
MODELS = {"object": "list", "data": [{"id": "m", "object": "model", "created": 1, "owned_by": "x"}]}


class Plain:
    """A server that answers each path with one text, whatever is asked."""

    def __init__(self, answers: dict[str, tuple[int, bytes]], media_type: str = "application/json") -> None:
        self.answers = answers
        self.media_type = media_type.encode()
        self.location = b""
        self.seen: list[dict[str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        self.seen.append({name.decode(): value.decode() for name, value in scope["headers"]})
        status, body = self.answers.get(scope["path"], (404, b"{}"))
        headers = [(b"content-type", self.media_type)]
        if self.location:
            headers.append((b"location", self.location))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def endless(scope: Scope, receive: Receive, send: Send) -> None:
    """A server that never comes to an end, and is never silent for long."""
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
    )
    while True:
        await send({"type": "http.response.body", "body": b" " * 100, "more_body": True})
        await asyncio.sleep(0.02)


def answering(
    seen: list[httpx.Request], body: Any = None, media_type: str = "application/json"
) -> httpx.MockTransport:
    """A server that notes what it is asked."""

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        text = json.dumps(body or {}).encode()
        return httpx.Response(200, headers={"content-type": media_type}, stream=httpx.ByteStream(text))

    return httpx.MockTransport(handle)


# What no conversation is possible with


def test_a_key_that_only_generating_needs_is_misconfiguration() -> None:
    locked = (401, b'{"error":{"message":"no key"}}')
    server = {"/v1/models": (200, json.dumps(MODELS).encode()), "/v1/chat/completions": locked}
    with served(Plain(server)) as url:
        code, output = invoke(url, "--profile", "openai")
    assert code == 3
    assert "refuses what it got (--header)" in output.replace("\n", " ")


def test_markup_in_an_answer_is_shown_as_it_is() -> None:
    with served(Plain({"/v1/models": (500, b"[/boom] oops")})) as url:
        code, output = invoke(url, "--profile", "openai")
    assert code == 3
    assert "[/boom] oops" in output


def test_an_address_keeps_its_brackets() -> None:
    code, output = invoke("http://[::1]:9", "--profile", "openai")
    assert code == 3
    assert "http://[::1]:9" in output


def test_a_redirect_says_where_to() -> None:
    server = Plain({"/v1/models": (308, b"")})
    server.location = b"https://elsewhere/v1/models"
    with served(server) as url:
        code, output = invoke(url, "--profile", "openai")
    assert code == 3
    assert "https://elsewhere/v1/models" in output.replace("\n", "")


def test_an_answer_nested_very_deep_is_left_to_the_checks() -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    with served(Plain({"/v1/models": (200, deep)})) as url:
        code, output = invoke(url, "--profile", "openai", "--only", "openai.models_are_listed,json.*")
    assert code == 1, output


def test_an_answer_without_end_is_none() -> None:
    with served(endless) as url:
        code, output = invoke(url, "--profile", "openai", "--timeout", "0.5")
    assert code == 3
    assert "has no end: it had not ended after 0.5 s (--timeout)" in output.replace("\n", " ")


async def test_an_answer_has_a_greatest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LONGEST_ANSWER", 1 << 20)
    long = "x" * (2 << 20)
    async with Server("http://h", headers={}, documents=[], transport=answering([], long)) as server:
        answer = await server.get("/v1/models")
    assert answer.broken == "it is longer than 1 MiB"
    assert answer.endless


async def test_certificates_are_looked_at_unless_there_can_be_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[Any] = []

    class Client(httpx.AsyncClient):
        def __init__(self, *, verify: Any, **options: Any) -> None:
            made.append(verify)
            super().__init__(verify=False, **options)

    monkeypatch.setattr(httpx, "AsyncClient", Client)
    for url in ("HTTPS://h", "https://h", "http://h"):
        async with Server(url, headers={}, documents=[]):
            pass
    assert made == [True, True, False]
    authority = Path(certifi.where())
    async with Server("https://h", headers={}, documents=[], ca_file=authority) as server:
        configure(tmp_path / "schemathesis.toml", load("tgi"), server)
    assert made[-1].verify_mode is ssl.CERT_REQUIRED
    told = tomllib.loads((tmp_path / "schemathesis.toml").read_text("utf-8"))
    assert told["tls-verify"] == str(authority.resolve())


def test_a_file_of_no_certificate_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    assert invoke("https://127.0.0.1:9", "--ca-file", str(tmp_path / "ca.pem"))[0] == 2


# Addresses


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("http://h:99999", "out of range"),
        ("http://h:8000/v1", "without /v1"),
        ("h:8000/v1/", "without /v1"),
        ("http://h/?key=x", "no query"),
        ("http://h/#x", "no query and no fragment"),
        ("ftp://h", "http:// or https://"),
        ("http://", "no host"),
        ("http://[::1", "the address is none"),
    ],
)
def test_an_address_that_is_none_is_wrong_usage(text: str, words: str) -> None:
    with pytest.raises(Misuse, match=re.escape(words)):
        address.read(text)
    assert invoke(text)[0] == 2


def test_an_address_is_a_base_and_perhaps_a_credential() -> None:
    assert address.read("h:8080") == ("http://h:8080", {})
    assert address.read("HTTPS://h/api/") == ("https://h/api", {})
    basic = base64.b64encode(b"weaver:se:cret").decode()
    assert address.read("http://weaver:se%3Acret@[::1]:1") == (
        "http://[::1]:1",
        {"Authorization": f"Basic {basic}"},
    )


# Credentials


def test_no_given_credential_stands_in_a_report(tmp_path: Path) -> None:
    echoed = json.dumps({**MODELS, "note": "SUPERSECRET and PASSWORDS, both echoed"}).encode()
    server = Plain({"/v1/models": (200, echoed)}, "application/json; charset=latin-1")
    with served(server) as url:
        code, output = invoke(
            url.replace("http://", "http://weaver:PASSWORDS@"),
            *(
                "--profile",
                "openai",
                "--only",
                "openai.models*,http.charset*",
                "--header",
                "api-key: SUPERSECRET",
            ),
            *("--report", str(tmp_path)),
        )
    assert code == 1, output
    assert {seen["api-key"] for seen in server.seen} == {"SUPERSECRET"}
    assert {base64.b64decode(seen["authorization"][6:]) for seen in server.seen} == {b"weaver:PASSWORDS"}
    for text in (output, *(path.read_text("utf-8") for path in tmp_path.iterdir())):
        for secret in ("SUPERSECRET", "PASSWORDS", base64.b64encode(b"weaver:PASSWORDS").decode()):
            assert secret not in text
    assert '"url": "http://127.0.0.1' in (tmp_path / "report.json").read_text("utf-8")


def test_what_of_a_header_is_hidden() -> None:
    forms = credentials.hidden_forms
    assert forms("Accept", "application/json") == set()
    assert forms("X-Key", "short") == {"X-Key: short"}
    assert forms("Authorization", "bearer key+of/it") == {"bearer key+of/it", "key+of/it", "key%2Bof/it"}
    assert credentials.hidden("Bearer abcdefgh abcdefgh", {"abcdefgh", "Bearer abcdefgh"}) == "*** ***"


@pytest.mark.parametrize("header", ["X-Key: é", "X-Key: a\tb", "Schlüssel: x"])
def test_a_header_that_cannot_be_sent_is_wrong_usage(header: str) -> None:
    code, output = invoke("http://127.0.0.1:9", "--header", header)
    assert code == 2
    assert "cannot be sent" in output


BASIC = {"Authorization": "Basic d2VhdmVyOnNlY3JldA=="}


@pytest.mark.parametrize(
    ("names", "path", "given", "sent"),
    [
        (("tgi",), "/generate", {"X-Api-Key": "k"}, True),
        (("tgi",), "/generate", BASIC, True),
        (("tgi",), "/generate", {"Authorization": "bearer k"}, True),
        (("tgi", "fabric"), "/generate", {"authorization": "BEARER k"}, True),
        (("tgi", "fabric"), "/v1/workspaces", {"Authorization": "bearer k"}, False),
        (("tgi", "fabric"), "/v1/workspaces", BASIC, True),
        (("tgi", "fabric"), "/generate", {"Authorization": "SDK-HMAC-SHA256 Access=a"}, False),
        (("tgi", "fabric"), "/v1/workspaces", {"Authorization": "SDK-HMAC-SHA256 Access=a"}, True),
        (("tgi", "fabric"), "/generate", {"X-Auth-Token": "t"}, False),
        (("tgi", "fabric"), "/v1/workspaces", {"X-Auth-Token": "t"}, True),
    ],
)
async def test_a_header_is_kept_back_only_where_it_is_anothers(
    names: tuple[str, ...], path: str, given: dict[str, str], sent: bool
) -> None:
    seen: list[httpx.Request] = []
    documents: list[Document] = [load(name) for name in names]
    async with Server("http://h", headers=given, documents=documents, transport=answering(seen)) as server:
        await server.get(path)
        await server.get(path, anonymous=True, again=True)
    name = next(iter(given))
    assert (name in seen[0].headers) is sent
    assert name not in seen[1].headers


# Faults of the answers, and of the files


async def test_a_rule_that_cannot_read_an_answer_finds_it_at_fault() -> None:
    def reads(exchange: Any, _route: Any) -> None:
        _ = exchange.json["usage"]["total_tokens"]

    some = next(check for check in all_checks().values() if check.wire)
    rule = replace(some, id="json.reads", wire=reads)
    body = {"usage": {"prompt_tokens": 1}}
    async with Server(
        "http://h", headers={}, documents=[], wire=[rule], transport=answering([], body)
    ) as server:
        answer = await server.get("/v1/models")
    assert [(fault.check, "'total_tokens'" in fault.message) for fault in answer.faults] == [
        ("json.reads", True)
    ]


async def test_a_check_shows_the_answer_that_it_looked_at() -> None:
    async def first(server: Server) -> None:
        await server.get("/first")

    async def second(server: Server) -> None:
        await server.get("/second")

    async def third(server: Server) -> None:
        await server.get("/second")
        raise KeyError((await server.get("/first")).status)

    some = next(check for check in all_checks().values() if check.active)

    def named(rule: Any) -> Check:
        return replace(some, id=f"http.{rule.__name__}", active=rule)

    async with Server("http://h", headers={}, documents=[], transport=answering([])) as server:
        for rule in (first, second, third):
            result = await runner._run(named(rule), server)
    assert result.status == "failed"
    assert result.curl
    assert "/first" in result.curl


def test_files_that_cannot_be_used_are_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"- check: \xe9")
    assert invoke("http://127.0.0.1:9", "--known-failing", str(tmp_path / "latin.yaml"))[0] == 2
    (tmp_path / "file").write_text("")
    code, output = invoke("http://127.0.0.1:9", "--report", str(tmp_path / "file"))
    assert code == 2, "before a run, not after it"
    assert "file" in output
    report = Report(url="u", profiles=("all",), suite="0", started="now")
    cli.write(report, tmp_path / "r")
    assert from_json((tmp_path / "r" / "report.json").read_bytes()).url == "u"
    place = str(tmp_path / "file" / "matrix.html")
    with pytest.raises(SystemExit) as end:
        compare.app(args=[str(tmp_path / "r" / "report.json")] * 2 + ["--html", place])
    assert end.value.code == 2


def test_what_was_not_foreseen_is_the_suites_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_options: Options) -> Report:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(cli, "_with_progress", broken)
    assert cli.main(["http://127.0.0.1:9"]) == Verdict.HARNESS_FAULT.value
    assert "the suite is at fault" in capsys.readouterr().err


# What is run, and what is left behind


@pytest.mark.parametrize("only", ["http.*,nonsense.*", "http.*,", "stream.*,schema"])
def test_a_pattern_that_matches_nothing_is_wrong_usage(reference: str, only: str) -> None:
    code, output = invoke(reference, *CREDENTIALS, "--no-schema", "--only", only)
    assert code == 2
    assert repr(only.split(",")[1] or only) in output


def test_what_was_left_out_says_nothing_of_a_known_failure() -> None:
    since: Any = "2026-11-28"
    names = ("http.runs_and_passes", "http.left_out", "http.of_another_profile")
    expected = {name: Known(check=name, reason="it is known", since=since) for name in names}
    report = Report(url="u", profiles=("openai",), suite="0", started="now")
    report.results = [runner._result(replace(next(iter(all_checks().values())), id=names[0]))]
    apply_known(report, expected, {names[0]}, set(names[:2]))
    assert (report.stale, report.absent) == ([names[0]], [names[2]])
    assert report.verdict.name == "NON_CONFORMANT"
    report.stale.clear()
    assert report.verdict.name == "NON_CONFORMANT"
    report.absent.clear()
    assert report.verdict.name == "CONFORMANT"


def noted(app: Any, asked: list[tuple[str, str]]) -> Any:
    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append((scope["method"], scope["path"]))
        await app(scope, receive, send)

    return wrapped


def test_nobodys_things_are_changed_or_deleted_but_the_suites() -> None:
    asked: list[tuple[str, str]] = []
    application = guarded()
    with served(noted(application, asked)) as url:
        only = "auth.*,access.reading_token_reads_alone,access.expired_token*,access.revoked_token*"
        options = Options(url=url, profiles=("fabric-access",), headers=TOKEN, only=only, given=GIVEN)
        report = run(options)
        with httpx.Client(base_url=url, headers=TOKEN) as client:
            workspaces = client.get("/v1/workspaces").json()["workspaces"]
    assert [result.id for result in report.results if result.status != "passed"] == []
    assert workspaces
    changed = [path for method, path in asked if method in {"PUT", "DELETE", "PATCH"}]
    assert changed
    for workspace in workspaces:
        assert not [path for path in changed if workspace["id"] in path]


def test_what_the_checks_made_is_deleted_in_the_end() -> None:
    with served(Reference(token="token")) as url, httpx.Client(base_url=url, headers=TOKEN) as client:

        def there() -> list[str]:
            names = [row["name"] for row in client.get("/v1/workspaces?limit=100").json()["workspaces"]]
            for row in client.get("/v1/workspaces?limit=100").json()["workspaces"]:
                models = client.get(f"/v1/workspaces/{row['id']}/models?limit=100").json()["models"]
                names += [model["name"] for model in models]
            return sorted(names)

        before = there()
        report = run(Options(url=url, profiles=("fabric-control-plane",), headers=TOKEN, only="fabric.*"))
        assert report.verdict is Verdict.CONFORMANT
        assert report.requests > 40
        assert there() == before


async def test_generated_cases_get_the_users_workspace_for_what_lies_in_it_alone(tmp_path: Path) -> None:
    async with Server("http://h", headers={}, documents=[load("fabric")]) as server:
        server.facts.workspace, server.facts.instance = "theirs", "running"
        configure(tmp_path / "schemathesis.toml", load("fabric"), server)
    told = tomllib.loads((tmp_path / "schemathesis.toml").read_text("utf-8"))
    assert "parameters" not in told
    of_the_workspace, invoking = (entry["include-operation-id"] for entry in told["operations"])
    assert invoking == "invoke_model_service"
    assert "list_models" in of_the_workspace
    assert not {"update_workspace", "delete_workspace", "list_workspaces"} & set(of_the_workspace)
    assert all("path.instance_id" not in entry["parameters"] for entry in told["operations"][:1])


async def test_only_what_the_suite_made_is_deleted() -> None:
    seen: list[httpx.Request] = []
    async with Server(
        "http://h", headers={}, documents=[], transport=answering(seen, {"id": "abc"})
    ) as server:
        for path, name in (
            ("/v1/workspaces", "mine"),
            ("/generate", "conform-1"),
            ("/v1/workspaces", "conform-2"),
        ):
            await server.post(path, {"name": name})
        await leftovers.remove(server)
    assert [(sent.method, sent.url.path) for sent in seen[3:]] == [("DELETE", "/v1/workspaces/abc")]


@pytest.mark.parametrize(("profile", "lost"), [("auth-tgi", "/v1/workspaces"), ("auth-fabric", "/v1/models")])
def test_credentials_are_judged_where_there_is_one_api(profile: str, lost: str) -> None:
    right = Reference(api_key="key", token="token")

    async def half(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(lost):
            scope = {**scope, "path": "/nowhere", "raw_path": b"/nowhere"}
        await right(scope, receive, send)

    with served(half) as url:
        code, output = invoke(url, *CREDENTIALS, "--profile", profile, "--only", "auth.*")
    assert code == 0, output
