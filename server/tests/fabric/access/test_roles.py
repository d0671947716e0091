"""Roles and actions: the table, each cell tried on the operations themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fabric.access.guarded import Guarded
from tests.fabric.access.requests import body_of, target_of
from tests.fabric.access.test_guard import FORBIDDEN
from treadle.contract.operation import Operation
from treadle.fabric.access.roles import ROLES, is_pattern, permits
from treadle_contracts.fabric.routes import OPERATIONS

# Who may: a admin, d developer, v viewer, i invoker. An operation without a row is a failure.
TABLE = {
    "DataArtsFabric:workspace:list": "advi",
    "DataArtsFabric:workspace:create": "a",
    "DataArtsFabric:workspace:alter": "a",
    "DataArtsFabric:workspace:drop": "a",
    "DataArtsFabric:model:create": "ad",
    "DataArtsFabric:model:list": "adv",
    "DataArtsFabric:model:show": "adv",
    "DataArtsFabric:model:alter": "ad",
    "DataArtsFabric:model:drop": "ad",
    "DataArtsFabric:model:inference": "adi",
    "DataArtsFabric:endpoint:create": "ad",
    "DataArtsFabric:endpoint:list": "adv",
    "DataArtsFabric:endpoint:show": "adv",
    "DataArtsFabric:endpoint:alter": "ad",
    "DataArtsFabric:endpoint:drop": "ad",
    "DataArtsFabric:endpoint:subscribe": "ad",
    "DataArtsFabric:service:deploy": "ad",
    "DataArtsFabric:service:listInstance": "advi",
    "DataArtsFabric:service:showInstance": "advi",
    "DataArtsFabric:service:alterInstance": "ad",
    "DataArtsFabric:service:destroyInstance": "ad",
}
# Catalogues and switches, which everybody who is somebody may read.
WITHOUT = {"list_base_models", "list_specs", "list_features"}

SECURED = [operation for operation in OPERATIONS if operation.security]


@pytest.mark.parametrize("operation", SECURED, ids=[operation.id for operation in SECURED])
@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_cell(guarded: Guarded, role: str, operation: Operation) -> None:
    """Who may not gets the 403; who may gets past it, to a workspace that is not there or to an answer."""
    token = await guarded.token(*ROLES[role], projects=("empty",))
    headers = [("X-Auth-Token", token), ("Content-Type", "application/json")]
    reply = await guarded.send(operation.method, target_of(operation, {}), headers, body_of(operation))
    if operation.action is None:
        assert operation.id in WITHOUT
        assert reply.status == 200
    elif role[0] in TABLE[operation.action]:
        assert reply.status == (404 if "{" in operation.path else 200), reply
    else:
        assert reply == FORBIDDEN


@pytest.mark.parametrize("operation", SECURED, ids=[operation.id for operation in SECURED])
async def test_one_action_is_that_action_alone(guarded: Guarded, operation: Operation) -> None:
    others = {other.action for other in SECURED if other.action not in (None, operation.action)}
    headers = [("Content-Type", "application/json")]
    for actions, allowed in (
        ([operation.action], True),
        (sorted(filter(None, others)), operation.action is None),
    ):
        if actions == [None]:
            continue
        token = await guarded.token(*(action for action in actions if action), projects=("empty",))
        reply = await guarded.send(
            operation.method,
            target_of(operation, {}),
            [*headers, ("X-Auth-Token", token)],
            body_of(operation),
        )
        assert (reply == FORBIDDEN) is not allowed


def test_the_documented_table_is_this_one() -> None:
    page = (Path(__file__).parents[4] / "docs" / "fabric-auth.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| (none|`[\w:]+`) \| (.+) \|$", page, re.MULTILINE)
    expected = []
    for operation in SECURED:
        letters = "advi" if operation.action is None else TABLE[operation.action]
        cells = " | ".join("yes" if letter in letters else "–" for letter in "advi")
        name = "none" if operation.action is None else f"`{operation.action}`"
        expected.append((operation.id, name, cells))
    assert rows == expected


def test_open_operations_have_no_action() -> None:
    assert {operation.id for operation in OPERATIONS if not operation.security} == {
        "show_health_check",
        "fabric_document",
    }


@pytest.mark.parametrize(
    ("pattern", "action", "covers"),
    [
        ("DataArtsFabric:model:create", "DataArtsFabric:model:create", True),
        ("DataArtsFabric:model:create", "DataArtsFabric:model:createMore", False),
        ("DataArtsFabric:model:*", "DataArtsFabric:model:create", True),
        ("DataArtsFabric:model:*", "DataArtsFabric:models:create", False),
        ("DataArtsFabric:model*:list*", "DataArtsFabric:models:listAll", True),
        ("DataArtsFabric:*:*", "Other:model:create", False),
        ("DataArtsFabric:*:*", None, True),
    ],
)
def test_patterns(pattern: str, action: str | None, covers: bool) -> None:
    assert permits([pattern], action) is covers
    assert is_pattern(pattern)
    assert not permits([], "DataArtsFabric:model:create")


@pytest.mark.parametrize(
    "text", ["", "*", "*:*:*", "DataArtsFabric:model", "DataArtsFabric:m*l:x", "DataArtsFabric:model:x:y"]
)
def test_what_is_no_pattern(text: str) -> None:
    assert not is_pattern(text)
