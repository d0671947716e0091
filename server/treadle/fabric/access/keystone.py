"""Tokens of an external IAM that speaks Keystone v3: who holds one is asked there, and remembered briefly.

    GET <url>/v3/auth/tokens      X-Auth-Token, X-Subject-Token: the token, which may ask about itself

    200              user, project, roles and expires_at; the roles become actions (`roles`)
    401, 404         the token means nothing: 401
    no project, no role known here, expires_at passed: 403
    anything else, silence, nonsense: 500, because nobody can say

Answers are believed for at most a minute and never past the token's end, so a revocation there counts
here a minute later at worst. A token that nobody knew is not asked for again for some seconds.
"""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx
import msgspec

from treadle.contract.problem import Kind, Problem
from treadle.fabric.access.grants import Grant
from treadle.fabric.access.lockout import Clock
from treadle.fabric.access.roles import ROLES
from treadle.fabric.access.tokens import PREFIX, digest_of
from treadle.fabric.store.records import User, now

logger = logging.getLogger(__name__)

DEADLINE = 5.0  # seconds for the whole question
FRESH = 60.0  # seconds for which an answer is believed
FRESH_UNKNOWN = 5.0
_MOST_REMEMBERED = 4096
_LARGEST_ANSWER = 1 << 20  # bytes; a catalogue of services can be long
_LONGEST_PROJECT = 64  # characters, what the database holds
_TOKEN = re.compile(r"[\x21-\x7e]+")

# Roles that Keystone and Huawei's IAM come with; our own names mean themselves.
KNOWN_ROLES: Mapping[str, str] = {
    **{name: name for name in ROLES},
    "manager": "admin",
    "te_admin": "admin",
    "member": "developer",
    "reader": "viewer",
    "readonly": "viewer",
}


class _Named(msgspec.Struct):
    name: str
    id: str = ""


class _User(msgspec.Struct):
    name: str
    domain: _Named
    id: str = ""


class _Token(msgspec.Struct):
    user: _User
    expires_at: str | None = None
    project: _Named | None = None
    roles: list[_Named] = msgspec.field(default_factory=list[_Named])


class _Answer(msgspec.Struct):
    token: _Token


@dataclass(frozen=True, slots=True)
class _Known:
    grant: Grant | None
    expires: datetime | None
    until: float  # by the clock


class Keystone:
    """One IAM; `roles` adds to the known ones, by the IAM's name."""

    def __init__(
        self,
        url: str,
        roles: Mapping[str, str] | None = None,
        *,
        deadline: float = DEADLINE,
        clock: Clock = time.monotonic,
    ) -> None:
        self._url = url.rstrip("/").removesuffix("/v3") + "/v3/auth/tokens"
        self._roles = {**KNOWN_ROLES, **(roles or {})}
        self._deadline = deadline
        self._clock = clock
        trusted = ssl.create_default_context()  # the machine's certificates; httpx has a list of its own
        self._client = httpx.AsyncClient(
            verify=trusted, timeout=deadline, follow_redirects=False, trust_env=False
        )
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._unknown: OrderedDict[str, _Known] = OrderedDict()
        self._asked: dict[str, asyncio.Task[_Known]] = {}

    async def close(self) -> None:
        """Give up the connections."""
        for task in list(self._asked.values()):
            task.cancel()
        await self._client.aclose()

    async def find(self, token: str) -> Grant | None:
        """What `token` grants; raises UNHEALTHY if the IAM cannot be asked."""
        if token.startswith(PREFIX) or _TOKEN.fullmatch(token) is None:
            return None
        digest = digest_of(token)
        known = self._known.get(digest) or self._unknown.get(digest)
        if known is None or known.until <= self._clock():
            known = await self._once(digest, token)
        if known.grant is not None and known.expires is not None and known.expires <= now():
            return replace(known.grant, refusal="it is expired")
        return known.grant

    async def _once(self, digest: str, token: str) -> _Known:
        """Ask; whoever wants to know the same meanwhile waits for the same answer."""
        task = self._asked.get(digest)
        if task is None:
            task = self._asked[digest] = asyncio.create_task(self._ask(token))
            task.add_done_callback(lambda done: self._settle(digest, done))
        return await asyncio.shield(task)

    def _settle(self, digest: str, done: asyncio.Task[_Known]) -> None:
        self._asked.pop(digest, None)
        if done.cancelled() or done.exception() is not None:
            return
        known = done.result()
        # Two tables, so that a flood of invented tokens does not displace the real ones.
        self._known.pop(digest, None)
        self._unknown.pop(digest, None)
        table = self._unknown if known.grant is None else self._known
        if len(table) >= _MOST_REMEMBERED:
            table.popitem(last=False)
        table[digest] = known

    async def _ask(self, token: str) -> _Known:
        try:
            async with asyncio.timeout(self._deadline):
                status, content = await self._get(token)
        except TimeoutError:
            raise _silent("it did not answer in time") from None
        except httpx.HTTPError as error:
            raise _silent(type(error).__name__) from None
        if status in (401, 404):
            return _Known(None, None, self._clock() + FRESH_UNKNOWN)
        if status != 200:
            raise _silent(f"it answered {status}")
        try:
            found = msgspec.json.decode(content, type=_Answer).token
            expires = None if found.expires_at is None else _moment(found.expires_at)
            grant = self._grant(found)
        except (msgspec.MsgspecError, ValueError):
            raise _silent("its answer is not that of Keystone v3") from None
        return _Known(grant, expires, self._clock() + FRESH)

    async def _get(self, token: str) -> tuple[int, bytes]:
        headers = {"x-auth-token": token, "x-subject-token": token, "accept": "application/json"}
        async with self._client.stream("GET", self._url, headers=headers) as answer:
            content = b""
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > _LARGEST_ANSWER:
                    raise _silent("its answer is too long")
            return answer.status_code, content

    def _grant(self, found: _Token) -> Grant:
        names = [role.name for role in found.roles]
        ours = [self._roles[name.lower()] for name in names if name.lower() in self._roles]
        actions = {action: None for role in ours for action in ROLES[role]}
        refusal = None if found.project is not None else "it is not scoped to a project"
        project = "" if found.project is None else found.project.id
        if len(project) > _LONGEST_PROJECT:
            raise ValueError(project)
        user = User(
            name=_plain(found.user.name, 128), domain=_plain(found.user.domain.name, 64), project=project
        )
        return Grant(
            user=user,
            credential=f"{user.text} of the IAM, with the roles {names}",
            projects=(project,),
            actions=tuple(actions),
            refusal=refusal,
        )


def _plain(name: str, limit: int) -> str:
    # Names are stored and shown as `domain/user`.
    return "".join(sign for sign in name if sign.isprintable() and sign != "/")[:limit]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _silent(reason: str) -> Problem:
    logger.warning("a token could not be validated with the IAM: %s", reason)
    return Problem(Kind.UNHEALTHY, "the identity service cannot be asked")
