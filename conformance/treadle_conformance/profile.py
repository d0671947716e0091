"""Profiles: what a kind of server promises, as features. Never a list of skips.

A profile names the contract documents it is judged by and the features it has; every check whose
features are all declared belongs to it. A feature that no check knows is a mistake in the profile.
Where the contract of its kind asks for less, `instead` names the requirement that a check stands for in it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import msgspec
import yaml

from treadle_conformance.faults import Misuse
from treadle_conformance.rules import Check, all_checks, folder, requirements

MARKERS = frozenset({"schema"})  # features that steer the runner rather than single checks


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a kind of server promises."""

    id: str
    title: str
    contracts: tuple[str, ...]
    features: frozenset[str]
    instead: dict[str, str] = {}  # requirements, and what holds in their place

    def checks(self) -> list[Check]:
        """The checks of this profile, in running order."""
        return [self._of_its_own(check) for check in all_checks().values() if check.features <= self.features]

    def _of_its_own(self, check: Check) -> Check:
        wanted = tuple(self.instead.get(name, name) for name in check.requirements)
        return check if wanted == check.requirements else replace(check, requirements=wanted)


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
        if unknown := {*profile.instead, *profile.instead.values()} - requirements().keys():
            raise Misuse(f"profile {profile.id} names the requirement {min(unknown)}, which does not exist")
        found[profile.id] = profile
    return found
