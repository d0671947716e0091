"""Curl lines: run by a shell they send what the suite sent, and nothing that the suite was given is in them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from serving import GIVEN

from treadle_conformance import curl_line
from treadle_conformance.credentials import hidden_forms
from treadle_conformance.documents import load
from treadle_conformance.exchange import Exchange, Sent
from treadle_conformance.rules import all_checks
from treadle_conformance.server import Server

HEADERS = {"Authorization": "Bearer a-long-key", "X-Auth-Token": "a-long-token", "X-Tenant": "weavers"}
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "AUTHORIZATION": HEADERS["Authorization"],
    "X_AUTH_TOKEN": HEADERS["X-Auth-Token"],
    "X_TENANT": HEADERS["X-Tenant"],
    "TREADLE_OTHER_TOKEN": "other",
}


def sent(
    method: str = "POST",
    path: str = "/g",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    url: str = "http://x",
) -> Sent:
    given = {**GIVEN.variables, **{value: curl_line.variable(name) for name, value in HEADERS.items()}}
    return Sent(
        method=method,
        url=url,
        path=path,
        headers={} if headers is None else headers,
        body=body,
        secrets=frozenset().union(*(hidden_forms(*header) for header in HEADERS.items())),
        variables=given,
    )


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """A server's URL, and the requests that it read, byte for byte; it says nothing but 204."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        heard: list[bytes] = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    got = b""
                    while not whole(got):
                        piece = connection.recv(65536)
                        if not piece:
                            break
                        got += piece
                    heard.append(got)
                    connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def parts(request: bytes) -> tuple[str, dict[str, str], bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return (
        first,
        {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)},
        body,
    )


def whole(request: bytes) -> bool:
    if b"\r\n\r\n" not in request:
        return False
    _, headers, body = parts(request)
    if "transfer-encoding" in headers:
        return body.endswith(b"0\r\n\r\n")
    return len(body) >= int(headers.get("content-length", "0"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/models", None),
        ("GET", "/search", b"{}"),
        ("HEAD", "/health", None),
        ("OPTIONS", "/g", None),
        ("DELETE", "/v1/x%20y?a=[1]&b={2,3}", None),
        ("GET", "/a/../b/./c", None),
        ("POST", "/g", b""),
        ("POST", "/g", '{"a": "it\'s\n été 織機 🧵 \\\\ $HOME `id` !x"}\n'.encode()),
        ("POST", "/g", b"\xff\xfe"),
        ("POST", "/g", b"-%d\\n\0\t\r\n\x1b[31m\xc3\xa9\xc3"),
        ("POST", "/g", b"@/etc/passwd"),
        ("POST", "/g", "a\u202eb".encode()),
        ("PUT", "/g", b'{"a":"' + b"loom " * 19_000 + b'"}'),
    ],
)
def test_a_line_repeats_its_request(method: str, path: str, body: bytes | None) -> None:
    headers = {**HEADERS, "Content-Type": "application/json", "X-Empty": "", "X-Quote": 'it\'s "so" $HOME'}
    with listening() as (url, heard):
        line = curl_line.line(sent(method, path, body, headers, url))
        for shell in ("sh", "bash") if line.startswith("printf") else ("sh",):
            command = [shell, "-c", line]
            done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, timeout=10, check=False)
            assert done.returncode == 0, done.stderr
    for request in heard:
        first, got, content = parts(request)
        assert first == f"{method} {path} HTTP/1.1"
        assert {name: got.get(name.lower()) for name in headers} == headers
        assert content == (body or b"")
    for secret in HEADERS.values():
        assert secret not in line


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_the_coding_and_a_missing_type_are_repeated() -> None:
    with listening() as (url, heard):
        request = sent("POST", "/g", b"{}", {}, url)
        line = Exchange(sent=request, chunked=True).curl
        subprocess.run(["sh", "-c", line], env=ENVIRONMENT, capture_output=True, timeout=10, check=True)
    _, got, content = parts(heard[0])
    assert got["transfer-encoding"] == "chunked"
    assert "content-type" not in got
    assert content == b"2\r\n{}\r\n0\r\n\r\n"


def test_a_long_body_is_a_file_that_is_not_there() -> None:
    body = b"x" * (curl_line.LONGEST + 1)
    assert curl_line.line(sent(body=body)).endswith(" --data-binary @body-of-100001-bytes")
    assert "@" not in curl_line.line(sent(body=body[:-1]))


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer a-long-key", '"Authorization: $AUTHORIZATION"'),
        ("X-Tenant", "weavers", '"X-Tenant: $X_TENANT"'),
        ("X-Auth-Token", "other", '"X-Auth-Token: $TREADLE_OTHER_TOKEN"'),
        ("Authorization", "Bearer wrong", "'Authorization: Bearer wrong'"),
        ("Authorization", "Basic a2V5OmtleQ==", "'Authorization: Basic a2V5OmtleQ=='"),
        ("X-Auth-Token", "a-long-toke", "'X-Auth-Token: ***'"),
        ("Authorization", "SDK-HMAC-SHA256 Access=A, Signature=5", "'Authorization: ***'"),
        ("A", "b", "'A: b'"),
    ],
)
def test_only_what_was_given_becomes_a_variable(name: str, value: str, shown: str) -> None:
    assert f" -H {shown}" in curl_line.line(sent(headers={name: value}))


def test_a_secret_in_a_path_or_a_body_is_left_out() -> None:
    line = curl_line.line(sent(path="/g?token=a-long-key", body=b"\xffa-long-token"))
    assert "a-long" not in line
    assert "token=***" in line
    assert line.startswith(r"printf '\377***' | curl ")


async def test_wrong_credentials_are_shown_as_they_were_sent(reference: str) -> None:
    headers = {"Authorization": "Bearer key", "X-Auth-Token": "token"}
    async with Server(reference, headers=headers, documents=[load("tgi")]) as server:
        for name in ("auth.wrong_credential_is_refused", "auth.another_scheme_is_refused"):
            check = all_checks()[name]
            server.current = name
            assert check.active
            await check.active(server)
            lines = [exchange.curl for exchange in server.used[name]]
            assert lines
            assert not any("$" in line or "***" in line for line in lines)
            assert all("Bearer wrong" in line for line in lines) is name.startswith("auth.wrong")
