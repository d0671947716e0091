"""What a credential is worth once it is known to be genuine, and what several of them are worth together.

Grant     one credential: a user, projects, actions, and why it is refused, if it is
combine   the user that a call acts as; every credential that came with it has to agree
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from treadle.contract.call import Call
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem
from treadle.fabric.access.roles import EVERYTHING, permits
from treadle.fabric.errors import INVALID_TOKEN, SIGNATURE_CODE
from treadle.fabric.store.credential_tables import AccessKey, AccessToken
from treadle.fabric.store.records import User, now

logger = logging.getLogger(__name__)

PROJECT_HEADER = "x-project-id"
ANYBODY = User()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a genuine credential allows.

    `projects` None is one user in one project, whatever `X-Project-Id` says. `refusal` says why the
    credential is honoured no longer. `credential` names it in logs; it is no secret.
    """

    user: User
    credential: str
    projects: tuple[str, ...] | None = None
    actions: tuple[str, ...] = (EVERYTHING,)
    refusal: str | None = None


class Tokens(Protocol):
    """Where tokens are looked up."""

    async def find(self, token: str) -> Grant | None:
        """What `token` grants, None if it means nothing; raises UNHEALTHY if nobody can say."""
        ...


def grant_of(row: AccessToken | AccessKey) -> Grant:
    """What a credential of the database allows at this moment."""
    projects = tuple(row.projects)
    return Grant(
        user=User(name=row.user_name, domain=row.domain, project=projects[0]),
        credential=row.id,
        projects=projects,
        actions=tuple(row.actions),
        refusal=_refusal(row.revoke_time, row.expire_time),
    )


def combine(grants: Sequence[Grant], call: Call, operation: Operation) -> User:
    """Who calls `operation`; raises FORBIDDEN, and UNAUTHENTICATED for two credentials of two users."""
    users = {(grant.user.domain, grant.user.name) for grant in grants}
    if len(users) > 1:
        raise Problem(
            Kind.UNAUTHENTICATED,
            "Incorrect IAM authentication information: the token and the signature are of two users",
            pointer="header:Authorization",
            type=SIGNATURE_CODE,
        )
    asked = call.headers.get(PROJECT_HEADER, "").strip()
    users_there = [_within(grant, asked, call, operation) for grant in grants]
    if len({user.project for user in users_there}) > 1:
        raise _forbidden(call, grants[0], "the token and the signature are for two projects")
    return users_there[0]


def _within(grant: Grant, project: str, call: Call, operation: Operation) -> User:
    if grant.refusal is not None:
        raise _forbidden(call, grant, grant.refusal)
    if project and grant.projects is not None and project not in grant.projects:
        raise _forbidden(call, grant, "it is not for the project that X-Project-Id names")
    if not permits(grant.actions, operation.action):
        raise _forbidden(call, grant, f"it does not allow {operation.action}")
    if not project or grant.projects is None:
        return grant.user
    return replace(grant.user, project=project)


def _forbidden(call: Call, grant: Grant, reason: str) -> Problem:
    # The answer is the contract's and says nothing more; whoever runs the server finds the reason here.
    logger.info("request %s: 403 for credential %s: %s", call.request_id, grant.credential, reason)
    return Problem(Kind.FORBIDDEN, INVALID_TOKEN, pointer="header:X-Auth-Token")


def _refusal(revoked: datetime | None, expires: datetime | None) -> str | None:
    if revoked is not None:
        return "it was revoked"
    if expires is not None and expires <= now():
        return "it is expired"
    return None
