"""AK/SK: a right SDK-HMAC-SHA256 signature is honoured, and everything else that looks like one is not.

A server may lock a key after some wrong signatures in a row, so a right one stands between any two of them.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from treadle_conformance.checks.fabric import fresh, models, new_model
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound
from treadle_conformance.signing import Signer

UNUSUAL = "a b_c.d -"  # a name that a filter takes, and that has to be encoded


def signer(server: Server, *, access: str | None = None, secret: str | None = None) -> Signer:
    """Whoever signs with the key that the suite was given, or nearly."""
    key, own = server.given.needed("access_key"), server.given.needed("secret_key")
    return Signer(access=access or key, secret=secret or own, url=server.url)


async def send(
    server: Server, method: str, target: str, headers: dict[str, str], content: bytes = b""
) -> Exchange:
    """Send exactly this, with no credential but the signature."""
    given: dict[str, str | None] = {"Content-Type": None, **headers}
    if content and "Content-Type" not in headers:
        given["Content-Type"] = "application/json"
    return await server.ask(
        method, target, content=content or None, headers=given, anonymous=True, again=True, valid=False
    )


async def signed(
    server: Server, method: str, target: str, body: Any = None, extra: dict[str, str] | None = None
) -> Exchange:
    """Send it rightly signed."""
    content = b"" if body is None else json.dumps(body).encode()
    return await send(
        server, method, target, signer(server).headers(method, target, content, extra=extra), content
    )


async def refused(
    server: Server,
    what: str,
    headers: dict[str, str],
    method: str = "GET",
    target: str = "/v1/workspaces",
    content: bytes = b"",
) -> None:
    """Hold that a request is a 401; then ask rightly, so that no key is locked."""
    answer = await send(server, method, target, headers, content)
    require(answer.status == 401, f"{what} was answered {answer.summary}", answer)
    sound(answer, 401)
    sound(await signed(server, "GET", "/v1/workspaces"))


@check("ACCESS-21", features="fabric signatures")
async def right_signature_is_honoured(server: Server) -> None:
    """A rightly signed request is answered: with a body, an unusual query, further signed headers."""
    body = new_model(fresh())
    created = sound(await signed(server, "POST", models(server), body)).json["id"]
    sound(await signed(server, "GET", f"{models(server)}?limit=10&name={quote(UNUSUAL, safe='')}"))
    found = sound(await signed(server, "GET", f"{models(server)}?name={body['name']}&limit=1"))
    require(found.json["total"] == 1, f"what was created signed is not found: {found.summary}", found)
    extra = {"X-Request-Id": fresh(), "User-Agent": "conform  signs", "Content-Type": "application/json"}
    sound(await signed(server, "GET", "/v1/workspaces", extra=extra))
    sound(await signed(server, "PUT", f"{models(server)}/{created}", {"description": "été 織機"}))
    sound(await signed(server, "DELETE", f"{models(server)}/{created}"))


@check("ACCESS-22", features="fabric signatures")
async def signature_covers_method_and_path(server: Server) -> None:
    """A signature of another method or path is a 401."""
    right = signer(server)
    await refused(server, "the signature of a POST", right.headers("POST", "/v1/workspaces"))
    await refused(server, "the signature of another path", right.headers("GET", models(server)))


@check("ACCESS-23", features="fabric signatures")
async def signature_covers_the_query(server: Server) -> None:
    """A signature of another query is a 401: a value changed, a pair added, a pair left out."""
    target, right = "/v1/workspaces?limit=2&offset=1", signer(server)
    for other in ("limit=3&offset=1", "limit=2&offset=1&name=x", "limit=2", ""):
        headers = right.headers("GET", target)
        await refused(
            server, f"the signature of {target}", headers, target=f"/v1/workspaces?{other}".rstrip("?")
        )


@check("ACCESS-24", features="fabric signatures")
async def signature_covers_its_headers(server: Server) -> None:
    """A signed header with another value, or that is not there, is a 401."""
    headers = signer(server).headers("GET", "/v1/workspaces", extra={"X-Request-Id": "conform"})
    await refused(server, "another value of a signed header", {**headers, "X-Request-Id": "changed"})
    await refused(
        server, "a signed header left out", {k: v for k, v in headers.items() if k != "X-Request-Id"}
    )
    later = signer(server).headers("GET", "/v1/workspaces", minutes=1)["X-Sdk-Date"]
    await refused(server, "another date than the signed one", {**headers, "X-Sdk-Date": later})


@check("ACCESS-25", features="fabric signatures")
async def signature_covers_the_body(server: Server) -> None:
    """A body that is not the signed one is a 401, and nothing is stored."""
    body, other = new_model(fresh()), new_model(fresh())
    headers = signer(server).headers("POST", models(server), json.dumps(other).encode())
    content = json.dumps(body).encode()
    await refused(server, "the signature of another body", headers, "POST", models(server), content)
    listed = sound(await server.get(f"{models(server)}?name={body['name']}", again=True))
    require(listed.json["total"] == 0, f"it was refused, and is listed: {listed.summary}", listed)


@check("ACCESS-26", features="fabric signatures")
async def wrong_key_is_refused(server: Server) -> None:
    """A signature by another secret, for an unknown key, or with a digit changed is a 401."""
    right = signer(server)
    other = signer(server, secret=right.secret[:-1] + ("A" if right.secret[-1] != "A" else "B"))
    await refused(server, "a signature by another secret", other.headers("GET", "/v1/workspaces"))
    unknown = signer(server, access="CONFORMUNKNOWN000001")
    await refused(server, "a signature for an unknown key", unknown.headers("GET", "/v1/workspaces"))
    headers = right.headers("GET", "/v1/workspaces")
    digit = "0" if headers["Authorization"][-1] != "0" else "1"
    headers["Authorization"] = headers["Authorization"][:-1] + digit
    await refused(server, "a signature with another last digit", headers)


@check("ACCESS-27", features="fabric signatures")
async def host_and_date_have_to_be_signed(server: Server) -> None:
    """A signature that leaves out the host or the date is a 401."""
    for names in (("host",), ("x-sdk-date",)):
        headers = signer(server).headers("GET", "/v1/workspaces", names=names)
        await refused(server, f"a signature of {names[0]} alone", headers)


@check("ACCESS-28", features="fabric signatures")
async def skewed_date_is_refused(server: Server) -> None:
    """A date 20 minutes off, before or after, is a 401; one of 5 minutes is not."""
    for minutes in (-20, 20):
        headers = signer(server).headers("GET", "/v1/workspaces", minutes=minutes)
        await refused(server, f"a date {minutes} minutes from now", headers)
    for minutes in (-5, 5):
        headers = signer(server).headers("GET", "/v1/workspaces", minutes=minutes)
        sound(await send(server, "GET", "/v1/workspaces", headers))


@check("ACCESS-29", features="fabric signatures")
async def replayed_change_is_refused(server: Server) -> None:
    """A change that is sent again with the signature that it had is a 401."""
    created = sound(await signed(server, "POST", models(server), new_model(fresh()))).json["id"]
    target, content = f"{models(server)}/{created}", json.dumps({"description": fresh()}).encode()
    headers = signer(server).headers("PUT", target, content)
    sound(await send(server, "PUT", target, headers, content))
    await refused(server, "a change sent again", headers, "PUT", target, content)
    sound(await signed(server, "DELETE", target))


@check("ACCESS-30", features="fabric signatures")
async def unsigned_body_is_refused(server: Server) -> None:
    """UNSIGNED-PAYLOAD, or a hash that is not that of the body, does not stand for a body."""
    body = new_model(fresh())
    content = json.dumps(body).encode()
    for said in ("UNSIGNED-PAYLOAD", "0" * 64):
        extra = {"X-Sdk-Content-Sha256": said}
        headers = signer(server).headers("POST", models(server), content, extra=extra, payload=said)
        await refused(server, f"X-Sdk-Content-Sha256: {said[:20]}", headers, "POST", models(server), content)
    listed = sound(await server.get(f"{models(server)}?name={body['name']}", again=True))
    require(listed.json["total"] == 0, f"it was refused, and is listed: {listed.summary}", listed)


@check("ACCESS-31", features="fabric signatures")
async def other_algorithms_are_refused(server: Server) -> None:
    """A signature that calls itself by another algorithm's name is a 401."""
    for algorithm in ("SDK-HMAC-SM3", "V11-HMAC-SHA256", "sdk-hmac-sha1"):
        headers = signer(server).headers("GET", "/v1/workspaces", algorithm=algorithm)
        await refused(server, f"a signature by {algorithm}", headers)


@check("ACCESS-32", features="fabric signatures")
async def every_credential_has_to_be_right(server: Server) -> None:
    """A right signature beside a wrong token is a 401."""
    headers = signer(server).headers("GET", "/v1/workspaces", extra={"X-Auth-Token": "wrong"})
    await refused(server, "a right signature beside a wrong token", headers)
