"""Who gets in with which credentials, and the bytes in which everybody else is told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fabric.access.guarded import Guarded, Reply
from tests.fabric.access.signing import signed
from treadle.fabric.access import grants
from treadle.fabric.access.tokens import FRESH, digest_of
from treadle.fabric.store.credential_tables import AccessKey, AccessToken

# As both contract documents show them, without the blanks of their layout.
UNAUTHORIZED = Reply(
    401, b'{"error_code":"APIG.1002","error_msg":"Incorrect token or token resolution failed"}'
)
FORBIDDEN = Reply(
    403,
    b'{"error":{"code":"403","message":"X-Auth-Token is invalid in the request","title":"Forbidden"},'
    b'"error_code":403,"error_msg":"X-Auth-Token is invalid in the request","title":"Forbidden"}',
)


async def ask(guarded: Guarded, **headers: str) -> Reply:
    given = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return await guarded.send("GET", "/v1/workspaces", given)


def total(reply: Reply) -> int:
    assert reply.status == 200, reply
    count: int = reply.json["total"]
    return count


async def test_what_is_no_token_is_nobody(guarded: Guarded) -> None:
    token = await guarded.token()
    for value in (
        "",
        "wrong",
        "Static",
        token + "x",
        token[:-1],
        token.upper(),
        "treadle-",
        "é",
        "x" * 65_535,
    ):
        assert await ask(guarded, X_Auth_Token=value) == UNAUTHORIZED, value
    assert await ask(guarded) == UNAUTHORIZED
    assert await guarded.send("GET", "/v1/workspaces", [("X-Auth-Token", token)] * 2) == UNAUTHORIZED
    assert await ask(guarded, X_Auth_Token=token, Authorization=" ") != UNAUTHORIZED


async def test_a_token_of_the_longest_length(guarded: Guarded) -> None:
    for length, known in ((65_534, True), (65_535, False)):
        token = "treadle-".ljust(length, "x")
        await guarded.credentials.add_token(guarded.new(), digest_of(token))
        reply = await ask(guarded, X_Auth_Token=token)
        assert (reply.status == 200) is known


async def test_tokens_of_the_settings_and_of_the_database(guarded: Guarded) -> None:
    assert total(await ask(guarded, X_Auth_Token="static")) == 1
    assert total(await ask(guarded, X_Auth_Token=await guarded.token())) == 1
    stranger = await guarded.token(user="stranger", projects=("other",))
    assert total(await ask(guarded, X_Auth_Token=stranger)) == 0


async def test_expired_and_revoked_credentials_are_forbidden(guarded: Guarded) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    assert await ask(guarded, X_Auth_Token=await guarded.token(expires=past)) == FORBIDDEN
    access, secret = await guarded.key(expires=past)
    assert await signed_ask(guarded, access, secret) == FORBIDDEN
    assert (await signed_ask(guarded, access, "wrong")).status == 401  # whoever cannot sign is nobody

    token = await guarded.token()
    row = await guarded.credentials.token(digest_of(token))
    assert row is not None
    await guarded.credentials.revoke(AccessToken, row.id)
    assert await ask(guarded, X_Auth_Token=token) == FORBIDDEN
    access, secret = await guarded.key()
    await guarded.credentials.revoke(AccessKey, access)
    assert await signed_ask(guarded, access, secret) == FORBIDDEN


async def test_a_token_expires_and_is_revoked_while_it_is_used(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    expiring = await guarded.token(expires=datetime.now(UTC) + timedelta(minutes=1))
    revoked = await guarded.token()
    for token in (expiring, revoked):
        assert total(await ask(guarded, X_Auth_Token=token)) == 1
    row = await guarded.credentials.token(digest_of(revoked))
    assert row is not None
    await guarded.credentials.revoke(AccessToken, row.id)
    await asyncio.sleep(FRESH + 0.05)  # the row is believed for so long
    assert await ask(guarded, X_Auth_Token=revoked) == FORBIDDEN
    assert total(await ask(guarded, X_Auth_Token=expiring)) == 1
    monkeypatch.setattr(grants, "now", lambda: datetime.now(UTC) + timedelta(minutes=1))
    assert await ask(guarded, X_Auth_Token=expiring) == FORBIDDEN


async def signed_ask(guarded: Guarded, access: str, secret: str, **headers: str) -> Reply:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    made = signed("GET", "/v1/workspaces", access=access, secret=secret, headers=given)
    return await guarded.send("GET", "/v1/workspaces", list(made.items()))


async def test_x_project_id_chooses_among_the_projects_of_a_credential(guarded: Guarded) -> None:
    projects = ("other", "default")
    token = await guarded.token(projects=projects)
    access, secret = await guarded.key(projects=projects)
    for wanted, expected in ((None, 0), ("other", 0), ("default", 1), ("", 0)):
        headers = {} if wanted is None else {"X_Project_Id": wanted}
        assert total(await ask(guarded, X_Auth_Token=token, **headers)) == expected
        assert total(await signed_ask(guarded, access, secret, **headers)) == expected
    assert await ask(guarded, X_Auth_Token=token, X_Project_Id="third") == FORBIDDEN
    assert await signed_ask(guarded, access, secret, X_Project_Id="third") == FORBIDDEN
    # A token of the settings is one user's in one project, whatever an unmodified program sends.
    assert total(await ask(guarded, X_Auth_Token="static", X_Project_Id="third")) == 1


async def test_two_credentials_have_to_agree(guarded: Guarded) -> None:
    token = await guarded.token("DataArtsFabric:workspace:*", projects=("other",))
    access, secret = await guarded.key(projects=("default", "other"))
    both = {"X_Auth_Token": token}
    assert total(await signed_ask(guarded, access, secret, **both, X_Project_Id="other")) == 0
    assert await signed_ask(guarded, access, secret, **both) == FORBIDDEN  # two projects
    assert await signed_ask(guarded, access, secret, **both, X_Project_Id="default") == FORBIDDEN
    # Both have to be right, and both have to allow it.
    assert await signed_ask(guarded, access, secret, X_Auth_Token="wrong") == UNAUTHORIZED
    assert (await signed_ask(guarded, access, "wrong", X_Auth_Token=await guarded.token())).status == 401
    narrow = await guarded.token("DataArtsFabric:model:list")
    assert await signed_ask(guarded, access, secret, X_Auth_Token=narrow) == FORBIDDEN
    past = datetime.now(UTC) - timedelta(seconds=1)
    expired = await guarded.token(expires=past)
    assert await signed_ask(guarded, access, secret, X_Auth_Token=expired) == FORBIDDEN
    stranger = await guarded.token(user="stranger")
    reply = await signed_ask(guarded, access, secret, X_Auth_Token=stranger)
    assert (reply.status, reply.json["error_code"]) == (401, "APIG.0301")
    assert "two users" in reply.json["error_msg"]


async def test_what_needs_no_credential(guarded: Guarded) -> None:
    for path in ("/healthcheck", "/openapi/fabric.json"):
        assert (await guarded.send("GET", path)).status == 200
    assert (await guarded.send("GET", "/v1/nothing")).status == 404


async def test_a_body_above_the_limit_is_refused_before_it_is_hashed(guarded: Guarded) -> None:
    access, secret = await guarded.key()
    body = b" " * 2_000_001
    target = f"/v1/workspaces/{guarded.fabric.defaults.workspace_id}/models"
    made = signed("POST", target, body, access=access, secret=secret)
    assert (await guarded.send("POST", target, list(made.items()), body)).status == 400


async def test_when_a_credential_was_last_used(guarded: Guarded, tmp_path: Path) -> None:
    token, (access, secret) = await guarded.token(), await guarded.key()
    await ask(guarded, X_Auth_Token=token)
    await signed_ask(guarded, access, secret)
    last_use = guarded.fabric.guard._last_use  # type: ignore[union-attr]
    assert len(last_use._moments) >= 2
    await last_use.close()
    last_use._closing.clear()
    row, key = await guarded.credentials.token(digest_of(token)), await guarded.credentials.key(access)
    assert row is not None
    assert key is not None
    for used in (row, key):
        assert used.last_used_time is not None
        assert used.create_time <= used.last_used_time <= datetime.now(UTC)
