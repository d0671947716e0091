"""Profiles: what a kind of server promises, as features. Never a list of skips.

A profile names the contract documents it is judged by and the features it has; every check whose
features are all declared belongs to it. A feature that no check knows is a mistake in the profile.
"""

from __future__ import annotations

from functools import cache

import msgspec
import yaml

from treadle_conformance.faults import Misuse
from treadle_conformance.rules import Check, all_checks, folder

MARKERS = frozenset({"schema"})  # features that steer the runner rather than single checks


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a kind of server promises."""

    id: str
    title: str
    contracts: tuple[str, ...]
    features: frozenset[str]

    def checks(self) -> list[Check]:
        """The checks of this profile, in running order."""
        return [check for check in all_checks().values() if check.features <= self.features]


@cache
def profiles() -> dict[str, Profile]:
    """Every profile by id; raises Misuse on a feature that nothing looks at."""
    known = MARKERS | frozenset(feature for check in all_checks().values() for feature in check.features)
    found: dict[str, Profile] = {}
    for path in sorted(folder("profiles").glob("*.yaml")):
        profile = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), Profile)
        if profile.id != path.stem:
            raise Misuse(f"{path.name} holds the profile {profile.id}")
        if strangers := sorted(profile.features - known):
            raise Misuse(
                f"profile {profile.id} declares features that no check knows: {', '.join(strangers)}"
            )
        found[profile.id] = profile
    return found
