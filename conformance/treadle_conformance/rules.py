"""Requirements and the checks that look at them.

    Requirement   a sentence of the contract: id, MUST or SHOULD, pointer, source   (requirements/*.yaml)
    Check         a rule in words with a stable id, tied to requirements
      ├─ wire     looks at every answer the suite ever gets, as it arrives
      └─ active   holds a conversation of its own

A broken MUST is a failure, a broken SHOULD a warning. `features` are what a profile must declare for
a check to be part of it.
"""

from __future__ import annotations

import enum
import importlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import yaml

if TYPE_CHECKING:
    from treadle_conformance.documents import Route
    from treadle_conformance.exchange import Exchange
    from treadle_conformance.server import Server


class Level(enum.Enum):
    """How binding a requirement is."""

    MUST = "MUST"
    SHOULD = "SHOULD"


class Requirement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sentence that a server has to keep."""

    id: str
    level: Level
    text: str
    spec: str  # "tgi#/paths/~1generate/post"
    source: str
    area: str = ""


class Layer(enum.IntEnum):
    """What a wire check needs to be sound before it can speak."""

    TRANSPORT = 0
    HTTP = 1
    FORM = 2  # JSON texts and stream frames
    SCHEMA = 3
    MEANING = 4


WireRule: TypeAlias = "Callable[[Exchange, Route | None], str | None]"
ActiveRule: TypeAlias = "Callable[[Server], Awaitable[None]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule with a stable id."""

    id: str
    title: str
    requirements: tuple[str, ...]
    features: frozenset[str]
    layer: Layer | None = None  # of a wire check
    wire: WireRule | None = None
    active: ActiveRule | None = None
    slow: bool = False  # left out by --fast

    @property
    def area(self) -> str:
        """The part of the id before the first dot."""
        return self.id.split(".")[0]

    @property
    def level(self) -> Level:
        """MUST if any of its requirements is one."""
        rows = requirements()
        levels = {rows[name].level for name in self.requirements}
        return Level.MUST if Level.MUST in levels else Level.SHOULD


CHECKS: dict[str, Check] = {}


def wire(layer: Layer, *requirements: str, features: str = "") -> Callable[[WireRule], WireRule]:
    """Register a rule that is applied to every answer; it returns what is wrong, or None."""

    def register(rule: WireRule) -> WireRule:
        _add(rule, requirements, features, layer=layer, wire=rule)
        return rule

    return register


def check(*requirements: str, features: str, slow: bool = False) -> Callable[[ActiveRule], ActiveRule]:
    """Register a rule that talks to the server; it raises a `Finding`."""

    def register(rule: ActiveRule) -> ActiveRule:
        _add(rule, requirements, features, active=rule, slow=slow)
        return rule

    return register


def _add(
    rule: WireRule | ActiveRule,
    requirements: tuple[str, ...],
    features: str,
    *,
    layer: Layer | None = None,
    wire: WireRule | None = None,
    active: ActiveRule | None = None,
    slow: bool = False,
) -> None:
    area = rule.__module__.rsplit(".", 1)[-1].split("_")[0]  # stream_chat.py is of the area stream
    name = f"{area}.{rule.__name__}"
    if name in CHECKS:
        raise ValueError(f"two checks are called {name}")
    CHECKS[name] = Check(
        id=name,
        title=(rule.__doc__ or "").strip().splitlines()[0],
        requirements=requirements,
        features=frozenset(features.split()),
        layer=layer,
        wire=wire,
        active=active,
        slow=slow,
    )


@cache
def requirements() -> dict[str, Requirement]:
    """Every requirement row by id; raises ValueError when two share one."""
    rows: dict[str, Requirement] = {}
    for path in sorted((Path(__file__).parent / "requirements").glob("*.yaml")):
        for raw in yaml.safe_load(path.read_text("utf-8")):
            row = msgspec.convert({"area": path.stem, **raw}, Requirement)
            if row.id in rows:
                raise ValueError(f"two requirements are called {row.id}")
            rows[row.id] = row
    return rows


def all_checks() -> dict[str, Check]:
    """Every check by id, in the order in which they are run."""
    importlib.import_module("treadle_conformance.checks")  # importing registers
    found = {**CHECKS, **_cases()}
    areas = list(dict.fromkeys(check.area for check in found.values()))
    return dict(sorted(found.items(), key=lambda item: areas.index(item[1].area)))


@cache
def _cases() -> dict[str, Check]:
    from treadle_conformance.case_data import read

    found = {check.id: check for check in read()}
    if double := found.keys() & CHECKS.keys():
        raise ValueError(f"two checks are called {min(double)}")
    return found


def folder(name: str) -> Path:
    """A data folder of the suite: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).parent
    inside = here / name
    return inside if inside.is_dir() else here.parent / name
