"""Tokens that are not good: mistyped, expired, revoked, or good for less than what is asked."""

from __future__ import annotations

from treadle_conformance.checks.auth import secured
from treadle_conformance.checks.fabric import fresh, models, new_model
from treadle_conformance.faults import require
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound

REFUSED = {401, 403}


async def _refused_everywhere(server: Server, token: str, what: str) -> None:
    for route, path in secured(server):
        body: dict[str, str] | None = {} if route.request_schema() else None
        answer = await server.ask(
            route.method, path, body, valid=False, anonymous=True, headers={"X-Auth-Token": token}
        )
        require(answer.status in REFUSED, f"{what} token was answered {answer.summary}", answer)
        sound(answer, answer.status)


@check("ACCESS-11", features="fabric tokens")
async def expired_token_is_refused(server: Server) -> None:
    """An expired token is refused by every operation."""
    await _refused_everywhere(server, server.given.needed("expired_token"), "an expired")


@check("ACCESS-12", features="fabric tokens")
async def revoked_token_is_refused(server: Server) -> None:
    """A revoked token is refused by every operation."""
    await _refused_everywhere(server, server.given.needed("revoked_token"), "a revoked")


@check("ACCESS-13", features="fabric tokens")
async def reading_token_reads_alone(server: Server) -> None:
    """A token that may read alone reads; creating with it is a 403, and nothing is stored."""
    reading = {"X-Auth-Token": server.given.needed("reading_token")}
    sound(await server.get(models(server), headers=reading, again=True))
    body = new_model(fresh())
    sound(await server.post(models(server), body, headers=reading, again=True), 403)
    made = await server.post("/v1/workspaces", {"name": fresh()}, again=True)  # lest the user's is deleted
    place = sound(made).json["id"]
    sound(await server.ask("DELETE", f"/v1/workspaces/{place}", headers=reading), 403)
    sound(await server.ask("DELETE", f"/v1/workspaces/{place}"))
    listed = sound(await server.get(f"{models(server)}?name={body['name']}", again=True))
    require(listed.json["total"] == 0, f"it was refused, and is listed: {listed.summary}", listed)


@check("ACCESS-14", features="fabric tokens")
async def token_is_taken_as_a_whole(server: Server) -> None:
    """What is nearly a token is none: cut, lengthened, with another end, or in another case."""
    token = next((v for name, v in server.headers.items() if name.lower() == "x-auth-token"), "")
    require(token, "the profile needs a token (TREADLE_TOKEN), and none was given")
    last = "A" if token[-1] != "A" else "B"
    for wrong in {token[:-1], token + "x", token[:-1] + last, token[1:], token.swapcase()} - {token}:
        answer = await server.get("/v1/workspaces", anonymous=True, headers={"X-Auth-Token": wrong})
        require(answer.status == 401, f"what is nearly a token was answered {answer.summary}", answer)
        sound(answer, 401)
