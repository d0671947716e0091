"""The generated tables of docs/conformance: requirement → checks, and mutant → killed by → time.

python conformance/tests/tables.py             write both; runs every mutant against every check
python conformance/tests/tables.py --new       judge the mutants that the page does not have yet, and keep the others' rows
python conformance/tests/tables.py --quick     write the requirements only
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "conformance"
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / name) for name in ("conformance", "conformance/tests", "generated")]

import mutants  # noqa: E402, F401 - importing registers
from client_mutants import CLIENT_MUTANTS  # noqa: E402
from mutants.middleware import MUTANTS, Mutant  # noqa: E402
from spec_mutants import SPEC_MUTANTS  # noqa: E402

from treadle_conformance.client.judge import variants  # noqa: E402
from treadle_conformance.profile import profiles  # noqa: E402
from treadle_conformance.rules import all_checks, requirements  # noqa: E402

EQUIVALENT: dict[str, str] = {}  # mutant -> why it cannot be told from a right server


def requirements_page() -> str:
    """Every requirement with its checks."""
    looked_at: dict[str, list[str]] = {}
    for check in all_checks().values():
        for name in check.requirements:
            looked_at.setdefault(name, []).append(f"`{check.id}`")
    for profile in profiles().values():
        for check in profile.checks():
            for name in set(check.requirements) & set(profile.instead.values()):
                looked_at.setdefault(name, []).append(f"`{check.id}` in `{profile.id}`")
    for variant, kind in variants().values():
        found = looked_at.setdefault(variant.requirement, [])
        if (name := f"`client.{kind}.{variant.name}`") not in found:
            found.append(name)
    levels = [row.level.value for row in requirements().values()]
    counts = (
        f"{len(levels)} requirements ({levels.count('MUST')} MUST, {levels.count('SHOULD')} SHOULD), "
        f"{len(all_checks())} checks of servers, {len(variants())} of clients. "
        "A pointer leads into the contract document of that name in `spec/`."
    )
    lines = [
        "# What the suite requires",
        "",
        "Written by `python conformance/tests/tables.py`; never edited.",
        "",
        counts,
        "",
        "| profile | promises | checks |",
        "|---|---|---|",
        *(f"| `{p.id}` | {p.title} | {len(p.checks())} |" for p in profiles().values()),
    ]
    for area in dict.fromkeys(row.area for row in requirements().values()):
        lines += [
            "",
            f"## {area}",
            "",
            "| id | level | requirement | source | checks |",
            "|---|---|---|---|---|",
        ]
        for row in requirements().values():
            if row.area == area:
                text = row.text.replace("|", "\\|")
                source = f"{row.source}<br>`{row.spec}`"
                lines.append(
                    f"| {row.id} | {row.level.value} | {text} | {source} | {'<br>'.join(looked_at.get(row.id, []))} |"
                )
    return "\n".join(lines) + "\n"


def mutants_page(found: dict[str, tuple[str, str]]) -> str:
    """Every mutant with what killed it; `found` has the verdict and the time of each."""
    killed = sum(verdict == "killed" for verdict, _ in found.values())
    total = len(MUTANTS) - len(EQUIVALENT)
    lines = [
        "# Wrong servers, and the checks that notice them",
        "",
        "Written by `python conformance/tests/tables.py`; never edited. Each mutant is the reference server with one",
        "fault before it, written from a requirement. It is killed when the check that is named for it fails, and no",
        "other does but those that are listed beside it. The tests hold every row of this table.",
        "",
        f"**Score: {killed} of {total} ({100 * killed / total:.0f} %)**, {len(EQUIVALENT)} equivalent.",
        "",
        "| mutant | breaks | killed by | may be noticed by | s |",
        "|---|---|---|---|---|",
    ]
    for mutant in MUTANTS.values():
        others = "<br>".join(f"`{name}`" for name in sorted(mutant.collateral))
        _, seconds = found[mutant.id]
        lines.append(f"| {mutant.id} | {mutant.requirement} | `{mutant.kills}` | {others} | {seconds} |")
    return "\n".join([*lines, *_contracts_and_clients()]) + "\n"


def _contracts_and_clients() -> list[str]:
    lines = [
        "",
        "## Wrong contracts",
        "",
        f"{len(SPEC_MUTANTS)} edits of `spec/`, each noticed by what is named for it even when everything was generated",
        "from it: by a rule of `spec_lint`, by a requirement that points to nothing, by a check on a server made from the",
        "wrong contract, or because a wrong server then gets past its check. Without generating, `make generate --check` and the",
        "tests of drift notice every one. `test_spec_mutants.py` holds every row.",
        "",
        "| contract | at | edit | noticed by |",
        "|---|---|---|---|",
    ]
    lines += [f"| {m.contract} | `{m.pointer}` | {m.id} | {_noticer(m.noticed_by)} |" for m in SPEC_MUTANTS]
    lines += [
        "",
        "## Wrong clients",
        "",
        f"{len(CLIENT_MUTANTS)} faults of a client that is right without them; `test_conform_client.py` holds that exactly these",
        "variants find each out, and that the right one passes all.",
        "",
        "| fault | found out by |",
        "|---|---|",
    ]
    for fault, killers in CLIENT_MUTANTS.items():
        lines.append(f"| {fault} | {'<br>'.join(f'`{name}`' for name in sorted(killers))} |")
    return lines


def _noticer(text: str) -> str:
    how, names = text.split()
    said = {"lives": "lets live", "itself": "the suite's own request,"}.get(how, how)
    return " with ".join([f"{said} `{names.split('+')[0]}`", *(f"`{name}`" for name in names.split("+")[1:])])


def judge_all(known: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The verdict on every mutant and the seconds that it took; those that are known are not judged again."""
    from test_mutants import judge_mutant, noticed_by

    found: dict[str, tuple[str, str]] = {}
    for mutant in MUTANTS.values():
        if mutant.id in known:
            found[mutant.id] = known[mutant.id]
            continue
        started = time.perf_counter()
        report = judge_mutant(mutant)
        took = f"{time.perf_counter() - started:.1f}"
        found[mutant.id] = ("killed" if _right(mutant, noticed_by(report)) else "alive", took)
        print(mutant.id, *found[mutant.id], flush=True)
    return found


def on_the_page() -> dict[str, tuple[str, str]]:
    """What the page says of the mutants whose rows are still what they were."""
    wanted = mutants_page(dict.fromkeys(MUTANTS, ("killed", "0"))).splitlines()
    rows = {row.rsplit("|", 2)[0]: row.split("|")[1].strip() for row in wanted if row.startswith("| ")}
    found: dict[str, tuple[str, str]] = {}
    for line in (DOCS / "mutants.md").read_text("utf-8").splitlines():
        name = rows.get(line.rsplit("|", 2)[0])
        if line.startswith("| ") and name in MUTANTS:
            found[name] = ("killed", line.split("|")[-2].strip())
    return found


def _right(mutant: Mutant, noticed: dict[str, str]) -> bool:
    return mutant.kills in noticed and not noticed.keys() - {mutant.kills} - mutant.collateral


def without_times(page: str) -> list[str]:
    """The page's lines without the column that every run measures anew."""
    return [re.sub(r"\| [0-9.]+ \|$", "|", line) for line in page.splitlines()]


if __name__ == "__main__":
    DOCS.mkdir(parents=True, exist_ok=True)
    (DOCS / "requirements.md").write_text(requirements_page(), "utf-8")
    if "--quick" not in sys.argv:
        (DOCS / "mutants.md").write_text(
            mutants_page(judge_all(on_the_page() if "--new" in sys.argv else {})), "utf-8"
        )
