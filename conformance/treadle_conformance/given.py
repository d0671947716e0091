"""What some profiles have to be given besides an address: a second tenant, tokens that have ended, a key.

It comes from the environment alone, never from a command line, which other users of a machine can read.
A profile that needs something and was not given it fails; nothing is left out for its sake.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from treadle_conformance.faults import Violation

VARIABLES = {
    "other_token": "TREADLE_OTHER_TOKEN",
    "expired_token": "TREADLE_EXPIRED_TOKEN",
    "revoked_token": "TREADLE_REVOKED_TOKEN",
    "reading_token": "TREADLE_READING_TOKEN",
    "access_key": "TREADLE_ACCESS_KEY",
    "secret_key": "TREADLE_SECRET_KEY",
    "blocked_text": "TREADLE_BLOCKED_TEXT",
}
MEANT = {
    "other_token": "a token of another tenant, who may do everything",
    "expired_token": "a token that has expired",
    "revoked_token": "a token that was revoked",
    "reading_token": "a token that may read and change nothing",
    "access_key": "an access key that may do everything",
    "secret_key": "the secret of that access key",
    "blocked_text": "a text that the server's moderator does not allow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the suite was given; None is what it was not. `needed` raises for that."""

    other_token: str | None = None
    expired_token: str | None = None
    revoked_token: str | None = None
    reading_token: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    blocked_text: str | None = None

    def needed(self, name: str) -> str:
        """What was given under a name; raises Violation, since the profile promises that there is one."""
        found: str | None = getattr(self, name)
        if not found:
            raise Violation(f"the profile needs {MEANT[name]} ({VARIABLES[name]}), and none was given")
        return found

    @property
    def variables(self) -> dict[str, str]:
        """The environment variable that each of it came from."""
        return {getattr(self, name): variable for name, variable in VARIABLES.items() if getattr(self, name)}

    @property
    def secrets(self) -> frozenset[str]:
        """What of it no report may show."""
        found = (
            self.other_token,
            self.expired_token,
            self.revoked_token,
            self.reading_token,
            self.secret_key,
        )
        return frozenset(secret for secret in found if secret and len(secret) >= 8)


def from_environment(environment: Mapping[str, str] | None = None) -> Given:
    """What the environment has of it; an empty variable is none."""
    found = os.environ if environment is None else environment
    return Given(**{field.name: found.get(VARIABLES[field.name]) or None for field in fields(Given)})
