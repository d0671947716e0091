"""How a check says what it found: the four ways in which a rule can fail to hold.

Finding
  ├─ Violation     the server broke the rule: message, and the exchange that shows it
  ├─ Blocked       the answer was already broken on a lower layer, so this rule says nothing of its own
  └─ HarnessFault  the suite itself is wrong (it sent a request that the contract does not allow)

Unreachable        no conversation was possible at all; raised by the smoke step
Misuse             options or data of the suite that make no sense
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treadle_conformance.exchange import Exchange


class Finding(Exception):
    """A rule that does not hold, with the exchange that shows it."""

    def __init__(self, message: str, exchange: Exchange | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.exchange = exchange


class Violation(Finding):
    """The server broke the rule."""


class Blocked(Finding):
    """A rule could not be looked at because the answer broke `because`, a rule of a lower layer."""

    def __init__(self, because: str, message: str, exchange: Exchange | None = None) -> None:
        super().__init__(message, exchange)
        self.because = because


class HarnessFault(Finding):
    """The suite sent a request that the contract does not allow where it meant to send a valid one."""


class Unreachable(Exception):
    """The server could not be talked to: an address, a credential or a profile that does not fit."""


class Misuse(ValueError):
    """Options, profiles or lists that make no sense."""


def require(condition: object, message: str, exchange: Exchange | None = None) -> None:
    """Raise a `Violation` unless `condition` holds."""
    if not condition:
        raise Violation(message, exchange)
