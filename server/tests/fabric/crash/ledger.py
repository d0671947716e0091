"""What a server acknowledged, and how what it has after a crash compares with that.

ASKED ─ answer ─▶ MADE ─ delete asked ─▶ DYING ─ answer ─▶ GONE
  └ crash: there once, or not at all        └ crash: there, or not
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["model", "endpoint", "instance"]
State = Literal["ASKED", "MADE", "DYING", "GONE"]


@dataclass
class Entry:
    """One resource; `ran` if its instance was seen RUNNING, `free` once nobody works with it."""

    kind: Kind
    name: str
    state: State = "ASKED"
    id: str | None = None
    ran: bool = False
    free: bool = False
    needs: tuple[Entry, ...] = ()
    answer: str = ""


@dataclass
class Ledger:
    """All that was asked of a server."""

    entries: dict[tuple[Kind, str], Entry] = field(default_factory=dict)
    acknowledged: int = 0

    def ask(self, kind: Kind, name: str, *needs: Entry, answer: str = "") -> Entry:
        """A creation that is being sent."""
        entry = self.entries[kind, name] = Entry(kind, name, needs=needs, answer=answer)
        return entry

    def made(self, entry: Entry, given: str) -> None:
        """It was acknowledged, with its id."""
        entry.state, entry.id = "MADE", given
        self.acknowledged += 1

    def gone(self, entry: Entry) -> None:
        """Its deletion was acknowledged."""
        entry.state = "GONE"
        self.acknowledged += 1

    def leftovers(self, kind: Kind) -> list[Entry]:
        """What is there and used by nothing and nobody."""
        used = {id(need) for entry in self.entries.values() if entry.state != "GONE" for need in entry.needs}
        return [
            entry
            for entry in self.entries.values()
            if entry.kind == kind and entry.state == "MADE" and entry.free and id(entry) not in used
        ]

    def compare(self, kind: Kind, found: list[dict[str, Any]]) -> list[str]:
        """What is wrong with a list of the server's; what a crash left open is settled by it."""
        wrong: list[str] = []
        names = [row["name"] for row in found]
        wrong += [f"{kind} {name} is there twice" for name in set(names) if names.count(name) > 1]
        by_name = {row["name"]: row for row in found}
        for entry in [entry for entry in self.entries.values() if entry.kind == kind]:
            row = by_name.pop(entry.name, None)
            if row is None:
                if entry.state == "MADE":
                    wrong.append(f"{kind} {entry.name} was acknowledged and is lost")
                del self.entries[kind, entry.name]
            elif entry.state == "GONE":
                wrong.append(f"{kind} {entry.name} was deleted and is there")
            elif entry.state == "MADE" and entry.id != row["id"]:
                wrong.append(f"{kind} {entry.name} was {entry.id} and is {row['id']}")
            else:
                entry.state, entry.id, entry.free = "MADE", row["id"], True
        wrong += [f"{kind} {name} comes from nowhere" for name in by_name]
        return wrong
