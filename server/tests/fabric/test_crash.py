"""Servers killed with SIGKILL at random moments: what they acknowledged is there, once, and whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fabric.crash.drive import Crashes, Fakes, directories
from tests.fabric.crash.ledger import Ledger

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_ten_kills_lose_nothing_and_leave_nothing_half_made(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/state.db" if kind == "sqlite" else request.getfixturevalue("postgres")
    crashes = Crashes(Fakes(), url, directories(tmp_path / "models"))
    assert await crashes.run(10) == []
    assert crashes.kills == 10
    assert crashes.ledger.acknowledged > 10


async def test_an_answer_before_its_commit_is_caught(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/state.db"
    crashes = Crashes(Fakes("early"), database, directories(tmp_path / "models"), creates_only=True)
    wrong = await crashes.run(20)
    assert wrong
    assert all("acknowledged and is lost" in finding for finding in wrong)


def test_the_ledger_sees_every_difference() -> None:
    ledger = Ledger()
    made, gone, asked, dying = (ledger.ask("model", name) for name in ("made", "gone", "asked", "dying"))
    for entry in (made, gone, dying):
        ledger.made(entry, f"id of {entry.name}")
    ledger.gone(gone)
    dying.state = "DYING"
    there = [{"name": name, "id": f"id of {name}"} for name in ("made", "gone", "other", "made", "dying")]
    assert ledger.compare("model", there) == [
        "model made is there twice",
        "model gone was deleted and is there",
        "model other comes from nowhere",
    ]
    assert ("model", "asked") not in ledger.entries
    assert (asked.state, dying.state) == ("ASKED", "MADE")
    assert ledger.compare("model", [{"name": "made", "id": "another"}]) == [
        "model made was id of made and is another",
        "model dying was acknowledged and is lost",
    ]
